"""Figures of a worded answer that the offline reply does not bear out, counted without the guard that let it pass.

It knows the guard's rules as little as the guard knows it: it reads figures as the scorer does (`eval.figures`) and takes
as borne out what stands in the offline reply, in the clauses that reply cites and in what the user said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from eval.figures import Figure, figures, flatten

_LIST_NUMBER: Final = re.compile(r"(?m)^\s*(?:[-*]\s*)?\d{1,2}\s*[.、）)](?!\d)")
_BARE: Final = re.compile(
    r"(?<![\d.])\d+(?:\.\d+)?(?![\d.]|[十百千万亿]|元|美元|[人名年月日%家批项个条位类套间次倍号])"
)
# 「一个」, 「一家企业」 say "a", and state no figure
_ARTICLES: Final = frozenset(Figure(Fraction(1), unit) for unit in "家批项个条位类套间次")


@dataclass(frozen=True)
class Unproven:
    """Figures that nothing bears out, and figures that only the user's words do."""

    without_proof: tuple[str, ...]
    said_by_user_only: tuple[str, ...]


def unproven_figures(
    answer: str, offline: Mapping[str, Any], clauses: Mapping[str, str], turns: Sequence[str]
) -> Unproven:
    """Judges `answer` by the JSON of the offline reply to the same turn, the policy's clauses (id to text) and all that the
    user said in the conversation."""
    grounds = _all_figures("\n".join(_texts(offline, clauses)))
    told = _all_figures("\n".join(turns))
    stated = _all_figures(_LIST_NUMBER.sub("\n", answer)) - _ARTICLES - grounds
    return Unproven(_in_words(stated - told), _in_words(stated & told))


def _all_figures(text: str) -> frozenset[Figure]:
    """With their units; bare ones where they are written in Arabic digits, since a bare 一 is seldom a figure."""
    bare = {figure for number in _BARE.findall(flatten(text)) for figure in figures(number) if not figure.unit}
    return frozenset({figure for figure in figures(text) if figure.unit} | bare)


def _texts(offline: Mapping[str, Any], clauses: Mapping[str, str]) -> Iterator[str]:
    """All that the offline reply says or rests on, sums in yuan, and the clauses it cites, with their numbers."""
    for key, value in _leaves(offline):
        yield f"{value}元" if key.endswith("_yuan") else str(value)
    for citation in offline.get("citations", ()):
        clause = str(citation["clause"])
        yield clauses.get(clause, "")
        yield f"{citation['label']}，第{clause.rpartition('.')[2]}条"


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("receipt", "proof", "session", "asked_on"):
                yield from _leaves(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, key)
    elif value is not None and not isinstance(value, bool) and key not in ("start", "end", "turn", "version"):
        yield key, value


def _in_words(found: frozenset[Figure]) -> tuple[str, ...]:
    return tuple(sorted(str(f.value) if f.unit == "date" else f"{f.value}{f.unit}" for f in found))
