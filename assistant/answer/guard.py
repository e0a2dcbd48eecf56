"""What a model's wording of an answer may say: nothing that the offline answer and its sources do not bear out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.compose import policy_source
from assistant.answer.proof import Source, Unproven, prove
from assistant.reply import ProofOut, Reply
from corpus.library import Policy


@dataclass(frozen=True)
class Fault:
    """One thing that a wording says and nothing bears out: its words, and in Chinese what is wrong with them."""

    kind: str
    words: str
    why: str


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a wording (nothing, where it may be sent), and where each of its figures comes from."""

    faults: tuple[Fault, ...]
    proof: tuple[ProofOut, ...]


@dataclass(frozen=True)
class Evidence:
    """What a wording may rest on: the offline reply, the clauses it cites, the user's words, what tools gave."""

    policy: Policy
    reply: Reply
    message: str
    sources: tuple[Source, ...]

    @classmethod
    def of(cls, policy: Policy, reply: Reply, message: str, tools: Sequence[Source] = ()) -> Evidence:
        """From a finished offline reply; `tools` is what tools returned in the same turn, by name."""
        cited = [Source(f"clause {c.clause}", policy.document.clause(c.clause).text) for c in reply.citations]
        own = Source("offline", reply.answer)
        return cls(policy, reply, message, (own, *cited, *tools, Source("question", message), policy_source(policy)))


def examine(text: str, evidence: Evidence) -> Verdict:
    """Holds a wording against its evidence."""
    try:
        return Verdict((), prove(text, evidence.sources))
    except Unproven as error:
        return Verdict(tuple(Fault("figure", words, f"「{words}」没有出处") for words in error.figures), ())
