"""A whole cell that says one quantity: a number, a range, a bound. What can be taken in two ways is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from assistant.understanding.quantities import Kind, Quantity, read_quantities
from assistant.understanding.quantities.folding import fold

_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_PLAIN: Final = re.compile(rf"(?P<number>{_NUMBER})(?P<large>[万亿])?(?P<yuan>元)?")
_PLAIN_RANGE: Final = re.compile(rf"({_NUMBER})\s*(?:到|至|~|-{{1,2}})\s*({_NUMBER})")
_RANGE: Final = re.compile(r"(.+?)\s*(?:到|至|~|-{1,2})\s*(.+)")
_LARGE: Final = {None: 1, "万": 10**4, "亿": 10**8}
_LONGEST: Final = 60  # characters: the largest range to the 分 takes fewer


class NotOne(ValueError):
    """The text is not one quantity; the message, where there is one, says in Chinese what is unclear."""


class Reversed(NotOne):
    """A range whose lower end is the larger."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said: ends (None: no end) in 元, in pieces, or, of kind `number`, in whatever is counted."""

    lower: Fraction | None
    upper: Fraction | None
    kind: Kind
    unit: str = ""
    lower_open: bool = False
    upper_open: bool = False
    approximate: bool = False


def read_said(raw: str) -> Said:
    """The quantity that a whole cell says. Raises NotOne where it is none, more than one, or unclear; Reversed."""
    if len(raw) > _LONGEST:
        raise NotOne
    text = fold(raw).text.strip()
    if plain := _PLAIN.fullmatch(text):
        number = _fraction(plain["number"]) * _LARGE[plain["large"]]
        money = plain["large"] or plain["yuan"]
        return Said(number, number, "money", "CNY") if money else Said(number, number, "number")
    if between := _PLAIN_RANGE.fullmatch(text):
        lower, upper = _fraction(between[1]), _fraction(between[2])
        if lower > upper:
            raise Reversed
        return Said(lower, upper, "number")
    return _read(text)


def _fraction(number: str) -> Fraction:
    return Fraction(number.replace(",", ""))


def _read(text: str) -> Said:
    """As `read_said`, of what only the grammar of quantities reads."""
    ends = _RANGE.fullmatch(text)
    first, second = (_one(ends[1]), _one(ends[2])) if ends else (None, None)
    quantity = _one(text)
    if quantity is None:
        if first and second and _above(first, second):
            raise Reversed
        raise NotOne
    if ends and first and second and _half_said(quantity, first, second, ends[2]):
        raise NotOne(f"“{ends[1]}”没有单位，“{ends[2]}”有：请两端都写明单位，如“800万元-1200万元”")
    return Said(
        quantity.lower,
        quantity.upper,
        quantity.kind,
        quantity.unit,
        quantity.lower_open,
        quantity.upper_open,
        quantity.approximate,
    )


def _one(text: str) -> Quantity | None:
    """The quantity that is the whole of a text."""
    found = read_quantities(text)
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(text)):
        return None
    return None if found[0].ordinal or found[0].kind == "date" else found[0]


def _above(first: Quantity, second: Quantity) -> bool:
    return (
        first.kind in (second.kind, "number")
        and first.lower is not None
        and second.upper is not None
        and first.lower > second.upper
    )


def _half_said(whole: Quantity, first: Quantity, second: Quantity, second_text: str) -> bool:
    """1200-800万元: the first end can be read as 元 only, and hardly is meant so."""
    return (
        first.kind == "number"
        and second.kind == "money"
        and bool(first.lower)
        and whole.lower == first.lower
        and re.search(r"[百千万亿佰仟]", second_text) is not None
    )
