"""Quantities rendered in many styles are read back exactly: by property, and 3,000 of all kinds as a figure."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quantity_styles import RENDERERS, STYLES, Said

from assistant.understanding.quantities import read_quantities, to_json

AMOUNTS = st.one_of(
    st.integers(1, 10**12 - 1),
    st.builds(lambda head, zeros: int(head * 10**zeros), st.integers(1, 9999), st.integers(0, 8)),
)


@pytest.mark.parametrize("style", STYLES)
@given(
    value=AMOUNTS,
    around=st.sampled_from([("", ""), ("去年投入", "，能补多少"), ("（", "）"), ("采购了", "的")]),
)
def test_every_style_reads_back(style: str, value: int, around: tuple[str, str]) -> None:
    amount = STYLES[style](value)
    text = amount.join(around)
    (quantity,) = read_quantities(text)
    assert (quantity.kind, quantity.unit) == ("money", "CNY")
    assert quantity.lower == quantity.upper == value
    assert quantity.text == amount


@given(
    low=st.integers(1, 9998),
    more=st.integers(1, 9999),
    connector=st.sampled_from(["到", "至", "-", "~", "～", "—", "－"]),
    unit=st.sampled_from(["万元", "万", "亿元", "万美元", "%", "人", "个月", "项"]),
    repeated=st.booleans(),
)
def test_ranges_read_back(low: int, more: int, connector: str, unit: str, repeated: bool) -> None:
    high = low + more
    text = f"{low}{unit if repeated else ''}{connector}{high}{unit}"
    (quantity,) = read_quantities(text)
    factor = {"万": Fraction(10**4), "亿": Fraction(10**8), "%": Fraction(1, 100)}.get(unit[0], Fraction(1))
    assert (quantity.lower, quantity.upper) == (low * factor, high * factor)
    assert quantity.text == text


@given(value=st.integers(2, 10**6))
def test_bounds_of_people_are_whole_and_of_money_are_not(value: int) -> None:
    (people,) = read_quantities(f"不到{value}人")
    assert (people.upper, people.upper_open) == (Fraction(value - 1), False)
    (money,) = read_quantities(f"不到{value}万元")
    assert (money.upper, money.upper_open) == (Fraction(value * 10**4), True)


@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_dates_read_back(day: date) -> None:
    for text in (
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
    ):
        (quantity,) = read_quantities(text)
        assert (quantity.lower_date, quantity.upper_date, quantity.text) == (day, day, text)
        assert date.fromisoformat(str(to_json(quantity)["lower"])) - day == timedelta(0)


def _read_back(said: Said, before: str, after: str) -> bool:
    read = read_quantities(f"{before}{said.text}{after}")
    return [(q.text, q.kind, q.lower, q.upper, q.unit, (q.lower_open, q.upper_open)) for q in read] == [
        (said.text, said.kind, said.lower, said.upper, said.unit, said.opens)
    ]


def test_of_3000_generated_quantities_almost_all_are_read_back() -> None:
    random, missed = Random(4), []
    for number in range(3000):
        said = RENDERERS[number % len(RENDERERS)](random)
        before, after = random.choice([("", ""), ("投入", "，能补多少"), ("（", "）"), ("是", "。"), ("共计 ", " 吗")])
        if not _read_back(said, before, after):
            missed.append(
                f"{before}{said.text}{after}: {[to_json(q) for q in read_quantities(before + said.text + after)]}"
            )
    print(f"{3000 - len(missed)} of 3000 read back exactly")
    assert len(missed) <= 15, "\n".join(missed)
