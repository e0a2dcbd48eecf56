"""A quantity that cannot be used as told is asked back, never guessed."""

from __future__ import annotations

from assistant.answer.draft import Draft
from assistant.answer.turn import Turn, quotes_of
from assistant.calculator.program import facts_of


def answer_unclear(turn: Turn) -> Draft:
    """A sum without a unit, in foreign money, or too large to be one."""
    unclear = turn.part.facts.unclear[0]
    fact = turn.policy.facts[unclear.fact]
    choices: tuple[str, ...] = ()
    if unclear.why == "unit":
        lead = f"“{unclear.span}”没有单位，请告知{fact.label}是多少万元（或元）？"
        number = "".join(c for c in unclear.span if c.isdigit() or c == ".")
        choices = (f"{number}万元", f"{number}元") if number else ()
    elif unclear.why == "size":
        lead = f"“{unclear.span}”太大，不像是一家企业的数，请核对单位：{fact.label}是多少？"
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
