"""What is wrong with a YAML file that cannot be read as a policy's data, and what to do, in the officer's language.

PyYAML and pydantic speak to programmers; here each of their errors is told by the key that it is about, with the
keys and values that are allowed there (from corpus.schema, which knows them as editors do).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

Location = tuple[int | str, ...]

# ------------------------------------------------------------------ YAML that is none
_PROBLEMS: Final = {
    "did not find expected ',' or ']'": "[ ] 里的列表没有写完：少了 ] 或逗号（都要用半角）",
    "did not find expected ',' or '}'": "{ } 没有写完：少了 } 或逗号（都要用半角）",
    "could not find expected ':'": "少了冒号：键和值写作“键: 值”，半角冒号后空一格",
    "mapping values are not allowed in this context": "这里不该有冒号：文字里有“: ”的要整个加引号，或缩进不对",
    "did not find expected key": "缩进不对，或上面的引号、括号没有写完：同一层的键要左对齐",
    "did not find expected '-' indicator": "列表没有对齐：同一个列表的“- ”要左对齐",
    "block sequence entries are not allowed in this context": "“- ”要另起一行写",
    "found character that cannot start any token": "不能这样开头：缩进只用空格，不用制表符（Tab）；@、%、` 开头的文字要加引号",
    "found a tab character that violates indentation": "缩进用了制表符（Tab），请改成空格",
    "found unexpected end of stream": "引号没有写完",
    "did not find expected alphabetic or numeric character": "* 或 & 开头的文字要加引号",
    "found undefined alias": "* 开头的文字要加引号",
    "found unknown escape character": "双引号里的 \\ 要写两个，或改用单引号",
    "did not find expected <document start>": "缩进不对：最外层的键要顶格",
    "control characters are not allowed": "有看不见的控制字符，请删去",
}
_FULL_WIDTH: Final = re.compile(r"""^\s*(?:- )?[{\[]?\s*["']?[\w-]+["']?\s*：""")


_DATE: Final = re.compile(r"(?<![\w-])(\d{4})-(\d\d?)-(\d\d?)(?![\w-])")


def unreadable(error: Exception, text: str) -> str:
    """Where and why a text is no YAML: 「第3行：…」."""
    if isinstance(error, UnicodeDecodeError):
        return "文件：不是 UTF-8 编码，请在编辑器里另存为 UTF-8"
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        if isinstance(error, yaml.reader.ReaderError):
            found = yaml.reader.Reader.NON_PRINTABLE.search(text)
            line = text.count("\n", 0, found.start() if found else 0) + 1
            return f"第{line}行：不是合法的 YAML：{_PROBLEMS['control characters are not allowed']}"
        return next(_dates_that_are_none(text), f"文件：不是合法的 YAML：{error}")
    at = error.problem_mark.line
    begun = error.context_mark.line if error.context_mark else at
    lines = text.split("\n")
    told = _PROBLEMS.get(error.problem or "", f"写法不对（{error.problem}）")
    wide = next((i for i in (at, at - 1, begun) if 0 <= i < len(lines) and _FULL_WIDTH.match(lines[i])), None)
    if wide is not None:
        told = f"第{wide + 1}行的冒号是全角的“：”，请改成半角冒号加一个空格"
    elif begun != at:
        told += f"（从第{begun + 1}行开始）"
    return f"第{at + 1}行：不是合法的 YAML：{told}"


def _dates_that_are_none(text: str) -> Iterator[str]:
    for at, line in enumerate(text.split("\n"), start=1):
        for match in _DATE.finditer(line):
            try:
                date(*map(int, match.groups()))
            except ValueError:
                yield f"第{at}行：没有「{match[0]}」这一天，日期写作 2023-02-10"


# ------------------------------------------------------------------ data that break the models
def mistakes(stem: str, data: Any, error: ValidationError) -> Iterator[tuple[Location, str]]:
    """Each mistake with its place in the data; `stem` names the file's schema (`measures`)."""
    if data is None:
        yield (), "文件是空的"
        return
    from corpus.schema import schemas  # of no use until something is wrong

    schema = schemas()[stem]
    seen: set[tuple[Location, str]] = set()
    for details in error.errors():
        place = _Place(schema, data, details["loc"])
        if place.is_of_another_kind:
            continue
        told = f"{place.owner}{_told(details, place)}"
        if (place.location, told) not in seen:
            seen.add((place.location, told))
            yield place.location, told
    if not seen:
        yield (), f"写法不对（{error.errors()[0]['msg']}）"


_KINDS: Final = {"All": "all", "Any_": "any", "Not": "not", "Readings": "readings"}
_MEMBER: Final = re.compile(rf"(?:function-\w+\[.*, )?({'|'.join(_KINDS)}|Test|str|int|bool)\]?")


class _Place:
    """Where in the data an error is: its location without the names of a union's members, the schema there."""

    def __init__(self, schema: dict[str, Any], data: Any, loc: Location) -> None:
        self._definitions: dict[str, Any] = schema.get("definitions", {})
        self.node, self.value = schema, data
        self.location: Location = ()
        self.above = schema
        self.is_of_another_kind = False
        self.in_union = False
        names: list[str] = []
        for step in loc:
            if step == "[key]":
                continue
            member = _MEMBER.fullmatch(str(step))
            if member and not (isinstance(self.value, Mapping) and step in self.value):
                self._enter(member[1])
                continue
            self.in_union = False
            self.above, self.node = self.node, self._below(step)
            self.value = _item(self.value, step)
            self.location += (step,)
            names = self._named(names, step)
        self.key = self.location[-1] if self.location else ""
        if names and names[-1] == self.key:
            names.pop()  # the message names the key itself
        self.owner = f"{' 的 '.join(names)}：" if names else ""

    def _enter(self, member: str) -> None:
        """Goes into a member of a union; only the errors of the member that was meant tell anything."""
        if self.node.get("title") == "条件":
            self.is_of_another_kind |= member != _kind_of(self.value)
            self.node = self._definitions.get(member, self.node)
        self.in_union = True

    def _below(self, step: int | str) -> dict[str, Any]:
        node = self.node
        if isinstance(step, int):
            below = node.get("items", next((o["items"] for o in node.get("anyOf", ()) if "items" in o), {}))
        else:
            below = node.get("properties", {}).get(step) or node.get("additionalProperties") or {}
        ref = below.get("$ref", "").rpartition("/")[2]
        return {**self._definitions[ref], **below} if ref else below

    def _named(self, names: list[str], step: int | str) -> list[str]:
        """The words for a place: from the nearest thing with an id or a name of its own."""
        own = self.value.get("id") if isinstance(self.value, Mapping) else None
        if isinstance(own, str):
            return [own]
        if isinstance(step, str):
            return [step] if "properties" not in self.above and "title" in self.node else [*names, step]
        return names

    @property
    def keys(self) -> dict[str, str]:
        """The keys that may stand where an unknown one does, with what they are for."""
        names = self.above.get("propertyNames", {}).get("enum", ())
        return {key: node["description"] for key, node in self.above.get("properties", {}).items()} | dict.fromkeys(
            names, ""
        )


def _item(value: Any, step: int | str) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def _kind_of(value: Any) -> str:
    """Which kind of condition was meant."""
    if not isinstance(value, Mapping):
        return "str"
    for kind, key in _KINDS.items():
        if key in value:
            return kind
    if "fact" not in value:
        for kind, key in _KINDS.items():
            if get_close_matches(key, map(str, value), 1, 0.7):
                return kind
    return "Test"


# ------------------------------------------------------------------ words
def _told(details: ErrorDetails, place: _Place) -> str:
    kind, value = details["type"], details["input"]
    if kind == "missing":
        return f"缺少「{place.key}」：{place.keys.get(str(place.key), '必须写')}"
    if kind == "extra_forbidden" or details["loc"][-1:] == ("[key]",):
        return f"没有「{place.key}」这个键，{_suggestion(str(place.key), list(place.keys))}"
    if kind == "value_error":
        return str(details["ctx"]["error"])
    key = f"{place.key} " if isinstance(place.key, str) and place.key else ""
    if place.in_union and place.node.get("title") == "条件":
        return f"{key}应为一个条件；几个条件写在 all:（都要符合）或 any:（符合其一）下面"
    if place.in_union:
        return f"{key}{_shown(value)}应为 true、false、整数或文字"
    if value is None:
        return f"{key}后面没有写内容"
    told = _BY_TYPE.get(kind) or next((t for prefix, t in _BY_PREFIX.items() if kind.startswith(prefix)), None)
    return key + (told(place.node, details) if told else f"{_shown(value)}写法不对（{details['msg']}）")


def _suggestion(key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, 1, 0.6)
    return f"是不是「{near[0]}」？" if near else f"这里可以写：{'、'.join(known)}"


def _shown(value: Any) -> str:
    if isinstance(value, list | Mapping):
        return "列表" if isinstance(value, list) else "一组“键: 值”"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"「{text if len(text) <= 30 else text[:29] + '…'}」"


def _choice(node: dict[str, Any], details: ErrorDetails) -> str:
    allowed = [str(value) for value in node.get("enum", ())]
    near = get_close_matches(str(details["input"]), allowed, 1, 0.6)
    guess = f"是不是「{near[0]}」？" if near else ""
    words = node.get("description", "")
    told = words if allowed and all(value in words for value in allowed) else "、".join(allowed)
    return f"不能写{_shown(details['input'])}，{guess}应写：{told or details['ctx']['expected']}"


def _text(node: dict[str, Any], details: ErrorDetails) -> str:
    value = details["input"]
    if isinstance(value, list | tuple):
        return "应为一段文字，不是列表"
    if isinstance(value, Mapping):
        return "应为一段文字；文字里有“: ”的要整个加引号"
    if isinstance(value, bool | int | float | date):
        return f"{_shown(value)}被当成了{_type_name(value)}，文字要加引号"
    return f"{_shown(value)}应为文字"


def _type_name(value: bool | int | float | date) -> str:
    return "日期" if isinstance(value, date) else "是或否" if isinstance(value, bool) else "数字"


_Words = Callable[[dict[str, Any], ErrorDetails], str]
_BY_TYPE: Final[dict[str, _Words]] = {
    "literal_error": _choice,
    "string_type": _text,
    "string_pattern_mismatch": lambda node, d: (
        f"不能写{_shown(d['input'])}，{node.get('patternErrorMessage', '写法不对')}"
    ),
    "too_short": lambda _, d: f"至少要有 {d['ctx']['min_length']} 项",
    "tuple_type": lambda node, d: (
        f"应为{'文字（加引号）或' if 'anyOf' in node else ''}列表，写成 [甲, 乙]，不是{_shown(d['input'])}"
    ),
}
_BY_PREFIX: Final[dict[str, _Words]] = {
    "int_": lambda _, d: f"应为整数，不是{_shown(d['input'])}",
    "bool_": lambda _, d: f"应为 true 或 false，不是{_shown(d['input'])}",
    "date_": lambda _, d: f"应为日期，写作 2023-02-10，不是{_shown(d['input'])}",
    "dict_": lambda _, d: f"应为一组“键: 值”，不是{_shown(d['input'])}",
    "model_": lambda _, d: f"应为一组“键: 值”，不是{_shown(d['input'])}",
}
