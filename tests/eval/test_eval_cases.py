"""The case format: strict where a misspelt check would be a check not made; a bad line harms no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.cases import files_of, load_cases, load_questions

GOOD = {"id": "a", "kind": "lookup", "turns": ["问"], "expect": {"outcome": "answered"}, "why": "因为"}
OWN = Path(__file__).parents[2] / "eval" / "cases"


def written(path: Path, *lines: object) -> Path:
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    path.write_bytes(b"\n".join(raw) + b"\n")
    return path


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON at column 2"),
        (b"\xff{}", "not UTF-8 at byte 1"),
        (b"[]", "valid dictionary"),
        (b"[" * 100_000, "nested too deeply"),
        ({**GOOD, "turns": []}, "turns"),
        ({**GOOD, "turns": "问"}, "turns"),
        ({**GOOD, "turns": [1]}, "turns.0"),
        ({**GOOD, "id": ""}, "id"),
        ({**GOOD, "id": "\ud800"}, "id"),
        ({**GOOD, "kind": "lookups"}, "kind"),
        ({**GOOD, "extra": 1}, "extra"),
        ({**GOOD, "expect": {"outcomes": "answered"}}, "outcomes"),
        ({**GOOD, "expect": {"outcome": "fine"}}, "outcome"),
        ({**GOOD, "expect": {"clauses_all": ["4.3."]}}, "clauses_all"),
        ({**GOOD, "expect": {"amount_yuan": {"lower": 2, "upper": 1}}}, "more than upper"),
        ({**GOOD, "expect": {"amount_yuan": {"lower": 0, "upper": None}}}, "upper"),
        ({**GOOD, "expect": {"amount_yuan": {"lower": 0, "upper": 1}, "total_null": True}}, "exclude"),
        ({**GOOD, "expect": {"figures_all": ["1元"], "figures_never": ["1元"]}}, "figures_never"),
        ({**GOOD, "id": "first"}, "taken by"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_read(tmp_path: Path, line: object, reason: str) -> None:
    path = written(tmp_path / "c.jsonl", {**GOOD, "id": "first"}, b"", line, {**GOOD, "id": "last"})
    loaded = load_cases([path])
    assert [case.id for case in loaded.items] == ["first", "last"]
    (bad,) = loaded.bad
    assert bad.line == 3 and "\n" not in str(bad) and reason in bad.reason, bad
    assert str(bad).startswith(f"{path}, line 3: ")


def test_answering_reads_id_and_turns_only(tmp_path: Path) -> None:
    path = written(tmp_path / "c.jsonl", {"id": "a", "turns": ["问"], "expect": 7, "kind": None, "x": 1})
    loaded = load_questions([path])
    assert not loaded.bad and set(type(loaded.items[0]).model_fields) == {"id", "turns"}


def test_byte_order_mark_and_line_separators_inside_a_text(tmp_path: Path) -> None:
    path = written(tmp_path / "c.jsonl", b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), {**GOOD, "id": "b\u2028c"})
    loaded = load_cases([path])
    assert [case.id for case in loaded.items] == ["a", "b\u2028c"] and not loaded.bad


def test_a_folder_is_its_jsonl_files_by_name(tmp_path: Path) -> None:
    written(tmp_path / "b.jsonl", GOOD), written(tmp_path / "a.jsonl", {**GOOD, "id": "z"})
    (tmp_path / "notes.txt").write_text("x")
    assert [path.name for path in files_of([tmp_path])] == ["a.jsonl", "b.jsonl"]
    with pytest.raises(FileNotFoundError):
        files_of([tmp_path / "none"])


def test_own_cases_are_whole() -> None:
    loaded = load_cases([OWN])
    assert not loaded.bad, [str(bad) for bad in loaded.bad]
    assert len(loaded.items) >= 230
    by_kind = {path.stem for path in files_of([OWN])}
    for case in loaded.items:
        assert case.id.rpartition("-")[0].replace("-", "_").endswith(case.kind) and case.kind in by_kind
        assert case.why.strip() and case.expect.outcomes, case.id
        assert all(turn.strip() and len(turn) <= 2000 for turn in case.turns), case.id
        assert (len(case.turns) > 1) == (case.kind == "multi_turn") or case.kind in {
            "smalltalk",
            "adversarial",
        }, case.id
    assert sum(case.kind == "multi_turn" for case in loaded.items) >= 40


def test_own_cases_touch_every_clause() -> None:
    named: set[str] = set()
    for case in load_cases([OWN]).items:
        named.update(case.expect.clauses_all, *case.expect.clauses_any)
    items = {1: (1, 2), 2: (3, 4, 5, 6), 3: (7, 8, 9, 10, 11), 4: (12, 13), 5: (14, 15, 16)}
    every = {"head", "preamble", "tail", "1", "2", "3", "5"}
    every |= {f"{a}.{b}" for a, last in ((1, 6), (2, 6), (3, 4)) for b in range(1, last + 1)}
    every |= {f"4.{part}.{item}" for part, numbers in items.items() for item in numbers}
    assert every <= named, sorted(every - named)
