"""What the words beside a figure make of it: a boundary (达到), a ceiling (最高), a yearly sum (每年)."""

from __future__ import annotations

import re
from typing import Final, Literal

from corpus.check.view import View
from corpus.figures import Figure

Boundary = Literal["at_least", "more_than", "at_most", "less_than"]

# The longer word is tried first, so that 不超过 is never read as 超过.
_BEFORE: Final[dict[str, Boundary]] = {
    "不低于": "at_least",
    "不少于": "at_least",
    "不小于": "at_least",
    "至少": "at_least",
    "达到": "at_least",
    "达": "at_least",
    "满": "at_least",
    "不得超过": "at_most",
    "不超过": "at_most",
    "不高于": "at_most",
    "不多于": "at_most",
    "不大于": "at_most",
    "至多": "at_most",
    "最多": "at_most",
    "超过": "more_than",
    "高于": "more_than",
    "多于": "more_than",
    "大于": "more_than",
    "低于": "less_than",
    "不足": "less_than",
    "少于": "less_than",
    "小于": "less_than",
    "不满": "less_than",
    "未满": "less_than",
    "不到": "less_than",
    "未达到": "less_than",
    "未达": "less_than",
}
# 以上 and 以下 hold the figure itself, as in all Chinese legislation.
_AFTER: Final[dict[str, Boundary]] = {
    "及以上": "at_least",
    "以上": "at_least",
    "及以下": "at_most",
    "以下": "at_most",
    "以内": "at_most",
    "之内": "at_most",
}
_BEFORE_PATTERN: Final = re.compile("|".join(sorted(_BEFORE, key=len, reverse=True)))
_AFTER_PATTERN: Final = re.compile(rf"(?:人民币)?(?:（含）|\(含\))?({'|'.join(_AFTER)})")
_CEILING_BEFORE: Final = re.compile("最高|最多|最长|至多|不超过|不得超过|不高于|上限")
_CEILING_AFTER: Final = re.compile("以内|之内|以下|为限|封顶")


def boundary(before: str, after: str) -> Boundary | None:
    """The boundary that the words before and after a figure set; None where they set none."""
    words = list(_BEFORE_PATTERN.finditer(before))
    if words:
        return _BEFORE[words[-1][0]]
    behind = _AFTER_PATTERN.match(after)
    return _AFTER[behind[1]] if behind else None


def boundaries_told(before: str, after: str) -> set[Boundary]:
    """All that the words beside a figure make of it, 最高 and 上限 too: more than one where they contradict each other."""
    found = {_BEFORE[word[0]] for word in _BEFORE_PATTERN.finditer(before)}
    behind = _AFTER_PATTERN.match(after)
    found |= {_AFTER[behind[1]]} if behind else set()
    found |= {"at_most"} if _CEILING_BEFORE.search(before) or _CEILING_AFTER.match(after) else set()
    return found


def boundary_of(view: View, figure: Figure) -> Boundary | None:
    """The boundary that the text sets at one of its figures."""
    return boundary(view.words_before(figure), view.words_after(figure))


def is_ceiling(view: View, figure: Figure) -> bool:
    """Whether the text gives the figure as the most that there is (最高, 不超过, 以内)."""
    before, after = view.words_before(figure), view.words_after(figure)
    return bool(_CEILING_BEFORE.search(before) or _CEILING_AFTER.match(after))


def is_yearly(view: View, figure: Figure) -> bool:
    """Whether the text gives the figure for each year."""
    return "每年" in view.words_before(figure)


def is_soft(view: View, figure: Figure) -> bool:
    """Whether 原则上 softens the figure."""
    return "原则上" in view.words_before(figure)
