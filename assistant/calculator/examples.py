"""Running the examples that a policy officer writes beside a rule: facts, and what must come out."""

from __future__ import annotations

from assistant.calculator.assessment import MeasureResult, assess_measure
from assistant.calculator.facts_json import BadFacts, read_profile
from corpus.amounts import format_yuan
from corpus.library import Policy
from corpus.rules import Example, Measure


def run_example(policy: Policy, measure: Measure, example: Example) -> str | None:
    """How the calculator's result differs from the example's; None where it comes out as the example says."""
    try:
        profile = read_profile(policy, dict(example.told))
        result = assess_measure(policy, measure, profile)
    except (BadFacts, KeyError, ValueError) as error:
        return f"算不出来：{error}"
    differences = list(_differences(result, example))
    return f"{_told(example)}：{'；'.join(differences)}" if differences else None


def _differences(result: MeasureResult, example: Example) -> list[str]:
    found: list[str] = []
    if result.status != example.status:
        found.append(f"状态应为 {example.status}，算得 {result.status}")
    amount = result.amount
    for name, expected, reckoned in (
        ("下限", example.lower, amount.lower if amount else None),
        ("上限", example.upper, amount.upper if amount else None),
    ):
        if expected is not None and expected != reckoned:
            shown = "没有" if reckoned is None else format_yuan(reckoned)
            found.append(f"{name}应为 {format_yuan(expected)}，算得 {shown}")
    if example.missing is not None and set(example.missing) != set(result.missing):
        found.append(f"还缺的事实应为 {list(example.missing)}，算得 {list(result.missing)}")
    return found


def _told(example: Example) -> str:
    return "、".join(f"{name}={value}" for name, value in example.told.items())
