"""Several things of one conversation: some of them summed, one taken back, the first two, the firms of two people."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant


def _last(assistant: Assistant, *turns: str) -> dict[str, object]:
    session: str | None = None
    reply: dict[str, object] = {}
    for turn in turns:
        reply = assistant.ask(turn, session=session)
        session = str(reply["session"])
    return reply


@pytest.mark.parametrize(
    ("turns", "yuan"),
    [
        (("获得国家科技进步一等奖", "还认定了省级重点实验室", "主导的国际标准也发布了", "标准不算，奖项和实验室合计多少"), 7_000_000),
        (("国家科技进步二等奖一项", "另有省级企业研究院一家", "主导国际标准一项，已发布", "国际标准撤掉。剩下的一共多少"), 1_500_000),
        (("省级重点实验室奖多少", "省级企业研究院呢", "国家级企业技术中心呢", "我们拿到了前两个，前两个一起是多少"), 2_500_000),
        (("我们有一个市级企业技术中心", "省级企业研究院也有一个", "都是今年认定的，共多少"), 700_000),
        (("老周公司芯片研发300万，采购400万", "小陈公司芯片研发100万，采购50万", "老周公司能补多少"), 600_000),
        (("启动资金和中期奖励这两笔，合计最多多少",), None),
    ],
)  # fmt: skip
def test_the_sum_of_what_is_meant(assistant: Assistant, turns: tuple[str, ...], yuan: int | None) -> None:
    total = _last(assistant, *turns)["total"]
    assert isinstance(total, dict)
    expected = (yuan, yuan) if yuan is not None else (0, 7_000_000)
    assert (total["lower_yuan"], total["upper_yuan"]) == expected


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("工控机补贴跟芯片补贴，一家企业一年的上限相差多少", ("100万元", "300万元")),
        ("芯片补贴和模块补贴的比例差几个点", ("5个百分点",)),
        ("上市奖励和国家科技进步一等奖差多少", ("100万元",)),
        ("哪些地方写了15%", ("15%",)),
    ],
)
def test_what_is_set_side_by_side_has_no_total(assistant: Assistant, question: str, words: tuple[str, ...]) -> None:
    reply = _last(assistant, question)
    assert reply["outcome"] == "answered"
    assert reply["total"] is None
    assert all(word in str(reply["answer"])[:160] for word in words), reply["answer"]


def test_what_a_support_s_name_says_tells_of_no_enterprise(assistant: Assistant) -> None:
    assert _last(assistant, "芯片补贴里的采购额，能不能把运费也算上")["outcome"] == "no_basis"


def test_a_rate_is_told_without_a_sum(assistant: Assistant) -> None:
    reply = _last(assistant, "自主芯片那条，采购额的封顶比例是几")
    assert reply["total"] is None
    assert "30%" in str(reply["answer"])
