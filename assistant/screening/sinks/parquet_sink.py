"""Parquet: money as decimal(38, 2) in 元, statuses as text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from assistant.screening.model import Refusal
from assistant.screening.results import Result, result_columns, to_frame
from assistant.screening.sinks.beside import Beside
from assistant.screening.tally import Tally
from corpus.library import Policy


class ParquetSink:
    """Writes each block to a part of its own, and streams the parts together at the end."""

    def __init__(self, policy: Policy, files: Sequence[Path]) -> None:
        """`files`: results, summary, refused rows."""
        self._results, summary, errors = files
        self._columns = result_columns(policy)
        self._beside = Beside(summary, errors)
        self._parts: list[Path] = []

    def write(self, result: Result) -> None:
        """The rows of a block."""
        part = self._results.with_name(f"{len(self._parts):06d}.part")
        to_frame(result, self._columns, "decimal").write_parquet(part, compression="lz4")
        self._parts.append(part)

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """What could not be computed."""
        self._beside.refuse(refusals)

    def finish(self, tally: Tally) -> None:
        """The parts as one file, and the summary."""
        pl.scan_parquet(self._parts).sink_parquet(self._results)
        self._beside.finish(tally)

    def close(self) -> None:
        """Lets go of the files."""
        self._beside.close()
