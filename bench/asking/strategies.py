"""Interviews: a strategy asks a simulated enterprise until the money is settled, and how far it got by which question."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from itertools import chain

from assistant.calculator.assessment import MeasureResult, assess_measure, total_of
from assistant.calculator.intervals import Interval
from assistant.calculator.profile import Profile, Told
from assistant.calculator.program import facts_of
from assistant.calculator.question_groups import Group, groups_of
from assistant.calculator.questions import Question, next_questions
from bench.asking.publicodes import missing_scores
from corpus.library import Policy
from corpus.rules import Measure

Values = Mapping[str, int]


class Rules:
    """A policy's measures that pay a stated sum (`only`: those of these ids), and what each comes to, remembered."""

    def __init__(self, policy: Policy, supposed: frozenset[str], only: Collection[str] | None = None) -> None:
        self.policy, self.supposed = policy, supposed
        self.measures = [m for m in policy.measures if m.pays and not m.unpriced and (only is None or m.id in only)]
        self.ids = [m.id for m in self.measures]
        self.facts = {m.id: facts_of(m) for m in self.measures}
        self.order = [f for f in policy.facts if any(f in facts for facts in self.facts.values())]
        self._limited = {m for limit in policy.limits for m in limit.over}
        self._known: dict[object, MeasureResult] = {}
        self._totals: dict[object, Interval] = {}

    def result(self, measure: Measure, told: Values) -> MeasureResult:
        """One measure, given what was told."""
        of = tuple((f, told.get(f)) for f in self.facts[measure.id])
        key = (measure.id, of)
        if key not in self._known:
            profile = _profile({f: v for f, v in of if v is not None}, self.supposed)
            self._known[key] = assess_measure(self.policy, measure, profile)
        return self._known[key]

    def total(self, told: Values) -> Interval:
        """The total's interval, given what was told."""
        results = [self.result(m, told) for m in self.measures]
        key = tuple((r.amount, r.unpriced) for r in results)
        if key not in self._totals:
            self._totals[key] = total_of(self.policy, results, Profile({}, self.supposed)).amount
        return self._totals[key]

    def open_facts(self, told: Values) -> frozenset[str]:
        """The untold facts that can still change the total; none where it is settled."""
        return frozenset(chain.from_iterable(self._open(self.result(m, told)) for m in self.measures))

    def standing(self, told: Values) -> object:
        """What a ranking can depend on: what was told of the measures that are still open, or that share a limit."""
        open_ = {m.id for m in self.measures if self.result(m, told).missing} | self._limited
        return tuple((m, tuple(told.get(f) for f in self.facts[m])) for m in self.ids if m in open_)

    @staticmethod
    def _open(result: MeasureResult) -> tuple[str, ...]:
        return result.missing if result.amount is None or result.amount.upper != 0 else ()


Ask = Callable[[Rules, Values], Question]  # which question comes next; the money is not settled yet


@dataclass(frozen=True, slots=True)
class Course:
    """How long an interview took: questions and facts told until settled, and until within 10% of settled."""

    settled: tuple[int, int]
    near: tuple[int, int]


def interview(rules: Rules, enterprise: Values, ask: Ask) -> Course:
    """One enterprise, nothing told at first, that answers truly. Raises RuntimeError where a question tells nothing."""
    final = rules.total({f: v for f, v in enterprise.items() if f not in rules.supposed})
    told: dict[str, int] = {}
    questions = 0
    near: tuple[int, int] | None = None
    while True:
        if near is None and _near(rules.total(told), final):
            near = questions, len(told)
        if not rules.open_facts(told):
            return Course((questions, len(told)), near or (questions, len(told)))
        answer = answered(ask(rules, told), enterprise)
        if answer.keys() <= told.keys():
            raise RuntimeError(f"asked for what is known: {list(answer)}")
        told |= answer
        questions += 1


def answered(question: Question, enterprise: Values) -> dict[str, int]:
    """What the enterprise tells: who answers a gate with 没有 has nothing to tell of the rest."""
    if question.gate and not enterprise[question.gate]:
        return {question.gate: 0}
    return {f: enterprise[f] for f in question.facts}


def _near(interval: Interval, final: Interval) -> bool:
    """Both bounds within 10% of the final ones."""
    if (interval.upper is None) != (final.upper is None):
        return False
    ends = [(interval.lower, final.lower), (interval.upper or 0, final.upper or 0)]
    return all(abs(now - then) * 10 <= then for now, then in ends)


def _profile(told: Values, supposed: frozenset[str]) -> Profile:
    return Profile({f: Told(Interval(v, v)) for f, v in told.items()}, supposed)


# ------------------------------------------------------------------ strategies
@dataclass
class Ours:
    """`next_questions`, its first question; what was ranked once is remembered."""

    grouped: bool
    _ranked: dict[object, Question] = field(default_factory=dict)

    def __call__(self, rules: Rules, told: Values) -> Question:
        """The first question of the ranking."""
        key = (id(rules), rules.standing(told))
        if key not in self._ranked:
            profile = _profile(told, rules.supposed)
            self._ranked[key] = next_questions(rules.policy, profile, rules.ids, grouped=self.grouped)[0]
        return self._ranked[key]


@dataclass
class Publicodes:
    """publicodes' rule (bench.asking.publicodes); `grouped`: the first fact brings its group of ours with it."""

    grouped: bool
    _groups: dict[str, Group] = field(default_factory=dict)

    def __call__(self, rules: Rules, told: Values) -> Question:
        """The fact that is met most often, or its group."""
        scores = missing_scores(rules.policy, told, rules.supposed, rules.ids)
        first = max(scores, key=lambda f: scores[f])
        if not self.grouped:
            return _single(first)
        if not self._groups:
            self._groups |= {f: group for group in groups_of(rules.policy) for f in group.facts}
        group = self._groups[first].of(scores)
        return Question(group.facts, "", None, 0, (), group.gate)


def file_order(rules: Rules, told: Values) -> Question:
    """The first fact of facts.yaml that is still missing."""
    open_ = rules.open_facts(told)
    return _single(next(f for f in rules.order if f in open_))


@dataclass
class AtRandom:
    """Any fact that is still missing."""

    rng: random.Random

    def __call__(self, rules: Rules, told: Values) -> Question:
        """One of them, all equally likely."""
        return _single(self.rng.choice(sorted(rules.open_facts(told))))


def _single(fact_id: str) -> Question:
    return Question((fact_id,), "", None, 0, ())
