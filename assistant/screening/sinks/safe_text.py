"""Text that no spreadsheet takes for a formula (OWASP: CSV injection)."""

from __future__ import annotations

from typing import Final

import polars as pl

_STARTS: Final = "=+-@\t\r\n＝＋－＠"  # the wide ones too: a Chinese or Japanese Excel folds them


def safe(text: str) -> str:
    """The text, behind an apostrophe where it would begin a formula."""
    return f"'{text}" if text.startswith(tuple(_STARTS)) else text


def safe_column(series: pl.Series) -> pl.Series:
    """As `safe`, for a column of texts; a column of numbers stays as it is."""
    if series.dtype != pl.String:
        return series
    column = pl.col(series.name)
    begins = column.str.contains(r"^[=+\-@\t\r\n＝＋－＠]")
    return series.to_frame().select(pl.when(begins).then("'" + column).otherwise(column).alias(series.name)).to_series()
