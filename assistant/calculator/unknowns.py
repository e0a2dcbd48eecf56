"""What is not known of one enterprise and can still move a measure: nothing else is asked for."""

from __future__ import annotations

from typing import Final

from assistant.calculator.bounds import Bounds, Truth, larger, share_of, smaller
from assistant.calculator.evaluation import Evaluator
from assistant.calculator.program import Both, Check, Compiled, Either, Node, Opposite, Payment, Ways

_SOME: Final = 100_00  # 分: of less than this two rates may round to the same


def movers(evaluator: Evaluator, compiled: Compiled, truth: Truth) -> frozenset[str]:
    """The facts that can still move the status of a measure, or its sum; `truth` is whether it is granted."""
    if not truth.possible:
        return frozenset()
    found = frozenset() if truth.sure else deciding(evaluator, compiled)
    payment = compiled.pays
    if payment:
        found |= {fact for fact in payment.facts if fact not in found and _moves(evaluator, payment, fact)}
    return found


def deciding(evaluator: Evaluator, compiled: Compiled) -> frozenset[str]:
    """The facts that can still decide whether an open measure is granted."""
    found = open_facts(evaluator, compiled.when)
    each = compiled.pays.each if compiled.pays else None
    return found | {each} if each and evaluator.value(each).lower == 0 else found


def open_facts(evaluator: Evaluator, node: Node) -> frozenset[str]:
    """The facts that can still decide an open condition. What a decided part of it holds open decides nothing."""
    truth = evaluator.holds(node)
    if truth.sure or not truth.possible:
        return frozenset()
    match node:
        case Check():
            return frozenset({node.fact})
        case Both(parts) | Either(parts) | Ways(_, parts):
            return frozenset().union(*(open_facts(evaluator, part) for part in parts))
        case Opposite(part):
            return open_facts(evaluator, part)


def _moves(evaluator: Evaluator, payment: Payment, fact: str) -> bool:
    """Whether a fact can still move the sum, alone or with others.

    Sums never fall as a base, a count or a cap's base grows, so what leaves both ends where they are moves nothing.
    A flag that lifts the rate leaves them there too where the base is quite open: it is asked for all the same,
    unless the caps bind from the smallest base on.
    """
    value = evaluator.value(fact)
    if value.lower == value.upper:
        return False
    if fact == payment.each:
        return True
    if fact == payment.lifts:
        return _lift_shows(evaluator, payment)
    low, high = (evaluator.with_value(fact, Bounds(end, end)).pay(payment).amount for end in (value.lower, value.upper))
    return low != high


def _lift_shows(evaluator: Evaluator, payment: Payment) -> bool:
    assert payment.of is not None and payment.rate is not None  # only a rate is lifted
    base = evaluator.value(payment.of)
    low = larger(base.lower, smaller(base.upper, _SOME))
    bottom = Bounds(low, low)
    sums = set()
    for rate in (payment.rate, *(rate for _, rate in payment.lifted)):
        amount = share_of(rate, bottom).upper
        for ceiling in payment.caps:
            # a cap on the same base binds as at that base
            _, allowed = evaluator.with_value(payment.of, bottom).allowed(ceiling)
            amount = smaller(amount, allowed.upper)
        sums.add(amount)
    return len(sums) > 1
