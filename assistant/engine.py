"""The version of the code that reckons and answers: a receipt names it, so that a replay knows whether it is the same."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parent.parent
_PACKAGES: Final = ("corpus", "index", "assistant")


@cache
def engine_hash() -> str:
    """SHA-256 over every Python file of the product, by path."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for file in sorted((_ROOT / package).rglob("*.py")):
            digest.update(f"{file.relative_to(_ROOT).as_posix()}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()
