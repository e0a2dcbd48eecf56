"""「甲跟乙各拿多少，哪家多」: several enterprises side by side. No total: no sum is one enterprise's."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.asking import Choice
from assistant.answer.choosing import recognition_measure
from assistant.answer.draft import Draft
from assistant.answer.eligibility import answer_recognition
from assistant.answer.sums import answer_sums
from assistant.answer.turn import Turn
from assistant.answer.wording import money
from corpus.amounts import format_yuan

_STANDS = {"eligible": "符合", "not_eligible": "不符合", "needs_facts": "还不能确定"}


def answer_one_subject(turn: Turn) -> Draft | None:
    """What the present enterprise has of what it claimed, else of what was being talked about with it."""
    conversation, subject = turn.conversation, turn.conversation.subject
    claimed = conversation.claimed.get(subject) or conversation.left.get(subject) or conversation.measures
    measures = [turn.policy.measure_by_id[m] for m in claimed]
    listing = recognition_measure(turn)
    if listing and (listing in measures or not any(m.pays for m in measures)):
        return answer_recognition(turn, listing)
    return answer_sums(turn, [Choice((m,)) for m in measures if m.pays]) if measures else None


def answer_subjects(drafts: Sequence[tuple[str, Draft]]) -> Draft:
    """Each enterprise's own answer beside the others'; which of two has more, where that is definite."""
    if not drafts:
        return Draft("needs_facts", "请先告知这几家企业各自的情况。", kind="compare", keeps_topic=True)
    parts, computed = [], []
    for name, draft in drafts:
        words = money(draft.total.amount) if draft.total else _STANDS.get(draft.outcome, "还不能确定")
        parts.append(f"{name}{words or '0元'}")
    totals = [d.total.amount for _, d in drafts if d.total and d.total.amount.is_point]
    lead = "；".join(parts)
    if len(totals) == len(drafts) == 2:
        first, second = (t.lower for t in totals)
        computed.append(
            f"{format_yuan(max(first, second))}-{format_yuan(min(first, second))}={format_yuan(abs(first - second))}"
        )
        more = drafts[0 if first > second else 1][0]
        verdict = "两者一样多" if first == second else f"{more}多，相差{format_yuan(abs(first - second))}"
        lead = f"{verdict}：{lead}"
    computed += parts
    open_ = any(d.outcome == "needs_facts" for _, d in drafts)
    return Draft(
        "needs_facts" if open_ else "answered",
        f"{lead}。",
        tuple(f"{name}：{d.lead}" for name, d in drafts),
        tuple(dict.fromkeys(q for _, d in drafts for q in d.quotes)),
        results=tuple(r for _, d in drafts for r in d.results),
        questions=tuple(dict.fromkeys(f"{name}：{q}" for name, d in drafts for q in d.questions)),
        kind="compare",
        about=tuple(dict.fromkeys(m for _, d in drafts for m in d.about)),
        computed=tuple(computed),
        rests_on=True,
    )
