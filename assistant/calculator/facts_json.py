"""FACTS.json: what a program tells of an enterprise, read into a profile; nothing wrong is taken for nothing.

A value is true, 28, "800万元", {"lower": …, "upper": …}; a list of what was told project by project; {"2024": …} for
single calendar years; {"value": …, "outlay": "甲项目"} where several facts are reckoned from the same money.
"""

from __future__ import annotations

import difflib
import json
import re
import reprlib
from collections.abc import Mapping
from typing import Any, Final

from assistant.calculator.intervals import Interval
from assistant.calculator.profile import MOST_COUNT, MOST_FEN, MOST_YUAN, Profile, Told, most_of, unknown
from assistant.calculator.program import facts_by_year
from corpus.amounts import parse_count, parse_money
from corpus.library import Policy
from corpus.rules import Fact

_MOST_CHARACTERS: Final = 60  # of a number as text: the largest sum to the 分 takes far fewer
_MEASURE_WORD: Final = re.compile(r"\d+(\D+)")
_SAME_WORD: Final = ({"人", "位"}, {"项", "个", "家"})  # measure words that count the same things
_YEAR: Final = re.compile(r"(?:19|20|21)\d\d")


class BadFacts(ValueError):
    """A profile that cannot be used; the message is in the user's language and says what is expected."""


def read_profile(policy: Policy, data: object) -> Profile:
    """FACTS.json -> Profile. Raises BadFacts naming the fact's label and what is expected."""
    if not isinstance(data, dict):
        raise BadFacts(f"事实文件应是一个 JSON 对象，例如 {_example(policy)}")
    given: dict[Any, object] = data
    told: dict[str, Told] = {}
    for name, value in given.items():
        fact_id = policy.fact_by_label.get(name)
        if fact_id is None:
            raise BadFacts(f"没有「{_shown(name)}」这项事实。{nearest(policy, name)}")
        if fact_id in told:
            first = told[fact_id].span
            both = f"“{first}”是 {_shown(given[first])}，“{name}”是 {_shown(value)}"
            raise BadFacts(f"「{policy.facts[fact_id].label}」给了两次：{both}，请只留一个")
        fact = read_told(policy, fact_id, value, name)
        if fact is not None:
            told[fact_id] = fact
    _refuse_contradictions(policy, told, given)
    return Profile(told)


def read_told(policy: Policy, fact_id: str, value: Any, span: str) -> Told | None:
    """One value of FACTS.json as told under the name `span`; None where it says that it is not known. Raises BadFacts."""
    fact = policy.facts[fact_id]
    outlay = ""
    if isinstance(value, dict) and "outlay" in value:
        if set(value) != {"value", "outlay"} or not isinstance(value["outlay"], str) or not value["outlay"]:
            raise BadFacts(f'「{fact.label}」的 outlay 应写作 {{"value": …, "outlay": "项目名称"}}')
        value, outlay = value["value"], value["outlay"]
    if isinstance(value, dict) and value and all(isinstance(k, str) and _YEAR.fullmatch(k) for k in value):
        return _by_year(policy, fact_id, value, span)
    if isinstance(value, list):
        return _one_by_one(fact, value, span)
    interval = read_value(fact, value)
    return None if interval is None else Told(interval, span=span, turn=1, outlay=outlay)


def _by_year(policy: Policy, fact_id: str, value: Mapping[str, object], span: str) -> Told | None:
    fact = policy.facts[fact_id]
    if fact_id not in facts_by_year(policy):
        raise BadFacts(f"「{fact.label}」不按年份测算，请只写一个值")
    years = {int(year): told for year in sorted(value) if (told := read_value(fact, value[year])) is not None}
    if not years:
        return None
    whole = _sum(list(years.values())) if fact.type in ("money", "count") else years[max(years)]
    return Told(whole, span=span, turn=1, by_year=years)


def _one_by_one(fact: Fact, values: list[object], span: str) -> Told | None:
    """Sums of several projects; for what is counted, the names of the things."""
    if not values:
        raise BadFacts(f"「{fact.label}」的列表是空的：没有请写 0，不知道请写 null")
    if fact.type == "count" and all(isinstance(v, str) and not v.strip().isdigit() and v.strip() for v in values):
        if len(set(values)) < len(values):
            raise BadFacts(f"「{fact.label}」的列表里有重复：{_shown(values)}")
        return Told(Interval(len(values), len(values)), span=span, turn=1)
    if fact.type != "money":
        raise _expected(fact, values)
    found = [read_value(fact, value) for value in values]
    projects = tuple(interval if interval is not None else unknown(fact) for interval in found)
    whole = _sum(list(projects))
    if (whole.upper or whole.lower) > MOST_FEN:
        raise BadFacts(f"「{fact.label}」合计应不超过{most_of(fact)}，请核对单位：{_shown(values)}")
    return Told(whole, span=span, turn=1, projects=projects)


def _sum(values: list[Interval]) -> Interval:
    total = values[0]
    for value in values[1:]:
        total = total.plus(value)
    return total


def _refuse_contradictions(policy: Policy, told: Mapping[str, Told], data: Mapping[Any, object]) -> None:
    """A part that is more than its whole: both are named, as they were told."""
    for fact_id, part in told.items():
        fact = policy.facts[fact_id]
        whole = told.get(fact.part_of) if fact.part_of else None
        if fact.part_of and whole and whole.value.upper is not None and part.value.lower > whole.value.upper:
            label = policy.facts[fact.part_of].label
            raise BadFacts(
                f"「{fact.label}」（“{part.span}”：{_shown(data[part.span])}）多于「{label}」"
                f"（“{whole.span}”：{_shown(data[whole.span])}），互相矛盾，请核对"
            )
    for name in {t.outlay for t in told.values() if t.outlay}:
        facts = [f for f, t in told.items() if t.outlay == name]
        if len({told[f].value for f in facts}) > 1:
            shown = "，".join(f"“{told[f].span}”：{_shown(data[told[f].span])}" for f in facts)
            labels = "」「".join(policy.facts[f].label for f in facts)
            raise BadFacts(f"「{labels}」是同一笔投入“{_shown(name)}”，金额却不同（{shown}），请核对")


def _example(policy: Policy) -> str:
    """One fact of each type that the policy has, as FACTS.json."""
    by_type = {fact.type: fact.label for fact in reversed(list(policy.facts.values()))}
    values: dict[str, object] = {"flag": True, "count": 28, "money": "800万元"}
    return json.dumps({by_type[t]: v for t, v in values.items() if t in by_type}, ensure_ascii=False)


def nearest(policy: Policy, name: str) -> str:
    """The declared names nearest to an unknown one, as a sentence; empty where none is near."""
    near = difflib.get_close_matches(name[:_MOST_CHARACTERS], list(policy.fact_by_label), n=3, cutoff=0.4)
    return f"是不是：{'、'.join(near)}？" if near else "可用的事实见政策文件夹里的 facts.yaml。"


def read_value(fact: Fact, value: object) -> Interval | None:
    """A JSON value of this fact; None where null (or null at both ends) says that it is not known. Raises BadFacts."""
    if value is None:
        return None
    if isinstance(value, dict):
        if not set(value) <= {"lower", "upper"}:
            raise _expected(fact, value)
        if value.get("lower") is None and value.get("upper") is None:
            return None
        lower = None if value.get("lower") is None else _point(fact, value["lower"])
        upper = None if value.get("upper") is None else _point(fact, value["upper"])
        try:
            return Interval(lower or 0, upper if upper is not None else unknown(fact).upper)
        except ValueError:
            raise BadFacts(
                f"「{fact.label}」的下限大于上限（{value['lower']}、{value['upper']}），应为下限不大于上限"
            ) from None
    number = _point(fact, value)
    return Interval(number, number)


def _point(fact: Fact, value: object) -> int:
    if isinstance(value, str) and len(value) > _MOST_CHARACTERS:
        raise _expected(fact, value)
    try:
        match fact.type:
            case "flag" if isinstance(value, bool):
                return int(value)
            case "rank" if isinstance(value, str):
                return fact.rank_of(value)
            case "count" if isinstance(value, int | str) and not isinstance(value, bool):
                return _count(fact, value)
            case "money" if isinstance(value, str):
                number = parse_money(value)
                if number > MOST_FEN:
                    raise BadFacts(f"「{fact.label}」应不超过{most_of(fact)}，请核对单位：{value}")
                return number
            case "money" if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MOST_YUAN:
                raise BadFacts(f"「{fact.label}」要带单位，请写成“{_with_unit(value)}”这样的文字")
    except BadFacts:
        raise
    except ValueError as error:
        raise BadFacts(f"「{fact.label}」：{error}") from None
    raise _expected(fact, value)


def _count(fact: Fact, value: int | str) -> int:
    if isinstance(value, int) and not 0 <= value <= MOST_COUNT:
        raise _expected(fact, value)
    word = _MEASURE_WORD.fullmatch(str(value))
    if word and word[1] != fact.unit and not any({word[1], fact.unit} <= same for same in _SAME_WORD):
        raise _expected(fact, value)
    number = parse_count(value)
    if number > MOST_COUNT:
        raise _expected(fact, value)
    return number


def _shown(value: object) -> str:
    """What was given, cut where it is long."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**_MOST_CHARACTERS:
        return "（很大的整数）"  # more digits than Python turns into text
    text = value if isinstance(value, str) else reprlib.repr(value)
    return text if len(text) <= _MOST_CHARACTERS else text[:_MOST_CHARACTERS] + "…"


def _with_unit(value: float) -> str:
    return f"{value}元”或“{value}万元"


def _expected(fact: Fact, value: object) -> BadFacts:
    wanted = {
        "flag": "true 或 false",
        "money": f"带单位的非负金额，如“800万元”，不超过{most_of(fact)}，或 {{lower, upper}}",
        "count": f"非负整数（{fact.unit or '个'}），不超过{most_of(fact)}，或 {{lower, upper}}",
        "rank": "、".join(fact.values),
    }[fact.type]
    return BadFacts(f"「{fact.label}」应为{wanted}，收到的是：{_shown(value)}")
