"""Each figure of a wording against those of the evidence: the same value, told with the same bound, for the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.answer.guard.claims import BASE, DIFFERENCE, LINE, Claim, Reading
from assistant.answer.guard.classes import Slots
from assistant.answer.guard.evidence import Evidence
from assistant.answer.guard.figure_relations import figures_beside
from assistant.answer.guard.figures import Figure
from assistant.answer.guard.likeness import SAME, likeness
from assistant.answer.guard.model import Fault, FaultKind
from assistant.reply import ProofOut

_UNRELATED: Final = frozenset({"date", "document", "digits"})
_ROLED: Final = frozenset({"money", "count"})
PRICES: Final = frozenset({"money", "percent"})
PAID: Final = frozenset({"grant", "interest", "budget"})
_CONTRAST: Final = 0.25  # by how much a figure's words may be more like those of another figure
_LIKE: Final = 0.6
_HEARSAY: Final = re.compile(r"您(?:所)?(?:听说|提到|说|问|讲)|听说|传闻|网传")
_REFUTED: Final = re.compile(r"不准确|不正确|不属实|不是|并非|有误|没有依据|无依据|不对|不符|不能作为|错")
_TOLD: Final = re.compile(r"告知|提到|提供|[您你]说|您的|贵|目前|现有|改为|已把|改成")
_SPOKEN: Final = frozenset({"", "种", "点", "步"})
_WHY: Final[dict[FaultKind, str]] = {
    "figure": "「{words}」没有出处，只能使用离线答案和所引条款中的数字",
    "bound": "「{words}」的界限与依据不一致：最高、不超过、不低于、以上、不到等限定要照原样保留",
    "role": "「{words}」的性质与依据不一致：门槛、基数、差额、贷款额度和您告知的金额不能说成奖补金额",
    "class": "「{words}」与依据的级别、等次、类别或主导/参与不对应",
    "each": "「{words}」的每年、每项、单个企业、一次性、原则上等限定与依据不一致",
    "mixed": "「{words}」与依据中另一项的数字对调或混淆了",
}


def check(wording: Reading, evidence: Evidence) -> tuple[list[Fault], tuple[ProofOut, ...]]:
    """The faults of the figures, and where those without fault come from."""
    faults: list[Fault] = []
    proof: dict[str, ProofOut] = {}
    for claim in wording.claims:
        witnesses = _witnesses(claim, evidence)
        kind = _fault(claim, witnesses, wording, evidence)
        words = _words(claim, wording)
        if kind:
            faults.append(Fault(kind, words, _WHY[kind].format(words=words)))
        elif witnesses:
            source = _source(witnesses, evidence)
            proof.setdefault(claim.figure.text, ProofOut(figure=claim.figure.text, source=source))
    faults += figures_beside(wording, evidence)
    return faults, tuple(proof.values())


def _witnesses(claim: Claim, evidence: Evidence) -> list[Claim]:
    figure = claim.figure
    found = evidence.by_figure.get(figure.key, [])
    if evidence.reply.outcome == "no_basis" and not evidence.reply.parts:  # what a clause gives for others is no answer
        found = [c for c in found if figure.kind not in PRICES or not c.source.startswith("clause ")]
    if not found and figure.is_range:  # 45万元至60万元, told as two readings: both ends must have a source
        low, high = (evidence.by_figure.get((figure.kind, figure.unit, (end, end)), []) for end in figure.value)
        return low if low and high else []
    if not found and figure.kind == "document" and figure.value[0] is None:
        return [c for c in evidence.claims if c.figure.kind == "document" and c.figure.value[1] == figure.value[1]]
    if not found and figure.kind == "count":  # 研发人员28: what was told without its measure word
        return evidence.by_figure.get(("count", "", figure.value), [])
    return found


def _fault(claim: Claim, witnesses: Sequence[Claim], wording: Reading, evidence: Evidence) -> FaultKind | None:
    """The first way in which every source differs from what is told; None where one bears it out."""
    figure = claim.figure
    if not witnesses:
        return None if _needs_none(figure, wording, evidence) or _refuted(claim, wording, evidence) else "figure"
    if figure.kind in _UNRELATED:
        return None
    left = _nearest(claim, witnesses)
    if not claim.roles and _TOLD.search(wording.text[claim.sentence.start : claim.figure.end]):
        claim = replace(claim, roles=frozenset().union(*(c.roles - PAID for c in left)))
    for kind, agrees in (("role", _same_role), ("bound", _same_bound), ("class", _same_class), ("each", _same_marks)):
        pool = ([c for c in left if c.slots] or left) if kind == "class" and claim.slots else left
        left = [c for c in pool if agrees(claim, c)]
        if kind == "each" and any(c.marks < claim.marks for c in pool):  # 单个企业每年 for 每年, where a clause says so
            left = left or [c for c in witnesses if c.marks == claim.marks and _same_bound(claim, c)]
        if not left:
            return kind  # type: ignore[return-value]
    return "mixed" if _share_of_another(claim, witnesses) or _mixed(claim, witnesses, evidence) else None


def _nearest(claim: Claim, witnesses: Sequence[Claim]) -> list[Claim]:
    """Where a source tells the figure in the same words, that one decides."""
    like = [(likeness(claim.context, c.context), c) for c in witnesses]
    best = max(likeness for likeness, _ in like)
    return [c for likeness, c in like if best < SAME or likeness > best - 0.1]


def _needs_none(figure: Figure, wording: Reading, evidence: Evidence) -> bool:
    """第一种理解, and digits of a name that the policy's data has (5050)."""
    if figure.kind == "digits":
        return str(figure.value[0]) in evidence.lexicon.digits
    behind = wording.text[figure.end : figure.end + 2]
    return figure.kind == "rank" and figure.unit in _SPOKEN and not re.match("起草|单位|完成|参", behind)


def _refuted(claim: Claim, wording: Reading, evidence: Evidence) -> bool:
    """您听说的300万元不准确: the user's own figure, told as theirs and as wrong."""
    if not any(c.figure.key == claim.figure.key for c in evidence.question.claims):
        return False
    sentence = wording.text[claim.sentence.start : claim.sentence.end]
    return bool(_HEARSAY.search(sentence) and _REFUTED.search(sentence))


def _same_role(told: Claim, source: Claim) -> bool:
    if told.figure.kind not in _ROLED:
        return True
    if any(role & (told.roles | source.roles) for role in (LINE, DIFFERENCE)):
        return told.roles == source.roles
    if BASE in (told.roles, source.roles):
        return not (told.roles | source.roles) & PAID
    if not told.roles:
        # a bare figure is taken for what is paid: one that the user told has to be told as such
        return not source.roles or bool(source.roles & PAID) or likeness(told.context, source.context) > 0.5
    if not source.roles:
        return source.source != "told" or not told.roles & PAID
    return bool(told.roles & source.roles)


def _share_of_another(claim: Claim, witnesses: Sequence[Claim]) -> bool:
    """采购额的20% where every source that says of what it is a share says 研发投入."""
    said = [c.roles for c in witnesses if c.roles]
    return claim.figure.kind == "percent" and bool(claim.roles and said) and not any(claim.roles & r for r in said)


def _same_bound(told: Claim, source: Claim) -> bool:
    if told.bound == source.bound:
        return True
    if told.computed and told.figure.kind == "percent" and source.bound == "at_most":
        return True
    return told.reached and source.bound is None and source.source == "told"


def _same_class(told: Claim, source: Claim) -> bool:
    return all(_agree(values, source.slots, slot) for slot, values in told.slots.items())


def _agree(values: frozenset[str], slots: Slots, slot: str) -> bool:
    return not slots.get(slot) or values <= slots[slot]


def _same_marks(told: Claim, source: Claim) -> bool:
    return told.figure.kind == "rank" or told.marks == source.marks


def _mixed(claim: Claim, witnesses: Sequence[Claim], evidence: Evidence) -> bool:
    """Whether the words before the figure are those of another figure rather than of this one."""
    if claim.figure.kind not in ("money", "percent", "count", "rank") or len(claim.context) < 2:
        return False
    own = max((likeness(claim.context, c.context) for c in witnesses), default=0.0)
    others = [
        c
        for c in evidence.claims
        if c.figure.kind == claim.figure.kind
        and (c.figure.unit == claim.figure.unit or c.figure.kind == "percent")
        and c.figure.key != claim.figure.key
    ]
    other = max((likeness(claim.context, c.context) for c in others), default=0.0)
    return other > _LIKE and other > own + _CONTRAST


def _source(witnesses: Sequence[Claim], evidence: Evidence) -> str:
    """The nearest source: the calculator's, then a clause's, then what the offline answer itself was proven by."""
    named = next((c.source for c in witnesses if c.source != "offline"), None)
    if named:
        return named
    proven = {p.figure: p.source for p in evidence.reply.proof}
    return next((proven[c.figure.text] for c in witnesses if c.figure.text in proven), "offline")


def _words(claim: Claim, wording: Reading) -> str:
    """The figure with the words just before it, for the model and the log."""
    start = max(claim.sentence.start, claim.figure.start - 12)
    return wording.text[start : claim.figure.end + 4].split("\n")[0]
