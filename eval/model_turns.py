"""Turns put to the assistant with a model that words its answers: what the model wrote, what was stopped, what went out.

All but the last turn of a conversation are answered without the model. A run appends a line a turn to a file, and goes on
where an earlier run of the same code and model was interrupted.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from assistant.engine import engine_hash
from assistant.errors import BadInput
from assistant.llm.breaker import Breaker
from assistant.llm.failure import Failure
from assistant.llm.prompting import History
from assistant.llm.writer import Attempt, Writer
from assistant.pipeline import Assistant
from assistant.reply import Reply
from assistant.settings import ModelSettings, Settings
from eval.cases import Case

_NEVER = 10**9


class CannotMeasure(Exception):
    """What stands in the way; the text is for the user."""


class Objection(NamedTuple):
    """A fault that the guard found: its kind, the words, and what is wrong with them."""

    kind: str
    words: str
    why: str


@dataclass(frozen=True)
class Wording:
    """One thing that the model wrote. It was sent where nothing was objected to."""

    said: str
    objections: tuple[Objection, ...]


@dataclass(frozen=True)
class ModelTurn:
    """The last turn of a case: the reply without the model and with it, JSON both, and what happened between them."""

    id: str
    offline: Mapping[str, Any]
    reply: Mapping[str, Any]
    wordings: tuple[Wording, ...] = ()
    failure: str | None = None  # why the model gave nothing to judge (assistant.llm.failure)
    seconds: float | None = None  # of the wording; None where the model was not asked

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> ModelTurn:
        """As it was written."""
        wordings = (Wording(w["said"], tuple(Objection(*o) for o in w["objections"])) for w in data["wordings"])
        return cls(**{**data, "wordings": tuple(wordings)})

    @property
    def stopped(self) -> tuple[Wording, ...]:
        """What the guard did not let pass."""
        return tuple(wording for wording in self.wordings if wording.objections)


class _Recorder(Writer):
    """A writer that keeps what the model made of the last reply. No breaker: each turn is asked."""

    def __init__(self, assistant: Assistant, settings: ModelSettings) -> None:
        super().__init__(assistant.policy, assistant.indexes, settings, Breaker(failures=_NEVER))
        self.forget()

    def forget(self) -> None:
        self.asked = False
        self.made: tuple[Attempt, ...] = ()
        self.failure: str | None = None

    def attempts(self, reply: Reply, message: str, history: History = ()) -> tuple[Attempt, ...]:
        self.asked = True
        try:
            self.made = super().attempts(reply, message, history)
        except Failure as failure:
            self.failure = failure.kind
            raise
        return self.made


class Session:
    """An assistant with the model of the environment. Raises CannotMeasure where none is set."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings = settings or Settings.from_environment()
        if settings.model is None:
            raise CannotMeasure(
                "set MINGCE_LLM_BASE_URL and MINGCE_LLM_MODEL: `python -m tools.local_llm` serves a small model"
            )
        self.assistant = Assistant.open(":memory:", replace(settings, model=None))
        self.model = settings.model.model
        self._recorder = _Recorder(self.assistant, settings.model)
        self.assistant.writer = self._recorder

    def turn(self, case: Case) -> ModelTurn:
        """Asks the case's conversation, its last turn with the model."""
        session = self.assistant.sessions.new_id()
        for text in case.turns[:-1]:
            _answered(self.assistant, text, session)
        reply = _answered(self.assistant, case.turns[-1], session)
        if not isinstance(reply, Reply):
            return ModelTurn(case.id, reply, reply)
        self._recorder.forget()
        start = time.perf_counter()
        worded = self.assistant.word(reply, case.turns[-1])
        seconds = round(time.perf_counter() - start, 2) if self._recorder.asked else None
        wordings = tuple(
            Wording(made.said, tuple(Objection(f.kind, f.words, f.why) for f in made.faults))
            for made in self._recorder.made
        )
        return ModelTurn(case.id, reply.to_json(), worded.to_json(), wordings, self._recorder.failure, seconds)


def _answered(assistant: Assistant, text: str, session: str) -> Reply | Mapping[str, Any]:
    try:
        return assistant.answer(text, session)
    except BadInput as error:
        return error.reply


def run(cases: Sequence[Case], log: Path, session: Session) -> list[ModelTurn]:
    """The turns of the cases, in their order; those in the log are not asked again. Interrupted, it gives those that it
    has. Raises CannotMeasure."""
    done = {turn.id: turn for turn in _logged(log, session.model)}
    with log.open("ab") as file, suppress(KeyboardInterrupt):
        for case in _progress([case for case in cases if case.id not in done], len(cases)):
            turn = session.turn(case)
            line = json.dumps({"model": session.model, **asdict(turn)}, ensure_ascii=False) + "\n"
            file.write(line.encode("utf-8", errors="backslashreplace"))
            file.flush()
            done[case.id] = turn
    return [done[case.id] for case in cases if case.id in done]


def _logged(log: Path, model: str) -> Iterator[ModelTurn]:
    """What an earlier run wrote; half a line at its end, where it was interrupted, is cut off."""
    if not log.exists():
        return
    raw = log.read_bytes()
    whole = raw[: raw.rfind(b"\n") + 1]
    if whole != raw:
        log.write_bytes(whole)
    for number, line in enumerate(whole.splitlines(), start=1):
        try:
            data = json.loads(line)
            made_by = data.pop("model"), data["offline"]["receipt"]["engine"]
            turn = ModelTurn.of_json(data)
        except (ValueError, KeyError, TypeError) as why:
            raise CannotMeasure(f"{log}, line {number}: not of a run of this command") from why
        if made_by != (model, engine_hash()):
            raise CannotMeasure(f"{log}: of another model or other code; name another file")
        yield turn


def _progress(cases: Sequence[Case], all_: int) -> Iterator[Case]:
    from tqdm import tqdm

    yield from tqdm(cases, "asking", all_, unit="turn", initial=all_ - len(cases), file=sys.stderr, dynamic_ncols=True)
