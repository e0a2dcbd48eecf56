"""Ranks and numbers in a list: 第七条, 第1-3名, 前三位, 一、二等奖, 三级, 一季度. They count nothing."""

import re
from dataclasses import dataclass

from assistant.understanding.quantities.numerals import Numeral, read_numeral
from assistant.understanding.quantities.units import DURATIONS, read_unit

_MEASURE = re.compile(
    r" ?(季度|等奖|批次|条(?!件)|款(?!项)|项(?!目)|章|节|位(?!置)|名(?!单)|批(?!准)|届|次|年(?!度)|个|期"
    r"|轮|级|等|类|家|页|行(?!业)|层|点|部分|档|阶段)?"
)
_GO_ON = re.compile(r" ?(?P<range>到|至|-|~)? ?(?P<list>[、/,和或及与])? ?第? ?(?=[0-9一二三四五六七八九十])")
_GRADES = re.compile(
    r"(?P<digits>[一二三四五六七八九1-9](?:(?:[、/,和或及与到至~-]|(?<=[一二三四五六七八])(?=[一二三四五六七八九]))"
    r"[一二三四五六七八九1-9]){0,8}+)"
    r"(?P<unit>等奖|等功|(?<=[一二三四])等(?![于候待到我你他各])|级(?!别|市|联|配)|季度(?!性))"
)
_FRONT = re.compile(r"前 ?")
_NOT_BEFORE_FRONT = frozenset("目当之以提此先从年月日空跟天面眼生午向史超")
_FRONT_MEASURE = re.compile(r" ?(季度|位(?!置)|名(?!单)|强|家|个(?!月|季|年|工|小|星)|项(?!目))?")


@dataclass(frozen=True, slots=True)
class OrdinalAt:
    """The ranks ``first`` to ``last``, said from ``start`` to ``end`` of a folded text."""

    start: int
    end: int
    first: int
    last: int
    unit: str


def _rank(numeral: Numeral | None) -> int | None:
    if numeral and numeral.exact and numeral.lower.denominator == 1 and not (numeral.around or numeral.has_large):
        return int(numeral.lower)
    return None


def _numbered(text: str, at: int) -> list[OrdinalAt]:
    """第 and a number; a list or a range of them shares the measure word at its end (第一、二批)."""
    place = at + 1 + text.startswith(" ", at + 1)
    found: list[tuple[int, int, int, int]] = []
    start, ranged, measure = at, False, None
    while len(found) < 10:
        numeral = read_numeral(text, place)
        rank = _rank(numeral)
        if numeral is None or rank is None:
            break
        if ranged and found[-1][2] <= rank:
            found[-1] = (found[-1][0], numeral.end, found[-1][2], rank)
        else:
            found.append((start, numeral.end, rank, rank))
        measure = _MEASURE.match(text, numeral.end)
        more = _GO_ON.match(text, numeral.end)
        if (measure and measure[1]) or more is None or bool(more["range"]) == bool(more["list"]):
            break
        start = place = more.end()
        ranged = bool(more["range"])
    if not found:
        return []
    if measure is None or not measure[1]:  # no shared measure word: the numbers that follow are not of the list
        return [OrdinalAt(*found[0], unit="")]
    ordinals = [OrdinalAt(*each, unit=measure[1]) for each in found[:-1]]
    start, _, first, last = found[-1]
    return [*ordinals, OrdinalAt(start, measure.end(), first, last, measure[1])]


def _graded(text: str, at: int) -> list[OrdinalAt]:
    match = _GRADES.match(text, at)
    if match is None:
        return []
    places = [place for place in range(at, match.end("digits")) if text[place] not in "、/,和或及与到至~-"]
    ranks = ["123456789".find(text[place]) + 1 or "一二三四五六七八九".index(text[place]) + 1 for place in places]
    if len(places) == 2 and text[places[0] + 1] in "到至~-" and ranks[0] < ranks[1]:
        return [OrdinalAt(at, match.end(), ranks[0], ranks[1], match["unit"])]
    ends = [place + 1 for place in places[:-1]] + [match.end()]
    return [
        OrdinalAt(place, end, rank, rank, match["unit"]) for place, end, rank in zip(places, ends, ranks, strict=True)
    ]


def _front(text: str, at: int) -> list[OrdinalAt]:
    """前三位, 前3: ranks 1 to 3. 前三年, 前10% and 目前5家 are none of the kind."""
    match = _FRONT.match(text, at)
    if match is None or (at and text[at - 1] in _NOT_BEFORE_FRONT):
        return []
    numeral = read_numeral(text, match.end())
    rank = _rank(numeral)
    if numeral is None or not rank:
        return []
    measure = _FRONT_MEASURE.match(text, numeral.end)
    word = measure[1] if measure else None
    unit = read_unit(text, numeral.end)
    if word is None and unit and (unit.unit.kind != "count" or unit.unit.code in DURATIONS):
        return []
    return [OrdinalAt(at, measure.end() if measure and word else numeral.end, 1, rank, word or "")]


def read_ordinals(text: str, at: int) -> list[OrdinalAt]:
    """The ordinals that begin at ``at`` of a folded text; more than one for a list."""
    if text.startswith("第", at):
        return _numbered(text, at)
    if text.startswith("前", at):
        return _front(text, at)
    return _graded(text, at)
