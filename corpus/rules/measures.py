"""measures.yaml: what the policy gives, and what holds over several supports."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from corpus.rules.base import ClauseId, Model, Money, Text, Texts
from corpus.rules.conditions import Condition, SharedTest
from corpus.rules.payments import Cap, Pays

MeasureKind = Literal["fixed", "ceiling", "rate", "interest", "rent", "recognition", "in_kind", "fund"]


class Example(Model):
    """What a measure gives for facts told, sums in 分: the check of a policy reckons each one."""

    told: dict[str, bool | int | str]
    status: Literal["met", "unmet", "open"]
    lower: Money | None = None
    upper: Money | None = None
    missing: tuple[str, ...] | None = None


class TotalExample(Model):
    """What the measures of a limit or of stacking come to together, in 分, for facts told.

    `outlay` are facts told of one and the same money; `noted` is whether the total says what it was limited by,
    or that the text does not settle stacking.
    """

    told: dict[str, bool | int | str]
    outlay: tuple[str, ...] = ()
    lower: Money
    upper: Money
    noted: bool


class Topic(Model):
    """Measures that are asked for by one name, with the `about` patterns of questions on them."""

    id: str
    name: str
    clause: ClauseId
    about: tuple[Text, ...]


class Measure(Model):
    """One support that the policy gives, with the clause and the words that give it."""

    id: str
    topic: str
    clause: ClauseId
    name: str
    kind: MeasureKind
    quote: Texts
    about: tuple[Text, ...] = ()
    when: Condition
    authority: tuple[str, ...] = ()
    pays: Pays | None = None
    unpriced: str | None = None  # money whose size the text does not state: why
    loan_line: Money | None = None  # 贷款额度: the sum lent, never the sum paid
    figures: tuple[Text, ...] = ()  # figures of the quote that no sum is reckoned from
    notes: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    def __hash__(self) -> int:
        return hash(self.id)


class Limit(Cap):
    """The most that several measures (ids) pay together: a cap over their sum (3.1–3.3: 1000万元)."""

    id: str
    clause: ClauseId
    quote: str
    over: tuple[str, ...]
    examples: tuple[TotalExample, ...] = ()


class Stage(Model):
    """One payment of a period: when it falls due, what result it waits for, what failing costs."""

    measure: str
    from_: Literal["当年", "次年", "期满后"] = Field(
        alias="from"
    )  # the text's word, reckoned from the period's first year
    clause: ClauseId
    quote: str
    result: str | None = None  # the fact that the payment waits for
    delay: Text | None = None  # as written: 一年
    failed: str | None = None  # the text's words on who fails after the delay too
    ends: bool = False  # failing ends the period: the stages behind fall away


class Extension(Model):
    """What may lengthen the delays of a period (3.4): `readings` are the ways to read how far."""

    fact: str
    clause: ClauseId
    quote: str
    most: Text  # as written: 3年
    readings: tuple[str, ...] = Field(min_length=1)


class Period(Model):
    """Payments that come over years, from the year in which the flag `starts` came true."""

    id: str
    name: str
    clause: ClauseId
    quote: str
    starts: str
    years: Text  # as written: 3年
    stages: tuple[Stage, ...] = Field(min_length=1)
    extension: Extension | None = None


class Stacking(Model):
    """Measures (ids) that one outlay may draw, where the text does not say whether they add up."""

    over: tuple[str, ...]
    note: str
    examples: tuple[TotalExample, ...] = ()


class Measures(Model):
    """measures.yaml: shared conditions by name, topics, measures, limits, stacking and periods."""

    conditions: dict[str, SharedTest] = {}
    topics: tuple[Topic, ...]
    measures: tuple[Measure, ...]
    limits: tuple[Limit, ...] = ()
    stacking: tuple[Stacking, ...] = ()
    periods: tuple[Period, ...] = ()
