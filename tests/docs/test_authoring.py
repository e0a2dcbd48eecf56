"""docs/authoring.md is true: each of its commands prints what it shows, each of its YAML blocks is in use."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

import pytest
import yaml

from corpus.library import DEFAULT_LIBRARY
from corpus.schema import words
from tests.docs.guide import DOCUMENT, EXAMPLES, Block, Guide, Played, blocks, contains, load, play

TEXT: Final = DOCUMENT.read_text(encoding="utf-8")
BLOCKS: Final = blocks(TEXT)
COMMANDS: Final = [(block, command) for block in BLOCKS if block.language == "console" for command, _ in block.commands]
PARTS: Final = [block for block in BLOCKS if "in" in block.options]
LIBRARIES: Final = (DEFAULT_LIBRARY, EXAMPLES)

Result = tuple[Guide, list[Played]]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return play(tmp_path_factory.mktemp("guide"), TEXT)


def id_of(value: Block | str) -> str:
    return f"line{value.line + 1}" if isinstance(value, Block) else value


@pytest.mark.parametrize(("block", "command"), COMMANDS, ids=id_of)
def test_an_output_is_real(result: Result, block: Block, command: str) -> None:
    played = next(p for p in result[1] if (p.block, p.command) == (block, command))
    assert played.agrees, "\n".join(
        [
            f"{DOCUMENT.name}:{block.line + 1}: shown",
            *played.shown,
            "printed",
            *played.printed,
            "run `python -m tests.docs.refresh`, and read the difference",
        ]
    )


def test_what_is_broken_is_refused(result: Result) -> None:
    trials = [played for played in result[1] if played.on_trial]
    assert len(trials) > 10
    assert {played.code for played in trials} == {2}


def test_the_guide_ends_in_the_example_that_ships(result: Result) -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in (result[0].folder / "policies").glob("*/*")}
    shipped = {path.name: path.read_text(encoding="utf-8") for path in EXAMPLES.glob("*/*")}
    assert written == shipped


def test_every_block_is_marked() -> None:
    for block in BLOCKS:
        is_file = "file" in block.options and set(block.options) <= {"file", "add", "try"}
        is_part = set(block.options) == {"in"}
        marked = {
            "console": not block.options,
            "diff": is_file,
            "json": is_file,
            "text": is_file or not block.options,
            "yaml": is_file or is_part,
        }
        assert marked.get(block.language), f"{DOCUMENT.name}:{block.line}"


@pytest.mark.parametrize("block", PARTS, ids=id_of)
def test_a_part_is_in_a_shipped_policy(block: Block) -> None:
    part = yaml.load(block.text, Loader=yaml.CSafeLoader)
    files = [path for library in LIBRARIES for path in library.glob(f"*/{block.options['in']}")]
    assert files
    assert any(contains(load(path), part) for path in files)


def test_every_key_is_told() -> None:
    for model, entry in words().items():
        for key in entry["keys"]:
            assert re.search(f"`{key}[`:]", TEXT), f"{model}.{key} is not in {DOCUMENT.name}"


# ------------------------------------------------------------------ the player itself
def test_a_drift_is_seen(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "policies")
    shown = (
        "```console\n$ export MINGCE_LIBRARY=../../policies\n$ mingce check\n云政发〔2025〕12号：有 1 处要改\n…\n```\n"
    )
    (tmp_path / "guide").mkdir()
    _, played = play(tmp_path / "guide", shown)
    assert [p.agrees for p in played] == [True, False]
    assert played[-1].refreshed[0] == "云政发〔2025〕12号：通过"
    assert played[-1].refreshed[1:] == ["…"]


def test_a_trial_leaves_no_trace(tmp_path: Path) -> None:
    body = "```text file=a.txt\nx\ny\n```\n```diff file=a.txt try\n-x\n+z\n```\n```console\n$ export A=B\n```\n"
    guide, _ = play(tmp_path, body)
    assert (guide.folder / "a.txt").read_text(encoding="utf-8") == "x\ny\n"
    assert (tmp_path / "trial" / "a.txt").read_text(encoding="utf-8") == "z\ny\n"


def test_parts() -> None:
    whole = {"a": [{"id": 1, "b": 2}, {"id": 2}], "c": 3}
    assert contains(whole, {"a": [{"id": 2}]})
    assert not contains(whole, {"a": [{"id": 1, "b": 3}]})
    assert not contains(whole, {"d": 3})
    assert not contains(whole, {"c": [3]})
