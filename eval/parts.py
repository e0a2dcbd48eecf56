"""The two parts of a set of cases: one that may be looked into, one that is run for its figures alone.

Which part a case belongs to hangs on its id and nothing else, so that no one chooses. A large gap between the parts
means that the assistant was tuned to the cases that were seen.
"""

from __future__ import annotations

import hashlib
from typing import Final, Literal

Part = Literal["open", "shut"]
PARTS: Final[tuple[Part, ...]] = ("open", "shut")


def part_of(case_id: str) -> Part:
    """The part of the case with this id: `open` may be looked into, of `shut` only counts are told."""
    return PARTS[hashlib.sha256(case_id.encode("utf-8", errors="surrogatepass")).digest()[0] % 2]
