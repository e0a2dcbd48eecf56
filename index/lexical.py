"""Lexical search: BM25 (bm25s) over one bag of jieba words and character bigrams.

The words carry meaning, the bigrams see to it that a term which jieba does not know, or cuts differently in
the question and in the text, still matches.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path

import bm25s  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt

from index.words import Segmenter, bigrams, normalised

Scores = npt.NDArray[np.float32]

# Words of asking and of grammar: they say nothing about what a question is on. Used by `coverage` only; BM25
# weighs them down by itself, and leaving them out of the search gained nothing in the fused ranking on
# LeCoQA.
_FUNCTION_WORDS = """
    我 我们 你 你们 您 他 他们 她 它 它们 咱们 自己 我司 贵司 本公司 这 那 这个 那个 这些 那些 这样 那样
    这里 那里 什么 怎么 怎样 怎么样 怎么办 如何 哪 哪个 哪些 哪里 哪儿 哪种 谁 几 多少 多久 多大 多长 何时
    为什么 为何 是否 能否 可否 有没有 是不是 能不能 可不可以 会不会 要不要 请 请问 想 想问 想要 问 问问 一下
    知道 告诉 帮 帮我 帮忙 看看 说 的 地 得 了 着 过 吗 呢 吧 啊 呀 嘛 哦 是 有 没 没有 在 不 不是 也 都 还
    还是 就 才 又 再 很 太 最 更 只 只有 和 与 及 或 或者 以及 而 而且 但 但是 如果 要是 假如 因为 所以 那么
    然后 对 对于 关于 把 被 给 让 向 从 到 为 为了 以 于 由 按 按照 跟 比 能 能够 可以 可 会 要 需要 应该
    应当 该 得到 一个 一种 一些 这种 那种 个 种 些 今天 现在 目前 大概 大约 左右 一共 总共 到底 究竟 其他
    其它 别的 另外 分别 之后 以后 之前 以前 时候 不能 有啥 几个 两个 三个 公司 单位 去年 今年 明年 前年 拿到
    领到 好处 情况 问题 事情 东西 方面 相关 有关 具体 办法 多少钱
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
_VOCABULARY_FILE = "vocab.index.json"  # the name that bm25s gives it


class LexicalIndex:
    """BM25 over n texts, known by their position 0..n-1."""

    def __init__(self, bm25: bm25s.BM25, vocabulary: dict[str, int], segmenter: Segmenter) -> None:
        self._bm25, self._vocabulary, self._segmenter = bm25, vocabulary, segmenter

    @classmethod
    def from_texts(cls, texts: Sequence[str], segmenter: Segmenter) -> LexicalIndex:
        """Index n texts. Raises ValueError where none of them holds a single word."""
        bags = [tokens(text, segmenter) for text in texts]
        # bm25s would number tokens in the order of a set, which changes from process to process.
        vocabulary = {token: i for i, token in enumerate(sorted({token for bag in bags for token in bag}))}
        if not vocabulary:
            raise ValueError("no text to index holds a word")
        bm25 = bm25s.BM25()
        bm25.index(([[vocabulary[token] for token in bag] for bag in bags], vocabulary), show_progress=False)
        return cls(bm25, vocabulary, segmenter)

    @property
    def segmenter(self) -> Segmenter:
        """What cuts queries and texts into words."""
        return self._segmenter

    def scores(self, query: str) -> Scores:
        """BM25 score of every text, shape (n,); 0 for a text that shares no token with the query."""
        known = [self._vocabulary[t] for t in tokens(query, self._segmenter) if t in self._vocabulary]
        scores: Scores = self._bm25.get_scores_from_ids(known)
        return scores

    def coverage(self, query: str) -> float:
        """How much of what the query is about the texts know, from 0 to 1, rare words weighing more.

        Function words and figures are no subject and do not count; single characters count only where there
        is nothing longer (「奖多少」). A word that the texts lack counts by the share of its bigrams that
        they have. A query with no subject at all (「？？」「你呢」) has coverage 0.
        """
        words = _with_characters_joined(self._segmenter.words(normalised(query)))
        subject = sorted({word for word in words if not Segmenter.is_figure(word)} - FUNCTION_WORDS)
        subject = [word for word in subject if len(word) > 1] or subject
        weights = [self._weight(word) for word in subject]
        known = sum(weight * self._known_share(word) for word, weight in zip(subject, weights, strict=True))
        return known / sum(weights) if weights else 0.0

    def save(self, directory: Path) -> None:
        """Write the index and its dictionary into a folder."""
        self._bm25.save(directory, show_progress=False)
        # bm25s writes JSON by whichever library is installed: the same index would differ in bytes.
        document = json.dumps(self._vocabulary, ensure_ascii=False)
        (directory / _VOCABULARY_FILE).write_text(document, encoding="utf-8")
        self._segmenter.save(directory)

    @classmethod
    def load(cls, directory: Path) -> LexicalIndex:
        """Read a saved index. Raises OSError or ValueError where files are missing or damaged."""
        bm25 = bm25s.BM25.load(directory, show_progress=False)
        return cls(bm25, bm25.vocab_dict, Segmenter.load(directory))

    def _weight(self, word: str) -> float:
        """BM25's idf of a word; a word that no text holds weighs the most."""
        token = self._vocabulary.get(word)
        starts = self._bm25.scores["indptr"]
        holders = 0 if token is None else int(starts[token + 1] - starts[token])
        total = int(self._bm25.scores["num_docs"])
        return float(np.log1p((total - holders + 0.5) / (holders + 0.5)))

    def _known_share(self, word: str) -> float:
        if word in self._vocabulary:
            return 1.0
        if len(word) == 1:
            return float(word in self._characters)
        pairs = bigrams(word)
        return sum(pair in self._vocabulary for pair in pairs) / len(pairs) if pairs else 0.0

    @cached_property
    def _characters(self) -> frozenset[str]:
        return frozenset(character for token in self._vocabulary for character in token)


def _with_characters_joined(words: Iterable[str]) -> Iterator[str]:
    """The words, neighbouring single characters joined: so jieba leaves what it does not know (瞪|羚)."""

    def is_character(word: str) -> bool:
        return len(word) == 1 and word not in FUNCTION_WORDS and not Segmenter.is_figure(word)

    for characters, group in groupby(words, key=is_character):
        if characters:
            yield "".join(group)
        else:
            yield from group


def tokens(text: str, segmenter: Segmenter) -> list[str]:
    """What BM25 counts: the words of a text, then its bigrams. A word of two characters counts twice."""
    text = normalised(text)
    return segmenter.words(text) + bigrams(text)
