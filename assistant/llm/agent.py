"""One request to the model: with tools, which llama-index's FunctionAgent calls for it, or without."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final

from llama_index.core.agent.workflow import AgentOutput, AgentStream, FunctionAgent, ToolCallResult
from llama_index.core.agent.workflow.workflow_events import AgentInput
from llama_index.core.base.llms.types import ChatMessage, MessageRole
from llama_index.core.memory import ChatMemoryBuffer
from llama_index.core.tools import FunctionTool
from llama_index.core.workflow import Event

from assistant.llm.endpoint import Endpoint
from assistant.llm.failure import Failure

MOST_ROUNDS: Final = 5
_MOST_CALLS: Final = 12  # in all rounds together
_MOST_WRITTEN: Final = 4000  # characters of one answer
_MOST_SENT: Final = 60_000  # characters of one request
_THOUGHTS: Final = re.compile(r"\A\s*<think>.*?</think>", re.S)  # of models whose server leaves them in the text
_UNENDED: Final = ("length", "content_filter")
_ending: set[asyncio.Task[None]] = set()  # runs that were given up; asyncio itself holds no tasks


@dataclass(frozen=True)
class Said:
    """What the model wrote, and what tools returned to it on the way, errors left out."""

    text: str
    results: tuple[object, ...] = ()


async def ask_with_tools(endpoint: Endpoint, system: str, message: str, tools: Sequence[FunctionTool]) -> Said:
    """The model's answer, after as many as five rounds of tool calls. Raises Failure, or what the connection raises."""
    agent = FunctionAgent(tools=list(tools), llm=endpoint.llm, system_prompt=system, timeout=None)
    # Counted in characters: the default would count in the tokens of a model that this is not.
    memory = ChatMemoryBuffer.from_defaults(token_limit=_MOST_SENT, tokenizer_fn=list)
    handler = agent.run(user_msg=message, memory=memory, max_iterations=MOST_ROUNDS + 2)
    watch = _Watch()
    try:
        async for event in handler.stream_events():
            watch.see(event)
        output: AgentOutput = await handler
    except BaseException:
        if not handler.is_done():
            task = asyncio.create_task(handler.cancel_run())
            _ending.add(task)
            task.add_done_callback(_ending.discard)
        raise
    return Said(watch.ended(output.response.content), tuple(watch.results))


async def ask(endpoint: Endpoint, messages: Sequence[ChatMessage]) -> Said:
    """The model's answer to a conversation, without tools. Raises Failure, or what the connection raises."""
    watch = _Watch()
    text = ""
    async with aclosing(await endpoint.llm.astream_chat(list(messages))) as stream:
        async for piece in stream:
            text = piece.message.content or ""
            watch.written(text, piece.raw)
    return Said(watch.ended(text))


def said_by(role: MessageRole, text: str) -> ChatMessage:
    """One message of a conversation."""
    return ChatMessage(role=role, content=text)


class _Watch:
    """Holds a run to its limits."""

    def __init__(self) -> None:
        self.results: list[object] = []
        self._rounds = 0
        self._calls = 0
        self._finish: str | None = None

    def see(self, event: Event) -> None:
        """Raises Failure where the run goes too far."""
        if isinstance(event, AgentStream):
            self.written(event.response, event.raw)
        elif isinstance(event, AgentInput):
            self._finish = None
            if sum(len(m.content or "") for m in event.input) > _MOST_SENT:
                raise Failure("too_long", "request")
        elif isinstance(event, AgentOutput) and event.tool_calls:
            self._rounds += 1
            self._calls += len(event.tool_calls)
            if self._rounds > MOST_ROUNDS or self._calls > _MOST_CALLS:
                raise Failure("rounds")
        elif isinstance(event, ToolCallResult) and not event.tool_output.is_error:
            self.results.append(event.tool_output.raw_output)

    def written(self, text: str, raw: Any) -> None:
        """Takes note of what came so far of one answer."""
        if len(text) > _MOST_WRITTEN:
            raise Failure("too_long")
        choices = (raw if isinstance(raw, dict) else raw.model_dump() if raw else {}).get("choices") or [{}]
        self._finish = choices[0].get("finish_reason") or self._finish

    def ended(self, text: str | None) -> str:
        """The whole of the last answer. Raises Failure where it has no end or no content."""
        if self._finish in _UNENDED:
            raise Failure("too_long" if self._finish == "length" else "refused", self._finish)
        said = _THOUGHTS.sub("", text or "").strip()
        if not said:
            raise Failure("empty")
        if self._finish is None:
            raise Failure("cut", "no finish_reason")
        return said
