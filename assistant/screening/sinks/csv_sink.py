"""CSV: UTF-8 with a byte order mark, so that Excel reads it; no text begins a formula."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from assistant.screening.model import Refusal
from assistant.screening.results import ROW, Result, result_columns, to_frame
from assistant.screening.sinks.beside import Beside
from assistant.screening.sinks.safe_text import safe, safe_column
from assistant.screening.tally import Tally
from corpus.library import Policy


class CsvSink:
    """Writes each block as it comes."""

    def __init__(self, policy: Policy, files: Sequence[Path]) -> None:
        """`files`: results, summary, refused rows."""
        results, summary, errors = files
        self._columns = result_columns(policy)
        self._beside = Beside(summary, errors)
        self._file = results.open("wb")
        self._file.write(codecs.BOM_UTF8)
        self._begun = False

    def write(self, result: Result) -> None:
        """The rows of a block."""
        frame = to_frame(result, self._columns, "text")
        carried = [safe_column(series).alias(safe(series.name)) for series in result.identity]
        frame = pl.DataFrame([frame[ROW], *carried, *frame.get_columns()[1 + len(carried) :]])
        frame.write_csv(self._file, include_header=not self._begun)
        self._begun = True

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """What could not be computed."""
        self._beside.refuse(refusals)

    def finish(self, tally: Tally) -> None:
        """The summary."""
        self._beside.finish(tally)
        self.close()

    def close(self) -> None:
        """Lets go of the files."""
        self._beside.close()
        self._file.close()
