"""「分别给予500万元、100万元」: the n-th figure belongs to the n-th class that the text lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from corpus.check.coverage import money_key, threshold_key
from corpus.check.view import Check, Finding, Key, Location, View
from corpus.figures import Figure, find_figures
from corpus.rules import Cell, Measure

_SHARED: Final = "分别"
_JOINED: Final = frozenset(("、", "和", "及", "以及", "与"))


@dataclass(frozen=True, slots=True)
class _Share:
    """A measure's part in a list of figures: the figure that its rule has, and where the rule says so."""

    index: int
    measure: Measure
    key: Key
    location: Location


def shares_follow_the_order_of_the_text(view: View) -> Iterator[Finding]:
    """Of measures that share a quote with 分别, each has the figure of its own class."""
    for (_, quote), shares in _groups(view).items():
        first = shares[0]
        if quote.count(_SHARED) > 1:
            yield view.in_measure(first.measure, ("measures", first.index, "quote"), "引文里有两个“分别”，请分开引")
            continue
        figures = _listed(quote)
        if len(figures) != len(shares):
            names = "、".join(share.measure.id for share in shares)
            message = f"「{quote}」分别列了 {len(figures)} 个数，用这段引文的规则却有 {len(shares)} 条（{names}）"
            yield view.in_measure(first.measure, ("measures", first.index), message)
            continue
        places = _places(view, shares, quote)
        if places is None:
            message = f"看不出各条规则对应「{quote}」里的第几类：请写明 each 的 cell，或把类名写进 name"
            yield view.in_measure(first.measure, ("measures", first.index), message)
            continue
        in_order = [share for _, share in sorted(zip(places, shares, strict=True), key=lambda pair: pair[0])]
        for rank, (figure, share) in enumerate(zip(figures, in_order, strict=True), start=1):
            if figure.key != share.key:
                message = f"「{quote}」里第 {rank} 类对应第 {rank} 个数「{figure.text}」，规则写的不是它"
                yield view.in_measure(share.measure, share.location, message)


def _groups(view: View) -> dict[tuple[str, str], list[_Share]]:
    """Measures by the quote with 分别 that they share."""
    groups: dict[tuple[str, str], list[_Share]] = {}
    for i, measure in enumerate(view.policy.measures):
        share = _share(view, i, measure)
        for quote in measure.quote:
            if share and _SHARED in quote:
                groups.setdefault((measure.clause, quote), []).append(share)
    return groups


def _share(view: View, index: int, measure: Measure) -> _Share | None:
    if measure.pays and measure.pays.amount is not None:
        return _Share(index, measure, money_key(measure.pays.amount), ("measures", index, "pays"))
    for placed in view.tests_of(measure):
        key = threshold_key(view, placed)
        if key is not None and not measure.pays:
            return _Share(index, measure, key, placed.location)
    return None


def _listed(quote: str) -> list[Figure]:
    """The figures of the list behind 分别."""
    behind = quote.index(_SHARED)
    listed: list[Figure] = []
    for figure in find_figures(quote):
        if figure.start < behind:
            continue
        if listed and quote[listed[-1].end : figure.start] not in _JOINED:
            break
        listed.append(figure)
    return listed


def _places(view: View, shares: list[_Share], quote: str) -> list[int] | None:
    """Where in the quote each measure's class is named; None where that parts them not."""
    cells = [_cell(view, share.measure) for share in shares]
    if all(cells):
        for slot in ("grade", "role", "level", "kind"):
            found = [_place_of(view, cell, slot, quote) for cell in cells if cell]
            if None not in found and len(set(found)) == len(found):
                return [place for place in found if place is not None]
        return None
    named = [_place_of_name(share.measure.name, quote) for share in shares]
    distinct = None not in named and len(set(named)) == len(named)
    return [place for place in named if place is not None] if distinct else None


def _cell(view: View, measure: Measure) -> Cell | None:
    fact = view.fact(measure.pays.each) if measure.pays and measure.pays.each else None
    return fact.cell if fact else None


def _place_of(view: View, cell: Cell, slot: str, quote: str) -> int | None:
    """Where the quote first names the value that a cell has in this slot, before 分别."""
    before = quote[: quote.index(_SHARED)]
    values: tuple[str, ...] = getattr(cell, slot)
    places: list[int] = []
    for value in values:
        # 一等奖 in 一、二等奖 stands as its numeral alone
        keys = {figure.key for figure in find_figures(value)}
        places += [figure.start for figure in find_figures(before) if figure.key in keys]
        if not keys:
            places += [before.find(word) for word in _words(view, cell, slot, value) if word in before]
    return min(places, default=None)


def _words(view: View, cell: Cell, slot: str, value: str) -> tuple[str, ...]:
    if slot == "kind":
        family = view.policy.vocabulary.families.get(cell.family)
        return family.kinds.get(value, ()) if family else ()
    slots = view.policy.vocabulary.slots
    for name, words in slots.items():
        if name == slot:
            return words.get(value, ())
    return ()


def _place_of_name(name: str, quote: str) -> int | None:
    """Where the quote lists the class that ends the measure's name."""
    elements = list(re.finditer("(?:(?!以及)[^，。；、和])+", quote))
    ending = [match for match in elements if len(match[0]) > 1 and name.endswith(match[0])]
    return max(ending, key=lambda match: len(match[0])).start() if ending else None


SHARE_CHECKS: Final[tuple[Check, ...]] = (shares_follow_the_order_of_the_text,)
