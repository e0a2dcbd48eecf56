"""What several measures come to together: limits that the text sets over them, outlays that it does not part."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from corpus.check.coverage import cap_key
from corpus.check.payments import show_key
from corpus.check.view import RULES_FILE, Check, Finding, View
from corpus.check.wording import is_ceiling, is_yearly
from corpus.figures import YUAN
from corpus.rules import Measure


def limits_agree(view: View) -> Iterator[Finding]:
    """The sum of a limit is a ceiling in its quote, and yearly where 每年 stands with it."""
    for i, limit in enumerate(view.policy.limits):
        key = cap_key(limit)
        places = [f for f in view.figures_in(limit.clause, limit.quote) if f.key == key and is_ceiling(view, f)]
        message = None
        if not places:
            message = f"{limit.id}：限额 {show_key(key)} 不在引文里，或在引文里不是上限"
        elif (limit.per == "企业/年") != is_yearly(view, places[0]):
            message = f"{limit.id}：引文{'有' if is_yearly(view, places[0]) else '没有'}“每年”，per 与原文不符"
        if message:
            yield Finding(RULES_FILE, ("limits", i), limit.clause, message)


def limits_are_nested(view: View) -> Iterator[Finding]:
    """Two limits share all measures of the narrower or none, and so do stacking groups: else their order would tell."""
    limits = [("limits", i, frozenset(limit.over)) for i, limit in enumerate(view.policy.limits)]
    stacking = [("stacking", i, frozenset(rule.over)) for i, rule in enumerate(view.policy.stacking)]
    for (_, _, one), (section, i, other) in combinations([*limits, *stacking], 2):
        if one & other and not (one <= other or other <= one):
            message = f"over 与另一组只有一部分相同（{'、'.join(sorted(one & other))}）：要么包含，要么不相交"
            yield Finding(RULES_FILE, (section, i, "over"), None, message)


def limits_hold_what_stands_below(view: View) -> Iterator[Finding]:
    """A limit of a clause that others stand below (三 over 三（一）至（三）) is over all that they pay."""
    for i, limit in enumerate(view.policy.limits):
        below = _paid_below(view, limit.clause)
        if below and set(limit.over) != set(below):
            message = f"{limit.id}：条款 {limit.clause} 下面有金额的规则是 {'、'.join(below)}，over 应写全，也不多写"
            yield Finding(RULES_FILE, ("limits", i, "over"), limit.clause, message)


def ceilings_over_clauses_are_limits(view: View) -> Iterator[Finding]:
    """最高1000万元 above clauses that pay is a limit over them, and no mere statement."""
    limited = {(limit.clause, cap_key(limit)) for limit in view.policy.limits}
    for clause, figures in view.figures.items():
        below = _paid_below(view, clause)
        for figure in figures:
            is_limit = figure.unit == YUAN and is_ceiling(view, figure)
            if below and is_limit and (clause, figure.key) not in limited:
                message = f"原文「{figure.text}」是下面几项（{'、'.join(below)}）合计的上限，请写进 limits"
                yield Finding(RULES_FILE, ("limits",), clause, message)


def one_outlay_is_stacking(view: View) -> Iterator[Finding]:
    """Two bases that people tell in the same words (研发投入) may be one outlay: stacking says so, and of no others."""
    groups = [frozenset(rule.over) for rule in view.policy.stacking]
    for one, other in combinations([m for m in view.policy.measures if m.pays and m.pays.of], 2):
        shared = _shared_words(view, one, other)
        together = next((i for i, group in enumerate(groups) if {one.id, other.id} <= group), None)
        if shared and together is None:
            message = f"{one.id} 与 {other.id} 的基数都说「{shared[0]}」，可能是同一笔投入，请写进 stacking 的同一组"
            yield Finding(RULES_FILE, ("stacking",), other.clause, message)
        if together is not None and not shared:
            message = f"{one.id} 与 {other.id} 的基数没有共同的说法，不会是同一笔投入，不写在同一组"
            yield Finding(RULES_FILE, ("stacking", together, "over"), other.clause, message)
    for i, group in enumerate(groups):
        for name in sorted(group):
            measure = view.policy.measure_by_id.get(name)
            if measure and not (measure.pays and measure.pays.of):
                message = f"{name} 不按比例计算，没有基数，不写进 stacking"
                yield Finding(RULES_FILE, ("stacking", i, "over"), measure.clause, message)


def totals_have_examples(view: View) -> Iterator[Finding]:
    """A limit has an example of what its measures come to; stacking one that says its note, and one that does not."""
    for i, limit in enumerate(view.policy.limits):
        if not limit.examples:
            message = f"{limit.id}：至少要有一个算例（told、lower、upper、noted：限额有没有起作用）"
            yield Finding(RULES_FILE, ("limits", i), limit.clause, message)
    for i, rule in enumerate(view.policy.stacking):
        if {example.noted for example in rule.examples} != {True, False}:
            message = "stacking 要有两个算例：同一笔投入的（outlay，noted: true）和各是各的（noted: false）"
            yield Finding(RULES_FILE, ("stacking", i), None, message)


# --- parts


def _paid_below(view: View, clause: str) -> list[str]:
    return [m.id for m in view.policy.measures if m.pays and m.clause.startswith(f"{clause}.")]


def _shared_words(view: View, one: Measure, other: Measure) -> list[str]:
    """Words that name the bases of both measures, where these are two facts."""
    bases = [m.pays.of for m in (one, other) if m.pays and m.pays.of]
    facts = [fact for base in dict.fromkeys(bases) if (fact := view.fact(base))]
    if len(facts) < 2:
        return []
    return [word for word in (*facts[0].say, *facts[0].weak) if word in {*facts[1].say, *facts[1].weak}]


TOTAL_CHECKS: Final[tuple[Check, ...]] = (
    limits_agree,
    limits_are_nested,
    limits_hold_what_stands_below,
    ceilings_over_clauses_are_limits,
    one_outlay_is_stacking,
    totals_have_examples,
)
