"""A policy's text as clauses: each has an id, a label as people cite it, and its span in the cleaned text.

Ids: `head`, `preamble`, `4.3.7`, `tail`; in an annex `annex1.3`, where `annex1.0` is what stands before
its first number. The parts of an id are the numbers as written, so items that run through keep theirs.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from corpus.cleaning import DATE, NUMERALS, Form, Number, chapter_rank, mend, numeral, read_number


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: `text == document.text[start:end]`; offsets are code points, `end` exclusive.

    `heading_path` holds the headings that it stands under, the widest first, without its own.
    """

    id: str
    label: str
    heading_path: tuple[str, ...]
    text: str
    start: int
    end: int


class UnknownClause(KeyError):
    """A clause id that the document does not have."""

    def __str__(self) -> str:
        return f"no clause {self.args[0]!r} in this document"


@dataclass(frozen=True)
class Document:
    """A cleaned text and its clauses.

    Every character of `text` that is not white space is in exactly one of `clauses`, which are in text
    order. `source_offsets[i]` is where code point i of `text` stood in the source.
    """

    text: str
    clauses: tuple[Clause, ...]
    source_offsets: tuple[int, ...]

    @cached_property
    def _by_id(self) -> dict[str, Clause]:
        return {clause.id: clause for clause in self.clauses}

    @cached_property
    def _starts(self) -> list[int]:
        return [clause.start for clause in self.clauses]

    def clause(self, clause_id: str) -> Clause:
        """The clause with this id; UnknownClause, a KeyError, when there is none."""
        try:
            return self._by_id[clause_id]
        except KeyError:
            raise UnknownClause(clause_id) from None

    def at(self, offset: int) -> Clause:
        """The clause at this offset of `text`; a line break between two clauses counts to the first."""
        if not 0 <= offset < len(self.text):
            raise IndexError(f"offset {offset} is outside the text of {len(self.text)} code points")
        return self.clauses[bisect_right(self._starts, offset) - 1]

    def find(self, quote: str, within: str | None = None) -> tuple[int, int] | None:
        """The span (start, end) of the first place where `quote` stands, character for character.

        With `within`, a clause id, only inside that clause. None where it does not stand, or is empty.
        """
        start, end = 0, len(self.text)
        if within is not None:
            clause = self.clause(within)
            start, end = clause.start, clause.end
        found = self.text.find(quote, start, end) if quote else -1
        return None if found < 0 else (found, found + len(quote))


def read_document(source: str) -> Document:
    """Cleans the text of a policy as it came out of its file, and cuts it into clauses."""
    mended = mend(source)
    clauses = []
    marks = _Cutter(mended.text).marks()
    bounds = pairwise([*(mark.start for mark in marks), len(mended.text)])
    for mark, (start, stop) in zip(marks, bounds, strict=True):
        text = mended.text[start:stop].rstrip()
        clauses.append(Clause(mark.id, mark.label, mark.heading_path, text, start, start + len(text)))
    return Document(mended.text, tuple(clauses), mended.offsets)


# --- cutting ---


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a clause begins."""

    start: int
    id: str
    label: str
    heading_path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """One line of the cleaned text, its offset there, and the number that it begins with."""

    text: str
    start: int
    number: Number | None


@dataclass(frozen=True, slots=True)
class _Open:
    """A numbered clause that the next number may go on with, or go down from."""

    form: Form
    value: int
    id: str
    label: str
    heading_path: tuple[str, ...]
    heading: str


_ANNEX = re.compile(rf"附件(\d{{1,2}}|[{NUMERALS}]+)?[:：]?")
_SIGN_OFF = re.compile(r"(?:抄送|公开方式)[:：]")
_ANNEX_LIST = re.compile(r"附件[:：].")
_PURPOSE = re.compile(r"为|根据|依据|按照")
_BY_LAWS = re.compile(r"附则(?:$|\s)")
_BARE_NUMBER = re.compile(rf"[{NUMERALS}\d]$")


class _Cutter:
    """Finds where the clauses of one cleaned text begin."""

    def __init__(self, text: str) -> None:
        self._paragraphs: list[_Paragraph] = []
        start = 0
        for line in text.split("\n"):
            if line.strip():
                self._paragraphs.append(_Paragraph(line, start, read_number(line)))
            start += len(line) + 1

    def marks(self) -> list[_Mark]:
        """All marks in text order; empty for an empty text."""
        paragraphs = self._paragraphs
        annexes = self._annexes()
        tail = self._tail(annexes[0] if annexes else len(paragraphs))
        bounds = sorted({0, *annexes, len(paragraphs), *([] if tail is None else [tail])})
        marks: list[_Mark] = []
        for first, stop in pairwise(bounds):
            region = paragraphs[first:stop]
            if first == tail:
                marks.append(_Mark(region[0].start, "tail", "文尾"))
            elif first in annexes:
                name = _annex_name(region[0].text, {mark.id for mark in marks})
                label = region[0].text.rstrip(":：")
                marks.append(_Mark(region[0].start, f"{name}.0", label))
                marks += _Numbering(f"{name}.", f"{label}·", (label,)).read(region[1:])
            else:
                numbered = _Numbering("", "", ()).read(region)
                marks += [*_opening(region, numbered), *numbered]
        return marks

    def _annexes(self) -> list[int]:
        """The paragraphs that begin an annex, as positions.

        Before the first clause there is none: a letter that carries the policy calls the policy its annex.
        """
        begun = self._first_number()
        return [
            position
            for position, paragraph in enumerate(self._paragraphs)
            if position > begun and _ANNEX.fullmatch(paragraph.text)
        ]

    def _tail(self, body_end: int) -> int | None:
        """The paragraph that begins the closing lines: the sign-off, or else, behind the last clause of the
        body, the list of annexes or the issuer's name above the date. None where there is none."""
        paragraphs = self._paragraphs
        for position in range(self._first_number() + 1, len(paragraphs)):
            if _SIGN_OFF.match(paragraphs[position].text):
                return position
        top = _top_form(paragraphs[:body_end])
        roots = [i for i in range(body_end) if (number := paragraphs[i].number) and number.form is top]
        for position in range(roots[-1] + 1 if roots else body_end, body_end):
            text = paragraphs[position].text
            below = paragraphs[position + 1].text if position + 1 < body_end else ""
            signature = DATE.fullmatch(below) and not re.search("[，。；：]", text)
            if _ANNEX_LIST.match(text) or (signature and not paragraphs[position].number):
                return position
        return None

    def _first_number(self) -> int:
        """The position of the first paragraph numbered 1, or of the end.

        The very first paragraph is a title, whatever number a collection put before it.
        """
        numbers = enumerate(paragraph.number for paragraph in self._paragraphs)
        return next((i for i, number in numbers if i and number and number.value == 1), len(self._paragraphs))


def _top_form(paragraphs: Sequence[_Paragraph]) -> Form | None:
    """The widest form that counts from 1, which alone makes first parts of ids: 1. in a letter does not."""
    numbers = [paragraph.number for paragraph in paragraphs]
    return min((number.form for number in numbers if number and number.value == 1), default=None)


def _annex_name(line: str, taken: set[str]) -> str:
    """annex1 for 附件1, annex for 附件; the next free number where a document uses one twice."""
    match = _ANNEX.fullmatch(line)
    written = match[1] if match else None
    value = numeral(written) if written else None
    name = "annex" if value is None else f"annex{value}"
    number = value or 1
    while f"{name}.0" in taken:
        number += 1
        name = f"annex{number}"
    return name


def _opening(region: Sequence[_Paragraph], marks: Sequence[_Mark]) -> list[_Mark]:
    """The marks of head and preamble: what stands before the first clause."""
    first = marks[0].start if marks else None
    before = [paragraph for paragraph in region if first is None or paragraph.start < first]
    if not before:
        return []
    # The preamble is the prose right above the first clause, from the sentence that states the purpose;
    # prose further up, above a title or a date, is the letter that carries the policy.
    prose_from = len(before)
    while prose_from and re.search("[。：:]$", before[prose_from - 1].text):
        prose_from -= 1
    for paragraph in before[prose_from:]:
        if _PURPOSE.match(paragraph.text) and marks:
            head = [] if paragraph is before[0] else [_Mark(before[0].start, "head", "文首")]
            return [*head, _Mark(paragraph.start, "preamble", "引言")]
    return [_Mark(before[0].start, "head", "文首")]


class _Numbering:
    """Reads the clause numbers of one region, the body or one annex.

    A number opens a clause only where it goes on with the sequence of its form, or begins one at 1.
    """

    def __init__(self, prefix: str, label_prefix: str, path: tuple[str, ...]) -> None:
        self._prefix, self._label_prefix, self._path = prefix, label_prefix, path
        self._marks: list[_Mark] = []
        self._stack: list[_Open] = []
        self._ids: set[str] = set()
        self._last: dict[Form, int] = {}
        self._chapters: dict[int, str] = {}
        self._top: Form | None = None

    def read(self, region: Sequence[_Paragraph]) -> list[_Mark]:
        """The marks of the numbered clauses in these paragraphs, in text order."""
        self._top = _top_form(region)
        heading_start: int | None = None  # of a chapter's heading, which belongs to the article that follows
        for paragraph in region:
            if (rank := chapter_rank(paragraph.text)) is not None:
                self._chapters = {k: v for k, v in self._chapters.items() if k < rank} | {rank: paragraph.text}
                heading_start = paragraph.start if heading_start is None else heading_start
            elif self._read(paragraph, heading_start):
                heading_start = None
        return self._marks

    def _read(self, paragraph: _Paragraph, heading_start: int | None) -> bool:
        """Opens the clauses that begin at the start of a paragraph; whether one of them is a first part."""
        text = paragraph.text
        if _BY_LAWS.match(text) and self._stack and self._top is not None:
            # A heading without number takes the next one, as its position says.
            by_laws = Number(self._top, self._stack[0].value + 1, "附则", 2)
            return self._open(by_laws, 0, text, paragraph.start)
        is_first_part = False
        number, behind = paragraph.number, 0
        above: Form | None = None
        while number and (above is None or number.form > above):
            depth = self._depth(number)
            if depth is None:
                break
            start = paragraph.start + behind
            if depth == 0 and heading_start is not None:
                start = heading_start
            if not self._open(number, depth, text[behind:], start):
                break
            is_first_part = is_first_part or depth == 0
            above = number.form
            # 第五条 （一） opens two clauses at once.
            behind = len(text) - len(text[number.end :].lstrip())
            number = read_number(text, behind)
        return is_first_part

    def _depth(self, number: Number) -> int | None:
        """How many open clauses the number stands under; None where it continues nothing."""
        stack, form = self._stack, number.form
        for depth in reversed(range(len(stack))):
            if stack[depth].form is form and stack[depth].value + 1 == number.value:
                return depth
        if not stack:
            return 0 if form is self._top and number.value == 1 else None
        if any(clause.form is form for clause in stack):
            return len(stack) if number.value == 1 else None  # a list that counts anew stands in the last clause
        if number.value not in (1, self._last.get(form, 0) + 1):
            return None
        wider = [depth for depth, clause in enumerate(stack) if clause.form < form]
        return wider[-1] + 1 if wider else len(stack)

    def _open(self, number: Number, depth: int, text: str, start: int) -> bool:
        """Opens a clause under the first `depth` open ones, or deeper where its id is taken.

        `text` is its first paragraph, `start` its offset, a chapter's heading included. Whether it could.
        """
        for under in (depth, len(self._stack)):
            parents = self._stack[:under]
            clause_id = f"{parents[-1].id}.{number.value}" if parents else f"{self._prefix}{number.value}"
            if clause_id not in self._ids:
                break
        else:
            return False
        path = self._path + tuple(self._chapters[rank] for rank in sorted(self._chapters))
        label = f"{self._label_prefix}{number.label}"
        if parents:
            parent = parents[-1]
            path = (*parent.heading_path, parent.heading)
            abutting = _BARE_NUMBER.search(parent.label) and _BARE_NUMBER.match(number.label[:1])
            label = f"{parent.label}{'、' if abutting else ''}{number.label}"
        opened = _Open(number.form, number.value, clause_id, label, path, _heading(text))
        self._stack = [*parents, opened]
        self._ids.add(clause_id)
        self._last[number.form] = number.value
        self._marks.append(_Mark(start, clause_id, label, path))
        return True


def _heading(text: str) -> str:
    """What of a clause's first paragraph heads the clauses under it: up to its first full stop or colon."""
    match = re.match(r"[^。：:]*[。：:]?", text)
    return match[0] if match else text
