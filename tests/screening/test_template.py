"""The template: every fact, with its question; filled in, it screens."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from assistant.errors import BadInput
from assistant.screening import screen, write_template
from assistant.screening.headers import read_headers
from corpus.library import Policy
from tests.screening.tables import read_sheet


def test_the_template_names_every_fact_and_explains_it(policy: Policy, tmp_path: Path) -> None:
    write_template(policy, tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["填写", "填写说明"]
    head = next(book["填写"].iter_rows(max_row=1))
    assert head[0].value == "企业名称"
    columns = read_headers(policy, [str(cell.value) for cell in head]).facts
    assert [column.fact_id for column in columns] == list(policy.facts)
    for cell, fact in zip(head[1:], policy.facts.values(), strict=True):
        assert cell.comment is not None and fact.ask in cell.comment.text
    guide = list(book["填写说明"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in guide] == [fact.label for fact in policy.facts.values()]
    assert all(row[4] for row in guide)
    lists = {str(v.sqref).split(":")[0]: v.formula1 for v in book["填写"].data_validations.dataValidation}
    places = {fact_id: at for at, fact_id in enumerate(policy.facts, 2)}
    for fact_id, choices in (("in_district", "是,否,未知"), ("midterm_result", "不合格,合格,优秀,未知")):
        place = f"{openpyxl.utils.get_column_letter(places[fact_id])}2"
        assert lists[place] == f'"{choices}"'


def test_the_template_filled_in_screens(policy: Policy, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template(policy, path)
    with pytest.raises(BadInput, match="没有企业"):
        screen(policy, path, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["填写"]
    told = {
        "in_district": "是",
        "is_supplier": "是",
        "uses_local_chip": "是",
        "chip_rd_spend": 200,
        "chip_purchase": 100,
    }
    for at, fact_id in enumerate(policy.facts, 2):
        sheet.cell(2, at, told.get(fact_id))
    sheet.cell(2, 1, "甲公司")
    book.save(path)
    assert screen(policy, path, tmp_path / "out.xlsx").rows == 1
    (row,) = read_sheet(tmp_path / "out.xlsx", "测算结果")
    assert (row["企业名称"], row["local-chip-application.status"]) == ("甲公司", "met")
    assert row["local-chip-application.lower_yuan"] == row["local-chip-application.upper_yuan"] == 300_000


def test_the_template_as_csv(policy: Policy, tmp_path: Path) -> None:
    write_template(policy, tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        (head,) = csv.reader(file)
    assert len(read_headers(policy, head).facts) == len(policy.facts)
    (tmp_path / "t.csv").open("a", encoding="utf-8").write("甲" + ",未知" * (len(head) - 1) + "\n")
    assert screen(policy, tmp_path / "t.csv", tmp_path / "out.csv").rows == 1


def test_a_template_that_was_filled_in_is_not_overwritten(policy: Policy, tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_text("mine")
    with pytest.raises(BadInput, match="已经存在"):
        write_template(policy, tmp_path / "t.xlsx")
    with pytest.raises(BadInput, match="不能写成"):
        write_template(policy, tmp_path / "t.parquet")
    with pytest.raises(BadInput, match="没有文件夹"):
        write_template(policy, tmp_path / "no" / "t.xlsx")
    assert (tmp_path / "t.xlsx").read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1
