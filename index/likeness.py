"""Which recorded item a question is most like: a classifier over the policies' own sample questions.

Features are the question's embedding (centred, so that what all questions share says nothing) and its character
n-grams by tf-idf, of equal weight, reduced to their main components; on them logistic regression (scikit-learn) is fitted from a fixed
start and a fixed seed, in a minute for twenty thousand samples. What is kept is linear in the features, so that a
question costs its embedding and one product. Scores are probabilities over all items.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index.embedding import Embedder

FORMAT: Final = 5  # raise when features or fit change
_COMPONENTS: Final = 600
_PASSES: Final = 3  # of the randomised decomposition over the features
_REGULARISATION: Final = 20.0  # scikit-learn's C
_ROUNDS: Final = 1000
_TOLERANCE: Final = 1e-4  # a hundredth of it takes five times as long and tells no more samples apart
_LONGEST: Final = 3  # characters of an n-gram
_AT_A_TIME: Final = 256  # questions embedded between two steps of the progress bar
_LEAST_SEEN: Final = 2  # samples that an n-gram of several characters stands in: the others only make the file long
_PUNCTUATION: Final = re.compile(r"[\s，。、？?！!；;：:“”\"（）()《》]+")

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sample:
    """A question and the item that answers it."""

    item: str
    question: str


class Likeness:
    """Scores a question against every item. Made by `fit` or `ensure_likeness`; safe to share between threads."""

    def __init__(
        self, digest: str, items: Sequence[str], grams: dict[str, int], arrays: dict[str, Any], embedder: Embedder
    ) -> None:
        self.digest = digest
        self.items = tuple(items)
        self._grams = grams
        self._idf: Matrix = arrays["idf"]
        self._mean: Matrix = arrays["mean"]
        self._by_vector: Matrix = arrays["by_vector"]
        self._by_gram: Matrix = arrays["by_gram"]
        self._bias: Matrix = arrays["bias"]
        self._embedder = embedder

    def scores(self, question: str) -> list[tuple[str, float]]:
        """Every item with its score, best first; equal scores in the order of item names."""
        vector = _centred(self._embedder.embed_queries([question]), self._mean)[0]
        total: Matrix = vector @ self._by_vector + self._bias
        for gram, weight in _weights(question, self._grams, self._idf).items():
            total += np.float32(weight) * self._by_gram[gram]
        powers = np.exp(total - total.max())
        shares = powers / powers.sum()
        order = np.lexsort((np.arange(len(self.items)), -total))
        return [(self.items[i], float(shares[i])) for i in order]

    def save(self, path: Path) -> None:
        """Written aside, then renamed: a reader sees the old file or the new one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".npz")
        head = json.dumps({"digest": self.digest, "items": self.items, "grams": list(self._grams)}, ensure_ascii=False)
        with os.fdopen(handle, "wb") as file:
            np.savez(
                file,
                head=np.array(head),
                idf=self._idf,
                mean=self._mean,
                by_vector=self._by_vector,
                by_gram=self._by_gram,
                bias=self._bias,
            )
        os.replace(name, path)


def ensure_likeness(samples: Sequence[Sample], path: Path, embedder: Embedder) -> Likeness:
    """The classifier of exactly these samples and this model: loaded where it is there, else fitted and saved."""
    digest = _digest(samples, embedder.name)
    loaded = _load(path, digest, embedder)
    if loaded is not None:
        return loaded
    fitted = fit(samples, embedder)
    fitted.save(path)
    return fitted


def is_fitted(samples: Sequence[Sample], path: Path, model: str) -> bool:
    """Whether the file holds the classifier of exactly these samples and of the model with this name."""
    try:
        with np.load(path, allow_pickle=False) as data:
            return bool(json.loads(str(data["head"]))["digest"] == _digest(samples, model))
    except (OSError, ValueError, KeyError):
        return False


def fit(samples: Sequence[Sample], embedder: Embedder) -> Likeness:
    """Raises ValueError where there are no samples, or none but of one item."""
    items = sorted({s.item for s in samples})
    if len(items) < 2:
        raise ValueError("samples of two items at least are needed to tell them apart")
    counted = [_count(s.question) for s in samples]
    seen = Counter(gram for grams in counted for gram in grams)
    grams = {g: i for i, g in enumerate(sorted(g for g, n in seen.items() if len(g) == 1 or n >= _LEAST_SEEN))}
    idf = np.array([np.log((len(samples) + 1) / seen[g]) * len(g) for g in grams], dtype=np.float32)
    vectors = _embedded([s.question for s in samples], embedder)
    mean = vectors.mean(axis=0)
    features = _features(_centred(vectors, mean), [_weights(s.question, grams, idf) for s in samples], len(grams))
    column = {item: i for i, item in enumerate(items)}
    weights, bias = _separate(features, np.array([column[s.item] for s in samples]))
    width = vectors.shape[1]
    arrays = {
        "idf": idf,
        "mean": mean,
        "by_vector": weights[:width],
        "by_gram": weights[width:],
        "bias": bias,
    }
    return Likeness(_digest(samples, embedder.name), items, grams, arrays, embedder)


def _embedded(questions: Sequence[str], embedder: Embedder) -> Matrix:
    """One vector a question, with a progress bar on standard error: twenty thousand take some minutes."""
    from tqdm import tqdm  # type: ignore[import-untyped,unused-ignore]

    starts = tqdm(range(0, len(questions), _AT_A_TIME), desc="样例问法", unit="批", disable=None)
    return np.concatenate([embedder.embed_queries(list(questions[i : i + _AT_A_TIME])) for i in starts])


def _features(vectors: Matrix, rows: Sequence[dict[int, float]], width: int) -> Any:
    """A sparse matrix of a row for each sample: its vector, and behind it its n-grams, most of them empty."""
    from scipy.sparse import csr_array, hstack  # only where a classifier is made

    data = [weight for row in rows for weight in row.values()]
    columns = [gram for row in rows for gram in row]
    ends = np.cumsum([0, *(len(row) for row in rows)])
    by_gram = csr_array((np.array(data, dtype=np.float32), columns, ends), shape=(len(rows), width))
    return hstack([csr_array(vectors), by_gram], format="csr")


def _separate(features: Any, classes: npt.NDArray[np.int64]) -> tuple[Matrix, Matrix]:
    """Logistic regression over the features' main components: of shape (features, classes), and per class its bias."""
    from sklearn.linear_model import LogisticRegression  # only where a classifier is made
    from sklearn.utils.extmath import randomized_svd

    most = min(_COMPONENTS, *features.shape)
    left, sizes, directions = randomized_svd(features, most, n_iter=_PASSES, random_state=0)
    model = LogisticRegression(C=_REGULARISATION, max_iter=_ROUNDS, tol=_TOLERANCE).fit(left * sizes, classes)
    weights, bias = model.coef_, model.intercept_
    if len(weights) == 1:  # two classes are told apart by one line
        weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return (directions.T @ weights.T).astype(np.float32), bias.astype(np.float32)


def _load(path: Path, digest: str, embedder: Embedder) -> Likeness | None:
    try:
        with np.load(path, allow_pickle=False) as data:
            head = json.loads(str(data["head"]))
            if head["digest"] != digest:
                return None
            arrays = {name: data[name] for name in ("idf", "mean", "by_vector", "by_gram", "bias")}
    except (OSError, ValueError, KeyError):
        return None  # missing or damaged: fitted anew
    grams = {gram: i for i, gram in enumerate(head["grams"])}
    return Likeness(digest, head["items"], grams, arrays, embedder)


def _digest(samples: Sequence[Sample], model: str) -> str:
    text = json.dumps([FORMAT, model, [(s.item, s.question) for s in samples]], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _count(question: str) -> Counter[str]:
    text = _PUNCTUATION.sub("", question)
    return Counter(text[i : i + n] for n in range(1, _LONGEST + 1) for i in range(len(text) - n + 1))


def _weights(question: str, grams: dict[str, int], idf: Matrix) -> dict[int, float]:
    """tf-idf of the known n-grams, of length 1 together."""
    raw = {grams[g]: (1 + np.log(n)) * float(idf[grams[g]]) for g, n in _count(question).items() if g in grams}
    length = float(np.sqrt(sum(w * w for w in raw.values())))
    return {g: w / length for g, w in sorted(raw.items())} if length else {}


def _centred(vectors: Matrix, mean: Matrix) -> Matrix:
    moved = vectors - mean
    lengths: Matrix = np.linalg.norm(moved, axis=1, keepdims=True).astype(np.float32, copy=False)
    lengths[lengths == 0] = 1
    return moved / lengths
