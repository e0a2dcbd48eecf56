"""Mending a policy's text that came out of a PDF: one paragraph a line, and a map back to the source.

Nothing is rewritten: of the source's characters only page marks, running headers and white space go.
The grammar of clause numbers lives here too, because a line that begins with one begins a paragraph.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import cn2an  # type: ignore[import-untyped]

NUMERALS = "零一二三四五六七八九十百"


class Form(IntEnum):
    """How a clause is numbered, from the widest to the narrowest as official documents nest them."""

    ARTICLE = 0  # 第七条
    SECTION = 1  # 七、
    PART = 2  # （七）
    ITEM = 3  # 7.
    POINT = 4  # （7）
    SUBPOINT = 5  # 7）
    CIRCLED = 6  # ⑦


@dataclass(frozen=True, slots=True)
class Number:
    """A clause number at the start of a line: `label` as people cite it, `end` its end in the line."""

    form: Form
    value: int
    label: str
    end: int


# A number that is cited (第五条规定, 第八条第（八）项, 一、二等奖) opens no clause: hence the lookaheads.
_CITED = r"(?!第|规定|所列|所称|[之的]|[和或及至、]第|[（(][^）)]{1,3}[）)][项款])"
_NUMBERS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    (Form.ARTICLE, re.compile(rf"第([{NUMERALS}]+|\d{{1,3}})条{_CITED}")),
    (Form.SECTION, re.compile(rf"([{NUMERALS}]+)、(?![{NUMERALS}]+[、等级类])")),
    (Form.PART, re.compile(rf"[（(]([{NUMERALS}]+)[）)](?![、，项款])")),
    (Form.ITEM, re.compile(r"(\d{1,3})[.．﹒、](?:(?!\d)|(?=20\d\d年))")),
    (Form.POINT, re.compile(r"[（(](\d{1,2})[）)](?![、，项款])")),
    (Form.SUBPOINT, re.compile(r"(\d{1,2})[)）]")),
    (Form.CIRCLED, re.compile(r"([①-⑳])")),
)
_LABELS = {
    Form.ARTICLE: "第{}条",
    Form.SECTION: "{}",
    Form.PART: "（{}）",
    Form.ITEM: "{}",
    Form.POINT: "（{}）",
    Form.SUBPOINT: "{}）",
    Form.CIRCLED: "{}",
}
_CHAPTER = re.compile(rf"第(?:[{NUMERALS}]+|\d{{1,2}})([编章节])[^，。；]{{0,40}}$")


@cache
def numeral(written: str) -> int | None:
    """The value of a whole number written as 7, 七, 十七 or ⑦; None for what is no number (二三)."""
    if "①" <= written <= "⑳":
        return ord(written) - ord("①") + 1
    if written.isdecimal():
        return int(written)
    try:
        return int(cn2an.cn2an(written, "strict"))
    except ValueError:
        return None


def read_number(line: str, start: int = 0) -> Number | None:
    """The clause number that stands in `line` at offset `start`, if one does."""
    for form, pattern in _NUMBERS:
        if (match := pattern.match(line, start)) and (value := numeral(match[1])) is not None:
            return Number(form, value, _LABELS[form].format(match[1]), match.end())
    return None


def chapter_rank(line: str) -> int | None:
    """0, 1 or 2 for a line that is the heading of a 编, 章 or 节; None for any other line."""
    match = _CHAPTER.match(line)
    return "编章节".index(match[1]) if match else None


@dataclass(frozen=True, slots=True)
class Mended:
    """A mended text, and for each of its code points the offset in the source that it came from."""

    text: str
    offsets: tuple[int, ...]


def mend(source: str) -> Mended:
    """The source with one paragraph a line; mending the mended text changes nothing.

    Joining lines changes what the lines look like (how wide, how ragged), on which the next joins are
    judged; so it is repeated until nothing changes, which makes idempotence true by construction.
    It ends: no pass makes the text longer, and white space only ever turns into a narrower kind.
    """
    text, offsets = source, tuple(range(len(source)))
    while True:
        mended = _mend_once(text)
        offsets = tuple(offsets[offset] for offset in mended.offsets)
        if mended.text == text:
            return Mended(text, offsets)
        text = mended.text


# --- one pass over the lines ---


@dataclass(frozen=True, slots=True)
class _Line:
    """A physical line without stray spaces; `stop` is the offset of the line break behind it."""

    text: str
    offsets: tuple[int, ...]
    stop: int


_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_PAGE_MARK = re.compile(
    r"\s*(?:[-—–－]+\s*\d+\s*[-—–－]+|#\s*Page\s+\d+\s*[:：]?|第\s*\d+\s*页(?:\s*[，,/]?\s*共\s*\d+\s*页)?)\s*"
)


def _mend_once(text: str) -> Mended:
    lines = _without_running_header(list(_lines(text)))
    layout = _Layout.of([line.text for line in lines])
    paragraphs: list[str] = []
    offsets: list[int] = []
    for position, line in enumerate(lines):
        if position:
            before = lines[position - 1]
            after = lines[position + 1].text if position + 1 < len(lines) else ""
            if _continues(paragraphs[-1], before.text, line.text, after, layout):
                gap = " " if _is_latin(before.text[-1]) and _is_latin(line.text[0]) else ""
                paragraphs[-1] += gap + line.text
                offsets += [before.stop] * len(gap)
            else:
                paragraphs.append(line.text)
                offsets.append(before.stop)
        else:
            paragraphs.append(line.text)
        offsets += line.offsets
    return Mended("\n".join(paragraphs), tuple(offsets))


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for stop, following in [*(match.span() for match in _BREAK.finditer(text)), (len(text), len(text))]:
        kept = _without_stray_spaces(text[start:stop])
        line = "".join(char for char, _ in kept)
        if line and not _PAGE_MARK.fullmatch(line):
            yield _Line(line, tuple(start + offset for _, offset in kept), stop)
        start = following


def _without_running_header(lines: list[_Line]) -> list[_Line]:
    """Drops the document's opening lines where they come again, twice or more, between its clauses."""
    texts = [line.text for line in lines]
    body = next((i for i, text in enumerate(texts) if read_number(text) and i > 0), len(texts))
    for size in (3, 2, 1):
        header = texts[:size]
        if body < size or sum(map(len, header)) < 8:
            continue
        repeats = [i for i in range(body, len(texts)) if texts[i : i + size] == header]
        if len(repeats) >= 2:
            dropped = {i + step for i in repeats for step in range(size)}
            return [line for i, line in enumerate(lines) if i not in dropped]
    return lines


# --- spaces within a line ---

_WORD = re.compile(r"[^\s\u200b-\u200d\u2060\ufeff\u00ad]+")
# White space inside the number of a clause, and behind it but for 第七条, where it parts number and text.
_SPACED_NUMBER = re.compile(
    rf"\s*(?:第[{NUMERALS}\s\d]+[条编章节]"
    rf"|(?:[（(][{NUMERALS}\s]+[）)]|[{NUMERALS}\s]+、|\d{{1,3}}\s*[.．﹒、)）](?!\d)|[①-⑳])(?:\s*+(?!\d))?)"
)
_LONE_HAN = re.compile(r"[^\w\s]*[\u3400-\u9fff〇][^\w\s]*")


def _without_stray_spaces(line: str) -> list[tuple[str, int]]:
    """The characters that stay of one line, each with its offset in the line.

    A space stays where it parts two Chinese names (管委会 政府) or two Latin words; between spaced letters
    (滨 江 区), beside digits and beside full-width marks it is the PDF's. A tab parts the cells of a table.
    """
    kept: list[tuple[str, int]] = []
    spaced = _SPACED_NUMBER.match(line)
    number_end = spaced.end() if spaced else 0
    words = [match.span() for match in _WORD.finditer(line)]
    for position, (start, end) in enumerate(words):
        if position and start > number_end:
            before = words[position - 1]
            space = _space(line[before[1] : start], line[slice(*before)], line[start:end])
            if space:
                kept.append((space, before[1]))
        kept.extend((line[i], i) for i in range(start, end))
    return kept


def _space(gap: str, before: str, after: str) -> str:
    """What stays of the white space `gap` between two words."""
    if "\t" in gap:
        return "\t"
    if not any(char.isspace() for char in gap):
        return ""
    left, right = before[-1], after[0]
    if _is_han(left) and _is_han(right):
        return "" if _LONE_HAN.fullmatch(before) and _LONE_HAN.fullmatch(after) else " "
    if _is_narrow(left) and _is_narrow(right) and right not in "%,.;:!?)":
        return " "
    return ""


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or char == "〇"


def _is_narrow(char: str) -> bool:
    return char < "\u0250"


def _is_latin(char: str) -> bool:
    return _is_narrow(char) and char.isalpha()


# --- which lines belong to one paragraph ---


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the lines were broken. Widths are in full-width characters; `margin` 0: a line is a paragraph."""

    margin: float
    ragged: bool

    @classmethod
    def of(cls, lines: Sequence[str]) -> "_Layout":
        widths = sorted(map(_width, lines))
        margin = widths[int(0.9 * len(widths))] if widths else 0.0
        wrapped = 16 <= margin <= 60 and widths[-1] <= 1.15 * margin
        if not wrapped:
            return cls(0.0, ragged=False)
        # Some PDFs break after commas anywhere in the line: there a short line tells nothing.
        torn = sum(line[-1] in "，、," and _width(line) < 0.8 * margin for line in lines)
        return cls(margin, ragged=torn >= 0.04 * len(lines))

    def fills(self, line: str) -> bool:
        """Whether a line runs up to the margin, so that its end need not be the end of a paragraph."""
        return bool(self.margin) and _width(line) >= 0.85 * self.margin


def _width(line: str) -> float:
    return sum(0.5 if char < "\u2000" else 1.0 for char in line)


_CLOSERS = "”’》〉）)】〕」』\"'"
_STOPS = "。！？；：!?;:"
_PAIRS = (("《", "》"), ("（", "）"), ("“", "”"), ("〔", "〕"), ("(", ")"))
DATE = re.compile(r"[12]\d{3}年\d{1,2}月\d{1,2}日")
_BLOCK = re.compile(
    rf"抄送[:：]|公开方式[:：]|附件[\d{NUMERALS}]*(?:[:：]|$)|附则(?:$|\s)|(?:联系人|联系电话|邮箱|注)[:：]"
)
# What cannot stand at the end of a paragraph: a number on the next line is cited, not opened.
_DANGLING = re.compile(r"(?:[，、,和或至]|(?<!参)与|[按依参]照|[依根]据|符合|[详参]见|本[条款])$")


def _continues(paragraph: str, before: str, line: str, after: str, layout: _Layout) -> bool:
    """Whether `line` goes on with `paragraph`, whose last physical line is `before`; `after` follows it."""
    if "\t" in before or "\t" in line:
        return False
    if line[0] in "，。、；：！？）》〉”’】〕,;:!?)%":
        return True
    stopped = _is_stopped(before)
    prose = bool(re.search(r"[，。]|,(?!\d)", paragraph))
    number = read_number(paragraph)
    if number and number.end == len(paragraph):
        return True
    if read_number(line) or chapter_rank(line) is not None:
        if _DANGLING.search(before) or _is_open(paragraph):
            return True
        return layout.fills(before) and prose and not stopped and before[-1] not in "）)"
    if _BLOCK.match(line):
        return bool(_DANGLING.search(before))
    if (
        _is_open(paragraph)
        or _DANGLING.search(before)
        or (prose and not stopped and not (before[-1] in "）)" and not layout.ragged))
    ):
        return True
    if DATE.fullmatch(before) or DATE.fullmatch(line) or _BLOCK.match(before):
        return layout.fills(before)
    if DATE.fullmatch(after) and not re.search("[，。；]", line):
        return False  # the issuer's name above the date
    if not layout.ragged or layout.fills(before):
        return layout.fills(before)
    if stopped:
        return bool(number) or (prose and before[-1] not in "：:")
    # A title is short; a first line that is torn already belongs to running text.
    torn = before[-1] not in "）)" and _width(paragraph) > layout.margin
    return torn or (number is not None and number.form is Form.ARTICLE)


def _is_stopped(line: str) -> bool:
    """Whether a line ends with the mark that ends a sentence or clause, inside closing brackets or not."""
    return line.rstrip(_CLOSERS)[-1:] in tuple(_STOPS)


def _is_open(paragraph: str) -> bool:
    """Whether a bracket is open at the end; only near it, for some sources lack a closing bracket."""
    recent = paragraph[-60:]
    return any(recent.rfind(opening) > recent.rfind(closing) for opening, closing in _PAIRS)
