"""Text tables, and what every section of the bench can be asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Section(Protocol):
    """What a section found: a dataclass, for the JSON."""

    def text(self) -> str:
        """The figures as they are printed."""
        ...

    def goals(self) -> dict[str, bool]:
        """Each goal in words, and whether it is met."""
        ...


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell; the first to the left, the others to the right."""
    widths = [max(len(line[i]) for line in (head, *rows)) for i in range(len(head))]
    return "\n".join(
        "  ".join(c.rjust(w) if i else c.ljust(w) for i, (c, w) in enumerate(zip(line, widths, strict=True))).rstrip()
        for line in (head, *rows)
    )
