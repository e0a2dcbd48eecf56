"""`mingce screen` as a user runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.screening.tables import read_csv, write_csv

ROOT = Path(__file__).resolve().parents[2]


def mingce(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from assistant.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_good_rows_are_computed_and_bad_ones_counted(tmp_path: Path) -> None:
    write_csv(tmp_path / "in.csv", {"企业名称": ["甲", "乙"], "研发人员": ["30", "三十几个"]}, "gb18030")
    done = mingce("screen", "in.csv", "-o", "out.csv", "--suppose", folder=tmp_path)
    assert done.returncode == 0
    assert "已测算 1 家" in done.stdout and "out.summary.csv" in done.stdout
    assert done.stderr == "有 1 行未能测算，行号和原因见 out.errors.csv\n"
    assert read_csv(tmp_path / "out.csv")[0]["企业名称"] == "甲"


def test_the_template_has_a_name_of_its_own(tmp_path: Path) -> None:
    done = mingce("screen", "--template", folder=tmp_path)
    assert done.returncode == 0 and (tmp_path / "明策测算模板.xlsx").exists()
    again = mingce("screen", "--template", folder=tmp_path)
    assert again.returncode == 2 and "已经存在" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["screen"], "--template"),
        (["screen", "in.csv"], "-o"),
        (["screen", "没有.csv", "-o", "out.csv"], "没有文件"),
        (["screen", "in.csv", "-o", "out.csv"], "是不是：研发人员"),
        (["screen", "in.csv", "--template"], "去掉输入文件"),
    ],
)
def test_what_cannot_be_done_is_told_without_a_traceback(tmp_path: Path, arguments: list[str], says: str) -> None:
    write_csv(tmp_path / "in.csv", {"研发人原": ["30"]})
    done = mingce(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr and "Traceback" not in done.stderr
    assert not list(tmp_path.glob("out*"))
