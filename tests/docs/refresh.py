"""`python -m tests.docs.refresh`: writes the outputs of docs/authoring.md and its example policy anew.

Read the difference before committing it: what `mingce` prints now is not yet what it ought to print.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.docs.guide import DOCUMENT, EXAMPLES, Played, play


def refresh() -> int:
    """Rewrites what has changed; the number of commands whose output had."""
    document = DOCUMENT.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        guide, played = play(Path(folder), document)
        for path in sorted((guide.folder / "policies").glob("*/*")):
            target = EXAMPLES / path.parent.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    changed = [p for p in played if not p.agrees]
    lines = document.split("\n")
    by_line: dict[int, list[Played]] = {}
    for p in played:
        by_line.setdefault(p.block.line, []).append(p)
    for line, commands in reversed(by_line.items()):
        body = [text for p in commands for text in (f"$ {p.command}", *p.refreshed)]
        lines[line : line + len(commands[0].block.lines)] = body
    DOCUMENT.write_text("\n".join(lines), encoding="utf-8")
    for p in changed:
        print(f"{DOCUMENT.name}:{p.block.line + 1}: $ {p.command}")
    return len(changed)


if __name__ == "__main__":
    print(f"{refresh()} outputs have changed")
