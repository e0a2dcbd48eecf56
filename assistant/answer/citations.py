"""Quotes to citations: each is found in its clause, character for character, or the draft is refused."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.answer.draft import Quote
from assistant.reply import Citation
from corpus.library import Policy


class QuoteNotInText(Exception):
    """A quote that does not stand in its clause: a fault of the data, never shown to a user."""


def cite(policy: Policy, quotes: Iterable[Quote]) -> tuple[Citation, ...]:
    """One citation a quote, in order, each once."""
    citations = []
    for quote in dict.fromkeys(quotes):
        clause = policy.document.clause(quote.clause)
        span = policy.document.find(quote.text, within=quote.clause)
        if span is None:
            raise QuoteNotInText(f"{clause.label}：{quote.text}")
        citations.append(
            Citation(
                policy=policy.head.number,
                clause=clause.id,
                label=clause.label,
                quote=quote.text,
                start=span[0],
                end=span[1],
            )
        )
    return tuple(citations)
