"""What a message is before it is a question: commands to the memory, courtesies, pressure, other subjects.

A statement inside a question never changes rules or roles: sentences that try are dropped, and the rest is answered.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from assistant.understanding.screening_patterns import (
    ASKS_WHETHER,
    BACK,
    COURTEOUS,
    FAREWELL,
    FORGET,
    GREETING,
    HELP,
    INJECTION,
    OTHER,
    QUESTION,
    RECALL,
    RESET,
    THANKS,
    WHO,
)

Courtesy = Literal["greeting", "thanks", "farewell", "who", "help"]
Command = Literal["recall", "reset", "other_company", "back", "forget"]

_SENTENCE: Final = re.compile(r"(?:[^。！!；;\n.]|\.(?=\S))+[。！!；;\n.]?")
_CLAUSE: Final = re.compile(r"[^，,：:。！!；;？?\n]+[，,：:。！!；;？?\n]?")

_SHORT: Final = 16  # characters


def drop_injections(message: str) -> tuple[str, str]:
    """The message without the sentences that would change rules or roles; and what was dropped ("" for nothing).

    Where such a sentence also asks something of its own, only its part up to the next comma goes.
    """
    kept: list[str] = []
    dropped: list[str] = []
    for sentence in _SENTENCE.findall(message):
        if not INJECTION.search(sentence):
            kept.append(sentence)
            continue
        for clause in _CLAUSE.findall(sentence):
            (dropped if INJECTION.search(clause) else kept).append(clause)
    rest = "".join(kept).strip(" ，,：:。")
    if dropped and not QUESTION.search(rest):
        return "", "".join(dropped)
    return rest, "".join(dropped)


def courtesy(text: str) -> Courtesy | None:
    """A message that is nothing but a courtesy, or asks who one talks to."""
    if re.match(r"谢谢|多谢|感谢|太感谢", text) and len(text) <= _SHORT and not QUESTION.search(text):
        return "thanks"
    if COURTEOUS.fullmatch(text) and not ASKS_WHETHER.search(text):
        if FAREWELL.search(text):  # one that parts and thanks, parts
            return "farewell"
        if GREETING.match(text):
            return "greeting"
        if THANKS.search(text):
            return "thanks"
    if WHO.search(text):
        return "who"
    return "help" if HELP.search(text) else None


def command(text: str) -> tuple[Command, str] | None:
    """A command to the memory, with what it names (the fact to forget)."""
    if RESET.search(text):
        return "reset", ""
    if RECALL.search(text):
        return "recall", ""
    forget = FORGET.search(text)
    if forget:
        return "forget", (forget[1] or forget[2]).strip("的吧。！! ")
    if BACK.search(text) and len(text) <= 8:
        return "back", ""
    other = OTHER.match(text)
    if other and not re.match(r"供应|的?芯片|的?控制器|工控|模块|平台", text[other.end() :]):
        return "other_company", text[other.end() :].lstrip("，,。：:；; ")
    return None


def back_to_us(text: str) -> bool:
    """「回到我们」, 「原来那家」: the first enterprise again."""
    return BACK.search(text) is not None


def speaks_of_us(text: str) -> bool:
    """Begins with the speaker's own enterprise: 「那我们公司能进吗」."""
    return (
        re.match(r"(?:嗯|哦|好的?)?[，,]?(?:那么?|回到|说回)?(?:我们|我司|我公司|咱们?)(?!有[一个]*家)", text)
        is not None
    )


def is_aside(text: str) -> bool:
    """Another enterprise beside ours (另一家…), not instead of it (换一家)."""
    return re.match(r"(?:好的?|那)?[，, ]*(?:换|现在|下一家|别家)", text) is None
