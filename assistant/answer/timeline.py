"""What a period pays in which year (培育期): the years first, then delays, what failing costs, and who decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answer.choosing import ON_SUBJECT, best_kind, leans, topic_measures
from assistant.answer.draft import Draft, Quote
from assistant.answer.turn import Turn, quotes_of
from assistant.answer.wording import money
from assistant.calculator.assessment import Total, total_of
from assistant.calculator.formula import FIRST_CALENDAR
from assistant.calculator.intervals import ZERO, Interval
from assistant.calculator.timeline import Due, Timeline, YearDue, assess_over_years
from assistant.understanding.patterns import best_score
from assistant.understanding.questions import CLASSES, read_asked
from assistant.understanding.surroundings import segments_of
from corpus.figures import years_of
from corpus.rules import Measure, Period, Stage, tests_of

_BY_YEAR: Final = re.compile(r"每一?年|哪一?年|哪几年|各年|分年|逐年|年年|按年|每个年度|哪个年度|第几年")
_MONEY: Final = re.compile(r"钱|资金|奖金|[拿领得]到|能[拿领得]|可以[拿领得]|到手|给|补|奖")
_BEGINNING: Final = re.compile(
    r"(?:签[订署约]?[了完好过的]*)?(?:培育)?责任书(?:签[订署约]?[了完好过的]*)?"
)  # of each year's question
_STILL: Final = re.compile(r"还[能可会有]|继续|接着|剩下|另外")
_DELAYED: Final = re.compile(r"延[期长后]|推迟|宽限|放宽")


@dataclass(frozen=True)
class _Stand:
    """A period as this enterprise stands in it: the stages asked about, each with its payment and year."""

    period: Period
    timeline: Timeline
    dues: tuple[tuple[Stage, YearDue, Due], ...]
    ended: tuple[Stage, ...]  # asked about and out of reach
    signed: int | None

    @property
    def last(self) -> int | None:
        """The last year of the period."""
        return None if self.signed is None else self.signed + years_of(self.period.years) - 1


def answer_timeline(turn: Turn) -> Draft | None:
    """「2024年签的责任书，每年能拿多少」, 「今年能拿多少」, 「延期后又没过，还能拿吗」; None where no period is asked about so."""
    for period in turn.policy.periods:
        measures = _measures_asked(turn, period)
        if not measures:
            continue
        stand = _stand(turn, period, measures)
        asked = turn.part.asked
        if stand.ended and _results_told(turn, period) and (asked.eligible or _asks_money(turn)):
            return _answer_ended(turn, stand)
        year = _year_asked(turn, stand)
        if year is not None:
            return _answer_year(turn, stand, year)
        if stand.dues and _years_asked(turn, period):
            return _answer_years(turn, stand)
    return None


# ------------------------------------------------------------------ what is asked
def _measures_asked(turn: Turn, period: Period) -> list[Measure]:
    """The stages' measures that the question is about; [] where it is about something else."""
    part, stages = turn.part, {stage.measure for stage in period.stages}
    if part.mentions or part.references or part.asked.compare or part.asked.where:
        return []
    kind, _ = best_kind(turn)
    if kind == "not_covered" or (kind == "statement" and not _of_the_period(turn, period)):
        return []
    if kind == "statement" and any(word in part.text for word in CLASSES["howlong"]) and not _MONEY.search(part.text):
        return []  # 「培育期一共几年」 asks for no sum
    topical = topic_measures(turn) if part.best_topic >= ON_SUBJECT else []
    if topical:
        return _named(turn, period) if all(m.id in stages for m in topical) else []
    about = set(turn.conversation.measures) & stages
    if not turn.conversation.measures and _length_named(turn, period) and part.asked.amount:
        return _named(turn, period)  # 「三年每年分别多少」: what pays differently from year to year
    if part.stages or (about and not turn.told_now and (leans(turn) or part.years)):
        return _named(turn, period)
    return []


def _named(turn: Turn, period: Period) -> list[Measure]:
    """The stages that the asking clauses name (还能拿验收的300万吗), all where they name none. What was told before
    (签了责任书, 中期没过) names nothing that is asked for."""
    asking = "，".join(clause for clause in _clauses(turn) if _asks(clause))
    for told in turn.part.stages:
        asking = asking.replace(told.span, "")
    if _BY_YEAR.search(asking):
        asking = _BEGINNING.sub("", asking)
    measures = [turn.policy.measure_by_id[stage.measure] for stage in period.stages]
    scores = {m.id: best_score(m.about, asking) for m in measures}
    named = [m for m in measures if scores[m.id] >= ON_SUBJECT and scores[m.id] == max(scores.values())]
    return named or measures


def _length_named(turn: Turn, period: Period) -> bool:
    """As many years as the period has, and each of them asked about."""
    lengths = [q.lower for q in turn.part.quantities if q.kind == "count" and q.unit == "年"]
    return years_of(period.years) in lengths and not turn.told_now and _BY_YEAR.search(turn.part.text) is not None


def _clauses(turn: Turn) -> list[str]:
    return [turn.part.text[start:end] for start, end in segments_of(turn.part.text)]


def _asks(clause: str) -> bool:
    return not read_asked(clause).nothing or _BY_YEAR.search(clause) is not None


def _of_the_period(turn: Turn, period: Period) -> bool:
    """The best recorded fact is one on the period's own payments."""
    statement = turn.part.candidates.statements[0].item
    clauses = {stage.clause for stage in period.stages}
    return bool(({statement.clause} | {c.clause for c in statement.cites}) & clauses)


def _asks_money(turn: Turn) -> bool:
    asked = turn.part.asked
    return asked.amount or asked.most or asked.altogether or _MONEY.search(turn.part.text) is not None


def _results_told(turn: Turn, period: Period) -> bool:
    """What came out of a stage was told by year, now or before."""
    return any(s.result and (told := turn.told.get(s.result)) and told.by_year for s in period.stages)


def _years_asked(turn: Turn, period: Period) -> bool:
    """Each year is asked about, or the whole after that, or what a result of this message leaves."""
    if _BY_YEAR.search(turn.part.text):
        return _asks_money(turn)
    goes_on = turn.conversation.last_kind == "timeline" and turn.part.best_topic < ON_SUBJECT
    return _dated_results_asked(turn, period) or (goes_on and turn.part.asked.altogether)


def _dated_results_asked(turn: Turn, period: Period) -> bool:
    """「2025年中期没过，还能拿多少」: a result of this message, and money or whether one may still have it."""
    now = {s.fact for s in turn.part.stages} & {s.result for s in period.stages}
    asked = turn.part.asked
    return bool(now) and (asked.amount or asked.most or asked.altogether or (asked.eligible and _asks_money(turn)))


def _year_asked(turn: Turn, stand: _Stand) -> int | None:
    """「今年能拿多少」, 「2026年呢」: the year of a clause that asks how much; that of the signing is told, not asked about."""
    if stand.signed is None or _BY_YEAR.search(turn.part.text):
        return None
    told = {year for stage in turn.part.stages for year, _ in stage.by_year}
    clauses = segments_of(turn.part.text)
    for start, end in clauses:
        years = [
            y for y in turn.part.years if start <= y.start < end and len(y.years) == 1 and y.years[0] >= FIRST_CALENDAR
        ]
        asked = turn.part.asked if len(clauses) == 1 else read_asked(turn.part.text[start:end])
        if len(years) == 1 and years[0].years[0] not in told and (asked.amount or asked.most or asked.eligible):
            return years[0].years[0]
    return None


def _stand(turn: Turn, period: Period, measures: Sequence[Measure]) -> _Stand:
    wanted = {m.id for m in measures}
    profile = turn.profile()
    timeline = assess_over_years(turn.policy, profile, [s.measure for s in period.stages])
    stages = {stage.measure: stage for stage in period.stages}
    dues = tuple(
        (stages[due.result.measure.id], year, due)
        for year in timeline.years
        for due in year.due
        if due.result.measure.id in wanted and due.result.status != "unmet"
    )
    ended = tuple(
        stages[r.measure.id] for r in timeline.assessment.results if r.status == "unmet" and r.measure.id in wanted
    )
    begun = turn.told.get(period.starts)
    return _Stand(period, timeline, dues, ended, min(begun.by_year) if begun and begun.by_year else None)


# ------------------------------------------------------------------ answers
def _answer_years(turn: Turn, stand: _Stand) -> Draft:
    """Every year with its payment. A list has no sum of its own: the total is told where one was asked for."""
    if _STILL.search(turn.part.text) and _results_told(turn, stand.period):  # 「还能拿多少」: what was paid is past
        later = tuple(d for d in stand.dues if d[0].result)
        stand = replace(stand, dues=later or stand.dues)
    lead = "；".join(_stage_words(turn, stand, stage, due) for stage, _, due in stand.dues)
    asked, total = turn.part.asked, None
    if asked.altogether or (asked.most and not _BY_YEAR.search(turn.part.text)):
        total = _total(turn, stand)
        lead = f"合计{money(Interval(0, total.amount.upper))}：{lead}"
    return _draft(turn, stand, f"{lead}。", total)


def _answer_year(turn: Turn, stand: _Stand, year: int) -> Draft:
    """One year: what may be paid in it, with a delay or without."""
    possible = [(s, d) for s, y, d in stand.dues if y.year is not None and y.year <= year <= _latest(y, d)]
    results = [d.result for _, d in possible]
    if not possible:
        return _nothing_in(turn, stand, year)
    total = total_of(turn.policy, results, turn.profile())
    words = "；".join(_stage_words(turn, stand, s, d, year) for s, d in possible)
    return _draft(
        turn, stand, f"{year}年{money(Interval(0, total.amount.upper))}：{words}。", total, [s for s, _ in possible]
    )


def _nothing_in(turn: Turn, stand: _Stand, year: int) -> Draft:
    """A year before or after all that was asked about: what the last one was, and when each is due."""
    amount = Total(ZERO, ()) if _asks_money(turn) else None
    last = max((_latest(y, d) for _, y, d in stand.dues if y.year is not None), default=stand.signed or year)
    past = year > last
    schedule = "；".join(_stage_words(turn, stand, s, d) for s, _, d in stand.dues)
    lead = f"{year}年{'已没有' if past else '还没有'}可以申请的{_names(turn, stand.period)}"
    lead += f"，按{stand.signed}年签订计算最晚在{last}年" if past else ""
    draft = _draft(turn, stand, f"{lead}：{schedule}。", amount)
    refused = past and turn.part.asked.eligible
    reckoned = (*draft.computed, f"{year}年，{last}年，{stand.signed}年")
    if refused:
        return replace(draft, outcome="not_eligible", lead=f"不能：{draft.lead}", computed=reckoned)
    return replace(draft, computed=reckoned)


def _answer_ended(turn: Turn, stand: _Stand) -> Draft:
    """Failed for good: what the text says of it, and what is left."""
    policy = turn.policy
    failing = next((s for s in stand.period.stages if s.failed and _unmet(stand, s)), stand.ended[0])
    lost = [policy.measure_by_id[s.measure].name for s in stand.ended]
    left = [(s, d) for s, _, d in stand.dues]
    if _STILL.search(turn.part.text) or not turn.part.asked.altogether:
        left = [(s, d) for s, d in left if stand.period.stages.index(s) > stand.period.stages.index(failing)]
    total = None
    if turn.part.asked.amount or turn.part.asked.most or turn.part.asked.altogether:
        total = total_of(policy, [d.result for _, d in left], turn.profile())
    says = failing.failed or failing.quote
    rest = f"；仍有：{'；'.join(_stage_words(turn, stand, s, d) for s, d in left)}" if left else ""
    lead = f"{'' if left else '不能：'}{says}，{'、'.join(lost)}不再给予{rest}。"
    body = []
    quotes = [Quote(failing.clause, says)]
    if extension := stand.period.extension:
        body.append(f"只有经认定延长了考核期限的除外：{extension.quote}。")
        quotes.append(Quote(extension.clause, extension.quote))
    quotes += [q for s in stand.ended for q in quotes_of(policy.measure_by_id[s.measure])]
    quotes += [q for s, _ in left for q in quotes_of(policy.measure_by_id[s.measure])]
    return Draft(
        "answered" if left else "not_eligible",
        lead,
        tuple(body),
        tuple(dict.fromkeys(quotes)),
        total=total,
        results=tuple(r for r in stand.timeline.assessment.results if r.measure.id in {s.measure for s in stand.ended}),
        kind="eligibility",
        about=tuple(s.measure for s in stand.ended),
        rests_on=total is not None,
        computed=_years_computed(stand),
    )


def _unmet(stand: _Stand, stage: Stage) -> bool:
    return stand.timeline.assessment.result(stage.measure).status == "unmet"


def _draft(turn: Turn, stand: _Stand, lead: str, total: Total | None, stages: Sequence[Stage] | None = None) -> Draft:
    policy = turn.policy
    shown = list(stages if stages is not None else [s for s, _, _ in stand.dues])
    quotes = [Quote(s.clause, s.quote) for s in shown]
    quotes += [q for s in shown for q in quotes_of(policy.measure_by_id[s.measure])]
    results = tuple(stand.timeline.assessment.result(s.measure) for s in shown)
    passed = {r.measure.id for r in results if r.status == "met"}
    fails = [s for s in shown if s.failed and s.measure not in passed]
    quotes += [Quote(s.clause, s.failed) for s in fails if s.failed]
    if total and len(shown) > 1:
        ids = {s.measure for s in shown}
        quotes = [*(Quote(limit.clause, limit.quote) for limit in policy.limits if ids <= set(limit.over)), *quotes]
    if stand.signed is not None and any(s.from_ == "期满后" for s in shown):
        quotes.append(Quote(stand.period.clause, stand.period.quote))
    body = [f"{'；'.join(s.failed or '' for s in fails)}。"] if fails else []
    extension = stand.period.extension
    if extension and (_DELAYED.search(turn.part.text) or _extended(turn, stand)):
        readings = "；".join(extension.readings)
        body.append(f"{extension.quote}；原文有两种读法：{readings}，以{policy.head.lead_office}解释为准。")
        quotes.append(Quote(extension.clause, extension.quote))
    steps = [u.what for r in results for u in r.unknown if u.kind == "authority"]
    body += [f"须由主管部门决定：{'；'.join(dict.fromkeys(steps))}。"] if steps else []
    return Draft(
        "answered",
        lead,
        tuple(body),
        tuple(dict.fromkeys(quotes)),
        total=total,
        results=results,
        kind="timeline",
        about=tuple(s.measure for s in shown),
        rests_on=True,
        computed=_years_computed(stand),
    )


def _extended(turn: Turn, stand: _Stand) -> bool:
    extension = stand.period.extension
    told = turn.told.get(extension.fact) if extension else None
    return told is not None and told.value.lower == 1


def _total(turn: Turn, stand: _Stand) -> Total:
    return total_of(turn.policy, [d.result for _, _, d in stand.dues], turn.profile())


def _latest(year: YearDue, due: Due) -> int:
    assert year.year is not None  # only asked of calendar years
    # once it has been passed in a year, it is paid in that one
    return year.year if due.latest is None or due.result.status == "met" else due.latest


# ------------------------------------------------------------------ words
def _stage_words(turn: Turn, stand: _Stand, stage: Stage, due: Due, year: int | None = None) -> str:
    """「2025年起可申请，中期考核结果为合格的，中期考核奖励资金最高500万元（最多延期一年，最晚2026年）」."""
    measure = turn.policy.measure_by_id[stage.measure]
    sum_words = f"{measure.name}{money(due.result.amount or ZERO)}"
    condition = "".join(f"{t.text}的，" for t in tests_of(measure.when) if t.role == "quantity")
    delay = f"最多延期{stage.delay}" if stage.delay else ""
    due_in = next((y.year for s, y, _ in stand.dues if s is stage), None) if stand.signed else None
    if due.result.status == "met" and stage.result and due_in is not None:
        return f"{due_in}年{condition.removesuffix('的，')}，{sum_words}"
    tried = stage.result is not None and (told := turn.told.get(stage.result)) is not None and bool(told.by_year)
    if due_in is not None and stage.delay and (tried or (year and year > due_in and stage.from_ != "期满后")):
        return f"延期到{max(due_in, year or 0)}年{condition}{sum_words}"
    match stage.from_, due_in:
        case "当年", None:
            return f"{due.label}{sum_words}"
        case "当年", _:
            return f"{due_in}年（{due.label}）{sum_words}"
        case "期满后", None:
            return f"{stand.period.name}满{stand.period.years}后，{condition}{sum_words}（{delay}）"
        case "期满后", _:
            return f"{stand.period.name}{stand.signed}至{stand.last}年，期满后{condition}{sum_words}（{delay}）"
        case _, None:
            return f"{due.label}起，{condition}{sum_words}（{delay}）"
    extended = "延长" in turn.part.text or _extended(turn, stand)  # then how late depends on the reading
    until = f"，最晚{due.latest}年" if due.latest and not extended else ""
    return f"{due_in}年起，{condition}{sum_words}（{delay}{until}）"


def _names(turn: Turn, period: Period) -> str:
    topics = dict.fromkeys(turn.policy.measure_by_id[s.measure].topic for s in period.stages)
    return "、".join(turn.policy.topic_by_id[t].name for t in topics)


def _years_computed(stand: _Stand) -> tuple[str, ...]:
    """The years that follow from the one in which the period began."""
    return tuple(_reckoned(stand))


def _reckoned(stand: _Stand) -> Iterator[str]:
    if stand.signed is not None and stand.last is not None:
        years = {y.year for _, y, _ in stand.dues} | {d.latest for _, _, d in stand.dues} | {stand.signed, stand.last}
        yield "，".join(f"{year}年" for year in sorted(y for y in years if y is not None))
        yield f"{stand.signed}至{stand.last}年"
