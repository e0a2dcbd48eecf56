"""The answer unit: the smallest piece of a policy that a search returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["clause", "measure", "statement"]
KINDS: frozenset[str] = frozenset(get_args(Kind))


@dataclass(frozen=True)
class Unit:
    """A clause, a measure or a recorded statement (such as a `not_stated`) of one policy.

    `id` is unique in the index and orders ties; `clause` is the clause id within `policy` ("4.3.7") that a
    citation of this unit names; `text` is what is indexed, and need not be the clause word for word.
    """

    id: str
    policy: str
    clause: str
    text: str
    kind: Kind

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a unit needs an id")
        if self.kind not in KINDS:
            raise ValueError(f"unit {self.id}: kind is {self.kind!r}, not one of {sorted(KINDS)}")
