"""`python -m eval llm` against the fake server: what is asked, what is noted, how a run goes on, what is counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.settings import ModelSettings, Settings
from eval.__main__ import main
from eval.cases import Case, Expect
from eval.model_report import as_text
from eval.model_turns import CannotMeasure, ModelTurn, Session, run
from tests.llm.conftest import copied
from tests.llm.fake_server import Act, FakeServer, Request

CASES = [
    Case(id="one", kind="lookup", turns=["国家技术发明奖二等奖奖励多少"], expect=Expect(figures_all=["100万元"])),
    Case(
        id="two",
        kind="multi_turn",
        turns=["新认定的国家级重点实验室奖多少", "那省级的呢"],
        expect=Expect(figures_all=["200万元"]),
    ),
    Case(id="hello", kind="smalltalk", turns=["你好"], expect=Expect()),
]


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer(copied) as server:
        yield server


def session(server: FakeServer, settings: Settings, model: str = "m") -> Session:
    return Session(replace(settings, model=ModelSettings(server.base_url, model)))


def test_only_last_turns_ask_the_model_and_are_noted(server: FakeServer, settings: Settings, tmp_path: Path) -> None:
    turns = run(CASES, tmp_path / "log.jsonl", session(server, settings))
    assert [t.reply["composed_by"] for t in turns] == ["model", "model", "offline"]
    assert len(server.requests) == 2
    assert "那省级的呢" in server.requests[1].text
    assert [t.seconds is None for t in turns] == [False, False, True]


def test_a_run_goes_on_where_it_was_interrupted(server: FakeServer, settings: Settings, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    asked = session(server, settings)
    first = run(CASES[:1], log, asked)
    with log.open("ab") as file:
        file.write(b'{"model": "m", "id": "two", "offl')  # the process was killed here
    turns = run(CASES, log, asked)
    assert len(server.requests) == 2
    assert json.dumps(turns[0].reply) == json.dumps(first[0].reply)
    assert len(log.read_bytes().splitlines()) == 3
    assert [t.id for t in run(CASES, log, asked)] == ["one", "two", "hello"]
    assert len(server.requests) == 2


def test_an_interruption_gives_what_there_is(settings: Settings, tmp_path: Path) -> None:
    def then_interrupted(case: Case) -> ModelTurn:
        if case.id == "two":
            raise KeyboardInterrupt
        return ModelTurn(case.id, {}, {})

    with FakeServer(copied) as server:
        asked = session(server, settings)
        asked.turn = then_interrupted  # type: ignore[method-assign]
        assert [t.id for t in run(CASES, tmp_path / "log.jsonl", asked)] == ["one"]


def test_turns_of_another_model_are_not_taken_for_this_ones(
    server: FakeServer, settings: Settings, tmp_path: Path
) -> None:
    log = tmp_path / "log.jsonl"
    run(CASES[:1], log, session(server, settings))
    with pytest.raises(CannotMeasure, match="another model"):
        run(CASES, log, session(server, settings, model="other"))
    log.write_text('{"id": "one"}\n', encoding="utf-8")
    with pytest.raises(CannotMeasure, match="line 1"):
        run(CASES, log, session(server, settings))


def test_what_was_stopped_and_what_passes_are_counted(settings: Settings, tmp_path: Path) -> None:
    def lies_about_one(request: Request) -> Act:
        return Act(text="奖励900万元。") if "技术发明奖" in request.messages[-1]["content"] else copied(request)

    with FakeServer(lambda r: Act(text="奖励900万元。") if "写不能用" in r.text else lies_about_one(r)) as server:
        turns = run(CASES, tmp_path / "log.jsonl", session(server, settings))
    report = as_text(CASES, turns, {}, show=5)
    assert turns[0].reply["composed_by"] == "offline_after_model"
    assert "wordings stopped: 2" in report
    assert "said: 奖励900万元。" in report
    assert "figures without proof that reached the user: 0" in report
    assert "cases that pass: 3 of 3; offline 3" in report


def test_a_figure_that_slips_through_is_counted(server: FakeServer, settings: Settings, tmp_path: Path) -> None:
    turns = run(CASES, tmp_path / "log.jsonl", session(server, settings))
    slipped = replace(turns[0], reply={**turns[0].reply, "answer": "二等奖奖励900万元。"})
    report = as_text(CASES, [slipped, *turns[1:]], {})
    assert "figures without proof that reached the user: 1\n    one: 9000000元" in report
    assert "one: lost" in report
    assert "cases that pass: 2 of 3; offline 3" in report


def test_without_a_model_it_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.delenv("MINGCE_LLM_BASE_URL", raising=False)
    assert main(["llm", "--sample", "1", "--resume", str(tmp_path / "log.jsonl")]) == 2
    assert "MINGCE_LLM_BASE_URL" in capsys.readouterr().err
    assert not (tmp_path / "log.jsonl").exists()
