"""`mingce screen`: what the command does with its arguments, and what it says."""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.errors import BadInput
from assistant.screening.run import screen
from assistant.screening.template import DEFAULT_NAME, write_template
from corpus.library import Policy


def run_command(policy: Policy, source: str | None, out: str | None, suppose: bool, template: bool) -> int:
    """Writes the template, or screens `source` into `out`; exit code 0. What was left out is counted on standard
    error. Raises BadInput where arguments are missing or nothing can be computed."""
    if template:
        if source is not None:
            raise BadInput("--template 只生成模板，不读取表格：请去掉输入文件，模板的文件名写在 -o 之后。")
        written = Path(out or DEFAULT_NAME)
        write_template(policy, written)
        print(f"模板已写到 {written}：一行填一家企业，填好后运行 mingce screen {written} -o 结果.xlsx")
        return 0
    if source is None or out is None:
        raise BadInput("请写明输入和输出：mingce screen 企业.xlsx -o 结果.xlsx；要模板用 mingce screen --template。")
    screened = screen(policy, Path(source), Path(out), suppose)
    print(f"已测算 {screened.rows} 家企业，结果在 {'、'.join(map(str, screened.files))}")
    if screened.refused_rows:
        where = "“未测算的行”工作表" if len(screened.files) == 1 else str(screened.files[-1])
        print(f"有 {screened.refused_rows} 行未能测算，行号和原因见 {where}", file=sys.stderr)
    return 0
