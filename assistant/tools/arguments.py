"""Arguments of tools, checked: what a model or a program gives, and in Chinese what is wrong with it."""

from __future__ import annotations

import difflib
import reprlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from assistant.calculator.facts_json import BadFacts, read_profile, read_told
from assistant.calculator.profile import Profile
from assistant.tools.result import MOST_LISTED, BadArgument
from assistant.tools.tokens import CLAUSE_TOKEN
from corpus.library import Policy
from corpus.references import find_references
from corpus.rules import Fact, Measure, Topic

MOST_LIMIT: Final = 10
MOST_QUERY: Final = 300  # characters
_MOST_SHOWN: Final = 40
_MOST_MESSAGE: Final = 300
_NEAR: Final = 0.4  # difflib's ratio


def shown(value: object) -> str:
    """What was given, cut where it is long and without what no encoding takes."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**_MOST_SHOWN:
        return "（很大的整数）"  # more digits than Python turns into text
    text = value if isinstance(value, str) else reprlib.repr(value)
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "…"


def only(arguments: Mapping[str, Any], required: Iterable[str], optional: Iterable[str] = ()) -> None:
    """Raises BadArgument for an argument that there is not, and for one that is missing."""
    needed = list(required)
    names = [*needed, *optional]
    for name in arguments:
        if name not in names:
            allowed = f"可用的参数：{'、'.join(names)}" if names else "这个工具不需要参数"
            raise BadArgument(shown(name), f"没有参数「{shown(name)}」。{allowed}", _near(name, names))
    for name in needed:
        if name not in arguments:
            raise BadArgument(name, f"缺少参数「{name}」")


def read_query(value: object) -> str:
    """What to search for. Raises BadArgument."""
    if not isinstance(value, str) or not value.strip():
        raise BadArgument("query", f"query 应是要查的内容，一句话，如“芯片补贴比例”，收到的是：{shown(value)}")
    if len(value) > MOST_QUERY:
        raise BadArgument("query", f"query 最多{MOST_QUERY}个字，收到{len(value)}个字，请只写要查的内容")
    return value.encode("utf-8", "replace").decode("utf-8")


def read_limit(value: object) -> int:
    """How many clauses. Raises BadArgument."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_LIMIT:
        raise BadArgument("limit", f"limit 应是1到{MOST_LIMIT}的整数，收到的是：{shown(value)}")
    return value


def read_clause(policy: Policy, value: object) -> str:
    """A clause id, told as id, token or label, or as people cite it (第七条). Raises BadArgument."""
    ids = [c.id for c in policy.document.clauses]
    example = policy.measures[0].clause
    if not isinstance(value, str) or not value.strip():
        raise BadArgument("clause", f"clause 应是条款编号，如“{example}”，收到的是：{shown(value)}")
    name = value.strip()
    token = CLAUSE_TOKEN.fullmatch(name)
    name = token[1] if token else name
    labels = {c.label: c.id for c in policy.document.clauses}
    if name in ids or name in labels:
        return labels.get(name, name)
    found = [r for r in find_references(name[:_MOST_SHOWN], policy.document) if r.clause]
    if len(found) == 1 and found[0].clause and len(name) <= _MOST_SHOWN:
        return found[0].clause
    near = dict.fromkeys(labels.get(n, n) for n in _near(name, [*ids, *labels]))
    raise BadArgument("clause", f"没有条款「{shown(name)}」。编号见 search_clauses 的结果，如“{example}”", near)


def read_topic(policy: Policy, value: object) -> Topic:
    """A topic by id or name. Raises BadArgument."""
    names = {name: t for t in policy.topics for name in (t.id, t.name)}
    if isinstance(value, str) and value.strip() in names:
        return names[value.strip()]
    near = dict.fromkeys(names[n].id for n in _near(value, names))
    raise BadArgument("topic", f"没有主题「{shown(value)}」。不带 topic 调用 list_measures 可看到全部主题", near)


def read_measures(policy: Policy, value: object) -> list[Measure]:
    """Measures by id, each once. Raises BadArgument."""
    if not isinstance(value, list) or not value:
        raise BadArgument("measures", f"measures 应是补贴项目 id 的列表，收到的是：{shown(value)}")
    found: dict[str, Measure] = {}
    for at, name in enumerate(value):
        measure = policy.measure_by_id.get(name) if isinstance(name, str) else None
        if measure is None:
            by_name = {n: m.id for m in policy.measures for n in (m.id, m.name)}
            near = dict.fromkeys(by_name[n] for n in _near(name, by_name))
            raise BadArgument(f"measures[{at}]", f"没有补贴项目「{shown(name)}」。id 见 list_measures 的结果", near)
        found[measure.id] = measure
    return list(found.values())


def read_facts(policy: Policy, value: object) -> Profile:
    """FACTS.json (design, section 8). Raises BadArgument naming the fact."""
    if not isinstance(value, dict):
        wanted = 'facts 应是一个 JSON 对象，键是事实的 id，如 {"rd_staff": 28}，没有告知的不要写'
        raise BadArgument("facts", f"{wanted}，收到的是：{shown(value)}")
    given: dict[Any, Any] = value
    for name, told in given.items():
        fact_id = policy.fact_by_label.get(name)
        at = f"facts.{shown(name)}"
        if fact_id is None:
            raise BadArgument(at, f"没有「{shown(name)}」这项事实", _near_facts(policy, name))
        try:
            read_told(policy, fact_id, told, str(name))
        except BadFacts as error:
            raise BadArgument(at, _cut(str(error))) from None
    try:
        return read_profile(policy, given)
    except BadFacts as error:  # what no single fact is at fault for: told twice, a part above its whole
        raise BadArgument("facts", _cut(str(error))) from None


def named(fact_id: str, fact: Fact) -> str:
    """「rd_staff（研发人员）」."""
    return f"{fact_id}（{fact.label}）"


def _near_facts(policy: Policy, name: object) -> list[str]:
    """The facts that a wrong name may mean: by id, by label, by the words that people tell them in."""
    words = {word: f for f, fact in policy.facts.items() for word in (f, fact.label, *fact.say)}
    found = dict.fromkeys(words[word] for word in _near(name, words))
    return [named(f, policy.facts[f]) for f in found]


def _near(name: object, names: Iterable[str]) -> list[str]:
    if not isinstance(name, str):
        return []
    return difflib.get_close_matches(name[:_MOST_SHOWN], list(names), n=2 * MOST_LISTED, cutoff=_NEAR)


def _cut(message: str) -> str:
    """A message without what no encoding takes, and no longer than one is read."""
    text = message.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= _MOST_MESSAGE else text[:_MOST_MESSAGE] + "…"
