"""「相差多少」: two classes or measures side by side, with the difference reckoned where both are definite."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import Final

from assistant.answer.draft import Draft
from assistant.answer.turn import Turn, quotes_of
from assistant.answer.wording import money, rule_short, rule_words
from assistant.calculator.intervals import Interval
from assistant.calculator.program import upper_cap
from corpus.amounts import format_decimal, format_yuan
from corpus.rules import Measure

_TIMES: Final = re.compile(r"倍|翻几")


def answer_compare(turn: Turn, measures: list[Measure]) -> Draft:
    """Total is null: a difference is no entitlement. Figures stand in the text."""
    counts = [_count(turn, m) for m in measures]
    named = [(_name(turn, m) + (f"{n}项" if n > 1 else ""), m) for m, n in zip(measures, counts, strict=True)]
    listed = "，".join(
        f"{name}{rule_short(m) if n == 1 else _product(m, n)}" for (name, m), n in zip(named, counts, strict=True)
    )
    computed = [f"{_product(m, n)}，{n}项" for m, n in zip(measures, counts, strict=True) if n > 1]
    lead = listed
    amounts = [m.pays.amount * n for m, n in zip(measures, counts, strict=True) if m.pays and m.pays.amount is not None]
    if len(amounts) == len(measures) == 2:
        high, low = max(amounts), min(amounts)
        computed.append(_subtraction(high, low))
        if high == low:
            lead = f"两者一样多：{listed}"
        else:
            more, less = (named[0][0], named[1][0]) if amounts[0] == high else (named[1][0], named[0][0])
            lead = f"相差{format_yuan(high - low)}，{more}更高：{listed}"
            if low and _TIMES.search(turn.part.text):
                times = f"{_plain(Fraction(high, low))}倍"
                computed.append(times)
                lead = f"{more}是{less}的{times}，{lead}"
    elif len(amounts) == len(measures) > 2:
        steps = [_subtraction(max(a, b), min(a, b)) for a, b in pairwise(amounts)]
        computed += steps
        lead = f"{listed}；依次相差：{'，'.join(steps)}"
    elif len(measures) == 2 and (other := _caps(turn, named) or _rates(named)):
        lead, reckoned = other
        computed.append(reckoned)
    body = tuple(dict.fromkeys(f"{m.name}：{rule_words(m)}。" for m in measures if m.pays is None or m.pays.rate))
    quotes = tuple(dict.fromkeys(q for m in measures for q in quotes_of(m)))
    return Draft(
        "answered",
        lead + "。",
        body,
        quotes,
        kind="compare",
        about=tuple(m.id for m in measures),
        computed=tuple(computed),
    )


def _subtraction(high: int, low: int) -> str:
    """「300万元-200万元=100万元」, of sums in 分."""
    return f"{format_yuan(high)}-{format_yuan(low)}={format_yuan(high - low)}"


def _caps(turn: Turn, named: list[tuple[str, Measure]]) -> tuple[str, str] | None:
    """「单家一年的上限差多少」: the ceilings of two supports of which one at least is a rate, and the reckoning."""
    found = [(cap, name, m.pays) for name, m in named if m.pays and (cap := upper_cap(m.pays)) is not None]
    if not turn.part.asked.most or len(found) != len(named):
        return None
    listed = "，".join(
        f"{name}{'每年' if pays.capped_yearly else ''}最高{format_yuan(cap)}" for cap, name, pays in found
    )
    (low, _, _), (high, more, _) = sorted(found, key=lambda f: f[0])
    if low == high:
        return f"两者上限一样：{listed}", ""
    return f"上限相差{format_yuan(high - low)}，{more}更高：{listed}", _subtraction(high, low)


def _rates(named: list[tuple[str, Measure]]) -> tuple[str, str] | None:
    """「差几个点」: two rates, with their difference in percentage points."""
    rates = [m.pays.rate for _, m in named if m.pays and m.pays.rate is not None]
    if len(rates) != len(named) or rates[0] == rates[1]:
        return None
    points = f"{format_decimal(abs(rates[0] - rates[1]) * 100)}个百分点"
    more = named[0][0] if rates[0] > rates[1] else named[1][0]
    listed = "，".join(f"{name}{rule_short(m)}" for name, m in named)
    return f"比例相差{points}，{more}更高：{listed}", points


def which_more(first: tuple[str, Interval], second: tuple[str, Interval]) -> tuple[str, str]:
    """Which of two named sums (in 分, both with a ceiling) is more and by how much, with the figures of it. One is said to
    be more only where it is so however the sums come out; else only the ceilings are compared."""
    (one, a), (other, b) = first, second
    top_a, top_b = _top(a), _top(b)
    if a == b:
        return ("两者一样多" if a.is_point else "两者上限一样"), ""
    for more, high, low in ((one, a, top_b), (other, b, top_a)):
        if high.lower >= low:
            by = money(Interval(high.lower - low, _top(high) - (b if high is a else a).lower))
            return f"{more}更多，相差{by}", by
    return ("两者上限一样" if top_a == top_b else f"{one if top_a > top_b else other}的上限更高"), ""


def _top(amount: Interval) -> int:
    assert amount.upper is not None  # asked before
    return amount.upper


def _count(turn: Turn, measure: Measure) -> int:
    """How many of its class the message sets against the other."""
    each = measure.pays.each if measure.pays and measure.pays.amount is not None else None
    counts = [m.count for m in turn.part.mentions if each in turn.cells(m) and m.count and m.count.is_point]
    return max(counts[0].lower, 1) if counts else 1


def _product(measure: Measure, count: int) -> str:
    assert measure.pays is not None and measure.pays.amount is not None  # counted: of a fixed sum
    return f"{count}×{format_yuan(measure.pays.amount)}={format_yuan(measure.pays.amount * count)}"


def _plain(ratio: Fraction) -> str:
    return str(ratio.numerator) if ratio.denominator == 1 else f"{float(ratio):.2f}".rstrip("0").rstrip(".")


def answer_against_unnamed(turn: Turn, measure: Measure) -> Draft:
    """「团标和国标哪个多」: one of the two is not in the text."""
    mention = turn.part.unnamed[0]
    said = turn.part.text[mention.start : mention.end]
    lead = f"原文没有写明{said}的奖励；{_name(turn, measure)}{rule_short(measure)}。"
    family = turn.policy.vocabulary.families[mention.family]
    return Draft("answered", lead, (f"{family.unnamed}。",), quotes_of(measure), kind="compare", about=(measure.id,))


def _name(turn: Turn, measure: Measure) -> str:
    if measure.pays and measure.pays.each:
        return turn.policy.facts[measure.pays.each].label
    return measure.name
