"""Messages typed in pinyin, whole or in part (「yanfa touru 800 wan neng na duoshao」), read as the policy's people write.

Which characters are meant is decided by a character bigram model of the policy's text and of its sample questions, so
that a new policy brings its own words; which syllables, by the same search over the letters (a hidden Markov model,
decoded by Viterbi). Letters that are no pinyin, or that nobody would write of this policy, are left as they are.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_LETTERS: Final = re.compile(r"[a-z]+(?:[' ]+[a-z]+)*")
_FEWEST: Final = 4  # letters of a stretch amid Chinese that may be pinyin
_LONGEST_SYLLABLE: Final = 6
_LEAST_SYLLABLES: Final = 3  # of a whole message: fewer are as well a word of another language
_SELDOM: Final = -6.5  # mean log probability of a character below which nobody would write this of the policy
_SMOOTHING: Final = 0.15  # share of a character's own frequency beside what follows the one before
_EDGE: Final = "\n"
_EACH: Final[Any] = list  # what pypinyin does with a run of other characters: one item for each of them
_CHINESE_MARKS: Final = str.maketrans({",": "，", ";": "；", "?": "？", "!": "！"})

Path = tuple[float, str]  # log probability, characters


class PinyinReader:
    """Reads letters as characters. `texts` are what is written of the policy; `words` are its vocabulary, one of which
    a stretch of letters amid Chinese must hold. Made once; reading keeps no state."""

    def __init__(self, texts: Iterable[str], words: Iterable[str]) -> None:
        self._texts = tuple(texts)
        self._words = frozenset(w for w in words if len(w) > 1)

    def read(self, text: str) -> str:
        """The message with its pinyin as characters; the same text where it is none."""
        if _HAN.search(text):
            return re.sub(rf"[a-z]{{{_FEWEST},}}", self._amid_chinese, text)
        read = _LETTERS.sub(self._stretch, text.lower())
        syllables = len(_HAN.findall(read))
        if syllables < _LEAST_SYLLABLES or _LETTERS.search(read):
            return text
        return read.translate(_CHINESE_MARKS)

    def _amid_chinese(self, found: re.Match[str]) -> str:
        read = self._stretch(found)
        return read if any(read[i : i + n] in self._words for n in range(2, 9) for i in range(len(read))) else found[0]

    def _stretch(self, found: re.Match[str]) -> str:
        """The likeliest characters of a stretch of letters after what stands before it; the letters where there are none."""
        letters = re.sub(r"[' ]", "", found[0])
        before = found.string[: found.start()].rstrip()[-1:] or _EDGE
        best: list[dict[str, Path]] = [{} for _ in range(len(letters) + 1)]
        best[0] = {_class_of(before): (0.0, "")}
        for at in range(len(letters)):
            if best[at]:
                for end in range(at + 1, min(len(letters), at + _LONGEST_SYLLABLE) + 1):
                    self._extend(best[at], best[end], letters[at:end])
        score, characters = max(best[-1].values(), default=(-math.inf, ""))
        return characters if characters and score / len(characters) >= _SELDOM else found[0]

    def _extend(self, paths: dict[str, Path], longer: dict[str, Path], syllable: str) -> None:
        """Every path, longer by each character that the syllable may stand for; the best to each character is kept."""
        for character, sounds in self._model.characters.get(syllable, {}).items():
            path = max((score + self._model.follows(last, character), read) for last, (score, read) in paths.items())
            extended = (path[0] + sounds, path[1] + character)
            longer[character] = max(longer.get(character, extended), extended)

    @cached_property
    def _model(self) -> _Model:
        return _Model(self._texts)


class _Model:
    """What character follows which, and how each is pronounced, counted over texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        from pypinyin import lazy_pinyin  # imported late: few messages are pinyin

        spoken: dict[str, Counter[str]] = defaultdict(Counter)
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._single: Counter[str] = Counter()
        for text in texts:
            for character, sound in zip(text, lazy_pinyin(text, errors=_EACH), strict=True):
                if _HAN.match(character):
                    spoken[character][sound.replace("ü", "v")] += 1
            run = [_class_of(c) for c in (_EDGE, *text)]
            self._single.update(run)
            self._pairs.update(pairwise(run))
        self._total = sum(self._single.values())
        self.characters: dict[str, dict[str, float]] = defaultdict(dict)
        for character, sounds in spoken.items():
            for sound, n in sounds.items():
                self.characters[sound][character] = math.log(n / sounds.total())

    def follows(self, before: str, character: str) -> float:
        """Log probability of a character after another."""
        alone = self._single[character] / self._total
        after = self._pairs[before, character] / self._single[before] if self._single[before] else 0.0
        return math.log((1 - _SMOOTHING) * after + _SMOOTHING * alone)


def _class_of(character: str) -> str:
    """Digits are alike, and so is all that parts words."""
    if _HAN.match(character):
        return character
    return "0" if character.isdigit() else _EDGE
