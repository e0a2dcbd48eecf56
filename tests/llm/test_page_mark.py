"""The page shows which path an answer took."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.llm.failure import notice_of
from assistant.page.render import path_mark
from assistant.page.view import Talk, _Handlers
from tests.llm.conftest import Worded
from tests.llm.fake_server import Act, FakeServer, error

CHIP = "用了区内企业的自主芯片，研发投入200万，采购额100万，能补多少？"


@pytest.mark.parametrize(
    ("act", "mark"),
    [
        (Act(text="补贴30万元，见⟦4.5.16⟧。"), "◆ 措辞由语言模型 qwen-test 组织，数字和条款已逐项核对。"),
        (error(500), f"◇ {notice_of('server')}"),
    ],
)
def test_the_page_waits_visibly_and_then_marks_the_answer(act: Act, mark: str, worded: Worded) -> None:
    with FakeServer([act]) as server:
        steps = list(_Handlers(worded(server)).typed(CHIP, [], Talk()))
    (waiting, box, _, _), (messages, _, evidence, talk) = steps
    assert "正在组织措辞" in waiting[-1]["content"] and box == ""
    assert messages[-1]["content"].endswith(mark) and "30" in evidence
    assert talk.turns == (None, 1)


def test_without_a_model_there_is_no_mark(assistant: Any) -> None:
    reply = assistant.ask(CHIP)
    assert path_mark(reply) == ""
    (step,) = _Handlers(assistant).typed(CHIP, [], Talk())
    assert "◆" not in step[0][-1]["content"] and "◇" not in step[0][-1]["content"]
