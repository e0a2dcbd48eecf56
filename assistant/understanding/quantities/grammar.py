"""All quantities of a text: values with units, bounded, approximate, in ranges."""

import re
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from assistant.understanding.quantities.bounds import BoundAt, Interval, read_bound_after, read_bound_before
from assistant.understanding.quantities.dates import read_date
from assistant.understanding.quantities.digits import skip_digits
from assistant.understanding.quantities.folding import fold
from assistant.understanding.quantities.model import Kind, Quantity
from assistant.understanding.quantities.names import FILLER, blank_names
from assistant.understanding.quantities.numerals import read_numeral
from assistant.understanding.quantities.operands import Operand, read_operand
from assistant.understanding.quantities.ordinals import read_ordinals
from assistant.understanding.quantities.units import DURATIONS, NUMBER, YUAN, Unit, read_unit

_NUMERAL = "0-9零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅卌"
_START = re.compile(
    rf"[{_NUMERAL}几数好半俩仨负第前大约差近将接逼上不没未低少小最至顶超多高突逾起过达≤≥<>"
    r"人¥$€£A-Z欧港美日英.-]"
)
_PHONE = re.compile(r"(?:1[3-9][0-9]{9}(?![.,万亿])|0[0-9]{2,3}-?[0-9]{7,8}|400-?[0-9]{3}-?[0-9]{4})(?![0-9])")
_TO = re.compile(r" {0,2}(?:到|至|~|-{1,2}) {0,2}")
_AND = re.compile(r"[ \n]{0,3}[和与跟][ \n]{0,3}")
_BETWEEN = re.compile(r"[ \n]{0,3}之?间(?!接|断|隔)")
_NO_QUANTITY = re.compile(r" ?(?:月|号|日|楼|点钟|点|时(?!间))")
_JOINS_BOUNDS = re.compile(r"[\s,、]{0,3}(?:并且|而且|同时|且|并|但|到|至|-|~)?[\s,、]{0,2}")
_FINANCIAL = frozenset("壹贰叁肆伍陆柒捌玖拾仟佰")  # 收拾, 队伍, 大陆: numerals only in company


@dataclass(frozen=True, slots=True)
class _Amount:
    """A figure or a range of figures, before the words around it have bounded it."""

    values: Interval
    unit: Unit
    end: int
    vague: bool
    word_like: bool


class _Reading:
    """One pass over a folded text; ``found`` holds quantities whose places are still those of that text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Quantity] = []

    def run(self) -> list[Quantity]:
        at = 0
        while match := _START.search(self.text, at):
            at = self._read(match.start())
        return self.found

    def _add(
        self,
        start: int,
        end: int,
        kind: Kind,
        values: Interval,
        unit: str,
        *,
        ordinal: bool = False,
        approximate: bool = False,
        days: tuple[date | None, date | None] = (None, None),
    ) -> int:
        self.found.append(
            Quantity(
                text=self.text[start:end],
                start=start,
                end=end,
                kind=kind,
                lower=values.lower,
                upper=values.upper,
                lower_open=values.lower_open,
                upper_open=values.upper_open,
                unit=unit,
                ordinal=ordinal,
                approximate=approximate,
                lower_date=days[0],
                upper_date=days[1],
            )
        )
        return end

    def _read(self, at: int) -> int:
        """Read what begins at ``at``; where to go on. Whatever fails is passed over whole, so that no stretch
        is read more than a fixed number of times."""
        text = self.text
        if (match := _PHONE.match(text, at)) and read_unit(text, match.end()) is None:
            number = Fraction(int(match[0].replace("-", "")))
            return self._add(at, match.end(), "number", Interval(number, number), "")
        if said := read_date(text, at):
            ends = Interval(None, None, said.first_open, said.last_open)
            return self._add(at, said.end, "date", ends, said.granularity, days=(said.first, said.last))
        if ordinals := read_ordinals(text, at):
            for ordinal in ordinals:
                ranks = Interval(Fraction(ordinal.first), Fraction(ordinal.last))
                self._add(ordinal.start, ordinal.end, "number", ranks, ordinal.unit, ordinal=True)
            return ordinals[-1].end
        if text[at] in "第前":
            return self._pass_over(at + 1) if text[at] == "第" else at + 1
        return self._amount(at)

    def _pass_over(self, at: int) -> int:
        """The end of the numeral at ``at`` that is not read, or ``at`` itself if there is none."""
        numeral = read_numeral(self.text, at)
        return numeral.end if numeral else skip_digits(self.text, at)

    def _amount(self, at: int) -> int:
        """A figure or a range of figures, with the words before and after that bound it."""
        text, start = self.text, at
        before: list[BoundAt] = []
        while len(before) < 3 and (bound := read_bound_before(text, at)):
            before.append(bound)
            at = bound.end
        first = read_operand(text, at, implied_one=bool(before))
        if first is None:
            return max(skip_digits(text, start), start + 1)
        amount = self._range(first) or _Amount(
            first.interval(first.assumed_unit()),
            first.assumed_unit(),
            first.end,
            first.vague,
            self._word_like(first),
        )
        unit, end = amount.unit, amount.end
        if unit == NUMBER and first.upper < 100 and (match := _NO_QUANTITY.match(text, end)):
            return match.end()
        if before and before[-1].word == "近" and unit.code in DURATIONS:
            before.pop()  # 近三年: the last three years, not almost three
        after: list[BoundAt] = []
        while len(after) < 2 and (bound := read_bound_after(text, end)):
            after.append(bound)
            end = bound.end
        if after and first.unit is None and text[end - 1] == "+" and (said := read_unit(text, end)):
            unit, end = said.unit, said.end  # 30+人
        if amount.word_like and not (before or after):
            return amount.end
        values, vague = amount.values, amount.vague
        for bound in (*reversed(before), *after):
            values = values.bounded(bound.effect)
            vague = vague or bound.effect in ("about", "near") or bound.word == "上"
        if unit.discrete:
            values = values.in_pieces()
        return self._add(start if before else first.start, end, unit.kind, values, unit.code, approximate=vague)

    def _word_like(self, operand: Operand) -> bool:
        """Whether a figure without unit, or a lone financial numeral, is more likely part of a word (一定,
        收拾, 十四五): it then needs a bound, or no letter on either side, to be read."""
        if operand.numeral is None:
            return False
        text, start, end = self.text, operand.start, operand.end
        if operand.numeral.bare and text[start] in _FINANCIAL and operand.unit != YUAN:
            return True
        if operand.unit or operand.has_large or not (operand.numeral.bare or operand.numeral.pair):
            return False
        around = text[max(start - 3, 0) : start].rstrip()[-1:] + text[end : end + 3].lstrip()[:1]
        alone = not any(mark.isalnum() or mark == FILLER for mark in around)
        return operand.numeral.pair or not alone

    def _range(self, first: Operand) -> _Amount | None:
        """800到1200万, 10%~20%, 20和30之间; None where what follows is no end of a range."""
        text = self.text
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
                word_like = self._word_like(first) and self._word_like(second)
                end = between.end() if between else second.end
                return _Amount(values, unit, end, first.vague or second.vague, word_like)
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


def _joined(found: list[Quantity], text: str) -> list[Quantity]:
    """100万元以上500万元以下 is one interval: a lower and an upper bound side by side are put together."""
    joined: list[Quantity] = []
    for quantity in found:
        last = joined[-1] if joined else None
        both = last and _interval_of(last, quantity, text)
        if both:
            joined[-1] = both
        else:
            joined.append(quantity)
    return joined


def _interval_of(one: Quantity, two: Quantity, text: str) -> Quantity | None:
    low, high = (one, two) if one.upper is None else (two, one)
    if low.lower is None or high.upper is None or low.upper is not None or high.lower is not None:
        return None
    same = one.kind == two.kind and one.unit == two.unit
    bare = one.kind == "number" and not one.unit and two.kind != "number"  # 最少20最多100个
    if not (same or bare) or low.lower > high.upper or not _JOINS_BOUNDS.fullmatch(text, one.end, two.start):
        return None
    return replace(
        two,
        start=one.start,
        lower=low.lower,
        upper=high.upper,
        lower_open=low.lower_open,
        upper_open=high.upper_open,
        approximate=one.approximate or two.approximate,
    )


def read_quantities(text: str) -> list[Quantity]:
    """The quantities that ``text`` says, in its order, with places in ``text`` itself (code points).

    Any string is read, in time linear in its length; what is no quantity is passed over.
    """
    folded = fold(text)
    blanked = blank_names(folded.text)
    quantities = []
    for quantity in _joined(_Reading(blanked).run(), blanked):
        start, end = folded.span(quantity.start, quantity.end)
        quantities.append(replace(quantity, start=start, end=end, text=text[start:end]))
    return quantities
