"""One cell: what is read, exactly, and what is refused with words that help."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.calculator.bounds import NO_END
from assistant.screening.cells import BadCell, read_cell
from assistant.screening.facts import FactReader
from assistant.screening.headers import FactColumn, read_headers
from corpus.library import Policy, load_library

YUAN = 100
WAN = 10_000 * YUAN


def column(header: str) -> FactColumn:
    policy: Policy = load_library()[0]
    return read_headers(policy, [header]).facts[0]


MONEY = column("合同金额")
IN_WAN = column("合同金额（万元）")
IN_YUAN = column("contract_sum(元)")
STAFF = column("研发人员")
FLAG = column("project_excellent")
RANK = column("midterm_result")


@pytest.mark.parametrize(
    ("of", "cell", "lower", "upper"),
    [
        (MONEY, "800万元", 800 * WAN, 800 * WAN),
        (MONEY, " 800万 ", 800 * WAN, 800 * WAN),
        (MONEY, "８００万元", 800 * WAN, 800 * WAN),
        (MONEY, "1,234.56元", 123456, 123456),
        (MONEY, "1.5亿元", 15000 * WAN, 15000 * WAN),
        (MONEY, "800万元-1200万元", 800 * WAN, 1200 * WAN),
        (MONEY, "800万元—1200万元", 800 * WAN, 1200 * WAN),
        (MONEY, "800到1200万", 800 * WAN, 1200 * WAN),
        (MONEY, "不低于500万元", 500 * WAN, NO_END),
        (MONEY, "不到3000万元", 0, 3000 * WAN - 1),
        (MONEY, "不超过300万元", 0, 300 * WAN),
        (MONEY, "200万元以上500万元以下", 200 * WAN, 500 * WAN),
        (MONEY, "一百二十万元", 120 * WAN, 120 * WAN),
        (MONEY, "约100万元", 90 * WAN, 110 * WAN),
        (MONEY, "0", 0, 0),
        (MONEY, "10万亿元", 10**15, 10**15),
        (IN_WAN, "800", 800 * WAN, 800 * WAN),
        (IN_WAN, "0.1", WAN // 10, WAN // 10),
        (IN_WAN, "16777216.01", 16777216 * WAN + 10000, 16777216 * WAN + 10000),
        (IN_WAN, "800-1200", 800 * WAN, 1200 * WAN),
        (IN_WAN, "不低于500", 500 * WAN, NO_END),
        (IN_WAN, "800元", 80000, 80000),
        (IN_WAN, 0.1, WAN // 10, WAN // 10),
        (IN_WAN, 1234.5678, 1234567800, 1234567800),
        (IN_WAN, Decimal("0.000001"), 1, 1),
        (IN_WAN, np.float32(0.1), WAN // 10, WAN // 10),
        (IN_YUAN, 999_999_999_999_999 / 100, 999_999_999_999_999, 999_999_999_999_999),
        (IN_YUAN, 28, 2800, 2800),
        (STAFF, "30", 30, 30),
        (STAFF, "30人", 30, 30),
        (STAFF, "30位", 30, 30),
        (STAFF, "30人以上", 30, NO_END),
        (STAFF, "不到30人", 0, 29),
        (STAFF, "20-30", 20, 30),
        (STAFF, "20至30人", 20, 30),
        (STAFF, "约30人", 27, 33),
        (STAFF, 28.0, 28, 28),
        (FLAG, True, 1, 1),
        (FLAG, 0, 0, 0),
        (RANK, "合格", 1, 1),
        *((FLAG, yes, 1, 1) for yes in ("是", "有", "√", "true", "TRUE", "yes", "1", "１")),
        *((FLAG, no, 0, 0) for no in ("否", "无", "没有", "×", "false", "No", "0")),
    ],
)
def test_a_cell_is_read_exactly(of: FactColumn, cell: object, lower: int, upper: int) -> None:
    assert read_cell(of, cell) == (lower, upper)


@pytest.mark.parametrize("cell", [None, "", "  ", "未知", "不详", "-", "—", "－", "N/A", "n/a"])
@pytest.mark.parametrize("of", [MONEY, IN_WAN, STAFF, FLAG, RANK])
def test_not_known_is_not_nought(of: FactColumn, cell: object) -> None:
    assert read_cell(of, cell) is None


@pytest.mark.parametrize(
    ("of", "cell", "says"),
    [
        (MONEY, "800", "合同金额（万元）"),
        (MONEY, 800, "没有单位"),
        (MONEY, "800-1200", "没有单位"),
        (MONEY, "1200-800万元", "两端都写明单位"),
        (IN_WAN, "5000到1万", "两端都写明单位"),
        (MONEY, "1200万元-800万元", "下限大于上限"),
        (IN_WAN, "1200-800", "下限大于上限"),
        (MONEY, "-800万元", "负数"),
        (IN_WAN, -0.5, "负数"),
        (MONEY, "100万美元", "外币"),
        (MONEY, "0.001元", "不足一分"),
        (IN_YUAN, 0.001, "不足一分"),
        (IN_WAN, 1 / 3, "不足一分"),
        (MONEY, "11万亿元", "10万亿"),
        (IN_WAN, 10**10, "10万亿"),
        (IN_WAN, float("nan"), "不是数"),
        (IN_WAN, float("inf"), "不是数"),
        (IN_WAN, Decimal("NaN"), "不是数"),
        (MONEY, "800万元（含税）", "应为非负金额"),
        (MONEY, "30人", "应为非负金额"),
        (MONEY, "很多", "应为非负金额"),
        (MONEY, "15%", "应为非负金额"),
        (MONEY, "2022年", "应为非负金额"),
        (MONEY, "100万元、200万元", "应为非负金额"),
        (MONEY, "9" * 5000, "应为非负金额"),
        (IN_WAN, True, "应为非负金额"),
        (IN_WAN, "1e5", "应为非负金额"),
        (IN_WAN, "2½", "应为非负金额"),
        (MONEY, "#N/A", "错误值"),
        (STAFF, "2.5", "应为整数"),
        (STAFF, 2.5, "应为整数"),
        (STAFF, "30项", "应为非负整数"),
        (STAFF, "800万元", "应为非负整数"),
        (STAFF, "-3", "负数"),
        (STAFF, "10000001", "1000万人"),
        (STAFF, "30-20人", "下限大于上限"),
        (MONEY, "1200-800元", "下限大于上限"),
        (STAFF, True, "应为非负整数"),
        (FLAG, "也许", "是或否"),
        (FLAG, 2, "是或否"),
        (FLAG, 0.5, "是或否"),
        (RANK, "良好", "不合格、合格、优秀"),
        (RANK, 1, "不合格、合格、优秀"),
    ],
)
def test_a_cell_that_cannot_be_used_says_what_is_expected(of: FactColumn, cell: object, says: str) -> None:
    with pytest.raises(BadCell, match=r"「.+」") as error:
        read_cell(of, cell)
    assert says in str(error.value)
    assert of.fact.label in str(error.value)


def one_by_one(of: FactColumn, cells: list[object]) -> list[object]:
    read: list[object] = []
    for cell in cells:
        try:
            read.append(read_cell(of, cell))
        except BadCell as error:
            read.append(str(error))
    return read


def all_at_once(of: FactColumn, cells: list[object] | pl.Series) -> list[object]:
    read = FactReader(of).read(cells)
    lower, upper, told = read.column.lower, read.column.upper, read.column.told
    return [
        read.refused.get(row) or (None if told is not None and not told[row] else (int(lower[row]), int(upper[row])))
        for row in range(len(cells))
    ]


numbers = st.one_of(
    st.integers(0, 10**17),
    st.integers(0, 10**15).map(lambda fen: fen / 100),
    st.integers(0, 10**15).map(lambda fen: fen / 10**6),
    st.floats(),
    st.sampled_from([0.1, 0.07, 0.57, 1.1, 0.29, 2**53 + 1.0, -0.0]),
)


@given(st.lists(st.one_of(numbers.map(float), st.none())), st.sampled_from([IN_WAN, IN_YUAN, STAFF, FLAG]))
def test_a_column_of_floats_is_what_its_cells_are(cells: list[object], of: FactColumn) -> None:
    assert all_at_once(of, pl.Series(cells, dtype=pl.Float64)) == one_by_one(of, cells)


@given(st.lists(st.one_of(st.integers(-(2**63), 2**63 - 1), st.integers(0, 10**11), st.none())))
def test_a_column_of_integers_is_what_its_cells_are(cells: list[object]) -> None:
    for of in (IN_WAN, IN_YUAN, MONEY, STAFF, FLAG):
        assert all_at_once(of, pl.Series(cells, dtype=pl.Int64)) == one_by_one(of, cells)


texts = st.one_of(
    st.from_regex(r"\A ?[0-9]{1,14}(\.[0-9]{1,8})?(元|万|万元|亿元|亿|人|位|项)? ?\Z"),
    st.sampled_from(
        ["", "未知", "不到30人", "800万元-1200万元", "是", "=1+1", "30人以上", "-5", "．5", "1.", "٣", "1e5"]
    ),
    st.text(max_size=8),
    st.none(),
)


@given(st.lists(texts), st.sampled_from([IN_WAN, IN_YUAN, MONEY, STAFF, FLAG, RANK]))
def test_a_column_of_texts_is_what_its_cells_are(cells: list[object], of: FactColumn) -> None:
    assert all_at_once(of, cells) == one_by_one(of, cells)
    assert all_at_once(of, pl.Series(cells, dtype=pl.String)) == one_by_one(of, cells)


def test_true_one_and_one_point_nought_stay_apart() -> None:
    assert all_at_once(IN_YUAN, [1, True, 1.0, "1"])[::2] == [(100, 100), (100, 100)]
    assert "应为非负金额" in str(all_at_once(IN_YUAN, [1, True, 1.0, "1"])[1])


@given(st.integers(0, 10**15 - 1))
def test_no_fen_is_lost_through_a_float(fen: int) -> None:
    for of, scale in ((IN_YUAN, 100), (IN_WAN, 10**6)):
        value = fen / scale
        if Fraction(repr(value)) * scale == fen:
            assert all_at_once(of, pl.Series([value])) == [(fen, fen)]
