"""Dates as intervals of days: with a year, or counted from the day on which they are said (去年, 今年一季度, 上个月)."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from assistant.understanding.quantities.numerals import read_numeral

Granularity = Literal["day", "month", "year"]

_YEAR = r"(?P<year>(?:19|20)[0-9]{2}|[一二][零〇九][零〇一二三四五六七八九]{2})"
_PART = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_MONTH_DAY = rf"(?P<month>{_PART})[ \n]{{0,2}}月(?:份|[ \n]{{0,2}}(?P<day>{_PART})[ \n]{{0,2}}[日号])?"
_SHORT_YEAR = r"(?<![0-9零〇一二三四五六七八九十])(?P<year>[0-4][0-9]|[零〇一二][零〇一二三四五六七八九])"
_WRITTEN = re.compile(rf"{_YEAR}[ \n]{{0,2}}年(?!级)(?:度|[ \n]{{0,2}}{_MONTH_DAY})?")
_SHORT = re.compile(rf"{_SHORT_YEAR}年{_MONTH_DAY}")
_PART_OF = (
    rf"(?:(?P<half>[上下])半年|(?P<front>前)?(?:第 ?)?(?P<quarter>[一二三四1-4])个?季度"
    rf"|(?P<from>{_PART}) ?(?:-|~|到|至) ?(?P<until>{_PART})月)"
)
_PART_OF_YEAR = re.compile(rf"(?:{_YEAR}|{_SHORT_YEAR.replace('<year>', '<short>')})年度? ?(?:的 ?)?{_PART_OF}")
RELATIVE_YEARS: Final = {
    "大前年": -3, "前年": -2, "去年": -1, "上一年": -1, "上年": -1,
    "今年": 0, "本年": 0, "当前年": 0, "明年": 1, "后年": 2,
}  # fmt: skip
"""Words for a year -> how many years it lies from the one in which they are said."""
RELATIVE_YEAR: Final = rf"(?<![以目之说此马今])(?:{'|'.join(RELATIVE_YEARS)})"
_RELATIVE_YEAR = re.compile(rf"(?P<word>{RELATIVE_YEAR})度? ?(?:的 ?)?(?:{_PART_OF}|{_MONTH_DAY})?")
_THIS_YEAR = re.compile(rf"(?<![0-9零一二三四五六七八九十]){_PART_OF}")
_RELATIVE_MONTHS: Final = {"上上个月": -2, "上个月": -1, "上月": -1, "这个月": 0, "本月": 0, "下个月": 1, "下月": 1}
_RELATIVE_MONTH = re.compile(rf"(?<![以马])(?:{'|'.join(_RELATIVE_MONTHS)})(?!半|份额)")
_NUMERIC = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})(?![0-9]|[-/.][0-9])"
)
_NUMERIC_MONTH = re.compile(r"(?P<year>(?:19|20)[0-9]{2})-(?P<month>0[1-9]|1[0-2])(?![0-9]|-[0-9]|[年万亿元%人])")
_SHORT_RANGE = re.compile(rf"{_YEAR} {{0,2}}(?:到|至|-|~) {{0,2}}(?=[0-9零〇一二九]{{4}} {{0,2}}年)")
_CONNECTOR = re.compile(r"[ \n]{0,2}(?:到|至|-{1,2}|~)[ \n]{0,2}")
_REST = re.compile(rf"(?:{_MONTH_DAY}|(?P<only_day>{_PART})[ \n]{{0,2}}[日号])")
_SINCE = re.compile(r"[ \n]{0,2}(?:起(?!草)|以来|至今)")
_AFTER = re.compile(r"[ \n]{0,2}(?:以后|之后|后(?!续|备|期))")
_BEFORE = re.compile(r"[ \n]{0,2}(?:以前|之前|前(?![零一二三四五六七八九十0-9期]))")


@dataclass(frozen=True, slots=True)
class DateAt:
    """Days [first, last] said in a text, up to ``end`` of it; None is no end."""

    end: int
    first: date | None
    last: date | None
    granularity: Granularity
    first_open: bool = False
    last_open: bool = False


def _number(text: str | None) -> int | None:
    if not text:
        return None
    numeral = read_numeral(text, 0)
    return int(numeral.lower) if numeral and numeral.exact and numeral.end == len(text) else None


def _days(year: int, month: int | None, day: int | None) -> tuple[date, date, Granularity] | None:
    """First and last day of a year, a month or a day; None where there is no such month or day."""
    if month is None:
        return date(year, 1, 1), date(year, 12, 31), "year"
    if not 1 <= month <= 12:
        return None
    length = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, length), "month"
    return (date(year, month, day), date(year, month, day), "day") if 1 <= day <= length else None


def _full_year(digits: str | None) -> int | None:
    """The year of 2024, 二〇二四, 24 or 二四."""
    value = _number(digits)
    return value + 2000 if value is not None and value < 100 else value


def _part_of_year(text: str, at: int) -> DateAt | None:
    """2024年上半年, 2024年第一季度, 2024年前三季度, 2024年1-6月: whole months."""
    match = _PART_OF_YEAR.match(text, at)
    year = match and _full_year(match["year"] or match["short"])
    return _months_of(match, year) if match and year else None


def _months_of(match: re.Match[str], year: int) -> DateAt | None:
    """The months of a year that `_PART_OF` names."""
    if match["half"]:
        first, last = (1, 6) if match["half"] == "上" else (7, 12)
    elif match["quarter"]:
        last = 3 * (_number(match["quarter"]) or 1)
        first = 1 if match["front"] else last - 2
    else:
        first, last = _number(match["from"]) or 0, _number(match["until"]) or 0
    begins, ends = _days(year, first, None), _days(year, last, None)
    return DateAt(match.end(), begins[0], ends[1], "month") if begins and ends and first <= last else None


def _relative(text: str, at: int, today: date) -> DateAt | None:
    """去年, 今年一季度, 去年3月, 上半年, 上个月: counted from `today`."""
    if match := _RELATIVE_YEAR.match(text, at):
        year = today.year + RELATIVE_YEARS[match["word"]]
        if match["half"] or match["quarter"] or match["from"]:
            return _months_of(match, year)
        days = _days(year, _number(match["month"]), _number(match["day"]))
        return DateAt(match.end(), *days) if days else None
    if match := _THIS_YEAR.match(text, at):
        return _months_of(match, today.year)
    if match := _RELATIVE_MONTH.match(text, at):
        months = 12 * today.year + today.month - 1 + _RELATIVE_MONTHS[match[0]]
        days = _days(months // 12, months % 12 + 1, None)
        return DateAt(match.end(), *days) if days else None
    return None


def _one(text: str, at: int, today: date | None) -> DateAt | None:
    if today and (said := _relative(text, at, today)):
        return said
    if said := _part_of_year(text, at):
        return said
    for pattern in (_WRITTEN, _SHORT, _NUMERIC, _NUMERIC_MONTH):
        if match := pattern.match(text, at):
            parts = match.groupdict()
            year = _full_year(parts["year"])
            days = year and _days(year, _number(parts.get("month")), _number(parts.get("day")))
            if days:
                return DateAt(match.end(), *days)
    return None


def _range(text: str, at: int, today: date | None) -> DateAt | None:
    """2021-2023年, 2022年1月至2023年3月, 2023年1月1日至12月31日; the granularity is that of the finer end."""
    if match := _SHORT_RANGE.match(text, at):
        year, until = _number(match["year"]), _one(text, match.end(), today)
        if year and until and until.granularity == "year" and until.last and year <= until.last.year:
            return DateAt(until.end, date(year, 1, 1), until.last, "year")
    first = _one(text, at, today)
    if first is None or first.first is None:
        return None
    connector = _CONNECTOR.match(text, first.end)
    if connector is None:
        return first
    last = _one(text, connector.end(), today)
    if last is None and (match := _REST.match(text, connector.end())):
        month = _number(match["month"]) if match["month"] else first.first.month
        days = _days(first.first.year, month, _number(match["day"] or match["only_day"]))
        last = DateAt(match.end(), *days) if days else None
    if last is None or last.last is None or last.last < first.first:
        return first
    order: tuple[Granularity, ...] = ("day", "month", "year")
    finer = min(first.granularity, last.granularity, key=order.index)
    return DateAt(last.end, first.first, last.last, finer)


def read_date(text: str, at: int, today: date | None = None) -> DateAt | None:
    """The date, or range of dates, that begins at ``at`` of a folded text, with 以前, 以后 or 起 after it.

    Without ``today`` nothing is read that is counted from it.
    """
    said = _range(text, at, today)
    if said is None:
        return None
    if match := _SINCE.match(text, said.end):
        return DateAt(match.end(), said.first, None, said.granularity)
    if match := _AFTER.match(text, said.end):
        return DateAt(match.end(), said.last, None, said.granularity, first_open=True)
    if match := _BEFORE.match(text, said.end):
        return DateAt(match.end(), None, said.first, said.granularity, last_open=True)
    return said
