"""What falls due when: stages of a period, supports that run for some years, and each year's own facts where told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from assistant.calculator.assessment import Assessment, MeasureResult, assess, assess_measure, total_of
from assistant.calculator.by_year import dated_facts, over_years, years_told
from assistant.calculator.intervals import Interval
from assistant.calculator.periods import Milestone, milestone
from assistant.calculator.profile import Profile
from assistant.calculator.program import pay_facts
from corpus.figures import years_of
from corpus.library import Policy
from corpus.rules import Period, Stage

_ONCE: Final = "认定、获得或符合条件的当年"
_UNDATED: Final = "没有告知年份"


@dataclass(frozen=True, slots=True)
class Due:
    """One payment of a year: what it comes to by itself, until when at the latest, and what is to be said of it."""

    result: MeasureResult
    label: str = ""
    latest: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class YearDue:
    """A year (the calendar's where it is known), its payments, and their sum in 分 after the limits."""

    year: int | None
    label: str
    due: tuple[Due, ...]
    amount: Interval


@dataclass(frozen=True, slots=True)
class Timeline:
    """The assessment over all years that were told of (else of one), and what falls due year by year."""

    assessment: Assessment
    years: tuple[YearDue, ...]


def assess_over_years(policy: Policy, profile: Profile, only: Iterable[str] | None = None) -> Timeline:
    """Every measure (or those of `only`) for one enterprise, and when it is payable. Facts told by year are reckoned year
    by year: yearly caps each year, 连续不超过三年 over the years, caps per enterprise over all. Raises BadFacts where one
    fact of a sum is told by year and another is not."""
    plain = assess(policy, profile, only)
    calendar = years_told(profile)
    stages = {stage.measure: (period, stage) for period in policy.periods for stage in period.stages}
    results: list[MeasureResult] = []
    rows: list[tuple[_Row, Due]] = []
    for result in plain.results:
        if result.measure.id in stages:
            found = milestone(policy, *stages[result.measure.id], profile, result)
            results.append(found.result)
            rows += _of_stage(*stages[result.measure.id], found)
        elif dated_facts(policy, result.measure, profile):
            whole = over_years(policy, result, profile)
            results.append(whole)
            rows += [(_Row(year, year, f"{year}年"), Due(r)) for year, r in whole.by_year]
        else:
            results.append(result)
            rows += _of_one(policy, profile, result, bool(calendar))
    total = total_of(policy, results, profile) if calendar else plain.total
    return Timeline(Assessment(tuple(results), total), tuple(_years(policy, profile, rows)))


@dataclass(frozen=True, slots=True)
class _Row:
    order: int
    year: int | None
    label: str


def _years(policy: Policy, profile: Profile, rows: Iterable[tuple[_Row, Due]]) -> Iterator[YearDue]:
    by_row: dict[_Row, list[Due]] = {}
    for row, due in rows:
        amount = due.result.amount
        if amount is not None and not due.result.unpriced and (amount.upper != 0 or due.notes):
            by_row.setdefault(row, []).append(due)
    for row in sorted(by_row, key=lambda r: r.order):
        dues = by_row[row]
        yield YearDue(row.year, row.label, tuple(dues), total_of(policy, [d.result for d in dues], profile).amount)


def _of_stage(period: Period, stage: Stage, found: Milestone) -> Iterator[tuple[_Row, Due]]:
    label = stage.quote.partition("，")[0]  # 签订责任书次年
    due = Due(found.result, label, found.latest, found.notes)
    if found.year is not None:
        yield _Row(found.year, found.year, f"{found.year}年"), due
        return
    place = {"当年": 1, "次年": 2, "期满后": years_of(period.years) + 1}[stage.from_]
    yield _Row(place, None, label if stage.from_ == "期满后" else f"第{place}年"), due


def _of_one(policy: Policy, profile: Profile, result: MeasureResult, calendar: bool) -> Iterator[tuple[_Row, Due]]:
    """A support of which no year was told: its first year, and those that it may run on."""
    pays = result.measure.pays
    if calendar:
        yield _Row(10_000, None, _UNDATED), Due(result)
        return
    if pays is None or pays.years is None:
        yield _Row(0, None, _ONCE), Due(result)
        return
    yield _Row(1, None, "第1年"), Due(result)
    if result.status == "unmet":
        return
    most = years_of(pays.years)
    later = assess_measure(policy, result.measure, _without(profile, pay_facts(result.measure)))
    for number in range(2, most + 1):
        note = f"以当年的实际发生额为准，最多{pays.years}"
        yield _Row(number, None, f"第{number}年"), Due(_still_open(later), notes=(note,))


def _still_open(result: MeasureResult) -> MeasureResult:
    """A year to come: nothing of it is certain."""
    amount = result.amount
    assert amount is not None  # what runs for years is paid
    return replace(result, status="open", amount=Interval(0, amount.upper))


def _without(profile: Profile, facts: Iterable[str]) -> Profile:
    dropped = set(facts)
    return replace(profile, told={f: t for f, t in profile.told.items() if f not in dropped})
