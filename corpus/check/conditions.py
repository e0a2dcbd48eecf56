"""Conditions say what the text says: the figure, its boundary, and whether 且 or 或 joins them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from corpus.amounts import parse_count, parse_money
from corpus.check.coverage import threshold_key
from corpus.check.view import Check, Finding, Location, PlacedTest, Span, View, nodes, walk
from corpus.check.wording import boundary_of
from corpus.rules import All, Any_, Condition, Fact, Measure, Not, Readings, Test

_NEGATIONS: Final = re.compile("无|不|未|没有|非|除")
_ONE_OF: Final = re.compile("之一|任一|其中一")
_AND: Final = re.compile("[、和且]|并且|同时")
_OR: Final = re.compile("^[，、；]?或|或者?$")


def bounds_fit_their_facts(view: View) -> Iterator[Finding]:
    """A quantity has a bound that reads as its type; a flag has none."""
    for placed in view.distinct_tests:
        fact = view.fact(placed.test.fact)
        message = _misfit(placed.test, fact) if fact else None
        if message:
            yield view.in_test(placed, message)


def _misfit(test: Test, fact: Fact) -> str | None:
    if test.bound is None:
        if fact.type != "flag":
            return f"“{fact.label}”不是是非项，要写界限（at_least 等）"
        return None
    try:
        match fact.type:
            case "money":
                parse_money(test.bound[1])
            case "count":
                parse_count(test.bound[1])
            case "rank":
                fact.rank_of(test.bound[1])
            case "flag":
                return f"“{fact.label}”是是非项，不能有界限"
    except ValueError as error:
        return str(error)
    return None


def thresholds_stand_in_quotes(view: View) -> Iterator[Finding]:
    """A bound is a figure, or a rank's value, of the condition's own quote."""
    for placed in view.distinct_tests:
        bound, quote = placed.test.bound, placed.test.quote
        fact = view.fact(placed.test.fact)
        if bound is None or fact is None or _is_existence(view, placed):
            continue
        if fact.type == "rank":
            if bound[1] not in quote or f"不{bound[1]}" in quote:
                yield view.in_test(placed, f"「{bound[1]}」不在引文「{quote}」里")
            continue
        key = threshold_key(view, placed)
        if key not in {figure.key for figure in view.figures_in(placed.test.clause, quote)}:
            yield view.in_test(placed, f"界限「{bound[1]}」不在引文「{quote}」里，请核对原文")


def boundaries_agree(view: View) -> Iterator[Finding]:
    """达到 is at_least, 超过 is more_than: read from the words beside the figure."""
    for placed in view.distinct_tests:
        fact, bound = view.fact(placed.test.fact), placed.test.bound
        if not fact or not bound or fact.type not in ("money", "count"):
            continue
        if _is_existence(view, placed):
            if bound[0] != "at_least":
                yield view.in_test(placed, f"“有一{fact.unit or '个'}”应写 at_least: 1，不是 {bound[0]}")
            continue
        key = threshold_key(view, placed)
        for figure in view.figures_in(placed.test.clause, placed.test.quote):
            if figure.key != key:
                continue
            stated = boundary_of(view, figure)
            words = f"{view.words_before(figure)}{figure.text}{view.words_after(figure)[:3]}"
            if stated is None:
                yield view.in_test(placed, f"原文「{words}」没有“达到”“不超过”一类的词，定不了界限")
            elif stated != bound[0]:
                yield view.in_test(placed, f"原文「{words}」是 {stated}，规则写的是 {bound[0]}")


def connectives_agree(view: View) -> Iterator[Finding]:
    """`any` stands where the text says 或 (or 之一); `all` nowhere where it does."""
    for i, measure in enumerate(view.policy.measures):
        for location, node in _joints_of(measure, ("measures", i, "when")):
            message = _any_fault(view, node) if isinstance(node, Any_) else _all_fault(view, node)
            if message:
                yield view.in_measure(measure, location, message)


def _any_fault(view: View, node: Any_) -> str | None:
    if len(node.any) < 2:
        return "any 至少要有两项"
    clauses = {test.clause for part in node.any for _, test in walk(part, ())}
    texts = [clause.text for c in clauses if (clause := view.clause(c))]
    if any(_ONE_OF.search(text) for text in texts):
        return None
    between = _between(view, node.any[-2], node.any[-1])
    if between is None or not _OR.search(between):
        return "写了 any，而原文这两项之间没有“或”：应为 all，或写进 readings"
    return None


def _all_fault(view: View, node: All) -> str | None:
    if not node.all:
        return "all 是空的：没有条件的规则谁都符合"
    for earlier, later in pairwise(node.all):
        between = _between(view, earlier, later)
        if between and _OR.search(between):
            return f"写了 all，而原文两项之间是“{between}”：应为 any，或写进 readings"
    return None


def mixed_connectives_are_readings(view: View) -> Iterator[Finding]:
    """「甲或乙、丙」 can be read as (甲或乙)且丙 and as 甲或(乙且丙): both are to be on record."""
    for i, measure in enumerate(view.policy.measures):
        bounded = [p for p in view.tests_of(measure) if threshold_key(view, p) and not _is_existence(view, p)]
        loose = {p.test for p in bounded if "readings" not in p.location}
        joints = _joints(view, bounded)
        has_and = any(_AND.fullmatch(between) for *_, between in joints)
        for earlier, later, between in joints:
            if has_and and _OR.search(between) and {earlier, later} & loose:
                message = "原文的门槛之间既有“或”又有“、”，读法不止一种，请写进 readings"
                yield view.in_measure(measure, ("measures", i, "when"), message)


def readings_differ(view: View) -> Iterator[Finding]:
    """Readings join the same conditions in different ways."""
    for i, measure in enumerate(view.policy.measures):
        for location, node in nodes(measure.when, ("measures", i, "when")):
            if not isinstance(node, Readings):
                continue
            tests = [{test for _, test in walk(reading.when, ())} for reading in node.readings]
            if any(later != tests[0] for later in tests[1:]):
                yield view.in_measure(measure, location, "各种读法用的条件不一样：读法只在怎样连接上不同")
            if len({reading.when for reading in node.readings}) < len(node.readings):
                yield view.in_measure(measure, location, "两种读法相同，不成其为两种读法")


def negations_agree(view: View) -> Iterator[Finding]:
    """`not` stands where the text says 无, 不 or the like."""
    for i, measure in enumerate(view.policy.measures):
        for location, node in nodes(measure.when, ("measures", i, "when")):
            if isinstance(node, Not):
                for _, test in walk(node.not_, ()):
                    if not _NEGATIONS.search(test.quote):
                        message = f"写了 not，而引文「{test.quote}」里没有“无”“不”一类的词"
                        yield view.in_measure(measure, location, message)


def named_conditions_are_kept(view: View) -> Iterator[Finding]:
    """A shared condition that a measure's quote names (智造供给企业) is among the measure's conditions."""
    for i, measure in enumerate(view.policy.measures):
        held = {placed.test for placed in view.tests_of(measure)}
        for test in view.shared_conditions:
            if test not in held and any(test.text in quote for quote in measure.quote):
                message = f"引文说了“{test.text}”，条件里却没有 {test.fact}"
                yield view.in_measure(measure, ("measures", i, "when"), message)


def roles_agree(view: View) -> Iterator[Finding]:
    """A quantity has a bound; a presupposition has none; conditions of recognition keep to themselves."""
    for placed in view.distinct_tests:
        test = placed.test
        bounded = test.bound is not None and not _is_existence(view, placed)
        if test.role == "quantity" and not bounded:
            yield view.in_test(placed, "role: quantity 要有界限；没有界限的前提是 presupposed")
        if test.role == "presupposed" and bounded:
            yield view.in_test(placed, "有界限的条件是 role: quantity，不能当作前提")
    for i, measure in enumerate(view.policy.measures):
        roles = {placed.test.role for placed in view.tests_of(measure)}
        if "recognition" in roles and (len(roles) > 1 or measure.kind != "recognition"):
            message = "认定条件（role: recognition）只和认定条件在一起，且 kind 是 recognition"
            yield view.in_measure(measure, ("measures", i, "when"), message)


# --- parts


def _is_existence(view: View, placed: PlacedTest) -> bool:
    """「新认定的国家实验室」: there is one. The 1 is not a figure of the text."""
    fact, bound = view.fact(placed.test.fact), placed.test.bound
    has_figures = bool(view.figures_in(placed.test.clause, placed.test.quote))
    return bool(fact and bound and fact.type == "count" and bound[1] == "1" and not has_figures)


def _joints_of(measure: Measure, location: Location) -> Iterator[tuple[Location, All | Any_]]:
    for where, node in nodes(measure.when, location):
        if isinstance(node, All | Any_):
            yield where, node


def _between(view: View, earlier: Condition, later: Condition) -> str | None:
    """The words between two conditions; None where they do not follow each other in one clause."""
    before = [span for _, test in walk(earlier, ()) if (span := view.span(test.clause, test.quote))]
    behind = [span for _, test in walk(later, ()) if (span := view.span(test.clause, test.quote))]
    if not before or not behind:
        return None
    return _gap(view, max(before, key=lambda span: span[1]), min(behind))


def _joints(view: View, tests: list[PlacedTest]) -> list[tuple[Test, Test, str]]:
    """Neighbouring thresholds in the order of the text, with the words between them."""
    spans = {p.test: span for p in tests if (span := view.span(p.test.clause, p.test.quote))}
    ordered = sorted(spans.items(), key=lambda item: item[1])
    joints = []
    for (earlier, before), (later, behind) in pairwise(ordered):
        between = _gap(view, before, behind)
        if between is not None:
            joints.append((earlier, later, between))
    return joints


def _gap(view: View, before: Span, behind: Span) -> str | None:
    if before[1] > behind[0] or view.policy.document.at(before[0]) is not view.policy.document.at(behind[0]):
        return None
    return view.policy.document.text[before[1] : behind[0]]


CONDITION_CHECKS: Final[tuple[Check, ...]] = (
    bounds_fit_their_facts,
    thresholds_stand_in_quotes,
    boundaries_agree,
    connectives_agree,
    mixed_connectives_are_readings,
    readings_differ,
    negations_agree,
    named_conditions_are_kept,
    roles_agree,
)
