"""The tools as a model is told of them: Chinese descriptions, and JSON schemas made from the policy's data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from assistant.calculator.program import facts_by_year
from assistant.tools.arguments import MOST_LIMIT, MOST_QUERY
from assistant.tools.tokens import clause_token
from corpus.library import Policy

Schema = dict[str, Any]

_MONEY: Final[Schema] = {"type": "string", "description": "带单位的金额，如“800万元”"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}


@dataclass(frozen=True)
class ToolSpec:
    """Name, description and the JSON schema of the arguments."""

    name: str
    description: str
    parameters: Schema


def tool_specs(policy: Policy) -> tuple[ToolSpec, ...]:
    """The five tools over a policy, in the order in which a model is told of them."""
    clauses = [c.id for c in policy.document.clauses]
    topics = {t.id: t.name for t in policy.topics}
    measures = {
        "type": "array",
        "items": {"type": "string", "enum": [m.id for m in policy.measures]},
        "minItems": 1,
        "description": "只测算这些项目（id 见 list_measures），没有告知的前提视为具备。不写则测算全部项目，什么都不假定。",
    }
    facts = {"$ref": "#/$defs/facts"}
    return (
        ToolSpec(
            "search_clauses",
            f"按内容查《{policy.head.title}》的条款，给出最相近的几条和条款标记（如 {clause_token(policy.measures[0].clause)}）。回答只能用标记指称条款。",
            _object(
                {
                    "query": {"type": "string", "maxLength": MOST_QUERY, "description": "要查的内容"},
                    "limit": {"type": "integer", "minimum": 1, "maximum": MOST_LIMIT, "description": "最多几条"},
                },
                ["query"],
            ),
        ),
        ToolSpec(
            "read_clause",
            "读一条条款的原文。",
            _object({"clause": {"type": "string", "enum": clauses, "description": "条款编号，不带括号"}}, ["clause"]),
        ),
        ToolSpec(
            "list_measures",
            "列出补贴、奖励项目。不写 topic 给出各主题下的项目；写 topic 给出该主题每个项目的原文、条款标记和所需事实。",
            _object({"topic": {"type": "string", "enum": list(topics), "description": _named(topics)}}, []),
        ),
        ToolSpec(
            "assess_entitlement",
            "按企业告知的事实测算能享受什么、多少钱。金额只能用这里给出的。facts 只写用户说过的，不要猜，没说的不写。",
            _object({"facts": facts, "measures": measures}, ["facts"], _facts(policy)),
        ),
        ToolSpec(
            "next_questions",
            "还应该向企业问什么，最要紧的在前。facts 只写用户说过的。",
            _object({"facts": facts, "measures": measures}, ["facts"], _facts(policy)),
        ),
    )


def fact_schema(policy: Policy, fact_id: str) -> Schema:
    """What a fact's value may be: its own type or a range of it; where sums go by year, also each year's."""
    fact = policy.facts[fact_id]
    told = f"{fact.label}{f'（{fact.unit}）' if fact.unit else ''}。{fact.ask}"
    match fact.type:
        case "flag":
            return {"type": "boolean", "description": told}
        case "rank":
            return {"type": "string", "enum": list(fact.values), "description": told}
        case "count":
            return {"anyOf": [_COUNT, {"$ref": "#/$defs/counts"}], "description": told}
        case "money":
            by_year = [{"$ref": "#/$defs/by_year"}] if fact_id in facts_by_year(policy) else []
            return {"anyOf": [_MONEY, {"$ref": "#/$defs/range"}, *by_year], "description": told}


def _facts(policy: Policy) -> Schema:
    """The definitions that the schemas of facts refer to."""
    return {
        "facts": _object({f: fact_schema(policy, f) for f in policy.facts}, []),
        "range": _range({"anyOf": [_MONEY, {"type": "null"}]}, "金额范围，不知道的一端写 null"),
        "counts": _range({"anyOf": [_COUNT, {"type": "null"}]}, "数量范围，不知道的一端写 null"),
        "by_year": {
            "type": "object",
            "patternProperties": {r"^(19|20|21)\d\d$": _MONEY},
            "additionalProperties": False,
            "minProperties": 1,
            "description": '分年告知，如 {"2024": "800万元"}',
        },
    }


def _range(end: Schema, description: str) -> Schema:
    return {**_object({"lower": end, "upper": end}, []), "description": description}


def _object(properties: Mapping[str, Schema], required: list[str], definitions: Schema | None = None) -> Schema:
    schema: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    if required:
        schema["required"] = required
    if definitions:
        schema["$defs"] = definitions
    return schema


def _named(names: Mapping[str, str]) -> str:
    return "；".join(f"{id_}：{name}" for id_, name in names.items())
