"""The value of a numeral: Arabic, Chinese, financial or mixed, exact or vague (几十, 500多万, 三五百万).

A numeral is read item by item, each a coefficient with its magnitudes (5, 五百, 1.2亿, 十, 几万), then its
decimals, then what makes it vague (多, 余, 来, 把). ``terms`` adds the items up.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from assistant.understanding.quantities.digits import DIGITS, Coefficient, last_place, point, read_coefficient
from assistant.understanding.quantities.terms import WAN, YI, Term, Terms
from assistant.understanding.quantities.units import measure_follows

_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": WAN, "亿": YI}
_LATIN = {"k": 10**3, "thousand": 10**3, "million": 10**6, "billion": 10**9}

_MAGNITUDES = re.compile(r"[ \n]{0,3}((?:[十拾佰千仟]|百(?!分[点之]))?(?:[ \n]{0,3}[万亿]){0,2})")
_W = re.compile(r"w(?![a-z0-9])", re.IGNORECASE)
_LATIN_MAGNITUDE = re.compile(r"(k| ?(?:thousand|million|billion))(?![a-z0-9])", re.IGNORECASE)
_POINT = re.compile(r"(?:[ \n]{0,3}点|[ \n]{1,3}点[ \n]{1,3})([零〇一二三四五六七八九0-9]{1,12}+)(?!十|分钟|钟|半|刻)")
_MORE = re.compile(r"[ \n]{0,3}(?:多(?!少|元化|样化|媒体)|余(?![额下款杭]))(?:[ \n]{0,3}([万亿]{1,2}))?")
_AROUND = re.compile(r"[ \n]{0,3}[来把](?:[ \n]{0,3}([万亿]{1,2}))?")
_FEW_AFTER = re.compile(r"几([万亿]{0,2})")
_GE_LARGE = re.compile(r" ?(多|余|来)?个(半|多|余|来)? ?([万亿])(?!亩|吨|级|元级|平)")
_IMPLIES_ONE = re.compile(r"(?:多|余|来|把)(?![少额下款杭])|十[来几]")
_OR_SO = {"百八十": (100, 180), "千八百": (1000, 1800)}
_ONE_OF_MONEY = ("元", "美元", "欧元")
# 一 counts what follows (500万一单, 三万一趟) unless the numeral ends with it (三万一左右)
_AFTER_LAST_ONE = re.compile(r"$|[^\u4e00-\u9fff]|[元块左上的吧呢吗啊嘛了]|人民币|[到至和或跟与]")


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
    """来, 把: the caller widens it."""
    bare: bool
    """A lone Chinese numeral, or digits in a row: part of a word as likely as a number."""
    pair: bool
    """Two digits for a range (三五, 十四五): a quantity only with 万, 亿 or a unit."""

    @property
    def exact(self) -> bool:
        """Whether it is one value."""
        return self.lower == self.upper


class _Reader:
    """Reads one numeral."""

    def __init__(self, text: str, at: int, implied_one: bool) -> None:
        self.text = text
        self.start = self.at = at
        self.implied_one = implied_one
        self.terms = Terms()
        self.forms: list[str] = []
        self.hundreds = self.latin = 1
        self.elides_wan = False
        self.closed = self.more = self.around = self.decimals = False

    def read(self) -> Numeral | None:
        while not self.closed and self._item():
            if self._large_after_ge():
                self.closed = self.more or self.around
        if not self.terms:
            return None
        if self.elides_wan and self.terms.yi_used and not self.terms.wan_used:
            self.terms.multiply(WAN)  # 一亿两千 is 一亿两千万: what skips places says 零 (一亿零两千)
            self.terms.large = 1
        if not (self.more or self.around):
            self._more_or_around()
        return self._numeral()

    def _item(self) -> bool:
        """Read one coefficient with its magnitudes and decimals; False where none follows."""
        at = self.at
        if self.terms:
            while at < self.at + 2 and self.text.startswith(" ", at):
                at += 1
        blank = at > self.at
        zero = self.terms.last > 10 and self.text.startswith(("零", "〇"), at)
        zero = zero or self.text.startswith("零十", at)
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
        self._latin_magnitude(coefficient)
        return True

    def _one(self, at: int) -> Coefficient | None:
        """十五 is 一十五; 百万 is 一百万 only where the caller, 元 or 来 says that a number is meant."""
        character = self.text[at : at + 1]
        if character in ("十", "拾"):
            return point(at, 1, "one")
        if self.terms or character not in ("百", "千", "万", "亿"):
            return None
        if ends := _OR_SO.get(self.text[at : at + 3]):
            return Coefficient(at + 3, Fraction(ends[0]), Fraction(ends[1]), "pair")
        one = point(at, 1, "one")
        run, end = self._run(one)
        money = len(run) > 1 and self.text.startswith(_ONE_OF_MONEY, end)
        return one if self.implied_one or money or self._vague_one(at, end) else None

    def _vague_one(self, at: int, end: int) -> bool:
        """百来万, 千余家, 百十来人, 万把块: a hundred or so of something."""
        more = _IMPLIES_ONE.match(self.text, end)
        if more is None or self.text[max(at - 1, 0) : at] in ("数", "成"):
            return False
        rest = _MAGNITUDES.match(self.text, more.end())
        place = rest.end() if rest else more.end()
        return bool(rest and rest[1]) or self.text.startswith(("元", "块"), place) or measure_follows(self.text, place)

    def _run(self, coefficient: Coefficient) -> tuple[list[int], int]:
        """The magnitudes after a coefficient and where they end."""
        at, tens = coefficient.end, [10] if coefficient.form == "twenty" else []
        if coefficient.form == "arabic" and (match := _W.match(self.text, at)):
            return [WAN], match.end()
        match = _MAGNITUDES.match(self.text, at)
        if match is None or not match[1]:
            return tens, at
        return tens + [(_SMALL | _LARGE)[mark] for mark in match[1] if mark not in " \n"], match.end()

    def _place(self, coefficient: Coefficient, run: list[int], zero: bool, blank: bool, end: int) -> Fraction | None:
        """The place of the coefficient before its own magnitudes; None where it cannot follow what was read
        (三百五百 is two numerals)."""
        form, last = coefficient.form, self.terms.last
        if not self.terms:
            # 几家 is asked more often than said, 好几家 is not
            number = form != "few" or run or end - self.start == 2 or _GE_LARGE.match(self.text, end)
            return Fraction(1) if number else None
        if form == "string" or self.forms[-1] == "string" or coefficient.upper >= max(last, 10):
            return None
        if not run:
            if blank and (form != "digit" or measure_follows(self.text, end)):
                return None
            return self._place_at_end(coefficient, zero, end)
        if not self.terms.fits(run):
            return None
        drops_place = run[0] >= WAN and not zero and form != "arabic" and last in (100, 1000)
        return Fraction(last, 10) if drops_place else Fraction(1)  # 三百五万 is 三百五十万

    def _place_at_end(self, coefficient: Coefficient, zero: bool, end: int) -> Fraction | None:
        """The place of a last coefficient without magnitude: 三十五, 三百零五, 三万五, 3万4000, 1万2."""
        form, text, last = coefficient.form, self.text, self.terms.last
        if zero or last == 10:
            return Fraction(1)
        if form == "arabic":
            return self._place_of_arabic_end(coefficient, end)
        # The form that drops its last place takes no measure word and no 两: 一万一个月 is 10,000 a month,
        # 三万两年 is 30,000 for two years.
        if form not in ("digit", "pair") or not coefficient.lower or text[coefficient.end - 1] == "两":
            return None
        if text.startswith("点", end):
            return Fraction(last, 10) if _POINT.match(text, end) else None
        if measure_follows(text, end) or text.startswith(("等", "成"), end):
            return None
        if coefficient.upper == 1 and form == "digit" and not _AFTER_LAST_ONE.match(text, end):
            return None
        return Fraction(last, 10)

    def _place_of_arabic_end(self, coefficient: Coefficient, end: int) -> Fraction | None:
        text, last = self.text, self.terms.last
        if coefficient.unit < 1 or text.startswith(("年", "%"), end):
            return None
        digits = 1
        while text[coefficient.end - digits - 1].isdigit():
            digits += 1
        if digits == len(str(last)) - 1:
            return Fraction(1)
        if digits == 4 and last == YI:
            return Fraction(WAN)
        return Fraction(last, 10) if digits == 1 and not measure_follows(text, end) else None

    def _push(self, coefficient: Coefficient, run: list[int], zero: bool, place: Fraction) -> None:
        lower, upper = coefficient.lower, coefficient.upper
        small = run[0] if run and run[0] < WAN else 1
        if coefficient.form == "few":
            if small > 1:  # 几百 is any of 200 to 999
                upper = Fraction(10 * small - 1, small)
            elif self.terms:  # 十几 begins at 11 by the dictionary, 四十几 at 40 by the design
                lower = Fraction(1 if zero or self.forms[-1] == "one" else 0)
        if self.terms.last == YI:
            self.elides_wan = not zero and small > 1
        self.terms.add(Term(lower, upper, place, coefficient.unit), run)
        self.forms.append(coefficient.form)
        self.hundreds = small if small > 10 and upper < 10 else 1
        self.closed = not run

    def _decimals(self, coefficient: Coefficient) -> None:
        """点五 after a whole number, then perhaps a magnitude: 一点五亿, 二十三点五万, 3点5, 四百亿点零五."""
        match = _POINT.match(self.text, self.at)
        if match is None or coefficient.unit < 1 or coefficient.form in ("few", "pair"):
            return
        digits = "0." + "".join(str(DIGITS.get(digit, digit)) for digit in match[1])
        complete = self.terms.last >= WAN  # the point after 万 or 亿 begins the decimals of one
        run, end = ([], match.end()) if complete else self._run(point(match.end(), 0, "arabic"))
        if len(self.forms) == 1 and not self.terms.last and self.text[self.at - 1] == "两" and not run:
            return  # 两点五 is a time of day
        self.terms.add_decimals(Fraction(digits), last_place(digits), run)
        self.at, self.closed, self.decimals = end, True, True

    def _latin_magnitude(self, coefficient: Coefficient) -> None:
        """40k, 1.5 million: no sign that money is meant, unlike 万."""
        match = _LATIN_MAGNITUDE.match(self.text, self.at)
        if match and coefficient.form == "arabic" and len(self.forms) == 1 and not self.terms.last:
            self.latin = _LATIN[match[1].strip().lower()]
            self.terms.items[-1].place *= self.latin
            self.at = match.end()

    def _large_after_ge(self) -> bool:
        """一个亿, 1.2个亿, 一个半亿, 两个多亿: whether one was there."""
        match = _GE_LARGE.match(self.text, self.at)
        if match is None or self.terms.last >= WAN or self.latin > 1:
            return False
        extra = match[1] or match[2]
        if extra == "半":
            self.terms.items.append(Term(Fraction(1, 2), Fraction(1, 2), Fraction(1)))
        elif extra in ("多", "余"):
            self._open_end()
        self.around = extra == "来"
        self.at = match.end()
        self.terms.multiply(_LARGE[match[3]])
        return True

    def _more_or_around(self) -> None:
        """多, 余, 来 or 几 after the digits, with the 万 or 亿 that follows: 500多万, 1亿多, 十来个, 50几万."""
        text, step, few = self.text, self.terms.step, self.forms[-1] == "few"
        match = _MORE.match(text, self.at)
        if few and not (match and match[1]):
            return
        if match and (match[1] or step >= 10):
            if not few:  # 十几万多亿 is as vague without 多
                self._open_end()
        elif (match := _AROUND.match(text, self.at)) and self._widened(match):
            self.around = True
        elif (match := _FEW_AFTER.match(text, self.at)) and self.forms == ["arabic"] and step == 10:
            self.terms.items.append(Term(Fraction(0), Fraction(9), Fraction(1)))
            self.forms.append("few")
        else:
            return
        self.at = match.end()
        for large in match[1] or "":
            self.terms.multiply(_LARGE[large])

    def _widened(self, match: re.Match[str]) -> bool:
        """Whether 来 or 把 belongs to the numeral: a magnitude or a unit follows, and 把 only after 百, 千 or 万."""
        if "把" in match[0] and self.forms != ["one"]:
            return False
        unit = self.text.startswith(("元", "块"), match.end()) or measure_follows(self.text, match.end())
        return bool(match[1]) or unit

    def _open_end(self) -> None:
        self.terms.add_open_end()
        self.more = True

    def _numeral(self) -> Numeral:
        terms, lone, first = self.terms, len(self.forms) == 1, self.forms[0]
        maybe_word = first != "arabic" and (self.at - self.start == 1 or (lone and not terms.last))
        return Numeral(
            end=self.at,
            lower=terms.lower,
            upper=terms.upper,
            upper_open=self.more,
            step=terms.step,
            large=self.latin if self.latin > 1 else terms.large,
            hundreds=self.hundreds if lone else 1,
            has_large=terms.has_large,
            vague=self.more or "few" in self.forms or "pair" in self.forms,
            around=self.around,
            bare=maybe_word and not (self.decimals and self.text[self.start] not in "一两"),
            pair="pair" in self.forms,
        )


def read_numeral(text: str, at: int, *, implied_one: bool = False) -> Numeral | None:
    """The longest numeral that begins at ``at`` of a folded text, or None.

    ``implied_one`` lets it begin with 百, 千, 万 or 亿 for one of them (上百万, 超亿元).
    """
    return _Reader(text, at, implied_one).read()
