"""The editors' schemas: current, in Chinese, and refusing what an officer mistypes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from assistant.cli import main
from corpus import rules
from corpus.amounts import parse_money, parse_rate
from corpus.library import DEFAULT_LIBRARY
from corpus.schema import FOLDER, schema_texts, schemas, words

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = sorted(
    path for library in (DEFAULT_LIBRARY, ROOT / "docs/examples/policies") for path in library.glob("*/*.yaml")
)
SCHEMAS = schemas()


class EditorLoader(yaml.SafeLoader):
    """YAML as editors read it (1.2): a date is text."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def faults(stem: str, text: str) -> list[str]:
    data: Any = yaml.load(text, Loader=EditorLoader)
    return [error.message for error in jsonschema.Draft7Validator(SCHEMAS[stem]).iter_errors(data)]


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


# ------------------------------------------------------------------ current and complete
@pytest.mark.parametrize("stem", SCHEMAS)
def test_the_file_is_current(stem: str) -> None:
    written = (FOLDER / f"{stem}.schema.json").read_text(encoding="utf-8")
    assert written == schema_texts()[stem], "run `mingce schema -o corpus/schema`"


def test_every_key_has_words_and_no_words_are_left_over() -> None:
    models = {name: m for name, m in vars(rules).items() if isinstance(m, type) and issubclass(m, rules.Model)}
    keys = {
        name: {field.alias or key for key, field in model.model_fields.items() if key in model.__annotations__}
        for name, model in models.items()
        if model is not rules.Model
    }
    assert {name: set(entry["keys"]) for name, entry in words().items()} == keys


def test_the_words_are_chinese() -> None:
    for stem, text in schema_texts().items():
        for said in re.findall(r'"description": "([^"\\]*)', text):
            assert re.search("[\u4e00-\u9fff]", said), (stem, said)


@pytest.mark.parametrize("stem", SCHEMAS)
def test_it_is_a_schema(stem: str) -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMAS[stem])


# ------------------------------------------------------------------ what it takes
@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_shipped_file_is_valid(path: Path) -> None:
    assert faults(path.stem, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_shipped_file_names_its_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").split("\n")[0]
    target = first.removeprefix("# yaml-language-server: $schema=")
    assert target == f"../../schema/{path.stem}.schema.json"
    assert (path.parent / target).resolve() == FOLDER / f"{path.stem}.schema.json"


@pytest.mark.parametrize(
    "text", ["100万元", "1.5亿元", "0元", "100", "100万", "100 万元", "-1元", "１００元", "一百元"]
)
def test_a_sum_is_what_the_loader_takes(text: str) -> None:
    pattern = SCHEMAS["measures"]["definitions"]["Cap"]["properties"]["amount"]["pattern"]
    try:
        parse_money(text)
    except ValueError:
        assert not re.search(pattern, text)
    else:
        assert re.search(pattern, text)


@pytest.mark.parametrize("text", ["20%", "15.75%", "0.2", "20", "20％", ".5%", "百分之二十"])
def test_a_rate_is_what_the_loader_takes(text: str) -> None:
    pattern = SCHEMAS["measures"]["definitions"]["Cap"]["properties"]["rate"]["pattern"]
    try:
        parse_rate(text)
    except ValueError:
        assert not re.search(pattern, text)
    else:
        assert re.search(pattern, text)


# ------------------------------------------------------------------ what it refuses
SHIPPED = DEFAULT_LIBRARY / "hanggaoxin-2022-17"
MISTAKES = {
    "misspelt key": ("measures", "kind: fund", "kinds: fund"),
    "key of a condition": ("measures", "at_least: 30人", "at_lest: 30人"),
    "key of a payment": ("measures", "soft: true", "sofft: true"),
    "key of a fact": ("facts", "label: 研发人员", "lable: 研发人员"),
    "key of the head": ("policy", "region:", "regions:"),
    "key of the samples": ("samples", "shown:", "show:"),
    "wrong kind": ("measures", "kind: fund", "kind: funds"),
    "wrong role": ("measures", "role: quantity", "role: quantities"),
    "wrong per": ("measures", "per: 企业/年", "per: 每年"),
    "wrong type": ("facts", "type: money", "type: 金额"),
    "wrong status": ("policy", "status: in_force", "status: 有效"),
    "wrong word of a stage": ("measures", "from: 次年", "from: 第二年"),
    "sum without 元": ("measures", "amount: 400万元", "amount: 400万"),
    "sum as a number": ("measures", "amount: 400万元", "amount: 4000000"),
    "rate as a number": ("measures", "rate: 20%", "rate: 0.2"),
    "clause as its label": ("measures", "clause: 4.5.16", "clause: 四（五）16"),
    "clause without quotes": ("measures", 'clause: "2.2"', "clause: 2.2"),
    "text for a list": ("facts", "say: [自主芯片", "say: 自主芯片 #["),
    "nothing for text": ("measures", "name: 应用区内自主芯片补贴", "name:"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused(name: str) -> None:
    stem, right, wrong = MISTAKES[name]
    text = (SHIPPED / f"{stem}.yaml").read_text(encoding="utf-8")
    assert right in text
    assert faults(stem, text.replace(right, wrong, 1))


# ------------------------------------------------------------------ the command
def test_the_command_names_the_files(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert [Path(line) for line in capsys.readouterr().out.splitlines()] == [
        FOLDER / f"{s}.schema.json" for s in SCHEMAS
    ]


def test_the_command_writes_the_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "schema"
    assert main(["schema", "-o", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines() == [str(folder / f"{stem}.schema.json") for stem in SCHEMAS]
    for stem, text in schema_texts().items():
        assert (folder / f"{stem}.schema.json").read_text(encoding="utf-8") == text
        assert json.loads(text) == SCHEMAS[stem]
