"""One numeral with its unit: 500万元, 百分之十五, 三成, 两年半, 3元5角, 半个亿, ¥300."""

import re
from dataclasses import dataclass
from fractions import Fraction

from assistant.understanding.quantities.bounds import Interval
from assistant.understanding.quantities.numerals import Numeral, read_numeral
from assistant.understanding.quantities.units import (
    NUMBER,
    WHOLE,
    YUAN,
    Unit,
    UnitAt,
    read_currency_before,
    read_unit,
)

_PARTS = {"百": 100, "千": 1000, "万": 10000}
_PARTS_OF = re.compile(r"([百千万])分之(?=[0-9零一二两三四五六七八九十百几壹贰叁肆伍陆柒捌玖拾])")
_HALF = re.compile(r"半(?=个?(?:年(?!报|度)|月|小时|天(?!然))|成(?![立为品]))|半个?(?=亿)|一半|半数")
_SLASH = re.compile(r"([0-9]{1,3})/([0-9]{1,3})(?![0-9/.])")
_OF_PARTS = re.compile(r"[ \n]{0,3}分[ \n]{0,3}之[ \n]{0,3}")
_SIGN = re.compile(r"负(?=[0-9零一二两三四五六七八九十百])|-(?=\.?[0-9])")
_HALF_AFTER = re.compile(r"半(?![年个导天])")
_MORE_AFTER = re.compile(r"[多余](?![少额])")
_CENTS = re.compile(r"(?P<tenths>[0-9一二两三四五六七八九])[角毛](?:(?P<cents>[0-9一二三四五六七八九])分)?(?!之)")
_TENTHS = re.compile(r"([一二三四五六七八九])(?![十百千万亿块个家人项名年月天点成等、0-9])")
_DIGIT = {digit: value for digits in ("0123456789", "零一二三四五六七八九") for value, digit in enumerate(digits)} | {
    "两": 2
}
_EXTENDED = frozenset(("年", "月", "天", "小时", "周", "倍", "岁"))


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


def _fraction(text: str, at: int) -> Operand | None:
    """百分之十五, 千分之三, 三分之一, 1/3: a share of one."""
    if match := _PARTS_OF.match(text, at):
        numeral = read_numeral(text, match.end(), implied_one=True)
        if numeral is None:
            return None
        unit = Unit("percent", "1", Fraction(1, _PARTS[match[1]]))
        return Operand(at, numeral.end, numeral, unit, numeral.lower, numeral.upper, numeral.upper_open)
    if match := _SLASH.match(text, at):
        share, whole = int(match[1]), int(match[2])
        if share < whole:
            return Operand(at, match.end(), None, WHOLE, Fraction(share, whole), Fraction(share, whole))
    return None


def _parts(text: str, at: int, whole: Numeral) -> Operand | None:
    """分之 after a numeral that was read: 三分之二."""
    match = _OF_PARTS.match(text, whole.end)
    share = match and read_numeral(text, match.end())
    if share is None or not (whole.exact and share.exact) or whole.lower <= 0:
        return None
    return Operand(at, share.end, None, WHOLE, share.lower / whole.lower, share.lower / whole.lower)


def _fixed(text: str, at: int) -> Operand | None:
    """半年, 半个亿, 一半; 俩 and 仨, which hold their 个."""
    half = Fraction(1, 2)
    if match := _HALF.match(text, at):
        if match[0] in ("一半", "半数"):
            return Operand(at, match.end(), None, WHOLE, half, half)
        if text.startswith("亿", match.end()):
            unit, end = YUAN, match.end() + 1
            if said := read_unit(text, end):
                unit, end = said.unit, said.end
            return Operand(at, end, None, unit, half * 10**8, half * 10**8)
        said = read_unit(text, match.end())
        return Operand(at, said.end, None, said.unit, half, half) if said else None
    if text.startswith(("俩", "仨"), at) and not text.startswith("钱", at + 1):
        value = Fraction(2 if text[at] == "俩" else 3)
        return Operand(at, at + 1, None, Unit("count", "个", discrete=True), value, value)
    return None


def _after_unit(text: str, said: UnitAt, numeral: Numeral) -> tuple[int, Fraction, Fraction]:
    """What follows a unit and belongs to the figure: its end, what it adds, and what it may add at most."""
    unit, none = said.unit, Fraction(0)
    extended = unit.kind == "percent" or unit.code in _EXTENDED
    if extended and numeral.exact and (match := _HALF_AFTER.match(text, said.end)):
        return match.end(), Fraction(1, 2), none
    if (extended or unit.kind == "money") and numeral.exact and (match := _MORE_AFTER.match(text, said.end)):
        return match.end(), none, numeral.step
    if unit.code == "CNY" and text[said.end - 1] in "元块" and numeral.exact and not numeral.has_large:
        if match := _CENTS.match(text, said.end):
            cents = 10 * _DIGIT[match["tenths"]] + _DIGIT[match["cents"] or "0"]
            return match.end(), Fraction(cents, 100), none
        if text[said.end - 1] == "块" and (match := _TENTHS.match(text, said.end)):
            return match.end(), Fraction(_DIGIT[match[1]], 10), none
    return said.end, none, none


def read_operand(text: str, at: int, *, implied_one: bool = False) -> Operand | None:
    """The figure with its unit that begins at ``at`` of a folded text, or None.

    ``implied_one`` lets 百, 千, 万, 亿 stand for one of them (超亿元).
    """
    start = at
    currency = read_currency_before(text, at)
    if currency:
        at = currency.end
    sign = _SIGN.match(text, at)
    negative = sign is not None and not (sign[0] == "-" and at and (text[at - 1].isalnum() or text[at - 1] in "%)-"))
    if sign and negative:
        at = sign.end()
    fixed = None if negative else _fraction(text, at) or _fixed(text, at)
    if fixed:
        return fixed
    numeral = read_numeral(text, at, implied_one=implied_one)
    if numeral is None:
        return None
    if parts := _parts(text, start, numeral):
        return parts
    said = currency and UnitAt(currency.unit, numeral.end)
    following = read_unit(text, numeral.end)
    if following and (said is None or following.unit == said.unit):
        said = following
    if said is None:
        lower, upper = numeral.lower, numeral.upper
        end, unit, more = numeral.end, None, Fraction(0)
    else:
        end, added, more = _after_unit(text, said, numeral)
        added += Fraction(1, 2) if said.half else 0
        lower, upper, unit = numeral.lower + added, numeral.upper + added, said.unit
    upper += more
    if negative:
        lower, upper = -upper, -lower
    return Operand(start, end, numeral, unit, lower, upper, bool(numeral.upper_open or more) and not negative)
