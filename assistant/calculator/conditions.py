"""Conditions in three values, each with what was told and by how much it is missed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from assistant.calculator.intervals import Interval, Truth, all_of, any_of, negation
from assistant.calculator.profile import Profile
from corpus.amounts import format_yuan, parse_count, parse_money
from corpus.rules import All, Any_, Condition, Fact, Not, Readings, Test


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One test: its words in the text, the fact it turns on, and whether it holds."""

    test: Test
    holds: Truth
    told: bool
    miss: str | None = None  # 「还差2人」, where it definitely fails by a number


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Truth of a condition; results of its tests in text order; truth by reading where readings differ."""

    holds: Truth
    results: tuple[ConditionResult, ...]
    readings: tuple[tuple[str, Truth], ...] = ()


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


def evaluate(condition: Condition, profile: Profile, facts: Mapping[str, Fact]) -> Evaluation:
    """Kleene's evaluation of a condition whose names are resolved."""
    match condition:
        case Test():
            return _test(condition, profile, facts[condition.fact])
        case All(all=parts):
            return _join([evaluate(p, profile, facts) for p in parts], all_of)
        case Any_(any=parts):
            return _join([evaluate(p, profile, facts) for p in parts], any_of)
        case Not(not_=part):
            inner = evaluate(part, profile, facts)
            flipped = tuple(ConditionResult(r.test, negation(r.holds), r.told) for r in inner.results)
            return Evaluation(negation(inner.holds), flipped, tuple((n, negation(t)) for n, t in inner.readings))
        case Readings(readings=readings):
            by_name = [(r.name, evaluate(r.when, profile, facts)) for r in readings]
            truths = {e.holds for _, e in by_name}
            # each test once, though every reading holds it
            results = {(r.test.fact, r.test.bound): r for _, e in by_name for r in e.results}
            return Evaluation(
                truths.pop() if len(truths) == 1 else None,
                tuple(results.values()),
                tuple((name, e.holds) for name, e in by_name),
            )
    raise TypeError(f"unresolved condition {condition!r}")


def open_facts(condition: Condition, profile: Profile, facts: Mapping[str, Fact]) -> frozenset[str]:
    """The facts that can still decide an open condition. What a decided part of it holds open decides nothing."""
    if evaluate(condition, profile, facts).holds is not None:
        return frozenset()
    match condition:
        case Test():
            return frozenset({condition.fact})
        case All(all=parts) | Any_(any=parts):
            return frozenset().union(*(open_facts(p, profile, facts) for p in parts))
        case Not(not_=part):
            return open_facts(part, profile, facts)
        case Readings(readings=readings):
            return frozenset().union(*(open_facts(r.when, profile, facts) for r in readings))
    raise TypeError(f"unresolved condition {condition!r}")


def _join(parts: list[Evaluation], connective: Callable[[Iterable[Truth]], Truth]) -> Evaluation:
    truths = [p.holds for p in parts]
    return Evaluation(
        connective(truths),
        tuple(r for p in parts for r in p.results),
        # by reading: the truth of the whole, the other parts as they are
        tuple(
            (name, connective([*truths[:i], truth, *truths[i + 1 :]]))
            for i, p in enumerate(parts)
            for name, truth in p.readings
        ),
    )


def _test(test: Test, profile: Profile, fact: Fact) -> Evaluation:
    told = test.fact in profile.told
    if test.bound is None:
        value = profile.interval(test.fact, fact)
        supposed = not told and test.fact in profile.supposed
        holds: Truth = True if supposed or value.lower >= 1 else False if value.upper == 0 else None
        return Evaluation(holds, (ConditionResult(test, holds, told),))
    name, written = test.bound
    limit = threshold(fact, written)
    if not told and test.fact in profile.supposed:
        return Evaluation(True, (ConditionResult(test, True, False),))
    value = profile.interval(test.fact, fact)
    holds, gap = compare(name, value, limit)
    return Evaluation(holds, (ConditionResult(test, holds, told, _miss(fact, name, gap)),))


def compare(bound: str, value: Interval, limit: int) -> tuple[Truth, int]:
    """Whether the bound holds for every value, for none or for some; and by how much the nearest end misses."""
    if bound in ("at_least", "more_than"):
        needed = limit if bound == "at_least" else limit + 1
        if value.lower >= needed:
            return True, 0
        if value.upper is not None and value.upper < needed:
            return False, needed - value.upper
        return None, 0
    allowed = limit if bound == "at_most" else limit - 1
    if value.upper is not None and value.upper <= allowed:
        return True, 0
    if value.lower > allowed:
        return False, value.lower - allowed
    return None, 0


def _miss(fact: Fact, bound: str, gap: int) -> str | None:
    if not gap or fact.type == "rank":
        return None
    size = format_yuan(gap) if fact.type == "money" else f"{gap}{fact.unit}"
    return f"还差{size}" if bound in ("at_least", "more_than") else f"超出{size}"
