"""One enterprise's conditions: each test with what was told and by how much it is missed."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from assistant.calculator.bounds import NO_END, Truth
from assistant.calculator.evaluation import Evaluator
from assistant.calculator.intervals import Truth as Holds
from assistant.calculator.program import Check, Compiled, Node
from corpus.amounts import format_yuan
from corpus.rules import Fact, Test


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One test: its words in the text, the fact it turns on, and whether the condition holds (None: open).

    `gap` is by how much the nearest value misses (分, pieces or ranks; 0 where it does not), `miss` says it.
    """

    test: Test
    holds: Holds
    told: bool
    gap: int = 0
    miss: str | None = None


@dataclass(slots=True)
class Tests:
    """How the tests stand for one enterprise: each is told once, whatever number of measures it stands in."""

    evaluator: Evaluator
    told: Container[str]
    _results: dict[tuple[Check, bool], ConditionResult] = field(default_factory=dict)
    _of_nodes: dict[Node, tuple[ConditionResult, ...]] = field(default_factory=dict)

    def of(self, compiled: Compiled) -> tuple[ConditionResult, ...]:
        """Every test of a measure, in the order of the text."""
        found = self._of_nodes.get(compiled.when)
        if found is None:
            found = tuple(self._result_of(check, opposite) for check, opposite in compiled.checks)
            self._of_nodes[compiled.when] = found
        return found

    def _result_of(self, check: Check, opposite: bool) -> ConditionResult:
        key = check, opposite
        found = self._results.get(key)
        if found is None:
            self._results[key] = found = _result(self.evaluator, check, check.fact in self.told, opposite)
        return found


def _result(evaluator: Evaluator, check: Check, told: bool, opposite: bool) -> ConditionResult:
    # opposite: the text asks that it does not hold (无违法行为)
    truth = evaluator.holds(check)
    holds = holds_of(truth)
    if opposite:
        return ConditionResult(check.test, None if holds is None else not holds, told)
    if holds is not False:
        return ConditionResult(check.test, holds, told)
    fact = evaluator.program.facts[check.fact]
    gap = _gap(evaluator, check)
    return ConditionResult(check.test, holds, told, gap, _miss(fact, check, gap))


def holds_of(truth: Truth) -> Holds:
    """One enterprise's truth: True, False, or None where it is open."""
    return True if truth.sure is True else None if truth.possible is True else False


def _gap(evaluator: Evaluator, check: Check) -> int:
    lower, upper = evaluator.value(check.fact)
    assert isinstance(lower, int) and isinstance(upper, int) and upper <= NO_END
    return lower - check.limit if check.below else check.limit - upper


def _miss(fact: Fact, check: Check, gap: int) -> str | None:
    if fact.type not in ("money", "count"):
        return None
    if fact.type == "money":
        size = format_yuan(gap)
    else:
        size = f"{gap}名{fact.label}" if fact.unit == "人" else f"{gap}{fact.unit}{fact.label}"
    return f"超出{size}" if check.below else f"还差{size}"
