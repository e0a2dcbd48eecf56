"""Answered parts to one reply: the text as a whole, the total, what was used and what was noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from assistant.answer.compose import citations_of, policy_source
from assistant.answer.doubt import doubts
from assistant.answer.draft import Draft
from assistant.answer.proof import prove
from assistant.answer.turn import Turn
from assistant.answer.wording import rests_on
from assistant.assessing import fact_out, measure_out, total_out
from assistant.calculator.assessment import Total
from assistant.calculator.intervals import ZERO
from assistant.conversation import Conversation
from assistant.reply import Doubt, FactOut, PartOut, ProofOut, Receipt, Reply, TotalOut
from assistant.understanding.by_year import years_in_words
from corpus.library import Policy

_DROPPED: Final = "（改变规则、身份或标准的说法不作数，以上只按原文回答。）"
_BASIS: Final = ("依据：", "以上依据", _DROPPED)


@dataclass(frozen=True)
class Answered:
    """One part, answered: its text, with each figure proven."""

    question: str
    subject: str
    turn: Turn
    draft: Draft
    text: str
    proof: tuple[ProofOut, ...]


@dataclass(frozen=True)
class Envelope:
    """What every reply of a turn carries, whatever its answer: conversation, day, receipt."""

    policy: Policy
    session: str
    conversation: Conversation
    day: date
    receipt: Receipt

    def joined(self, answered: Sequence[Answered], dropped: bool, beside: tuple[PartOut, ...] = ()) -> Reply:
        """The reply to all parts of a message. `dropped`: something injected was left out. `beside`: parts that one
        answer sets side by side."""
        kept = [a for a in answered if a.draft.outcome != "off_topic"] or answered[:1]
        first = kept[0]
        multiple = len(answered) > 1
        text = first.text if len(answered) == 1 else "\n\n".join(f"{i}. {a.text}" for i, a in enumerate(answered, 1))
        proof = tuple(p for a in answered for p in a.proof)
        if multiple and any(a.draft.rests_on for a in answered):
            tail = rests_on(self.policy)
            text += f"\n\n{tail}"
            proof += prove(tail, [policy_source(self.policy)])
        if dropped:
            text += f"\n\n{_DROPPED}"
        measures = {r.measure.id: r for a in answered for r in a.draft.results}
        return Reply(
            session=self.session,
            turn=self.conversation.turn,
            asked_on=self.day.isoformat(),
            outcome=first.draft.outcome,
            answer=text,
            citations=tuple(dict.fromkeys(c for a in answered for c in citations_of(a.turn, a.draft))),
            total=_total(_joint_total(kept)),
            measures=tuple(map(measure_out, measures.values())),
            facts=self._facts(),
            questions=tuple(dict.fromkeys(q for a in answered for q in a.draft.questions)),
            choices=first.draft.choices,
            proof=tuple(dict.fromkeys(proof)),
            parts=tuple(part_out(a.question, a.subject, a.draft) for a in answered) if multiple else beside,
            receipt=self.receipt,
        )

    def single(self, draft: Draft) -> Reply:
        """The reply to a command or a courtesy: nothing cited, nothing reckoned."""
        return Reply(
            session=self.session,
            turn=self.conversation.turn,
            asked_on=self.day.isoformat(),
            outcome=draft.outcome,
            answer="\n\n".join([draft.lead, *draft.body]),
            facts=self._facts(),
            choices=draft.choices,
            receipt=self.receipt,
        )

    def error(self, message: str) -> dict[str, object]:
        """The reply, as JSON, to what cannot be answered at all."""
        return Reply(
            session=self.session,
            turn=self.conversation.turn,
            asked_on=self.day.isoformat(),
            outcome="error",
            answer=message,
            receipt=self.receipt,
        ).to_json()

    def _facts(self) -> dict[str, FactOut]:
        shown = {}
        for fact_id, told in self.conversation.told().items():
            fact = self.policy.facts[fact_id]
            out = fact_out(self.policy, fact_id, told.value, told.span, told.turn, self.conversation.subject)
            if told.by_year and fact.type != "flag":
                out = out.model_copy(update={"value": years_in_words(fact, told.by_year)})
            shown[fact_id] = out
        return shown


def split_basis(answer: str) -> tuple[str, str]:
    """An answer without the paragraphs that say what it rests on, and those, each once: they are worded by code alone."""
    paragraphs = answer.split("\n\n")
    basis = dict.fromkeys(p for p in paragraphs if p.startswith(_BASIS))
    return "\n\n".join(p for p in paragraphs if p not in basis), "\n\n".join(basis)


def first_doubt(answered: Sequence[Answered]) -> Doubt | None:
    """The first part whose reading may be wrong; None where all are sure."""
    for number, one in enumerate(answered):
        why = doubts(one.turn, one.draft)
        if why:
            return Doubt(part=number, text=one.question, why=why)
    return None


def part_out(question: str, subject: str, draft: Draft) -> PartOut:
    """One of several questions as the reply shows it."""
    return PartOut(
        question=question,
        subject=subject,
        outcome=draft.outcome,
        total=_total(draft.total),
        measures=tuple(r.measure.id for r in draft.results),
    )


def _total(total: Total | None) -> TotalOut | None:
    return None if total is None else total_out(total)


def _joint_total(answered: Sequence[Answered]) -> Total | None:
    """The first part's total; the sum where several parts with money concern one subject; else none."""
    priced = [a for a in answered if a.draft.total is not None]
    if len(priced) <= 1:
        return priced[0].draft.total if priced else None
    if len({a.subject for a in priced}) > 1:
        return None
    amount = ZERO
    unpriced: list[str] = []
    counted: set[str] = set()
    for part in priced:
        total = part.draft.total
        ids = {r.measure.id for r in part.draft.results}
        if total is None or (ids and ids <= counted):
            continue
        counted |= ids
        amount = amount.plus(total.amount)
        unpriced += total.unpriced
    return Total(amount, tuple(dict.fromkeys(unpriced)))
