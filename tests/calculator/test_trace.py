"""Why a result is what it is: sentences and steps, the three unknowns apart, and a receipt that replays."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.assessing import assess_facts, replay
from assistant.calculator.assessment import assess, presupposed
from assistant.calculator.facts_json import read_profile
from assistant.calculator.profile import Profile
from assistant.calculator.trace import explain, steps_of
from assistant.cli import main
from assistant.errors import BadInput
from assistant.replay import as_line
from tests.calculator.oracle import POLICY

FACTS: dict[str, Any] = {
    "in_district": True, "智造供给企业": True, "uses_local_chip": True,
    "chip_rd_spend": "200万元", "chip_purchase": "100万元", "rd_staff": 28,
    "demo_project_listed": True, "contract_sum": "300万元", "project_excellent": True,
}  # fmt: skip


def sentences(measure: str, facts: dict[str, Any] = FACTS, suppose: bool = False) -> tuple[str, ...]:
    told = read_profile(POLICY, facts)
    profile = Profile(told.told, presupposed(POLICY)) if suppose else told
    return explain(POLICY, assess(POLICY, profile, [measure]).results[0], profile)


def test_each_condition_is_told_with_its_words_and_where_it_was_said() -> None:
    found = sentences("local-chip-application")
    assert found[0] == "应用区内自主芯片补贴（四（五）16）：符合，30万元。"
    assert "条件“应用区内集成电路企业的自主芯片”：告知“是”（“uses_local_chip”），符合。" in found
    assert found[-1] == "算式：20%×200万元=40万元；采购额上限30%×100万元=30万元；取低者30万元。"


def test_a_near_miss_says_how_near() -> None:
    found = sentences("cultivation-listing")
    assert "条件“研发人员团队不低于30人”：告知28人（“rd_staff”），不符合，还差2名研发人员。" in found
    assert found[0].endswith("：不符合。")


def test_what_is_supposed_is_told_as_supposed() -> None:
    assert "条件“智造供给企业”：没有告知，视为具备。" in sentences("national-key-lab", {}, suppose=True)
    assert "条件“智造供给企业”：没有告知，待定。" in sentences("national-key-lab", {})


def test_the_three_unknowns_are_told_apart() -> None:
    facts = {k: v for k, v in FACTS.items() if k != "contract_sum"} | {
        "contract_sum": {"lower": "300万元", "upper": "400万元"}
    }
    result = next(m for m in assess_facts(POLICY, facts)["measures"] if m["id"] == "demonstration-project")
    assert {u["kind"] for u in result["unknown"]} == {"authority", "reading"}
    untold = next(m for m in assess_facts(POLICY, {})["measures"] if m["id"] == "demonstration-project")
    assert {u["kind"] for u in untold["unknown"]} >= {"missing_fact", "authority"}
    words = sentences("demonstration-project", facts)
    assert any(w.startswith("由主管部门决定：") for w in words)
    assert any(w.startswith("原文可以有几种读法：") for w in words)
    assert any(w.startswith("还缺：") for w in sentences("demonstration-project", {}))


def test_steps_come_to_their_values() -> None:
    result = assess(POLICY, read_profile(POLICY, FACTS), ["local-chip-application"]).results[0]
    assert [(s.words, s.of, s.comes_to.lower, s.so_far.lower) for s in steps_of(result)] == [
        ("20%×200万元=40万元", "chip_rd_spend", 40_000_000, 40_000_000),
        ("采购额上限30%×100万元=30万元", "chip_purchase", 30_000_000, 30_000_000),
        ("单个企业每年上限300万元", None, 300_000_000, 30_000_000),
    ]


def test_both_readings_have_their_steps() -> None:
    result = assess(POLICY, read_profile(POLICY, FACTS), ["demonstration-project"]).results[0]
    words = [s.words for s in steps_of(result)]
    assert "上浮5个百分点：20%×300万元=60万元" in words
    assert "按标准上浮5%：15.75%×300万元=47.25万元" in words


# --- several projects, one outlay
def test_projects_told_one_by_one_add_up() -> None:
    facts = FACTS | {"project_excellent": False, "contract_sum": ["300万元", "200万元"]}
    result = next(m for m in assess_facts(POLICY, facts)["measures"] if m["id"] == "demonstration-project")
    assert result["lower_yuan"] == result["upper_yuan"] == 750_000


def test_things_told_by_name_are_counted() -> None:
    facts = FACTS | {"provincial_key_lab": ["甲实验室", "乙实验室"]}
    result = next(m for m in assess_facts(POLICY, facts)["measures"] if m["id"] == "provincial-key-lab")
    assert result["lower_yuan"] == 4_000_000


def test_one_outlay_for_two_measures_is_told_as_such() -> None:
    outlay = {"value": "1000万元", "outlay": "一号项目"}
    facts = FACTS | {"chip_rd_spend": outlay, "uses_local_module": True, "module_rd_spend": outlay}
    facts |= {"chip_purchase": "1亿元", "module_purchase": "1亿元"}
    found = assess_facts(POLICY, facts)
    assert "原文未规定能否叠加" in found["notes"]
    apart = assess_facts(POLICY, facts | {"module_rd_spend": "1000万元"})
    assert apart["total"]["lower_yuan"] - found["total"]["lower_yuan"] == 1_500_000
    assert apart["total"]["upper_yuan"] == found["total"]["upper_yuan"]


# --- the receipt
def test_a_receipt_replays_byte_for_byte(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts, result = tmp_path / "facts.json", tmp_path / "result.json"
    facts.write_text(json.dumps(FACTS, ensure_ascii=False), encoding="utf-8")
    assert main(["assess", str(facts), "--suppose", "--json"]) == 0
    printed = capsys.readouterr().out
    result.write_text(printed, encoding="utf-8")
    assert main(["replay", str(result)]) == 0
    assert capsys.readouterr().out == printed
    result.write_text(json.dumps(json.loads(printed)["receipt"], ensure_ascii=False), encoding="utf-8")
    assert main(["replay", str(result)]) == 0  # the receipt alone is enough
    assert capsys.readouterr().out == printed


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rules": "0" * 64}, "规则与开具收据时不同"),
        ({"policy": "0" * 64, "engine": "0" * 64}, "政策原文、程序与开具收据时不同"),
        ({"number": "没有〔2000〕1号"}, "政策库里没有它"),
        ({"suppose": True}, "与收据不符"),
        ({"facts": {"rd_staff": 30}}, "与收据不符"),
    ],
)
def test_a_receipt_that_does_not_hold_is_refused(change: dict[str, Any], says: str) -> None:
    result = copy.deepcopy(assess_facts(POLICY, FACTS))
    result["receipt"] |= change
    with pytest.raises(BadInput, match=says):
        replay([POLICY], result)


@pytest.mark.parametrize("data", [{}, [], {"receipt": {}}, {"receipt": 1}, "x"])
def test_what_is_no_receipt_is_refused(data: object) -> None:
    with pytest.raises(BadInput, match="没有测算收据"):
        replay([POLICY], data)


def test_the_same_facts_give_the_same_line() -> None:
    assert as_line(assess_facts(POLICY, FACTS)) == as_line(assess_facts(POLICY, copy.deepcopy(FACTS)))
