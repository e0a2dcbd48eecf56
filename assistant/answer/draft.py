"""A draft: what a route decided, before it is worded as a whole, cited by offset and proven."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.calculator.assessment import MeasureResult, Total
from assistant.reply import Outcome


@dataclass(frozen=True)
class Quote:
    """Words of the policy, to be found in their clause character for character."""

    clause: str
    text: str


@dataclass(frozen=True)
class Draft:
    """`lead` is the answer in one sentence; `body` conditions and caveats, a paragraph each."""

    outcome: Outcome
    lead: str
    body: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    total: Total | None = None
    results: tuple[MeasureResult, ...] = ()
    questions: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()  # facts asked back, what decides first
    denied: tuple[str, ...] = ()  # those of them that 「没有」 answers, all at once
    kind: str = ""  # the route, for what leans on it in the next turn
    about: tuple[str, ...] = ()  # measures that the conversation is now about
    rests_on: bool = False  # ends with policy, date and office: a sum was told
    computed: tuple[str, ...] = ()  # figures reckoned here (a difference), with the words that show how
    keeps_topic: bool = False  # leaves untouched what the conversation was about
