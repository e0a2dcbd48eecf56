"""Sums and numbers told without a figure, or without their word: 「创投一分没拿」 is nothing, and in 「客户营收50亿，我们自己
就六千多万」 the word stands with another's sum.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from assistant.calculator.intervals import Interval
from assistant.understanding.fact_values import ToldFact, to_value
from assistant.understanding.mood import is_asked, is_supposed
from assistant.understanding.ownership import Ownership
from assistant.understanding.pairing import Pairing
from assistant.understanding.quantities import Quantity
from assistant.understanding.surroundings import Hit, segment_span
from corpus.library import Policy

_END: Final = r"(?:过|了|的|到|啊|呀|呢|哦|钱|资|款|资金|投资)*(?=$|[，,。；;！!])"
_NOTHING_BEHIND: Final = re.compile(
    r"(?:的钱|的投资|投资|资金|方面|这块|机构|的)?[：:]?(?:我们|我司|公司)?(?:目前|现在|暂时|还|也|都|一直|从来|至今|到现在|压根|根本)*"
    r"(?:一(?:分|毛|块)钱?|一(?:个|次|笔|轮|家)|半毛钱?)?(?:也|都|还)?"
    rf"(?:没有?|无|为零|是零|零|没(?:拿|融|引|进|投|谈|到账|做|花)(?:成|来|过|到)?){_END}"
)
_NOTHING_BEFORE: Final = re.compile(
    r"(?:没有?|无|未|从未|从没)(?:拿|获得|获|融|引进|引入|接受|有|做|搞|发生)?(?:过|到|了)?(?:任何|什么|一分钱?|一笔)?(?:的)?$"
)
_NAMED_END: Final = re.compile(_END)
_OF_ALL: Final = re.compile(r"(?:这些|这几笔|两笔|几笔|钱|资金)?(?:都|全部?|均|通通)(?:是|为|来自|由|从)")
_OF_US: Final = re.compile(r"我们|我司|我方|咱们?|俺们?|本公司|本企业|自己|自家|现在这家")


def nothing_told(text: str, hits: Sequence[Hit], told: Collection[str], policy: Policy) -> Iterator[ToldFact]:
    """What is said to be had not at all: 0 of each sum or number that such a clause names."""
    done = set(told)
    for hit in hits:
        fact_id = next(
            (f for f, s in hit.candidates if s == "say" and policy.facts[f].type in ("money", "count")), None
        )
        if fact_id is None or fact_id in done or is_asked(text, hit.start) or is_supposed(text, hit.start, denied=True):
            continue
        start, _ = segment_span(text, hit.start)
        behind = _NOTHING_BEHIND.match(text[hit.end :])
        before = _NOTHING_BEFORE.search(text[start : hit.start]) if _NAMED_END.match(text[hit.end :]) else None
        if behind or before:
            begins = start + before.start() if before else hit.start
            done.add(fact_id)
            yield ToldFact(fact_id, Interval(0, 0), text[begins : hit.end + (behind.end() if behind else 0)])


def named_behind(
    text: str, hits: Sequence[Hit], free: Sequence[Quantity], policy: Policy
) -> Iterator[tuple[list[Quantity], ToldFact]]:
    """「一轮600万，二轮500万，都是创投机构的钱」: sums whose word stands in the clause behind them, which says that it is of them
    all; `free` are those that no word claims."""
    for hit in hits:
        fact_id = next((f for f, s in hit.candidates if s in ("say", "weak") and policy.facts[f].adds_up), None)
        start, _ = segment_span(text, hit.start)
        if fact_id is None or not _OF_ALL.match(text[start : hit.start]) or is_asked(text, hit.start):
            continue
        begun = max(text.rfind(mark, 0, start) for mark in "。；;！!？?\n") + 1
        sums = [q for q in free if q.kind == "money" and begun <= q.start and q.end <= start]
        values = [to_value(policy.facts[fact_id], fact_id, q, q.text) for q in sums]
        told = [v for v in values if isinstance(v, ToldFact)]
        if told and len(told) == len(sums):
            whole = told[0].value
            for value in told[1:]:
                whole = whole.plus(value.value)
            yield sums, ToldFact(fact_id, whole, text[sums[0].start : hit.end])
            return


def beside_others(
    text: str,
    theirs: Sequence[Hit],
    free: Sequence[Quantity],
    owners: Ownership,
    active: Collection[str],
    pairing: Pairing,
    policy: Policy,
) -> Iterator[tuple[Quantity, ToldFact]]:
    """Sums of ours whose word was said of another one in a clause before; `free` are those that no word of ours claims."""
    for quantity in free:
        start, _ = segment_span(text, quantity.start)
        if owners.is_others(quantity.start) or not _OF_US.search(text[start : quantity.start]):
            continue
        for hit in reversed([h for h in theirs if h.end <= start]):
            fact_id = pairing.fact_for(hit, quantity, active, text)
            value = to_value(policy.facts[fact_id], fact_id, quantity, text[start : quantity.end]) if fact_id else None
            if isinstance(value, ToldFact):
                yield quantity, value
                break
