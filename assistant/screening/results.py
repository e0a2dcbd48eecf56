"""What a block of enterprises came to, and the columns that it is written as: the same in every kind of output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from assistant.calculator.bounds import NO_END
from assistant.calculator.columns import Columns
from corpus.library import Policy
from corpus.rules import Measure

ROW: Final = "行号"
TOTAL: Final = "total"
UNPRICED: Final = f"{TOTAL}.unpriced"
_STATUSES: Final = pl.Series(["unmet", "open", "met"])  # by the calculator's -1, 0, 1
_DECIMAL: Final = pl.Decimal(38, 2)


@dataclass(frozen=True, slots=True)
class Result:
    """A block's rows that were computed: their numbers in the input, the columns carried through, what they came to,
    and which measures with money of unstated size are in play (ids, `;` between)."""

    numbers: NDArray[np.int64]
    identity: Sequence[pl.Series]
    columns: Columns
    unpriced: pl.Series

    @property
    def rows(self) -> int:
        """How many enterprises."""
        return len(self.numbers)


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of the output: `name` as in the contract, `title` for people, `of` a measure's id or `total`."""

    name: str
    title: str
    of: str
    part: Literal["status", "lower", "upper", "unpriced"]


def result_columns(policy: Policy) -> tuple[ResultColumn, ...]:
    """The columns of the output after those carried through: each measure's, in the policy's order, then the total's."""
    columns: list[ResultColumn] = []
    for measure in policy.measures:
        columns.append(ResultColumn(f"{measure.id}.status", f"{measure.name}：是否符合", measure.id, "status"))
        if measure.pays:
            columns += _ends(measure.id, measure.name)
    columns += _ends(TOTAL, "合计")
    return (*columns, ResultColumn(UNPRICED, "合计之外、金额未定的支持", TOTAL, "unpriced"))


def _ends(of: str, name: str) -> list[ResultColumn]:
    return [
        ResultColumn(f"{of}.lower_yuan", f"{name}：至少（元）", of, "lower"),
        ResultColumn(f"{of}.upper_yuan", f"{name}：至多（元，空白为没有上限）", of, "upper"),
    ]


def unpriced_measures(policy: Policy) -> tuple[Measure, ...]:
    """The measures whose money may be of unstated size."""
    return tuple(m for m in policy.measures if m.unpriced or (m.kind == "rent" and m.pays))


def unpriced_of(policy: Policy, columns: Columns, rows: int) -> pl.Series:
    """By row, the ids of the measures that are not unmet and whose money is of unstated size, `;` between."""
    names = []
    for measure in unpriced_measures(policy):
        in_play = columns.status[measure.id] >= 0
        if not measure.unpriced:
            in_play = in_play & (columns.amounts[measure.id].upper >= NO_END)
        names.append(pl.when(pl.Series(in_play)).then(pl.lit(measure.id)))
    if not names:
        return pl.Series([""]).new_from_index(0, rows)
    return pl.select(pl.concat_str(names, separator=";", ignore_nulls=True)).to_series()


def statuses(codes: NDArray[np.int8]) -> pl.Series:
    """1, 0, -1 as met, open, unmet."""
    return _each_or_once(codes, lambda some: _STATUSES.gather(some.astype(np.int64) + 1))


def fen(result: Result, column: ResultColumn) -> NDArray[np.int64]:
    """A column of money in 分, NO_END where there is no ceiling."""
    amount = result.columns.total if column.of == TOTAL else result.columns.amounts[column.of]
    return amount.lower if column.part == "lower" else amount.upper


def to_frame(result: Result, columns: Sequence[ResultColumn], money: Literal["decimal", "text"]) -> pl.DataFrame:
    """A block as a table: the number of the row, what is carried through, the results. Money is in 元, exactly: as
    decimals with two places, or as text (whole where it is whole); null where there is no ceiling."""
    series = [pl.Series(ROW, result.numbers), *result.identity]
    for column in columns:
        match column.part:
            case "status":
                written = statuses(result.columns.status[column.of])
            case "unpriced":
                written = result.unpriced
            case _:
                written = _each_or_once(fen(result, column), _yuan if money == "decimal" else _yuan_texts)
        series.append(written.alias(column.name))
    return pl.DataFrame(series)


def _each_or_once(values: NDArray[Any], convert: Callable[[NDArray[Any]], pl.Series]) -> pl.Series:
    """The values converted; where they are all the same, as of facts that no column tells, only once."""
    if len(values) and (values == values[0]).all():
        return convert(values[:1]).new_from_index(0, len(values))
    return convert(values)


def _yuan(amounts: NDArray[np.int64]) -> pl.Series:
    """分 as 元 with two places, exactly; null for NO_END."""
    series = pl.Series(amounts)
    if (amounts >= NO_END).any():
        series = series.set(series >= NO_END, None)
    return series.cast(_DECIMAL) / 100


def _yuan_texts(amounts: NDArray[np.int64]) -> pl.Series:
    return _yuan(amounts).cast(pl.String).str.strip_suffix(".00")


def yuan_text(amount: int) -> str:
    """分 as 元: 「300000」, 「300000.50」."""
    return f"{amount // 100}" if amount % 100 == 0 else f"{amount // 100}.{amount % 100:02d}"
