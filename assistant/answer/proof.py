"""Proof of figures: every amount, rate, count and date of an answer comes from a cited clause, the calculator,
the user's words or the policy's head. An answer with any other figure never leaves the system (promise 1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from assistant.reply import ProofOut
from assistant.understanding.quantities import Quantity, read_quantities

_Key = tuple[str, Fraction | None, Fraction | None, str | None, str]


class Unproven(Exception):
    """Figures of an answer that nothing bears out."""

    def __init__(self, figures: list[str]) -> None:
        super().__init__(f"没有出处的数字：{'、'.join(figures)}")
        self.figures = figures


@dataclass(frozen=True)
class Source:
    """Where figures may come from: a name for `proof[].from`, and the text that holds them."""

    name: str
    text: str


def prove(answer: str, sources: Iterable[Source]) -> tuple[ProofOut, ...]:
    """Each figure of the answer with its first source. Raises Unproven when a figure has none."""
    known: dict[_Key, str] = {}
    for source in sources:
        for key in _figures(source.text):
            known.setdefault(key, source.name)
    proof: dict[str, ProofOut] = {}
    unproven: list[str] = []
    for quantity in read_quantities(answer):
        found = _find(known, quantity)
        if found is None:
            unproven.append(quantity.text)
        else:
            proof.setdefault(quantity.text, ProofOut(figure=quantity.text, source=found))
    if unproven:
        raise Unproven(unproven)
    return tuple(proof.values())


@lru_cache(maxsize=8192)
def _figures(text: str) -> tuple[_Key, ...]:
    """What a source bears out. Most sources are the policy's own words, the same every turn."""
    return tuple(key for quantity in read_quantities(text) for key in _keys(quantity))


def _find(known: Mapping[_Key, str], quantity: Quantity) -> str | None:
    exact = known.get(_key(quantity))
    if exact is not None:
        return exact
    ends = [k for k in _keys(quantity) if k != _key(quantity)]
    sources = [known.get(k) for k in ends]
    if ends and all(sources):
        return sources[0]
    return None


def _keys(quantity: Quantity) -> list[_Key]:
    """The interval itself and, for one with two different ends, each end as a point."""
    keys = [_key(quantity)]
    if quantity.lower != quantity.upper:
        for end in (quantity.lower, quantity.upper):
            if end is not None:
                keys.append((_kind(quantity), end, end, None, quantity.unit))
    return keys


def _key(quantity: Quantity) -> _Key:
    day = quantity.lower_date.isoformat() if quantity.lower_date else None
    return _kind(quantity), quantity.lower, quantity.upper, day, quantity.unit


def _kind(quantity: Quantity) -> str:
    return "ordinal" if quantity.ordinal else quantity.kind
