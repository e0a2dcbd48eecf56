"""How much a model as reader settles: of the cases that the rules are unsure of, which pass without it and with it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from eval.answering import Answered, Asks, converse
from eval.cases import Case
from eval.scoring import judge


class _ModelReader(Protocol):
    def read(self, doubt: Any, conversation: Any, day: date) -> Any: ...


class Reads(Asks, Protocol):
    """An assistant with places for a model that reads and for one that words."""

    model_reader: _ModelReader | None
    writer: Any


@dataclass
class _Watch:
    """Notes what is asked of a reader and what it proposes; without one it proposes nothing."""

    reader: _ModelReader | None
    doubts: list[str] = field(default_factory=list)
    readings: list[Any] = field(default_factory=list)

    def read(self, doubt: Any, conversation: Any, day: date) -> Any:
        self.doubts += doubt.why
        found = self.reader.read(doubt, conversation, day) if self.reader else None
        self.readings.append(found)
        return found


@dataclass
class Figures:
    """What a run came to. `settled` and `spoilt` are ids of cases that pass with the model only, or without it only."""

    cases: int = 0
    unsure: int = 0
    passed_sure: int = 0
    doubts: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    answered: int = 0
    retold: int = 0
    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    before: int = 0
    after: int = 0
    settled: list[str] = field(default_factory=list)
    spoilt: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The figures as a person reads them."""
        yield f"cases {self.cases}, of them unsure {self.unsure} ({_counted(self.doubts)})"
        yield f"the sure ones pass: {self.passed_sure} of {self.cases - self.unsure}"
        yield f"asked {self.asked}, answered {self.answered}, retold {self.retold}"
        yield f"facts kept {self.kept}, dropped {self.dropped.total()} ({_counted(self.dropped)})"
        yield f"the unsure ones pass: before {self.before}, after {self.after} of {self.unsure}"
        yield f"settled {len(self.settled)}: {' '.join(self.settled) or '-'}"
        yield f"spoilt {len(self.spoilt)}: {' '.join(self.spoilt) or '-'}"


def measure(assistant: Reads, cases: Sequence[Case]) -> Figures:
    """Puts each case to the assistant without its model; those with a doubt in some turn then also with it."""
    from tqdm import tqdm

    figures = Figures(cases=len(cases))
    reader = assistant.model_reader
    for case in tqdm(cases, desc="reading", unit="case", file=sys.stderr, dynamic_ncols=True):
        watch = _Watch(None)
        before = _passes(case, _answer(assistant, watch, case))
        if not watch.doubts:
            figures.passed_sure += before
            continue
        figures.unsure += 1
        figures.doubts.update(watch.doubts)
        watch = _Watch(reader)
        after = _passes(case, _answer(assistant, watch, case)) if reader else before
        _count(figures, watch.readings if reader else [])
        figures.before += before
        figures.after += after
        if after != before:
            (figures.settled if after else figures.spoilt).append(case.id)
    return figures


def _answer(assistant: Reads, watch: _Watch, case: Case) -> Answered:
    with _reading(assistant, watch):
        return converse(assistant, case)


@contextmanager
def _reading(assistant: Reads, reader: _ModelReader) -> Iterator[None]:
    """For this while the reader reads, and nothing is worded: that is another measure, and takes seconds a turn."""
    own = assistant.model_reader, assistant.writer
    assistant.model_reader, assistant.writer = reader, None
    try:
        yield
    finally:
        assistant.model_reader, assistant.writer = own


def _passes(case: Case, answered: Answered) -> bool:
    return not judge(case, answered.reply).failures


def _count(figures: Figures, readings: Sequence[Any]) -> None:
    figures.asked += len(readings)
    for reading in filter(None, readings):
        figures.answered += 1
        figures.retold += bool(reading.plain)
        figures.kept += len(reading.kept)
        figures.dropped.update(d.why for d in reading.dropped)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts.most_common()) or "-"
