"""Conversations: facts bit by bit, corrections, ellipsis, memory that can be shown and deleted, reload."""

from __future__ import annotations

import json
import random
import statistics
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from assistant.calculator.intervals import Interval
from assistant.conversation import Conversation, Noted
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.understanding.mention import Mention
from tests.conftest import TODAY, Reply, Talk

CHIP = "用了区内企业的自主芯片，研发投入1000万，采购额500万，补多少"
PROJECT = "项目列入未来工厂，专家委认定了，合同300万，没有评优，奖多少"


def total_of(reply: Reply) -> tuple[Any, Any] | None:
    total = reply["total"]
    return None if total is None else (total["lower_yuan"], total["upper_yuan"])


def clauses_of(reply: Reply) -> list[str]:
    return list(dict.fromkeys(c["clause"] for c in reply["citations"]))


def yuan(reply: Reply, fact: str) -> Any:
    return reply["facts"][fact]["lower_yuan"]


# ------------------------------------------------------------------ facts bit by bit
def test_facts_told_bit_by_bit(talk: Talk) -> None:
    first = talk("我们用了区内企业的自主芯片，能补多少")
    session = first["session"]
    assert (first["outcome"], total_of(first)) == ("needs_facts", (0, 3_000_000))
    second = talk("研发投入800万", session=session)
    assert (second["outcome"], total_of(second)) == ("needs_facts", (0, 1_600_000))
    third = talk("采购额500万", session=session)
    assert (third["outcome"] in ("eligible", "answered"), total_of(third)) == (True, (1_500_000, 1_500_000))
    assert {f: third["facts"][f]["turn"] for f in ("chip_rd_spend", "chip_purchase")} == {
        "chip_rd_spend": 2,
        "chip_purchase": 3,
    }


def test_bits_in_any_order_come_to_the_same(talk: Talk) -> None:
    bits = ["项目列入未来工厂，专家委认定了", "合同300万", "没有评优"]
    for seed in range(4):
        order = bits[:]
        random.Random(seed).shuffle(order)
        assert total_of(talk(*order, "示范项目合同奖励奖多少")) == (450_000, 450_000), order


def test_bare_number_answers_the_question_asked_back(talk: Talk) -> None:
    asked = "我们用了区内自主芯片，采购500万，能补多少"
    reply = talk(asked, "350万")
    assert (yuan(reply, "chip_rd_spend"), yuan(reply, "chip_purchase")) == (3_500_000, 5_000_000)
    assert total_of(reply) == (700_000, 700_000)
    reply = talk("我们能进培育名单吗", "800万", "35人")
    assert yuan(reply, "rd_spend_annual") == 8_000_000
    assert reply["facts"]["rd_staff"]["lower"] == 35


def test_yes_and_no_answer_the_question_asked_back(talk: Talk) -> None:
    project = "我们项目列入未来工厂，专家委认定了，合同300万，奖多少"
    assert "优秀" in talk(project)["questions"][0]
    assert total_of(talk(project, "没有")) == (450_000, 450_000)
    assert total_of(talk(project, "是的")) == (472_500, 600_000)
    assert talk("我们能进培育名单吗", "800万", "35人", "不是")["outcome"] == "not_eligible"


def test_unit_missing_is_asked_and_then_taken(talk: Talk) -> None:
    asked = talk("我们项目列入未来工厂，没有评优，合同300，奖多少")
    assert (asked["outcome"], asked["total"]) == ("needs_facts", None)
    assert "300" in asked["answer"][:160] and "万元" in asked["answer"][:160]
    assert "contract_sum" not in asked["facts"]
    assert total_of(talk("300万", session=asked["session"])) == (450_000, 450_000)


# ------------------------------------------------------------------ corrections
def test_correction_says_what_changed(talk: Talk) -> None:
    reply = talk("用了区内企业的自主芯片，采购额500万，研发投入800万，补多少", "不对，是三百五十万")
    assert total_of(reply) == (700_000, 700_000)
    assert "800万元" in reply["answer"] and "350万元" in reply["answer"] and "改为" in reply["answer"]
    assert reply["facts"]["chip_rd_spend"]["turn"] == 2


@pytest.mark.parametrize(
    "correction",
    [
        "不对，研发投入是三百五十万",
        "说错了，研发投入350万",
        "研发投入应该是350万元",
        "更正一下：研发投入改为350万",
        "研发投入不是1000万，是350万",
    ],
)
def test_corrections_by_word(correction: str, talk: Talk) -> None:
    reply = talk(CHIP, correction)
    assert (yuan(reply, "chip_rd_spend"), yuan(reply, "chip_purchase")) == (3_500_000, 5_000_000)
    assert total_of(reply) == (700_000, 700_000)
    assert "改为350万元" in reply["answer"]


def test_correction_of_a_flag(talk: Talk) -> None:
    reply = talk(PROJECT, "不对，评上优秀了")
    assert reply["facts"]["project_excellent"]["value"] is True
    assert total_of(reply) == (472_500, 600_000)


def test_telling_the_same_again_changes_nothing(talk: Talk) -> None:
    assert "改为" not in talk(CHIP, "研发投入1000万，补多少")["answer"]


# ------------------------------------------------------------------ ellipsis
def test_levels_asked_after_one_another(talk: Talk) -> None:
    turns = ["国家级企业技术中心奖励多少", "那省级呢", "那市级呢"]
    expected = [1_000_000, 500_000, 200_000]
    for number in (1, 2, 3):
        reply = talk(*turns[:number])
        assert total_of(reply) == (expected[number - 1],) * 2
        assert clauses_of(reply) == ["4.3.8"]


def test_its_ceiling(talk: Talk) -> None:
    reply = talk("芯片补贴比例是多少", "它的上限")
    assert total_of(reply) == (0, 3_000_000)
    assert "300万元" in reply["answer"][:160] and clauses_of(reply) == ["4.5.16"]


@pytest.mark.parametrize("asked", ["它的上限", "它的上限是多少"])
def test_its_ceiling_after_a_sum_was_reckoned(asked: str, talk: Talk) -> None:
    reply = talk("用了区内企业的自主芯片，研发投入350万，采购额500万，补多少", asked)
    assert "300万元" in reply["answer"].split("\n\n")[0]


def test_which_clause_says_so(talk: Talk) -> None:
    for first, clause, label in (
        (CHIP, "4.5.16", "四（五）16"),
        ("国家重点实验室奖多少", "4.3.8", "四（三）8"),
        ("这个政策什么时候施行", "5", "五"),
    ):
        reply = talk(first, "第几条写的")
        assert (reply["outcome"], clauses_of(reply), reply["total"]) == ("answered", [clause], None)
        assert label in reply["answer"][:160]


def test_which_clause_after_an_ellipsis(talk: Talk) -> None:
    reply = talk("国家科技进步奖一等奖奖多少", "那省级呢", "第几条写的")
    assert clauses_of(reply) == ["4.3.7"]
    assert "省级科技进步奖" in reply["citations"][0]["quote"]


def test_hypothetical_is_answered_and_not_kept(talk: Talk) -> None:
    session = talk(PROJECT)["session"]
    supposed = talk("如果评上优秀呢", session=session)
    assert total_of(supposed) == (472_500, 600_000)
    assert supposed["facts"]["project_excellent"]["value"] is False
    assert total_of(talk("那奖多少", session=session)) == (450_000, 450_000)


def test_hypothetical_of_something_untold_is_not_kept(talk: Talk) -> None:
    session = talk("我们项目列入未来工厂，专家委认定了，合同300万，奖多少")["session"]
    assert "project_excellent" not in talk("如果评上优秀呢", session=session)["facts"]
    total = talk("合同300万奖多少", session=session)["total"]
    assert (total["lower_yuan"], total["upper_yuan"]) == (450_000, 450_000)


# ------------------------------------------------------------------ enterprises
def test_another_company_starts_with_nothing(talk: Talk) -> None:
    session = talk(CHIP)["session"]
    changed = talk("换一家公司", session=session)
    assert (changed["outcome"], changed["facts"], changed["citations"]) == ("answered", {}, [])
    reply = talk("用了区内自主芯片，能补多少", session=session)
    assert set(reply["facts"]) == {"uses_local_chip"}
    assert total_of(reply) == (0, 3_000_000)


def test_another_company_may_come_with_its_question(talk: Talk) -> None:
    reply = talk(CHIP, "换一家公司，他们拿了国家技术发明奖一等奖，奖多少")
    assert total_of(reply) == (5_000_000, 5_000_000)
    assert "chip_rd_spend" not in reply["facts"]


def test_first_company_is_found_again(talk: Talk) -> None:
    reply = talk(CHIP, "换一家公司", "用了区内自主芯片，研发投入200万，采购额900万，补多少", "回到第一家，能补多少")
    assert total_of(reply) == (1_500_000, 1_500_000)


def test_back_to_us_alone_is_understood(talk: Talk) -> None:
    session = talk("换一家公司，他们拿了国家技术发明奖一等奖，奖多少")["session"]
    assert talk("回到我们", session=session)["outcome"] == "answered"
    assert total_of(talk("一共多少", session=session)) in (None, (0, 0))


# ------------------------------------------------------------------ what is noted
def test_what_is_noted_is_shown(talk: Talk) -> None:
    reply = talk(CHIP, "你记了我什么")
    assert (reply["outcome"], reply["total"], reply["citations"]) == ("answered", None, [])
    for words in ("1000万元", "500万元", "采购额500万", "第1轮"):
        assert words in reply["answer"]
    assert "没有记下" in talk("你记了我什么")["answer"]


def test_spans_are_the_users_words(talk: Talk) -> None:
    told = "我们研发人员28人，拿了国家技术发明奖二等奖，给钱吗"
    for fact in talk(told)["facts"].values():
        assert fact["span"] in told


def test_noted_fact_is_deleted_by_name(talk: Talk) -> None:
    session = talk(CHIP)["session"]
    deleted = talk("把研发投入删掉", session=session)
    assert deleted["outcome"] == "answered" and set(deleted["facts"]) == {"uses_local_chip", "chip_purchase"}
    after = talk("能补多少", session=session)
    assert (after["outcome"], total_of(after)) == ("needs_facts", (0, 1_500_000))
    assert "1000万元" not in talk("你记了我什么", session=session)["answer"]
    assert "没有记下" in talk("把研发人员删掉", session=session)["answer"]


def test_start_anew_forgets_all(talk: Talk) -> None:
    session = talk(CHIP, "我们还主导了一项国际标准")["session"]
    reset = talk("重新算", session=session)
    assert (reset["outcome"], reset["facts"], reset["total"], reset["citations"]) == ("answered", {}, None, [])
    assert "没有记下" in talk("你记了我什么", session=session)["answer"]
    assert talk("用了区内自主芯片，能补多少", session=session)["outcome"] == "needs_facts"
    assert talk("你好", session=session)["turn"] == 6


def test_so_far_sums_only_what_was_claimed(talk: Talk) -> None:
    reply = talk(
        "我们主导了一项国际标准",
        "团体标准奖多少",
        "国家重点实验室奖多少",
        "我们还拿了省级科技进步奖二等奖",
        "企业上市奖多少",
        "刚才一共多少",
    )
    assert total_of(reply) == (1_200_000, 1_200_000)
    assert set(clauses_of(reply)) == {"4.3.7", "4.3.9"}


def test_so_far_counts_nothing_twice(talk: Talk) -> None:
    reply = talk("我们主导了一项国际标准", "主导了国际标准奖多少", "那第几条写的", "刚才一共多少")
    assert total_of(reply) == (1_000_000, 1_000_000)


# ------------------------------------------------------------------ long conversations, reload
def chip_sum(spend: int, purchase: int) -> float:
    return min(0.2 * spend, 0.3 * purchase, 300) * 10_000


def test_fifty_turns_stay_right_and_quick(assistant: Assistant) -> None:
    session, chance = "fifty-turns", random.Random(50)
    spend, purchase = 1000, 500
    assistant.ask("我们用了区内企业的自主芯片，研发投入1000万，采购额500万", session, TODAY)
    taken = []
    for turn in range(2, 51):
        began = time.perf_counter()
        kind = turn % 7
        if kind == 0:
            reply = assistant.ask("国家技术发明奖二等奖奖励多少", session, TODAY)
            assert total_of(reply) == (1_000_000, 1_000_000)
            assistant_turn = reply["turn"]
        elif kind == 1:
            assistant_turn = assistant.ask("明天天气怎么样", session, TODAY)["turn"]
        elif kind == 2:
            reply = assistant.ask("第16条说什么", session, TODAY)
            assert clauses_of(reply) == ["4.5.16"]
            assistant_turn = reply["turn"]
        else:
            if kind % 2:
                spend = chance.randrange(100, 3000, 50)
                said = f"芯片研发投入改成{spend}万，能补多少"
            else:
                purchase = chance.randrange(100, 3000, 50)
                said = f"芯片采购额改成{purchase}万，能补多少"
            reply = assistant.ask(said, session, TODAY)
            assert total_of(reply) == (chip_sum(spend, purchase),) * 2, said
            assistant_turn = reply["turn"]
        assert assistant_turn == turn
        taken.append(time.perf_counter() - began)
    first, last = statistics.median(taken[:10]), statistics.median(taken[-10:])
    assert last < 5 * first + 0.1, f"{first:.3f} s at the start, {last:.3f} s at the end"
    assert len(assistant.sessions.history(session)) == 50


def test_conversation_goes_on_after_a_restart(tmp_path: Path, settings: Settings) -> None:
    url = f"sqlite:///{tmp_path / 'conversations.db'}"
    first = Assistant.open(url, settings)
    session = "restart"
    told = first.ask(CHIP, session, TODAY)
    asked = first.ask("国家科技进步奖一等奖奖多少", session, TODAY)
    first.sessions.close()

    again = Assistant.open(url, settings)
    log = again.sessions.history(session)
    assert [t.reply for t in log] == [json.loads(json.dumps(r)) for r in (told, asked)]  # citations as before
    where = again.ask("第几条写的", session, TODAY)
    assert (where["turn"], clauses_of(where)) == (3, ["4.3.7"])
    assert [c["quote"] for c in where["citations"]] == [c["quote"] for c in asked["citations"]]
    assert total_of(again.ask("那省级呢", session, TODAY)) == (500_000, 500_000)
    corrected = again.ask("芯片研发投入改成350万，能补多少", session, TODAY)
    assert total_of(corrected) == (700_000, 700_000) and "1000万元" in corrected["answer"]


def test_restart_changes_no_reply(tmp_path: Path, settings: Settings, talk: Talk) -> None:
    turns = ["我们拿了国家技术发明奖二等奖", "那一等奖呢", "我们还主导了一项国际标准", "刚才一共多少", "第几条写的"]
    url = f"sqlite:///{tmp_path / 'conversations.db'}"
    for number, turn in enumerate(turns, 1):
        opened = Assistant.open(url, settings)
        reply = json.loads(json.dumps(opened.ask(turn, "s", TODAY)))
        opened.sessions.close()
        assert {**reply, "session": ""} == {**talk(*turns[:number]), "session": ""}


words = st.text(min_size=1, max_size=8)
amounts = st.integers(min_value=0, max_value=10**18)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    lower = draw(amounts)
    upper = draw(st.none() | st.integers(min_value=lower, max_value=10**19))
    return Interval(lower, upper)


noted = st.builds(
    lambda i, span, turn, kind: Noted(i.lower, i.upper, span, turn, kind),
    intervals(), words, st.integers(1, 99), st.sampled_from(["", "工程研究中心"]),
)  # fmt: skip
slots = st.none() | words
mentions = st.builds(
    Mention, words, slots, slots, slots, slots, st.none() | intervals(), st.none() | intervals(),
    st.integers(0, 99), st.integers(0, 99), st.frozensets(st.sampled_from(["kind", "level", "grade", "role"])),
)  # fmt: skip
conversations = st.builds(
    Conversation,
    turn=st.integers(0, 99),
    subject=words,
    noted=st.dictionaries(words, st.dictionaries(words, st.lists(noted, min_size=1, max_size=3)), max_size=3),
    measures=st.lists(words, max_size=3),
    claimed=st.dictionaries(words, st.lists(words, max_size=3), max_size=2),
    mention=st.none() | mentions,
    asked=st.lists(words, max_size=3),
    clauses=st.lists(st.tuples(words, words), max_size=3),
    answered=st.lists(st.lists(words, max_size=2), max_size=3),
    last_question=st.text(max_size=8),
    last_kind=st.text(max_size=8),
    last_money=slots,
)


@given(conversations)
@hypothesis_settings(max_examples=150, deadline=None)
def test_conversation_through_json_is_the_same(conversation: Conversation) -> None:
    stored = json.dumps(conversation.to_json(), ensure_ascii=True)
    again = Conversation.from_json(json.loads(stored))
    assert again == conversation
    assert json.dumps(again.to_json(), ensure_ascii=True) == stored


def test_nothing_stored_is_a_new_conversation() -> None:
    assert Conversation.from_json(None) == Conversation() == Conversation.from_json({})


# ------------------------------------------------------------------ sums that lean on the dialogue
@pytest.mark.parametrize(
    ("turns", "total"),
    [
        # a bare sum after a rule that asked for nothing, and a unit told afterwards
        (("芯片能补多少", "1200万", "900万"), (2_400_000, 2_400_000)),
        (("芯片研发投入500，采购400万，补多少", "万元"), (1_000_000, 1_000_000)),
        # taken back, put on top, asked once more
        (("我们主导国际标准1项、参与2项", "去掉参与的那两项"), (1_000_000, 1_000_000)),
        (("主导国际标准1项，国标第三1项，行标第二2项", "行标有一项没发布，扣掉"), (1_300_000, 1_300_000)),
        (("芯片研发1100万，采购额4000万，补多少", "研发再追加500万呢"), (3_000_000, 3_000_000)),
        (("芯片研发700万采购300万", "如果采购涨到600万呢", "不假设了，按原来的再算一遍"), (900_000, 900_000)),
        (("国际标准2项参与", "换成主导呢", "算了按参与的来，多少"), (1_000_000, 1_000_000)),
        # others beside ours
        (("我们和隔壁公司都在做未来工厂", "我们合同200万没评优", "他们合同800万没评优，他们能拿多少", "那我们呢"), (300_000, 300_000)),
        # the stages that follow
        (("我们签责任书那年能拿多少", "最后呢"), (0, 3_000_000)),
        (("标准", "国际的", "参与", "两项"), (1_000_000, 1_000_000)),
    ],
)  # fmt: skip
def test_sum_that_leans_on_the_dialogue(turns: tuple[str, ...], total: tuple[int, int], talk: Talk) -> None:
    assert total_of(talk(*turns)) == total


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("国标三项：一项排第一，一项排第三，一项第五，总共奖励多少", (400_000, 400_000)),
        ("国标我们有两项：第二位和第四位；行标一项第二位。奖励合计？", (300_000, 300_000)),
        ("两个智能工厂项目：甲项目合同200万没评优，乙项目合同300万评了优秀，一共奖多少", (772_500, 900_000)),
        ("A项目合同额500万，B项目合同额600万，都没评优，未来工厂的，奖多少", (1_000_000, 1_000_000)),
        ("芯片项目三年研发分别是800万、1000万、1800万，采购每年都是1000万，三年一共补多少", (6_600_000, 6_600_000)),
        ("平台项目预算1200万，实际花出去900万，行业工业互联网平台补贴能拿多少", (1_800_000, 1_800_000)),
        ("我们拿了省重点实验室，国重点实验室还没有，能奖多少", (2_000_000, 2_000_000)),
    ],
)
def test_sum_of_several_things_in_one_message(question: str, total: tuple[int, int], talk: Talk) -> None:
    assert total_of(talk(question)) == total


@pytest.mark.parametrize(
    ("turns", "figures"),
    [
        (("评优和不评优，400万的合同差多少",), ("60万元", "63万元", "80万元")),
        (("芯片采购从300万提到500万，研发600万不变，能多拿多少",), ("90万元", "120万元", "30万元")),
        (("同样花1000万研发、采购1000万，芯片和工控模块哪个补得多",), ("200万元", "100万元")),
        (("国际标准主导的奖励是参与的几倍",), ("100万元", "50万元", "2倍")),
        (("省级重点实验室多少钱", "国家级的呢", "这两个差多少"), ("800万元",)),
        (("要是验收从合格变成优秀，能多拿多少",), ("300万元",)),
    ],
)
def test_difference_is_no_entitlement(turns: tuple[str, ...], figures: tuple[str, ...], talk: Talk) -> None:
    reply = talk(*turns)
    assert reply["total"] is None
    assert not [f for f in figures if f not in reply["answer"]]
