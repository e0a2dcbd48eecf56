"""What a question is about: recorded facts, things the text does not state, topics and measures, each with a score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from assistant.understanding.mention import Mention, cells_of
from assistant.understanding.patterns import best_score
from corpus.aspects import Aspect
from corpus.library import Policy
from corpus.rules import Measure, NotCovered, NotStated, Statement, tests_of

T = TypeVar("T")

_LIKENESS_WEIGHT: Final = 8.0  # a likeness of 0.5 counts as four characters of a pattern
_NAMED: Final = 2.0
_GAP_BONUS: Final = 2.0
_LEAST_ALIKE: Final = 0.15  # below, it is noise
_ENOUGH_SAID: Final = 12  # characters: a shorter question says too little to be much like another
_LEADING: Final = 0.25
_LEADING_FACTOR: Final = 1.5


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
    measures: tuple[Scored[Measure], ...]  # by their own patterns
    aspects: tuple[Scored[Aspect], ...] = ()
    alike: tuple[Scored[Measure], ...] = ()  # by likeness to their sample questions
    off_topic: float = 0.0


def find_candidates(
    policy: Policy, text: str, mentions: Sequence[Mention], likeness: Mapping[str, float] | None = None
) -> Candidates:
    """Everything that a normalised question without inner spaces could be about.

    `likeness` are the scores of items by "kind/id" (index.likeness); what patterns find and what a question is
    like add up, so that either alone can carry a clear question and both settle a close one.
    """
    like = likened(likeness or {}, text)

    families = policy.vocabulary.families
    mentioned: dict[str, float] = {}
    for mention in mentions:
        if cells_of(mention, policy):
            topic = families[mention.family].topic
            mentioned[topic] = max(mentioned.get(topic, 0), min(mention.end - mention.start, 10) + 1)
    named = bool(mentioned)

    def score(kind: str, item: str, about: Iterable[str]) -> float:
        return best_score(about, text) + _weighed(f"{kind}/{item}", like, named)

    measures = _ranked(Scored(m, best_score(m.about, text)) for m in policy.measures)
    alike = _ranked(
        Scored(m, _LIKENESS_WEIGHT * like.get(f"measures/{m.id}", 0.0))
        for m in policy.measures
        if like.get(f"measures/{m.id}", 0.0) >= _LEAST_ALIKE and not (m.pays and m.pays.each)
    )
    by_measure: dict[str, float] = {}
    for scored in (*measures, *alike):
        topic = scored.item.topic
        by_measure[topic] = max(by_measure.get(topic, 0.0), scored.score)
    patterned = any(best_score(t.about, text) >= _NAMED for t in policy.topics) or bool(mentioned)
    if patterned:  # what the question names outright is not outvoted by what it is like
        by_measure = {m.item.topic: m.score for m in reversed(measures)}
        alike = tuple(s for s in alike if best_score(policy.topic_by_id[s.item.topic].about, text))
    for scored in alike[:1]:  # likeness adds to what the patterns of its topic find
        topic = scored.item.topic
        about = best_score(policy.topic_by_id[topic].about, text)
        by_measure[topic] = max(by_measure.get(topic, 0.0), about + scored.score)
    topics = _ranked(
        Scored(t.id, max(best_score(t.about, text), mentioned.get(t.id, 0), by_measure.get(t.id, 0)))
        for t in policy.topics
    )
    head = policy.head
    return Candidates(
        statements=_ranked(Scored(s, score("statements", s.id, s.about)) for s in head.statements),
        not_stated=_ranked(
            # a gap is asked for in words of its own, beside those of the support that it is a gap of
            Scored(n, score("not_stated", n.id, n.about) + (_GAP_BONUS if best_score(n.about, text) else 0))
            for n in head.not_stated
        ),
        not_covered=_ranked(Scored(n, score("not_covered", n.name, n.about)) for n in head.not_covered),
        aspects=_ranked(
            Scored(a, score("aspects", a.id, a.about))
            for a in policy.aspects
            if not (a.unless == "bound" and topics and _tests_a_bound(policy, topics[0].item))
        ),
        off_topic=like.get("off_topic/", 0.0),
        topics=topics,
        measures=measures,
        alike=alike,
    )


def _tests_a_bound(policy: Policy, topic: str) -> bool:
    """A support of this topic is had from some number on."""
    return any(t.bound and t.role == "quantity" for m in policy.measures_of(topic) for t in tests_of(m.when))


def likened(likeness: Mapping[str, float], text: str) -> dict[str, float]:
    """Likenesses by item, less for a question that says little."""
    said = min(1.0, len(text) / _ENOUGH_SAID)
    return {name: said * alike for name, alike in likeness.items()}


def _weighed(name: str, like: Mapping[str, float], named: bool) -> float:
    """A likeness as characters of a pattern; of what the question as a whole is most like, it weighs more, unless the
    question names a class outright."""
    alike = like.get(name, 0.0)
    if alike < _LEAST_ALIKE:
        return 0.0
    leads = not named and alike >= _LEADING and alike == max(like.values())
    return _LIKENESS_WEIGHT * alike * (_LEADING_FACTOR if leads else 1)


def _ranked(scored: Iterable[Scored[T]]) -> tuple[Scored[T], ...]:
    kept = [s for s in scored if s.score > 0]
    return tuple(sorted(kept, key=lambda s: -s.score))
