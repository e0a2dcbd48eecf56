"""`about` patterns: what a question must hold to be about an answer unit.

「中期|考核 延|推迟 !验收」 is groups parted by spaces, alternatives parted by |, and what must be absent after !;
@when names a class of question words. The score of a match is how many characters of the question it accounts
for, so that the more specific pattern wins without weights to tune.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from assistant.understanding.questions import CLASSES

_MOST_PER_CLASS: Final = 2  # a question word tells less than its length


@dataclass(frozen=True, slots=True)
class Pattern:
    """One `about` pattern, parsed: of each group one alternative must stand, of `absent` none."""

    groups: tuple[tuple[str, ...], ...]
    absent: tuple[str, ...]

    def score(self, text: str) -> float:
        """Characters of `text` accounted for; 0 where a group is missing or an excluded word stands."""
        if any(word in text for word in self.absent):
            return 0
        covered: set[int] = set()
        classes = 0.0
        for group in self.groups:
            matched = False
            for word in group:
                if word.startswith("@"):
                    hit = max((len(w) for w in CLASSES[word[1:]] if w in text), default=0)
                    if hit:
                        matched = True
                        classes = max(classes, min(hit, _MOST_PER_CLASS))
                    continue
                at = text.find(word)
                while at >= 0:
                    matched = True
                    covered.update(range(at, at + len(word)))
                    at = text.find(word, at + 1)
            if not matched:
                return 0
        return len(covered) + classes


@cache
def parse(pattern: str) -> Pattern:
    """Raises ValueError for an empty group or an unknown class."""
    groups: list[tuple[str, ...]] = []
    absent: list[str] = []
    for part in pattern.split():
        if part.startswith("!"):
            absent.append(part[1:])
            continue
        words = tuple(part.split("|"))
        if not all(words):
            raise ValueError(f"「{pattern}」里有空的选项")
        for word in words:
            if word.startswith("@") and word[1:] not in CLASSES:
                raise ValueError(f"「{pattern}」里没有这一类疑问词：{word}")
        groups.append(words)
    if not groups:
        raise ValueError(f"「{pattern}」没有要出现的词")
    return Pattern(tuple(groups), tuple(absent))


def best_score(about: Iterable[str], text: str) -> float:
    """The best of several patterns on one text."""
    return max((parse(p).score(text) for p in about), default=0)
