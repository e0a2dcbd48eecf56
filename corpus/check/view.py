"""A policy as the checks look at it: quotes with their spans, figures, conditions with their places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import yaml

from corpus.document import Clause
from corpus.figures import Figure, find_figures
from corpus.library import Policy
from corpus.rules import All, Any_, Condition, Fact, Measure, Not, Readings, SharedTest, Test

HEAD_FILE: Final = "policy.yaml"
FACTS_FILE: Final = "facts.yaml"
RULES_FILE: Final = "measures.yaml"
SAMPLES_FILE: Final = "samples.yaml"

Location = tuple[int | str, ...]
Span = tuple[int, int]
Key = tuple[object, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, at a node of a file."""

    file: str
    location: Location
    clause: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a policy, as a policy officer is told it."""

    file: str
    line: int
    clause: str | None
    message: str

    def __str__(self) -> str:
        clause = f"（条款 {self.clause}）" if self.clause else ""
        return f"{self.file} 第{self.line}行{clause}：{self.message}"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that the data say stand in a clause, and whose they are."""

    file: str
    location: Location
    clause: str
    text: str
    owner: str


@dataclass(frozen=True, slots=True)
class PlacedTest:
    """One test of a measure's condition."""

    measure: Measure
    location: Location
    test: Test


@dataclass(frozen=True)
class View:
    """Lookups that several checks share."""

    policy: Policy

    # --- the text
    @cached_property
    def _clauses(self) -> dict[str, Clause]:
        return {clause.id: clause for clause in self.policy.document.clauses}

    def clause(self, clause_id: str) -> Clause | None:
        """The clause with this id; None where there is none."""
        return self._clauses.get(clause_id)

    @cached_property
    def figures(self) -> dict[str, tuple[Figure, ...]]:
        """The figures of each clause, with offsets in the document's text."""
        return {
            clause.id: tuple(f.moved(clause.start) for f in find_figures(clause.text))
            for clause in self.policy.document.clauses
        }

    def span(self, clause_id: str, quote: str) -> Span | None:
        """Where a quote stands in its clause; None where it does not."""
        if clause_id not in self._clauses:
            return None
        return self.policy.document.find(quote, within=clause_id)

    def figures_in(self, clause_id: str, quote: str) -> tuple[Figure, ...]:
        """The figures that a quote holds whole, with offsets in the document's text."""
        span = self.span(clause_id, quote)
        if span is None:
            return ()
        return tuple(f for f in self.figures[clause_id] if span[0] <= f.start and f.end <= span[1])

    def words_before(self, figure: Figure) -> str:
        """The words that govern a figure: from the last mark before it, or before the list that it stands in.

        100万元 in 「最高500万元、100万元」 is governed by 最高.
        """
        text = self.policy.document.text
        clause = self.policy.document.at(figure.start)
        start = figure.start
        for earlier in reversed(self.figures[clause.id]):
            if earlier.end <= start and text[earlier.end : start] in LISTED:
                start = earlier.start
        begin = clause.start
        for mark in _MARKS:
            begin = max(begin, text.rfind(mark, clause.start, start) + len(mark))
        return text[begin:start]

    def words_after(self, figure: Figure) -> str:
        """The few words behind a figure."""
        clause = self.policy.document.at(figure.start)
        return self.policy.document.text[figure.end : min(figure.end + 8, clause.end)]

    # --- the data
    def node(self, file: str) -> yaml.Node | None:
        """A file as YAML nodes: what the models no longer tell, such as keys written twice. None: there is no such file
        (samples.yaml may be missing), or nothing in it."""
        path = self.policy.folder / file
        return _compose(path.read_text(encoding="utf-8")) if path.is_file() else None

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """Every quote of the three files."""
        return tuple(_quotes(self))

    @cached_property
    def tests(self) -> tuple[PlacedTest, ...]:
        """Every test of every measure, in file order."""
        return tuple(
            PlacedTest(measure, location, test)
            for i, measure in enumerate(self.policy.measures)
            for location, test in walk(measure.when, ("measures", i, "when"))
        )

    def tests_of(self, measure: Measure) -> tuple[PlacedTest, ...]:
        """The tests of one measure."""
        return self._tests_by_measure.get(id(measure), ())

    @cached_property
    def _tests_by_measure(self) -> dict[int, tuple[PlacedTest, ...]]:
        found: dict[int, list[PlacedTest]] = {}
        for placed in self.tests:
            found.setdefault(id(placed.measure), []).append(placed)
        return {key: tuple(tests) for key, tests in found.items()}

    @cached_property
    def distinct_tests(self) -> tuple[PlacedTest, ...]:
        """Each test once, where it stands first: a shared condition is one test."""
        return tuple({placed.test: placed for placed in reversed(self.tests)}.values())[::-1]

    @cached_property
    def shared_conditions(self) -> tuple[SharedTest, ...]:
        """The conditions that measures have by name, in the order in which measures name them."""
        return tuple(dict.fromkeys(placed.test for placed in self.tests if isinstance(placed.test, SharedTest)))

    def fact(self, fact_id: str) -> Fact | None:
        """The fact with this id; None where it is not declared."""
        return self.policy.facts.get(fact_id)

    def in_measure(self, measure: Measure, location: Location, message: str) -> Finding:
        """A finding about a measure."""
        return Finding(RULES_FILE, location, measure.clause, f"{measure.id}：{message}")

    def in_test(self, placed: PlacedTest, message: str) -> Finding:
        """A finding about one condition."""
        where = f"{placed.measure.id} 的条件「{placed.test.text}」：{message}"
        return Finding(RULES_FILE, placed.location, placed.test.clause, where)


Check = Callable[[View], Iterator[Finding]]

# Words between the figures of a list: what governs the first governs all.
LISTED: Final = frozenset(("", "、", "和", "或", "及", "与", "以及"))
_MARKS: Final = ("，", "。", "；", "：", "、", "\n", "以及")


@lru_cache(maxsize=8)
def _compose(text: str) -> yaml.Node | None:
    return yaml.compose(text, Loader=yaml.CSafeLoader)


def walk(condition: Condition, location: Location) -> Iterator[tuple[Location, Test]]:
    """Every test of a resolved condition with its place in the file."""
    for where, node in nodes(condition, location):
        if isinstance(node, Test):
            yield where, node


def nodes(condition: Condition, location: Location) -> Iterator[tuple[Location, Condition]]:
    """Every node of a condition, itself first, with its place in the file."""
    yield location, condition
    match condition:
        case All(all=parts):
            for i, part in enumerate(parts):
                yield from nodes(part, (*location, "all", i))
        case Any_(any=parts):
            for i, part in enumerate(parts):
                yield from nodes(part, (*location, "any", i))
        case Not(not_=part):
            yield from nodes(part, (*location, "not"))
        case Readings(readings=readings):
            for i, reading in enumerate(readings):
                yield from nodes(reading.when, (*location, "readings", i, "when"))


def _quotes(view: View) -> Iterator[Quote]:
    policy, head = view.policy, view.policy.head
    for i, measure in enumerate(policy.measures):
        for j, text in enumerate(measure.quote):
            yield Quote(RULES_FILE, ("measures", i, "quote", j), measure.clause, text, measure.id)
    for placed in view.distinct_tests:
        owner = f"{placed.measure.id} 的条件「{placed.test.text}」"
        yield Quote(RULES_FILE, (*placed.location, "quote"), placed.test.clause, placed.test.quote, owner)
    for i, limit in enumerate(policy.limits):
        yield Quote(RULES_FILE, ("limits", i, "quote"), limit.clause, limit.quote, limit.id)
    for i, period in enumerate(policy.periods):
        where: Location = ("periods", i)
        yield Quote(RULES_FILE, (*where, "quote"), period.clause, period.quote, period.id)
        for j, stage in enumerate(period.stages):
            yield Quote(RULES_FILE, (*where, "stages", j, "quote"), stage.clause, stage.quote, stage.measure)
            if stage.failed:
                yield Quote(RULES_FILE, (*where, "stages", j, "failed"), stage.clause, stage.failed, stage.measure)
        if period.extension:
            quote = period.extension.quote
            yield Quote(RULES_FILE, (*where, "extension", "quote"), period.extension.clause, quote, period.id)
    for i, statement in enumerate(head.statements):
        for j, text in enumerate(statement.quote):
            yield Quote(HEAD_FILE, ("statements", i, "quote", j), statement.clause, text, statement.id)
        for j, cite in enumerate(statement.cites):
            yield Quote(HEAD_FILE, ("statements", i, "cites", j), cite.clause, cite.quote, statement.id)
    for i, absent in enumerate(head.not_stated):
        yield Quote(HEAD_FILE, ("not_stated", i, "quote"), absent.clause, absent.quote, absent.id)
        for j, cite in enumerate(absent.cites):
            yield Quote(HEAD_FILE, ("not_stated", i, "cites", j), cite.clause, cite.quote, absent.id)
    for i, trap in enumerate(head.traps):
        yield Quote(HEAD_FILE, ("traps", i, "quote"), trap.clause, trap.quote, trap.id)
