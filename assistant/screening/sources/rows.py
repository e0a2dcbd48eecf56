"""Rows of cells, as CSV and XLSX have them, put together as blocks of columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from assistant.screening.model import Block, Refusal, shown

NumberedRow = tuple[int, Sequence[object]]
_EMPTY: Final = (None, "")


def is_blank(row: Sequence[object]) -> bool:
    """Whether nothing stands in a row: no enterprise, but the tail of a sheet."""
    return all(cell in _EMPTY or (isinstance(cell, str) and not cell.strip()) for cell in row)


def without_tail(headers: Iterable[object]) -> list[str]:
    """Headers as texts, without the blank ones at the end."""
    texts = ["" if header is None else str(header).strip() for header in headers]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def blocks_of(rows: Iterable[NumberedRow], width: int, size: int) -> Iterator[Block]:
    """Numbered rows -> blocks of at most `size`. Blank rows are passed over, short ones are filled up with blanks (Excel
    leaves off the last empty cells), and a row with something beyond the headers is refused."""
    block = _Growing(width)
    for number, row in rows:
        block.add(number, row)
        if block.rows >= size:
            yield block.done()
            block = _Growing(width)
    if block.rows:
        yield block.done()


class _Growing:
    """A block that is being filled."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._numbers: list[int] = []
        self._kept: list[Sequence[object]] = []
        self._refused: list[Refusal] = []

    @property
    def rows(self) -> int:
        return len(self._numbers) + len(self._refused)

    def add(self, number: int, row: Sequence[object]) -> None:
        if is_blank(row):
            return
        width = self._width
        if len(row) > width:
            beyond = [cell for cell in row[width:] if not is_blank((cell,))]
            if beyond:
                reason = f"这一行在最后一个列名（第{width}列）之后还有内容：请核对是否多了分隔符，或给那一列写上列名"
                self._refused.append(Refusal(number, "", shown(beyond[0]), reason))
                return
            row = row[:width]
        elif len(row) < width:
            row = [*row, *[None] * (width - len(row))]
        self._numbers.append(number)
        self._kept.append(row)

    def done(self) -> Block:
        columns = list(zip(*self._kept, strict=True)) if self._kept else [()] * self._width
        return Block(np.array(self._numbers, np.int64), columns, self._refused)
