"""Several questions in one message, each with the statements that stand before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.understanding.subjects import split_by_subject

_SENTENCE: Final = re.compile(r"[^？?。！!；;\n]+[？?。！!；;\n]*")
_TURN: Final = re.compile(
    r"(?<=[，,])(?=(?:另外(?!一家)|还有(?!什么|哪些|啥|一家|钱|机会|戏|资格|希望|可能)|顺便|再问(?:一下)?|还想问|同时想问|以及想问|对了|然后问))"
)
_ASKS: Final = re.compile(
    r"[？?]|多少|几(?![位名家项个十百千万])|什么|怎么|如何|[吗呢](?=$|[？?，,。])|哪|能不能|是不是|有没有|可以吗|谁|多久|咋"
)
_PROTESTS: Final = re.compile(r"凭(?:什么|啥)(?:就|还|又)?(?:说|讲|认为|判|卡|不|给|让)|有没有搞错|开什么玩笑|怎么可能")
_OTHER: Final = re.compile(r"[，,；;]?(?=(?:另|另外)一家(?:公司|企业)?)")
_KIN: Final = re.compile(  # 「我们还有家姊妹公司，…，它能吗」
    r"^(?:我们|我司|咱们?|我)?(?:另外|这边|手上|名下|旗下)?(?:还|也|另)?有(?:一?[家个])?(?:姊妹|姐妹|兄弟|关联|子|分|全资子|控股子|参股|控股)公司(?:[，,：:]|(?=[也是叫]))"
)
_ITS: Final = re.compile(r"(?:它|那家|这家|该公司|他们)[^，,。；;]{0,6}(?:能|可|够|有|拿|算|符合|行)")
_EACH: Final = re.compile(r"[，,](?=(?:各|分别|两家))")
_MOST_PARTS: Final = 6


@dataclass(frozen=True)
class Part:
    """One question; `other_company` where it is about another enterprise than the one before, `subject` its name where
    it has one."""

    text: str
    other_company: bool = False
    subject: str | None = None
    claims: bool = False  # said of an enterprise that the message names


def split_parts(text: str) -> list[Part]:
    """The questions of a normalised message, in order; a message that asks one thing, or nothing, is one part."""
    kin = _KIN.match(text)
    if kin and _ITS.search(text[kin.end() :]):
        return [Part(text[kin.end() :], other_company=True, claims=True)]
    companies = _by_company(text)
    if len(companies) > 1:
        return companies
    pieces: list[str] = []
    for sentence in _SENTENCE.findall(text):
        pieces += [p for p in _TURN.split(sentence) if p.strip(" ，,。？?！!；;")]
    parts: list[str] = []
    waiting = ""
    for piece in pieces:
        if _ASKS.search(piece) and not _PROTESTS.search(piece):
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
        return [Part(text)]
    return [Part(p.strip(" ，,")) for p in parts]


def parts_by_subject(text: str, known: Sequence[str]) -> list[Part]:
    """One part an enterprise, where a message speaks of several by name (`known`: those spoken of before); else []."""
    return [Part(piece, subject=name, claims=True) for name, piece in split_by_subject(text, known)]


def _by_company(text: str) -> list[Part]:
    """「我们拿了二等奖，另一家拿了一等奖，各奖多少」: the question at the end is asked of each."""
    pieces = [p for p in _OTHER.split(text, maxsplit=1) if p]
    if len(pieces) != 2 or len(pieces[0]) < 4:
        return [Part(text)]
    first, second = pieces
    tail = _EACH.split(second, maxsplit=1)
    question = tail[1] if len(tail) == 2 else ""
    return [Part(f"{first}，{question}" if question else first), Part(second, other_company=True)]
