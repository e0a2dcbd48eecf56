"""What the guard says of a wording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.reply import ProofOut

FaultKind = Literal[
    "figure",  # a figure that no source holds
    "bound",  # 最高, 以上, 不到: told with another bound than the sources
    "role",  # a threshold, a base or a loan line told as the grant
    "class",  # the figure of another level, grade, kind or part in the work
    "each",  # 每年, 一次性, 原则上: told for another time or thing
    "mixed",  # a figure told of what the sources tell another figure of
    "clause",  # a clause that the reply does not cite, or that does not say so
    "quotation",  # words in quotation marks that are not the text's
    "denial",  # 不 put in or left out
    "conjunction",  # 或 for 且
    "order",  # who does what to whom
    "promise",  # the possible or the pending told as certain or done
    "outcome",  # a verdict that the reply does not give
    "missing",  # the sum, a reading or the verdict left out
    "foreign",  # words, links, code or languages that the sources do not have
]


@dataclass(frozen=True)
class Fault:
    """One thing that a wording says and nothing bears out: its words, and in Chinese what is wrong with them."""

    kind: FaultKind
    words: str
    why: str


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a wording (nothing, where it may be sent), and where each of its figures comes from."""

    faults: tuple[Fault, ...]
    proof: tuple[ProofOut, ...]
