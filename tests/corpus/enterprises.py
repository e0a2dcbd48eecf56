"""Enterprises at the edges of a policy's rules, and what the calculator makes of each: whether two policies differ.

A mutant under which no result differs for any of them is taken to be no mistake at all (an equivalent mutant).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from assistant.calculator.assessment import assess, presupposed
from assistant.calculator.facts_json import BadFacts, read_profile
from assistant.calculator.profile import Profile
from assistant.calculator.program import facts_of
from corpus.amounts import format_yuan, parse_count, parse_money
from corpus.library import Policy
from corpus.rules import Fact, Measure, tests_of

BY_MEASURE = 12
MIXED = 200
_SUMS = ("0元", "100万元", "1234.56万元", "200000万元")


@dataclass(frozen=True)
class Enterprise:
    """Facts as a file has them; with `one_outlay` all its sums are told of one and the same money."""

    facts: dict[str, Any]
    one_outlay: bool
    supposing: bool


def enterprises(policy: Policy) -> list[Enterprise]:
    """The same ones each time: for each measure some that meet it or barely miss it, and some mixed ones."""
    chance = random.Random(20220017)
    edges = {name: _edges(policy, name, fact) for name, fact in policy.facts.items()}
    return [*_by_measure(policy, edges, chance), *_mixed(policy, edges, chance)]


def _by_measure(policy: Policy, edges: dict[str, list[Any]], chance: random.Random) -> Iterator[Enterprise]:
    groups = [[measure] for measure in policy.measures]
    groups += [[policy.measure_by_id[m] for m in rule.over] for rule in (*policy.limits, *policy.stacking)]
    for group in groups:
        for round_ in range(BY_MEASURE):
            facts: dict[str, Any] = {}
            for name in dict.fromkeys(f for measure in group for f in facts_of(measure)):
                flag = policy.facts[name].type == "flag"
                facts[name] = True if flag and chance.random() < 0.85 else chance.choice(edges[name])
            for name in chance.sample(sorted(facts), min(len(facts), round_ % 3)):
                del facts[name]
            yield Enterprise(facts, round_ % 2 == 0, round_ % 4 == 3)


def _mixed(policy: Policy, edges: dict[str, list[Any]], chance: random.Random) -> Iterator[Enterprise]:
    for _ in range(MIXED):
        share = chance.random()
        facts = {name: chance.choice(edges[name]) for name in policy.facts if chance.random() < share}
        yield Enterprise(facts, chance.random() < 0.3, chance.random() < 0.5)


def _edges(policy: Policy, name: str, fact: Fact) -> list[Any]:
    """The values of a fact at which a rule may turn, and ranges over them."""
    bounds = [t.bound[1] for m in policy.measures for t in tests_of(m.when) if t.fact == name and t.bound]
    match fact.type:
        case "flag":
            return [True, False]
        case "rank":
            ranks = list(fact.values)
            return [*ranks, {"lower": ranks[0], "upper": ranks[1]}, {"lower": ranks[1], "upper": ranks[-1]}]
        case "count":
            counts = sorted({0, 1, 3} | {parse_count(b) + step for b in bounds for step in (-1, 0, 1)})
            return [*counts, {"lower": counts[0], "upper": counts[-1]}]
        case "money":
            sums = [format_yuan(parse_money(b) + step) for b in bounds for step in (-1, 0, 1)]
            return [*_SUMS, *sums, {"lower": "50万元", "upper": "900万元"}, {"lower": "300万元", "upper": None}]


def outcome(policy: Policy, enterprise: Enterprise) -> object:
    """All that the calculator says of one enterprise, to be compared; or why it says nothing."""
    try:
        told = read_profile(policy, enterprise.facts).told
        if enterprise.one_outlay:
            told = {f: replace(t, outlay="同一笔") if policy.facts[f].type == "money" else t for f, t in told.items()}
        supposed = presupposed(policy) if enterprise.supposing else frozenset()
        found = assess(policy, Profile(told, supposed))
        results = {
            r.measure.id: (
                (r.status, r.amount, r.unpriced, r.formula, frozenset(r.missing), r.unknown, r.supposed),
                tuple((c.test.text, c.test.clause, c.holds) for c in r.conditions),
                (r.amount_readings, r.status_readings, _told(r.measure)),
            )
            for r in found.results
        }
        return results, found.total
    except (BadFacts, ValueError, KeyError) as error:
        return str(error)


def _told(measure: Measure) -> tuple[object, ...]:
    """What an answer tells of a measure beside the sums."""
    pays = measure.pays
    return measure.clause, measure.kind, measure.loan_line, pays.years if pays else None, bool(pays and pays.soft)
