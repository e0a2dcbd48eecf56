"""Faithful rewordings: an answer said again as a careful model would, with nothing of its meaning changed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from eval.mutation.mutant import Right
from eval.mutation.places import MONEY, RATE

Reword = Callable[[str, random.Random], str]

_HAN: Final = "零一二三四五六七八九"
_NUMBERED: Final = re.compile(r"\d+\. ")
_OPENERS: Final = ("您好，", "您好！", "根据政策规定，", "根据您提供的情况，", "简单来说，", "结论：")
_CLOSERS: Final = (
    "\n\n如有其他问题，欢迎继续提问。",
    "\n\n希望以上说明对您有帮助。",
    "\n\n以上供您参考。",
    "",
)
_DROPPABLE: Final = re.compile(r"^(?:前提：|算式：|原文：「|须由主管部门决定：|以上依据|另有|“[^”]+”有两种读法|写明)")
_SYNONYMS: Final = (
    (r"不能享受", ("无法享受", "不可以享受")),
    (r"可以享受", ("能够享受", "可享受", "能享受")),
    (r"原文没有写明", ("原文中没有写明", "政策原文未写明", "原文没有明确")),
    (r"合计(?=\d)", ("总共", "一共", "合计为")),
    (r"相差(?=\d)", ("两者相差", "差额为")),
    (r"目前不符合", ("目前还不符合", "按目前情况，不符合")),
    (r"您告知的是", ("您提到的是", "您说的是")),
    (r"须由主管部门决定：", ("需要由主管部门决定的是：", "以下由主管部门决定：")),
    (r"依据：", ("政策依据：", "依据为", "条款依据：")),
    (r"前提：", ("前提条件：", "前提是：")),
    (r"原文：", ("政策原文：", "原文写明：")),
    (r"取低者", ("取较低者", "取两者中较低的")),
    (r"(?<=奖励)为(?=\d)", ("是", "金额为", "的金额是")),
    (r"(?<=补贴)为(?=\d)", ("是", "金额为", "的金额是")),
    (r"奖励的?为?(\d+万元)(?=。)", (r"奖励是\1", r"奖励金额为\1")),
    (r"(?<![^\n。；])请向区经信局核实", ("建议向区经信局核实", "您可以向区经信局核实")),
)


def money_in_yuan(text: str, chance: random.Random) -> str:
    """100万元 -> 1000000元, 1,000,000元 or 100万; 3亿元 -> 30000万元."""

    def other(match: re.Match[str]) -> str:
        number, unit = Decimal(match[1]), match[2]
        if _protected(text, match) or unit not in ("万元", "亿元"):
            return match[0]
        yuan = number * (10000 if unit == "万元" else 10**8)
        styles = [f"{yuan.normalize():f}元", f"{match[1]}{unit[0]}", f"{match[1]} {unit}"]
        if yuan == yuan.to_integral():
            styles.append(f"{int(yuan):,}元")
        if unit == "亿元":
            styles.append(f"{(number * 10000).normalize():f}万元")
        return chance.choice(styles)

    return MONEY.sub(other, text)


def chinese_numerals(text: str, chance: random.Random) -> str:
    """100万元 -> 一百万元, 15% -> 百分之十五."""

    def money(match: re.Match[str]) -> str:
        if _protected(text, match) or not match[1].isdigit() or int(match[1]) > 9999:
            return match[0]
        return _han(int(match[1])) + match[2]

    def rate(match: re.Match[str]) -> str:
        if _protected(text, match) or match[2] != "%" or not match[1].isdigit() or int(match[1]) > 100:
            return match[0]
        return "百分之" + _han(int(match[1]))

    return MONEY.sub(money, text) if chance.random() < 0.5 else RATE.sub(rate, text)


def full_width(text: str, chance: random.Random) -> str:
    """Digits and the per cent sign in full width."""
    return text.translate({ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789%"})


def ceiling_synonyms(text: str, chance: random.Random) -> str:
    """最高300万元 -> 不超过300万元, 上限为300万元, 最多300万元."""

    def other(match: re.Match[str]) -> str:
        return match[0] if _protected(text, match) else chance.choice(("不超过", "最多", "上限为", "最高可达"))

    return re.sub(r"(?<!原则上)最高(?=\d)", other, text)


def synonyms(text: str, chance: random.Random) -> str:
    """The words of the verdict and of the headings, said otherwise."""
    for pattern, others in _SYNONYMS:
        if chance.random() < 0.6:
            text = re.sub(pattern, chance.choice(others), text)
    return text


def fewer_caveats(text: str, chance: random.Random) -> str:
    """Some of the paragraphs behind the answer left out."""
    first, *rest = text.split("\n\n")
    return "\n\n".join([first, *(p for p in rest if not (_DROPPABLE.match(p) and chance.random() < 0.6))])


def reordered(text: str, chance: random.Random) -> str:
    """The paragraphs behind the answer in another order."""
    first, *rest = text.split("\n\n")
    chance.shuffle(rest)
    return "\n\n".join([first, *rest])


def as_list(text: str, chance: random.Random) -> str:
    """The paragraphs behind the answer as a Markdown list, the figures of the answer in bold."""
    first, *rest = text.split("\n\n")
    mark = chance.choice(("- ", "* ", "• "))
    first = MONEY.sub(lambda m: f"**{m[0]}**", first)
    return "\n\n".join([first, "\n".join(mark + p.replace("\n", " ") for p in rest)]) if rest else first


def greeting(text: str, chance: random.Random) -> str:
    """A word before the answer and one behind it."""
    opener = "" if _NUMBERED.match(text) else chance.choice(_OPENERS)
    return opener + text + chance.choice(_CLOSERS)


def addressed(text: str, chance: random.Random) -> str:
    """您 or 贵公司 for whom the answer speaks to."""
    return re.sub(r"您(?=告知|提到|说)", chance.choice(("贵公司", "贵企业", "您这边")), text)


def connected(text: str, chance: random.Random) -> str:
    """Paragraphs joined by connecting words."""
    first, *rest = text.split("\n\n")
    words = ("另外，", "此外，", "需要说明的是，", "同时请注意，", "具体来说，")
    joined = (chance.choice(words) + p if chance.random() < 0.4 and not _NUMBERED.match(p) else p for p in rest)
    return "\n\n".join([first, *joined])


REWORDS: tuple[Reword, ...] = (
    money_in_yuan, chinese_numerals, full_width, ceiling_synonyms, synonyms, fewer_caveats, reordered, as_list,
    greeting, addressed, connected,
)  # fmt: skip


def rewordings(right: Right, chance: random.Random, number: int) -> Iterator[str]:
    """Up to `number` rewordings, each by one to four ways at once, none the same as the answer or as another."""
    seen = {right.text}
    for _ in range(number * 4):
        text = right.text
        for reword in sorted(chance.sample(REWORDS, chance.randint(1, 4)), key=REWORDS.index):
            text = reword(text, chance)
        if text not in seen:
            seen.add(text)
            yield text
        if len(seen) > number:
            return


def _protected(text: str, match: re.Match[str]) -> bool:
    """Whether the place stands in a quotation: its words are the policy's and are not changed."""
    before = text[: match.start()]
    return before.count("「") > before.count("」") or before.count("“") > before.count("”")


def _han(number: int) -> str:
    """0 to 9999 in Chinese numerals."""
    if number < 10:
        return _HAN[number]
    words, zero = "", False
    for value, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // value % 10
        if digit:
            words += ("零" if zero and words else "") + _HAN[digit] + name
            zero = False
        else:
            zero = bool(words)
    return words.removeprefix("一") if 10 <= number < 20 else words
