"""What a message takes back of what was told: a class for another, a number of things, a mention, the last thing said.

What no longer counts is forgotten, and with it the claim to what it brought.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.calculator.intervals import Interval
from assistant.calculator.program import facts_of, pay_facts
from assistant.conversation import Conversation
from assistant.understanding.fact_values import CORRECTS, ToldFact, Unclear, fits, to_value
from assistant.understanding.mention import Mention, cells_of
from assistant.understanding.quantities import Quantity
from assistant.understanding.surroundings import segments_of
from assistant.understanding.understand import CORRECTION, Understood
from corpus.library import Policy

_TAKEN_BACK: Final = re.compile(
    r"当我没[说讲提]|当没(?:说|讲|这回事)|不(?:作数|算数)|(?:先|就|也|都)?(?<!算)(?:不|别|不要|不用)(?:再)?(?:算|计|提)(?:进去|在内|了|它)?(?=$|[，,。；;吧])|"
    r"划掉|撤[掉回销下了]|作废|去掉|拿掉|扣掉|收回|不要了"
)
_LAST_SAID: Final = re.compile(
    r"(?:刚才|刚刚|上)(?:那|一|这|说的|讲的|面)?(?:一)?(?:句|条|项|个|话|笔|单)|最后(?:那|一)?(?:个|项|条|句|笔)|^(?:这|那)(?:个|条|项|句|笔)"
)
_MORE: Final = re.compile(r"(?:漏|少(?:说|报|讲|算|写|提|数|填)?|忘(?:了|记)?(?:说|报|算|提)?|没(?:说|报|算)全)了?$")
_LESS: Final = re.compile(r"(?:多(?:说|报|讲|算|写|数|填)|重复(?:了)?(?:说|报|算)?)了?$")
_NOT_HAD: Final = re.compile(r"(?:还|尚|并)?(?:没|未)(?:有)?(?:认定|拿到|获得|评上|评下来|批下来|下来|通过|到手)")
_LOST: Final = re.compile(r"(?:没|没有|黄|泡汤|落空|被撤|取消)了|没(?:成|戏)(?=$|[，,。；;了])")  # 「那国标没了」
_BARE: Final = 2  # characters before the words: they name nothing themselves
_SUPPOSES: Final = re.compile(r"呢[?？]?$|如果|要是|假如|假设")
_GIVEN_UP: Final = re.compile(r"(?:那[个项条]|的)?(?:换|改|变|替换)(?:成|为|作)")  # 「把国标换成行标」
_NOT: Final = re.compile(r"(?:不是|并非|没有|不止)$")


@dataclass(frozen=True)
class Corrected:
    """The message without what it takes back, and sentences on what was changed. `taken` where something was, `noted`
    where its class is noted already."""

    part: Understood
    changed: tuple[str, ...] = ()
    taken: bool = False
    noted: bool = False


def correct(part: Understood, conversation: Conversation, policy: Policy) -> Corrected:
    """Takes back and replaces what the message says is not so; the rest of it is left to be noted."""
    taken = _take_back(part, conversation, policy)
    if taken:
        return taken
    if CORRECTION.search(part.text):
        part = _retargeted(part, conversation, policy)
        replaced = _replace_class(part, conversation, policy) or _not_yet(part, conversation, policy)
        if replaced:
            return replaced
    part = _recounted(part, conversation, policy)
    known = any(c in conversation.facts_of() for m in part.mentions for c in cells_of(m, policy))
    return Corrected(replace(part, claims=part.claims or (part.corrects and known)))


def give_up(facts: Iterable[str], conversation: Conversation, policy: Policy) -> None:
    """Forget facts, and that the enterprise claims what is reckoned from them alone."""
    gone = set(facts)
    for fact in gone:
        conversation.forget(fact)
    claimed = conversation.claimed.get(conversation.subject, [])
    conversation.claimed[conversation.subject] = [
        m for m in claimed if not gone & _bases(policy, m) or _bases(policy, m) & conversation.facts_of().keys()
    ]


def _bases(policy: Policy, measure: str) -> set[str]:
    pays = policy.measure_by_id[measure].pays
    return {f for f in (pays.each, pays.of) if f} if pays else set()


# ------------------------------------------------------------------ taken back
def _take_back(part: Understood, conversation: Conversation, policy: Policy) -> Corrected | None:
    """「实验室那个当我没说」, 「刚才那句不算」: what the words name, or what was told last."""
    if part.facts.excepted:  # 「有一项没发布，扣掉」 takes one of several
        return None
    for start, end in segments_of(part.text):
        named = [m for m in (*part.mentions, *part.unnamed) if start <= m.start < end]
        found = _TAKEN_BACK.search(part.text, start, end)
        lost = _LOST.search(part.text, start, end) or _NOT_HAD.search(part.text, start, end)
        if not found and not (lost and any(c in conversation.facts_of() for m in named for c in cells_of(m, policy))):
            continue
        if found and not named and found.start() - start <= _BARE:  # 「行标那个还没发布，先不算」
            start = next((s for s, e in segments_of(part.text) if e == start), start)
            named = [m for m in (*part.mentions, *part.unnamed) if start <= m.start < end]
        gone = _noted_of(named, conversation, policy) or _worded(part.text[start:end], conversation, policy)
        if not gone and not named and _LAST_SAID.search(part.text[start:end].strip("那就")):
            gone = _told_last(conversation)
        if not gone:
            continue
        if any(t.fact in gone and policy.facts[t.fact].type in ("money", "count") for t in part.facts.told):
            return Corrected(replace(part, claims=True))  # 「那个数作废，应该是600万」 tells it anew
        anew = _told_anew(part, gone, policy)
        if anew:
            facts = replace(part.facts, told=(*part.facts.told, anew), loose=())
            return Corrected(replace(part, facts=facts, claims=True))
        labels = "、".join(policy.facts[f].label for f in gone)
        give_up(gone, conversation, policy)
        told = tuple(t for t in part.facts.told if t.fact not in gone and t.value != Interval(0, 0))
        facts = replace(part.facts, told=told)
        kept = tuple(m for m in part.mentions if m not in named and not set(cells_of(m, policy)) & set(gone))
        rest = replace(part, facts=facts, mentions=kept, unnamed=())
        return Corrected(rest, (f"已不再计入{labels}",), taken=True)
    return None


def _told_anew(part: Understood, gone: Sequence[str], policy: Policy) -> ToldFact | None:
    """「研发那个数先作废，重新报：600万」: one thing taken back, and one number said for it."""
    numbers = [q for q in part.facts.loose if not q.ordinal]
    if len(gone) != 1 or len(numbers) != 1 or not fits(policy.facts[gone[0]], numbers[0]):
        return None
    value = to_value(policy.facts[gone[0]], gone[0], numbers[0], numbers[0].text)
    return None if isinstance(value, Unclear) else value


def _not_yet(part: Understood, conversation: Conversation, policy: Policy) -> Corrected | None:
    """「说错了，还没认定」: the class told last is not had."""
    if part.mentions or not _NOT_HAD.search(part.text):
        return None
    denied = [f for f in _told_last(conversation) if policy.facts[f].cell]
    for fact in denied:
        conversation.forget(fact)
        conversation.note(fact, Interval(0, 0), part.text.strip("。.!！ "))
    return Corrected(part) if denied else None


def _noted_of(mentions: Sequence[Mention], conversation: Conversation, policy: Policy) -> list[str]:
    """Facts that count what is named, of those noted; said again, what the mention took from its neighbour is open."""
    noted = conversation.facts_of()
    gone = [cell for m in mentions for cell in cells_of(m, policy) if cell in noted]
    if not gone:
        bare = [replace(m, **dict.fromkeys(m.inherited)) for m in mentions]  # type: ignore[arg-type]
        gone = [cell for m in bare for cell in cells_of(m, policy) if cell in noted]
    return list(dict.fromkeys(gone))


def _worded(segment: str, conversation: Conversation, policy: Policy) -> list[str]:
    """Noted facts that a word of the segment names, or else the kind of thing that they count (标准, 实验室, 奖)."""
    facts = {f: policy.facts[f] for f in conversation.facts_of()}
    named = [f for f, x in facts.items() if any(w in segment for w in (x.label, *x.say, *x.weak) if len(w) > 1)]
    return named or [
        f
        for f, x in facts.items()
        if x.cell and any(k[-2:] in segment or (k.endswith("奖") and "奖" in segment) for k in x.cell.kind)
    ]


def _told_last(conversation: Conversation) -> list[str]:
    noted = conversation.facts_of()
    last = max((n[-1].turn for n in noted.values()), default=0)
    return [f for f, n in noted.items() if n[-1].turn == last]


# ------------------------------------------------------------------ one class for another
def _replace_class(part: Understood, conversation: Conversation, policy: Policy) -> Corrected | None:
    """「是三等，不是一等」, 「报错了，是省级的」: the class that was told gives way to the one that is told now."""
    denied = [m for m in part.mentions if _denied(part.text, m)]
    named = [m for m in part.mentions if m not in denied and len(cells_of(m, policy)) == 1]
    if len(named) != 1:
        return None
    mention, cell = named[0], cells_of(named[0], policy)[0]
    wrong = [c for c in _noted_of(denied, conversation, policy) if c != cell] or _rival(
        mention, cell, conversation, policy
    )
    if not wrong:  # 「排第三，不是第五」: of the same class
        return Corrected(replace(part, mentions=(mention,), claims=True)) if denied else None
    before = conversation.facts_of()[wrong[-1]][-1].value
    if _SUPPOSES.search(part.text):  # 「换成主导呢」 asks, and leaves what was told
        asked = replace(mention, count=mention.count or before)
        return Corrected(replace(part, mentions=(asked,), corrects=False), noted=True)
    some = mention.count
    if some and some.lower < before.lower and before.upper is not None:  # 「有一项其实是参与」: of several
        rest = Interval(before.lower - some.lower, before.upper - some.lower)
        conversation.note(wrong[-1], rest, conversation.facts_of()[wrong[-1]][-1].span)
    else:
        give_up(wrong[-1:], conversation, policy)
    within = policy.facts[cell].cell
    if not (within and within.within and mention.position is None):
        span = part.text[mention.start : mention.end]
        conversation.note(cell, mention.count or before, span)
    conversation.mention = mention
    change = f"已把{policy.facts[wrong[-1]].label}改为{policy.facts[cell].label}"
    return Corrected(replace(part, mentions=(mention,), claims=True), (change,), noted=True)


def _denied(text: str, mention: Mention) -> bool:
    given_up = _GIVEN_UP.match(text[mention.end :]) is not None
    return mention.count == Interval(0, 0) or given_up or _NOT.search(text[: mention.start]) is not None


def _rival(mention: Mention, cell: str, conversation: Conversation, policy: Policy) -> list[str]:
    """The class told last that the words merely vary: same family and kind, another grade, level or role."""
    noted = conversation.facts_of()
    said = policy.facts[cell].cell
    rivals = [
        (n[-1].turn, i, f)
        for i, (f, n) in enumerate(noted.items())
        if f != cell
        and (other := policy.facts[f].cell)
        and said
        and other.family == mention.family
        and ("kind" in mention.said or set(other.kind) & set(said.kind))
        and (n[-1].upper is None or n[-1].upper > 0)
    ]
    return [max(rivals)[2]] if rivals and cell not in noted else []


# ------------------------------------------------------------------ numbers
def _recounted(part: Understood, conversation: Conversation, policy: Policy) -> Understood:
    """「漏了一项，是三项」, 「少说了一项」, 「不是两项，是三项」: the number of what was told last is put right."""
    if part.mentions or part.facts.told:
        return part
    counts = [q for q in part.facts.loose if q.kind in ("count", "money") and not q.ordinal and q.lower is not None]
    target = next(
        (f for f in _latest_numbers(conversation, policy) if counts and fits(policy.facts[f], counts[0])), None
    )
    if target is None:
        return part
    last = conversation.facts_of()[target][-1]
    by, whole = 0, None
    for quantity in counts:
        lead = part.text[: quantity.start]
        if _MORE.search(lead):
            by += _number(quantity, policy, target)
        elif _LESS.search(lead):
            by -= _number(quantity, policy, target)
        elif not _NOT.search(lead) and (by or CORRECTION.search(part.text)):
            whole = _number(quantity, policy, target)
    if whole is None and not by:
        return part
    lower = whole if whole is not None else max(last.lower + by, 0)
    upper = whole if whole is not None else None if last.upper is None else max(last.upper + by, 0)
    told = ToldFact(target, Interval(lower, upper), part.text.strip("。.!！ "))
    if last.kind:
        conversation.forget(target)  # told anew of no kind in particular
    rest = tuple(q for q in part.facts.loose if q not in counts)
    return replace(part, facts=replace(part.facts, told=(told,), loose=rest), claims=True)


def _latest_numbers(conversation: Conversation, policy: Policy) -> list[str]:
    """Counts and sums that were told of one value and no year, the last told first."""
    noted = [
        (n[-1].turn, i, f)
        for i, (f, n) in enumerate(conversation.facts_of().items())
        if policy.facts[f].type in ("count", "money") and not n[-1].years and len(n) == 1
    ]
    return [f for *_, f in sorted(noted, reverse=True)]


def _number(quantity: Quantity, policy: Policy, fact: str) -> int:
    assert quantity.lower is not None  # asked before
    return int(quantity.lower * (100 if policy.facts[fact].type == "money" else 1))


def _retargeted(part: Understood, conversation: Conversation, policy: Policy) -> Understood:
    """「我看了下合同，其实是4.8亿」: a sum that corrects is of what was told, whatever word stands in a clause before."""
    at_hand = {f for m in conversation.measures for f in pay_or_tested(policy, m)}
    noted = [f for f in conversation.facts_of() if f in at_hand and policy.facts[f].type == "money"]
    if not noted:
        return part
    target = conversation.last_money if conversation.last_money in noted else noted[-1]
    told = tuple(
        replace(t, fact=target) if policy.facts[t.fact].type == "money" and _of_another_clause(t, conversation) else t
        for t in part.facts.told
    )
    if told == part.facts.told:
        return part
    return replace(part, facts=replace(part.facts, told=told), candidates=replace(part.candidates, topics=()))


def pay_or_tested(policy: Policy, measure: str) -> set[str]:
    """Facts that a measure is reckoned from or turns on."""
    found = policy.measure_by_id[measure]
    return {*pay_facts(found), *facts_of(found)}


def _of_another_clause(told: ToldFact, conversation: Conversation) -> bool:
    """Its word stands in one clause, and the sum with the correction in the next."""
    _, parted, after = told.span.rpartition("，")
    return bool(parted) and told.fact not in conversation.facts_of() and CORRECTS.search(after) is not None
