"""「排第三的那类」 after a numbered list: the item that a place in the last answer's list points at."""

from __future__ import annotations

import re
from typing import Final

_NUMERALS: Final = "一二三四五六七八九十"
_ITEM: Final = re.compile(rf"(?:(?<![\d.])(\d{{1,2}})\.(?!\d)|（([{_NUMERALS}]|\d)）)([^；。]+)")
_PLACE: Final = re.compile(
    rf"(?:(?:排|列|位|写|数)在?)?(?:里面?|其中)?(?:的)?第([{_NUMERALS}]|\d)(?:位|名)?(?:的)?[那这]?(?:一)?"
    r"(?:类|种|方面|部分|档|点|项(?!规定)|个(?=呢|再|考核|是什么|是啥|怎么|具体|讲|说|要求|有|包括|$)|那个)(?:的)?[，,]?"
)
_LAST: Final = re.compile(r"最后(?:那|一|那一)(?:类|种|方面|部分|档|点|项|个)(?:的)?[，,]?")
_READ_OUT: Final = re.compile(
    r"(?:那|请|麻烦|把)?(?:再|具体|重新)?(?:念|读|说|重复|讲|展开|写)?(?:一?[下遍]|一次)?(?:的)?(?:是|讲|说)?(?:的)?(?:什么|啥|哪个|内容)?[呢吗啊吧?？。]*"
)
_MOST_ITEM: Final = 60  # characters kept of an item


def items_of(answer: str) -> list[str]:
    """The items of the numbered list in an answer's first paragraph, in order; [] where there is none."""
    items: list[str] = []
    for match in _ITEM.finditer(answer.split("\n", 1)[0]):
        number = int(match[1]) if match[1] else int(match[2]) if match[2].isdigit() else _NUMERALS.index(match[2]) + 1
        if number == len(items) + 1:
            items.append(match[3].strip()[:_MOST_ITEM])
    return items if len(items) > 1 else []


def asks_only_for_it(text: str, items: list[str]) -> str | None:
    """「第三个再念一遍」, 「第四方面讲什么」: the item, where nothing else is asked of it."""
    place = _PLACE.search(text) or _LAST.search(text)
    if not place or not _READ_OUT.fullmatch(text[: place.start()] + text[place.end() :]):
        return None
    return next((i for i in items if i in named_item(text, items)), None)


def named_item(text: str, items: list[str]) -> str:
    """The message with the item's words for its place; as it is where it points at none."""
    place, last = _PLACE.search(text), _LAST.search(text)
    if items and place:
        number = int(place[1]) if place[1].isdigit() else _NUMERALS.index(place[1]) + 1
        if number <= len(items):
            return f"{text[: place.start()]}{items[number - 1]}{text[place.end() :]}"
    if items and last:
        return f"{text[: last.start()]}{items[-1]}{text[last.end() :]}"
    return text
