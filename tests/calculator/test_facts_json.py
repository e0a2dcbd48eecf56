"""FACTS.json: what is read, and what is refused with the fact's label and what is expected."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.assessing import assess_facts
from assistant.calculator.facts_json import BadFacts, read_profile, read_value
from assistant.calculator.intervals import Interval
from assistant.errors import BadInput
from corpus.rules import tests_of as _tests_of
from tests.calculator.oracle import FACTS, POLICY


def read(facts: object) -> dict[str, Interval]:
    return {f: told.value for f, told in read_profile(POLICY, facts).told.items()}


# --- what is read
@pytest.mark.parametrize(
    ("facts", "fact", "ends"),
    [
        ({"rd_staff": 28}, "rd_staff", (28, 28)),
        ({"研发人员": 28}, "rd_staff", (28, 28)),
        ({"rd_staff": "28人"}, "rd_staff", (28, 28)),
        ({"rd_staff": "28位"}, "rd_staff", (28, 28)),
        ({"rd_staff": "28"}, "rd_staff", (28, 28)),
        ({"rd_staff": {"lower": 30, "upper": None}}, "rd_staff", (30, None)),
        ({"rd_staff": {"upper": 29}}, "rd_staff", (0, 29)),
        ({"national_key_lab": "1家"}, "national_key_lab", (1, 1)),
        ({"chip_rd_spend": "800万元"}, "chip_rd_spend", (8 * 10**8, 8 * 10**8)),
        ({"chip_rd_spend": {"lower": "800万元", "upper": "0.12亿元"}}, "chip_rd_spend", (8 * 10**8, 12 * 10**8)),
        ({"chip_rd_spend": {"lower": "800万元"}}, "chip_rd_spend", (8 * 10**8, None)),
        ({"chip_rd_spend": "10000000000000元"}, "chip_rd_spend", (10**15, 10**15)),
        ({"project_excellent": True}, "project_excellent", (1, 1)),
        ({"project_excellent": False}, "project_excellent", (0, 0)),
        ({"final_result": "优秀"}, "final_result", (2, 2)),
        ({"final_result": {"lower": "合格"}}, "final_result", (1, 2)),
    ],
)
def test_values_are_read(facts: object, fact: str, ends: tuple[int, int | None]) -> None:
    assert read(facts) == {fact: Interval(*ends)}


@pytest.mark.parametrize("value", [None, {}, {"lower": None}, {"lower": None, "upper": None}])
def test_what_is_not_known_is_not_told(value: object) -> None:
    assert read({"rd_staff": value, "in_district": value}) == {}
    assert read({}) == {}


def test_unknown_is_not_no() -> None:
    """An unknown premise may still be supposed; a denied one may not."""
    status = {
        value: {m["id"]: m["status"] for m in assess_facts(POLICY, {"talent_plan_5050": value}, True)["measures"]}
        for value in (None, False)
    }
    assert status[None]["rd-5050"] == "met"
    assert status[False]["rd-5050"] == "unmet"


# --- what is refused
WRONG: list[tuple[dict[str, Any], list[str]]] = [
    # wrong unit, or none
    ({"chip_rd_spend": 800}, ["自主芯片项目研发投入实际支出额", "带单位", "800万元"]),
    ({"chip_rd_spend": 800.5}, ["自主芯片项目研发投入实际支出额", "带单位"]),
    ({"chip_rd_spend": "800万"}, ["自主芯片项目研发投入实际支出额", "100万元"]),
    ({"chip_rd_spend": "800人"}, ["自主芯片项目研发投入实际支出额", "100万元"]),
    ({"chip_rd_spend": "800万美元"}, ["自主芯片项目研发投入实际支出额", "100万元"]),
    ({"chip_rd_spend": ""}, ["自主芯片项目研发投入实际支出额", "100万元"]),
    ({"rd_staff": "30万元"}, ["研发人员", "非负整数（人）"]),
    ({"rd_staff": "30家"}, ["研发人员", "非负整数（人）"]),
    ({"rd_staff": "3年"}, ["研发人员", "非负整数（人）"]),
    ({"national_key_lab": "1人"}, ["国家重点实验室", "非负整数（个）"]),
    # wrong type
    ({"in_district": "是"}, ["企业在高新区（滨江）", "true 或 false"]),
    ({"in_district": 1}, ["企业在高新区（滨江）", "true 或 false"]),
    ({"rd_staff": True}, ["研发人员", "非负整数（人）"]),
    ({"rd_staff": [28]}, ["研发人员", "非负整数（人）"]),
    ({"chip_rd_spend": True}, ["自主芯片项目研发投入实际支出额", "带单位"]),
    ({"final_result": "良好"}, ["验收结果", "不通过", "合格", "优秀"]),
    ({"final_result": 2}, ["验收结果", "不通过", "合格", "优秀"]),
    ({"rd_staff": {"min": 3}}, ["研发人员", "lower, upper"]),
    # signs, fractions, numbers that are none
    ({"rd_staff": -1}, ["研发人员", "非负整数（人）"]),
    ({"rd_staff": "-1人"}, ["研发人员", "30人"]),
    ({"chip_rd_spend": "-5万元"}, ["自主芯片项目研发投入实际支出额", "100万元"]),
    ({"chip_rd_spend": -5}, ["自主芯片项目研发投入实际支出额", "非负"]),
    ({"rd_staff": 28.5}, ["研发人员", "非负整数（人）"]),
    ({"rd_staff": 28.0}, ["研发人员", "非负整数（人）"]),
    ({"rd_staff": "28.5"}, ["研发人员", "30人"]),
    ({"rd_staff": float("nan")}, ["研发人员", "非负整数（人）"]),
    ({"rd_staff": float("inf")}, ["研发人员", "非负整数（人）"]),
    ({"chip_rd_spend": float("nan")}, ["自主芯片项目研发投入实际支出额", "800万元"]),
    ({"chip_rd_spend": float("inf")}, ["自主芯片项目研发投入实际支出额", "800万元"]),
    ({"chip_rd_spend": "NaN"}, ["自主芯片项目研发投入实际支出额", "100万元"]),
    ({"chip_rd_spend": {"lower": float("nan")}}, ["自主芯片项目研发投入实际支出额", "800万元"]),
    ({"chip_rd_spend": "0.001元"}, ["自主芯片项目研发投入实际支出额", "不足一分"]),
    # inside out
    ({"chip_rd_spend": {"lower": "2万元", "upper": "1万元"}}, ["自主芯片项目研发投入实际支出额", "2万元", "1万元"]),
    ({"rd_staff": {"lower": 2, "upper": 1}}, ["研发人员", "下限不大于上限"]),
    ({"final_result": {"lower": "优秀", "upper": "合格"}}, ["验收结果", "下限不大于上限"]),
    # too large
    ({"chip_rd_spend": "10000000000000.01元"}, ["自主芯片项目研发投入实际支出额", "10万亿元"]),
    ({"chip_rd_spend": "100001亿元"}, ["自主芯片项目研发投入实际支出额", "10万亿元"]),
    ({"chip_rd_spend": {"upper": "100001亿元"}}, ["自主芯片项目研发投入实际支出额", "10万亿元"]),
    ({"chip_rd_spend": "9" * 5000 + "元"}, ["自主芯片项目研发投入实际支出额", "10万亿元"]),
    ({"rd_staff": 10**7 + 1}, ["研发人员", "1000万"]),
    ({"rd_staff": 10**5000}, ["研发人员", "1000万"]),
    ({"rd_staff": "9" * 5000}, ["研发人员", "1000万"]),
    # given twice
    ({"rd_staff": 28, "研发人员": 28}, ["研发人员", "两次", "rd_staff", "只留一个"]),
    # unknown
    ({"研发人数": 28}, ["研发人数", "是不是", "研发人员"]),
    ({"rd_staf": 28}, ["rd_staf", "是不是", "rd_staff"]),
    ({"chip_rd": "1元"}, ["chip_rd", "chip_rd_spend"]),
    ({"完全无关的东西xyz": 1}, ["完全无关的东西xyz", "facts.yaml"]),
    ({"": 1}, ["没有", "facts.yaml"]),
    # contradictions: both places are named
    (
        {"provincial_key_lab": 0, "省级重点实验室（工程技术研究中心）": ["甲实验室"]},
        ["provincial_key_lab", "是 0", "甲实验室"],
    ),
    ({"rd_staff": 40, "staff": 30}, ["研发人员", "40", "从业人员", "30", "矛盾"]),
    (
        {"chip_rd_spend": {"value": "1万元", "outlay": "甲"}, "module_rd_spend": {"value": "2万元", "outlay": "甲"}},
        ["甲", "1万元", "2万元"],
    ),
    # lists, years, outlays
    ({"contract_sum": []}, ["合同金额", "列表是空的"]),
    ({"contract_sum": ["300万元", "-1元"]}, ["合同金额"]),
    ({"contract_sum": ["10万亿元", "1元"]}, ["合同金额"]),
    ({"provincial_key_lab": ["甲", "甲"]}, ["省级重点实验室", "重复"]),
    ({"rd_staff": ["张三", 5]}, ["研发人员", "非负整数"]),
    ({"high_tech_enterprise": {"2024": True}}, ["国家高新技术企业", "不按年份"]),
    ({"contract_sum": {"2024": "300"}}, ["合同金额"]),
    ({"contract_sum": {"24": "300万元"}}, ["合同金额"]),
    ({"contract_sum": {"value": "1万元", "outlay": ""}}, ["合同金额", "outlay"]),
    ({"contract_sum": {"value": "1万元", "outlay": "甲", "x": 1}}, ["合同金额", "outlay"]),
    ({"研" * 100_000: 1}, ["没有"]),
]


@pytest.mark.parametrize(("facts", "says"), WRONG, ids=[str(i) for i in range(len(WRONG))])
def test_a_wrong_value_is_refused_with_its_label(facts: dict[str, Any], says: list[str]) -> None:
    with pytest.raises(BadFacts) as refused:
        read_profile(POLICY, facts)
    message = str(refused.value)
    assert [words for words in says if words not in message] == []
    assert len(message) < 250
    with pytest.raises(BadInput, match=r"^「|^没有") as told:
        assess_facts(POLICY, facts)
    assert str(told.value) == message


@pytest.mark.parametrize("facts", [None, [], "研发人员28人", 28, True, [{"rd_staff": 28}]])
def test_what_is_no_object_is_refused_with_an_example(facts: object) -> None:
    with pytest.raises(BadFacts, match="JSON 对象") as refused:
        read_profile(POLICY, facts)
    example = str(refused.value).split("例如", 1)[1].strip()
    assert read_profile(POLICY, json.loads(example)).told  # the example that is shown can be used


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["800万元", "28人"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["lower", "upper", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@settings(deadline=None)
@given(st.sampled_from(sorted(FACTS)), JSON)
def test_any_value_is_read_or_refused(fact_id: str, value: Any) -> None:
    fact = FACTS[fact_id]
    try:
        found = read_value(fact, value)
    except BadFacts as error:
        found, says = None, str(error)
    else:
        says = fact.label
    assert fact.label in says
    assert found is None or found.lower >= 0


def test_no_two_facts_share_a_name() -> None:
    labels = [fact.label for fact in FACTS.values()]
    assert len({*labels, *FACTS}) == len(labels) + len(FACTS)
    assert {t.fact for m in POLICY.measures for t in _tests_of(m.when)} <= set(FACTS)


# --- what comes back
def test_the_assessment_is_json_with_what_was_told() -> None:
    facts = {"研发人员": "28人", "chip_rd_spend": {"lower": "800万元", "upper": "1200万元"}, "uses_local_chip": True}
    found = json.loads(json.dumps(assess_facts(POLICY, facts), ensure_ascii=False))
    assert set(found) == {"total", "notes", "measures", "facts", "questions", "timeline", "receipt"}
    assert [m["id"] for m in found["measures"]] == [m.id for m in POLICY.measures]
    assert found["facts"]["rd_staff"] | {"turn": 0} == {
        "value": "28人", "turn": 0, "span": "研发人员", "subject": "我们", "unit": "人", "lower": 28, "upper": 28,
    }  # fmt: skip
    assert found["facts"]["chip_rd_spend"]["value"] == "800万元至1200万元"
    assert found["facts"]["uses_local_chip"]["value"] is True
    chip = next(m for m in found["measures"] if m["id"] == "local-chip-application")
    assert (chip["status"], chip["lower_yuan"], chip["upper_yuan"]) == ("open", 0, 2_400_000)


def test_the_questions_are_those_that_can_change_something() -> None:
    facts = {"uses_local_chip": True, "chip_rd_spend": "800万元"}
    asks = assess_facts(POLICY, facts, suppose=True)["questions"]
    assert FACTS["chip_purchase"].ask in asks  # met, and its sum is not settled
    assert FACTS["chip_rd_spend"].ask not in asks
    settled = assess_facts(POLICY, facts | {"chip_purchase": "10亿元"}, suppose=True)["questions"]
    assert FACTS["chip_purchase"].ask not in settled
    assert len(asks) == len(set(asks))
