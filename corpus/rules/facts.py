"""facts.yaml: what an enterprise may tell, and the families of things that are told apart by kind, level and grade."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from corpus.rules.base import ClauseId, Model

FactType = Literal["flag", "money", "count", "rank"]


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
    denied_weak: tuple[str, ...] = ()  # denials that name nothing: they hold where the fact is being talked about
    not_in: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] = {}  # of a rank: from the lowest to the highest
    cell: Cell | None = None
    adds_up: bool = False  # several told in one message (two contracts, two rounds) count together
    within_years: int | None = None  # 近三年: what lies further back does not count
    part_of: str | None = None  # the fact that this one can never exceed: 研发人员 of 从业人员
    share_of: str | None = None  # the fact that a percentage told of this one is of: 研发占比8% of 年营业收入
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
