"""Two bounds of one value, side by side: 100万元以上500万元以下, 最少20最多100个."""

import re
from dataclasses import replace

from assistant.understanding.quantities.model import Quantity

_JOINS_BOUNDS = re.compile(r"[\s,、]{0,3}(?:的?同时|并且|而且|且|并|但|到|至|-|~)?[\s,、]{0,2}")


def joined_bounds(found: list[Quantity], text: str) -> list[Quantity]:
    """The quantities of a text, with a lower and an upper bound of one value put together."""
    joined: list[Quantity] = []
    for quantity in found:
        last = joined[-1] if joined else None
        both = last and _interval_of(last, quantity, text)
        if both:
            joined[-1] = both
        else:
            joined.append(quantity)
    return joined


def _interval_of(one: Quantity, two: Quantity, text: str) -> Quantity | None:
    low, high = (one, two) if one.upper is None else (two, one)
    if low.lower is None or high.upper is None or low.upper is not None or high.lower is not None:
        return None
    same = one.kind == two.kind and one.unit == two.unit
    bare = one.kind == "number" and not one.unit and two.kind != "number"  # 最少20最多100个
    if not (same or bare) or low.lower > high.upper or not _JOINS_BOUNDS.fullmatch(text, one.end, two.start):
        return None
    return replace(
        two,
        start=one.start,
        lower=low.lower,
        upper=high.upper,
        lower_open=low.lower_open,
        upper_open=high.upper_open,
        approximate=one.approximate or two.approximate,
    )
