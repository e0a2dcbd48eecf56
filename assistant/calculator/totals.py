"""Sums over measures: limits that several share, and one outlay that several would draw on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from assistant.calculator.bounds import Bounds, larger, least, total
from assistant.calculator.evaluation import Evaluator

Block = frozenset[str]  # ids of measures that are reckoned together


class Summed(NamedTuple):
    """The total, and the ids of the limits that bound one enterprise's."""

    amount: Bounds
    limited_by: tuple[str, ...]


def sum_up(evaluator: Evaluator, amounts: Mapping[str, Bounds], shared: Sequence[Sequence[str]] = ()) -> Summed:
    """Sum of the measures' amounts after the limits across them. Of the measures that one outlay draws (`shared`) the
    larger is certain and the sum possible: the text does not say whether they add up."""
    program = evaluator.program
    bound = program.limited.union(*shared)
    apart = [amount for measure, amount in amounts.items() if measure not in bound]
    blocks: dict[Block, Bounds] = {frozenset({m}): amounts[m] for m in bound if m in amounts}
    for together in shared:
        parts = [blocks.pop(frozenset({m})) for m in together]
        blocks[frozenset(together)] = Bounds(_largest(parts), total(parts).upper)
    limited_by = []
    for limit, ceiling in program.limits:
        within = [block for block in blocks if block <= set(limit.over)]
        if not within:
            continue
        summed = total(blocks.pop(block) for block in within)
        limited = least(summed, evaluator.allowed(ceiling)[1])
        blocks[frozenset().union(*within)] = limited
        if _moved(summed, limited):
            limited_by.append(limit.id)
    return Summed(total([*apart, *blocks.values()]), tuple(limited_by))


def _largest(parts: Iterable[Bounds]) -> int:
    largest = 0
    for part in parts:
        largest = larger(largest, part.lower)  # type: ignore[assignment]
    return largest


def _moved(before: Bounds, after: Bounds) -> bool:
    """Whether a limit shows; asked of one enterprise only."""
    return isinstance(before.lower, int) and before != after
