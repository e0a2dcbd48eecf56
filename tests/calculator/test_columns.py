"""Columns: each row comes out as the assessment of that enterprise by itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.calculator.assessment import assess, presupposed
from assistant.calculator.bounds import NO_END
from assistant.calculator.columns import Column, Columns, assess_columns
from assistant.calculator.intervals import Interval
from assistant.calculator.profile import MOST_FEN, Profile, Told
from assistant.calculator.program import bounds_of, program_of
from tests.calculator import oracle
from tests.calculator.oracle import FACTS, POLICY

STATUS = {1: "met", 0: "open", -1: "unmet"}
WHOLE = program_of(POLICY).whole


def columns_of(profiles: list[Profile]) -> dict[str, Column]:
    """What the profiles tell, fact by fact; known facts at both ends by one array."""
    columns = {}
    for fact in {f for p in profiles for f in p.told}:
        told = np.array([fact in p.told for p in profiles])
        rows = [bounds_of(p.told[fact].value) if fact in p.told else WHOLE[fact] for p in profiles]
        lower = np.array([r.lower for r in rows], np.int64)
        upper = np.array([r.upper for r in rows], np.int64)
        columns[fact] = Column(lower, lower if (lower == upper).all() else upper, None if told.all() else told)
    return columns


def row(found: Columns, i: int, measure: str) -> tuple[str, Interval | None]:
    amount = found.amounts.get(measure)
    return STATUS[int(found.status[measure][i])], None if amount is None else interval(amount, i)


def interval(column: Column, i: int) -> Interval:
    upper = int(column.upper[i])
    return Interval(int(column.lower[i]), None if upper == NO_END else upper)


def own_words(profile: Profile, supposed: frozenset[str]) -> Profile:
    """Each fact told in words of its own: columns know of no common outlay."""
    return Profile({f: Told(t.value, span=f) for f, t in profile.told.items()}, supposed)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from([frozenset(), presupposed(POLICY)]))
def test_each_row_is_what_assess_finds(data: st.DataObject, supposed: frozenset[str]) -> None:
    measures = data.draw(oracle.some_measures())
    facts = oracle.facts_of_all(measures)
    drawn = data.draw(st.lists(oracle.profiles(facts), min_size=1, max_size=6))
    profiles = [own_words(p, supposed) for p in drawn]
    only = [m.id for m in measures]
    found = assess_columns(POLICY, columns_of(profiles), len(profiles), supposed, only)
    for i, profile in enumerate(profiles):
        alone = assess(POLICY, profile, only)
        for result in alone.results:
            assert row(found, i, result.measure.id) == (result.status, result.amount), result.measure.id
        assert interval(found.total, i) == alone.total.amount


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(oracle.profiles(FACTS), min_size=2, max_size=4))
def test_the_whole_policy(drawn: list[Profile]) -> None:
    profiles = [own_words(p, frozenset()) for p in drawn]
    found = assess_columns(POLICY, columns_of(profiles), len(profiles))
    for i, profile in enumerate(profiles):
        alone = assess(POLICY, profile)
        assert interval(found.total, i) == alone.total.amount
        assert [row(found, i, r.measure.id) for r in alone.results] == [(r.status, r.amount) for r in alone.results]


@pytest.mark.parametrize("rows", [1, 65_535, 65_536, 65_537, 200_000])
def test_blocks_leave_no_seam(rows: int) -> None:
    spend = np.random.default_rng(rows).integers(0, MOST_FEN, rows, dtype=np.int64)
    yes = np.ones(rows, np.int64)
    told = {name: Column(yes, yes) for name in ("in_district", "is_supplier", "industry_platform_provider")}
    told["platform_rd_spend"] = Column(spend, spend)
    found = assess_columns(POLICY, told, rows, only=["industry-platform"])
    amount = found.amounts["industry-platform"]
    assert amount.lower is amount.upper  # known exactly: held once
    assert amount.lower.tolist() == [(2 * int(s) + 5) // 10 for s in spend]
    assert (found.status["industry-platform"] == 1).all()
    assert (found.total.lower == amount.lower).all()


def test_nothing_told_of_anyone() -> None:
    found = assess_columns(POLICY, {}, 3)
    assert {int(s) for status in found.status.values() for s in status} == {0}
    assert found.total.lower.tolist() == [0, 0, 0]
    assert found.total.upper.tolist() == [NO_END] * 3


def test_no_measures() -> None:
    found = assess_columns(POLICY, {}, 2, only=[])
    assert found.status == {}
    assert found.total.upper.tolist() == [0, 0]
