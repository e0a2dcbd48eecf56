"""Sentences about a measure that depend on what this turn asked and told."""

from __future__ import annotations

from assistant.answer.asking import stated_figures
from assistant.answer.turn import Turn
from assistant.answer.wording import (
    authority_words,
    money,
    readings_words,
    supposed_words,
)
from assistant.calculator.assessment import MeasureResult
from assistant.calculator.intervals import YES, Interval
from assistant.understanding.by_year import told_in_words
from assistant.understanding.patterns import best_score
from corpus.rules import Measure


def verdict(turn: Turn, measure: Measure) -> str:
    """「不是，」 where the figure put forward is not what the text gives, or not in that role (a loan line, a ceiling)."""
    sums, rates = stated_figures(turn, "money"), stated_figures(turn, "percent")
    pays = measure.pays
    for quantity in sums:
        fen = int(quantity.lower * 100) if quantity.lower is not None else None
        if measure.loan_line is not None or pays is None:
            return f"不是直接给{quantity.text}，" if fen == measure.loan_line else "不是，"
        if pays.ceiling and fen == pays.amount:
            return f"不是固定给{quantity.text}，是最高限额，"
        caps = {c.amount for c in pays.caps}
        if fen in caps:
            return "是上限，" if turn.part.asked.most else f"不是固定给{quantity.text}，那是上限，"
        return "是的，" if fen == pays.amount and not pays.ceiling else "不是，"
    for quantity in rates:
        if pays is None or pays.rate is None:
            continue
        if quantity.lower == pays.rate:
            return "不是固定比例，是最高比例，" if pays.ceiling else "是的，"
        return "不是，"
    return ""


def class_name(turn: Turn, measure: Measure) -> str:
    """What a list calls a measure: the class that it counts, else its own name."""
    if measure.pays and measure.pays.each:
        return turn.policy.facts[measure.pays.each].label
    return measure.name


def explained(turn: Turn, result: MeasureResult) -> tuple[str, ...]:
    """What a reply adds to the rule: suppositions, steps of the authority, notes and traps; a paragraph each."""
    paragraphs = []
    readings = readings_words(result)
    supposed = supposed_words(result)
    if supposed:
        paragraphs.append(supposed)
    authority = authority_words(result)
    if authority:
        paragraphs.append(authority)
    if not readings:
        paragraphs += [f"{note}。" for note in result.measure.notes]
    paragraphs += trap_notes(turn, result.measure)
    return tuple(paragraphs)


def trap_notes(turn: Turn, measure: Measure) -> list[str]:
    """What the text leaves open on just what the question touches (「2019年拿的奖」: 新获得从何时算起)."""
    return [
        f"{trap.note}。"
        for trap in turn.policy.head.traps
        if trap.clause == measure.clause
        and trap.about
        and best_score(trap.about, turn.part.text)
        and any(trap.quote in q for q in measure.quote)
    ]


def if_raised(turn: Turn, result: MeasureResult) -> str:
    """「如被评为优秀项目，…为40万元」: what it would come to with an award that nothing was said of; "" where the text
    knows none, or it changes nothing."""
    uplift = result.measure.pays.uplift if result.measure.pays else None
    if uplift is None or uplift.when not in turn.unclaimed:
        return ""
    raised = turn.supposing({uplift.when: YES}).assess([result.measure.id]).results[0]
    if raised.amount is None or raised.amount == result.amount:
        return ""
    sums = readings_words(raised) or f"为{money(raised.amount)}"
    reckoned = f"（{raised.formula}）" if raised.formula else ""
    return f"以上未计上浮；如{turn.policy.facts[uplift.when].label}，{sums}{reckoned}。"


def told_words(turn: Turn, fact_id: str) -> str:
    """「研发人员数28人」: a told fact's label and value. Raises KeyError for a fact that was not told."""
    fact = turn.policy.facts[fact_id]
    return f"{fact.label}{told_in_words(fact, turn.told[fact_id])}"


def copula(amount: Interval | None) -> str:
    """The word between a measure and its sum: none before a ceiling, whose words begin with 最高."""
    return "" if amount and amount.lower == 0 and amount.upper else "为"
