"""Intervals, Kleene's logic and rounding: what everything else stands on."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.calculator.intervals import ANY_QUANTITY, ZERO, Interval, Truth, all_of, any_of, negation, rate_of
from assistant.calculator.profile import fen_to_yuan, show, unknown
from corpus.amounts import parse_money, parse_rate
from tests.calculator.oracle import FACTS

TRUTHS: tuple[Truth, ...] = (True, False, None)
INTEGERS = st.integers(0, 10**15)
RATES = st.integers(0, 10**6).map(lambda n: Fraction(n, 10**6))


@st.composite
def _intervals(draw: st.DrawFn) -> Interval:
    lower = draw(INTEGERS)
    return Interval(lower, draw(st.none() | st.integers(lower, 2 * 10**15)))


def _within(interval: Interval, data: st.DataObject) -> int:
    return data.draw(st.integers(interval.lower, interval.upper if interval.upper is not None else 10**16))


def _holds(interval: Interval, value: int) -> bool:
    return interval.lower <= value and (interval.upper is None or value <= interval.upper)


# --- intervals
@given(_intervals(), _intervals(), st.integers(0, 1000), st.data())
def test_every_operation_holds_what_its_operands_hold(
    a: Interval, b: Interval, factor: int, data: st.DataObject
) -> None:
    x, y = _within(a, data), _within(b, data)
    assert _holds(a.plus(b), x + y)
    assert _holds(a.times(factor), x * factor)
    assert _holds(a.at_most(b), min(x, y))
    assert _holds(a.hull(b), x)
    assert _holds(a.hull(b), y)


@given(_intervals(), _intervals(), _intervals())
def test_laws_of_intervals(a: Interval, b: Interval, c: Interval) -> None:
    assert a.plus(ZERO) == a
    assert a.plus(b) == b.plus(a)
    assert a.plus(b).plus(c) == a.plus(b.plus(c))
    assert a.at_most(b) == b.at_most(a)
    assert a.hull(b) == b.hull(a)
    assert a.at_most(a) == a.hull(a) == a == a.times(1) == a.at_most(Interval(2 * 10**15, None))


def test_an_interval_cannot_be_inside_out() -> None:
    with pytest.raises(ValueError, match="大于上端"):
        Interval(2, 1)
    assert not ANY_QUANTITY.is_point
    assert Interval(3, 3).is_point


# --- Kleene
def test_kleene_tables() -> None:
    assert [all_of(pair) for pair in product(TRUTHS, repeat=2)] == [
        True, False, None, False, False, False, None, False, None,
    ]  # fmt: skip
    assert [any_of(pair) for pair in product(TRUTHS, repeat=2)] == [
        True, True, True, True, False, None, True, None, None,
    ]  # fmt: skip
    assert [negation(t) for t in TRUTHS] == [False, True, None]
    assert all_of([]) is True
    assert any_of([]) is False


@pytest.mark.parametrize("values", list(product(TRUTHS, repeat=3)))
def test_kleene_is_what_every_completion_agrees_on(values: tuple[Truth, ...]) -> None:
    completions = [
        [known if known is not None else chosen for known, chosen in zip(values, choice, strict=True)]
        for choice in product((True, False), repeat=3)
    ]
    for connective, plain in ((all_of, all), (any_of, any)):
        outcomes = {plain(c) for c in completions}
        assert connective(values) == (outcomes.pop() if len(outcomes) == 1 else None)
    assert negation(all_of(values)) == any_of(negation(v) for v in values)


# --- rounding
@given(RATES, INTEGERS)
def test_shares_round_half_up_to_a_fen_exactly(rate: Fraction, base: int) -> None:
    exact, rounded = rate * base, rate_of(rate, base)
    assert exact - Fraction(1, 2) < rounded <= exact + Fraction(1, 2)


@pytest.mark.parametrize(
    ("rate", "base", "fen"),
    [
        ("15.75%", 2, 0),  # 0.315
        ("50%", 1, 1),  # 0.5 goes up
        ("50%", 3, 2),  # 1.5 goes up: not to the even neighbour
        ("50%", 5, 3),
        ("12.5%", 4, 1),
        ("12.4%", 4, 0),
        ("20%", 61_728_394_535, 12_345_678_907),
        ("15%", 10**15 + 3, 150_000_000_000_000),  # 0.45 more
        ("100%", 2**53 + 1, 2**53 + 1),  # no float holds it
    ],
)
def test_rounding_by_example(rate: str, base: int, fen: int) -> None:
    assert rate_of(parse_rate(rate), base) == fen


@given(RATES, INTEGERS, INTEGERS)
def test_shares_are_monotone(rate: Fraction, a: int, b: int) -> None:
    assert (rate_of(rate, a) <= rate_of(rate, b)) or a > b


# --- money shown and read back
@given(INTEGERS)
def test_money_shown_is_read_back_as_it_was(fen: int) -> None:
    shown = show(FACTS["contract_sum"], Interval(fen, fen))
    assert isinstance(shown, str)
    assert parse_money(shown) == fen


@given(INTEGERS)
def test_yuan_of_the_reply_are_exact(fen: int) -> None:
    yuan = fen_to_yuan(fen)
    assert isinstance(yuan, int) == (fen % 100 == 0)
    assert Fraction(yuan) * 100 == fen


@pytest.mark.parametrize(
    ("fact", "ends", "shown"),
    [
        ("contract_sum", (8 * 10**8, 10**9), "800万元至1000万元"),
        ("contract_sum", (0, 10**9), "不超过1000万元"),
        ("rd_staff", (30, None), "不低于30人"),
        ("rd_staff", (0, 29), "不超过29人"),
        ("rd_staff", (0, 0), "0人"),
        ("final_result", (1, 2), "合格至优秀"),
        ("project_excellent", (1, 1), True),
        ("project_excellent", (0, 0), False),
    ],
)
def test_values_are_shown_as_people_write_them(fact: str, ends: tuple[int, int | None], shown: str | bool) -> None:
    assert show(FACTS[fact], Interval(*ends)) == shown


@pytest.mark.parametrize("fact", ["contract_sum", "rd_staff", "project_excellent"])
def test_the_unknown_is_shown_as_nothing(fact: str) -> None:
    assert show(FACTS[fact], unknown(FACTS[fact])) is None
