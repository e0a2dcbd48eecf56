"""What each part of the assistant is worth: the same cases without it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from assistant.indexes import Indexes, open_indexes_with
from assistant.pipeline import Assistant
from assistant.sessions import SessionStore
from assistant.understanding.pinyin import PinyinReader
from assistant.understanding.spelling import Speller
from corpus.library import Policy, load_library
from eval.answering import Asks, answer_all
from eval.cases import Answer, Case, Question
from eval.scoring import score
from index.embedding import Vectors

_QUOTED: Final = 3  # clauses that plain retrieval quotes


def ablate(cases: Sequence[Case]) -> Iterator[tuple[str, int]]:
    """Name of each variant and how many of the cases it passes, one after the other, the whole assistant first."""
    for name, assistant, questions in _variants(cases):
        answers = [Answer(id=a.id, reply=a.reply) for a in answer_all(assistant, questions)]
        yield name, sum(r.passed for r in score(cases, answers))


def _variants(cases: Sequence[Case]) -> Iterator[tuple[str, Asks, Sequence[Question]]]:
    last_turns = [Question(id=c.id, turns=c.turns[-1:]) for c in cases]
    whole = Assistant.open(":memory:")
    yield "whole", whole, cases
    with _blind_indexes(whole.policies) as indexes:
        yield "without embeddings", Assistant(whole.policies, indexes, SessionStore(":memory:")), cases
    deaf = Assistant(whole.policies, whole.indexes, SessionStore(":memory:"))
    deaf.speller, deaf.pinyin = Speller(()), PinyinReader((), ())
    yield "without pinyin", deaf, cases
    yield "without memory", Assistant(whole.policies, whole.indexes, SessionStore(":memory:")), last_turns
    yield "plain retrieval", PlainRetrieval(whole.indexes), last_turns


class BlindEmbedder:
    """Embeds every text alike: what is left is words and characters."""

    name: str = "blind"
    dimension: int = 8

    def embed_queries(self, texts: list[str]) -> Vectors:
        """The same row for each text, of length 1."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        rows[:, 0] = 1
        return rows

    def embed_passages(self, texts: list[str]) -> Vectors:
        """As of questions."""
        return self.embed_queries(texts)


@contextmanager
def _blind_indexes(policies: tuple[Policy, ...]) -> Iterator[Indexes]:
    with tempfile.TemporaryDirectory() as folder:
        yield open_indexes_with(policies, BlindEmbedder(), Path(folder))


class PlainRetrieval:
    """Quotes the three clauses nearest to the question: what a search without a calculator answers."""

    def __init__(self, indexes: Indexes) -> None:
        self._units = indexes.units
        self._documents = {p.head.id: p for p in load_library()}

    def ask(self, question: str, session: str | None = None, asked_on: date | None = None) -> dict[str, Any]:
        """The clauses' text as the answer, with their citations; no total."""
        found: dict[str, tuple[str, str]] = {}
        for hit in self._units.search(question, k=10):
            policy = self._documents[hit.unit.policy]
            found.setdefault(hit.unit.clause, (policy.head.number, policy.document.clause(hit.unit.clause).text))
        quoted = list(found.items())[:_QUOTED]
        return {
            "session": session or "plain",
            "outcome": "answered",
            "answer": "\n".join(text for _, (_, text) in quoted),
            "citations": [{"policy": number, "clause": clause} for clause, (number, _) in quoted],
            "total": None,
        }
