"""Periods: each payment's year, delay and consequence are the text's own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from corpus.check.view import RULES_FILE, Check, Finding, Location, View
from corpus.check.wording import is_ceiling
from corpus.figures import read_figure
from corpus.rules import Extension, Measure, Period, Stage, tests_of


def period_lengths_agree(view: View) -> Iterator[Finding]:
    """共3年 stands in the period's quote."""
    for i, period in enumerate(view.policy.periods):
        if not _stands(view, period.clause, period.quote, period.years):
            message = f"{period.id}：年数「{period.years}」不在引文「{period.quote}」里"
            yield Finding(RULES_FILE, ("periods", i, "years"), period.clause, message)


def stages_agree(view: View) -> Iterator[Finding]:
    """A stage is a measure that waits for what it says, in the year and with the delay that the text gives."""
    for i, period in enumerate(view.policy.periods):
        for j, stage in enumerate(period.stages):
            where: Location = ("periods", i, "stages", j)
            for message in _stage_faults(view, period, stage):
                yield Finding(RULES_FILE, where, stage.clause, f"{stage.measure}：{message}")


def _stage_faults(view: View, period: Period, stage: Stage) -> Iterator[str]:
    measure = view.policy.measure_by_id.get(stage.measure)
    if measure is None:
        yield "没有这条规则"
        return
    if stage.from_ not in stage.quote:
        yield f"「{stage.from_}」不在引文「{stage.quote}」里"
    tested = list(tests_of(measure.when))
    waits = [test.fact for test in tested if (fact := view.fact(test.fact)) and fact.type == "rank"]
    if waits != ([stage.result] if stage.result else []):
        yield f"result 应是规则所等的结果 {'、'.join(waits) or '（没有）'}，不是 {stage.result}"
    if period.starts not in {test.fact for test in tested}:
        yield f"规则的条件里没有 {period.starts}"
    if stage.delay and not _stands(view, stage.clause, stage.failed or "", stage.delay, ceiling=True):
        yield f"延期「{stage.delay}」不在 failed 里，或在那里不是“最多”"
    if stage.failed and not _to_the_end(view, stage.clause, stage.failed):
        yield f"failed 要抄到句末：「{stage.failed}」后面还有话"
    clause = view.clause(stage.clause)
    if clause and "延期" in clause.text and not (stage.failed and stage.delay):
        yield "原文写了最多延期多久、不通过怎样，要写 delay 和 failed"
    if stage.ends != ("取消" in (stage.failed or "")):
        yield "原文写“取消培育资格”的才写 ends: true"


def payments_are_stages(view: View) -> Iterator[Finding]:
    """What is paid to those for whom a period has begun is a stage of it, and each stage once, in its order."""
    order = ("当年", "次年", "期满后")
    for i, period in enumerate(view.policy.periods):
        staged = [stage.measure for stage in period.stages]
        paid = [m.id for m in view.policy.measures if m.pays and _starts(period, m)]
        if sorted(staged) != sorted(paid):
            message = f"{period.id}：以 {period.starts} 为条件、有金额的规则是 {'、'.join(paid)}，stages 要各写一次"
            yield Finding(RULES_FILE, ("periods", i, "stages"), period.clause, message)
        places = [order.index(stage.from_) for stage in period.stages]
        if places != sorted(places):
            message = f"{period.id}：stages 按年份先后写"
            yield Finding(RULES_FILE, ("periods", i, "stages"), period.clause, message)


def stated_periods_are_periods(view: View) -> Iterator[Finding]:
    """共3年 in a clause that pays is the length of a period."""
    known = {(period.clause, figure.key) for period in view.policy.periods if (figure := read_figure(period.years))}
    paying = {measure.clause for measure in view.policy.measures if measure.pays}
    for clause in paying:
        for figure in view.figures.get(clause, ()):
            counted = figure.unit == "年" and view.words_before(figure).rstrip().endswith("共")
            if counted and (clause, figure.key) not in known:
                message = f"原文写“共{figure.text}”，分年给付，请写进 periods"
                yield Finding(RULES_FILE, ("periods",), clause, message)


def extensions_agree(view: View) -> Iterator[Finding]:
    """The most that a period may be extended by is a ceiling in its quote."""
    for i, period in enumerate(view.policy.periods):
        extension = period.extension
        if extension and not _stands(view, extension.clause, extension.quote, extension.most, ceiling=True):
            message = f"{period.id}：延长的年数「{extension.most}」不在引文里，或在那里不是“最长”"
            yield Finding(RULES_FILE, ("periods", i, "extension", "most"), extension.clause, message)
        if extension:
            yield from _reading_faults(extension, ("periods", i, "extension", "readings"))


def _reading_faults(extension: Extension, where: Location) -> Iterator[Finding]:
    most = read_figure(extension.most)
    for name in extension.readings:
        if most is None or extension.most not in name:
            message = f"读法「{name}」里没有延长的年数「{extension.most}」"
            yield Finding(RULES_FILE, where, extension.clause, message)


def _starts(period: Period, measure: Measure) -> bool:
    return any(test.fact == period.starts for test in tests_of(measure.when))


def _to_the_end(view: View, clause: str, quote: str) -> bool:
    """Whether a quote runs to the end of its sentence; true also of one that does not stand at all."""
    span = view.span(clause, quote)
    return span is None or view.policy.document.text[span[1] : span[1] + 1] in ("", "。", "；", "\n")


def _stands(view: View, clause: str, quote: str, written: str, ceiling: bool = False) -> bool:
    figure = read_figure(written)
    if figure is None:
        return False
    places = [f for f in view.figures_in(clause, quote) if f.key == figure.key]
    return any(is_ceiling(view, f) or "最长" in view.words_before(f) for f in places) if ceiling else bool(places)


PERIOD_CHECKS: Final[tuple[Check, ...]] = (
    period_lengths_agree,
    stages_agree,
    payments_are_stages,
    stated_periods_are_periods,
    extensions_agree,
)
