"""The answer on several measures: alternatives of which one applies, or choices that add up."""

from __future__ import annotations

from assistant.answer.asking import Choice, for_this_enterprise, numbers_told, stated_figures, supposed_counts
from assistant.answer.draft import Draft, Quote
from assistant.answer.explaining import class_name, copula, told_words
from assistant.answer.next_question import Asking, ask_among
from assistant.answer.over_years import years_listed
from assistant.answer.turn import Turn, quotes_of
from assistant.answer.wording import (
    failed_words,
    money,
    readings_words,
    rule_short,
    rule_words,
    unpriced_words,
)
from assistant.calculator.assessment import MeasureResult, Total, total_of
from assistant.calculator.intervals import Interval
from assistant.reply import Outcome
from corpus.amounts import format_yuan


def answer_alternatives(turn: Turn, choice: Choice) -> Draft:
    """The class was not said in full: every class with its sum; the interval where the enterprise has one of them."""
    extra = supposed_counts(turn, [choice])
    results = tuple(turn.assess([m.id for m in choice.measures], extra).results)
    listed = "、".join(f"{class_name(turn, r.measure)}{rule_short(r.measure)}" for r in results)
    quotes = _distinct([q for r in results for q in quotes_of(r.measure)])
    amounts = [r.measure.pays.amount for r in results if r.measure.pays and r.measure.pays.amount is not None]
    listed = listed if amounts else "；".join(f"{r.measure.name}：{rule_words(r.measure)}" for r in results)
    about = tuple(m.id for m in choice.measures)
    if for_this_enterprise(turn) and amounts and turn.part.claims:
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
            questions=(f"请告知{slot}：{'、'.join(class_name(turn, m) for m in choice.measures)}？",),
            choices=tuple(class_name(turn, m) for m in choice.measures)[:6],
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


def answer_several(turn: Turn, choices: list[Choice]) -> Draft:
    """Choices that add up: the total within the limits across measures, or the list where no sum was asked."""
    extra = supposed_counts(turn, choices)
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
        and not (asked.rate and not numbers_told(turn))
    )
    generic_classes = (
        not for_this_enterprise(turn)
        and not asked.altogether
        and not asked.most
        and all(c.mention is not None for c in choices)
    )
    if not wants_sum or generic_classes:
        return _listed(turn, results, quotes, about)
    total = _within_limits(turn, results) if limited else assessment.total
    parts = [f"{r.measure.name}{copula(r.amount)}{money(r.amount)}" for r in priced if r.amount]
    untold_base = [r for r in priced if r.amount and r.amount.upper is None]
    needs = for_this_enterprise(turn) and (bool(untold_base) or any(r.missing for r in results)) and not limited
    lead = f"合计{money(total.amount)}：{'；'.join(parts)}" if len(parts) > 1 else parts[0]
    if limited:
        limit = next(x for x in turn.policy.limits if set(x.over) & set(about))
        quotes = (Quote(limit.clause, limit.quote), *quotes)
        stated = stated_figures(turn, "money")
        verdict = f"不是固定给{stated[0].text}，" if stated else ""
        lead = f"{verdict}合计{money(Interval(0, total.amount.upper))}：{'；'.join(parts)}"
        needs = needs and not asked.most and not asked.amount
    unpriced = unpriced_words(turn.policy, total)
    if unpriced:
        lead += f"；{unpriced}"
    asking = ask_among(turn, about) if needs else Asking()
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
    body += [f"{r.measure.name}：{years_listed(r)}。" for r in results if r.by_year]
    body += [f"{note}。" for note in total.notes]
    told = for_this_enterprise(turn)
    decided = told and asked.eligible and not failed and not limited
    outcome: Outcome = "needs_facts" if asking.questions else "eligible" if decided else "answered"
    return Draft(
        outcome,
        lead + "。",
        tuple(filter(None, (asking.words, *body))),
        quotes,
        total=total,
        results=results,
        questions=asking.questions,
        asked=asking.asked,
        choices=asking.choices,
        kind="sum",
        about=about,
        rests_on=True,
        computed=(asking.words,),
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
        dict.fromkeys(told_words(turn, c.test.fact) for r in results for c in r.conditions if c.told and c.test.bound)
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
    rules = [f"{class_name(turn, r.measure)}：{rule_short(r.measure)}" for r in results]
    if any(r.measure.kind == "rate" or r.measure.pays is None for r in results):
        texts = list(dict.fromkeys(rule_words(r.measure) for r in results))
        lead = f"{'；'.join(texts)}。"
    else:
        lead = f"{'；'.join(rules)}。"
    return Draft("answered", lead, (), quotes, results=results, kind="list", about=about)


def _distinct(quotes: list[Quote]) -> tuple[Quote, ...]:
    return tuple(dict.fromkeys(quotes))
