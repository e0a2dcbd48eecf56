"""Assistants whose answers are worded by a model behind the fake server."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from assistant.llm.breaker import Breaker
from assistant.llm.writer import Writer
from assistant.pipeline import Assistant
from assistant.sessions import SessionStore
from assistant.settings import ModelSettings
from tests.llm.fake_server import Act, FakeServer, Request

KEY = "sk-SECRET-0123456789abcdef"
Worded = Callable[..., Assistant]

_ANSWER = re.compile(r"<核对过的答复>\n(.*?)\n</核对过的答复>", re.S)


def copied(request: Request) -> Act:
    """What a model does that changes nothing: it gives the answer back with the tokens in it."""
    found = _ANSWER.findall(request.text)  # before the turn's own there may be those of examples
    return Act(text=found[-1] if found else "")


@pytest.fixture
def worded(assistant: Assistant) -> Iterator[Worded]:
    """An assistant of its own conversations with a model at this server; `seconds` is the limit of a turn."""
    writers: list[Writer] = []

    def worded(
        server: FakeServer | str, seconds: float = 10.0, sessions: SessionStore | None = None, **more: Any
    ) -> Assistant:
        base_url = server if isinstance(server, str) else server.base_url
        settings = ModelSettings(base_url, "qwen-test", KEY, seconds)
        writers.append(Writer(assistant.policy, assistant.indexes, settings, **more))
        return dataclasses.replace(assistant, sessions=sessions or SessionStore(":memory:"), writer=writers[-1])

    yield worded
    for writer in writers:
        writer.close()


@pytest.fixture
def patient() -> Breaker:
    """A breaker that never opens, for tests of something else."""
    return Breaker(failures=10_000)
