"""Whole or not at all: a failure leaves what was there, and the input is never overwritten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import BadInput
from assistant.screening import Screened, screen
from assistant.screening import run as run_module
from corpus.library import Policy
from tests.screening.tables import write_csv

Run = Callable[..., Screened]
KINDS = (".csv", ".xlsx", ".parquet")


@pytest.mark.parametrize("kind", KINDS)
def test_a_failure_leaves_what_was_there(
    policy: Policy, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_csv(tmp_path / "in.csv", {"研发人员": ["1"] * 10})
    out = tmp_path / f"out{kind}"
    out.write_text("old")
    before = sorted(tmp_path.iterdir())
    calls = iter([None, OSError(28, "No space left on device", "x")])

    def fails(*arguments: Any, **named: Any) -> Any:
        if error := next(calls):
            raise error
        return real(*arguments, **named)

    real = run_module.assess_columns
    monkeypatch.setattr(run_module, "assess_columns", fails)
    with pytest.raises(OSError, match="No space"):
        screen(policy, source, out, block_rows=5)
    assert out.read_text() == "old"
    assert sorted(tmp_path.iterdir()) == before


def test_nothing_good_writes_nothing_and_says_why(run: Run, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有一行可以测算") as error:
        run({"研发人员": ["-1"] * 20})
    assert "第2行，列“研发人员”（-1）" in str(error.value)
    assert len(str(error.value).splitlines()) == 6
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_the_input_is_never_overwritten(policy: Policy, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", {"研发人员": ["1"]})
    beside = write_csv(tmp_path / "a.errors.csv", {"研发人员": ["1"]})
    (tmp_path / "link.csv").symlink_to(source)
    for table, out in ((source, "in.csv"), (source, "link.csv"), (beside, "a.csv"), (beside, "a.parquet")):
        with pytest.raises(BadInput, match="覆盖输入文件"):
            screen(policy, table, tmp_path / out)


@pytest.mark.parametrize(
    ("out", "says"),
    [("out.txt", "输出应为"), ("out", "输出应为"), ("没有/out.csv", "没有文件夹"), ("d.csv", "是文件夹")],
)
def test_an_output_that_cannot_be(policy: Policy, tmp_path: Path, out: str, says: str) -> None:
    (tmp_path / "d.csv").mkdir()
    with pytest.raises(BadInput, match=says):
        screen(policy, write_csv(tmp_path / "in.csv", {"研发人员": ["1"]}), tmp_path / out)
