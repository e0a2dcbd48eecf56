"""Slips that a message takes back itself: 「一等奖，不对，是二等奖」, 「680万——说错了，那是前年的，去年780万」.

What stands before the mark of a slip gives way to what stands behind it; what is not said again goes on holding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.understanding.mention import Mention, cells_of
from corpus.library import Policy

_OH: Final = r"(?:哦|噢|喔|呃|额|啊|哎呀?|唉|嗯|诶)"
_WRONG: Final = r"(?:不对不*对?|[说讲记写报搞弄]错了?|错了|口误|打错了?|更正|纠正|重新?说|不是不是)"
_EXPLAINED: Final = (  # what the slip was, or what comes in now: 「那是前年的，」, 「算上上个月进来的两个，」
    r"(?P<explained>(?:(?:那|这|刚才|上面|前面|我|漏|少算|少加|没算|没加|忘)[^，,。；;！!？?\d]{0,14}[，,]){0,2}"
    r"(?:(?:算上|加上|连上|连同|包括|再加)[^，,。；;！!？?]{1,16}[，,])?)"
)
SLIP: Final = re.compile(
    rf"(?:吧|呢|左右)?[，,。！!…—\-]*(?:{_OH}*[，,]?{_WRONG}|{_OH}+不(?:是)?(?=[，,])|(?<=[，,])不(?=[，,]))"
    rf"(?:一下)?[，,。！!：:—]*{_OH}?(?:我(?:想|看)一?下[，,]?)?{_EXPLAINED}"
    r"(?:应该|其实|准确说|实际|去年|今年|前年|现在|目前|算下来|加起来|一共|总共|累计)*(?:是|为|有|的是)?"
)
_CLAUSE: Final = re.compile(
    rf"(?:^|[，,。！!…—\-\s])(?:(?:{_OH}+[，,]?)?(?:我)?{_WRONG}(?:{_WRONG}|了|一下|[，,])*|{_OH}+不(?:是)?)(?=[，,。！!：:…—\-\s])"
)
_BESIDE: Final = re.compile(r"[也还又]|另外|都|全")


def slips_in(text: str) -> list[tuple[int, int]]:
    """Where the clauses stand by which a text says that something said before them was wrong."""
    return [m.span() for m in _CLAUSE.finditer(text) if m.start() > 0]


def unslipped(mentions: Sequence[Mention], text: str, policy: Policy) -> list[Mention]:
    """The classes without those that the text itself takes back; a class keeps the number of the one that it replaces."""
    out = list(mentions)
    for _, end in slips_in(text):
        before = [m for m in out if m.end <= end]
        after = next((m for m in out if m.start >= end), None)
        if after is None or not before or _BESIDE.search(text[end : after.start]):
            continue
        same = [m for m in before if cells_of(m, policy) == cells_of(after, policy)]
        wrong = (same or [m for m in before if m.family == after.family])[-1:]
        for mention in wrong:
            out.remove(mention)
            begins = mention.start if mention is before[-1] else after.start  # in the user's words, with the slip
            count, position = after.count or mention.count, after.position or mention.position
            out[out.index(after)] = replace(after, start=begins, count=count, position=position)
    return out
