"""Facts by year in a conversation: a value put to its year, what is of no clear year asked back, the values in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from assistant.calculator.formula import year_name
from assistant.calculator.intervals import Interval
from assistant.calculator.profile import Told, show_words
from assistant.calculator.program import facts_by_year, pay_facts
from assistant.conversation import Conversation
from assistant.understanding.fact_values import ToldFact, Unclear, to_value
from assistant.understanding.quantities import Quantity
from corpus.library import Policy
from corpus.rules import Fact

_EACH: Final = re.compile(r"每年|每一年|年年|都是|均为|一样|同样|各")


def years_in_words(fact: Fact, by_year: Mapping[int, Interval]) -> str:
    """「2024年2000万元、2025年1000万元」; a flag has the year only: 「2024年」."""
    values = ((year, "" if fact.type == "flag" else show_words(fact, v)) for year, v in sorted(by_year.items()))
    return "、".join(f"{year_name(year)}{value}" for year, value in values)


def told_in_words(fact: Fact, told: Told) -> str:
    """A fact's value in words, year by year where it was told so."""
    if not told.by_year:
        return show_words(fact, told.value)
    years = years_in_words(fact, told.by_year)
    return f"{show_words(fact, told.value)}（{years}）" if fact.type == "flag" else years


def siblings(policy: Policy, fact: str) -> tuple[str, ...]:
    """The facts of sums that are reckoned together with this one: told by year all of them, or none."""
    if fact not in facts_by_year(policy) or policy.facts[fact].type != "money":
        return ()
    found = [f for m in policy.measures if fact in pay_facts(m) for f in pay_facts(m)]
    return tuple(dict.fromkeys(f for f in found if f != fact and policy.facts[f].type == "money"))


def years_known(
    policy: Policy, conversation: Conversation, fact: str, told: Iterable[ToldFact] = ()
) -> tuple[int, ...]:
    """The years of which this fact, or one reckoned together with it, was told, in order."""
    together = (fact, *siblings(policy, fact))
    years = {y for f in together for y in conversation.by_year(f)}
    years |= {y for t in told if t.fact in together for y, _ in t.by_year}
    return tuple(sorted(years)) if policy.facts[fact].type == "money" else ()


def placed_in_years(
    told: ToldFact, conversation: Conversation, policy: Policy, beside: Sequence[ToldFact], corrects: bool = False
) -> ToldFact | Unclear:
    """The fact with all its years as now known; unclear where it is one of several years and does not say which."""
    before = conversation.by_year(told.fact)
    if policy.facts[told.fact].type == "flag" and before and told.value == Interval(1, 1):
        return replace(told, by_year=tuple(before.items()))  # said again without its year
    if told.by_year:
        return _over(told, {**before, **dict(told.by_year)})
    years = years_known(policy, conversation, told.fact, beside)
    alone = conversation.of_one_year(told.fact)
    if not years and told.year is not None and alone and told.year not in alone and not corrects:
        by_year = told.fact in facts_by_year(policy) and policy.facts[told.fact].type == "money"
        return _over(told, {**alone, told.year: told.value}) if by_year else told
    if not years:
        return told
    untold = [y for y in years if y not in before]
    year = told.year
    if year is None and len(untold) == 1 and told.fact in conversation.asked:
        year = untold[0]  # the one that was asked for
    if year is None and _EACH.search(told.span):
        return _over(told, dict.fromkeys(years, told.value))  # 「研发每年1000万」
    if year is None:
        return Unclear("year", told.fact, told.span, years)
    return _over(told, {**before, year: told.value})


def undated_beside(policy: Policy, conversation: Conversation) -> list[Unclear]:
    """Sums noted of no year that are reckoned together with sums by year: put to their year or to each where that was
    said, else forgotten, to be asked for anew."""
    found = []
    for fact in list(conversation.facts_of()):
        if conversation.by_year(fact):
            continue
        years = {y for f in siblings(policy, fact) for y in conversation.by_year(f)}
        if not years:
            continue
        noted = conversation.forget(fact)[-1]
        if _EACH.search(noted.span):
            each = _over(ToldFact(fact, noted.value, noted.span), dict.fromkeys(years, noted.value))
            conversation.note(fact, each.value, each.span, by_year=dict(each.by_year))
        elif noted.year in years:
            conversation.note(fact, noted.value, noted.span, by_year={noted.year: noted.value})
        else:
            found.append(Unclear("year", fact, noted.span, tuple(sorted(years))))
    return found


def shared_out(
    fact: str, loose: Sequence[Quantity], text: str, conversation: Conversation, policy: Policy
) -> ToldFact | Unclear | None:
    """「分别500万和1000万」, 「都是500万」 said of a fact whose years are known: one a year; None where it is not of years."""
    years = years_known(policy, conversation, fact)
    sums = [q for q in loose if q.kind == "money" or (q.kind == "number" and not q.unit)]
    if len(years) < 2 or not sums:
        return None
    span = text[sums[0].start : sums[-1].end]
    if len(sums) == 1 and _EACH.search(text[: sums[0].start]):
        sums = sums * len(years)
    if len(sums) != len(years):
        return Unclear("year", fact, span, years) if len(sums) > 1 else None
    values: dict[int, Interval] = {}
    for year, quantity in zip(years, sums, strict=True):
        value = to_value(policy.facts[fact], fact, quantity, span)
        if isinstance(value, Unclear):
            return value
        values[year] = value.value
    return _over(ToldFact(fact, Interval(0, 0), span), values)


def _over(told: ToldFact, values: Mapping[int, Interval]) -> ToldFact:
    """Told of these years; the value is what they come to (of a result: the last)."""
    by_year = tuple(sorted(values.items()))
    total = by_year[0][1]
    for _, value in by_year[1:]:
        total = total.plus(value)
    return replace(told, value=total, by_year=by_year, year=None)


def change_in_words(fact: Fact, old: Interval, old_years: Mapping[int, Interval], new: ToldFact) -> str:
    """「已把采购额2025年从1000万元改为1500万元」; empty where years were only added."""
    now = dict(new.by_year)
    if old_years and now:
        said = [
            f"{year_name(year)}从{show_words(fact, old_years[year])}改为{show_words(fact, now[year])}"
            for year in now
            if year in old_years and old_years[year] != now[year]
        ]
        return f"已把{fact.label}{'，'.join(said)}" if said else ""
    before = years_in_words(fact, old_years) if old_years else show_words(fact, old)
    after = years_in_words(fact, now) if now else show_words(fact, new.value)
    return f"已把{fact.label}从{before}改为{after}"
