"""Bounds of numbers and of truth: one arithmetic for one enterprise and for a column of a million.

A number is an int, or an int64 array with one enterprise a row; a flag is a bool, or a bool array. Nothing here
asks which it has but the four functions that Python and numpy spell differently. Amounts are in 分.

What is known exactly has the same object at both ends, and is then reckoned once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

Integers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Number: TypeAlias = int | Integers
Flag: TypeAlias = bool | Flags

# An upper end that there is not. Every told sum and every sum of them stays below; two of it still fit an int64.
NO_END: Final = 2**61


class Bounds(NamedTuple):
    """lower ≤ value ≤ upper; upper NO_END where there is none."""

    lower: Number
    upper: Number


class Truth(NamedTuple):
    """Kleene's values as bounds: `sure` holds for every completion, `possible` for some."""

    sure: Flag
    possible: Flag


class Share(NamedTuple):
    """An exact rate, reduced."""

    numerator: int
    denominator: int


YES: Final = Truth(True, True)
NO: Final = Truth(False, False)
OPEN: Final = Truth(False, True)
NOTHING: Final = Bounds(0, 0)


# ------------------------------------------------------------------ what Python and numpy spell differently
def smaller(a: Number, b: Number) -> Number:
    """The smaller, row by row."""
    if isinstance(a, int) and isinstance(b, int):
        return a if a < b else b
    return np.minimum(a, b)


def larger(a: Number, b: Number) -> Number:
    """The larger, row by row."""
    if isinstance(a, int) and isinstance(b, int):
        return a if a > b else b
    return np.maximum(a, b)


def negated(flag: Flag) -> Flag:
    """not, row by row."""
    return not flag if isinstance(flag, bool) else ~flag


def chosen(flag: Flag, a: Number, b: Number) -> Number:
    """a where the flag holds, else b."""
    if isinstance(flag, bool):
        return a if flag else b
    return cast(Integers, np.where(flag, a, b))


# ------------------------------------------------------------------ numbers
def share_of(rate: Share, base: Bounds) -> Bounds:
    """rate × base, rounded half up to a whole 分; no end stays no end."""
    lower = _share(rate, base.lower)
    if base.upper is base.lower:
        return Bounds(lower, lower)
    return Bounds(lower, _or_no_end(base.upper, _MOST, lambda number: _share(rate, number)))


_MOST: Final = 2**50  # more 分 than anyone may tell
_MOST_COUNTED: Final = 2**24  # and more of anything that is counted
_EASY: Final = 2**12  # below: twice a rate's numerator times the most 分 fits an int64


def _share(rate: Share, base: Number) -> Number:
    numerator, denominator = rate
    if numerator >= _EASY:  # whole multiples of the denominator apart, or the product would not fit
        whole, rest = base // denominator, base % denominator
        return whole * numerator + (2 * numerator * rest + denominator) // (2 * denominator)
    product = base * (2 * numerator)
    product += denominator
    product //= 2 * denominator
    return product


def times(number: Bounds, factor: int) -> Bounds:
    """number × factor; no end stays no end."""
    lower = number.lower * factor
    if number.upper is number.lower:
        return Bounds(lower, lower)
    return Bounds(lower, _or_no_end(number.upper, _MOST_COUNTED, lambda upper: upper * factor))


def _or_no_end(upper: Number, most: int, function: Callable[[Number], Number]) -> Number:
    """A function of an upper end; `most` is more than any end may be, and small enough for the function."""
    if isinstance(upper, int):
        return NO_END if upper >= NO_END else function(upper)
    return chosen(_not_below(upper, NO_END), NO_END, function(smaller(upper, most)))


def total(parts: Iterable[Bounds]) -> Bounds:
    """The sum, end by end."""
    lower: Number = 0
    upper: Number = 0
    for part in parts:
        known = lower is upper and part.lower is part.upper
        if not known:
            upper = smaller(upper + part.upper, NO_END)
        lower += part.lower  # in place, but for the first: that makes the array which the others are added to
        upper = lower if known else upper
    return Bounds(lower, upper)


def least(a: Bounds, b: Bounds) -> Bounds:
    """The smaller of two values: both ends never fall, so end by end."""
    lower = smaller(a.lower, b.lower)
    known = a.lower is a.upper and b.lower is b.upper
    return Bounds(lower, lower if known else smaller(a.upper, b.upper))


def hull(a: Bounds, b: Bounds) -> Bounds:
    """The narrowest bounds that hold both."""
    return Bounds(smaller(a.lower, b.lower), larger(a.upper, b.upper))


def where(truth: Truth, a: Bounds, b: Bounds) -> Bounds:
    """a where the truth is sure, b where it is impossible, what holds both where it is open."""
    if truth.sure is truth.possible:
        lower = chosen(truth.sure, a.lower, b.lower)
        known = a.lower is a.upper and b.lower is b.upper
        return Bounds(lower, lower if known else chosen(truth.sure, a.upper, b.upper))
    either = hull(a, b)
    return Bounds(
        chosen(truth.sure, a.lower, chosen(truth.possible, either.lower, b.lower)),
        chosen(truth.sure, a.upper, chosen(truth.possible, either.upper, b.upper)),
    )


def granted(truth: Truth, amount: Bounds) -> Bounds:
    """The amount where the truth holds, nothing where it does not: amounts are never negative."""
    lower = _or_nothing(truth.sure, amount.lower)
    known = truth.sure is truth.possible and amount.lower is amount.upper
    return Bounds(lower, lower if known else _or_nothing(truth.possible, amount.upper))


def _or_nothing(flag: Flag, amount: Number) -> Number:
    if isinstance(flag, bool):
        return amount if flag else 0
    return amount * flag


# ------------------------------------------------------------------ truth
def at_least(value: Bounds, limit: int) -> Truth:
    """Whether the value is limit or more."""
    lower, upper = value
    if isinstance(lower, int) and isinstance(upper, int):
        return YES if lower >= limit else NO if upper < limit else OPEN
    sure = _not_below(lower, limit)
    return Truth(sure, sure if upper is lower else _not_below(upper, limit))


def at_most(value: Bounds, limit: int) -> Truth:
    """Whether the value is limit or less."""
    return opposite(at_least(value, limit + 1))


def _not_below(number: Number, limit: int) -> Flag:
    return number >= limit


def all_of(truths: Iterable[Truth]) -> Truth:
    """AND: a definite false wins over unknown."""
    found = YES
    for truth in truths:
        if found is YES or truth is NO:
            found = truth
        elif truth is not YES:
            sure = found.sure & truth.sure
            known = found.sure is found.possible and truth.sure is truth.possible
            found = Truth(sure, sure if known else found.possible & truth.possible)
    return found


def any_of(truths: Iterable[Truth]) -> Truth:
    """OR: a definite true wins over unknown."""
    found = NO
    for truth in truths:
        if found is NO or truth is YES:
            found = truth
        elif truth is not NO:
            sure = found.sure | truth.sure
            known = found.sure is found.possible and truth.sure is truth.possible
            found = Truth(sure, sure if known else found.possible | truth.possible)
    return found


def opposite(truth: Truth) -> Truth:
    """NOT: unknown stays unknown."""
    if truth is YES or truth is NO:
        return NO if truth is YES else YES
    possible = negated(truth.sure)
    return Truth(possible if truth.sure is truth.possible else negated(truth.possible), possible)


def agreed(truths: Iterable[Truth]) -> Truth:
    """What every reading agrees on; open where they differ."""
    readings = tuple(truths)
    return Truth(all_of(readings).sure, any_of(readings).possible)
