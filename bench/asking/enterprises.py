"""Simulated enterprises: every fact of a policy, as one enterprise would truly tell it.

Three kinds, from one seed each. What is likely differs from fact to fact and from enterprise to enterprise, so that no
single guess about how often a flag is true fits; no rule of a policy is named here.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from assistant.calculator.program import facts_of
from corpus.library import Policy
from corpus.rules import Fact, tests_of

WAN: Final = 10**6  # 1万元 in 分


@dataclass(frozen=True, slots=True)
class Kind:
    """How often, on average over facts, an enterprise of this kind meets what it is asked about."""

    name: str
    scope: float  # flags that measures of several topics ask for (in the district, of the trade)
    special: float  # flags of one topic (listed, won, uses the chip)
    recognised: float  # conditions of recognition
    counted: float  # at least one of a counted thing
    spends: float  # a sum of money that is not nought
    money: float  # its median, in 万元


KINDS: Final = (
    Kind("sparse", scope=0.85, special=0.12, recognised=0.75, counted=0.04, spends=0.5, money=200),
    Kind("optimistic", scope=0.97, special=0.45, recognised=0.95, counted=0.12, spends=0.8, money=600),
    Kind("rich", scope=0.92, special=0.65, recognised=0.9, counted=0.4, spends=0.95, money=3000),
)


def enterprises(policy: Policy, kind: Kind, count: int, seed: int = 17) -> Iterator[Mapping[str, int]]:
    """`count` enterprises: fact id -> true value (money in 分, counts, flags 0 or 1, ranks by position)."""
    rng = random.Random(f"{seed} {kind.name}")
    rates = {f: _spread(rng, _rate(policy, kind, f)) for f in _asked(policy)}
    for _ in range(count):
        size = rng.gauss(0, 0.5)  # a strong enterprise is strong in many things
        values = {f: _value(rng, policy.facts[f], _shifted(rate, size), kind, size) for f, rate in rates.items()}
        yield _consistent(policy, values)


def _asked(policy: Policy) -> list[str]:
    used = {f for m in policy.measures for f in facts_of(m)}
    return [f for f in policy.facts if f in used]


def _rate(policy: Policy, kind: Kind, fact_id: str) -> float:
    uses = [m for m in policy.measures if fact_id in facts_of(m)]
    roles = {t.role for m in uses for t in tests_of(m.when) if t.fact == fact_id}
    match policy.facts[fact_id].type:
        case "flag" if "recognition" in roles:
            return kind.recognised
        case "flag":
            return kind.scope if len(_topics(policy, fact_id)) > 1 else kind.special
        case "count":
            return kind.counted
        case _:
            return kind.spends


def _spread(rng: random.Random, rate: float) -> float:
    """A rate of the fact's own about the kind's."""
    return rng.betavariate(12 * rate, 12 * (1 - rate))


def _shifted(rate: float, size: float) -> float:
    odds = rate / max(1e-9, 1 - rate) * 2 ** (2 * size)
    return odds / (1 + odds)


def _value(rng: random.Random, fact: Fact, rate: float, kind: Kind, size: float) -> int:
    has = rng.random() < rate
    match fact.type:
        case "flag":
            return int(has)
        case "rank":
            return rng.randrange(len(fact.values)) if has else 0
        case "count":
            return 1 + (rng.random() < 0.2) if has else 0
        case "money":
            return round(kind.money * rng.lognormvariate(size, 1)) * WAN if has else 0


def _consistent(policy: Policy, values: dict[str, int]) -> dict[str, int]:
    """Who has no such project has spent nothing on it, and no result of it: such facts are nought."""
    special = {f for f in values if policy.facts[f].type == "flag" and len(_topics(policy, f)) == 1}
    reachable: set[str] = set()
    for measure in policy.measures:
        gates = {t.fact for t in tests_of(measure.when) if t.role == "presupposed" and t.fact in special}
        if all(values[g] for g in gates):
            reachable |= {*facts_of(measure)}
        else:
            reachable |= gates
    return {f: v if f in reachable or policy.facts[f].type == "count" else 0 for f, v in values.items()}


def _topics(policy: Policy, fact_id: str) -> set[str]:
    return {m.topic for m in policy.measures if fact_id in facts_of(m)}
