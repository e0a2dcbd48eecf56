"""「营收和税收分别是3.2亿和2100万」: as many sums as things, in the same order; the things may share their head (「芯片和
工位机的采购额分别…」)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.understanding.quantities import Quantity
from assistant.understanding.surroundings import segment_span

_EACH: Final = re.compile(r"(?:分别|各自|依次)(?:是|为|有|达到?|约|大概|投了|花了|做了)*|各(?:是|为)")
_JOINT: Final = re.compile(r"(?:[、,，和与及跟]|以及|还有)+(?:是|为|约|大概)*")
_ITEM: Final = re.compile(r"[、和与及跟]|以及")


@dataclass(frozen=True)
class Listed:
    """One thing of a list, where its words stand, and the sum that belongs to it."""

    start: int
    end: int
    quantity: Quantity


def respective(text: str, quantities: Sequence[Quantity]) -> list[list[Listed]]:
    """Each list of things with its list of sums, where there are as many of the one as of the other."""
    found = []
    for match in _EACH.finditer(text):
        sums = _run(text, [q for q in quantities if q.start >= match.end()], match.end())
        start, _ = segment_span(text, match.start())
        places = [start, *(m.end() for m in _ITEM.finditer(text, start, match.start()))]
        ends = [*(m.start() for m in _ITEM.finditer(text, start, match.start())), match.start()]
        if len(sums) > 1 and len(sums) == len(places):
            found.append([Listed(s, e, q) for s, e, q in zip(places, ends, sums, strict=True)])
    return found


def _run(text: str, quantities: Sequence[Quantity], at: int) -> list[Quantity]:
    """Sums that follow each other with nothing but marks between them, from a place on."""
    run: list[Quantity] = []
    for quantity in quantities:
        between = text[at : quantity.start]
        if between and not (run and _JOINT.fullmatch(between)):
            break
        run.append(quantity)
        at = quantity.end
    return run
