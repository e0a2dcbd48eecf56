"""Conditions: tests of facts in the text's own words, and how they are joined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from corpus.rules.base import ClauseId, Model, Text

Role = Literal["presupposed", "quantity", "recognition"]


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
    measure but those of clauses that speak of others: `beyond` are the clauses' words for these (引进, 服务机构), none
    where the whole policy is for the same."""

    beyond: tuple[Text, ...] | None = None


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
