"""The least that could be asked: the shortest proof for one who knows the answers, and the best of all decision trees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import chain, combinations

from bench.asking.strategies import Ask, Rules, Values

Prior = Mapping[str, tuple[tuple[int, float], ...]]  # fact -> its values and how likely each is


class Proofs:
    """The fewest facts that settle an enterprise's total, for one who knows them all: no order of single facts beats it."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._of: dict[object, list[frozenset[str]]] = {}

    def fewest(self, enterprise: Values) -> int:
        """How many facts have to be told at the least (exact as long as no limit across measures settles a sum)."""
        ways = [self._ways(m.id, enterprise) for m in self.rules.measures]
        shared = {f for f in set().union(*chain(*ways)) if sum(any(f in way for way in of) for of in ways) > 1}
        return min(
            len(taken)
            + sum(min((len(way - shared) for way in of if way & shared <= taken), default=999) for of in ways)
            for taken in map(frozenset, _subsets(sorted(shared)))
        )

    def _ways(self, measure_id: str, enterprise: Values) -> list[frozenset[str]]:
        """Every smallest set of facts that settles the measure's sum."""
        facts = [f for f in self.rules.facts[measure_id] if f not in self.rules.supposed]
        key = (measure_id, tuple(enterprise[f] for f in facts))
        if key not in self._of:
            measure = self.rules.policy.measure_by_id[measure_id]
            found: list[frozenset[str]] = []
            for told in map(frozenset, _subsets(facts)):
                if any(way <= told for way in found):
                    continue
                result = self.rules.result(measure, {f: enterprise[f] for f in told})
                if not result.missing or (result.amount is not None and result.amount.upper == 0):
                    found.append(told)
            self._of[key] = found
        return self._of[key]


def plain_prior(rules: Rules) -> Prior:
    """Every value equally likely: flags and counts 0 or 1, each rank, sums of nought, 100万元 and 1000万元."""
    values = {"flag": (0, 1), "count": (0, 1), "money": (0, 100 * 10**6, 1000 * 10**6)}
    found = {}
    for fact_id in rules.order:
        fact = rules.policy.facts[fact_id]
        of = values.get(fact.type) or tuple(range(len(fact.values)))
        found[fact_id] = tuple((value, 1 / len(of)) for value in of)
    return found


def expected(rules: Rules, prior: Prior, ask: Ask) -> float:
    """How many single facts a strategy asks for until the total is settled, on average under the prior."""
    return _over_answers(rules, prior, lambda told: [ask(rules, dict(told)).facts[0]])


def optimum(rules: Rules, prior: Prior) -> float:
    """The same for the best strategy there is, by exhaustive search: for a handful of facts only."""
    return _over_answers(rules, prior, lambda told: sorted(rules.open_facts(dict(told))))


def _over_answers(rules: Rules, prior: Prior, choices: Callable[[frozenset[tuple[str, int]]], Iterable[str]]) -> float:
    @cache
    def ahead(told: frozenset[tuple[str, int]]) -> float:
        if not rules.open_facts(dict(told)):
            return 0.0
        return 1 + min(sum(p * ahead(told | {(f, v)}) for v, p in prior[f]) for f in choices(told))

    return ahead(frozenset())


def _subsets(facts: list[str]) -> Iterable[tuple[str, ...]]:
    return chain.from_iterable(combinations(facts, size) for size in range(len(facts) + 1))
