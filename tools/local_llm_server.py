"""An OpenAI-compatible endpoint for one GGUF model: what `tools.local_llm` runs in a process of its own.

The model is a plain one: it goes on with a text and knows no chat. A conversation is put to it as a text of questions and
answers, and what begins the next question ends its answer. It has no tool calling, and says so as other servers do.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any, Final, Literal

import uvicorn
from fastapi import FastAPI
from fastapi.responses import JSONResponse, StreamingResponse
from llama_cpp import Llama
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

_ASKS: Final = "【问】"
_ANSWERS: Final = "【答】"
_MARK: Final = "【"
_CONTEXT: Final = 4096  # tokens
_MOST_TOKENS: Final = 128  # of one answer: a plain model may go round in circles for ever
_REPEAT_PENALTY: Final = 1.1


class _Message(BaseModel):
    role: Literal["system", "user", "assistant"]
    content: str


class _Request(BaseModel):
    messages: list[_Message]
    stream: bool = False
    max_tokens: int = _MOST_TOKENS
    tools: list[Any] | None = None


def create_app(llama: Llama, name: str) -> FastAPI:
    """Serves one request at a time: a second one waits."""
    app = FastAPI()
    turn = asyncio.Lock()

    @app.get("/v1/models")
    def models() -> dict[str, Any]:
        return {"object": "list", "data": [{"id": name, "object": "model", "owned_by": "local"}]}

    @app.post("/v1/chat/completions", response_model=None)
    async def chat(request: _Request) -> JSONResponse | StreamingResponse:
        if request.tools:
            return JSONResponse({"error": {"message": f"{name} does not support tools"}}, 400)
        pieces = _pieces(llama, name, request, turn)
        if request.stream:
            return StreamingResponse(_events(pieces), media_type="text/event-stream")
        text, finish = "", None
        async for piece in pieces:
            choice = piece["choices"][0]
            text += choice["delta"].get("content", "")
            finish = choice["finish_reason"] or finish
        message = {"role": "assistant", "content": text}
        choices = [{"index": 0, "message": message, "finish_reason": finish}]
        return JSONResponse(
            {"id": "chat", "object": "chat.completion", "created": 0, "model": name, "choices": choices}
        )

    return app


async def _pieces(llama: Llama, name: str, request: _Request, turn: asyncio.Lock) -> AsyncIterator[dict[str, Any]]:
    """The answer in pieces of the chat API; a client that goes away ends it."""
    head = {"id": "chat", "object": "chat.completion.chunk", "created": 0, "model": name}
    async with turn:
        written: Iterator[Any] = await run_in_threadpool(
            llama.create_completion,
            _as_text(request.messages),
            max_tokens=min(request.max_tokens, _MOST_TOKENS),
            stop=[_MARK],
            temperature=0.0,
            repeat_penalty=_REPEAT_PENALTY,
            stream=True,
        )
        while (piece := await run_in_threadpool(next, written, None)) is not None:
            choice = piece["choices"][0]
            delta = {"content": choice["text"]} if choice["text"] else {}
            yield {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": choice["finish_reason"]}]}


async def _events(pieces: AsyncIterator[dict[str, Any]]) -> AsyncIterator[str]:
    async for piece in pieces:
        yield f"data: {json.dumps(piece, ensure_ascii=False)}\n\n"
    yield "data: [DONE]\n\n"


def _as_text(messages: list[_Message]) -> str:
    """System prompt, questions and answers, and the beginning of the answer to come."""
    begins = {"system": "", "user": f"{_ASKS}\n", "assistant": f"{_ANSWERS}\n"}
    return "\n\n".join([*(begins[m.role] + m.content.strip() for m in messages), f"{_ANSWERS}\n"])


def main() -> None:
    """Serves on loopback until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    llama = Llama(
        args.weights, n_ctx=_CONTEXT, n_threads=args.threads, n_threads_batch=args.threads, seed=0, verbose=False
    )
    uvicorn.run(create_app(llama, args.name), host="127.0.0.1", port=args.port, log_level="warning")


if __name__ == "__main__":
    main()
