"""Families and their cells: a fact that counts 省级 × 科技进步奖 × 二等奖 says so in one way everywhere."""

from __future__ import annotations

from collections.abc import Iterator
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
)
