"""Intervals, Kleene's logic and rounding, of one enterprise and of columns: what everything else stands on."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.calculator import bounds
from assistant.calculator.bounds import NO_END, Bounds, Share, Truth, share_of
from assistant.calculator.intervals import ANY_QUANTITY, ZERO, Interval
from assistant.calculator.profile import fen_to_yuan, show, unknown
from corpus.amounts import parse_money, parse_rate
from tests.calculator.oracle import FACTS

TRUTHS = (bounds.YES, bounds.NO, bounds.OPEN)
COMPLETIONS = {bounds.YES: [True], bounds.NO: [False], bounds.OPEN: [True, False]}
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


@given(_intervals(), _intervals(), _intervals())
def test_laws_of_intervals(a: Interval, b: Interval, c: Interval) -> None:
    assert a.plus(ZERO) == a
    assert a.plus(b) == b.plus(a)
    assert a.plus(b).plus(c) == a.plus(b.plus(c))
    assert a == a.times(1)


def test_an_interval_cannot_be_inside_out() -> None:
    with pytest.raises(ValueError, match="大于上端"):
        Interval(2, 1)
    assert not ANY_QUANTITY.is_point
    assert Interval(3, 3).is_point


# --- Kleene
def _agreed(outcomes: set[bool]) -> Truth:
    return Truth(outcomes == {True}, True in outcomes)


@pytest.mark.parametrize("values", list(product(TRUTHS, repeat=3)))
def test_kleene_is_what_every_completion_agrees_on(values: tuple[Truth, ...]) -> None:
    completions = list(product(*(COMPLETIONS[v] for v in values)))
    assert bounds.all_of(values) == _agreed({all(c) for c in completions})
    assert bounds.any_of(values) == _agreed({any(c) for c in completions})
    assert bounds.opposite(bounds.all_of(values)) == bounds.any_of(map(bounds.opposite, values))


def test_of_no_parts() -> None:
    assert bounds.all_of([]) == bounds.YES
    assert bounds.any_of([]) == bounds.NO


def test_readings_that_differ_are_open() -> None:
    for a, b in product(TRUTHS, repeat=2):
        assert bounds.agreed([a, b]) == (a if a == b else bounds.OPEN)


# --- columns: the same as row by row
ROWS = st.lists(st.tuples(INTEGERS, st.none() | INTEGERS), min_size=1, max_size=8)


def _column(rows: list[tuple[int, int | None]]) -> Bounds:
    lower = [a if b is None else min(a, b) for a, b in rows]
    upper = [NO_END if b is None else max(a, b) for a, b in rows]
    return Bounds(np.array(lower, np.int64), np.array(upper, np.int64))


def _rows(value: Bounds) -> list[Bounds]:
    return [Bounds(int(a), int(b)) for a, b in zip(value.lower, value.upper, strict=True)]  # type: ignore[arg-type]


@given(ROWS, ROWS, RATES, st.integers(0, 10**7))
def test_columns_are_reckoned_as_each_row_is(
    a: list[tuple[int, int | None]], b: list[tuple[int, int | None]], rate: Fraction, limit: int
) -> None:
    size = min(len(a), len(b))
    left, right = _column(a[:size]), _column(b[:size])
    share = Share(rate.numerator, rate.denominator)
    for one in (
        lambda x, y: bounds.least(x, y),
        lambda x, y: bounds.hull(x, y),
        lambda x, y: bounds.total([x, y]),
        lambda x, y: share_of(share, x),
        lambda x, y: bounds.granted(bounds.at_least(y, limit), x),
        lambda x, y: bounds.where(bounds.at_most(y, limit), x, y),
    ):
        expected = [one(x, y) for x, y in zip(_rows(left), _rows(right), strict=True)]
        assert _rows(one(left, right)) == expected
    counts = _column([(x % 10**7, None if y is None else y % 10**7) for x, y in a])
    assert _rows(bounds.times(counts, 10**9)) == [bounds.times(x, 10**9) for x in _rows(counts)]


@given(ROWS, st.integers(0, 10**15))
def test_bounds_of_columns_are_those_of_each_row(rows: list[tuple[int, int | None]], limit: int) -> None:
    column = _column(rows)
    for test in (bounds.at_least, bounds.at_most):
        found = test(column, limit)
        each = [test(row, limit) for row in _rows(column)]
        assert [Truth(bool(s), bool(p)) for s, p in zip(found.sure, found.possible, strict=True)] == each  # type: ignore[arg-type]


def test_what_is_known_is_reckoned_once() -> None:
    known = np.array([1, 2, 3], np.int64)
    value = Bounds(known, known)
    truth = bounds.all_of([bounds.at_least(value, 2), bounds.opposite(bounds.at_least(value, 3))])
    paid = bounds.granted(truth, bounds.least(share_of(Share(1, 5), value), value))
    assert truth.sure is truth.possible
    assert paid.lower is paid.upper
    summed = bounds.total([paid, paid])
    assert summed.lower is summed.upper


# --- rounding
def _rate_of(rate: Fraction, base: int) -> int:
    rounded = share_of(Share(rate.numerator, rate.denominator), Bounds(base, base)).lower
    assert isinstance(rounded, int)
    return rounded


@given(RATES, INTEGERS)
def test_shares_round_half_up_to_a_fen_exactly(rate: Fraction, base: int) -> None:
    exact, rounded = rate * base, _rate_of(rate, base)
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
    assert _rate_of(parse_rate(rate), base) == fen


@given(RATES, INTEGERS, INTEGERS)
def test_shares_are_monotone(rate: Fraction, a: int, b: int) -> None:
    assert _rate_of(rate, a) <= _rate_of(rate, b) or a > b


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
