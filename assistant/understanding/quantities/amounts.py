"""A figure or a range of figures (800到1200万, 10%~20%, 20和30之间), before the words around it bound it."""

import re
from dataclasses import dataclass

from assistant.understanding.quantities.bounds import Interval
from assistant.understanding.quantities.names import FILLER
from assistant.understanding.quantities.operands import Operand, read_operand
from assistant.understanding.quantities.units import NUMBER, YUAN, Unit

_TO = re.compile(r" {0,2}(?:到|至|~|-{1,2}) {0,2}")
_AND = re.compile(r"[ \n]{0,3}[和与跟][ \n]{0,3}")
_BETWEEN = re.compile(r"[ \n]{0,3}之?间(?!接|断|隔)")
_FINANCIAL = frozenset("壹贰叁肆伍陆柒捌玖拾仟佰")  # 收拾, 队伍, 大陆: numerals only in company
_IN_NO_WORD = frozenset("壹贰叁肆柒捌玖")  # before a measure word numerals by themselves: 叁项


@dataclass(frozen=True, slots=True)
class Amount:
    """Values in a unit, up to ``end`` of the text; ``word_like`` where they are more likely part of a word."""

    values: Interval
    unit: Unit
    end: int
    vague: bool
    word_like: bool


def read_amount(text: str, first: Operand) -> Amount:
    """The range that begins with the figure ``first``, or that figure by itself."""
    if between := _range(text, first):
        return between
    unit = first.assumed_unit()
    return Amount(first.interval(unit), unit, first.end, first.vague, _word_like(text, first))


def _word_like(text: str, operand: Operand) -> bool:
    """Whether a figure without unit, or a lone financial numeral, is more likely part of a word (一定,
    收拾, 十四五): it then needs a bound, or no letter on either side, to be read."""
    if operand.numeral is None:
        return False
    start, end = operand.start, operand.end
    if operand.numeral.bare and text[start] in _FINANCIAL and not _counts(text[start], operand.unit):
        return True
    if operand.unit or operand.has_large or not (operand.numeral.bare or operand.numeral.pair):
        return False
    before, after = text[max(start - 3, 0) : start].rstrip()[-1:], text[end : end + 3].lstrip()[:1]
    if before == "是":  # 是三, 是四不是五
        before, after = "", after.strip("不这那却而")
    alone = not any(mark.isalnum() or mark == FILLER for mark in before + after)
    return operand.numeral.pair or not alone


def _counts(numeral: str, unit: Unit | None) -> bool:
    """Whether a lone financial numeral stands before what it counts."""
    return unit is not None and (unit.kind == "money" or (unit.discrete and numeral in _IN_NO_WORD))


def _range(text: str, first: Operand) -> Amount | None:
    """800到1200万, 10%~20%, 20和30之间; None where what follows is no end of a range."""
    to, both = _TO.match(text, first.end), _AND.match(text, first.end)
    connector = to or both
    second = connector and read_operand(text, connector.end())
    if second is None:
        return None
    between = _BETWEEN.match(text, second.end)
    unit = _shared_unit(first, second)
    if unit is None or not (to or between):
        return None
    upper = second.interval(unit)
    for scale in _scales(first, second):
        lower = first.interval(unit, scale)
        if lower.lower is not None and upper.upper is not None and lower.lower < upper.upper:
            values = Interval(lower.lower, upper.upper, upper_open=upper.upper_open)
            word_like = _word_like(text, first) and _word_like(text, second)
            end = between.end() if between else second.end
            return Amount(values, unit, end, first.vague or second.vague, word_like)
    return None


def _shared_unit(first: Operand, second: Operand) -> Unit | None:
    """The unit of a range of the two, or None where they do not make one."""
    if first.unit and second.unit:
        return second.unit if (first.unit.kind, first.unit.code) == (second.unit.kind, second.unit.code) else None
    if unit := second.unit:
        return None if first.has_large and unit.kind == "percent" else unit
    if unit := first.unit:  # ¥300-500, 百分之十到二十
        inherits = unit.kind == "money" or (unit.kind == "percent" and not second.has_large)
        return unit if inherits else None
    return YUAN if first.has_large or second.has_large else NUMBER


def _scales(first: Operand, second: Operand) -> tuple[int, ...]:
    """What may multiply the first end of a range because only the second says it, the likeliest first:
    800到1200万 shares 万, 三到五百万 shares 百万; 5000到1万 shares nothing (5000万 would exceed 1万)."""
    one, two = first.numeral, second.numeral
    if one is None or two is None or first.unit or first.has_large or one.large > 1:
        return (1,)
    lone_digit = one.upper < 10 and one.step == 1
    return (two.hundreds * two.large if lone_digit else two.large, two.large, 1)
