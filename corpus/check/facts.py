"""What a fact is, beside its words: its unit, the order of its ranks, what of it counts. The text says each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from corpus.check.view import FACTS_FILE, Check, Finding, PlacedTest, View
from corpus.figures import Figure, read_figure

_SUPPLIED: Final = re.compile("(?:应用|采购|使用|购买)(?:本?区内|我区|本地)")
# Results from the lowest to the highest; words that no rule knows keep the order in which they are written.
_RANKS: Final = (
    re.compile("^[不未无]"),
    re.compile("^(?:基本)?(?:合格|通过|及格|达标|符合)"),
    re.compile("^良"),
    re.compile("^优"),
)


def units_agree(view: View) -> Iterator[Finding]:
    """What is counted has a unit: that of its thresholds, and the one in which it is asked for."""
    for name, fact in view.policy.facts.items():
        message = None
        if fact.type != "count":
            message = "unit 只用于 type: count" if fact.unit else None
        elif not fact.unit:
            message = "type: count 要写 unit（人、项、个）"
        elif not re.search(f"[几少这每哪]{re.escape(fact.unit)}", fact.ask):
            message = f"unit 是“{fact.unit}”，问句「{fact.ask}」问的不是几{fact.unit}"
        if message:
            yield Finding(FACTS_FILE, ("facts", name, "unit"), None, f"{name}：{message}")
    for placed in view.distinct_tests:
        counted, bound = view.fact(placed.test.fact), placed.test.bound
        figure = read_figure(bound[1]) if counted and counted.type == "count" and bound else None
        if counted and figure and figure.unit not in ("", counted.unit):
            yield view.in_test(placed, f"界限的单位是“{figure.unit}”，{placed.test.fact} 的 unit 是“{counted.unit}”")


def ranks_go_upwards(view: View) -> Iterator[Finding]:
    """不合格 stands before 合格, 合格 before 优秀."""
    for name, fact in view.policy.facts.items():
        known = [(value, rank) for value in fact.values for rank in (_rank(value),) if rank is not None]
        for (lower, one), (higher, other) in pairwise(known):
            if one > other:
                message = f"{name}：values 从低到高写，「{higher}」应在「{lower}」前面"
                yield Finding(FACTS_FILE, ("facts", name, "values"), None, message)


def years_back_agree(view: View) -> Iterator[Finding]:
    """within_years is 近三年 of a condition's quote, and stands wherever a quote says so."""
    for name, fact in view.policy.facts.items():
        stated = {int(f.value): p for p in _tests_of(view, name) for f in _years_back(view, p)}
        if fact.within_years is None and stated:
            years, placed = next(iter(stated.items()))
            message = f"{name}：原文「{placed.test.quote}」只看近几年，要写 within_years: {years}"
            yield Finding(FACTS_FILE, ("facts", name), placed.test.clause, message)
        elif fact.within_years is not None and fact.within_years not in stated:
            message = f"{name}：within_years: {fact.within_years} 不在引文里（要有“近{fact.within_years}年”）"
            yield Finding(FACTS_FILE, ("facts", name, "within_years"), None, message)


def suppliers_agree(view: View) -> Iterator[Finding]:
    """supplied_here is 应用区内企业…… of a condition's quote, and stands wherever a quote says so."""
    for name, fact in view.policy.facts.items():
        stated = [placed for placed in _tests_of(view, name) if _SUPPLIED.search(placed.test.quote)]
        if stated and not fact.supplied_here:
            message = f"{name}：原文「{stated[0].test.quote}」只认区内企业供应的，要写 supplied_here: true"
            yield Finding(FACTS_FILE, ("facts", name), stated[0].test.clause, message)
        elif fact.supplied_here and not stated:
            message = f"{name}：supplied_here 要条件的引文里有“应用区内”一类的话"
            yield Finding(FACTS_FILE, ("facts", name, "supplied_here"), None, message)


def sums_add_up(view: View) -> Iterator[Finding]:
    """adds_up is 累计, or the base of a rate with one ceiling for all that an enterprise has (单个企业最高)."""
    for name, fact in view.policy.facts.items():
        cumulative = any("累计" in placed.test.quote for placed in _tests_of(view, name))
        for_all = any(
            measure.pays and measure.pays.of == name and any(cap.per == "企业" for cap in measure.pays.caps)
            for measure in view.policy.measures
        )
        if fact.adds_up != (fact.type == "money" and (cumulative or for_all)):
            why = "没有“累计”，也不是“单个企业最高”的基数" if fact.adds_up else "写“累计”，或以单个企业为上限"
            message = f"{name}：原文{why}，adds_up 应为 {'false' if fact.adds_up else 'true'}"
            yield Finding(FACTS_FILE, ("facts", name, "adds_up"), None, message)


# --- parts


def _tests_of(view: View, fact: str) -> list[PlacedTest]:
    return [placed for placed in view.distinct_tests if placed.test.fact == fact]


def _years_back(view: View, placed: PlacedTest) -> list[Figure]:
    figures = view.figures_in(placed.test.clause, placed.test.quote)
    return [f for f in figures if f.unit == "年" and re.search("[近前]$", view.words_before(f))]


def _rank(value: str) -> int | None:
    return next((i for i, pattern in enumerate(_RANKS) if pattern.search(value)), None)


FACT_CHECKS: Final[tuple[Check, ...]] = (
    units_agree,
    ranks_go_upwards,
    years_back_agree,
    suppliers_agree,
    sums_add_up,
)
