"""A text's claims: what is told of each figure, what is denied, which classes and clauses are named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answer.guard.classes import Group, Slots, read_groups, slots_of
from assistant.answer.guard.figures import Figure, Named, read_figures, read_named
from assistant.answer.guard.lexicon import Lexicon
from assistant.answer.guard.text import Span, bigrams, sentences, stretches
from assistant.answer.guard.words import Bound, general_words
from assistant.understanding.mention_tokens import Token

_CONTEXT: Final = 30
_BESIDE: Final = 12
_UNBOUND: Final = frozenset({"date", "rank", "document", "digits"})
BASE: Final = frozenset(["base"])
"""The role of what a sum is reckoned from, in a formula."""
GRANT: Final = frozenset(["grant"])
INTEREST: Final = frozenset(["interest"])
_COMES_TO: Final = re.compile("[×=]|(?:即|就)?(?:是|为|等于)")
LINE: Final = frozenset(["line"])
DIFFERENCE: Final = frozenset(["difference"])
_BY_WHICH_MORE: Final = re.compile("(?<![最至顶不])[多少高低]$")
_SHARE_OF: Final = re.compile("[\u4e00-\u9fff]{0,6}?的?")
_IS_A_LINE: Final = re.compile("(?:指的是|指|是|为|即|系)[^,。;]{0,14}?(?:额度|贷款额|贷款本金|授信)")
_REACH: Final = 18
_PARTED: Final = re.compile(r"[,。;!?%×=]")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text tells of one figure."""

    figure: Figure
    bound: Bound | None
    roles: frozenset[str]
    """`grant`, `line`, `budget`, `difference`, or ids of facts (of a rate: what it is a share of); empty where the words do not say."""
    slots: Slots
    marks: frozenset[str]
    context: frozenset[str]
    source: str
    sentence: Span
    computed: bool = False
    """What follows is what it comes to (30%是45万元)."""
    reached: bool = False
    """Bound by a mere 达到, which is also said of what one has."""


@dataclass(frozen=True, slots=True)
class Denial:
    """A thing denied: the stem of the word that is, its place, and the words around it."""

    stem: str
    start: int
    at: int
    """Where what is denied begins."""
    end: int
    words: str
    context: frozenset[str]


@dataclass(frozen=True)
class Reading:
    """All that was read from one text."""

    text: str
    source: str
    sentences: tuple[Span, ...]
    claims: tuple[Claim, ...]
    named: tuple[Named, ...]
    tokens: tuple[Token, ...]
    """Words of levels, grades, kinds and parts in the work, also where they name no class (国家高新技术企业)."""
    groups: tuple[Group, ...]
    denials: tuple[Denial, ...]


def read(text: str, lexicon: Lexicon, source: str = "") -> Reading:
    """The claims of a plain text; `source` is what the proof calls it."""
    named = read_named(text, lexicon)
    figures = read_figures(text, named)
    tokens = lexicon.tokens.find(text)
    groups = read_groups(text, tokens)
    spans = tuple(sentences(text))
    claims: list[Claim] = []
    for sentence in spans:
        inside = [f for f in figures if sentence.start <= f.start < sentence.end]
        if inside:
            here = [g for g in groups if sentence.start <= g.start < sentence.end]
            claims += _claims(text, sentence, inside, here, lexicon, source)
    return Reading(
        text, source, spans, tuple(claims), tuple(named), tuple(tokens), tuple(groups), tuple(_denials(text, figures))
    )


def _claims(
    text: str, sentence: Span, figures: Sequence[Figure], groups: Sequence[Group], lexicon: Lexicon, source: str
) -> list[Claim]:
    words = general_words()
    slots = slots_of(figures, groups, sentence, text)
    cues = [(m.start(), m.end(), m[0]) for m in lexicon.roles.finditer(text, sentence.start, sentence.end)]
    claims = []
    before = sentence.start  # where the last sum, rate or count ended
    for stretch in stretches(text, sentence):
        for figure in figures:
            if not stretch.start <= figure.start < stretch.end:
                continue
            bound, reached = _bound(text, max(stretch.start, before), stretch.end, figure)
            claims.append(
                Claim(
                    figure=figure,
                    bound=bound,
                    roles=_roles(text, stretch, figure, cues, lexicon),
                    slots=slots.get(figure.start, {}),
                    marks=_marks(text, max(stretch.start, before), figure),
                    context=bigrams(
                        words.bound_before.sub("界", text[max(before, figure.start - _CONTEXT) : figure.start])
                    ),
                    source=source,
                    sentence=sentence,
                    computed=bool(_COMES_TO.match(text, figure.end)),
                    reached=reached,
                )
            )
            if text.count("“", stretch.start, figure.start) > text.count("”", stretch.start, figure.start):
                continue  # a figure inside a name (按“上浮5个百分点”理解) parts nothing
            if figure.kind in ("money", "percent") or (figure.kind == "count" and figure.unit != "年"):
                before = figure.end
    return claims


def _marks(text: str, start: int, figure: Figure) -> frozenset[str]:
    """Between the last figure, or the last colon, and right behind this one."""
    words = general_words()
    start = max(start, text.rfind(":", start, figure.start) + 1)
    return frozenset(words.mark_of[m[0]] for m in words.marks.finditer(text, start, figure.end + 2))


def _bound(text: str, start: int, end: int, figure: Figure) -> tuple[Bound | None, bool]:
    if figure.kind in _UNBOUND or text[figure.start - 1 : figure.start] in ("=", "×"):
        return None, False
    words = general_words()
    if figure.is_range:  # 最高45万元至60万元: a range that is bounded besides
        said = words.bound_before.match(figure.text) or words.bound_before.search(
            text[max(start, figure.start - 4) : figure.start]
        )
        return (words.bound_of[said[0]], False) if said else (None, False)
    if figure.bound:
        return figure.bound, False
    # between a bound and its figure may stand what it is a share of (不超过采购额的30%), no other figure
    window = _PARTED.split(text[max(start, figure.start - _REACH) : figure.start])[-1]
    before = words.bound_before.findall(window)
    if before:
        return words.bound_of[before[-1]], before[-1] in ("达", "达到")
    after = words.bound_after.match(text, figure.end, end)
    return (words.bound_of[after[1]], False) if after else (None, False)


def _roles(
    text: str, stretch: Span, figure: Figure, cues: Sequence[tuple[int, int, str]], lexicon: Lexicon
) -> frozenset[str]:
    """By the word right behind the figure, else by the last one before it between the same commas."""
    if figure.kind == "percent":
        return _share_of(text, stretch, figure, cues, lexicon)
    if figure.kind not in ("money", "count") or text[figure.start - 1 : figure.start] == "=":
        return frozenset()
    if "×" in (text[figure.start - 1 : figure.start], text[figure.end : figure.end + 1]):
        return BASE
    if _IS_A_LINE.match(text, figure.end, stretch.end):
        return LINE
    for start, _, word in cues:
        if 0 <= start - figure.end <= 1 and text[figure.end : start] in ("", "的"):
            return _role(word, lexicon)
    if figure.kind == "money" and _BY_WHICH_MORE.search(text, stretch.start, figure.start):
        return DIFFERENCE
    before = [word for start, end, word in cues if stretch.start <= start and end <= figure.start + 1]
    role = _role(before[-1], lexicon) if before else frozenset()
    if role == GRANT and any(_role(word, lexicon) == INTEREST for word in before):
        return INTEREST  # 贴息资金, 贴息补贴
    return role


def _share_of(
    text: str, stretch: Span, figure: Figure, cues: Sequence[tuple[int, int, str]], lexicon: Lexicon
) -> frozenset[str]:
    """研发投入实际支出额的20%: the facts that the words right before a rate may name."""
    before = [(end, word) for start, end, word in cues if stretch.start <= start and end <= figure.start]
    if not before or not _SHARE_OF.fullmatch(text, before[-1][0], figure.start):
        return frozenset()
    return lexicon.facts_of.get(before[-1][1], frozenset())


def _role(word: str, lexicon: Lexicon) -> frozenset[str]:
    general = general_words().role_of.get(word)
    return frozenset([general]) if general else lexicon.facts_of[word]


def _denials(text: str, figures: Sequence[Figure]) -> list[Denial]:
    words = general_words()
    none = [m.span() for m in words.no_denial.finditer(text)] + [(f.start, f.end) for f in figures]
    found = []
    for match in words.denial.finditer(text):
        if any(start <= match.start() < end for start, end in none):
            continue
        between = words.between.match(text, match.end())
        at = between.end() if between else match.end()
        stem = stem_at(text, at)
        if stem:
            found.append(_denial(text, stem, match.start(), at + len(stem), at))
    for match in words.denied_behind.finditer(text):
        found.append(_denial(text, words.stem_of[match[1]], match.start(), match.end(), match.start(1)))
    return found


def stem_at(text: str, at: int) -> str:
    """The stem of the word that begins at `at`: one for all words alike, else its first two characters."""
    words = general_words()
    alike = words.alike.match(text, at)
    if alike:
        return words.stem_of[alike[0]]
    stem = re.match("[\u4e00-\u9fff]{1,2}", text[at : at + 2])
    return stem[0] if stem else ""


def _denial(text: str, stem: str, start: int, end: int, at: int) -> Denial:
    return Denial(stem, start, at, end, text[start:end], around(text, at))


def around(text: str, at: int) -> frozenset[str]:
    """Pairs of characters near a place, within its sentence."""
    left = re.split("[。;!?\n]", text[max(0, at - _BESIDE) : at])[-1]
    right = re.split("[。;!?\n]", text[at : at + _BESIDE + 4])[0]
    return bigrams(left) | bigrams(right)
