"""Tables written and read back with real libraries."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl

Table = Mapping[str, Sequence[Any]]


def write_csv(path: Path, table: Table, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table)
        writer.writerows(zip(*table.values(), strict=True))
    return path


def write_xlsx(path: Path, table: Table) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(table))
    for row in zip(*table.values(), strict=True):
        sheet.append(list(row))
    book.save(path)
    return path


def write_parquet(path: Path, table: Table) -> Path:
    pl.DataFrame({name: pl.Series(values, strict=True) for name, values in table.items()}).write_parquet(path)
    return path


def write_table(path: Path, table: Table) -> Path:
    return {".csv": write_csv, ".xlsx": write_xlsx, ".parquet": write_parquet}[path.suffix](path, table)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_sheet(path: Path, sheet: str, header: int = 1) -> list[dict[str, Any]]:
    """Rows of a sheet by the names in its row `header`; those of 测算结果 without the row of titles."""
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    skip = header + (sheet == "测算结果")
    return [dict(zip(map(str, rows[header - 1]), row, strict=True)) for row in rows[skip:]]


def refusals(files: Sequence[Path]) -> list[dict[str, Any]]:
    """What could not be computed, wherever it is written."""
    return read_sheet(files[0], "未测算的行") if files[0].suffix == ".xlsx" else list(read_csv(files[-1]))
