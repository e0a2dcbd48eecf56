"""What a tool gives back: JSON of bounded size for the model, and the same as sources for the proof of figures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from assistant.answer.proof import Source
from assistant.calculator.profile import Told

MOST_CHARACTERS: Final = 4000  # of a result's JSON, whatever was asked for
MOST_LISTED: Final = 4  # names offered in place of a wrong one


@dataclass(frozen=True)
class ToolResult:
    """`data` is the answer, or under the one key `error` what to mend (field, message, nearest).

    `sources` bear out figures of a wording as those of any answer do. What a caller told is in no source of its own:
    a result is worth as much as `told`, the facts that it was reckoned from, and who words an answer holds them
    against what the user told.
    """

    tool: str
    data: Mapping[str, Any]
    sources: tuple[Source, ...] = ()
    told: Mapping[str, Told] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """The arguments could not be used."""
        return "error" in self.data

    def __str__(self) -> str:
        """The JSON that the model reads."""
        return as_json(self.data)


class BadArgument(ValueError):
    """An argument that cannot be used: which one, what is expected, and the names nearest to a wrong one."""

    def __init__(self, field: str, message: str, nearest: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.field = field
        self.nearest = tuple(nearest)[:MOST_LISTED]


def error_of(tool: str, error: BadArgument) -> ToolResult:
    """The result that says what to mend."""
    told: dict[str, Any] = {"field": error.field, "message": str(error)}
    if error.nearest:
        told["nearest"] = list(error.nearest)
    return ToolResult(tool, {"error": told})


def as_json(data: Mapping[str, Any]) -> str:
    """Compact JSON; Chinese stays readable."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def fill(head: Mapping[str, Any], key: str, items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """`head` with as many of the items, in order, as the size allows; `left_out` counts the others."""
    room = MOST_CHARACTERS - len(as_json({**head, key: [], "left_out": 1000}))
    kept: list[Mapping[str, Any]] = []
    left_out = 0
    for item in items:
        size = len(as_json(item)) + 1
        if left_out or size > room:
            left_out += 1
            continue
        kept.append(item)
        room -= size
    return {**head, key: kept, **({"left_out": left_out} if left_out else {})}
