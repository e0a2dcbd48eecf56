"""A policy's rules made ready to run: bounds as integers, rates reduced, each distinct test once.

Compiling is done once a policy; the words stay with the models of corpus.rules that each part points at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from assistant.calculator.bounds import NO_END, Bounds, Share
from assistant.calculator.intervals import Interval
from assistant.calculator.lazy import lazy, once_a_policy
from assistant.calculator.profile import unknown
from corpus.amounts import parse_count, parse_money
from corpus.library import Policy
from corpus.rules import All, Any_, Cap, Condition, Fact, Limit, Measure, Not, Pays, Readings, Test, tests_of


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """A test with its bound as a number: the fact is `limit` or more (or, with `below`, `limit` or less)."""

    test: Test
    fact: str
    limit: int
    below: bool


@dataclass(frozen=True, slots=True, eq=False)
class Both:
    """Every part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Either:
    """At least one part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Opposite:
    """The part does not hold."""

    part: Node


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The text can be read in more than one way: `parts` by the readings' `names`."""

    names: tuple[str, ...]
    parts: tuple[Node, ...]


Node: TypeAlias = Check | Both | Either | Opposite | Ways


@dataclass(frozen=True, slots=True, eq=False)
class Ceiling:
    """A cap, ready: an amount in 分, or a rate of a fact."""

    cap: Cap
    amount: int | None
    rate: Share | None
    of: str | None


@dataclass(frozen=True, eq=False)
class Payment:
    """How a measure's sum is reckoned, ready. `lifted` are the rates by reading where the flag `lifts` holds."""

    pays: Pays
    amount: int | None
    each: str | None
    rate: Share | None
    of: str | None
    lifts: str | None
    lifted: tuple[tuple[str, Share], ...]
    caps: tuple[Ceiling, ...]
    most: Mapping[str, int]  # what a condition lets a fact be at most, where the measure is paid at all
    facts: tuple[str, ...]

    @lazy
    def caps_by_project(self) -> tuple[Ceiling, ...]:
        """The caps that each project has for itself."""
        return tuple(c for c in self.caps if c.cap.per == "项目")

    @lazy
    def caps_over_projects(self) -> tuple[Ceiling, ...]:
        """The caps that all projects share."""
        return tuple(c for c in self.caps if c.cap.per != "项目")


@dataclass(frozen=True, eq=False)
class Compiled:
    """One measure, ready to run."""

    measure: Measure
    when: Node
    checks: tuple[tuple[Check, bool], ...]  # each test in the order of the text, and whether its opposite is asked for
    pays: Payment | None
    facts: tuple[str, ...]

    @lazy
    def variants(self) -> tuple[tuple[str, Node], ...]:
        """The whole condition by each reading of a part of it, the other parts as they are."""
        return tuple(variants(self.when))


@dataclass(frozen=True, eq=False)
class Program:
    """A policy's rules, ready to run: measures by id in file order, limits from the narrowest to the widest."""

    facts: Mapping[str, Fact]
    measures: Mapping[str, Compiled]
    limits: tuple[tuple[Limit, Ceiling], ...]
    presupposed: frozenset[str]

    @lazy
    def limited(self) -> frozenset[str]:
        """The measures that share a limit with others."""
        return frozenset(m for limit, _ in self.limits for m in limit.over)

    @lazy
    def whole(self) -> Mapping[str, Bounds]:
        """All that each fact's type allows."""
        return {name: bounds_of(unknown(fact)) for name, fact in self.facts.items()}


@once_a_policy
def program_of(policy: Policy) -> Program:
    """The policy's program, compiled when first asked for. Raises ValueError for a bound that its fact cannot have."""
    known: _Known = {}
    measures = {m.id: _measure(m, policy.facts, known) for m in policy.measures}
    # The narrowest first, so that a limit over a wider group meets sums that are limited already.
    limits = sorted(policy.limits, key=lambda limit: len(limit.over))
    return Program(
        facts=policy.facts,
        measures=measures,
        limits=tuple((limit, _ceiling(limit)) for limit in limits),
        presupposed=frozenset(c.fact for c in known.values() if isinstance(c, Check) and c.test.role == "presupposed"),
    )


def bounds_of(interval: Interval) -> Bounds:
    """An interval as the evaluator's bounds: the same object at both ends of what is known."""
    if interval.lower == interval.upper:
        return Bounds(interval.lower, interval.lower)
    return Bounds(interval.lower, NO_END if interval.upper is None else interval.upper)


def interval_of(bounds: Bounds) -> Interval:
    """One enterprise's bounds as an interval."""
    lower, upper = bounds
    assert isinstance(lower, int) and isinstance(upper, int)  # columns have no interval of their own
    return Interval(lower, None if upper >= NO_END else upper)


def threshold(fact: Fact, written: str) -> int:
    """A bound as written in a rule -> 分, a count, or a rank's position. Raises ValueError."""
    match fact.type:
        case "money":
            return parse_money(written)
        case "count":
            return parse_count(written)
        case "rank":
            return fact.rank_of(written)
        case "flag":
            raise ValueError(f"“{fact.label}”是是非项，不能有界限")


def pay_facts(measure: Measure) -> list[str]:
    """The facts that a measure's sum is reckoned from: count or base, uplift, bases of caps."""
    pays = measure.pays
    if pays is None:
        return []
    named = [pays.each, pays.of, pays.uplift.when if pays.uplift else None, *(c.of for c in pays.caps)]
    return list(dict.fromkeys(f for f in named if f))


def facts_of(measure: Measure) -> tuple[str, ...]:
    """Every fact that a measure turns on: its conditions, then what its sum is reckoned from."""
    return tuple(dict.fromkeys([t.fact for t in tests_of(measure.when)] + pay_facts(measure)))


def facts_by_year(policy: Policy) -> frozenset[str]:
    """The facts that may be told year by year: what sums are reckoned from, and what periods wait for."""
    of_periods = (f for p in policy.periods for f in (p.starts, *(s.result for s in p.stages)) if f)
    return frozenset(f for m in policy.measures for f in pay_facts(m)) | frozenset(of_periods)


def upper_cap(pays: Pays) -> int | None:
    """The most, in 分, that a measure can ever pay one enterprise (in one year where the cap is yearly)."""
    if pays.amount is not None:
        return pays.amount if pays.each is None else None
    return min((cap.amount for cap in pays.caps if cap.amount is not None), default=None)


def compile_condition(condition: Condition, facts: Mapping[str, Fact]) -> Node:
    """A condition of its own, ready to run. Raises ValueError for a bound that its fact cannot have."""
    return _node(condition, facts, {})


def _measure(measure: Measure, facts: Mapping[str, Fact], known: _Known) -> Compiled:
    when = _node(measure.when, facts, known)
    found = tuple(dict.fromkeys(_checks(when)))
    return Compiled(measure, when, found, _payment(measure, when) if measure.pays else None, facts_of(measure))


# Nodes by what they are made of: equal conditions of several measures are one node, evaluated once.
_Known: TypeAlias = dict[object, Node]


def _node(condition: Condition, facts: Mapping[str, Fact], known: _Known) -> Node:
    match condition:
        case Test():
            return known.get(condition) or known.setdefault(condition, _check(condition, facts[condition.fact]))
        case All(all=parts):
            return _once(known, Both, tuple(_node(p, facts, known) for p in parts))
        case Any_(any=parts):
            return _once(known, Either, tuple(_node(p, facts, known) for p in parts))
        case Not(not_=part):
            return _once(known, Opposite, _node(part, facts, known))
        case Readings(readings=readings):
            nodes = tuple(_node(r.when, facts, known) for r in readings)
            return _once(known, Ways, tuple(r.name for r in readings), nodes)
    raise TypeError(f"unresolved condition {condition!r}")


def _once(known: _Known, kind: Callable[..., Node], *content: object) -> Node:
    key = (kind, *content)
    return known.get(key) or known.setdefault(key, kind(*content))


def _check(test: Test, fact: Fact) -> Check:
    if test.bound is None:
        return Check(test, test.fact, 1, below=False)
    name, written = test.bound
    limit = threshold(fact, written)
    match name:
        case "at_least" | "more_than":
            return Check(test, test.fact, limit + (name == "more_than"), below=False)
        case _:
            return Check(test, test.fact, limit - (name == "less_than"), below=True)


def _checks(node: Node, opposite: bool = False) -> Iterator[tuple[Check, bool]]:
    match node:
        case Check():
            yield node, opposite
        case Both(parts) | Either(parts) | Ways(_, parts):
            for part in parts:
                yield from _checks(part, opposite)
        case Opposite(part):
            yield from _checks(part, not opposite)


def variants(node: Node) -> Iterator[tuple[str, Node]]:
    """A condition by each reading of a part of it."""
    match node:
        case Both(parts) | Either(parts):
            for i, part in enumerate(parts):
                for name, variant in variants(part):
                    yield name, type(node)((*parts[:i], variant, *parts[i + 1 :]))
        case Opposite(part):
            for name, variant in variants(part):
                yield name, Opposite(variant)
        case Ways(names, parts):
            yield from zip(names, parts, strict=True)


def _payment(measure: Measure, when: Node) -> Payment:
    pays = measure.pays
    assert pays is not None
    rate, uplift = pays.base_rate, pays.uplift
    facts = tuple(pay_facts(measure))
    parts = when.parts if isinstance(when, Both) else (when,)
    return Payment(
        pays=pays,
        amount=pays.amount,
        each=pays.each,
        rate=None if rate is None else _share(rate),
        of=pays.of,
        lifts=uplift.when if uplift else None,
        lifted=tuple((r.name, _share(r.rate)) for r in uplift.readings) if uplift else (),
        caps=tuple(_ceiling(cap) for cap in pays.caps),
        most={c.fact: c.limit for c in parts if isinstance(c, Check) and c.below and c.fact in facts},
        facts=facts,
    )


def _ceiling(cap: Cap) -> Ceiling:
    return Ceiling(cap, cap.amount, None if cap.rate is None else _share(cap.rate), cap.of)


def _share(rate: Fraction) -> Share:
    return Share(rate.numerator, rate.denominator)
