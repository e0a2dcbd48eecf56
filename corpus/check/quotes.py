"""Clauses that are named exist; quotes stand in them word for word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from corpus.check.view import FACTS_FILE, HEAD_FILE, RULES_FILE, Check, Finding, Location, View


def clauses_exist(view: View) -> Iterator[Finding]:
    """Every clause that the data name is a clause of the text."""
    for file, location, clause, owner in _named_clauses(view):
        if view.clause(clause) is None:
            message = f"{owner}：没有条款 {clause}，请用 mingce text 查条款号"
            yield Finding(file, (*location, "clause"), clause, message)


def quotes_stand(view: View) -> Iterator[Finding]:
    """Every quote stands in its clause, character for character."""
    for quote in view.quotes:
        if view.clause(quote.clause) is None or view.span(quote.clause, quote.text) is not None:
            continue
        elsewhere = [c.id for c in view.policy.document.clauses if quote.text and quote.text in c.text]
        hint = f"它在 {'、'.join(elsewhere)}，请改条款号" if elsewhere else "请从 mingce text 的输出逐字照抄"
        message = f"{quote.owner}：引文「{quote.text}」不在条款 {quote.clause} 里，{hint}"
        yield Finding(quote.file, quote.location, quote.clause, message)


def quotes_tell_their_clause(view: View) -> Iterator[Finding]:
    """A quote that stands in several clauses is quoted longer, or belongs to the first of them.

    Else the clause could be mistaken and nothing would show it.
    """
    for quote in view.quotes:
        clauses = [c.id for c in view.policy.document.clauses if quote.text in c.text]
        if quote.clause in clauses[1:]:
            where = "、".join(clauses)
            message = f"{quote.owner}：引文「{quote.text}」在 {where} 里都有，请引长一些，使它只在一条里"
            yield Finding(quote.file, quote.location, quote.clause, message)


def quotes_cut_no_figure(view: View) -> Iterator[Finding]:
    """No quote begins or ends within a figure."""
    for quote in view.quotes:
        span = view.span(quote.clause, quote.text)
        if span is None:
            continue
        for figure in view.figures[quote.clause]:
            if any(figure.start < edge < figure.end for edge in span):
                message = f"{quote.owner}：引文「{quote.text}」截断了数字「{figure.text}」，请引全"
                yield Finding(quote.file, quote.location, quote.clause, message)


def _named_clauses(view: View) -> Iterator[tuple[str, Location, str, str]]:
    policy = view.policy
    for i, measure in enumerate(policy.measures):
        yield RULES_FILE, ("measures", i), measure.clause, measure.id
    for i, topic in enumerate(policy.topics):
        yield RULES_FILE, ("topics", i), topic.clause, topic.id
    for name, family in policy.vocabulary.families.items():
        yield FACTS_FILE, ("families", name), family.clause, name
    for i, waiver in enumerate(policy.head.waivers):
        yield HEAD_FILE, ("waivers", i), waiver.clause, "waivers"
    for quote in view.quotes:
        is_of_measure = quote.file == RULES_FILE and "when" not in quote.location
        if not is_of_measure or quote.location[0] in ("limits", "periods"):
            yield quote.file, quote.location, quote.clause, quote.owner


QUOTE_CHECKS: Final[tuple[Check, ...]] = (
    clauses_exist,
    quotes_stand,
    quotes_tell_their_clause,
    quotes_cut_no_figure,
)
