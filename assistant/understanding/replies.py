"""Replies to what was asked back, other than a value: 「不知道」, 「先跳过」; a result by its bare name; a numbered list."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from assistant.calculator.intervals import Interval
from assistant.calculator.program import facts_of, pay_facts
from assistant.conversation import Conversation
from assistant.understanding.fact_values import ToldFact, Unclear, to_value
from assistant.understanding.surroundings import HYPOTHETICAL, segments_of
from assistant.understanding.understand import Understood
from corpus.library import Policy
from corpus.rules import Fact, tests_of

_NOT_KNOWN: Final = (
    r"不知道|不(?:太|大|是很)?(?:清楚|晓得|确定|了解|好说)|说不(?:好|准|清|上来)|没法(?:确定|说)|"
    r"没(?:有)?(?:统计|算过?|数过?|核(?:过|实)?|问(?:到|过)?|讲|说|报|提|告诉|透露|交代|写)(?:出来|清楚|明白)?|没(?:有)?数|没底|"
    r"记不(?:清|得|住)|忘了|忘记了|待(?:定|核实|确认)|(?:结果|通知)?(?:还)?没(?:有)?(?:出|下来|定|公布)(?:结果|来)?|拿不准|吃不准|"
    r"还在(?:等|核|统计|走流程)(?:结果|通知)?|查不到|未知|手头没(?:有)?|一时答不上来|不便(?:说|透露)"
)
_SKIP: Final = r"(?:先)?(?:跳过|略过)|先不(?:说|提|管|答|填)|下一[个题](?:问题?)?|(?:换|问)下一[个题]|pass|next"
_FILLER: Final = (
    r"其[他它余](?:的)?|别的|剩下的?|这[个项点题块]?|那[个项点题]?|我们?|他们?|她|对方|客户|目前|暂时|现在|也|还|都|真|就|的|了|呢|吧|啊|呀|嘛|哦|唉|嗯|[，,。.！!、~ ]|"
    r"数据|具体|结果|情况|数字|先|再|要|得|回去|问问?|看看|查查?|公司|财务|才|知道"
)
_ONLY_UNKNOWN: Final = re.compile(
    rf"(?:{_FILLER})*(?:{_NOT_KNOWN}|{_SKIP})(?:{_FILLER}|{_NOT_KNOWN}|{_SKIP})*", re.IGNORECASE
)
_UNKNOWN: Final = re.compile(_NOT_KNOWN)
_ASKED_IN_TURN: Final = re.compile(r"[?？]|多少|[吗呢]$")
_ITEM: Final = re.compile(
    r"(?:第|[（(])?([一二三四五六七八九1-9])(?:[）)、.:：]|个|项|条|问|题)?(?:的|是|：)?"
    r"(不是|没有|没|否|不|无|有|是|对|符合)(?:的|了)?(?=$|[，,。；;、 ]|第|[（(]?[1-9一二三四五六七八九])"
)
_NTH_VALUE: Final = re.compile(
    r"(?:第|[（(])?([一二三四五六七八九1-9])(?:[）)、.:：]|个(?:是)?|项(?:是)?|问|题)(?:是|：|,|，)?$"
)
_SHORT_OF: Final = re.compile(
    r"(?:不|没|未|没有|达不到|够不上)(?:能|被)?(?:评|拿|到|达到|得|是|考)?(?:为|上|到)?$"
)  # 「不评优秀呢」
_NUMERALS: Final = "一二三四五六七八九"


def says_unknown(part: Understood, conversation: Conversation, policy: Policy) -> Understood:
    """The part with `unknown`: the facts that it says nobody knows. They are asked for no more."""
    if _ONLY_UNKNOWN.fullmatch(part.text):
        all_ = re.search(r"其[他它余]|别的|剩下|[都全]", part.text)
        unknown = tuple(conversation.denied or conversation.asked[: None if all_ else 1])
        for fact in unknown:
            conversation.skip(fact)
        return replace(part, unknown=unknown, replies_unknown=True, claims=True, facts=replace(part.facts, told=()))
    unknown = _unknown_by_name(part, conversation, policy)
    if not unknown:
        return part
    for fact in unknown:
        conversation.skip(fact)
    told = tuple(t for t in part.facts.told if t.fact not in unknown)
    leans = bool(conversation.measures or conversation.asked)
    asks = not (part.asked.nothing or part.inherited) or _ASKED_IN_TURN.search(part.text)
    named = tuple(f for f in part.facts.named if f not in unknown)
    facts = replace(part.facts, told=told, named=named)
    return replace(part, facts=facts, unknown=unknown, replies_unknown=leans and not asks and not told, claims=True)


def _unknown_by_name(part: Understood, conversation: Conversation, policy: Policy) -> tuple[str, ...]:
    """「采购额还没统计」, 「评没评上优秀不知道」: facts of what is talked about that such a clause names."""
    at_hand = dict.fromkeys(f for m in conversation.measures for f in facts_of(policy.measure_by_id[m]))
    at_hand |= dict.fromkeys(f for m in conversation.measures for f in pay_facts(policy.measure_by_id[m]))
    at_hand |= dict.fromkeys(conversation.asked)
    if not at_hand:
        at_hand = dict.fromkeys(t.fact for m in policy.measures for t in tests_of(m.when) if t.role == "recognition")
    found: dict[str, None] = {}
    for start, end in segments_of(part.text):
        segment = part.text[start:end]
        match = _UNKNOWN.search(segment)
        if not match or match.start() == 0 or re.search(r"[吗呢?？]$|怎么办|会不会", segment):
            continue
        before = segment[: match.start()]
        for fact_id in at_hand:
            fact = policy.facts[fact_id]
            if any(told.fact == fact_id for told in part.facts.told) and _says_no(fact, segment, match):
                continue  # 「研发预算还没定」 says that there is none
            words = (fact.label, *fact.say, *fact.weak, *(w for v in fact.values.values() for w in v))
            if any(all(piece in before for piece in word.split("…")) for word in words if len(word) > 1):
                found[fact_id] = None
    return tuple(found)


def _says_no(fact: Fact, segment: str, unknown: re.Match[str]) -> bool:
    """Whether the words of not knowing are the end of a phrase that denies the fact."""
    gapped = (word.partition("…") for word in fact.denied)
    return any(gap and tail in unknown[0] and subject in segment[: unknown.start()] for subject, gap, tail in gapped)


def results_by_name(part: Understood, conversation: Conversation, policy: Policy) -> Understood:
    """「我们只评了个合格」, 「优秀那档」: the bare name of a result is of the stage that is being talked about.

    A word that another fact has too (优秀 of 优秀项目) is then the stage's; asked about and not told (那档, 的呢), it
    holds for this turn alone.
    """
    for measure in sorted(conversation.measures, key=lambda m: not _turns_on(policy, m, part.text)):
        for fact_id in facts_of(policy.measure_by_id[measure]):
            fact = policy.facts[fact_id]
            if fact.type != "rank" or any(t.fact == fact_id for t in part.facts.told):
                continue
            name = next((v for v in sorted(fact.values, key=len, reverse=True) if v in part.text), None)
            if name is None or part.mentions or _names_elsewhere(part, conversation, policy):
                continue
            if any(name in t.span and policy.facts[t.fact].type == "rank" for t in part.facts.told):
                continue  # 「那期满验收评了优秀呢」 is another stage's
            told = tuple(t for t in part.facts.told if name not in t.span)
            rank = fact.rank_of(name)
            value = Interval(0, rank - 1) if rank and _SHORT_OF.search(part.text[: part.text.find(name)]) else None
            asks = not part.asked.nothing and not part.claims and fact_id not in conversation.asked
            supposed = asks or HYPOTHETICAL.search(part.text) is not None
            result = ToldFact(fact_id, value or Interval(rank, rank), name, hypothetical=supposed)
            return replace(part, facts=replace(part.facts, told=(*told, result)), of_stage=True)
    return part


def _turns_on(policy: Policy, measure: str, text: str) -> bool:
    """Whether a support asks for a result that the words name (优秀 of the last stage, not of the one before)."""
    tests = (t for t in tests_of(policy.measure_by_id[measure].when) if t.bound and policy.facts[t.fact].type == "rank")
    return any(t.text.endswith(name) and name in text for t in tests for name in policy.facts[t.fact].values)


def _names_elsewhere(part: Understood, conversation: Conversation, policy: Policy) -> bool:
    """Names a topic other than the one at hand by a word of its own, the result's name apart."""
    topics = {policy.measure_by_id[m].topic for m in conversation.measures}
    others = [s for s in part.candidates.topics if s.item not in topics and s.score > 2]
    return bool(others) and not any(s.item in topics for s in part.candidates.topics)


def by_number(part: Understood, conversation: Conversation, policy: Policy) -> list[ToldFact]:
    """「1是 2否 3有」, 「第一个有，第二个没有」, 「第一个600万，第二个1000万」: answers to what was asked, in order."""
    asked = conversation.denied or conversation.asked
    if len(asked) < 2:
        return []
    out: dict[str, ToldFact] = {}
    for match in _ITEM.finditer(part.text):
        fact_id = _nth(match[1], asked)
        if fact_id and policy.facts[fact_id].type in ("flag", "count"):
            said = int(match[2] in ("有", "是", "对", "符合"))
            out[fact_id] = ToldFact(fact_id, Interval(said, said), match[0])
    for quantity in part.quantities:
        lead = _NTH_VALUE.search(part.text[: quantity.start])
        fact_id = _nth(lead[1], asked) if lead else None
        if (
            fact_id
            and policy.facts[fact_id].type in ("money", "count")
            and quantity.kind in ("money", "count", "number")
        ):
            value = to_value(policy.facts[fact_id], fact_id, quantity, quantity.text)
            if not isinstance(value, Unclear):
                out[fact_id] = value
    return list(out.values())


def _nth(numeral: str, asked: list[str]) -> str | None:
    place = int(numeral) - 1 if numeral.isdigit() else _NUMERALS.index(numeral)
    return asked[place] if place < len(asked) else None
