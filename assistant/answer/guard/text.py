"""A text as it is compared: half width, simplified, without Markdown; its sentences and the stretches between commas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assistant.understanding.quantities.folding import fold

_LIST_MARK: Final = re.compile(r"(?m)^[ \t]*(?:[-+*•·●▪]+[ \t]+|#{1,6}[ \t]*|>[ \t]*|[(]?\d{1,2}[).、](?!\d)[ \t]*)+")
_EMPHASIS: Final = re.compile(r"[*_`]+")
_SPACE: Final = re.compile(r"(?<![A-Za-z])[ \t\u3000]+|[ \t\u3000]+(?![A-Za-z])")
_RULE: Final = re.compile(r"(?m)^[-=|: ]{3,}$")
_GAPS: Final = re.compile(r"[\s,。;:、]+")
_SENTENCE: Final = re.compile(r"[^。;!?\n]+")
_STRETCH: Final = re.compile(r"(?:[^,]|(?<=\d),(?=\d{3}(?!\d)))+")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: `text[start:end]`."""

    start: int
    end: int


def plain(text: str) -> str:
    """What is compared. Places are those of the result: the guard quotes a fault in these words."""
    folded = fold(text).text
    folded = _LIST_MARK.sub("", _RULE.sub("", folded)).replace("|", ",")
    return _SPACE.sub("", _EMPHASIS.sub("", folded)).strip()


def without_gaps(text: str) -> str:
    """A plain text without white space and the marks that part sentences, for quotations."""
    return _GAPS.sub("", text)


def sentences(text: str) -> Iterator[Span]:
    """The sentences of a plain text; a line's end ends one."""
    for match in _SENTENCE.finditer(text):
        yield Span(*match.span())


def stretches(text: str, sentence: Span) -> Iterator[Span]:
    """What stands between the commas of a sentence. The comma of 1,000,000 parts nothing."""
    for match in _STRETCH.finditer(text, sentence.start, sentence.end):
        yield Span(*match.span())


def bigrams(text: str) -> frozenset[str]:
    """Its pairs of neighbouring Chinese characters."""
    return frozenset(
        text[i : i + 2] for i in range(len(text) - 1) if text[i] >= "\u3400" and "\u3400" <= text[i + 1] < "\uff00"
    )
