"""The evaluator: conditions and sums over one enterprise's facts, or over columns of a million enterprises' facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from assistant.calculator.bounds import (
    NO,
    YES,
    Bounds,
    Flag,
    Share,
    Truth,
    agreed,
    all_of,
    any_of,
    at_least,
    at_most,
    hull,
    least,
    negated,
    opposite,
    share_of,
    smaller,
    times,
    total,
    where,
)
from assistant.calculator.program import Both, Ceiling, Check, Compiled, Either, Node, Opposite, Payment, Program, Ways


class Step(NamedTuple):
    """One step of a sum: a share of the base or what a cap allows, and the smaller of the two so far."""

    base: Bounds | None  # None: the cap is an amount of its own
    rate: Share | None
    ceiling: Ceiling | None  # None: the share that the reckoning begins with
    comes_to: Bounds
    least: Bounds
    project: int = 0  # which of several told one by one, from 1; 0: all of them


class Sum(NamedTuple):
    """What is paid where the measure is granted, before 最高 makes a ceiling of it; and how it was reckoned."""

    amount: Bounds
    steps: tuple[Step, ...]


class Paid(NamedTuple):
    """The sum, the plain one and the one by each reading where there are several (in the order of the text)."""

    amount: Bounds
    plain: Sum
    readings: tuple[tuple[str, Sum], ...] = ()


class Evaluator:
    """Rules over facts. Each distinct condition is evaluated once, whatever number of measures it stands in."""

    __slots__ = ("_projects", "_supposed", "_told", "_truths", "_values", "program")

    def __init__(
        self,
        program: Program,
        values: Mapping[str, Bounds],
        told: Mapping[str, Flag],
        supposed: frozenset[str],
        projects: Mapping[str, tuple[Bounds, ...]] | None = None,
    ) -> None:
        """`values` of the facts of which anything was told; `told` says in which rows; what was not told and is
        `supposed` (fact ids) holds. `projects` are the values of facts that were told one project at a time."""
        self.program = program
        self._values = values
        self._told = told
        self._supposed = supposed
        self._projects = projects or {}
        self._truths: dict[Node, Truth] = {}

    def value(self, fact: str) -> Bounds:
        """What was told of a fact, or all that its type allows."""
        return self._values.get(fact) or self.program.whole[fact]

    def with_value(self, fact: str, value: Bounds) -> Evaluator:
        """The same but for one fact."""
        return Evaluator(self.program, {**self._values, fact: value}, {**self._told, fact: True}, self._supposed)

    # -------------------------------------------------------------- conditions
    def holds(self, node: Node) -> Truth:
        """Whether a condition holds."""
        truth = self._truths.get(node)
        if truth is None:
            self._truths[node] = truth = self._evaluated(node)
        return truth

    def _evaluated(self, node: Node) -> Truth:
        match node:
            case Check():
                return self._check(node)
            case Both(parts):
                return all_of(map(self.holds, parts))
            case Either(parts):
                return any_of(map(self.holds, parts))
            case Opposite(part):
                return opposite(self.holds(part))
            case Ways(_, parts):
                return agreed(map(self.holds, parts))

    def _check(self, check: Check) -> Truth:
        value = self.value(check.fact)
        truth = at_most(value, check.limit) if check.below else at_least(value, check.limit)
        if check.fact in self._supposed:
            told = self._told.get(check.fact, False)
            if told is False:
                return YES
            if told is not True:
                return any_of((truth, Truth(negated(told), negated(told))))
        return truth

    def granted(self, compiled: Compiled) -> Truth:
        """Whether a measure is granted: its condition, and one at least of what it counts."""
        truth = self.holds(compiled.when)
        if compiled.pays is None or compiled.pays.each is None or truth is NO:
            return truth
        counted = at_least(self.value(compiled.pays.each), 1)
        return counted if truth is YES else all_of((truth, counted))

    # -------------------------------------------------------------- sums
    def pay(self, payment: Payment) -> Paid:
        """What a measure pays where it is granted (one year's where a cap is yearly): bounds in 分."""
        if payment.amount is not None:
            plain = Sum(self._fixed(payment, payment.amount), ())
            return Paid(_under_ceiling(payment, plain.amount), plain)
        assert payment.rate is not None and payment.of is not None  # the model holds it
        plain = self._at_rate(payment, payment.rate)
        if payment.lifts is None:
            return Paid(_under_ceiling(payment, plain.amount), plain)
        lifts = at_least(self.value(payment.lifts), 1)
        if lifts.possible is False:
            return Paid(_under_ceiling(payment, plain.amount), plain)
        readings = tuple((name, self._at_rate(payment, rate)) for name, rate in payment.lifted)
        lifted = readings[0][1].amount
        for _, reading in readings[1:]:
            lifted = hull(lifted, reading.amount)
        return Paid(_under_ceiling(payment, where(lifts, lifted, plain.amount)), plain, readings)

    def _fixed(self, payment: Payment, amount: int) -> Bounds:
        if payment.each is None:
            return Bounds(amount, amount)
        return times(self._bounded(payment, payment.each), amount)

    def _at_rate(self, payment: Payment, rate: Share) -> Sum:
        assert payment.of is not None
        projects = self._projects.get(payment.of, ())
        if len(projects) < 2 or not payment.caps_by_project:
            base = self._bounded(payment, payment.of)
            return self._capped(_share(rate, base), payment.caps)
        sums = [
            self._capped(_share(rate, base, i), payment.caps_by_project, i) for i, base in enumerate(projects, start=1)
        ]
        rest = self._capped(Sum(total(s.amount for s in sums), ()), payment.caps_over_projects)
        return Sum(rest.amount, (*(step for s in sums for step in s.steps), *rest.steps))

    def _capped(self, uncapped: Sum, ceilings: tuple[Ceiling, ...], project: int = 0) -> Sum:
        amount, steps = uncapped.amount, list(uncapped.steps)
        for ceiling in ceilings:
            base, allowed = self.allowed(ceiling, project)
            amount = least(amount, allowed)
            steps.append(Step(base, ceiling.rate, ceiling, allowed, amount, project))
        return Sum(amount, tuple(steps))

    def allowed(self, ceiling: Ceiling, project: int = 0) -> tuple[Bounds | None, Bounds]:
        """What a cap is reckoned from (None: it is an amount of its own), and what it allows (one project)."""
        if ceiling.amount is not None:
            return None, Bounds(ceiling.amount, ceiling.amount)
        rate, of = ceiling.rate, ceiling.of
        assert rate is not None and of is not None  # the model holds it
        base = self._projects[of][project - 1] if project and of in self._projects else self.value(of)
        return base, share_of(rate, base)

    def _bounded(self, payment: Payment, fact: str) -> Bounds:
        """A fact's value where the measure is granted: a condition on the same fact may bound it."""
        value, most = self.value(fact), payment.most.get(fact)
        if most is None:
            return value
        upper = smaller(value.upper, most)
        return Bounds(smaller(value.lower, upper), upper)


def _under_ceiling(payment: Payment, amount: Bounds) -> Bounds:
    return Bounds(0, amount.upper) if payment.pays.ceiling else amount


def _share(rate: Share, base: Bounds, project: int = 0) -> Sum:
    amount = share_of(rate, base)
    return Sum(amount, (Step(base, rate, None, amount, amount, project),))
