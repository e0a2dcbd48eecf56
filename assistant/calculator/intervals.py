"""Closed integer intervals, and truth in three values.

Every fact is an interval of integers: money in 分, counts, ranks by position, flags as {0, 1}. A told value is
a point, a range told as 「800到1200万」 is its two ends, what was not told is all that the type allows.
「不到3000万元」 ends one 分 below, so that no open end is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
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


ZERO: Final = Interval(0, 0)
ANY_QUANTITY: Final = Interval(0, None)
ANY_FLAG: Final = Interval(0, 1)
YES: Final = Interval(1, 1)
NO: Final = Interval(0, 0)


def flag(value: bool) -> Interval:
    """A told flag."""
    return YES if value else NO
