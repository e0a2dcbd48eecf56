"""What a reading is, and its JSON."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

Kind = Literal["money", "percent", "count", "number", "date"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity said in a text: an interval with a unit. A point has equal ends.

    Numbers live in ``lower`` and ``upper``; the ends of a date live in ``lower_date`` and ``upper_date``, so
    that nobody who works with amounts has to tell fractions from days. An end that is None is not bounded.
    """

    text: str
    """``raw_input[start:end]``: numeral, unit and the words that bound it (不到30人, 500万元以上)."""
    start: int
    end: int
    """Code points of the raw input, end exclusive."""
    kind: Kind
    lower: Fraction | None
    upper: Fraction | None
    """Money in whole units of its currency (元), 15% as 3/20, counts in pieces of ``unit``."""
    lower_open: bool
    upper_open: bool
    unit: str
    """ISO 4217 for money, "1" for percent, the measure word for counts and ordinals, "" for a bare number,
    "day", "month" or "year" (how precisely it was said) for dates."""
    ordinal: bool = False
    """A rank or a number in a list (第七条, 三等奖, 前三位), of kind "number": it counts nothing."""
    approximate: bool = False
    """Said vaguely (约, 左右, 来, 近, 多, 几): the ends are this project's convention, not the speaker's."""
    lower_date: date | None = None
    upper_date: date | None = None
    """First and last day, for dates only."""


def _decimal(value: Fraction) -> str:
    """The exact value in plain decimal digits, or as "n/d" where no finite decimal exists."""
    places, rest = 0, value.denominator
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    while rest % 2 == 0:
        rest, places = rest // 2, places + 1
    while rest % 5 == 0:
        rest, places = rest // 5, places + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :].rstrip("0")
    return ("-" if value < 0 else "") + whole + (f".{decimals}" if decimals else "")


def to_json(quantity: Quantity) -> dict[str, str | int | bool | None]:
    """The object that ``mingce read --json`` prints for one quantity: values as decimal strings, "1/3" where
    there is no finite decimal, ISO dates, null for an end that is not bounded."""

    def value(number: Fraction | None, day: date | None) -> str | None:
        if day is not None:
            return day.isoformat()
        return None if number is None else _decimal(number)

    return {
        "text": quantity.text,
        "start": quantity.start,
        "end": quantity.end,
        "kind": quantity.kind,
        "lower": value(quantity.lower, quantity.lower_date),
        "upper": value(quantity.upper, quantity.upper_date),
        "lower_open": quantity.lower_open,
        "upper_open": quantity.upper_open,
        "unit": quantity.unit,
    }
