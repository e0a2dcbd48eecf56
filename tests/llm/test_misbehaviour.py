"""A model that says what nothing bears out: the user gets the offline answer and a line that says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from assistant.llm.breaker import Breaker
from assistant.llm.failure import notice_of
from tests.llm.conftest import Worded
from tests.llm.fake_server import Act, FakeServer

TABLE: Final = yaml.safe_load((Path(__file__).parent / "misbehaviour.yaml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in TABLE])
def test_what_nothing_bears_out_does_not_reach_the_user(
    case: dict[str, Any], worded: Worded, patient: Breaker, caplog: pytest.LogCaptureFixture
) -> None:
    said = Act(text=case["say"] * case.get("times", 1), piece=200)
    with FakeServer([said]) as server:
        assistant = worded(server, breaker=patient)
        offline = assistant.answer(case["ask"])
        assert offline.citations, "a case must be one that a model is asked for"
        reply = assistant.word(offline, case["ask"])
        assert (reply.composed_by, reply.notice) == ("offline_after_model", notice_of("unproven"))
        assert (reply.answer, reply.proof, reply.offline) == (offline.answer, offline.proof, None)
        assert len(server.requests) == 2
        told = server.requests[1].messages
        assert told[-1]["role"] == "user" and "不能用" in told[-1]["content"]
        assert case["fault"] in caplog.text


RIGHT: Final = [
    ("用了区内企业的自主芯片，研发投入200万，采购额100万，能补多少？", "补贴30万元，见⟦4.5.16⟧。"),
    (
        "用了区内企业的自主芯片，研发投入200万，采购额100万，能补多少？",
        "补贴30万元；单个企业每年总额不超过300万元，见⟦4.5.16⟧。",
    ),
    ("国家技术发明奖二等奖奖励多少？", "国家技术发明奖二等奖奖励100万元，见⟦4.3.7⟧。"),
    ("主导制定国际标准奖多少？", "主导制定国际标准奖励100万元，见⟦4.3.9⟧。"),
    ("列入培育名单最高能给多少资金支持？", "列入培育名单的企业给予最高1000万元资金支持，见⟦3⟧。"),
    ("5050计划的企业贷款贴息是多少？", "5050计划的企业可获得最高500万元额度银行贷款利率贴息，见⟦4.1.2⟧。"),
    ("年营业收入达到多少可以即提即议用地？", "年营业收入达3亿元可以即提即议，见⟦4.2.6⟧。"),
]


@pytest.mark.parametrize(("asked", "said"), RIGHT)
def test_the_same_without_the_misbehaviour_is_sent(asked: str, said: str, worded: Worded) -> None:
    with FakeServer([Act(text=said)]) as server:
        assert worded(server).ask(asked)["composed_by"] == "model"
