"""「我们能享受哪些补贴」: what is settled by what was told, what else there is, and the one question to answer next."""

from __future__ import annotations

import re
from typing import Final

from assistant.answer.draft import Draft, Quote
from assistant.answer.next_question import Asking, ask_of_policy, common_facts
from assistant.answer.turn import Turn, quotes_of
from assistant.answer.wording import money
from assistant.calculator.assessment import MeasureResult, total_of
from assistant.calculator.program import facts_of
from assistant.reply import Outcome

_SOME: Final = re.compile(r"(?:我们)?(?:都)?(?:有|有的|是|是的|有一些|有一部分|有几[个项])[的啊呢哦。.!！]*")

_TAKEN: Final = re.compile(
    r"(?:那|请问|想问一?下?|你好|您好|[，,])*(?:我们|我司|咱们?|我公司|本公司|我厂|我家|客户|这家|他们)(?:公司|企业)?(?:这样的|这种)?(?:公司|企业)?"
    r"(?:一共|总共|合计|大概|最多|最高|到底|究竟|总计|加起来|全部|都|能|可以|可|会|按政策|按这个政策|这个政策)*"
    r"(?:拿|领|得|享受|申请|获得?|补|奖|给)(?:到|的)?(?:我们)?(?:多少|几)(?:钱|万|补贴|资金|奖励|扶持|补助|资助|支持)?"
    r"(?:的?(?:补贴|资金|奖励|扶持|补助|资助|支持))?(?:呢|啊|呀|吗)?[?？。]*"
)


def answer_overview(turn: Turn) -> Draft:
    """`needs_facts`: the measures met and unmet by what was told, the fields of support, what to tell next."""
    results = turn.assess([m.id for m in turn.policy.measures]).results
    again = _goes_on(turn)
    touched = [r for r in results if _touched(turn, r)]
    met = [r for r in touched if r.status == "met" and (r.amount is None or r.amount.upper != 0)]
    # what was just said not to be had needs no telling
    failed = [] if again else [r for r in touched if r.status == "unmet" and r.failed]
    priced = [r for r in met if r.amount is not None and r.amount.upper is not None]
    total = total_of(turn.policy, priced, turn.profile()) if priced else None
    asking = ask_of_policy(turn)
    quotes = [q for r in [*met, *failed] for q in quotes_of(r.measure)]
    quotes += [Quote(limit.clause, limit.quote) for limit in turn.policy.limits]
    quotes += [q for m in asking.weighed for q in quotes_of(turn.policy.measure_by_id[m])]
    quotes += [
        Quote(c.test.clause, c.test.quote) for r in touched for c in r.conditions if c.told and c.test.fact in turn.told
    ]
    outcome: Outcome = "needs_facts" if asking.questions else "eligible" if met else "not_eligible"
    return Draft(
        outcome,
        _lead(turn, met, asking),
        tuple(filter(None, [asking.words, *([] if again else _body(turn, met, failed))])),
        tuple(dict.fromkeys(quotes)),
        total=total if turn.part.asked.amount else None,
        results=tuple(met + failed),
        questions=asking.questions,
        choices=asking.choices,
        asked=asking.asked,
        denied=asking.denied,
        kind="overview",
        about=tuple(r.measure.id for r in met),
        rests_on=bool(met),
        computed=_computed(asking),
    )


def asks_for_all(turn: Turn) -> bool:
    """「我们一共能拿多少」 where nothing is being talked about: of the whole policy."""
    part, conversation = turn.part, turn.conversation
    if conversation.measures or turn.told_now or part.quantities or part.references or part.unnamed:
        return False
    return (part.asked.amount or part.asked.most) and bool(_TAKEN.fullmatch(part.text))


def overview_goes_on(turn: Turn) -> Draft | None:
    """「没有」, 「有一个省级企业研究院，别的没有」 to what an overview asked back: the overview with one thing more known."""
    return answer_overview(turn) if _goes_on(turn) else None


def _goes_on(turn: Turn) -> bool:
    return turn.conversation.last_kind == "overview" and (turn.answers_back or _says_some(turn))


def _says_some(turn: Turn) -> bool:
    """「有」 to a question on several things, and not which of them."""
    return bool(turn.conversation.denied) and bool(_SOME.fullmatch(turn.part.text))


def _lead(turn: Turn, met: list[MeasureResult], asking: Asking) -> str:
    if _says_some(turn):
        return "请说明是其中哪几类、各有多少。"
    if met:
        listed = "；".join(
            f"{r.measure.name}{money(r.amount) if r.amount and r.amount.upper is not None else ''}" for r in met
        )
        return f"按已告知的情况，可享受：{listed}。"
    if not asking.questions:
        return "按已告知的情况，目前没有符合条件的支持。"
    if turn.told:
        return "按已告知的情况，还不能算出确定的金额，要看贵企业有没有下列事项。"
    return f"可以申请的方向有：{_areas(turn)}。"


def _body(turn: Turn, met: list[MeasureResult], failed: list[MeasureResult]) -> list[str]:
    body = []
    if failed:
        body.append(f"目前不符合：{'；'.join(f'{r.measure.name}（{r.failed[0].test.text}）' for r in failed)}。")
    if met or turn.told:
        body.append(f"本政策的支持方向：{_areas(turn)}。")
    return body


def _areas(turn: Turn) -> str:
    return "、".join(t.name for t in turn.policy.topics)


def _computed(asking: Asking) -> tuple[str, ...]:
    """The next question and what it bears on: figures of the policy's own labels, and of the calculator."""
    return (asking.words, *asking.questions)


def _touched(turn: Turn, result: MeasureResult) -> bool:
    """A measure that something told bears on (beyond what all measures share)."""
    told = set(turn.told) - common_facts(turn.policy)
    return bool(told & set(facts_of(result.measure)))
