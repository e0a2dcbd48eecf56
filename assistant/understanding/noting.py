"""Noting the classes (awards, institutions, standards) that a part says the enterprise has, or has not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from assistant.calculator.intervals import Interval
from assistant.conversation import Conversation
from assistant.understanding.mention import Mention, cells_of, ranked_count
from assistant.understanding.mood import is_asked
from assistant.understanding.standing import is_owned, listed_to, standing_of
from assistant.understanding.surroundings import segment_around
from assistant.understanding.understand import Understood
from corpus.library import Policy
from corpus.rules import tests_of

_DENIED_BEFORE: Final = re.compile(r"(?<!有)没(?:有|拿过|拿到|获得过?|评上|评过|认定过?)?(?:任何)?$")
_NONE: Final = r"(?:没有?|无|没(?:拿|评|得|获|参与|主导|参加|牵头|认定|申请?|申报|建|设|搞)(?:过|上|到)?)"
_DENIED_AFTER: Final = re.compile(
    rf"的?[，,：:]?(?:我们|我司|公司|咱们?|自己)*(?:倒|是|也|还|都|全|暂时|目前|一直|从来|一个|一项|一家)*{_NONE}(?=$|[，,。；;、了过呢啊])"
)
_NOT_ONE: Final = re.compile(rf"的?(?:一|半)(?:个|项|家|次)(?:也|都)?{_NONE}(?=$|[，,。；;了过呢啊])")
_HAS_AFTER: Final = re.compile(
    r"[^，,。；;！!？?没不未无]{0,14}?(?:都|也|全)(?:有|拿过|评上|认定)(?:了|过|的)?(?=$|[，,。；;！!])|"
    r"(?:的|这一?块|方面)?(?:我们|我司|公司|倒|是)*有(?:了|的)?(?=$|[，,。；;！!])"
)
_PENDING: Final = re.compile(
    r"(?:正在|还在|在|准备|打算|计划|想要?)(?:申报|申请|评审|公示|报批|走流程|争取)|万一|要是|如果|假如"
)
_HAS_IT: Final = re.compile(
    r"(?:嗯|对|是的?|哦)?[，,]?(?:我们|我司|咱们?|公司)(?:是|正好|刚好|就)?(?:有|拿了|拿过|评上了|认定了|已经有)(?:了|的|这个|一个)?(?=$|[，,。；;])"
)
INSTEAD: Final = re.compile(r"^(?:那|那么|如果|要是|假如|换成|换|改成)")


def note_mentions(part: Understood, conversation: Conversation, policy: Policy, noted: bool) -> tuple[Understood, bool]:
    """Notes the classes that the part says are had, but where they are `noted` already. 「行标有一项没发布，扣掉」 of classes
    told before takes some of them away: then nothing is left to be asked of them."""
    again = bool(part.facts.excepted) and _told_before(part, conversation, policy)
    counted: list[Mention] = []
    owned_to = 0
    for mention in () if noted or again else part.mentions:
        if not part.owners.is_others(mention.start) or _denied_of_us(part, mention):
            if part.asked.nothing and is_owned(part.text, mention.start, owned_to):
                owned_to = mention.end
            _note_mention(part, mention, conversation, policy, counted, owned_to == mention.end)
    for flag, number in part.facts.excepted:
        _except(flag, number, conversation, policy)
    if part.mentions or part.unnamed:
        conversation.mention = (*part.mentions, *part.unnamed)[-1]
    return (replace(part, mentions=()), True) if again else (part, False)


def _note_mention(
    part: Understood,
    mention: Mention,
    conversation: Conversation,
    policy: Policy,
    counted: list[Mention],
    owned: bool,
) -> None:
    """A class that the enterprise says it has: counted once unless it says how many. `counted` are those of this part
    that were noted before, by their places as drafters: 「一个排第二一个排第三」 are two; `owned`: it says that they are had."""
    cells = cells_of(mention, policy)
    if part.asked.compare or _PENDING.search(segment_around(part.text, mention.start)):
        return
    if _is_denied(part, mention):
        for cell_id in cells:  # 「国际标准没有」: neither led nor joined
            conversation.note(cell_id, Interval(0, 0), part.text[mention.start : mention.end])
        return
    if len(cells) != 1:
        return
    standing = standing_of(part.text, mention.start, mention.end)
    if standing == "refused":
        conversation.note(cells[0], Interval(0, 0), part.text[mention.start : mention.end])
    if standing in ("sought", "refused", "lost"):
        return
    noted = cells[0] in conversation.facts_of()
    has = _HAS_AFTER.match(part.text[mention.end :]) is not None
    answers = cells[0] in conversation.asked and part.asked.nothing and not INSTEAD.search(part.text)
    unplaced = _unplaced(part, mention, policy)
    has = (
        has
        or owned
        or unplaced is not None
        or (standing == "had" and not is_asked(part.text, mention.start))
        or (answers and "呢" not in part.text)
    )  # 「省里二等」 to 「科技进步奖」
    if not (part.claims or has or mention.count or (noted and mention.position)):
        return
    cell = policy.facts[cells[0]].cell
    assert cell is not None
    if cell.within and mention.position is None and (mention.count is None or mention.count.lower > 0):
        return  # how many of them count is not told
    count = mention.count or unplaced or Interval(1, 1)
    if cell.within:
        count = ranked_count(mention, cell.within, count)
        if any(m.position != mention.position and cells_of(m, policy) == cells for m in counted):
            count = count.plus(conversation.facts_of()[cells[0]][-1].value)
        counted += [mention] if mention.count else []
    kind = mention.kind if mention.kind in cell.kind and len(cell.kind) > 1 else ""
    conversation.note(cells[0], count, part.text[mention.start : mention.end] or mention.kind or "", kind or "")


def _unplaced(part: Understood, mention: Mention, policy: Policy) -> Interval | None:
    """How many there are of a class that was counted before its place is told: 「国标、行标各参与一项，国标第三，行标第二」."""
    if mention.position is None:
        return None
    cells = cells_of(mention, policy)
    before = (m for m in part.mentions if m.position is None and m.start < mention.start)
    return next((m.count for m in before if m.count and cells_of(m, policy) == cells), None)


def _told_before(part: Understood, conversation: Conversation, policy: Policy) -> bool:
    """All classes that the part names were told in earlier turns."""
    noted = conversation.facts_of()
    cells = [c for m in part.mentions for c in cells_of(m, policy)]
    return bool(cells) and all(c in noted and noted[c][-1].turn < conversation.turn for c in cells)


def note_at_hand(part: Understood, conversation: Conversation, policy: Policy) -> None:
    """「我们有，那加上…呢」: the class that was asked about the turn before is had."""
    cells = cells_of(conversation.mention, policy) if conversation.mention and _HAS_IT.match(part.text) else ()
    if len(cells) != 1 or cells[0] in conversation.facts_of() or conversation.asked:
        return
    conversation.note(cells[0], Interval(1, 1), conversation.mention.kind or "" if conversation.mention else "")
    claimed = conversation.claimed.setdefault(conversation.subject, [])
    claimed += [m.id for m in policy.measures if m.pays and m.pays.each == cells[0] and m.id not in claimed]


def _denied_of_us(part: Understood, mention: Mention) -> bool:
    """「母公司有省级研发中心，我们没有」."""
    return mention.count is None and _DENIED_AFTER.match(part.text[mention.end :]) is not None


def _is_denied(part: Understood, mention: Mention) -> bool:
    """「没有国家重点实验室」, 「省级企业研究院没有」, 「一家也没有」; of a list (「国际标准、国家标准都没有」) each one."""
    before, after = part.text[: mention.start], part.text[listed_to(part.text, mention, part.mentions) :]
    if _NOT_ONE.match(after):
        return True
    return mention.count is None and (_DENIED_BEFORE.search(before) or _DENIED_AFTER.match(after)) is not None


def _except(flag: str, number: int, conversation: Conversation, policy: Policy) -> None:
    """「其中一项还没发布」: so many of the last things told do not count."""
    tested = [
        m.pays.each for m in policy.measures if m.pays and m.pays.each and any(t.fact == flag for t in tests_of(m.when))
    ]
    noted = [f for f in conversation.facts_of() if f in tested]
    if not noted:
        return
    last = conversation.facts_of()[noted[-1]][-1]
    left = Interval(max(last.lower - number, 0), None if last.upper is None else max(last.upper - number, 0))
    conversation.note(noted[-1], left, last.span, last.kind)
