"""Where the rules are unsure of what a part says: what it comes to, and what of it was left over."""

from __future__ import annotations

from typing import Final, Literal

from assistant.answer.choosing import STRANGE
from assistant.answer.draft import Draft
from assistant.answer.turn import Turn
from assistant.understanding.mood import asks
from assistant.understanding.patterns import best_score
from assistant.understanding.quantities import Quantity
from assistant.understanding.surroundings import HYPOTHETICAL

Doubted = Literal["off_topic", "not_found", "from_clause", "unclear", "leftover", "unasked", "faint"]
ABOUT_FACTS: Final = frozenset({"unclear", "leftover"})  # what is asked was read for sure
_FAINT: Final = 3.0  # of a recorded fact that no pattern names: a likeness below three eighths


def doubts(turn: Turn, draft: Draft) -> tuple[Doubted, ...]:
    """Why the reading of a part may be wrong; () where it is sure, or where nothing else could be made of it."""
    part = turn.part
    if _supposes(turn):
        return ()  # what is supposed holds for this wording alone
    found: list[Doubted] = []
    if draft.kind == "off_topic" and part.candidates.off_topic < STRANGE:
        found.append("off_topic")
    if draft.kind == "not_found":
        found.append("not_found")
    if draft.kind == "clause" and not part.references:
        found.append("from_clause")
    if part.facts.unclear:
        found.append("unclear")
    if not part.asked.premise and any(_is_left(turn, q) for q in part.facts.loose):
        found.append("leftover")
    if draft.kind == "noted" and asks(part.text):
        found.append("unasked")  # facts were noted, and what was asked was not found
    if _is_faint(turn, draft):
        found.append("faint")
    return tuple(found)


def _supposes(turn: Turn) -> bool:
    """Something is supposed or planned, apart from a thing that is merely named (「芯片补贴」)."""
    facts, told = turn.policy.facts, [t for t in turn.part.facts.told if t.hypothetical]
    numbers = any(facts[t.fact].type != "flag" or not t.value.lower for t in told)
    return numbers or (bool(told) and HYPOTHETICAL.search(turn.part.text) is not None)


def _is_left(turn: Turn, quantity: Quantity) -> bool:
    """Money or people that were told and belong to no fact."""
    if quantity.ordinal or not (quantity.kind == "money" or quantity.unit == "人"):
        return False
    return not any(quantity.text in t.span for t in turn.part.facts.told)


def _is_faint(turn: Turn, draft: Draft) -> bool:
    """A recorded fact that the part merely sounds like."""
    candidates, text = turn.part.candidates, turn.part.text
    if draft.kind == "statement" and candidates.statements:
        first = candidates.statements[0]
        return first.score < _FAINT and not best_score(first.item.about, text)
    if draft.kind == "not_stated" and candidates.not_stated and not turn.part.unnamed:
        gap = candidates.not_stated[0]
        return gap.score < _FAINT and not best_score(gap.item.about, text)
    return False
