"""A policy whose data disagree with its text is refused; every figure of a text is found."""

from __future__ import annotations

import functools
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.calculator.examples import run_example
from assistant.understanding.questions import CLASSES
from corpus.check import CheckReport, check_policy
from corpus.check.vocabulary import QUESTION_WORDS
from corpus.check.wording import boundary
from corpus.figures import find_figures, read_figure
from corpus.library import Policy, load_library, load_policy

SHIPPED = load_library()[0]


def check(policy: Policy) -> CheckReport:
    return check_policy(policy, functools.partial(run_example, policy))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED.folder, tmp_path / SHIPPED.folder.name))


def changed(folder: Path, file: str, old: str, new: str) -> list[str]:
    """The faults of the policy with `old` replaced once by `new`."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(fault) for fault in check(load_policy(folder)).faults]


def line_with(folder: Path, file: str, words: str) -> int:
    lines = (folder / file).read_text(encoding="utf-8").split("\n")
    return next(i for i, line in enumerate(lines, start=1) if words in line)


# --- the shipped policy


@pytest.mark.parametrize("policy", load_library(), ids=lambda policy: policy.folder.name)
def test_the_shipped_policies_pass(policy: Policy) -> None:
    assert [str(fault) for fault in check(policy).faults] == []


def test_every_figure_is_accounted_for() -> None:
    coverage = check(SHIPPED).coverage
    assert coverage.found == 85
    assert coverage.by_rule + coverage.by_statement + len(coverage.waived) == coverage.found
    assert coverage.by_rule >= 65
    assert not coverage.unused


def test_the_report_reads_as_text(folder: Path) -> None:
    assert str(check(SHIPPED)).startswith("杭高新〔2022〕17号：通过\n原文数字 85 个：规则使用 ")
    changed(folder, "measures.yaml", "at_least: 30人", "at_least: 28人")
    assert "处要改" in str(check(load_policy(folder)))


def test_question_words_are_those_that_are_understood() -> None:
    assert set(CLASSES) == QUESTION_WORDS


# --- faults, by what is wrong


@pytest.mark.parametrize(
    ("file", "old", "new", "clause", "words"),
    [
        # a figure, a boundary and a rank of a condition
        ("measures.yaml", "at_least: 30人", "at_least: 28人", "2.2", "界限「28人」不在引文"),
        ("measures.yaml", "at_least: 500万元", "more_than: 500万元", "2.2", "是 at_least，规则写的是 more_than"),
        ("measures.yaml", "at_least: 优秀", "at_least: 合格", "3.3", "「合格」不在引文"),
        # figures and words of a payment
        ("measures.yaml", "amount: 400万元", "amount: 500万元", "4.2.5", "500万元 不在引文里"),
        ("measures.yaml", "{amount: 200万元, ceiling: true}", "{amount: 200万元}", "3.1", "ceiling 应为 true"),
        ("measures.yaml", "per: 企业/年", "per: 企业", "4.5.15", "按原文是 per: 企业/年"),
        ("measures.yaml", "soft: true", "soft: false", "4.2.5", "soft 应为 true"),
        ("measures.yaml", "rate: 15.75%", "rate: 16.75%", "4.5.14", "应为 15.75%"),
        ("measures.yaml", "loan_line: 500万元", "pays: {amount: 500万元, ceiling: true}", "4.1.2", "只能有一个"),
        # clauses and quotes
        ("measures.yaml", "clause: 4.5.16\n", "clause: 4.5.15\n", "4.5.15", "请改条款号"),
        ("measures.yaml", "clause: 4.5.16", "clause: 4.5.99", "4.5.99", "没有条款 4.5.99"),
        ("measures.yaml", "quote: [责任书签订当年，给予最高200万元", "quote: [责任书签订当年给予最高200万元", "3.1", "逐字照抄"),
        ("policy.yaml", "quote: [研发人员团队不低于30人]", "quote: [研发人员团队不低于3]", "2.2", "截断了数字「30人」"),
        # what is told
        ("policy.yaml", "answer: 研发人员团队要不低于30人", "answer: 研发人员团队要不低于35人", "2.2", "答句里的「35人」不在引文里"),
        ("policy.yaml", "answer: 研发人员团队要不低于30人", "answer: 研发人员团队要超过30人", "2.2", "界限与原文不同"),
        ("policy.yaml", "answer: 研发人员团队要不低于30人", "answer: 研发人员团队要30人", "2.2", "没有说出原文的界限"),
        ("measures.yaml", "notes: [验收最多延期", "notes: [验收至少延期", "3.3", "界限与原文不同"),
        # whom it is for, what the authority decides, what has no sum
        ("measures.yaml", "[in_district, is_supplier, {fact: listing", "[is_supplier, {fact: listing", "4.2.5", "条件里要有 in_district"),
        ("measures.yaml", "all: [is_supplier, {fact: core", "all: [in_district, is_supplier, {fact: core", "4.1.1", "不限于"),
        ("measures.yaml", "beyond: [纳入培育名单的企业, 引进", "beyond: [纳入培育名单的企业, 引入", "1", "「引入」不在任何一条规则的原文里"),
        ("measures.yaml", "  authority: [经审核]\n", "", "4.1.1", "authority 里要写明“审核”"),
        ("measures.yaml", "  unpriced: 没有写明奖励金额\n", "", "4.4.12", "要写 pays，或在 unpriced 里写明"),
        # readings
        ("measures.yaml", "或税收达2000万元）且从业", "且税收达2000万元）或从业", "4.2.6", "说的“且”“或”与它的 when 不同"),
        ("measures.yaml", ", 延长后的考核期限最长3年]", "]", "3.4", "读法不止一种"),
        # totals and years
        ("measures.yaml", "over: [cultivation-start, ", "over: [", "3", "over 应写全"),
        ("measures.yaml", "industry-platform, direct-listing-rd]", "industry-platform]", "4.1.1", "可能是同一笔投入"),
        ("measures.yaml", "upper: 140万元, noted", "upper: 130万元, noted", None, "上限应为 130万元，算得 140万元"),
        ("measures.yaml", "upper: 1000万元, noted: false", "upper: 1000万元, noted: true", "3", "算得的结果没有说"),
        ("measures.yaml", "result: final_result, delay: 一年", "result: final_result, delay: 二年", "3.3", "延期「二年」不在"),
        ("measures.yaml", "result: final_result, delay: 一年", "result: final_result", "3.3", "要写 delay 和 failed"),
        ("measures.yaml", ", ends: true", "", "3.2", "取消培育资格"),
        # facts
        ("facts.yaml", "    within_years: 3\n", "", "2.6", "要写 within_years: 3"),
        ("facts.yaml", "    supplied_here: true\n", "", "4.5.15", "要写 supplied_here: true"),
        ("facts.yaml", "    adds_up: true\n", "", None, "adds_up 应为 true"),
        ("facts.yaml", "unit: 人", "unit: 个", None, "问的不是几个"),
        ("facts.yaml", "kind: [技术发明奖, 科技进步奖]", "kind: [技术发明奖]", "4.3.7", "一部分相同"),
        # the head
        ("policy.yaml", "17号\n", "18号\n", "head", "与文首不符"),
        ("policy.yaml", "effective: 2023-02-10", "effective: 2023-02-11", "5", "与原文不符"),
        ("policy.yaml", "repeals: [杭高新〔2018〕45号]", "repeals: []", None, "没有记在 repeals 里"),
        ("policy.yaml", "joint_office: 区财政局", "joint_office: 区经信局", None, "由区经信局会同区财政局"),
        # names and patterns
        ("measures.yaml", "- id: land-fast-track", "- id: land-priority", None, "用了 2 次"),
        ("measures.yaml", "of: contract_sum", "of: contract_total", "4.5.14", "没有在 facts.yaml 里声明"),
        ("measures.yaml", "topic: merger", "topic: listing", "4.2.5", "没有规则"),
        ("facts.yaml", "level: [市级]", "level: [省级]", None, "数的是同一样东西"),
        ("facts.yaml", "within: 3", "within: 2", None, "与 cell 不符"),
        ("policy.yaml", "about: [抄送|抄报]", "about: [抄送||抄报]", None, "不能为空"),
        ("policy.yaml", "about: [抄送|抄报]", "about: ['!抄送']", None, "只有排除词"),
        ("policy.yaml", "about: [抄送|抄报]", "about: ['抄送 @where']", None, "不是疑问词类"),
        ("policy.yaml", "waivers:\n", "waivers:\n- {clause: '5', figures: [46号], reason: 试}\n", "5", "不是条款 5 里的数字"),
    ],
)  # fmt: skip
def test_a_fault_names_file_line_and_clause(
    folder: Path, file: str, old: str, new: str, clause: str | None, words: str
) -> None:
    faults = changed(folder, file, old, new)
    assert any(words in fault for fault in faults), faults
    fault = next(fault for fault in faults if words in fault)
    assert re.match(rf"\w+\.yaml 第\d+行{f'（条款 {re.escape(clause)}）' if clause else '：'}", fault), fault


def test_the_line_is_that_of_the_rule(folder: Path) -> None:
    faults = changed(folder, "measures.yaml", "at_least: 30人", "at_least: 28人")
    line = line_with(folder, "measures.yaml", "at_least: 28人")
    assert any(fault.startswith(f"measures.yaml 第{line}行（条款 2.2）：") for fault in faults)


def test_an_example_that_disagrees_is_a_fault(folder: Path) -> None:
    faults = changed(folder, "measures.yaml", "lower: 47.25万元", "lower: 47.26万元")
    line = line_with(folder, "measures.yaml", "lower: 47.26万元")
    assert len(faults) == 1
    assert faults[0].startswith(f"measures.yaml 第{line}行（条款 4.5.14）：demonstration-project：算例与规则不符")
    assert "下限应为 47.26万元，算得 47.25万元" in faults[0]
    assert check_policy(load_policy(folder)).passed  # no runner, no examples


def test_a_figure_without_use_must_be_waived(folder: Path) -> None:
    rules = yaml.safe_load((folder / "measures.yaml").read_text(encoding="utf-8"))
    rules["measures"] = [m for m in rules["measures"] if m["id"] != "merger-interest"]
    rules["topics"] = [t for t in rules["topics"] if t["id"] != "merger"]
    (folder / "measures.yaml").write_text(yaml.safe_dump(rules, allow_unicode=True), encoding="utf-8")
    unused = [f for f in check(load_policy(folder)).faults if "没有规则或陈述使用" in f.message]
    assert {fault.clause for fault in unused} == {"4.2.5"}
    assert "「5亿元」" in unused[0].message
    head = folder / "policy.yaml"
    text = head.read_text(encoding="utf-8")
    waiver = "waivers:\n- {clause: 4.2.5, figures: [5亿元], reason: 试验}\n"
    head.write_text(text.replace("waivers:\n", waiver), encoding="utf-8")
    report = check(load_policy(folder))
    assert not any("「5亿元」没有规则" in fault.message for fault in report.faults)
    assert ("4.2.5", "5亿元", "试验") in {(w.clause, w.figure, w.reason) for w in report.coverage.waived}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("national-invention-award-1", "national-invention-award-2"),
        ("provincial-progress-award-2", "provincial-progress-award-3"),
        ("national-key-lab", "provincial-key-lab"),
        ("provincial-rd-center", "municipal-rd-center"),
        ("intl-standard-led", "intl-standard-joined"),
        ("national-standard-top3", "industry-standard-top2"),
    ],
)
def test_swapped_shares_are_refused_by_their_order(folder: Path, first: str, second: str) -> None:
    """Without the examples, which whoever swaps two amounts would swap as well."""
    path = folder / "measures.yaml"
    rules = yaml.safe_load(path.read_text(encoding="utf-8"))
    a, b = (next(m for m in rules["measures"] if m["id"] == name) for name in (first, second))
    a["pays"]["amount"], b["pays"]["amount"] = b["pays"]["amount"], a["pays"]["amount"]
    path.write_text(yaml.safe_dump(rules, allow_unicode=True, sort_keys=False), encoding="utf-8")
    faults = check_policy(load_policy(folder)).faults
    assert any("对应第" in fault.message and first in fault.message for fault in faults)
    assert any("对应第" in fault.message and second in fault.message for fault in faults)


def _restructured(folder: Path, measure_id: str, change: Callable[[dict[str, Any]], None]) -> list[str]:
    path = folder / "measures.yaml"
    rules = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(next(m for m in rules["measures"] if m["id"] == measure_id))
    path.write_text(yaml.safe_dump(rules, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return [fault.message for fault in check_policy(load_policy(folder)).faults]


def test_an_or_beside_a_comma_needs_readings(folder: Path) -> None:
    def one_reading(measure: dict[str, Any]) -> None:
        parts = measure["when"]["all"]
        parts[-1] = parts[-1]["readings"][0]["when"]

    assert any("读法不止一种" in fault for fault in _restructured(folder, "land-fast-track", one_reading))


def test_any_needs_an_or_in_the_text(folder: Path) -> None:
    def loosen(measure: dict[str, Any]) -> None:
        measure["when"] = {"any": measure["when"]["all"]}

    assert any("原文这两项之间没有“或”" in fault for fault in _restructured(folder, "cultivation-final", loosen))


def test_a_key_written_twice_is_a_fault(folder: Path) -> None:
    faults = changed(
        folder, "facts.yaml", "  rd_staff:\n", "  rd_staff: {label: 甲, type: count, ask: 甲}\n  rd_staff:\n"
    )
    assert any("「rd_staff」写了两次" in fault for fault in faults)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("年研发投入不低于", "，", "at_least"),
        ("累计达", "及以上的", "at_least"),
        ("不少于", "", "at_least"),
        ("", "以上的企业", "at_least"),
        ("每批不超过", "", "at_most"),
        ("", "以内", "at_most"),
        ("营收超过", "的", "more_than"),
        ("不足", "的", "less_than"),
        ("尚未达到", "的", "less_than"),
        ("给予", "奖励", None),
    ],
)
def test_boundaries_are_read_from_words(before: str, after: str, expected: str | None) -> None:
    assert boundary(before, after) == expected


# --- figures


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("给予500万元、100万元奖励", "500万元 100万元"),
        ("最高1000万的研发资助", "1000万"),
        ("最高三年100%房租补贴", "三年 100%"),
        ("一、二等奖的", "一等奖 二等奖"),
        ("省级科技进步奖一、二、三等奖", "一等奖 二等奖 三等奖"),
        ("国家标准（前三位）、行业标准（前二位）", "前三位 前二位"),
        ("三个及以上应用系统", "三个"),
        ("六类系统，近三年内，今后三年，延期一年", "六类 三年 三年 一年"),
        ("杭高新〔2022〕17号，2023年2月10日", "2022 17号 2023年2月10日"),
        ("用足用好“12条”新政和“7条”政策", "12条 7条"),
        ("30%以内2年贷款贴息", "30% 2年"),
        ("上浮5个百分点，百分之十五", "5个百分点 百分之十五"),
        ("10、20万元", "10万元 20万元"),
        ("每批不超过一家", "一家"),
        ("1,000万元和1.5亿元", "1,000万元 1.5亿元"),
    ],
)
def test_figures_are_found(text: str, figures: str) -> None:
    found = find_figures(text)
    assert [figure.text for figure in found] == figures.split()
    for figure in found:
        assert figure.text.startswith(text[figure.start : figure.end])


@pytest.mark.parametrize(
    "text",
    [
        "“一号工程”", "“十四五”规划", "一大批企业", "一定的规模", "数控一代", "一个或者多个领域", "数十家", "成百上千家",
        "“四大能力”", "三优化一全员", "浙医二院", "两院院士", "进一步", "统一平台", "一次性奖励", "第七条", "四、支持政策",
        "（三）营造", "7.鼓励企业", "是指：1.工程", "5G网络", "哪一天", "关键一招", "零等待", "上一年度",
        "前一年",
    ],
)  # fmt: skip
def test_idioms_and_numbering_are_no_figures(text: str) -> None:
    assert find_figures(text) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [("三年", "3年"), ("1000万", "1000万元"), ("5%", "5个百分点"), ("两年", "2年"), ("1亿元", "10000万元")],
)
def test_one_figure_written_two_ways(one: str, other: str) -> None:
    first, second = read_figure(one), read_figure(other)
    assert first
    assert second
    assert first.key == second.key


def test_ranks_are_no_amounts() -> None:
    first, second = read_figure("第三年"), read_figure("三年")
    assert first
    assert second
    assert first.key != second.key
    assert read_figure("三年内") is None


@given(st.text("一二三十百万亿0123456789.,%年月日元个等奖、前第（）：。近每 \n", max_size=30))
def test_figures_lie_in_order_in_the_text(text: str) -> None:
    end = 0
    for figure in find_figures(text):
        assert end <= figure.start < figure.end <= len(text)
        assert figure.text.startswith(text[figure.start : figure.end])
        end = figure.end


def test_a_policy_without_samples_passes(folder: Path) -> None:
    (folder / "samples.yaml").unlink()
    assert check(load_policy(folder)).passed


def test_a_scope_without_exceptions_stands_in_every_measure(folder: Path) -> None:
    path = folder / "measures.yaml"
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.split("\n") if line.startswith("  is_supplier: {"))
    path.write_text(text.replace(line, re.sub(r"beyond: \[[^]]*\]", "beyond: []", line)), encoding="utf-8")
    faults = [str(fault) for fault in check(load_policy(folder)).faults]
    assert faults
    assert all("政策是给“智造供给企业”的" in fault for fault in faults)
