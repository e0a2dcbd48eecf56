"""Facts told and nothing asked: they are noted, and what to ask is offered."""

from __future__ import annotations

from assistant.answer.draft import Draft
from assistant.answer.turn import Turn
from assistant.calculator.assessment import presupposed
from assistant.calculator.program import facts_of
from assistant.understanding.by_year import told_in_words


def answer_noted(turn: Turn) -> Draft | None:
    """What this message told, and which supports it bears on; None where it told nothing."""
    told = turn.told
    lines = [
        f"{turn.policy.facts[fact_id].label}＝{told_in_words(turn.policy.facts[fact_id], told[fact_id])}"
        for fact_id in told
        if fact_id in turn.told_now
    ]
    if not lines or _is_besides(turn):
        return None
    using = [m for m in turn.policy.measures if turn.told_now & set(facts_of(m))]
    names = "、".join(dict.fromkeys(m.name for m in using))
    lead = f"已记下：{'，'.join(lines)}。"
    body = (f"这些情况关系到：{names}。您想先问哪项支持？",) if names else ()
    return Draft(
        "answered", lead, body, kind="noted", about=tuple(m.id for m in using[:1]), questions=("您想问哪项支持？",)
    )


def _is_besides(turn: Turn) -> bool:
    """「我们是滨江的，研发人数两边合起来算行不行」: what is told only leads to what is asked, of something else."""
    asks_of = set(turn.part.facts.named) - turn.told_now
    return not turn.part.asked.nothing and bool(asks_of) and turn.told_now <= presupposed(turn.policy)
