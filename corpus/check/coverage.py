"""What each figure of the text is for: a rule, a recorded statement, or nothing, which needs a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from corpus.amounts import FEN_PER_YUAN
from corpus.check.view import HEAD_FILE, RULES_FILE, Check, Finding, Key, Location, PlacedTest, View
from corpus.figures import PERCENT, YUAN, Figure, find_figures, read_figure
from corpus.rules import Cap, Measure, NotStated, Pays, Statement


@dataclass(frozen=True, slots=True)
class Waived:
    """A figure that nothing rests on, and why that is right."""

    clause: str
    figure: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of the text's figures; `by_statement` are those that a recorded statement uses and no rule."""

    found: int
    by_rule: int
    by_statement: int
    waived: tuple[Waived, ...]
    unused: tuple[tuple[str, Figure], ...]


def cover(view: View) -> Coverage:
    """Sorts every figure of the text.

    A figure counts as used where a quote covers it that belongs to a rule or statement which states it.
    """
    by_rule, by_statement = set(_used_by_rules(view)), set(_used_by_statements(view))
    waived: list[Waived] = []
    unused: list[tuple[str, Figure]] = []
    reasons = _reasons(view)
    for clause, figures in view.figures.items():
        for figure in figures:
            if figure in by_rule or figure in by_statement:
                continue
            reason = reasons.get((clause, figure.key))
            if reason:
                waived.append(Waived(clause, figure.text, reason))
            else:
                unused.append((clause, figure))
    found = sum(map(len, view.figures.values()))
    return Coverage(found, len(by_rule), len(by_statement - by_rule), tuple(waived), tuple(unused))


def money_key(fen: int) -> Key:
    """A sum in 分 as the key of the figure that writes it."""
    return Fraction(fen, FEN_PER_YUAN), YUAN


def cap_key(cap: Cap) -> Key:
    """A cap's sum or rate as the key of the figure that writes it."""
    return money_key(cap.amount) if cap.amount is not None else ((cap.rate or Fraction(0)) * 100, PERCENT)


def keys_in(*texts: str) -> set[Key]:
    """The figures that these words hold."""
    return {figure.key for text in texts for figure in find_figures(text)}


def keys_of_pays(pays: Pays) -> set[Key]:
    """The figures that a sum is reckoned from, as they stand in the text: not the derived ones."""
    keys: set[Key] = set()
    for amount in (pays.amount, *(cap.amount for cap in pays.caps)):
        if amount is not None:
            keys.add(money_key(amount))
    for rate in (pays.rate, *(cap.rate for cap in pays.caps)):
        if rate is not None:
            keys.add((rate * 100, PERCENT))
    if pays.uplift:
        keys |= keys_in(*(text for reading in pays.uplift.readings for text in reading.from_))
    return keys | keys_in(pays.years or "")


def keys_of_measure(measure: Measure) -> set[Key]:
    """The figures that a measure states itself, without its conditions."""
    keys = keys_in(*measure.figures)
    if measure.pays:
        keys |= keys_of_pays(measure.pays)
    if measure.loan_line is not None:
        keys.add(money_key(measure.loan_line))
    return keys


def threshold_key(view: View, placed: PlacedTest) -> Key | None:
    """The figure of a test's bound; None where it has none, or where it is a rank's value."""
    fact, bound = view.fact(placed.test.fact), placed.test.bound
    if not fact or not bound or fact.type not in ("money", "count"):
        return None
    figure = read_figure(bound[1])
    if figure is None:
        return None
    unit = YUAN if fact.type == "money" else fact.unit
    return figure.value, figure.unit or unit


def told_by(record: Statement | NotStated) -> str:
    """What a recorded statement tells."""
    return record.answer if isinstance(record, Statement) else f"{record.what}；{record.says}"


def records(view: View) -> Iterator[tuple[Location, Statement | NotStated]]:
    """Every recorded statement, of what the text says and of what it does not, with its place."""
    for i, statement in enumerate(view.policy.head.statements):
        yield ("statements", i), statement
    for i, absent in enumerate(view.policy.head.not_stated):
        yield ("not_stated", i), absent


def figures_quoted(view: View, record: Statement | NotStated) -> list[Figure]:
    """The figures of the quotes that a recorded statement rests on."""
    quotes = (record.quote,) if isinstance(record.quote, str) else record.quote
    places = [(record.clause, quote) for quote in quotes] + [(c.clause, c.quote) for c in record.cites]
    return [figure for clause, quote in places for figure in view.figures_in(clause, quote)]


def _used_by_rules(view: View) -> Iterator[Figure]:
    for measure in view.policy.measures:
        stated = keys_of_measure(measure)
        for quote in measure.quote:
            yield from (f for f in view.figures_in(measure.clause, quote) if f.key in stated)
        for placed in view.tests_of(measure):
            of_test = keys_in(*measure.figures, placed.test.text) | {threshold_key(view, placed)}
            for figure in view.figures_in(placed.test.clause, placed.test.quote):
                if figure.key in of_test:
                    yield figure
    for limit in view.policy.limits:
        for figure in view.figures_in(limit.clause, limit.quote):
            if figure.key == cap_key(limit):
                yield figure
    for period in view.policy.periods:
        stated = keys_in(period.years)
        yield from (f for f in view.figures_in(period.clause, period.quote) if f.key in stated)
        for stage in period.stages:
            stated = keys_in(stage.delay or "")
            yield from (f for f in view.figures_in(stage.clause, stage.failed or "") if f.key in stated)
        if period.extension:
            stated = keys_in(period.extension.most)
            quoted = view.figures_in(period.extension.clause, period.extension.quote)
            yield from (f for f in quoted if f.key in stated)


def _used_by_statements(view: View) -> Iterator[Figure]:
    for _, record in records(view):
        told = keys_in(told_by(record))
        yield from (figure for figure in figures_quoted(view, record) if figure.key in told)


def every_figure_is_used(view: View) -> Iterator[Finding]:
    """No figure of the text is left over."""
    for clause, figure in cover(view).unused:
        message = f"原文的数字「{figure.text}」没有规则或陈述使用，请写进规则或 waivers（附理由）"
        yield Finding(HEAD_FILE, ("waivers",), clause, message)


def waivers_name_figures(view: View) -> Iterator[Finding]:
    """A waiver names figures of its clause, each once, with a reason."""
    seen: set[tuple[str, Key]] = set()
    for i, waiver in enumerate(view.policy.head.waivers):
        present = {figure.key for figure in view.figures.get(waiver.clause, ())}
        if not waiver.reason.strip():
            yield Finding(HEAD_FILE, ("waivers", i), waiver.clause, "豁免没有写理由")
        for text in waiver.figures:
            found = find_figures(text)
            if not found or not {figure.key for figure in found} <= present:
                message = f"豁免的「{text}」不是条款 {waiver.clause} 里的数字，请照原文写或删去"
                yield Finding(HEAD_FILE, ("waivers", i), waiver.clause, message)
            if {(waiver.clause, figure.key) for figure in found} & seen:
                yield Finding(HEAD_FILE, ("waivers", i), waiver.clause, f"「{text}」豁免了两次，请删一处")
            seen |= {(waiver.clause, figure.key) for figure in found}


def rules_use_what_they_quote(view: View) -> Iterator[Finding]:
    """A figure in a rule's quote is in a rule, or waived: a statement that tells it does not make up for it.

    A presupposition (六类供应商) is quoted for what it names, and has no figure of its own.
    """
    used, reasons = set(_used_by_rules(view)), _reasons(view)
    named = {(*p.location, "quote") for p in view.distinct_tests if p.test.role == "presupposed"}
    for quote in view.quotes:
        if quote.file != RULES_FILE or quote.location in named:
            continue
        for figure in view.figures_in(quote.clause, quote.text):
            if figure not in used and (quote.clause, figure.key) not in reasons:
                message = f"{quote.owner}：引文里的「{figure.text}」没有写进 pays、years、figures 或条件"
                yield Finding(quote.file, quote.location, quote.clause, message)


def _reasons(view: View) -> dict[tuple[str, Key], str]:
    return {
        (waiver.clause, figure.key): waiver.reason
        for waiver in view.policy.head.waivers
        for text in waiver.figures
        for figure in find_figures(text)
    }


COVERAGE_CHECKS: Final[tuple[Check, ...]] = (
    every_figure_is_used,
    rules_use_what_they_quote,
    waivers_name_figures,
)
