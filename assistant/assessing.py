"""Assessments as the reply's JSON: what `mingce assess`, REST and the answers show of a result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from assistant.calculator.assessment import MeasureResult, Total, presupposed
from assistant.calculator.facts_json import BadFacts, read_profile
from assistant.calculator.intervals import Interval
from assistant.calculator.profile import Profile, fen_to_yuan, show
from assistant.calculator.questions import next_questions
from assistant.calculator.timeline import YearDue, assess_over_years
from assistant.calculator.trace import explain, steps_of
from assistant.errors import BadInput
from assistant.replay import check_receipt, check_result, receipt_of
from assistant.reply import ConditionOut, FactOut, MeasureOut, ReadingOut, StepOut, TotalOut, UnknownOut
from corpus.amounts import format_yuan
from corpus.library import Policy


def assess_facts(policy: Policy, facts: object, suppose: bool = False) -> dict[str, Any]:
    """FACTS.json -> total, measures, facts, questions, timeline and a receipt to replay it from. With `suppose`, untold
    presuppositions hold. Raises BadInput."""
    try:
        told = read_profile(policy, facts)
        result = assessed(policy, Profile(told.told, presupposed(policy)) if suppose else told)
    except BadFacts as error:
        raise BadInput(str(error)) from None
    return {**result, "receipt": receipt_of(policy, facts, suppose, result)}


def assessed(policy: Policy, profile: Profile, measures: Iterable[str] | None = None) -> dict[str, Any]:
    """A profile's total, measures, facts, questions and timeline as JSON; `measures` (ids) are those in question, all
    by default. Raises BadFacts where one fact of a sum was told by year and another was not."""
    wanted = None if measures is None else list(measures)
    timeline = assess_over_years(policy, profile, wanted)
    assessment = timeline.assessment
    return {
        "total": total_out(assessment.total).model_dump(),
        "notes": list(assessment.total.notes),
        "measures": [_traced(policy, r, profile) for r in assessment.results],
        "facts": {
            f: fact_out(policy, f, t.value, t.span, t.turn, t.subject).model_dump(exclude_none=True)
            for f, t in profile.told.items()
        },
        "questions": [q.ask for q in next_questions(policy, profile, wanted)],
        "timeline": [_year_json(y) for y in timeline.years],
    }


def replay(policies: Iterable[Policy], data: object) -> dict[str, Any]:
    """The result that a receipt was given for, made anew. Raises BadInput where that cannot be done."""
    policy, receipt = check_receipt(policies, data)
    result = assess_facts(policy, receipt["facts"], bool(receipt["suppose"]))
    check_result(receipt, result)
    return result


def assessment_lines(result: dict[str, Any]) -> Iterator[str]:
    """A result of `assess_facts` as a person reads it: each measure that may be had, the years, what to ask next."""
    for measure in result["measures"]:
        if measure["status"] != "unmet":
            yield "\n".join(measure["explanation"]) + "\n"
    unmet = [m["name"] for m in result["measures"] if m["status"] == "unmet"]
    if unmet:
        yield f"不符合：{'、'.join(unmet)}"
    for year in result["timeline"]:
        parts = "、".join(f"{d['name']}{_range(d)}" for d in year["due"])
        yield f"{year['label']}：{_range(year)}（{parts}）"
    if result["questions"]:
        yield f"接着可以告知：{result['questions'][0]}"
    yield from result["notes"]
    yield f"合计：{_range(result['total'])}"


def _range(amount: dict[str, Any]) -> str:
    lower, upper = (
        None if amount[end] is None else format_yuan(int(Fraction(amount[end]) * 100))
        for end in ("lower_yuan", "upper_yuan")
    )
    if upper is None:
        return f"{lower}起，没有上限"
    return str(lower) if lower == upper else f"{lower}至{upper}"


def _traced(policy: Policy, result: MeasureResult, profile: Profile) -> dict[str, Any]:
    return {**measure_json(result), "explanation": list(explain(policy, result, profile))}


def _year_json(year: YearDue) -> dict[str, Any]:
    due = [
        {"measure": d.result.measure.id, "name": d.result.measure.name, "label": d.label, "status": d.result.status}
        | (_yuan(d.result.amount) if d.result.amount else {})
        | {"latest": d.latest, "notes": list(d.notes)}
        for d in year.due
    ]
    return {"year": year.year, "label": year.label, **_yuan(year.amount), "due": due}


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
                told=c.told,
            )
            for c in result.conditions
        ),
        unknown=tuple(UnknownOut(kind=u.kind, what=u.what) for u in result.unknown),
        readings=tuple(readings),
        steps=tuple(StepOut(text=s.words, of=s.of, **_yuan(s.comes_to)) for s in steps_of(result)),
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
