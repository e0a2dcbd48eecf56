"""Periods in a message: in which year one began (2024年签的责任书), and how its stages ended year by year.

What began when and what came out in which year is noted beside the facts, so that a question on the period is reckoned
by it. A failure 「延期后又没过」 without a year is the period's own: its first year is 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from assistant.calculator.formula import FIRST_CALENDAR
from assistant.calculator.intervals import Interval
from assistant.calculator.profile import Told
from assistant.understanding.fact_values import ToldFact
from assistant.understanding.surroundings import HYPOTHETICAL, segments_of
from assistant.understanding.years import Years
from corpus.figures import years_of
from corpus.library import Policy
from corpus.rules import Fact, Period, Stage

_SIGN: Final = re.compile(r"签(?!到|证)")
_NEAR: Final = 8  # characters between a year and the signing
_FAILED: Final = re.compile(
    r"没有?(?:考)?(?:过|通过|合格|达标)|不(?:合格|通过|达标)|未(?:通过|合格|达标)|挂了?|失败|砸了"
)
_PASSED: Final = re.compile(r"(?<![没未不])(?:考)?(?:过了|过关|通过了?|合格了?|达标了?)")
_AFTER_DELAY: Final = re.compile(r"延[期后了长]|推迟|拖|补考|重考|再考|第二次|宽限")
_TWICE: Final = re.compile(r"两次|连续两年|两回")
_AGAIN: Final = re.compile(r"又|还是|仍|再|依然|依旧|也|后")
_ASKED: Final = re.compile(r"[吗么][?？]?$|[?？]|怎么|如何|会|什么|多少")


def read_stages(text: str, policy: Policy, years: Sequence[Years], told: Sequence[ToldFact]) -> tuple[ToldFact, ...]:
    """When periods began and how their stages ended, by year (`told` are the facts that the message tells)."""
    found: list[ToldFact] = []
    years = [y for y in years if y.years[0] >= FIRST_CALENDAR]
    for period in policy.periods:
        begun = _begun(text, policy, period, years)
        found += [begun] if begun else []
        for stage in period.stages:
            results = dict(_results(text, policy, period, stage, years, told))
            if results:
                by_year = tuple(sorted(results.items()))
                assert stage.result is not None  # only what waits for a result has some
                found.append(
                    ToldFact(stage.result, by_year[-1][1], text, HYPOTHETICAL.search(text) is not None, by_year=by_year)
                )
    return tuple(found)


def dated_periods(policy: Policy, told: Mapping[str, Told]) -> dict[str, Told]:
    """The facts with each period's results in calendar years, where its first year is known; else counted from 1.

    That the time was extended is not supposed where a stage was failed: it takes an application of its own.
    """
    out = dict(told)
    for period in policy.periods:
        results = [s.result for s in period.stages if s.result in out and out[s.result].by_year]
        if not results:
            continue
        begun = out.get(period.starts)
        first = min(begun.by_year) if begun and begun.by_year else 1
        if begun is None or begun.value.upper != 0:
            value = Interval(1, 1)
            out[period.starts] = replace(begun or Told(value), value=value, by_year={first: value})
        for result in results:
            by_year = {y if y >= FIRST_CALENDAR else y + first - 1: v for y, v in out[result].by_year.items()}
            out[result] = replace(out[result], by_year=by_year)
        extension = period.extension
        if extension and extension.fact not in out:
            out[extension.fact] = Told(Interval(0, 0))
    return out


def _begun(text: str, policy: Policy, period: Period, years: Sequence[Years]) -> ToldFact | None:
    words = [m.span() for m in _SIGN.finditer(text)]
    words += [(at, at + len(w)) for w in policy.facts[period.starts].say if (at := text.find(w)) >= 0]
    for group in years:
        if len(group.years) != 1:
            continue
        for start, end in words:
            gap = text[group.end : start] if start >= group.end else text[end : group.start]
            if len(gap) <= _NEAR and not re.search(r"[，,。；;？?]", gap):
                span = text[min(group.start, start) : max(group.end, end)]
                supposed = HYPOTHETICAL.search(text[: group.start]) is not None
                return ToldFact(
                    period.starts, Interval(1, 1), span, supposed, by_year=((group.years[0], Interval(1, 1)),)
                )
    return None


def _results(
    text: str, policy: Policy, period: Period, stage: Stage, years: Sequence[Years], told: Sequence[ToldFact]
) -> Iterator[tuple[int, Interval]]:
    """The years in which a stage was passed or failed."""
    if stage.result is None:
        return
    fact = policy.facts[stage.result]
    span = next((t.span for t in told if t.fact == stage.result), None)
    speaks = False  # of this stage
    for start, end in segments_of(text):
        segment = text[start:end]
        named = _names(fact, segment) or (span is not None and span in segment)
        others = any(_names(policy.facts[s.result], segment) for s in period.stages if s.result and s is not stage)
        speaks = named or (speaks and not others)
        if not speaks or _ASKED.search(segment):
            continue
        year = _year_of(fact, segment, [y for y in years if start <= y.start < end and len(y.years) == 1], start)
        rank = _rank_in(fact, segment)
        if rank is None:
            continue
        if year is not None:
            yield year, Interval(rank, rank)
        elif rank == 0 and (_TWICE.search(segment) or (_AFTER_DELAY.search(segment) and _AGAIN.search(segment))):
            yield from _failed_for_good(period, stage)


def _year_of(fact: Fact, segment: str, years: Sequence[Years], start: int) -> int | None:
    """The year of a segment that stands last before the stage is named (「去年进名单、今年中期合格」), else its first."""
    at = start + max(segment.find(fact.label[:2]), 0)
    before = [y.years[0] for y in years if y.start < at]
    return before[-1] if before else next((y.years[0] for y in years), None)


def _names(fact: Fact, segment: str) -> bool:
    """「中期」, 「中期考核」 of 中期考核结果."""
    return fact.label[:2] in segment


def _rank_in(fact: Fact, segment: str) -> int | None:
    """The result that a segment tells, lowest 0; None where it tells none."""
    if _FAILED.search(segment):
        return 0
    named = [i for i, name in enumerate(fact.values) if name in segment]
    return max(named) if named else min(1, len(fact.values) - 1) if _PASSED.search(segment) else None


def _failed_for_good(period: Period, stage: Stage) -> Iterator[tuple[int, Interval]]:
    """Failed in the year in which it was due, and after the delay too; the period's first year is 1."""
    due = {"当年": 1, "次年": 2, "期满后": years_of(period.years) + 1}[stage.from_]
    for year in range(due, due + 1 + (years_of(stage.delay) if stage.delay else 0)):
        yield year, Interval(0, 0)
