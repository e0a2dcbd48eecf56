"""What a question is about: recorded facts, things the text does not state, topics and measures, each with a score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from assistant.understanding.mentions import Mention, cells_of
from assistant.understanding.patterns import best_score
from corpus.library import Policy
from corpus.rules import Measure, NotCovered, NotStated, Statement


T = TypeVar("T")


@dataclass(frozen=True)
class Scored(Generic[T]):
    """A candidate and how many characters of the question it accounts for."""

    item: T
    score: float


@dataclass(frozen=True)
class Candidates:
    """Best first; ties keep the order of the files."""

    statements: tuple[Scored[Statement], ...]
    not_stated: tuple[Scored[NotStated], ...]
    not_covered: tuple[Scored[NotCovered], ...]
    topics: tuple[Scored[str], ...]
    measures: tuple[Scored[Measure], ...]


def find_candidates(policy: Policy, text: str, mentions: Sequence[Mention]) -> Candidates:
    """Everything that a normalised question without inner spaces could be about."""
    families = policy.vocabulary.families
    mentioned: dict[str, float] = {}
    for mention in mentions:
        if cells_of(mention, policy):
            topic = families[mention.family].topic
            mentioned[topic] = max(mentioned.get(topic, 0), min(mention.end - mention.start, 10) + 1)
    measures = _ranked(Scored(m, best_score(m.about, text)) for m in policy.measures)
    by_measure: dict[str, float] = {}
    for scored in measures:
        by_measure.setdefault(scored.item.topic, scored.score)
    topics = _ranked(
        Scored(t.id, max(best_score(t.about, text), mentioned.get(t.id, 0), by_measure.get(t.id, 0)))
        for t in policy.topics
    )
    head = policy.head
    return Candidates(
        statements=_ranked(Scored(s, best_score(s.about, text)) for s in head.statements),
        not_stated=_ranked(Scored(n, best_score(n.about, text)) for n in head.not_stated),
        not_covered=_ranked(Scored(n, best_score(n.about, text)) for n in head.not_covered),
        topics=topics,
        measures=measures,
    )


def _ranked(scored: Iterable[Scored[T]]) -> tuple[Scored[T], ...]:
    kept = [s for s in scored if s.score > 0]
    return tuple(sorted(kept, key=lambda s: -s.score))
