"""Classes that a text names (国家级 × 重点实验室, 主导 × 国际标准), and which of them a figure is told for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from assistant.answer.guard.figures import Figure
from assistant.answer.guard.text import Span
from assistant.understanding.mention_tokens import Token

SLOTS: Final = ("role", "level", "grade", "position", "kind")
Slots = dict[str, frozenset[str]]
_JOINS: Final = re.compile(r"[、/(),“”\"的级和与及或以制定主要项标准奖]{0,4}")
_RESPECTIVELY: Final = "分别"
_LIST_JOINT: Final = re.compile(r"[、,和与及/]{1,2}|(?:奖励|补贴)?[、,和与及](?:奖励|补贴)?")


@dataclass(frozen=True, slots=True)
class Group:
    """Words that name one class, or several that share their words (国家、省级重点实验室)."""

    start: int
    end: int
    values: dict[str, tuple[str, ...]] = field(hash=False)

    @property
    def slots(self) -> Slots:
        """Its values by slot."""
        return {slot: frozenset(values) for slot, values in self.values.items()}

    def alone(self) -> Iterable[tuple[str, str]]:
        """Each of its values by itself, for a text that names the kind elsewhere (二等奖)."""
        return ((value, "") for values in self.values.values() for value in values)

    def pairs(self) -> Iterable[tuple[str, str]]:
        """Which value stands with which: 省级 with 企业研究院."""
        kinds = self.values.get("kind", ())
        for slot, values in self.values.items():
            for value in values:
                others = (kinds or ("",)) if slot != "kind" else ("",)
                yield from ((value, other) for other in others)
        for level in self.values.get("level", ()):
            yield from ((level, grade) for grade in self.values.get("grade", ()))


def read_groups(text: str, tokens: Sequence[Token]) -> list[Group]:
    """The classes that a plain text names, in order, made of its tokens."""
    groups: list[list[Token]] = []
    for token in tokens:
        if groups and _goes_on(groups[-1], token, text):
            groups[-1].append(token)
        else:
            groups.append([token])
    return [_group(tokens) for tokens in groups if _names_a_class(tokens, text)]


def _goes_on(tokens: list[Token], token: Token, text: str) -> bool:
    if token.start < tokens[-1].end:
        return True
    if not _JOINS.fullmatch(text[tokens[-1].end : token.start]):
        return False
    families = {t.family for t in tokens if t.family}
    if token.family and families and token.family not in families:
        return False
    slots = [t.slot for t in tokens]
    if token.slot == "kind" and "position" in slots:
        return False
    # a level or a part in the work behind a kind begins another class, unless it stands in brackets behind it
    return not (token.slot in ("level", "role") and "kind" in slots and "(" not in text[tokens[-1].end : token.start])


def _names_a_class(tokens: list[Token], text: str) -> bool:
    slots = {t.slot for t in tokens}
    if slots & {"kind", "grade"}:
        return True
    return "level" in slots and any(text[t.start : t.end].endswith("级") for t in tokens)


def _group(tokens: list[Token]) -> Group:
    values = {slot: tuple(dict.fromkeys(t.value for t in tokens if t.slot == slot)) for slot in SLOTS}
    return Group(tokens[0].start, tokens[-1].end, {slot: vs for slot, vs in values.items() if vs})


def slots_of(figures: Sequence[Figure], groups: Sequence[Group], sentence: Span, text: str) -> dict[int, Slots]:
    """By the figure's place: the class that it is told for. `figures` and `groups` are those of the sentence."""
    found: dict[int, Slots] = {}
    for run in _runs(figures, text):
        before = [g for g in groups if g.start < run[0].start]
        near = text[max(sentence.start, run[0].start - 24) : run[0].start]
        if len(run) > 1 and before and _RESPECTIVELY in near:
            found |= _shared_out(run, before)
            continue
        for figure in run:
            found[figure.start] = _nearest(figure, groups, text)
    return found


def _runs(figures: Sequence[Figure], text: str) -> list[list[Figure]]:
    """Figures of one sort in lists: 100万元、50万元、20万元."""
    runs: list[list[Figure]] = []
    for figure in figures:
        if figure.kind not in ("money", "percent"):
            continue
        last = runs[-1][-1] if runs else None
        if last and last.kind == figure.kind and _LIST_JOINT.fullmatch(text[last.end : figure.start]):
            runs[-1].append(figure)
        else:
            runs.append([figure])
    return runs


def _shared_out(run: list[Figure], before: Sequence[Group]) -> dict[int, Slots]:
    """分别: the first figure is the first class's, and so on."""
    groups = before[-len(run) :]
    whole = before[-1].values
    if len(groups) == len(run) and not any(len(whole.get(slot, ())) == len(run) for slot in SLOTS[:3]):
        return {figure.start: group.slots for figure, group in zip(run, groups, strict=True)}
    slot = next((s for s in SLOTS if len(whole.get(s, ())) == len(run)), None)
    if slot is None:
        return {figure.start: before[-1].slots for figure in run}
    return {f.start: before[-1].slots | {slot: frozenset([v])} for f, v in zip(run, whole[slot], strict=True)}


def _nearest(figure: Figure, groups: Sequence[Group], text: str) -> Slots:
    before = [g for g in groups if g.end <= figure.start]
    after = [g for g in groups if g.start >= figure.end and not re.search("[,:、\\d]", text[figure.end : g.start])]
    own = after[:1] if after and after[0].start - figure.end <= 8 else []
    if own and (not before or figure.start - before[-1].end > 12):
        return own[0].slots
    return before[-1].slots if before else {}
