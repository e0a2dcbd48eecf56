"""Figures as rules write them are read exactly, and written back as people write them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.amounts import format_decimal, format_rate, format_yuan, parse_count, parse_money, parse_rate


@pytest.mark.parametrize(
    ("text", "fen"),
    [("100万元", 10**8), ("1亿元", 10**10), ("5000元", 500_000), ("47.25万元", 47_250_000), ("0元", 0), ("0.01元", 1)],
)
def test_money_is_exact(text: str, fen: int) -> None:
    assert parse_money(text) == fen


@pytest.mark.parametrize(
    "text",
    ["", "100", "100万", "一百万元", "-5元", "1,000元", "1e3元", "0.001元", "100 万元", "100万元整", "万元", ".5元"],
)
def test_other_notations_of_money_are_errors(text: str) -> None:
    with pytest.raises(ValueError, match=r"不是金额|不足一分"):
        parse_money(text)


def test_rates_and_counts() -> None:
    assert parse_rate("15.75%") == Fraction(63, 400)
    assert parse_rate("100%") == 1
    assert parse_count("30人") == parse_count(30) == parse_count("30") == 30
    assert format_rate(Fraction(63, 400)) == "15.75%"


@pytest.mark.parametrize("text", ["15", "0.15", "101%", "-5%", "15％", "%", "15%%"])
def test_other_notations_of_a_rate_are_errors(text: str) -> None:
    with pytest.raises(ValueError, match=r"不是比例|超过100%"):
        parse_rate(text)


@pytest.mark.parametrize("text", ["", "三人", "1.5人", "-1人", "30头", "人"])
def test_other_notations_of_a_count_are_errors(text: str) -> None:
    with pytest.raises(ValueError, match="不是数量"):
        parse_count(text)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0元"),
        (1, "0.01元"),
        (10**8, "100万元"),
        (10**10, "1亿元"),
        (120_000_100, "120.0001万元"),
        (101_500_000_00, "10150万元"),
        (47_250_000, "47.25万元"),
        (999_999, "9999.99元"),
    ],
)
def test_money_is_written_as_people_write_it(fen: int, text: str) -> None:
    assert format_yuan(fen) == text


@given(st.integers(0, 10**15))
def test_money_is_read_back_as_it_was(fen: int) -> None:
    assert parse_money(format_yuan(fen)) == fen


@given(st.integers(0, 10**6))
def test_rates_are_read_back_as_they_were(parts: int) -> None:
    rate = Fraction(parts, 10**6)
    assert parse_rate(format_rate(rate)) == rate


@given(st.fractions())
def test_decimals_are_exact(value: Fraction) -> None:
    assert Fraction(format_decimal(value)) == value
