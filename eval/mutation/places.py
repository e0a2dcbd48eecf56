"""Where the figures of an answer stand, by shapes alone: the operators must not read figures as the guard does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from eval.mutation.mutant import Kind

MONEY: Final = re.compile(r"(?<![\d.,])(\d+(?:\.\d+)?)(万元|亿元|元|万(?!人|家|元)|亿(?!元))")
RATE: Final = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)(%|个百分点)")
COUNT: Final = re.compile(
    r"(?<![\d.〔第前])(\d+|[一二三四五六七八九十]+)(人|家|批|项|种|年(?![\d营税研度]))(?!\d|制造|知识)"
)
DATE: Final = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
YEAR: Final = re.compile(r"(?<!\d)(20\d\d)年(?!\d)")
FRONT: Final = re.compile(r"前([一二三四五六])位|第([一二三四五六])(?=起草|位|名)")
DOCUMENT: Final = re.compile(r"〔(\d{4})〕(\d+)号")


def replaced(text: str, start: int, end: int, words: str) -> str:
    """The text with `words` for what stands from `start` to `end`."""
    return text[:start] + words + text[end:]


def sentence_at(text: str, place: int) -> tuple[int, int]:
    """Start and end of the sentence around a place."""
    start = max(text.rfind(mark, 0, place) for mark in "。；\n：") + 1
    ends = [at for mark in "。；\n" if (at := text.find(mark, place)) >= 0]
    return start, min(ends, default=len(text))


def instead(text: str, kind: Kind, table: Iterable[tuple[str, Sequence[str]]]) -> Iterator[tuple[Kind, str, str]]:
    """Each place of a word of the table with each of the words for it; of words that overlap the first in the table."""
    taken: set[int] = set()
    for old, others in table:
        for match in re.finditer(re.escape(old), text):
            if taken & set(range(*match.span())):
                continue
            taken |= set(range(*match.span()))
            for other in others:
                yield kind, replaced(text, *match.span(), other), f"{old}→{other or '∅'}"
