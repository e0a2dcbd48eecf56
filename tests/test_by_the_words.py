"""What is found by a figure, by a base, side by side, and what nothing else answers amid a conversation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Talk


def _clauses(reply: dict[str, Any]) -> set[str]:
    return {c["clause"] for c in reply["citations"]}


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("封顶300万的是哪几条", {"3.3", "4.5.16"}),
        ("领导提到有个最高500万的，那是哪一项", {"3.2", "4.1.2"}),
        ("奖5万的是什么奖", {"4.3.9"}),
        ("按研发投入补的比例有几种，各是多少", {"4.1.1", "4.5.15", "4.5.16"}),
        ("第一类和第三类供应商主要考核的有什么不同", {"1.1", "1.3"}),
        ("中期能延多久、验收能延多久，一样吗", {"3.2", "3.3"}),
    ],
)
def test_all_that_is_meant_is_cited(talk: Talk, question: str, clauses: set[str]) -> None:
    reply = talk(question)
    assert reply["outcome"] == "answered"
    assert _clauses(reply) == clauses
    assert reply["total"] is None


def test_a_figure_of_an_enterprise_is_no_such_question(talk: Talk) -> None:
    assert talk("我们合同300万，能奖哪一档")["total"]["lower_yuan"] == 450_000


def test_excellence_is_an_award_of_its_own(talk: Talk) -> None:
    """The sum is the one without it; beside it stands what it would come to, both ways, with the reckoning."""
    reply = talk("数字工厂合同220万，认定了，奖多少")
    assert (reply["outcome"], reply["total"]["lower_yuan"], reply["total"]["upper_yuan"]) == (
        "answered",
        330_000,
        330_000,
    )
    assert "34.65万元" in reply["answer"] and "20%×220万元=44万元" in reply["answer"]
    told = talk("评上了", session=reply["session"])
    assert (told["total"]["lower_yuan"], told["total"]["upper_yuan"]) == (346_500, 440_000)
    unknown = talk("数字工厂合同220万，认定了，奖多少", "评没评优还不知道")
    assert (unknown["outcome"], unknown["total"]["lower_yuan"], unknown["total"]["upper_yuan"]) == (
        "needs_facts",
        330_000,
        440_000,
    )


def test_a_base_at_the_ceiling_has_no_more_to_come(talk: Talk) -> None:
    assert "未计上浮" not in talk("数字工厂合同700万，认定了，奖多少")["answer"]


@pytest.mark.parametrize("question", ["上浮5%到底怎么理解", "优秀项目上浮5%，是变成20%还是在15%上乘1.05"])
def test_readings_are_asked_for_without_a_sum(talk: Talk, question: str) -> None:
    reply = talk(question)
    assert "20%" in reply["answer"] and "15.75%" in reply["answer"]
    assert reply["total"] is None


def test_the_plain_case_and_the_raised_one_stand_side_by_side(talk: Talk) -> None:
    reply = talk("合同160万，普通项目和优秀项目各奖多少")
    assert all(words in reply["answer"] for words in ("24万元", "25.2万元", "32万元"))


@pytest.mark.parametrize(
    ("turns", "yuan"),
    [
        (("芯片项目研发支出300，采购90（单位：万元），补多少",), 270_000),
        (("合同200万一单、150万一单，都没评优，一共奖多少",), 525_000),
        (("头一年芯片研发300万、采购500万", "次年研发600万、采购500万", "次年补多少"), 1_200_000),
        (("芯片研发600万，采购300万，补多少", "更正：采购不是300万，是500万"), 1_200_000),
        (("两个互不相干的项目：芯片项目研发100万、采购区内芯片100万；工位机项目研发100万、采购100万，加一块多少",), 300_000),
        (("培育三年最多拿多少", "验收没到优秀呢"), 7_000_000),
        (("牵头的浙江制造标准发布了一项，还新认定省级企业研究院，合计多少", "弄错了，标准我们只是参与的"), 550_000),
    ],
)  # fmt: skip
def test_what_it_comes_to(talk: Talk, turns: tuple[str, ...], yuan: int) -> None:
    assert talk(*turns)["total"]["upper_yuan"] == yuan


@pytest.mark.parametrize(
    "question",
    [
        "研发人员的线不是20人嘛，我们有24个，认定肯定过了吧",
        "我们又不是没有高企，凭什么说不行？不就是一年研发只有200万嘛，认定真过不了？",
        "工业计算机用的是昆山货，没用区内企业的模块，补贴沾得上边不",
        "数字工厂送了专委会，结果没认定，合同奖励还能拿吗",
    ],
)
def test_what_is_told_shuts_out(talk: Talk, question: str) -> None:
    assert talk(question)["outcome"] == "not_eligible"


def test_amid_a_conversation_odd_words_are_of_what_is_talked_about(talk: Talk) -> None:
    reply = talk("上市奖多少", "能拿500万对吗")
    assert reply["answer"].startswith("不是") and _clauses(reply) == {"4.2.5"}
    assert talk("上市奖多少", "明天下雨吗")["outcome"] == "off_topic"


def test_a_sister_firm_is_another_enterprise(talk: Talk) -> None:
    reply = talk("我们营收800万，能优先认定瞪羚吗", "我们还有家兄弟公司，营收1200万，它能吗")
    assert reply["outcome"] == "eligible"
    assert talk("那我们自己呢", session=reply["session"])["outcome"] == "not_eligible"


def test_what_a_client_is_sought_for_is_ours(talk: Talk) -> None:
    facts = talk("要开拓哪些制造业客户有目标，近三年没有任何违法，够格吗")["facts"]
    assert facts["recent_violation"]["value"] is False
