"""Every figure of a payment stands in its quote, and as what it is: a sum, a ceiling, a cap, a yearly cap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from corpus.amounts import format_rate, format_yuan
from corpus.check.coverage import cap_key, keys_in, keys_of_measure, money_key
from corpus.check.view import Check, Finding, Key, Location, View
from corpus.check.wording import is_ceiling, is_soft, is_yearly
from corpus.figures import PERCENT, Figure, find_figures, read_figure
from corpus.rules import Measure, MeasureKind, Pays, Uplift


def quoted_figures(view: View, measure: Measure, key: Key) -> list[Figure]:
    """Where a figure stands in a measure's own quotes."""
    return [f for quote in measure.quote for f in view.figures_in(measure.clause, quote) if f.key == key]


def _paid(view: View) -> Iterator[tuple[int, Measure, Pays]]:
    for i, measure in enumerate(view.policy.measures):
        if measure.pays:
            yield i, measure, measure.pays


def rule_figures_stand_in_quotes(view: View) -> Iterator[Finding]:
    """Every figure of a measure stands in its quote (those of `figures`: or in a condition's)."""
    for i, measure in enumerate(view.policy.measures):
        of_conditions = {f.key for p in view.tests_of(measure) for f in view.figures_in(p.test.clause, p.test.quote)}
        listed = keys_in(*measure.figures)
        for key in keys_of_measure(measure):
            if quoted_figures(view, measure, key) or (key in listed and key in of_conditions):
                continue
            message = f"规则里的 {show_key(key)} 不在引文里，请核对原文，改规则或把引文引全"
            yield view.in_measure(measure, ("measures", i, *_place(measure, key)), message)


def figures_are_written_as_figures(view: View) -> Iterator[Finding]:
    """What stands under figures, years and from is a figure and nothing else."""
    for i, measure in enumerate(view.policy.measures):
        written: list[tuple[Location, str]] = [(("figures", j), text) for j, text in enumerate(measure.figures)]
        if measure.pays and measure.pays.years:
            written.append((("pays", "years"), measure.pays.years))
        if measure.pays and measure.pays.uplift:
            written += [(("pays", "uplift"), t) for r in measure.pays.uplift.readings for t in r.from_]
        for place, text in written:
            if read_figure(text) is None:
                message = f"「{text}」不是一个数字，应写作“三年”“15%”“前三位”"
                yield view.in_measure(measure, ("measures", i, *place), message)


def ceilings_agree(view: View) -> Iterator[Finding]:
    """最高 before the amount or the rate makes a ceiling, and nothing else does."""
    for i, measure, pays in _paid(view):
        places = _paid_figures(view, measure, pays)
        if places and all(is_ceiling(view, figure) != pays.ceiling for figure in places):
            word = "没有" if pays.ceiling else "有"
            right = "false" if pays.ceiling else "true"
            message = f"原文「{places[0].text}」旁{word}“最高”一类的词，ceiling 应为 {right}"
            yield view.in_measure(measure, ("measures", i, "pays", "ceiling"), message)
        if places and all(is_soft(view, figure) != pays.soft for figure in places):
            word = "没有" if pays.soft else "有"
            message = f"原文「{places[0].text}」前{word}“原则上”，soft 应为 {'false' if pays.soft else 'true'}"
            yield view.in_measure(measure, ("measures", i, "pays", "soft"), message)
        if pays.full and not any("全额" in quote for quote in measure.quote):
            yield view.in_measure(measure, ("measures", i, "pays", "full"), "引文里没有“全额”，不能写 full")


def caps_agree(view: View) -> Iterator[Finding]:
    """A cap is a figure that the text gives as the most; per 企业/年 only where 每年 stands with it."""
    for i, measure, pays in _paid(view):
        for j, cap in enumerate(pays.caps):
            key = cap_key(cap)
            places = [f for f in quoted_figures(view, measure, key) if is_ceiling(view, f)]
            where = ("measures", i, "pays", "caps", j)
            if not places:
                message = f"上限 {show_key(key)} 在引文里不是上限（前面没有“最高不超过”一类的词）"
                yield view.in_measure(measure, where, message)
            elif cap.amount is not None:
                per = _per(view, places[0])
                if cap.per != per:
                    message = f"上限 {show_key(key)} 按原文是 per: {per}，不是 {cap.per}"
                    yield view.in_measure(measure, where, message)


def uplifts_are_derived(view: View) -> Iterator[Finding]:
    """A derived rate is the sum of its figures (个百分点), or the rate raised by the other figure."""
    for i, measure, pays in _paid(view):
        if pays.uplift is None:
            continue
        where = ("measures", i, "pays", "uplift")
        rates = [reading.rate for reading in pays.uplift.readings]
        if len(set(rates)) < len(rates):
            yield view.in_measure(measure, where, "两种读法的比例相同，不成其为两种读法")
        for message in _uplift_faults(pays, pays.uplift):
            yield view.in_measure(measure, where, message)


def _uplift_faults(pays: Pays, uplift: Uplift) -> Iterator[str]:
    standard = pays.rate or Fraction(0)
    for reading in uplift.readings:
        figures = [figure for text in reading.from_ for figure in find_figures(text) if figure.unit == PERCENT]
        values = [figure.value / 100 for figure in figures]
        if len(values) != 2 or values[0] != standard:
            yield f"读法「{reading.name}」的 from 应写原文的两个比例，先写标准 {format_rate(standard)}"
            continue
        by_points = "百分点" in reading.name
        derived = values[0] + values[1] if by_points else values[0] * (1 + values[1])
        if reading.rate != derived:
            how = "相加" if by_points else "按标准上浮"
            yield f"读法「{reading.name}」{how}应为 {format_rate(derived)}，不是 {format_rate(reading.rate)}"
        if not keys_in(reading.name) <= {figure.key for figure in figures}:
            yield f"读法「{reading.name}」名称里的数字不在 from 里"


def kinds_agree(view: View) -> Iterator[Finding]:
    """The kind of support is what the words of the quote and the payment say."""
    for i, measure in enumerate(view.policy.measures):
        kind = _kind_of(measure)
        if measure.kind != kind:
            message = f"按引文和 pays，kind 应为 {kind}，不是 {measure.kind}"
            yield view.in_measure(measure, ("measures", i, "kind"), message)


def money_has_a_sum_or_a_reason(view: View) -> Iterator[Finding]:
    """What the quote calls money (奖励, 补贴, 重点支持) pays, or says in `unpriced` why not; nothing else does."""
    for i, measure in enumerate(view.policy.measures):
        word = _MONEY_WORDS.search("；".join(measure.quote))
        if measure.pays and measure.unpriced:
            yield view.in_measure(measure, ("measures", i, "unpriced"), "pays 与 unpriced 只能有一个")
        elif word and not (measure.pays or measure.unpriced):
            message = f"引文说的是钱（“{word[0]}”）：要写 pays，或在 unpriced 里写明原文没有金额"
            yield view.in_measure(measure, ("measures", i), message)
        elif measure.unpriced and not word:
            message = "引文里没有“奖励”“补贴”一类说钱的词，不写 unpriced"
            yield view.in_measure(measure, ("measures", i, "unpriced"), message)


def loan_lines_are_lines(view: View) -> Iterator[Finding]:
    """A loan line is a sum lent: 额度 or 贷款 stands behind it, and no sum is paid from it."""
    for i, measure in enumerate(view.policy.measures):
        if measure.loan_line is None:
            continue
        places = quoted_figures(view, measure, money_key(measure.loan_line))
        if measure.pays or not any(re.search("额度|贷款", view.words_after(f)) for f in places):
            message = "loan_line 是贷款额度：原文数字后面应有“额度”或“贷款”，且不写 pays"
            yield view.in_measure(measure, ("measures", i, "loan_line"), message)


def measures_have_examples(view: View) -> Iterator[Finding]:
    """A measure has an example of who gets it; where it pays, of how much, and of what is missing of one half told."""
    for i, measure in enumerate(view.policy.measures):
        if not any(e.status == "met" for e in measure.examples):
            message = "至少要有一个符合条件的算例（status: met）"
            yield view.in_measure(measure, ("measures", i), message)
    for i, measure, pays in _paid(view):
        if not any(e.status == "met" and e.lower is not None and e.upper is not None for e in measure.examples):
            message = "有金额的规则至少要有一个算例（status: met，写明 lower 和 upper）"
            yield view.in_measure(measure, ("measures", i), message)
        turns_on = pays.of or any(placed.test.bound for placed in view.tests_of(measure))
        if turns_on and not any(e.missing for e in measure.examples):
            message = "按比例的、有数量条件的规则，至少要有一个只告知一部分的算例，写明还缺什么（missing）"
            yield view.in_measure(measure, ("measures", i), message)


# --- parts


def _paid_figures(view: View, measure: Measure, pays: Pays) -> list[Figure]:
    """Where the amount or the rate stands, or the 全额 that is the rate."""
    if pays.amount is not None:
        return quoted_figures(view, measure, money_key(pays.amount))
    if pays.rate is not None:
        return quoted_figures(view, measure, (pays.rate * 100, PERCENT))
    places = []
    for quote in measure.quote:
        span = view.span(measure.clause, quote)
        at = quote.find("全额")
        if span and at >= 0:
            start = span[0] + at
            places.append(Figure("全额", start, start + 2, Fraction(100), PERCENT))
    return places


def _per(view: View, figure: Figure) -> str | None:
    words = view.words_before(figure)
    if is_yearly(view, figure):
        return "企业/年"
    return "项目" if "项目" in words else "企业" if re.search("企业|单位|每家", words) else None


def show_key(key: Key) -> str:
    """A figure as people write it."""
    value, unit = key
    assert isinstance(value, Fraction)
    if unit == "元":
        return format_yuan(int(value * 100))
    return f"{value}{unit}"


def _place(measure: Measure, key: Key) -> Location:
    """The node below a measure that holds a figure, for the line of the message."""
    for j, text in enumerate(measure.figures):
        if key in keys_in(text):
            return ("figures", j)
    if measure.loan_line is not None and money_key(measure.loan_line) == key:
        return ("loan_line",)
    if measure.pays:
        for j, cap in enumerate(measure.pays.caps):
            if cap_key(cap) == key:
                return ("pays", "caps", j)
    return ("pays",)


def _kind_of(measure: Measure) -> MeasureKind:
    """The kind that the words of the quote and the payment make, the more particular first."""
    quote, pays = "；".join(measure.quote), measure.pays
    for words, kind in _KINDS_BY_WORD:
        if re.search(words, quote):
            return kind
    if pays:
        return "rate" if pays.amount is None else "ceiling" if pays.ceiling else "fixed"
    return "recognition" if re.search("认定为|评定为|认定条件|列入|纳入", quote) else "in_kind"


_MONEY_WORDS: Final = re.compile("奖励|补贴|补助|资助|贴息|奖金|资金|基金|扶持|重点支持")
_KINDS_BY_WORD: Final[tuple[tuple[str, MeasureKind], ...]] = (
    ("房租|租金", "rent"),
    ("贴息", "interest"),
    ("基金", "fund"),
)

PAYMENT_CHECKS: Final[tuple[Check, ...]] = (
    rule_figures_stand_in_quotes,
    figures_are_written_as_figures,
    ceilings_agree,
    caps_agree,
    uplifts_are_derived,
    kinds_agree,
    money_has_a_sum_or_a_reason,
    loan_lines_are_lines,
    measures_have_examples,
)
