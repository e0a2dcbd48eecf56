"""Why a measure comes out as it does: each condition with what was told, each step of the sum, each unknown, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assistant.calculator.assessment import MeasureResult
from assistant.calculator.conditions import ConditionResult
from assistant.calculator.formula import range_in_words, step_in_words
from assistant.calculator.intervals import Interval
from assistant.calculator.profile import Profile, show_words
from assistant.calculator.program import interval_of
from corpus.library import Policy

_STATUS: Final = {"met": "符合", "unmet": "不符合", "open": "待定"}
_HOLDS: Final = {True: "符合", False: "不符合", None: "待定"}


@dataclass(frozen=True, slots=True)
class StepTrace:
    """One step of a sum in words, what it comes to, and the sum so far, in 分. `of` is the fact it is reckoned from."""

    words: str
    of: str | None
    comes_to: Interval
    so_far: Interval


def steps_of(result: MeasureResult) -> tuple[StepTrace, ...]:
    """The steps of a sum at a rate, in order; by reading one after another where there are several."""
    found = []
    base = result.measure.pays.of if result.measure.pays else None
    for name, reckoned in result.sums:
        for step in reckoned.steps:
            words = f"{name}：{step_in_words(step)}" if name else step_in_words(step)
            of = step.ceiling.of if step.ceiling else base
            found.append(StepTrace(words, of, interval_of(step.comes_to), interval_of(step.least)))
    return tuple(found)


def explain(policy: Policy, result: MeasureResult, profile: Profile) -> tuple[str, ...]:
    """The measure's result as Chinese sentences: how it stands, condition by condition, the sum, what is not known."""
    return tuple(_sentences(policy, result, profile))


def _sentences(policy: Policy, result: MeasureResult, profile: Profile) -> Iterator[str]:
    where = policy.document.clause(result.measure.clause).label
    amount = "" if result.amount is None or result.status == "unmet" else f"，{range_in_words(result.amount)}"
    yield f"{result.measure.name}（{where}）：{_STATUS[result.status]}{amount}。"
    for condition in result.conditions:
        yield f"条件“{condition.test.text}”：{_condition(policy, condition, result, profile)}。"
    if result.formula and result.status != "unmet":
        yield f"算式：{result.formula}。"
    for name, status in result.status_readings:
        yield f"按“{name}”理解：{_STATUS[status]}。"
    for unknown in result.unknown:
        match unknown.kind:
            case "missing_fact":
                yield f"还缺：{unknown.what}。"
            case "authority":
                yield f"由主管部门决定：{unknown.what}。"
            case "reading":
                yield f"原文可以有几种读法：{unknown.what}。"
    for note in result.measure.notes if result.status != "unmet" else ():
        yield f"提示：{note}。"


def _condition(policy: Policy, condition: ConditionResult, result: MeasureResult, profile: Profile) -> str:
    told = profile.told.get(condition.test.fact)
    if told is None:
        return "没有告知，视为具备" if condition.test.fact in result.supposed else "没有告知，待定"
    where = f"（“{told.span}”）" if told.span else ""
    fact = policy.facts[condition.test.fact]
    value = f"“{show_words(fact, told.value)}”" if fact.type == "flag" else show_words(fact, told.value)
    miss = f"，{condition.miss}" if condition.miss else ""
    return f"告知{value}{where}，{_HOLDS[condition.holds]}{miss}"
