"""What a wording must not leave out, and the verdict that it must not change."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answer.guard.claims import Claim, Reading
from assistant.answer.guard.evidence import Evidence
from assistant.answer.guard.model import Fault
from assistant.answer.guard.text import plain
from assistant.answer.guard.words import general_words
from assistant.reply import Outcome

_UNDECIDED: frozenset[Outcome] = frozenset({"needs_facts", "not_eligible", "no_basis", "off_topic"})
_YES = re.compile("(?:您好[,!]?)?(?:是的|对的|对[,。]|没错|正确|确实|可以的|能的)")
_NO = re.compile("(?:您好[,!]?)?(?:不是|不对|并非|不能|没有)")
_READINGS = re.compile("读法|理解|解读")


def check(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """The faults of what is missing, and of the verdict."""
    if not wording.text:
        yield Fault("missing", "", "回答是空的")
        return
    yield from _sums(wording, evidence)
    yield from _readings(wording, evidence)
    yield from _named(wording, evidence)
    yield from _verdict(wording, evidence)
    if _YES.match(wording.text) and not _YES.match(evidence.offline.text):
        yield Fault("outcome", wording.text[:8], "离线答案没有肯定这个说法，不能用“是的”开头")
    if _NO.match(wording.text) and _YES.match(evidence.offline.text):
        yield Fault("outcome", wording.text[:8], "离线答案肯定了这个说法，不能否定")


def _sums(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """The ends of the sum that the offline answer leads with; where there is no sum, its first figure."""
    lead = [c for c in evidence.offline.claims if c.sentence == _first(evidence.offline)]
    ends = {end for t in (evidence.reply.total,) if t for end in _ends(t.lower_yuan, t.upper_yuan)}
    told = {end for c in wording.claims for end in c.figure.value}
    needed = [
        c for c in lead if c.figure.kind == "money" and any(e is not None and str(e) in ends for e in c.figure.value)
    ]
    if not ends:
        needed = [c for c in lead if c.figure.kind in ("money", "percent")][:1]
    for claim in needed:
        if not all(end in told for end in claim.figure.value if end is not None):
            yield _left_out(claim)


def _first(reading: Reading) -> object:
    return reading.sentences[0] if reading.sentences else None


def _ends(*yuan: int | str | None) -> Iterator[str]:
    for end in yuan:
        if end is not None:
            yield str(end).removesuffix(".0")


def _left_out(claim: Claim) -> Fault:
    words = claim.figure.text
    return Fault("missing", words, f"漏掉了离线答案开头的「{words}」")


def _readings(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """Where the offline answer leads with two readings, both are told."""
    told = {end for c in wording.claims for end in c.figure.value}
    offline = {end for c in evidence.offline.claims for end in c.figure.value}
    for measure in evidence.reply.measures:
        amounts = {str(r.upper_yuan) for r in measure.readings if r.upper_yuan is not None}
        if len(amounts) < 2:
            continue
        shown = {end for end in offline if str(end) in amounts}
        if len(shown) > 1 and not shown <= told:
            yield Fault("missing", measure.name, f"{measure.name}有两种读法，两种金额都要写出")
    first = _first(evidence.offline)
    if first and evidence.reply.measures and any(m.readings for m in evidence.reply.measures):
        lead = evidence.offline.text.split("\n")[0]
        if _READINGS.search(lead) and not _READINGS.search(wording.text):
            yield Fault("missing", "读法", "原文有两种读法，不能只说一种")


def _named(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """领军培育企业 and not 领军企业: of the supports of one clause, the one that the offline answer leads with."""
    own = {m.id for m in evidence.reply.measures}
    lead = evidence.offline.text.split("\n")[0]
    for out in evidence.reply.measures:
        beside = [m for m in evidence.policy.measures if m.clause == out.clause and m.id not in own]
        name, others = _apart(out.name, [m.name for m in beside])
        if len(name) < 2 or name not in lead or name in wording.text:
            continue
        told = next((other for other in others if len(other) > 1 and other in wording.text), None)
        if told:
            yield Fault("mixed", told, f"说的应是「{name}」，不是「{told}」")


def _apart(name: str, others: list[str]) -> tuple[str, list[str]]:
    """What is left of names without how they all begin and end."""
    names = [plain(n) for n in (name, *others)]
    start = _common(names)
    end = _common([n[start:][::-1] for n in names])
    left = [n[start : len(n) - end] + n[len(n) - end :][:2] for n in names]
    return left[0], left[1:]


def _common(names: list[str]) -> int:
    """How many characters they all begin with."""
    return next((i for i, column in enumerate(zip(*names, strict=False)) if len(set(column)) > 1), min(map(len, names)))


def _verdict(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """The outcome is told, and no other."""
    words = general_words()
    outcome = evidence.reply.outcome
    must = words.must_say.get(outcome)
    if must and must.search(evidence.offline.text) and not must.search(wording.text):
        yield Fault("missing", "", "漏掉了离线答案的结论（不能、不符合、没有写明、请补充等）")
    if outcome in _UNDECIDED and not any(p.outcome not in _UNDECIDED for p in evidence.reply.parts):
        allowed = {m[0] for m in _verdicts(evidence.offline)}
        for match in _verdicts(wording):
            if match[0] not in allowed:
                yield Fault("outcome", match[0], f"「{match[0]}」与离线答案的结论不一致")


def _verdicts(reading: Reading) -> Iterator[re.Match[str]]:
    """Verdicts for the one who asks: neither denied nor hedged (如果, 需要, 是否)."""
    words = general_words()
    for match in words.verdict_for.finditer(reading.text):
        if any(d.start <= match.end() and match.start() <= d.end for d in reading.denials):
            continue
        before = re.split("[,。;!?\n]", reading.text[: match.start()])[-1]
        behind = re.match("[^,。;!?\n]{0,6}[?？]?", reading.text[match.end() :])
        if words.hedged.search(before) or (behind and words.hedged.search(behind[0])):
            continue
        yield match
