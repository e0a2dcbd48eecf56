"""Answers over years: what a period pays when, what failing costs; facts told year by year, corrected one year at a time."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from assistant.calculator.intervals import Interval
from assistant.conversation import Conversation
from assistant.understanding.years import distinct_years, read_years
from tests.conftest import Reply, Talk

CHIP = "芯片研发2024年花2000万、2025年花1000万，采购分别500万、1000万，一共补多少"


def total_of(reply: Reply) -> tuple[Any, Any] | None:
    total = reply["total"]
    return None if total is None else (total["lower_yuan"], total["upper_yuan"])


def clauses_of(reply: Reply) -> set[str]:
    return {c["clause"] for c in reply["citations"]}


def first(reply: Reply) -> str:
    return str(reply["answer"].split("\n\n")[0])


# ------------------------------------------------------------------ years of a message
@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2024年签的", (2024,)),
        ("去年花2000万、今年花1000万", (2025, 2026)),
        ("前年和去年", (2024, 2025)),
        ("2024、2025年", (2024, 2025)),
        ("2023到2025年每年", (2023, 2024, 2025)),
        ("2023年至2025年", (2023, 2024, 2025)),
        ("二〇二四年和二〇二五年", (2024, 2025)),
        ("24年花2000万，25年花1000万", (2024, 2025)),
        ("24年签的责任书", (2024,)),
        ("第一年2000万，第二年1000万", (1, 2)),
        ("做了20年", ()),
        ("近3年没有处罚", ()),
        ("第二年能拿多少", ()),
        ("杭高新〔2022〕17号", ()),
    ],
)
def test_years_named(text: str, years: tuple[int, ...]) -> None:
    assert distinct_years(read_years(text, date(2026, 11, 24))) == years


def test_last_year_is_no_year_where_today_is_not_known() -> None:
    assert read_years("去年和2024年") == read_years("去年和2024年", None)
    assert distinct_years(read_years("去年花2000万、今年花1000万")) == ()


# ------------------------------------------------------------------ the period of cultivation
def test_each_year_of_cultivation_from_the_year_of_signing(talk: Talk) -> None:
    reply = talk("我们2024年签了培育责任书，每年能拿多少")
    assert (reply["outcome"], reply["total"]) == ("answered", None)
    assert {"3.1", "3.2", "3.3"} <= clauses_of(reply)
    for words in ("2024年", "200万元", "2025年起", "500万元", "最晚2026年", "2024至2026年", "300万元"):
        assert words in first(reply), words
    assert "取消培育资格" in reply["answer"] and "验收最多延期一年" in reply["answer"]


@pytest.mark.parametrize(
    "question",
    ["2024年签的责任书，哪年能拿到钱", "培育责任书24年签的，每年能拿多少钱", "前年签的责任书，各年能拿多少培育资金"],
)
def test_in_which_year_there_is_money(question: str, talk: Talk) -> None:
    reply = talk(question)
    assert reply["total"] is None and "2025年起" in first(reply) and "最晚2026年" in first(reply)


def test_without_a_year_the_stages_are_named_by_the_text(talk: Talk) -> None:
    for question in ("培育资金哪一年能拿多少", "三年每年分别多少"):
        reply = talk(question)
        for words in ("当年", "次年", "满3年后", "200万元", "500万元", "300万元"):
            assert words in first(reply), question
        assert reply["total"] is None


def test_the_sum_is_told_where_it_was_asked_for(talk: Talk) -> None:
    reply = talk("进了培育名单，三年一共能拿多少，每年多少")
    assert total_of(reply) == (0, 10_000_000) and first(reply).startswith("合计最高1000万元")
    assert total_of(talk("2024年签的责任书，每年能拿多少", "一共呢")) == (0, 10_000_000)


@pytest.mark.parametrize(
    ("year", "total", "words"),
    [
        ("2024年能拿多少", None, None),  # of the signing itself: today's wording
        ("2025年能拿多少", (0, 5_000_000), "2025年最高500万元"),
        (
            "今年能拿多少",
            (0, 8_000_000),
            "2026年最高800万元",
        ),  # an examination put off to 2026, and the end of the period
        ("2030年能拿多少", (0, 0), "2030年已没有"),
    ],
)
def test_one_year(year: str, total: tuple[int, int] | None, words: str | None, talk: Talk) -> None:
    reply = talk(f"2024年签的责任书，{year}")
    if words:
        assert total_of(reply) == total
        assert words in first(reply)


def test_what_was_passed_is_not_paid_again(talk: Talk) -> None:
    reply = talk("2024年签的责任书，2025年中期合格了，2026年能拿多少")
    assert total_of(reply) == (0, 3_000_000)
    reply = talk("2023年签的，2024年中期考核合格，2026年验收优秀，一共能拿多少")
    assert total_of(reply) == (0, 10_000_000) and "2024年中期考核结果为合格" in first(reply)


def test_the_year_of_signing_is_remembered(talk: Talk) -> None:
    reply = talk("我们2024年签了培育责任书", "每年能拿多少")
    assert "2025年起" in first(reply)
    assert "2025年" in talk("我们2024年签了培育责任书", "中期考核最早哪年申请")["answer"]
    assert talk("我们2024年签了培育责任书", "我们签了责任书，每年能拿多少")["answer"].startswith("2024年")


@pytest.mark.parametrize(
    "question",
    [
        "中期考核没过，延期后又没过，还能拿验收的300万吗",
        "中期考核两次都没过，还能拿300万吗",
        "2024年签的责任书，2025年中期考核没过，2026年又没过，还能拿多少",
    ],
)
def test_failed_for_good(question: str, talk: Talk) -> None:
    reply = talk(question)
    assert reply["outcome"] == "not_eligible"
    assert total_of(reply) in (None, (0, 0))
    assert first(reply).startswith("不能") and "取消培育资格" in first(reply)
    assert {"3.2", "3.3"} <= clauses_of(reply)
    assert "延长" in reply["answer"] and "3.4" in clauses_of(reply)


def test_failed_once_may_try_again(talk: Talk) -> None:
    reply = talk("2024年签的责任书，2025年中期没过，还能拿多少")
    assert reply["outcome"] == "answered" and "延期到2026年" in first(reply) and "500万元" in first(reply)


def test_both_readings_of_the_extension_where_it_matters(talk: Talk) -> None:
    plain = talk("2024年签的责任书，每年能拿多少")
    assert "读法" not in plain["answer"] and "3.4" not in clauses_of(plain)
    reply = talk("2024年签了责任书，考核期限经认定延长了，每年能拿多少")
    assert "最长延长3年；延长后的考核期限最长3年" in reply["answer"] and "3.4" in clauses_of(reply)
    assert "最晚2026年" not in reply["answer"]


def test_the_district_s_own_budget_is_another_question(talk: Talk) -> None:
    assert clauses_of(talk("区里每年拿多少钱搞培育")) == {"3"}


# ------------------------------------------------------------------ facts told by year
@pytest.mark.parametrize(
    "question",
    [
        CHIP,
        "用区内芯片，2024年研发2000万、采购500万，2025年研发1000万、采购1000万，一共补多少",
        "我们用了区内自主芯片，2024年和2025年研发投入分别是2000万和1000万，采购额分别是500万和1000万，两年一共能补多少",
        "芯片研发投入2000万（2024年）、1000万（2025年），采购500万（2024年）、1000万（2025年），补多少",
        "区内芯片，2024年研发投入2000万，采购额500万；2025年研发投入1000万，采购额1000万。一共能拿多少补贴？",
        "芯片24年研发两千万采购五百万，25年研发一千万采购一千万，一共补多少",
    ],
)
def test_each_year_is_reckoned_by_itself(question: str, talk: Talk) -> None:
    reply = talk(question)
    assert total_of(reply) == (3_500_000, 3_500_000)
    assert "合计350万元：2024年150万元，2025年200万元" in first(reply)
    assert reply["facts"]["chip_rd_spend"]["value"] == "2024年2000万元、2025年1000万元"
    assert reply["facts"]["chip_purchase"]["value"] == "2024年500万元、2025年1000万元"
    assert reply["measures"][0]["formula"].startswith("2024年：20%×2000万元")


def test_years_by_name_follow_the_day_of_asking(talk: Talk) -> None:
    reply = talk("用区内芯片，去年研发2000万、采购500万，今年研发1000万、采购1000万，一共补多少")
    assert "2025年150万元，2026年200万元" in first(reply)


def test_years_without_a_date_are_counted(talk: Talk) -> None:
    reply = talk("区内芯片第一年研发2000万、采购500万，第二年研发1000万、采购1000万，一共补多少")
    assert total_of(reply) == (3_500_000, 3_500_000) and "第1年150万元，第2年200万元" in first(reply)
    assert reply["measures"][0]["formula"].startswith("第1年：")


def test_only_three_years_in_a_row_are_paid(talk: Talk) -> None:
    reply = talk("用区内企业的自主芯片，2022到2025年每年研发1000万、采购1000万，总共能补多少")
    assert total_of(reply) == (6_000_000, 6_000_000) and "2025年不再资助" in reply["answer"]


def test_a_cap_per_enterprise_is_over_all_years(talk: Talk) -> None:
    reply = talk("列入未来工厂的项目，合同2024年300万、2025年500万，都没评优，一共奖多少")
    assert total_of(reply) == (1_000_000, 1_000_000)


def test_a_cap_over_all_years_binds_by_every_reading(talk: Talk) -> None:
    reply = talk("列入未来工厂的项目，合同2024年300万、2025年500万，都评上优秀了，一共奖多少")
    assert total_of(reply) == (1_000_000, 1_000_000)  # 47.25 + 78.75 or 60 + 100: more than the cap either way
    assert "2025年有两种读法" in reply["answer"]


def test_one_year_alone_stays_undated(talk: Talk) -> None:
    reply = talk("去年研发投了2000万，用的区内芯片，采购了500万，能补多少")
    assert total_of(reply) == (1_500_000, 1_500_000)
    assert reply["facts"]["chip_rd_spend"]["value"] == "2000万元"


@pytest.mark.parametrize(
    "question",
    [
        "芯片研发2024年2000万、2025年1000万，采购1500万，一共补多少",
        "芯片研发2024年2000万、2025年1000万，采购分别500万、1000万、800万，一共补多少",
        "区内芯片2023年到2025年研发总共3000万，采购总共2000万，补多少",
    ],
)
def test_what_cannot_be_told_apart_is_asked_back(question: str, talk: Talk) -> None:
    reply = talk(question)
    assert (reply["outcome"], reply["total"]) == ("needs_facts", None)
    assert "哪年" in first(reply)


@pytest.mark.parametrize("answer", ["分别500万和1000万", "2024年500万，2025年1000万", "采购2024年500万、2025年1000万"])
def test_what_was_asked_back_by_year_is_taken(answer: str, talk: Talk) -> None:
    reply = talk("芯片研发2024年2000万、2025年1000万，采购1500万，一共补多少", answer)
    assert total_of(reply) == (3_500_000, 3_500_000)


def test_the_untold_year_is_asked_for(talk: Talk) -> None:
    asked = talk("用了区内芯片，2024年研发2000万采购500万，2025年研发1000万，一共补多少")
    assert (asked["outcome"], total_of(asked)) == ("needs_facts", (1_500_000, 3_500_000))
    assert "2025年的自主芯片实际采购额" in asked["questions"][0]
    assert total_of(talk("600万", session=asked["session"])) == (3_300_000, 3_300_000)


def test_one_year_is_corrected(talk: Talk) -> None:
    reply = talk(CHIP, "2025年不对，是600万")
    assert reply["facts"]["chip_purchase"]["value"] == "2024年500万元、2025年600万元"
    assert "2025年从1000万元改为600万元" in reply["answer"]
    assert total_of(reply) == (3_300_000, 3_300_000)
    assert total_of(talk(CHIP, "研发2024年改成1000万，一共多少")) == (3_500_000, 3_500_000)


def test_a_correction_of_no_year_is_asked_back(talk: Talk) -> None:
    reply = talk(CHIP, "采购改成800万")
    assert reply["outcome"] == "needs_facts" and "哪年" in first(reply)


def test_a_year_is_added_and_one_is_asked_about(talk: Talk) -> None:
    session = talk(CHIP)["session"]
    assert total_of(talk("再加上2026年研发1500万、采购600万", session=session)) == (5_300_000, 5_300_000)
    assert total_of(talk("那2025年能补多少", session=session)) == (2_000_000, 2_000_000)
    assert "2024年2000万元" in talk("你记了我什么", session=session)["answer"]


def test_years_told_in_two_messages(talk: Talk) -> None:
    turns = ["我们用了区内芯片，2024年研发2000万，采购500万，能补多少", "2025年研发1000万，采购1000万，两年一共多少"]
    assert total_of(talk(*turns)) == (3_500_000, 3_500_000)
    reply = talk(turns[0], "说错了，2025年研发1000万")
    assert reply["facts"]["chip_rd_spend"]["value"] == "1000万元"


def test_a_sum_of_no_year_before_is_asked_for_by_year(talk: Talk) -> None:
    reply = talk("我们用了区内自主芯片，采购500万", "研发2024年2000万、2025年1000万，能补多少")
    assert reply["outcome"] == "needs_facts" and "采购500万" in first(reply)


def test_supposed_years_are_answered_and_not_kept(talk: Talk) -> None:
    session = talk("如果2024年芯片研发2000万采购500万，2025年研发1000万采购1000万，一共能补多少")["session"]
    assert "chip_rd_spend" not in talk("你记了我什么", session=session)["facts"]


def test_several_supports_over_the_years(talk: Talk) -> None:
    reply = talk(CHIP.removesuffix("，一共补多少") + "，还拿了国家技术发明奖二等奖，一共多少")
    assert total_of(reply) == (4_500_000, 4_500_000)
    assert "2024年150万元，2025年200万元" in reply["answer"]


def test_what_only_adds_up_is_added_up(talk: Talk) -> None:
    reply = talk("融资2023年500万、2024年600万，房租能补吗")
    assert reply["facts"]["vc_investment"]["value"] == "1100万元" and reply["outcome"] == "eligible"


# ------------------------------------------------------------------ stored
years = st.dictionaries(st.integers(1, 2099), st.integers(0, 10**12), min_size=1, max_size=4)


@given(years, st.none() | st.integers(2000, 2099), st.lists(st.text(min_size=1, max_size=8), max_size=3))
@hypothesis_settings(max_examples=50, deadline=None)
def test_years_through_json_are_the_same(told: dict[int, int], year: int | None, denied: list[str]) -> None:
    conversation = Conversation(turn=3, denied=denied)
    by_year = {y: Interval(v, v) for y, v in told.items()}
    whole = sum(told.values())
    conversation.note("chip_purchase", Interval(whole, whole), "…", by_year=by_year)
    conversation.note("revenue", Interval(0, None), "…", year=year)
    stored = json.dumps(conversation.to_json())
    again = Conversation.from_json(json.loads(stored))
    assert again == conversation and json.dumps(again.to_json()) == stored
    assert again.told()["chip_purchase"].by_year == by_year == again.by_year("chip_purchase")


def test_a_conversation_stored_before_has_no_years() -> None:
    old = Conversation().to_json()
    del old["denied"]
    old["noted"] = {"我们": {"revenue": [{"lower": 1, "upper": 1, "span": "…", "turn": 1, "kind": ""}]}}
    again = Conversation.from_json(old)
    assert again.by_year("revenue") == {} and again.denied == []
