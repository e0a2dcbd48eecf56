"""A finished reply, worded by the model and proven, or left as it was.

Only the wording of a reply can change here, its proof, and what says how it came about. What the model may use was
settled before it is asked: the offline answer, the clauses that it cites, the user's own words.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from llama_index.core.base.llms.types import MessageRole
from llama_index.core.tools import FunctionTool

from assistant.answer.guard import Evidence, Fault, examine
from assistant.answer.joining import split_basis
from assistant.answer.proof import Source
from assistant.assessing import fact_out
from assistant.indexes import Indexes
from assistant.llm.agent import MOST_ROUNDS, Said, ask, ask_with_tools, said_by
from assistant.llm.breaker import Breaker, BreakerState
from assistant.llm.endpoint import Endpoint
from assistant.llm.failure import Failure, failure_of, notice_of
from assistant.llm.form import clean, faults_of_form
from assistant.llm.prompting import History, again, read_then_word, rules, task
from assistant.llm.tokens import Tokens
from assistant.reply import ComposedBy, FactOut, OfflineOut, ProofOut, Reply
from assistant.settings import ModelSettings
from assistant.tools import ToolResult, build_tools
from corpus.library import Policy

_log: Final = logging.getLogger("mingce")
# What servers answer whose model or set-up has no tool calling: Ollama 400, vLLM 400, llama.cpp 500, others 404 to 501.
_NO_TOOLS: Final = (400, 404, 405, 415, 422, 500, 501)
_MOST_AT_ONCE: Final = 16  # users who wait for the model: each holds a thread of the server
_KEY_PAUSE: Final = 60.0
_MOST_REPEATED: Final = 2000  # characters of a rejected wording that the model is shown again


@dataclass(frozen=True)
class Attempt:
    """One thing that the model wrote, what is wrong with it, and the text that would be sent."""

    said: str
    faults: tuple[Fault, ...]
    answer: str = ""
    proof: tuple[ProofOut, ...] = ()


class Writer:
    """Words replies about one policy. Safe to share between threads."""

    def __init__(
        self,
        policy: Policy,
        indexes: Indexes,
        settings: ModelSettings,
        breaker: Breaker | None = None,
        tools: Sequence[FunctionTool] | None = None,
    ) -> None:
        self._policy = policy
        self._settings = settings
        self._endpoint = Endpoint(settings)
        self._breaker = breaker or Breaker()
        self._places = threading.BoundedSemaphore(_MOST_AT_ONCE)
        self._tools = list(build_tools(policy, indexes) if tools is None else tools)

    @property
    def model(self) -> str:
        """The model's name, as configured."""
        return self._settings.model

    @property
    def state(self) -> BreakerState:
        """Whether the model is asked at present: `open` means it is not."""
        return self._breaker.state

    def close(self) -> None:
        """Ends the connections."""
        self._endpoint.close()

    def word(self, reply: Reply, message: str, history: History = ()) -> Reply:
        """The reply in the model's words; as it was, with a notice, where it cannot be had. Raises nothing of the model's.

        A reply that cites no clause comes back itself: courtesies, commands and refusals are nothing to word.
        """
        if not reply.citations or reply.outcome in ("error", "off_topic"):
            return reply
        if not self._places.acquire(blocking=False):
            return self._left(reply, "busy")
        try:
            ticket = self._breaker.admit()
            if ticket is None:
                return self._left(reply, "paused")
            try:
                attempts = self.attempts(reply, message, history)
            except Failure as failure:
                _log.warning("the model %s failed: %s", self.model, failure)
                self._breaker.failed(ticket, _pause_after(failure))
                return self._left(reply, failure.kind)
        finally:
            self._places.release()
        self._breaker.succeeded(ticket)
        last = attempts[-1]
        if last.faults:
            kinds = sorted({fault.kind for fault in last.faults})
            _log.warning("wording rejected, session %s turn %d: %s", reply.session, reply.turn, "、".join(kinds))
            return self._left(reply, "unproven")
        return self._marked(
            reply,
            "model" if len(attempts) == 1 else "model_retry",
            answer=last.answer,
            proof=last.proof,
            offline=OfflineOut(answer=reply.answer, proof=reply.proof),
        )

    def attempts(self, reply: Reply, message: str, history: History = ()) -> tuple[Attempt, ...]:
        """What the model made of a reply: one wording, or two where the first had faults. Raises Failure."""
        return self._endpoint.run(lambda: _Turn(self, reply, message, history).attempts())

    def _left(self, reply: Reply, kind: str) -> Reply:
        return self._marked(reply, "offline_after_model", notice=notice_of(kind))

    def _marked(self, reply: Reply, composed_by: ComposedBy, **changes: object) -> Reply:
        receipt = reply.receipt and reply.receipt.model_copy(update={"model": self.model})
        return reply.model_copy(update={"composed_by": composed_by, "receipt": receipt, **changes})


class _Turn:
    """The wording of one reply."""

    def __init__(self, writer: Writer, reply: Reply, message: str, history: History) -> None:
        self._writer, self._reply, self._message = writer, reply, message
        self._body, self._basis = split_basis(reply.answer)
        self._tokens = Tokens.of(writer._policy.document, reply)
        self._task = task(self._tokens, self._body, message, history)
        self._talk = [said_by(MessageRole.SYSTEM, rules()), said_by(MessageRole.USER, self._task)]
        self._kept = ""  # of the body, what is not put to a model without tools: premises and caveats, which it drops
        self._deadline = time.monotonic() + writer._settings.timeout

    async def attempts(self) -> tuple[Attempt, ...]:
        said = await self._patiently(self._first)
        first = self._examined(said)
        if not first.faults:
            return (first,)
        talk = [
            *self._talk,
            said_by(MessageRole.ASSISTANT, said.text[:_MOST_REPEATED]),
            said_by(MessageRole.USER, again(first.faults)),
        ]
        second = await self._patiently(lambda: ask(self._writer._endpoint, talk))
        return first, self._examined(second)

    async def _first(self) -> Said:
        """With tools, where the model has them; else everything it may use was read for it."""
        writer = self._writer
        if writer._tools:
            try:
                return await ask_with_tools(writer._endpoint, rules(MOST_ROUNDS), self._task, writer._tools)
            except Exception as error:
                failure = failure_of(error)
                if failure.status not in _NO_TOOLS:
                    raise failure from None
        lead, _, self._kept = self._body.partition("\n\n")
        read = read_then_word(self._tokens, lead, self._message)
        self._talk = [said_by(MessageRole(role), text) for role, text in read]
        return await ask(writer._endpoint, self._talk)

    async def _patiently(self, request: Callable[[], Awaitable[Said]]) -> Said:
        """Once more after the pause that the endpoint asked for, where that leaves the model as much time again."""
        try:
            return await request()
        except Exception as error:
            failure = failure_of(error)
            left = self._deadline - time.monotonic()
            if failure.retry_after is None or failure.retry_after > left / 2:
                raise failure from None
        await asyncio.sleep(failure.retry_after)
        return await request()

    def _examined(self, said: Said) -> Attempt:
        key = self._writer._settings.api_key
        if key and key in said.text:
            raise Failure("garbled", "the key")
        text = self._tokens.tidied(clean(said.text))
        faults = self._tokens.faults(text, (self._message, self._body))
        if faults:
            return Attempt(said.text, tuple(faults))
        worded = "\n\n".join(filter(None, (self._tokens.put_into_words(text), self._kept)))
        answer = "\n\n".join(filter(None, (worded, self._basis)))
        evidence = Evidence.of(self._writer._policy, self._reply, self._message, self._borne_out(said))
        verdict = examine(answer, evidence)
        faults = faults_of_form(worded, self._body, self._reply)
        return Attempt(said.text, (*faults, *verdict.faults), answer, verdict.proof)

    def _borne_out(self, said: Said) -> list[Source]:
        """What tools returned, as far as the reply rests on it: its own clauses and measures, reckoned from what was told."""
        measures = {m.id for m in self._reply.measures}
        names = {*(f"clause {c}" for c in self._tokens.clauses), *(f"measure {m}" for m in measures)}
        results = [r for r in said.results if isinstance(r, ToolResult) and self._was_told(r)]
        return [source for result in results for source in result.sources if source.name in names]

    def _was_told(self, result: ToolResult) -> bool:
        """Whether a result was reckoned from nothing but what the user told, to the unit."""
        for fact_id, told in result.told.items():
            known = self._reply.facts.get(fact_id)
            if known is None:
                return False
            out = fact_out(self._writer._policy, fact_id, told.value, known.span, known.turn, known.subject)
            if _ends(out) != _ends(known):
                return False
        return True


def _ends(fact: FactOut) -> tuple[object, ...]:
    return fact.value, fact.lower_yuan, fact.upper_yuan, fact.lower, fact.upper


def _pause_after(failure: Failure) -> float | None:
    """How long there is no use in asking again: a wrong key does not mend itself, a busy endpoint says when."""
    return _KEY_PAUSE if failure.kind == "key" else failure.retry_after
