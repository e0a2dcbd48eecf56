"""The table to fill in: a column for each fact, with its question, its type and, where it helps, a list to choose from."""

from __future__ import annotations

import csv
import os
import tempfile
from pathlib import Path
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]

from assistant.calculator.program import program_of
from assistant.errors import BadInput
from assistant.screening.model import extension
from corpus.library import Policy
from corpus.rules import Fact

DEFAULT_NAME: Final = "明策测算模板.xlsx"
NAME: Final = "企业名称"
UNIT: Final = "万元"
_LAST_ROW: Final = 1_048_575
_NO_USE: Final = "不影响批量测算的状态和金额，可不填"
_TYPES: Final = {"flag": "是或否", "money": f"金额（{UNIT}）", "count": "数量", "rank": "等次"}


def write_template(policy: Policy, out: Path) -> None:
    """Writes the template (.xlsx with notes, lists and a sheet of explanations; .csv with the headers only), which
    `screen` reads when filled in. Raises BadInput for another extension, a missing folder, or a file that is there
    already: it may have been filled in."""
    if extension(out) not in (".xlsx", ".csv"):
        raise BadInput(f"模板应写成 .xlsx 或 .csv，不能写成 {out}。")
    if not out.parent.is_dir():
        raise BadInput(f"没有文件夹 {out.parent}，请先建立，或换一个输出位置。")
    if out.exists():
        raise BadInput(f"{out} 已经存在（可能已填写），没有改动它：请用 -o 换一个文件名。")
    with tempfile.TemporaryDirectory(prefix=".mingce-", dir=out.parent) as folder:
        aside = Path(folder) / out.name
        if extension(out) == ".csv":
            with aside.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerow([NAME, *(header_of(fact) for fact in policy.facts.values())])
        else:
            _write_xlsx(policy, aside)
        os.replace(aside, out)


def header_of(fact: Fact) -> str:
    """The template's header of a fact: its label, money with its unit."""
    return f"{fact.label}（{UNIT}）" if fact.type == "money" else fact.label


def _write_xlsx(policy: Policy, path: Path) -> None:
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False})
    title = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "bg_color": "#DDEBF7", "border": 1}
    )
    _write_form(policy, book.add_worksheet("填写"), title)
    _write_guide(policy, book, title)
    book.close()


def _write_form(policy: Policy, sheet: Any, title: Any) -> None:
    sheet.set_row(0, 66)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, len(policy.facts), 18)
    sheet.write_string(0, 0, NAME, title)
    for at, fact in enumerate(policy.facts.values(), 1):
        sheet.write_string(0, at, header_of(fact), title)
        sheet.write_comment(0, at, f"{fact.ask}\n\n{_TYPES[fact.type]}：{_what_to_write(fact)}", {"x_scale": 2})
        choices = {"flag": ["是", "否", "未知"], "rank": [*fact.values, "未知"]}.get(fact.type)
        if choices:
            wrong = {"error_title": "请从列表中选", "error_message": f"应为{'、'.join(choices)}，不知道请留空"}
            sheet.data_validation(1, at, _LAST_ROW, at, {"validate": "list", "source": choices, **wrong})
    sheet.freeze_panes(1, 1)


def _write_guide(policy: Policy, book: Any, title: Any) -> None:
    sheet = book.add_worksheet("填写说明")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    uses = _measures_by_fact(policy)
    for at, (header, width) in enumerate((("事实", 44), ("类型", 14), ("问什么", 44), ("怎么填", 52), ("用于", 60))):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, header, title)
    for row, (fact_id, fact) in enumerate(policy.facts.items(), 1):
        told = (fact.label, _TYPES[fact.type], fact.ask, _what_to_write(fact), "、".join(uses.get(fact_id, [_NO_USE])))
        for at, text in enumerate(told):
            sheet.write_string(row, at, text, wrapped)
    sheet.freeze_panes(1, 1)


def _what_to_write(fact: Fact) -> str:
    match fact.type:
        case "flag":
            text = "填“是”或“否”"
        case "rank":
            text = f"填{'、'.join(f'“{name}”' for name in fact.values)}"
        case "money":
            text = f"填数字，单位{UNIT}，如 800；也可写明单位或范围，如“800万元-1200万元”“不低于500万元”“不到3000万元”"
        case _:
            unit = fact.unit
            text = f"填整数，如 30；也可写范围，如“30{unit}以上”“不到30{unit}”“20-30{unit}”"
    return f"{text}；不知道请留空，不要填 0" if fact.type in ("money", "count") else f"{text}；不知道请留空"


def _measures_by_fact(policy: Policy) -> dict[str, list[str]]:
    """The names of the measures that turn on each fact (id)."""
    uses: dict[str, list[str]] = {}
    for compiled in program_of(policy).measures.values():
        for fact_id in compiled.facts:
            uses.setdefault(fact_id, []).append(compiled.measure.name)
    return uses
