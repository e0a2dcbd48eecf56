"""An endpoint that fails: the offline answer within the time limit, and a line that says so."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from assistant.llm.breaker import Breaker
from assistant.llm.failure import NOTICES, notice_of
from tests.llm.conftest import Worded
from tests.llm.fake_server import Act, Call, FakeServer, without_tools

TABLE: Final = yaml.safe_load((Path(__file__).parent / "failures.yaml").read_text(encoding="utf-8"))
CHIP: Final = "用了区内企业的自主芯片，研发投入200万，采购额100万，能补多少？"
SLACK: Final = 1.5  # seconds of a busy machine


def act_of(data: dict[str, Any]) -> Act:
    fields = dict(data)
    times = fields.pop("times", 1)
    if "hex" in fields:
        fields["body"] = bytes.fromhex(fields.pop("hex"))
    elif "body" in fields:
        fields["body"] = str(fields["body"]).encode() * times
    fields["text"] = fields.get("text", "") * times
    calls = fields.pop("calls", [])
    calls = [{"name": "list_measures"}] * calls if isinstance(calls, int) else calls
    return Act(calls=tuple(Call(**call) for call in calls), **fields)


@contextmanager
def endpoint(case: dict[str, Any]) -> Iterator[str]:
    if "base_url" in case:
        yield case["base_url"]
        return
    acts = [act_of(data) for data in case["acts"]]
    with FakeServer(without_tools(acts) if case.get("script") == "no_tools" else acts) as server:
        yield server.base_url


@pytest.mark.parametrize("case", [pytest.param(case, id=str(case["name"])) for case in TABLE])
def test_the_offline_answer_is_there_in_time_and_says_why(
    case: dict[str, Any], worded: Worded, patient: Breaker
) -> None:
    with endpoint(case) as base_url:
        limit = case.get("seconds", 10)
        assistant = worded(base_url, limit, breaker=patient)
        offline = assistant.answer(CHIP)
        began = time.monotonic()
        reply = assistant.word(offline, CHIP)
        took = time.monotonic() - began
    assert (reply.composed_by, reply.notice) == ("offline_after_model", notice_of(case["notice"]))
    assert (reply.answer, reply.proof, reply.citations) == (offline.answer, offline.proof, offline.citations)
    assert took < limit + SLACK


def test_every_kind_of_failure_has_its_line_and_is_tried() -> None:
    tried = {case["notice"] for case in TABLE}
    assert set(NOTICES) - tried == {"paused", "unproven"}, "those two are tried elsewhere"
