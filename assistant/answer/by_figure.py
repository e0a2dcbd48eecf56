"""What a figure is of: 「封顶300万的是哪个政策点」, 「奖50万的有哪些」, 「按20%补的是哪一条」; and the rates of a base that several
supports share: 「研发投入按百分之几补」."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from assistant.answer.choosing import ON_SUBJECT, best_kind
from assistant.answer.draft import Draft
from assistant.answer.explaining import class_name
from assistant.answer.turn import Turn, quotes_of
from assistant.answer.wording import rule_short, rule_words
from assistant.understanding.patterns import best_score
from corpus.figures import PERCENT, YUAN
from corpus.rules import Measure

_WHICH: Final = re.compile(
    r"(?:是|在|属于|对应|指|出自|来自|属|算)?(?:到底|究竟)?(?:是)?(?:哪一?(?:个|条|项|款|处|些|种|笔|类|样|档)|哪几(?:个|条|项|款|处|种|笔|类|样|档)|"
    r"什么(?:政策|奖|补贴|条款|项目|支持|资助|钱|名目|来路)|啥(?:政策|奖|补贴|项目|名目)|有(?:哪些|哪几))"
)
_OF_FIRMS: Final = re.compile(r"哪[些几]?家|哪些(?:企业|公司|厂|单位|人)|谁")
_CEILING: Final = re.compile(r"最高|上限|封顶|顶格|最多|不超过")
_MOST_CITED: Final = 4
_KNOWN: Final = 6.0  # of a recorded fact that answers such a question itself


def answer_by_figure(turn: Turn) -> Draft | None:
    """The supports in whose rule the figures of the question stand; None where it names a support, tells something, or
    asks for no such thing."""
    part, text = turn.part, turn.part.text
    asked = part.asked
    own = part.mentions or part.unnamed or part.references or part.best_topic >= ON_SUBJECT or part.claims
    if own or not _WHICH.search(text) or _OF_FIRMS.search(text) or asked.compare or asked.altogether:
        return None
    kind, score = best_kind(turn)
    wanted = set(_figures(turn))
    if not wanted or (kind in ("statement", "not_stated") and score >= _KNOWN):
        return None
    found = [m for m in turn.policy.measures if m.pays and wanted <= _figures_of(m)]
    if asked.most and len(found) > 1:
        found = [m for m in found if any(_CEILING.search(q.text) for q in quotes_of(m))] or found
    if not found:
        return None
    return _listed(turn, found, wanted)


def answer_by_base(turn: Turn) -> Draft | None:
    """The supports that are reckoned from what the question names, each with its rate; None where one of them is meant."""
    part = turn.part
    named = any(best_score(t.about, part.text) >= ON_SUBJECT for t in turn.policy.topics)  # by its own words
    own = part.mentions or part.unnamed or part.references or named or turn.conversation.measures
    kind, score = best_kind(turn)
    if own or not part.asked.rate or turn.told_now or (kind != "none" and score >= _KNOWN):
        return None
    facts = turn.policy.facts
    found = [
        m
        for m in turn.policy.measures
        if m.pays and m.pays.rate and m.pays.of and any(len(w) > 1 and w in part.text for w in facts[m.pays.of].weak)
    ]
    return _listed(turn, found, set()) if len(found) > 1 else None


def _listed(turn: Turn, found: list[Measure], wanted: set[tuple[Fraction, str]]) -> Draft:
    """The supports, each with its clause and its sum or rate; with its whole rule where `wanted` is one of its ceilings."""
    lead = "；".join(
        f"{turn.policy.document.clause(m.clause).label}的{class_name(turn, m)}："
        f"{rule_short(m) if wanted <= _paid(m) else rule_words(m)}"
        for m in found
    )
    quotes = tuple(dict.fromkeys(q for m in found[:_MOST_CITED] for q in quotes_of(m)))
    return Draft("answered", f"{lead}。", (), quotes, kind="where", about=tuple(m.id for m in found))


def _figures(turn: Turn) -> Iterator[tuple[Fraction, str]]:
    """The exact sums and rates that the question names."""
    for quantity in turn.part.quantities:
        value = quantity.upper  # 「封顶300万」 has no lower end
        if value is None or quantity.lower not in (None, value):
            continue
        if quantity.kind == "money":
            yield value, YUAN
        elif quantity.kind == "percent":
            yield value * 100, PERCENT


def _figures_of(measure: Measure) -> set[tuple[Fraction, str]]:
    """The figures of a measure's own sum: what it pays, its rate, its ceilings."""
    caps = measure.pays.caps if measure.pays else ()
    return _paid(measure) | {_key(c.amount, c.rate) for c in caps}


def _paid(measure: Measure) -> set[tuple[Fraction, str]]:
    """The sum that a measure pays, or its rate."""
    pays = measure.pays
    assert pays is not None  # asked before
    return set() if pays.full else {_key(pays.amount, pays.rate)}


def _key(amount: int | None, rate: Fraction | None) -> tuple[Fraction, str]:
    """As `corpus.figures` writes it: a sum (given in 分) in 元, a rate in percent."""
    if amount is not None:
        return Fraction(amount, 100), YUAN
    assert rate is not None  # a sum or a rate
    return rate * 100, PERCENT
