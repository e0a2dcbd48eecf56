"""Which figures a text states, however they are written.

「一百万元」, 「100万元」, 「1,000,000元」 and 「100 万」 are one figure. A figure is a value and a unit;
money is in yuan. A figure is also held without its unit, so that a case may ask for the bare number.

The semantics are those of the shared yardstick (score.py), which decides what passes; the tests hold
the two together. Two consequences to know when writing cases: 「5个百分点」 in a text reads as 5 个, so
demand it as text, not as a figure; and a numeral spelt digit by digit (二〇二三) is not a value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

_DIGIT_ROWS = ("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {ch: value for value, row in enumerate(_DIGIT_ROWS) for ch in row}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_SCALES = _TENS | _MYRIADS
_SIMPLIFIED = str.maketrans("萬億個條項類間號", "万亿个条项类间号")

_HAN = "[" + "".join(_DIGITS) + "".join(_SCALES) + "]"
_ARABIC = r"\d+(?:\.\d+)?"
_COUNTED = "人|名|年|个月|月|日|%|家|批|项|个|条|位|类|套|间|次|倍|号|个百分点"
_FIGURE = re.compile(
    rf"""(?P<number> {_ARABIC} | {_HAN}+ )
         (?: 个 (?= [百千]?[万亿] ) )?                 # 十个亿
         (?P<scale> [十百千]?[万亿] | [百千] )?
         (?: 个 (?! 百分点 | 月 ) )?                   # 三个人
         (?P<unit> 元 | 美元 | {_COUNTED} )?""",
    re.VERBOSE,
)
_PERCENT_IN_WORDS = re.compile(rf"百分之(?P<number>{_ARABIC}|{_HAN}+)")
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_THOUSANDS_COMMA = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_EMPHASIS = re.compile(r"[*_`]+")
_GAP = re.compile(rf"(?<=[\d.])\s+(?=\d|{_HAN})(?![万亿千百])")
_DASHED_DATE = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_PADDED_DATE = re.compile(r"(\d{4})年0?(\d{1,2})月0?(\d{1,2})日")
_RANGE = re.compile(
    rf"(?P<first>{_ARABIC})(?=(?:至|到|[-~—–]+){_ARABIC}(?P<unit>(?:[十百千]?[万亿])?(?:元|%|人|家|年)?))"
)


@dataclass(frozen=True)
class Figure:
    """A value with its unit ('' for none), or a calendar date, whose value is its text."""

    value: Fraction | str
    unit: str


def flatten(text: str) -> str:
    """Text as it is compared: compatibility forms, thousands commas, white space and emphasis are gone."""
    text = _THOUSANDS_COMMA.sub("", unicodedata.normalize("NFKC", text))
    return re.sub(r"\s+", "", _EMPHASIS.sub("", text))


def numeral(text: str) -> int | None:
    """The value of a Chinese numeral such as 一千二百万, None where the text is not one."""
    if not text or any(ch not in _DIGITS and ch not in _SCALES for ch in text):
        return None
    whole = below_myriad = digit = 0
    for ch in text:
        if ch in _DIGITS:
            digit = _DIGITS[ch]
        elif ch in _TENS:
            below_myriad += (digit or 1) * _TENS[ch]
            digit = 0
        else:
            part = below_myriad + digit
            if ch == "亿" and whole:  # 一万亿, 三万五千亿: all so far is counted in 亿
                whole = (whole + part) * _MYRIADS[ch]
            else:
                whole += (part or 1) * _MYRIADS[ch]
            below_myriad = digit = 0
    return whole + below_myriad + digit


@lru_cache(maxsize=4096)
def figures(text: str) -> frozenset[Figure]:
    """Every figure that a text states, each also without its unit."""
    return frozenset(_stated(_prepare(text)))


def states(text: str, figure: str) -> bool:
    """Whether the text states the figure, as a value in its unit, or word for word where it is no number."""
    wanted = flatten(figure)
    if _DATE.fullmatch(wanted):
        return Figure(wanted, "date") in figures(text) or wanted in flatten(text)
    match = _FIGURE.fullmatch(wanted)
    if match is None:
        return wanted in flatten(text)
    value, scale, unit = _parts(match)
    if scale and not unit:
        unit = "元"
    if unit:
        return Figure(value, unit) in figures(text)
    return any(stated.value == value for stated in figures(text))


def _stated(text: str) -> Iterator[Figure]:
    for match in _DATE.finditer(text):
        yield Figure(match.group(), "date")
    for match in _PERCENT_IN_WORDS.finditer(text):
        yield Figure(_number(match["number"]), "%")
    for match in _FIGURE.finditer(text):
        value, scale, unit = _parts(match)
        yield Figure(value, unit)
        yield Figure(value, "")
        if not unit and (scale or match["number"][-1] in _MYRIADS):
            yield Figure(value, "元")  # 1000万 without 元 is money too


def _parts(match: re.Match[str]) -> tuple[Fraction, str, str]:
    """Value, scale and unit of a figure that was matched."""
    scale, unit = match["scale"] or "", match["unit"] or ""
    value = _number(match["number"])
    for ch in scale:
        value *= _SCALES[ch]
    return round(value, 4), scale, "人" if unit == "名" else unit


def _number(text: str) -> Fraction:
    han = numeral(text)
    return Fraction(Decimal(text)) if han is None else Fraction(han)


def _prepare(text: str) -> str:
    """Bring a text into one writing without ever joining two numbers: 「1. 200万元」 stays 1 and 200万元."""
    # A full-width comma parts numbers; normalising would make it a thousands comma.
    text = unicodedata.normalize("NFKC", text.replace("，", "、")).translate(_SIMPLIFIED)
    text = _THOUSANDS.sub(lambda match: match.group().replace(",", ""), text)
    text = _EMPHASIS.sub("", text)
    text = re.sub(r"\s+", "", _GAP.sub("|", text))
    text = _DASHED_DATE.sub(r"\1年\2月\3日", text)
    text = _PADDED_DATE.sub(r"\1年\2月\3日", text)
    # Of a range, the first number takes the unit of the second: 10-20万元 is 10万元 and 20万元.
    return _RANGE.sub(lambda match: match["first"] + match["unit"], text)
