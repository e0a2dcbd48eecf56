"""Intervals, and the words around a value that make it one.

Chinese legal usage (民法典第一千二百五十九条): 以上, 以下, 以内 include the figure, 不满, 超过 exclude it.
"""

import math
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

Effect = Literal["at_least", "above", "at_most", "below", "about", "near", "just_over"]

_NOT = "(?:不会|不得|不能|不可|不应|没有|不|没|未)"
_PREFIX_WORDS: tuple[tuple[Effect, str], ...] = (
    (
        "at_most",
        rf"{_NOT}(?:超过|超出|超|高于|多于|大于)|最多|至多|顶多|封顶|(?:小于|少于|低于) ?(?:或者?)? ?等于|≤|< ?=",
    ),
    (
        "at_least",
        rf"{_NOT}(?:低于|少于|小于|下于|下)|至少|最少|起码|(?:大于|多于|高于) ?(?:或者?)? ?等于|≥|> ?=",
    ),
    # 拿不到500万 is "cannot get", no bound
    (
        "below",
        r"(?<![拿得找看想招买借贷做])(?<![^营税年]收)(?<!^收)不到|不足|不满|未满|未到|未达到?|没有?达?到|达不到|不够|低于|少于|小于|<",
    ),
    (
        "above",
        r"超过|超出|超|大于|多于|高于|突破|冲破|逾|不止|>|(?<![突冲打爆])破(?=[0-9百千万亿])|(?<![通经超])过(?=[百千万亿])",
    ),
    ("at_least", r"(?<![以网线])上(?=[百千万亿])"),
    ("near", r"将近|接近|逼近|(?<![最附靠临])近|(?<![中大微最减缩从])小(?=[一二两三四五六七八九][百千十])"),
    ("about", r"大约|大概|约莫|大致|差不多|(?<![预节合签制契违条公履失])约为?"),
)
_PREFIX = re.compile("|".join(f"(?P<g{number}>{words})" for number, (_, words) in enumerate(_PREFIX_WORDS)))
_FILLER = re.compile(r"(?:了|有|为|是|在|达到|达|需要|需|要|得)?[ \n]{0,3}")
_INCLUDED = r"(?:\((?P<with>含|包含)(?:本数)?\)|\((?P<without>不含|不包含)(?:本数)?\))?"
_INCLUDED_AFTER = _INCLUDED.replace("P<", "P<after_")
_SUFFIX = re.compile(
    rf"[ \n]{{0,3}}(?:(?P<about>左右|上下(?!游|文|级))|(?P<just_over>出头|挂零|开外|冒头)|(?P<cap>封顶(?![是为在多几约0-9零一二两三四五六七八九十百千]))"
    rf"|(?P<not_reached>不到)(?=[,。;!?、)\s]|\Z)|(?<![一二三四五六七八九十])(?P<starting>起步?)(?=[,。;!?、)\s]|\Z)|{_INCLUDED} ?(?:及其?|或者?|和)?"
    rf"(?:(?P<at_least>以上(?!述|所|市)|之上|更多)|(?P<at_most>以下(?!简称|几|列)|之下|以内|之内))"
    rf"{_INCLUDED_AFTER}"
    rf"|(?P<plus>\+)(?![0-9]|[^，,。；;、\s]{{1,6}}[0-9一二三四五六七八九十]))"
)
_SUFFIX_EFFECTS: dict[str, Effect] = {
    "about": "about",
    "just_over": "just_over",
    "cap": "at_most",
    "not_reached": "below",
    "starting": "at_least",
}
_COMPARED = re.compile(
    r"[ \n]{0,3}(?:要|还|更)?(?:(?P<above>大|多|高)|小|少|低)(?![于额概约学量家校])(?!了?[ ]?(?!一些|一点)[0-9零一二两三四五六七八九十百几])"
)


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``lower`` to ``upper``; None is no end."""

    lower: Fraction | None
    upper: Fraction | None
    lower_open: bool = False
    upper_open: bool = False

    def bounded(self, effect: Effect) -> "Interval":
        """What is left when the value said is only a bound of the value meant, or near it."""
        match effect:
            case "at_least":
                return replace(self, upper=None, upper_open=False)
            case "above":
                return replace(self, upper=None, upper_open=False, lower_open=True)
            case "at_most":
                return replace(self, lower=None, lower_open=False)
            case "below":
                return replace(self, lower=None, lower_open=False, upper_open=True)
            case "about":
                if self.lower != self.upper:
                    return self  # 大概800到1200万: the range says how vague it is
                return self._stretched(Fraction(9, 10), Fraction(11, 10))
            case "near":
                return self._stretched(Fraction(9, 10), Fraction(1))
            case "just_over":
                return self._stretched(Fraction(1), Fraction(11, 10))

    def _stretched(self, down: Fraction, up: Fraction) -> "Interval":
        """Ends moved away from each other by factors of their size (the other way round below zero)."""
        lower = self.lower and self.lower * (down if self.lower > 0 else up)
        upper = self.upper and self.upper * (up if self.upper > 0 else down)
        return replace(self, lower=lower, upper=upper)

    def in_pieces(self) -> "Interval":
        """The same whole numbers, with closed ends: 不到30人 ends at 29. A point stays as it was said."""
        if self.lower == self.upper:
            return self
        lower, upper = self.lower, self.upper
        if lower is not None:
            lower = Fraction(math.floor(lower) + 1 if self.lower_open else math.ceil(lower))
        if upper is not None:
            upper = Fraction(math.ceil(upper) - 1 if self.upper_open else math.floor(upper))
        if lower is not None and upper is not None and lower > upper:
            return self
        return Interval(lower, upper)


@dataclass(frozen=True, slots=True)
class BoundAt:
    """A bounding word that was read: its effect, and the end of it."""

    effect: Effect
    end: int
    word: str


def read_bound_before(text: str, at: int) -> BoundAt | None:
    """The bounding word that begins at ``at``, with what may stand between it and the figure (至少有), or
    None."""
    match = _PREFIX.match(text, at)
    if match is None:
        return None
    effect = _PREFIX_WORDS[int(str(match.lastgroup)[1:])][0]
    filler = _FILLER.match(text, match.end())
    return BoundAt(effect, filler.end() if filler else match.end(), match[0])


def read_bound_after(text: str, at: int) -> BoundAt | None:
    """The bounding word that follows a figure at ``at`` (以上, 以内, 左右, +), or None."""
    match = _SUFFIX.match(text, at)
    if match is None:
        return None
    for group, effect in _SUFFIX_EFFECTS.items():
        if match[group]:
            return BoundAt(effect, match.end(), match[0])
    excluded = match["without"] or match["after_without"]
    if match["at_most"]:
        return BoundAt("below" if excluded else "at_most", match.end(), match[0])
    return BoundAt("above" if excluded else "at_least", match.end(), match[0])


def read_compared(text: str, at: int) -> BoundAt | None:
    """大, 多, 小 or 少 after a figure that 比 stands before (比30人多), or None."""
    match = _COMPARED.match(text, at)
    return match and BoundAt("above" if match["above"] else "below", match.end(), match[0].strip())
