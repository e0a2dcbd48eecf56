"""「评优和不评优差多少」, 「普通和优秀各多少」, 「采购从300万提到500万能多拿多少」, 「同样花1000万，芯片和模块哪个补得多」: what comes out two ways.

Total is null: a difference is no entitlement.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answer.choosing import ON_SUBJECT, RECOGNITION, named_measures
from assistant.answer.comparing import which_more
from assistant.answer.draft import Draft
from assistant.answer.turn import Turn, distinct, quotes_of
from assistant.answer.wording import money, readings_words, rule_words
from assistant.calculator.assessment import MeasureResult
from assistant.calculator.intervals import NO, YES, ZERO, Interval
from assistant.calculator.program import facts_of, pay_facts
from assistant.understanding.fact_values import ToldFact, to_value
from assistant.understanding.quantities import read_quantities
from corpus.amounts import format_rate, format_yuan
from corpus.rules import Measure

_TWO: Final = 2
_PLAIN: Final = re.compile(r"普通|一般(?!来)|平常|不评")
_ALIKE: Final = re.compile(r"都|均|同样|一样|相同|各")


@dataclass(frozen=True)
class _Way:
    """One of the ways that are set side by side: its name, and what comes out."""

    name: str
    result: MeasureResult

    @property
    def amount(self) -> Interval:
        return self.result.amount or ZERO


def answer_difference(turn: Turn) -> Draft | None:
    """The ways that the message sets side by side, each with its sum; None where it sets none."""
    asked = turn.part.asked
    if not (asked.compare or asked.each) or turn.part.mentions:
        return None
    measures = _measures(turn)
    if not (asked.compare or any(_without_uplift(turn, m) for m in measures)):
        return None
    for measure in measures:
        ways = _by_result(turn, measure) or _by_uplift(turn, measure) or _by_value(turn, measure)
        if ways:
            return _side_by_side(turn, ways)
    return _by_measure(turn, [m for m in measures if m.pays and m.pays.of])


def _measures(turn: Turn) -> list[Measure]:
    """What the message names (by what raises its rate, by its topic), else what is being talked about."""
    raised = [m for m in turn.policy.measures if _names_uplift(turn, m)]
    if raised:
        return raised
    topics = [s.item for s in turn.part.candidates.topics if s.score >= ON_SUBJECT and s.item != RECOGNITION]
    named = [m for t in topics[:_TWO] for m in named_measures(turn, t) if m.pays]
    return distinct(named or [turn.policy.measure_by_id[m] for m in turn.conversation.measures])


# ------------------------------------------------------------------ ways
def _by_result(turn: Turn, measure: Measure) -> list[_Way]:
    """「从合格变成优秀」: two results of the stage that the measure turns on."""
    for fact_id in facts_of(measure):
        fact = turn.policy.facts[fact_id]
        named = [name for name in fact.values if name in turn.part.text] if fact.type == "rank" else []
        longest = [n for n in named if not any(n != o and n in o for o in named)]
        if len(longest) == _TWO:
            ranks = [fact.rank_of(name) for name in longest]
            words = [f"{fact.label}为{name}" for name in longest]
            return [_way(turn, measure, w, {fact_id: Interval(r, r)}) for w, r in zip(words, ranks, strict=True)]
    return []


def _by_uplift(turn: Turn, measure: Measure) -> list[_Way]:
    """「评优和不评优差多少」: without what raises the rate, and with it."""
    uplift = measure.pays.uplift if measure.pays else None
    if uplift is None or not _names_uplift(turn, measure):
        return []
    label = turn.policy.facts[uplift.when].label
    return [_way(turn, measure, f"{word}{label}", {uplift.when: flag}) for word, flag in _WITHOUT_AND_WITH]


def _names_uplift(turn: Turn, measure: Measure) -> bool:
    uplift, text = measure.pays.uplift if measure.pays else None, turn.part.text
    fact = turn.policy.facts[uplift.when] if uplift else None
    return fact is not None and any(w in text for w in fact.say) and not any(w in text for w in fact.not_in)


def _without_uplift(turn: Turn, measure: Measure) -> bool:
    """「普通项目和优秀项目各多少」: what raises the rate is named, and the plain case beside it."""
    uplift = measure.pays.uplift if measure.pays else None
    if uplift is None or not _names_uplift(turn, measure):
        return False
    fact, text = turn.policy.facts[uplift.when], turn.part.text
    denials = [w for w in (*fact.denied, *fact.denied_weak) if w in text]
    for word in denials:
        text = text.replace(word, "＿")  # 「都没评优」 names no second case
    return any(w in text for w in fact.say) and (bool(denials) or _PLAIN.search(text) is not None)


_WITHOUT_AND_WITH: Final = (("未", NO), ("", YES))


def _by_value(turn: Turn, measure: Measure) -> list[_Way]:
    """「采购从300万提到500万」, 「如果采购涨到500万，能多拿多少」: one fact, before and after."""
    noted = turn.conversation.told()
    for told in turn.part.facts.told:
        if told.fact not in pay_facts(measure) or turn.policy.facts[told.fact].type not in ("money", "count"):
            continue
        fact = turn.policy.facts[told.fact]
        values = [to_value(fact, told.fact, q, q.text) for q in read_quantities(told.span) if not q.ordinal]
        sums = [v.value for v in values if isinstance(v, ToldFact)]
        if len(sums) != _TWO and told.hypothetical and told.fact in noted:
            sums = [noted[told.fact].value, told.value]
        if len(sums) == _TWO and all(s.is_point for s in sums):
            names = [f"{fact.label}{format_yuan(s.lower) if fact.type == 'money' else s.lower}" for s in sums]
            return [_way(turn, measure, n, {told.fact: s}) for n, s in zip(names, sums, strict=True)]
    return []


def _by_measure(turn: Turn, measures: Sequence[Measure]) -> Draft | None:
    """「同样花1000万研发、采购1000万，芯片和模块哪个补得多」."""
    if len(measures) != _TWO or not any(set(pay_facts(m)) & turn.told_now for m in measures):
        return None
    if _ALIKE.search(turn.part.text):
        turn = turn.supposing(_shared(turn, measures))
    results = [turn.assess([m.id]).results[0] for m in measures]
    if any(r.missing for r in results):
        return None
    return _side_by_side(turn, [_Way(r.measure.name, r) for r in results])


def _shared(turn: Turn, measures: Sequence[Measure]) -> dict[str, Interval]:
    """「研发都是2000万」: what was told of one is told of the other, role by role."""
    shared: dict[str, Interval] = {}
    for one, other in (measures, reversed(measures)):
        for source, target in zip(pay_facts(one), pay_facts(other), strict=False):
            same = turn.policy.facts[source].type == turn.policy.facts[target].type == "money"
            if same and source in turn.told and target not in turn.told:
                shared[target] = turn.told[source].value
    return shared


def _way(turn: Turn, measure: Measure, name: str, facts: dict[str, Interval]) -> _Way:
    return _Way(name, turn.supposing(facts).assess([measure.id]).results[0])


# ------------------------------------------------------------------ words
def _side_by_side(turn: Turn, ways: list[_Way]) -> Draft:
    first, second = ways
    computed = []
    told = [w for w in ways if w.amount.upper is not None]
    if len(told) == len(ways) and not all(w.result.missing for w in ways):
        listed = "；".join(f"{w.name}，{_amount(w)}" for w in ways)
        verdict, reckoned = which_more((first.name, first.amount), (second.name, second.amount))
        lead = f"{verdict}：{listed}"
        computed += [reckoned, *(_amount(w) for w in ways)]
    else:  # what they are reckoned from was not told: the rates
        lead = "；".join(f"{w.name}，{_rates(w.result.measure, w is first)}" for w in ways)
        computed.append(lead)
    reckonings = [f"{w.name}：{w.result.formula}。" for w in ways if w.result.formula and "×" in w.result.formula]
    computed += reckonings
    measures = distinct(w.result.measure for w in ways)
    rules = [f"原文：「{rule_words(m)}」。" for m in measures]
    return Draft(
        "answered",
        f"{lead}。",
        (*reckonings, *rules),
        tuple(dict.fromkeys(q for m in measures for q in quotes_of(m))),
        results=tuple({id(w.result.measure): w.result for w in ways}.values()),
        kind="compare",
        about=tuple(m.id for m in measures),
        computed=tuple(computed),
    )


def _amount(way: _Way) -> str:
    words = readings_words(way.result)
    return money(way.amount) + (f"（{words}）" if words else "")


def _rates(measure: Measure, plain: bool) -> str:
    pays = measure.pays
    assert pays is not None and pays.rate is not None and pays.uplift is not None
    if plain:
        return format_rate(pays.rate)
    return "或".join(f"{format_rate(r.rate)}（{r.name}）" for r in pays.uplift.readings)
