"""The answer on one measure whose facts were told year by year: each year's sum, what binds over the years, the total."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.answer.asking import for_this_enterprise, most_years
from assistant.answer.comparing import which_more
from assistant.answer.draft import Draft
from assistant.answer.explaining import explained
from assistant.answer.turn import Turn, quotes_of
from assistant.answer.wording import failed_words, money, readings_words, rule_words
from assistant.calculator.assessment import MeasureResult, Total
from assistant.calculator.formula import year_name
from assistant.calculator.intervals import ZERO, Interval
from assistant.reply import Outcome
from assistant.understanding.questions import read_asked
from assistant.understanding.surroundings import segments_of
from assistant.understanding.years import read_years

_TWO: Final = 2
_ALL_YEARS: Final = re.compile(r"分别|各|每年|逐年|一共|总共|合计|加起来|共|总")


def answer_years(turn: Turn, result: MeasureResult) -> Draft:
    """Every year with its sum, and what they come to; one year alone where the question asks about that one."""
    if result.status == "unmet":
        return _unmet(turn, result)
    measure = result.measure
    by_year = dict(result.by_year)
    only = _year_asked(turn, by_year)
    amount = (by_year[only].amount if only else result.amount) or ZERO
    listed = years_listed(result, but=only)
    total: Total | None = Total(amount, ())
    by = ""
    if only:
        rest = f"（{listed}）" if listed else ""
        lead = f"{measure.name}{_year_words(only, by_year[only])}{rest}"
    elif turn.part.asked.compare and len(by_year) == _TWO and amount.upper is not None:  # so neither year's is
        verdict, by = which_more(*((year_name(y), one.amount or ZERO) for y, one in by_year.items()))
        lead = f"{measure.name}{verdict}：{listed}"
        total = None
    else:
        lead = f"{measure.name}合计{money(amount)}：{listed}"
    asks = list(_questions(turn, result))
    needs = bool(asks) and for_this_enterprise(turn)
    decided = turn.part.asked.eligible and result.status == "met"
    outcome: Outcome = "needs_facts" if needs else "eligible" if decided else "answered"
    lead += f"；请告知：{asks[0]}" if needs else "。"
    return Draft(
        outcome,
        lead,
        (*_reckoned(result), f"原文：「{rule_words(measure)}」。", *_over_the_years(result), *explained(turn, result)),
        quotes_of(measure),
        total=total,
        results=(result,),
        questions=tuple(asks[:2]),
        computed=(by,) if by else (),
        asked=result.missing[:1],
        kind="sum",
        about=(measure.id,),
        rests_on=True,
    )


def _year_asked(turn: Turn, by_year: dict[int, MeasureResult]) -> int | None:
    """「…，2025年能补多少」: the year of a clause that asks how much and tells no sum itself."""
    text = turn.part.text
    years = turn.part.years or read_years(text, runs=True)  # 「次年补多少」 names one of those told before
    for start, end in segments_of(text):
        named = [y.years for y in years if start <= y.start < end]
        sums = any(q.kind == "money" and start <= q.start < end for q in turn.part.quantities)
        if len(named) != 1 or len(named[0]) != 1 or sums or _ALL_YEARS.search(text[start:end]):
            continue
        asked = read_asked(text[start:end])
        if named[0][0] in by_year and (asked.amount or asked.most):
            return named[0][0]
    return None


def years_listed(result: MeasureResult, but: int | None = None) -> str:
    """「2024年150万元，2025年200万元」."""
    return "，".join(_year_words(year, one) for year, one in result.by_year if year != but)


def _year_words(year: int, one: MeasureResult) -> str:
    amount = one.amount or ZERO
    if one.status == "unmet" and not one.failed:
        return f"{year_name(year)}不再资助"
    return f"{year_name(year)}{money(amount)}" if amount != ZERO else f"{year_name(year)}0元"


def _reckoned(result: MeasureResult) -> Iterator[str]:
    """The sum over the years; by reading where there are several."""
    if any(one.formula for _, one in result.by_year):
        yield f"算式：{result.formula}。"
    for year, one in result.by_year:
        words = readings_words(one)
        if words:
            yield f"{year_name(year)}有两种读法：{words}。"


def _over_the_years(result: MeasureResult) -> Iterator[str]:
    """What binds over the years, where it does: 连续不超过三年, and whether one may begin anew."""
    pays = result.measure.pays
    assert pays is not None  # what has facts by year is paid
    most = most_years(result.measure)
    if not most or len(result.by_year) <= most:
        return
    ended = [f"{year_name(year)}" for year, one in result.by_year if one.status == "unmet" and not one.failed]
    if ended:
        yield f"连续资助不超过{pays.years}，{'、'.join(ended)}不再资助。"
    elif any(one.status == "open" for _, one in result.by_year):
        yield f"连续资助不超过{pays.years}；中断以后能否重新起算，原文没有写明。"


def _questions(turn: Turn, result: MeasureResult) -> Iterator[str]:
    """What is still untold, year by year: 「2025年的自主芯片实际采购额是多少？」"""
    for year, one in result.by_year:
        for fact_id in one.missing if one.status != "unmet" else ():
            fact = turn.policy.facts[fact_id]
            yield f"{year_name(year)}的{fact.label}是多少？" if fact.type in ("money", "count") else fact.ask


def _unmet(turn: Turn, result: MeasureResult) -> Draft:
    measure = result.measure
    profile = turn.profile()
    failed = next((one.failed for _, one in result.by_year if one.failed), ())
    reasons = [failed_words(turn.policy, c, profile) for c in failed]
    lead = f"不能享受{measure.name}：不符合{'；'.join(reasons) or '该项条件'}。"
    return Draft(
        "not_eligible",
        lead,
        (f"原文：{rule_words(measure)}。",),
        quotes_of(measure),
        total=Total(Interval(0, 0), ()),
        results=(result,),
        kind="eligibility",
        about=(measure.id,),
        rests_on=True,
    )
