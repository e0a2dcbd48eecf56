"""A model that says what nothing bears out: the user gets the offline answer and a line that says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from assistant.llm.breaker import Breaker
from assistant.llm.failure import notice_of
from tests.llm.conftest import Worded
from tests.llm.fake_server import Act, FakeServer

TABLE: Final = yaml.safe_load((Path(__file__).parent / "misbehaviour.yaml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in TABLE])
def test_what_nothing_bears_out_does_not_reach_the_user(case: dict[str, Any], worded: Worded, patient: Breaker) -> None:
    said = Act(text=case["say"] * case.get("times", 1), piece=200)
    with FakeServer([said]) as server:
        assistant = worded(server, breaker=patient)
        offline = assistant.answer(case["ask"])
        assert offline.citations, "a case must be one that a model is asked for"
        reply = assistant.word(offline, case["ask"])
        assert (reply.composed_by, reply.notice) == ("offline_after_model", notice_of("unproven"))
        assert (reply.answer, reply.proof, reply.offline) == (offline.answer, offline.proof, None)
        assert len(server.requests) == 2
        told = server.requests[1].messages
        assert told[-1]["role"] == "user" and "不能用" in told[-1]["content"]
