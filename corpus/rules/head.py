"""policy.yaml and samples.yaml: the document's head, and what is recorded of its text besides the measures."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from corpus.rules.base import ClauseId, Model, Money, Text, Texts


class Cite(Model):
    """A clause to cite beside a recorded fact, and its words."""

    clause: ClauseId
    quote: str


class StatedTotal(Model):
    """The sum, in 分, that a recorded fact answers with."""

    lower: Money
    upper: Money


class FromSigning(Model):
    """A year reckoned from the one that 培育责任书 is signed in: the sentence holds {target}.

    `from` are the clause's own words that the years are added up from: 次年, 延期一年, 共3年 (its last year).
    """

    years: int
    from_: tuple[Text, ...] = Field(alias="from", min_length=1)
    say: str


class Statement(Model):
    """A recorded fact: what people ask of the text besides sums."""

    id: str
    clause: ClauseId
    quote: Texts
    answer: str
    about: tuple[Text, ...]
    cites: tuple[Cite, ...] = ()
    outcome: Literal["answered", "no_basis"] = "answered"
    total: StatedTotal | None = None
    from_signing: FromSigning | None = None
    beside: str | None = None  # what it is one of (the six 主要考核, the two 延期): questions set them side by side
    with_topic: bool = False  # the rule of the support that is asked about is told beside it


class NotStated(Model):
    """What people ask and the text does not say (a deadline, materials): `says` is what it says instead."""

    id: str
    clause: ClauseId
    quote: str
    what: str
    says: str
    about: tuple[Text, ...]
    cites: tuple[Cite, ...] = ()


class NotCovered(Model):
    """A kind of support that the policy does not give."""

    name: str
    about: tuple[Text, ...]


class Elsewhere(Model):
    """Places whose policies are not here, and the words that ask for a place's policy."""

    places: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


class Trap(Model):
    """Something easily taken wrong (新获得, 等), told with its clause; `example` is a question that falls for it."""

    id: str
    clause: ClauseId
    quote: str
    note: str
    example: str
    about: tuple[Text, ...] = ()  # questions that the note is told with


class Waiver(Model):
    """Figures of a clause that no rule uses, and why: the check of a policy asks for one or the other."""

    clause: ClauseId
    figures: tuple[Text, ...]
    reason: str


class Samples(Model):
    """Questions as people ask them, by the id of what answers them (not_covered: by its name).

    `shown` are those that the page and a greeting offer.
    """

    shown: tuple[Text, ...] = ()
    statements: dict[str, tuple[Text, ...]] = {}
    not_stated: dict[str, tuple[Text, ...]] = {}
    not_covered: dict[str, tuple[Text, ...]] = {}
    measures: dict[str, tuple[Text, ...]] = {}
    off_topic: tuple[Text, ...] = ()


class PolicyHead(Model):
    """policy.yaml: the document's head, its validity, and what is recorded of its text besides the measures."""

    id: str
    number: str
    title: str
    region: str
    issuers: tuple[str, ...]
    issued: date
    effective: date
    repeals: tuple[str, ...] = ()
    scope: str  # what it supports, in one sentence
    lead_office: str
    joint_office: str | None = None
    status: Literal["in_force", "repealed", "unknown"]
    status_checked_on: date
    subject_terms: tuple[str, ...] = ()
    names: tuple[Text, ...] = ()  # names that hold figures and count nothing: 5050计划
    statements: tuple[Statement, ...] = ()
    not_stated: tuple[NotStated, ...] = ()
    not_covered: tuple[NotCovered, ...] = ()
    elsewhere: Elsewhere = Elsewhere()
    traps: tuple[Trap, ...] = ()
    waivers: tuple[Waiver, ...] = ()
