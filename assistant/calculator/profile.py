"""What is known of one enterprise: each fact an interval, with the words in which it was told."""

from __future__ import annotations

import difflib
import json
import re
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from assistant.calculator.intervals import ANY_FLAG, ANY_QUANTITY, Interval, flag
from corpus.amounts import format_yuan, parse_count, parse_money
from corpus.library import Policy
from corpus.rules import Fact

MOST_YUAN: Final = 10**13
MOST_FEN: Final = MOST_YUAN * 100
MOST_COUNT: Final = 10**7  # 1000万: whatever it is multiplied by, the sums of a whole policy fit an int64
_MOST_CHARACTERS: Final = 60  # of a number as text: the largest sum to the 分 takes far fewer
_MEASURE_WORD: Final = re.compile(r"\d+(\D+)")
_SAME_WORD: Final = ({"人", "位"}, {"项", "个", "家"})  # measure words that count the same things


class BadFacts(ValueError):
    """A profile that cannot be used; the message is in the user's language and says what is expected."""


@dataclass(frozen=True, slots=True)
class Told:
    """One fact as told. `span` are the teller's own words; `subject` whose fact it is.

    `projects` are the values where several were told one by one (their sum is `value`); `by_year` those of single
    calendar years; facts of one `outlay` were reckoned from the same money.
    """

    value: Interval
    span: str = ""
    turn: int = 0
    subject: str = "我们"
    projects: tuple[Interval, ...] = ()
    by_year: Mapping[int, Interval] = field(default_factory=dict)
    outlay: str = ""


@dataclass(frozen=True)
class Profile:
    """Facts by id. What is absent is unknown; `supposed` are presuppositions taken as true without being told."""

    told: Mapping[str, Told] = field(default_factory=dict)
    supposed: frozenset[str] = frozenset()

    def interval(self, fact_id: str, fact: Fact) -> Interval:
        """What was told of a fact, or all that its type allows."""
        told = self.told.get(fact_id)
        return told.value if told else unknown(fact)


def unknown(fact: Fact) -> Interval:
    """All that the fact's type allows."""
    match fact.type:
        case "flag":
            return ANY_FLAG
        case "rank":
            return Interval(0, len(fact.values) - 1)
        case _:
            return ANY_QUANTITY


def most_of(fact: Fact) -> str:
    """The most that a fact may be told to be, in words: more than any enterprise has is a slip."""
    return "10万亿元" if fact.type == "money" else f"1000万{fact.unit}"


def show(fact: Fact, value: Interval) -> str | bool | None:
    """A value as people write it: 「800万元」, 「30人」, true, 「500万元至1000万元」, 「不低于30人」."""
    if fact.type == "flag":
        return None if value == ANY_FLAG else value == flag(True)

    def one(number: int) -> str:
        if fact.type == "money":
            return format_yuan(number)
        if fact.type == "rank":
            return list(fact.values)[number]
        return f"{number}{fact.unit}"

    if value.is_point:
        return one(value.lower)
    if value.upper is None:
        return f"不低于{one(value.lower)}" if value.lower else None
    return f"{one(value.lower)}至{one(value.upper)}" if value.lower else f"不超过{one(value.upper)}"


def show_words(fact: Fact, value: Interval) -> str:
    """As `show`, and in words throughout: 是, 否, or 未定 where nothing is known."""
    shown = show(fact, value)
    return shown if isinstance(shown, str) else {True: "是", False: "否", None: "未定"}[shown]


def read_profile(policy: Policy, data: object) -> Profile:
    """FACTS.json -> Profile. Raises BadFacts naming the fact's label and what is expected."""
    if not isinstance(data, dict):
        raise BadFacts(f"事实文件应是一个 JSON 对象，例如 {_example(policy)}")
    told: dict[str, Told] = {}
    for name, value in data.items():
        fact_id = policy.fact_by_label.get(name)
        if fact_id is None:
            raise BadFacts(f"没有「{_shown(name)}」这项事实。{nearest(policy, name)}")
        if fact_id in told:
            raise BadFacts(f"「{policy.facts[fact_id].label}」给了两次（{told[fact_id].span}；{name}），请只留一个")
        interval = read_value(policy.facts[fact_id], value)
        if interval is not None:
            told[fact_id] = Told(interval, span=name, turn=1)
    return Profile(told)


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


def fen_to_yuan(fen: int) -> int | str:
    """分 -> 元 as in the reply's JSON: an integer, or a decimal string where there are 角 or 分."""
    if fen % 100 == 0:
        return fen // 100
    yuan = Fraction(fen, 100)
    return f"{int(yuan)}.{fen % 100:02d}"
