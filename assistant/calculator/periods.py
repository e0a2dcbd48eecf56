"""The stages of a period (培育期): in which year each falls due, with its delay, and what failing costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.calculator.assessment import MeasureResult, assess_measure
from assistant.calculator.by_year import in_year
from assistant.calculator.intervals import ZERO, Interval
from assistant.calculator.profile import Profile
from corpus.figures import years_of
from corpus.library import Policy
from corpus.rules import Period, Stage


@dataclass(frozen=True, slots=True)
class Milestone:
    """A stage for one enterprise: what it pays, its calendar year and the latest one (None: not known)."""

    result: MeasureResult
    year: int | None
    latest: int | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Window:
    """The years in which a stage may be passed; `at_most` where the delays were extended (3.4)."""

    first: int
    latest: int
    at_most: int


def milestone(policy: Policy, period: Period, stage: Stage, profile: Profile, result: MeasureResult) -> Milestone:
    """When one stage is payable, and whether it still is, given the year in which the period began and the results
    of the years."""
    waits_in_vain = result.status == "unmet" and stage.result not in profile.told
    notes = () if waits_in_vain else tuple(_notes(period, stage))
    window = _window(period, stage, profile)
    ended = _ended_before(policy, period, stage, profile)
    if ended is not None and result.status != "unmet":
        return Milestone(_nothing(result), window.first if window else None, None, (ended,))
    if window is None:
        return Milestone(result, None, None, notes)
    if stage.result is None:
        return Milestone(result, window.first, None, notes)
    by_year = profile.told[stage.result].by_year if stage.result in profile.told else {}
    if not by_year:
        return Milestone(result, window.first, window.latest, notes)
    passed = _first_passed(policy, period, stage, profile, by_year)
    if passed is None:
        failed = max(by_year)
        if failed >= window.at_most:
            return Milestone(_nothing(result), failed, window.latest, notes)
        return Milestone(_open(policy, stage, profile), failed + 1, window.at_most, notes)
    year, then = passed
    if year < window.first:
        early = (
            f"{stage.from_}才可{'考核' if stage.from_ == '次年' else '验收'}，{year}年早于{window.first}年，请核对年份"
        )
        return Milestone(_nothing(then), year, window.latest, (early, *notes))
    if year > window.at_most:
        late = f"{year}年已超过最晚的{window.at_most}年"
        return Milestone(_nothing(then), year, window.latest, (late, *notes))
    if year > window.latest:
        due = replace(then, status="open", amount=Interval(0, (then.amount or ZERO).upper))
        return Milestone(due, year, window.at_most, (f"{year}年晚于{window.latest}年，要经认定延长考核期限", *notes))
    return Milestone(then, year, window.latest, notes)


def _window(period: Period, stage: Stage, profile: Profile) -> _Window | None:
    begun = profile.told.get(period.starts)
    years = [year for year, value in begun.by_year.items() if value.lower == 1] if begun else []
    if not years:
        return None
    length = years_of(period.years)
    # 期满 is the end of the last year: what follows it may come in that year or in the next
    first = min(years) + {"当年": 0, "次年": 1, "期满后": length - 1}[stage.from_]
    in_time = first + (stage.from_ == "期满后")
    latest = in_time + (years_of(stage.delay) if stage.delay else 0)
    extension = period.extension
    if extension is None or stage.delay is None:
        return _Window(first, latest, latest)
    told = profile.told.get(extension.fact)
    more = 0 if told and told.value.upper == 0 else years_of(extension.most)
    return _Window(first, latest + more if told and told.value.lower == 1 else latest, latest + more)


def _ended_before(policy: Policy, period: Period, stage: Stage, profile: Profile) -> str | None:
    """The text's words on why the period ended, where an earlier stage was failed for good."""
    for earlier in period.stages:
        if earlier is stage:
            return None
        window = _window(period, earlier, profile)
        told = profile.told.get(earlier.result) if earlier.result and earlier.ends else None
        if window is None or told is None or not told.by_year:
            continue
        if (
            _first_passed(policy, period, earlier, profile, told.by_year) is None
            and max(told.by_year) >= window.at_most
        ):
            return earlier.failed
    return None


def _first_passed(
    policy: Policy, period: Period, stage: Stage, profile: Profile, by_year: Mapping[int, Interval]
) -> tuple[int, MeasureResult] | None:
    for year in sorted(by_year):
        result = assess_measure(policy, policy.measure_by_id[stage.measure], _once_begun(period, profile, year))
        if result.status != "unmet":
            return year, result
    return None


def _once_begun(period: Period, profile: Profile, year: int) -> Profile:
    """One year's facts, with the period begun in whatever year it was."""
    then = in_year(profile, year)
    begun = profile.told.get(period.starts)
    return replace(then, told={**then.told, period.starts: replace(begun, by_year={})}) if begun else then


def _open(policy: Policy, stage: Stage, profile: Profile) -> MeasureResult:
    """A stage that was failed and may be tried again."""
    untold = {f: t for f, t in profile.told.items() if f != stage.result}
    return assess_measure(policy, policy.measure_by_id[stage.measure], replace(profile, told=untold))


def _nothing(result: MeasureResult) -> MeasureResult:
    return replace(result, status="unmet", amount=ZERO)


def _notes(period: Period, stage: Stage) -> Iterator[str]:
    if stage.failed:
        yield stage.failed
    if stage.delay and period.extension:
        readings = "；".join(period.extension.readings)
        yield f"{period.extension.quote}（原文有几种读法：{readings}）"
