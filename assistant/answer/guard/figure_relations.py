"""Figures against each other: lists in their order, formulas that come out, years and what is told of them."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import zip_longest
from typing import Final

from assistant.answer.guard.claims import Claim, Reading
from assistant.answer.guard.evidence import Evidence
from assistant.answer.guard.likeness import SAME, likeness
from assistant.answer.guard.model import Fault

_PRICES: Final = frozenset({"money", "percent"})
_YEAR: Final = re.compile(r"(?:19|20)\d\d年度?")
_PARTED: Final = re.compile("[,;:(]")
_IS: Final = re.compile(",?(?:即为?|就是|也就是|等于)")
_NO_FORMULA: Final = re.compile(r"算式(?:为|是|:)?[^=×。;,\n]{1,12}(?=[。;,\n]|$)")
_SIGNS: Final[dict[str, Callable[[Fraction, Fraction], Fraction]]] = {
    "×": operator.mul,
    "+": operator.add,
    "-": operator.sub,
}


def figures_beside(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """The faults between the figures of a wording."""
    yield from _order(wording, evidence)
    yield from _sums(wording, evidence)
    yield from _years(wording, evidence)
    yield from _equal(wording, evidence)
    yield from _of_supports(wording, evidence)


def _mixed(words: str) -> Fault:
    return Fault("mixed", words, f"「{words}」的数字与依据的先后或对应关系不一致")


def _order(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """分别: sums in a list keep the order of the sources where no class says which is whose."""
    lists = [run for reading in evidence.readings for run in _lists(reading)]
    for run in _lists(wording):
        keys = [c.figure.key for c in run]
        alike = [other for o in lists if sorted(other := [c.figure.key for c in o], key=str) == sorted(keys, key=str)]
        alike += [
            [c.figure.key for c in o]
            for o in lists
            if len(o) == len(run) and likeness(o[0].context, run[0].context) > SAME
        ]
        if alike and keys not in alike and not all(c.slots for c in run):
            words = wording.text[run[0].figure.start : run[-1].figure.end]
            yield _mixed(words)


def _sums(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """20%×200万元=40万元: what is called reckoned is, and comes out."""
    text, claims = wording.text, wording.claims
    for match in _NO_FORMULA.finditer(text):
        yield Fault("mixed", match[0], f"「{match[0]}」不是算式，算式要写全")
    for one, other, result in zip(claims, claims[1:], claims[2:], strict=False):
        sign = text[one.figure.end : other.figure.start].strip("()")  # around a range
        if text[other.figure.end : result.figure.start].strip("()") != "=" or sign not in _SIGNS:
            continue
        if _comes_out(sign, one, other, result) or text[one.figure.start - 1 : one.figure.start] in _SIGNS:
            continue
        words = text[one.figure.start : result.figure.end]
        if words not in evidence.text:  # rounded to 分, or part of a longer one
            yield Fault("mixed", words, f"算式「{words}」不成立")


def _comes_out(sign: str, one: Claim, other: Claim, result: Claim) -> bool:
    """Whether both ends come out; what is taken away from a range is taken the other way round."""
    values = [
        [v if isinstance(v, Fraction) else Fraction(0) for v in claim.figure.value] for claim in (one, other, result)
    ]
    a, b, c = values
    if sign == "-":
        b = b[::-1]
    return all(_SIGNS[sign](x, y) == z for x, y, z in zip(a, b, c, strict=True))


def _years(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """2024年：20%×1000万元: what is told of a year is what the sources tell of it."""
    known = {(year.figure.key, other.figure.key) for r in evidence.readings for year, other in _of_years(r)}
    told = {key for _, key in known}
    for year, other in _of_years(wording):
        if other.figure.key in told and (year.figure.key, other.figure.key) not in known:
            words = f"{year.figure.text}…{other.figure.text}"
            yield _mixed(words)


def _of_years(reading: Reading) -> Iterator[tuple[Claim, Claim]]:
    """Each figure of a line with the year that leads to it."""
    year: Claim | None = None
    for claim, behind in zip_longest(reading.claims, reading.claims[1:]):
        if claim is None:
            break
        if _YEAR.fullmatch(claim.figure.text):
            between = reading.text[claim.figure.end : behind.figure.start] if behind else "-"
            year = claim if re.fullmatch("[:为是,]{0,2}", between) else None
        elif year and "\n" not in reading.text[year.figure.end : claim.figure.start]:
            yield year, claim


def _equal(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """上浮5个百分点即20%: what is said to be another figure is that one."""
    known = {(one.figure.key, other.figure.key) for r in evidence.readings for one, other in _equations(r)}
    told = {key for key, _ in known}
    for one, other in _equations(wording):
        if one.figure.key in told and (one.figure.key, other.figure.key) not in known:
            words = wording.text[one.figure.start : other.figure.end]
            yield _mixed(words)


def _equations(reading: Reading) -> Iterator[tuple[Claim, Claim]]:
    for one, other in zip(reading.claims, reading.claims[1:], strict=False):
        between = reading.text[one.figure.end : other.figure.start]
        if one.figure.kind in _PRICES and other.figure.kind in _PRICES and _IS.fullmatch(between):
            yield one, other


def _of_supports(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """研发资助最高1000万元，创业发展资助最高500万元: what the sources tell of one support is not told of another."""
    known: dict[str, set[object]] = {}
    for reading in evidence.own_readings:
        for name, claim in _named_supports(reading, evidence):
            known.setdefault(name, set()).add(claim.figure.key)
    for name, claim in _named_supports(wording, evidence):
        key = claim.figure.key
        if name in known and key not in known[name] and any(key in figures for figures in known.values()):
            words = wording.text[max(claim.sentence.start, claim.figure.start - 12) : claim.figure.end]
            yield _mixed(words)


def _named_supports(reading: Reading, evidence: Evidence) -> Iterator[tuple[str, Claim]]:
    """Each sum or rate with the name of the support that it is told of: the last one between the same commas, else the one
    that the sentence begins with (研发资助：…，最高1000万元)."""
    for claim in reading.claims:
        if claim.figure.kind in _PRICES:
            led = reading.text[claim.sentence.start : claim.figure.start]
            before = _PARTED.split(led)[-1]
            names = [name for name in evidence.lexicon.supports if name in before]
            names = names or [name for name in evidence.lexicon.supports if led.startswith(name)]
            if names:
                yield max(names, key=lambda name: (before.rfind(name), len(name))), claim


def _lists(reading: Reading) -> Iterator[list[Claim]]:
    run: list[Claim] = []
    for claim in reading.claims:
        joined = run and re.fullmatch("[、和与及]|以及", reading.text[run[-1].figure.end : claim.figure.start])
        if joined and claim.figure.kind == run[-1].figure.kind:
            run.append(claim)
            continue
        if len(run) > 1:
            yield run
        run = [claim]
    if len(run) > 1:
        yield run
