"""The next question: what to ask an enterprise first, by how much its answer can change.

A question is weighed by two plain answers: the one that gives nothing (没有: a flag false, a count or sum of nought) and
the one that gives something (a flag true, one of a thing, half of a plain sum). Both are taken to be equally likely:
no guess is made of what enterprises are like, and none is fitted to the bench (bench/questions.py compares others).
In order: whether it bears on money; how many sums without an end it gives an end, on average of the two; how much
of the total's interval it takes away, on average; how many measures it decides. Ties keep the order of facts.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from assistant.calculator.assessment import Assessment, MeasureResult, assess
from assistant.calculator.intervals import Interval
from assistant.calculator.lazy import once_a_policy
from assistant.calculator.profile import Profile, Told, unknown
from assistant.calculator.program import threshold
from assistant.calculator.question_groups import Group, about, groups_of, needed_flags, singles_of, words
from corpus.amounts import format_yuan
from corpus.library import Policy
from corpus.rules import Fact, tests_of

# 分: an end for the sums that have none, so that what is taken from them can be compared. From a third to three times
# of it the questions keep their order but for a neighbour, and the bench its figures.
PLAIN_SUM: Final = 1000 * 10**6


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and what its answer can change. The answer settles every fact of `facts` (ids, in file order).

    `narrows` is the most, in 分, that one of the two plain answers takes off the total's interval (0: by itself it moves
    no money), None where what it bears on has no end yet. `statuses` is the most measures that such an answer
    decides, `measures` (ids, in file order) are all that the question bears on. `gate`, where there is one, is the flag
    whose 「没有」 answers the other facts too.
    """

    facts: tuple[str, ...]
    ask: str
    narrows: int | None
    statuses: int
    measures: tuple[str, ...]
    gate: str | None = None


def next_questions(
    policy: Policy, profile: Profile, only: Iterable[str] | None = None, *, grouped: bool = True
) -> tuple[Question, ...]:
    """What can still be asked, the best first; () where no untold fact can change a status, a sum or the total.

    `only` are the measures (ids) in question, all by default. With `grouped` the facts of a topic or family that are
    still open are one question; without, each fact is asked by itself, a gate before what hangs on it. What was
    told, also as a range, and what is supposed is not asked; steps of the authority and readings never are.
    """
    plan = _plan_of(policy)
    now = _Standing(policy, plan, profile, only)
    groups = plan.groups if grouped else plan.singles
    weighed = [_weigh(now, open_) for group in groups if (open_ := group.of(now.open)).facts]
    ranks = _gates_first(now, {w.question.facts: w.rank for w in weighed})
    weighed.sort(key=lambda w: ranks[w.question.facts], reverse=True)  # stable: ties keep the order of the file
    return tuple(w.question for w in weighed)


def why(policy: Policy, question: Question) -> str:
    """Why it is asked, as a clause of a sentence: 「关系到应用区内自主芯片补贴，最多影响300万元」."""
    named = f"关系到{about(policy, [policy.measure_by_id[m] for m in question.measures])}"
    if question.narrows is None:
        return f"{named}，金额没有封顶"
    return f"{named}，最多影响{format_yuan(question.narrows)}" if question.narrows else named


# ------------------------------------------------------------------ what a policy's questions rest on
@dataclass(frozen=True, slots=True)
class _Plan:
    """What is the same for every enterprise."""

    groups: tuple[Group, ...]
    singles: tuple[Group, ...]
    limited: Mapping[str, frozenset[str]]  # measure -> those with which it shares a limit
    gates: Mapping[str, frozenset[str]]  # measure -> the flags that it needs, whatever else is
    ends: Mapping[str, int]  # fact without a largest value -> a plain one, beyond every threshold


@once_a_policy
def _plan_of(policy: Policy) -> _Plan:
    limited: dict[str, set[str]] = {}
    for limit in policy.limits:
        for measure_id in limit.over:
            limited.setdefault(measure_id, set()).update(limit.over)
    bounds: dict[str, set[int]] = {}
    for test in (t for m in policy.measures for t in tests_of(m.when)):
        if test.bound and policy.facts[test.fact].type != "rank":
            bounds.setdefault(test.fact, set()).add(threshold(policy.facts[test.fact], test.bound[1]) + 1)
    return _Plan(
        groups_of(policy),
        singles_of(policy),
        {m: frozenset(ids) for m, ids in limited.items()},
        {m.id: frozenset(needed_flags(m.when)) for m in policy.measures},
        {
            f: max(PLAIN_SUM if fact.type == "money" else 1, *bounds.get(f, {0}))
            for f, fact in policy.facts.items()
            if unknown(fact).upper is None
        },
    )


# ------------------------------------------------------------------ one enterprise
class _Standing:
    """What is known of one enterprise, assessed; and, for comparing widths, as if endless facts had a plain end."""

    def __init__(self, policy: Policy, plan: _Plan, profile: Profile, only: Iterable[str] | None) -> None:
        self.policy, self.plan, self.profile = policy, plan, profile
        wanted = None if only is None else frozenset(only)
        self.measures = [m.id for m in policy.measures if wanted is None or m.id in wanted]
        results = assess(policy, profile, self.measures).results
        self.results: Mapping[str, MeasureResult] = {r.measure.id: r for r in results}
        self.missing = {r.measure.id: frozenset(r.missing) for r in results}
        self.open = frozenset().union(*self.missing.values())
        known = {f: profile.interval(f, policy.facts[f]) for f in plan.ends}
        self.framed = {
            f: Told(Interval(value.lower, max(value.lower, plan.ends[f])))
            for f, value in known.items()
            if value.upper is None
        }

    def bearing(self, facts: Iterable[str]) -> list[str]:
        """The measures in question that one of the facts can still move, in file order."""
        asked = frozenset(facts)
        return [m for m in self.measures if self.missing[m] & asked]

    def with_limits(self, measures: Iterable[str]) -> frozenset[str]:
        """The measures with all that share a limit with one of them: their part of the total stands by itself."""
        found = frozenset(measures)
        return found.union(*(self.plan.limited.get(m, frozenset()) for m in found)) & frozenset(self.measures)

    def told(self, answer: Mapping[str, Told], measures: Iterable[str]) -> Assessment:
        """What the measures come to once this is told as well."""
        return assess(self.policy, Profile({**self.profile.told, **answer}, self.profile.supposed), measures)

    def width(self, answer: Mapping[str, Told], measures: Iterable[str], framed: bool) -> int | None:
        """How far apart the bounds of the measures' total are, in 分; None without an end. `framed`: in plain ends."""
        amount = self.told({**self.framed, **answer} if framed else answer, measures).total.amount
        return None if amount.upper is None else amount.upper - amount.lower

    def taken(self, answer: Mapping[str, Told], measures: Iterable[str], framed: bool) -> int:
        """How much an answer takes off that width."""
        return (self.width({}, measures, framed) or 0) - (self.width(answer, measures, framed) or 0)


# bears on money; ends given, width taken, measures decided (twice the average of each); asked in its own right
_Rank = tuple[bool, int, int, int, bool]


@dataclass(frozen=True, slots=True)
class _Weighed:
    question: Question
    rank: _Rank


def _weigh(now: _Standing, group: Group) -> _Weighed:
    bearing = now.bearing(group.facts)
    part = now.with_limits(bearing)
    answers = list(_plain_answers(now, group))
    ends, decided = [], []
    for answer in answers:
        pairs = list(zip([now.results[m] for m in bearing], now.told(answer, bearing).results, strict=True))
        ends.append(sum(_endless(before) and not _endless(after) for before, after in pairs))
        decided.append(sum(before.status == "open" != after.status for before, after in pairs))
    money = any(_pays(now.results[m]) for m in bearing)
    endless = money and now.width({}, part, framed=False) is None
    taken = [now.taken(answer, part, framed=endless) for answer in answers] if money else [0]
    narrows = None if endless else max(0, *taken)
    question = Question(group.facts, words(now.policy, group), narrows, max(decided), tuple(bearing), group.gate)
    return _Weighed(question, (money, sum(ends), sum(taken), sum(decided), True))


def _plain_answers(now: _Standing, group: Group) -> Iterator[Mapping[str, Told]]:
    """Nothing of it; something of all of it."""
    nothing = (group.gate,) if group.gate else group.facts
    yield {f: Told(Interval(0, 0)) for f in nothing}
    yield {f: Told(_something(now.policy.facts[f], now.plan.ends.get(f))) for f in group.facts}


def _something(fact: Fact, end: int | None) -> Interval:
    match fact.type:
        case "flag":
            value = 1
        case "rank":
            value = len(fact.values) - 1
        case _:
            assert end is not None
            value = end // 2 if end == PLAIN_SUM else end
    return Interval(value, value)


def _endless(result: MeasureResult) -> bool:
    return result.amount is not None and result.amount.upper is None


def _pays(result: MeasureResult) -> bool:
    """Whether the total can still move by it: money of a stated size that is not out of reach."""
    return result.amount is not None and result.measure.unpriced is None and result.amount.upper != 0


def _gates_first(now: _Standing, ranks: Mapping[tuple[str, ...], _Rank]) -> dict[tuple[str, ...], _Rank]:
    """What hangs on a flag (the sum of a contract) comes after the flag (that there is one): it may be needless.

    A fact is free as soon as one measure that it bears on has no untold flag left.
    """
    of = {fact: rank for facts, rank in ranks.items() for fact in facts}
    found = dict(ranks)
    for facts, rank in ranks.items():
        bearing = now.bearing(facts)
        pending = [(now.plan.gates[m] & now.open) - {*facts} for m in bearing]
        if all(pending) and not any(fact in now.plan.gates[m] for m in bearing for fact in facts):
            last = min(of[gate] for gates in pending for gate in gates)
            found[facts] = min(rank, (*last[:4], False))
    return found
