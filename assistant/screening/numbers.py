"""Columns of plain numbers as whole 分 or pieces, exactly and all rows at once.

What is not certain here (`fits` false) is no error yet: it is left to be read cell by cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

Integers: TypeAlias = NDArray[np.int64]
_WHOLE: Final = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32)
_TEXT: Final = r"^\s*([0-9]{1,12})(?:\.([0-9]{1,6}))?([^0-9.\s]*)\s*$"
_MICRO: Final = 10**6
_FIFTEEN_DIGITS: Final = 10**15


@dataclass(frozen=True, slots=True)
class Numbers:
    """By row: the number in 分 or pieces (0 where `fits` is false), and whether it is that for certain."""

    exact: Integers
    fits: NDArray[np.bool_]


def exact_numbers(series: pl.Series, scale: int, most: int) -> Numbers | None:
    """A typed column, one of whose numbers is `scale` 分 or pieces; None where its type is not one read here. Nulls,
    negative numbers, those above `most` and those that are not whole do not fit."""
    there = series.is_not_null().to_numpy()
    if series.dtype in _WHOLE:
        numbers = series.cast(pl.Int64).fill_null(0).to_numpy()
        fits = there & (numbers >= 0) & (numbers <= most // scale)
        return Numbers(np.where(fits, numbers, 0) * scale, fits)
    if series.dtype == pl.Float64:
        found = _exact_floats(series.fill_null(0).to_numpy(), scale, most)
        return Numbers(found.exact, found.fits & there)
    return None


def _exact_floats(numbers: NDArray[np.float64], scale: int, most: int) -> Numbers:
    """A float is taken for the decimal that it prints as. With at most 15 digits, whole / scale is that decimal where,
    divided again, it gives the very same float: two such decimals never share one."""
    with np.errstate(invalid="ignore", over="ignore"):
        whole = np.rint(numbers * scale)
        fits = (whole >= 0) & (whole <= min(most, _FIFTEEN_DIGITS - 1)) & (whole / scale == numbers)
    return Numbers(np.where(fits, whole, 0).astype(np.int64), fits)


def exact_texts(series: pl.Series, suffixes: Mapping[str, int], most: int) -> Numbers:
    """Texts of digits with a suffix that says what one of them is in 分 or pieces: 「800」「0.5万元」「30人」."""
    name = series.name
    frame = series.to_frame().select(
        pl.col(name).str.extract(_TEXT, 1).cast(pl.Int64).alias("whole"),
        pl.col(name).str.extract(_TEXT, 2).fill_null("").str.pad_end(6, "0").cast(pl.Int64).alias("micro"),
        pl.col(name)
        .str.extract(_TEXT, 3)
        .replace_strict(dict(suffixes), default=None, return_dtype=pl.Int64)
        .alias("scale"),
    )
    fits = (frame["whole"].is_not_null() & frame["scale"].is_not_null()).to_numpy()
    frame = frame.fill_null(0)
    micros = frame["whole"].to_numpy() * _MICRO + frame["micro"].to_numpy()
    exact = np.zeros(len(micros), np.int64)
    for scale in set(suffixes.values()):
        rows = fits & (frame["scale"] == scale).to_numpy()
        if scale <= _MICRO:
            found, rest = np.divmod(micros, _MICRO // scale)
            good = (rest == 0) & (found <= most)
        else:
            good = micros <= most // (scale // _MICRO)
            found = np.where(good, micros, 0) * (scale // _MICRO)
        fits &= ~rows | good
        exact = np.where(rows & good, found, exact)
    return Numbers(exact, fits)
