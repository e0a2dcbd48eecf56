"""The headers of a table: which column is which fact, in which unit; which columns are only carried through."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.calculator.facts_json import nearest
from assistant.errors import BadInput
from corpus.amounts import FEN_PER_YUAN
from corpus.library import Policy
from corpus.rules import Fact

IDENTITY: Final = ("企业名称", "名称", "统一社会信用代码", "编号", "序号", "name", "id")
REMARK: Final = "备注"
UNITS: Final = {"元": FEN_PER_YUAN, "万元": 10**4 * FEN_PER_YUAN, "亿元": 10**8 * FEN_PER_YUAN}
_WITH_UNIT: Final = re.compile(r"(?P<name>.+)[（(](?:单位[:：]?)?\s*(?P<unit>[^（()）]+?)\s*[)）]", re.DOTALL)
_FULL_WIDTH: Final = str.maketrans("()", "（）")
_NAMED: Final = 5  # faults of one kind that a message names


@dataclass(frozen=True, slots=True)
class FactColumn:
    """A column of one fact. `unit` is the one in the header (万元) and `fen` what one of it is in 分; both None where
    the header has none, and for facts that are not money."""

    at: int
    header: str
    fact_id: str
    fact: Fact
    unit: str | None = None
    fen: int | None = None


@dataclass(frozen=True, slots=True)
class Headers:
    """The columns of facts, and those carried through: their places and headers."""

    facts: tuple[FactColumn, ...]
    identity: tuple[tuple[int, str], ...]


def read_headers(policy: Policy, headers: Sequence[str]) -> Headers:
    """A table's headers -> its columns. Raises BadInput for a header that is blank, unknown (nearest names suggested)
    or there twice, for a fact given by two columns, and where no column is a fact."""
    headers = [header.strip() for header in headers]
    _refuse_blank(headers)
    _refuse_twice(headers)
    names = {name.translate(_FULL_WIDTH): fact_id for name, fact_id in policy.fact_by_label.items()}
    facts: list[FactColumn] = []
    identity: list[tuple[int, str]] = []
    unknown: list[str] = []
    for at, header in enumerate(headers):
        if column := _fact_column(policy, names, at, header):
            facts.append(column)
        elif header.startswith(REMARK) or header.lower() in IDENTITY:
            identity.append((at, header))
        else:
            unknown.append(header)
    if unknown:
        raise _unknown(policy, unknown)
    _refuse_two_columns(facts)
    if not facts:
        raise BadInput(
            "表里没有一列是政策的事实，无法测算。请用 mingce screen --template 生成模板，列名用其中的事实名称。"
        )
    return Headers(tuple(facts), tuple(identity))


def _fact_column(policy: Policy, names: dict[str, str], at: int, header: str) -> FactColumn | None:
    """The fact of a header, with its unit; None where it names none. Raises BadInput for a unit that does not fit."""
    if fact_id := names.get(header.translate(_FULL_WIDTH)):
        return FactColumn(at, header, fact_id, policy.facts[fact_id])
    match = _WITH_UNIT.fullmatch(header)
    fact_id = names.get(match["name"].strip().translate(_FULL_WIDTH)) if match else None
    if match is None or fact_id is None:
        return None
    fact, unit = policy.facts[fact_id], match["unit"]
    if fact.type == "money" and unit in UNITS:
        return FactColumn(at, header, fact_id, fact, unit, UNITS[unit])
    if fact.type == "count" and unit == fact.unit:
        return FactColumn(at, header, fact_id, fact)
    fitting = {"money": "元、万元或亿元", "count": fact.unit}.get(fact.type)
    expected = f"单位应为{fitting}" if fitting else "这一项不带单位"
    raise BadInput(f"列“{header}”的单位“{unit}”不能用：{expected}。")


def _refuse_blank(headers: Sequence[str]) -> None:
    blank = [str(at) for at, header in enumerate(headers, 1) if not header]
    if len(blank) == len(headers):
        raise BadInput("第一行没有表头：第一行应是列名，之后一行一家企业。")
    if blank:
        raise BadInput(f"第{'、'.join(blank[:_NAMED])}列没有表头，请写上列名，或删去这一列。")


def _refuse_twice(headers: Sequence[str]) -> None:
    twice = [header for header, times in Counter(headers).items() if times > 1]
    if twice:
        raise BadInput(f"表头重复：{'、'.join(twice[:_NAMED])}。每个列名只能出现一次。")


def _refuse_two_columns(columns: Sequence[FactColumn]) -> None:
    first: dict[str, FactColumn] = {}
    for column in columns:
        other = first.setdefault(column.fact_id, column)
        if other is not column:
            raise BadInput(f"列“{other.header}”和“{column.header}”是同一项事实（{column.fact.label}），请只留一列。")


def _unknown(policy: Policy, headers: Sequence[str]) -> BadInput:
    told = []
    for header in headers[:_NAMED]:
        match = _WITH_UNIT.fullmatch(header)
        told.append(f"不认识列“{header[:_SHOWN]}”。{nearest(policy, match['name'] if match else header)}")
    if len(headers) > _NAMED:
        told.append(f"（另有{len(headers) - _NAMED}列也不认识）")
    told.append(f"只想原样带到结果里的列，请以“{REMARK}”开头命名，如“{REMARK}：联系人”。")
    return BadInput("\n".join(told))


_SHOWN: Final = 60
