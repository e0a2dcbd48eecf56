"""Several questions in one message, each with the statements that stand before it."""

from __future__ import annotations

import re
from typing import Final

_SENTENCE: Final = re.compile(r"[^？?。！!；;\n]+[？?。！!；;\n]*")
_TURN: Final = re.compile(r"[，,](?=(?:另外|还有(?!什么|哪些|啥)|顺便|再问(?:一下)?|还想问|同时想问|以及想问|对了|然后问))")
_ASKS: Final = re.compile(r"[？?]|多少|几(?![位名家项个])|什么|怎么|如何|吗|呢|哪|能不能|是不是|有没有|可以吗|谁|多久|咋")
_MOST_PARTS: Final = 6


def split_parts(text: str) -> list[str]:
    """The questions of a normalised message, in order; a message that asks one thing, or nothing, is one part."""
    pieces: list[str] = []
    for sentence in _SENTENCE.findall(text):
        pieces += [p for p in _TURN.split(sentence) if p.strip(" ，,。？?！!；;")]
    parts: list[str] = []
    waiting = ""
    for piece in pieces:
        if _ASKS.search(piece):
            parts.append((waiting + piece).strip())
            waiting = ""
        else:
            waiting += piece
    if waiting:
        if parts:
            parts[-1] = f"{parts[-1]}{waiting}"
        else:
            parts.append(waiting.strip())
    if not parts or len(parts) > _MOST_PARTS:
        return [text]
    return parts
