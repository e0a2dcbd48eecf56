"""Putting the cases' conversations to the assistant, each in a session of its own."""

from __future__ import annotations

import importlib
import json
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any, Protocol, cast

from eval.cases import Question

Reply = dict[str, Any]


class Asks(Protocol):
    """What is needed of an assistant: one turn of a conversation."""

    def ask(self, question: str, session: str | None = None, asked_on: date | None = None) -> Reply:
        """Return the reply, or raise an error that carries one as `.reply`."""
        ...


@dataclass(frozen=True)
class Answered:
    """The reply to the last turn of one case."""

    id: str
    reply: Reply
    crashed: bool = False  # the assistant failed in a way that it does not announce: a bug

    def line(self) -> bytes:
        """As a line of an answers file; half a surrogate pair stays as its JSON escape."""
        text = json.dumps({"id": self.id, "reply": self.reply}, ensure_ascii=False) + "\n"
        return text.encode("utf-8", errors="backslashreplace")


def open_assistant() -> Asks:
    """The real assistant, its conversations in memory only."""
    pipeline = importlib.import_module("assistant.pipeline")
    return cast(Asks, pipeline.Assistant.open(sessions=":memory:"))


def converse(assistant: Asks, question: Question) -> Answered:
    """Ask all turns in one new session. A turn that is rejected does not end the conversation."""
    session: str | None = None
    reply: Reply = {}
    crashed = False
    for turn, text in enumerate(question.turns, start=1):
        try:
            reply = assistant.ask(text, session=session)
        except Exception as why:
            carried = getattr(why, "reply", None)
            if isinstance(carried, dict):
                reply = carried
            else:
                crashed = True
                print(f"{question.id}, turn {turn}: the assistant failed", file=sys.stderr)
                traceback.print_exception(why, file=sys.stderr)
                reply = _error_reply(session, turn, f"系统内部错误：{type(why).__name__}")
        given = reply.get("session")
        if session is None and reply.get("outcome") != "error" and isinstance(given, str) and given:
            session = given
    return Answered(question.id, reply, crashed)


def answer_all(assistant: Asks, questions: Sequence[Question]) -> Iterator[Answered]:
    """The answers in the order of the questions, with a progress bar on standard error."""
    from tqdm import tqdm  # type: ignore[import-untyped,unused-ignore]

    for question in tqdm(questions, desc="answering", unit="case", file=sys.stderr, dynamic_ncols=True):
        yield converse(assistant, question)


def write_answers(answers: Iterable[Answered], file: IO[bytes]) -> list[Answered]:
    """Write each answer as it comes, so that an interrupted run keeps what it has."""
    written: list[Answered] = []
    for answered in answers:
        file.write(answered.line())
        file.flush()
        written.append(answered)
    return written


def _error_reply(session: str | None, turn: int, message: str) -> Reply:
    """A reply in the shape of the contract, for a failure that brought none."""
    return {
        "version": 1, "session": session or "none", "turn": turn, "asked_on": date.today().isoformat(),
        "outcome": "error", "answer": message, "citations": [], "total": None, "measures": [],
        "facts": {}, "questions": [], "proof": [], "parts": [],
    }  # fmt: skip
