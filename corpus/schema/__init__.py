"""JSON Schemas of a policy's YAML files, for the editors that policy officers write them in.

They are made from the models of corpus.rules, so that an editor knows the keys that the loader knows; what each
key is for is said in words.yaml. The files `*.schema.json` beside this module are the same, written down
(`mingce schema -o corpus/schema`): a line `# yaml-language-server: $schema=…` in a YAML file names one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

import yaml
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from corpus import rules
from corpus.rules import Facts, Measures, Money, PolicyHead, Rate, Samples, Text, Texts

FOLDER: Final = Path(__file__).parent
_ROOTS: Final[dict[str, type[BaseModel]]] = {
    "facts": Facts,
    "measures": Measures,
    "policy": PolicyHead,
    "samples": Samples,
}
_REFERENCE: Final = "#/definitions/"


def schemas() -> dict[str, dict[str, Any]]:
    """The schemas by the stem of their file: `measures` is that of measures.yaml."""
    return {name: _schema(name, model) for name, model in _ROOTS.items()}


def write_schemas(folder: Path = FOLDER) -> list[Path]:
    """Writes `<stem>.schema.json` for each file into a folder, which is made where there is none; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in schema_texts().items():
        path = folder / f"{name}.schema.json"
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def schema_texts() -> dict[str, str]:
    """The schemas as they stand in their files, by stem."""
    return {name: json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in schemas().items()}


# ------------------------------------------------------------------ how values are written
def _reader(annotated: Any) -> Callable[..., Any]:
    """The function that reads a value as people write it: the validator of an annotated type."""
    reader: Callable[..., Any] = get_args(annotated)[1].func
    return reader


def _hint(words: str) -> JsonSchemaValue:
    """What the YAML extension of VS Code says in place of the pattern, and of the type."""
    return {"patternErrorMessage": words, "errorMessage": words}


_WRITTEN: Final[dict[Callable[..., Any], JsonSchemaValue]] = {
    _reader(Money): {
        "type": "string",
        "pattern": r"^\d+(\.\d+)?(万|亿)?元$",
        **_hint("金额应写作“100万元”“1亿元”“5000元”"),
    },
    _reader(Rate): {"type": "string", "pattern": r"^\d+(\.\d+)?%$", **_hint("比例应写作“20%”")},
}
_CLAUSE: Final = _hint('条款编号应写作 4.3.7、"5"、head 或 annex1.3；只有一个数字或像小数的要加引号')


class _Generator(GenerateJsonSchema):
    """Values as they are written in YAML, where the models hold what they come to."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        reader: Any = schema["function"]["function"]
        if reader in _WRITTEN:
            return dict(_WRITTEN[reader])
        inner = super().function_before_schema(schema)
        if reader is _reader(Texts):
            return {"anyOf": [{"type": "string"}, inner]}
        return {**inner, "type": ["string", "number"]} if reader is _reader(Text) else inner

    def chain_schema(self, schema: core_schema.ChainSchema) -> JsonSchemaValue:
        """A clause id, read as text and then held against its pattern: in YAML it is text, for 2.10 would be 2.1."""
        return self.generate_inner(schema["steps"][-1]) | _CLAUSE


# ------------------------------------------------------------------ from the models to an editor's schema
@cache
def words() -> dict[str, dict[str, Any]]:
    """By name of a model: its `title`, what it is `about`, and what each of its own `keys` is for."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "words.yaml").read_text(encoding="utf-8"))
    return found


def _schema(name: str, model: type[BaseModel]) -> dict[str, Any]:
    made = model.model_json_schema(ref_template=f"{_REFERENCE}{{model}}", schema_generator=_Generator)
    definitions = {name: _tidy(definition) for name, definition in made.pop("$defs", {}).items()}
    for of, definition in definitions.items():
        _describe(definition, getattr(rules, of))
    if "Test" in definitions:
        definitions["Condition"] = _CONDITION
    _describe(made, model)
    head = {"$schema": "http://json-schema.org/draft-07/schema#"}
    tidied: dict[str, Any] = _tidy(made)
    return head | tidied | ({"definitions": dict(sorted(definitions.items()))} if definitions else {})


_CONDITION: Final = {
    "title": "条件",
    "description": "共用条件的名字，或一个条件，或用 all、any、not、readings 连起来的几个条件",
    "anyOf": [
        *({"$ref": f"{_REFERENCE}{model}"} for model in ("Test", "All", "Any_", "Not", "Readings")),
        {"type": "string"},
    ],
}


def _describe(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """Chinese words in place of the docstring and of pydantic's titles; a model has the words of its bases too."""
    own = words()[model.__name__]
    schema["title"], schema["description"] = own["title"], own["about"]
    keys: dict[str, str] = {}
    for base in reversed(model.__mro__):
        keys |= words().get(base.__name__, {}).get("keys", {})
    for key, value in schema["properties"].items():
        value.pop("title", None)
        value["description"] = keys[key]
        if "enum" in value:
            value["errorMessage"] = f"应写：{keys[key]}"


def _tidy(schema: Any) -> Any:
    """Without null, which nobody writes (a key that is not wanted is left out), without empty defaults, and with
    one name for all conditions."""
    if isinstance(schema, list):
        return [_tidy(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {key: _tidy(value) for key, value in schema.items() if not (key == "default" and not value)}
    options = tidy.pop("anyOf", [])
    if {"$ref": f"{_REFERENCE}Test"} in options:
        return {"$ref": f"{_REFERENCE}Condition"} | tidy
    options = [option for option in options if option != {"type": "null"}]
    if len(options) > 1:
        return {"anyOf": options} | tidy
    return (options[0] if options else {}) | tidy
