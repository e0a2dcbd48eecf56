"""False answers and false refusals: what an assistant says where it should say that the text says nothing, and the other way.

A case is one that the policy does not answer where all its right outcomes are refusals, and one that it answers where
none is; a case that leaves both open counts for neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from eval.cases import Case

REFUSALS: Final = frozenset({"no_basis", "off_topic"})


@dataclass(frozen=True)
class Honesty:
    """How many questions of either sort there were, and how many of each were met with the other."""

    unanswerable: int
    false_answers: int
    answerable: int
    false_refusals: int


def honesty_of(cases: Sequence[Case], outcomes: Iterable[Any]) -> Honesty:
    """Counts over cases and the outcomes of their replies, in the same order (None for no reply)."""
    unanswerable = false_answers = answerable = false_refusals = 0
    for case, outcome in zip(cases, outcomes, strict=True):
        right = set(case.expect.outcomes)
        if not right:
            continue
        if right <= REFUSALS:
            unanswerable += 1
            false_answers += outcome not in REFUSALS
        elif not right & REFUSALS:
            answerable += 1
            false_refusals += outcome in REFUSALS
    return Honesty(unanswerable, false_answers, answerable, false_refusals)
