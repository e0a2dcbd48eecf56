"""Retrieval on LeCoQA: 1,543 questions of lay people, 1,445 articles of Chinese law (see SOURCES.md of the
data).

    MINGCE_TESTDATA=/path/to/testdata python -m bench.retrieval [--json OUT.json]

The set is read from $MINGCE_TESTDATA/data/LeCoQA_queries.json. Every distinct article (key, newline, text) is
a unit, every question is asked, and each way of searching is scored by Recall@1/5/10 (mean share of the gold
articles found) and MRR@10. Takes about two minutes on two cores, nearly all of it embedding the articles.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import bm25s  # type: ignore[import-untyped]
import numpy as np

from index.dense import DenseIndex
from index.embedding import NanoEmbedder, Vectors
from index.fusion import Ranking, fuse
from index.hybrid import DEPTH, HybridIndex
from index.lexical import LexicalIndex
from index.units import Unit
from index.words import Segmenter, normalised

CUTS = (1, 5, 10)
Search = Callable[[int], Sequence[int]]  # number of a question -> positions of articles, best first


class RecordedEmbedder(NanoEmbedder):
    """The default model, with the questions embedded once for all ways of searching."""

    def __init__(self, questions: list[str]) -> None:
        self.vectors = dict(zip(questions, super().embed_queries(questions), strict=True))

    def embed_queries(self, texts: list[str]) -> Vectors:
        """Recorded vectors of questions named at the start."""
        return np.stack([self.vectors[text] for text in texts])


def read_set(path: Path) -> tuple[list[str], dict[str, str], list[frozenset[str]]]:
    """Questions, articles by key, and the keys that answer each question."""
    entries = json.loads(path.read_text(encoding="utf-8"))
    articles: dict[str, str] = {}
    for entry in entries:
        articles.update(entry["相关法规"])
    gold = [frozenset(entry["match_name"]) for entry in entries]
    return [entry["问题"] for entry in entries], articles, gold


def score(search: Search, gold: Sequence[frozenset[int]]) -> dict[str, float]:
    """Recall at each cut and MRR@10 of a way of searching, and its milliseconds a question."""
    recalls: dict[int, list[float]] = {cut: [] for cut in CUTS}
    reciprocal_ranks: list[float] = []
    started = time.perf_counter()
    found = [list(search(number))[: max(CUTS)] for number in range(len(gold))]
    milliseconds = (time.perf_counter() - started) * 1000 / len(gold)
    for positions, wanted in zip(found, gold, strict=True):
        for cut in CUTS:
            recalls[cut].append(len(wanted & set(positions[:cut])) / len(wanted))
        first = next((rank for rank, position in enumerate(positions, 1) if position in wanted), None)
        reciprocal_ranks.append(1 / first if first else 0.0)
    scores = {f"recall@{cut}": float(np.mean(recalls[cut])) for cut in CUTS}
    return {**scores, "mrr@10": float(np.mean(reciprocal_ranks)), "ms": milliseconds}


def words_only(texts: Sequence[str], questions: Sequence[str], segmenter: Segmenter) -> Search:
    """The plainest baseline: BM25 on jieba words without bigrams."""
    bm25 = bm25s.BM25()
    bm25.index([segmenter.words(normalised(text)) for text in texts], show_progress=False)

    def search(number: int) -> Sequence[int]:
        known = bm25.get_tokens_ids(segmenter.words(normalised(questions[number])))
        return _best(bm25.get_scores_from_ids(known))

    return search


def measure(path: Path) -> dict[str, Any]:
    """Score every way of searching on the set at `path`."""
    questions, articles, gold_keys = read_set(path)
    units = [Unit(key, "LeCoQA", key, f"{key}\n{articles[key]}", "clause") for key in sorted(articles)]
    position_of = {unit.id: position for position, unit in enumerate(units)}
    gold = [frozenset(position_of[key] for key in keys) for keys in gold_keys]
    texts = [unit.text for unit in units]

    segmenter = Segmenter.from_terms()
    lexical = LexicalIndex.from_texts(texts, segmenter)
    embedder = RecordedEmbedder(questions)
    started = time.perf_counter()
    dense = DenseIndex.from_vectors(embedder.embed_passages(texts))
    per_second = len(texts) / (time.perf_counter() - started)
    hybrid = HybridIndex(units, lexical, dense, embedder, digest="LeCoQA")

    def by_vector(number: int, depth: int) -> Sequence[int]:
        positions: list[int] = dense.nearest(embedder.vectors[questions[number]], depth)[0].tolist()
        return positions

    def plain_fusion(number: int) -> Sequence[int]:
        both = (_best(lexical.scores(questions[number]), DEPTH), by_vector(number, DEPTH))
        # Equal scores throughout: every vote is 1/(60 + rank).
        rankings = [Ranking(found, [1.0] * len(found), floor=0.0) for found in both]
        return [position for position, _ in fuse(rankings)]

    ways: dict[str, Search] = {
        "words": words_only(texts, questions, segmenter),
        "words+bigrams": lambda number: _best(lexical.scores(questions[number])),
        "dense": lambda number: by_vector(number, max(CUTS)),
        "plain RRF": plain_fusion,
        "fused": lambda number: [position_of[hit.unit.id] for hit in hybrid.search(questions[number])],
    }
    return {
        "run": True,
        "questions": len(questions),
        "articles": len(units),
        "passages_per_second": per_second,
        "results": {name: score(search, gold) for name, search in ways.items()},
    }


def table(results: dict[str, dict[str, float]]) -> str:
    """The scores as text; the milliseconds leave out embedding the question (10 to 14 ms)."""
    columns = [f"recall@{cut}" for cut in CUTS] + ["mrr@10", "ms"]
    head = f"{'':14}" + "".join(f"{column:>11}" for column in columns)
    rows = [f"{name:14}" + "".join(f"{scores[column]:11.3f}" for column in columns) for name, scores in results.items()]
    return "\n".join([head, *rows])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, write the JSON. Missing data is said aloud and is no error: exit 0."""
    parser = argparse.ArgumentParser(prog="python -m bench.retrieval", description="Retrieval on LeCoQA")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to this file")
    options = parser.parse_args(arguments)
    folder = os.environ.get("MINGCE_TESTDATA")
    path = Path(folder) / "data" / "LeCoQA_queries.json" if folder else None
    if path is None or not path.is_file():
        reason = f"{path} is missing" if path else "MINGCE_TESTDATA is not set"
        report: dict[str, Any] = {"run": False, "reason": reason}
        print(f"LeCoQA was NOT run: {reason}.")
    else:
        report = measure(path)
        print(f"LeCoQA: {report['questions']} questions, {report['articles']} articles")
        print(table(report["results"]))
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def _best(scores: Any, count: int = max(CUTS)) -> list[int]:
    """Positions of the highest scores above 0, best first, equal ones in order of position."""
    order = np.argsort(-scores, kind="stable")[:count]
    positions: list[int] = order[scores[order] > 0].tolist()
    return positions


if __name__ == "__main__":
    raise SystemExit(main())
