"""Loading a policy: what is wrong is said with file, line and what to do; what is right is resolved and hashed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from corpus import rules
from corpus.library import PolicyError, line_of, load_library, load_policy
from corpus.rules import All, Any_, Condition, Not, Readings

SHIPPED = load_library()[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED.folder, tmp_path / SHIPPED.folder.name))


def replace(folder: Path, file: str, old: str, new: str) -> int:
    """Replaces `old` once; the line where it stood."""
    text = (folder / file).read_text(encoding="utf-8")
    at = text.index(old)
    (folder / file).write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")
    return text.count("\n", 0, at) + 1


def fault(folder: Path) -> str:
    with pytest.raises(PolicyError) as caught:
        load_policy(folder)
    return str(caught.value)


def test_shared_conditions_are_filled_in() -> None:
    def names(condition: Condition) -> list[str]:
        match condition:
            case str():
                return [condition]
            case All(all=parts) | Any_(any=parts):
                return [name for part in parts for name in names(part)]
            case Not(not_=part):
                return names(part)
            case Readings(readings=readings):
                return [name for reading in readings for name in names(reading.when)]
        return []

    for measure in SHIPPED.measures:
        assert names(measure.when) == []
        assert all(isinstance(test, rules.Test) for test in rules.tests_of(measure.when))
    assert any(test.fact == "in_district" for test in rules.tests_of(SHIPPED.measure_by_id["listing"].when))


def test_lookups() -> None:
    assert SHIPPED.measure_by_id["listing"].clause == "4.2.5"
    assert SHIPPED.fact_by_label["研发人员"] == SHIPPED.fact_by_label["rd_staff"] == "rd_staff"
    assert {m.topic for m in SHIPPED.measures_of("science-award")} == {"science-award"}
    assert SHIPPED.topic_by_id["land"].clause == "4.2.6"


@pytest.mark.parametrize("name", ["source.txt", "policy.yaml", "facts.yaml", "measures.yaml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert f"缺少文件 {name}" in fault(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("measures.yaml", "amount: 400万元", "amount: 400", "不是金额"),
        ("measures.yaml", "rate: 100%", "rate: 150%", "超过100%"),
        ("measures.yaml", "soft: true", "sofft: true", "sofft"),
        ("measures.yaml", "kind: fund", "kind: funds", "kind"),
        ("measures.yaml", "clause: 4.5.16", "clause: 四（五）16", "clause"),
        ("measures.yaml", "caps: [{amount: 100万元, per: 企业}]", "caps: [{per: 企业}]", "上限应为"),
        ("measures.yaml", "pays: {amount: 400万元}", "pays: {ceiling: true}", "pays 应写 amount"),
        ("measures.yaml", "at_least: 30人", "at_least: 30人, at_most: 40人", "只能有一个界限"),
        ("facts.yaml", "type: rank", "type: count", "values 只用于 rank"),
        ("policy.yaml", "issued: 2023-01-09", "issued: 昨天", "issued"),
    ],
)
def test_a_broken_model_is_named_with_its_line(folder: Path, file: str, old: str, new: str, words: str) -> None:
    line = replace(folder, file, old, new)
    message = next(m for m in fault(folder).split("\n") if words in m)
    assert message.startswith(f"{file} 第")
    told = int(message.removeprefix(f"{file} 第").split("行")[0])
    assert abs(told - line) <= 3  # the model's node may open a few lines above the value


def test_no_yaml_is_named_with_its_line(folder: Path) -> None:
    line = replace(folder, "policy.yaml", "region: ", "region: [")
    message = fault(folder)
    assert message.startswith("policy.yaml 第")
    assert "不是合法的 YAML" in message
    assert int(message.removeprefix("policy.yaml 第").split("行")[0]) >= line


def test_a_day_that_is_none_is_a_fault_of_the_policy(folder: Path) -> None:
    line = replace(folder, "policy.yaml", "issued: 2023-01-09", "issued: 2023-00-09")
    assert fault(folder) == f"policy.yaml 第{line}行：没有「2023-00-09」这一天，日期写作 2023-02-10"


# What the officer wrote (in place of what was right), and all that is told of it, where 行 is the line of the change.
MISTAKES = {
    "misspelt key": (
        "measures",
        "soft: true",
        "sofft: true",
        "merger-interest 的 pays：没有「sofft」这个键，是不是「soft」？",
    ),
    "misspelt key of a condition": (
        "measures",
        "at_least: 30人",
        "at_lest: 30人",
        "cultivation-listing 的 when 的 all：没有「at_lest」这个键，是不是「at_least」？",
    ),
    "misspelt all": (
        "measures",
        "when: {all: [in_district, is_supplier]}",
        "when: {al: [in_district, is_supplier]}",
        "national-invention-award-1 的 when：没有「al」这个键，是不是「all」？\n"
        "national-invention-award-1 的 when：缺少「all」：要同时符合的条件",
    ),
    "list in place of all": (
        "measures",
        "when: {all: [in_district, is_supplier]}",
        "when: [in_district, is_supplier]",
        "national-invention-award-1：when 应为一个条件；几个条件写在 all:（都要符合）或 any:（符合其一）下面",
    ),
    "two bounds": (
        "measures",
        "at_least: 30人",
        "at_least: 30人, at_most: 40人",
        "cultivation-listing 的 when 的 all：一个条件只能有一个界限",
    ),
    "misspelt slot": ("facts", "  level:\n", "  levels:\n", "slots：没有「levels」这个键，是不是「level」？"),
    "wrong choice": (
        "measures",
        "per: 企业/年",
        "per: 每年",
        "local-module-application 的 pays 的 caps：per 不能写「每年」，"
        "应写：按什么计：企业（一共）、企业/年（每年）、项目（每个项目）",
    ),
    "wrong word of a stage": (
        "measures",
        "from: 次年",
        "from: 第二年",
        "cultivation 的 stages：from 不能写「第二年」，应写：从哪年起，原文的话：当年、次年、期满后",
    ),
    "sum without 元": (
        "measures",
        "amount: 400万元",
        "amount: 400万",
        "listing 的 pays：「400万」不是金额，应写作“100万元”“1亿元”“5000元”",
    ),
    "text for a list": (
        "policy",
        "subject_terms: [",
        "subject_terms: 政策 # [",
        "subject_terms 应为列表，写成 [甲, 乙]，不是「政策」",
    ),
    "number for a list": ("policy", 'names: ["5050"]', "names: 5050", "names 应为列表，写成 [甲, 乙]，不是「5050」"),
    "number for text": ("policy", "region: 杭州", "region: 5 # 杭州", "region 「5」被当成了数字，文字要加引号"),
    "nothing": ("policy", "region: 杭州", "region: # 杭州", "region 后面没有写内容"),
    "word for a number": (
        "facts",
        "within_years: 3",
        "within_years: 三",
        "recent_violation：within_years 应为整数，不是「三」",
    ),
    "word for a flag": (
        "measures",
        "soft: true",
        "soft: 是",
        "merger-interest 的 pays：soft 应为 true 或 false，不是「是」",
    ),
    "word for a date": (
        "policy",
        "issued: 2023-01-09",
        "issued: 昨天",
        "issued 应为日期，写作 2023-02-10，不是「昨天」",
    ),
    "fraction told": (
        "measures",
        "told: {rd_staff: 28}",
        "told: {rd_staff: 28.5}",
        "cultivation-listing 的 examples 的 told：rd_staff 「28.5」应为 true、false、整数或文字",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_in_chinese(folder: Path, name: str) -> None:
    file, old, new, told = MISTAKES[name]
    line = replace(folder, f"{file}.yaml", old, new)
    assert fault(folder) == "\n".join(f"{file}.yaml 第{line}行：{words}" for words in told.split("\n"))


def test_a_missing_key_says_what_it_is_for(folder: Path) -> None:
    line = replace(folder, "facts.yaml", "label: 研发人员", "lable: 研发人员")
    assert fault(folder).split("\n") == [
        f"facts.yaml 第{line - 1}行：rd_staff：缺少「label」：用户看到的名字，不能重复",
        f"facts.yaml 第{line}行：rd_staff：没有「lable」这个键，是不是「label」？",
    ]


def test_an_unheard_of_key_is_told_those_that_there_are(folder: Path) -> None:
    replace(folder, "samples.yaml", "shown:", "x: []\nshown:")
    assert fault(folder).endswith(
        "没有「x」这个键，这里可以写：shown、statements、not_stated、not_covered、measures、off_topic"
    )


BROKEN = {
    "[": ("region: 杭州", "region: [杭州", 1, "[ ] 里的列表没有写完"),
    "{": ("region: 杭州", "region: {杭州", 1, "{ } 没有写完"),
    "no colon": ("region: 杭州", "region 杭州", 1, "少了冒号"),
    "no space": ("region: 杭州", "region:杭州", 1, "半角冒号后空一格"),
    "wide colon": ("region: 杭州", "region：杭州", 1, "冒号是全角的"),
    "colon in text": ("region: 杭州", "region: 杭州: ", 0, "要整个加引号"),
    "tab": ("region: 杭州", "\tregion: 杭州", 0, "缩进"),
    "indent": ("region: 杭州", " region: 杭州", 0, "缩进"),
    "at sign": ("region: 杭州", "region: @杭州", 0, "要加引号"),
    "star": ("region: 杭州", "region: *杭州", 0, "要加引号"),
    "control": ("region: 杭州", "region: \x00杭州", 0, "控制字符"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_yaml_is_told_in_chinese(folder: Path, name: str) -> None:
    old, new, below, words = BROKEN[name]
    line = replace(folder, "policy.yaml", old, new)
    message = fault(folder)
    assert message.startswith(f"policy.yaml 第{line + below}行：不是合法的 YAML：")
    assert words in message
    assert not re.search("[a-z]{4}", message.removeprefix("policy.yaml").replace("YAML", ""))


def test_another_encoding_is_told(folder: Path) -> None:
    path = folder / "policy.yaml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    assert fault(folder) == "policy.yaml 文件：不是 UTF-8 编码，请在编辑器里另存为 UTF-8"


def test_an_empty_file_is_told(folder: Path) -> None:
    (folder / "policy.yaml").write_text("", encoding="utf-8")
    assert fault(folder) == "policy.yaml 第1行：文件是空的"


def test_a_list_in_place_of_a_file_is_told(folder: Path) -> None:
    (folder / "policy.yaml").write_text("[1]\n", encoding="utf-8")
    assert fault(folder) == "policy.yaml 第1行：应为一组“键: 值”，不是列表"


def test_an_unknown_shared_condition_is_named(folder: Path) -> None:
    replace(folder, "measures.yaml", "all: [in_district, is_supplier", "all: [in_distrikt, is_supplier")
    assert "没有声明的条件「in_distrikt」" in fault(folder)


def test_hashes_tell_text_from_rules(folder: Path) -> None:
    replace(folder, "measures.yaml", "amount: 400万元", "amount: 401万元")
    changed = load_policy(folder)
    assert changed.rules_hash != SHIPPED.rules_hash
    assert changed.text_hash == SHIPPED.text_hash
    replace(folder, "source.txt", "研发", "開发")
    assert load_policy(folder).text_hash != SHIPPED.text_hash


def test_line_of(folder: Path) -> None:
    path = folder / "measures.yaml"
    lines = path.read_text(encoding="utf-8").split("\n")
    index = [measure.id for measure in SHIPPED.measures].index("listing")
    assert "id: listing" in lines[line_of(path, ("measures", index, "id")) - 1]
    assert "amount: 400万元" in lines[line_of(path, ("measures", index, "pays", "amount")) - 1]
    # a step that is no node of the file leaves the line of the node above it
    assert "pays" in lines[line_of(path, ("measures", index, "pays", "Pays", "nothing")) - 1]


def test_a_library_without_policies(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="没有政策"):
        load_library(tmp_path)


def test_the_library_is_where_the_environment_says(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGCE_LIBRARY", str(folder.parent))
    assert [policy.folder for policy in load_library()] == [folder]
