"""XLSX for a policy officer: the results, the summary with its chart, and the rows that could not be computed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from assistant.calculator.bounds import NO_END
from assistant.errors import BadInput
from assistant.screening.model import Refusal
from assistant.screening.results import (
    ROW,
    Result,
    ResultColumn,
    fen,
    result_columns,
    statuses,
    unpriced_measures,
    yuan_text,
)
from assistant.screening.sinks.beside import REFUSAL_HEADERS
from assistant.screening.sinks.summary_sheet import write_summary
from assistant.screening.tally import Tally
from corpus.library import Policy

MOST_ROWS: Final = 1_048_576
LONGEST_TEXT: Final = 32_767
_HEADERS: Final = 2  # the contract's names, then the titles for people
_DIGITS: Final = 10**15  # a spreadsheet's numbers keep 15 digits
_WIDTHS: Final = {"status": 14, "lower": 16, "upper": 16, "unpriced": 40}
_COLOURS: Final = {"met": "#C6EFCE", "open": "#FFEB9C", "unmet": "#F2F2F2"}


class XlsxSink:
    """Writes each row as it comes (constant memory); the summary last."""

    def __init__(self, policy: Policy, path: Path, identity: Sequence[str], supposes: bool) -> None:
        """`identity`: headers of the columns carried through; `supposes` is told in the summary."""
        self._book = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent)})
        self._book.use_zip64()
        self._policy = policy
        self._supposes = supposes
        self._columns = result_columns(policy)
        self._first = 1 + len(identity)
        self._names = {m.id: m.name for m in unpriced_measures(policy)}
        self._results = self._book.add_worksheet("测算结果")
        self._summary = self._book.add_worksheet("汇总")
        self._errors = self._book.add_worksheet("未测算的行")
        self._formats()
        self._head_results(identity)
        self._head_errors()
        self._row = _HEADERS
        self._error_row = 1

    def _formats(self) -> None:
        add = self._book.add_format
        self._name = add({"font_color": "#808080", "font_size": 8})
        self._title = add(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "vcenter",
                "bg_color": "#DDEBF7",
                "border": 1,
                "align": "center",
            }
        )
        self._whole = add({"num_format": "#,##0"})
        self._cents = add({"num_format": "#,##0.00"})
        self._right = add({"align": "right"})
        self._wrapped = add({"text_wrap": True, "valign": "top"})
        self._status = {status: add({"bg_color": colour, "align": "center"}) for status, colour in _COLOURS.items()}

    def _head_results(self, identity: Sequence[str]) -> None:
        sheet = self._results
        sheet.set_row(0, 12)
        sheet.set_row(1, 66)
        sheet.set_column(0, 0, 8)
        if identity:
            sheet.set_column(1, self._first - 1, 26)
        for at, column in enumerate(self._columns, self._first):
            sheet.set_column(at, at, _WIDTHS[column.part])
        carried = [ROW, *identity]
        for at, name in enumerate(carried + [column.name for column in self._columns]):
            sheet.write_string(0, at, name, self._name)
        for at, title in enumerate(carried + [column.title for column in self._columns]):
            sheet.write_string(1, at, title, self._title)
        sheet.freeze_panes(_HEADERS, min(self._first, 3))

    def _head_errors(self) -> None:
        for at, (header, width) in enumerate(zip(REFUSAL_HEADERS, (8, 28, 28, 90), strict=True)):
            self._errors.set_column(at, at, width)
            self._errors.write_string(0, at, header, self._title)
        self._errors.freeze_panes(1, 0)

    # -------------------------------------------------------------- rows
    def write(self, result: Result) -> None:
        """The rows of a block. Raises BadInput where a sheet holds no more."""
        if self._row + result.rows > MOST_ROWS:
            raise BadInput(f"XLSX 一张表最多 {MOST_ROWS - _HEADERS} 家企业，请把结果写成 .csv 或 .parquet。")
        identity = [series.to_list() for series in result.identity]
        cells = [self._cells(result, column) for column in self._columns]
        for offset, number in enumerate(result.numbers.tolist()):
            row = self._row + offset
            self._results.write_number(row, 0, number)
            for at, column in enumerate(identity, 1):
                self._carry(row, at, column[offset])
            for at, (values, part) in enumerate(zip(cells, self._parts, strict=True), self._first):
                value = values[offset]
                if part == "status":
                    self._results.write_string(row, at, value, self._status[value])
                elif part == "unpriced":
                    self._results.write_string(row, at, value)
                else:
                    self._put_money(row, at, value)
        self._row += result.rows

    @property
    def _parts(self) -> list[str]:
        return [column.part for column in self._columns]

    def _cells(self, result: Result, column: ResultColumn) -> list[Any]:
        match column.part:
            case "status":
                return list(statuses(result.columns.status[column.of]).to_list())
            case "unpriced":
                return self._by_name(result.unpriced)
            case _:
                return list(fen(result, column).tolist())

    def _by_name(self, ids: pl.Series) -> list[str]:
        """Measures by the names that people know: each distinct list once."""
        named = {text: "；".join(self._names[i] for i in text.split(";") if i) for text in ids.unique().to_list()}
        return [named[text] for text in ids.to_list()]

    def _carry(self, row: int, at: int, value: object) -> None:
        if isinstance(value, int) and abs(value) < _DIGITS:
            self._results.write_number(row, at, value)
        elif value not in (None, ""):
            self._results.write_string(row, at, str(value)[:LONGEST_TEXT])

    def _put_money(self, row: int, at: int, amount: int) -> None:
        """分 as a number of 元; as text where a number would not keep every digit; nothing where there is no ceiling."""
        if amount >= NO_END:
            return
        if amount % 100 == 0 and amount // 100 < _DIGITS:
            self._results.write_number(row, at, amount // 100, self._whole)
        elif amount < _DIGITS:
            self._results.write_number(row, at, amount / 100, self._cents)
        else:
            self._results.write_string(row, at, yuan_text(amount), self._right)

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """What could not be computed; what a sheet no longer holds is told in its last line."""
        for refusal in refusals:
            if self._error_row == MOST_ROWS - 1:
                self._errors.write_string(self._error_row, 3, "此表已满，余下的未列出：请改正以上各行，或输出 .csv")
            elif self._error_row < MOST_ROWS - 1:
                self._errors.write_number(self._error_row, 0, refusal.row)
                self._errors.write_string(self._error_row, 1, refusal.column[:LONGEST_TEXT])
                self._errors.write_string(self._error_row, 2, refusal.shown)
                self._errors.write_string(self._error_row, 3, refusal.reason, self._wrapped)
            self._error_row += 1

    # -------------------------------------------------------------- the end
    def finish(self, tally: Tally) -> None:
        """The summary and its chart."""
        self._results.autofilter(1, 0, self._row - 1, self._first + len(self._columns) - 1)
        write_summary(self._book, self._summary, self._policy, tally, self._supposes)
        self._book.close()

    def close(self) -> None:
        """Lets go of the files; a workbook that was not finished is left as it is."""
        if not self._book.fileclosed:
            for sheet in self._book.worksheets():
                sheet.row_data_fh.close()
            self._book.fileclosed = True
