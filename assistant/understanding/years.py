"""Calendar years that a message names: 2024年, 24年, 去年 (from the day on which it is asked), 2023到2025年, 2024、2025年."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from assistant.understanding.quantities.dates import RELATIVE_YEAR, RELATIVE_YEARS

_EARLIEST: Final = 2000
_LATEST: Final = 2099
_MOST_AHEAD: Final = 20  # years from now: what lies further is no year of a support
_MOST_IN_RANGE: Final = 12
_DIGITS: Final = "〇零一二三四五六七八九"
_FULL: Final = rf"20\d\d|二[〇零][{_DIGITS}]{{2}}"
_NTH: Final = "一二三四五12345"
ORDINAL_YEAR: Final = re.compile(
    rf"第([{_NTH}])(?:个)?年度?|(?P<first>头一年|首年)|(?P<second>次年)|(?P<last>末年|最后一年)"
)
_LENGTHS: Final = {"两": 2, "二": 2, "三": 3, "2": 2, "3": 3}
_IN_TURN: Final = re.compile(r"(?<!第)(?<!\d)([两二三23])年(?:来|里|内|的)?[^，,。；;\d]{0,14}(?:分别|依次|各是)")
_JOINED: Final = r"[、,，和与及跟\s]|以及"
_TO: Final = r"到|至|[-－—~～]"
# 24年 may be a length of time: only where it cannot be one
_SHORT: Final = r"(?<![\d.近共第满约])[12]\d(?=年(?![前后内间来里多以]|以))"
_ONE: Final = re.compile(
    rf"(?P<full>(?<!\d)(?:{_FULL}))年?度?(?=(?:{_TO})(?:{_FULL})年)|"
    rf"(?P<listed>(?<!\d)(?:{_FULL}))(?=(?:(?:{_JOINED})(?:{_FULL}))*(?:{_JOINED})(?:{_FULL})年)|"
    rf"(?P<plain>(?<!\d)(?:{_FULL}))年度?|(?P<short>{_SHORT})年|(?P<word>{RELATIVE_YEAR})(?:度)?"
)


@dataclass(frozen=True, slots=True)
class Years:
    """Years named together (2024年、2025年; 2023到2025年), in the order of naming, and where they stand.

    A year below FIRST_CALENDAR counts from the first of a period.
    """

    years: tuple[int, ...]
    start: int
    end: int


def read_years(text: str, today: date | None = None, runs: bool = False) -> tuple[Years, ...]:
    """Every year that a normalised text names, years named in one breath together. What means a length of time (24年 by
    itself) names none. `runs`: of a support that runs for years a sum is told, so that 第二年 alone is one of them."""
    named = list(_single(text, today))
    if not named:
        return _ordinal(text, 1 if runs else 2)
    short = {year for year, match in named if match["short"]}
    if len(short) < 2:  # one alone may be a length of time, two differ only as dates
        named = [(year, match) for year, match in named if not match["short"] or _dates(text, match)]
    found: list[Years] = []
    for year, match in named:
        before = found[-1] if found else None
        gap = text[before.end : match.start()] if before else None
        if (
            before
            and gap is not None
            and re.fullmatch(rf"(?:{_TO})", gap)
            and 0 < year - before.years[-1] < _MOST_IN_RANGE
        ):
            between = tuple(range(before.years[-1] + 1, year + 1))
            found[-1] = Years((*before.years, *between), before.start, match.end())
        elif before and gap is not None and re.fullmatch(rf"(?:{_JOINED})*", gap) and year not in before.years:
            found[-1] = Years((*before.years, year), before.start, match.end())
        else:
            found.append(Years((year,), match.start(), match.end()))
    return tuple(found)


def _ordinal(text: str, least: int) -> tuple[Years, ...]:
    """「第一年…，第二年…」: counted from the first, where nobody knows which year that is; () for fewer than `least`."""
    found: tuple[Years, ...] = ()
    for match in ORDINAL_YEAR.finditer(text):  # 末年 is the one behind those that were named
        year = max((y for f in found for y in f.years), default=0) + 1 if match["last"] else _nth(match)
        found = (*found, Years((year,), match.start(), match.end()))
    if not found and least == 1 and (all_ := _IN_TURN.search(text)):  # 「三年研发分别是800万、1000万、1800万」
        return (Years(tuple(range(1, _LENGTHS[all_[1]] + 1)), all_.start(1), all_.end(1) + 1),)
    return found if len({y.years for y in found}) >= least else ()


def _nth(match: re.Match[str]) -> int:
    return 1 if match["first"] else 2 if match["second"] else _NTH.index(match[1]) % 5 + 1


def distinct_years(named: Sequence[Years]) -> tuple[int, ...]:
    """Each year once, in the order of naming."""
    return tuple(dict.fromkeys(year for group in named for year in group.years))


def _single(text: str, today: date | None) -> Iterator[tuple[int, re.Match[str]]]:
    for match in _ONE.finditer(text):
        if match["word"]:
            if today:
                yield today.year + RELATIVE_YEARS[match["word"]], match
            continue
        written = match["full"] or match["listed"] or match["plain"] or match["short"]
        year = int("".join(c if c.isdigit() else str(max(0, _DIGITS.index(c) - 1)) for c in written))
        year += 2000 if match["short"] else 0
        if _EARLIEST <= year <= (today.year + _MOST_AHEAD if today else _LATEST):
            yield year, match


def _dates(text: str, match: re.Match[str]) -> bool:
    """「24年签的」: what is done in it shows that it is a date."""
    return re.match(r"(?:签|底|初|中期|拿|获|认定|研发|采购|花|投)", text[match.end() :]) is not None and not re.search(
        r"(?:用|做|干|满|共|过)$", text[: match.start()]
    )
