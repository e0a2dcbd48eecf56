"""「我们能享受哪些补贴」: what is settled by what was told, what else there is, and the one fact to tell next."""

from __future__ import annotations

from assistant.answer.draft import Draft, Quote
from assistant.answer.turn import Turn, quotes_of
from assistant.answer.wording import money
from assistant.calculator.assessment import MeasureResult, total_of
from assistant.calculator.program import facts_of


def answer_overview(turn: Turn) -> Draft:
    """`needs_facts`: the measures met and unmet by what was told, the fields of support, what to tell next."""
    results = turn.assess([m.id for m in turn.policy.measures]).results
    touched = [r for r in results if _touched(turn, r)]
    met = [r for r in touched if r.status == "met"]
    unmet = [r for r in touched if r.status == "unmet"]
    areas = "、".join(t.name for t in turn.policy.topics)
    priced = [r for r in met if r.amount is not None and r.amount.upper is not None]
    total = total_of(turn.policy, priced, turn.profile()) if priced else None
    if met:
        listed = "；".join(
            f"{r.measure.name}{money(r.amount) if r.amount and r.amount.upper is not None else ''}" for r in met
        )
        lead = f"按已告知的情况，可享受：{listed}。"
    elif turn.told:
        lead = "按已告知的情况，还不能算出确定的金额，要看贵企业有没有下列事项。"
    else:
        lead = f"可以申请的方向有：{areas}。"
    body = (
        [f"目前不符合：{'；'.join(f'{r.measure.name}（{r.failed[0].test.text}）' for r in unmet if r.failed)}。"]
        if any(r.failed for r in unmet)
        else []
    )
    if met or turn.told:
        body.append(f"本政策的支持方向：{areas}。")
    question = (
        "贵企业最近有没有其中哪些事项？请告诉我具体情况，例如获得的奖项、认定的机构、制定的标准、合同或采购金额。"
    )
    asks = [q for r in touched if r.status == "open" for f in r.missing for q in [turn.policy.facts[f].ask]]
    questions = tuple(dict.fromkeys([*asks, question]))[:3]
    body.append(f"请告知：{questions[0]}")
    quotes = [q for r in [*met, *unmet] for q in quotes_of(r.measure)]
    quotes += [Quote(limit.clause, limit.quote) for limit in turn.policy.limits]
    quotes += [
        Quote(c.test.clause, c.test.quote) for r in touched for c in r.conditions if c.told and c.test.fact in turn.told
    ]
    asked = tuple(f for r in touched if r.status == "open" for f in r.missing)[:3]
    return Draft(
        "needs_facts",
        lead,
        tuple(body),
        tuple(dict.fromkeys(quotes)),
        total=total if turn.part.asked.amount else None,
        results=tuple(met + unmet),
        questions=questions,
        asked=asked,
        kind="overview",
        about=tuple(r.measure.id for r in met),
        rests_on=bool(met),
    )


def _touched(turn: Turn, result: MeasureResult) -> bool:
    """A measure that something told bears on (beyond what all measures share)."""
    told = set(turn.told) - {"in_district", "is_supplier"}
    return bool(told & set(facts_of(result.measure)))
