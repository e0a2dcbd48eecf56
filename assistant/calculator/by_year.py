"""Facts told year by year: each year reckoned by itself, then what binds over the years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.calculator.assessment import MeasureResult, Status, assess_measure
from assistant.calculator.facts_json import BadFacts
from assistant.calculator.intervals import ZERO, Interval
from assistant.calculator.profile import Profile, Told
from assistant.calculator.program import pay_facts
from corpus.figures import years_of
from corpus.library import Policy
from corpus.rules import Measure


def years_told(profile: Profile) -> frozenset[int]:
    """Every calendar year that a fact was told of."""
    return frozenset(year for told in profile.told.values() for year in told.by_year)


def dated_facts(policy: Policy, measure: Measure, profile: Profile) -> tuple[str, ...]:
    """The facts of a measure's sum that were told by year. Raises BadFacts where another of them has one sum only."""
    facts = [f for f in pay_facts(measure) if f in profile.told]
    dated = tuple(f for f in facts if profile.told[f].by_year)
    undated = [f for f in facts if f not in dated and policy.facts[f].type == "money"]
    if dated and undated:
        one, other = policy.facts[dated[0]].label, policy.facts[undated[0]].label
        raise BadFacts(f'「{one}」按年份告知，「{other}」也要按年份告知，例如 {{"2024": "100万元"}}')
    return dated


def in_year(profile: Profile, year: int) -> Profile:
    """What was told of one year: facts told by year as they were then (unknown where that year was not told)."""
    told: dict[str, Told] = {}
    for name, fact in profile.told.items():
        if not fact.by_year:
            told[name] = fact
        elif year in fact.by_year:
            told[name] = replace(fact, value=fact.by_year[year], by_year={})
    return replace(profile, told=told)


def paid_years(policy: Policy, measure: Measure, profile: Profile) -> dict[int, MeasureResult]:
    """Each year's result, in order, after what binds over the years: 连续不超过三年, and caps per enterprise."""
    found = _granted_years(policy, measure, profile)
    for cap in _caps_over_years(measure):
        found = _up_to(found, cap)
    return found


def over_years(policy: Policy, result: MeasureResult, profile: Profile) -> MeasureResult:
    """One result for all years: what the years come to together, granted where any year is."""
    by_year = paid_years(policy, result.measure, profile)
    total = ZERO
    for one in _granted_years(policy, result.measure, profile).values():
        total = total.plus(one.amount or ZERO)
    # of the sum, not year by year: where one year may take more, another takes less
    for cap in _caps_over_years(result.measure):
        total = Interval(min(total.lower, cap), cap if total.upper is None else min(total.upper, cap))
    statuses = {one.status for one in by_year.values()}
    status: Status = "met" if "met" in statuses else "unmet" if statuses == {"unmet"} else "open"
    return replace(result, status=status, amount=total, by_year=tuple(by_year.items()))


def _caps_over_years(measure: Measure) -> list[int]:
    """The caps per enterprise, in 分: they bind over all years together."""
    caps = measure.pays.caps if measure.pays else ()
    return [cap.amount for cap in caps if cap.per == "企业" and cap.amount is not None]


def _granted_years(policy: Policy, measure: Measure, profile: Profile) -> dict[int, MeasureResult]:
    """Each year by itself, not more than the support's years in a row."""
    dated = dated_facts(policy, measure, profile)
    years = sorted({year for fact in dated for year in profile.told[fact].by_year})
    found = {year: assess_measure(policy, measure, in_year(profile, year)) for year in years}
    pays = measure.pays
    assert pays is not None  # only what is paid has facts of a sum
    if pays.years:
        found = _in_a_row(found, years_of(pays.years))
    return found


def _in_a_row(found: Mapping[int, MeasureResult], most: int) -> dict[int, MeasureResult]:
    """Not more than `most` years in a row. Whether they may begin anew after a gap the text does not say: possible, and
    not certain."""
    limited: dict[int, MeasureResult] = {}
    row, paid, last = 0, 0, None
    for year, result in found.items():
        if result.status == "unmet":
            limited[year] = result
            continue
        row = row + 1 if last is not None and year == last + 1 else 1
        last = year
        if row > most:
            limited[year] = replace(result, status="unmet", amount=ZERO)
            continue
        paid += 1
        amount = result.amount or ZERO
        again = paid > most
        limited[year] = replace(result, status="open", amount=Interval(0, amount.upper)) if again else result
    return limited


def _up_to(found: Mapping[int, MeasureResult], cap: int) -> dict[int, MeasureResult]:
    """Not more than `cap` 分 over all years: what earlier years took is gone."""
    limited: dict[int, MeasureResult] = {}
    taken = Interval(0, 0)  # by the years before, each end after the cap
    for year, result in found.items():
        amount = result.amount or ZERO
        most = cap - taken.lower
        least = cap - (cap if taken.upper is None else taken.upper)
        upper = most if amount.upper is None else min(amount.upper, most)
        limited[year] = replace(result, amount=Interval(min(amount.lower, least), upper))
        taken = Interval(
            min(cap, taken.lower + amount.lower),
            cap if amount.upper is None or taken.upper is None else min(cap, taken.upper + amount.upper),
        )
    return limited
