"""A model behind the whole product: what is recorded and replayed, the API, the health check, other users."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

import assistant.api
from assistant.api import create_api
from assistant.errors import BadInput
from assistant.llm.failure import notice_of
from assistant.pipeline import Assistant
from assistant.sessions import SessionStore
from tests.llm.conftest import Worded
from tests.llm.fake_server import Act, FakeServer, error

CHIP = "用了区内企业的自主芯片，研发投入200万，采购额100万，能补多少？"
MORE = "采购额改成200万呢？"
SHORT = Act(text="补贴30万元，见⟦4.5.16⟧。")


# ------------------------------------------------------------------ records
def test_a_worded_turn_is_recorded_with_the_answer_it_stands_for(worded: Worded) -> None:
    with FakeServer([SHORT]) as server:
        talk = worded(server)
        offline = talk.answer(CHIP, "before")
        reply = talk.ask(CHIP, "s")
    (record,) = talk.sessions.history("s")
    assert record.reply == json.loads(json.dumps(reply))
    assert record.reply["offline"]["answer"] == offline.answer != record.reply["answer"]
    assert record.receipt and record.receipt["model"] == "qwen-test"


@pytest.mark.parametrize("acts", [[SHORT], [Act(text="补贴900万元。"), SHORT], [error(500)]])
def test_all_but_the_wording_is_replayed(acts: list[Act], worded: Worded) -> None:
    with FakeServer(acts) as server:
        talk = worded(server)
        replies = [talk.ask(CHIP, "s"), talk.ask(MORE, "s")]
    for reply in replies:
        again = talk.replay("s", reply["turn"])
        assert again.model == ("qwen-test" if reply["offline"] else None)
        same = {key: reply[key] for key in ("outcome", "total", "citations", "measures", "facts", "questions", "parts")}
        assert {key: again.reply[key] for key in same} == same
        assert again.reply["composed_by"] == "offline"


@pytest.mark.parametrize("key", ["total", "offline"])
def test_what_was_changed_in_a_worded_record_shows(key: str, worded: Worded) -> None:
    with FakeServer([SHORT]) as server:
        talk = worded(server)
        reply = talk.ask(CHIP, "s")
    forged = {"total": {**reply["total"], "upper_yuan": 1}, "offline": {**reply["offline"], "answer": "900万元"}}
    talk.sessions.reword("s", 1, {**reply, key: forged[key]})
    with pytest.raises(BadInput, match="不同"):
        talk.replay("s")


def test_a_conversation_is_not_locked_while_the_model_words(worded: Worded) -> None:
    with FakeServer([Act(text=SHORT.text, delay=3)]) as server:
        talk = worded(server)
        waiting = threading.Thread(target=talk.ask, args=(CHIP, "s"))
        waiting.start()
        while not server.requests:
            time.sleep(0.01)
        began = time.monotonic()
        assert talk.answer(MORE, "s").turn == 2
        assert time.monotonic() - began < 2
        waiting.join()
    assert [turn.reply["composed_by"] for turn in talk.sessions.history("s")] == ["model", "offline"]


def test_a_conversation_that_was_deleted_meanwhile_stays_deleted(worded: Worded) -> None:
    with FakeServer([Act(text=SHORT.text, delay=0.5)]) as server:
        talk = worded(server)
        waiting = threading.Thread(target=talk.ask, args=(CHIP, "s"))
        waiting.start()
        while not server.requests:
            time.sleep(0.01)
        talk.sessions.delete("s")
        waiting.join()
    assert talk.sessions.history("s") == []


def test_it_is_the_same_in_a_file(worded: Worded, tmp_path: Any) -> None:
    url = f"sqlite:///{tmp_path / 'talk.db'}"
    with FakeServer([SHORT]) as server:
        reply = worded(server, sessions=SessionStore(url)).ask(CHIP, "s")
    assert SessionStore(url).history("s")[0].reply == json.loads(json.dumps(reply))


# ------------------------------------------------------------------ API
@contextmanager
def api(talk: Assistant) -> Iterator[httpx.Client]:
    with TestClient(create_api(talk)) as client:
        yield client


def test_the_health_check_shows_the_breaker(worded: Worded) -> None:
    with FakeServer([error(401)]) as server, api(worded(server)) as client:
        assert client.get("/healthz").json()["model"] == {"name": "qwen-test", "breaker": "closed"}
        client.post("/v1/ask", json={"question": CHIP})
        assert client.get("/healthz").json()["model"] == {"name": "qwen-test", "breaker": "open"}


def chat(client: httpx.Client, *questions: str, stream: bool = False) -> httpx.Response:
    messages = [{"role": "user", "content": question} for question in questions]
    return client.post("/v1/chat/completions", json={"messages": messages, "stream": stream})


def test_of_a_chat_the_last_question_alone_is_worded(worded: Worded) -> None:
    with FakeServer([SHORT]) as server, api(worded(server)) as client:
        answer = chat(client, "国家技术发明奖二等奖奖励多少", CHIP).json()
        assert answer["mingce"]["composed_by"] == "model" and len(server.requests) == 1
        assert "国家技术发明奖二等奖奖励多少" in server.requests[0].text, "the earlier question is context"
        assert answer["choices"][0]["message"]["content"].startswith("补贴30万元，见四（五）16。")


def test_a_stream_keeps_alive_and_sends_nothing_before_it_is_proven(
    worded: Worded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant.api, "_KEEP_ALIVE", 0.1)
    acts = [Act(text="补贴900万元。", delay=0.5), SHORT]
    with FakeServer(acts) as server, api(worded(server)) as client:
        lines = [line for line in chat(client, CHIP, stream=True).text.split("\n\n") if line]
    comments = [line for line in lines if line.startswith(":")]
    assert len(comments) >= 3 and lines[: len(comments)] == comments
    pieces = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: {")]
    text = "".join(piece["choices"][0]["delta"].get("content", "") for piece in pieces)
    assert text.startswith("补贴30万元，见四（五）16。") and "900" not in text
    assert lines[-1] == "data: [DONE]" and pieces[-1]["mingce"]["composed_by"] == "model_retry"


def test_where_only_the_text_is_read_the_notice_is_in_it(worded: Worded) -> None:
    with FakeServer([error(500)]) as server, api(worded(server)) as client:
        answer = chat(client, CHIP).json()
        content = answer["choices"][0]["message"]["content"]
        assert content.endswith(f"（{notice_of('server')}）") and notice_of("server") not in answer["mingce"]["answer"]
        assert f"（{notice_of('server')}）" in chat(client, CHIP, stream=True).text


def test_a_question_that_cannot_be_read_is_refused_before_the_stream(worded: Worded) -> None:
    with FakeServer([SHORT]) as server, api(worded(server)) as client:
        assert chat(client, "   ", stream=True).status_code == 422
        assert server.requests == []
