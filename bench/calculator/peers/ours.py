"""mingce itself, as `mingce assess` runs it: nothing supposed, the policy that ships, the six clauses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.calculator.assessment import Assessment, MeasureResult, assess
from assistant.calculator.intervals import Interval
from assistant.calculator.profile import Profile, Told
from bench.calculator.clauses import MEASURES, TOTAL, Amounts, Facts
from corpus.library import Policy, load_library

POLICY: Final = "hanggaoxin-2022-17"


def the_policy() -> Policy:
    """The policy that the six clauses are of. Raises StopIteration where the library does not hold it."""
    return next(p for p in load_library() if p.folder.name == POLICY)


def profile_of(facts: Facts) -> Profile:
    """What is told, nothing supposed."""
    return Profile({name: Told(Interval(value, value)) for name, value in facts.items()})


class Mingce:
    """mingce's calculator; `definite` is lower == upper with a status that is not open."""

    name = "mingce"

    def __init__(self) -> None:
        self.policy = the_policy()

    def assess(self, facts: Facts) -> Assessment:
        """The six clauses for one enterprise."""
        return assess(self.policy, profile_of(facts), only=MEASURES)

    def amounts(self, enterprises: Sequence[Facts]) -> list[Amounts]:
        """As in Engine: the amount where both bounds are one, None where they are not."""
        return [self._amounts(self.assess(facts)) for facts in enterprises]

    @staticmethod
    def _amounts(assessment: Assessment) -> Amounts:
        found = {r.measure.id: definite(r) for r in assessment.results}
        total = assessment.total.amount
        settled = all(r.status != "open" for r in assessment.results) and total.is_point
        return {**found, TOTAL: total.lower if settled else None}


def definite(result: MeasureResult) -> int | None:
    """分 where the measure is settled, None where anything is still open."""
    if result.status == "open" or result.amount is None or not result.amount.is_point:
        return None
    return result.amount.lower
