"""All quantities of a text: values with units, bounded, approximate, in ranges."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

from assistant.understanding.quantities.amounts import Amount, read_amount
from assistant.understanding.quantities.bounds import (
    BoundAt,
    Interval,
    read_bound_after,
    read_bound_before,
    read_compared,
)
from assistant.understanding.quantities.currencies import FIRST_CHARACTERS, ISO_CODE
from assistant.understanding.quantities.dates import read_date
from assistant.understanding.quantities.digits import skip_digits
from assistant.understanding.quantities.folding import fold
from assistant.understanding.quantities.joining import joined_bounds
from assistant.understanding.quantities.model import Kind, Quantity
from assistant.understanding.quantities.names import blank_names
from assistant.understanding.quantities.numerals import read_numeral
from assistant.understanding.quantities.operands import read_operand
from assistant.understanding.quantities.ordinals import read_ordinals
from assistant.understanding.quantities.units import DURATIONS, NUMBER, read_unit

_NUMERAL = "0-9零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅卌"
_START = re.compile(
    rf"[{_NUMERAL}几数好半俩仨负第前大约差近将接逼上下去今明后本这不没未低少小最至顶封超多高突冲破逾起过达比≤≥<>.\-"
    rf"{FIRST_CHARACTERS}]|{ISO_CODE}|对(?=折)|个(?=把)"
)
_PHONE = re.compile(r"(?:1[3-9][0-9]{9}(?![.,万亿])|0[0-9]{2,3}-?[0-9]{7,8}|400-?[0-9]{3}-?[0-9]{4})(?![0-9])")
_THAN = re.compile(r"比[ \n]{0,3}")
_NO_QUANTITY = re.compile(r" ?(?:月|号|日|楼|点钟|点|时(?!间))")


class _Reading:
    """One pass over a folded text; ``found`` holds quantities whose places are still those of that text."""

    def __init__(self, text: str, today: date | None) -> None:
        self.text = text
        self.today = today
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
        if said := read_date(text, at, self.today):
            ends = Interval(None, None, said.first_open, said.last_open)
            return self._add(at, said.end, "date", ends, said.granularity, days=(said.first, said.last))
        if ordinals := read_ordinals(text, at):
            for ordinal in ordinals:
                ranks = Interval(Fraction(ordinal.first), Fraction(ordinal.last))
                self._add(ordinal.start, ordinal.end, "number", ranks, ordinal.unit, ordinal=True)
            return ordinals[-1].end
        if text[at] in "第前":
            return self._pass_over(at + 1) if text[at] == "第" else at + 1
        if than := _THAN.match(text, at):
            return self._compared(at, than.end())
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
        amount = read_amount(text, first)
        unit, end = amount.unit, amount.end
        if unit == NUMBER and first.upper < 100 and (match := _NO_QUANTITY.match(text, end)):
            return match.end()
        if before and before[-1].word == "近" and unit.code in DURATIONS:
            before.pop()  # 近三年: the last three years, not almost three
        after = self._bounds_after(end)
        end = after[-1].end if after else end
        if after and first.unit is None and text[end - 1] == "+" and (said := read_unit(text, end)):
            unit, end = said.unit, said.end  # 30+人
        if amount.word_like and not (before or after):
            return amount.end
        values, approximate = _bounded(amount, (*reversed(before), *after))
        if unit.discrete:
            values = values.in_pieces()
        return self._add(start if before else first.start, end, unit.kind, values, unit.code, approximate=approximate)

    def _compared(self, start: int, at: int) -> int:
        """比30人多: a figure that bounds; without 多 or 少 after it, 比 says nothing and what follows is read as
        ever."""
        first = read_operand(self.text, at)
        amount = first and read_amount(self.text, first)
        bound = amount and read_compared(self.text, amount.end)
        if not amount or not bound:
            return at
        values = amount.values.bounded(bound.effect)
        if amount.unit.discrete:
            values = values.in_pieces()
        return self._add(start, bound.end, amount.unit.kind, values, amount.unit.code, approximate=amount.vague)

    def _bounds_after(self, end: int) -> list[BoundAt]:
        """The words after a figure that bound it, at most two of them."""
        after: list[BoundAt] = []
        while len(after) < 2 and (bound := read_bound_after(self.text, end)):
            after.append(bound)
            end = bound.end
        return after


def _bounded(amount: Amount, bounds: tuple[BoundAt, ...]) -> tuple[Interval, bool]:
    """What the bounds leave of an amount, and whether that is approximate."""
    values, vague = amount.values, amount.vague
    for bound in bounds:
        narrower = values.bounded(bound.effect)
        if narrower.lower is None and narrower.upper is None:
            continue  # 至少30人以下 contradicts itself
        values = narrower
        vague = vague or bound.effect in ("about", "near", "just_over") or bound.word == "上"
    return values, vague


def read_quantities(text: str, today: date | None = None) -> list[Quantity]:
    """The quantities that ``text`` says, in its order, with places in ``text`` itself (code points).

    ``today`` is the day on which it is said: 去年 and 今年一季度 are dates only where that is known. Any string is read, in time linear in its length; what is no quantity is passed over.
    """
    folded = fold(text)
    blanked = blank_names(folded.text)
    quantities = []
    for quantity in joined_bounds(_Reading(blanked, today).run(), blanked):
        start, end = folded.span(quantity.start, quantity.end)
        quantities.append(replace(quantity, start=start, end=end, text=text[start:end]))
    return quantities
