"""The three commands, with a small assistant that really keeps conversations."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.__main__ import main
from eval.answering import converse
from eval.cases import Question


class Refused(Exception):
    """As assistant.errors.BadInput: a message and the reply that says so."""

    def __init__(self, reply: dict[str, Any]) -> None:
        super().__init__(reply["answer"])
        self.reply = reply


class Parrot:
    """Answers with all that was said in a session; refuses what is empty; breaks on 崩."""

    def __init__(self) -> None:
        self.said: dict[str, list[str]] = {}
        self.opened = 0

    def ask(self, question: str, session: str | None = None, asked_on: date | None = None) -> dict[str, Any]:
        if session is None:
            self.opened += 1
            session = f"s{self.opened}"
        turns = self.said.setdefault(session, [])
        reply = {"version": 1, "session": session, "turn": len(turns) + 1, "citations": [], "total": None}
        if not question.strip():
            raise Refused({**reply, "outcome": "error", "answer": "问题是空的"})
        if question == "崩":
            raise RuntimeError("broken")
        turns.append(question)
        return {**reply, "outcome": "answered", "answer": "｜".join(turns)}


def a_case(id_: str, *turns: str, **expect: Any) -> str:
    expect = {"outcome": "answered", **expect}
    return json.dumps(
        {"id": id_, "kind": "multi_turn", "turns": turns, "expect": expect, "why": "w"}, ensure_ascii=False
    )


def put(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def replies(path: Path) -> list[tuple[str, dict[str, Any]]]:
    return [(row["id"], row["reply"]) for row in map(json.loads, path.read_text("utf-8").splitlines())]


def test_answers_come_in_order_each_in_its_own_session(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = put(tmp_path / "c.jsonl", a_case("z", "甲", "乙"), a_case("a", "丙"), a_case("m", "丁", "  ", "戊"))
    out = tmp_path / "a.jsonl"
    assert main(["answer", str(cases), "--out", str(out)], Parrot) == 0
    got = replies(out)
    assert [id_ for id_, _ in got] == ["z", "a", "m"]
    assert [reply["answer"] for _, reply in got] == ["甲｜乙", "丙", "丁｜戊"]
    captured = capsys.readouterr()
    assert captured.out == "" and "3/3" in captured.err


def test_a_rejected_question_is_an_error_reply_and_it_goes_on(tmp_path: Path) -> None:
    cases = put(tmp_path / "c.jsonl", a_case("empty", " "), a_case("good", "甲"), a_case("first", "", "乙"))
    out = tmp_path / "a.jsonl"
    assert main(["answer", str(cases), "--out", str(out)], Parrot) == 0
    assert [reply["outcome"] for _, reply in replies(out)] == ["error", "answered", "answered"]


def test_bad_lines_are_named_and_the_rest_is_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = put(tmp_path / "c.jsonl", a_case("a", "甲"), "{bad", '{"id": 3, "turns": ["x"]}', a_case("b", "乙"))
    out = tmp_path / "a.jsonl"
    assert main(["answer", str(cases), "--out", str(out)], Parrot) == 2
    assert [id_ for id_, _ in replies(out)] == ["a", "b"]
    told = capsys.readouterr().err
    assert "line 2: not JSON" in told and "line 3: id" in told and "Traceback" not in told


def test_a_crash_costs_one_answer_and_shows_in_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = put(tmp_path / "c.jsonl", a_case("a", "崩"), a_case("b", "乙"))
    out = tmp_path / "a.jsonl"
    assert main(["answer", str(cases), "--out", str(out)], Parrot) == 1
    assert [reply["outcome"] for _, reply in replies(out)] == ["error", "answered"]
    assert "RuntimeError: broken" in capsys.readouterr().err


def test_half_a_surrogate_pair_survives(tmp_path: Path) -> None:
    cases = put(tmp_path / "c.jsonl", json.dumps({"id": "a", "turns": ["\ud83d"]}))
    out = tmp_path / "a.jsonl"
    assert main(["answer", str(cases), "--out", str(out)], Parrot) == 0
    assert replies(out)[0][1]["answer"] == "\ud83d"


def test_a_session_is_not_shared_between_cases() -> None:
    parrot = Parrot()
    first, second = (converse(parrot, Question(id=i, turns=["甲", "乙"])) for i in "ab")
    assert first.reply["session"] != second.reply["session"] and first.reply["answer"] == second.reply["answer"]


def test_score_reports_by_kind_and_by_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = put(
        tmp_path / "c.jsonl",
        a_case("a", "奖100万元", figures_all=["100万元"]),
        a_case("b", "乙", clauses_all=["3"]),
    )
    out, report = tmp_path / "a.jsonl", tmp_path / "r.json"
    main(["answer", str(cases), "--out", str(out)], Parrot)
    capsys.readouterr()
    assert main(["score", str(cases), str(out), "--json", str(report), "--show", "5"]) == 0
    told = capsys.readouterr().out
    assert told.rstrip().endswith("1 of 2 cases pass (50.0%)") and "3 is missing" in told
    got = json.loads(report.read_text("utf-8"))
    assert (got["passed"], got["cases"]) == (1, 2)
    assert got["kinds"] == {"multi_turn": {"passed": 1, "cases": 2}}
    assert got["checks"]["citations"] == {"passed": 0, "cases": 1}
    assert got["checks"]["figures"] == got["checks"]["lead"] == {"passed": 1, "cases": 1}
    assert got["failed"][0]["id"] == "b" and got["failed"][0]["failures"][0]["check"] == "citations"


def test_score_goes_on_over_a_bad_line_of_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = put(tmp_path / "c.jsonl", a_case("a", "甲"), a_case("b", "乙"))
    answers = put(tmp_path / "a.jsonl", "nonsense", '{"id": "b", "reply": {"outcome": "answered"}}')
    assert main(["score", str(cases), str(answers)]) == 2
    captured = capsys.readouterr()
    assert "a.jsonl, line 1: not JSON" in captured.err and "1 of 2 cases pass" in captured.out


def test_run_takes_files_and_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    put(folder / "a.jsonl", a_case("a", "甲")), put(folder / "b.jsonl", a_case("b", "乙"))
    more, report = put(tmp_path / "c.jsonl", a_case("c", "丙")), tmp_path / "r.json"
    assert main(["run", str(folder), str(more), "--json", str(report)], Parrot) == 0
    assert json.loads(report.read_text("utf-8"))["passed"] == 3
    assert "3 of 3 cases pass (100.0%)" in capsys.readouterr().out


@pytest.mark.parametrize("extra", [["--text", "none.txt"], []])
def test_a_missing_file_is_said_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str], extra: list[str]) -> None:
    assert main(["run", str(tmp_path / "none.jsonl"), *extra], Parrot) == 2
    assert "no such file" in capsys.readouterr().err


def test_the_cases_are_never_overwritten(tmp_path: Path) -> None:
    cases = put(tmp_path / "c.jsonl", a_case("a", "甲"))
    before = cases.read_bytes()
    assert main(["answer", str(cases), "--out", str(cases)], Parrot) == 2
    assert cases.read_bytes() == before


def test_too_few_passing_cases_show_in_the_exit_code(tmp_path: Path) -> None:
    cases = tmp_path / "c.jsonl"
    cases.write_text(a_case("a", "问") + "\n" + a_case("b", "问", outcome="no_basis") + "\n", encoding="utf-8")
    assert main(["run", str(cases), "--least", "50"], Parrot) == 0
    assert main(["run", str(cases), "--least", "51"], Parrot) == 3
