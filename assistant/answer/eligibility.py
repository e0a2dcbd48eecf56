"""「我们能进培育名单吗」: the six conditions of recognition, none of them presupposed."""

from __future__ import annotations

from assistant.answer.draft import Draft, Quote
from assistant.answer.turn import Turn
from assistant.answer.wording import failed_words
from assistant.calculator.assessment import MeasureResult, Total, assess_measure
from assistant.calculator.conditions import ConditionResult
from assistant.calculator.intervals import ZERO, Interval
from assistant.calculator.profile import show
from corpus.rules import Fact, Measure

_MOST_ASKED = 4


def answer_recognition(turn: Turn, measure: Measure) -> Draft:
    """Met, unmet or open against every condition, with what to tell next."""
    profile = turn.profile()
    outside = _outside(turn)
    result = assess_measure(turn.policy, measure, profile)
    if outside:
        return outside
    if result.status == "unmet":
        return _unmet(turn, result, result.conditions)
    if result.status == "open":
        return _open(turn, result)
    met = "、".join(dict.fromkeys(turn.policy.document.clause(c.test.clause).label for c in result.conditions))
    lead = f"从您告知的情况看，符合认定条件（{met}）。"
    body = (f"能否列入还须由主管部门决定：{'；'.join(measure.authority)}。",)
    return Draft(
        "eligible",
        lead,
        body,
        _quotes(result.conditions),
        results=(result,),
        kind="recognition",
        about=(measure.id,),
        rests_on=False,
    )


def answer_condition(turn: Turn, measure: Measure, facts: set[str], alone: bool = False) -> Draft:
    """One or more conditions by what was told: failed, the enterprise does not qualify; met, the rest still counts.
    `alone`: the others were put aside, so that only these decide."""
    result = assess_measure(turn.policy, measure, turn.profile())
    checked = tuple(c for c in result.conditions if c.test.fact in facts)
    if not alone:  # 「营收是涨的，不过税收少了，能通过吗」: what fails is not passed over for what it was asked with
        checked += tuple(c for c in result.failed if c not in checked and c.test.fact in turn.told_now)
    if any(c.holds is False for c in checked):
        return _unmet(turn, result, checked if alone else result.conditions)
    profile = turn.profile()
    untold = [turn.policy.facts[c.test.fact].ask for c in checked if c.test.fact not in profile.told]
    if untold:
        lead = f"该条件还要看：{'；'.join(c.test.text for c in checked)}；请先告知：{untold[0]}"
        about = (measure.id,)
        asked = tuple(c.test.fact for c in checked if c.test.fact not in profile.told)
        return Draft(
            "needs_facts",
            lead,
            (),
            _quotes(checked),
            questions=tuple(untold),
            asked=asked,
            kind="recognition",
            about=about,
        )
    told = "；".join(
        c.test.text + _as_told(turn.policy.facts[c.test.fact], profile.told[c.test.fact].value) for c in checked
    )
    met = all(c.holds for c in checked)
    lead = f"{'达到该条件' if met else '还不能确定是否达到'}：{told}。"
    body = tuple(f"{note}。" for note in measure.notes)
    return Draft(
        "answered" if met else "needs_facts",
        lead,
        body,
        _quotes(checked),
        results=(result,),
        kind="recognition",
        about=(measure.id,),
    )


def _as_told(fact: Fact, value: Interval) -> str:
    """「，您告知的是31人」; of a flag its condition says all."""
    shown = show(fact, value)
    return f"，您告知的是{shown}" if isinstance(shown, str) else ""


def _outside(turn: Turn) -> Draft | None:
    """Another district's enterprise is none of those that the policy cultivates."""
    told = turn.told.get("in_district")
    if told is None or told.value.upper != 0:
        return None
    quote = "本意见的培育对象为高新区（滨江）的六类智造供给系统解决问题供应商"
    lead = f"不符合：{quote}，您告知企业不在高新区（滨江）。"
    return Draft("not_eligible", lead, (), (Quote("1", quote),), kind="recognition", about=turn_about(turn))


def _unmet(turn: Turn, result: MeasureResult, decisive: tuple[ConditionResult, ...]) -> Draft:
    failed = tuple(c for c in result.failed if c in decisive)
    profile = turn.profile()
    lead = f"目前不符合进入培育名单的认定条件：{'；'.join(failed_words(turn.policy, c, profile) for c in failed)}。"
    body = []
    met = [c for c in decisive if c.holds]
    if met:
        body.append(f"已符合：{'；'.join(c.test.text for c in met)}。")
    body += [f"{note}。" for note in result.measure.notes]
    total = Total(ZERO, ()) if turn.part.asked.amount or turn.part.asked.most else None
    return Draft(
        "not_eligible",
        lead,
        tuple(body),
        _quotes(failed),
        total=total,
        results=(result,),
        kind="recognition",
        about=(result.measure.id,),
    )


def _open(turn: Turn, result: MeasureResult) -> Draft:
    unknown = [c for c in result.conditions if c.holds is None]
    met = [c for c in result.conditions if c.holds]
    # what is cheapest to fail on comes first: numbers, then the rest in the order of the text
    unknown.sort(key=lambda c: c.test.bound is None)
    still = [c for c in unknown if c.test.fact not in turn.conversation.unknown]
    questions = tuple(turn.policy.facts[c.test.fact].ask for c in still)
    lead = "还不能确定，认定要同时符合各项条件"
    lead += f"；请先告知：{questions[0]}" if questions else "，以下各项您还不清楚。"
    known = f"已符合：{'；'.join(c.test.text for c in met)}。" if met else ""
    rest = f"还需确认：{'；'.join(dict.fromkeys(c.test.text for c in unknown))}。"
    body = tuple(filter(None, (known, rest)))
    flag = bool(still) and turn.policy.facts[still[0].test.fact].type == "flag"
    return Draft(
        "needs_facts",
        lead,
        body,
        _quotes(tuple(sorted(unknown, key=lambda c: c.test.clause))),
        results=(result,),
        questions=questions[:_MOST_ASKED],
        asked=tuple(c.test.fact for c in still[:_MOST_ASKED]),
        kind="recognition",
        choices=("是", "不是") if flag else (),
        about=(result.measure.id,),
    )


def _quotes(conditions: tuple[ConditionResult, ...]) -> tuple[Quote, ...]:
    return tuple(dict.fromkeys(Quote(c.test.clause, c.test.quote) for c in conditions))


def turn_about(turn: Turn) -> tuple[str, ...]:
    """Ids of the measures under the topic `recognition` (2.1–2.6, being listed): what a reply on it is about."""
    return tuple(m.id for m in turn.policy.measures_of("recognition"))
