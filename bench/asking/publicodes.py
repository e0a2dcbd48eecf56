"""publicodes' order of questions, ported so that it runs on the same policies in the same process.

The rule as implemented in publicodes 1.x (packages/core/src: evaluationUtils.ts, mecanisms/{operation, condition,
applicable, plafond, toutes-ces-conditions}.ts; packages/forms/src/builder/computeNextFields.ts):

- evaluating a value collects `missingVariables`: for each fact without a value, how many times it was met; an
  operation adds up what its operands miss, also where an operand is met a second time;
- a condition's missing facts get a bonus of 1 each (`applicable si` and `plafond` are conditions); where the condition
  is unknown, both of its branches count too;
- evaluation is lazy: a definite false operand of `et` (a true one of `ou`, a nought of ×) ends it, and what the other
  operand misses drops out;
- the next question is the missing fact with the highest count, the first met among equals; after each answer all is
  evaluated anew. What is to be evaluated is the sum of the targets: here every measure that pays.

The port gave what publicodes 1.10.3 from npm gives, scores and order alike, on 300 random situations of
杭高新〔2022〕17号 (the rules written in its language by the same measures).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import add, gt, mul
from typing import Final

from assistant.calculator.program import threshold
from corpus.library import Policy
from corpus.rules import All, Any_, Cap, Condition, Measure, Not, Pays, Readings, Test

Number = int | Fraction
Value = Number | bool | None  # None: not known
Missing = dict[str, int]


@dataclass(frozen=True, slots=True)
class Node:
    """An evaluated expression: its value, `null` where it does not apply, and how often each missing fact was met."""

    value: Value
    missing: Missing
    null: bool = False


_NOUGHT: Final = Node(0, {})
_NULL: Final = Node(None, {}, null=True)


def missing_scores(
    policy: Policy,
    told: Mapping[str, int],
    supposed: frozenset[str] = frozenset(),
    only: Collection[str] | None = None,
) -> Missing:
    """How often each untold fact is met in evaluating the sum of the measures that pay (ids; all by default).

    In the order first met. `told` are values by fact id (分, counts, 0 or 1, ranks by position).
    """
    known: dict[str, int] = dict.fromkeys(supposed, 1) | dict(told)
    priced = {
        m.id: _measure(policy, m, known)
        for m in policy.measures
        if m.pays and not m.unpriced and (only is None or m.id in only)
    }
    total = _NOUGHT
    for limit in policy.limits:
        within = _NOUGHT
        for measure_id in limit.over:
            within = _add(within, priced.pop(measure_id, _NOUGHT))
        total = _add(total, _at_most(within, Node(limit.amount, {})))
    for node in priced.values():
        total = _add(total, node)
    return total.missing


def _measure(policy: Policy, measure: Measure, known: Mapping[str, int]) -> Node:
    """`applicable si: toutes ces conditions`, then the sum."""
    assert measure.pays is not None
    return _if(_condition(policy, measure.when, known), _pays(measure.pays, known), _NULL)


def _pays(pays: Pays, known: Mapping[str, int]) -> Node:
    if pays.amount is not None:
        amount = Node(pays.amount, {})
        return _times(_fact(pays.each, known), amount) if pays.each else amount
    assert pays.of is not None
    rate = Node(pays.base_rate, {})
    if pays.uplift:
        lifted = Node(pays.uplift.readings[0].rate, {})
        rate = _if(_truth(_fact(pays.uplift.when, known)), lifted, rate)
    value = _times(_fact(pays.of, known), rate)
    for cap in pays.caps:
        value = _at_most(value, _cap(cap, known))
    return value


def _cap(cap: Cap, known: Mapping[str, int]) -> Node:
    if cap.amount is not None:
        return Node(cap.amount, {})
    assert cap.of is not None
    return _times(_fact(cap.of, known), Node(cap.rate, {}))


def _condition(policy: Policy, condition: Condition, known: Mapping[str, int]) -> Node:
    match condition:
        case Test():
            return _test(policy, condition, known)
        case All(all=parts):
            found = Node(True, {})
            for part in parts:
                found = _lazy(found, _condition(policy, part, known), False)
            return found
        case Any_(any=parts):
            found = Node(False, {})
            for part in parts:
                found = _lazy(found, _condition(policy, part, known), True)
            return found
        case Not(not_=part):
            inner = _condition(policy, part, known)
            return Node(None if inner.value is None else not inner.value, inner.missing)
        case Readings(readings=readings):  # one reading has to be chosen: the first
            return _condition(policy, readings[0].when, known)
    raise TypeError(f"unresolved condition {condition!r}")


def _test(policy: Policy, test: Test, known: Mapping[str, int]) -> Node:
    value = _fact(test.fact, known)
    if test.bound is None:
        return _truth(value)
    if value.value is None:
        return value
    limit = threshold(policy.facts[test.fact], test.bound[1])
    number = value.value
    compared = {"at_least": number >= limit, "more_than": number > limit, "at_most": number <= limit}
    return Node(compared.get(test.bound[0], number < limit), value.missing)


def _fact(fact_id: str, known: Mapping[str, int]) -> Node:
    return Node(known[fact_id], {}) if fact_id in known else Node(None, {fact_id: 1})


def _truth(node: Node) -> Node:
    return Node(None if node.value is None else bool(node.value), node.missing)


def _lazy(left: Node, right: Node, ends: bool) -> Node:
    """`et` (ends on false) and `ou` (ends on true): what the other operand misses is dropped."""
    if left.value is ends:
        return left
    if right.value is ends:
        return right
    unknown = left.value is None or right.value is None
    return Node(None if unknown else not ends, _merged(left.missing, right.missing))


def _times(left: Node, right: Node) -> Node:
    if left.value == 0 and left.value is not None:
        return left
    return _both(mul, left, right)


def _add(left: Node, right: Node) -> Node:
    """What does not apply adds nothing, and what it misses counts."""
    return _both(add, Node(0, left.missing) if left.null else left, Node(0, right.missing) if right.null else right)


def _at_most(value: Node, cap: Node) -> Node:
    """`plafond`: si (plafond != non et valeur > plafond) alors plafond, sinon valeur."""
    named = Node(None if cap.value is None else True, cap.missing)
    exceeds = Node(None, _merged(value.missing, cap.missing))
    if value.value is not None and cap.value is not None:
        exceeds = Node(gt(value.value, cap.value), exceeds.missing)
    return _if(_lazy(named, exceeds, False), cap, value)


def _if(condition: Node, then: Node, otherwise: Node) -> Node:
    """`condition`: a bonus of 1 for each fact that the condition itself misses."""
    bonus = {fact: score + 1 for fact, score in condition.missing.items()}
    if condition.value is None:
        return Node(None, _merged(bonus, _merged(otherwise.missing, then.missing)))
    branch = then if condition.value else otherwise
    return Node(branch.value, _merged(bonus, branch.missing), branch.null)


def _both(operate: Callable[[Number, Number], Number], left: Node, right: Node) -> Node:
    missing = _merged(left.missing, right.missing)
    if left.value is None or right.value is None:
        return Node(None, missing)
    return Node(operate(left.value, right.value), missing)


def _merged(left: Missing, right: Missing) -> Missing:
    return {**left, **{fact: left.get(fact, 0) + score for fact, score in right.items()}}
