"""A wording held against its evidence, by every check."""

from __future__ import annotations

from assistant.answer.guard import figure_checks, relation_checks, required, word_checks
from assistant.answer.guard.claims import read
from assistant.answer.guard.evidence import Evidence
from assistant.answer.guard.model import Verdict
from assistant.answer.guard.text import plain


def examine(text: str, evidence: Evidence) -> Verdict:
    """Holds a wording against its evidence: its faults, and where each of its figures comes from.

    A text with any fault must not be sent. Any string is examined; nothing is raised.
    """
    wording = read(plain(text), evidence.lexicon)
    faults, proof = figure_checks.check(wording, evidence)
    faults += [
        *relation_checks.check(wording, evidence),
        *word_checks.check(text, wording, evidence),
        *required.check(wording, evidence),
    ]
    unique = {(fault.kind, fault.words): fault for fault in faults}
    return Verdict(tuple(unique.values()), () if faults else proof)
