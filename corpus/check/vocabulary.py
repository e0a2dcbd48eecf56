"""Names: ids are unique, what is named is declared, what is declared is used, patterns are well formed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import takewhile
from typing import Final

import yaml

from corpus.check.view import FACTS_FILE, HEAD_FILE, RULES_FILE, SAMPLES_FILE, Check, Finding, Location, View
from corpus.rules import Measure, Pays

# Classes of question words that a pattern may name with @ (words: assistant/understanding/questions.py).
QUESTION_WORDS: Final = frozenset(("when", "who", "howlong", "howmany", "what", "how", "past"))


def ids_are_unique(view: View) -> Iterator[Finding]:
    """No id is used twice, and no two facts have one label."""
    head = view.policy.head
    groups: list[tuple[str, str, list[str]]] = [
        (RULES_FILE, "measures", [m.id for m in view.policy.measures]),
        (RULES_FILE, "topics", [t.id for t in view.policy.topics]),
        (RULES_FILE, "limits", [limit.id for limit in view.policy.limits]),
        (RULES_FILE, "periods", [period.id for period in view.policy.periods]),
        (HEAD_FILE, "traps", [trap.id for trap in head.traps]),
        (HEAD_FILE, "statements", [s.id for s in head.statements]),
        (HEAD_FILE, "not_stated", [n.id for n in head.not_stated]),
    ]
    for file, section, ids in groups:
        counts = Counter(ids)
        for i, name in enumerate(ids):
            if counts[name] > 1:
                yield Finding(file, (section, i, "id"), None, f"{section} 里 id「{name}」用了 {counts[name]} 次")
    both = {s.id for s in head.statements} & {n.id for n in head.not_stated}
    for name in sorted(both):
        i = [n.id for n in head.not_stated].index(name)
        yield Finding(HEAD_FILE, ("not_stated", i, "id"), None, f"id「{name}」在 statements 里也有")
    labels = Counter(fact.label for fact in view.policy.facts.values())
    for name, fact in view.policy.facts.items():
        if labels[fact.label] > 1:
            message = f"标签「{fact.label}」用了 {labels[fact.label]} 次，用户分不清"
            yield Finding(FACTS_FILE, ("facts", name, "label"), None, message)


def keys_are_unique(view: View) -> Iterator[Finding]:
    """YAML takes the last of two equal keys without a word, and a rule would be lost."""
    for file in (HEAD_FILE, FACTS_FILE, RULES_FILE, SAMPLES_FILE):
        for location, key, line in _duplicates(view.node(file), ()):
            yield Finding(file, location, None, f"「{key}」写了两次（又见第{line}行），后一个会盖掉前一个")


def _duplicates(node: yaml.Node | None, location: Location) -> Iterator[tuple[Location, str, int]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield (*location, key.value), key.value, key.start_mark.line + 1
            seen.add(key.value)
            yield from _duplicates(value, (*location, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            yield from _duplicates(value, (*location, i))


class _Facts:
    """Which facts the rules name, and where."""

    def __init__(self, view: View) -> None:
        self._view = view

    @cached_property
    def named(self) -> list[tuple[Location, Measure, str]]:
        named = [(placed.location, placed.measure, placed.test.fact) for placed in self._view.tests]
        for i, measure in enumerate(self._view.policy.measures):
            if measure.pays:
                where: Location = ("measures", i, "pays")
                named += [((*where, *place), measure, fact) for place, fact in _facts_of(measure.pays)]
        return named


def _facts_of(pays: Pays) -> Iterator[tuple[Location, str]]:
    if pays.each:
        yield ("each",), pays.each
    if pays.of:
        yield ("of",), pays.of
    if pays.uplift:
        yield ("uplift", "when"), pays.uplift.when
    for j, cap in enumerate(pays.caps):
        if cap.of:
            yield ("caps", j, "of"), cap.of


def facts_are_declared(view: View) -> Iterator[Finding]:
    """Every fact of a rule or an example is declared."""
    for location, measure, fact in _Facts(view).named:
        if view.fact(fact) is None:
            yield view.in_measure(measure, location, f"事实「{fact}」没有在 facts.yaml 里声明")
    for i, measure in enumerate(view.policy.measures):
        for j, example in enumerate(measure.examples):
            for fact in (*example.told, *(example.missing or ())):
                if view.fact(fact) is None:
                    where = ("measures", i, "examples", j)
                    yield view.in_measure(measure, where, f"算例用的事实「{fact}」没有声明")


def facts_are_used(view: View) -> Iterator[Finding]:
    """Every declared fact is used by a rule."""
    used = {fact for *_, fact in _Facts(view).named}
    for name in view.policy.facts:
        if name not in used | set(_facts_of_periods(view)):
            yield Finding(FACTS_FILE, ("facts", name), None, f"事实「{name}」没有规则使用，请删去或写进规则")


def _facts_of_periods(view: View) -> Iterator[str]:
    for period in view.policy.periods:
        yield period.starts
        yield from (stage.result for stage in period.stages if stage.result)
        if period.extension:
            yield period.extension.fact


def facts_of_periods_fit(view: View) -> Iterator[Finding]:
    """What starts or lengthens a period is a declared flag, what a stage waits for a declared rank."""
    for i, period in enumerate(view.policy.periods):
        places: list[tuple[Location, str, str]] = [(("starts",), period.starts, "flag")]
        places += [(("stages", j, "result"), s.result, "rank") for j, s in enumerate(period.stages) if s.result]
        if period.extension:
            places.append((("extension", "fact"), period.extension.fact, "flag"))
        for place, name, wanted in places:
            fact = view.fact(name)
            if fact is None or fact.type != wanted:
                message = f"事实「{name}」没有声明，或类型不是 {wanted}"
                yield Finding(RULES_FILE, ("periods", i, *place), None, message)


def facts_fit_their_place(view: View) -> Iterator[Finding]:
    """What is counted is a count, what a rate is taken of is money, what lifts a rate is a flag."""
    for i, measure in enumerate(view.policy.measures):
        if not measure.pays:
            continue
        for place, name in _facts_of(measure.pays):
            fact = view.fact(name)
            wanted = {"each": "count", "when": "flag"}.get(str(place[-1]), "money")
            if fact and fact.type != wanted:
                message = f"「{name}」的类型是 {fact.type}，这里要 {wanted}"
                yield view.in_measure(measure, ("measures", i, "pays", *place), message)


def shared_conditions_are_used(view: View) -> Iterator[Finding]:
    """Every shared condition is used by a measure."""
    root = view.node(RULES_FILE)
    if not isinstance(root, yaml.MappingNode):
        return
    sections = {key.value: value for key, value in root.value}
    declared = sections.get("conditions")
    if not isinstance(declared, yaml.MappingNode):
        return
    used = set(_scalars(sections.get("measures")))
    for key, _ in declared.value:
        if key.value not in used:
            message = f"共用条件「{key.value}」没有规则使用"
            yield Finding(RULES_FILE, ("conditions", key.value), None, message)


def _scalars(node: yaml.Node | None) -> Iterator[str]:
    if isinstance(node, yaml.ScalarNode):
        yield node.value
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _scalars(value)
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _scalars(value)


def topics_are_declared_and_used(view: View) -> Iterator[Finding]:
    """A topic's clause is the narrowest that holds all its measures."""
    declared = view.policy.topic_by_id
    for i, measure in enumerate(view.policy.measures):
        if measure.topic not in declared:
            yield view.in_measure(measure, ("measures", i, "topic"), f"主题「{measure.topic}」没有声明")
    for i, topic in enumerate(view.policy.topics):
        clauses = [m.clause.split(".") for m in view.policy.measures_of(topic.id)]
        where: Location = ("topics", i, "clause")
        if not clauses:
            yield Finding(RULES_FILE, where, topic.clause, f"主题「{topic.id}」没有规则")
        elif (common := _common(clauses)) != topic.clause:
            message = f"主题「{topic.id}」的规则都在条款 {common}，不是 {topic.clause}"
            yield Finding(RULES_FILE, where, topic.clause, message)


def _common(clauses: list[list[str]]) -> str:
    """The narrowest clause that holds all of these, given by the parts of their ids."""
    columns = takewhile(lambda parts: len(set(parts)) == 1, zip(*clauses, strict=False))
    return ".".join(parts[0] for parts in columns)


def limits_and_stacking_name_measures(view: View) -> Iterator[Finding]:
    """Limits and stacking are over two or more measures that exist."""
    groups = [("limits", i, rule.over) for i, rule in enumerate(view.policy.limits)]
    groups += [("stacking", i, rule.over) for i, rule in enumerate(view.policy.stacking)]
    for section, i, over in groups:
        for name in over:
            if name not in view.policy.measure_by_id:
                message = f"{section} 提到的规则「{name}」不存在"
                yield Finding(RULES_FILE, (section, i, "over"), None, message)
        if len(set(over)) < max(2, len(over)):
            yield Finding(RULES_FILE, (section, i, "over"), None, "over 至少要有两条规则，且不重复")


def samples_belong_to_something(view: View) -> Iterator[Finding]:
    """Sample questions stand under the id of what answers them."""
    head, samples = view.policy.head, view.policy.samples
    groups = (
        ("statements", samples.statements, {s.id for s in head.statements}),
        ("not_stated", samples.not_stated, {n.id for n in head.not_stated}),
        ("not_covered", samples.not_covered, {n.name for n in head.not_covered}),
        ("measures", samples.measures, set(view.policy.measure_by_id)),
    )
    for section, written, known in groups:
        for name in written:
            if name not in known:
                message = f"{section} 里没有「{name}」，请改成答它的那一条的 id"
                yield Finding(SAMPLES_FILE, (section, name), None, message)


# --- patterns


def patterns_are_well_formed(view: View) -> Iterator[Finding]:
    """Groups parted by spaces, alternatives by |, !word excludes, @name a class of question words."""
    for file, location, about in _patterns(view):
        for i, pattern in enumerate(about):
            message = _pattern_fault(pattern)
            if message:
                yield Finding(file, (*location, "about", i), None, f"「{pattern}」{message}")


def _patterns(view: View) -> Iterator[tuple[str, Location, tuple[str, ...]]]:
    head = view.policy.head
    for i, topic in enumerate(view.policy.topics):
        yield RULES_FILE, ("topics", i), topic.about
    for i, measure in enumerate(view.policy.measures):
        yield RULES_FILE, ("measures", i), measure.about
    for i, statement in enumerate(head.statements):
        yield HEAD_FILE, ("statements", i), statement.about
    for i, absent in enumerate(head.not_stated):
        yield HEAD_FILE, ("not_stated", i), absent.about
    for i, other in enumerate(head.not_covered):
        yield HEAD_FILE, ("not_covered", i), other.about


def _pattern_fault(pattern: str) -> str | None:
    groups = pattern.split(" ")
    if not all(groups):
        return "有空的组：组与组之间只空一格"
    if all(group.startswith("!") for group in groups):
        return "只有排除词，没有要出现的词"
    for group in groups:
        excludes = group.startswith("!")
        for word in [group[1:]] if excludes else group.split("|"):
            if not word or "!" in word or (excludes and "|" in word):
                return f"的「{group}」写得不对：或选用 |，排除用 !词（一次一个），不能为空"
            if word.startswith("@") and word[1:] not in QUESTION_WORDS:
                known = "、".join(f"@{name}" for name in sorted(QUESTION_WORDS))
                return f"的「{word}」不是疑问词类，可用：{known}"
    return None


VOCABULARY_CHECKS: Final[tuple[Check, ...]] = (
    ids_are_unique,
    keys_are_unique,
    facts_are_declared,
    facts_are_used,
    facts_fit_their_place,
    facts_of_periods_fit,
    shared_conditions_are_used,
    topics_are_declared_and_used,
    limits_and_stacking_name_measures,
    samples_belong_to_something,
    patterns_are_well_formed,
)
