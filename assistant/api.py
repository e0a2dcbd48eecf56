"""The REST interface. Handlers are plain functions, so that each question is answered in a thread of its own.

Every failure is a reply of outcome `error` with a message in Chinese; a stack trace stays in the log.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import BadInput
from assistant.reply import Reply, in_full
from corpus.document import Clause, UnknownClause
from corpus.library import Policy

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

_log: Final = logging.getLogger(__name__)
_MOST_BYTES: Final = 256 * 1024  # of a request; the longest question takes 8 KB
_REPLAYED: Final = 20  # earlier messages of a chat completion that are taken as context
_MODEL: Final = "mingce"
_NO_SESSION: Final = "none"
_KEEP_ALIVE: Final = 5.0  # seconds between comments in a stream that waits for a model


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AskBody(_Body):
    """`date` is the day to answer for, today by default; without `session` a new conversation begins."""

    question: str
    session: str | None = None
    asked_on: date | None = Field(None, alias="date")


class AssessBody(_Body):
    """`facts` by id or Chinese label; with `suppose` the presupposed conditions are taken as true."""

    facts: Any
    suppose: bool = False


class MessagePart(BaseModel):
    """One piece of an OpenAI message whose content is a list; only those of type `text` are read."""

    type: str
    text: str = ""


class Message(BaseModel):
    """One message as OpenAI clients send it; a content of null, as tool calls have, reads as empty."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[MessagePart] | None = None

    @property
    def text(self) -> str:
        """The text of the message, its text parts joined by line breaks."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class ChatBody(BaseModel):
    """As OpenAI clients send it; what does not bear on the answer (temperature, tools) is let pass."""

    messages: list[Message] = Field(min_length=1)
    model: str = _MODEL
    stream: bool = False


def create_api(assistant: Assistant) -> FastAPI:
    """The application that answers with this assistant."""
    # The pages with the API's documentation would load scripts from another host.
    app = FastAPI(title="明策", version="1", docs_url=None, redoc_url=None)
    app.add_middleware(_LimitBody)
    _handle_errors(app)
    _add_questions(app, assistant)
    _add_chat(app, assistant)
    _add_policies(app, assistant.policies)
    _add_sessions(app, assistant)

    # What stands last is asked last: other paths under /v1 are no page either.
    @app.api_route("/v1/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
    def nothing_here(path: str) -> JSONResponse:
        return _error(404, f"没有接口 /v1/{path}，或不支持这种请求方法。")

    return app


# ------------------------------------------------------------------ questions
def _add_questions(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/healthz")
    def health() -> dict[str, object]:
        writer = assistant.writer
        return {
            "status": "ok",
            "policies": [policy.head.number for policy in assistant.policies],
            "model": {"name": writer.model, "breaker": writer.state} if writer else None,
        }

    @app.post("/v1/ask")
    def ask(body: AskBody) -> dict[str, Any]:
        return assistant.ask(body.question, session=body.session, asked_on=body.asked_on)

    @app.post("/v1/assess")
    def assess(body: AssessBody) -> dict[str, Any]:
        return assistant.assess(body.facts, suppose=body.suppose)


# ------------------------------------------------------------------ chat completions
def _add_chat(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/v1/models")
    def models() -> dict[str, object]:
        return {
            "object": "list",
            "data": [{"id": _MODEL, "object": "model", "created": 0, "owned_by": _MODEL}],
        }

    @app.post("/v1/chat/completions", response_model=None)
    def chat(body: ChatBody) -> dict[str, Any] | StreamingResponse:
        questions = [m.text for m in body.messages if m.role == "user"]
        reply = _answer_after(assistant, questions)
        head = {"id": f"chatcmpl-{reply.session}", "created": int(time.time()), "model": body.model}
        if body.stream:
            return StreamingResponse(_worded(assistant, reply, questions[-1], head), media_type="text/event-stream")
        worded = _word(assistant, reply, questions[-1])
        message = {"role": "assistant", "content": in_full(worded)}
        return {
            **head,
            "object": "chat.completion",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
            "mingce": worded,
        }


def _answer_after(assistant: Assistant, questions: Sequence[str]) -> Reply:
    """Answers the last question in a new conversation in which those before it were asked."""
    if not questions:
        raise BadInput("messages 中没有用户的提问（role 为 user）。")
    session = assistant.sessions.new_id()
    for earlier in questions[-_REPLAYED - 1 : -1]:
        try:
            assistant.answer(earlier, session=session)
        except BadInput:
            continue  # it was refused at its time as well
    return assistant.answer(questions[-1], session=session)


def _word(assistant: Assistant, reply: Reply, question: str) -> dict[str, Any]:
    """The reply as JSON, worded where there is a model.

    What was replayed before it is not kept: a client sends the whole conversation each time.
    """
    try:
        return assistant.word(reply, question).to_json()
    finally:
        assistant.sessions.keep_only(reply.session, reply.turn)


async def _worded(assistant: Assistant, reply: Reply, question: str, head: dict[str, Any]) -> AsyncIterator[str]:
    """The stream of a reply: comments while a model words it, since nothing is sent before it is proven, then the answer."""
    wording = asyncio.ensure_future(run_in_threadpool(_word, assistant, reply, question))
    while not (await asyncio.wait([wording], timeout=_KEEP_ALIVE))[0]:
        yield ": keep-alive\n\n"
    for piece in _stream(head, await wording):
        yield piece


def _stream(head: dict[str, Any], reply: dict[str, Any]) -> Iterator[str]:
    """The answer line by line; the whole reply comes with the last piece."""

    def piece(delta: dict[str, str], finish: str | None = None, **more: object) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        data = {**head, "object": "chat.completion.chunk", "choices": [choice], **more}
        return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"

    yield piece({"role": "assistant", "content": ""})
    for line in in_full(reply).splitlines(keepends=True):
        yield piece({"content": line})
    yield piece({}, "stop", mingce=reply)
    yield "data: [DONE]\n\n"


# ------------------------------------------------------------------ policies
def _add_policies(app: FastAPI, policies: Sequence[Policy]) -> None:
    @app.get("/v1/policies")
    def list_policies() -> dict[str, object]:
        return {"policies": [_policy_json(policy) for policy in policies]}

    @app.get("/v1/clauses/{clause}", response_model=None)
    def show_clause(clause: str, policy: Annotated[str | None, Query()] = None) -> dict[str, object] | JSONResponse:
        for candidate in policies:
            if policy not in (None, candidate.head.number, candidate.head.id):
                continue
            try:
                return _clause_json(candidate, candidate.document.clause(clause))
            except UnknownClause:
                continue
        return _error(404, f"没有条款 {clause}；各条款的编号见 /v1/policies。")


def _policy_json(policy: Policy) -> dict[str, object]:
    head = policy.head
    return {
        "id": head.id,
        "number": head.number,
        "title": head.title,
        "region": head.region,
        "issuers": list(head.issuers),
        "issued": head.issued.isoformat(),
        "effective": head.effective.isoformat(),
        "status": head.status,
        "status_checked_on": head.status_checked_on.isoformat(),
        "clauses": [
            {"clause": c.id, "label": c.label, "heading_path": list(c.heading_path)} for c in policy.document.clauses
        ],
    }


def _clause_json(policy: Policy, clause: Clause) -> dict[str, object]:
    return {
        "policy": policy.head.number,
        "clause": clause.id,
        "label": clause.label,
        "heading_path": list(clause.heading_path),
        "text": clause.text,
        "start": clause.start,
        "end": clause.end,
    }


# ------------------------------------------------------------------ conversations
def _add_sessions(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/v1/sessions/{session}", response_model=None)
    def history(session: str) -> dict[str, object] | JSONResponse:
        turns = assistant.sessions.history(session)
        if not turns:
            return _error(404, f"没有会话 {session}。")
        return {"session": session, "turns": [turn.to_json() for turn in turns]}

    @app.delete("/v1/sessions/{session}", response_model=None)
    def forget(session: str) -> dict[str, object] | JSONResponse:
        if not assistant.sessions.delete(session):
            return _error(404, f"没有会话 {session}。")
        return {"session": session, "deleted": True}


# ------------------------------------------------------------------ errors
def error_reply(message: str, session: str | None = None) -> dict[str, object]:
    """A reply of outcome `error` for what never reached the assistant."""
    today = date.today().isoformat()
    return Reply(session=session or _NO_SESSION, turn=1, asked_on=today, outcome="error", answer=message).to_json()


def _error(status: int, message: str, reply: dict[str, object] | None = None) -> JSONResponse:
    """`error` beside the reply is what OpenAI clients read."""
    content = {
        **(reply or error_reply(message)),
        "error": {"message": message, "type": "invalid_request_error"},
    }
    return JSONResponse(content, status)


def _handle_errors(app: FastAPI) -> None:
    @app.exception_handler(BadInput)
    def bad_input(_request: Request, error: BadInput) -> JSONResponse:
        return _error(422, str(error), error.reply)

    @app.exception_handler(RequestValidationError)
    def bad_request(_request: Request, error: RequestValidationError) -> JSONResponse:
        faults = error.errors()
        if any(fault["type"] == "json_invalid" for fault in faults):
            return _error(400, "请求不是合法的 JSON。")
        return _error(422, "请求有误：" + "；".join(dict.fromkeys(_fault(fault) for fault in faults)) + "。")

    @app.exception_handler(HTTPException)
    def http_error(_request: Request, error: HTTPException) -> JSONResponse:
        message = {
            400: "请求无法读取，应为 UTF-8 编码的 JSON。",
            404: "没有这个地址。",
            405: "不支持这种请求方法。",
        }
        return _error(error.status_code, message.get(error.status_code, "请求无法处理。"))

    @app.exception_handler(Exception)
    def broken(_request: Request, error: Exception) -> JSONResponse:
        _log.error("a request failed", exc_info=error)
        return _error(500, "系统出错，这一问没有答成；详情已记入日志，请稍后再试。")


def _fault(fault: dict[str, Any]) -> str:
    """One fault of a request's body, in Chinese: which field, and what is wrong with it."""
    field = ".".join(str(step) for step in fault["loc"][1:]) or "请求体"
    wrong = {
        "missing": "没有填写",
        "extra_forbidden": "不是可用的字段",
        "string_type": "应为文字",
        "bool_type": "应为 true 或 false",
        "bool_parsing": "应为 true 或 false",
        "date_from_datetime_parsing": "应为日期，如 2026-11-24",
        "date_parsing": "应为日期，如 2026-11-24",
        "date_type": "应为日期，如 2026-11-24",
        "model_attributes_type": "应为 JSON 对象，且 Content-Type 为 application/json",
        "too_short": "不能为空",
    }
    return f"{field} {wrong.get(fault['type'], '填写有误')}"


class _LimitBody:
    """Refuses a body that no question needs, before it is read. The page's own paths are left alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/v1/") and scope["method"] not in ("GET", "DELETE"):
            length = dict(scope["headers"]).get(b"content-length", b"")
            if not length.isdigit():
                await _error(411, "请求应写明 Content-Length。")(scope, receive, send)
                return
            if int(length) > _MOST_BYTES:
                await _error(413, "请求太大；一条提问最多2000个字符。")(scope, receive, send)
                return
        await self._app(scope, receive, send)
