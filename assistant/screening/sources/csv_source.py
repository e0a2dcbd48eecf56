"""CSV: UTF-8 with or without byte order mark, or GB18030 as Excel on a Chinese Windows writes it."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from assistant.errors import BadInput
from assistant.screening.model import Block
from assistant.screening.sources.rows import NumberedRow, blocks_of, is_blank, without_tail

_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_PIECE: Final = 1 << 20
_DELIMITERS: Final = (",", "\t", ";")


class CsvSource:
    """A CSV file. Rows are numbered as a spreadsheet shows them: the first is 1, a quoted line break begins none."""

    def __init__(self, path: Path) -> None:
        """Raises BadInput where the encoding is neither, or nothing but blank rows is there."""
        self._path = path
        encoding, lines = _encoding(path)
        self._file = path.open(encoding=encoding, newline="")
        try:
            self._rows = self._numbered(_delimiter(self._file.readline()))
            self._file.seek(0)
            first = next((row for _, row in self._rows if not is_blank(row)), None)
        except BaseException:
            self._file.close()
            raise
        if first is None:
            self._file.close()
            raise BadInput(f"{path} 里没有内容：第一行应是列名，之后一行一家企业。")
        self.headers = without_tail(first)
        self.total: int | None = max(lines - 1, 0)

    def _numbered(self, delimiter: str) -> Iterator[NumberedRow]:
        reader = csv.reader(self._file, delimiter=delimiter, strict=True)
        number = 0
        try:
            for row in reader:
                number += 1
                yield number, row
        except csv.Error as error:
            raise BadInput(
                f"{self._path} 第{number + 1}行起不是合法的 CSV（多半是引号没有成对），请改正后重试。（{error}）"
            ) from None

    def blocks(self, rows: int) -> Iterator[Block]:
        """The rows, at most `rows` a block. Raises BadInput where quotes do not pair."""
        return blocks_of(self._rows, len(self.headers), rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def _encoding(path: Path) -> tuple[str, int]:
    """The first encoding that the whole file is in, and how many lines it has. Raises BadInput where none is."""
    for encoding in _ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        lines = 0
        try:
            with path.open("rb") as file:
                while piece := file.read(_PIECE):
                    lines += piece.count(b"\n")
                    decoder.decode(piece)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding, lines
    raise BadInput(f"{path} 的编码认不出：请在 Excel 里另存为“CSV UTF-8（逗号分隔）”。")


def _delimiter(header: str) -> str:
    """What parts the most columns of the header line; a comma unless another does better."""
    return max(_DELIMITERS, key=header.count)
