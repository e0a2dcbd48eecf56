"""Periods: each payment's year, delay and consequence are the text's own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from corpus.check.view import RULES_FILE, Check, Finding, Location, View
from corpus.check.wording import is_ceiling
from corpus.figures import read_figure
from corpus.rules import Extension, Period, Stage, tests_of


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
    if stage.ends != ("取消" in (stage.failed or "")):
        yield "原文写“取消培育资格”的才写 ends: true"


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


def _stands(view: View, clause: str, quote: str, written: str, ceiling: bool = False) -> bool:
    figure = read_figure(written)
    if figure is None:
        return False
    places = [f for f in view.figures_in(clause, quote) if f.key == figure.key]
    return any(is_ceiling(view, f) or "最长" in view.words_before(f) for f in places) if ceiling else bool(places)


PERIOD_CHECKS: Final[tuple[Check, ...]] = (period_lengths_agree, stages_agree, extensions_agree)
