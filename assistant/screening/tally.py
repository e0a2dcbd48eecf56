"""The sums over all enterprises: by measure how many meet it and what it comes to, exactly."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.calculator.bounds import NO_END
from assistant.calculator.columns import Column
from assistant.screening.results import TOTAL, Result
from corpus.library import Policy

_HALF = 32  # bits: of each half, a block's sum stays far below 2^63


@dataclass
class Money:
    """Sums in 分. `upper` is over the enterprises that have a ceiling; `endless` counts the others."""

    lower: int = 0
    upper: int = 0
    endless: int = 0

    def add(self, amounts: Column) -> None:
        """A block's amounts on top."""
        self.lower += _sum(amounts.lower)
        bounded = amounts.upper < NO_END
        self.endless += len(bounded) - int(bounded.sum())
        self.upper += _sum(amounts.upper * bounded)


@dataclass
class Line:
    """One measure (or the total, which has no clause): how many enterprises by status, and the money, if any."""

    id: str
    name: str
    clause: str
    met: int = 0
    open: int = 0
    unmet: int = 0
    money: Money | None = None

    def add_statuses(self, codes: NDArray[np.int8]) -> None:
        """A block's statuses on top."""
        unmet, open_, met = np.bincount(codes.astype(np.int64) + 1, minlength=3).tolist()
        self.unmet += unmet
        self.open += open_
        self.met += met


@dataclass
class Tally:
    """What has been counted so far."""

    policy: Policy
    rows: int = 0
    refused_rows: int = 0
    lines: list[Line] = field(init=False)
    total: Line = field(init=False)

    def __post_init__(self) -> None:
        label = self.policy.document.clause
        self.lines = [
            Line(m.id, m.name, label(m.clause).label, money=Money() if m.pays else None) for m in self.policy.measures
        ]
        self.total = Line(TOTAL, "合计", "", money=Money())

    def add(self, result: Result) -> None:
        """A block on top."""
        self.rows += result.rows
        for line in self.lines:
            line.add_statuses(result.columns.status[line.id])
            if line.money:
                line.money.add(result.columns.amounts[line.id])
        assert self.total.money
        self.total.money.add(result.columns.total)


def _sum(amounts: NDArray[np.int64]) -> int:
    """The exact sum, however large."""
    high, low = amounts >> _HALF, amounts & ((1 << _HALF) - 1)
    return (int(high.sum()) << _HALF) + int(low.sum())
