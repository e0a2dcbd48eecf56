"""Screening is `assess`, row by row."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from assistant.calculator.assessment import assess, presupposed
from assistant.calculator.intervals import Interval
from assistant.calculator.profile import Profile, Told
from assistant.screening import screen
from corpus.library import Policy
from corpus.rules import Fact

ROWS = 300


def some_value(fact: Fact, dice: random.Random) -> Interval:
    if fact.type == "flag":
        return Interval(*[dice.randint(0, 1)] * 2)
    if fact.type == "rank":
        return Interval(*[dice.randrange(len(fact.values))] * 2)
    top = 10 ** dice.randint(1, 15) if fact.type == "money" else dice.choice([3, 40, 400])
    ends = sorted((dice.randint(0, top), dice.randint(0, top)))
    return dice.choice([Interval(ends[0], ends[0]), Interval(*ends), Interval(ends[0], None)])


def written(fact: Fact, value: Interval) -> str:
    """The value as a cell; money in 元, which the header says."""

    def one(number: int) -> str:
        return str(Decimal(number) / 100) if fact.type == "money" else str(number)

    if fact.type == "flag":
        return "是" if value.lower else "否"
    if fact.type == "rank":
        return list(fact.values)[value.lower]
    if value.upper is None:
        return f"不低于{one(value.lower)}"
    return one(value.lower) if value.is_point else f"{one(value.lower)}-{one(value.upper)}"


def exact(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen) / 100


@pytest.mark.parametrize("suppose", [False, True])
@pytest.mark.parametrize("kind", [".csv", ".parquet"])
def test_screening_is_assessing_each_row(policy: Policy, tmp_path: Path, suppose: bool, kind: str) -> None:
    dice = random.Random(f"{suppose}{kind}")
    columns = {name: fact for name, fact in policy.facts.items() if dice.random() < 0.8}
    profiles = [
        {name: some_value(fact, dice) for name, fact in columns.items() if dice.random() < 0.7} for _ in range(ROWS)
    ]
    table = pl.DataFrame(
        {
            f"{name}(元)" if fact.type == "money" else name: pl.Series(
                [written(fact, row[name]) if name in row else None for row in profiles], dtype=pl.String
            )
            for name, fact in columns.items()
        }
    )
    source = tmp_path / f"in{kind}"
    if kind == ".csv":
        table.write_csv(source)
    else:
        table.write_parquet(source)
    done = screen(policy, source, tmp_path / "out.parquet", suppose, block_rows=64)
    assert (done.rows, done.refused_rows) == (ROWS, 0)
    supposed = presupposed(policy) if suppose else frozenset()
    for row, out in zip(profiles, pl.read_parquet(done.files[0]).iter_rows(named=True), strict=True):
        told = {name: Told(value, name) for name, value in row.items()}
        assessment = assess(policy, Profile(told, supposed))
        for result in assessment.results:
            of = result.measure.id
            assert out[f"{of}.status"] == result.status
            if result.amount is not None:
                assert out[f"{of}.lower_yuan"] == exact(result.amount.lower)
                assert out[f"{of}.upper_yuan"] == exact(result.amount.upper)
        assert out["total.lower_yuan"] == exact(assessment.total.amount.lower)
        assert out["total.upper_yuan"] == exact(assessment.total.amount.upper)
        assert [name for name in out["total.unpriced"].split(";") if name] == list(assessment.total.unpriced)
