"""The message as the rest of the system reads it: width, script and spacing made uniform, meaning untouched."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

from assistant.errors import BadInput
from assistant.settings import MOST_CHARACTERS

if TYPE_CHECKING:
    from opencc import OpenCC

# NFKC would turn these into ASCII, and 「800，200」 into one number
_KEPT: Final = frozenset("，。；：？！（）、…～")
_INNER_SPACE: Final = re.compile(
    r"(?<=[\u4e00-\u9fff，。；：？！（）、])[ \t\u3000]+|[ \t\u3000]+(?=[\u4e00-\u9fff，。；：？！（）、])"
)
_COUNTED: Final = "人万亿元个项名家位千百十年月日起条款亩件次轮笔类号岁层座天台套块角分多来余几以左上不到至和与及或的"
_PARTED_WORDS: Final = re.compile(  # 「从业人员 200 研发 45」, while 200 人 and 3 亿元 stay whole
    rf"(?<=[\u4e00-\u9fff%]) (?=[\u4e00-\u9fff\d])|(?<=\d) (?=\d)|(?<=\d) (?=(?![{_COUNTED}])[\u4e00-\u9fff])"
)
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


def readable(question: str) -> str:
    """The trimmed message. Raises BadInput saying what is wrong and what to do."""
    text = question.strip()
    if not text:
        raise BadInput("问题是空的，请输入要问的内容，例如：国家技术发明奖二等奖奖励多少？")
    if len(text) > MOST_CHARACTERS:
        raise BadInput(f"问题有{len(text)}个字，最多{MOST_CHARACTERS}个字，请分几次问。")
    strange = [c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") and c not in "\n\r\t"]
    if strange:
        raise BadInput("问题里有无法识别的控制字符或二进制内容，请只输入文字。")
    if not re.search(r"\w", text):
        raise BadInput("没有看到文字，请用一句话说明要问的内容，例如：芯片补贴比例是多少？")
    return text
