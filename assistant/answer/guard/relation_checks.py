"""What is told besides figures: clauses named, classes named, denials, 或 and 且, the order of who does what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from assistant.answer.guard.claims import Denial, Reading, around
from assistant.answer.guard.classes import Group
from assistant.answer.guard.evidence import Evidence
from assistant.answer.guard.figures import Figure
from assistant.answer.guard.likeness import likest
from assistant.answer.guard.model import Fault
from assistant.answer.guard.words import any_of, general_words
from assistant.understanding.mention_tokens import Token

_MARGIN: Final = 0.1  # by how much a denial's surroundings may be more like those of the undenied
_OFFICE: Final = re.compile("[区市省县国][\u4e00-\u9fff]{2}(?:局|厅|委)")
_LED: Final = re.compile("(?:组织|会同|委托|报)[区市省县国][\u4e00-\u9fff]{2}(?:局|厅|委)")
_MORE: Final = re.compile("[更较](高|低|多|少)")
_TURNED: Final = 0.4  # so like what is said that it is that, denied
_SIDE: Final = 2


def check(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """The faults of relations."""
    yield from _clauses(wording, evidence)
    yield from _classes(wording, evidence)
    yield from _denials(wording, evidence)
    yield from _affirmed(wording, evidence)
    yield from _missed(wording, evidence)
    yield from _conjunctions(wording, evidence)
    yield from _ordered(wording, evidence)
    yield from _deeds(wording, evidence)


def _clauses(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """A clause may be named where the reply cites it, and only figures that stand in it may be told as its own."""
    cited = {c.clause for c in evidence.reply.citations}
    rested = cited | {n.clause for n in evidence.offline.named if n.in_basis}
    allowed = rested | {n.clause for r in evidence.own_readings for n in r.named}
    allowed |= {c.rsplit(".", n)[0] for c in cited for n in range(1, c.count(".") + 1)}
    for named in wording.named:
        if named.clause is None or not {named.clause, *named.also} & (rested if named.in_basis else allowed):
            yield Fault("clause", named.text, f"「{named.text}」不在本次所引的条款中，只能引用：{_labels(evidence)}")
        elif not named.in_basis:
            yield from _attributed(named.clause, named.start, wording, evidence)


def _attributed(clause: str, place: int, wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    sources = [r for r in evidence.readings if r.source == f"clause {clause}"]
    if not sources:
        return
    held = {(*c.figure.key[:2], end) for r in sources for c in r.claims for end in c.figure.value}
    for claim in wording.claims:
        inside = claim.sentence.start <= place < claim.sentence.end and place < claim.figure.start
        if not inside or claim.figure.kind not in ("money", "percent"):
            continue
        before = wording.text[place : claim.figure.start]
        if re.match(r".{2,16}?(?:规定|写明|明确|指出|载明)", before) and not all(
            (*claim.figure.key[:2], end) in held for end in claim.figure.value if end is not None
        ):
            words = claim.figure.text
            yield Fault("clause", words, f"「{words}」不是该条款写明的，不能说成该条款的规定")


def _labels(evidence: Evidence) -> str:
    return "、".join(dict.fromkeys(c.label for c in evidence.reply.citations)) or "（无）"


def _classes(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """A class is named as in the sources: 省级 with 企业研究院, 主导 with 国际标准. Where no sum is told with it, the whole
    text of the clauses is no source: what they say of other classes is not said here."""
    told = {pair for f in evidence.reply.facts for pair in _pairs_of_fact(f, evidence)}
    own = told | {pair for r in evidence.own_readings for g in r.groups for pair in (*g.pairs(), *g.alone())}
    known = own | {pair for r in evidence.readings for g in r.groups for pair in (*g.pairs(), *g.alone())}
    sums = [c.sentence for c in wording.claims if c.figure.kind in ("money", "percent")]
    for group in wording.groups:
        with_sum = any(s.start <= group.start < s.end for s in sums)
        if any(pair not in (known if with_sum else own) for pair in group.pairs()):
            yield _strange(wording.text[group.start : group.end])
    yield from _denied_classes(wording, evidence)
    yield from _stated_classes(wording, evidence)
    yield from _qualified(wording, evidence)
    yield from _compared(wording, evidence)
    yield from _graded(wording, evidence)


def _compared(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """主导制定国际标准更高: of two classes the one that the offline answer says."""
    known = [(word, set(group.pairs())) for word, group in _comparisons(evidence.offline)]
    for word, group in _comparisons(wording):
        same = [pairs for other, pairs in known if other == word]
        if same and not any(pairs & set(group.pairs()) for pairs in same):
            yield _strange(wording.text[group.start : group.end] + word)


def _comparisons(reading: Reading) -> Iterator[tuple[str, Group]]:
    for match in _MORE.finditer(reading.text):
        before = [g for g in reading.groups if g.end <= match.start() and match.start() - g.end <= 8]
        if before:
            yield match[1], before[-1]


def _graded(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """考核合格, 验收优秀: a result goes with what it is the result of."""
    told = {fact.value for fact in evidence.reply.facts.values()}
    for value in evidence.lexicon.results - told:
        for match in re.finditer(f"(?<=([\u4e00-\u9fff]{{2}})){value}", wording.text):
            others = any(match[1] + other in evidence.text for other in evidence.lexicon.results)
            if others and match[1] + value not in evidence.text:
                yield _strange(match[1] + value)


def _stated_classes(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """只写明国家级、省级重点实验室: what is not written is not told as written."""
    denied = {pair for d, g in _behind_denials(evidence.offline) if d.stem == "写明" for pair in g.pairs()}
    stated = {pair for group in _behind_statements(evidence.offline) for pair in group.pairs()}
    for group in _behind_statements(wording):
        if denied.intersection(group.pairs()) - stated:
            yield _strange(wording.text[group.start : group.end])


def _behind_statements(reading: Reading) -> Iterator[Group]:
    for sentence in reading.sentences:
        stated = reading.text.find("写明", sentence.start, sentence.end)
        denied = any(sentence.start <= d.start < sentence.end for d in reading.denials)
        if stated >= 0 and not denied:
            yield from (g for g in reading.groups if stated < g.start < sentence.end)


def _denied_classes(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """没有写明市级重点实验室: what is denied of one class is not denied of another."""
    known: dict[str, set[tuple[str, str]]] = {}
    for denial, group in _behind_denials(evidence.offline):
        known.setdefault(denial.stem, set()).update(group.pairs())
    for denial, group in _behind_denials(wording):
        if denial.stem in known and not known[denial.stem].issuperset(group.pairs()):
            yield _strange(wording.text[denial.start : group.end])


def _behind_denials(reading: Reading) -> Iterator[tuple[Denial, Group]]:
    for denial in reading.denials:
        behind = [g for g in reading.groups if 0 <= g.start - denial.end <= 12]
        if behind and not re.search("[,。;\n]", reading.text[denial.end : behind[0].start]):
            yield denial, behind[0]


def _qualified(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """国家高新技术企业, 浙江省智能制造专家委员会: a level or a part in the work goes with what it stands before."""
    known: dict[tuple[str, str], set[str]] = {}
    for reading in evidence.readings:
        for token in reading.tokens:
            for beside in _beside(token, reading.text):
                known.setdefault((token.slot, beside), set()).add(token.value)
    for token in wording.tokens:
        if token.slot not in ("level", "role"):
            continue
        for beside in _beside(token, wording.text):
            values = known.get((token.slot, beside), set())
            if token.value not in values and (values or (beside[0] == ">" and beside[1:] in evidence.text)):
                yield _strange(wording.text[token.start : token.end + 2])


def _beside(token: Token, text: str) -> Iterator[str]:
    """The two characters behind a word, past 的 and the like, and the two before it."""
    behind = re.match("[的级]?([\u4e00-\u9fff]{2})", text[token.end : token.end + 3])
    before = re.search("[\u4e00-\u9fff]{2}$", text[max(0, token.start - 2) : token.start])
    if behind:
        yield f">{behind[1]}"
    if before:
        yield f"<{before[0]}"


def _strange(words: str) -> Fault:
    return Fault("class", words, f"「{words}」这一级别、等次、类别或主导/参与与依据不一致")


def _pairs_of_fact(fact_id: str, evidence: Evidence) -> Iterator[tuple[str, str]]:
    fact = evidence.policy.facts.get(fact_id)
    if fact and fact.cell:
        for values in (fact.cell.level, fact.cell.grade, fact.cell.role, fact.cell.kind):
            for value in values:
                yield from ((value, kind) for kind in ("", *fact.cell.kind))
        yield from ((level, grade) for level in fact.cell.level for grade in fact.cell.grade)


def _denials(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """What a wording denies, the sources deny, in words most like these."""
    words = general_words()
    granted = evidence.denials_granted()
    for denial in wording.denials:
        if words.harmless.match(wording.text, denial.at):
            continue
        sources = _denied(denial.stem, evidence)
        denied, said = likest(denial.context, sources), likest(denial.context, _said(denial.stem, evidence))
        strange = not sources and denial.stem not in granted
        if strange or (said > denied + _MARGIN and (said > _TURNED or denial.stem not in granted)):
            yield Fault("denial", denial.words, f"依据没有说「{denial.words}」，不能加否定")


def _affirmed(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """What the sources deny, a wording must not say without the denial."""
    places = [(d.start, d.end) for d in wording.denials]
    for stem in {d.stem for r in evidence.readings for d in r.denials}:
        for match in _stem_pattern(stem).finditer(wording.text):
            if any(start <= match.start() <= end for start, end in places):
                continue
            context = around(wording.text, match.start())
            denied = likest(context, _denied(stem, evidence))
            if denied > 0.3 and denied > likest(context, _said(stem, evidence)) + _MARGIN:
                start = max(0, match.start() - 6)
                told = wording.text[start : match.end() + 6].replace("\n", " ")
                yield Fault("denial", told, f"「{told}」漏掉了否定：依据说的是不、没有或未")


def _missed(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """低于, 达不到 and 超过 without a figure are said only where the sources tell of something missed, or say so."""
    words = general_words()
    for match in words.bound_before.finditer(wording.text):  # 达到“获得投资额累计达1000万元”
        quoted = wording.text[match.end() : match.end() + 3]
        if quoted[:1] in ("“", "「") and match[0] + quoted not in evidence.text:
            yield Fault("bound", match[0] + quoted, f"「{match[0]}」与依据不一致")
    misses = any(c.bound == "below" for c in evidence.claims)
    for match in words.missed.finditer(wording.text):
        bounds = any(_bounds(match, c.figure, wording.text) for c in wording.claims)
        known = wording.text[match.start() : match.end() + 1] in evidence.text
        below = words.bound_of[match[0]] == "below"
        if not bounds and not known and not (below and (misses or words.missed.search(evidence.offline.text))):
            yield Fault("denial", match[0], f"依据没有说「{match[0]}」")


def _bounds(match: re.Match[str], figure: Figure, text: str) -> bool:
    """Whether a bounding word is a figure's: part of it, or right before it."""
    if figure.start <= match.start() < figure.end:
        return True
    return 0 <= figure.start - match.end() <= 14 and not re.search("[,。;:]", text[match.end() : figure.start])


@lru_cache(maxsize=1024)
def _stem_pattern(stem: str) -> re.Pattern[str]:
    words = general_words()
    alike = {stem, *(w for w, s in words.stem_of.items() if s == stem)}
    loose = (
        f"(?:能够|能|可以|可|已经|已)(?:{any_of(alike & words.loose)})"  # by themselves they are said of other things
    )
    return re.compile(f"{any_of(alike - words.loose)}|{loose}")


def _denied(stem: str, evidence: Evidence) -> list[frozenset[str]]:
    return [d.context for r in evidence.readings for d in r.denials if d.stem == stem]


def _said(stem: str, evidence: Evidence) -> list[frozenset[str]]:
    pattern, found = _stem_pattern(stem), []
    for reading in evidence.readings:
        places = [(d.start, d.end) for d in reading.denials]
        for match in pattern.finditer(reading.text):
            if not any(start <= match.start() <= end for start, end in places):
                found.append(around(reading.text, match.start()))
    return found


def _conjunctions(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """或 and 且 between the same words as in the sources."""
    words = general_words()
    text = evidence.text
    for match in words.conjunctions.finditer(wording.text):
        kind = words.conjunction_of[match[0]]
        left, right = _side(wording.text[: match.start()], -1), _side(wording.text[match.end() :], 1)
        if kind == "list":
            continue
        if any(c.figure.end == match.start() for c in wording.claims):
            left = ""  # a figure has many ways to be written
        found = _joined_by(left, right, text) if left and right else set()
        behind = wording.text[match.end() : match.end() + 4].split("\n")[0]
        if not found and len(behind) > 1:
            found = {words.conjunction_of[w] for w in words.conjunction_of if w + behind in text} - {"list"}
        if (found and kind not in found) or (match[0].endswith("一") and match[0] not in text):
            told = wording.text[max(0, match.start() - 4) : match.end() + 4]
            yield Fault("conjunction", told, f"「{told}」改变了“或”与“且”的关系")


def _joined_by(left: str, right: str, text: str) -> set[str]:
    """How the sources join these two sides: or, and, list."""
    words = general_words()
    joint = f"{words.conjunctions.pattern}|,"
    gap = rf"(?:(?!{joint})[^。;\n]){{0,6}}"
    found = re.finditer(f"{re.escape(left)}{gap}({joint}){gap}{re.escape(right)}", text)
    return {words.conjunction_of.get(m[1], "list") for m in found}


def _side(text: str, direction: int) -> str:
    """The two characters next to a conjunction, none where a comma comes first."""
    found = re.search(r"[\u4e00-\u9fff]{2}$", text[-_SIDE:]) if direction < 0 else re.match(r"[\u4e00-\u9fff]{2}", text)
    return found[0] if found else ""


def _ordered(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """甲会同乙 is not 乙会同甲, and 甲更高 is not 乙更高."""
    text = evidence.text
    for match in general_words().ordered.finditer(wording.text):
        left, right = (
            wording.text[max(0, match.start() - 3) : match.start()],
            wording.text[match.end() : match.end() + 3],
        )
        sides = left + match[0] + (right if re.match("[\u4e00-\u9fff]{3}", right) else "")
        if any(c.figure.start <= match.end() + 1 <= c.figure.end for c in wording.claims):
            continue
        if match[0] in text and re.search("[\u4e00-\u9fff]{2}$", left) and sides not in text:
            yield Fault("order", sides, f"「{sides}」与依据的先后、主次或高低不一致")


def _deeds(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """An office does what the sources say that it does."""
    pattern = general_words().deeds
    known = {(m[1][-3:], m[2]) for r in evidence.readings for m in pattern.finditer(r.text)}
    offices, deeds = {office for office, _ in known}, {deed for _, deed in known}
    for match in _LED.finditer(wording.text):
        if match[0] not in evidence.text:
            yield Fault("order", match[0], f"依据没有说「{match[0]}」")
    for match in _OFFICE.finditer(wording.text):
        if match[0] not in evidence.text:
            yield Fault("order", match[0], f"依据中没有「{match[0]}」")
    for match in pattern.finditer(wording.text):
        office = match[1][-3:]
        if (office, match[2]) not in known and (office in offices or match[2] in deeds):
            yield Fault("order", match[0], f"「{match[0]}」：依据没有说由该部门这样做")
