"""What is known of one enterprise: each fact an interval, with the words in which it was told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from assistant.calculator.intervals import ANY_FLAG, ANY_QUANTITY, Interval, flag
from corpus.amounts import format_yuan
from corpus.rules import Fact

MOST_YUAN: Final = 10**13
MOST_FEN: Final = MOST_YUAN * 100
MOST_COUNT: Final = 10**7  # 1000万: whatever it is multiplied by, the sums of a whole policy fit an int64


@dataclass(frozen=True, slots=True)
class Told:
    """One fact as told. `span` are the teller's own words; `subject` whose fact it is.

    `projects` are the values where several were told one by one (their sum is `value`); `by_year` those of single
    calendar years; facts of one `outlay` were reckoned from the same money.
    """

    value: Interval
    span: str = ""
    turn: int = 0
    subject: str = "我们"
    projects: tuple[Interval, ...] = ()
    by_year: Mapping[int, Interval] = field(default_factory=dict)
    outlay: str = ""


@dataclass(frozen=True)
class Profile:
    """Facts by id. What is absent is unknown; `supposed` are presuppositions taken as true without being told."""

    told: Mapping[str, Told] = field(default_factory=dict)
    supposed: frozenset[str] = frozenset()

    def interval(self, fact_id: str, fact: Fact) -> Interval:
        """What was told of a fact, or all that its type allows."""
        told = self.told.get(fact_id)
        return told.value if told else unknown(fact)


def unknown(fact: Fact) -> Interval:
    """All that the fact's type allows."""
    match fact.type:
        case "flag":
            return ANY_FLAG
        case "rank":
            return Interval(0, len(fact.values) - 1)
        case _:
            return ANY_QUANTITY


def most_of(fact: Fact) -> str:
    """The most that a fact may be told to be, in words: more than any enterprise has is a slip."""
    return "10万亿元" if fact.type == "money" else f"1000万{fact.unit}"


def show(fact: Fact, value: Interval) -> str | bool | None:
    """A value as people write it: 「800万元」, 「30人」, true, 「500万元至1000万元」, 「不低于30人」."""
    if fact.type == "flag":
        return None if value == ANY_FLAG else value == flag(True)

    def one(number: int) -> str:
        if fact.type == "money":
            return format_yuan(number)
        if fact.type == "rank":
            return list(fact.values)[number]
        return f"{number}{fact.unit}"

    if value.is_point:
        return one(value.lower)
    if value.upper is None:
        return f"不低于{one(value.lower)}" if value.lower else None
    return f"{one(value.lower)}至{one(value.upper)}" if value.lower else f"不超过{one(value.upper)}"


def show_words(fact: Fact, value: Interval) -> str:
    """As `show`, and in words throughout: 是, 否, or 未定 where nothing is known."""
    shown = show(fact, value)
    return shown if isinstance(shown, str) else {True: "是", False: "否", None: "未定"}[shown]


def fen_to_yuan(fen: int) -> int | str:
    """分 -> 元 as in the reply's JSON: an integer, or a decimal string where there are 角 or 分."""
    if fen % 100 == 0:
        return fen // 100
    yuan = Fraction(fen, 100)
    return f"{int(yuan)}.{fen % 100:02d}"
