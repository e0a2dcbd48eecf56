"""The answer on one measure: its sum, its ceiling, its rule, or what it turns on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from assistant.answer.asking import (
    Choice,
    asks_money,
    for_this_enterprise,
    most_years,
    numbers_told,
    position_untold,
    stated_figures,
    supposed_counts,
)
from assistant.answer.draft import Draft, Quote
from assistant.answer.explaining import copula, explained, if_raised, told_words, verdict
from assistant.answer.over_years import answer_years
from assistant.answer.turn import Turn, quotes_of
from assistant.answer.wording import (
    failed_words,
    money,
    readings_words,
    rule_words,
)
from assistant.calculator.assessment import MeasureResult, Total
from assistant.calculator.intervals import ZERO, Interval
from assistant.calculator.program import upper_cap
from assistant.reply import Outcome
from assistant.understanding.mention import Mention
from corpus.amounts import format_yuan
from corpus.rules import Measure

_NTH_YEAR = re.compile(r"第([一二三四五六七八九])年")

_IN_HAND: Final = re.compile(r"[拿领得]到?(?:手)?(?:多少|几)")  # a sum, however the support is described
_RATES: Final = re.compile(r"比例|百分[之数比]|几个?点|几成")
_HOW_READ: Final = re.compile(
    r"上浮.*(?:还是|怎么(?:理解|算|读)|咋(?:理解|算)|如何理解|什么意思|啥意思|哪种|两种|歧义|读法|到底|究竟)"
)
_CEILING: Final = re.compile(r"上限|封顶|天花板|顶格")


def answer_one(turn: Turn, measure: Measure, mention: Mention | None, years: int) -> Draft:
    """One measure, paid `years` times over where years were asked; `mention` is the class as the question named it."""
    extra = supposed_counts(turn, [Choice((measure,), mention)])
    profile = turn.profile(extra)
    result = turn.assess([measure.id], extra).results[0]
    asked = turn.part.asked
    if result.by_year:
        return answer_years(turn, result)
    if _asks_for_readings(turn, measure):
        return _told_as_rule(turn, result, f"{measure.notes[0]}。")
    if result.status == "unmet":
        return _unmet(turn, result, mention)
    if measure.pays is None or result.amount is None:
        return _without_sum(turn, result)
    told_base = measure.pays.of is None or measure.pays.of in profile.told
    by_rate = (
        asked.rate
        and measure.pays.rate is not None
        and not (told_base and (turn.told_now or _IN_HAND.search(turn.part.text)))
    )
    if (by_rate and not numbers_told(turn) and not turn.part.quantities) or (asked.wording and not asked.amount):
        return _rule(turn, result)
    # 「它的上限是多少」 after a sum: the ceiling, not the sum again
    only_ceiling = _CEILING.search(turn.part.text) and not numbers_told(turn) and upper_cap(measure.pays) is not None
    if told_base and measure.pays.of and only_ceiling:
        return _no_base(turn, result, years)
    if not told_base:
        if asked.eligible and not asks_money(turn) and result.status == "met":
            return _may_have(turn, result)
        return _no_base(turn, result, years)
    return _sum(turn, result, mention, years)


def _asks_for_readings(turn: Turn, measure: Measure) -> bool:
    """「上浮5%怎么理解」, of no sum."""
    uplift = measure.pays.uplift if measure.pays else None
    told = measure.pays is not None and measure.pays.of in turn.told_now
    return bool(uplift and measure.notes and not told and _HOW_READ.search(turn.part.text))


def _sum(turn: Turn, result: MeasureResult, mention: Mention | None, years: int) -> Draft:
    measure, asked = result.measure, turn.part.asked
    amount = result.amount or ZERO
    amount = amount.times(years)
    position_open = bool(mention and position_untold(turn, measure, mention))
    missing = (measure.pays.each,) if position_open and measure.pays and measure.pays.each else result.missing
    needs = bool(missing) and for_this_enterprise(turn)
    lead = f"{verdict(turn, measure)}{measure.name}{'合计' if years > 1 else ''}{copula(amount)}{money(amount)}"
    formula, readings = result.formula, readings_words(result)
    if readings:
        lead += f"，原文有两种读法：{readings}"
    elif (
        formula
        and not result.amount_readings
        and measure.pays
        and (measure.pays.of or (formula != money(result.amount or ZERO) and "×" in formula))
    ):
        lead += f"（{formula}）"
    if years > 1:
        lead += f"，即每年{money(result.amount or ZERO)}，按{years}年计"
    reckoned = (f"算式：{formula}。",) if result.amount_readings and formula else ()
    raised = if_raised(turn, result) if years == 1 else ""
    body = (*((raised,) if raised else ()), f"原文：「{rule_words(measure)}」。", *reckoned, *explained(turn, result))
    asks = turn.askable(missing) or (turn.askable(turn.unclaimed) if raised else ())
    questions = tuple(turn.policy.facts[f].ask for f in asks[:2])
    total = Total(amount, (measure.id,) if result.unpriced else ())
    told = for_this_enterprise(turn)
    decided = told and asked.eligible and result.status == "met"
    outcome: Outcome = "needs_facts" if needs else "eligible" if decided else "answered"
    if outcome == "needs_facts":
        lead += f"；请告知：{questions[0]}" if questions else f"；{_not_known(turn, missing)}"
    return Draft(
        outcome,
        lead + "。" if not lead.endswith("？") else lead,
        body,
        quotes_of(measure),
        total=None if asked.rate and not numbers_told(turn) and not told else total,
        results=(result,),
        questions=questions,
        asked=asks[:1],
        kind="sum",
        about=(measure.id,),
        choices=_choices(turn, asks[:1]),
        rests_on=True,
        computed=(f"{years}年",) if years > 1 else (raised,) if raised else (),
    )


def _no_base(turn: Turn, result: MeasureResult, years: int) -> Draft:
    """A rate or a rent of something untold: the ceiling where one was asked, the facts where a sum was, else the rule."""
    measure, asked = result.measure, turn.part.asked
    pays = measure.pays
    assert pays is not None
    cap = upper_cap(pays)
    if _RATES.search(turn.part.text) and not asked.amount:
        return _rule(turn, result)  # 「采购额的封顶比例」: a rate is asked for, no sum
    if asked.most or (asked.years and asked.amount):
        if cap is None:
            lead = f"{measure.name}：{rule_words(measure)}；原文没有写明金额上限。"
            return _told_as_rule(turn, result, lead)
        cap *= years
        per = f"{years}年合计" if years > 1 else "每年" if pays.capped_yearly else ""
        lead = f"{measure.name}{per}最高{format_yuan(cap)}：{rule_words(measure)}。"
        return Draft(
            "answered",
            lead,
            explained(turn, result),
            quotes_of(measure),
            total=Total(Interval(0, cap), ()),
            results=(result,),
            kind="sum",
            about=(measure.id,),
            rests_on=True,
            computed=(f"{years}年",) if years > 1 else (),
        )
    if for_this_enterprise(turn) and (
        asked.amount or asked.eligible or asked.altogether or (numbers_told(turn) or asked.nothing)
    ):
        asks = [f for f in result.missing if f in (pays.of, *(c.of for c in pays.caps))] or list(result.missing)
        open_ = turn.askable(asks)
        questions = tuple(turn.policy.facts[f].ask for f in open_[:2])
        amount = (result.amount or ZERO).times(years)
        bound = f"目前区间为0元至{format_yuan(amount.upper)}" if amount.upper is not None else "原文没有金额上限"
        lead = f"{measure.name}要看{'和'.join(turn.policy.facts[f].label for f in asks[:2])}，{bound}；"
        lead += f"请告知：{questions[0]}" if questions else f"{_not_known(turn, asks)}。"
        return Draft(
            "needs_facts",
            lead,
            (f"规则：{rule_words(measure)}。", *explained(turn, result)),
            quotes_of(measure),
            total=Total(amount, ()),
            results=(result,),
            questions=questions,
            asked=open_[:2],
            kind="sum",
            about=(measure.id,),
            rests_on=True,
        )
    return _rule(turn, result)


def _not_known(turn: Turn, facts: Iterable[str]) -> str:
    """What keeps a sum open and is asked for no more."""
    labels = "、".join(turn.policy.facts[f].label for f in facts if f in turn.conversation.unknown)
    return f"{labels}您还不清楚，先按这个区间，确定后再告诉我"


def past_years(turn: Turn, result: MeasureResult) -> Draft | None:
    """「第四年接着能拿吗」, where the support runs for three years at most."""
    measure = result.measure
    most = most_years(measure)
    asked = _NTH_YEAR.search(turn.part.text)
    if not most or not asked or "一二三四五六七八九".find(asked[1]) + 1 <= most:
        return None
    assert measure.pays is not None
    lead = f"不能：{measure.name}连续资助不超过{measure.pays.years}，{asked[0]}不再给予。"
    return Draft(
        "not_eligible",
        lead,
        (f"原文：「{rule_words(measure)}」。",),
        quotes_of(measure),
        results=(result,),
        total=Total(ZERO, ()) if asks_money(turn) else None,
        kind="eligibility",
        about=(measure.id,),
    )


def _may_have(turn: Turn, result: MeasureResult) -> Draft:
    """Whether one may have it was asked, not how much: the conditions decide, the untold base does not."""
    measure = result.measure
    lead = f"可以享受{measure.name}：{rule_words(measure)}。"
    outcome: Outcome = "eligible" if for_this_enterprise(turn) else "answered"
    return _told_as_rule(turn, result, lead, outcome)


def _rule(turn: Turn, result: MeasureResult) -> Draft:
    measure = result.measure
    return _told_as_rule(turn, result, f"{verdict(turn, measure)}{measure.name}：{rule_words(measure)}。")


def _told_as_rule(turn: Turn, result: MeasureResult, lead: str, outcome: Outcome = "answered") -> Draft:
    """The rule without a sum of this enterprise's own."""
    measure = result.measure
    return Draft(
        outcome, lead, explained(turn, result), quotes_of(measure), results=(result,), kind="rule", about=(measure.id,)
    )


def _without_sum(turn: Turn, result: MeasureResult) -> Draft:
    """Recognition, land, rent, interest, services: what they are; whether the enterprise meets the threshold."""
    measure, asked = result.measure, turn.part.asked
    quotes = quotes_of(measure)
    body = explained(turn, result)
    tests = [c for c in result.conditions if c.test.bound and c.test.role == "quantity"]
    told = [c for c in tests if c.told]
    unpriced = Total(ZERO, (measure.id,)) if result.unpriced and asks_money(turn) else None
    if len({s for _, s in result.status_readings}) > 1:
        by_reading = "；".join(
            f"按“{name}”理解{'符合' if s == 'met' else '不符合' if s == 'unmet' else '待定'}"
            for name, s in result.status_readings
        )
        missing = result.missing
        lead = f"{measure.name}：原文有两种读法，{by_reading}，以{turn.policy.head.lead_office}解释为准。"
        needs = bool(missing) and any(s == "open" for _, s in result.status_readings)
        return Draft(
            "needs_facts" if needs else "answered",
            lead,
            (f"原文：{rule_words(measure)}。", *body),
            quotes,
            results=(result,),
            questions=tuple(turn.policy.facts[f].ask for f in missing[:1]),
            asked=missing[:1],
            kind="eligibility",
            about=(measure.id,),
        )
    if asked.threshold and not numbers_told(turn):
        return _rule(turn, result)
    if (
        measure.unpriced
        and asks_money(turn)
        and result.status == "met"
        and not stated_figures(turn, "money")
        and not asked.premise
    ):
        met = f"，但您已符合{'；'.join(c.test.text for c in told)}" if told else ""
        lead = f"{measure.name}：原文{measure.unpriced}{met}。"
        return Draft(
            "no_basis",
            lead,
            (f"原文：{rule_words(measure)}。", *body),
            quotes,
            results=(result,),
            kind="rule",
            about=(measure.id,),
        )
    if tests and told and result.status == "met":
        reasons = "，".join(f"{told_words(turn, c.test.fact)}，达到“{c.test.text}”" for c in told if c.holds)
        lead = f"符合条件：{measure.name}（{reasons}）。"
        return Draft(
            "eligible",
            lead,
            (f"原文：{rule_words(measure)}。", *body),
            quotes,
            total=unpriced,
            results=(result,),
            kind="eligibility",
            about=(measure.id,),
            rests_on=True,
        )
    if tests and result.missing and for_this_enterprise(turn) and (asked.eligible or told or asks_money(turn)):
        questions = tuple(turn.policy.facts[f].ask for f in result.missing[:2])
        lead = f"{measure.name}要看{'、'.join(c.test.text for c in tests)}；请告知：{questions[0]}"
        return Draft(
            "needs_facts",
            lead,
            (f"原文：{rule_words(measure)}。", *body),
            quotes,
            total=unpriced,
            results=(result,),
            questions=questions,
            asked=result.missing[:2],
            kind="eligibility",
            about=(measure.id,),
        )
    lead = f"{verdict(turn, measure)}{measure.name}：{rule_words(measure)}。"
    return Draft(
        "answered",
        lead,
        body,
        quotes,
        total=unpriced,
        results=(result,),
        kind="rule",
        about=(measure.id,),
        rests_on=unpriced is not None,
    )


def _unmet(turn: Turn, result: MeasureResult, mention: Mention | None) -> Draft:
    measure = result.measure
    profile = turn.profile()
    reasons = [failed_words(turn.policy, c, profile) for c in result.failed]
    if measure.pays and measure.pays.each:
        reasons += _count_reason(turn, measure, mention)
    lead = f"不能享受{measure.name}：不符合{'；'.join(reasons) or '该项条件'}。"
    quotes = list(quotes_of(measure))
    for condition in result.failed:
        quotes.append(Quote(condition.test.clause, condition.test.quote))
    goes_on = turn.part.asked.nothing and turn.conversation.last_kind == "sum"  # 「第五」 to what was asked back
    money_asked = asks_money(turn) or bool(turn.told_now) or goes_on
    total = Total(ZERO, ()) if asks_money(turn) or (money_asked and measure.pays is not None) else None
    body = [f"原文：{rule_words(measure)}。", *(f"{note}。" for note in measure.notes)]
    return Draft(
        "not_eligible",
        lead,
        tuple(body),
        tuple(quotes),
        total=total,
        results=(result,),
        kind="eligibility",
        about=(measure.id,),
        rests_on=total is not None,
    )


def _count_reason(turn: Turn, measure: Measure, mention: Mention | None) -> list[str]:
    assert measure.pays is not None and measure.pays.each is not None
    fact = turn.policy.facts[measure.pays.each]
    within = fact.cell.within if fact.cell else None
    if within and mention and mention.position and mention.position.lower > within:
        return [f"“{fact.label}”（您说的是“{turn.part.text[mention.start : mention.end]}”）"]
    return [f"“{fact.label}”"]


def _choices(turn: Turn, facts: tuple[str, ...]) -> tuple[str, ...]:
    """Replies to click, where the fact asked back is a yes or no, or one of a few results."""
    if not facts:
        return ()
    fact = turn.policy.facts[facts[0]]
    if fact.type == "flag":
        return ("是", "不是")
    return tuple(fact.values) if fact.type == "rank" else ()
