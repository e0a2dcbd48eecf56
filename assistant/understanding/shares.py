"""「员工300人，其中研发占三成」, 「营收2亿，研发占比6%」: a part told as a share of a whole that the same message tells."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from assistant.calculator.intervals import Interval
from assistant.understanding.fact_values import ToldFact
from assistant.understanding.quantities import Quantity
from assistant.understanding.surroundings import Hit, segment_span
from corpus.library import Policy

_SHARE: Final = re.compile(r"占|强度|比例|比重|占比|率|其中|(?:都|就)?是(?:做|搞|干)?|(?:做|搞|干)(?=研发|技术|开发|$)")
_CHANGE: Final = re.compile(r"增|涨|降|减|跌|提高|上升|下滑|补|奖|资助|上浮|不低于|不少于|要求|至少")


def shares_told(
    text: str, hits: Sequence[Hit], quantities: Iterable[Quantity], told: Sequence[ToldFact], policy: Policy
) -> list[ToldFact]:
    """The parts that percentages of a normalised text come to: 分 or pieces, both ends whole (30% of 95 is 28 to 29)."""
    wholes = {t.fact: t for t in told if not t.hypothetical}
    out: list[ToldFact] = []
    for quantity in quantities:
        start, stop = segment_span(text, quantity.start)
        clause = text[start:stop]
        if quantity.kind != "percent" or not _SHARE.search(clause) or _CHANGE.search(clause):
            continue
        parts = [(h, f) for h in hits if start <= h.start < stop for f, s in h.candidates if s in ("say", "weak")]
        known = {t.fact for t in (*told, *out)}
        of = [
            (_nearness(text.find(wholes[whole].span), quantity), hit, fact_id, wholes[whole])
            for hit, fact_id in parts
            if fact_id not in known and (whole := _whole_of(fact_id, policy)) in wholes
        ]
        value = _share(quantity, max(of, key=lambda o: o[0])[3].value) if of else None
        if value:
            _, hit, fact_id, _ = max(of, key=lambda o: o[0])
            out.append(ToldFact(fact_id, value, text[min(hit.start, quantity.start) : max(hit.end, quantity.end)]))
    return out


def _nearness(at: int, share: Quantity) -> tuple[bool, int]:
    """How near a whole stands to its share: one that was told before goes before one that follows."""
    return at < share.start, at


def _whole_of(fact_id: str, policy: Policy) -> str | None:
    fact = policy.facts[fact_id]
    return fact.share_of or fact.part_of


def _share(quantity: Quantity, whole: Interval) -> Interval | None:
    """A share of an interval, outwards to whole pieces; None where either has no end, or for more than the whole."""
    if quantity.lower is None or quantity.upper is None or whole.upper is None or quantity.upper > Fraction(1):
        return None
    return Interval(math.floor(whole.lower * quantity.lower), math.ceil(whole.upper * quantity.upper))
