"""The two files beside a CSV or a Parquet: the summary, and what could not be computed."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Final

from assistant.screening.model import Refusal
from assistant.screening.results import yuan_text
from assistant.screening.sinks.safe_text import safe
from assistant.screening.tally import Line, Tally

REFUSAL_HEADERS: Final = ("行号", "列", "内容", "原因")
SUMMARY_HEADERS: Final = (
    "措施编号",
    "措施",
    "条款",
    "符合（家）",
    "待定（家）",
    "不符合（家）",
    "至少合计（元）",
    "至多合计（元，不含没有上限的）",
    "没有上限（家）",
)


class Beside:
    """Writes the refused rows as they come, and the summary at the end."""

    def __init__(self, summary: Path, errors: Path) -> None:
        self._summary = summary
        self._file = open_csv(errors)
        self._errors = csv.writer(self._file)
        self._errors.writerow(REFUSAL_HEADERS)

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """One line a cell."""
        for refusal in refusals:
            self._errors.writerow((refusal.row, safe(refusal.column), safe(refusal.shown), safe(refusal.reason)))

    def finish(self, tally: Tally) -> None:
        """The summary: one line a measure, the total last."""
        with open_csv(self._summary) as file:
            writer = csv.writer(file)
            writer.writerow(SUMMARY_HEADERS)
            for line in tally.lines:
                writer.writerow((line.id, line.name, line.clause, line.met, line.open, line.unmet, *_money(line)))
            writer.writerow((tally.total.id, tally.total.name, "", "", "", "", *_money(tally.total)))
        self.close()

    def close(self) -> None:
        """Lets go of the file of refused rows."""
        self._file.close()


def open_csv(path: Path) -> IO[Any]:
    """A CSV to write, in UTF-8 with the mark by which Excel knows it."""
    return path.open("w", encoding="utf-8-sig", newline="")


def _money(line: Line) -> tuple[str | int, ...]:
    if line.money is None:
        return ("", "", "")
    return (yuan_text(line.money.lower), yuan_text(line.money.upper), line.money.endless)
