"""The score agrees with the shared yardstick on what passes."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eval.cases import Answer, Case
from eval.scoring import judge, score

KINDS = [
    "lookup", "amount", "calculation", "eligibility", "compare", "process",
    "multi_turn", "out_of_scope", "not_stated", "ambiguous", "adversarial", "smalltalk",
]  # fmt: skip
OUTCOMES = ["answered", "eligible", "not_eligible", "needs_facts", "no_basis", "off_topic", "error"]
CLAUSES = ["head", "1", "2.2", "3", "3.3", "4.3.7", "4.5.16", "5"]
FIGURES = [
    "100万元",
    "1000000元",
    "一百万元",
    "20%",
    "百分之二十",
    "30人",
    "3年",
    "2023年2月10日",
    "10",
    "国家级",
    "5个百分点",
]
PIECES = [
    *FIGURES, "1,000,000元", "100 万", "30名", "2023-02-10", "四（三）7 ", "，", "。", "1. ", "至", "最高",
    "**", "\n", "10-100万元", "不奖", "原文未规定", "3年内", "字" * 90, "字" * 650,
]  # fmt: skip
YUAN = [0, 100, 1_000_000, 472_500]


@pytest.fixture(scope="module")
def yardstick() -> Callable[[dict[str, Any], dict[str, Any]], list[str]]:
    root = os.environ.get("MINGCE_TESTDATA")
    if not root:
        pytest.skip("MINGCE_TESTDATA is not set: it names the folder that holds score.py")
    path = Path(root) / "score.py"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    spec = importlib.util.spec_from_file_location("yardstick_score", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def check(case: dict[str, Any], reply: dict[str, Any]) -> list[str]:
        try:
            return list(module.check(case, reply))
        except (AttributeError, TypeError, ValueError, KeyError) as why:  # as its own main does
            return [f"malformed reply: {why!r}"]

    return check


def some(values: list[Any], most: int = 2) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True)


WORDS = ["不奖", "国家级", "100万元", "最高"]
AMOUNT = st.tuples(st.sampled_from(YUAN), st.sampled_from(YUAN)).map(
    lambda pair: {"lower": min(pair), "upper": max(pair)}
)
EXPECT: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "outcome": st.one_of(st.sampled_from(OUTCOMES), some(OUTCOMES, 3)),
        "clauses_all": some(CLAUSES[:4]),
        "clauses_any": st.lists(some(CLAUSES), max_size=2),
        "clauses_never": some(CLAUSES[4:], 1),
        "figures_all": some(FIGURES[:6]),
        "figures_never": some(FIGURES[6:], 1),
        "text_any": st.lists(some(WORDS), max_size=2),
        "text_never": some(WORDS, 1),
        "starts_never": some(WORDS, 1),
    },
)
TOTAL_ASKED = st.sampled_from(["none", "null", "amount"])
SUM = st.one_of(st.sampled_from([*YUAN, "1000000", "472500.00", None]), st.sampled_from(["many", [], True]))
REPLY: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"outcome": st.sampled_from(OUTCOMES)},
    optional={
        "answer": st.one_of(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), st.none(), st.just(7)),
        "citations": st.one_of(
            st.none(),
            st.lists(st.sampled_from(CLAUSES).map(lambda c: {"clause": c}), max_size=7),
            st.sampled_from([[{}], ["3"], {"clause": "3"}]),
        ),
        "total": st.one_of(
            st.none(),
            st.just({}),
            st.just([]),
            st.just("much"),
            st.fixed_dictionaries({"lower_yuan": SUM, "upper_yuan": SUM}),
        ),
    },
)


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(KINDS), EXPECT, TOTAL_ASKED, AMOUNT, REPLY, st.booleans())
def test_it_agrees_with_the_yardstick(
    yardstick: Callable[[dict[str, Any], dict[str, Any]], list[str]],
    kind: str,
    expect: dict[str, Any],
    total_asked: str,
    amount: dict[str, int],
    reply: dict[str, Any],
    helpful: bool,
) -> None:
    expect = dict(expect)
    if total_asked == "null":
        expect["total_null"] = True
    elif total_asked == "amount":
        expect["amount_yuan"] = amount
    if helpful:  # a reply that tries to pass, so that passing is compared as often as failing
        reply = {**reply, **_meant_to_pass(expect, reply)}
    raw = {"id": "x", "kind": kind, "turns": ["问"], "expect": expect}
    result = judge(Case.model_validate(raw), reply)
    wanted = yardstick(raw, reply)
    if isinstance(reply.get("total"), dict) and any(isinstance(value, bool) for value in reply["total"].values()):
        return  # true is no sum of money here; the yardstick counts it as 1
    assert result.passed == (not wanted), (wanted, result.failures)
    assert result.passed or result.named


def _meant_to_pass(expect: dict[str, Any], reply: dict[str, Any]) -> dict[str, Any]:
    outcome = expect.get("outcome") or "answered"
    amount = expect.get("amount_yuan")
    cited = [*expect.get("clauses_all", []), *(group[0] for group in expect.get("clauses_any", []) if group)]
    words = [*expect.get("figures_all", []), *(group[0] for group in expect.get("text_any", []) if group)]
    return {
        "outcome": outcome if isinstance(outcome, str) else outcome[0],
        "citations": [{"clause": clause} for clause in cited],
        "answer": "，".join(["可以", *words]),
        "total": {"lower_yuan": amount["lower"], "upper_yuan": str(amount["upper"])} if amount else None,
    }


def case(**expect: Any) -> Case:
    return Case.model_validate({"id": "x", "kind": "amount", "turns": ["问"], "expect": expect})


def test_each_check_is_named_where_it_fails() -> None:
    reply = {
        "outcome": "no_basis",
        "answer": "字" * 701 + "最高",
        "citations": [{"clause": str(i)} for i in range(6)],
        "total": {"lower_yuan": 1, "upper_yuan": 1},
    }
    expect = {"outcome": "answered", "clauses_all": ["5.1"], "amount_yuan": {"lower": 0, "upper": 1}}
    found = judge(case(**expect, figures_all=["20%"], text_never=["最高"]), reply).failures
    assert {f.check for f in found} == {
        "outcome", "citations", "totals", "figures", "text", "lead", "brief", "spread",
    }  # fmt: skip


def test_one_fen_is_a_difference() -> None:
    asked = case(amount_yuan={"lower": 0, "upper": 300_000})
    assert judge(asked, {"total": {"lower_yuan": 0, "upper_yuan": "300000.00"}}).passed
    assert not judge(asked, {"total": {"lower_yuan": 0, "upper_yuan": "300000.01"}}).passed
    assert not judge(asked, {"total": {"lower_yuan": 0, "upper_yuan": None}}).passed
    assert not judge(asked, {"total": {"lower_yuan": 0, "upper_yuan": float("nan")}}).passed


def test_a_quote_is_the_source_at_its_place() -> None:
    source = "本意见自2023年2月10日施行。"
    cited = {"clause": "5", "quote": "2023年2月10日", "start": 4, "end": 14}
    assert source[4:14] == cited["quote"]
    assert judge(case(), {"citations": [cited]}, source).passed
    for wrong in ({"end": 13}, {"quote": ""}, {"quote": "2023年3月10日"}, {"start": -10}, {"start": None}):
        result = judge(case(), {"citations": [{**cited, **wrong}]}, source)
        assert not result.passed and "quotes" in result.named, wrong
        assert not result.passes("quotes"), wrong


def test_a_case_with_no_answer_fails_all_that_it_names() -> None:
    (result,) = score([case(outcome="answered")], [Answer(id="other", reply={"outcome": "answered"})])
    assert not result.passed and not result.passes("outcome") and not result.passes("brief")
