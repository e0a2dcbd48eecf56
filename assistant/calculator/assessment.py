"""The assessment of one enterprise: each measure's status and interval, the unknowns apart, totals after limits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from assistant.calculator.conditions import ConditionResult, evaluate, open_facts
from assistant.calculator.intervals import ZERO, Interval, Truth
from assistant.calculator.payment import ReadingAmount, pay
from assistant.calculator.profile import Profile
from corpus.library import Policy
from corpus.rules import Measure, tests_of

Status = Literal["met", "unmet", "open"]
UnknownKind = Literal["missing_fact", "authority", "reading"]


@dataclass(frozen=True, slots=True)
class Unknown:
    """One thing not known, and which of the three kinds it is. `fact` is set for missing_fact."""

    kind: UnknownKind
    what: str
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """What one measure comes to for one enterprise."""

    measure: Measure
    status: Status
    amount: Interval | None  # None: the measure gives no money
    unpriced: bool  # money whose size the text does not state
    formula: str | None
    conditions: tuple[ConditionResult, ...]
    supposed: tuple[str, ...]
    unknown: tuple[Unknown, ...]
    amount_readings: tuple[ReadingAmount, ...] = ()
    status_readings: tuple[tuple[str, Status], ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Ids of the untold facts that can still move the status or the sum."""
        return tuple(u.fact for u in self.unknown if u.kind == "missing_fact" and u.fact)

    @property
    def failed(self) -> tuple[ConditionResult, ...]:
        """The conditions that definitely do not hold."""
        return tuple(c for c in self.conditions if c.holds is False)


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of the priced measures; `unpriced` money of unstated size is named and adds nothing."""

    amount: Interval
    unpriced: tuple[str, ...]
    notes: tuple[str, ...] = ()  # limits that bound, stacking that the text leaves open


@dataclass(frozen=True, slots=True)
class Assessment:
    """Every measure's result, in the order of the policy, and their total."""

    results: tuple[MeasureResult, ...]
    total: Total

    def result(self, measure_id: str) -> MeasureResult:
        """The result of one measure. Raises StopIteration for one that was not assessed."""
        return next(r for r in self.results if r.measure.id == measure_id)


def assess(policy: Policy, profile: Profile, only: Iterable[str] | None = None) -> Assessment:
    """Every measure (or those of `only`) for one enterprise. Bounds hold for every completion of what is unknown,
    given `profile.supposed`."""
    wanted = None if only is None else set(only)
    chosen = [m for m in policy.measures if wanted is None or m.id in wanted]
    results = tuple(assess_measure(policy, m, profile) for m in chosen)
    return Assessment(results, total_of(policy, results, profile))


def presupposed(policy: Policy) -> frozenset[str]:
    """The facts that `ask`, and `assess --suppose`, take as true unless told otherwise."""
    return frozenset(t.fact for m in policy.measures for t in tests_of(m.when) if t.role == "presupposed")


def assess_measure(policy: Policy, measure: Measure, profile: Profile) -> MeasureResult:
    """One measure for one enterprise, by itself: limits and stacking are the total's."""
    evaluation = evaluate(measure.when, profile, policy.facts)
    holds = evaluation.holds
    pays = measure.pays

    def interval_of(fact_id: str) -> Interval:
        return profile.interval(fact_id, policy.facts[fact_id])

    if pays and pays.each and holds is not False:
        count = interval_of(pays.each)
        counted: Truth = True if count.lower >= 1 else False if count.upper == 0 else None
        holds = counted if holds is True or counted is False else holds
    payment = pay(pays, interval_of) if pays else None
    amount = None
    if payment:
        amount = payment.amount if holds is True else ZERO if holds is False else Interval(0, payment.amount.upper)
    unpriced = bool(measure.unpriced) or (
        measure.kind == "rent" and pays is not None and payment is not None and payment.amount.upper is None
    )
    missing = _missing(policy, measure, profile, holds, payment.amount if payment else None)
    readings = [] if holds is False else list(payment.readings if payment else ())
    status_readings = tuple((name, _status(truth)) for name, truth in evaluation.readings)
    unknown = [Unknown("missing_fact", policy.facts[f].label, f) for f in missing]
    unknown += [Unknown("authority", step) for step in measure.authority]
    if len({r.amount for r in readings}) > 1:
        unknown.append(Unknown("reading", "；".join(r.name for r in readings)))
    if holds is None and len({s for _, s in status_readings}) > 1:
        unknown.append(Unknown("reading", "；".join(name for name, _ in status_readings)))
    return MeasureResult(
        measure=measure,
        status=_status(holds),
        amount=amount,
        unpriced=unpriced and holds is not False,
        formula=payment.formula if payment and holds is not False else None,
        conditions=evaluation.results,
        supposed=tuple(
            dict.fromkeys(c.test.fact for c in evaluation.results if not c.told and c.test.fact in profile.supposed)
        ),
        unknown=tuple(unknown),
        amount_readings=tuple(readings),
        status_readings=status_readings,
    )


def facts_of(measure: Measure) -> tuple[str, ...]:
    """Every fact that a measure turns on: its conditions, then what its sum is reckoned from."""
    ids = [t.fact for t in tests_of(measure.when)]
    if measure.pays:
        ids += pay_facts(measure)
    return tuple(dict.fromkeys(ids))


def pay_facts(measure: Measure) -> list[str]:
    """The facts that a measure's sum is reckoned from: count or base, uplift, bases of caps."""
    pays = measure.pays
    if pays is None:
        return []
    named = [pays.each, pays.of, pays.uplift.when if pays.uplift else None, *(c.of for c in pays.caps)]
    return [f for f in named if f]


def _missing(policy: Policy, measure: Measure, profile: Profile, holds: Truth, payment: Interval | None) -> list[str]:
    """Facts not told (and not supposed) that can still move the status, or the sum where it is not settled."""
    if holds is False:
        return []
    untold = [f for f in facts_of(measure) if f not in profile.told and f not in profile.supposed]
    deciding = open_facts(measure.when, profile, policy.facts) if holds is None else frozenset()
    reckoned = set() if payment is None or payment.is_point else set(pay_facts(measure))
    return [f for f in untold if f in deciding or f in reckoned]


def total_of(policy: Policy, results: Iterable[MeasureResult], profile: Profile) -> Total:
    """Sum of the measures' intervals, after the limits across measures and what the text leaves open on stacking."""
    priced = {r.measure.id: r.amount for r in results if r.amount is not None and not r.unpriced}
    unpriced = tuple(r.measure.id for r in results if r.unpriced)
    notes: list[str] = []
    blocks = {frozenset({m}): amount for m, amount in priced.items()}  # measures reckoned together, and their sum
    for rule in policy.stacking:
        single = [m for m in rule.over if frozenset({m}) in blocks and priced[m].upper != 0]
        for shared in _sharing(policy, single, profile):
            summed = _sum(blocks.pop(frozenset({m})) for m in shared)
            blocks[frozenset(shared)] = Interval(max(priced[m].lower for m in shared), summed.upper)
            notes.append(rule.note)
    for limit in policy.limits:
        within = [b for b in blocks if b <= set(limit.over)]
        if not within:
            continue
        summed = _sum(blocks.pop(b) for b in within)
        limited = summed.at_most(Interval(limit.amount, limit.amount))
        blocks[frozenset().union(*within)] = limited
        if limited != summed:
            notes.append(limit.quote)
    return Total(_sum(blocks.values()), unpriced, tuple(dict.fromkeys(notes)))


def _sum(amounts: Iterable[Interval]) -> Interval:
    total = ZERO
    for amount in amounts:
        total = total.plus(amount)
    return total


def _sharing(policy: Policy, measure_ids: list[str], profile: Profile) -> list[list[str]]:
    """The measures whose base was told in the same words, together: one outlay that several would draw on."""
    by_words: dict[tuple[int, str], list[str]] = {}
    for measure_id in measure_ids:
        pays = policy.measure_by_id[measure_id].pays
        told = profile.told.get(pays.of) if pays and pays.of else None
        if told and told.span:
            by_words.setdefault((told.turn, told.span), []).append(measure_id)
    return [together for together in by_words.values() if len(together) > 1]


def _status(truth: Truth) -> Status:
    return "met" if truth is True else "unmet" if truth is False else "open"
