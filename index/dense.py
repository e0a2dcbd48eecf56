"""Dense search: inner product of vectors of length 1 (the cosine), by FAISS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from index.embedding import Vectors

FAISS_FILE = "vectors.faiss"
# Up to here an exact scan takes a few milliseconds; beyond, a graph keeps a search under one.
HNSW_ABOVE = 50_000
_HNSW_NEIGHBOURS = 32
_HNSW_EFFORT = 200

Positions = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]


class DenseIndex:
    """Nearest vectors among n, known by their position 0..n-1 (the order of the units kept beside)."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def from_vectors(cls, vectors: Vectors, hnsw_above: int = HNSW_ABOVE) -> DenseIndex:
        """Index an (n, d) array of rows of length 1: exactly, or by an HNSW graph above `hnsw_above` rows."""
        count, dimension = vectors.shape
        if count <= hnsw_above:
            index: faiss.Index = faiss.IndexFlatIP(dimension)
            index.add(vectors)
        else:
            index = faiss.IndexHNSWFlat(dimension, _HNSW_NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efConstruction = _HNSW_EFFORT
            index.hnsw.efSearch = _HNSW_EFFORT
            with _one_thread():  # threads insert in any order: the same vectors would give another graph
                index.add(vectors)
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return int(self._index.d)

    def nearest(self, query: Vectors, depth: int) -> tuple[Positions, Scores]:
        """Positions and cosines of at most `depth` vectors nearest to one query of shape (d,), best first.

        Equal cosines come in the order of their positions.
        """
        scores, positions = self._index.search(query.reshape(1, -1), min(depth, len(self)))
        found = positions[0] >= 0  # a graph may reach fewer than asked for, and pads with -1
        order = np.lexsort((positions[0][found], -scores[0][found]))
        return positions[0][found][order], scores[0][found][order]

    def cosine(self, query: Vectors, position: int) -> float:
        """Cosine of one query of shape (d,) and the vector at a position."""
        return float(self._index.reconstruct(position) @ query)

    def save(self, directory: Path) -> None:
        """Write the index into a folder."""
        faiss.write_index(self._index, str(directory / FAISS_FILE))

    @classmethod
    def load(cls, directory: Path) -> DenseIndex:
        """Read a saved index. Raises RuntimeError (FAISS's own) where the file is missing or damaged."""
        return cls(faiss.read_index(str(directory / FAISS_FILE)))


@contextmanager
def _one_thread() -> Iterator[None]:
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)
