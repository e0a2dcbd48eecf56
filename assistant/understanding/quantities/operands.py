"""One numeral with its unit: 500万元, 百分之十五, 三成, 两年半, 3元5角, 半个亿, ¥300."""

import re
from dataclasses import dataclass
from fractions import Fraction

from assistant.understanding.quantities.bounds import Interval
from assistant.understanding.quantities.numerals import Numeral, read_numeral
from assistant.understanding.quantities.shares import Share, read_parts, read_share
from assistant.understanding.quantities.tails import NO_TAIL, read_tail
from assistant.understanding.quantities.units import (
    NUMBER,
    YUAN,
    Unit,
    UnitAt,
    read_currency_before,
    read_unit,
)

_SIGN = re.compile(
    r"负(?=\.?[0-9]|[零一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾])|-(?=\.?[0-9]|[¥$€£]|[百千万]分之)"
)


@dataclass(frozen=True, slots=True)
class Operand:
    """A numeral and the unit said with it; ``lower`` and ``upper`` are in that unit (500万, 15 of 15%)."""

    start: int
    end: int
    numeral: Numeral | None
    """None for fixed words (半年, 俩)."""
    unit: Unit | None
    lower: Fraction
    upper: Fraction
    upper_open: bool = False

    @property
    def has_large(self) -> bool:
        """Holds 万 or 亿."""
        return self.numeral is not None and self.numeral.has_large

    @property
    def vague(self) -> bool:
        """几, 多, 来, 三五."""
        return self.upper_open or (self.numeral is not None and (self.numeral.vague or self.numeral.around))

    def assumed_unit(self) -> Unit:
        """The unit said, or the one that a figure without unit has: money with 万 or 亿, else none."""
        return self.unit or (YUAN if self.has_large else NUMBER)

    def interval(self, unit: Unit, scale: int = 1) -> Interval:
        """The value in ``unit``, times a ``scale`` that was said elsewhere (800到1200万)."""
        factor = scale * (self.unit or unit).factor
        ends = Interval(self.lower * factor, self.upper * factor, upper_open=self.upper_open)
        return ends.bounded("about") if self.numeral and self.numeral.around else ends


def _of_share(start: int, share: Share, *, negative: bool = False) -> Operand:
    lower, upper = (-share.upper, -share.lower) if negative else (share.lower, share.upper)
    numeral = None if negative else share.numeral
    return Operand(start, share.end, numeral, share.unit, lower, upper, share.upper_open and not negative)


def _negative(text: str, at: int) -> int:
    """The end of a minus sign at ``at``, or ``at`` where there is none: the dash of 3-5 and A-1 is no sign."""
    sign = _SIGN.match(text, at)
    if sign is None or (sign[0] == "-" and at and (text[at - 1].isalnum() or text[at - 1] in "%)-")):
        return at
    return sign.end()


def _unit_of(text: str, currency: UnitAt | None, numeral: Numeral) -> UnitAt | None:
    """The unit after the numeral, or the currency before it; 港币500元 has both."""
    said = read_unit(text, numeral.end)
    if currency is None:
        return said
    same = said and (said.unit == currency.unit or (said.unit == YUAN and text[said.end - 1] in "元块"))
    return UnitAt(currency.unit, said.end if said and same else numeral.end)


def read_operand(text: str, at: int, *, implied_one: bool = False) -> Operand | None:
    """The figure with its unit that begins at ``at`` of a folded text, or None.

    ``implied_one`` lets 百, 千, 万, 亿 stand for one of them (超亿元).
    """
    start, unsigned = at, _negative(text, at)
    currency = read_currency_before(text, unsigned)
    after_currency = currency.end if currency else unsigned
    at = _negative(text, after_currency) if currency else unsigned
    negative = unsigned > start or at > after_currency
    if share := read_share(text, at):
        return _of_share(start, share, negative=negative)
    numeral = read_numeral(text, at, implied_one=implied_one)
    if numeral is None:
        return None
    if parts := read_parts(text, numeral, negative=negative):
        return _of_share(start, parts)
    said = _unit_of(text, currency, numeral)
    tail = read_tail(text, said, numeral) if said else NO_TAIL
    end = tail.end if said else numeral.end
    lower, upper = numeral.lower + tail.added, numeral.upper + tail.added + tail.more
    if negative:
        lower, upper = -upper, -lower
    upper_open = bool(numeral.upper_open or tail.more) and not negative
    return Operand(start, end, numeral, said.unit if said else None, lower, upper, upper_open)
