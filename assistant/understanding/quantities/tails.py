"""What follows a unit and belongs to the figure: 两年半, 3倍多, 一成五, 3元5角, 三块五毛八."""

import re
from dataclasses import dataclass
from fractions import Fraction

from assistant.understanding.quantities.currencies import currency
from assistant.understanding.quantities.numerals import Numeral
from assistant.understanding.quantities.units import UnitAt, measure_follows

_DIGIT = {digit: value for digits in ("0123456789", "零一二三四五六七八九") for value, digit in enumerate(digits)}
_DIGIT |= {digit: value for value, digit in enumerate("〇壹贰叁肆伍陆柒捌玖")} | {"两": 2}
_ONE = "[0-9零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
_NO_MORE = r"(?![0-9.十百千万亿块个家人项名年月天点成倍折等、%])"
_HALF_AFTER = re.compile(r"半(?![年个导天])")
_MORE_AFTER = re.compile(r"[多余](?![少额])")
_TENTH_AFTER = re.compile(rf"(?P<tenths>[0-9一二三四五六七八九]){_NO_MORE}")
_COINS = re.compile(
    rf"[ ]?[零〇又]?(?P<jiao>{_ONE})[ ]?[角毛](?:[ ]?[零〇又]?(?P<fen>{_ONE})(?:[ ]?分(?!之)|{_NO_MORE}(?![分角毛])))?钱?(?!之)"
    rf"|[ ]?[零〇又]?(?P<only_fen>{_ONE})[ ]?分(?!之)钱?"
)
_BLOCK_END = re.compile(rf"(?P<jiao>[0-9一二两三四五六七八九])(?P<fen>[一二三四五六七八九])?{_NO_MORE}(?![分角毛])")
_CENTS_AFTER = re.compile(rf"[零〇]?(?P<fen>[0-9一二三四五六七八九])(?:分钱?|{_NO_MORE}(?![分角毛]))")
_FOREIGN_CENTS = re.compile(r"[ ]?(?P<cents>[0-9]{1,2})[ ]?(?P<name>美分|欧分|便士)")
_EXTENDED = frozenset(("年", "月", "天", "小时", "周", "倍", "岁"))


@dataclass(frozen=True, slots=True)
class Tail:
    """Up to ``end``: adds ``added`` of the unit, and up to ``more`` beyond that."""

    end: int
    added: Fraction = Fraction(0)
    more: Fraction = Fraction(0)


NO_TAIL = Tail(0)


def _coins(text: str, said: UnitAt, numeral: Numeral) -> Tail | None:
    """角 and 分 after 元 or 块 (3元5角, 三块五, 一百块零五毛), 分 after 角 (两毛五)."""
    mark = text[said.end - 1]
    if numeral.has_large:
        return None
    if said.unit.code == "CNY" and said.unit.factor == Fraction(1, 10):
        match = _CENTS_AFTER.match(text, said.end)
        return Tail(match.end(), Fraction(_DIGIT[match["fen"]], 10)) if match else None
    if (match := _FOREIGN_CENTS.match(text, said.end)) and currency(match["name"])[0] == said.unit.code:
        return Tail(match.end(), Fraction(match["cents"]) / 100)
    if mark not in "元块":
        return None
    if mark == "块" and (match := _HALF_AFTER.match(text, said.end)):
        return Tail(match.end(), Fraction(1, 2))
    if match := _COINS.match(text, said.end):
        cents = 10 * _DIGIT[match["jiao"] or "0"] + _DIGIT[match["fen"] or match["only_fen"] or "0"]
        return Tail(match.end(), Fraction(cents, 100))
    if mark == "块" and (match := _BLOCK_END.match(text, said.end)) and not measure_follows(text, match.end()):
        return Tail(match.end(), Fraction(10 * _DIGIT[match["jiao"]] + _DIGIT[match["fen"] or "0"], 100))
    return None


def read_tail(text: str, said: UnitAt, numeral: Numeral) -> Tail:
    """What follows the unit ``said`` of a figure; it ends where the unit does if nothing does."""
    unit, end, half = said.unit, said.end, Fraction(1, 2)
    if not numeral.exact:
        return Tail(end, half if said.half else Fraction(0))
    extended = unit.kind == "percent" or unit.code in _EXTENDED
    if extended and (match := _HALF_AFTER.match(text, end)):
        return Tail(match.end(), half)
    if text[end - 1] == "成" and numeral.upper < 10 and (match := _TENTH_AFTER.match(text, end)):
        return Tail(match.end(), Fraction(_DIGIT[match["tenths"]], 10))
    if (extended or unit.kind == "money") and (match := _MORE_AFTER.match(text, end)):
        return Tail(match.end(), more=numeral.step)
    return _coins(text, said, numeral) or Tail(end, half if said.half else Fraction(0))
