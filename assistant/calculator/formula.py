"""The steps of a sum in words: 「20%×200万元=40万元；采购额上限30%×100万元=30万元；取低者30万元」."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from typing import Final

from assistant.calculator.bounds import NO_END, Bounds, Number, Share
from assistant.calculator.evaluation import Evaluator, Paid, Step, Sum
from assistant.calculator.intervals import Interval
from assistant.calculator.program import Payment
from corpus.amounts import format_rate, format_yuan
from corpus.rules import Pays

FIRST_CALENDAR: Final = 1000  # below: the years of a period, counted from its first
_PER: Final = {None: "", "企业": "单个企业", "企业/年": "单个企业每年", "项目": "单个项目"}


def formula(evaluator: Evaluator, payment: Payment, paid: Paid) -> str:
    """How one enterprise's sum comes about; by reading where there are several."""
    if payment.amount is not None:
        return _fixed(evaluator, payment, payment.amount)
    assert payment.of is not None
    plain = steps_in_words(paid.plain)
    if not paid.readings or not _known(evaluator.value(payment.of)):
        return plain
    shown = [f"{name}：{steps_in_words(reading)}" for name, reading in paid.readings]
    assert payment.lifts is not None
    if evaluator.value(payment.lifts).lower == 0:  # not told: the plain rate is possible too
        shown.insert(0, f"未评优：{plain}")
    return "；".join(shown)


def over_years(pays: Pays, years: Iterable[tuple[int, str | None, Interval]]) -> str:
    """Each year's reckoning (None: nothing), with what a cap over all years leaves of it."""
    cap = min((c.amount for c in pays.caps if c.per == "企业" and c.amount is not None), default=None)
    parts = []
    for year, reckoned, amount in years:
        words, left = reckoned or format_yuan(0), range_in_words(amount)
        if cap is not None and reckoned and left not in words:
            words += f"，各年合计最高{format_yuan(cap)}，本年为{left}"
        parts.append(f"{year_name(year)}：{words}")
    return "；".join(parts)


def year_name(year: int) -> str:
    """「2024年」; 「第2年」 of a period whose first year is not known."""
    return f"{year}年" if year >= FIRST_CALENDAR else f"第{year}年"


def range_in_words(amount: Interval) -> str:
    """「30万元」, 「45万元至60万元」, 「不低于45万元，没有上限」."""
    if amount.is_point:
        return format_yuan(amount.lower)
    if amount.upper is None:
        return f"不低于{format_yuan(amount.lower)}，没有上限"
    return f"{format_yuan(amount.lower)}至{format_yuan(amount.upper)}"


def steps_in_words(reckoned: Sum) -> str:
    """The steps of a sum at a rate, one after another; project by project where they were told so."""
    groups = [(number, list(steps)) for number, steps in groupby(reckoned.steps, key=lambda step: step.project)]
    if len(groups) == 1:
        return "；".join(_one(groups[0][1]))
    parts = [f"项目{number}：{'；'.join(_one(steps))}" for number, steps in groups if number]
    shared = [step for number, steps in groups if not number for step in steps]
    parts += [_cap(step) for step in shared]
    return f"{'；'.join(parts)}；合计{_ends(reckoned.amount)}"


def _fixed(evaluator: Evaluator, payment: Payment, amount: int) -> str:
    words = format_yuan(amount)
    if payment.each is None:
        return f"最高{words}" if payment.pays.ceiling else words
    count = evaluator.value(payment.each)
    if count.lower == count.upper and count.lower > 1:
        assert isinstance(count.lower, int)
        return f"{count.lower}×{words}={format_yuan(amount * count.lower)}"
    return words


def step_in_words(step: Step) -> str:
    """One step by itself: the share that a sum begins with, or what a cap allows."""
    if step.ceiling is not None:
        return _cap(step)
    assert step.base is not None and step.rate is not None
    rate = _rate(step.rate)
    return f"{rate}×{_ends(step.base)}={_ends(step.comes_to)}" if _known(step.base) else f"按{rate}计算"


def _one(steps: Sequence[Step]) -> list[str]:
    first = steps[0]
    assert first.base is not None
    words = [step_in_words(first)]
    before = first.least
    for step in steps[1:]:
        # a fixed sum that cannot bind would only make the reckoning longer
        if step.rate or before.upper >= NO_END or before.upper > step.comes_to.upper:
            words.append(_cap(step))
        before = step.least
    if _point(before) and _point(first.base) and len(words) > 1:
        words.append(f"{'取低者' if before != first.comes_to else '未超上限，即'}{_yuan(before.lower)}")
    return words


def _cap(step: Step) -> str:
    assert step.ceiling is not None
    cap = step.ceiling.cap
    if step.base is None or step.rate is None:
        return f"{_PER[cap.per]}上限{_yuan(step.comes_to.lower)}"
    told = f"{_ends(step.base)}={_ends(step.comes_to)}" if _known(step.base) else f"未告知的{cap.text}"
    return f"{cap.text}上限{_rate(step.rate)}×{told}"


@lru_cache(maxsize=256)
def _rate(share: Share) -> str:
    return format_rate(Fraction(*share))


def _ends(value: Bounds) -> str:
    if _point(value):
        return _yuan(value.lower)
    if value.upper >= NO_END:
        return f"不低于{_yuan(value.lower)}"
    return f"（{_yuan(value.lower)}至{_yuan(value.upper)}）"


def _point(value: Bounds) -> bool:
    return bool(value.lower == value.upper)


def _known(base: Bounds) -> bool:
    return base != (0, NO_END)


def _yuan(fen: Number) -> str:
    assert isinstance(fen, int)  # columns have no words
    return format_yuan(fen)
