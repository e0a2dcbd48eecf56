"""Definite answers that some completion of what is missing makes wrong, over a grid of missing facts.

Each measure of the six clauses by itself: every fact of it takes each of a handful of values or is not told, every
fact of the other measures is told (0), so that what an engine cannot tell is this measure's own. All profiles with at
least one fact missing are asked. The truth is brute force: the oracle's amounts over completions with a wider set of
values. A definite answer is one number; an engine that raises an error, or says open, has not answered.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from assistant.calculator.intervals import Interval
from bench.calculator import oracle
from bench.calculator.clauses import CLAUSE_OF, COUNTS, FACTS, FACTS_OF, FLAGS, MEASURES, Facts
from bench.calculator.peers import Engine
from bench.calculator.peers.openfisca import OpenFisca
from bench.calculator.peers.ours import Mingce, definite
from bench.calculator.peers.policyengine import PolicyEngine
from bench.calculator.peers.zen import Zen
from bench.calculator.report import table

_WAN: Final = 10_000 * 100
_TOLD_SUMS: Final = (0, 100 * _WAN + 33, 600 * _WAN, 10_000 * _WAN)
_TOLD_COUNTS: Final = (0, 1, 3)
_COMPLETIONS: Final = {
    **dict.fromkeys(FLAGS, (0, 1)),
    **dict.fromkeys(COUNTS, (0, 1, 2, 3, 5)),
}
_SUM_COMPLETIONS: Final = (0, 1, 100 * _WAN + 33, 300 * _WAN, 600 * _WAN, 3_000 * _WAN, 10_000 * _WAN, 10**15)


@dataclass(frozen=True)
class Question:
    """One measure of one enterprise; `truth` holds its amount (分) for every completion, by the peers' reading."""

    measure: str
    facts: Facts
    truth: frozenset[int]
    other: frozenset[int]  # by the other reading of 4.5.14

    @property
    def only_quantities(self) -> bool:
        """Whether all flags are told: what is missing are sums and counts."""
        return all(f in self.facts for f in FACTS_OF[self.measure] if f in FLAGS)

    @property
    def settled(self) -> bool:
        """Whether all completions and both readings agree on one amount."""
        return len(self.truth | self.other) == 1


@dataclass
class Row:
    """One engine over the questions, in numbers of them."""

    engine: str
    questions: int = 0
    definite: int = 0
    wrong: int = 0
    wrong_flags_told: int = 0
    kept_open: int = 0  # settled, and yet no one amount is given
    outside_bounds: int | None = None  # completions whose amount lies outside the bounds given; None: no bounds
    wrong_by_clause: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CLAUSE_OF.values(), 0))
    first_wrong: str = ""

    @property
    def wrong_share(self) -> float:
        """Definite and wrong, of all questions."""
        return self.wrong / self.questions

    def take(self, question: Question, answer: int | None, one_amount: bool) -> None:
        """Count one answer (分; None: not definite). `one_amount`: a single amount is given, be the status open."""
        self.questions += 1
        self.kept_open += question.settled and not one_amount
        if answer is None:
            return
        self.definite += 1
        if question.truth == {answer}:
            return
        self.wrong += 1
        self.wrong_flags_told += question.only_quantities
        self.wrong_by_clause[CLAUSE_OF[question.measure]] += 1
        if not self.first_wrong:
            told = {f: question.facts.get(f, "?") for f in FACTS_OF[question.measure]}
            self.first_wrong = f"{question.measure} {told}: {answer} 分; possible {sorted(question.truth)[:3]}…"


@dataclass(frozen=True)
class Unknowns:
    """Answers by engine; `settled` of the questions have one amount whatever is missing."""

    questions: int
    settled: int
    flags_told: int
    rows: list[Row]

    def text(self) -> str:
        """As in Section."""
        rows = [
            [
                r.engine,
                f"{r.definite:,}",
                f"{r.wrong:,}",
                f"{r.wrong_share:.1%}",
                f"{r.wrong_flags_told:,}",
                f"{r.kept_open:,}",
                "none given" if r.outside_bounds is None else f"{r.outside_bounds:,} outside",
            ]
            for r in self.rows
        ]
        return "\n".join(
            [
                f"Definite answers that a completion makes wrong, {self.questions:,} profiles with facts missing",
                f"(one amount whatever is missing: {self.settled:,}; only sums and counts missing: {self.flags_told:,})",
                table(["engine", "definite", "wrong", "share", "flags told", "settled, no amount", "bounds"], rows),
                *(f"  {r.engine}: {r.first_wrong}" for r in self.rows if r.first_wrong),
            ]
        )

    def goals(self) -> dict[str, bool]:
        """As in Section."""
        ours = self.rows[0]
        return {
            "mingce has no definite answer that a completion makes wrong": ours.wrong == 0,
            "no completion lies outside mingce's bounds": ours.outside_bounds == 0,
        }


def measure(quick: bool = False) -> Unknowns:
    """Every engine over the grid. `quick`: every tenth question."""
    asked = list(questions())[:: 10 if quick else 1]
    peers: tuple[Engine, ...] = (OpenFisca(), PolicyEngine(), Zen(), Zen(defaulting=True))
    rows = [_mingce(asked), *(_peer(engine, asked) for engine in peers)]
    settled, flags_told = sum(q.settled for q in asked), sum(q.only_quantities for q in asked)
    return Unknowns(len(asked), settled, flags_told, rows)


def questions() -> Iterator[Question]:
    """All measures, all values told or missing, at least one missing."""
    for name in MEASURES:
        own = FACTS_OF[name]
        others = {f: 0 for f in FACTS if f not in own}
        for values in itertools.product(*((*_told_values(f), None) for f in own)):
            told = {f: v for f, v in zip(own, values, strict=True) if v is not None}
            if len(told) == len(own):
                continue
            completed = [told | rest for rest in _completions([f for f in own if f not in told])]
            truth = frozenset(oracle.amount(name, facts) for facts in completed)
            other = frozenset(oracle.amount(name, facts, oracle.OF_THE_RATE) for facts in completed)
            yield Question(name, others | told, truth, other)


def _told_values(fact: str) -> tuple[int, ...]:
    return (0, 1) if fact in FLAGS else _TOLD_COUNTS if fact in COUNTS else _TOLD_SUMS


def _completions(missing: Sequence[str]) -> Iterator[dict[str, int]]:
    for values in itertools.product(*(_COMPLETIONS.get(f, _SUM_COMPLETIONS) for f in missing)):
        yield dict(zip(missing, values, strict=True))


def _peer(engine: Engine, asked: Sequence[Question]) -> Row:
    row = Row(engine.name)
    for question, answer in zip(asked, engine.amounts([q.facts for q in asked]), strict=True):
        row.take(question, answer[question.measure], answer[question.measure] is not None)
    return row


def _mingce(asked: Sequence[Question]) -> Row:
    engine = Mingce()
    row = Row(engine.name, outside_bounds=0)
    for question in asked:
        result = engine.assess(question.facts).result(question.measure)
        row.take(question, definite(result), result.amount is not None and result.amount.is_point)
        possible = question.truth | question.other
        row.outside_bounds = (row.outside_bounds or 0) + sum(not holds(result.amount, fen) for fen in possible)
    return row


def holds(amount: Interval | None, fen: int) -> bool:
    """Whether the bounds given hold this amount."""
    return amount is not None and amount.lower <= fen and (amount.upper is None or fen <= amount.upper)
