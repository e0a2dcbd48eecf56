"""Limits as data: per enterprise and per project, nested, and a cap that is a rate of another fact."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.calculator.assessment import assess
from assistant.calculator.facts_json import read_profile
from assistant.calculator.intervals import Interval
from corpus.check.totals import limits_are_nested
from corpus.check.view import View
from corpus.library import Policy
from corpus.rules import Cap, Limit, Measure
from tests.calculator.oracle import POLICY, measure

WAN = 10**6  # 1万元 in 分
HOME = {"in_district": True, "is_supplier": True}
PRIZES = ("national-invention-award-2", "provincial-progress-award-1", "provincial-progress-award-2")


def limited(*limits: tuple[str, dict[str, Any], tuple[str, ...]]) -> Policy:
    rules = [
        Limit.model_validate({"id": name, "clause": "3", "quote": name, "over": over} | cap)
        for name, cap, over in limits
    ]
    return dataclasses.replace(POLICY, limits=tuple(rules))


def with_caps(of: Measure, *caps: dict[str, Any]) -> Policy:
    assert of.pays is not None
    pays = of.pays.model_copy(update={"caps": tuple(Cap.model_validate(c) for c in caps), "years": None})
    changed = of.model_copy(update={"pays": pays})
    return dataclasses.replace(POLICY, measures=tuple(changed if m.id == of.id else m for m in POLICY.measures))


def total(policy: Policy, facts: dict[str, Any], only: tuple[str, ...]) -> Interval:
    return assess(policy, read_profile(policy, HOME | facts), only).total.amount


# --- across measures
@settings(max_examples=60, deadline=None)
@given(st.tuples(*[st.integers(0, 4)] * 3), st.integers(0, 500), st.integers(0, 900), st.booleans())
def test_a_limit_within_a_limit(counts: tuple[int, ...], narrow: int, wide: int, wide_first: bool) -> None:
    limits = [("窄", {"amount": f"{narrow}万元"}, PRIZES[1:]), ("宽", {"amount": f"{wide}万元"}, PRIZES)]
    policy = limited(*(reversed(limits) if wide_first else limits))
    facts = dict(
        zip(
            ("national_invention_award_2", "provincial_progress_award_1", "provincial_progress_award_2"),
            counts,
            strict=True,
        )
    )
    expected = min(100 * counts[0] + min(50 * counts[1] + 20 * counts[2], narrow), wide) * WAN
    assert total(policy, facts, PRIZES) == Interval(expected, expected)


@pytest.mark.parametrize(
    ("revenue", "expected"),
    [
        ("1000万元", (50, 50)),
        ("1亿元", (250, 250)),
        ({"lower": "1000万元", "upper": "2000万元"}, (50, 100)),
        (None, (0, 250)),
    ],
)
def test_a_limit_that_is_a_rate_of_a_fact(revenue: object, expected: tuple[int, int]) -> None:
    policy = limited(("营收的5%", {"rate": "5%", "of": "revenue", "text": "营收"}, PRIZES[:2]))
    facts = {"national_invention_award_2": 2, "provincial_progress_award_1": 1, "revenue": revenue}
    assert total(policy, facts, PRIZES[:2]) == Interval(expected[0] * WAN, expected[1] * WAN)


def test_limits_that_cross_are_refused() -> None:
    policy = limited(("甲", {"amount": "1万元"}, PRIZES[:2]), ("乙", {"amount": "1万元"}, PRIZES[1:]))
    assert [f.message for f in limits_are_nested(View(policy))] != []
    nested = limited(("甲", {"amount": "1万元"}, PRIZES[:2]), ("乙", {"amount": "1万元"}, PRIZES))
    assert list(limits_are_nested(View(nested))) == []


# --- per project
DEMO = measure("demonstration-project")
LISTED = {"demo_project_listed": True, "project_excellent": False}


def test_a_cap_per_project_binds_each_project() -> None:
    policy = with_caps(DEMO, {"amount": "30万元", "per": "项目"}, {"amount": "70万元", "per": "企业"})
    facts: dict[str, Any] = LISTED | {"contract_sum": ["100万元", "400万元", "200万元"]}  # 15 + 30 + 30 = 75, then 70
    result = assess(policy, read_profile(policy, HOME | facts), [DEMO.id]).results[0]
    assert result.amount == Interval(70 * WAN, 70 * WAN)
    assert result.formula is not None
    assert "项目2：15%×400万元=60万元；单个项目上限30万元；取低者30万元" in result.formula
    assert result.formula.endswith("单个企业上限70万元；合计70万元")


def test_one_sum_is_one_project() -> None:
    policy = with_caps(DEMO, {"amount": "30万元", "per": "项目"})
    assert total(policy, LISTED | {"contract_sum": "700万元"}, (DEMO.id,)) == Interval(30 * WAN, 30 * WAN)


def test_a_project_of_unknown_size_is_bounded_by_its_own_cap() -> None:
    policy = with_caps(DEMO, {"amount": "30万元", "per": "项目"})
    facts: dict[str, Any] = LISTED | {"contract_sum": ["100万元", None]}
    assert total(policy, facts, (DEMO.id,)) == Interval(15 * WAN, 45 * WAN)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=5), st.integers(0, 100), st.integers(0, 300))
def test_projects_by_plain_reckoning(contracts: list[int], each: int, all_: int) -> None:
    policy = with_caps(DEMO, {"amount": f"{each}万元", "per": "项目"}, {"amount": f"{all_}万元", "per": "企业"})
    facts: dict[str, Any] = LISTED | {"contract_sum": [f"{c}万元" for c in contracts]}
    expected = min(sum(min(c * WAN * 15 // 100, each * WAN) for c in contracts), all_ * WAN)
    assert total(policy, facts, (DEMO.id,)) == Interval(expected, expected)
