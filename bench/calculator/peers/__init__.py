"""The engines that mingce is set beside, each with the six clauses encoded the way its own documents do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from bench.calculator.clauses import FACTS, Amounts, Facts

Columns = Mapping[str, NDArray[np.int64]]  # a fact each, as in Facts: money in 分, counts, flags as 0 or 1
_INSTALL: Final = "pip install -c requirements.lock -e '.[bench]'"


class PeerMissing(RuntimeError):
    """A peer is not installed; the message says how to install it."""


class Engine(Protocol):
    """One engine with the six clauses. Amounts are in 分, after rounding what it returns to the nearest 分."""

    name: str

    def amounts(self, enterprises: Sequence[Facts]) -> list[Amounts]:
        """Every measure and the total of each enterprise; None where it says that it cannot tell."""
        ...


def missing(distribution: str, error: ImportError) -> PeerMissing:
    """The error of a peer that is not there, with the command that installs it."""
    return PeerMissing(f"{distribution} is not installed here ({error}). Install it with: {_INSTALL}")


def as_columns(enterprises: Sequence[Facts]) -> dict[str, NDArray[np.int64]]:
    """Columns of the facts told. What is absent is 0: the default value of a Variable that has no input."""
    told = [name for name in FACTS if any(name in e for e in enterprises)]
    return {name: np.array([e.get(name, 0) for e in enterprises], dtype=np.int64) for name in told}


def as_amounts(columns: Mapping[str, NDArray[Any]]) -> list[Amounts]:
    """One mapping an enterprise from one column a measure."""
    lists = [column.tolist() for column in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*lists, strict=True)]
