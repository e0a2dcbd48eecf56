"""The sample that a model is measured on, and the count of figures that does not trust the guard."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from eval.cases import Case, load_cases
from eval.sampling import sample
from eval.unproven import unproven_figures
from tests.conftest import Talk

CASES = Path("eval/cases")
TURNS = ("区内自主芯片研发投入1000万，采购额500万，补多少",)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return load_cases([CASES]).items


def strata(cases: list[Case]) -> Counter[tuple[str, str]]:
    return Counter((case.kind, min(case.expect.outcomes, default="")) for case in cases)


def test_the_sample_hangs_on_ids_alone(cases: list[Case]) -> None:
    forwards = sample(cases, 150)
    assert [c.id for c in sample(cases[::-1], 150)] == [c.id for c in forwards]
    assert len({c.id for c in forwards}) == 150


def test_every_kind_with_every_outcome_has_its_share(cases: list[Case]) -> None:
    there, taken = strata(cases), strata(sample(cases, 150))
    assert taken.keys() == there.keys()
    for stratum, size in there.items():
        share = size * 150 / len(cases)
        assert 0.75 * share - 1 < taken[stratum] < share + 2  # small ones have one each, at the others' cost


def test_a_beginning_of_the_sample_is_a_mixture(cases: list[Case]) -> None:
    assert len(strata(sample(cases, 150)[:30])) >= 10


def test_a_sample_of_more_than_there_is_is_all(cases: list[Case]) -> None:
    assert len(sample(cases[:20], 150)) == 20


@pytest.mark.parametrize(
    ("answer", "without_proof"),
    [
        ("能补一百五十万元，即20%×1000万元与采购额上限150万元取低。", ()),
        ("最多补1,500,000元。", ()),
        ("一家企业每年总额不超过300万元。", ()),
        ("1. 研发投入1000万元\n2. 补150万元", ()),
        ("依据四（五）16，即第16条。", ()),
        ("补150万元，最多200万元。", ()),
        ("补150万元，比例为25%。", ("25%",)),
        ("补一百六十万元。", ("1600000元",)),
        ("连续资助不超过5年。", ("5年",)),
        ("自2024年1月1日起施行。", ("2024年1月1日", "2024年")),
        ("依据第99条。", ("99条",)),
        ("电话87654321。", ("87654321",)),
    ],
)
def test_figures_are_counted_against_what_bears_them_out(
    talk: Talk, answer: str, without_proof: tuple[str, ...]
) -> None:
    offline = talk(*TURNS)
    clause = "按应用企业该项目研发投入实际支出额的20%给予补贴，最高不超过实际采购额的30%，连续资助不超过三年，单个企业每年总额不超过300万元"
    found = unproven_figures(answer, offline, {"4.5.16": clause}, TURNS)
    assert set(without_proof) <= set(found.without_proof)
    assert bool(found.without_proof) == bool(without_proof)


def test_the_offline_answer_bears_itself_out(talk: Talk) -> None:
    offline = talk(*TURNS)
    assert unproven_figures(offline["answer"], offline, {}, TURNS).without_proof == ()


def test_what_only_the_user_said_is_told_apart(talk: Talk) -> None:
    turns = ("听说国家技术发明奖二等奖奖900万，对吗",)
    offline = talk(*turns)
    found = unproven_figures("对，奖900万元。", offline, {}, (*turns, "我们有37人"))
    assert "9000000元" not in found.without_proof
    found = unproven_figures("你们有37人。", offline, {}, (*turns, "我们有37人"))
    assert found.said_by_user_only == ("37人",)
