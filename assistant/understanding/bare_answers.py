"""Answers that name no fact: 「是的」, 「评上了」, 「没有过」, 「优秀！」 to what was asked back, or named the turn before.

A message that only names a fact (「近三年违法行为」) tells nothing: it is a heading, and the next message fills it in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from assistant.understanding.facts import FactReading
from assistant.understanding.mention import cells_of
from assistant.understanding.mood import asks, is_supposed
from corpus.library import Policy
from corpus.rules import Fact

if TYPE_CHECKING:
    from assistant.understanding.understand import Understood

_DURATIONS: Final = frozenset({"年", "月", "个月"})
_LONGEST_HEADING: Final = 24  # characters
_NAMED: Final = 0.55  # share of a heading's pairs of characters that the fact's own words know
_YES_NO_HEADING: Final = re.compile(r"是否|是不是|有没有|有无")
_PREDICATE: Final = re.compile(
    r"[了过是在有已都没不未我]|需要|明确|清楚|清晰|强劲|一般|被|具有|良好|保持|拥有|列入|入选|延长|符合|对口|增长|合格|达到|增加|下降|负责|通过|[涨降跌升掉好差快定]$|[：:].|[√×]"
)
_ABOUT: Final = re.compile(r"^关于|(?:的?(?:情况|问题|信息|数据)|呢)$")

_PARTICLES: Final = r"(?:的|了|啊|呀|呢|哦|啦|哈|嘛|吧|滴|过)*"
_LEAD: Final = r"^(?:我们|我司|公司|目前|现在|暂时|早就?|都|当然|已经?|刚刚?|上个月|上周|去年|前年|今年|其实|的确|确实|应该|倒|肯定|也|是|哦|嗯|唉)*?"
_YES: Final = re.compile(
    rf"{_LEAD}(?:是|对|有|嗯+|没错|符合|满足|属于|当然|要|需要|想要|在|算|可以|肯定|没问题|yes|ok|都[是有])(?:呀|滴)?{_PARTICLES}$",
    re.IGNORECASE,
)
_NO: Final = re.compile(
    rf"^(?:我们|我司|公司|目前|现在|暂时|其实|确实|倒|也|都|还|一直|从来?|压根|根本|真的?|一次(?:也|都)?|一个(?:也|都)?)*"
    rf"(?:没有?|不|未|尚未|从未|否|无|no)(?:曾|能|被|去)?"
    rf"(?P<verb>是|有|在|算|要|需要|用|想|属于|符合|满足|具备|[\u4e00-\u9fff]{{1,4}}?)??(?:上|到|成|完|下来)?{_PARTICLES}$",
    re.IGNORECASE,
)
_DID: Final = re.compile(
    rf"{_LEAD}(?P<verb>[\u4e00-\u9fff]{{1,4}}?)(?:上|到|下来|完|好|成)?(?:了|过了|过){_PARTICLES}$"
)
_ENDED: Final = re.compile(
    r"(?:证书?|资格|资质|牌子)?(?:已经?|早就?|刚刚?|去年|今年|上个月|都)*(?:被)?(?:过期|到期|失效|作废|取消|吊销|撤销|摘(?:牌|掉)?|没续上?)(?:掉)?(?:了)?(?![\u4e00-\u9fff]*(?:前|之前|新))"
)
_HAS: Final = re.compile(
    r"^(?:我们|我司|公司)?(?:每年|一直|年年|已经|目前|现在)?(?:都)?(?:有(?!点|可能|没有|待|些难|望|时)|在(?=的|这|那|区)|做(?=了|的|着|$)|编(?=了|的|着|$))"
)
_DENIES: Final = re.compile(r"[没不未非无负]")
_STATED: Final = re.compile(r"有([\u4e00-\u9fff]{2})的|（([\u4e00-\u9fff]{2,4})）")
_GENERAL_VERBS: Final = frozenset(
    [
        "是",
        "有",
        "在",
        "算",
        "要",
        "用",
        "想",
        "需要",
        "属于",
        "符合",
        "满足",
        "具备",
        "拿",
        "评",
        "获",
        "批",
        "过",
        "做",
        "办",
        "出",
        "发生",
        "受",
        "通过",
    ]
)
_HOW_MUCH: Final = re.compile(r"多少|几(?:个|位|名|人|家|项|万|亿|千|百)")
_OF_THE_SUPPORT: Final = re.compile(
    r"补|奖|拿|领|给|贴|资助|享受|要求|需要|才|够|门槛|条件|上限|最高|最低|封顶|比例|标准|要(?!是)|能|可以"
)
_SO_OR_NOT: Final = re.compile(r"(?:了)?(?:没有?|吗|么)[？?]?$")
_WHOSE: Final = re.compile(r"^(?:那|请问|问一下|你们|我们|贵公司|贵司|企业|公司|咱们?|现在|目前|的|家)*")
_LED: Final = re.compile(_LEAD.removesuffix("?"))
_SEGMENT: Final = re.compile(r"[，,。；;！!、.\s]+")


def headed(part: Understood, policy: Policy) -> tuple[str, ...]:
    """The facts that a message names and says nothing of, what it names best first; () for any other message."""
    text = _ABOUT.sub("", part.text.strip("。.!！？?"))
    yes_no = _YES_NO_HEADING.search(text)
    name = _YES_NO_HEADING.sub("", text)
    told = any(policy.facts[t.fact].type != "flag" for t in part.facts.told)
    sums = any(q.kind == "money" or q.unit not in _DURATIONS for q in part.facts.loose)
    plain = part.asked.nothing or (yes_no is not None and part.asked.says_only_premise)
    if len(part.text) > _LONGEST_HEADING or told or sums or not plain:
        return ()
    if part.mentions:
        named = any(m.count or m.position for m in part.mentions) or part.claims
        return () if named else tuple(dict.fromkeys(cell for m in part.mentions for cell in cells_of(m, policy)))
    if not yes_no and _PREDICATE.search(name):
        return ()
    wanted = _pairs(name)
    if not wanted:
        return ()
    shares = {
        fact_id: len(wanted & _pairs_of(fact)) / len(wanted) for fact_id, fact in policy.facts.items() if not fact.cell
    }
    best = max(shares.values(), default=0.0)
    return tuple(f for f, share in shares.items() if share == best) if best >= _NAMED else ()


def named_alone(part: Understood, policy: Policy) -> tuple[str, ...]:
    """The one fact whose value a message asks for, and nothing of a support (「研发人员有多少人」, 「5050计划入选了没」): a bare
    value said next is of it. () for any other message."""
    text = _WHOSE.sub("", part.text.strip("。.!！"))
    if part.mentions or len(part.text) > _LONGEST_HEADING or _OF_THE_SUPPORT.search(text):
        return ()
    if _HOW_MUCH.search(text):
        return part.facts.named if len(part.facts.named) == 1 else ()
    name = _SO_OR_NOT.sub("", text)
    flags = [f for f, fact in policy.facts.items() if fact.type == "flag" and name != text and _is_named(fact, name)]
    return tuple(flags) if len(flags) == 1 else ()


def _is_named(fact: Fact, name: str) -> bool:
    """Whether a name is one of the fact's own, or one of them with its gap closed."""
    return name == fact.label or any(name == word.replace("…", "") for word in fact.say)


def said_of_one(facts: Mapping[str, Fact], text: str) -> tuple[str, bool] | None:
    """「我们已经入选了」: the one of these flags that the words end a phrase of, and what they say of it; None for any other."""
    if asks(text.rstrip("呢。.")) or is_supposed(text, 0):
        return None
    stem = re.sub(rf"{_PARTICLES}$", "", _LED.sub("", _SEGMENT.split(text)[0]))
    said = {
        (fact_id, value)
        for fact_id, fact in facts.items()
        for value, phrases in ((True, fact.say), (False, fact.denied))
        if fact.type == "flag" and len(stem) > 1 and any(p.rpartition("…")[2] == stem for p in phrases if "…" in p)
    }
    return said.pop() if len(said) == 1 else None


def untold(facts: FactReading, heading: tuple[str, ...], asked: list[str]) -> FactReading:
    """What a message tells, without the flags that it only names as a heading; a flag asked back is told by its name."""
    told = tuple(replace(t, hypothetical=True) if t.fact in heading and t.fact not in asked else t for t in facts.told)
    return replace(facts, told=told)


def flag_answer(fact: Fact, text: str) -> bool | None:
    """What a message says of a flag that was asked: yes, no, or nothing. The first clause that says either decides."""
    if asks(text.rstrip("呢。.")) or is_supposed(text, 0):
        return None
    for clause in _SEGMENT.split(text):
        said = _clause_answer(clause, fact) if clause else None
        if said is not None:
            return said
    return None


def _clause_answer(clause: str, fact: Fact) -> bool | None:
    """One clause: yes, no, or words that end what is said of the fact (「降了」 of 税收…降, 「滨江」 of 注册在滨江)."""
    words = _words_of(fact)
    if _ENDED.match(clause):
        return False
    stem = re.sub(rf"{_PARTICLES}$", "", re.sub(_LEAD, "", clause))
    if _ends(stem, fact.denied):
        return False
    if _YES.match(clause) or _HAS.match(clause):
        return True
    denied = _NO.match(clause)
    if denied:
        return False if _known(denied["verb"], words) else None
    did = _DID.match(clause)
    if did and _known(did["verb"], words):
        return True
    return True if _ends(stem, (*fact.say, fact.label, *fact.ask.split("吗"))) or stem in _stated(fact) else None


def _ends(stem: str, phrases: Iterable[str]) -> bool:
    """Whether the words end one of the phrases with nothing denied before them, or are what stands behind its gap."""
    for phrase in phrases:
        _, gap, tail = phrase.rpartition("…")
        if gap and stem and (stem == tail or (len(tail) > 1 and stem.startswith(tail))):
            return True
        if not gap and len(stem) > 1 and tail.endswith(stem) and not _DENIES.search(tail.removesuffix(stem)):
            return True
    return False


def _stated(fact: Fact) -> frozenset[str]:
    """What the question says of its thing: 明确 of 「有明确的…目标吗」, 滨江 of 「高新区（滨江）」."""
    return frozenset(m[1] or m[2] for m in _STATED.finditer(fact.ask))


def _known(verb: str | None, words: str) -> bool:
    """A verb that repeats the question's, or one of those that stand for any."""
    return not verb or verb in words or verb in _GENERAL_VERBS or verb.rstrip("上到成过完") in _GENERAL_VERBS


def _words_of(fact: Fact) -> str:
    return " ".join((fact.label, fact.ask, *fact.say, *fact.denied))


def _pairs_of(fact: Fact) -> frozenset[str]:
    """What a heading may name a fact by; a flag's other words say that it is so."""
    others = () if fact.type == "flag" else (*fact.say, *fact.weak)
    return _pairs(" ".join((fact.label, fact.ask, *others)))


def _pairs(text: str) -> frozenset[str]:
    """Pairs of characters that stand together, without marks."""
    words = re.split(r"[\s…]+", re.sub(r"[（）()“”\"《》、，,。？?]", "", text))
    return frozenset(word[i : i + 2] for word in words for i in range(len(word) - 1))
