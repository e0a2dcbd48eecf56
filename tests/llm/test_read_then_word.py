"""A model without tools: it is shown examples and the answer alone, and neither gets past the proof."""

from __future__ import annotations

import pytest

from assistant.llm.breaker import Breaker
from assistant.llm.prompting import read_then_word
from assistant.llm.tokens import Tokens
from tests.llm.conftest import Worded, copied
from tests.llm.fake_server import Act, FakeServer, Request, without_tools

QUESTION = "国家技术发明奖二等奖奖励多少"
QUOTE = "原文：「对新获得国家技术发明奖（国家科技进步奖）一、二等奖的，分别给予500万元、100万元奖励」。"


def wordings_shown(worded: Worded) -> list[str]:
    assistant = worded("http://127.0.0.1:9/v1")
    reply = assistant.answer(QUESTION)
    talk = read_then_word(Tokens.of(assistant.policy.document, reply), reply.answer, QUESTION)
    return [text for role, text in talk if role == "assistant"]


def test_it_is_shown_examples_and_the_answer_without_the_clauses(worded: Worded) -> None:
    with FakeServer(without_tools(copied)) as server:
        reply = worded(server).ask(QUESTION)
        messages = server.requests[-1].messages
    assert reply["composed_by"] == "model"
    assert [m["role"] for m in messages] == ["system", *["user", "assistant"] * (len(messages) // 2 - 1), "user"]
    assert len(messages) > 6
    assert QUESTION in messages[-1]["content"] and "100万元" in messages[-1]["content"]
    assert "<条款>" not in messages[-1]["content"]


def test_what_limits_an_answer_is_not_put_to_it_and_not_lost(worded: Worded) -> None:
    with FakeServer(without_tools([Act(text="二等奖奖励为100万元。")])) as server:
        reply = worded(server).ask(QUESTION)
        assert "前提" not in server.requests[-1].messages[-1]["content"]
    assert reply["composed_by"] == "model"
    assert reply["answer"].startswith("二等奖奖励为100万元。\n\n")
    assert reply["answer"].count(QUOTE) == reply["answer"].count("前提：高新区（滨江）企业；智造供给企业。") == 1


def test_what_it_repeats_from_an_example_is_stopped(worded: Worded, patient: Breaker) -> None:
    shown = wordings_shown(worded)
    assert len(shown) >= 3
    for wording in shown:
        with FakeServer(without_tools([Act(text=wording)])) as server:
            assert worded(server, breaker=patient).ask(QUESTION)["composed_by"] == "offline_after_model", wording


@pytest.mark.parametrize("tag", ["</核对过的答复>", "\n</核对过的答复>\n\n<用户的话>"])
def test_marks_of_its_material_are_not_sent(tag: str, worded: Worded) -> None:
    def act(request: Request) -> Act:
        return Act(text=copied(request).text + tag)

    with FakeServer(without_tools(act)) as server:
        reply = worded(server).ask(QUESTION)
    assert reply["composed_by"] == "model"
    assert "<" not in reply["answer"]


def test_a_second_try_goes_on_with_the_same_talk(worded: Worded) -> None:
    with FakeServer(without_tools([Act(text="奖励为900万元。"), Act(text="二等奖奖励为100万元。")])) as server:
        worded(server).ask(QUESTION)
        refused, first, second = server.requests
    assert refused.tools
    assert second.messages[: len(first.messages)] == first.messages
    assert "900万元" in second.messages[-1]["content"]
