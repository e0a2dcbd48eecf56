"""How a sum is reckoned: amounts, rates, caps, uplifts."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, Self

from pydantic import Field, model_validator

from corpus.rules.base import Model, Money, Rate, Text


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
    def capped_yearly(self) -> bool:
        """Whether a ceiling holds for each year."""
        return any(cap.per == "企业/年" for cap in self.caps)

    @property
    def base_rate(self) -> Fraction | None:
        """The exact rate before any uplift, 1 for 全额; None where an amount is paid."""
        return Fraction(1) if self.full else self.rate
