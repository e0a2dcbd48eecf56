"""Sound bounds: whatever the untold facts turn out to be, the exact amount lies within, and a decision stands."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.calculator.assessment import Assessment, assess, assess_measure, presupposed
from assistant.calculator.intervals import Interval
from assistant.calculator.profile import Profile, Told
from corpus import rules
from corpus.rules import Measure
from tests.calculator import oracle
from tests.calculator.oracle import FACTS, POLICY, measure, narrowed, satisfying, values_of

PROPERTY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SUPPOSED = st.sampled_from([frozenset(), presupposed(POLICY)])
RATE_MEASURES = ("demonstration-project", "local-module-application", "local-chip-application")


@dataclass(frozen=True)
class Case:
    """What is known of an enterprise, and what it is asked about."""

    measures: list[Measure]
    facts: list[str]
    profile: Profile

    def assess(self, profile: Profile | None = None) -> Assessment:
        return assess(POLICY, profile or self.profile, only=[m.id for m in self.measures])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    measures = draw(oracle.some_measures())
    facts = oracle.facts_of_all(measures)
    told = draw(oracle.profiles(facts))
    return Case(measures, facts, Profile(told.told, draw(SUPPOSED)))


def _inside(inner: Interval, outer: Interval) -> bool:
    return outer.lower <= inner.lower and (
        outer.upper is None or (inner.upper is not None and inner.upper <= outer.upper)
    )


def _assert_exact_amounts_within(partial: Assessment, values: oracle.Values) -> None:
    for before in partial.results:
        name = before.measure.id
        exact_status, exact = oracle.status(before.measure, values), oracle.amounts(before.measure, values)
        assert before.status in ("open", exact_status), name
        assert (exact is None) == (before.amount is None), name
        if exact is not None and before.amount is not None:
            assert _inside(Interval(min(exact), max(exact)), before.amount), name


@PROPERTY
@given(cases(), st.data())
def test_bounds_hold_for_every_completion(case: Case, data: st.DataObject) -> None:
    partial = case.assess()
    for _ in range(3):
        completed = data.draw(narrowed(case.profile, case.facts, to_points=True))
        _assert_exact_amounts_within(partial, values_of(completed))


@settings(PROPERTY, max_examples=15)
@given(oracle.profiles(FACTS), SUPPOSED, st.data())
def test_bounds_hold_for_the_whole_policy(told: Profile, supposed: frozenset[str], data: st.DataObject) -> None:
    profile = Profile(told.told, supposed)
    completed = data.draw(narrowed(profile, FACTS, to_points=True))
    _assert_exact_amounts_within(assess(POLICY, profile), values_of(completed))


@PROPERTY
@given(cases(), st.data())
def test_a_full_telling_comes_out_exactly(case: Case, data: st.DataObject) -> None:
    completed = data.draw(narrowed(case.profile, case.facts, to_points=True))
    values = values_of(completed)
    for result in case.assess(completed).results:
        name = result.measure.id
        assert result.status == oracle.status(result.measure, values), name
        assert result.missing == (), name
        assert result.supposed == (), name
        exact = oracle.amounts(result.measure, values)
        expected = exact and Interval(0 if result.status == "open" else min(exact), max(exact))
        assert result.amount == expected, name


@PROPERTY
@given(cases(), st.data())
def test_telling_more_only_narrows(case: Case, data: st.DataObject) -> None:
    told_more = data.draw(narrowed(case.profile, case.facts, to_points=False))
    for after, before in zip(case.assess(told_more).results, case.assess().results, strict=True):
        name = before.measure.id
        assert before.status in ("open", after.status), name
        assert set(after.missing) <= set(before.missing), name
        if before.amount is not None and after.amount is not None:
            assert _inside(after.amount, before.amount), name


@PROPERTY
@given(cases(), st.data())
def test_bounds_of_the_total_hold(case: Case, data: st.DataObject) -> None:
    partial = case.assess()
    completed = data.draw(narrowed(case.profile, case.facts, to_points=True))
    priced = [r.measure.id for r in partial.results if not r.unpriced]  # what is unpriced adds nothing
    assert _inside(assess(POLICY, completed, only=priced).total.amount, partial.total.amount)


@PROPERTY
@given(cases(), st.data())
def test_what_is_not_missing_changes_nothing(case: Case, data: st.DataObject) -> None:
    """A fact that is neither told nor named missing leaves status and amount as they are, whatever it is."""
    of = data.draw(st.sampled_from(case.measures))
    profile = case.profile
    before = assess_measure(POLICY, of, profile)
    silent = [f for f in case.facts if f not in {*profile.told, *before.missing, *profile.supposed}]
    for fact in silent:
        value = data.draw(oracle.numbers(fact))
        told = {**profile.told, fact: Told(Interval(value, value), span="后来说的")}
        after = assess_measure(POLICY, of, Profile(told, profile.supposed))
        assert (after.status, after.amount, after.missing) == (before.status, before.amount, before.missing)


# --- tight, where everything can be enumerated
@settings(max_examples=150, deadline=None)
@given(st.sampled_from(RATE_MEASURES), st.data())
def test_bounds_are_attained(measure_id: str, data: st.DataObject) -> None:
    of = measure(measure_id)
    pays = of.pays
    assert pays
    quantities = [f for f in (pays.of, *(c.of for c in pays.caps)) if f]
    flags = [t.fact for t in rules.tests_of(of.when)] + ([pays.uplift.when] if pays.uplift else [])
    choices: dict[str, list[int]] = {}
    told: dict[str, Told] = {}
    for fact in flags:
        known = data.draw(st.sampled_from([1, 1, 1, 0, None]))
        choices[fact] = [0, 1] if known is None else [known]
        if known is not None:
            told[fact] = Told(Interval(known, known), span=fact)
    for fact in quantities:
        lower = data.draw(oracle.numbers(fact) | st.integers(0, 40))
        choices[fact] = list(range(lower, lower + data.draw(st.integers(1, 8))))
        told[fact] = Told(Interval(choices[fact][0], choices[fact][-1]), span=fact)
    possible: set[int] = set()
    statuses: set[str] = set()
    for values in product(*choices.values()):
        enterprise = dict(zip(choices, values, strict=True))
        possible |= oracle.amounts(of, enterprise) or set()
        statuses.add(oracle.status(of, enterprise))
    result = assess_measure(POLICY, of, Profile(told))
    assert result.amount == Interval(min(possible), max(possible))
    assert result.status == (statuses.pop() if len(statuses) == 1 else "open")


@pytest.mark.parametrize("measure_id", RATE_MEASURES)
def test_an_untold_base_reaches_from_nothing_to_the_cap(measure_id: str) -> None:
    of = measure(measure_id)
    assert of.pays
    result = assess_measure(POLICY, of, oracle.profile_of(satisfying(of)))
    assert result.status == "met"
    assert result.amount == Interval(0, min(c.amount for c in of.pays.caps if c.amount))
