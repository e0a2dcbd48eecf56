"""No text makes the reading of quantities fail, hang or contradict itself; its time is linear in the text."""

import json
import os
import time
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.understanding.quantities import read_quantities, to_json

LETTERS = (
    "0123456789.,-~+%‰/:()零一二两三四五六七八九十百千万亿壹拾廿几数多余来半个点分之成倍元块角美人家项名第前等奖级年月日号"
    "不到超过比大小折又毛封顶把出头起以下近约以上下内左右至和间含 \n\t０，％㎡²½①㈠萬億兩餘⼀\u200b\ufeff\ufffc\ud800🙂wkA$¥"
)


PIECES = [
    "百分之",
    "分之",
    "个亿",
    "万元",
    "个半",
    "来万",
    "多万",
    "不到",
    "不超过",
    "以上",
    "以内",
    "左右",
    "至少",
    "人民币",
    "美元",
    "US$",
    "rmb",
    "2024年",
    "一季度",
    "三月",
    "第一",
    "等奖",
    "1,000",
    "0.5",
    "三五",
    "几十",
    "十几",
    "百八十",
    "个把月",
    "一半",
    "对折",
    "million",
    "1e5",
    "和",
    "之间",
    "（三）",
    "〔2022〕17号",
    "10:30",
]


def _check(text: str) -> None:
    """Places are in order and in the text, ends are in order, JSON is JSON."""
    end = 0
    for quantity in read_quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        assert quantity.text == text[quantity.start : quantity.end]
        end = quantity.end
        assert quantity.lower is None or quantity.upper is None or quantity.lower <= quantity.upper
        assert quantity.unit == "" or quantity.kind != "percent" or quantity.unit == "1"
        assert json.loads(json.dumps(to_json(quantity))) == to_json(quantity)


@settings(max_examples=400)
@given(text=st.one_of(st.text(LETTERS), st.text()))
@example("十分之一" * 50)
@example("0分之1")
@example("1/0")
@example("9" * 5000)
@example("二" * 5000 + "万")
def test_any_text_is_read(text: str) -> None:
    _check(text)


def test_strings_of_pieces_are_read() -> None:
    """Some thousands of strings; MINGCE_FUZZ=1000000 tries as many."""
    random, pieces = Random(0), [*LETTERS, *PIECES]
    for _ in range(int(os.environ.get("MINGCE_FUZZ", "5000"))):
        text = "".join(random.choices(pieces, k=random.randint(1, 24)))
        try:
            _check(text)
        except Exception as failure:
            raise AssertionError(repr(text)) from failure


@pytest.mark.parametrize(
    "unit",
    [
        "9",
        "二",
        "1,000,",
        "1.",
        "十零",
        "3到",
        "不到",
        "第一、",
        "一、",
        "1/",
        "分之",
        "(三)",
        "A1",
        "2023年",
        "个亿",
        "2e",
        "比",
        "百",
        "三又",
        "百分之",
        "元",
        "rmb",
        "三块",
        "24年",
        "千万亿",
        "上午",
    ],
)
def test_time_is_linear(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        taken = []
        for _ in range(3):  # the least of them: a pause of the machine is no property of the reader
            began = time.process_time()
            read_quantities(text)
            taken.append(time.process_time() - began)
        return min(taken)

    assert seconds(40_000) < 40 * max(seconds(4_000), 0.002), "ten times the text took more than forty times as long"
