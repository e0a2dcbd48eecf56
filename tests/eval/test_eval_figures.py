"""Figures: one figure in many writings is one figure, and two numbers are never joined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.figures import figures, flatten, numeral, states

_DIGITS = "零一二三四五六七八九"
_PLACES = ((1000, "千"), (100, "百"), (10, "十"))


def han(number: int) -> str:
    """A number below 10 thousand million as it is read aloud."""
    if number >= 10**8:
        head, rest = divmod(number, 10**8)
        return han(head) + "亿" + (("零" if rest < 10**7 else "") + han(rest) if rest else "")
    if number >= 10**4:
        head, rest = divmod(number, 10**4)
        return han(head) + "万" + (("零" if rest < 1000 else "") + han(rest) if rest else "")
    out, gap = "", False
    for place, name in _PLACES:
        digit, number = divmod(number, place)
        if digit:
            out += ("零" if gap else "") + _DIGITS[digit] + name
        gap = bool(out) and not digit
    if number or not out:
        out += ("零" if gap else "") + _DIGITS[number]
    return out


@given(st.integers(0, 99_9999_9999))
def test_a_numeral_is_read_as_it_is_spoken(number: int) -> None:
    assert numeral(han(number)) == number


@pytest.mark.parametrize("text", ["", "一点五", "abc", "第七"])
def test_what_is_no_numeral_has_no_value(text: str) -> None:
    assert numeral(text) is None


def writings(yuan: int) -> list[str]:
    """A sum of money that is a multiple of 100 yuan, as people and pages write it."""
    tens = f"{yuan / 10**4:.2f}".rstrip("0").rstrip(".")
    forms = [
        f"{yuan}元",
        f"{yuan:,}元",
        f"{tens}万元",
        f"{tens} 万元",
        f"**{tens}万元**",
        f"{tens}萬元",
        f"{tens}万",
    ]
    forms += [f"{han(yuan)}元", "".join(chr(ord(ch) + 0xFEE0) if ch.isdigit() else ch for ch in f"{yuan}元")]
    return forms


@given(st.integers(1, 9_9999).map(lambda hundreds: hundreds * 100), st.sampled_from(["能补", "奖励：", "合计 "]))
def test_writings_of_one_sum_agree(yuan: int, before: str) -> None:
    for asked in (f"{yuan}元", f"{yuan:,}元", writings(yuan)[2], f"{han(yuan)}元"):
        for written in writings(yuan):
            assert states(f"{before}{written}。", asked), (written, asked)


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_different_sums_differ(one: int, other: int) -> None:
    assert states(f"能补{one}万元", f"{other}万元") == (one == other)


@given(st.integers(1, 100))
def test_writings_of_one_rate_agree(percent: int) -> None:
    for written in (
        f"{percent}%",
        f"{percent}％",
        f"{percent} %",
        f"百分之{han(percent)}",
        f"百分之{percent}",
    ):
        assert states(f"按{written}给予", f"{percent}%"), written


@given(st.dates())
def test_writings_of_one_date_agree(day) -> None:  # type: ignore[no-untyped-def]
    year = f"{day.year:04d}"
    asked = f"{year}年{day.month}月{day.day}日"
    for written in (
        f"{year}-{day.month:02d}-{day.day:02d}",
        f"{year} 年 {day.month} 月 {day.day} 日",
        f"{year}/{day.month}/{day.day}",
    ):
        assert states(f"自{written}起", asked), written


@pytest.mark.parametrize(
    ("text", "figure", "stated"),
    [
        ("1. 200万元", "200万元", True),
        ("1. 200万元", "1200万元", False),
        ("四（三）7 500万元", "500万元", True),
        ("四（三）7 500万元", "7500万元", False),
        ("见4.3.7，500万元", "500万元", True),
        ("10至20万元", "10万元", True),
        ("47.25-60万元", "47.25万元", True),
        ("不低于30名", "30人", True),
        ("三个亿", "3亿元", True),
        ("最高1000万的研发资助", "1000万元", True),
        ("20%", "20万元", False),
        ("3年", "3个月", False),
        ("15%", "5%", False),
        ("1100万元", "100万元", False),
    ],
)
def test_examples(text: str, figure: str, stated: bool) -> None:
    assert states(text, figure) is stated


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    figures(text)
    assert flatten(flatten(text)) == flatten(flatten(flatten(text)))
    states(text, text)
