"""The message as the rest of the system reads it: width, script and spacing made uniform, meaning untouched."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from opencc import OpenCC

# NFKC would turn these into ASCII, and 「800，200」 into one number
_KEPT: Final = frozenset("，。；：？！（）、…～")
_INNER_SPACE: Final = re.compile(
    r"(?<=[\u4e00-\u9fff，。；：？！（）、])[ \t\u3000]+|[ \t\u3000]+(?=[\u4e00-\u9fff，。；：？！（）、])"
)
_PARTED_WORDS: Final = re.compile(r"(?<=[\u4e00-\u9fff%]) (?=[\u4e00-\u9fff\d])|(?<=\d) (?=\d)")
_SPACES: Final = re.compile(r"\s+")


def normalise(message: str) -> str:
    """Half width, simplified, one space where spaces part words of a telegraphic message; 15% and 1,000万元 stay whole."""
    text = "".join(c if c in _KEPT else unicodedata.normalize("NFKC", c) for c in message.strip())
    if _maybe_traditional(text):
        text = _converter().convert(text)
    return _SPACES.sub(" ", text)


def squeezed(text: str) -> str:
    """What phrases are looked up in: a space between two words of a telegraphic message is a comma, others go."""
    return _INNER_SPACE.sub("", _PARTED_WORDS.sub("，", text))


def _maybe_traditional(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")
