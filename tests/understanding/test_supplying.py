"""Who supplies a thing and who applies it: what is paid to those who apply is not told of those who supply."""

from __future__ import annotations

import pytest

from assistant.understanding.supplying import supplies

THINGS = frozenset({"芯片", "工控机"})


@pytest.mark.parametrize(
    "text",
    [
        "我们是做芯片的，卖给滨江企业，能拿补贴吗",
        "我们是卖芯片的，客户用了我们的芯片",
        "我们是区内芯片厂，客户研发投入1000万",
        "滨江企业买了我们的工控机，有没有奖励",
        "公司主要生产工控机，供货给区内的工厂",
        "做芯片的，有没有补贴",
        "我们把芯片供应给客户",
    ],
)
def test_who_supplies_is_told(text: str) -> None:
    assert supplies(text, THINGS)


@pytest.mark.parametrize(
    "text",
    [
        "用了区内企业卖给我们的芯片，研发投入1000万",
        "工控机是滨江的公司卖给我们的",
        "我们供应商是区内芯片企业，研发投入1000万",
        "我们做智能装备，用了区内芯片企业的芯片",
        "我们做芯片应用项目，采购300万的芯片",
        "芯片补贴给多少",
        "客户是芯片厂，我们给他们做平台",
    ],
)
def test_who_applies_does_not_supply(text: str) -> None:
    assert supplies(text, THINGS) is None


def test_one_thing_is_supplied_and_another_applied() -> None:
    text = "公司生产工控机，也用区内企业的芯片"
    assert supplies(text, frozenset({"工控机"})) and supplies(text, frozenset({"芯片"})) is None
