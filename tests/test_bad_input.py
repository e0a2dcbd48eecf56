"""What is no question: told in Chinese, answered by a reply of outcome `error`, and on record."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from assistant.errors import BadInput
from assistant.pipeline import Assistant
from tests.conftest import TODAY, Reply

BAD = {
    "empty": "",
    "blank": "   ",
    "only line breaks": "\n\t\r\n",
    "full-width blank": "\u3000\u3000",
    "too long": "补" * 2001,
    "far too long": "国家技术发明奖" * 100_000,
    "null": "国家\x00技术发明奖",
    "escape": "\x1b[31m国家技术发明奖\x1b[0m",
    "bell": "补多少\x07",
    "C1 control": "补\x85多少\x9b",
    "backspace": "补多少\x08",
    "lone surrogate": "补多少\ud800",
    "private use": "补多少\ue000",
    "unassigned": "补多少\U000e0fff",
    "not a character": "补多少\uffff",
    "image read as latin-1": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR".decode("latin-1"),
    "zip read with errors kept": b"PK\x03\x04\x14\x00\xff\xfe\xfa".decode("utf-8", "surrogateescape"),
    "only punctuation": "？？？",
    "only ASCII punctuation": "...!!! --- ///",
    "only emoji": "😀😀",
    "only brackets": "（）【】《》",
}
NAMES = list(BAD)


def refused(assistant: Assistant, question: str, session: str | None = None) -> tuple[str, Reply]:
    with pytest.raises(BadInput) as caught:
        assistant.ask(question, session, TODAY)
    return str(caught.value), caught.value.reply


@pytest.mark.parametrize("name", NAMES)
def test_refused_in_chinese(name: str, assistant: Assistant) -> None:
    message, reply = refused(assistant, BAD[name])
    assert any("\u4e00" <= c <= "\u9fff" for c in message)
    assert "请" in message and len(message) < 120
    assert message == reply["answer"]
    assert all(c.isprintable() for c in message)
    assert reply["outcome"] == "error"
    assert (list(reply["citations"]), reply["total"], list(reply["measures"])) == ([], None, [])


def test_length_is_told(assistant: Assistant) -> None:
    message, _ = refused(assistant, BAD["too long"])
    assert "2001" in message and "2000" in message


@pytest.mark.parametrize("name", NAMES)
def test_refusal_is_recorded_with_its_question(name: str, assistant: Assistant) -> None:
    session = f"bad-{NAMES.index(name)}"
    _, reply = refused(assistant, BAD[name], session)
    [turn] = assistant.sessions.history(session)
    assert (turn.turn, turn.outcome, turn.asked_on) == (1, "error", "2026-11-24")
    assert turn.question == BAD[name].encode("utf-8", "replace").decode("utf-8")
    assert turn.reply["answer"] == reply["answer"]


def test_refusals_fit_the_schema(assistant: Assistant) -> None:
    folder = os.environ.get("MINGCE_TESTDATA")
    if not folder or not (Path(folder) / "reply.schema.json").exists():
        pytest.skip("MINGCE_TESTDATA names no folder with reply.schema.json")
    import jsonschema

    validator = jsonschema.Draft202012Validator(json.loads((Path(folder) / "reply.schema.json").read_text("utf-8")))
    for question in BAD.values():
        _, reply = refused(assistant, question)
        validator.validate(json.loads(json.dumps(reply)))


def test_turns_are_counted_on(assistant: Assistant) -> None:
    session = "counted-on"
    for number in (1, 2, 3):
        assert refused(assistant, "", session)[1]["turn"] == number
    assert assistant.ask("国家技术发明奖二等奖奖励多少", session, TODAY)["turn"] == 4


def test_facts_told_before_stay(assistant: Assistant) -> None:
    session = "facts-stay"
    assistant.ask("项目列入未来工厂，专家委认定了，没有评优，合同300万，奖多少", session, TODAY)
    refused(assistant, "\x00", session)
    reply = assistant.ask("那400万呢", session, TODAY)
    assert reply["total"]["upper_yuan"] == 600_000


@pytest.mark.parametrize(
    "question",
    [
        "补" * 1990 + "？",
        "  国家技术发明奖二等奖奖励多少  \n",
        "国家技术发明奖\n二等奖\t奖励多少",
        "国家技术发明奖二等奖奖励多少😀",
        "<b>国家技术发明奖二等奖</b>奖励多少",
        "国家技术发明奖二等奖奖励多少'; DROP TABLE turns;--",
        "2",
        "a",
        "㊙️国家技术发明奖二等奖奖励多少",
        "国家技术发明奖二等奖奖励多少\u200b",
        "\ufeff国家技术发明奖二等奖奖励多少",
        "((((((((((((((((" * 50 + "芯片",
        "第" * 500 + "条",
        "9" * 1000 + "万元",
        "1,000,000,000,000,000,000亿元的芯片研发投入补多少",
        "-5万合同奖多少",
        "合同0元，奖多少",
    ],
)
def test_odd_but_readable_is_answered(question: str, assistant: Assistant) -> None:
    reply = assistant.ask(question, asked_on=TODAY)
    assert reply["outcome"] != "error" and reply["answer"]
    json.dumps(reply)


def test_2000_characters_are_not_too_many(assistant: Assistant) -> None:
    assert assistant.ask(" " + "国" * 2000 + " ", asked_on=TODAY)["outcome"] != "error"


@pytest.mark.parametrize("session", ["", "../etc", "会话", "a" * 65])
def test_bad_session_is_told_in_chinese(session: str, assistant: Assistant) -> None:
    if session:
        with pytest.raises(BadInput, match="会话号"):
            assistant.ask("国家技术发明奖二等奖奖励多少", session, TODAY)
