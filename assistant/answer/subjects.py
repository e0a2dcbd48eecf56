"""「甲跟乙各拿多少，哪家多」: several enterprises side by side. No total: no sum is one enterprise's."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.asking import Choice
from assistant.answer.draft import Draft
from assistant.answer.sums import answer_sums
from assistant.answer.turn import Turn
from assistant.answer.wording import money
from corpus.amounts import format_yuan

_STANDS = {"eligible": "符合", "not_eligible": "不符合", "needs_facts": "还不能确定"}


def answer_subjects(turns: Sequence[tuple[str, Turn]]) -> tuple[Draft, list[tuple[str, Draft]]]:
    """Each enterprise's sum of what it told and of what is being talked about; which of two has more, where that is
    definite; and each one's own answer. `turns` are the same question, asked of each."""
    drafts = [(name, answer_sums(turn, _choices(turn))) for name, turn in turns if _choices(turn)]
    if not drafts:
        return Draft("needs_facts", "请先告知这几家企业各自的情况。", kind="compare", keeps_topic=True), []
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
        verdict = "两家一样多" if first == second else f"{more}多，相差{format_yuan(abs(first - second))}"
        lead = f"{verdict}：{lead}"
    computed += parts
    open_ = any(d.outcome == "needs_facts" for _, d in drafts)
    draft = Draft(
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
    return draft, drafts


def _choices(turn: Turn) -> list[Choice]:
    """What the enterprise claimed, else what was being talked about with it."""
    conversation, subject = turn.conversation, turn.conversation.subject
    claimed = conversation.claimed.get(subject) or conversation.left.get(subject) or conversation.measures
    return [Choice((turn.policy.measure_by_id[m],)) for m in claimed]
