"""Closed integer intervals and Kleene's three truth values.

Every fact is an interval of integers: money in 分, counts, ranks by position, flags as {0, 1}. A told value is
a point, a range told as 「800到1200万」 is its two ends, what was not told is all that the type allows.
「不到3000万元」 ends one 分 below, so that no open end is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

Truth = bool | None  # None: unknown


@dataclass(frozen=True, slots=True)
class Interval:
    """lower ≤ value ≤ upper; upper None where there is no end. Raises ValueError when lower > upper."""

    lower: int
    upper: int | None

    def __post_init__(self) -> None:
        if self.upper is not None and self.lower > self.upper:
            raise ValueError(f"区间下端{self.lower}大于上端{self.upper}")

    @property
    def is_point(self) -> bool:
        """Whether it holds one value."""
        return self.lower == self.upper

    def plus(self, other: Interval) -> Interval:
        """The sum, end by end."""
        upper = None if self.upper is None or other.upper is None else self.upper + other.upper
        return Interval(self.lower + other.lower, upper)

    def times(self, factor: int) -> Interval:
        """The product with a factor that is not negative."""
        return Interval(self.lower * factor, None if self.upper is None else self.upper * factor)

    def at_most(self, cap: Interval) -> Interval:
        """The smaller of the two, end by end (both are monotone)."""
        return Interval(min(self.lower, cap.lower), smaller(self.upper, cap.upper))

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        upper = None if self.upper is None or other.upper is None else max(self.upper, other.upper)
        return Interval(min(self.lower, other.lower), upper)


ZERO: Final = Interval(0, 0)
ANY_QUANTITY: Final = Interval(0, None)
ANY_FLAG: Final = Interval(0, 1)
YES: Final = Interval(1, 1)
NO: Final = Interval(0, 0)


def flag(value: bool) -> Interval:
    """A told flag."""
    return YES if value else NO


def smaller(a: int | None, b: int | None) -> int | None:
    """min where None has no end."""
    if a is None or b is None:
        return a if b is None else b
    return min(a, b)


def rate_of(rate: Fraction, base: int) -> int:
    """rate × base, rounded half up to a whole 分 (amounts are never negative)."""
    exact = rate * base
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def all_of(values: Iterable[Truth]) -> Truth:
    """Kleene's AND: a definite false wins over unknown."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def any_of(values: Iterable[Truth]) -> Truth:
    """Kleene's OR: a definite true wins over unknown."""
    return negation(all_of(negation(v) for v in values))


def negation(value: Truth) -> Truth:
    """Kleene's NOT: unknown stays unknown."""
    return None if value is None else not value
