"""Cleaning and cutting: what stays, where it came from, and which clause each character is in."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.cleaning import mend
from corpus.document import Document, UnknownClause, read_document

SOURCE = Path(__file__).parents[2].joinpath("corpus/policies/hanggaoxin-2022-17/source.txt").read_text(encoding="utf-8")
CLAUSE_ID = re.compile(r"head|preamble|tail|(annex[0-9]*\.)?[0-9]+(\.[0-9]+)*")

ARTICLES = """\
某市促进工业发展办法
第一章 总则
第一条 为了促进工业发展，根据有关规定，制定本办法。
第二条 本办法所称企业，是指在本市注册的企业。
第二章 奖励
第一节 设备
第三条 对购置设备的企业，依照第四条规定的程序给予奖励：
（一）设备投资的10%，最高100万元；
（二）符合下列条件之一的，再给予5万元：
1.上一年度纳税1.5万元以上；
2.新增就业20人。
第四条 申请按照第三条第（一）项办理。
第三章 附则
第五条 本办法自印发之日起施行。
附件1
设备目录
1.机床。
2.机器人。
附件2
申请表
抄送：市政府办公室。
"""
SECTIONS = """\
某区若干意见
为促进产业发展，特制定本意见。
一、支持重点。
1.支持研发，按投入的20%给予补助。
2.支持上市，分别给予50万元、20万元奖励。
二、支持企业。
1.支持设备更新，每年安排1.5亿元。
2.支持用地，依照本意见有关规定执行。
三、组织实施。
本意见自2023年2月10日起施行。
"""


@pytest.fixture(scope="module")
def policy() -> Document:
    return read_document(SOURCE)


def ids(document: Document) -> list[str]:
    return [clause.id for clause in document.clauses]


def solid(text: str) -> str:
    """A text without what cannot be seen."""
    return re.sub(r"[\s\u200b-\u200d\u2060\ufeff\u00ad]+", "", text)


def assert_sound(source: str) -> Document:
    """What must hold for any text at all."""
    document = read_document(source)
    assert len(set(ids(document))) == len(document.clauses)
    assert all(CLAUSE_ID.fullmatch(clause.id) for clause in document.clauses)
    covered = 0
    for clause in document.clauses:
        assert clause.text == document.text[clause.start : clause.end]
        assert clause.text.strip() == clause.text
        assert not document.text[covered : clause.start].strip()
        assert document.at(clause.start) is document.at(clause.end - 1) is clause
        covered = clause.end
    assert not document.text[covered:].strip()
    offsets = document.source_offsets
    assert len(offsets) == len(document.text)
    assert list(offsets) == sorted(set(offsets))
    for char, offset in zip(document.text, offsets, strict=True):
        assert source[offset] == char or not solid(char + source[offset])
    assert mend(document.text).text == document.text
    return document


def test_policy_has_the_ids_that_people_cite(policy: Document) -> None:
    items = {"4.1": (1, 2), "4.2": (3, 6), "4.3": (7, 11), "4.4": (12, 13), "4.5": (14, 16)}
    expected = ["head", "preamble"]
    for section, parts in (("1", 6), ("2", 6), ("3", 4), ("4", 5), ("5", 0)):
        expected.append(section)
        for part in (f"{section}.{n}" for n in range(1, parts + 1)):
            expected.append(part)
            first, last = items.get(part, (1, 0))
            expected += [f"{part}.{n}" for n in range(first, last + 1)]
    assert ids(policy) == [*expected, "tail"]
    assert_sound(SOURCE)


@pytest.mark.parametrize(
    ("clause", "quote"),
    [
        ("head", "杭州高新开发区（滨江）管委会 政府\n关于加快智造供给产业发展的实施意见\n"),
        ("head", "杭州市滨江区人民政府\n2023年1月9日\n加快智造供给产业发展的实施意见"),
        ("1.1", "“四大能力”是指：1.工程整体方案设计"),
        ("1.2", "经营管理优化"),
        ("1.2", "工业APP数"),
        ("3.2", "给予最高500万元奖励资金"),
        ("4.1.2", "“5050计划”"),
        ("4.3.8", "分别给予100万元、50万元、20万元奖励"),
        (
            "4.5.16",
            "按应用企业该项目研发投入实际支出额的20%给予补贴，最高不超过实际采购额的30%，"
            "连续资助不超过三年，单个企业每年总额不超过300万元",
        ),
        ("5", "本意见自2023年2月10日施行"),
        ("tail", "办公室2023年1月9日印发"),
    ],
)
def test_policy_is_mended(policy: Document, clause: str, quote: str) -> None:
    span = policy.find(quote, within=clause)
    assert span is not None
    assert policy.text[slice(*span)] == quote


def test_policy_keeps_every_character_but_page_marks_and_spaces(policy: Document) -> None:
    without_page_mark = SOURCE.replace("- 7 -", "")
    assert "".join(policy.text.split()) == "".join(without_page_mark.split())


def test_labels_and_headings(policy: Document) -> None:
    labels = {
        "head": "文首",
        "preamble": "引言",
        "tail": "文尾",
        "2": "二",
        "3.2": "三（二）",
        "4.3.7": "四（三）7",
    }
    assert {clause_id: policy.clause(clause_id).label for clause_id in labels} == labels
    assert policy.clause("4.3.7").heading_path == ("四、支持政策", "（三）营造智造供给创新创业生态。")
    assert policy.clause("4.3").heading_path == ("四、支持政策",)
    assert policy.clause("preamble").text.startswith("为贯彻")
    assert policy.clause("tail").text.startswith("抄送：")


def test_find_is_exact_and_stays_inside_the_clause(policy: Document) -> None:
    assert policy.find("300万元", within="4.5.15") is None
    assert policy.find("最高不超过实际采购额的 30%") is None
    assert policy.find("") is None
    first = policy.find("特制定本意见。\n一、培育重点")
    assert first is not None
    assert [policy.at(first[0]).id, policy.at(first[1] - 1).id] == ["preamble", "1"]


def test_unknown_clause_is_named(policy: Document) -> None:
    with pytest.raises(KeyError, match=r"4\.3\.99"):
        policy.clause("4.3.99")
    with pytest.raises(UnknownClause):
        policy.find("企业", within="9")
    with pytest.raises(IndexError):
        policy.at(len(policy.text))


def test_articles_parts_items_and_annexes() -> None:
    document = assert_sound(ARTICLES)
    expected = "head 1 2 3 3.1 3.2 3.2.1 3.2.2 4 5 annex1.0 annex1.1 annex1.2 annex2.0 tail"
    assert " ".join(ids(document)) == expected
    item = document.clause("3.2.1")
    assert item.label == "第三条（二）1"
    assert item.heading_path[:2] == ("第二章 奖励", "第一节 设备")
    assert document.clause("3").text.startswith("第二章 奖励\n第一节 设备\n第三条")
    assert document.clause("5").heading_path == ("第三章 附则",)
    assert document.clause("annex1.0").text == "附件1\n设备目录"
    assert document.clause("annex1.2").label == "附件1·2"


def test_a_cross_reference_opens_no_clause() -> None:
    broken = ARTICLES.replace("依照第四条", "依照\n第四条").replace("按照第三条", "按照\n第三条")
    assert read_document(broken).text == read_document(ARTICLES).text


def test_numbering_that_begins_anew() -> None:
    document = assert_sound(SECTIONS)
    assert " ".join(ids(document)) == "head preamble 1 1.1 1.2 2 2.1 2.2 3"
    assert document.clause("2.1").label == "二、1"
    nested = assert_sound("办法\n第一条 材料：\n1.甲。\n2.乙。\n另需提交：\n1.丙。\n2.丁。\n3.戊。\n第二条 完。\n")
    assert " ".join(ids(nested)) == "head 1 1.1 1.2 1.2.1 1.2.2 1.2.3 2"


@pytest.mark.parametrize("line", ["0.255 元/立方米。", "9.其他事项。", "第九条 其他。", "九、其他。", "3、4号楼。"])
def test_a_number_out_of_sequence_opens_nothing(line: str) -> None:
    assert ids(read_document(SECTIONS.replace("三、组织", f"{line}\n三、组织"))) == ids(read_document(SECTIONS))


def test_two_numbers_on_a_line_open_two_clauses() -> None:
    document = assert_sound("办法\n第一条 （一）甲。\n（二）乙。\n第二条 丙。\n")
    assert " ".join(ids(document)) == "head 1 1.1 1.2 2"


def test_a_heading_without_number_takes_the_next() -> None:
    document = assert_sound("意见\n一、支持重点\n1.甲。\n附  则\n1.乙。\n2.丙。\n")
    assert " ".join(ids(document)) == "head 1 1.1 2 2.1 2.2"
    assert document.clause("2.1").label == "附则1"


def test_the_policy_may_be_the_annex_of_its_letter() -> None:
    document = assert_sound(
        f"通知\n各单位：\n现印发给你们。\n某办公室\n2023年5月17日\n附件\n{SECTIONS}附件\n清单\n1.甲。\n"
    )
    assert " ".join(ids(document)) == "head preamble 1 1.1 1.2 2 2.1 2.2 3 annex.0 annex.1"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("杭 州 市 滨 江 区", "杭州市滨江区"),
        ("管委会  政府", "管委会 政府"),
        ("给予最高 500 万元、20 % 奖励", "给予最高500万元、20%奖励"),
        ("1. 大力引进 IT Park 企业", "1.大力引进IT Park企业"),
        ("3. 500万元以上的", "3. 500万元以上的"),
        ("第 二十 条　申请材料", "第二十条 申请材料"),
        ("序号\t指标\r\n1\t住所", "序号\t指标\n1\t住所"),
        ("资助，用于企业\n\n\n- 7 -\n\n# Page 578:\n研发投入。", "资助，用于企业研发投入。"),
        ("", ""),
        (" \n\n\u3000", ""),
    ],
)
def test_mending(source: str, text: str) -> None:
    assert mend(source).text == text


def test_running_headers_go_and_the_title_stays() -> None:
    header = "某区工业经济\n高质量发展若干意见\n"
    source = f"{header}一、创新\n1.支持研发，按投入\n{header}的20%补助。\n2.支持专利，每\n{header}件1万元。\n"
    assert mend(source).text == f"{header}一、创新\n1.支持研发，按投入的20%补助。\n2.支持专利，每件1万元。"


FRAGMENTS = st.sampled_from(
    [
        "一、",
        "二、",
        "（一）",
        "（二）",
        "(三)",
        "1.",
        "2.",
        "2．",
        "（1）",
        "1）",
        "①",
        "第一条",
        "第二条",
        "第一章",
        "附则",
        "附件",
        "附件1",
        "抄送：",
        "2023年1月9日",
        "企业",
        "政府",
        "，",
        "。",
        "；",
        "、",
        "“",
        "”",
        "《",
        "》",
        "（",
        "）",
        "10",
        "500万元",
        "%",
        "IT",
        "a",
        "为贯彻",
        "依照",
    ]
) | st.sampled_from([" ", "\n", "\n\n", "\t", "\u3000", "\r\n", "- 7 -\n", "# Page 3:\n", "\u200b", "\ufeff"])


@settings(deadline=None)
@given(st.lists(FRAGMENTS, max_size=60).map("".join) | st.text(max_size=80))
def test_any_text_is_cut_soundly(source: str) -> None:
    assert_sound(source)


@settings(deadline=None)
@given(st.lists(FRAGMENTS, max_size=40).map("".join))
def test_nothing_but_marks_and_spaces_is_lost(source: str) -> None:
    lines = [solid(line) for line in source.splitlines()]
    assert solid(mend(source).text) == "".join(line for line in lines if line not in ("-7-", "#Page3:"))


@settings(deadline=None)
@given(st.sampled_from([ARTICLES, SECTIONS]), st.data())
def test_breaks_spaces_and_page_marks_change_no_id(text: str, data: st.DataObject) -> None:
    """Inserted where a PDF breaks a line: between two Chinese characters of one sentence."""
    places = [
        match.end()
        for match in re.finditer(r"[\u4e00-\u9fff](?=[\u4e00-\u9fff]{2})", text)
        if re.search("[，；：]", text[text.rfind("\n", 0, match.end()) + 1 : match.end()])
    ]
    noise = st.sampled_from(["\n", "\n\n", " \n ", "\n- 12 -\n", "\n\n# Page 9:\n", " "])
    chosen = data.draw(st.lists(st.sampled_from(places), unique=True, max_size=8))
    noisy = text
    for place in sorted(chosen, reverse=True):
        noisy = noisy[:place] + data.draw(noise) + noisy[place:]
    assert ids(assert_sound(noisy)) == ids(read_document(text))


REAL_TEXTS = {
    "anhui_market_confidence_2023": "4.13 8.30",
    "baiyin_investment_30_2023": "30 tail annex.5.4",
    "guangzhou_nansha_headquarters_rules_2017": "2.2.2.1.1 5.1.1.5 45",
    "guangzhou_nansha_tech_upgrade_guide_2018": "4.3.8 10.4.3 tail annex4.7",
    "guangzhou_points_household_table_2025": "6.6 13 annex.0 tail",
    "guizhou_ip_funding_2023": "8.2.4 20.4 29",
    "hangzhou_business_environment_draft_2023": "preamble 2.11.36 3.40",
    "shanghai_lingang_shuangte_2016": "preamble 8 9",
    "shanghai_sme_measures_2023": "preamble 6.28 annex.24",
    "shenzhen_quality_brand_2023": "5.13 6.14",
    "taizhou_business_environment_25_2023": "preamble 17 25",
    "wenzhou_lucheng_industry_2019": "1.8 6.1 7.6",
}


@pytest.mark.parametrize("name", REAL_TEXTS)
def test_real_policies(name: str) -> None:
    folder = os.environ.get("MINGCE_TESTDATA")
    if not folder:
        pytest.skip("not run: set MINGCE_TESTDATA to the folder that holds policies/*.txt")
    source = Path(folder, "policies", f"{name}.txt").read_text(encoding="utf-8")
    assert set(REAL_TEXTS[name].split()) <= set(ids(assert_sound(source)))
