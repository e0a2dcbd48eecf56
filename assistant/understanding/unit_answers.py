"""Units told apart from their numbers: 「研发760，采购430（单位：万元）」, and 「万元」 to 「…没有单位，请告知是多少万元（或元）」: the number that was told without a unit, with the unit that is told now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assistant.understanding.quantities import read_quantities

_UNIT: Final = re.compile(
    r"(?:哦|嗯|啊|对|不好意思|忘了说|单位|那个|这个|都|全|统一|当然)*[，, ]?(?:单位)?(?:是|就是|按|说的是|指的?是)? ?(?:人民币)?"
    r"(?P<unit>[百千]?万元?|亿元?|个亿|元|块钱?)(?:人民币)?(?:为单位|单位)?(?:的|啊|呀|哦|吧|啦|呢|嘛)*[。.!！~]*"
)
_NUMBER: Final = re.compile(r"[\d.]+|[零〇一二两三四五六七八九十百千]+")
_DECLARED: Final = re.compile(
    r"[（(，,；;]?(?:以上|下面|上面)?(?:金额|数字)?的?单位(?:都|均|全|一律|统一|全部)*(?:是|为|用|按|：|:) ?(?P<unit>万元?|亿元?|元)[）)]?"
)


def with_declared_unit(text: str) -> str:
    """The message with its unit behind every bare number, where it says in what unit its sums are; else as it is."""
    declared = _DECLARED.search(text)
    if declared is None:
        return text
    rest = text[: declared.start()] + text[declared.end() :]
    for quantity in reversed(read_quantities(rest)):
        bare = quantity.kind == "number" and not quantity.unit
        if (bare or quantity.unit == "个") and not quantity.ordinal:
            number = quantity.text.removesuffix("个")
            rest = f"{rest[: quantity.start]}{number}{declared['unit']}{rest[quantity.end :]}"
    return rest


def with_unit(text: str, without_unit: Sequence[str]) -> str:
    """The numbers with their unit, where the message is a unit and the last answer asked for that of `without_unit` (the
    user's words, one a number); else the message as it is."""
    said = _UNIT.fullmatch(text)
    if said is None or not without_unit:
        return text
    return "，".join(_told(words, said["unit"]) for words in without_unit)


def _told(words: str, unit: str) -> str:
    numbers = list(_NUMBER.finditer(words))
    return f"{words[: numbers[-1].end()]}{unit}{words[numbers[-1].end() :]}" if numbers else words
