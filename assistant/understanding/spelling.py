"""Slips of the keyboard: words of the policies' own vocabulary, recognised by sound (「自主新片」, 「科技进不奖」).

Bounded on purpose: only words that a policy declares, only a stretch of the same length and the same sound without
tones (of four characters and more: nearly the same, where most characters stand), at least one character the same,
and of two characters only what is no word of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from corpus.library import Policy

if TYPE_CHECKING:
    from index.words import Segmenter

_SHORTEST: Final = 2
_LONGEST: Final = 8
_ROUGH: Final = 4  # characters of a word that may be meant by a sound that is only alike
_CUT: Final = 3  # characters of the words that a slip must leave whole
_OPPOSITE: Final = {"买", "卖"}  # sound alike without tones, and no slip makes a buyer of a seller
_HAN: Final = re.compile(r"[\u4e00-\u9fff]+")


class Speller:
    """Corrects against one vocabulary. Built once; correcting keeps no state."""

    def __init__(self, words: Iterable[str], known: Segmenter | None = None) -> None:
        self._words = frozenset(w for w in words if _SHORTEST <= len(w) <= _LONGEST and _HAN.fullmatch(w))
        self._known = known

    def correct(self, text: str) -> str:
        """The text with slips replaced; the same text where there are none."""
        sounds = _sounds(text)
        out, at = list(text), 0
        while at < len(text):
            at = self._correct_at(text, sounds, out, at)
        return "".join(out)

    def _correct_at(self, text: str, sounds: list[str], out: list[str], at: int) -> int:
        for length in range(min(_LONGEST, len(text) - at), _SHORTEST - 1, -1):
            piece = text[at : at + length]
            if piece in self._words:
                return at + length
            word = self._by_sound.get(tuple(sounds[at : at + length])) or self._roughly(piece, sounds[at : at + length])
            if word and word != piece and self._is_slip(piece, word, text, at):
                out[at : at + length] = word
                return at + length
        return at + 1

    def _is_slip(self, piece: str, word: str, text: str, at: int) -> bool:
        same = sum(a == b for a, b in zip(piece, word, strict=True))
        if not same or not _HAN.fullmatch(piece) or any({a, b} == _OPPOSITE for a, b in zip(piece, word, strict=True)):
            return False
        # part of a declared word that stands here is no slip of another
        if any(w in text and w.find(piece) >= 0 for w in self._words if len(w) > len(piece)):
            return False
        if self._cuts_a_word(text, at) or self._cuts_a_word(text, at + len(piece)):
            return False
        return not self._is_word(piece)

    def _cuts_a_word(self, text: str, at: int) -> bool:
        """国家技|术发明奖, 供应|商名单: what would cut a word of the dictionary in two is no slip."""
        return any(
            self._is_word(text[start:end])
            for start in range(max(0, at - _CUT + 1), at)
            for end in range(at + 1, min(len(text), start + _CUT) + 1)
        )

    def _is_word(self, piece: str) -> bool:
        return len(piece) >= _SHORTEST and self._known is not None and self._known.knows(piece)

    def _roughly(self, piece: str, sounds: list[str]) -> str | None:
        """A longer word that sounds alike to who does not tell zh from z (「浙江制照」), most of whose characters stand."""
        if len(piece) < _ROUGH:
            return None
        word = self._by_rough_sound.get(tuple(map(_rough, sounds)))
        return word if word and 2 * sum(a == b for a, b in zip(piece, word, strict=True)) > len(piece) else None

    @cached_property
    def _by_rough_sound(self) -> dict[tuple[str, ...], str]:
        table: dict[tuple[str, ...], str] = {}
        for word in sorted(w for w in self._words if len(w) >= _ROUGH):
            table.setdefault(tuple(map(_rough, _sounds(word))), word)
        return table

    @cached_property
    def _by_sound(self) -> dict[tuple[str, ...], str]:
        table: dict[tuple[str, ...], str] = {}
        for word in sorted(self._words):
            table.setdefault(tuple(_sounds(word)), word)
        return table


def vocabulary_of(policy: Policy) -> frozenset[str]:
    """Every word that a policy's data declares: of facts, families, slots, `about` patterns and the subject."""
    words = set(policy.head.subject_terms)
    for fact in policy.facts.values():
        phrases = (*fact.say, *fact.weak, *(w for ways in fact.values.values() for w in ways))
        words.update(p for w in phrases for p in w.split("…") if p == w or p in policy.document.text)
    for family in policy.vocabulary.families.values():
        words.update(w for surfaces in family.kinds.values() for w in surfaces)
    for values in policy.vocabulary.slots.values():
        words.update(w for surfaces in values.values() for w in surfaces)
    patterns = [p for t in policy.topics for p in t.about] + [p for m in policy.measures for p in m.about]
    words.update(w for p in patterns for w in re.split(r"[ |!]+", p) if len(w) > 2)
    return frozenset(words)


def _rough(sound: str) -> str:
    """A sound without what dialects do not tell apart: zh/z, ch/c, sh/s, and n/ng at the end."""
    return re.sub(r"^([zcs])h", r"\1", re.sub(r"(?<=[ie])ng$", "n", sound))


def _sounds(text: str) -> list[str]:
    """Pinyin without tones, one a character; other characters stand for themselves."""
    return [_sound(char) for char in text]


@lru_cache(maxsize=8192)
def _sound(char: str) -> str:
    from pypinyin import Style, pinyin  # imported late: most messages of a one-shot command need it, none of --help

    return "".join(sound[0] for sound in pinyin(char, style=Style.NORMAL, errors="default"))
