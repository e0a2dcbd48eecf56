"""How alike the words around two places are, by their pairs of characters."""

from __future__ import annotations

from typing import Final

SAME: Final = 0.7
"""From here on they are the same words said a little otherwise."""


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0, nothing in common, to 1 (Dice's coefficient); 0 where either has no pairs."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def likest(one: frozenset[str], others: list[frozenset[str]]) -> float:
    """The likeness of the most alike, 0 where there is none."""
    return max((likeness(one, other) for other in others), default=0.0)
