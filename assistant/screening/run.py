"""One run: source -> cells -> calculator -> sink, a block at a time; the files are put in place when all are whole."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from tqdm import tqdm

from assistant.calculator.assessment import presupposed
from assistant.calculator.columns import Column, assess_columns
from assistant.errors import BadInput
from assistant.screening.facts import FactReader
from assistant.screening.headers import Headers, read_headers
from assistant.screening.model import Block, Refusal, Values, shown
from assistant.screening.results import Result, unpriced_of
from assistant.screening.sinks import Sink, files_of, open_sink
from assistant.screening.sources import open_source
from assistant.screening.tally import Tally
from corpus.library import Policy

BLOCK_ROWS: Final = 16_384
_TOLD_REASONS: Final = 5


@dataclass(frozen=True, slots=True)
class Screened:
    """What a run did: enterprises computed, rows that could not be, and the files it left (the results first)."""

    rows: int
    refused_rows: int
    files: tuple[Path, ...]


def screen(
    policy: Policy, source: Path, out: Path, suppose: bool = False, block_rows: int = BLOCK_ROWS, quiet: bool = False
) -> Screened:
    """Every measure for every enterprise of `source` (.csv, .xlsx, .parquet) into `out` (the same kinds).

    With `suppose`, untold presuppositions hold. Amounts are in 元, exact. A progress bar runs on standard error where
    that is a terminal and not `quiet`. Raises BadInput where nothing can be computed; `out` is then as it was.
    """
    files = files_of(out)
    _refuse_places(source, out, files)
    with open_source(source) as table, _aside(out) as folder:
        headers = read_headers(policy, table.headers)
        sink = open_sink(policy, out, folder, [name for _, name in headers.identity], suppose)
        screener = _Screener(policy, headers, suppose)
        try:
            bar = tqdm(total=table.total, unit="行", disable=quiet or not sys.stderr.isatty(), desc="测算")
            with bar:
                for block in table.blocks(block_rows):
                    screener.screen(block, sink)
                    bar.update(len(block.numbers) + len(block.refused))
            tally = screener.tally
            if not tally.rows:
                raise _nothing_computed(source, screener.first_refusals)
            sink.finish(tally)
        finally:
            sink.close()
        for file in reversed(files):  # the results last: where they are, the rest is
            os.replace(folder / file.name, file)
    return Screened(tally.rows, tally.refused_rows, files)


class _Screener:
    """Reads, reckons and writes one block after another."""

    def __init__(self, policy: Policy, headers: Headers, suppose: bool) -> None:
        self._policy = policy
        self._readers = [FactReader(column) for column in headers.facts]
        self._identity = headers.identity
        self._supposed = presupposed(policy) if suppose else frozenset()
        self.tally = Tally(policy)
        self.first_refusals: list[Refusal] = []

    def screen(self, block: Block, sink: Sink) -> None:
        """One block: its good rows and its refused ones are written and counted."""
        told, refused = self._read(block)
        refusals = sorted([*block.refused, *refused], key=lambda refusal: refusal.row)
        if refusals:
            sink.refuse(refusals)
            self.tally.refused_rows += len({refusal.row for refusal in refusals})
            self.first_refusals += refusals[: _TOLD_REASONS - len(self.first_refusals)]
        good = self._good_rows(block, refused)
        rows = len(block.numbers) if good is None else int(good.sum())
        if rows:
            columns = assess_columns(
                self._policy, {name: _kept(c, good) for name, c in told.items()}, rows, self._supposed
            )
            numbers = block.numbers if good is None else block.numbers[good]
            identity = [_carried(name, block.columns[at], good) for at, name in self._identity]
            result = Result(numbers, identity, columns, unpriced_of(self._policy, columns, rows))
            sink.write(result)
            self.tally.add(result)

    def _read(self, block: Block) -> tuple[dict[str, Column], list[Refusal]]:
        told: dict[str, Column] = {}
        refused: list[Refusal] = []
        for reader in self._readers:
            values = block.columns[reader.column.at]
            read = reader.read(values)
            told[reader.column.fact_id] = read.column
            refused += [
                Refusal(int(block.numbers[row]), reader.column.header, shown(values[row]), reason)
                for row, reason in read.refused.items()
            ]
        return told, refused

    def _good_rows(self, block: Block, refused: Sequence[Refusal]) -> NDArray[np.bool_] | None:
        """Which rows are computed; None where all are."""
        if not refused:
            return None
        return ~np.isin(block.numbers, list({refusal.row for refusal in refused}))


def _kept(column: Column, good: NDArray[np.bool_] | None) -> Column:
    if good is None:
        return column
    lower = column.lower[good]
    upper = lower if column.upper is column.lower else column.upper[good]
    return Column(lower, upper, None if column.told is None else column.told[good])


def _carried(name: str, values: Values, good: NDArray[np.bool_] | None) -> pl.Series:
    """A column that is carried through: whole numbers of a typed file as they are, all else as text."""
    if isinstance(values, pl.Series):
        series = values if values.dtype.is_integer() else values.cast(pl.String)
    else:
        series = pl.Series([_as_text(value) for value in values], dtype=pl.String)
    series = series.alias(name)
    return series if good is None else series.filter(pl.Series(good))


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


# ------------------------------------------------------------------ files
def _refuse_places(source: Path, out: Path, files: Sequence[Path]) -> None:
    """Raises BadInput where the output has no folder, is one, or would overwrite the input."""
    if not out.parent.is_dir():
        raise BadInput(f"没有文件夹 {out.parent}，请先建立，或换一个输出位置。")
    for file in files:
        if file.is_dir():
            raise BadInput(f"{file} 是文件夹，请给输出换一个文件名。")
        if file.exists() and source.exists() and file.samefile(source):
            raise BadInput(f"输出会覆盖输入文件 {source}，请给输出换一个文件名。")


@contextmanager
def _aside(out: Path) -> Iterator[Path]:
    """A folder beside the output that is gone afterwards, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix=".mingce-", dir=out.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _nothing_computed(source: Path, refusals: Sequence[Refusal]) -> BadInput:
    if not refusals:
        return BadInput(f"{source} 只有表头，没有企业：请从第二行起一行填一家。")
    reasons = [f"第{r.row}行{f'，列“{r.column}”' if r.column else ''}（{r.shown}）：{r.reason}" for r in refusals]
    return BadInput("\n".join([f"{source} 没有一行可以测算：", *reasons]))
