"""One class of a family as a text names it, and the facts that it stands for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from assistant.calculator.intervals import Interval
from corpus.library import Policy

SLOTS: Final = ("kind", "level", "grade", "role")


@dataclass(frozen=True)
class Mention:
    """One class as named in the text; None and () where a slot was not said."""

    family: str
    kind: str | None = None
    level: str | None = None
    grade: str | None = None
    role: str | None = None
    position: Interval | None = None
    count: Interval | None = None
    start: int = 0
    end: int = 0
    inherited: frozenset[str] = field(default_factory=frozenset)

    @property
    def named(self) -> frozenset[str]:
        """Slots that hold a value."""
        return frozenset(s for s in SLOTS if getattr(self, s) is not None)

    @property
    def said(self) -> frozenset[str]:
        """Slots that this text itself filled."""
        return self.named - self.inherited


def cells_of(mention: Mention, policy: Policy) -> tuple[str, ...]:
    """Ids of the facts that agree with the mention, in file order; () where the text names no such class."""
    family = policy.vocabulary.families[mention.family]
    kinds = family.covers.get(mention.kind or "", (mention.kind,)) if mention.kind else ()
    found = []
    for fact_id, fact in policy.facts.items():
        cell = fact.cell
        if cell is None or cell.family != mention.family:
            continue
        if kinds and not set(kinds) & set(cell.kind):
            continue
        agree = all(
            getattr(mention, slot) is None or not getattr(cell, slot) or getattr(mention, slot) in getattr(cell, slot)
            for slot in ("level", "grade", "role")
        )
        if agree:
            found.append(fact_id)
    return tuple(found)


def ranked_count(mention: Mention, within: int, count: Interval) -> Interval:
    """How many of them count, where only the first `within` drafters do."""
    if mention.position is None:
        return count
    if mention.position.upper is not None and mention.position.upper <= within:
        return count
    return Interval(0, 0) if mention.position.lower > within else Interval(0, count.upper)
