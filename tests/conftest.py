"""One assistant for the whole run, so that the index is built once; tests of storage open their own."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import BadInput
from assistant.pipeline import Assistant
from assistant.settings import Settings

# The model's two threads must sleep, not spin, while they wait: spinning, a question takes a second on busy cores.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("GOMP_SPINCOUNT", "2000")

Reply = dict[str, Any]
Talk = Callable[..., Reply]
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A folder of its own, with what `make setup` has made: fitting the likeness anew takes minutes. What is of other
    samples or another model is made anew all the same."""
    folder: Path = tmp_path_factory.mktemp("mingce")
    made = Settings.from_environment().data_dir
    (folder / "index").mkdir()
    for file in (made / "index").glob("likeness-*.npz"):
        shutil.copy(file, folder / "index")
    return Settings(data_dir=folder, embedding_model=None, database_url=f"sqlite:///{folder / 'mingce.db'}")


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> Assistant:
    return Assistant.open(sessions=":memory:", settings=settings)


@pytest.fixture(scope="session")
def talk(assistant: Assistant) -> Talk:
    """The reply, through JSON, to the last of some turns of a conversation; a new one unless `session` says which."""

    def talk(*turns: str, session: str | None = None) -> Reply:
        reply: Reply = {}
        for turn in turns:
            try:
                reply = assistant.ask(turn, session, TODAY)
            except BadInput as error:
                reply = error.reply
            session = reply["session"]
        return json.loads(json.dumps(reply, ensure_ascii=False))  # type: ignore[no-any-return]

    return talk
