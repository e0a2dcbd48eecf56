"""The sheet 汇总: by measure how many meet it and what it comes to, and a chart of the money."""

from __future__ import annotations

from typing import Final

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from assistant.screening.results import yuan_text
from assistant.screening.sinks.beside import SUMMARY_HEADERS
from assistant.screening.tally import Line, Tally
from corpus.library import Policy

_WIDTHS: Final = (30, 44, 12, 11, 11, 11, 22, 24, 14)
_DIGITS: Final = 10**15
_WAN: Final = 10**6  # 分 in 万元
_BAR: Final = 26  # pixels of the chart a measure


def write_summary(book: Workbook, sheet: Worksheet, policy: Policy, tally: Tally, supposes: bool) -> None:
    """Fills the sheet: what was computed, the table with its total, the chart and its figures (万元)."""
    title = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#DDEBF7", "border": 1})
    bold = book.add_format({"bold": True})
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    notes = _notes(policy, tally, supposes)
    for row, note in enumerate(notes):
        sheet.write_string(row, 0, note, bold if row == 0 else None)
    head = len(notes) + 1
    sheet.set_row(head, 32)
    for at, header in enumerate(SUMMARY_HEADERS):
        sheet.write_string(head, at, header, title)
    table = _Table(book, sheet)
    for row, line in enumerate(tally.lines, head + 1):
        table.write(row, line)
    last = head + 1 + len(tally.lines)
    table.write(last, tally.total)
    sheet.freeze_panes(head + 1, 2)
    _chart(book, sheet, tally, last + 3, head, title)


def _notes(policy: Policy, tally: Tally, supposes: bool) -> list[str]:
    head = policy.head
    told = "没有告知的前提视为成立（--suppose）" if supposes else "没有告知的前提不视为成立：相应措施为“待定”"
    return [
        f"{head.title}（{head.number}）批量测算汇总",
        f"测算企业 {tally.rows} 家；未测算 {tally.refused_rows} 行（见“未测算的行”）。{told}。",
        "状态：met 符合，open 待定（缺少事实，或原文可作两种理解），unmet 不符合。"
        "“至少”是已能确定的金额，“至多”是原文允许的最高金额。",
        f"有效性核对于 {head.status_checked_on.isoformat()}；是否给予、给予多少以主管部门审定为准。",
    ]


class _Table:
    """Lines of the summary."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._whole = book.add_format({"num_format": "#,##0"})
        self._cents = book.add_format({"num_format": "#,##0.00"})
        self._right = book.add_format({"align": "right"})

    def write(self, row: int, line: Line) -> None:
        """One measure, or the total."""
        for at, text in enumerate((line.id, line.name, line.clause)):
            self._sheet.write_string(row, at, text)
        if line.clause:
            for at, count in enumerate((line.met, line.open, line.unmet), 3):
                self._sheet.write_number(row, at, count, self._whole)
        if line.money:
            self._put(row, 6, line.money.lower)
            self._put(row, 7, line.money.upper)
            self._sheet.write_number(row, 8, line.money.endless, self._whole)

    def _put(self, row: int, at: int, amount: int) -> None:
        """分 as a number of 元; as text where a number would not keep every digit."""
        if amount % 100 == 0 and amount // 100 < _DIGITS:
            self._sheet.write_number(row, at, amount // 100, self._whole)
        elif amount < _DIGITS:
            self._sheet.write_number(row, at, amount / 100, self._cents)
        else:
            self._sheet.write_string(row, at, yuan_text(amount), self._right)


def _chart(book: Workbook, sheet: Worksheet, tally: Tally, row: int, beside: int, title: object) -> None:
    """A bar a measure with money, the largest on top, and below the table the figures that it draws."""
    lines = [line for line in tally.lines if line.money and (line.money.lower or line.money.upper)]
    lines = lines or [line for line in tally.lines if line.money]
    if not lines:
        return
    lines.sort(key=lambda line: (line.money.lower, line.money.upper) if line.money else (0, 0), reverse=True)
    for at, header in ((1, "图表数据"), (6, "至少（万元）"), (7, "至多（万元，不含没有上限的）")):
        sheet.write_string(row, at, header, title)
    for at, line in enumerate(lines, row + 1):
        assert line.money
        sheet.write_string(at, 1, line.name)
        sheet.write_number(at, 6, line.money.lower / _WAN)
        sheet.write_number(at, 7, line.money.upper / _WAN)
    chart = book.add_chart({"type": "bar"})
    first, last = row + 1, row + len(lines)
    for column, colour in ((6, "#2F75B5"), (7, "#BDD7EE")):
        chart.add_series(
            {
                "name": [sheet.name, row, column],
                "categories": [sheet.name, first, 1, last, 1],
                "values": [sheet.name, first, column, last, column],
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    chart.set_title({"name": "各项措施的金额（万元）", "overlay": False, "name_font": {"size": 14}})
    # of a bar chart, y is the axis of the names: the first on top, which puts the sums' axis there too
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_x_axis({"num_format": "#,##0", "num_font": {"size": 9}, "label_position": "high"})
    chart.set_legend({"position": "top"})
    chart.set_size({"width": 1000, "height": 160 + _BAR * len(lines)})
    sheet.insert_chart(beside, len(SUMMARY_HEADERS) + 1, chart)
