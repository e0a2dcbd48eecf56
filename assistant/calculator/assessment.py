"""The assessment of one enterprise: each measure's status and interval, the unknowns apart, totals after limits.

Statuses and sums are reckoned at once; what explains them (words, conditions, what is missing) when it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from assistant.calculator.bounds import NO_END, Truth, granted
from assistant.calculator.conditions import ConditionResult, Tests, holds_of
from assistant.calculator.evaluation import Evaluator, Paid, Sum
from assistant.calculator.formula import formula, over_years, year_name
from assistant.calculator.intervals import ZERO, Interval
from assistant.calculator.intervals import Truth as Holds
from assistant.calculator.lazy import lazy
from assistant.calculator.profile import Profile
from assistant.calculator.program import Compiled, Program, bounds_of, interval_of, program_of
from assistant.calculator.totals import sum_up
from assistant.calculator.unknowns import movers
from corpus.library import Policy
from corpus.rules import Measure

Status = Literal["met", "unmet", "open"]
UnknownKind = Literal["missing_fact", "authority", "reading"]
_STATUS: Final[dict[Holds, Status]] = {True: "met", False: "unmet", None: "open"}


@dataclass(frozen=True, slots=True)
class Unknown:
    """One thing not known, and which of the three kinds it is. `fact` is set for missing_fact."""

    kind: UnknownKind
    what: str
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class ReadingAmount:
    """What comes out by one reading of the text."""

    name: str
    amount: Interval


@dataclass(eq=False)
class MeasureResult:
    """What one measure comes to for one enterprise, by itself: limits and stacking are the total's."""

    measure: Measure
    status: Status
    amount: Interval | None  # None: the measure gives no money
    unpriced: bool  # money whose size the text does not state
    _compiled: Compiled
    _tests: Tests
    _profile: Profile
    _truth: Truth
    _paid: Paid | None
    by_year: tuple[tuple[int, MeasureResult], ...] = ()  # of facts told year by year: each year's own result

    @lazy
    def formula(self) -> str | None:
        """How the sum comes about, in words; None where there is none."""
        if self.by_year:
            assert self.measure.pays is not None  # only what is paid has facts by year
            return over_years(self.measure.pays, ((y, one.formula, one.amount or ZERO) for y, one in self.by_year))
        if self._paid is None or self._compiled.pays is None or self.status == "unmet":
            return None
        return formula(self._tests.evaluator, self._compiled.pays, self._paid)

    @lazy
    def conditions(self) -> tuple[ConditionResult, ...]:
        """Every test, in the order of the text."""
        return self._tests.of(self._compiled)

    @property
    def failed(self) -> tuple[ConditionResult, ...]:
        """The conditions that definitely do not hold."""
        return tuple(c for c in self.conditions if c.holds is False)

    @lazy
    def supposed(self) -> tuple[str, ...]:
        """Ids of the facts that were taken as true without being told."""
        told, supposed = self._profile.told, self._profile.supposed
        if not supposed:
            return ()
        facts = (check.fact for check, _ in self._compiled.checks)
        return tuple(dict.fromkeys(f for f in facts if f in supposed and f not in told))

    @lazy
    def missing(self) -> tuple[str, ...]:
        """Ids of the untold facts that can still move the status or the sum."""
        if self.by_year:
            return tuple(dict.fromkeys(f for _, one in self.by_year for f in one.missing))
        if self._settled:
            return ()
        told, supposed = self._profile.told, self._profile.supposed
        found = movers(self._tests.evaluator, self._compiled, self._truth)
        return tuple(f for f in self._compiled.facts if f in found and f not in told and f not in supposed)

    @property
    def _settled(self) -> bool:
        return self.status == "unmet" or (self.status == "met" and (self.amount is None or self.amount.is_point))

    @lazy
    def amount_readings(self) -> tuple[ReadingAmount, ...]:
        """The sum by each reading of the text, where there are several (told year by year: each year shows its own)."""
        if self._paid is None or self.status == "unmet" or self.by_year:
            return ()
        return tuple(ReadingAmount(name, interval_of(paid.amount)) for name, paid in self._paid.readings)

    @property
    def sums(self) -> tuple[tuple[str, Sum], ...]:
        """How the sum is reckoned, by reading (the plain one under no name); of facts told by year, year by year."""
        if self.by_year:
            return tuple((year_name(y) + name, reckoned) for y, one in self.by_year for name, reckoned in one.sums)
        if self._paid is None or self.status == "unmet":
            return ()
        return (("", self._paid.plain), *self._paid.readings)

    @lazy
    def status_readings(self) -> tuple[tuple[str, Status], ...]:
        """The status by each reading of the condition, where there are several."""
        return tuple((name, _status(self._tests.evaluator.holds(node))) for name, node in self._compiled.variants)

    @lazy
    def unknown(self) -> tuple[Unknown, ...]:
        """What is not known, the three kinds apart."""
        found = []
        if self.missing:
            facts = self._tests.evaluator.program.facts
            found += [Unknown("missing_fact", facts[f].label, f) for f in self.missing]
        if self.measure.authority:
            found += [Unknown("authority", step) for step in self.measure.authority]
        if self.amount_readings or self.status == "open" or self.by_year:
            found += [Unknown("reading", names) for names in dict.fromkeys(self._readings_that_differ())]
        return tuple(found)

    def _readings_that_differ(self) -> Iterator[str]:
        for one in [one for _, one in self.by_year] or [self]:
            if one.amount_readings and len({r.amount for r in one.amount_readings}) > 1:
                yield "；".join(r.name for r in one.amount_readings)
        if self.status == "open" and len({s for _, s in self.status_readings}) > 1:
            yield "；".join(name for name, _ in self.status_readings)


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
    program = program_of(policy)
    tests = Tests(evaluator_of(program, profile), profile.told)
    wanted = None if only is None else set(only)
    chosen = [c for name, c in program.measures.items() if wanted is None or name in wanted]
    results = tuple(_result(c, tests, profile) for c in chosen)
    return Assessment(results, _total(policy, tests.evaluator, results, profile))


def assess_measure(policy: Policy, measure: Measure, profile: Profile) -> MeasureResult:
    """One measure of the policy for one enterprise."""
    program = program_of(policy)
    tests = Tests(evaluator_of(program, profile), profile.told)
    return _result(program.measures[measure.id], tests, profile)


def total_of(policy: Policy, results: Iterable[MeasureResult], profile: Profile) -> Total:
    """Sum of the measures' intervals, after the limits across them and what the text leaves open on stacking."""
    return _total(policy, evaluator_of(program_of(policy), profile), tuple(results), profile)


def presupposed(policy: Policy) -> frozenset[str]:
    """The facts that `ask`, and `assess --suppose`, take as true unless told otherwise."""
    return program_of(policy).presupposed


def evaluator_of(program: Program, profile: Profile) -> Evaluator:
    """The evaluator of one enterprise's facts."""
    told = profile.told
    return Evaluator(
        program,
        {name: bounds_of(fact.value) for name, fact in told.items()},
        dict.fromkeys(told, True),
        profile.supposed,
        {name: tuple(map(bounds_of, fact.projects)) for name, fact in told.items() if fact.projects},
    )


def _result(compiled: Compiled, tests: Tests, profile: Profile) -> MeasureResult:
    measure, evaluator = compiled.measure, tests.evaluator
    truth = evaluator.granted(compiled)
    paid = evaluator.pay(compiled.pays) if compiled.pays else None
    amount = interval_of(granted(truth, paid.amount)) if paid else None
    status = _status(truth)
    endless = measure.kind == "rent" and paid is not None and paid.amount.upper == NO_END
    return MeasureResult(
        measure=measure,
        status=status,
        amount=amount,
        unpriced=(bool(measure.unpriced) or endless) and status != "unmet",
        _compiled=compiled,
        _tests=tests,
        _profile=profile,
        _truth=truth,
        _paid=paid,
    )


def _total(policy: Policy, evaluator: Evaluator, results: tuple[MeasureResult, ...], profile: Profile) -> Total:
    priced = {r.measure.id: r.amount for r in results if r.amount is not None and not r.unpriced}
    shared, notes = _sharing(policy, priced, profile)
    summed = sum_up(evaluator, {m: bounds_of(amount) for m, amount in priced.items()}, shared)
    notes += [limit.quote for limit in policy.limits if limit.id in summed.limited_by]
    unpriced = tuple(r.measure.id for r in results if r.unpriced)
    return Total(interval_of(summed.amount), unpriced, tuple(dict.fromkeys(notes)))


def _sharing(policy: Policy, priced: dict[str, Interval], profile: Profile) -> tuple[list[list[str]], list[str]]:
    """The measures that draw one outlay (told as such, or in the same words), together; what is to be said of it."""
    shared: list[list[str]] = []
    notes: list[str] = []
    for rule in policy.stacking:
        by_outlay: dict[object, list[str]] = {}
        for measure_id in rule.over:
            pays = policy.measure_by_id[measure_id].pays
            told = profile.told.get(pays.of) if pays and pays.of else None
            if told and (told.outlay or told.span) and measure_id in priced and priced[measure_id].upper != 0:
                by_outlay.setdefault(told.outlay or (told.turn, told.span), []).append(measure_id)
        together = [ids for ids in by_outlay.values() if len(ids) > 1]
        shared += together
        notes += [rule.note] * bool(together)
    return shared, notes


def _status(truth: Truth) -> Status:
    return _STATUS[holds_of(truth)]
