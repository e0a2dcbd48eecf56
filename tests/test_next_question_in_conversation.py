"""The next question in a conversation: what changes most is asked first, and an answer to a group of things is taken."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.answer.next_question import common_facts
from assistant.calculator.profile import Profile
from assistant.calculator.questions import next_questions, why
from assistant.pipeline import Assistant
from tests.conftest import Reply, Talk

ALL = "我们能拿哪些补贴"
LABS = (
    "national_key_lab",
    "provincial_key_lab",
    "provincial_enterprise_institute",
    "national_rd_center",
    "provincial_rd_center",
    "municipal_rd_center",
)


def counts(reply: Reply) -> dict[str, Any]:
    return {fact: shown["lower"] for fact, shown in reply["facts"].items() if "lower" in shown}


@pytest.mark.parametrize(
    "question", [ALL, "我们公司能享受哪些政策", "我们一共能拿多少", "你好，我们公司大概能拿到多少钱"]
)
def test_the_question_that_changes_most_comes_first(question: str, talk: Talk, assistant: Assistant) -> None:
    best = next_questions(assistant.policy, Profile({}, common_facts(assistant.policy)))[0]
    reply = talk(question)
    assert (reply["outcome"], reply["total"]) == ("needs_facts", None)
    assert reply["questions"][0] == best.ask
    assert f"{best.ask}（{why(assistant.policy, best)}）" in reply["answer"]


def test_common_facts_say_whom_the_policy_is_for(assistant: Assistant) -> None:
    assert common_facts(assistant.policy) == {"in_district", "is_supplier"}


@pytest.mark.parametrize("answer", ["没有", "都没有", "没", "一个都没有", "暂时都没有", "这些都没有。"])
def test_none_of_a_group(answer: str, talk: Talk) -> None:
    asked = talk(ALL)
    reply = talk(answer, session=asked["session"])
    assert {fact: counts(reply)[fact] for fact in LABS} == dict.fromkeys(LABS, 0)
    assert reply["outcome"] == "needs_facts" and reply["questions"][0] not in asked["questions"][:1]


@pytest.mark.parametrize(
    "answer",
    [
        "有一个省级企业研究院，别的没有",
        "省级企业研究院一个，其他都没有",
        "就一个省级企业研究院",
        "只有一个省级企业研究院",
    ],
)
def test_one_of_a_group_and_none_of_the_rest(answer: str, talk: Talk) -> None:
    reply = talk(ALL, answer)
    assert {fact: counts(reply)[fact] for fact in LABS} == dict.fromkeys(LABS, 0) | {
        "provincial_enterprise_institute": 1
    }
    assert "50万元" in reply["answer"].split("\n\n")[0]
    assert reply["outcome"] == "needs_facts" and "标准" in reply["questions"][0]


def test_one_of_a_group_says_nothing_of_the_rest(talk: Talk) -> None:
    reply = talk(ALL, "有一个省级企业研究院")
    assert counts(reply) == {"provincial_enterprise_institute": 1}


def test_a_class_that_is_denied_counts_nothing(talk: Talk) -> None:
    reply = talk(ALL, "省级企业研究院没有，国家重点实验室有一个")
    assert counts(reply) == {"provincial_enterprise_institute": 0, "national_key_lab": 1}
    assert counts(talk("我们没有国家重点实验室，有一个省级重点实验室，奖多少")) == {
        "national_key_lab": 0,
        "provincial_key_lab": 1,
    }


def test_developers_are_not_read_out_of_a_name(talk: Talk) -> None:
    reply = talk(ALL, "省级企业研究院一个，市级研发中心两个，其他都没有")
    assert counts(reply)["municipal_rd_center"] == 2 and "rd_staff" not in reply["facts"]


def test_yes_alone_is_asked_which(talk: Talk) -> None:
    asked = talk(ALL)
    reply = talk("有", session=asked["session"])
    assert reply["questions"][0] == asked["questions"][0] and "哪几类" in reply["answer"]
    assert counts(talk("都没有", session=asked["session"]))["national_key_lab"] == 0


def to_the_gate(talk: Talk) -> Reply:
    """Past the three families, to a yes or no that comes with its sums."""
    asked = talk(ALL, "没有", "没有", "没有")
    assert "工业互联网平台服务商吗？如果是" in asked["questions"][0]
    return asked


def test_no_to_a_gate_settles_what_hangs_on_it(talk: Talk) -> None:
    asked = to_the_gate(talk)
    reply = talk("不是", session=asked["session"])
    assert reply["facts"]["industry_platform_provider"]["value"] is False
    assert "platform_rd_spend" not in reply["facts"]
    assert asked["questions"][0] not in reply["questions"]


def test_yes_to_a_gate_with_its_sum(talk: Talk) -> None:
    asked = to_the_gate(talk)
    reply = talk("是的，研发投入1000万", session=asked["session"])
    assert reply["facts"]["industry_platform_provider"]["value"] is True
    assert reply["facts"]["platform_rd_spend"]["lower_yuan"] == 10_000_000
    assert "200万元" in reply["answer"].split("\n\n")[0]


def test_to_the_end_nothing_is_left(talk: Talk) -> None:
    reply = talk(ALL)
    for _ in range(40):
        if reply["outcome"] != "needs_facts":
            break
        assert not reply["answer"].startswith("原文写明")  # what is sent where a figure is not proven
        reply = talk("没有", session=reply["session"])
    assert reply["outcome"] == "not_eligible" and reply["questions"] == []


def test_what_was_told_counts_in_the_sum_so_far(talk: Talk) -> None:
    reply = talk(ALL, "有一个省级企业研究院，别的没有", "没有", "一共多少")
    assert (reply["total"]["lower_yuan"], reply["total"]["upper_yuan"]) == (500_000, 500_000)


def test_a_question_of_its_own_is_answered_first(talk: Talk) -> None:
    reply = talk(ALL, "国家技术发明奖二等奖奖多少")
    assert reply["total"]["lower_yuan"] == 1_000_000 and "没有" not in reply["choices"]
    assert counts(talk(ALL, "国家技术发明奖二等奖奖多少", "没有")) == {}


def test_among_several_supports_the_larger_is_asked_first(talk: Talk) -> None:
    reply = talk("我们用了区内芯片和区内控制器，一共能拿多少")
    assert reply["outcome"] == "needs_facts"
    assert "自主芯片" in reply["questions"][0]  # 300万元 against 200万元
    assert "最多影响300万元" in reply["answer"]
    told = talk("研发投入1000万", session=reply["session"])
    assert told["facts"]["chip_rd_spend"]["lower_yuan"] == 10_000_000


def test_recognition_is_asked_fact_by_fact(talk: Talk) -> None:
    reply = talk("我们能进培育名单吗", "800万", "35人")
    assert reply["questions"][0].endswith("领域吗？") and reply["choices"] == ["是", "不是"]
