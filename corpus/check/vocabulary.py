"""Names: ids are unique, what is named is declared, what is declared is used, families and patterns are sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from os.path import commonprefix
from typing import Final

import yaml

from corpus.check.view import FACTS_FILE, HEAD_FILE, RULES_FILE, Check, Finding, Location, View
from corpus.figures import find_figures
from corpus.rules import Cell, Family, Measure, Pays

# Classes of question words that a pattern may name with @; assistant.understanding.questions holds their words.
QUESTION_WORDS: Final = frozenset(("when", "who", "howlong", "howmany", "what", "how"))


def ids_are_unique(view: View) -> Iterator[Finding]:
    head = view.policy.head
    groups: list[tuple[str, str, list[str]]] = [
        (RULES_FILE, "measures", [m.id for m in view.policy.measures]),
        (RULES_FILE, "topics", [t.id for t in view.policy.topics]),
        (RULES_FILE, "limits", [limit.id for limit in view.policy.limits]),
        (HEAD_FILE, "traps", [trap.id for trap in head.traps]),
        (HEAD_FILE, "statements", [s.id for s in head.statements]),
        (HEAD_FILE, "not_stated", [n.id for n in head.not_stated]),
    ]
    for file, section, ids in groups:
        counts = Counter(ids)
        for i, name in enumerate(ids):
            if counts[name] > 1:
                yield Finding(
                    file, (section, i, "id"), None, f"{section} 里 id「{name}」用了 {counts[name]} 次"
                )
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
    for file in (HEAD_FILE, FACTS_FILE, RULES_FILE):
        root = yaml.compose((view.policy.folder / file).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for location, key, line in _duplicates(root, ()):
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
    used = {fact for *_, fact in _Facts(view).named}
    for name in view.policy.facts:
        if name not in used:
            yield Finding(FACTS_FILE, ("facts", name), None, f"事实「{name}」没有规则使用，请删去或写进规则")


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
    text = (view.policy.folder / RULES_FILE).read_text(encoding="utf-8")
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
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
        elif (common := ".".join(commonprefix(clauses))) != topic.clause:
            yield Finding(
                RULES_FILE,
                where,
                topic.clause,
                f"主题「{topic.id}」的规则都在条款 {common}，不是 {topic.clause}",
            )


def limits_and_stacking_name_measures(view: View) -> Iterator[Finding]:
    for section, rules in (("limits", view.policy.limits), ("stacking", view.policy.stacking)):
        for i, rule in enumerate(rules):
            for name in rule.over:
                if name not in view.policy.measure_by_id:
                    yield Finding(
                        RULES_FILE, (section, i, "over"), None, f"{section} 提到的规则「{name}」不存在"
                    )
            if len(set(rule.over)) < 2 or len(set(rule.over)) < len(rule.over):
                yield Finding(RULES_FILE, (section, i, "over"), None, "over 至少要有两条规则，且不重复")


# --- families


def families_are_sound(view: View) -> Iterator[Finding]:
    for name, family in view.policy.vocabulary.families.items():
        for message in _family_faults(view, family):
            yield Finding(FACTS_FILE, ("families", name), family.clause, f"{name}：{message}")


def _family_faults(view: View, family: Family) -> Iterator[str]:
    topic = view.policy.topic_by_id.get(family.topic)
    if topic is None:
        yield f"主题「{family.topic}」没有声明"
    elif topic.clause != family.clause:
        yield f"条款应与主题相同：{topic.clause}"
    for kind in (*family.covers, *(k for kinds in family.covers.values() for k in kinds), *family.positioned):
        if kind not in family.kinds:
            yield f"类别「{kind}」没有在 kinds 里声明"
    for word, filled in family.implied.items():
        for slot, value in filled.items():
            if value not in _values(view, family, slot):
                yield f"implied「{word}」的 {slot}「{value}」没有声明"


def cells_are_sound(view: View) -> Iterator[Finding]:
    """A cell fills the slots of its family with declared values, and no two cells count the same thing."""
    taken: dict[tuple[str, ...], str] = {}
    for name, fact in view.policy.facts.items():
        if fact.cell is None:
            continue
        where: Location = ("facts", name, "cell")
        if fact.type != "count":
            yield Finding(FACTS_FILE, where, None, f"{name}：cell 只用于 type: count")
        for message in _cell_faults(view, fact.cell):
            yield Finding(FACTS_FILE, where, None, f"{name}：{message}")
        for combination in _combinations(fact.cell):
            if combination in taken:
                message = f"{name}：与 {taken[combination]} 数的是同一样东西（{'、'.join(combination[1:])}）"
                yield Finding(FACTS_FILE, where, None, message)
            taken[combination] = name


def _cell_faults(view: View, cell: Cell) -> Iterator[str]:
    family = view.policy.vocabulary.families.get(cell.family)
    if family is None:
        yield f"cell 的 family「{cell.family}」没有声明"
        return
    for slot in ("kind", "level", "grade", "role"):
        values: tuple[str, ...] = getattr(cell, slot)
        if bool(values) != (slot == "kind" or slot in family.slots):
            yield f"cell 要填且只填 kind 和 {'、'.join(family.slots)}，{slot} 不对"
        for value in values:
            if value not in _values(view, family, slot):
                yield f"cell 的 {slot}「{value}」没有声明"
    if (cell.within is not None) != any(kind in family.positioned for kind in cell.kind):
        yield f"within 只用于排名次的类别（{'、'.join(family.positioned)}），且必须写"


def cells_agree_with_their_measures(view: View) -> Iterator[Finding]:
    """A cell's measure is of the family's topic and clause; its quote names the cell's class; the figures of the
    label (前三位, 一等奖) are the cell's own."""
    for name, fact in view.policy.facts.items():
        if fact.cell is None:
            continue
        family = view.policy.vocabulary.families.get(fact.cell.family)
        own = {figure.key for grade in fact.cell.grade for figure in find_figures(grade)}
        if fact.cell.within is not None:
            own |= {f.key for f in find_figures(f"前{fact.cell.within}位")}
        for key, text in (("label", fact.label), ("ask", fact.ask)):
            told = {figure.key for figure in find_figures(text)}
            if told != own:
                message = f"{name}：「{text}」里的等次或名次与 cell 不符"
                yield Finding(FACTS_FILE, ("facts", name, key), None, message)
        for i, measure in enumerate(view.policy.measures):
            if not (measure.pays and measure.pays.each == name):
                continue
            if family and (measure.topic, measure.clause) != (family.topic, family.clause):
                message = f"{name} 属于 {family.topic}（条款 {family.clause}），规则的主题或条款不同"
                yield view.in_measure(measure, ("measures", i), message)
            if own != {figure.key for text in measure.figures for figure in find_figures(text)}:
                message = f"figures 应写明 {name} 的等次或名次，与 cell 一致"
                yield view.in_measure(measure, ("measures", i, "figures"), message)
            for slot, value in _unnamed_in(view, fact.cell, "".join(measure.quote)):
                message = f"引文里没有 {name} 的 {slot}「{value}」"
                yield view.in_measure(measure, ("measures", i, "quote"), message)


def _unnamed_in(view: View, cell: Cell, quote: str) -> Iterator[tuple[str, str]]:
    """The kinds and levels of a cell that the quote does not name."""
    family = view.policy.vocabulary.families.get(cell.family)
    if family is None:
        return
    for kind in cell.kind:
        if not any(word in quote for word in family.kinds.get(kind, ())):
            yield "kind", kind
    for level in cell.level:
        if not any(word in quote for word in view.policy.vocabulary.slots.get("level", {}).get(level, ())):
            yield "level", level


def _values(view: View, family: Family, slot: str) -> tuple[str, ...]:
    if slot == "kind":
        return tuple(family.kinds)
    return tuple(
        value for name, values in view.policy.vocabulary.slots.items() if name == slot for value in values
    )


def _combinations(cell: Cell) -> Iterator[tuple[str, ...]]:
    for kind in cell.kind:
        for level in cell.level or ("",):
            for grade in cell.grade or ("",):
                for role in cell.role or ("",):
                    yield cell.family, kind, level, grade, role


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
    wanted = [group for group in groups if not group.startswith("!")]
    if not wanted:
        return "只有排除词，没有要出现的词"
    for group in groups:
        words = [group[1:]] if group.startswith("!") else group.split("|")
        for word in words:
            if not word or "!" in word or (group.startswith("!") and "|" in word):
                return f"的「{group}」写得不对：或选用 |，排除用 !词（一次一个），不能为空"
            if word.startswith("@") and word[1:] not in QUESTION_WORDS:
                return f"的「{word}」不是疑问词类，可用：{'、'.join('@' + w for w in sorted(QUESTION_WORDS))}"
    return None


VOCABULARY_CHECKS: Final[tuple[Check, ...]] = (
    ids_are_unique,
    keys_are_unique,
    facts_are_declared,
    facts_are_used,
    facts_fit_their_place,
    shared_conditions_are_used,
    topics_are_declared_and_used,
    limits_and_stacking_name_measures,
    families_are_sound,
    cells_are_sound,
    cells_agree_with_their_measures,
    patterns_are_well_formed,
)
