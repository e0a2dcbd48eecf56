"""What an operator works on, and what it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.reply import Reply
from corpus.library import Policy

Kind = Literal[
    "amount", "rate", "count", "date", "rank", "document", "clause",
    "unit", "level", "boundary", "ceiling", "each", "conjunction", "negation", "modality", "outcome",
    "authority", "actor", "reading", "role", "quotation", "missing", "injection",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
FIGURES_AND_CLAUSES: frozenset[Kind] = frozenset({"amount", "rate", "count", "date", "rank", "document", "clause"})
"""Kinds of which all must be stopped; of the others 98% must be."""


@dataclass(frozen=True)
class Right:
    """A right answer: the offline reply to the last message of a case, and the policy it answers from."""

    case: str
    policy: Policy
    reply: Reply
    message: str

    @property
    def text(self) -> str:
        """The answer's words."""
        return self.reply.answer


@dataclass(frozen=True)
class Mutant:
    """A wrong answer: what kind of wrong, which operator made it, and what it put for what."""

    kind: Kind
    operator: str
    text: str
    change: str


Operator = Callable[[Right], Iterator[tuple[Kind, str, str]]]
"""From a right answer to (kind, wrong text, what was changed), as many as there are places."""
