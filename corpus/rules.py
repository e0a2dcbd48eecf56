"""Typed models of a policy's data: policy.yaml, facts.yaml, measures.yaml.

Money, rates and counts are written as people write them and are exact here: 分 as int, rates as Fraction.
Unknown keys are errors, so that a misspelt key never passes for a rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from corpus.amounts import parse_money, parse_rate

Money = Annotated[int, BeforeValidator(lambda text: parse_money(str(text)))]
Rate = Annotated[Fraction, BeforeValidator(lambda text: parse_rate(str(text)))]
FactType = Literal["flag", "money", "count", "rank"]
MeasureKind = Literal["fixed", "ceiling", "rate", "interest", "rent", "recognition", "in_kind", "fund"]
Role = Literal["presupposed", "quantity", "recognition"]


def _as_text(value: object) -> object:
    """YAML reads an unquoted 3.1 or 28 as a number; in these fields it is always text."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


ClauseId = Annotated[str, BeforeValidator(_as_text), Field(pattern=r"^(head|preamble|tail|(annex\d*\.)?\d+(\.\d+)*)$")]
Text = Annotated[str, BeforeValidator(_as_text)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(lambda v: (v,) if isinstance(v, str) else v)]


class Model(BaseModel):
    """Base of all models: immutable, and an unknown key raises ValidationError."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# ------------------------------------------------------------------ facts
class Cell(Model):
    """One cell of a family: a fact that counts, say, 省级 × 科技进步奖 × 二等奖."""

    family: str
    kind: tuple[str, ...]
    level: tuple[str, ...] = ()
    grade: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    within: int | None = None  # 前三位 -> 3


class Fact(Model):
    """What an enterprise may tell: `say` are words for it, `weak` those it shares with others, `denied` denials."""

    label: str
    type: FactType
    unit: str = ""
    say: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] = {}  # of a rank: from the lowest to the highest
    cell: Cell | None = None
    adds_up: bool = False  # several told in one message (two contracts, two rounds) count together
    within_years: int | None = None  # 近三年: what lies further back does not count
    part_of: str | None = None  # the fact that this one can never exceed: 研发人员 of 从业人员
    supplied_here: bool = False  # the thing counts only when an enterprise of this district supplies it
    ask: str

    @model_validator(mode="after")
    def _values_belong_to_ranks(self) -> Self:
        if (self.type == "rank") != bool(self.values):
            raise ValueError("values 只用于 rank，且 rank 必须有 values（从低到高）")
        return self

    def rank_of(self, name: str) -> int:
        """Position of a rank's value, lowest 0. Raises ValueError for a name that is not declared."""
        try:
            return list(self.values).index(name)
        except ValueError:
            raise ValueError(f"「{name}」不是“{self.label}”的取值，应为：{'、'.join(self.values)}") from None


class Family(Model):
    """Things that are told apart by kind, level, grade and role (科技奖, 实验室, 标准), and the clause on them."""

    name: str
    clause: ClauseId
    topic: str
    kinds: dict[str, tuple[str, ...]]
    covers: dict[str, tuple[str, ...]] = {}  # a general word stands for several kinds
    implied: dict[str, dict[str, str]] = {}  # a short form that fills slots by itself: 国重
    slots: tuple[Literal["level", "grade", "role"], ...]
    positioned: tuple[str, ...] = ()  # kinds in which the drafter's position counts
    unnamed: str


class Facts(Model):
    """facts.yaml: the slots of families, the families, the facts by id."""

    slots: dict[Literal["level", "grade", "role"], dict[str, tuple[str, ...]]] = {}
    families: dict[str, Family] = {}
    facts: dict[str, Fact]


# ------------------------------------------------------------------ conditions
class Test(Model):
    """A flag is true, or a quantity keeps a bound. The quote is the text's own words for it."""

    fact: str
    at_least: Text | None = None
    more_than: Text | None = None
    at_most: Text | None = None
    less_than: Text | None = None
    role: Role
    clause: ClauseId
    text: str
    quote: str

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if sum(b is not None for b in (self.at_least, self.more_than, self.at_most, self.less_than)) > 1:
            raise ValueError("一个条件只能有一个界限")
        return self

    @property
    def bound(self) -> tuple[Literal["at_least", "more_than", "at_most", "less_than"], str] | None:
        """The bound's name and its text as written (28, 800万元); None for a flag, which is to be true."""
        for name in ("at_least", "more_than", "at_most", "less_than"):
            value = getattr(self, name)
            if value is not None:
                return name, value  # type: ignore[return-value]
        return None


class SharedTest(Test):
    """A condition that measures have by name. One with `beyond` says whom the policy is for, and so stands in every
    measure but those of clauses that speak of others: `beyond` are the clauses' words for these (引进, 服务机构)."""

    beyond: tuple[Text, ...] = ()


class All(Model):
    """Met where every part is (且)."""

    all: tuple[Condition, ...]


class Any_(Model):
    """Met where at least one part is (或)."""

    any: tuple[Condition, ...]


class Not(Model):
    """The opposite of one condition; an unknown stays unknown."""

    not_: Condition = Field(alias="not")


class ConditionReading(Model):
    """One way to read a condition, under the name that a reply gives it."""

    name: str
    when: Condition


class Readings(Model):
    """The text can be read in more than one way: decided only where all readings agree."""

    readings: tuple[ConditionReading, ...] = Field(min_length=2)


Condition = Test | All | Any_ | Not | Readings | str  # str: the name of a shared condition


def tests_of(condition: Condition) -> Iterator[Test]:
    """Every test in a condition whose names are resolved, in the order of the text."""
    match condition:
        case Test():
            yield condition
        case All(all=parts) | Any_(any=parts):
            for part in parts:
                yield from tests_of(part)
        case Not(not_=part):
            yield from tests_of(part)
        case Readings(readings=readings):
            for reading in readings:
                yield from tests_of(reading.when)


# ------------------------------------------------------------------ payments
class Cap(Model):
    """The most that is paid: a sum (per 企业 or per 企业/年), or a rate of another fact."""

    amount: Money | None = None
    per: Literal["企业", "企业/年", "项目"] | None = None
    rate: Rate | None = None
    of: str | None = None
    text: str = ""  # what `of` is called in the formula: 采购额

    @model_validator(mode="after")
    def _sum_or_rate(self) -> Self:
        if (self.amount is None) == (self.rate is None) or (self.rate is None) != (self.of is None):
            raise ValueError("上限应为 {amount, per} 或 {rate, of}")
        return self


class UpliftReading(Model):
    """One way to read an uplift: the rate that it ends in (20%, or 15.75%)."""

    name: str
    rate: Rate
    from_: tuple[Text, ...] = Field(alias="from")  # the text's figures that this rate is derived from


class Uplift(Model):
    """What raises the rate where a flag holds (可上浮5%, 4.5.14): `when` is the fact, `text` the words."""

    when: str
    text: str
    readings: tuple[UpliftReading, ...] = Field(min_length=1)


class Pays(Model):
    """How a sum is reckoned: an amount (each unit of a count), or a rate of a base."""

    amount: Money | None = None
    each: str | None = None
    rate: Rate | None = None
    full: bool = False  # 全额: the whole of the base
    of: str | None = None
    ceiling: bool = False  # 最高 stands before the amount or the rate: lower is 0
    soft: bool = False  # 原则上
    uplift: Uplift | None = None
    caps: tuple[Cap, ...] = ()
    years: str | None = None  # as written: 三年

    @model_validator(mode="after")
    def _amount_or_rate(self) -> Self:
        if (self.amount is None) == (self.rate is None and not self.full):
            raise ValueError("pays 应写 amount，或写 rate（或 full）和 of")
        if (self.rate is not None or self.full) != (self.of is not None):
            raise ValueError("rate、full 要有 of：以哪项事实为基数")
        return self

    @property
    def base_rate(self) -> Fraction | None:
        """The exact rate before any uplift, 1 for 全额; None where an amount is paid."""
        return Fraction(1) if self.full else self.rate


# ------------------------------------------------------------------ measures
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


# ------------------------------------------------------------------ the policy itself
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
