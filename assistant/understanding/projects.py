"""Several projects of one enterprise in one message: 「甲项目合同200万没评优，乙项目合同300万评了优秀，一共奖多少」."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

_LETTER: Final = "甲乙丙丁A-Da-d"
_THING: Final = r"(?:项目|工程|合同|标段|单子?|订单)"
_LABEL: Final = (
    rf"(?:[{_LETTER}]{_THING}|{_THING}[{_LETTER}一二三四](?![万亿千百十号]|[、和与])|"
    rf"(?:其中|有)?(?:第[一二三四]|(?:另外?|还有|再)?[一1])(?:{_THING}|(?:个|份|笔)(?:{_THING})?)(?:的)?)"
)
_BEGINS: Final = re.compile(rf"(?:(?<=[，,：:；;。！!？?])|^)(?P<label>{_LABEL})[，,：:是的]?")
_ONE: Final = re.compile(r"^(?:其中|有)?[一1]")  # 「一个…，另一个…」: no name by itself
_SHARED: Final = re.compile(
    r"^(?:都|均|全|两|三|四|几|一共|总共|合计|总计|加|共|合|能|可以|可|该|补|奖|拿|领|给|各|分别|哪|谁|问|求|请|算|这|那|我们|我司|差|相差)"
)
_SO_MANY: Final = re.compile(rf"(?:有|做了|签了|接了)?[两二三四2-4]个?(?={_THING}|[^，,。；;]{{0,8}}{_THING})")
_PIECE: Final = re.compile(r"[^，,。；;！!？?]+[，,。；;！!？?]*")
_MONEY: Final = re.compile(r"[\d一二两三四五六七八九十百千]+(?:\.\d+)?(?:多|来|几)?[百千]?[万亿]")


def split_by_project(text: str) -> list[tuple[str, str]]:
    """Each project with what a normalised message says of it and of all; [] where it does not speak of two with a sum
    each."""
    starts = list(_BEGINS.finditer(text))
    named = [m["label"] for m in starts if not _ONE.match(m["label"])]
    if len(starts) < 2 or len(set(named)) < len(named):
        return []
    pieces = [text[m.end() : n.start()] for m, n in pairwise(starts)]
    pieces.append(text[starts[-1].end() :])
    clauses = _PIECE.findall(pieces[-1])
    at = next((i for i, c in enumerate(clauses) if i and _SHARED.match(c)), len(clauses))
    pieces[-1], shared = "".join(clauses[:at]), "".join(clauses[at:])
    if not all(map(_MONEY.search, pieces)):
        return []
    lead = _SO_MANY.sub("", text[: starts[0].start()])
    names = [_name(m["label"], i) for i, m in enumerate(starts)]
    return [
        (name, f"{lead}{piece.strip('，,：:。；; ')}，{shared}".strip("，"))
        for name, piece in zip(names, pieces, strict=True)
    ]


def _name(label: str, place: int) -> str:
    if re.search(rf"[{_LETTER}]", label):
        return label.upper()
    return f"第{'一二三四'[place]}个项目" if place < 4 else label
