"""What a measure pays, as an interval in 分, and the sum in words.

Every mechanism is monotone in its base and its caps, so the ends of the result come from the ends of the facts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from assistant.calculator.intervals import ANY_QUANTITY, Interval, rate_of, smaller
from corpus.amounts import format_rate, format_yuan
from corpus.rules import Cap, Pays

_PER: Final = {None: "", "企业": "单个企业", "企业/年": "单个企业每年", "项目": "单个项目"}
IntervalOf = Callable[[str], Interval]


@dataclass(frozen=True, slots=True)
class ReadingAmount:
    """What comes out by one reading of the text."""

    name: str
    amount: Interval


@dataclass(frozen=True, slots=True)
class Payment:
    """The interval paid, the formula in words, and each reading's own amount where there are several."""

    amount: Interval
    formula: str | None
    readings: tuple[ReadingAmount, ...] = ()


def pay(pays: Pays, interval_of: IntervalOf) -> Payment:
    """Amount for one year (caps per year are that year's) given each fact's interval."""
    if pays.amount is not None:
        return _fixed(pays, pays.amount, interval_of)
    rate, base_fact = pays.base_rate, pays.of
    assert rate is not None  # the model holds it
    assert base_fact is not None
    base = interval_of(base_fact)
    plain = _at_rate(rate, base, pays, interval_of)
    if pays.uplift is None:
        return Payment(_ceiling(plain.amount, pays), plain.formula)
    excellent = interval_of(pays.uplift.when)
    if excellent.upper == 0:
        return Payment(_ceiling(plain.amount, pays), plain.formula)
    lifted = [(r.name, _at_rate(r.rate, base, pays, interval_of)) for r in pays.uplift.readings]
    readings = tuple(ReadingAmount(name, p.amount) for name, p in lifted)
    shown = [f"{name}：{p.formula}" for name, p in lifted]
    amount = readings[0].amount
    for reading in readings[1:]:
        amount = amount.hull(reading.amount)
    if excellent.lower == 0:  # not told: the plain rate is possible too
        amount = amount.hull(plain.amount)
        shown.insert(0, f"未评优：{plain.formula}")
    return Payment(_ceiling(amount, pays), "；".join(shown) if base != ANY_QUANTITY else plain.formula, readings)


def _fixed(pays: Pays, amount: int, interval_of: IntervalOf) -> Payment:
    if pays.each is None:
        words = f"最高{format_yuan(amount)}" if pays.ceiling else format_yuan(amount)
        return Payment(_ceiling(Interval(amount, amount), pays), words)
    count = interval_of(pays.each)
    formula = format_yuan(amount)
    if count.is_point and count.lower > 1:
        formula = f"{count.lower}×{formula}={format_yuan(amount * count.lower)}"
    return Payment(_ceiling(count.times(amount), pays), formula)


def _at_rate(rate: Fraction, base: Interval, pays: Pays, interval_of: IntervalOf) -> Payment:
    amount = uncapped = _share(rate, base)
    known = base != ANY_QUANTITY
    steps = [f"{format_rate(rate)}×{_ends(base)}={_ends(amount)}" if known else f"按{format_rate(rate)}计算"]
    for cap in pays.caps:
        limit, words = _limit(cap, interval_of)
        # a fixed sum that cannot bind would only make the reckoning longer
        if cap.rate is not None or amount.upper is None or limit.upper is None or amount.upper > limit.upper:
            steps.append(words)
        amount = amount.at_most(limit)
    if amount.is_point and base.is_point and len(steps) > 1:
        steps.append(f"{'取低者' if amount != uncapped else '未超上限，即'}{format_yuan(amount.lower)}")
    return Payment(amount, "；".join(steps))


def _limit(cap: Cap, interval_of: IntervalOf) -> tuple[Interval, str]:
    """What a cap allows, and its step of the reckoning in words."""
    if cap.amount is not None:
        return Interval(cap.amount, cap.amount), f"{_PER[cap.per]}上限{format_yuan(cap.amount)}"
    assert cap.rate is not None and cap.of is not None  # the model holds it
    base = interval_of(cap.of)
    limit = _share(cap.rate, base)
    told = f"{_ends(base)}={_ends(limit)}" if base != ANY_QUANTITY else f"未告知的{cap.text}"
    return limit, f"{cap.text}上限{format_rate(cap.rate)}×{told}"


def _share(rate: Fraction, base: Interval) -> Interval:
    return Interval(rate_of(rate, base.lower), None if base.upper is None else rate_of(rate, base.upper))


def _ceiling(amount: Interval, pays: Pays) -> Interval:
    return Interval(0, amount.upper) if pays.ceiling else amount


def _ends(value: Interval) -> str:
    if value.is_point:
        return format_yuan(value.lower)
    if value.upper is None:
        return f"不低于{format_yuan(value.lower)}"
    return f"（{format_yuan(value.lower)}至{format_yuan(value.upper)}）"


def upper_cap(pays: Pays) -> int | None:
    """The most that the measure can ever pay one enterprise (in one year where the cap is yearly), in 分."""
    if pays.amount is not None:
        return pays.amount if pays.each is None else None
    upper: int | None = None
    for cap in pays.caps:
        upper = smaller(upper, cap.amount)
    return upper
