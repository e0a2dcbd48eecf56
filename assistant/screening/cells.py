"""One cell as a fact's value: exact ends in 分, counts, 0 and 1, or positions of a rank; nothing is guessed."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

import numpy as np

from assistant.calculator.bounds import NO_END
from assistant.calculator.profile import MOST_COUNT, MOST_FEN, most_of
from assistant.screening.headers import FactColumn
from assistant.screening.model import Uncalculated, shown
from assistant.screening.quantity_text import NotOne, Reversed, Said, read_said
from assistant.understanding.quantities.folding import fold
from corpus.amounts import FEN_PER_YUAN

Ends: TypeAlias = tuple[int, int]

# Of one fact: a hundred million of each of the policy's prizes is a sum that 64 bits still hold.
_UNKNOWN: Final = frozenset({"", "未知", "不详", "-", "--", "n/a"})
_LONGEST_WORD: Final = 10
_FLAGS: Final = {
    **dict.fromkeys(("是", "有", "√", "✓", "✔", "true", "yes", "1"), 1),
    **dict.fromkeys(("否", "无", "没有", "×", "✗", "✘", "false", "no", "0"), 0),
}
_ERRORS: Final = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_SAME_WORD: Final = ({"人", "位"}, {"项", "个", "家"})  # measure words that count the same things


class BadCell(ValueError):
    """A cell that cannot be used: the message names the fact and says what is expected, in Chinese."""


def read_cell(column: FactColumn, value: object) -> Ends | None:
    """A cell -> (lower, upper), upper NO_END where there is none; None where it says that the fact is not known.

    `value` is a text, or what a typed file holds: bool, int, float, Decimal, None. Raises BadCell.
    """
    if value is None:
        return None
    if isinstance(value, Uncalculated):
        raise BadCell(f"「{column.fact.label}」是公式，文件里没有它的值：请用表格软件打开、保存一次，或改成数值")
    if isinstance(value, str):
        return _read_text(column, value)
    if isinstance(value, bool | np.bool_):
        if column.fact.type == "flag":
            return (int(value), int(value))
        raise _expected(column)
    if isinstance(value, int | float | Decimal | np.floating):
        return _read_number(column, value)
    raise _expected(column)


def _read_text(column: FactColumn, raw: str) -> Ends | None:
    text = raw.strip()
    folded = fold(text).text.lower() if len(text) <= _LONGEST_WORD else text
    if folded in _UNKNOWN:
        return None
    if text.upper() in _ERRORS:
        raise BadCell(f"「{column.fact.label}」是错误值 {text}：请改正公式，不知道就留空")
    match column.fact.type:
        case "flag":
            if folded not in _FLAGS:
                raise _expected(column)
            return (_FLAGS[folded], _FLAGS[folded])
        case "rank":
            try:
                position = column.fact.rank_of(text)
            except ValueError:
                raise _expected(column) from None
            return (position, position)
        case _:
            return _read_quantity(column, text)


def _read_quantity(column: FactColumn, text: str) -> Ends:
    try:
        said = read_said(text)
    except Reversed:
        raise BadCell(f"「{column.fact.label}」的下限大于上限（{shown(text)}），应为下限不大于上限") from None
    except NotOne as error:
        raise BadCell(f"「{column.fact.label}」：{error}") if str(error) else _expected(column) from None
    return _ends(column, said, _scale(column, said))


def _scale(column: FactColumn, said: Said) -> int:
    """What one of what was said is in 分, or in pieces. Raises BadCell for a unit that is missing or does not fit."""
    if column.fact.type == "count":
        word = column.fact.unit
        same = said.unit == word or any({said.unit, word} <= words for words in _SAME_WORD)
        if said.kind == "number" or (said.kind == "count" and same):
            return 1
        raise _expected(column)
    if said.kind == "number":
        return _scale_of_bare(column, said.lower, said.upper)
    if said.kind == "money" and said.unit == "CNY":
        return FEN_PER_YUAN
    if said.kind == "money":
        raise BadCell(f"「{column.fact.label}」是外币，请折成人民币")
    raise _expected(column)


def _scale_of_bare(column: FactColumn, lower: Fraction | None, upper: Fraction | None) -> int:
    """As `_scale`, for money that was written as a bare number: the header's unit. Nought is nought in any unit."""
    if column.fen is not None:
        return column.fen
    if lower == upper == 0:
        return FEN_PER_YUAN
    raise BadCell(
        f"「{column.fact.label}」没有单位：请把表头写成“{column.fact.label}（万元）”，或在单元格里写明，如“800万元”"
    )


def _read_number(column: FactColumn, value: int | float | Decimal | np.floating) -> Ends:
    """A typed number, exactly: a float is the decimal that it is written as (0.1, not its binary neighbour)."""
    number = _exact(column, value)
    match column.fact.type:
        case "flag" if number in (0, 1):
            return (int(number), int(number))
        case "count":
            return _ends(column, Said(number, number, "number"), 1)
        case "money":
            return _ends(column, Said(number, number, "number"), _scale_of_bare(column, number, number))
    raise _expected(column)


def _exact(column: FactColumn, value: int | float | Decimal | np.floating) -> Fraction:
    if isinstance(value, int):
        return Fraction(value)
    if not (value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)):
        raise BadCell(f"「{column.fact.label}」是 {value}，不是数：不知道请留空")
    return Fraction(str(value) if isinstance(value, Decimal | np.floating) else repr(value))


def _ends(column: FactColumn, said: Said, scale: int) -> Ends:
    """What was said, in whole 分 or pieces. Raises BadCell where it is negative, too large, or not whole."""
    label, count = column.fact.label, column.fact.type == "count"
    lower = Fraction(0) if said.lower is None else said.lower * scale
    upper = None if said.upper is None else said.upper * scale
    if lower < 0 or (upper is not None and upper < 0):
        raise BadCell(f"「{label}」不能是负数")
    most = MOST_COUNT if count else MOST_FEN
    if lower > most or (upper is not None and upper > most):
        raise BadCell(f"「{label}」应不超过{most_of(column.fact)}，请核对单位")
    whole = lower.denominator == 1 and (upper is None or upper.denominator == 1)
    if not whole and not said.approximate:
        raise BadCell(f"「{label}」应为整数" if count else f"「{label}」不足一分，金额最小到分")
    first = math.ceil(lower) + (said.lower_open and lower.denominator == 1)
    if upper is None:
        return (first, NO_END)
    last = math.floor(upper) - (said.upper_open and upper.denominator == 1)
    if first > last:
        raise BadCell(f"「{label}」的下限大于上限，应为下限不大于上限")
    return (first, last)


def _expected(column: FactColumn) -> BadCell:
    """What this column wants, in full."""
    fact = column.fact
    example = f"800（{column.unit}）、" if column.unit else ""
    wanted = {
        "flag": "是或否（也可写 有/无、√/×、true/false、1/0）",
        "money": f"非负金额，如{example}“800万元”“800万元-1200万元”“不低于500万元”，不超过10万亿元",
        "count": f"非负整数，如“30”“30{fact.unit}”“30{fact.unit}以上”“不到30{fact.unit}”",
        "rank": "、".join(fact.values),
    }[fact.type]
    return BadCell(f"「{fact.label}」应为{wanted}；不知道请留空")
