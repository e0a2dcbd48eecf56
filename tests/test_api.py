"""The REST interface, over a real server on loopback."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import uvicorn

from assistant.api import create_api
from assistant.pipeline import Assistant

PRIZE = "国家技术发明奖二等奖奖励多少"


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return Assistant.open(sessions=":memory:")


@pytest.fixture(scope="module")
def api(assistant: Assistant) -> Iterator[httpx.Client]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_api(assistant), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=30) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def assert_error(answer: httpx.Response, status: int) -> dict[str, Any]:
    """An error is a reply like any other, with a message in Chinese and no trace of the code."""
    reply: dict[str, Any] = answer.json()
    assert answer.status_code == status
    assert reply["outcome"] == "error"
    assert has_chinese(reply["answer"]) and has_chinese(reply["error"]["message"])
    assert {
        "version",
        "session",
        "turn",
        "citations",
        "total",
        "measures",
        "facts",
        "questions",
        "proof",
    } <= set(reply)
    assert "Traceback" not in answer.text and ".py" not in answer.text
    return reply


# ------------------------------------------------------------------ asking
def test_question_is_answered_with_clause_and_sum(api: httpx.Client) -> None:
    reply = api.post("/v1/ask", json={"question": PRIZE, "date": "2026-11-24"}).json()
    assert reply["outcome"] == "answered"
    assert reply["asked_on"] == "2026-11-24"
    assert reply["total"] == {"lower_yuan": 1_000_000, "upper_yuan": 1_000_000, "unpriced": []}
    assert [citation["clause"] for citation in reply["citations"]] == ["4.3.7"]


def test_conversation_goes_on_in_its_session(api: httpx.Client) -> None:
    first = api.post("/v1/ask", json={"question": PRIZE}).json()
    second = api.post("/v1/ask", json={"question": "一等奖呢", "session": first["session"]}).json()
    assert (second["session"], second["turn"]) == (first["session"], 2)
    assert second["total"]["upper_yuan"] == 5_000_000


@pytest.mark.parametrize("question", ["", "  \n", "长" * 2001, "\u0000\u0001", "坏\ud800的"])
def test_bad_question_is_refused_and_recorded(api: httpx.Client, question: str) -> None:
    body = json.dumps({"question": question, "session": "refused"})
    headers = {"content-type": "application/json"}
    assert_error(api.post("/v1/ask", content=body, headers=headers), 422)
    last = api.get("/v1/sessions/refused").json()["turns"][-1]
    assert last["outcome"] == "error"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "question 没有填写"),
        ({"question": 5}, "question 应为文字"),
        ({"question": PRIZE, "date": "昨天"}, "date 应为日期"),
        ({"question": PRIZE, "when": "now"}, "when 不是可用的字段"),
        ({"question": PRIZE, "session": "../x"}, "会话号"),
        ([], "请求体"),
    ],
)
def test_bad_body_says_which_field(api: httpx.Client, body: Any, said: str) -> None:
    assert said in assert_error(api.post("/v1/ask", json=body), 422)["answer"]


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe\x00", b"not json"])
def test_what_is_no_json_is_refused(api: httpx.Client, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    answer = api.post("/v1/ask", content=body, headers=headers)
    assert_error(answer, answer.status_code)
    assert answer.status_code in (400, 422)


def test_huge_and_unmeasured_bodies_are_refused(api: httpx.Client) -> None:
    assert_error(api.post("/v1/ask", json={"question": "长" * 300_000}), 413)
    assert_error(api.post("/v1/ask", content=iter([b'{"question": "x"}'])), 411)


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/ask"), ("POST", "/v1/nothing"), ("DELETE", "/v1/policies")])
def test_unknown_path_is_told_in_chinese(api: httpx.Client, method: str, path: str) -> None:
    assert_error(api.request(method, path, json={} if method == "POST" else None), 404)


def test_failure_inside_shows_no_trace(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, api: httpx.Client
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(assistant, "ask", fail)
    answer = api.post("/v1/ask", json={"question": PRIZE})
    assert_error(answer, 500)
    assert "secret" not in answer.text


def test_eight_questions_do_not_queue(assistant: Assistant, monkeypatch: pytest.MonkeyPatch, api: httpx.Client) -> None:
    together = threading.Barrier(8, timeout=10)
    ask = assistant.ask

    def wait_for_all(*args: Any, **more: Any) -> dict[str, Any]:
        together.wait()  # breaks unless all eight are being answered at once
        return ask(*args, **more)

    monkeypatch.setattr(assistant, "ask", wait_for_all)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: api.post("/v1/ask", json={"question": PRIZE}), range(8)))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert len({answer.json()["session"] for answer in answers}) == 8


# ------------------------------------------------------------------ assessing
def test_assess_by_id_and_label(api: httpx.Client) -> None:
    answer = api.post("/v1/assess", json={"facts": {"national_invention_award_2": 1}, "suppose": True}).json()
    [prize] = [m for m in answer["measures"] if m["clause"] == "4.3.7" and m["status"] == "met"]
    assert (prize["lower_yuan"], prize["upper_yuan"]) == (1_000_000, 1_000_000)


@pytest.mark.parametrize("facts", [{"no_such_fact": True}, [], "芯片", None, {"rd_staff": "很多"}])
def test_bad_facts_are_told_in_chinese(api: httpx.Client, facts: Any) -> None:
    assert_error(api.post("/v1/assess", json={"facts": facts}), 422)


# ------------------------------------------------------------------ reading
def test_policies_with_their_clauses(api: httpx.Client) -> None:
    [policy] = api.get("/v1/policies").json()["policies"]
    assert policy["number"] == "杭高新〔2022〕17号"
    assert policy["effective"] == "2023-02-10"
    assert {"clause": "4.3.7", "label": "四（三）7"}.items() <= next(
        clause for clause in policy["clauses"] if clause["clause"] == "4.3.7"
    ).items()


def test_clause_is_the_policys_own_text(api: httpx.Client, assistant: Assistant) -> None:
    clause = api.get("/v1/clauses/4.5.16").json()
    assert assistant.policies[0].document.text[clause["start"] : clause["end"]] == clause["text"]
    assert api.get("/v1/clauses/4.5.16", params={"policy": "杭高新〔2022〕17号"}).json() == clause
    assert_error(api.get("/v1/clauses/4.5.16", params={"policy": "别的"}), 404)
    assert_error(api.get("/v1/clauses/9.9"), 404)


def test_health(api: httpx.Client) -> None:
    assert api.get("/healthz").json() == {"status": "ok", "policies": ["杭高新〔2022〕17号"], "model": None}


def test_documentation_of_other_hosts_is_off(api: httpx.Client) -> None:
    assert api.get("/docs").status_code == api.get("/redoc").status_code == 404
    assert "/v1/ask" in api.get("/openapi.json").json()["paths"]


# ------------------------------------------------------------------ conversations
def test_history_shows_the_reply_as_it_was_given(api: httpx.Client) -> None:
    reply = api.post("/v1/ask", json={"question": PRIZE, "session": "kept"}).json()
    [turn] = api.get("/v1/sessions/kept").json()["turns"]
    assert turn["reply"] == reply
    assert turn["question"] == PRIZE
    assert set(turn["receipt"]) == {"policy", "rules", "index", "engine", "model"}


def test_deleted_conversation_is_gone(api: httpx.Client) -> None:
    api.post("/v1/ask", json={"question": PRIZE, "session": "gone"})
    assert api.delete("/v1/sessions/gone").json() == {"session": "gone", "deleted": True}
    assert_error(api.get("/v1/sessions/gone"), 404)
    assert_error(api.delete("/v1/sessions/gone"), 404)
    assert_error(api.get("/v1/sessions/a b"), 422)


# ------------------------------------------------------------------ chat completions
def say(*texts: Any, **more: Any) -> dict[str, Any]:
    """Users' messages with the assistant's between them, the last one a user's."""
    messages: list[dict[str, Any]] = [{"role": "system", "content": "你是助手"}]
    for text in texts:
        messages += [{"role": "user", "content": text}, {"role": "assistant", "content": "……"}]
    return {"model": "mingce", "messages": messages[:-1], **more}


def test_chat_completion_carries_answer_and_reply(api: httpx.Client) -> None:
    answer = api.post("/v1/chat/completions", json=say(PRIZE, temperature=0)).json()
    [choice] = answer["choices"]
    assert answer["object"] == "chat.completion"
    assert choice["finish_reason"] == "stop"
    assert choice["message"] == {"role": "assistant", "content": answer["mingce"]["answer"]}
    assert answer["usage"] == {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    assert answer["mingce"]["total"]["upper_yuan"] == 1_000_000


def test_chat_completion_takes_earlier_messages_as_context(api: httpx.Client) -> None:
    body = say(PRIZE, "", [{"type": "text", "text": "一等奖呢"}])
    reply = api.post("/v1/chat/completions", json=body).json()["mingce"]
    assert reply["total"]["upper_yuan"] == 5_000_000
    turns = api.get(f"/v1/sessions/{reply['session']}").json()["turns"]
    assert [turn["question"] for turn in turns] == ["一等奖呢"]  # what was replayed is not asked again


def test_chat_completion_streams_the_same_answer(api: httpx.Client) -> None:
    with api.stream("POST", "/v1/chat/completions", json=say(PRIZE, stream=True)) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        events = [line.removeprefix("data: ") for line in answer.iter_lines() if line]
    pieces = [json.loads(event) for event in events[:-1]]
    text = "".join(piece["choices"][0]["delta"].get("content", "") for piece in pieces)
    assert events[-1] == "[DONE]"
    assert text == pieces[-1]["mingce"]["answer"]
    assert [piece["choices"][0]["finish_reason"] for piece in pieces][-1] == "stop"


@pytest.mark.parametrize("body", [{"messages": []}, {"messages": [{"role": "system", "content": "x"}]}, say("")])
def test_bad_chat_is_told_in_chinese(api: httpx.Client, body: Any) -> None:
    assert_error(api.post("/v1/chat/completions", json=body), 422)


def test_models_are_listed(api: httpx.Client) -> None:
    assert [model["id"] for model in api.get("/v1/models").json()["data"]] == ["mingce"]


def test_same_question_same_answer(api: httpx.Client) -> None:
    bodies = [{"question": PRIZE, "date": "2026-11-24"}] * 2
    first, second = (api.post("/v1/ask", json=body).json() for body in bodies)
    assert {**first, "session": ""} == {**second, "session": ""}
