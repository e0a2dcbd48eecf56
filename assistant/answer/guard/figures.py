"""Every figure of a plain text: quantities, and what the grammar of quantities leaves aside because it counts nothing
(named clauses, document numbers, digits inside names)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from assistant.answer.guard.lexicon import Lexicon
from assistant.answer.guard.words import Bound
from assistant.understanding.quantities import Quantity, read_quantities
from corpus.references import find_references

FigureKind = Literal["money", "percent", "count", "number", "date", "rank", "document", "digits"]
Value = tuple[Fraction | str | None, Fraction | str | None]

_HAN_DIGITS: Final = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
_DOCUMENT: Final = re.compile(
    r"(?P<by>[\u4e00-\u9fff]{0,6})[〔\[(【](?P<year>(?:19|20)\d\d|二[〇零][〇零一二三四五六七八九]{2})[〕\])】]第?(?P<number>\d{1,5}|[一二三四五六七八九十百]{1,4})号"
    r"|(?<![\d第])(?P<only>\d{1,5})号文"
)
_DIGITS: Final = re.compile(r"\d+(?:[.\-]\d+)*")
_STRICT: Final = re.compile(r"不到|不足|不满|未满|未到|未达|没达|没有达|达不到|低于|少于|小于|没到|<(?!=)")
_BEYOND: Final = re.compile(r"超过|超出|超|多于|大于|高于|突破|逾|不止|>(?!=)|过(?=[百千万亿])")
_NOT_STRICT: Final = re.compile(
    r"(?:不得|不能|不会|不可|不应|没有|不|未|没)(?:超过|超出|超|低于|少于|小于|高于|多于|大于)"
)
_RANGE: Final = re.compile(r"[\d万亿元%人](?:至|到|~|-|—)")
_DISCOURSE: Final = re.compile(r"(?:以下|如下|下面|下列|以上|上述|这)$")
_ARTICLE: Final = re.compile(r"一(?:个|种|项|笔|份|家|类|点|次|步|句|下|些|样|般|批|条)$")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its place, and what it says. A range has two different ends. `bound` is its own (以上, 不到), from
    the words that the grammar takes as part of it; what stands farther off is read with the claim."""

    kind: FigureKind
    unit: str
    value: Value
    start: int
    end: int
    text: str
    bound: Bound | None = None
    approximate: bool = False

    @property
    def key(self) -> tuple[str, str, Value]:
        """Equal for two ways of writing one figure."""
        return self.kind, self.unit, self.value

    @property
    def is_range(self) -> bool:
        """Whether it has two ends that differ."""
        return None not in self.value and self.value[0] != self.value[1]


@dataclass(frozen=True, slots=True)
class Named:
    """A clause that a text names: its id, None where the document has no such clause."""

    clause: str | None
    also: tuple[str, ...]
    start: int
    end: int
    text: str
    in_basis: bool = False


def read_named(text: str, lexicon: Lexicon) -> list[Named]:
    """The clauses that a plain text names, those of the line that says what it rests on (依据：…) among them."""
    named: list[Named] = []
    for line in lexicon.basis.finditer(text):
        at = line.start(1)
        for label in re.split("[、,和及]", line[1]):
            named.append(Named(lexicon.labels.get(label), (), at, at + len(label), label, in_basis=True))
            at += len(label) + 1
    spans = [(n.start, n.end) for n in named]
    for found in find_references(text, lexicon.policy.document):
        if not any(start < found.end and found.start < end for start, end in spans):
            words = text[found.start : found.end]
            named.append(Named(found.clause, found.also, found.start, found.end, words))
    return sorted(named, key=lambda n: n.start)


def read_figures(text: str, named: list[Named]) -> list[Figure]:
    """The figures of a plain text in order, but for the numbers of the clauses that it names."""
    figures: list[Figure] = []
    taken = [(n.start, n.end) for n in named]
    for match in _DOCUMENT.finditer(text):
        figures.append(
            Figure("document", "", _document(match), match.start() + len(match["by"] or ""), match.end(), match[0])
        )
        taken.append((match.start(), match.end()))
    for quantity in read_quantities(text):
        if not any(start < quantity.end and quantity.start < end for start, end in taken):
            if not _counts_nothing(quantity, text):
                figures.append(_figure(quantity, text))
            taken.append((quantity.start, quantity.end))
    for match in _DIGITS.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            figures.append(Figure("digits", "", (match[0], match[0]), *match.span(), match[0]))
    return sorted(figures, key=lambda f: f.start)


def _counts_nothing(quantity: Quantity, text: str) -> bool:
    """以下三点, 一项支持: a word of the wording itself."""
    if quantity.kind != "count" or quantity.unit in ("年", "月", "日", "天", "人", "元"):
        return False
    return bool(_DISCOURSE.search(text[: quantity.start][-2:]) or _ARTICLE.fullmatch(quantity.text))


def _document(match: re.Match[str]) -> Value:
    if match["only"]:
        return None, match["only"]
    year = "".join(_HAN_DIGITS.get(c, c) for c in match["year"])
    return year, match["number"]


def _figure(quantity: Quantity, text: str) -> Figure:
    words = quantity.text
    kind: FigureKind = "rank" if quantity.ordinal else quantity.kind
    unit = quantity.unit
    if kind == "date":
        days = (str(quantity.lower_date), str(quantity.upper_date))
        return Figure(kind, unit, days, quantity.start, quantity.end, words)
    if kind == "percent":
        unit = "百分点" if "点" in words else "%"
    lower, upper = quantity.lower, quantity.upper
    bound: Bound | None = None
    if (lower is None) != (upper is None):
        if _RANGE.search(words):  # 不低于10万元至50万元 says nothing that could be borne out
            return Figure(kind, unit, (words, words), quantity.start, quantity.end, words)
        value, bound = _bounded(quantity, words)
        lower = upper = value
    return Figure(kind, unit, (lower, upper), quantity.start, quantity.end, words, bound, quantity.approximate)


def _bounded(quantity: Quantity, words: str) -> tuple[Fraction | None, Bound]:
    """The figure that was said and its bound: 不到30人 is 30, below, though its interval ends at 29."""
    loose = _NOT_STRICT.sub("", words)
    if quantity.lower is None:
        strict = quantity.upper_open or bool(_STRICT.search(loose))
        whole = quantity.kind == "count" and strict and not quantity.upper_open
        value = quantity.upper + 1 if whole and quantity.upper is not None else quantity.upper
        return value, "below" if strict else "at_most"
    strict = quantity.lower_open or bool(_BEYOND.search(loose))
    whole = quantity.kind == "count" and strict and not quantity.lower_open
    return quantity.lower - 1 if whole else quantity.lower, "above" if strict else "at_least"
