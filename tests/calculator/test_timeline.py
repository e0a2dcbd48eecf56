"""What falls due when: stages of cultivation, supports that run for three years, facts told year by year."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.calculator.assessment import assess
from assistant.calculator.facts_json import BadFacts, read_profile
from assistant.calculator.intervals import ZERO, Interval
from assistant.calculator.timeline import Due, Timeline, YearDue, assess_over_years
from assistant.calculator.trace import steps_of
from corpus.amounts import format_yuan
from tests.calculator import oracle
from tests.calculator.oracle import POLICY

WAN = 10**6  # 1万元 in 分
HOME = {"in_district": True, "is_supplier": True}
CHIP = HOME | {"uses_local_chip": True}
SIGNED = {"cultivation_listed": {"2024": True}}


def timeline(facts: dict[str, Any]) -> Timeline:
    return assess_over_years(POLICY, read_profile(POLICY, facts))


def dues(found: Timeline, measure: str) -> list[tuple[YearDue, Due]]:
    return [(year, due) for year in found.years for due in year.due if due.result.measure.id == measure]


def by_year(found: Timeline, measure: str) -> dict[int | None, Interval | None]:
    return {year.year: due.result.amount for year, due in dues(found, measure)}


# --- cultivation
def test_without_a_year_the_stages_stand_in_their_order() -> None:
    found = timeline({"cultivation_listed": True})
    rows = [
        (year.year, year.label, due.label)
        for m in ("start", "midterm", "final")
        for year, due in dues(found, f"cultivation-{m}")
    ]
    assert rows == [
        (None, "第1年", "责任书签订当年"),
        (None, "第2年", "签订责任书次年"),
        (None, "培育期满后", "培育期满后"),
    ]


def test_the_year_of_signing_dates_them() -> None:
    found = timeline(SIGNED)
    (start, one), (middle, two), (end, three) = (
        dues(found, f"cultivation-{m}")[0] for m in ("start", "midterm", "final")
    )
    assert (start.year, one.latest, one.result.amount) == (2024, None, Interval(0, 200 * WAN))
    assert (middle.year, two.latest, two.result.amount) == (2025, 2026, Interval(0, 500 * WAN))
    assert (end.year, three.latest, three.result.amount) == (2026, 2028, Interval(0, 300 * WAN))
    assert any("取消培育资格" in note for note in two.notes)
    assert any("最长不超过3年" in note and "读法" in note for note in two.notes)


@pytest.mark.parametrize(
    ("results", "extended", "midterm", "final"),
    [
        # passed in the year in which it may be asked for, and a year late
        ({"2025": "合格"}, None, (2025, "met", 500), "open"),
        ({"2025": "不合格", "2026": "合格"}, None, (2026, "met", 500), "open"),
        ({"2026": "合格"}, None, (2026, "met", 500), "open"),
        # failed once: it may still be tried
        ({"2025": "不合格"}, False, (2026, "open", 500), "open"),
        # failed for good: the period is over
        ({"2025": "不合格", "2026": "不合格"}, False, (2026, "unmet", 0), "unmet"),
        # … unless the time is extended, which nobody told
        ({"2025": "不合格", "2026": "不合格"}, None, (2027, "open", 500), "open"),
        # too late, perhaps too late, in time by the extension
        ({"2027": "合格"}, False, (2027, "unmet", 0), None),
        ({"2027": "合格"}, None, (2027, "open", 500), None),
        ({"2027": "合格"}, True, (2027, "met", 500), None),
        ({"2030": "合格"}, True, (2030, "unmet", 0), None),
        # before it may be asked for
        ({"2024": "合格"}, None, (2024, "unmet", 0), None),
    ],
)
def test_delays_and_failures(
    results: dict[str, str], extended: bool | None, midterm: tuple[int, str, int], final: str | None
) -> None:
    found = timeline(SIGNED | {"midterm_result": results, "assessment_extended": extended})
    ((year, due),) = dues(found, "cultivation-midterm")
    assert (year.year, due.result.status) == midterm[:2]
    assert due.result.amount == Interval(0, midterm[2] * WAN)
    result = found.assessment.result("cultivation-midterm")
    assert (result.status, result.amount) == (due.result.status, due.result.amount)
    if final is not None:
        after = found.assessment.result("cultivation-final")
        assert after.status == final
        if final == "unmet":
            assert after.amount == ZERO
            assert any("取消培育资格" in note for _, d in dues(found, "cultivation-final") for note in d.notes)


def test_the_whole_period_is_limited() -> None:
    facts = SIGNED | {"midterm_result": {"2025": "合格"}, "final_result": {"2026": "优秀"}}
    only_cultivation = [
        due.result.amount for m in ("start", "midterm", "final") for _, due in dues(timeline(facts), f"cultivation-{m}")
    ]
    assert [a and a.upper for a in only_cultivation] == [200 * WAN, 500 * WAN, 300 * WAN]


def test_who_is_not_listed_waits_for_nothing() -> None:
    found = timeline({"cultivation_listed": False})
    assert not [due for m in ("start", "midterm", "final") for due in dues(found, f"cultivation-{m}")]


# --- three years of items 15 and 16
def test_the_years_to_come_are_open_up_to_each_years_cap() -> None:
    found = timeline(CHIP | {"chip_rd_spend": "200万元", "chip_purchase": "100万元"})
    rows = [(year.label, due.result.amount) for year, due in dues(found, "local-chip-application")]
    assert rows == [
        ("第1年", Interval(30 * WAN, 30 * WAN)),
        ("第2年", Interval(0, 300 * WAN)),
        ("第3年", Interval(0, 300 * WAN)),
    ]


def test_each_year_has_its_own_caps() -> None:
    found = timeline(
        CHIP
        | {
            "chip_rd_spend": {"2024": "2000万元", "2025": "1000万元"},
            "chip_purchase": {"2024": "500万元", "2025": "1000万元"},
        }
    )
    assert by_year(found, "local-chip-application") == {
        2024: Interval(150 * WAN, 150 * WAN),
        2025: Interval(200 * WAN, 200 * WAN),
    }
    result = found.assessment.result("local-chip-application")
    assert result.amount == Interval(350 * WAN, 350 * WAN)
    assert result.formula is not None
    assert result.formula.startswith("2024年：20%×2000万元")


def test_a_fourth_year_in_a_row_is_not_paid() -> None:
    spend = {str(year): "1000万元" for year in range(2023, 2028)}
    found = timeline(CHIP | {"chip_rd_spend": spend, "chip_purchase": spend})
    assert found.assessment.result("local-chip-application").amount == Interval(600 * WAN, 600 * WAN)


def test_whether_three_years_begin_anew_after_a_gap_is_open() -> None:
    spend = dict.fromkeys(("2020", "2021", "2022", "2024"), "1000万元")
    found = timeline(CHIP | {"chip_rd_spend": spend, "chip_purchase": spend})
    result = found.assessment.result("local-chip-application")
    assert result.amount == Interval(600 * WAN, 800 * WAN)
    assert by_year(found, "local-chip-application")[2024] == Interval(0, 200 * WAN)


AMOUNTS = st.integers(0, 5000 * WAN)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.integers(2020, 2026), st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=5))
def test_years_by_plain_reckoning(years: dict[int, tuple[int, int]]) -> None:
    facts = CHIP | {
        "chip_rd_spend": {str(y): format_yuan(a) for y, (a, _) in years.items()},
        "chip_purchase": {str(y): format_yuan(b) for y, (_, b) in years.items()},
    }
    found = timeline(facts)
    sure = possible = row = 0
    last = None
    granted = 0
    for year in sorted(years):
        values = dict.fromkeys(("in_district", "is_supplier", "uses_local_chip"), 1)
        values |= {"chip_rd_spend": years[year][0], "chip_purchase": years[year][1]}
        amount = max(oracle.amounts(oracle.measure("local-chip-application"), values) or {0})
        row = row + 1 if last == year - 1 else 1
        last = year
        if row <= 3:
            granted += 1
            possible += amount
            sure += amount if granted <= 3 else 0
    assert found.assessment.result("local-chip-application").amount == Interval(sure, possible)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.integers(2020, 2026), AMOUNTS, min_size=1, max_size=5))
def test_a_cap_per_enterprise_binds_over_all_years(years: dict[int, int]) -> None:
    facts: dict[str, Any] = HOME | {"demo_project_listed": True, "project_excellent": False}
    facts["contract_sum"] = {str(y): format_yuan(a) for y, a in years.items()}
    found = timeline(facts)
    expected = min(100 * WAN, sum((3 * a + 10) // 20 for a in years.values()))
    assert found.assessment.result("demonstration-project").amount == Interval(expected, expected)
    shown = [a for a in by_year(found, "demonstration-project").values() if a]
    assert sum(a.lower for a in shown) == expected


# --- one year and many
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(AMOUNTS, AMOUNTS)
def test_one_year_alone_comes_to_what_no_year_does(spend: int, purchase: int) -> None:
    dated = timeline(
        CHIP | {"chip_rd_spend": {"2024": format_yuan(spend)}, "chip_purchase": {"2024": format_yuan(purchase)}}
    )
    plain = assess(
        POLICY,
        read_profile(POLICY, CHIP | {"chip_rd_spend": format_yuan(spend), "chip_purchase": format_yuan(purchase)}),
    )
    for one, other in zip(dated.assessment.results, plain.results, strict=True):
        assert (one.status, one.amount) == (other.status, other.amount), one.measure.id
    assert dated.assessment.total.amount == plain.total.amount


def test_a_sum_is_told_by_year_or_not_at_all() -> None:
    with pytest.raises(BadFacts, match=r"自主芯片实际采购额.*也要按年份"):
        timeline(CHIP | {"chip_rd_spend": {"2024": "2000万元"}, "chip_purchase": "500万元"})


def test_a_year_of_which_nothing_was_told_is_not_nought() -> None:
    found = timeline(
        CHIP | {"chip_rd_spend": {"2024": "2000万元", "2025": "2000万元"}, "chip_purchase": {"2024": "500万元"}}
    )
    assert by_year(found, "local-chip-application")[2025] == Interval(0, 300 * WAN)
    assert "chip_purchase" in found.assessment.result("local-chip-application").missing


def test_counts_by_year_add_up() -> None:
    found = timeline(HOME | {"provincial_rd_center": {"2023": 1, "2025": 2}})
    assert by_year(found, "provincial-rd-center") == {
        2023: Interval(50 * WAN, 50 * WAN),
        2025: Interval(100 * WAN, 100 * WAN),
    }
    assert found.assessment.result("provincial-rd-center").amount == Interval(150 * WAN, 150 * WAN)


def test_steps_are_each_years_own() -> None:
    spend = {"2024": "2000万元", "2025": "1000万元"}
    found = timeline(CHIP | {"chip_rd_spend": spend, "chip_purchase": {"2024": "500万元", "2025": "1000万元"}})
    words = [step.words for step in steps_of(found.assessment.result("local-chip-application"))]
    assert words[0] == "2024年：20%×2000万元=400万元"
    assert "2025年：20%×1000万元=200万元" in words
    assert not any("3000万元" in word for word in words)
