"""What stands around a word of a fact: its segment of the message, a negation, an exception, a supposition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from assistant.understanding.quantities import read_quantities
from assistant.understanding.years import distinct_years, read_years

Strength = Literal["say", "weak", "denied", "value"]
_SEGMENT: Final = re.compile(r"[，,。；;！!？?\n（）()]|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_KNOWN: Final = re.compile(r"^的?(?:那|这)(?:一)?(?:个|项|家|笔|份|类|种)")
_USED_BEFORE: Final = re.compile(
    r"(?:用|采用|采购(?!额|金额|费)|购|买|装|换|搭载|配|选|上马|进了?)(?!项目)[^，,]{0,16}$"
)
_USED_AFTER: Final = re.compile(
    r"[^，,。的项研采]{0,4}(?:用的|用了|用上|用着|用(?=区内|本区|本地|滨江|咱们区|我们区)|装|选|买的|采购的|是(?!不是|否)|都是|全是|来自|从|找)"
)
_IF: Final = r"如果|假如|假设|(?<![主只需重])要是|倘若|若是?|(?<![\d一二两三四五六七八九十百千])万一|比如|的话|(?:按|照|以|拿)[^，,。；;]{0,16}(?:来算|算的?话|测算|来说|为例|举例)"
SUPPOSED: Final = re.compile(_IF)
HYPOTHETICAL: Final = re.compile(
    rf"{_IF}|将来|明年|下周|下个?月(?!初)|下季度|过几天|过阵子|即将|快要|马上要|打算|计划拿|准备|争取|力争|希望|盼着|有望"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """Where words of facts stand, and each fact that they may name, with how they name it."""

    phrase: str
    start: int
    end: int
    candidates: tuple[tuple[str, Strength], ...]


def one_of_them(segment: str) -> int:
    """「其中一项还没发布」, 「一项还在审」 -> 1; 0 where no number of things is excepted."""
    match = re.search(r"(?:其中|有|另外?)?([一二两三四五六七八九\d])[项个件](?:标准)?(?:还|没|未|尚|正在|在)", segment)
    if not match:
        return 0
    return int(match[1]) if match[1].isdigit() else "零一二三四五六七八九".find(match[1].replace("两", "二"))


def years_ago(segment: str, within: int, today: date | None = None) -> bool:
    """「五年前被罚过」, 「2019年被罚过」 is outside of the years that count."""
    named = distinct_years(read_years(segment, today))
    if today and named and max(named) < today.year - within:
        return True
    return any(
        q.unit == "年"
        and q.lower is not None
        and q.lower > within
        and segment[q.end : q.end + 2].startswith(("前", "以前", "之前"))
        for q in read_quantities(segment)
    )


def is_within(others: Sequence[str], hit: Hit, text: str) -> bool:
    """Whether the words stand inside of others that mean something else (税 of 「含税」), or beside such that change what
    they mean (优秀 where 验收 is talked of)."""
    for word in others:
        if hit.phrase not in word:
            if word in text:
                return True
            continue
        at = text.find(word)
        while at >= 0:
            if at <= hit.start and hit.end <= at + len(word):
                return True
            at = text.find(word, at + 1)
    return False


def is_known_thing(text: str, hit: Hit) -> bool:
    """「直接列入名单的那个项目」: what is so is taken as known, not told."""
    return _KNOWN.match(text[hit.end :]) is not None


def says_used(text: str, hit: Hit) -> bool:
    """Whether a clause says that a thing is used or bought (「用了…芯片」, 「工控机是区内的」), not merely names it as what
    a sum is of (「芯片项目的研发支出」)."""
    start, stop = segment_span(text, hit.start)
    before, after = text[start : hit.start], text[hit.start + len(hit.phrase) : stop]
    return _USED_BEFORE.search(before) is not None or _USED_AFTER.match(after) is not None


def segments_of(text: str) -> list[tuple[int, int]]:
    """Start and end of each segment, in order; together they are the whole text."""
    starts = [0, *(m.end() for m in _SEGMENT.finditer(text))]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def segment_span(text: str, at: int) -> tuple[int, int]:
    """Start and end of the segment that holds this place; the whole text for a place outside of it."""
    return next(((s, e) for s, e in segments_of(text) if s <= at < e), (0, len(text)))


def segment_around(text: str, at: int) -> str:
    """The segment that holds this place; the whole text for a place outside of it."""
    return text[slice(*segment_span(text, at))]
