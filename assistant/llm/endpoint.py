"""The connection to an OpenAI-compatible endpoint, with its limits of time and size."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeVar

import httpx
from llama_index.llms.openai_like import OpenAILike

from assistant.llm.failure import Failure, Refused, failure_of
from assistant.settings import ModelSettings

MOST_TOKENS: Final = 1200  # of one answer of the model
_MOST_BYTES: Final = 2 * 1024 * 1024  # of one response: an answer in single tokens takes 400 KB
_CONTEXT: Final = 32_768  # tokens; only llama-index's own bookkeeping asks for it
_CONNECT: Final = 5.0
_GRACE: Final = 0.5  # seconds beyond the limit after which the loop itself is taken to be stuck
_NO_KEY: Final = "none"  # local servers want none, the client wants one

# It writes the headers of answers at DEBUG, and there are endpoints that repeat what they were sent.
logging.getLogger("httpcore").setLevel(logging.INFO)

T = TypeVar("T")


class Endpoint:
    """Runs requests on a loop of its own, so that connections are kept and a caller's thread waits no longer than it must.

    Safe to share between threads. `close` ends the connections.
    """

    def __init__(self, settings: ModelSettings) -> None:
        self.settings = settings
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(settings.timeout, connect=min(_CONNECT, settings.timeout)),
            headers={"Accept-Encoding": "identity"},
            follow_redirects=False,  # the key and the user's words go where they were meant to go
            event_hooks={"response": [_accept]},
        )
        self.llm = OpenAILike(
            model=settings.model,
            api_base=settings.base_url,
            api_key=settings.api_key or _NO_KEY,
            is_chat_model=True,
            is_function_calling_model=True,
            context_window=_CONTEXT,
            max_tokens=MOST_TOKENS,
            temperature=0.0,
            timeout=settings.timeout,
            max_retries=0,
            async_http_client=self._http,
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mingce-model", daemon=True)
        self._thread.start()

    def run(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The result of the work, within the time limit of a turn. Raises Failure, and nothing else."""
        future = asyncio.run_coroutine_threadsafe(self._limited(work), self._loop)
        try:
            return future.result(self.settings.timeout + _GRACE)
        except Exception as error:
            future.cancel()  # where it is the loop that does not come to an end
            raise failure_of(error) from None

    def close(self) -> None:
        """Ends the connections; what still runs is given up."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(_CONNECT)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        running = asyncio.all_tasks() - {asyncio.current_task()}
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._loop.shutdown_asyncgens()
        await self._http.aclose()

    async def _limited(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        async with asyncio.timeout(self.settings.timeout):
            return await work()


async def _accept(response: httpx.Response) -> None:
    """Lets an answer pass that is one. Of any other nothing but the status is read."""
    if not response.is_success:
        raise Refused(response.status_code, _retry_after(response.headers.get("retry-after")))
    assert isinstance(response.stream, httpx.AsyncByteStream)
    response.stream = _Bounded(response.stream)


class _Bounded(httpx.AsyncByteStream):
    """A response's bytes, as many as an answer can take."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._stream:
            size += len(chunk)
            if size > _MOST_BYTES:
                raise Failure("too_long", "bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait, told as such or as a date."""
    if not value:
        return None
    try:
        if value.strip().isdigit():
            return float(value)
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
