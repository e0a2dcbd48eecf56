"""Files as they come: encodings, broken lines, formulas, types; rows keep the numbers that people see."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from assistant.errors import BadInput
from assistant.screening import Screened, screen
from assistant.screening.model import Uncalculated
from assistant.screening.sources import open_source
from assistant.screening.sources.csv_source import CsvSource
from corpus.library import Policy
from tests.screening.tables import read_csv, refusals, write_csv, write_parquet, write_xlsx

Run = Callable[..., Screened]
TABLE = {"企业名称": ["甲", "乙"], "合同金额（万元）": ["800", "未知"], "研发人员": ["30人以上", ""]}


def rows_of(path: Path, size: int = 100) -> list[tuple[int, tuple[Any, ...]]]:
    with open_source(path) as source:
        return [
            (int(number), row)
            for block in source.blocks(size)
            for number, row in zip(block.numbers, zip(*block.columns, strict=True), strict=True)
        ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_every_encoding_that_excel_writes(tmp_path: Path, encoding: str) -> None:
    path = write_csv(tmp_path / "in.csv", TABLE, encoding)
    with open_source(path) as source:
        assert list(source.headers) == list(TABLE)
        assert source.total == 2
    assert rows_of(path) == [(2, ("甲", "800", "30人以上")), (3, ("乙", "未知", ""))]


def test_gb18030_is_found_however_late_it_shows(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b"name,rd_staff\n" + b"a,1\n" * 600_000 + "甲,2\n".encode("gb18030"))
    with open_source(path) as source:
        *_, last = source.blocks(100_000)
    assert (last.columns[0][-1], int(last.numbers[-1])) == ("甲", 600_002)


def test_rows_keep_the_numbers_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes('name,rd_staff\r\n"甲\r\n有限公司",1\r\n\r\n,\r\n乙\r\n丙,3,,\r\n丁,4,多\r\n'.encode())
    with open_source(path) as source:
        (block,) = source.blocks(10)
    assert block.numbers.tolist() == [2, 5, 6]
    assert [list(column) for column in block.columns] == [["甲\r\n有限公司", "乙", "丙"], ["1", None, "3"]]
    ((refusal),) = block.refused
    assert (refusal.row, refusal.shown) == (7, "多")
    assert "分隔符" in refusal.reason


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_with_another_delimiter(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "in.csv"
    path.write_text(f"name{delimiter}rd_staff\n甲{delimiter}30\n", encoding="utf-8")
    assert rows_of(path) == [(2, ("甲", "30"))]


def test_xlsx_rows_numbers_and_types(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for at, row in ((2, ["企业名称", "rd_staff", "contract_sum(元)", "tax_growing"]), (4, ["甲", 30, 0.1, True])):
        for column, value in enumerate(row, 1):
            sheet.cell(at, column, value)
    sheet.cell(9, 1, "  ")
    book.create_sheet("别的").append(["不相干"])
    book.save(tmp_path / "in.xlsx")
    assert rows_of(tmp_path / "in.xlsx") == [(4, ("甲", 30, 0.1, True))]


def test_a_formula_counts_with_its_value_and_is_refused_without(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "in.xlsx", {"企业名称": ["甲", "乙"], "rd_staff": ["=1+1", "=20+10"]})
    assert [row for _, row in rows_of(path)] == [("甲", Uncalculated("=1+1")), ("乙", Uncalculated("=20+10"))]
    calculated = tmp_path / "calculated.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(calculated, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"<f>20+10</f><v />", b"<f>20+10</f><v>30</v>")
                content = content.replace(b"<f>20+10</f><v></v>", b"<f>20+10</f><v>30</v>")
            new.writestr(name, content)
    assert [row for _, row in rows_of(calculated)] == [("甲", Uncalculated("=1+1")), ("乙", 30)]


def test_uncalculated_and_errors_are_refused_with_their_row(run: Run) -> None:
    done = run({"rd_staff": ["=1+1", "#N/A", date(2022, 1, 1), 30]}, ".xlsx")
    assert (done.rows, done.refused_rows) == (1, 3)
    reasons = [line["原因"] for line in refusals(done.files)]
    assert [line["行号"] for line in refusals(done.files)] == ["2", "3", "4"]
    assert "保存一次" in reasons[0] and "错误值" in reasons[1] and "非负整数" in reasons[2]


def test_parquet_types_are_read_exactly(run: Run) -> None:
    table = {
        "id": pl.Series([7, 8, 9]),
        "contract_sum(元)": pl.Series([Decimal("16777217.01"), None, Decimal("0.10")], dtype=pl.Decimal(20, 2)),
        "demo_project_listed": pl.Series([True, True, True]),
        "project_excellent": pl.Series([0, 0, 0], dtype=pl.UInt8),
        "midterm_result": pl.Series(["合格", "优秀", None], dtype=pl.Enum(["合格", "优秀"])),
        "module_rd_spend(元)": pl.Series([0.1, None, 3e8], dtype=pl.Float32),
        "rd_staff": pl.Series([None, None, None], dtype=pl.Null),
    }
    done = run(table, ".parquet", ".parquet", suppose=True)
    assert done.rows == 3
    out = pl.read_parquet(done.files[0])
    assert out["id"].to_list() == [7, 8, 9]
    assert out["行号"].to_list() == [1, 2, 3]
    assert out["demonstration-project.lower_yuan"].to_list() == [
        Decimal("1000000.00"),
        Decimal("0.00"),
        Decimal("0.02"),
    ]
    assert out["demonstration-project.upper_yuan"].to_list()[1] == Decimal("1000000.00")


def test_parquet_nan_is_refused_and_null_is_not_known(run: Run) -> None:
    done = run({"contract_sum(元)": pl.Series([float("nan"), None, 1.0])}, ".parquet")
    assert (done.rows, done.refused_rows) == (2, 1)
    ((line),) = refusals(done.files)
    assert line["行号"] == "1" and "合同金额" in line["原因"] and line["内容"] == "nan"


def test_blocks_are_small_and_whole(tmp_path: Path) -> None:
    table = {"id": list(range(1000)), "rd_staff": [i % 50 for i in range(1000)]}
    for path in (
        write_parquet(tmp_path / "in.parquet", table),
        write_csv(tmp_path / "in.csv", table),
        write_xlsx(tmp_path / "in.xlsx", table),
    ):
        with open_source(path) as source:
            blocks = list(source.blocks(64))
        assert max(len(block.numbers) for block in blocks) <= 64
        assert [int(value) for block in blocks for value in block.columns[0]] == table["id"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("没有.csv", None, "没有文件"),
        ("in.txt", b"name\n", "应为 .csv"),
        ("in.xls", b"\xd0\xcf", "另存为 .xlsx"),
        ("in.csv", b"", "空文件"),
        ("in.csv", b"\xef\xbb\xbf\r\n,,\r\n", "没有内容"),
        ("in.csv", b"name,rd_staff\n", "没有企业"),
        ("in.csv", b"\xff\xfen\x00", "编码"),
        ("in.csv", 'name,rd_staff\n甲,1\n"乙,2\n丙,3\n'.encode(), "第3行"),
        ("in.xlsx", b"PK\x03\x04 no", "不是能读取的 XLSX"),
        ("in.xlsx", b"name,rd_staff\n", "不是能读取的 XLSX"),
        ("in.parquet", b"PAR1 no", "不是能读取的 Parquet"),
    ],
)
def test_a_file_that_cannot_be_read(
    policy: Policy, tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=says):
        screen(policy, tmp_path / name, tmp_path / "out.csv")
    assert not list(tmp_path.glob("out*")) and not list(tmp_path.glob(".mingce*"))


def test_an_empty_sheet_and_a_nested_column(policy: Policy, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "in.xlsx")
    with pytest.raises(BadInput, match="是空的"):
        open_source(tmp_path / "in.xlsx")
    pl.DataFrame({"rd_staff": [[1, 2]]}).write_parquet(tmp_path / "in.parquet")
    with pytest.raises(BadInput, match="rd_staff"):
        open_source(tmp_path / "in.parquet")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(BadInput, match="文件夹"):
        open_source(tmp_path / "folder.csv")


def test_a_name_that_looks_like_a_pattern_is_one_file(policy: Policy, tmp_path: Path) -> None:
    write_parquet(tmp_path / "表[1]*.parquet", {"rd_staff": [1]})
    assert screen(policy, tmp_path / "表[1]*.parquet", tmp_path / "out.csv").rows == 1


def test_a_long_number_keeps_its_digits(run: Run) -> None:
    done = run({"统一社会信用代码": ["91330108MA2B0000X1", "00123"], "rd_staff": ["1", "2"]})
    assert [row["统一社会信用代码"] for row in read_csv(done.files[0])] == ["91330108MA2B0000X1", "00123"]


def test_csv_closes_its_file(tmp_path: Path) -> None:
    with CsvSource(write_csv(tmp_path / "in.csv", TABLE)) as source:
        pass
    assert source._file.closed


def test_a_block_of_nothing_but_bad_rows(policy: Policy, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("rd_staff,contract_sum,midterm_result\n1,,,多\n2,,,多\n3,,\n", encoding="utf-8")
    done = screen(policy, tmp_path / "in.csv", tmp_path / "out.csv", block_rows=1)
    assert (done.rows, done.refused_rows) == (1, 2)
    assert [line["行号"] for line in refusals(done.files)] == ["2", "3"]
