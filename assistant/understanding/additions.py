"""「宁波还有一个，合同五百万」: another project of the same support, whose sum comes on top of what was told before."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Final

from assistant.calculator.intervals import Interval
from assistant.calculator.program import facts_of, pay_facts
from assistant.conversation import Conversation, Noted
from assistant.understanding.fact_values import IN_ALL, ToldFact, Unclear, to_value
from assistant.understanding.understand import Understood
from corpus.library import Policy

_NUMBER: Final = "一二两三四五六七八九十"
_THING: Final = r"(?:个|单|份|笔|项|家|轮|期|处|批|桩)"
_ANOTHER: Final = re.compile(
    rf"还有|另(?:外|有|一|加|签|接)|又(?:有|来|加|签|接|拿|获|融|投|进|做|包|中|追加)|再(?:有|来|加|签|接|融|添)|外加|此外|除此之外|"
    rf"追加|新增|新签|加上|算上|第[{_NUMBER[1:]}]{_THING}|(?:也|同样)(?:有|是)[{_NUMBER}]{_THING}|"
    r"^[乙丙丁B-Db-d](?:项目|合同|工程|单)|^(?:项目|合同)[乙丙丁B-Db-d二三四](?![、和十百千万])|"
    r"(?:今年|后来|随后|接着|之后).{0,4}(?:又|再)"
)
_MORE_OF_IT: Final = re.compile(
    r"(?:追加|再(?:投|加|花|多投|追))(?!到|至|成)(?:了|投入|上)?(?!(?:19|20)\d\d年)(?=[\d一二两三四五六七八九十百千几])"
)
_HIRED: Final = re.compile(
    r"(?:再|又|多|新|另外?)(?:招|来|加|补|进|聘|添|引进)(?:聘|了|上)?(?!(?:19|20)\d\d年)(?=[\d一二两三四五六七八九十几])"
)
_ASKS: Final = re.compile(r"呢[?？]?$|如果|要是|假如")
_TIMES: Final = re.compile(
    r"(?:再|要|也|又)?(?:(?:翻(?:了)?一?[倍番]|加倍|(?:涨|增加|多|增长)(?:了)?一倍)|(?P<half>减半|砍半|砍一半|少一半|降一半))"
)
_MOST_SPAN: Final = 80  # characters of the user's words kept of what was added up


def add(part: Understood, told: list[ToldFact], conversation: Conversation, policy: Policy) -> list[ToldFact]:
    """What the message tells, with sums that come on top of those told before added to them. Two projects that do not
    agree in a flag (one rated excellent, one not) leave the flag open."""
    told = [*told, *_scaled(part, {t.fact for t in told}, conversation, policy)]
    if not (_ANOTHER.search(part.text) or _MORE_OF_IT.search(part.text) or _HIRED.search(part.text)) or (
        IN_ALL.search(part.text) and not part.asked.altogether
    ):
        return told
    if not any(_adds_up(t.fact, policy) for t in told):
        told = [*told, *_unworded(part, conversation, policy)]
    more = _MORE_OF_IT.search(part.text) is not None
    people = {f for f, fact in policy.facts.items() if fact.unit == "人"} if _HIRED.search(part.text) else set()
    added = {
        t.fact
        for t in told
        if _before(t.fact, conversation)
        and not t.by_year
        and (_adds_up(t.fact, policy) or t.fact in people or (more and policy.facts[t.fact].type == "money"))
    }
    beside = {f for m in policy.measures if added & set(pay_facts(m)) for f in (*facts_of(m), *_uplift(policy, m.id))}
    out = []
    for fact in told:
        before = _before(fact.fact, conversation)
        if before and fact.fact in added and (not fact.hypothetical or more or people):
            span = f"{before.span}、{fact.span}"[-_MOST_SPAN:]
            asks = _ASKS.search(part.text) is not None  # 「再招一个呢」 leaves what was told
            supposed = fact.hypothetical or ((more or bool(people)) and asks)
            fact = replace(fact, value=before.value.plus(fact.value), span=span, year=None, hypothetical=supposed)
        elif before and fact.fact in beside and policy.facts[fact.fact].type == "flag" and before.value != fact.value:
            fact = replace(fact, value=Interval(0, 1))
        out.append(fact)
    return out


def _scaled(part: Understood, told: set[str], conversation: Conversation, policy: Policy) -> list[ToldFact]:
    """「明年研发翻倍采购不变呢」: a sum told before, times two or halved; it is supposed where that is asked about."""
    out = []
    for match in _TIMES.finditer(part.text):
        before = part.text[: match.start()]
        for fact_id in part.facts.named:
            fact, noted = policy.facts[fact_id], _before(fact_id, conversation)
            if fact.type != "money" or noted is None or noted.years or fact_id in told:
                continue
            if not any(before.endswith(w) for w in (*fact.say, *fact.weak) if "…" not in w):
                continue
            factor = Fraction(1, 2) if match["half"] else Fraction(2)
            ends = [None if end is None else int(end * factor) for end in (noted.lower, noted.upper)]
            span = f"{noted.span}{match[0]}"[-_MOST_SPAN:]
            asks = _ASKS.search(part.text) is not None
            out.append(ToldFact(fact_id, Interval(ends[0] or 0, ends[1]), span, hypothetical=asks))
    return out


def _before(fact: str, conversation: Conversation) -> Noted | None:
    """What was noted of a fact in an earlier turn."""
    noted = conversation.facts_of().get(fact)
    return noted[-1] if noted and noted[-1].turn < conversation.turn else None


def _adds_up(fact: str, policy: Policy) -> bool:
    """Said to in the policy's data; or a support reckons from it project by project, without a limit of any kind."""
    paying = [m.pays for m in policy.measures if m.pays and m.pays.of == fact and m.pays.rate]
    free = bool(paying) and all(not p.caps and not p.years for p in paying)
    return policy.facts[fact].adds_up or free


def _unworded(part: Understood, conversation: Conversation, policy: Policy) -> list[ToldFact]:
    """「还有一单300万」: the sum is of what adds up in the support at hand."""
    at_hand = dict.fromkeys(
        f
        for m in conversation.measures
        for f in (*pay_facts(policy.measure_by_id[m]), *facts_of(policy.measure_by_id[m]))
    )
    facts = [f for f in at_hand if _adds_up(f, policy) and _before(f, conversation)]
    sums = [q for q in part.facts.loose if q.kind == "money"]
    if len(facts) != 1 or len(sums) != 1:
        return []
    value = to_value(policy.facts[facts[0]], facts[0], sums[0], sums[0].text)
    return [] if isinstance(value, Unclear) else [value]


def _uplift(policy: Policy, measure: str) -> tuple[str, ...]:
    pays = policy.measure_by_id[measure].pays
    return (pays.uplift.when,) if pays and pays.uplift else ()
