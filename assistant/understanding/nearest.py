"""The recorded question nearest to one asked: what patterns of words do not find, likeness of meaning may."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from assistant.indexes import Indexes
from index.policy_units import item_of

_NEIGHBOURS = 12


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near an item's sample questions are: cosine of the nearest, 0 to 1, and its lead over the next item."""

    kind: str  # statements, not_stated, not_covered, measures, off_topic
    item: str
    cosine: float
    lead: float


def nearest_item(indexes: Indexes, text: str) -> Likeness | None:
    """The item whose sample questions are most alike; None where a library has none."""
    ranked = likenesses(indexes, text)
    if not ranked:
        return None
    (kind, item), best = ranked[0]
    following = ranked[1][1] if len(ranked) > 1 else 0.0
    return Likeness(kind, item, best, best - following)


def likenesses(indexes: Indexes, text: str) -> list[tuple[tuple[str, str], float]]:
    """Items with the cosine of their nearest sample, best first; ties by name."""
    if indexes.questions is None:
        return []
    best: dict[tuple[str, str], float] = defaultdict(float)
    for hit in indexes.questions.search(text, k=_NEIGHBOURS):
        key = item_of(hit.unit)
        best[key] = max(best[key], hit.dense_score)
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
