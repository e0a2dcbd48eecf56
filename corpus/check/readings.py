"""Readings: the name under which a reply tells one is what its condition says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from corpus.check.coverage import threshold_key
from corpus.check.view import RULES_FILE, Check, Finding, Key, PlacedTest, View, nodes
from corpus.figures import find_figures
from corpus.rules import All, Any_, Condition, Readings, Test

# A condition as its figures and how they are joined: ("all", (("any", ((3亿, 元), (2000万, 元))), (300, 人)))
Shape: TypeAlias = "Key | tuple[str, tuple[Shape, ...]]"

_TOKENS: Final = re.compile(r"(?P<open>[（(])|(?P<close>[）)])|(?P<any>或者?)|(?P<all>并?且|同时)")


def readings_tell_their_conditions(view: View) -> Iterator[Finding]:
    """The name of a reading tells thresholds of its conditions."""
    for i, measure in enumerate(view.policy.measures):
        thresholds = {threshold_key(view, placed) for placed in view.tests_of(measure)}
        for location, node in nodes(measure.when, ("measures", i, "when")):
            if not isinstance(node, Readings):
                continue
            for j, reading in enumerate(node.readings):
                for figure in find_figures(reading.name):
                    if figure.key not in thresholds:
                        message = f"读法「{reading.name}」里的「{figure.text}」不是它的条件的界限"
                        yield view.in_measure(measure, (*location, "readings", j), message)


def names_join_as_their_conditions(view: View) -> Iterator[Finding]:
    """「（甲或乙）且丙」 is the name of that condition, and not of 甲或（乙且丙）."""
    for i, measure in enumerate(view.policy.measures):
        keys = {placed.test: threshold_key(view, placed) for placed in view.tests_of(measure)}
        for location, node in nodes(measure.when, ("measures", i, "when")):
            for j, reading in enumerate(node.readings if isinstance(node, Readings) else ()):
                shape = _shape(reading.when, keys)
                if shape is not None and find_figures(reading.name) and _told_shape(reading.name) != shape:
                    message = f"读法名「{reading.name}」说的“且”“或”与它的 when 不同（混用时请加括号）"
                    yield view.in_measure(measure, (*location, "readings", j, "name"), message)


def one_quote_is_one_fact(view: View) -> Iterator[Finding]:
    """Conditions in the same words of the same clause turn on the same fact."""
    first: dict[tuple[str, str, str], PlacedTest] = {}
    for placed in view.distinct_tests:
        test = placed.test
        earlier = first.setdefault((test.clause, test.quote, test.text), placed)
        if earlier.test.fact != test.fact:
            message = f"同一句话在 {earlier.measure.id} 里是 {earlier.test.fact}，这里却是 {test.fact}"
            yield view.in_test(placed, message)


def extensions_keep_both_readings(view: View) -> Iterator[Finding]:
    """延长……最长不超过3年 may be the extension or the whole: both readings are on record, each once."""
    for i, period in enumerate(view.policy.periods):
        extension = period.extension
        if extension is None:
            continue
        readings, ambiguous = extension.readings, re.search("延长[^，。；]*，最[长多]", extension.quote)
        message = None
        if len(set(readings)) < len(readings):
            message = "两种读法相同，不成其为两种读法"
        elif ambiguous and len(readings) < 2:
            message = "「最长」说的是延长的时间，还是延长后的期限，读法不止一种，请把两种都写进 readings"
        elif ambiguous and not (re.search("延长[^后的]*$", readings[0]) and re.search("后|期限", readings[1])):
            message = "readings 先写延长的时间（最长延长3年），再写延长后的期限（延长后的考核期限最长3年）"
        if message:
            where = ("periods", i, "extension", "readings")
            yield Finding(RULES_FILE, where, extension.clause, f"{period.id}：{message}")


# --- parts


def _shape(condition: Condition, keys: dict[Test, Key | None]) -> Shape | None:
    """A condition by its thresholds; None where a part of it has none."""
    match condition:
        case Test():
            return keys[condition]
        case All(all=parts) | Any_(any=parts):
            shapes = [_shape(part, keys) for part in parts]
            joint = "all" if isinstance(condition, All) else "any"
            return (joint, tuple(shape for shape in shapes if shape)) if None not in shapes else None
        case _:
            return None


def _told_shape(name: str) -> Shape | None:
    """The same of words; None where 且 and 或 are mixed without brackets."""
    figures = {figure.start: figure for figure in find_figures(name)}
    stack: list[tuple[set[str], list[Shape]]] = [(set(), [])]
    tokens = {match.start(): match for match in _TOKENS.finditer(name)}
    for at in sorted(figures.keys() | tokens.keys()):
        joints, parts = stack[-1]
        kind = tokens[at].lastgroup if at in tokens else None
        if kind is None:
            parts.append(figures[at].key)
        elif kind == "open":
            stack.append((set(), []))
        elif kind != "close":
            joints.add(kind)
        elif len(stack) > 1:
            inner = _joined(*stack.pop())
            if inner is None:
                return None
            stack[-1][1].append(inner)
    return _joined(*stack[0]) if len(stack) == 1 else None


def _joined(joints: set[str], parts: list[Shape]) -> Shape | None:
    if len(parts) == 1:
        return parts[0]
    return (joints.pop(), tuple(parts)) if len(joints) == 1 and parts else None


READING_CHECKS: Final[tuple[Check, ...]] = (
    readings_tell_their_conditions,
    names_join_as_their_conditions,
    one_quote_is_one_fact,
    extensions_keep_both_readings,
)
