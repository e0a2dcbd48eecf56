"""Families and their cells: a fact that counts 省级 × 科技进步奖 × 二等奖 says so in one way everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from corpus.check.view import FACTS_FILE, Check, Finding, Location, View
from corpus.figures import find_figures
from corpus.rules import Cell, Family


def families_are_sound(view: View) -> Iterator[Finding]:
    """What a family names is declared."""
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
    """A cell's measure is of the family's topic and clause, and its quote names what the cell counts.

    The figures of the fact's label and of the measure (前三位, 一等奖) are the cell's own.
    """
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
            if own != {figure.key for figure in find_figures(measure.name)}:
                message = f"name 里的等次或名次与 {name} 的 cell 不符"
                yield view.in_measure(measure, ("measures", i, "name"), message)
            for slot, value in _unnamed_in(view, fact.cell, "".join(measure.quote)):
                message = f"引文里没有 {name} 的 {slot}「{value}」"
                yield view.in_measure(measure, ("measures", i, "quote"), message)


def counted_facts_have_cells(view: View) -> Iterator[Finding]:
    """What a measure of a family's topic counts is a cell of that family."""
    topics = {family.topic: name for name, family in view.policy.vocabulary.families.items()}
    for i, measure in enumerate(view.policy.measures):
        named = [measure.pays.each] if measure.pays and measure.pays.each else []
        named += [placed.test.fact for placed in view.tests_of(measure)]
        for name in dict.fromkeys(named if measure.topic in topics else ()):
            fact, family = view.fact(name), topics[measure.topic]
            if fact and fact.type == "count" and (fact.cell is None or fact.cell.family != family):
                message = f"{name} 数的是 {family} 里的一格，facts.yaml 里要写它的 cell"
                yield view.in_measure(measure, ("measures", i), message)


def cells_cover_what_is_named(view: View) -> Iterator[Finding]:
    """The cells of the measures on one quote count what the quote names, all of it, each kind in the same way."""
    for (clause, quote), group in _by_quote(view).items():
        family = view.policy.vocabulary.families.get(group[0][1].family)
        if family is None or any(cell.family != group[0][1].family for _, cell in group):
            continue
        for slot, named in _named_in(view, family, quote, positioned=all(cell.within for _, cell in group)):
            counted = {value for _, cell in group for value in getattr(cell, slot)}
            names = "、".join(name for name, _ in group)
            if counted != named:
                shown = "、".join(sorted(named ^ counted))
                message = f"引文「{quote}」与 {names} 的 {slot} 不符：{shown} 只在一边"
                yield Finding(FACTS_FILE, ("facts", group[0][0], "cell"), clause, message)
            sets = [frozenset(getattr(cell, slot)) for _, cell in group]
            if any(a & b and a != b for a, b in combinations(sets, 2)):
                message = f"{names} 的 {slot} 一部分相同：要么一样，要么各是各的"
                yield Finding(FACTS_FILE, ("facts", group[0][0], "cell"), clause, message)


def _by_quote(view: View) -> dict[tuple[str, str], list[tuple[str, Cell]]]:
    """Facts with cells by the quote of the measures that pay for them or turn on them."""
    groups: dict[tuple[str, str], list[tuple[str, Cell]]] = {}
    for measure in view.policy.measures:
        named = [measure.pays.each] if measure.pays and measure.pays.each else []
        named += [placed.test.fact for placed in view.tests_of(measure)]
        for name in dict.fromkeys(named):
            fact = view.fact(name)
            for quote in measure.quote if fact and fact.cell else ():
                if fact and fact.cell:
                    groups.setdefault((measure.clause, quote), []).append((name, fact.cell))
    return groups


def _named_in(view: View, family: Family, quote: str, positioned: bool) -> Iterator[tuple[str, set[str]]]:
    """By slot, the values that a quote names; of a drafter whose position counts any role will do."""
    kinds = list(_words(family.kinds).finditer(quote))
    if not kinds:
        return
    yield "kind", {_meant(family.kinds, match[0]) for match in kinds}
    for slot in family.slots:
        values = view.policy.vocabulary.slots.get(slot, {})
        if slot == "role" and positioned:
            yield slot, set(values)
        elif slot == "grade":  # 一等奖 in 一、二等奖 stands as its numeral alone
            told = {figure.key for figure in find_figures(quote)}
            yield slot, {v for v in values if v in quote or told & {figure.key for figure in find_figures(v)}}
        else:
            # 「……按省、市有关规定执行」 behind the last kind is no level of it
            before = quote[: kinds[-1].end()]
            yield slot, {_meant(values, match[0]) for match in _words(values).finditer(before)}


def _words(values: dict[str, tuple[str, ...]]) -> re.Pattern[str]:
    words = sorted((word for words in values.values() for word in words), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def _meant(values: dict[str, tuple[str, ...]], word: str) -> str:
    return next(value for value, words in values.items() if word in words)


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
    return tuple(value for name, values in view.policy.vocabulary.slots.items() if name == slot for value in values)


def _combinations(cell: Cell) -> Iterator[tuple[str, ...]]:
    for kind in cell.kind:
        for level in cell.level or ("",):
            for grade in cell.grade or ("",):
                for role in cell.role or ("",):
                    yield cell.family, kind, level, grade, role


FAMILY_CHECKS: Final[tuple[Check, ...]] = (
    families_are_sound,
    cells_are_sound,
    cells_agree_with_their_measures,
    counted_facts_have_cells,
    cells_cover_what_is_named,
)
