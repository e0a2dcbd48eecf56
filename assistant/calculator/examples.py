"""Running the examples that a policy officer writes beside a rule: facts, and what must come out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.calculator.assessment import MeasureResult, Total, assess, assess_measure
from assistant.calculator.facts_json import BadFacts, read_profile
from assistant.calculator.intervals import Interval
from assistant.calculator.profile import Profile
from corpus.amounts import format_yuan
from corpus.library import Policy
from corpus.rules import Example, Limit, Measure, Stacking, TotalExample


def run_example(policy: Policy, rule: Measure | Limit | Stacking, example: Example | TotalExample) -> str | None:
    """How the calculator's result differs from the example's; None where it comes out as the example says."""
    try:
        profile = read_profile(policy, dict(example.told))
        if isinstance(rule, Measure):
            assert isinstance(example, Example)  # the models hold it
            differences = list(_of_measure(assess_measure(policy, rule, profile), example))
        else:
            assert isinstance(example, TotalExample)
            total = assess(policy, _of_one_outlay(profile, example), only=rule.over).total
            differences = list(_of_total(total, rule, example))
    except (BadFacts, KeyError, ValueError) as error:
        return f"算不出来：{error}"
    return f"{_told(example)}：{'；'.join(differences)}" if differences else None


def _of_one_outlay(profile: Profile, example: TotalExample) -> Profile:
    """The profile with the example's `outlay` facts told of one and the same money. Raises KeyError for one untold."""
    shared = {fact: replace(profile.told[fact], outlay="同一笔投入") for fact in example.outlay}
    return replace(profile, told={**profile.told, **shared})


def _of_measure(result: MeasureResult, example: Example) -> Iterator[str]:
    if result.status != example.status:
        yield f"状态应为 {example.status}，算得 {result.status}"
    yield from _of_amount(result.amount, example)
    if example.missing is not None and set(example.missing) != set(result.missing):
        yield f"还缺的事实应为 {list(example.missing)}，算得 {list(result.missing)}"


def _of_total(total: Total, rule: Limit | Stacking, example: TotalExample) -> Iterator[str]:
    yield from _of_amount(total.amount, example)
    said = rule.quote if isinstance(rule, Limit) else rule.note
    if (said in total.notes) != example.noted:
        yield f"应{'' if example.noted else '不'}说明「{said}」，算得的结果{'没有说' if example.noted else '说了'}"


def _of_amount(amount: Interval | None, example: Example | TotalExample) -> Iterator[str]:
    for name, expected, reckoned in (
        ("下限", example.lower, amount.lower if amount else None),
        ("上限", example.upper, amount.upper if amount else None),
    ):
        if expected is not None and expected != reckoned:
            shown = "没有" if reckoned is None else format_yuan(reckoned)
            yield f"{name}应为 {format_yuan(expected)}，算得 {shown}"


def _told(example: Example | TotalExample) -> str:
    return "、".join(f"{name}={value}" for name, value in example.told.items())
