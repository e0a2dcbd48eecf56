"""Folding of raw input, character by character, so that every place in the result has one in the input."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import opencc

_SIMPLIFIED = opencc.OpenCC("t2s")
_DASHES = "‐‑‒–—―−─﹘"
_TILDES = "〜∼˜〰"
# Superscripts, circled figures and vulgar fractions are left out: NFKC would read m² as m2 and 2½ as 21/2.
_FOLDED_FORMS = ("<wide>", "<narrow>", "<compat>", "<small>", "<font>", "<noBreak>", "<vertical>")


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` is the folded input; ``places[i]`` is where its character i stood in the raw input, and the
    last place is the length of the raw input."""

    text: str
    places: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Places in the raw input of the non-empty folded span [start, end)."""
        return self.places[start], self.places[end - 1] + 1


@lru_cache(maxsize=8192)
def _fold(character: str) -> str:
    """At most one character: "" for what takes no room on the page (zero-width space, BOM)."""
    if character in _DASHES:
        return "-"
    if character in _TILDES:
        return "~"
    if unicodedata.category(character) == "Cf":
        return ""
    decomposition = unicodedata.decomposition(character)
    if decomposition.startswith(_FOLDED_FORMS) or (decomposition and decomposition[0] != "<"):
        folded = unicodedata.normalize("NFKC", character)
        character = folded if len(folded) == 1 else character
    if "\u3400" <= character <= "\u9fff":
        simplified: str = _SIMPLIFIED.convert(character)
        character = simplified if len(simplified) == 1 else character
    return {"圆": "元", "○": "〇", "◯": "〇"}.get(character, character)


def fold(raw: str) -> Folded:
    """Full width to half width, traditional to simplified, one kind of dash and one of tilde."""
    if raw.isascii():
        return Folded(raw, list(range(len(raw) + 1)))
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(raw):
        if folded := _fold(character):
            characters.append(folded)
            places.append(place)
    places.append(len(raw))
    return Folded("".join(characters), places)
