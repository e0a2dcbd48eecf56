"""Which facts are asked together, and in what words: a topic of the policy, or a family of counted things, is one question.

Everything comes from the policy's data: topics and roles (measures.yaml), families, labels and `ask` (facts.yaml).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.calculator.program import facts_of
from corpus.library import Policy
from corpus.rules import All, Condition, Fact, Measure, Test

_SHORT_LIST: Final = 4  # a longer list is numbered, so that it can be answered by number
_WANTED: Final[Mapping[str, str]] = {"flag": "是否", "money": "金额", "count": "数量", "rank": "结果"}


@dataclass(frozen=True, slots=True)
class Group:
    """Facts (ids, in file order) that one question settles. `gate` is the flag without which the rest counts for nothing."""

    name: str  # as the policy's data names it: 科学技术奖, 应用区内自主芯片补贴
    facts: tuple[str, ...]
    gate: str | None = None
    family: bool = False  # its counts are cells of one family

    def of(self, facts: Iterable[str]) -> Group:
        """The group with those of its facts only that are in `facts`."""
        kept = frozenset(facts)
        gate = self.gate if self.gate in kept else None
        return Group(self.name, tuple(f for f in self.facts if f in kept), gate, self.family)


def groups_of(policy: Policy) -> tuple[Group, ...]:
    """Every fact that a measure turns on, in one group each.

    Facts that measures of one topic alone turn on are told in one breath and make a group; a fact that several topics
    turn on (in_district) is a group of itself. Groups and the facts in them keep the order of the file.
    """
    topics: dict[str, dict[str, None]] = {}
    for measure in policy.measures:
        for fact_id in facts_of(measure):
            topics.setdefault(fact_id, {})[measure.topic] = None
    together: dict[tuple[str, str], list[str]] = {}
    for fact_id in policy.facts:
        if of := tuple(topics.get(fact_id, ())):
            together.setdefault(("topic", of[0]) if len(of) == 1 else ("fact", fact_id), []).append(fact_id)
    return tuple(_group(policy, name if kind == "topic" else None, facts) for (kind, name), facts in together.items())


def singles_of(policy: Policy) -> tuple[Group, ...]:
    """The same facts, in file order, each a group of itself."""
    asked = {f for m in policy.measures for f in facts_of(m)}
    return tuple(Group(fact.label, (f,)) for f, fact in policy.facts.items() if f in asked)


def words(policy: Policy, group: Group) -> str:
    """The question in Chinese. One fact is asked in its own words; several as an adviser would ask for them."""
    facts = {f: policy.facts[f] for f in group.facts}
    if len(facts) == 1:
        return next(iter(facts.values())).ask
    counts = [f for f in facts.values() if f.cell] if group.family else []
    if len(counts) > 1:
        rest = "".join(f"如果有，{f.ask}" for f in facts.values() if not f.cell)
        return f"{_counted(group.name, counts)}{rest}"
    if group.gate:
        rest_of = [f for fact_id, f in facts.items() if fact_id != group.gate]
        return f"{facts[group.gate].ask}如果是，请一并告知{_listed(rest_of)}。"
    if len(facts) > _SHORT_LIST:
        return f"请就“{group.name}”逐项告知：{_numbered(list(facts.values()))}。"
    return f"请告知{_listed(list(facts.values()))}。"


def needed_flags(condition: Condition) -> Iterable[str]:
    """The presupposed flags that have to be true, whatever else is."""
    match condition:
        case Test() if condition.bound is None and condition.role == "presupposed":
            return (condition.fact,)
        case All(all=parts):
            return tuple(f for part in parts for f in needed_flags(part))
        case _:
            return ()


def _group(policy: Policy, topic: str | None, facts: Sequence[str]) -> Group:
    families = {cell.family for f in facts if (cell := policy.facts[f].cell)}
    if len(families) == 1 and len(facts) > 1:
        return Group(policy.vocabulary.families[families.pop()].name, tuple(facts), family=True)
    named = policy.topic_by_id.get(topic) if topic else None
    name = named.name if named else policy.facts[facts[0]].label
    return Group(name, tuple(facts), _gate(policy, facts) if len(facts) > 1 else None)


def _gate(policy: Policy, facts: Sequence[str]) -> str | None:
    """The flag that every measure asks for that another fact of the group bears on: 「没有」 to it answers them all."""
    of = {m.id: set(facts) & set(facts_of(m)) for m in policy.measures}
    for fact_id in facts:
        bearing = [m for m in policy.measures if of[m.id] - {fact_id}]
        if policy.facts[fact_id].type == "flag" and all(fact_id in needed_flags(m.when) for m in bearing):
            return fact_id
    return None


def _counted(name: str, counts: Sequence[Fact]) -> str:
    """「贵企业新获得哪些科学技术奖，各几项？（…；…；没有请答“没有”）」"""
    units = "".join(dict.fromkeys(f.unit for f in counts))
    # what stands before 几 is a verb only where every fact is asked with the same one: 新获得几项…, 新认定几个…
    stems = {f.ask.partition(f"几{f.unit}")[0] for f in counts}
    verb = stems.pop() if len(stems) == 1 else "有"
    return f"贵企业{verb}哪些{name}，各几{units}？（{'；'.join(f.label for f in counts)}；没有请答“没有”）"


def _listed(facts: Sequence[Fact]) -> str:
    forms = {"flag": "是否{}", "count": "{}数量"}
    return "、".join(forms.get(f.type, "{}").format(f.label) for f in facts)


def _numbered(facts: Sequence[Fact]) -> str:
    return "；".join(f"（{i}）{f.label}（{_WANTED[f.type]}）" for i, f in enumerate(facts, 1))


def about(policy: Policy, measures: Sequence[Measure]) -> str:
    """What a question bears on, in a few words: one measure's name, one topic's, or the first topic and how many."""
    if len(measures) == 1:
        return measures[0].name
    topics = [policy.topic_by_id[t].name for t in dict.fromkeys(m.topic for m in measures) if t in policy.topic_by_id]
    return topics[0] if len(topics) == 1 else f"{topics[0]}等{len(measures)}项支持" if topics else ""
