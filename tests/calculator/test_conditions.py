"""Conditions: each threshold of the policy to either side, readings, and which open facts still decide."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.calculator.assessment import assess_measure, evaluator_of
from assistant.calculator.bounds import Bounds, Truth, at_least, at_most
from assistant.calculator.conditions import holds_of
from assistant.calculator.intervals import Interval
from assistant.calculator.profile import Profile, Told
from assistant.calculator.program import bounds_of, compile_condition, pay_facts, program_of, threshold, variants
from assistant.calculator.unknowns import open_facts
from corpus import rules
from corpus.rules import All, Condition, Measure, Not, Readings, Test
from tests.calculator.oracle import FACTS, POLICY, measure, profile_of, satisfying

BOUNDED = [(m, t) for m in POLICY.measures for t in rules.tests_of(m.when) if t.bound]
NAMES = [f"{m.id}:{t.fact}" for m, t in BOUNDED]


def _limit(test: Test) -> int:
    assert test.bound
    return threshold(FACTS[test.fact], test.bound[1])


def holds(condition: Condition, profile: Profile) -> bool | None:
    return holds_of(evaluator_of(program_of(POLICY), profile).holds(compile_condition(condition, FACTS)))


def test_the_policy_has_thresholds_to_test() -> None:
    assert len({t.fact for _, t in BOUNDED}) >= 8


@pytest.mark.parametrize(("of", "test"), BOUNDED, ids=NAMES)
@pytest.mark.parametrize("step", [-1, 0, 1])
def test_each_threshold_below_at_and_above(of: Measure, test: Test, step: int) -> None:
    assert test.bound
    name, limit = test.bound[0], _limit(test)
    value = limit + step
    expected = {"at_least": step >= 0, "more_than": step > 0, "at_most": step <= 0, "less_than": step < 0}[name]
    assert holds(test, profile_of({test.fact: value})) is expected
    alone = assess_measure(POLICY, of, profile_of({test.fact: value}))
    condition = next(c for c in alone.conditions if c.test == test)
    assert condition.told
    assert condition.holds is expected
    assert condition.gap == (0 if expected else abs(step) + (name in ("more_than", "less_than")))
    assert bool(condition.miss) == (not expected and FACTS[test.fact].type != "rank")
    if isinstance(of.when, All) and test in of.when.all:  # the whole measure turns on this one test
        others = satisfying(of)
        result = assess_measure(POLICY, of, profile_of({**others, test.fact: value}))
        assert result.status == ("met" if expected else "unmet")
        if not expected:
            assert [c.test for c in result.failed] == [test]


@pytest.mark.parametrize("of", POLICY.measures, ids=lambda m: m.id)
def test_each_condition_is_needed(of: Measure) -> None:
    told = satisfying(of)
    assert assess_measure(POLICY, of, profile_of(told)).status == "met"
    parts = of.when.all if isinstance(of.when, All) else ()
    for part in parts:
        if isinstance(part, Test) and part.bound is None:
            assert assess_measure(POLICY, of, profile_of({**told, part.fact: 0})).status == "unmet"
        if isinstance(part, Not) and isinstance(part.not_, Test):
            assert assess_measure(POLICY, of, profile_of({**told, part.not_.fact: 1})).status == "unmet"
        if isinstance(part, Test):
            untold = {f: v for f, v in told.items() if f != part.fact}
            result = assess_measure(POLICY, of, profile_of(untold))
            assert result.status == "open"
            assert set(result.missing) - {part.fact} <= set(pay_facts(of))
            assert part.fact in result.missing


@pytest.mark.parametrize(
    ("bound", "ends", "limit", "expected"),
    [
        (at_least, (30, 30), 30, True),
        (at_least, (29, 29), 30, False),
        (at_least, (29, 30), 30, None),
        (at_least, (0, None), 30, None),
        (at_least, (30, None), 30, True),
        (at_most, (30, 30), 30, True),
        (at_most, (31, None), 30, False),
        (at_most, (0, None), 30, None),
        (at_most, (0, 29), 30, True),
    ],
)
def test_ranges_against_bounds(
    bound: Callable[[Bounds, int], Truth], ends: tuple[int, int | None], limit: int, expected: bool | None
) -> None:
    assert holds_of(bound(bounds_of(Interval(*ends)), limit)) is expected


@pytest.mark.parametrize(
    ("fact", "value", "miss"),
    [
        ("rd_staff", 28, "还差2名研发人员"),
        ("rd_spend_annual", 499_9900_00, "还差100元"),
        ("rd_spend_annual", 0, "还差500万元"),
    ],
)
def test_a_miss_says_by_how_much(fact: str, value: int, miss: str) -> None:
    result = assess_measure(POLICY, measure("cultivation-listing"), profile_of({fact: value}))
    assert [c.miss for c in result.failed] == [miss]


def test_a_range_that_ends_below_the_threshold_is_missed_by_its_nearest_end() -> None:
    profile = Profile({"rd_staff": Told(Interval(0, 29), span="不到30人")})
    result = assess_measure(POLICY, measure("cultivation-listing"), profile)
    assert result.status == "unmet"
    assert [c.miss for c in result.failed] == ["还差1名研发人员"]


# --- readings: 4.2.6
FAST = measure("land-fast-track")
HOME = {"in_district": 1, "is_supplier": 1}
BILLION = 10**11  # 10亿元 in 分


def _at(fact: str, step: int) -> int:
    return next(_limit(t) for t in rules.tests_of(FAST.when) if t.fact == fact) + step


@pytest.mark.parametrize(
    ("steps", "expected", "by_reading"),
    [
        ({"revenue": 0, "tax_paid": -1, "staff": 0}, "met", ["met", "met"]),
        ({"revenue": -1, "tax_paid": 0, "staff": 0}, "met", ["met", "met"]),
        ({"revenue": 0, "tax_paid": 0, "staff": -1}, "open", ["unmet", "met"]),
        ({"revenue": -1, "tax_paid": -1, "staff": 0}, "unmet", ["unmet", "unmet"]),
        ({"revenue": -1, "tax_paid": 0, "staff": -1}, "unmet", ["unmet", "unmet"]),
    ],
)
def test_open_by_reading_only_where_the_readings_disagree(
    steps: dict[str, int], expected: str, by_reading: list[str]
) -> None:
    result = assess_measure(POLICY, FAST, profile_of(HOME | {f: _at(f, s) for f, s in steps.items()}))
    assert result.status == expected
    assert [s for _, s in result.status_readings] == by_reading
    assert any(u.kind == "reading" for u in result.unknown) == (expected == "open")
    assert result.missing == ()
    assert len(result.conditions) == 5  # each once, though both readings hold it


@pytest.mark.parametrize(("told", "status"), [({}, "open"), ({"in_district": 0}, "unmet")])
def test_a_reading_is_told_of_the_whole_measure(told: dict[str, int], status: str) -> None:
    split = {"revenue": _at("revenue", 0), "tax_paid": 0, "staff": 0, "is_supplier": 1}
    result = assess_measure(POLICY, FAST, profile_of(split | told))
    assert [s for _, s in result.status_readings] == ["unmet", status]  # never met where the rest is not


def test_negation_of_readings_negates_each() -> None:
    part = next(p for p in FAST.when.all if isinstance(p, Readings))  # type: ignore[union-attr]
    split = profile_of({"revenue": _at("revenue", 0), "tax_paid": 0, "staff": 0})
    assert [holds(r.when, split) for r in part.readings] == [False, True]
    assert holds(part, split) is None
    negated: Condition = Not.model_validate({"not": part})
    evaluator = evaluator_of(program_of(POLICY), split)
    by_reading = [holds_of(evaluator.holds(node)) for _, node in variants(compile_condition(negated, FACTS))]
    assert by_reading == [True, False]


# --- which facts still decide
@pytest.mark.parametrize(
    ("told", "deciding"),
    [
        ({}, {"revenue", "tax_paid", "staff"}),
        ({"revenue": 0}, {"staff"}),  # revenue is enough: taxes decide nothing
        ({"revenue": 0, "staff": -1}, set()),  # only the reading is open
        ({"staff": -1}, {"revenue"}),
        ({"revenue": -1, "staff": 0}, {"tax_paid"}),
        ({"revenue": -1, "staff": -1}, set()),
    ],
)
def test_only_facts_that_decide_are_missing(told: dict[str, int], deciding: set[str]) -> None:
    profile = profile_of(HOME | {f: _at(f, s) for f, s in told.items()})
    evaluator = evaluator_of(program_of(POLICY), profile)
    assert open_facts(evaluator, compile_condition(FAST.when, FACTS)) == deciding
    assert set(assess_measure(POLICY, FAST, profile).missing) == deciding
