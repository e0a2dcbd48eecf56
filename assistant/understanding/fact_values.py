"""Facts as told: a quantity as a fact's value, corrections and sums of several values of one fact."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from assistant.calculator.intervals import Interval
from assistant.calculator.profile import MOST_COUNT, MOST_YUAN
from assistant.understanding.mood import tells_now
from assistant.understanding.quantities import Quantity
from corpus.library import Policy
from corpus.rules import Fact

IN_ALL: Final = re.compile(r"累计|总共|合计|一共|总计")
_LISTED: Final = re.compile(
    r"分别|分[两二三四][期次批]|[两三四][单份](?=，)|各是|各为|一个.+一个|一份.+一份|两[个份]|合计|加起来"
)
_AND_MORE: Final = re.compile(r"[和与加跟、]")  # 「风投600万和700万」
_IN_TURN: Final = re.compile(
    r"一笔.+一笔|一轮.+[一二]轮|一单.+一单|第一[个份笔轮期单].+第二[个份笔轮期单]|两[轮笔期单]|[三四][轮笔份个单]"
)
_EACH_PART: Final = r"(?:房租|租金|的)?(?:是|就|要|得|交|付|给|花|烧|投|大概|约|在)*$"
_PARTS_OF_A_YEAR: Final = (
    (12, re.compile(rf"(?:每个?月|一个月|月均|按月|月租金?|月房租){_EACH_PART}")),
    (4, re.compile(rf"(?:每个?季度?|一个季度|按季度?|季度(?=房租|租金)|季租){_EACH_PART}")),
)
_SINCE: Final = re.compile(
    r"(?:还|只|就)*剩(?:下)?(?:了)?$|(?:今年|现在|目前|眼下|如今|本月|这个月)(?:已经?|都|就|又)*(?:有|到|达到|涨到|增加到|扩到|升到|做到|追到|是)(?:了)?"
)
_AFTERWARDS: Final = re.compile(r"后来|最后|最终|结果|[加调改涨升增]到(?:了)?$")
_OF_YEARS: Final = re.compile(r"[两三四五六七八九十\d]年[^，,]{0,6}$")
_MORE: Final = re.compile(r"又|再|追加|加投|跟投|另外|后续|还有")
_WHOLE: Final = re.compile(
    r"(?:公司|全公司|全司|企业|单位|厂里|全厂|我们|我司|集团)(?:里|上下|上上下下|总人数|总数|规模|现有|目前|现在|大概|大约|差不多)*"
    r"(?:一共|总共|合计|总计|拢共|统共|共计|共|全部|全体|上下|总人数|加起来|满打满算)(?:加起来)?(?:就|也就|才|有|是|大概|差不多|将近)*$"
)
_OURS: Final = re.compile(
    r"(?:(?:我们|我司|公司|全公司|单位|厂里|全厂)(?:这边|里|这家公司|这家|公司|自己|本身)*|(?:^|[，,。；;])(?:一共|总共|总计|拢共))"
    r"(?:现在|目前|眼下|大概|大约|差不多|有|就|也就|只|才|不过)*$"
)
_PEOPLE: Final = re.compile(  # 「营收一个半亿，人一百八十个」
    r"(?:^|[，,。；;])(?:人|人员|人手|人头)(?:数|呢|嘛|的话)?(?:一共|总共|有|是|就|也就|大概|差不多|不到|才|只有)*$"
)
_ONLY: Final = re.compile(r"(?:^|[，,。；;])(?:也?就|才|只有|统共)+$")  # 「小公司，才18个人」
_FIRST: Final = re.compile(r"(?:我们|公司|大概|大约|差不多|现在|目前|一共|总共|也就|不到|近)*")
_ALL_OF_THEM: Final = re.compile(
    r"(?:[，,](?:其中)?|里[头面]?|当中|其中)(?:有)?(?:搞|做|干|从事)?(?:的)?(?:研发|技术|开发|工程师)"
)
CORRECTS: Final = re.compile(r"准确|只算|不对|应该是|更正|其实|改成|改为|说错|记错|实际是")


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A fact told in this message. `hypothetical` holds for this turn only.

    `by_year` are the values of single calendar years where several were told (`value` is what they come to); `year` is
    the one that an undated value was told of.
    """

    fact: str
    value: Interval
    span: str
    hypothetical: bool = False
    planned: bool = False  # hypothetical as a goal: what is so now goes before it
    approximate: bool = False
    weak: bool = False  # by a word that several facts share
    by_year: tuple[tuple[int, Interval], ...] = ()
    year: int | None = None
    retold: bool = False  # stands in the place of what the message told before


@dataclass(frozen=True, slots=True)
class Unclear:
    """A quantity that cannot be used as told: no unit, foreign money, more than any enterprise has, or of nobody knows
    which of several years. `fact` is what it was told of."""

    why: Literal["unit", "currency", "size", "year"]
    fact: str
    span: str
    years: tuple[int, ...] = ()  # those that it may be of


def to_value(fact: Fact, fact_id: str, quantity: Quantity, span: str) -> ToldFact | Unclear:
    """A quantity as a value of this fact: 分 or a count; what cannot be used as told is unclear."""
    most = MOST_YUAN if fact.type == "money" else MOST_COUNT
    if any(end is not None and end > most for end in (quantity.lower, quantity.upper)):
        return Unclear("size", fact_id, span)
    if fact.type == "money":
        if quantity.kind != "money" and (quantity.lower or quantity.upper):
            return Unclear("unit", fact_id, span)
        if quantity.kind == "money" and quantity.unit != "CNY":
            return Unclear("currency", fact_id, span)
        scale = 100
    else:
        scale = 1
    lower = 0 if quantity.lower is None else math.ceil(quantity.lower * scale)
    upper = None if quantity.upper is None else math.floor(quantity.upper * scale)
    if quantity.lower_open and quantity.lower is not None and lower == quantity.lower * scale:
        lower += 1
    if quantity.upper_open and upper is not None and quantity.upper is not None and upper == quantity.upper * scale:
        upper -= 1
    lower = max(lower, 0)
    if upper is not None and upper < lower:
        upper = lower
    return ToldFact(fact_id, Interval(lower, upper), span, approximate=quantity.approximate)


def fits(fact: Fact, quantity: Quantity) -> bool:
    """Whether a quantity can be a value of this fact: money, or a count with a measure word for its unit."""
    if fact.type == "money":
        return quantity.kind == "money" or (quantity.kind == "number" and quantity.unit == "")
    if quantity.kind == "count":
        allowed = {"人": {"人", "个", "位", "号", ""}, "项": {"项", "个", "件"}}.get(fact.unit, {fact.unit, "个"})
        if fact.cell:
            allowed = allowed | {"项", "个", "家", "件", "次"}
        return quantity.unit in allowed
    return quantity.kind == "number"


def yearly(fact: Fact, text: str, quantity: Quantity) -> Quantity:
    """「房租一个月4万」 as twelve months of it, 「一个季度12万」 as four quarters, where the fact is a year's."""
    before = text[max(0, quantity.start - 8) : quantity.start]
    times = next((n for n, part in _PARTS_OF_A_YEAR if part.search(before)), None)
    if times is None or not fact.label.startswith("年") or quantity.kind != "money":
        return quantity
    ends = (None if end is None else end * times for end in (quantity.lower, quantity.upper))
    lower, upper = ends
    return replace(quantity, lower=lower, upper=upper)


def told_anew(lead: str, supposed: bool) -> bool:
    """Whether what leads to a quantity says that it stands in the place of the one before: 准确说, 累计, 今年已经到; 眼下
    where that one is only planned or supposed."""
    if _OF_YEARS.search(lead):
        return False  # 「年租金96万，三年合计288万」
    if CORRECTS.search(lead) or IN_ALL.search(lead) or _SINCE.search(lead):
        return True
    return supposed and (tells_now(lead) or _AFTERWARDS.search(lead) is not None)


def adds_more(lead: str) -> bool:
    """「又追加了400万」: on top of what was told before."""
    return _MORE.search(lead) is not None


def whole_of(text: str, quantity: Quantity, others_asked: bool) -> bool:
    """「公司一共90人」: all of the enterprise's people; 「我们120人」, where no other people are being talked about."""
    before = text[: quantity.start]
    if _FIRST.fullmatch(before) and _ALL_OF_THEM.match(text[quantity.end :]):
        return True
    if _WHOLE.search(before):
        return True
    return not others_asked and any(p.search(before) for p in (_OURS, _PEOPLE, _ONLY))


def counts_people(text: str, quantity: Quantity) -> bool:
    """Whether people are what it counts: 人 behind the number, or named before it (「人一百八十个」)."""
    return quantity.unit == "人" or (quantity.unit == "个" and _PEOPLE.search(text[: quantity.start]) is not None)


def settled(told: list[ToldFact], text: str, policy: Policy) -> list[ToldFact]:
    """One value a fact: the first, unless a later one says that it corrects (「准确说3200万」); and what is supposed
    beside it, but for goals."""
    real = _one_each([t for t in told if not t.hypothetical], text, policy)
    supposed = _one_each([t for t in told if t.hypothetical], text, policy)
    noted = {t.fact for t in real}
    return real + [t for t in supposed if t.fact not in noted or not t.planned]


def _one_each(told: list[ToldFact], text: str, policy: Policy) -> list[ToldFact]:
    values: dict[str, ToldFact] = {}
    for fact in told:
        held = values.get(fact.fact)
        denied = held is not None and held.value == Interval(1, 1) and fact.value == Interval(0, 0)
        in_all = IN_ALL.search(fact.span) or IN_ALL.search(
            text[max(0, text.find(fact.span) - 4) : text.find(fact.span)]
        )
        before = text[: text.find(fact.span) + len(fact.span)]
        stronger = held is not None and held.weak and not fact.weak
        if (
            held is None
            or fact.retold
            or denied
            or in_all
            or stronger
            or fact.span.startswith(held.span)
            or CORRECTS.search(before)
        ):
            values[fact.fact] = fact
        elif policy.facts[fact.fact].adds_up and fact.span not in held.span and not held.hypothetical:
            values[fact.fact] = replace(held, value=held.value.plus(fact.value), span=f"{held.span}、{fact.span}")
    return list(values.values())


def added_up(
    told: list[ToldFact], text: str, quantities: Sequence[Quantity], claimed: set[int], facts: Mapping[str, Fact]
) -> list[ToldFact]:
    """「合同分别400万和500万」: several sums of one word add up; 「第一轮600万，第二轮700万」 of what comes in several."""
    listed, in_turn = _LISTED.search(text) is not None, _IN_TURN.search(text) is not None
    out = []
    for fact in told:
        at = text.find(fact.span)
        end = at + len(fact.span)
        on = in_turn or _AND_MORE.match(text[end:]) is not None
        if not listed and not (on and facts[fact.fact].adds_up):
            out.append(fact)
            continue
        span, value = fact.span, fact.value
        for quantity in sorted(quantities, key=lambda q: q.start):
            joined = quantity.start >= end and re.fullmatch(
                r"(?:一[个份笔轮期单家])?[、和与及,，]*(?:另?外?一?[个份笔轮期单]|第[二三四五][个份笔轮期单])?(?:是|投了|拿了|签了)?",
                text[end : quantity.start],
            )
            if joined and quantity.kind == "money" and quantity.start not in claimed:
                more = to_value(Fact(label="", type="money", ask=""), fact.fact, quantity, quantity.text)
                if isinstance(more, ToldFact):
                    value, end = value.plus(more.value), quantity.end
                    claimed.add(quantity.start)
                    span = text[at:end]
        out.append(replace(fact, value=value, span=span, weak=False))
    return out


def rank_answer(fact: Fact, fact_id: str, text: str) -> ToldFact | None:
    """「优秀！」, 「没过」, 「合格的」 to a result that was asked."""
    first = re.split(r"[，,。；;！!、.\s]", text)[0]
    said = re.sub(
        r"^(?:只|就|仅仅|勉强|刚好|最后|最终|后来|结果|应该|其实|实际|准确说)*(?:是|为|拿了|拿到|评了|评的)?(?:个)?|(?:的|了|啊|呀|呢|吧)*$",
        "",
        first,
    )
    for rank, (name, words) in enumerate(fact.values.items()):
        if said == name or any("…" in w and w.split("…")[-1].removesuffix("了") == said for w in words):
            return ToldFact(fact_id, Interval(rank, rank), first)
    return None
