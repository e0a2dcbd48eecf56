"""Simple English questions, phrase by phrase into the Chinese of policies. The reply stays Chinese."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

import yaml

_FILE: Final = Path(__file__).with_name("english.yaml")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_TEN_THOUSANDS: Final = {
    "thousand": "0.1",
    "k": "0.1",
    "million": "100",
    "m": "100",
    "billion": "100000",
    "bn": "100000",
}
_FIGURES: Final = dict(
    zip(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
        map(str, range(1, 11)),
        strict=True,
    )
)
_NUMBER: Final = re.compile(
    r"(?:(?:rmb|cny|¥) ?)?(?P<figure>\d[\d,]{0,20}(?:\.\d{1,9})?|\b(?:half a|an?|" + "|".join(_FIGURES) + r")\b)"
    r"(?: ?(?P<percent>%|percent\b)| ?(?P<times>thousand|million|billion|bn|k|m)\b|(?P<noun>(?= (?!yuan\b)[a-z])))?",
    re.IGNORECASE | re.ASCII,
)
_ARTICLES: Final = {"a": "1", "an": "1", "half a": "0.5"}
_COUNTED: Final = re.compile(r"\d{1,3}")  # longer ones before a noun are as well years or sums
_MARKS: Final = {",": "，", ";": "；", "?": "？", "!": "！", ".": "。"}
_MARK: Final = re.compile(r"[,;?!]|\.(?!\d)")
_WORD: Final = re.compile(r"[a-z&'-]+", re.IGNORECASE | re.ASCII)
_UNSAID: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "for",
        "in",
        "on",
        "at",
        "to",
        "by",
        "with",
        "from",
        "this",
        "that",
        "there",
        "be",
        "will",
        "would",
        "as",
        "does",
        "do",
    ]
)


def translate(text: str) -> str:
    """The Chinese words of an English message, in its order; the same text where it is not English on the subject:
    no word of it is one of policies, or most of its words are not known."""
    if _HAN.search(text):
        return text
    found = [(m.start(), m.end(), _phrases()[_singular(m[0])]) for m in _phrase_pattern().finditer(text)]
    on_subject = any(_singular(m[0]) in _glossary()["words"] for m in _phrase_pattern().finditer(text))
    if not on_subject:
        return text
    for pattern, chinese in ((_NUMBER, _number), (_MARK, _mark)):
        for one in pattern.finditer(text):
            word = chinese(one)
            if word and not any(start < one.end() and one.start() < end for start, end, _ in found):
                found.append((one.start(), one.end(), word))
    words = [w for w in _WORD.finditer(text) if w[0].lower() not in _UNSAID]
    known = sum(any(start <= w.start() < end for start, end, _ in found) for w in words)
    return "".join(word for _, _, word in sorted(found)) if 2 * known > len(words) else text


def _number(found: re.Match[str]) -> str:
    """「1.2 million」 is 120万: the Chinese count by ten thousands. "" for an article that counts nothing."""
    word = found["figure"].lower()
    figure = _ARTICLES.get(word) or _FIGURES.get(word) or word.replace(",", "")
    if found["times"]:
        return f"{(Decimal(figure) * Decimal(_TEN_THOUSANDS[found['times'].lower()])).normalize():f}万"
    if word in _ARTICLES:
        return ""
    if found["percent"]:
        return f"{figure}%"
    return f"{figure}个" if found["noun"] is not None and _COUNTED.fullmatch(figure) else figure


def _mark(found: re.Match[str]) -> str:
    return _MARKS[found[0]]


def _singular(phrase: str) -> str:
    phrase = phrase.lower()
    return phrase if phrase in _phrases() else phrase.removesuffix("s")


@cache
def _glossary() -> dict[str, dict[str, str]]:
    glossary: dict[str, dict[str, str]] = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return glossary


@cache
def _phrases() -> dict[str, str]:
    return {phrase: chinese for group in _glossary().values() for phrase, chinese in group.items()}


@cache
def _phrase_pattern() -> re.Pattern[str]:
    longest_first = sorted(_phrases(), key=len, reverse=True)
    return re.compile(rf"(?<![\w&])(?:{'|'.join(map(re.escape, longest_first))})s?(?![\w&])", re.IGNORECASE | re.ASCII)
