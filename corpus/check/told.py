"""What the data tell of a figure in their own words is bounded as in the text: 最高 is not told as 至少."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from corpus.check.coverage import figures_quoted, records, told_by
from corpus.check.view import HEAD_FILE, LISTED, RULES_FILE, Check, Finding, Location, View, nodes
from corpus.check.wording import Boundary, boundaries_told
from corpus.figures import Figure, find_figures
from corpus.rules import Measure, Readings

_LIMIT: Final = re.compile("[^，。；：]*(?:上限|封顶)")


def statements_keep_boundaries(view: View) -> Iterator[Finding]:
    """What a recorded statement tells."""
    for location, record in records(view):
        for message in _faults(view, told_by(record), figures_quoted(view, record)):
            yield Finding(HEAD_FILE, location, record.clause, f"{record.id}：{message}")


def conditions_keep_boundaries(view: View) -> Iterator[Finding]:
    """The words of a condition, and the names of readings that join several."""
    for placed in view.distinct_tests:
        quoted = list(view.figures_in(placed.test.clause, placed.test.quote))
        for message in _faults(view, placed.test.text, quoted):
            yield view.in_test(placed, message)
    for i, measure in enumerate(view.policy.measures):
        quoted = [f for p in view.tests_of(measure) for f in view.figures_in(p.test.clause, p.test.quote)]
        for location, node in nodes(measure.when, ("measures", i, "when")):
            for j, reading in enumerate(node.readings if isinstance(node, Readings) else ()):
                for message in _faults(view, reading.name, quoted):
                    yield view.in_measure(measure, (*location, "readings", j, "name"), message)


def measures_keep_boundaries(view: View) -> Iterator[Finding]:
    """Names, notes, steps and reasons of a measure."""
    for i, measure in enumerate(view.policy.measures):
        for place, text in _texts(measure):
            for message in _faults(view, text, list(view.figures.get(measure.clause, ())), whole=False):
                yield view.in_measure(measure, ("measures", i, *place), message)


def periods_keep_boundaries(view: View) -> Iterator[Finding]:
    """The names of the ways to read an extension."""
    for i, period in enumerate(view.policy.periods):
        extension = period.extension
        for j, name in enumerate(extension.readings if extension else ()):
            assert extension
            for message in _faults(view, name, list(view.figures_in(extension.clause, extension.quote))):
                where = ("periods", i, "extension", "readings", j)
                yield Finding(RULES_FILE, where, extension.clause, f"{period.id}：{message}")


def _texts(measure: Measure) -> Iterator[tuple[Location, str]]:
    yield ("name",), measure.name
    yield from ((("notes", j), note) for j, note in enumerate(measure.notes))
    yield from ((("authority", j), step) for j, step in enumerate(measure.authority))
    yield ("unpriced",), measure.unpriced or ""


def _faults(view: View, told: str, quoted: list[Figure], whole: bool = True) -> Iterator[str]:
    """Figures told with another boundary than any that the text gives them; or, where the rule is told as a whole
    (and not in passing, as a note may), with none."""
    earlier, inherited = 0, set[Boundary]()
    for figure in find_figures(told):
        said = boundaries_told(_since_mark(told[earlier : figure.start]), told[figure.end : figure.end + 8])
        if _LIMIT.match(told, figure.end):
            said = said | {"at_most"}
        if told[earlier : figure.start] in LISTED:  # 分别达到1000万元、10亿元和20亿元
            said = said or inherited
        earlier, inherited = figure.end, said
        stated = [boundaries_told(view.words_before(f), view.words_after(f)) for f in quoted if f.key == figure.key]
        if not stated or not all(stated):
            continue
        words = told[max(0, figure.start - 4) : figure.end + 3]
        if said and not any(said <= bounds for bounds in stated):
            yield f"「{words}」的界限与原文不同"
        elif whole and not said:
            yield f"「{words}」没有说出原文的界限（“最高”“不低于”一类的词）"


def _since_mark(text: str) -> str:
    """The words behind the last mark."""
    for i in range(len(text), 0, -1):
        if text[i - 1] in "，。；：、\n":
            return text[i:]
    return text


TOLD_CHECKS: Final[tuple[Check, ...]] = (
    statements_keep_boundaries,
    conditions_keep_boundaries,
    measures_keep_boundaries,
    periods_keep_boundaries,
)
