"""The guard on wordings written by hand, as small models write them: right ones pass, wrong ones are stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.answer.guard import Evidence, examine
from assistant.pipeline import Assistant
from eval.mutation.run import reply_of
from tests.conftest import Talk

_GROUPS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("wordings.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def evidence(assistant: Assistant, talk: Talk) -> dict[str, Evidence]:
    return {
        group["turns"][-1]: Evidence.of(assistant.policy, reply_of(talk(*group["turns"])), group["turns"][-1])
        for group in _GROUPS
    }


def test_there_are_enough_of_both() -> None:
    assert sum(len(g["right"]) for g in _GROUPS) >= 40
    assert sum(len(g["wrong"]) for g in _GROUPS) >= 60


@pytest.mark.parametrize(("question", "text"), [(g["turns"][-1], t) for g in _GROUPS for t in g["right"]])
def test_a_right_wording_passes(evidence: dict[str, Evidence], question: str, text: str) -> None:
    verdict = examine(text, evidence[question])
    assert verdict.faults == ()


@pytest.mark.parametrize(("question", "wrong"), [(g["turns"][-1], w) for g in _GROUPS for w in g["wrong"]])
def test_a_wrong_wording_is_stopped(evidence: dict[str, Evidence], question: str, wrong: dict[str, str]) -> None:
    verdict = examine(wrong["text"], evidence[question])
    assert verdict.faults, wrong["why"]
    assert verdict.proof == ()
    assert all(fault.why for fault in verdict.faults)


@pytest.mark.parametrize("group", _GROUPS, ids=lambda g: g["turns"][-1])
def test_the_offline_answer_itself_passes(evidence: dict[str, Evidence], group: dict[str, Any]) -> None:
    own = evidence[group["turns"][-1]]
    assert examine(own.reply.answer, own).faults == ()


def test_the_proof_names_where_each_figure_comes_from(evidence: dict[str, Evidence]) -> None:
    question = "用了区内企业的自主芯片，研发投入400万，采购额150万，补多少"
    verdict = examine("按您告知的研发投入400万元，补贴为45万元；单个企业每年总额不超过300万元。", evidence[question])
    assert verdict.faults == ()
    sources = {p.figure: p.source for p in verdict.proof}
    assert sources.pop("不超过300万元").startswith(("measure local-chip-application", "clause 4.5.16"))
    assert sources == {"400万元": "told", "45万元": "total"}


_ODD = (
    "",
    "。",
    "，，，",
    "1" * 500,
    "「」",
    "“”",
    "🙂" * 40,
    "\x00",
    "〔2022〕",
    "第",
    "四（",
    "不",
    "最高",
    "=×=",
    "年" * 300,
)


@pytest.mark.parametrize("text", _ODD)
def test_no_text_breaks_the_guard(evidence: dict[str, Evidence], text: str) -> None:
    assert examine(text, evidence["芯片补贴最高多少"]).faults  # none of them is an answer
