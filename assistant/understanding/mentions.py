"""Mentions of a family's cells: 「省级科技进步奖一、二等奖」, 「国标 第二起草单位」, 「主导国际标准1项、参与2项」.

A family (awards, institutions, standards) varies over slots: kind × level × grade × role × position. A mention
fills some of them; what it leaves out it takes from its neighbour or from the conversation, and otherwise stands
for every cell that agrees with it. A mention that agrees with no cell is of a class that the text does not name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Final

from assistant.calculator.intervals import Interval
from assistant.understanding.mention import SLOTS, Mention, cells_of, ranked_count
from assistant.understanding.mention_tokens import JOINT, Token, TokenFinder
from assistant.understanding.quantities import Quantity
from assistant.understanding.slips import unslipped
from corpus.library import Policy
from corpus.rules import Family

_SENTENCE_END: Final = re.compile(r"[。；;！!？?]")
_NEGATED: Final = re.compile(
    r"(?:(?<!有)没有?|未|(?<!是)不是|还没|从没|没能)(?:拿|获|评|得|有|认定|主导|参与|参加)?(?:过|到|上|得)?(?:任何)?$"
)
_COUNTED_ANEW: Final = re.compile(r"[，,：:、；;(（](?:其中|分别是?|有)?[一二两三四五六七八九\d]{1,2}[个项次件]$")
_COUNT_BEFORE: Final = re.compile(r"[一二两三四五六七八九\d][个项次件]$")
_COUNT_AFTER: Final = re.compile(r"(?:奖|的|有)*[一二两三四五六七八九\d]{1,2}[个项次件]")
_PARTED: Final = re.compile(r"[：:，,(（]")
_EACH_ONE: Final = re.compile(r"各([一二两三四五六七八九\d])(?=$|[，,。；;、！!])")
_TIMES: Final = re.compile(r"[×xX*✕]$")
_HELD_AGAINST: Final = re.compile(
    r"比(?:[一二三]等奖?|国家级?|省级?|市级?)还(?:要)?[高低大牛强]"
)  # 「特等奖，比一等还高」
_PAIR: Final = re.compile(r"一对(?=[国省市一二三特头]|技术|科技|$|[，,。的])")
_LEANING: Final = re.compile(r"^(?:那|换成|换|如果是)|呢[?？]?$")
_CLAUSE: Final = re.compile(r"[，,；;、]")
_COUNTED_OFF: Final = re.compile(r"[项个次][，,、；]")  # 「参与一项，国标…」: the next class begins
_ALONE: Final = re.compile(
    r"(?:的|算|来算|这种|这类)?[，,：:](?:我们|我司|咱们?|公司|手上|手里)?(?:一?共|总共|有|拿了|就|只有|大概|做了)*"
)
_EACH: Final = re.compile(r"各(?:自|有|拿|获|得)?(?:了)?")


class MentionReader:
    """Reads the mentions of one policy's families. Built once; reading keeps no state."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._tokens = TokenFinder(policy)

    def read(
        self, text: str, quantities: Sequence[Quantity], context: Mention | None = None, family: str | None = None
    ) -> list[Mention]:
        """The mentions in a normalised text, in order, with counts and positions.

        `context` is the conversation's last mention: what 「那省级呢」 takes its family and kind from. `family` is the one
        that is being talked about, where no class of it was named yet.
        """
        text = _HELD_AGAINST.sub(lambda m: "＿" * len(m[0]), text)
        groups = self._groups(self._tokens.find(text, context.family if context else family), text)
        mentions: list[Mention] = []
        previous: Mention | None = None
        for group in groups:
            group_mentions = self._mentions_of_group(group, previous, context, text)
            if group_mentions:
                previous = group_mentions[-1]
                mentions += group_mentions
        if not mentions and context and (kind := self._narrower(text, context)):
            mentions = [replace(context, kind=kind, count=None, position=None, start=0, end=len(text))]
        mentions = _share_grades(mentions, text)
        mentions = unslipped(_with_counts(mentions, text, quantities), text, self._policy)
        mentions = self._gathered(mentions)
        return [_settled(m, self._policy.vocabulary.families[m.family]) for m in mentions]

    def _gathered(self, mentions: list[Mention]) -> list[Mention]:
        """「国标一项排第一，一项排第三，一项排第五」: one mention of the class, with the number of those that count."""
        out: list[Mention] = []
        for mention in mentions:
            cells = cells_of(mention, self._policy) if mention.position else ()
            cell = self._policy.facts[cells[0]].cell if len(cells) == 1 else None
            same = next((m for m in out if m.position and cell and cells_of(m, self._policy) == cells), None)
            if same is None or cell is None or cell.within is None:
                out.append(mention)
                continue
            one, other = (ranked_count(m, cell.within, m.count or Interval(1, 1)) for m in (same, mention))
            first = replace(same, position=Interval(1, 1)) if one.upper else replace(mention, start=same.start)
            count = one.plus(other) if one.plus(other).upper else same.count
            out[out.index(same)] = replace(first, count=count, end=mention.end, inherited=same.inherited)
        return out

    def _narrower(self, text: str, context: Mention) -> str | None:
        """「重点的那种呢」 after 企业研究院: the kind whose name begins with the word and ends as the last one did."""
        if not context.kind or not _LEANING.search(text):
            return None
        for kind in self._policy.vocabulary.families[context.family].kinds:
            prefix = kind.removesuffix(context.kind)
            if prefix and prefix != kind and prefix in text:
                return kind
        return None

    def _groups(self, tokens: list[Token], text: str) -> list[list[Token]]:
        """Tokens that make one mention (a slot may hold alternatives joined by 、和)."""
        groups: list[list[Token]] = []
        for i, token in enumerate(tokens):
            current = groups[-1] if groups else None
            following = tokens[i + 1] if i + 1 < len(tokens) else None
            if current is None or self._breaks(current, token, following, text):
                groups.append([token])
            else:
                current.append(token)
        return groups

    def _breaks(self, group: list[Token], token: Token, following: Token | None, text: str) -> bool:
        between = text[group[-1].end : token.start]
        if _SENTENCE_END.search(between) or (token.slot == "kind" and _COUNTED_OFF.search(between)):
            return True
        families = {t.family for t in group if t.family}
        if token.family and families and token.family not in families:
            return True
        if any(
            token.slot in ("level", "grade", "role") and token.slot not in self._policy.vocabulary.families[f].slots
            for f in families
        ):
            return True
        same = [t for t in group if t.slot == token.slot]
        if not same and token.slot in ("grade", "position") and self._is_counted_apart(group, token, between, text):
            return True
        if not same:
            # a new subject after a full class: 「国家技术发明奖一等奖、省级…」 is caught by the level; a comma
            # with a kind already said and a level or role following begins anew
            has_kind = any(t.slot == "kind" for t in group)
            begins_anew = following is not None and following.slot == "kind"
            parted = bool(re.search(r"[，,、]", between))
            return has_kind and token.slot in ("level", "role") and parted and begins_anew
        adjacent = same[-1] is group[-1] and JOINT.fullmatch(between) is not None
        if adjacent and token.slot == "kind" and re.search("[，,]", between) and following and following.slot == "role":
            return _CLAUSE.search(text[token.end : following.start]) is None  # 「…浙江制造标准，国际标准也参与了一项」
        return not adjacent

    def _is_counted_apart(self, group: list[Token], token: Token, between: str, text: str) -> bool:
        """「省进步奖两项，一个一等一个三等」, 「三项省进步奖：一等一项，三等两项」: the whole first, then its parts."""
        if _COUNTED_ANEW.search(between):
            return True
        whole = _COUNT_BEFORE.search(text[: group[0].start]) is not None
        return whole and _PARTED.match(between) is not None and _COUNT_AFTER.match(text[token.end :]) is not None

    def _mentions_of_group(
        self, group: list[Token], previous: Mention | None, context: Mention | None, text: str
    ) -> list[Mention]:
        family = next((t.family for t in group if t.family), None)
        slots = {slot: list(dict.fromkeys(t.value for t in group if t.slot == slot)) for slot in SLOTS}
        if family is None:
            family = self._family_of_slots(slots, group, previous, context)
        if family is None:
            return []
        allowed = {"kind", *self._policy.vocabulary.families[family].slots}
        base = previous if previous and previous.family == family else None
        inherited: set[str] = set()
        if not slots["kind"]:
            source = base or (context if context and context.family == family else None)
            if source:
                for slot in SLOTS:
                    if not slots[slot] and getattr(source, slot) is not None:
                        slots[slot] = [getattr(source, slot)]
                        inherited.add(slot)
        elif context and context.family == family and base is None and _LEANING.search(text):
            for slot in ("level", "grade", "role"):
                if not slots[slot] and getattr(context, slot) is not None:
                    slots[slot] = [getattr(context, slot)]
                    inherited.add(slot)
        elif base and not _SENTENCE_END.search(text[base.end : group[0].start]):
            for slot in ("level", "role"):
                if not slots[slot] and getattr(base, slot) is not None:
                    slots[slot] = [getattr(base, slot)]
                    inherited.add(slot)
        places = dict.fromkeys(t.value for t in group if t.slot == "position")  # 「第二位和第四位」 are two
        positions: list[Interval | None] = [Interval(*map(int, value.split("-"))) for value in places]
        choices = [slots[s] if slots[s] and s in allowed else [None] for s in SLOTS]
        # 主持 of 「主持完成的成果获省科技进步奖」 is no part of an award's name
        begins = next((t.start for t in group if t.slot in allowed or t.slot == "position"), group[0].start)
        return [
            Mention(
                family,
                kind,
                level,
                grade,
                role,
                position=position,
                start=begins,
                end=group[-1].end,
                inherited=frozenset(inherited),
            )
            for kind, level, grade, role in product(*choices)  # type: ignore[misc]
            for position in positions or [None]
        ]

    def _family_of_slots(
        self, slots: dict[str, list[str]], group: list[Token], previous: Mention | None, context: Mention | None
    ) -> str | None:
        """Whose slots these are where no kind was said: a grade belongs to the one family that has grades."""
        near = previous or context
        families = self._policy.vocabulary.families
        used = {s for s in ("level", "grade", "role") if slots[s]}
        if any(t.slot == "position" for t in group) and near and families[near.family].positioned:
            return near.family
        if near and used and used <= set(families[near.family].slots):
            return near.family
        if "grade" in used:
            return next((f for f, family in families.items() if "grade" in family.slots), None)
        return None


def _share_grades(mentions: list[Mention], text: str) -> list[Mention]:
    """「技术发明奖和科技进步奖二等奖」: the grade at the end of a list is everyone's."""
    shared = list(mentions)
    for i in range(len(shared) - 2, -1, -1):
        here, after = shared[i], shared[i + 1]
        shares = here.family == after.family and here.grade is None and after.grade is not None
        if shares and here.end <= after.start and JOINT.fullmatch(text[here.end : after.start]):
            shared[i] = replace(here, grade=after.grade)
    return shared


def _with_counts(mentions: list[Mention], text: str, quantities: Sequence[Quantity]) -> list[Mention]:
    counts = [
        q
        for q in quantities
        if q.kind == "count" and not q.ordinal and q.unit in _COUNTED and text[q.end : q.end + 1] != "字"
    ]
    ends = {m.end for m in mentions}  # 「主导0，参与2」: a bare number right behind its class, and nothing behind it
    counts += [q for q in quantities if q.kind == "number" and q.unit in ("", "等") and _right_behind(q, ends, text)]
    counts += [behind for q in quantities if (behind := _behind_a_place(q, text))]
    counts += [q for q in quantities if q.kind == "number" and q.unit in ("", "等") and _TIMES.search(text[: q.start])]
    counts += [Quantity(m[0], *m.span(), "count", _TWO, _TWO, False, False, "个") for m in _PAIR.finditer(text)]
    counts += [_count(m, 1) for m in _EACH_ONE.finditer(text)]
    counts.sort(key=lambda q: q.start)
    if not mentions:
        return mentions
    if "分别" in text and len(counts) == len(mentions) > 1:
        return [replace(m, count=_whole(q)) for m, q in zip(mentions, counts, strict=True)]
    out: list[Mention] = []
    used: set[int] = set()
    spans = sorted({(m.start, m.end) for m in mentions})
    by_span: dict[tuple[int, int], Interval] = {}
    for span in spans:
        nearest = min(
            (q for q in counts if q.start not in used and _near(q, span, spans, text)),
            key=lambda q: abs(q.start - span[1]) if q.start >= span[0] else span[0] - q.end,
            default=None,
        )
        if nearest is not None:
            used.add(nearest.start)
            by_span[span] = _whole(nearest)
        elif alone := next((q for q in counts if q.start not in used and _alone_behind(q, span, text)), None):
            used.add(alone.start)
            by_span[span] = _whole(alone)
    each = next((q for q in counts if q.start not in used and _EACH.search(text[: q.start][-4:])), None)
    for mention in mentions:
        span = (mention.start, mention.end)
        count = by_span.get(span) or (_whole(each) if each else None)
        if _NEGATED.search(text[: mention.start][-8:]):
            count = Interval(0, 0)
        same_span = sum((m.start, m.end) == span for m in mentions)
        if count and same_span > 1 and count.is_point and count.lower == same_span and "各" not in text:
            count = Interval(1, 1)  # 「国家和省级实验室两个」 is one of each
        out.append(replace(mention, count=count))
    return out


def _right_behind(quantity: Quantity, ends: Collection[int], text: str) -> bool:
    """「主导0，参与2」, 「一等1、二等2」, 「重点实验室（1）」, 「重点实验室：1」."""
    if text[quantity.start - 1 : quantity.start] in ("（", "("):
        return quantity.start - 1 in ends and text[quantity.end : quantity.end + 1] in ("）", ")")
    labelled = text[quantity.start - 1 : quantity.start] in ("：", ":") and quantity.start - 1 in ends
    return (labelled or quantity.start in ends) and re.match(r"$|[，,。；;、]", text[quantity.end :]) is not None


def _behind_a_place(quantity: Quantity, text: str) -> Quantity | None:
    """一个 of 「第二一个」 and of 「排第二，一个排第六」, where it is taken for more of the place."""
    match = _COUNT_BEHIND.search(quantity.text)
    if quantity.kind != "number" or quantity.unit not in _COUNTED or not match:
        return None
    if not match[1] and not text[: quantity.start].endswith(("，", ",")):
        return None
    number, start = _digit(match[2]), quantity.start + match.start(2)
    return replace(
        quantity, text=text[start : quantity.end], start=start, kind="count", lower=number, upper=number, ordinal=False
    )


def _count(match: re.Match[str], group: int) -> Quantity:
    """A count of one digit that the grammar of quantities leaves alone (各一)."""
    number = _digit(match[group])
    return Quantity(match[group], *match.span(group), "count", number, number, False, False, "个")


def _digit(written: str) -> Fraction:
    return Fraction(int(written) if written.isdigit() else "零一二三四五六七八九".find(written.replace("两", "二")))


def _near(quantity: Quantity, span: tuple[int, int], spans: list[tuple[int, int]], text: str) -> bool:
    """A count belongs to the class that it stands inside of, right before, or right behind."""
    start, end = span
    if start <= quantity.start and quantity.end <= end:
        return True
    if quantity.end <= start:
        gap = text[quantity.end : start]
        others = any(quantity.end <= s < start for s, _ in spans)
        return len(gap) <= 8 and not others and not re.search(r"[，,。；;、]", gap)
    gap = text[end : quantity.start]
    others = any(end <= s < quantity.start for s, _ in spans)
    return len(gap) <= 8 and not others and not re.search(r"[，,。；;、]|各", gap)


def _alone_behind(quantity: Quantity, span: tuple[int, int], text: str) -> bool:
    """「国家科技进步一等奖，2项」: a count that is all of the next clause."""
    return (
        quantity.start > span[1]
        and _ALONE.fullmatch(text[span[1] : quantity.start]) is not None
        and re.match(r"$|[，,。；;！!]", text[quantity.end :]) is not None
    )


def _whole(quantity: Quantity) -> Interval:
    lower = int(quantity.lower) if quantity.lower is not None else 0
    return Interval(lower, None if quantity.upper is None else int(quantity.upper))


def _settled(mention: Mention, family: Family) -> Mention:
    """A leader is the first drafter; a position says that one took part."""
    if mention.kind in family.positioned and mention.role == "主导" and mention.position is None:
        return replace(mention, position=Interval(1, 1))
    unplaced = mention.kind is not None and mention.kind not in family.positioned and "role" in family.slots
    if unplaced and mention.role is None and mention.position:  # 「浙江制造标准第一起草单位」
        return replace(mention, role="主导" if mention.position.upper == 1 else "参与")
    return mention


_COUNT_BEHIND: Final = re.compile(r"^(第[一二三四五六七八九十\d])?([一二两三四五六七八九\d])[个项件家]$")
_TWO: Final = Fraction(2)
_COUNTED: Final = frozenset({"项", "个", "次", "件", "家", "种", "份", "座", "所", "块", "部", "回", "本"})
