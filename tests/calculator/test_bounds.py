"""Sound bounds: whatever the untold facts turn out to be, the exact amount lies within, and a decision stands."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.calculator.assessment import Assessment, assess, assess_measure, presupposed
from assistant.calculator.intervals import Interval
from assistant.calculator.profile import Profile, Told
from corpus import rules
from tests.calculator import oracle
from tests.calculator.oracle import FACTS, POLICY, measure, narrowed, profiles, satisfying, values_of

PROPERTY = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
SUPPOSED = st.sampled_from([frozenset(), presupposed(POLICY)])
RATE_MEASURES = ("demonstration-project", "local-module-application", "local-chip-application")


def _inside(inner: Interval, outer: Interval) -> bool:
    return outer.lower <= inner.lower and (
        outer.upper is None or (inner.upper is not None and inner.upper <= outer.upper)
    )


def _assert_within(known: Assessment, partial: Assessment) -> None:
    """Each measure's result, told more, is one that the partial assessment allowed."""
    for after, before in zip(known.results, partial.results, strict=True):
        name = before.measure.id
        assert before.status in ("open", after.status), name
        assert (before.amount is None) == (after.amount is None), name
        if before.amount is not None and after.amount is not None:
            assert _inside(after.amount, before.amount), name
        assert set(after.missing) <= set(before.missing) | {f for f in FACTS if f in after.missing}, name


@PROPERTY
@given(profiles(), SUPPOSED, st.data())
def test_bounds_hold_for_every_completion(told: Profile, supposed: frozenset[str], data: st.DataObject) -> None:
    partial_profile = Profile(told.told, supposed)
    partial = assess(POLICY, partial_profile)
    for _ in range(3):
        completed = data.draw(narrowed(partial_profile, to_points=True))
        values = values_of(completed)
        for before in partial.results:
            name = before.measure.id
            exact_status, exact = oracle.status(before.measure, values), oracle.amounts(before.measure, values)
            assert before.status in ("open", exact_status), name
            assert (exact is None) == (before.amount is None), name
            if exact is not None and before.amount is not None:
                assert _inside(Interval(min(exact), max(exact)), before.amount), name


@PROPERTY
@given(profiles(), SUPPOSED, st.data())
def test_a_full_telling_comes_out_exactly(told: Profile, supposed: frozenset[str], data: st.DataObject) -> None:
    completed = data.draw(narrowed(Profile(told.told, supposed), to_points=True))
    values = values_of(completed)
    for result in assess(POLICY, completed).results:
        name = result.measure.id
        assert result.status == oracle.status(result.measure, values), name
        assert result.missing == (), name
        assert result.supposed == (), name
        exact = oracle.amounts(result.measure, values)
        if exact is None or result.amount is None:
            assert exact is result.amount is None, name
        else:
            lower = 0 if result.status == "open" else min(exact)
            assert result.amount == Interval(lower, max(exact)), name


@PROPERTY
@given(profiles(), SUPPOSED, st.data())
def test_telling_more_only_narrows(told: Profile, supposed: frozenset[str], data: st.DataObject) -> None:
    before = Profile(told.told, supposed)
    after = data.draw(narrowed(before, to_points=False))
    _assert_within(assess(POLICY, after), assess(POLICY, before))


@PROPERTY
@given(profiles(), SUPPOSED, st.data())
def test_bounds_of_the_total_hold(told: Profile, supposed: frozenset[str], data: st.DataObject) -> None:
    before = Profile(told.told, supposed)
    partial = assess(POLICY, before)
    after = data.draw(narrowed(before, to_points=True))
    priced = [r.measure.id for r in partial.results if not r.unpriced]  # what is unpriced adds nothing
    assert _inside(assess(POLICY, after, only=priced).total.amount, partial.total.amount)


@PROPERTY
@given(profiles(), SUPPOSED, st.data())
def test_what_is_not_missing_changes_nothing(told: Profile, supposed: frozenset[str], data: st.DataObject) -> None:
    """A fact that is neither told nor named missing leaves status and amount as they are, whatever it is."""
    profile = Profile(told.told, supposed)
    of = data.draw(st.sampled_from(POLICY.measures))
    before = assess_measure(POLICY, of, profile)
    silent = [f for f in FACTS if f not in profile.told and f not in before.missing and f not in supposed]
    fact = data.draw(st.sampled_from(silent))
    value = data.draw(oracle.numbers(fact))
    after = assess_measure(
        POLICY, of, Profile({**profile.told, fact: Told(Interval(value, value), span="后来说的")}, supposed)
    )
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
