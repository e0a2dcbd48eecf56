"""Loading a policy: what is wrong is said with file, line and what to do; what is right is resolved and hashed."""

from __future__ import annotations

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
    replace(folder, "policy.yaml", "issued: 2023-01-09", "issued: 2023-00-09")
    assert "policy.yaml" in fault(folder)


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
