"""XLSX: the first sheet, streamed; formulas count with the values that the file holds for them."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import zip_longest
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from xml.etree.ElementTree import ParseError

import openpyxl  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from assistant.errors import BadInput
from assistant.screening.model import Block, Uncalculated
from assistant.screening.sources.rows import NumberedRow, blocks_of, is_blank, without_tail

_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
)
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[ >/]")
_PIECE: Final = 1 << 20
_SHEETS: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


class XlsxSource:
    """The first sheet of a workbook. Rows are numbered as Excel shows them."""

    def __init__(self, path: Path) -> None:
        """Raises BadInput where the file is no workbook, or its first sheet is empty."""
        self._path = path
        self._books: list[Any] = []
        try:
            self._rows = self._numbered()
            first = next((row for _, row in self._rows if not is_blank(row)), None)
        except BaseException:
            self._close()
            raise
        if first is None:
            self._close()
            raise BadInput(f"{path} 的第一张工作表是空的：第一行应是列名，之后一行一家企业。")
        self.headers = without_tail(first)

    def _numbered(self) -> Iterator[NumberedRow]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl on styles and validations that it leaves out
                values = self._sheet(data_only=True).iter_rows(values_only=True)
                if _has_formulas(self._path):
                    values = map(_with_uncalculated, values, self._sheet(data_only=False).iter_rows())
                yield from enumerate(values, 1)
        except _BROKEN as error:
            raise BadInput(
                f"{self._path} 不是能读取的 XLSX 文件（可能已损坏或加了密码），请用 Excel 重新另存为 .xlsx。"
                f"（{type(error).__name__}）"
            ) from None

    def _sheet(self, data_only: bool) -> Any:
        book = openpyxl.load_workbook(self._path, read_only=True, data_only=data_only)
        self._books.append(book)
        sheet = book.worksheets[0]
        self.total: int | None = sheet.max_row and sheet.max_row - 1
        sheet.reset_dimensions()  # what the file says of its size need not be so
        return sheet

    def blocks(self, rows: int) -> Iterator[Block]:
        """The rows, at most `rows` a block. Raises BadInput where the file breaks off."""
        numbered = ((number, [_plain(cell) for cell in row]) for number, row in self._rows)
        return blocks_of(numbered, len(self.headers), rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        for book in self._books:
            book.close()


def _plain(cell: object) -> object:
    """Dates as text, which no fact takes; the rest as it is."""
    return cell.isoformat() if isinstance(cell, date | datetime | time) else cell


def _has_formulas(path: Path) -> bool:
    """Whether any sheet holds a formula: only then are the formulas read beside the values."""
    with zipfile.ZipFile(path) as archive:
        return any(_finds_formula(archive, name) for name in archive.namelist() if _SHEETS.fullmatch(name))


def _finds_formula(archive: zipfile.ZipFile, name: str) -> bool:
    tail = b""
    with archive.open(name) as sheet:
        while piece := sheet.read(_PIECE):
            if _FORMULA.search(tail + piece):
                return True
            tail = piece[-16:]
    return False


def _with_uncalculated(values: Sequence[object], cells: Sequence[Any]) -> list[object]:
    """A row's values, and formulas where they have none."""
    row: list[object] = []
    for value, cell in zip_longest(values, cells):
        if value is None and cell is not None and cell.data_type == "f":
            value = Uncalculated(str(cell.value))
        row.append(value)
    return row
