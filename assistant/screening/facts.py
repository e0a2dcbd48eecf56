"""A block's column of cells as a column of the calculator. Plain numbers are read all at once, the rest by distinct cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from assistant.calculator.bounds import NO_END
from assistant.calculator.columns import Column
from assistant.calculator.profile import MOST_COUNT, MOST_FEN, unknown
from assistant.screening.cells import BadCell, Ends, read_cell
from assistant.screening.headers import UNITS, FactColumn
from assistant.screening.model import Values
from assistant.screening.numbers import Numbers, exact_numbers, exact_texts

_KEPT: Final = 1 << 16  # distinct cells that are remembered from block to block
_SHORT: Final = {"万": UNITS["万元"], "亿": UNITS["亿元"]}
_TEXTS: Final = {str, type(None)}


@dataclass(frozen=True, slots=True)
class Read:
    """A column, and by row (counted from the block's first) why a cell cannot be used: those rows mean nothing."""

    column: Column
    refused: dict[int, str]


class FactReader:
    """Reads the cells of one column, block after block."""

    def __init__(self, column: FactColumn) -> None:
        self.column = column
        whole = unknown(column.fact)
        self._whole = (whole.lower, NO_END if whole.upper is None else whole.upper)
        self._cells: dict[object, Ends | BadCell | None] = {}

    def read(self, values: Values) -> Read:
        """The cells of a block as a column, and those that are refused."""
        if not isinstance(values, pl.Series):
            if self.column.fact.type not in ("money", "count") or not _TEXTS.issuperset(map(type, values)):
                return self._by_distinct(values)
            values = pl.Series(values, dtype=pl.String)
        if values.dtype == pl.Float32:  # as Python's floats they would show digits that were never written
            return self._by_distinct([None if value is None else np.float32(value) for value in values.to_list()])
        known = self._numbers(values)
        return self._with_odd(values, known) if known else self._by_distinct(values.to_list())

    # -------------------------------------------------------------- each distinct cell once
    def _by_distinct(self, values: Sequence[object]) -> Read:
        texts = _TEXTS.issuperset(map(type, values))
        keys = values if texts else list(zip(map(type, values), values, strict=True))  # True is not 1, nor 1.0
        places: dict[object, int] = {}
        codes = np.fromiter((places.setdefault(key, len(places)) for key in keys), np.int64, len(values))
        read = [self._cell(key, key if texts else key[1]) for key in places]  # type: ignore[index]
        ends = [self._whole if r is None or isinstance(r, BadCell) else r for r in read]
        lower = np.array([low for low, _ in ends], np.int64)
        upper = np.array([high for _, high in ends], np.int64)
        told = np.array([r is not None for r in read], np.bool_)
        reasons = {place: str(r) for place, r in enumerate(read) if isinstance(r, BadCell)}
        refused = {}
        if reasons:
            for row in np.flatnonzero(np.isin(codes, list(reasons))).tolist():
                refused[row] = reasons[int(codes[row])]
        exact = bool((lower == upper).all())
        lower_rows = lower[codes]
        return Read(
            Column(lower_rows, lower_rows if exact else upper[codes], None if told.all() else told[codes]), refused
        )

    def _cell(self, key: object, value: object) -> Ends | BadCell | None:
        if key in self._cells:
            return self._cells[key]
        read: Ends | BadCell | None
        try:
            read = read_cell(self.column, value)
        except BadCell as error:
            read = error
        if len(self._cells) >= _KEPT:
            self._cells.clear()
        self._cells[key] = read
        return read

    # -------------------------------------------------------------- plain numbers, all rows at once
    def _numbers(self, series: pl.Series) -> Numbers | None:
        """What of a column is a plain number; None where the column holds none."""
        scale, most = self._scale_and_most()
        if series.dtype == pl.String and self.column.fact.type in ("money", "count"):
            return exact_texts(series, self._suffixes(scale), most)
        if scale is None:
            return None
        if series.dtype == pl.Boolean and self.column.fact.type == "flag":
            series = series.cast(pl.Int64)
        return exact_numbers(series, scale, most)

    def _scale_and_most(self) -> tuple[int | None, int]:
        """What one of a number is in 分 or pieces (None: a bare number means nothing), and the most there may be."""
        match self.column.fact.type:
            case "money":
                return self.column.fen, MOST_FEN
            case "count":
                return 1, MOST_COUNT
            case "flag":
                return 1, 1
            case _:
                return None, 0

    def _suffixes(self, bare: int | None) -> dict[str, int]:
        """What may follow the digits of a text, and what one of them then is."""
        words = {"": 1, self.column.fact.unit: 1} if self.column.fact.type == "count" else {**UNITS, **_SHORT}
        return words if bare is None else {**words, "": bare}

    def _with_odd(self, series: pl.Series, known: Numbers) -> Read:
        """The column, with the rows that are no plain numbers read one by one."""
        odd = np.flatnonzero(~known.fits)
        if not len(odd):
            return Read(Column(known.exact, known.exact), {})
        read = self._by_distinct(series.gather(odd).to_list())
        lower, told = known.exact, None
        lower[odd] = read.column.lower
        upper = lower
        if read.column.upper is not read.column.lower:
            upper = lower.copy()
            upper[odd] = read.column.upper
        if read.column.told is not None:
            told = np.ones(len(lower), np.bool_)
            told[odd] = read.column.told
        return Read(Column(lower, upper, told), {int(odd[row]): reason for row, reason in read.refused.items()})
