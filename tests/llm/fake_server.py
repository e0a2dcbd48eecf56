"""An OpenAI-compatible endpoint on loopback that answers as it is told: real HTTP, well or badly behaved.

A test gives a script: acts for one request after another (the last one goes on), or a function of the request.

    with FakeServer([Act(calls=(Call("read_clause", {"clause": "4.5.16"}),)), Act(text="能补30万元。")]) as server:
        ...  # server.base_url is what MINGCE_LLM_BASE_URL would be; server.requests is what was asked
"""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final

_CHAT: Final = "/v1/chat/completions"
_STEP: Final = 0.02  # seconds between looks at whether a delayed answer is still wanted


@dataclass(frozen=True)
class Call:
    """One call of a tool. `arguments` as a string goes out as it stands, valid JSON or not."""

    name: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """How one request is answered: by default as a good server would, streamed where a stream was asked for.

    `body` goes out in place of a completion, whole, as it is. `cut` ends the connection after so many pieces of
    a stream, or after so many bytes of a body, by a reset. Seconds: `delay` before the first byte, `pace` between
    the pieces of a stream.
    """

    text: str = ""
    calls: tuple[Call, ...] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str | None = None
    delay: float = 0.0
    pace: float = 0.0
    piece: int = 8
    cut: int | None = None
    finish: str | None = None
    done: bool = True  # whether a stream ends with [DONE]
    comments: int = 0  # keep-alive comments before the first piece of a stream


@dataclass(frozen=True)
class Request:
    """One request as it came: header names in small letters."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The conversation that was sent."""
        return list(self.body.get("messages", ()))

    @property
    def text(self) -> str:
        """All that the model was told, one message after another."""
        return "\n".join(_content(message) for message in self.messages)

    @property
    def tools(self) -> list[str]:
        """Names of the tools that were offered."""
        return [tool["function"]["name"] for tool in self.body.get("tools") or ()]

    @property
    def results(self) -> list[str]:
        """What tools returned so far, the first one first."""
        return [_content(m) for m in self.messages if m["role"] == "tool"]


Script = Sequence[Act] | Callable[[Request], Act]


class FakeServer:
    """Serves a script from entering to leaving; `requests` holds what was asked, in order."""

    def __init__(self, script: Script) -> None:
        self.requests: list[Request] = []
        self.script = script
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.fake = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)

    @property
    def base_url(self) -> str:
        """What a client is given, with /v1."""
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def __enter__(self) -> FakeServer:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def act_for(self, request: Request) -> Act:
        """The script's next act."""
        with self._lock:
            self.requests.append(request)
            if callable(self.script):
                return self.script(request)
            return self.script[min(len(self.requests), len(self.script)) - 1]

    def wait(self, seconds: float) -> None:
        """Sleeps, but not beyond the end of the test."""
        until = time.monotonic() + seconds
        while not self._stopping.is_set() and time.monotonic() < until:
            self._stopping.wait(min(_STEP, seconds))


def without_tools(script: Script, status: int = 400, message: str = "this model does not support tools") -> Script:
    """The script behind a server whose model has no tool calling: it refuses what offers tools, as Ollama does."""
    acts = iter(()) if callable(script) else _last_goes_on(script)

    def act(request: Request) -> Act:
        if request.tools:
            return error(status, message)
        return script(request) if callable(script) else next(acts)

    return act


def error(status: int, message: str = "refused", **headers: str) -> Act:
    """An error as such servers word it. Underscores in the names of headers stand for hyphens."""
    body = json.dumps({"error": {"message": message, "type": "server_error", "code": status}}).encode()
    return Act(status=status, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})


def _last_goes_on(acts: Sequence[Act]) -> Iterator[Act]:
    yield from acts
    while True:
        yield acts[-1]


def _content(message: Mapping[str, Any]) -> str:
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)


# ------------------------------------------------------------------ wire
class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    fake: FakeServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is what many of the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Http

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.path, headers, json.loads(raw))
        if self.path != _CHAT:
            self._whole(error(404, "no such path"), b'{"error": {"message": "no such path"}}')
            return
        act = self.server.fake.act_for(request)
        self.server.fake.wait(act.delay)
        if act.body is not None:
            self._whole(act, act.body)
        elif request.body.get("stream"):
            self._stream(act, request)
        else:
            self._whole(act, json.dumps(_completion(act, request), ensure_ascii=False).encode())

    def _whole(self, act: Act, body: bytes) -> None:
        self.send_response(act.status)
        self.send_header("Content-Type", act.content_type or "application/json")
        for name, value in act.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if act.cut is None else body[: act.cut])
        if act.cut is not None:
            self._reset()

    def _stream(self, act: Act, request: Request) -> None:
        self.send_response(act.status)
        self.send_header("Content-Type", act.content_type or "text/event-stream")
        for name, value in act.headers.items():
            self.send_header(name, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for _ in range(act.comments):
            self._chunk(b": keep-alive\n\n")
            self.server.fake.wait(act.pace)
        for number, delta in enumerate(_pieces(act, request)):
            if number == act.cut:
                self._reset()
                return
            self._chunk(f"data: {json.dumps(delta, ensure_ascii=False)}\n\n".encode())
            self.server.fake.wait(act.pace)
        if act.done:
            self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _reset(self) -> None:
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()


# ------------------------------------------------------------------ completions
def _head(request: Request, kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-fake", "object": kind, "created": 0, "model": request.body.get("model", "")}


def _calls(act: Act, request: Request) -> list[dict[str, Any]]:
    """A server names each call anew, whatever the round."""
    rounds = len(request.results)
    return [
        {
            "index": at,
            "id": f"call_{rounds}_{at}",
            "type": "function",
            "function": {"name": call.name, "arguments": _arguments(call)},
        }
        for at, call in enumerate(act.calls)
    ]


def _arguments(call: Call) -> str:
    return call.arguments if isinstance(call.arguments, str) else json.dumps(call.arguments, ensure_ascii=False)


def _finish(act: Act) -> str:
    return act.finish or ("tool_calls" if act.calls else "stop")


def _completion(act: Act, request: Request) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": act.text or None}
    if act.calls:
        message["tool_calls"] = _calls(act, request)
    choice = {"index": 0, "message": message, "finish_reason": _finish(act)}
    usage = {"prompt_tokens": len(request.text), "completion_tokens": len(act.text)}
    return {
        **_head(request, "chat.completion"),
        "choices": [choice],
        "usage": {**usage, "total_tokens": sum(usage.values())},
    }


def _pieces(act: Act, request: Request) -> Iterator[dict[str, Any]]:
    """The completion in pieces: the role, the text a few characters at a time, each call's name and arguments."""

    def piece(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return {**_head(request, "chat.completion.chunk"), "choices": [choice]}

    yield piece({"role": "assistant", "content": ""})
    for start in range(0, len(act.text), act.piece):
        yield piece({"content": act.text[start : start + act.piece]})
    for call in _calls(act, request):
        arguments = call["function"]["arguments"]
        yield piece({"tool_calls": [{**call, "function": {**call["function"], "arguments": ""}}]})
        for start in range(0, len(arguments), act.piece):
            part = {"index": call["index"], "function": {"arguments": arguments[start : start + act.piece]}}
            yield piece({"tool_calls": [part]})
    yield piece({}, _finish(act))
