"""The fake endpoint speaks what real clients read: the official client over it, well and badly behaved."""

from __future__ import annotations

import time

import httpx
import openai
import pytest

from tests.llm.fake_server import Act, Call, FakeServer, Request, error, without_tools

ASKED = [{"role": "user", "content": "你好"}]
TOOLS = [{"type": "function", "function": {"name": "read_clause", "parameters": {"type": "object", "properties": {}}}}]


def client(server: FakeServer, seconds: float = 5) -> openai.OpenAI:
    return openai.OpenAI(base_url=server.base_url, api_key="secret", max_retries=0, timeout=seconds)


def test_text_whole_and_in_a_stream() -> None:
    with FakeServer([Act(text="能补30万元，见四（五）16。", comments=2)]) as server:
        chat = client(server).chat.completions
        whole = chat.create(model="m", messages=ASKED)
        assert whole.choices[0].message.content == "能补30万元，见四（五）16。"
        pieces = [c.choices[0].delta.content or "" for c in chat.create(model="m", messages=ASKED, stream=True)]
        assert "".join(pieces) == "能补30万元，见四（五）16。" and len(pieces) > 2
        assert server.requests[0].headers["authorization"] == "Bearer secret"
        assert server.requests[0].text == "你好"


def test_tool_calls_whole_and_in_a_stream() -> None:
    with FakeServer([Act(calls=(Call("read_clause", {"clause": "4.5.16"}), Call("list_measures")))]) as server:
        chat = client(server).chat.completions
        called = chat.create(model="m", messages=ASKED, tools=TOOLS).choices[0].message.tool_calls or []
        assert [(c.function.name, c.function.arguments) for c in called] == [  # type: ignore[union-attr]
            ("read_clause", '{"clause": "4.5.16"}'),
            ("list_measures", "{}"),
        ]
        arguments: dict[int, str] = {}
        for piece in chat.create(model="m", messages=ASKED, tools=TOOLS, stream=True):
            for part in piece.choices[0].delta.tool_calls or []:
                arguments[part.index] = arguments.get(part.index, "") + (part.function.arguments or "")
        assert arguments == {0: '{"clause": "4.5.16"}', 1: "{}"}
        assert server.requests[0].tools == ["read_clause"]


def test_a_script_goes_from_act_to_act_and_stays_at_the_last() -> None:
    with FakeServer([Act(text="一"), Act(text="二")]) as server:
        said = [client(server).chat.completions.create(model="m", messages=ASKED) for _ in range(3)]
        assert [answer.choices[0].message.content for answer in said] == ["一", "二", "二"]


def test_a_script_may_look_at_the_request() -> None:
    def echo(request: Request) -> Act:
        return error(401, request.headers["authorization"])

    with FakeServer(echo) as server, pytest.raises(openai.AuthenticationError, match="Bearer secret"):
        client(server).chat.completions.create(model="m", messages=ASKED)


def test_a_status_with_its_headers() -> None:
    with FakeServer([error(429, Retry_After="7")]) as server:
        with pytest.raises(openai.RateLimitError) as caught:
            client(server).chat.completions.create(model="m", messages=ASKED)
        assert caught.value.response.headers["retry-after"] == "7"


def test_a_stream_is_cut() -> None:
    with FakeServer([Act(text="一二三四五六七八九十" * 4, cut=3)]) as server, pytest.raises(httpx.TransportError):
        list(client(server).chat.completions.create(model="m", messages=ASKED, stream=True))


def test_a_delay_outlasts_the_client_but_not_the_test() -> None:
    began = time.monotonic()
    with FakeServer([Act(text="迟", delay=60)]) as server, pytest.raises(openai.APITimeoutError):
        client(server, 0.2).chat.completions.create(model="m", messages=ASKED)
    assert time.monotonic() - began < 5


def test_a_model_without_tools_refuses_them_and_answers_without() -> None:
    with FakeServer(without_tools([Act(text="好")])) as server:
        chat = client(server).chat.completions
        with pytest.raises(openai.BadRequestError, match="does not support tools"):
            chat.create(model="m", messages=ASKED, tools=TOOLS)
        assert chat.create(model="m", messages=ASKED).choices[0].message.content == "好"
