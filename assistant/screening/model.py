"""What sources, reader and sinks hand to each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

Values: TypeAlias = Sequence[object] | pl.Series
_SHOWN: Final = 60  # characters of a cell that a reason repeats


@dataclass(frozen=True, slots=True)
class Refusal:
    """One cell (or a whole row: `column` empty) that cannot be used. `row` is its number as the user sees it in the
    file; `shown` what was there, cut where it is long; `reason` says what is expected, in Chinese."""

    row: int
    column: str
    shown: str
    reason: str


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows in the order of the file: their numbers as the user sees them, their cells by column (in the order of
    the headers), and the rows among them that were cut out because their cells do not fit the headers."""

    numbers: NDArray[np.int64]
    columns: Sequence[Values]
    refused: Sequence[Refusal] = ()


class Source(Protocol):
    """A table that is read once, from the first row to the last."""

    @property
    def headers(self) -> Sequence[str]:
        """The names of the columns."""

    @property
    def total(self) -> int | None:
        """How many rows, as far as can be told beforehand: for the progress bar only."""

    def blocks(self, rows: int) -> Iterator[Block]:
        """The rows, at most `rows` a block. Raises BadInput where the file breaks off."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Uncalculated:
    """A formula's cell for which the file holds no value: whoever wrote it never calculated."""

    formula: str

    def __str__(self) -> str:
        return self.formula


def shown(value: object) -> str:
    """A cell's value for people, cut where it is long."""
    text = "" if value is None else str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def extension(path: Path) -> str:
    """The extension in lower case: `.csv`."""
    return path.suffix.lower()
