"""Assessments as the reply's JSON: what `mingce assess`, REST and the answers show of a result."""

from __future__ import annotations

from typing import Any

from assistant.calculator.assessment import MeasureResult, Total, assess, presupposed
from assistant.calculator.facts_json import BadFacts, read_profile
from assistant.calculator.intervals import Interval
from assistant.calculator.profile import Profile, fen_to_yuan, show
from assistant.errors import BadInput
from assistant.reply import ConditionOut, FactOut, MeasureOut, ReadingOut, TotalOut, UnknownOut
from corpus.library import Policy


def assess_facts(policy: Policy, facts: object, suppose: bool = False) -> dict[str, Any]:
    """FACTS.json -> total, measures, facts, questions. With `suppose`, untold presuppositions hold. Raises BadInput."""
    try:
        told = read_profile(policy, facts)
    except BadFacts as error:
        raise BadInput(str(error)) from None
    profile = Profile(told.told, presupposed(policy)) if suppose else told
    assessment = assess(policy, profile)
    asks = dict.fromkeys(policy.facts[f].ask for r in assessment.results for f in r.missing)
    return {
        "total": total_out(assessment.total).model_dump(),
        "measures": [measure_json(r) for r in assessment.results],
        "facts": {
            f: fact_out(policy, f, t.value, t.span, t.turn, t.subject).model_dump(exclude_none=True)
            for f, t in profile.told.items()
        },
        "questions": list(asks),
    }


def total_out(total: Total) -> TotalOut:
    """A total in 元."""
    return TotalOut(**_yuan(total.amount), unpriced=total.unpriced)


def measure_json(result: MeasureResult) -> dict[str, Any]:
    """`measure_out` as JSON; of a reading only what it says: an amount or a status."""
    data = measure_out(result).model_dump()
    data["readings"] = [{k: v for k, v in r.items() if v is not None} for r in data["readings"]]
    return data


def measure_out(result: MeasureResult) -> MeasureOut:
    """A measure's result as the reply shows it."""
    readings = [ReadingOut(name=r.name, **_yuan(r.amount)) for r in result.amount_readings]
    readings += [ReadingOut(name=name, status=status) for name, status in result.status_readings]
    money = {"lower_yuan": None, "upper_yuan": None} if result.amount is None else _yuan(result.amount)
    return MeasureOut(
        id=result.measure.id,
        name=result.measure.name,
        clause=result.measure.clause,
        kind=result.measure.kind,
        status=result.status,
        **money,
        formula=result.formula,
        supposed=result.supposed,
        conditions=tuple(
            ConditionOut(
                text=c.test.text,
                status="met" if c.holds else "unmet" if c.holds is False else "open",
                fact=c.test.fact,
                miss=c.miss,
            )
            for c in result.conditions
        ),
        unknown=tuple(UnknownOut(kind=u.kind, what=u.what) for u in result.unknown),
        readings=tuple(readings),
    )


def fact_out(policy: Policy, fact_id: str, value: Interval, span: str, turn: int, subject: str) -> FactOut:
    """A fact as the reply shows it: the value in words, its ends in 元 or pieces, where it was told."""
    fact = policy.facts[fact_id]
    ends: dict[str, Any] = {}
    if fact.type == "money":
        ends = _yuan(value)
    elif fact.type == "count":
        ends = {"lower": value.lower, "upper": value.upper}
    return FactOut(value=show(fact, value), turn=turn, span=span, subject=subject, unit=fact.unit, **ends)


def _yuan(amount: Interval) -> dict[str, Any]:
    upper = None if amount.upper is None else fen_to_yuan(amount.upper)
    return {"lower_yuan": fen_to_yuan(amount.lower), "upper_yuan": upper}
