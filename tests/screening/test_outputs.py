"""What is written: exact to the 分, no formula, a summary that adds up, and nothing half done."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import polars as pl
import pytest

from assistant.calculator.assessment import assess
from assistant.calculator.bounds import NO_END
from assistant.calculator.columns import Column
from assistant.calculator.intervals import Interval, flag
from assistant.calculator.profile import Profile, Told
from assistant.errors import BadInput
from assistant.screening import Screened, screen
from assistant.screening.results import result_columns
from assistant.screening.sinks import xlsx_sink
from assistant.screening.tally import Money
from corpus.library import Policy
from tests.screening.tables import read_csv, read_sheet, refusals, write_csv

Run = Callable[..., Screened]
KINDS = (".csv", ".xlsx", ".parquet")
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", '=HYPERLINK("http://x")']
SHARED = {"企业名称": ["甲", "乙", "丙"], "企业在高新区（滨江）": ["是"] * 3, "智造供给企业": ["是"] * 3}


def results(done: Screened) -> list[dict[str, Any]]:
    path = done.files[0]
    match path.suffix:
        case ".csv":
            return [{key: value or None for key, value in row.items()} for row in read_csv(path)]
        case ".xlsx":
            return read_sheet(path, "测算结果")
        case _:
            return pl.read_parquet(path).to_dicts()


@pytest.mark.parametrize("kind", KINDS)
def test_the_contract_s_columns_are_there(run: Run, policy: Policy, kind: str) -> None:
    (row,) = results(run({"企业名称": ["甲"], "备注1": ["乙"], "研发人员": ["30"]}, to=kind))
    assert list(row)[:3] == ["行号", "企业名称", "备注1"]
    for measure in policy.measures:
        assert row[f"{measure.id}.status"] in ("met", "open", "unmet")
        assert (f"{measure.id}.lower_yuan" in row) == (f"{measure.id}.upper_yuan" in row) == bool(measure.pays)
    assert {"total.lower_yuan", "total.upper_yuan", "total.unpriced"} <= set(row)
    assert len(row) == 3 + len(result_columns(policy))


@pytest.mark.parametrize("kind", KINDS)
def test_every_fen_is_kept(run: Run, policy: Policy, kind: str) -> None:
    """4.1.1 pays 20% of research spend without a ceiling at this size: sums far above 16,777,216 yuan."""
    spends = ["99999999.95元", "16777217.05元", "20000000元"]
    table = {**SHARED, "direct_listing_project": ["是"] * 3, "project_rd_spend": spends}
    done = run(table, to=kind)
    rate_rows = [row["direct-listing-rd.lower_yuan"] for row in results(done)]
    for written, spend in zip(rate_rows, spends, strict=True):
        told = {name: Told(flag(True), name) for name in ("in_district", "is_supplier", "direct_listing_project")}
        fen = int(Decimal(spend.rstrip("元")) * 100)
        told["project_rd_spend"] = Told(Interval(fen, fen), "project_rd_spend")
        amount = assess(policy, Profile(told)).result("direct-listing-rd").amount
        assert amount is not None and Decimal(str(written)) * 100 == amount.lower


@pytest.mark.parametrize(
    ("fen", "read"),
    [
        (1677721701, 16777217.01),
        (10**15 - 1, 9999999999999.99),
        (10**17 - 100, 10**15 - 1),
        (10**15 + 1, "10000000000000.01"),
        (10**17, "1000000000000000"),
        (NO_END, None),
        (0, 0),
    ],
)
def test_a_spreadsheet_s_number_keeps_every_digit_or_is_text(
    policy: Policy, tmp_path: Path, fen: int, read: object
) -> None:
    sink = xlsx_sink.XlsxSink(policy, tmp_path / "out.xlsx", [], False)
    sink._put_money(2, 0, fen)
    sink._book.close()
    cell = openpyxl.load_workbook(tmp_path / "out.xlsx")["测算结果"].cell(3, 1)
    assert cell.value == read
    if isinstance(cell.value, int | float):
        assert Decimal(repr(cell.value)) * 100 == fen


def test_the_sum_of_many_is_exact() -> None:
    amounts = np.full(16_384, 10**15 + 1, np.int64)
    money = Money()
    money.add(Column(amounts, amounts))
    endless = np.array([5, NO_END], np.int64)
    money.add(Column(np.array([5, 7], np.int64), endless))
    assert (money.lower, money.upper, money.endless) == (16_384 * (10**15 + 1) + 12, 16_384 * (10**15 + 1) + 5, 1)


# ------------------------------------------------------------------ formulas
@pytest.mark.parametrize("source", [".csv", ".parquet"])
def test_no_text_of_a_csv_begins_a_formula(run: Run, source: str) -> None:
    table = {
        "企业名称": FORMULAS,
        "备注": ["=x"] * len(FORMULAS),
        "研发人员": ["=cmd|calc"] + ["30"] * (len(FORMULAS) - 1),
    }
    done = run(table, source)
    written = results(done)
    assert [row["企业名称"] for row in written] == [f"'{text}" for text in FORMULAS[1:]]
    assert {row["备注"] for row in written} == {"'=x"}
    assert refusals(done.files)[0]["内容"] == "'=cmd|calc"


def test_formulas_are_text_in_a_workbook(run: Run) -> None:
    table = {"企业名称": FORMULAS, "研发人员": ["=cmd|calc"] + ["30"] * (len(FORMULAS) - 1)}
    done = run(table, to=".xlsx")
    book = openpyxl.load_workbook(done.files[0])
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [row["企业名称"] for row in results(done)] == FORMULAS[1:]
    with zipfile.ZipFile(done.files[0]) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert not re.search(rb"<f[ >]|<hyperlink", archive.read(name))


# ------------------------------------------------------------------ bad rows and the summary
@pytest.mark.parametrize("kind", KINDS)
def test_bad_rows_are_listed_and_the_good_ones_computed(run: Run, kind: str) -> None:
    table = {
        "企业名称": ["甲", "乙", "丙", "丁"],
        "研发人员": ["30", "-1", "28人", "2.5"],
        "合同金额": ["1万元", "5", "", ""],
    }
    done = run(table, to=kind, block_rows=2)
    assert (done.rows, done.refused_rows) == (2, 2)
    assert [row["企业名称"] for row in results(done)] == ["甲", "丙"]
    assert [int(row["行号"]) for row in results(done)] == [2, 4]
    assert [(int(r["行号"]), r["列"], str(r["内容"]).lstrip("'")) for r in refusals(done.files)] == [
        (3, "研发人员", "-1"),
        (3, "合同金额", "5"),
        (5, "研发人员", "2.5"),
    ]


def test_the_summary_adds_up(run: Run, policy: Policy) -> None:
    table = {
        **SHARED,
        "应用区内集成电路企业的自主芯片": ["是", "是", "否"],
        "chip_rd_spend（万元）": ["200.55", "未知", "800"],
        "chip_purchase（万元）": ["100", "100", "100"],
        "国家技术发明奖（国家科技进步奖）二等奖": ["1", "2", "0"],
        "annual_rent": ["", "", ""],
    }
    as_csv = run(table)
    rows, lines = results(as_csv), {line["措施编号"]: line for line in read_csv(as_csv.files[1])}
    assert list(lines) == [*(m.id for m in policy.measures), "total"]
    for measure in policy.measures:
        line = lines[measure.id]
        for status, header in (("met", "符合（家）"), ("open", "待定（家）"), ("unmet", "不符合（家）")):
            assert int(line[header]) == sum(row[f"{measure.id}.status"] == status for row in rows)
    for of in ("local-chip-application", "national-invention-award-2", "rent-core-ip", "total"):
        line, uppers = lines[of], [row[f"{of}.upper_yuan"] for row in rows]
        assert Decimal(line["至少合计（元）"]) == sum(Decimal(row[f"{of}.lower_yuan"]) for row in rows)
        assert Decimal(line["至多合计（元，不含没有上限的）"]) == sum(Decimal(u) for u in uppers if u)
        assert int(line["没有上限（家）"]) == uppers.count(None)
    as_xlsx = run(table, to=".xlsx")
    in_sheet = {row["措施编号"]: row for row in read_sheet(as_xlsx.files[0], "汇总", header=6) if row["措施编号"]}
    for of, line in lines.items():
        assert {key: str("" if value is None else value) for key, value in in_sheet[of].items()} == line


def test_the_workbook_is_made_for_reading(run: Run, policy: Policy) -> None:
    table = {**SHARED, "应用区内集成电路企业的自主芯片": ["是"] * 3, "chip_rd_spend（万元）": ["200"] * 3}
    done = run(table, to=".xlsx")
    book = openpyxl.load_workbook(done.files[0])
    assert book.sheetnames == ["测算结果", "汇总", "未测算的行"]
    sheet = book["测算结果"]
    assert sheet.freeze_panes == "C3"
    assert sheet.auto_filter.ref.startswith("A2:") and sheet.auto_filter.ref.endswith("5")
    titles = [cell.value for cell in sheet[2]]
    assert "应用区内自主芯片补贴：至少（元）" in titles and titles[:2] == ["行号", "企业名称"]
    assert policy.head.number in book["汇总"]["A1"].value
    unpriced = sheet.cell(3, len(titles)).value
    assert "房租补贴" in unpriced and "rent" not in unpriced


def test_the_chart_draws_the_money_by_measure(run: Run) -> None:
    table = {
        **SHARED,
        "应用区内集成电路企业的自主芯片": ["是"] * 3,
        "chip_rd_spend（万元）": ["200"] * 3,
        "chip_purchase（万元）": ["100"] * 3,
    }
    done = run(table, to=".xlsx", suppose=True)
    with zipfile.ZipFile(done.files[0]) as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
        assert "xl/drawings/drawing1.xml" in archive.namelist()
    assert '<c:barDir val="bar"/>' in chart
    assert re.search(r'<c:catAx>(?:(?!</c:catAx>).)*<c:orientation val="maxMin"/>', chart), "the largest is on top"
    assert re.search(r'<c:valAx>(?:(?!</c:valAx>).)*<c:orientation val="minMax"/>', chart), "sums grow to the right"
    ranges = re.findall(r"<c:f>([^<]+)</c:f>", chart)
    assert len(ranges) == 6
    sheet = openpyxl.load_workbook(done.files[0])["汇总"]
    names, lowers = ([cell[0].value for cell in sheet[re.sub(r"^.*!|\$", "", ranges[at])]] for at in (1, 2))
    assert names[0] == "企业上市奖励" or lowers == sorted(lowers, reverse=True)
    assert lowers[names.index("应用区内自主芯片补贴")] == pytest.approx(90)


def test_a_sheet_that_is_full_says_what_to_do(policy: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_sink, "MOST_ROWS", 12)
    source = write_csv(tmp_path / "in.csv", {"研发人员": ["1"] * 8 + ["-1"] * 15})
    done = screen(policy, source, tmp_path / "out.xlsx", block_rows=4)
    assert (done.rows, done.refused_rows) == (8, 15)
    assert "此表已满" in refusals(done.files)[-1]["原因"]
    write_csv(source, {"研发人员": ["1"] * 11})
    with pytest.raises(BadInput, match=r"\.csv 或 \.parquet"):
        screen(policy, source, tmp_path / "out.xlsx", block_rows=4)


def test_all_kinds_say_the_same(run: Run) -> None:
    table = {**SHARED, "chip_rd_spend（万元）": ["200.55", "", "800"], "研发人员": ["30", "不到30人", ""]}

    def plain(value: object) -> str | None:
        if value is None or (isinstance(value, str) and not re.fullmatch(r"[0-9.]+", value)):
            return None if value is None else str(value)
        return str(Decimal(str(value)).normalize())

    by_kind = [
        [{k: plain(v) for k, v in row.items() if k != "total.unpriced"} for row in results(run(table, to=kind))]
        for kind in KINDS
    ]
    assert by_kind[0] == by_kind[1] == by_kind[2]


def test_an_unpriced_measure_is_named(run: Run) -> None:
    (row,) = results(run({"企业名称": ["甲"], "annual_rent": ["10万元"], "vc_investment": ["1元"]}))
    assert "rent-core-ip" not in row["total.unpriced"].split(";")
    assert "loan-5050" in row["total.unpriced"].split(";")


def test_a_workbook_of_typed_cells(run: Run) -> None:
    table = {
        **SHARED,
        "编号": [1, 2.0, None],
        "chip_rd_spend（万元）": [0.1, 200, None],
        "project_excellent": [True, False, None],
    }
    done = run(table, ".xlsx", ".xlsx")
    assert done.refused_rows == 0
    assert [row["编号"] for row in results(done)] == ["1", "2", None]
