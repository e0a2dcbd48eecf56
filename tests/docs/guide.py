"""docs/authoring.md played as an officer would: its files written, its commands run, their output held against it.

How a fenced block is marked (the words behind its language):

- `yaml file=PATH`, `text file=PATH`, `json file=PATH`: the file's content; with `add` it is put behind what is there.
- `diff file=PATH`: the lines with - give way to the lines with + behind them, in as many places as there are;
  with `try` only for the console block that follows.
- `console`: `$ command`, then its output; a line `…` stands for output that is left out.
- `yaml in=FILE`: what a shipped policy has in that file, or a part of it.

`python -m tests.docs.refresh` writes the outputs anew.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from assistant.cli import main

ROOT: Final = Path(__file__).resolve().parent.parent.parent
DOCUMENT: Final = ROOT / "docs" / "authoring.md"
EXAMPLES: Final = ROOT / "docs" / "examples" / "policies"
LEFT_OUT: Final = "…"
_FENCE: Final = re.compile(r"```(\w*) ?(.*)")


@dataclass(frozen=True)
class Block:
    """A fenced block; `line` is the position of its first line in the document, from 0."""

    line: int
    language: str
    options: dict[str, str]
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)

    @property
    def commands(self) -> list[tuple[str, list[str]]]:
        """The commands of a console block, each with the output that stands under it."""
        found: list[tuple[str, list[str]]] = []
        for line in self.lines:
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
        return found


@dataclass(frozen=True)
class Played:
    """A command, the output that the document shows, and the output that it has."""

    block: Block
    command: str
    shown: list[str]
    printed: list[str]
    code: int
    on_trial: bool

    @property
    def agrees(self) -> bool:
        if LEFT_OUT not in self.shown:
            return self.shown == self.printed
        return self.shown == self.refreshed and len(self.printed) >= len(self.shown)

    @property
    def refreshed(self) -> list[str]:
        """The output as the document is to show it: as much of its beginning and end as now."""
        if LEFT_OUT not in self.shown:
            return self.printed
        first = self.shown.index(LEFT_OUT)
        last = len(self.shown) - first - 1
        return [*self.printed[:first], LEFT_OUT, *self.printed[len(self.printed) - last :]]


def blocks(document: str) -> list[Block]:
    """The fenced blocks of a document, in order."""
    found: list[Block] = []
    lines = iter(enumerate(document.split("\n")))
    for at, line in lines:
        opening = _FENCE.fullmatch(line)
        if not opening:
            continue
        body = []
        for _, inner in lines:
            if inner == "```":
                break
            body.append(inner)
        options = dict(part.partition("=")[::2] for part in opening[2].split())
        found.append(Block(at + 1, opening[1], options, tuple(body)))
    return found


class Guide:
    """An officer's folder, and what has been done in it so far."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "work"
        self._trial = folder / "trial"
        self._folder.mkdir()
        self._environment = {"MINGCE_DATA_DIR": str(folder / "data")}
        self._on_trial = False

    @property
    def folder(self) -> Path:
        """Where the files stand that the document writes."""
        return self._folder

    def play(self, block: Block) -> list[Played]:
        """Does what a block says; of a console block, the commands with their output."""
        if block.language == "console":
            played = [Played(block, c, shown, *self._run(c), self._on_trial) for c, shown in block.commands]
            self._on_trial = False
            return played
        if "file" not in block.options:
            return []
        if "try" in block.options:
            shutil.rmtree(self._trial, ignore_errors=True)
            shutil.copytree(self._folder, self._trial)
            self._on_trial = True
        path = (self._trial if self._on_trial else self._folder) / block.options["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if block.language == "diff":
            after = _changed(before, block)
        else:
            after = (before if "add" in block.options else "") + block.text
        path.write_text(after, encoding="utf-8")
        return []

    def _run(self, command: str) -> tuple[list[str], int]:
        program, *arguments = shlex.split(command)
        if program == "export":
            self._environment |= [argument.partition("=")[::2] for argument in arguments]
            return [], 0
        assert program == "mingce", f"only mingce and export are played: {command}"
        printed = io.StringIO()
        here = self._trial if self._on_trial else self._folder
        with (
            contextlib.chdir(here),
            _environment(self._environment),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
        ):
            code = main(arguments)
        return printed.getvalue().rstrip("\n").split("\n"), code


def play(folder: Path, document: str) -> tuple[Guide, list[Played]]:
    """Plays a whole document in an empty folder."""
    guide = Guide(folder)
    return guide, [played for block in blocks(document) for played in guide.play(block)]


def _changed(text: str, block: Block) -> str:
    """The text with the lines marked - replaced by those marked + behind them; a - behind a + is another place."""
    assert all(line[:1] in ("-", "+") for line in block.lines), f"line {block.line}: a diff has lines with - and + only"
    places = re.findall(r"((?:^-.*\n)+)((?:^\+.*\n)*)", block.text, re.MULTILINE)
    for taken, given in places:
        old, new = (re.sub("^.", "", part, flags=re.MULTILINE) for part in (taken, given))
        assert f"\n{text}".count(f"\n{old}") == 1, f"line {block.line}: not once in the file:\n{old}"
        text = f"\n{text}".replace(f"\n{old}", f"\n{new}", 1)[1:]
    return text


@contextlib.contextmanager
def _environment(changes: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.pop("MINGCE_DATABASE_URL", None)
    os.environ.update(changes)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def contains(whole: Any, part: Any) -> bool:
    """Whether a part of a file's data is in it: every key, and every item of a list, somewhere in the list."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(k in whole and contains(whole[k], v) for k, v in part.items())
    if isinstance(part, list):
        return isinstance(whole, list) and all(any(contains(w, p) for w in whole) for p in part)
    return bool(whole == part)


def load(path: Path) -> Any:
    """A YAML file's data."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
