"""Results to write: CSV, XLSX and Parquet, each streamed into a folder aside and put in place when whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from assistant.errors import BadInput
from assistant.screening.model import Refusal, extension
from assistant.screening.results import Result
from assistant.screening.tally import Tally
from corpus.library import Policy

EXTENSIONS: Final = (".csv", ".xlsx", ".parquet")


class Sink(Protocol):
    """What is written while blocks come in."""

    def write(self, result: Result) -> None:
        """The rows of a block that were computed."""

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """What could not be computed, and why."""

    def finish(self, tally: Tally) -> None:
        """The summary, and all that is still to be written: the files are whole."""

    def close(self) -> None:
        """Lets go of the files, whole or not."""


def files_of(out: Path) -> tuple[Path, ...]:
    """The files that a run leaves: `out`, and beside a CSV or a Parquet the summary and the refused rows. Raises
    BadInput for another extension."""
    match extension(out):
        case ".xlsx":
            return (out,)
        case ".csv" | ".parquet":
            return (out, out.with_name(f"{out.stem}.summary.csv"), out.with_name(f"{out.stem}.errors.csv"))
        case _:
            raise BadInput(f"不能写成 {out}：输出应为 {'、'.join(EXTENSIONS)} 文件。")


def open_sink(policy: Policy, out: Path, folder: Path, identity: Sequence[str], supposes: bool) -> Sink:
    """The sink for `out`, which writes into `folder` under the names of `files_of(out)`. `identity` are the headers of
    the columns carried through; `supposes` whether untold presuppositions were taken as true: the summary says so."""
    match extension(out):
        case ".xlsx":
            from assistant.screening.sinks.xlsx_sink import XlsxSink

            return XlsxSink(policy, folder / out.name, identity, supposes)
        case ".csv":
            from assistant.screening.sinks.csv_sink import CsvSink

            return CsvSink(policy, [folder / file.name for file in files_of(out)])
        case _:
            from assistant.screening.sinks.parquet_sink import ParquetSink

            return ParquetSink(policy, [folder / file.name for file in files_of(out)])
