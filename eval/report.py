"""The report of a run: by kind and by check, as a table and as JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, get_args

from eval.cases import BadLine, Kind
from eval.honesty import Honesty, honesty_of
from eval.parts import PARTS, part_of
from eval.scoring import CHECKS, Result

Tally = dict[str, int]


def by_kind(results: Iterable[Result]) -> dict[str, Tally]:
    """Passed and all cases of each kind that occurs, in the order of the format."""
    tallies: dict[str, Tally] = {kind: {"passed": 0, "cases": 0} for kind in get_args(Kind)}
    for result in results:
        _count(tallies[result.case.kind], result.passed)
    return {kind: tally for kind, tally in tallies.items() if tally["cases"]}


def by_check(results: Sequence[Result]) -> dict[str, Tally]:
    """Passed and all cases of each check, over the cases that name it."""
    tallies: dict[str, Tally] = {}
    for check in CHECKS:
        for result in results:
            if check in result.named:
                _count(tallies.setdefault(check, {"passed": 0, "cases": 0}), result.passes(check))
    return tallies


def by_part(results: Iterable[Result]) -> dict[str, Tally]:
    """Passed and all cases of the part that may be looked into and of the one that may not."""
    tallies: dict[str, Tally] = {part: {"passed": 0, "cases": 0} for part in PARTS}
    for result in results:
        _count(tallies[part_of(result.case.id)], result.passed)
    return {part: tally for part, tally in tallies.items() if tally["cases"]}


def honesty(results: Sequence[Result]) -> Honesty:
    """False answers and false refusals of a run."""
    return honesty_of([r.case for r in results], [r.outcome for r in results])


def as_json(results: Sequence[Result], bad: Sequence[BadLine] = ()) -> dict[str, Any]:
    """All of a report; failures with their conversations, so that they can be read alone."""
    return {
        "passed": sum(result.passed for result in results),
        "cases": len(results),
        "kinds": by_kind(results),
        "checks": by_check(results),
        "parts": by_part(results),
        "honesty": asdict(honesty(results)),
        "failed": [
            {
                "id": result.case.id,
                "kind": result.case.kind,
                "turns": result.case.turns,
                "failures": [{"check": f.check, "message": f.message} for f in result.failures],
            }
            for result in results
            if not result.passed
        ],
        "bad_lines": [{"file": str(b.path), "line": b.line, "reason": b.reason} for b in bad],
    }


def as_text(results: Sequence[Result], show: int = 0) -> str:
    """The tables, then up to `show` failed cases of the part that may be looked into, then the one line that counts."""
    parts = [_table("kind", by_kind(results)), _table("check", by_check(results)), _table("part", by_part(results))]
    parts.append(_honesty_lines(honesty(results)))
    failed = [result for result in results if not result.passed]
    seen = [result for result in failed if part_of(result.case.id) == "open"]
    if show > 0 and seen:
        parts.append("\n".join(_failed_lines(seen[:show])))
    passed = len(results) - len(failed)
    parts.append(f"{passed} of {len(results)} cases pass ({_percent(passed, len(results))})")
    return "\n\n".join(parts)


def _honesty_lines(found: Honesty) -> str:
    answers = _percent(found.false_answers, found.unanswerable)
    refusals = _percent(found.false_refusals, found.answerable)
    return (
        f"false answers: {found.false_answers} of {found.unanswerable} ({answers})\n"
        f"false refusals: {found.false_refusals} of {found.answerable} ({refusals})"
    )


def _failed_lines(failed: Iterable[Result]) -> Iterable[str]:
    for result in failed:
        yield f"{result.case.id}  {' ▸ '.join(result.case.turns)}"
        yield from (f"    {failure.check}: {failure.message}" for failure in result.failures)


def _table(title: str, tallies: dict[str, Tally]) -> str:
    rows = [(title, "passed", "cases", "")]
    rows += [
        (name, str(t["passed"]), str(t["cases"]), _percent(t["passed"], t["cases"])) for name, t in tallies.items()
    ]
    widths = [max(_width(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join([row[0] + " " * (widths[0] - _width(row[0])), *(row[i].rjust(widths[i]) for i in range(1, 4))])
        for row in rows
    ]
    return "\n".join(line.rstrip() for line in lines)


def _width(text: str) -> int:
    """Columns on a terminal: wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)


def _percent(passed: int, cases: int) -> str:
    return f"{100 * passed / cases:.1f}%" if cases else "–"


def _count(tally: Tally, passed: bool) -> None:
    tally["passed"] += passed
    tally["cases"] += 1
