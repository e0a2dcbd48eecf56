"""The assessment of many enterprises at once: the same evaluator over columns, in exact int64 分.

Rows are reckoned a block at a time, so that what is in hand stays in the processor's cache, and blocks on every core:
numpy lets go of the interpreter while it reckons.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.calculator.bounds import NO_END, Bounds, Flag, Flags, Integers, Number, Truth
from assistant.calculator.evaluation import Evaluator
from assistant.calculator.program import Compiled, Node, Program, program_of
from assistant.calculator.totals import sum_up
from corpus.library import Policy

__all__ = ["NO_END", "Column", "Columns", "assess_columns"]

MET: Final = 1
OPEN: Final = 0
UNMET: Final = -1
_BLOCK: Final = 65_536  # rows: large enough that Python's share of the work is small


@dataclass(frozen=True)
class Column:
    """One fact of many enterprises: 分, counts, ranks' positions, flags as 0 and 1; upper NO_END where there is no end.

    The same array at both ends says that all is known exactly. `told` says in which rows anything was told at all
    (None: in every row); untold rows hold all that the type allows.
    """

    lower: Integers
    upper: Integers
    told: Flags | None = None


@dataclass(frozen=True)
class Columns:
    """Statuses (1 met, 0 open, -1 unmet) of every measure, bounds in 分 of those that give money, and their total."""

    status: Mapping[str, NDArray[np.int8]]
    amounts: Mapping[str, Column]
    total: Column


@dataclass
class _Out:
    """What is being filled: both ends of an amount share one array until a row needs two."""

    rows: int
    status: dict[str, NDArray[np.int8]] = field(default_factory=dict)
    lower: dict[str, Integers] = field(default_factory=dict)
    upper: dict[str, Integers] = field(default_factory=dict)

    def put_status(self, name: str, rows: slice, truth: Truth) -> None:
        """1 where a measure is granted, 0 where that is open, -1 where it is not."""
        if name not in self.status:
            self.status[name] = np.empty(self.rows, np.int8)
        block = self.status[name][rows]
        np.add(_as_bytes(truth.sure), _as_bytes(truth.possible), out=block)
        block -= 1

    def put_amount(self, name: str, rows: slice, amount: Bounds, granted: Bounds) -> Bounds:
        """The amount where `granted` is 1; as `bounds.granted`, written where it stays."""
        if name not in self.lower:
            self.lower[name] = self.upper[name] = np.empty(self.rows, np.int64)
        lower = np.multiply(amount.lower, granted.lower, out=self.lower[name][rows])
        known = granted.lower is granted.upper and amount.upper is amount.lower
        if self.upper[name] is self.lower[name]:
            if known:
                return Bounds(lower, lower)
            self.upper[name] = np.empty(self.rows, np.int64)
        return Bounds(lower, np.multiply(amount.upper, granted.upper, out=self.upper[name][rows]))


class _Factors:
    """Conditions as factors of 0 and 1, once for all measures that share one."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._known: dict[Node, Bounds] = {}

    def __getitem__(self, node: Node) -> Bounds:
        found = self._known.get(node)
        if found is None:
            sure, possible = self._evaluator.holds(node)
            lower = _as_number(sure)
            self._known[node] = found = Bounds(lower, lower if sure is possible else _as_number(possible))
        return found


def _as_number(flag: Flag) -> Number:
    return int(flag) if isinstance(flag, bool) else flag.astype(np.int64)


def _as_bytes(flag: Flag) -> NDArray[np.int8] | int:
    return int(flag) if isinstance(flag, bool) else flag.view(np.int8)


_TOTAL: Final = ""  # no measure has this id


def assess_columns(
    policy: Policy,
    told: Mapping[str, Column],
    rows: int,
    supposed: frozenset[str] = frozenset(),
    only: Iterable[str] | None = None,
) -> Columns:
    """Every measure (or those of `only`) for `rows` enterprises; what was told of facts, by id. Facts without a column
    are untold, and hold where they are `supposed`. As `assess` would find for each row, without the words."""
    program = program_of(policy)
    wanted = None if only is None else set(only)
    chosen = [c for name, c in program.measures.items() if wanted is None or name in wanted]
    out = _Out(rows)

    def assess_block(start: int) -> None:
        block = slice(start, min(start + _BLOCK, rows))
        _assess_block(program, chosen, {name: _part(c, block) for name, c in told.items()}, supposed, block, out)

    first, *others = range(0, rows, _BLOCK) or (0,)
    assess_block(first)  # lays out what the others only fill
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        for _ in workers.map(assess_block, others):
            pass
    amounts = {name: Column(out.lower[name], out.upper[name]) for name in out.lower}
    total = amounts.pop(_TOTAL, Column(np.zeros(rows, np.int64), np.zeros(rows, np.int64)))
    return Columns(out.status, amounts, total)


def _part(column: Column, rows: slice) -> Column:
    lower = column.lower[rows]
    upper = lower if column.upper is column.lower else column.upper[rows]
    return Column(lower, upper, None if column.told is None else column.told[rows])


def _assess_block(
    program: Program,
    chosen: list[Compiled],
    told: Mapping[str, Column],
    supposed: frozenset[str],
    rows: slice,
    out: _Out,
) -> None:
    evaluator = Evaluator(
        program,
        {name: Bounds(c.lower, c.upper) for name, c in told.items()},
        {name: True if c.told is None else c.told for name, c in told.items()},
        supposed,
    )
    factors = _Factors(evaluator)
    priced: dict[str, Bounds] = {}
    for compiled in chosen:
        measure = compiled.measure
        truth = evaluator.granted(compiled)
        out.put_status(measure.id, rows, truth)
        if compiled.pays is None:
            continue
        # what is counted need not be asked for again: none of it comes to nothing
        amount = out.put_amount(measure.id, rows, evaluator.pay(compiled.pays).amount, factors[compiled.when])
        if not measure.unpriced:
            priced[measure.id] = _priced(compiled, amount)
    out.put_amount(_TOTAL, rows, sum_up(evaluator, priced).amount, Bounds(1, 1))


def _priced(compiled: Compiled, amount: Bounds) -> Bounds:
    """What of an amount the total takes: rent of which nothing was told is named apart and adds nothing."""
    if compiled.measure.kind != "rent":
        return amount
    ends: Flags = np.asarray(amount.upper) < NO_END
    return Bounds(amount.lower * ends, amount.upper * ends)
