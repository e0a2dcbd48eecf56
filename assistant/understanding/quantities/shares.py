"""Shares and fractions said in words of their own: 百分之十五, 三分之二, 1/3, 三又二分之一, 一半, 八五折."""

import re
from dataclasses import dataclass
from fractions import Fraction

from assistant.understanding.quantities.digits import DIGITS
from assistant.understanding.quantities.numerals import Numeral, read_numeral
from assistant.understanding.quantities.units import NUMBER, WHOLE, YUAN, Unit, UnitAt, read_unit

_PARTS = {"百": 100, "千": 1000, "万": 10000, "百万": 10**6}
_PARTS_OF = re.compile(
    r"(百万|[百千万])分之[ \n]{0,3}(?P<minus>负|-)?(?=\.?[0-9]|[零一二两三四五六七八九十百千几壹贰叁肆伍陆柒捌玖拾])"
)
_OF_PARTS = re.compile(r"[ \n]{0,3}分[ \n]{0,3}之[ \n]{0,3}(?P<minus>负)?")
_AND_PARTS = re.compile(r"[ \n]{0,3}又[ \n]{0,3}")
_SLASH = re.compile(r"([0-9]{1,3})/([0-9]{1,3})(?![0-9/.])")
_HALF = re.compile(r"半(?=个?(?:年(?!报|度)|月|小时|天(?!然))|成(?![立为品]))|半个?(?=亿)|一半|半数")
_DISCOUNT = re.compile(
    r"(?:([一二三四五六七八九])([一二三四五六七八九])|([1-9])([1-9])|(?P<half>[对半]))折(?![旧扣合中叠半])"
)
_WHOLE = re.compile(r"百分百|百分之百")
_ABOUT_ONE = re.compile(r"个把(月|小时|星期|礼拜|亿)")


@dataclass(frozen=True, slots=True)
class Share:
    """A figure that is complete with its unit: from ``lower`` to ``upper`` of ``unit``, up to ``end``."""

    end: int
    unit: Unit
    lower: Fraction
    upper: Fraction
    upper_open: bool = False
    numeral: Numeral | None = None
    """The numeral that a range may continue (百分之十到二十)."""


def _point(end: int, unit: Unit, value: Fraction) -> Share:
    return Share(end, unit, value, value)


def _parts_of(text: str, at: int) -> Share | None:
    """百分之十五, 千分之三, 百分之负三."""
    match = _PARTS_OF.match(text, at)
    numeral = match and read_numeral(text, match.end(), implied_one=True)
    if match is None or numeral is None:
        return None
    unit = Unit("percent", "1", Fraction(1, _PARTS[match[1]]))
    if match["minus"]:
        return Share(numeral.end, unit, -numeral.upper, -numeral.lower)
    return Share(numeral.end, unit, numeral.lower, numeral.upper, numeral.upper_open, numeral)


def _slash(text: str, at: int) -> Share | None:
    """1/3. 16/5 is a date, a list or an alternative as likely as a fraction."""
    match = _SLASH.match(text, at)
    if match and int(match[1]) < int(match[2]):
        return _point(match.end(), WHOLE, Fraction(int(match[1]), int(match[2])))
    return None


def _half(text: str, at: int) -> Share | None:
    """半年, 半个亿, 一半."""
    half = Fraction(1, 2)
    match = _HALF.match(text, at)
    if match is None:
        return None
    if match[0] in ("一半", "半数"):
        return _point(match.end(), WHOLE, half)
    if text.startswith("亿", match.end()):
        said = read_unit(text, match.end() + 1)
        unit, end = (said.unit, said.end) if said else (YUAN, match.end() + 1)
        return _point(end, unit, half * 10**8)
    said = read_unit(text, match.end())
    return _point(said.end, said.unit, half) if said else None


def _discount(text: str, at: int) -> Share | None:
    """八五折, 85折, 对折, 半折: what is left to pay. 八折 has a unit like any other."""
    match = _DISCOUNT.match(text, at)
    if match is None:
        return None
    if match["half"]:
        return _point(match.end(), WHOLE, Fraction(1, 2))
    tens, ones = (match[1], match[2]) if match[1] else (match[3], match[4])
    return _point(match.end(), WHOLE, Fraction(10 * _digit(tens) + _digit(ones), 100))


def _digit(character: str) -> int:
    return DIGITS[character] if character in DIGITS else int(character)


def _word(text: str, at: int) -> Share | None:
    """百分百, 半百, 个把月; 俩 and 仨, which hold their 个."""
    if match := _WHOLE.match(text, at):
        return _point(match.end(), WHOLE, Fraction(1))
    if text.startswith("半百", at):
        return _point(at + 2, NUMBER, Fraction(50))
    if match := _ABOUT_ONE.match(text, at):
        if match[1] == "亿":
            return Share(match.end(), YUAN, Fraction(10**8), Fraction(2 * 10**8), True)
        said = read_unit(text, match.start(1)) if match[1] != "月" else None
        unit = said.unit if said else Unit("count", "月")
        return Share(match.end(), unit, Fraction(1), Fraction(2), True)
    if text.startswith(("俩", "仨"), at) and not text.startswith(("钱", "百", "千", "万", "亿"), at + 1):
        return _point(at + 1, Unit("count", "个", discrete=True), Fraction(2 if text[at] == "俩" else 3))
    return None


def read_share(text: str, at: int) -> Share | None:
    """The share, half or other fixed figure that begins at ``at`` of a folded text, or None."""
    for read in (_word, _parts_of, _slash, _half, _discount):
        if share := read(text, at):
            return share
    return None


def read_parts(text: str, said: Numeral, *, negative: bool) -> Share | None:
    """分之 or 又…分之 after a numeral that was read: 三分之二, 三又二分之一."""
    if not said.exact:
        return None
    if match := _AND_PARTS.match(text, said.end):
        whole = read_numeral(text, match.end())
        share = _parts(text, whole) if whole else None
        if share is None:
            return None
        value = said.lower + share[1]
        unit = read_unit(text, share[0]) or UnitAt(NUMBER, share[0])
        return _point(unit.end, unit.unit, -value if negative else value)
    share = _parts(text, said)
    return _point(share[0], WHOLE, -share[1] if negative else share[1]) if share else None


def _parts(text: str, whole: Numeral) -> tuple[int, Fraction] | None:
    match = _OF_PARTS.match(text, whole.end)
    share = match and read_numeral(text, match.end())
    if match is None or share is None or not (whole.exact and share.exact) or whole.lower <= 0:
        return None
    value = share.lower / whole.lower
    return share.end, -value if match["minus"] else value
