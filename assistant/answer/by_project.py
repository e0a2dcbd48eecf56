"""「甲项目合同200万没评优，乙项目合同300万评了优秀，一共奖多少」: each project by itself, and what they come to together.

What an enterprise is given for all of its projects is held under the limits that are an enterprise's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answer.choosing import topic_measures
from assistant.answer.comparing import which_more
from assistant.answer.draft import Draft
from assistant.answer.explaining import copula
from assistant.answer.turn import Turn, distinct, quotes_of
from assistant.answer.wording import money, readings_words, rule_words
from assistant.calculator.assessment import MeasureResult, Total
from assistant.calculator.intervals import NO, ZERO, Interval
from assistant.calculator.program import pay_facts
from assistant.reply import Outcome
from assistant.understanding.fact_values import ToldFact, to_value
from corpus.amounts import format_yuan
from corpus.rules import Measure

_TWO: Final = 2


@dataclass(frozen=True)
class _Project:
    name: str
    turn: Turn
    result: MeasureResult

    @property
    def amount(self) -> Interval:
        return self.result.amount or ZERO


def answer_projects(turns: Sequence[tuple[str, Turn]]) -> Draft | None:
    """Each project's sum by what was told of it, and the total; None where one of them has no sum of its own."""
    projects: list[_Project] = []
    paying = [_paying(turn) for _, turn in turns]
    only = next((m for m in paying if m), None)
    for (name, turn), own in zip(turns, paying, strict=True):
        measure = own or only
        told = _of_project(turn, measure) if measure else {}
        if measure is None or not measure.pays or measure.pays.of not in told:
            return None
        alone = turn.supposing(told, instead=pay_facts(measure))
        projects.append(_Project(name, turn, alone.assess([measure.id]).results[0]))
    if any(p.amount.upper is None for p in projects):
        return None
    compares = projects[0].turn.part.asked.compare
    total, limits = _together(projects)
    listed = "；".join(f"{p.name}{copula(p.amount)}{_words(p)}" for p in projects)
    two = [(p.name, p.amount) for p in projects]
    verdict = f"{which_more(*two)[0]}：" if len(two) == _TWO else ""
    lead = f"{verdict}{listed}" if compares else f"合计{money(total)}：{listed}{limits}"
    missing = tuple(dict.fromkeys(f for p in projects for f in p.result.missing))
    questions = tuple(dict.fromkeys(projects[0].turn.policy.facts[f].ask for f in missing))[:2]
    measures = distinct(p.result.measure for p in projects)
    reckonings = tuple(f"{p.name}：{p.result.formula}。" for p in projects if p.result.formula)
    needs = bool(missing) and total.lower != total.upper and not compares
    outcome: Outcome = "needs_facts" if needs else "answered"
    ask = f"；请告知：{questions[0]}" if needs and questions else "。"
    return Draft(
        outcome,
        lead + ask,
        (*reckonings, *(f"原文：「{rule_words(m)}」。" for m in measures)),
        tuple(dict.fromkeys(q for m in measures for q in quotes_of(m))),
        total=None if compares else Total(total, ()),
        results=tuple({p.result.measure.id: p.result for p in projects}.values()),
        questions=questions if needs else (),
        asked=missing[:1] if needs else (),
        kind="compare" if compares else "sum",
        about=tuple(m.id for m in measures),
        rests_on=not compares,
        computed=(lead, *reckonings),
    )


def _paying(turn: Turn) -> Measure | None:
    """The support that the project's own sum is the base of: of the topic that it names, else of what is talked about;
    one that a flag of its own tells of (评了优秀) where the sum has no word."""
    told = {f.fact for f in turn.part.facts.told}
    at_hand = [turn.policy.measure_by_id[m] for m in turn.conversation.measures]
    paying = [m for m in (*topic_measures(turn), *at_hand, *turn.policy.measures) if m.pays and m.pays.of]
    return next(
        (m for m in paying if m.pays and m.pays.of in told),
        next((m for m in paying if m.pays and m.pays.uplift and m.pays.uplift.when in told), None),
    )


def _of_project(turn: Turn, measure: Measure) -> dict[str, Interval]:
    """What the project tells of what the support is reckoned from; a sum without a word is its base."""
    told = {f.fact: f.value for f in turn.part.facts.told if f.fact in pay_facts(measure)}
    assert measure.pays is not None  # chosen for what it pays
    base, uplift = measure.pays.of, measure.pays.uplift
    if uplift and uplift.when not in told:
        denied = any(word in turn.part.text for word in turn.policy.facts[uplift.when].denied_weak)
        told |= {uplift.when: NO} if denied else {}
    sums = [q for q in turn.part.facts.loose if q.kind == "money"]
    if base and base not in told and len(sums) == 1:
        value = to_value(turn.policy.facts[base], base, sums[0], sums[0].text)
        told |= {base: value.value} if isinstance(value, ToldFact) else {}
    return told


def _together(projects: Sequence[_Project]) -> tuple[Interval, str]:
    """What all of them come to under the limits of an enterprise, and the words for a limit that binds."""
    total, limits = ZERO, ""
    for measure in distinct(p.result.measure for p in projects):
        own = ZERO
        for project in projects:
            own = own.plus(project.amount) if project.result.measure is measure else own
        caps = [c.amount for c in measure.pays.caps if c.amount is not None] if measure.pays else []
        if caps and own.upper is not None and own.upper > min(caps):
            limits = f"；{measure.name}单个企业上限{format_yuan(min(caps))}"
            own = Interval(min(own.lower, *caps), min(own.upper, *caps))
        total = total.plus(own)
    return total, limits


def _words(project: _Project) -> str:
    readings = readings_words(project.result)
    return money(project.amount) + (f"（{readings}）" if readings else "")
