"""Quantities said in two: a shortfall (「差两个才到30人」 is 28) and a slip taken back (「两百二，哦不，两百六十万」)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from assistant.understanding.quantities import Quantity
from assistant.understanding.slips import SLIP

_FROM: Final = re.compile(r"[从由](?:去年|前年|原来|原先|之前|以前|年初|最早|最初|开始)?的?$")
_GREW: Final = re.compile(
    r"(?:[^，,。；;！!？?\d]{0,4}?)"
    r"(?:涨|增|增加|增长|提高|提升|扩|扩充|扩大|扩招|升|降|下降|减|减少|跌|掉|缩|缩减|"
    r"调|变|改|加|发展|做|谈|砍|压|提|拉|抬|冲|补|招)"
    r"(?:到|至|成|为)(?:了)?"
)
_TO: Final = re.compile(
    r"人?(?:才|就|还|都)?(?:不|没有?)?(?:能?到|够|满|达到|凑够|凑满|凑足|能有|有|是|足)(?:了)?|人?(?:就|才)(?:到|够|满|是|有)?"
)
_SHORT_BEFORE: Final = re.compile(r"(?:还)?(?:(?:差|缺|少)(?:了)?|再(?:招|来|加|进|添|凑|找|补)(?:上)?)$")
_THAN: Final = re.compile(r"(?:比|较)(?:要求的?|门槛的?|标准的?|规定的?|线)?$")
_FEWER: Final = re.compile(r"(?:还|要|就|只|稍|略|整整|正好|刚好)?(?:少|低|差|缺)(?:了)?")
_MORE: Final = re.compile(r"(?:还|要|就|只|稍|略|整整|正好|刚好)?(?:多|高|超)(?:了|出)?")
_MISSING: Final = re.compile(r"(?:还|就|只)?(?:差|缺|少)(?:了)?")
_MISSED: Final = re.compile(r"[，,](?:还|就|只)?(?:差|缺|少)(?:了)?")
_EXACTLY: Final = re.compile(
    r"[，,](?:就|只有|只|才|是|有|也就|满打满算|实际上?|具体|准确(?:说|地说|来说)?|目前|现在|去年|今年|总共|一共|大概|差不多)*"
)
_AT_LEAST: Final = re.compile(
    r"(?:少说|起码|至少|最少|最起码|怎么(?:也|都|着)|说什么)(?:也|都|能)?(?:有|得|要|在|投入?|花|做|交|缴|养)*(?:了|着)?$|(?:刚刚?|将将)(?:过|超过|突破|越过)了?$"
)
_PROJECTS: Final = re.compile(r"(?:未来|智能|数字)?(?:项目|工厂|车间|合同|单子|订单|工程)|[^，,。；;]{0,6}项目")
_EACH_ONE: Final = re.compile(
    r"(?:每一?(?:个|单|份|笔|家)|各|(?:单个|一个|平均|个个))(?:项目|合同|单子)?(?:合同)?(?:金额|额|价)?(?:都|各|均)?(?:是|为|约|大概|有|签了)*$"
)
_NOT_EVEN: Final = re.compile(r"(?:钱)?(?:都|也|还)+(?:没有?|无)(?:拿|花|投|融|做|参与|评|来|进)?(?:过|到|上|成)?")
_NOT_A_FEN: Final = re.compile(r"钱?(?:没有?)(?:拿|花|投|融|进|来|见)?(?:过|到|着)?")
_MUCH_MORE: Final = Fraction(3, 2)
_NONE: Final = Fraction(0)
_DIGITS: Final = "零一二三四五六七八九"
_ROUGH: Final = re.compile(
    r"(?<![零一二两三四五六七八九十百千万亿])([一二三四五六七八])([二三四五六七八九])([十百])(?=[吧了啊呢，,。；;！!]|$)"
)


def composed(text: str, quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """The quantities of a text in order, those that make up one value put together; else as they were."""
    out: list[Quantity] = []
    explained = [m.span("explained") for m in SLIP.finditer(text)]
    quantities = [q for q in quantities if not any(start <= q.start < end for start, end in explained)]
    for quantity in _multiplied(text, sorted([*quantities, *_rough(text, quantities)], key=lambda q: q.start)):
        last = next((i for i in reversed(range(len(out))) if out[i].kind != "date"), None)
        if last is not None and _alike(out[last], quantity) and _says_once_more(text, out[last], quantity):
            continue
        quantity = _not_one(text, _at_least(text, _short_of(text, quantity)))
        joined = None if last is None else _joined(text, out[last], quantity)
        if joined is None or last is None:
            out.append(quantity)
        else:
            out[last] = joined
    return tuple(out)


def _multiplied(text: str, quantities: Sequence[Quantity]) -> Iterator[Quantity]:
    """「5个项目每个合同200万」 is 1000万 in all."""
    number: Quantity | None = None
    for quantity in quantities:
        if quantity.kind == "count" and _PROJECTS.match(text[quantity.end :]) and quantity.lower == quantity.upper:
            number = quantity
        lead = _EACH_ONE.search(text[: quantity.start])
        if number and number.lower and lead and quantity.kind == "money" and number.end <= lead.start():
            ends = (None if end is None else end * number.lower for end in (quantity.lower, quantity.upper))
            lower, upper = ends
            quantity, number = replace(quantity, lower=lower, upper=upper), None
        yield quantity


def _rough(text: str, quantities: Sequence[Quantity]) -> Iterator[Quantity]:
    """「占了五六十」: two figures for a range at the end of a clause, which are no part of a word there."""
    for match in _ROUGH.finditer(text):
        if any(q.start < match.end() and match.start() < q.end for q in quantities):
            continue
        scale = {"十": 10, "百": 100}[match[3]]
        lower, upper = (Fraction(_DIGITS.index(match[i]) * scale) for i in (1, 2))
        if upper == lower + scale:
            yield Quantity(match[0], *match.span(), "number", lower, upper, False, False, "", approximate=True)


def _joined(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    """Two that follow each other as one, by what stands before, between and behind them; None for two."""
    if first.ordinal or second.ordinal or not _alike(first, second):
        return None
    before, between = text[max(0, first.start - 4) : first.start], text[first.end : second.start]
    if _SHORT_BEFORE.search(before) and _TO.fullmatch(between):
        lead = _SHORT_BEFORE.search(before)
        start = first.start - len(lead[0]) if lead else first.start
        return _sum(text, replace(second, start=start), first, -1, second.end)
    if _FROM.search(text[max(0, first.start - 6) : first.start]) and _GREW.fullmatch(between):
        return replace(second, start=first.start, text=text[first.start : second.end])
    if _THAN.search(before) and first.text.endswith("多") and not between and first.lower is not None:
        whole = replace(first, upper=first.lower, upper_open=False)  # 「比500万多30万」
        return _sum(text, whole, second, 1, second.end)
    if _THAN.search(before):
        sign = -1 if _FEWER.fullmatch(between) else 1 if _MORE.fullmatch(between) else 0
        return _sum(text, replace(first, start=first.start - 1), second, sign, second.end) if sign else None
    if _MISSED.fullmatch(between) and first.lower is None:  # 「凑不够30，差2个」
        return _sum(text, replace(first, lower=first.upper), second, -1, second.end)
    if _EXACTLY.fullmatch(between) and _within(first, second):  # 「不到三十，二十八」
        return replace(second, start=first.start, text=text[first.start : second.end], kind=first.kind, unit=first.unit)
    if _MISSING.fullmatch(between):
        return _sum(text, first, second, -1, second.end)
    if SLIP.fullmatch(between):
        return replace(second, start=first.start, text=text[first.start : second.end])
    return None


def _says_once_more(text: str, first: Quantity, second: Quantity) -> bool:
    """「29个，差一个」, 「498万，差两万到500万」: what is missing to a bound is no other value."""
    return first.lower is not None and _MISSED.fullmatch(text[first.end : second.start]) is not None


def _within(first: Quantity, second: Quantity) -> bool:
    """One value inside of a bound without its other end, and not far from it."""
    if second.lower is None or second.upper is None:
        return False
    if first.upper is None and first.lower is not None:  # 「一千万出头」, 「过了一千万，1050万」
        return first.lower <= second.lower <= first.lower * _MUCH_MORE
    below = first.lower is None and first.upper is not None and second.lower <= first.upper
    return below and second.lower * 2 > (first.upper or 0)


def _not_one(text: str, quantity: Quantity) -> Quantity:
    """「一个都没有」, 「一分钱没拿」 is none."""
    fen = quantity.text.startswith(("一分", "一毛")) and (quantity.kind == "money" or quantity.unit in ("分", "毛"))
    one = quantity.lower == 1 == quantity.upper and quantity.kind == "count" and not quantity.ordinal
    none = _NOT_EVEN.match(text, quantity.end) if fen or one else None
    none = none or (_NOT_A_FEN.match(text, quantity.end) if fen else None)
    if none is None:
        return quantity
    whole = text[quantity.start : none.end()]
    nothing = replace(quantity, text=whole, end=none.end(), lower=_NONE, upper=_NONE)
    return replace(nothing, kind="money", unit="CNY") if fen else nothing


def _at_least(text: str, quantity: Quantity) -> Quantity:
    """「少说也有四十」, 「刚过一千万」 have no upper end."""
    lead = _AT_LEAST.search(text[max(0, quantity.start - 8) : quantity.start])
    exact = quantity.lower is not None and quantity.lower == quantity.upper
    return replace(quantity, upper=None) if lead and exact and not quantity.ordinal else quantity


def _short_of(text: str, quantity: Quantity) -> Quantity:
    """「差20万到500万」 is 480万 and no range."""
    lead = _SHORT_BEFORE.search(text[max(0, quantity.start - 4) : quantity.start])
    if lead is None or "到" not in quantity.text or quantity.lower is None or quantity.upper is None:
        return quantity
    left = quantity.upper - quantity.lower
    return replace(quantity, lower=left, upper=left, lower_open=False, upper_open=False)


def _sum(text: str, base: Quantity, by: Quantity, sign: int, end: int) -> Quantity | None:
    """The base, more or less by another quantity; None where that is less than nothing."""
    if base.lower is None or base.upper is None or by.lower is None or by.upper is None:
        return None
    ends = sorted((base.lower + sign * by.lower, base.upper + sign * by.upper))
    if ends[0] < 0:
        return None
    whole = replace(base, text=text[base.start : end], end=end, lower=ends[0], upper=ends[1])
    return replace(whole, lower_open=False, upper_open=False, approximate=base.approximate or by.approximate)


def _alike(first: Quantity, second: Quantity) -> bool:
    """Two of one kind; a bare number beside a sum or a count is of its kind."""
    kinds = {first.kind, second.kind}
    return (len(kinds) == 1 and kinds <= {"money", "count", "number"}) or kinds in (
        {"money", "number"},
        {"count", "number"},
    )
