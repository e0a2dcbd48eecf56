"""Operators on figures: amounts, rates, counts, dates, ranks, document numbers, clauses, units, and their order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from eval.mutation.mutant import Kind, Right
from eval.mutation.places import COUNT, DATE, DOCUMENT, FRONT, MONEY, RATE, YEAR, replaced

_HAN = "一二三四五六七八九十"
_UNITS = {
    "万元": ("元", "亿元", "万美元", "千元"),
    "亿元": ("万元", "元"),
    "元": ("万元",),
    "万": ("元", "亿"),
    "亿": ("万",),
    "%": ("‰", "个百分点", "万元"),
    "个百分点": ("%", "万元"),
    "年": ("个月", "个季度"),
    "人": ("家",),
    "家": ("人",),
    "批": ("家",),
    "项": ("年",),
    "种": ("年",),
}


def amounts(right: Right) -> Iterator[tuple[Kind, str, str]]:
    """A digit slipped, a nought more or less, half as much, a sum of somewhere else in the policy."""
    text = right.text
    elsewhere = sorted({m[0] for m in MONEY.finditer(right.policy.document.text)})
    for n, match in enumerate(MONEY.finditer(text)):
        number, unit = Decimal(match[1]), match[2]
        others = [number * 10, number / 10, number + 1, number / 2, number * 2]
        words = [_plain(other) + unit for other in others if other != number]
        words += [other for other in elsewhere[n % 3 :: 3] if other not in (match[0], match[0] + "元", match[0][:-1])]
        for word in words[:8]:
            if number == 0 and word.startswith("0"):
                continue
            yield "amount", replaced(text, *match.span(), word), f"{match[0]}→{word}"


def rates(right: Right) -> Iterator[tuple[Kind, str, str]]:
    """A rate slipped, or that of another support."""
    text = right.text
    elsewhere = sorted({m[1] for m in RATE.finditer(right.policy.document.text)})
    for match in RATE.finditer(text):
        number = Decimal(match[1])
        others = [_plain(number + 5), _plain(number * 2), _plain(number + 1), *elsewhere]
        for other in dict.fromkeys(o for o in others if o != match[1]):
            yield "rate", replaced(text, *match.span(1), other), f"{match[0]}→{other}"


def counts(right: Right) -> Iterator[tuple[Kind, str, str]]:
    """One more, one less, twice as many."""
    text = right.text
    for match in COUNT.finditer(text):
        han = not match[1].isdigit()
        number = _HAN.find(match[1]) + 1 if han else int(match[1])
        if not number or (number > 10 and han):
            continue
        for other in {number + 1, number - 1, number * 2} - {number, 0}:
            words = (_HAN[other - 1] if other <= 10 else str(other)) if han else str(other)
            yield "count", replaced(text, *match.span(1), words), f"{match[0]}→{words}"


def dates(right: Right) -> Iterator[tuple[Kind, str, str]]:
    """Another day, another month, another year."""
    text = right.text
    for match in DATE.finditer(text):
        year, month, day = map(int, match.groups())
        for y, m, d in ((year + 1, month, day), (year, month % 12 + 1, day), (year, month, day % 28 + 1)):
            yield "date", replaced(text, *match.span(), f"{y}年{m}月{d}日"), f"{match[0]}→{y}年{m}月{d}日"
    for match in YEAR.finditer(text):
        for year in (int(match[1]) + 1, int(match[1]) - 2):
            yield "date", replaced(text, *match.span(1), str(year)), f"{match[1]}→{year}"


def ranks(right: Right) -> Iterator[tuple[Kind, str, str]]:
    """前三位 for 前二位."""
    text = right.text
    for match in FRONT.finditer(text):
        group = 1 if match[1] else 2
        at = _HAN.index(match[group])
        for other in {at + 1, at + 2, at - 1} - {-1}:
            yield "rank", replaced(text, *match.span(group), _HAN[other]), f"{match[0]}→{_HAN[other]}"


def documents(right: Right) -> Iterator[tuple[Kind, str, str]]:
    """Another year or number of the document."""
    text = right.text
    for match in DOCUMENT.finditer(text):
        year, number = map(int, match.groups())
        for y, n in ((year + 1, number), (year, number + 1), (year, number * 10)):
            yield "document", replaced(text, *match.span(), f"〔{y}〕{n}号"), f"{match[0]}→〔{y}〕{n}号"


def clauses(right: Right) -> Iterator[tuple[Kind, str, str]]:
    """A clause named that the reply does not cite."""
    text = right.text
    cited = {citation.label for citation in right.reply.citations}
    labels = [clause.label for clause in right.policy.document.clauses if clause.id[0].isdecimal()]
    pattern = re.compile("|".join(map(re.escape, sorted(labels, key=len, reverse=True))))
    for match in pattern.finditer(text):
        if len(match[0]) < 2 and not re.match(r".{0,80}依据：[^。]*$", text[: match.start()].rsplit("\n", 1)[-1]):
            continue
        at = labels.index(match[0])
        for step in (1, -1, 5):
            other = labels[(at + step) % len(labels)]
            if other in cited or other in text:
                continue
            yield "clause", replaced(text, *match.span(), other), f"{match[0]}→{other}"
    for line in re.finditer(r"依据：[^\n]*?(?=。)", text):
        other = next(label for label in labels[20:] if label not in cited)
        yield "clause", replaced(text, line.end(), line.end(), f"、{other}"), f"+{other}"


def units(right: Right) -> Iterator[tuple[Kind, str, str]]:
    """万元 for 元, ‰ for %, months for years."""
    text = right.text
    for pattern in (MONEY, RATE, COUNT):
        for match in pattern.finditer(text):
            if match[1] == "0":
                continue
            for unit in _UNITS.get(match[2], ()):
                if (match[2], unit) == ("万", "万元"):
                    continue
                yield "unit", replaced(text, *match.span(2), unit), f"{match[0]}→{match[1]}{unit}"


def swapped(right: Right) -> Iterator[tuple[Kind, str, str]]:
    """Two sums of one list in each other's place: the prize of one class told for another."""
    text = right.text
    pair = re.compile(r"(\d+(?:\.\d+)?万元)((?:[^\d。；\n]|“[^”]*”){1,40}?)(\d+(?:\.\d+)?万元)")
    for match in pair.finditer(text):
        if match[1] != match[3] and not re.search(r"[至到×=]$|^至", match[2]):
            words = match[3] + match[2] + match[1]
            yield "amount", replaced(text, *match.span(), words), f"{match[1]}↔{match[3]}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


OPERATORS = (amounts, rates, counts, dates, ranks, documents, clauses, units, swapped)
