"""Parquet: typed columns, streamed; a number stays the number that it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np
import polars as pl
from polars.exceptions import PolarsError

from assistant.errors import BadInput
from assistant.screening.model import Block

_NO_CELLS: Final = (pl.List, pl.Array, pl.Struct, pl.Binary, pl.Object)
_AS_TEXT: Final = (pl.Categorical, pl.Enum, pl.Date, pl.Datetime, pl.Time, pl.Duration)  # what no fact is, told so


class ParquetSource:
    """A Parquet file. Its first row is number 1: there is no row of headers."""

    def __init__(self, path: Path) -> None:
        """Raises BadInput where the file is no Parquet, or a column's type can hold neither a fact nor a name."""
        self._path = path
        try:
            self._frame = pl.scan_parquet(path, glob=False)
            schema = self._frame.collect_schema()
            self.total: int | None = self._frame.select(pl.len()).collect().item()
        except PolarsError as error:
            raise self._broken(error) from None
        self.headers = schema.names()
        nested = [name for name, dtype in schema.items() if dtype.base_type() in _NO_CELLS]
        if nested:
            raise BadInput(f"{path} 的列“{nested[0]}”的类型是 {schema[nested[0]]}，应为数值、文字或布尔值。")

    def blocks(self, rows: int) -> Iterator[Block]:
        """The rows, at most `rows` a block. Raises BadInput where the file breaks off."""
        number = 1
        try:
            for batch in self._frame.collect_batches(chunk_size=rows, maintain_order=True):
                for frame in batch.iter_slices(rows):
                    numbers = np.arange(number, number + frame.height, dtype=np.int64)
                    number += frame.height
                    yield Block(numbers, [_as_cells(series) for series in frame.get_columns()])
        except PolarsError as error:
            raise self._broken(error) from None

    def _broken(self, error: PolarsError) -> BadInput:
        return BadInput(f"{self._path} 不是能读取的 Parquet 文件，请重新导出。（{type(error).__name__}）")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing stays open between blocks."""


def _as_cells(series: pl.Series) -> pl.Series:
    return series.cast(pl.String) if series.dtype.base_type() in _AS_TEXT else series
