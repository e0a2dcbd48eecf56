"""What the offline answer leads with, told whole: less may be said, not half of it.

A unit is what stands between full stops and colons of the answer's first paragraph. The first one is told; another may
be left out where the cited clauses hold all its figures, unless the user is asked which it is; and one that is told is
told with all its figures, classes and denials, and with all its stretches: a cap, a second reading or one of several
supports left out changes what is promised. What the question itself names need not be said again. The answer's further
paragraphs, kept as they are, do not count as telling it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from assistant.answer.guard.claims import Reading
from assistant.answer.guard.evidence import Evidence
from assistant.answer.guard.figures import Figure
from assistant.answer.guard.model import Fault
from assistant.answer.guard.relation_checks import joined_by
from assistant.answer.guard.text import Span, bigrams, plain
from assistant.answer.guard.words import general_words

_Ends = frozenset[tuple[str, object]]

_OPENS: Final = "(“「『《"
_CLOSES: Final = ")”」』》"
_ENDS: Final = "。!?:\n"
_PARTED: Final = re.compile(r"[,;、()“”]")
_PARAGRAPH: Final = re.compile(r"(?:[^\n]|\n(?!\n))+")
_NUMBERED: Final = re.compile(r"\d{1,2}\. ")
_BRACKETED: Final = re.compile(r"\([^()]*\)")
_COUNTING: Final = frozenset({"money", "percent", "count", "rank"})
_ONE: Final = ("count", 1)  # 一批, 一项: an article as often as a count
_SAYS_SOMETHING: Final = 3  # pairs of characters: a shorter stretch is a conjunction or a heading
_SAID: Final = 0.3  # of its pairs of characters, for a stretch to count as said
_LISTED: Final = 0.6  # the same for one of a list: 领军企业 does not say 领军培育企业
_BOUND_UP: Final = 0.8  # of the pairs of a unit, for it to count as told though it holds no figure


def check(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """The faults of what is told by halves."""
    offline = evidence.offline
    leads = [plain(lead) for lead in _leads(evidence.reply.answer)]
    worded = _without(wording, frozenset(offline.text.split("\n\n")) - frozenset(leads))
    stated = _ends(c.figure for r in evidence.readings if r.source.startswith("clause ") for c in r.claims)
    for lead in leads:
        at = offline.text.find(lead)
        yield from _of_lead(Span(at, at + len(lead)), worded, stated, evidence)


def _leads(answer: str) -> list[str]:
    """The first paragraph; of several numbered answers the first paragraph of each."""
    paragraphs = answer.split("\n\n")
    return [p for p in paragraphs if _NUMBERED.match(p)] or paragraphs[:1]


def _of_lead(lead: Span, worded: Reading, stated: _Ends, evidence: Evidence) -> Iterator[Fault]:
    """The faults of one such paragraph; `stated` are the figures that the cited clauses hold."""
    offline = evidence.offline
    told, said = _ends(c.figure for c in worded.claims), bigrams(worded.text)
    known = said | bigrams(plain(evidence.message))
    before: _Ends = frozenset()
    for number, unit in enumerate(_units(offline.text, lead)):
        part, words = _within(offline, unit), offline.text[unit.start : unit.end]
        figures = _ends(c.figure for c in part.claims)
        begun = (figures - before) & told or _share(words, said) >= _BOUND_UP
        before |= figures
        if number and figures <= stated and not begun and evidence.reply.outcome != "needs_facts":
            continue
        # the verdict may be denied in other words: guard.required sees to it that it is
        verdict = not number and evidence.reply.outcome in general_words().must_say
        otherwise = {denial.words for denial in part.denials} if verdict else set[str]()
        left_out = [
            *(c.figure.text for c in part.claims if not _ends([c.figure]) <= told),
            *_classes(part, worded),
            *(words for words in _denials(part, worded) if words not in otherwise),
            *(s for s in _stretches(part, words, known, worded.text) if not any(w in s for w in otherwise)),
        ]
        for what in left_out:
            yield Fault("missing", what, f"漏掉了离线答案第一段的「{what}」，这一句要说全")
        yield from _unjoined(words, worded.text)


def _without(wording: Reading, kept: frozenset[str]) -> Reading:
    """What a wording says anew: all but the paragraphs that are the offline answer's own."""
    anew = [m for m in _PARAGRAPH.finditer(wording.text) if m[0].strip("\n") not in kept]
    spans = [Span(*m.span()) for m in anew]
    return replace(_within(wording, *spans), text="\n\n".join(m[0] for m in anew))


def _within(reading: Reading, *spans: Span) -> Reading:
    """What was read within some stretches of a text; the places stay those of the whole text."""

    def inside(place: int) -> bool:
        return any(span.start <= place < span.end for span in spans)

    return replace(
        reading,
        claims=tuple(c for c in reading.claims if inside(c.figure.start)),
        tokens=tuple(t for t in reading.tokens if inside(t.start)),
        denials=tuple(d for d in reading.denials if inside(d.start)),
    )


def _units(text: str, lead: Span) -> Iterator[Span]:
    """What stands between full stops and colons that are not inside brackets or quotation marks."""
    depth, start = 0, lead.start
    for place in range(lead.start, lead.end):
        depth += (text[place] in _OPENS) - (text[place] in _CLOSES)
        if text[place] in _ENDS and depth <= 0:
            if place > start:
                yield Span(start, place)
            start = place + 1
    if start < lead.end:
        yield Span(start, lead.end)


def _ends(figures: Iterable[Figure]) -> _Ends:
    """A range has two, and may be told end by end. 5个百分点 is not 5%, 30名 is 30人."""
    counting = [f for f in figures if f.kind in _COUNTING]
    ends = {(f.unit if f.kind == "percent" else f.kind, end) for f in counting for end in f.value if end is not None}
    return frozenset(ends - {_ONE})


def _classes(part: Reading, wording: Reading) -> Iterator[str]:
    """The level, grade or part in the work that is spoken of; a name in brackets is another name of the one before."""
    told = {(token.slot, token.value) for token in wording.tokens}
    for token in part.tokens:
        before = part.text[: token.start]
        if token.slot != "kind" and (token.slot, token.value) not in told and before.count("(") == before.count(")"):
            yield part.text[token.start : token.end]


def _denials(part: Reading, wording: Reading) -> Iterator[str]:
    """本意见没有写明金额."""
    told = {denial.stem for denial in wording.denials}
    return (denial.words for denial in part.denials if denial.stem not in told)


def _stretches(part: Reading, unit: str, said: frozenset[str], wording: str) -> Iterator[str]:
    """Stretches of which too little is said, but for figures, what is in brackets and the words that join and address."""
    words = general_words()
    bare = unit
    for claim in part.claims:
        bare = bare.replace(claim.figure.text, "")
    bare = _BRACKETED.sub("", bare)
    at = 0
    for stretch in _PARTED.split(bare):
        listed = "、" in (bare[max(0, at - 1) : at], bare[at + len(stretch) : at + len(stretch) + 1])
        at += len(stretch) + 1
        content = words.joining.sub(",", stretch)
        if len(bigrams(content)) >= _SAYS_SOMETHING and _share(content, said) < (_LISTED if listed else _SAID):
            yield stretch
        elif stretch in unit:  # no figure taken out: 最高给予全额补贴
            yield from (m[0] for m in words.bound_before.finditer(stretch) if not _bounds_so(m[0], wording))


def _bounds_so(bound: str, wording: str) -> bool:
    """Whether a text bounds anything in the same sense."""
    words = general_words()
    kinds = {words.bound_of[m[0]] for m in words.bound_before.finditer(wording)}
    kinds |= {words.bound_of[m[1]] for m in words.bound_after.finditer(wording)}
    return words.bound_of[bound] in kinds


def _unjoined(unit: str, wording: str) -> Iterator[Fault]:
    """补差额还是全额 is not 补差额，是全额."""
    words = general_words()
    for match in words.conjunctions.finditer(unit):
        kind = words.conjunction_of[match[0]]
        left, right = unit[: match.start()][-2:], unit[match.end() :][:2]
        joined = joined_by(left, right, wording) if kind != "list" and len(left) == len(right) == 2 else set()
        if joined and kind not in joined:
            yield Fault("conjunction", left + match[0] + right, f"「{left}{match[0]}{right}」的“或”与“且”要照原样保留")


@lru_cache(maxsize=1024)
def _share(words: str, said: frozenset[str]) -> float:
    """The share of its pairs of characters that were said."""
    pairs = bigrams(words)
    return len(pairs & said) / len(pairs) if pairs else 1.0
