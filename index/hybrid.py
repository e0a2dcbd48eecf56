"""The search itself: words, bigrams and vectors over the same units, fused into one ranking."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from index.dense import DenseIndex
from index.embedding import Embedder
from index.fusion import DENSE_WEIGHT, LEXICAL_WEIGHT, Ranking, fuse
from index.lexical import LexicalIndex
from index.units import Unit
from index.words import Segmenter

# How many candidates each ranking brings to the fusion. Policies have fewer units than this: all are ranked.
DEPTH = 100


@dataclass(frozen=True)
class Hit:
    """A unit that was found, and why: ranks count from 1, and are None where a ranking did not bring it.

    `lexical_score` is BM25's (0: no word or bigram in common), `dense_score` the cosine; `score` orders hits
    of one search and means nothing across searches: judge what is on the subject by `HybridIndex.coverage`.
    """

    unit: Unit
    score: float
    lexical_rank: int | None
    dense_rank: int | None
    lexical_score: float
    dense_score: float


class HybridIndex:
    """Units with their lexical and dense index. Made by `index.store`; safe to share between threads.

    `digest` tells this index from any other: units, terms, model and format all enter it.
    """

    def __init__(
        self, units: Sequence[Unit], lexical: LexicalIndex, dense: DenseIndex, embedder: Embedder, digest: str
    ) -> None:
        """`units` are in order of their ids, and both indexes in that of the units."""
        self.units = tuple(units)
        self.digest = digest
        self._lexical, self._dense, self._embedder = lexical, dense, embedder

    @property
    def segmenter(self) -> Segmenter:
        """The dictionary of words that the index is cut by."""
        return self._lexical.segmenter

    def coverage(self, query: str) -> float:
        """Share, 0 to 1 by idf, of the query's content words that the units know: see `LexicalIndex`."""
        return self._lexical.coverage(query)

    def search(
        self, query: str, k: int = 10, pinned: Collection[str] = (), policies: Collection[str] = ()
    ) -> list[Hit]:
        """The k best units for a question, best first; the same every time, ties by unit id.

        `pinned` are clauses that the question names by number, as clause id ("4.3.7") or, where several
        policies have one, as "policy/clause": their units come first, ordered among themselves as the search
        ranks them. `policies` are policies that it names by title or 文号: their units are preferred among
        near equals. A question of unknown words only is still answered, by its vector. A blank one finds what
        is pinned. Raises ValueError where k is less than 1.
        """
        if k < 1:
            raise ValueError(f"k is {k}, must be at least 1")
        pins = {i for i, unit in enumerate(self.units) if pinned and _is_pinned(unit, pinned)}
        if not query.strip() and not pins:
            return []
        depth = max(DEPTH, 2 * k)
        lexical_scores = self._lexical.scores(query)
        # Stable: equal scores stay in order of position, which is the order of unit ids.
        best = np.argsort(-lexical_scores, kind="stable")[:depth]
        lexical_order = best[lexical_scores[best] > 0].tolist()
        vector = self._embedder.embed_queries([query])[0]
        positions, cosines = self._dense.nearest(vector, depth)
        dense_order, dense_scores = positions.tolist(), cosines.tolist()

        rankings = (
            Ranking(lexical_order, lexical_scores[lexical_order].tolist(), floor=0.0, weight=LEXICAL_WEIGHT),
            # A cosine of this model is never near 0: the last candidate marks what is worth nothing.
            Ranking(dense_order, dense_scores, floor=min(dense_scores, default=0.0), weight=DENSE_WEIGHT),
        )
        of_policy = {i for i, unit in enumerate(self.units) if unit.policy in policies} if policies else ()
        lexical_ranks = {position: rank for rank, position in enumerate(lexical_order, start=1)}
        dense_ranks = {position: rank for rank, position in enumerate(dense_order, start=1)}
        cosines_found = dict(zip(dense_order, dense_scores, strict=True))

        def cosine(position: int) -> float:
            found = cosines_found.get(position)
            return self._dense.cosine(vector, position) if found is None else found

        return [
            Hit(
                unit=self.units[position],
                score=score,
                lexical_rank=lexical_ranks.get(position),
                dense_rank=dense_ranks.get(position),
                lexical_score=float(lexical_scores[position]),
                dense_score=cosine(position),
            )
            for position, score in fuse(rankings, pins, of_policy)[:k]
        ]


def _is_pinned(unit: Unit, pinned: Collection[str]) -> bool:
    return unit.clause in pinned or f"{unit.policy}/{unit.clause}" in pinned
