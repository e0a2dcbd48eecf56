"""Digits and what stands for them: the coefficients of a numeral, each before its magnitudes."""

import re
from dataclasses import dataclass
from fractions import Fraction

from assistant.understanding.quantities.units import measure_follows

DIGITS = {
    digit: value for digits in ("零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖") for value, digit in enumerate(digits)
}
DIGITS |= {"两": 2, "俩": 2, "弌": 1, "弍": 2, "弎": 3}
_TENS = {"廿": 2, "卅": 3, "卌": 4}
_LONGEST = 40  # digits; longer runs are no amounts, and Python refuses to convert very long ones

_ARABIC = re.compile(r"(?:(?:[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]++)(?:\.[0-9]++)?|(?<![0-9.])\.[0-9]++)")
_CHINESE = re.compile(f"[{''.join(DIGITS)}]++|俩(?=[百千万亿])")
_NOT_BEFORE_SHU = frozenset("人总指基参次个户家件位函分倍岁额单篇")


@dataclass(frozen=True, slots=True)
class Coefficient:
    """The digits before a magnitude, as a value or an interval; ``end`` is where they end in the text."""

    end: int
    lower: Fraction
    upper: Fraction
    form: str
    """digit 五, arabic 1.5, few 几, pair 三五, string 二〇二三, twenty 廿, one (the 一 that 十 implies)."""
    unit: Fraction = Fraction(1)


def last_place(digits: str) -> Fraction:
    """Place of the last digit that is not zero in Arabic digits with an optional point."""
    whole, _, decimals = digits.partition(".")
    if decimals := decimals.rstrip("0"):
        return Fraction(1, 10 ** len(decimals))
    return Fraction(10 ** (len(whole) - len(whole.rstrip("0")))) if whole.strip("0") else Fraction(1)


def point(end: int, value: int | Fraction, form: str) -> Coefficient:
    """A coefficient of one value."""
    return Coefficient(end, Fraction(value), Fraction(value), form)


def read_coefficient(text: str, at: int, *, first: bool) -> Coefficient | None:
    """The digits at ``at`` of a folded text, or None; ``first`` where a numeral begins with them."""
    if match := _ARABIC.match(text, at):
        if match.end() - at > _LONGEST:
            return None
        digits = match[0].replace(",", "")
        return Coefficient(match.end(), Fraction(digits), Fraction(digits), "arabic", last_place(digits))
    character, before = text[at : at + 1], text[max(at - 1, 0) : at]
    if character in _TENS:
        return point(at + 1, _TENS[character], "twenty")
    if match := _CHINESE.match(text, at):
        digits, end = match[0], match.end()
        if not first and len(digits) == 2 and digits[1] == "一" and measure_follows(text, end):
            digits, end = digits[0], end - 1  # 三万五一台: 35,000 for one
        return _chinese(digits, end, first)
    length = 2 if text.startswith("好几", at) else 0
    if (character == "几" and before != "第") or (character == "数" and first and before not in _NOT_BEFORE_SHU):
        length = 1
    return Coefficient(at + length, Fraction(2), Fraction(9), "few") if length else None


def _chinese(digits: str, end: int, first: bool) -> Coefficient | None:
    if len(digits) == 1:
        return point(end, DIGITS[digits], "digit")
    one, two = DIGITS[digits[0]], DIGITS[digits[1]]
    if len(digits) == 2 and one and (two == one + 1 or (one, two) == (3, 5)):
        return Coefficient(end, Fraction(one), Fraction(two), "pair")
    if not first or len(digits) > _LONGEST or "两" in digits:
        return None
    return point(end, int("".join(str(DIGITS[digit]) for digit in digits)), "string")


def skip_digits(text: str, at: int) -> int:
    """Where the run of digits at ``at`` ends; ``at`` itself if there is none."""
    match = _ARABIC.match(text, at) or _CHINESE.match(text, at)
    return match.end() if match else at
