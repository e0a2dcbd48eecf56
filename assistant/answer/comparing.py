"""「相差多少」: two classes or measures side by side, with the difference reckoned where both are definite."""

from __future__ import annotations

from itertools import pairwise

from assistant.answer.draft import Draft
from assistant.answer.turn import Turn, quotes_of
from assistant.answer.wording import rule_short, rule_words
from corpus.amounts import format_yuan
from corpus.rules import Measure


def answer_compare(turn: Turn, measures: list[Measure]) -> Draft:
    """Total is null: a difference is no entitlement. Figures stand in the text."""
    named = [(_name(turn, m), m) for m in measures]
    listed = "，".join(f"{name}{rule_short(m)}" for name, m in named)
    computed: list[str] = []
    lead = listed
    amounts = [m.pays.amount for m in measures if m.pays and m.pays.amount is not None]
    if len(amounts) == len(measures) == 2:
        high, low = max(amounts), min(amounts)
        computed.append(f"{format_yuan(high)}-{format_yuan(low)}={format_yuan(high - low)}")
        if high == low:
            lead = f"两者一样多：{listed}"
        else:
            more = named[0 if measures[0].pays and measures[0].pays.amount == high else 1][0]
            lead = f"相差{format_yuan(high - low)}，{more}更高：{listed}"
    elif len(amounts) == len(measures) > 2:
        steps = [
            f"{format_yuan(a)}-{format_yuan(b)}={format_yuan(a - b)}"
            if a >= b
            else f"{format_yuan(b)}-{format_yuan(a)}={format_yuan(b - a)}"
            for a, b in pairwise(amounts)
        ]
        computed += steps
        lead = f"{listed}；依次相差：{'，'.join(steps)}"
    body = tuple(dict.fromkeys(f"{m.name}：{rule_words(m)}。" for m in measures if m.pays is None or m.pays.rate))
    quotes = tuple(dict.fromkeys(q for m in measures for q in quotes_of(m)))
    return Draft(
        "answered",
        lead + "。",
        body,
        quotes,
        kind="compare",
        about=tuple(m.id for m in measures),
        computed=tuple(computed),
    )


def answer_against_unnamed(turn: Turn, measure: Measure) -> Draft:
    """「团标和国标哪个多」: one of the two is not in the text."""
    mention = turn.part.unnamed[0]
    said = turn.part.text[mention.start : mention.end]
    lead = f"原文没有写明{said}的奖励；{_name(turn, measure)}{rule_short(measure)}。"
    family = turn.policy.vocabulary.families[mention.family]
    return Draft("answered", lead, (f"{family.unnamed}。",), quotes_of(measure), kind="compare", about=(measure.id,))


def _name(turn: Turn, measure: Measure) -> str:
    if measure.pays and measure.pays.each:
        return turn.policy.facts[measure.pays.each].label
    return measure.name
