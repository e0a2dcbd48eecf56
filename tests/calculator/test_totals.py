"""Totals: limits across measures, one outlay for two measures, money of unstated size; suppositions; large sums."""

from __future__ import annotations

import dataclasses
import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.assessing import assess_facts
from assistant.calculator.assessment import Total, assess, assess_measure, presupposed
from assistant.calculator.bounds import Bounds, Share, share_of
from assistant.calculator.facts_json import read_profile
from assistant.calculator.intervals import ZERO, Interval
from assistant.calculator.profile import Profile, Told
from corpus import rules
from corpus.library import Policy
from corpus.rules import Limit, Stacking
from tests.calculator.oracle import POLICY, measure

WAN = 10**6  # 1万元 in 分
CULTIVATION = [m.id for m in POLICY.measures_of("cultivation")]
LISTED = {"cultivation_listed": True, "midterm_result": "合格", "final_result": "优秀"}
HOME = {"in_district": True, "is_supplier": True}


def total(facts: object, *only: str, policy: Policy = POLICY, suppose: bool = False) -> Total:
    told = read_profile(policy, facts)
    profile = Profile(told.told, presupposed(policy)) if suppose else told
    return assess(policy, profile, only=only or None).total


# --- limits
def test_cultivation_comes_to_ten_million_at_most() -> None:
    assert total(LISTED, *CULTIVATION).amount == Interval(0, 1000 * WAN)
    assert sum((m.pays.amount or 0) for m in POLICY.measures_of("cultivation") if m.pays) == 1000 * WAN
    # only 优秀 is paid at the end
    assert total(LISTED | {"final_result": "合格"}, *CULTIVATION).amount == Interval(0, 700 * WAN)
    assert total({"cultivation_listed": False}, *CULTIVATION).amount == ZERO


def _limited(amount: int, *over: str) -> Policy:
    limit = Limit.model_validate({"id": "x", "clause": "3", "quote": "合计不超过", "amount": "0元", "over": over})
    return dataclasses.replace(POLICY, limits=(limit.model_copy(update={"amount": amount}),))


@pytest.mark.parametrize("amount", [0, 550 * WAN, 1000 * WAN])
def test_a_limit_binds_the_sum_of_its_measures_and_no_other(amount: int) -> None:
    policy = _limited(amount, "national-invention-award-1", "provincial-progress-award-1")
    facts = HOME | {"national_invention_award_1": 1, "provincial_progress_award_1": 1, "municipal_rd_center": 1}
    only = ("national-invention-award-1", "provincial-progress-award-1", "municipal-rd-center")
    found = total(facts, *only, policy=policy)
    expected = min(550 * WAN, amount) + 20 * WAN
    assert found.amount == Interval(expected, expected)
    assert found.notes == (("合计不超过",) if amount < 550 * WAN else ())


def test_a_limit_closes_a_sum_without_an_end_of_its_own() -> None:
    policy = _limited(300 * WAN, "industry-platform")
    facts: dict[str, object] = HOME | {"industry_platform_provider": True, "municipal_rd_center": 1}
    found = total(facts, "industry-platform", "municipal-rd-center", policy=policy)
    assert found.amount == Interval(20 * WAN, 320 * WAN)
    facts["platform_rd_spend"] = {"lower": "2000万元"}
    assert total(facts, "industry-platform", policy=policy).amount == Interval(300 * WAN, 300 * WAN)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=3, max_size=3), st.integers(0, 1500))
def test_a_limit_by_plain_reckoning(counts: list[int], limit: int) -> None:
    policy = _limited(limit * WAN, "national-invention-award-2", "provincial-progress-award-1")
    facts: dict[str, object] = dict(HOME)
    facts |= dict(
        zip(("national_invention_award_2", "provincial_progress_award_1", "zhejiang_made_led"), counts, strict=True)
    )
    facts["standard_published"] = True
    only = ("national-invention-award-2", "provincial-progress-award-1", "zhejiang-made-led")
    expected = (min(100 * counts[0] + 50 * counts[1], limit) + 10 * counts[2]) * WAN
    assert total(facts, *only, policy=policy).amount == Interval(expected, expected)


# --- one outlay
STACKED = ("local-chip-application", "local-module-application")
USES = HOME | {"uses_local_chip": True, "uses_local_module": True}


def _told(spans: dict[str, tuple[str, int]]) -> Profile:
    told = dict(read_profile(POLICY, USES).told)
    for fact, (span, yuan) in spans.items():
        told[fact] = Told(Interval(yuan * WAN, yuan * WAN), span=span, turn=1)
    return Profile(told)


def test_one_outlay_for_two_measures_is_certain_for_the_larger_only() -> None:
    purchases = {"chip_purchase": ("芯片采购", 10_000), "module_purchase": ("模块采购", 10_000)}
    one = _told({"chip_rd_spend": ("研发1000万", 1000), "module_rd_spend": ("研发1000万", 1000)} | purchases)
    found = assess(POLICY, one, only=STACKED).total
    assert found.amount == Interval(200 * WAN, 350 * WAN)
    assert found.notes == ("原文未规定能否叠加",)
    two = _told({"chip_rd_spend": ("芯片1000万", 1000), "module_rd_spend": ("模块1000万", 1000)} | purchases)
    found = assess(POLICY, two, only=STACKED).total
    assert found.amount == Interval(350 * WAN, 350 * WAN)
    assert found.notes == ()


def test_what_was_told_without_words_is_no_common_outlay() -> None:
    spans = dict.fromkeys(("chip_rd_spend", "module_rd_spend", "chip_purchase", "module_purchase"), ("", 1000))
    found = assess(POLICY, _told(spans), only=STACKED).total
    assert found.amount == Interval((200 + 100) * WAN, (200 + 100) * WAN)
    assert found.notes == ()


def test_two_outlays_for_two_measures_each() -> None:
    spans = dict.fromkeys(("chip_rd_spend", "module_rd_spend"), ("甲", 1000))
    spans |= dict.fromkeys(("platform_rd_spend", "project_rd_spend"), ("乙", 500))
    spans |= {"chip_purchase": ("丙", 10_000), "module_purchase": ("丁", 10_000)}
    premises = read_profile(POLICY, {"industry_platform_provider": True, "direct_listing_project": True}).told
    told = {**_told(spans).told, **premises}
    found = assess(POLICY, Profile(told), only=(*STACKED, "industry-platform", "direct-listing-rd")).total
    assert found.amount == Interval((200 + 100) * WAN, (200 + 150 + 100 + 75) * WAN)
    assert found.notes == ("原文未规定能否叠加",)


def test_a_measure_that_pays_nothing_shares_no_outlay() -> None:
    spans = dict.fromkeys(("chip_rd_spend", "module_rd_spend"), ("研发1000万", 1000))
    spans |= {"chip_purchase": ("芯片采购", 10_000), "module_purchase": ("模块采购", 10_000)}
    told = {**_told(spans).told, "uses_local_module": Told(Interval(0, 0), span="没用模块")}
    found = assess(POLICY, Profile(told), only=STACKED).total
    assert found.amount == Interval(200 * WAN, 200 * WAN)
    assert found.notes == ()


def test_stacking_under_a_limit() -> None:
    limited = _limited(300 * WAN, *STACKED)
    policy = dataclasses.replace(limited, stacking=(Stacking(over=STACKED, note="未规定"),))
    spans = dict.fromkeys(("chip_rd_spend", "module_rd_spend"), ("研发1000万", 1000))
    spans |= {"chip_purchase": ("芯片采购", 10_000), "module_purchase": ("模块采购", 10_000)}
    assert assess(policy, _told(spans), only=STACKED).total.amount == Interval(200 * WAN, 300 * WAN)


def test_the_stacked_measures_and_the_limited_ones_are_of_the_policy() -> None:
    ids = set(POLICY.measure_by_id)
    assert all(set(over) <= ids for over in (*(r.over for r in POLICY.limits), *(r.over for r in POLICY.stacking)))
    assert all(m.pays and m.pays.of for r in POLICY.stacking for m in map(measure, r.over))


# --- money of unstated size
def test_what_has_no_stated_size_adds_nothing() -> None:
    everything = assess(POLICY, Profile({}, presupposed(POLICY)))
    unpriced = [r for r in everything.results if r.unpriced]
    assert {"loan-5050", "rent-5050", "vc-rent", "rent-core-ip"} <= {r.measure.id for r in unpriced}
    assert everything.total.unpriced == tuple(r.measure.id for r in unpriced)
    only = [r.measure.id for r in unpriced]
    assert assess(POLICY, Profile({}, presupposed(POLICY)), only=only).total.amount == ZERO
    for result in unpriced:
        assert result.status != "unmet"


def test_the_loan_line_is_no_money() -> None:
    assert measure("loan-5050").loan_line == 500 * WAN
    found = total({"talent_plan_5050": True}, "loan-5050")
    assert found == Total(ZERO, ("loan-5050",))
    assert total({"talent_plan_5050": False}, "loan-5050") == Total(ZERO, ())


def test_a_rent_that_is_told_has_a_size() -> None:
    facts = HOME | {"core_ip_leading": True}
    assert total(facts, "rent-core-ip") == Total(ZERO, ("rent-core-ip",))
    assert total(facts | {"annual_rent": "60万元"}, "rent-core-ip") == Total(Interval(0, 60 * WAN), ())


# --- suppositions
def test_only_presuppositions_are_supposed() -> None:
    roles = {t.fact: t.role for m in POLICY.measures for t in rules.tests_of(m.when)}
    assert presupposed(POLICY) == {f for f, role in roles.items() if role == "presupposed"}
    for m in POLICY.measures:  # and no fact is one thing here and another there
        assert all(roles[t.fact] == t.role for t in rules.tests_of(m.when))


def test_supposed_against_told_against_neither() -> None:
    bases: dict[str, object] = {"chip_rd_spend": "1000万元", "chip_purchase": "500万元"}
    chip = measure("local-chip-application")

    def result(facts: dict[str, object], supposed: bool) -> tuple[str, Interval | None, tuple[str, ...]]:
        told = read_profile(POLICY, facts).told
        found = assess_measure(POLICY, chip, Profile(told, presupposed(POLICY) if supposed else frozenset()))
        return found.status, found.amount, found.supposed

    premises = ("in_district", "is_supplier", "uses_local_chip")
    certain = Interval(150 * WAN, 150 * WAN)
    assert result(bases, True) == ("met", certain, premises)
    assert result(bases, False) == ("open", Interval(0, 150 * WAN), ())
    assert result(bases | dict.fromkeys(premises, True), False) == ("met", certain, ())
    assert result(bases | {"is_supplier": True}, True) == ("met", certain, ("in_district", "uses_local_chip"))
    for premise in premises:
        assert result(bases | {premise: False}, True)[:2] == ("unmet", ZERO)  # the word of the user wins


def test_recognition_is_never_supposed() -> None:
    result = assess_measure(POLICY, measure("cultivation-listing"), Profile({}, presupposed(POLICY)))
    assert result.status == "open"
    assert result.supposed == ()
    assert len(result.missing) == 13


@pytest.mark.parametrize("m", POLICY.measures, ids=lambda m: m.id)
def test_all_is_open_where_nothing_is_told(m: rules.Measure) -> None:
    result = assess_measure(POLICY, m, Profile())
    assert result.status == "open"
    assert result.amount is None or result.amount.lower == 0
    assert result.supposed == ()


# --- readings
def test_the_uplift_is_shown_by_reading() -> None:
    facts = HOME | {"demo_project_listed": True, "contract_sum": "300万元", "project_excellent": True}
    result = assess_measure(POLICY, measure("demonstration-project"), read_profile(POLICY, facts))
    assert result.amount == Interval(47_2500_00, 60 * WAN)
    assert [(r.name, r.amount.lower, r.amount.upper) for r in result.amount_readings] == [
        ("上浮5个百分点", 60 * WAN, 60 * WAN),
        ("按标准上浮5%", 47_2500_00, 47_2500_00),
    ]
    assert [u.kind for u in result.unknown].count("reading") == 1
    shown = assess_facts(POLICY, facts)
    reply = next(m for m in shown["measures"] if m["id"] == "demonstration-project")
    assert [(r["lower_yuan"], r["upper_yuan"]) for r in reply["readings"]] == [(600_000, 600_000), (472_500, 472_500)]
    assert (reply["lower_yuan"], reply["upper_yuan"]) == (472_500, 600_000)


@pytest.mark.parametrize(
    ("contract", "excellent", "ends", "readings"),
    [
        ("300万元", False, (45 * WAN, 45 * WAN), False),
        ("300万元", None, (45 * WAN, 60 * WAN), True),
        ("634.92万元", True, (99_9999_00, 100 * WAN), True),  # 15.75% comes to just below the cap
        ("634.9207万元", True, (100 * WAN, 100 * WAN), False),
        ("666.67万元", None, (100 * WAN, 100 * WAN), False),  # capped by either: nothing left to ask
        ("0元", True, (0, 0), False),
    ],
)
def test_the_uplift_beside_the_cap(
    contract: str, excellent: bool | None, ends: tuple[int, int], readings: bool
) -> None:
    facts = HOME | {"demo_project_listed": True, "contract_sum": contract, "project_excellent": excellent}
    result = assess_measure(POLICY, measure("demonstration-project"), read_profile(POLICY, facts))
    assert result.amount is not None
    assert abs(result.amount.lower - ends[0]) < 10_000
    assert result.amount.upper == ends[1]
    assert any(u.kind == "reading" for u in result.unknown) == readings
    assert ("project_excellent" in result.missing) == (excellent is None and ends[0] != ends[1])


def test_a_settled_sum_asks_nothing_even_where_the_premise_is_open() -> None:
    facts = {"contract_sum": "1000万元"}  # 15% and 20% both end at the cap
    result = assess_measure(POLICY, measure("demonstration-project"), read_profile(POLICY, facts))
    assert result.status == "open"
    assert result.amount == Interval(0, 100 * WAN)
    assert "project_excellent" not in result.missing


# --- large sums
@settings(deadline=None)
@given(st.integers(16_777_216_00, 10**15))
def test_large_sums_are_exact_also_through_json(base: int) -> None:
    yuan, fen = divmod(base, 100)
    facts = HOME | {"industry_platform_provider": True, "platform_rd_spend": f"{yuan}.{fen:02d}元"}
    told = json.loads(json.dumps(assess_facts(POLICY, facts)))
    reply = next(m for m in told["measures"] if m["id"] == "industry-platform")
    pays = measure("industry-platform").pays
    assert pays
    assert pays.base_rate
    expected = Fraction(share_of(Share(*pays.base_rate.as_integer_ratio()), Bounds(base, base)).lower, 100)  # type: ignore[arg-type]
    assert Fraction(reply["lower_yuan"]) == Fraction(reply["upper_yuan"]) == expected
    assert Fraction(told["facts"]["platform_rd_spend"]["lower_yuan"]) * 100 == base
    assert isinstance(reply["lower_yuan"], int) == (expected.denominator == 1)


@pytest.mark.parametrize(
    ("spend", "yuan"),
    [
        ("83886085元", 16_777_217),  # the first integer that a 32-bit float loses
        ("617283945.35元", "123456789.07"),
        ("0.02元", 0),  # 0.004 is rounded down
        ("0.03元", "0.01"),  # 0.006 is rounded up
        ("10000000000000元", 2_000_000_000_000),
    ],
)
def test_sums_by_example(spend: str, yuan: int | str) -> None:
    facts = HOME | {"industry_platform_provider": True, "platform_rd_spend": spend}
    told = json.loads(json.dumps(assess_facts(POLICY, facts)))
    assert next(m for m in told["measures"] if m["id"] == "industry-platform")["lower_yuan"] == yuan
