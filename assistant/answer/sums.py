"""The main route: what one or more measures give, for this enterprise or in general."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer.draft import Draft, Quote
from assistant.answer.turn import Turn, quotes_of
from assistant.answer.wording import (
    authority_words,
    failed_words,
    money,
    readings_words,
    rule_short,
    rule_words,
    supposed_words,
    unpriced_words,
)
from assistant.calculator.assessment import MeasureResult, Total, assess_measure, pay_facts, total_of
from assistant.calculator.intervals import ZERO, Interval
from assistant.calculator.payment import upper_cap
from assistant.reply import Outcome
from assistant.understanding.mentions import Mention
from assistant.understanding.merging import ranked_count
from assistant.understanding.patterns import best_score
from assistant.understanding.quantities import Quantity, read_quantities
from corpus.amounts import format_yuan
from corpus.rules import Measure

_NTH_YEAR = re.compile(r"第([一二三四五六七八九])年")


@dataclass(frozen=True)
class Choice:
    """One thing asked about: a single measure, or several of which one applies (the class was not said in full)."""

    measures: tuple[Measure, ...]
    mention: Mention | None = None


def answer_sums(turn: Turn, choices: list[Choice]) -> Draft:
    """Answers for the measures asked about; several choices add up."""
    years = _years(turn, choices)
    if len(choices) == 1:
        choice = choices[0]
        if len(choice.measures) == 1:
            return _single(turn, choice.measures[0], choice.mention, years)
        return _alternatives(turn, choice)
    return _several(turn, choices, years)


# ------------------------------------------------------------------ one measure
def _single(turn: Turn, measure: Measure, mention: Mention | None, years: int) -> Draft:
    extra = _supposed_counts(turn, [Choice((measure,), mention)])
    profile = turn.profile(extra)
    result = assess_measure(turn.policy, measure, profile)
    asked = turn.part.asked
    if result.status == "unmet":
        return _unmet(turn, result, mention)
    if measure.pays is None or result.amount is None:
        return _without_sum(turn, result)
    told_base = measure.pays.of is None or measure.pays.of in profile.told
    if (asked.rate and not _numbers_told(turn) and not turn.part.quantities) or (asked.wording and not asked.amount):
        return _rule(turn, result)
    only_ceiling = asked.most and not asked.amount and not _numbers_told(turn) and upper_cap(measure.pays) is not None
    if told_base and measure.pays.of and only_ceiling:
        return _no_base(turn, result, years)
    if not told_base:
        if asked.eligible and not _money_asked(turn) and result.status == "met":
            return _may_have(turn, result)
        return _no_base(turn, result, years)
    return _sum(turn, result, mention, years)


def _sum(turn: Turn, result: MeasureResult, mention: Mention | None, years: int) -> Draft:
    measure, asked = result.measure, turn.part.asked
    amount = result.amount or ZERO
    amount = amount.times(years)
    position_open = bool(mention and _position_open(turn, measure, mention))
    missing = (measure.pays.each,) if position_open and measure.pays and measure.pays.each else result.missing
    needs = bool(missing) and _for_this_enterprise(turn)
    lead = f"{_verdict(turn, measure)}{measure.name}{'合计' if years > 1 else ''}{_is(amount)}{money(amount)}"
    formula, readings = result.formula, readings_words(result)
    if readings:
        lead += f"，原文有两种读法：{readings}"
    elif formula and not result.amount_readings and measure.pays and (measure.pays.of or (formula != money(result.amount or ZERO) and "×" in formula)):
        lead += f"（{formula}）"
    if years > 1:
        lead += f"，即每年{money(result.amount or ZERO)}，按{years}年计"
    reckoned = (f"算式：{formula}。",) if result.amount_readings and formula else ()
    body = (f"原文：「{rule_words(measure)}」。", *reckoned, *_explained(turn, result))
    questions: tuple[str, ...] = ()
    if missing:
        questions = tuple(turn.policy.facts[f].ask for f in missing[:2])
    total = Total(amount, (measure.id,) if result.unpriced else ())
    told = _for_this_enterprise(turn)
    decided = told and asked.eligible and result.status == "met"
    outcome: Outcome = "needs_facts" if needs else "eligible" if decided else "answered"
    if outcome == "needs_facts":
        lead += f"；请告知：{questions[0]}" if questions else ""
    return Draft(
        outcome,
        lead + "。" if not lead.endswith("？") else lead,
        body,
        quotes_of(measure),
        total=None if asked.rate and not _numbers_told(turn) and not told else total,
        results=(result,),
        questions=questions,
        asked=missing[:1] if questions else (),
        kind="sum",
        about=(measure.id,),
        choices=_choices(turn, missing[:1]) if questions else (),
        rests_on=True,
        computed=(f"{years}年",) if years > 1 else (),
    )


def _no_base(turn: Turn, result: MeasureResult, years: int) -> Draft:
    """A rate or a rent of something untold: the ceiling where one was asked, the facts where a sum was, else the rule."""
    measure, asked = result.measure, turn.part.asked
    pays = measure.pays
    assert pays is not None
    cap = upper_cap(pays)
    if asked.most or (asked.years and asked.amount):
        if cap is None:
            lead = f"{measure.name}：{rule_words(measure)}；原文没有写明金额上限。"
            return Draft(
                "answered",
                lead,
                _explained(turn, result),
                quotes_of(measure),
                results=(result,),
                kind="rule",
                about=(measure.id,),
            )
        cap *= years
        per = f"{years}年合计" if years > 1 else "每年" if any(c.per == "企业/年" for c in pays.caps) else ""
        lead = f"{measure.name}{per}最高{format_yuan(cap)}：{rule_words(measure)}。"
        return Draft(
            "answered",
            lead,
            _explained(turn, result),
            quotes_of(measure),
            total=Total(Interval(0, cap), ()),
            results=(result,),
            kind="sum",
            about=(measure.id,),
            rests_on=True,
            computed=(f"{years}年",) if years > 1 else (),
        )
    if _for_this_enterprise(turn) and (
        asked.amount or asked.eligible or asked.altogether or (_numbers_told(turn) or asked.nothing)
    ):
        asks = [f for f in result.missing if f in (pays.of, *(c.of for c in pays.caps))] or list(result.missing)
        questions = tuple(turn.policy.facts[f].ask for f in asks[:2])
        amount = (result.amount or ZERO).times(years)
        bound = f"目前区间为0元至{format_yuan(amount.upper)}" if amount.upper is not None else "原文没有金额上限"
        lead = f"{measure.name}要看{'和'.join(turn.policy.facts[f].label for f in asks[:2])}，{bound}；请告知：{questions[0]}"
        return Draft(
            "needs_facts",
            lead,
            (f"规则：{rule_words(measure)}。", *_explained(turn, result)),
            quotes_of(measure),
            total=Total(amount, ()),
            results=(result,),
            questions=questions,
            asked=tuple(asks[:2]),
            kind="sum",
            about=(measure.id,),
            rests_on=True,
        )
    return _rule(turn, result)


def past_years(turn: Turn, result: MeasureResult) -> Draft | None:
    """「第四年接着能拿吗」, where the support runs for three years at most."""
    measure = result.measure
    most = _most_years(measure)
    asked = _NTH_YEAR.search(turn.part.text)
    if not most or not asked or "一二三四五六七八九".find(asked[1]) + 1 <= most:
        return None
    assert measure.pays is not None
    lead = f"不能：{measure.name}连续资助不超过{measure.pays.years}，{asked[0]}不再给予。"
    return Draft(
        "not_eligible", lead, (f"原文：「{rule_words(measure)}」。",), quotes_of(measure), results=(result,),
        total=Total(ZERO, ()) if _money_asked(turn) else None, kind="eligibility", about=(measure.id,),
    )


def _may_have(turn: Turn, result: MeasureResult) -> Draft:
    """Whether one may have it was asked, not how much: the conditions decide, the untold base does not."""
    measure = result.measure
    lead = f"可以享受{measure.name}：{rule_words(measure)}。"
    outcome: Outcome = "eligible" if _for_this_enterprise(turn) else "answered"
    return Draft(outcome, lead, _explained(turn, result), quotes_of(measure), results=(result,), kind="rule", about=(measure.id,))


def _rule(turn: Turn, result: MeasureResult) -> Draft:
    measure = result.measure
    lead = f"{_verdict(turn, measure)}{measure.name}：{rule_words(measure)}。"
    return Draft(
        "answered",
        lead,
        _explained(turn, result),
        quotes_of(measure),
        results=(result,),
        kind="rule",
        about=(measure.id,),
    )


def _stated(turn: Turn, kind: str) -> list[Quantity]:
    """Figures put forward to be confirmed (「是给500万吗」), apart from facts told."""
    if not turn.part.asked.premise:
        return []
    told = " ".join(f.span for f in turn.part.facts.told)
    return [q for q in turn.part.quantities if q.kind == kind and not q.ordinal and q.text not in told]


def _verdict(turn: Turn, measure: Measure) -> str:
    """「不是，」 where the figure put forward is not what the text gives, or not in that role (a loan line, a ceiling)."""
    sums, rates = _stated(turn, "money"), _stated(turn, "percent")
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


def _without_sum(turn: Turn, result: MeasureResult) -> Draft:
    """Recognition, land, rent, interest, services: what they are; whether the enterprise meets the threshold."""
    measure, asked = result.measure, turn.part.asked
    quotes = quotes_of(measure)
    body = _explained(turn, result)
    tests = [c for c in result.conditions if c.test.bound and c.test.role == "quantity"]
    told = [c for c in tests if c.told]
    unpriced = Total(ZERO, (measure.id,)) if result.unpriced and _money_asked(turn) else None
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
    if asked.threshold and not _numbers_told(turn):
        return _rule(turn, result)
    if measure.unpriced and _money_asked(turn) and result.status == "met" and not _stated(turn, "money") and not asked.premise:
        met = f"，但您已符合{'；'.join(c.test.text for c in told)}" if told else ""
        lead = f"{measure.name}：原文{measure.unpriced}{met}。"
        return Draft("no_basis", lead, (f"原文：{rule_words(measure)}。", *body), quotes, results=(result,), kind="rule", about=(measure.id,))
    if tests and told and result.status == "met":
        reasons = "，".join(f"{_told_words(turn, c.test.fact)}，达到“{c.test.text}”" for c in told if c.holds)
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
    if tests and result.missing and _for_this_enterprise(turn) and (asked.eligible or told or _money_asked(turn)):
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
    lead = f"{_verdict(turn, measure)}{measure.name}：{rule_words(measure)}。"
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
    money_asked = _money_asked(turn) or bool(turn.told_now)
    total = Total(ZERO, ()) if money_asked and measure.pays is not None else None
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


# ------------------------------------------------------------------ classes of which one applies
def _alternatives(turn: Turn, choice: Choice) -> Draft:
    """The class was not said in full: every class with its sum; the interval where the enterprise has one of them."""
    extra = _supposed_counts(turn, [choice])
    results = tuple(turn.assess([m.id for m in choice.measures], extra).results)
    listed = "、".join(f"{_class_name(turn, r.measure)}{rule_short(r.measure)}" for r in results)
    quotes = _distinct([q for r in results for q in quotes_of(r.measure)])
    amounts = [r.measure.pays.amount for r in results if r.measure.pays and r.measure.pays.amount is not None]
    listed = listed if amounts else "；".join(f"{r.measure.name}：{rule_words(r.measure)}" for r in results)
    about = tuple(m.id for m in choice.measures)
    if _for_this_enterprise(turn) and amounts and turn.part.claims:
        slot = _open_slot(turn, choice)
        total = Total(Interval(min(amounts), max(amounts)), ())
        lead = f"要看{slot}，区间为{money(total.amount)}：{listed}；请告知是哪种？"
        return Draft(
            "needs_facts",
            lead,
            (),
            quotes,
            total=total,
            results=results,
            questions=(f"请告知{slot}：{'、'.join(_class_name(turn, m) for m in choice.measures)}？",),
            choices=tuple(_class_name(turn, m) for m in choice.measures)[:6],
            kind="sum",
            about=about,
            rests_on=True,
        )
    most = turn.part.asked.most and amounts
    total_most = Total(Interval(0, max(amounts)), ()) if most else None
    lead = f"{listed}。"
    if most:
        lead = f"最高{format_yuan(max(amounts))}：{listed}。"
    return Draft(
        "answered", lead, (), quotes, total=total_most, results=results, kind="list", about=about, rests_on=bool(most)
    )


def _open_slot(turn: Turn, choice: Choice) -> str:
    mention = choice.mention
    if mention is None:
        return "具体类别"
    names = {"level": "级别", "grade": "等次", "role": "主导还是参与", "kind": "类别"}
    open_slots = []
    for slot, word in names.items():
        values = {
            v
            for m in choice.measures
            if m.pays and m.pays.each and (cell := turn.policy.facts[m.pays.each].cell)
            for v in getattr(cell, slot)
        }
        if getattr(mention, slot) is None and len(values) > 1:
            open_slots.append(word)
    return "、".join(open_slots) or "具体类别"


def _class_name(turn: Turn, measure: Measure) -> str:
    if measure.pays and measure.pays.each:
        return turn.policy.facts[measure.pays.each].label
    return measure.name


# ------------------------------------------------------------------ several measures
def _several(turn: Turn, choices: list[Choice], years: int) -> Draft:
    extra = _supposed_counts(turn, choices)
    measures = [m for c in choices for m in c.measures]
    assessment = turn.assess([m.id for m in measures], extra)
    results = assessment.results
    asked = turn.part.asked
    quotes = _distinct([q for r in results for q in quotes_of(r.measure)])
    about = tuple(m.id for m in measures)
    priced = [r for r in results if r.amount is not None and not r.unpriced]
    tested = [r for r in results if r.measure.pays is None and any(c.told and c.test.bound for c in r.conditions)]
    if tested and not priced:
        return _thresholds(turn, tested, about)
    additive = all(len(c.measures) == 1 for c in choices)
    limited = any(set(limit.over) & set(about) for limit in turn.policy.limits)
    wants_sum = (
        additive
        and bool(priced)
        and (asked.amount or asked.most or asked.altogether or bool(turn.told_now))
        and not (asked.rate and not _numbers_told(turn))
    )
    generic_classes = (
        not _for_this_enterprise(turn)
        and not asked.altogether
        and not asked.most
        and all(c.mention is not None for c in choices)
    )
    if not wants_sum or generic_classes:
        return _listed(turn, results, quotes, about)
    total = _within_limits(turn, results) if limited else assessment.total
    parts = [f"{r.measure.name}{_is(r.amount)}{money(r.amount)}" for r in priced if r.amount]
    missing = [f for r in results for f in r.missing]
    untold_base = [r for r in priced if r.amount and r.amount.upper is None]
    needs = _for_this_enterprise(turn) and (bool(untold_base) or any(r.missing for r in results)) and not limited
    lead = f"合计{money(total.amount)}：{'；'.join(parts)}" if len(parts) > 1 else parts[0]
    if limited:
        limit = next(x for x in turn.policy.limits if set(x.over) & set(about))
        quotes = (Quote(limit.clause, limit.quote), *quotes)
        stated = _stated(turn, "money")
        verdict = f"不是固定给{stated[0].text}，" if stated else ""
        lead = f"{verdict}合计最高{format_yuan(total.amount.upper or limit.amount)}：{'；'.join(parts)}"
        needs = needs and not asked.most and not asked.amount
    unpriced = unpriced_words(turn.policy, total)
    if unpriced:
        lead += f"；{unpriced}"
    questions = tuple(dict.fromkeys(turn.policy.facts[f].ask for f in missing))[:2]
    failed = [r for r in results if r.status == "unmet"]
    body = [
        f"不能享受{r.measure.name}：{'；'.join(failed_words(turn.policy, c, turn.profile(extra)) for c in r.failed)}。"
        for r in failed
        if r.failed
    ]
    for result in results:
        words = readings_words(result)
        if words:
            body.append(f"{result.measure.name}有两种读法：{words}。")
    body += [f"{note}。" for note in total.notes]
    told = _for_this_enterprise(turn)
    decided = told and asked.eligible and not failed and not limited
    outcome: Outcome = "needs_facts" if needs and questions else "eligible" if decided else "answered"
    return Draft(
        outcome,
        lead + "。",
        tuple(body),
        quotes,
        total=total,
        results=results,
        questions=questions if needs else (),
        asked=tuple(missing[:1]) if needs else (),
        kind="sum",
        about=about,
        rests_on=True,
    )


def _thresholds(turn: Turn, results: list[MeasureResult], about: tuple[str, ...]) -> Draft:
    """Titles and land by what was told: which thresholds are met, which are missed and by how much."""
    profile = turn.profile()
    met = [r for r in results if r.status == "met"]
    missed = [
        f"{r.measure.name}：{'；'.join(failed_words(turn.policy, c, profile) for c in r.failed)}"
        for r in results
        if r.status == "unmet"
    ]
    undecided = [r for r in results if r.status == "open"]
    told = "，".join(
        dict.fromkeys(_told_words(turn, c.test.fact) for r in results for c in r.conditions if c.told and c.test.bound)
    )
    lead = (
        f"{told}，符合：{'、'.join(r.measure.name for r in met)}。" if met else f"{told}，未达到：{'；'.join(missed)}。"
    )
    body = [f"未达到：{'；'.join(missed)}。"] if met and missed else []
    if undecided:
        body.append(f"还需看：{'；'.join(c.test.text for r in undecided for c in r.conditions if c.holds is None)}。")
    body += [f"原文：「{text}」。" for text in dict.fromkeys(rule_words(r.measure) for r in met or results)]
    asked = turn.part.asked
    decided: Outcome = "eligible" if asked.eligible or asked.nothing else "answered"
    outcome: Outcome = decided if met else "needs_facts" if undecided else "not_eligible"
    questions = tuple(dict.fromkeys(turn.policy.facts[f].ask for r in undecided for f in r.missing))[:2]
    return Draft(
        outcome,
        lead,
        tuple(body),
        _distinct([q for r in met or results for q in quotes_of(r.measure)]),
        results=tuple(results),
        questions=questions,
        kind="eligibility",
        about=about,
    )


def _within_limits(turn: Turn, results: tuple[MeasureResult, ...]) -> Total:
    """The total where a limit across measures holds: steps not yet taken count up to their ceilings."""
    return total_of(turn.policy, results, turn.profile())


def _listed(turn: Turn, results: tuple[MeasureResult, ...], quotes: tuple[Quote, ...], about: tuple[str, ...]) -> Draft:
    rules = [f"{_class_name(turn, r.measure)}：{rule_short(r.measure)}" for r in results]
    if any(r.measure.kind == "rate" or r.measure.pays is None for r in results):
        texts = list(dict.fromkeys(rule_words(r.measure) for r in results))
        lead = f"{'；'.join(texts)}。"
    else:
        lead = f"{'；'.join(rules)}。"
    return Draft("answered", lead, (), quotes, results=results, kind="list", about=about)


# ------------------------------------------------------------------ shared
def _supposed_counts(turn: Turn, choices: list[Choice]) -> dict[str, Interval]:
    """「…奖多少」 supposes the thing won or recognised once, unless told otherwise."""
    extra = {}
    for choice in choices:
        for measure in choice.measures:
            if measure.pays and measure.pays.each:
                count = (choice.mention.count if choice.mention else None) or Interval(1, 1)
                cell = turn.policy.facts[measure.pays.each].cell
                if choice.mention and _position_open(turn, measure, choice.mention):
                    count = Interval(0, count.upper)
                elif choice.mention and cell and cell.within:
                    count = ranked_count(choice.mention, cell.within, count)
                extra[measure.pays.each] = count
    return extra


def _explained(turn: Turn, result: MeasureResult) -> tuple[str, ...]:
    paragraphs = []
    readings = readings_words(result)
    supposed = supposed_words(turn.policy, result)
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


def _position_open(turn: Turn, measure: Measure, mention: Mention) -> bool:
    """「我们参与了一项国家标准」: only the first drafters count, and the place was not told."""
    if not (measure.pays and measure.pays.each and turn.part.claims) or measure.pays.each in turn.told:
        return False
    cell = turn.policy.facts[measure.pays.each].cell
    return bool(cell and cell.within and mention.position is None)


def _for_this_enterprise(turn: Turn) -> bool:
    """A decision or a sum for this enterprise, rather than the rule in general."""
    return (
        turn.part.claims
        or _numbers_told(turn)
        or any(f in turn.told for m in turn.conversation.measures for f in pay_facts(turn.policy.measure_by_id[m]))
    )


def _numbers_told(turn: Turn) -> bool:
    return any(turn.policy.facts[f].type in ("money", "count", "rank") for f in turn.told_now)


def _money_asked(turn: Turn) -> bool:
    asked = turn.part.asked
    return asked.amount or asked.most or asked.altogether


def _told_words(turn: Turn, fact_id: str) -> str:
    from assistant.calculator.profile import show

    fact = turn.policy.facts[fact_id]
    return f"{fact.label}{show(fact, turn.told[fact_id].value)}"


def _years(turn: Turn, choices: list[Choice]) -> int:
    """How many years a sum is asked for, where the measure itself runs for years; 1 otherwise."""
    measures = [m for c in choices for m in c.measures]
    if not all(m.pays and m.pays.years for m in measures):
        return 1
    told = [int(q.lower) for q in turn.part.quantities if q.kind == "count" and q.unit == "年" and q.lower]
    most = min(_most_years(m) for m in measures)
    asked = turn.part.asked
    return min(max(told), most) if told and (asked.amount or asked.most or asked.altogether) else 1


def _most_years(measure: Measure) -> int:
    """三年 -> 3; 0 where the support names no years."""
    years = measure.pays.years if measure.pays and measure.pays.years else ""
    return next((int(q.lower) for q in read_quantities(years) if q.lower), 0)


def _is(amount: Interval | None) -> str:
    return "" if amount and amount.lower == 0 and amount.upper else "为"


def _choices(turn: Turn, facts: tuple[str, ...]) -> tuple[str, ...]:
    """Replies to click, where the fact asked back is a yes or no, or one of a few results."""
    if not facts:
        return ()
    fact = turn.policy.facts[facts[0]]
    if fact.type == "flag":
        return ("是", "不是")
    return tuple(fact.values) if fact.type == "rank" else ()


def _distinct(quotes: list[Quote]) -> tuple[Quote, ...]:
    return tuple(dict.fromkeys(quotes))
