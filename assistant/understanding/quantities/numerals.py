"""The value of a numeral: Arabic, Chinese, financial or mixed, exact or vague (几十, 500多万, 三五百万).

A numeral is read as a list of terms, coefficient times place. 万 and 亿 multiply all terms read since the
last 万 or 亿, so that 一千二百万, 1千2百万 and 4.78万亿 need no cases of their own, and a coefficient may be
an interval (几, 三五), so that vague numerals need none either.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from assistant.understanding.quantities.digits import DIGITS, Coefficient, last_place, point, read_coefficient
from assistant.understanding.quantities.units import measure_follows

_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_WAN, _YI = 10**4, 10**8
_LARGE = {"万": _WAN, "亿": _YI}
_LATIN = {"w": _WAN, "k": 1000}

_MAGNITUDES = re.compile(r"[ \n]{0,3}([十拾百佰千仟]?(?:[ \n]{0,3}[万亿]){0,2})")
_LATIN_MAGNITUDE = re.compile(r"([wk])(?![a-z0-9])", re.IGNORECASE)
_POINT = re.compile(r"[ \n]{0,3}点([零〇一二三四五六七八九0-9]{1,12}+)(?!十|分钟|钟|半)")
_MORE = re.compile(r"[ \n]{0,3}(?:多(?!少|元化|样化|媒体)|余(?![额下款杭]))(?:[ \n]{0,3}([万亿]{1,2}))?")
_AROUND = re.compile(r"[ \n]{0,3}来(?:[ \n]{0,3}([万亿]{1,2}))?")
_GE_LARGE = re.compile(r" ?(多|余|来)?个(半|多|余|来)? ?([万亿])(?!亩|吨|级|元级|平)")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A value as said, [lower, upper], that ends at ``end`` of the folded text."""

    end: int
    lower: Fraction
    upper: Fraction
    upper_open: bool
    step: Fraction
    """One in the last digit that is not zero: 10 for 120, 1,000,000 for 500万."""
    large: int
    """The 万, 亿 or k it ends with, as a number (1 if none): what 800到1200万 leaves out of 800."""
    hundreds: int
    """100 or 1000 for a lone digit with 百 or 千 (五百, 五百万), else 1: what 三到五百 leaves out of 三."""
    has_large: bool
    """Holds 万 or 亿: a sum of money unless a measure word follows."""
    vague: bool
    """几, 多, 余, 三五: an interval by itself."""
    around: bool
    """来: the caller widens it."""
    bare: bool
    """A lone Chinese numeral, or digits in a row: part of a word as likely as a number."""
    pair: bool
    """Two digits for a range (三五, 十四五): a quantity only with 万, 亿 or a unit."""

    @property
    def exact(self) -> bool:
        """Whether it is one value."""
        return self.lower == self.upper


@dataclass(slots=True)
class _Term:
    lower: Fraction
    upper: Fraction
    place: Fraction
    unit: Fraction
    """Place of the last digit that is not zero, within the coefficient."""


class _Reader:
    """Reads one numeral by items: coefficients with their magnitudes (5, 五百, 1.2亿, 十, 几万)."""

    def __init__(self, text: str, at: int, implied_one: bool) -> None:
        self.text = text
        self.start = self.at = at
        self.implied_one = implied_one
        self.terms: list[_Term] = []
        self.forms: list[str] = []
        self.after_wan = self.after_yi = 0  # the first term that the next 万, 亿 multiplies
        self.wan_used = self.yi_used = False
        self.last = 0  # the magnitude read last, 0 before any
        self.small = _WAN  # the smallest of 千百十 since the last 万 or 亿
        self.large = self.hundreds = 1
        self.elides_wan = False
        self.closed = self.more = self.around = False

    def read(self) -> Numeral | None:
        while not self.closed and self._item():
            pass
        if not self.terms:
            return None
        if self.elides_wan and self.yi_used and not self.wan_used:
            self._multiply(_WAN)  # 一亿两千 is 一亿两千万: what skips places says 零 (一亿零两千)
            self.large = 1
        if not self._large_after_ge():
            self._more_or_around()
        return self._numeral()

    def _item(self) -> bool:
        at = self.at
        if self.terms:
            while at < self.at + 2 and self.text.startswith(" ", at):
                at += 1
        blank = at > self.at
        zero = self.last > 10 and self.text.startswith(("零", "〇"), at)
        coefficient = read_coefficient(self.text, at + zero, first=not self.terms) or self._one(at + zero)
        if coefficient is None:
            return False
        run, end = self._run(coefficient)
        place = self._place(coefficient, run, zero, blank, end)
        if place is None:
            return False
        self.at = end
        self._push(coefficient, run, zero, place)
        self._decimals(coefficient)
        return True

    def _one(self, at: int) -> Coefficient | None:
        """十五 is 一十五; 百万 is 一百万 only where the caller or 元 says that a number is meant."""
        character = self.text[at : at + 1]
        if character in ("十", "拾"):
            return point(at, 1, "one")
        if self.terms or character not in ("百", "千", "万", "亿"):
            return None
        one = point(at, 1, "one")
        run, end = self._run(one)
        money = len(run) > 1 and self.text.startswith(("元", "美元", "欧元"), end)
        return one if self.implied_one or money else None

    def _run(self, coefficient: Coefficient) -> tuple[list[int], int]:
        """The magnitudes after a coefficient and where they end."""
        at, tens = coefficient.end, [10] if coefficient.form == "twenty" else []
        if coefficient.form == "arabic" and (latin := _LATIN_MAGNITUDE.match(self.text, at)):
            return [_LATIN[latin[1].lower()]], latin.end()
        match = _MAGNITUDES.match(self.text, at)
        if match is None or not match[1]:
            return tens, at
        return tens + [(_SMALL | _LARGE)[mark] for mark in match[1] if mark not in " \n"], match.end()

    def _place(self, coefficient: Coefficient, run: list[int], zero: bool, blank: bool, end: int) -> Fraction | None:
        """The place of the coefficient before its own magnitudes; None where it cannot follow what was read
        (三百五百 is two numerals)."""
        form = coefficient.form
        if not self.terms:
            # 几家 is asked more often than said, 好几家 is not
            number = form != "few" or run or end - self.start == 2 or _GE_LARGE.match(self.text, end)
            return Fraction(1) if number else None
        if form == "string" or self.forms[-1] == "string" or coefficient.upper >= max(self.last, 10):
            return None
        if not run:
            if blank and (form != "digit" or measure_follows(self.text, end)):
                return None
            return self._place_at_end(coefficient, zero, end)
        small = run[0] if run[0] < _WAN else 0
        if small >= self.small:
            return None
        wan, yi = self.wan_used, self.yi_used
        for large in run[1:] if small else run:
            if (large == _WAN and wan) or (large == _YI and yi):
                return None
            wan, yi = large == _WAN, yi or large == _YI
        drops_place = not small and not zero and form != "arabic" and self.last in (100, 1000)
        return Fraction(self.last, 10) if drops_place else Fraction(1)  # 三百五万 is 三百五十万

    def _place_at_end(self, coefficient: Coefficient, zero: bool, end: int) -> Fraction | None:
        """The place of a last coefficient without magnitude: 三十五, 三百零五, 三万五, 3万4000, 1万2."""
        form, text = coefficient.form, self.text
        if zero or self.last == 10:
            return Fraction(1)
        if form == "arabic":
            if coefficient.unit < 1 or text.startswith(("年", "%"), end):
                return None
            digits = 1
            while text[coefficient.end - digits - 1].isdigit():
                digits += 1
            if digits == len(str(self.last)) - 1:
                return Fraction(1)
            if digits == 4 and self.last == _YI:
                return Fraction(_WAN)
            return Fraction(self.last, 10) if digits == 1 and not measure_follows(text, end) else None
        # The form that drops its last place takes no measure word and no 两: 一万一个月 is 10,000 a month,
        # 三万两年 is 30,000 for two years.
        if form not in ("digit", "pair") or not coefficient.lower or text[coefficient.end - 1] == "两":
            return None
        ends = measure_follows(text, end) or text.startswith(("等", "成", "点"), end)
        return None if ends else Fraction(self.last, 10)

    def _push(self, coefficient: Coefficient, run: list[int], zero: bool, place: Fraction) -> None:
        lower, upper = coefficient.lower, coefficient.upper
        small = run[0] if run and run[0] < _WAN else 1
        if coefficient.form == "few":
            if small > 1:  # 几百 is any of 200 to 999
                upper = Fraction(10 * small - 1, small)
            elif self.terms:  # 十几 begins at 11 by the dictionary, 四十几 at 40 by the design
                lower = Fraction(1 if zero or self.forms[-1] == "one" else 0)
        if self.last == _YI and self.terms:
            self.elides_wan = not zero and small > 1
        self.terms.append(_Term(lower, upper, place * small, coefficient.unit))
        self.forms.append(coefficient.form)
        latin = coefficient.form == "arabic" and run and self.text[self.at - 1] in "kK"
        self.hundreds = small if small > 10 and upper < 10 and not latin else 1
        self.large = 1
        if small > 1:
            self.last = self.small = small
        for large in run[1:] if small > 1 else run:
            self._multiply(large)
        self.closed = not run

    def _multiply(self, large: int) -> None:
        """Let 万 or 亿 multiply what was read since the last of its kind."""
        since = self.after_yi if large == _YI or self.last == _WAN else self.after_wan  # 万万
        for term in self.terms[since:]:
            term.place *= large
        self.after_wan = len(self.terms)
        self.wan_used = large == _WAN
        if large == _YI:
            self.after_yi, self.yi_used = len(self.terms), True
        self.large *= large
        self.last, self.small = large, _WAN

    def _decimals(self, coefficient: Coefficient) -> None:
        """点五 after a whole number, then perhaps a magnitude: 一点五亿, 二十三点五万, 3点5."""
        match = _POINT.match(self.text, self.at)
        whole = self.terms[self.after_wan :]
        if match is None or not whole or coefficient.unit < 1 or coefficient.form in ("few", "pair"):
            return
        digits = "".join(str(DIGITS.get(digit, digit)) for digit in match[1])
        value = sum((term.lower * term.place for term in whole), Fraction(0)) + Fraction("0." + digits)
        run, end = self._run(point(match.end(), 0, "arabic"))
        if len(self.terms) == 1 and not self.last and self.text[self.at - 1] == "两" and not run:
            return  # 两点五 is a time of day
        self.terms[self.after_wan :] = [_Term(value, value, Fraction(1), last_place("0." + digits))]
        for magnitude in run:
            if magnitude < _WAN:
                self.terms[-1].place *= magnitude
                self.last = magnitude
            else:
                self._multiply(magnitude)
        self.at, self.closed = end, True

    def _large_after_ge(self) -> bool:
        """一个亿, 1.2个亿, 一个半亿, 两个多亿: whether one was there."""
        match = _GE_LARGE.match(self.text, self.at)
        if match is None or self.last >= _WAN:
            return False
        extra = match[1] or match[2]
        if extra == "半":
            self.terms.append(_Term(Fraction(1, 2), Fraction(1, 2), Fraction(1), Fraction(1)))
        elif extra in ("多", "余"):
            self._open_end()
        self.around = extra == "来"
        self.at = match.end()
        self._multiply(_LARGE[match[3]])
        return True

    def _more_or_around(self) -> None:
        """多, 余 or 来 after the digits, with the 万 or 亿 that follows: 500多万, 1亿多, 十来个."""
        if self.forms[-1] == "few":
            return
        text = self.text
        if (match := _MORE.match(text, self.at)) and (match[1] or self._step() >= 10):
            self._open_end()
        elif (match := _AROUND.match(text, self.at)) and (
            match[1] or text.startswith(("元", "块"), match.end()) or measure_follows(text, match.end())
        ):
            self.around = True
        else:
            return
        self.at = match.end()
        for large in match[1] or "":
            self._multiply(_LARGE[large])

    def _step(self) -> Fraction:
        last = next((term for term in reversed(self.terms) if term.upper), self.terms[-1])
        return last.place * last.unit

    def _open_end(self) -> None:
        """多 adds up to one in the last digit: 500多 is 500 to 600, 600 excluded."""
        self.terms.append(_Term(Fraction(0), Fraction(1), self._step(), Fraction(1)))
        self.more = True

    def _numeral(self) -> Numeral:
        lone, first = len(self.forms) == 1, self.forms[0]
        return Numeral(
            end=self.at,
            lower=sum((term.lower * term.place for term in self.terms), Fraction(0)),
            upper=sum((term.upper * term.place for term in self.terms), Fraction(0)),
            upper_open=self.more,
            step=self._step(),
            large=1000 if self.text[self.at - 1] in "kK" else self.large,
            hundreds=self.hundreds if lone else 1,
            has_large=self.last >= _WAN or self.wan_used or self.yi_used,
            vague=self.more or "few" in self.forms or "pair" in self.forms,
            around=self.around,
            bare=first != "arabic" and (self.at - self.start == 1 or (lone and not self.last)),
            pair="pair" in self.forms,
        )


def read_numeral(text: str, at: int, *, implied_one: bool = False) -> Numeral | None:
    """The longest numeral that begins at ``at`` of a folded text, or None.

    ``implied_one`` lets it begin with 百, 千, 万 or 亿 for one of them (上百万, 超亿元).
    """
    return _Reader(text, at, implied_one).read()
