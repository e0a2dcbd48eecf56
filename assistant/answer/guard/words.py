"""The general words that bound, deny, promise and join: words.yaml, ready for searching."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeVar

import yaml

from corpus.rules.base import Model

_FILE: Final = Path(__file__).with_name("words.yaml")

_Name = TypeVar("_Name", bound=str)
Bound = Literal["at_most", "at_least", "below", "above"]


class _Bounds(Model):
    before: dict[Bound, tuple[str, ...]]
    after: dict[Bound, tuple[str, ...]]


class _Negation(Model):
    words: tuple[str, ...]
    behind: tuple[str, ...]
    none: tuple[str, ...]
    between: tuple[str, ...]
    alike: dict[str, tuple[str, ...]]
    loose: tuple[str, ...]
    harmless: tuple[str, ...]
    granted: dict[str, tuple[str, ...]]


class _Verdicts(Model):
    for_: str
    hedged: str
    must_say: dict[str, str]


class _Words(Model):
    bounds: _Bounds
    roles: dict[str, tuple[str, ...]]
    marks: dict[str, tuple[str, ...]]
    negation: _Negation
    verdict: _Verdicts
    promises: tuple[str, ...]
    deniers: tuple[str, ...]
    conjunctions: dict[str, tuple[str, ...]]
    ordered: tuple[str, ...]
    offices: str
    deeds: tuple[str, ...]
    joining: tuple[str, ...]


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(map(re.escape, sorted(set(words), key=lambda w: (-len(w), w)))) or "(?!)"


@dataclass(frozen=True)
class Words:
    """The patterns made of words.yaml; each field is named as there."""

    bound_before: re.Pattern[str]
    bound_after: re.Pattern[str]
    missed: re.Pattern[str]
    """Words before a figure that is not reached, or exceeded."""
    bound_of: dict[str, Bound]
    role_of: dict[str, str]
    marks: re.Pattern[str]
    mark_of: dict[str, str]
    denial: re.Pattern[str]
    denied_behind: re.Pattern[str]
    no_denial: re.Pattern[str]
    between: re.Pattern[str]
    alike: re.Pattern[str]
    stem_of: dict[str, str]
    loose: frozenset[str]
    harmless: re.Pattern[str]
    granted: dict[str, tuple[str, ...]]
    verdict_for: re.Pattern[str]
    hedged: re.Pattern[str]
    must_say: dict[str, re.Pattern[str]]
    promises: re.Pattern[str]
    fulfilled: re.Pattern[str]
    """Said of a condition that is met."""
    deniers: re.Pattern[str]
    conjunctions: re.Pattern[str]
    conjunction_of: dict[str, str]
    ordered: re.Pattern[str]
    deeds: re.Pattern[str]
    joining: re.Pattern[str]


@cache
def general_words() -> Words:
    """The one set of words, read once. Raises ValidationError where the file is faulty."""
    data = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    data["verdict"]["for_"] = data["verdict"].pop("for")
    raw = _Words.model_validate(data)
    bound_of = _turned(raw.bounds.before) | _turned(raw.bounds.after)
    before = any_of(w for ws in raw.bounds.before.values() for w in ws)
    after = any_of(w for ws in raw.bounds.after.values() for w in ws)
    stems = _turned(raw.negation.alike)
    verbs = any_of(w for w in stems if len(w) > 1 or w in "拿够")
    return Words(
        bound_before=re.compile(before),
        bound_after=re.compile(rf"[^,。;:!?\d]{{0,2}}({after})"),
        missed=re.compile(f"(?<!不)(?:{any_of([*raw.bounds.before['below'], *raw.bounds.before['above']])})"),
        bound_of=bound_of,
        role_of=_turned(raw.roles),
        marks=re.compile(any_of(w for ws in raw.marks.values() for w in ws)),
        mark_of=_turned(raw.marks),
        denial=re.compile(any_of(raw.negation.words)),
        denied_behind=re.compile(rf"({verbs})(?:{any_of(raw.negation.behind)})"),
        no_denial=re.compile(any_of(raw.negation.none)),
        between=re.compile(f"(?:{any_of(raw.negation.between)})*"),
        alike=re.compile(any_of(stems)),
        stem_of=stems,
        loose=frozenset(raw.negation.loose),
        harmless=re.compile(any_of(raw.negation.harmless)),
        granted=raw.negation.granted,
        verdict_for=re.compile(raw.verdict.for_),
        hedged=re.compile(raw.verdict.hedged),
        must_say={outcome: re.compile(pattern) for outcome, pattern in raw.verdict.must_say.items()},
        promises=re.compile(any_of(raw.promises)),
        fulfilled=re.compile(f"已经?({any_of(w for w, s in stems.items() if s == '符合')}|超过)"),
        deniers=re.compile(f"(?:{any_of(raw.deniers)})$"),
        conjunctions=re.compile(any_of(w for ws in raw.conjunctions.values() for w in ws)),
        conjunction_of=_turned(raw.conjunctions),
        ordered=re.compile(any_of(raw.ordered)),
        deeds=re.compile(rf"({raw.offices})[^,。;:]{{0,8}}?({any_of(raw.deeds)})"),
        joining=re.compile(any_of(word for line in raw.joining for word in line.split())),
    )


def _turned(lists: Mapping[_Name, Iterable[str]]) -> dict[str, _Name]:
    """From name -> words to word -> name."""
    return {word: name for name, words in lists.items() for word in words}
