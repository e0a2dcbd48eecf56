"""Words and bigrams of Chinese text, by a jieba of our own that starts in milliseconds.

jieba reads half a million words at start: 0.58 s from its text, and 0.60 s from its own cache (measured: it
unmarshals through a Python file object), which it also keeps in a world-writable /tmp. Here the dictionary,
with the policies' terms already in it, is laid out as one page a first character. Cutting a sentence looks up
only words that begin with one of its characters, so a question loads a few dozen pages.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import jieba  # type: ignore[import-untyped]

PAGES_FILE = "words.txt"
TABLE_FILE = "words.json"

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HAN_RUN = re.compile(f"[{_HAN}]{{2,}}")
# A PDF breaks lines inside words, and people type spaces between characters.
_GAP_IN_HAN = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_THOUSANDS_COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
# A figure, and the unit after it: jieba would read 1200万能 as 1200|万能.
_FIGURE_OR_UNIT = re.compile(r"(\d+(?:\.\d+)?%?|(?<=\d)[十百千万亿]+元?)")
_FIGURE_WORD = re.compile(r"\d+(?:\.\d+)?%?|[十百千万亿]+元?")
_HAS_WORD_CHARACTER = re.compile(r"\w")


def normalised(text: str) -> str:
    """Text as it is indexed and searched: NFKC, lower case, no space within Chinese, 1,000 as 1000."""
    text = unicodedata.normalize("NFKC", text).lower()
    return _THOUSANDS_COMMA.sub("", _GAP_IN_HAN.sub("", text))


def bigrams(text: str) -> list[str]:
    """Every two neighbouring Chinese characters of a normalised text, in order."""
    return [run[i : i + 2] for run in _HAN_RUN.findall(text) for i in range(len(run) - 1)]


class _PagedTokenizer(jieba.Tokenizer):  # type: ignore[misc]
    """A jieba tokenizer whose dictionary is read page by page, as sentences ask for it."""

    def __init__(self, pages: bytes, table: dict[str, tuple[int, int]], total: int) -> None:
        super().__init__()
        self._pages, self._table = pages, table
        self._loaded: set[str] = set()
        self.total = total
        self.initialized = True

    def get_DAG(self, sentence: str) -> dict[int, list[int]]:
        # Every lookup jieba makes for a sentence follows this call and begins with one of its characters.
        for character in set(sentence) - self._loaded:
            if character in self._table:
                start, end = self._table[character]
                lines = self._pages[start:end].decode().removesuffix("\n").split("\n")
                self.FREQ.update((word, int(count)) for word, count in (line.split("\t") for line in lines))
            # Marked only now: a thread that comes in between loads the page once more, and to no harm.
            self._loaded.add(character)
        dag: dict[int, list[int]] = super().get_DAG(sentence)
        return dag


class Segmenter:
    """Cuts text into words: made `from_terms`, or `load`ed where one was saved. Threads may share it."""

    def __init__(self, tokenizer: jieba.Tokenizer) -> None:
        self._tokenizer = tokenizer

    def knows(self, word: str) -> bool:
        """Whether the dictionary (with the terms) has this very word."""
        self._tokenizer.get_DAG(word)  # reads the pages of its characters
        return bool(self._tokenizer.FREQ.get(word))

    @classmethod
    def from_terms(cls, terms: Iterable[str] = ()) -> Segmenter:
        """jieba's dictionary and the given terms, in any order, each kept as one word; takes 0.5 s."""
        tokenizer = jieba.Tokenizer()
        # Filled by hand: `initialize()` would read and write jieba's cache in /tmp and log to standard error.
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
        tokenizer.initialized = True
        # A term's frequency depends on the terms before it: sorted, so that equal sets give equal words.
        for term in sorted({normalised(term).strip() for term in terms}):
            if term and not re.search(r"\s", term):
                tokenizer.add_word(term)
        return cls(tokenizer)

    def words(self, text: str) -> list[str]:
        """The words of a normalised text in order, figures such as 15% whole, punctuation left out."""
        words: list[str] = []
        for i, piece in enumerate(_FIGURE_OR_UNIT.split(text)):
            if i % 2:  # split by a group: every other piece is a match
                words.append(piece)
            else:
                # No guesses at unknown words (HMM): jieba makes up 能补 and 会涨; bigrams do better.
                cut = self._tokenizer.cut(piece, HMM=False)
                words.extend(word for word in cut if _HAS_WORD_CHARACTER.search(word))
        return words

    @staticmethod
    def is_figure(word: str) -> bool:
        """Whether a word is a figure or the unit of one."""
        return _FIGURE_WORD.fullmatch(word) is not None

    def save(self, directory: Path) -> None:
        """Write the dictionary of a segmenter made `from_terms` into a folder, as pages and their table."""
        pages: list[bytes] = []
        table: dict[str, tuple[int, int]] = {}
        position = 0
        for character, words in groupby(sorted(self._tokenizer.FREQ), key=lambda word: word[0]):
            page = "".join(f"{word}\t{self._tokenizer.FREQ[word]}\n" for word in words).encode()
            table[character] = (position, position + len(page))
            pages.append(page)
            position += len(page)
        (directory / PAGES_FILE).write_bytes(b"".join(pages))
        document = {"total": self._tokenizer.total, "pages": table}
        (directory / TABLE_FILE).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> Segmenter:
        """Read a saved dictionary. Raises OSError or ValueError where the files are missing or damaged."""
        document = json.loads((directory / TABLE_FILE).read_text(encoding="utf-8"))
        pages = (directory / PAGES_FILE).read_bytes()
        return cls(_PagedTokenizer(pages, document["pages"], document["total"]))
