"""A quantity that cannot be used as told is asked back, never guessed."""

from __future__ import annotations

from assistant.answer.draft import Draft
from assistant.answer.turn import Turn, quotes_of
from assistant.calculator.formula import year_name
from assistant.calculator.program import facts_of
from assistant.understanding.by_year import siblings
from assistant.understanding.fact_values import Unclear


def answer_unclear(turn: Turn) -> Draft:
    """A sum without a unit, in foreign money, too large to be one, or of no clear year."""
    return _ask(turn, turn.part.facts.unclear[0])


def _ask(turn: Turn, unclear: Unclear) -> Draft:
    fact = turn.policy.facts[unclear.fact]
    choices: tuple[str, ...] = ()
    if unclear.why == "unit":
        lead = f"“{unclear.span}”没有单位，请告知{fact.label}是多少万元（或元）？"
        number = "".join(c for c in unclear.span if c.isdigit() or c == ".")
        choices = (f"{number}万元", f"{number}元") if number else ()
    elif unclear.why == "year":
        years = "、".join(map(year_name, unclear.years))
        lead = f"“{unclear.span}”没有说清是哪年的，补贴按年份测算，请分年告知{fact.label}：{years}各是多少？"
    elif unclear.why == "size":
        lead = f"“{unclear.span}”太大，不像企业的数，请核对单位：{fact.label}是多少？"
    else:
        lead = f"“{unclear.span}”不是人民币，本政策按人民币计算，请告知{fact.label}折合人民币多少？"
    using = next((m for m in turn.policy.measures if unclear.fact in facts_of(m)), None)
    on_it = [m for m in turn.conversation.measures if unclear.fact in facts_of(turn.policy.measure_by_id[m])]
    about = tuple(on_it) or ((using.id,) if using else ())
    quotes = quotes_of(turn.policy.measure_by_id[about[0]]) if about else ()
    return Draft(
        "needs_facts",
        lead,
        (),
        quotes,
        questions=(lead,),
        choices=choices,
        asked=(unclear.fact,),
        kind="sum",
        about=about,
    )


def answer_undated(turn: Turn) -> Draft:
    """One fact of a sum was told year by year and another of no year: the other is asked for by year."""
    told = turn.told
    for fact_id in told:
        years = {y for f in siblings(turn.policy, fact_id) if f in told for y in told[f].by_year}
        if years and not told[fact_id].by_year:
            unclear = Unclear("year", fact_id, told[fact_id].span, tuple(sorted(years)))
            return _ask(turn, unclear)
    raise AssertionError("no fact is told by year beside another that is not")
