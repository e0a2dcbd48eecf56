"""Messages in pinyin, in part or whole, and in simple English: read as the Chinese that is meant, answered in Chinese."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from assistant.pipeline import Assistant
from assistant.understanding.english import translate
from corpus.library import Policy, load_library
from tests.conftest import Talk

POLICY: Policy = load_library()[0]


@pytest.mark.parametrize(
    ("typed", "clause", "total"),
    [
        ("guojia jishu faming jiang erdengjiang jiangli duoshao", "4.3.7", (1_000_000, 1_000_000)),
        ("zizhu xinpian butie bili", "4.5.16", None),
        ("shengji zhongdian shiyanshi jiangli duoshao", "4.3.8", (2_000_000, 2_000_000)),
        ("canyu guoji biaozhun 2 xiang, zhudao 1 xiang, yigong duoshao", "4.3.9", (2_000_000, 2_000_000)),
        ("how much is the national technology invention award second prize", "4.3.7", (1_000_000, 1_000_000)),
        ("How much for leading an international standard?", "4.3.9", (1_000_000, 1_000_000)),
        (
            "How much subsidy for chips, R&D spending 10 million, purchase 5 million?",
            "4.5.16",
            (1_500_000, 1_500_000),
        ),
        ("we bought chips worth 2 million, r&d 3 million, how much can we get", "4.5.16", (600_000, 600_000)),
        ("what is the deadline of this policy", "5", None),
    ],
)
def test_pinyin_and_english_questions(typed: str, clause: str, total: Any, talk: Talk) -> None:
    reply = talk(typed)
    assert [c["clause"] for c in reply["citations"]][:1] == [clause], reply["answer"]
    told = reply["total"]
    assert (told and (told["lower_yuan"], told["upper_yuan"])) == total
    assert re.search(r"[\u4e00-\u9fff]", reply["answer"])


@pytest.mark.parametrize("text", ["what a lovely day", "hello world", "SELECT 1", "we like music", "how are you"])
def test_other_english_is_left_alone(text: str, talk: Talk) -> None:
    assert translate(text) == text
    assert talk(text)["citations"] == []


def test_a_chinese_message_is_not_translated() -> None:
    assert translate("IPO奖多少 total") == "IPO奖多少 total"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.2 million subsidy", "120万补贴"),
        ("subsidy of RMB 2,500,000", "补贴2500000"),
        ("half a million yuan subsidy", "50万元补贴"),
        ("15 percent subsidy", "15%补贴"),
        ("two first prizes", "2个一等奖"),
        ("a chip", "自主芯片"),
        ("3 billion revenue", "300000万营业收入"),
    ],
)
def test_numbers_of_english_are_counted_as_the_chinese_count(typed: str, meant: str) -> None:
    assert translate(typed) == meant


@given(st.text(st.characters(max_codepoint=0x2FF), max_size=60))
@hypothesis_settings(deadline=None)
def test_no_english_breaks_it(text: str) -> None:
    translate(f"subsidy {text}")


# ------------------------------------------------------------------ pinyin
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gaoqi shi bixu de ma", "高企是必须的吗"),
        ("yan fa tou ru 800 wan, neng na duoshao?", "研发投入 800 万， 能拿多少？"),
        ("yanfa投入800万", "研发投入800万"),
        ("di ji tiao xie de", "第几条写的"),
        ("用了MES和api接口的demo", "用了MES和api接口的demo"),
        ("what is this", "what is this"),
    ],
)
def test_pinyin_is_read_as_characters(typed: str, meant: str, assistant: Assistant) -> None:
    assert assistant.pinyin.read(typed) == meant


def test_names_of_supports_typed_in_pinyin_are_read_back(assistant: Assistant) -> None:
    """Of names that the model was not made from as they stand, nearly every character; others sound the same."""
    names = [re.sub(r"[^\u4e00-\u9fff]", "", m.name) for m in POLICY.measures]
    read = [assistant.pinyin.read(" ".join(lazy_pinyin(name))) for name in names]
    right = sum(a == b for name, back in zip(names, read, strict=True) for a, b in zip(name, back, strict=False))
    assert right >= 0.95 * sum(map(len, names))


@given(text=st.text("abcdefghijklmnopqrstuvwxyz' ，1", max_size=80))
@hypothesis_settings(deadline=None)
def test_no_letters_break_it(text: str, assistant: Assistant) -> None:
    """Nothing but letters is changed, and what was read is not read otherwise a second time."""
    once = assistant.pinyin.read(text)
    assert assistant.pinyin.read(once) == once
    assert [c for c in once if c in "，1"] == [c for c in text if c in "，1"]
