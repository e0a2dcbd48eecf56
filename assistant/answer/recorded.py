"""Answers from recorded facts, and honest answers where the text states nothing."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from assistant.answer.draft import Draft, Quote
from assistant.answer.turn import Turn, distinct, quotes_of
from assistant.answer.wording import rule_words
from assistant.calculator.assessment import Total
from assistant.calculator.intervals import Interval
from assistant.understanding.patterns import best_score
from assistant.understanding.quantities import Quantity, read_quantities
from corpus.aspects import Aspect
from corpus.rules import Measure, NotCovered, NotStated, Statement

_ON_TOPIC: Final = 2.0  # characters that a topic's pattern must account for


def answer_statement(turn: Turn, statement: Statement) -> Draft:
    """The recorded fact; where the question puts a figure forward, whether the text bears it out."""
    denies = statement.answer.startswith("不是")  # such an answer is its own verdict
    verdict = "" if denies else verdict_on(turn, statement.answer)
    total = None
    asked = turn.part.asked
    if statement.total and (asked.most or asked.amount) and not asked.premise:
        total = Total(Interval(statement.total.lower, statement.total.upper), ())
    about = _measures_at(turn, statement.clause)
    quotes, body = quotes_of(statement), []
    if statement.with_topic:
        topics = [s.item for s in turn.part.candidates.topics if s.item not in ("recognition", "cultivation")]
        named = [m for t in topics[:1] for m in turn.policy.measures_of(t) if m.pays]
        quotes += tuple(q for m in named for q in quotes_of(m))
        body = [f"{m.name}：{rule_words(m)}。" for m in named[:2]]
        about = about or tuple(m.id for m in named)
    reckoned, computed = _from_signing(turn, statement)
    return Draft(
        statement.outcome,
        reckoned + verdict + statement.answer,
        tuple(body),
        quotes,
        total=total,
        kind="statement",
        computed=computed,
        about=about,
        rests_on=total is not None,
    )


def answer_beside(turn: Turn) -> Draft | None:
    """「中期能延多久，验收能延多久」, 「第五类和第六类考核的有何区别」: two recorded facts of one kind; None where the question
    sets no two side by side."""
    asked, scored = turn.part.asked, turn.part.candidates.statements
    if not (asked.compare or asked.each) or asked.amount or asked.rate or turn.part.mentions or not scored:
        return None
    first = scored[0].item
    others = [s for s in turn.policy.head.statements if s.beside == first.beside and s is not first]
    if first.beside is None or scored[0].score < _ON_TOPIC:
        return None
    likened = {s.item.id: s.score for s in scored}
    by_words = {s.id: best_score(s.about, turn.part.text) for s in others}
    second = max(others, key=lambda s: (by_words[s.id], likened.get(s.id, 0.0)), default=None)
    if second is None or not (by_words[second.id] or likened.get(second.id, 0.0) >= _ON_TOPIC):
        return None
    pair = [s for s in turn.policy.head.statements if s in (first, second)]
    lead = "；".join(s.answer.rstrip("。") for s in pair)
    quotes = tuple(q for s in pair for q in quotes_of(s))
    return Draft("answered", f"{lead}。", (), quotes, kind="statement", about=_measures_at(turn, first.clause))


_CONFIRM: Final = re.compile(r"是不是|对吗|是吗|对不对|对吧|是吧|听说|据说")
_EXACTLY: Final = re.compile(r"一定|必须|固定|正好|满|刚好|都要|肯定")


def _from_signing(turn: Turn, statement: Statement) -> tuple[str, tuple[str, ...]]:
    """「2024年签的责任书」: the year that follows from it, and the reckoning."""
    begun = [t.by_year for p in turn.policy.periods if (t := turn.told.get(p.starts)) and t.by_year]
    if statement.from_signing is None or not begun:
        return "", ()
    signed = min(begun[0])
    target = signed + statement.from_signing.years
    return f"按{signed}年签订计算，{statement.from_signing.say.format(target=target)}。", (f"{signed}年，{target}年",)


def answer_not_stated(turn: Turn, item: NotStated) -> Draft:
    """`no_basis` for what the text does not state (a deadline, materials): what it says instead, and whom to ask."""
    lead = f"原文没有写明{item.what}。"
    body = (f"{item.says}。", _ask_office(turn))
    named = {r.clause for r in turn.part.references}
    beside = tuple(q for m in turn.policy.measures if m.clause in named for q in quotes_of(m))
    return Draft(
        "no_basis", lead, body, (*quotes_of(item), *beside), kind="not_stated", about=_measures_at(turn, item.clause)
    )


def answer_aspect(turn: Turn, aspect: Aspect) -> Draft:
    """`no_basis` for what the text is silent on: the rule of the support that it was asked of, and whom to ask."""
    return _silent(turn, aspect.what)


def _silent(turn: Turn, what: str) -> Draft:
    lead = f"原文没有写明{what}。"
    measures = _asked_of(turn)
    if not measures:
        sentence, quotes = _nearest(turn)
        body = (f"最接近的是{sentence}", _ask_office(turn)) if sentence else (_ask_office(turn),)
        return Draft("no_basis", lead, body, quotes, kind="not_found", keeps_topic=True)
    rules = tuple(f"{m.name}：{rule_words(m)}。" for m in measures[:2])
    quotes = tuple(q for m in measures[:2] for q in quotes_of(m))
    about = tuple(m.id for m in measures)
    return Draft("no_basis", lead, (*rules, _ask_office(turn)), quotes, kind="not_stated", about=about)


def _asked_of(turn: Turn) -> list[Measure]:
    """The support that a question is asked of: what it names, else what the conversation is about."""
    named = [m for mention in turn.part.mentions for m in turn.measures_counting(turn.cells(mention))]
    topics = turn.part.candidates.topics
    if not named and topics and topics[0].score >= _ON_TOPIC:
        named = [m for m in turn.policy.measures_of(topics[0].item) if m.pays or m.unpriced]
    if not named and turn.part.elliptical:
        named = [turn.policy.measure_by_id[m] for m in turn.conversation.measures]
    return distinct(named)


def answer_not_covered(turn: Turn, item: NotCovered) -> Draft:
    """`no_basis` for a kind of support that the policy does not have: the scope is told, and 四 cited if there."""
    head = turn.policy.head
    lead = f"{head.number}没有规定{item.name}。"
    body = (f"{head.scope}。", _ask_office(turn))
    quotes = (Quote("4", turn.policy.document.clause("4").text),) if _has_clause(turn, "4") else ()
    return Draft("no_basis", lead, body, quotes, kind="not_covered", keeps_topic=True)


def answer_unnamed(turn: Turn) -> Draft:
    """A class that the text does not name: 团体标准, 国家三等奖, 市级重点实验室."""
    mention = turn.part.unnamed[0]
    family = turn.policy.vocabulary.families[mention.family]
    said = turn.part.text[mention.start : mention.end] if "kind" in mention.said else ""
    name = said or "".join(filter(None, (mention.level, mention.kind, mention.grade)))
    lead = f"原文没有写明{name}的奖励。"
    clause = turn.policy.document.clause(family.clause)
    quotes = tuple(
        Quote(family.clause, q)
        for q in dict.fromkeys(
            q
            for m in turn.policy.measures
            if m.clause == family.clause and m.topic == family.topic and m.pays
            for q in m.quote
        )
    ) or (Quote(family.clause, clause.text),)
    about = tuple(m.id for m in turn.policy.measures_of(family.topic))
    return Draft(
        "no_basis", lead, (f"{family.unnamed}。", _ask_office(turn)), quotes[:3], kind="not_stated", about=about
    )


def answer_elsewhere(turn: Turn, place: str) -> Draft:
    """`no_basis` for a question on another place's policy (深圳), which is not in the library."""
    head = turn.policy.head
    lead = f"这里只收录{head.region}的{head.number}，没有{place}的政策，不能回答。"
    return Draft(
        "no_basis",
        lead,
        (f"{head.region}智造供给产业政策由{head.lead_office}牵头，可以继续问我。",),
        (),
        kind="elsewhere",
        keeps_topic=True,
    )


def answer_not_found(turn: Turn) -> Draft:
    """On the subject, and nothing recorded fits: say so, and show the rule of what was named, or the nearest clause."""
    return _silent(turn, "您问的这一点")


def _nearest(turn: Turn) -> tuple[str, tuple[Quote, ...]]:
    """The sentence nearest to the question, after the label of its clause, and its quote; ("", ()) where none is found."""
    hits = turn.indexes.units.search(turn.part.text[:300], k=1)
    if not hits:
        return "", ()
    clause = turn.policy.document.clause(hits[0].unit.clause)
    sentence = nearest_sentence(clause.text, turn.part.text)
    return f"{clause.label}：{sentence}", (Quote(clause.id, sentence),)


def answer_from_clause(turn: Turn, clause_id: str) -> Draft:
    """A question that nothing recorded fits but a clause does: the sentence of it nearest to the question."""
    clause = turn.policy.document.clause(clause_id)
    sentence = nearest_sentence(clause.text, turn.part.text)
    return Draft(
        "answered",
        f"{clause.label}写明：{sentence}",
        (),
        (Quote(clause.id, sentence),),
        kind="clause",
        about=_measures_at(turn, clause_id),
    )


def nearest_sentence(clause: str, question: str, most: int = 160) -> str:
    """The sentence of a clause that shares most pairs of characters with the question."""
    pairs = {question[i : i + 2] for i in range(len(question) - 1)}
    sentences = [s for s in re.split(r"(?<=[。；])", clause) if s.strip()]
    best = max(sentences, key=lambda s: (sum(s[i : i + 2] in pairs for i in range(len(s) - 1)), -len(s)))
    return best if len(best) <= most else best[:most].rsplit("，", 1)[0]


def verdict_on(turn: Turn, truth: str) -> str:
    """「是的，」 or 「不是，」 where the question puts a figure forward to be confirmed; else nothing."""
    asked = turn.part.asked
    if not asked.premise or (asked.eligible and not _CONFIRM.search(turn.part.text)):
        return ""
    stated = [q for q in turn.part.quantities if q.kind in ("money", "percent", "count", "date") and not q.ordinal]
    if not stated:
        return ""
    if turn.part.asked.most and not re.search(r"最高|上限|不超过|最多|最长", truth):
        return "不是，"
    figures = {_key(q) for q in read_quantities(truth)}
    bounded = any(q.lower != q.upper for q in read_quantities(truth))
    units = {(kind, unit) for kind, _, _, unit in figures}
    comparable = [q for q in stated if (q.kind, q.unit) in units]
    if not comparable:
        return ""
    if not all(_key(q) in figures for q in comparable):
        return "不是，"
    return "不完全是，" if bounded and _EXACTLY.search(turn.part.text) else "是的，"


def _key(quantity: Quantity) -> tuple[str, Fraction | None, str | None, str]:
    day = quantity.lower_date.isoformat() if quantity.lower_date else None
    return quantity.kind, quantity.lower if quantity.lower is not None else quantity.upper, day, quantity.unit


def _measures_at(turn: Turn, clause: str) -> tuple[str, ...]:
    """The measures of a clause and of those in it: those of the topic that is asked about, where it is one of several."""
    at = [m for m in turn.policy.measures if m.clause == clause or m.clause.startswith(f"{clause}.")]
    topics = [s.item for s in turn.part.candidates.topics[:1]]
    return tuple(m.id for m in [m for m in at if m.topic in topics] or at)


def _has_clause(turn: Turn, clause: str) -> bool:
    return any(c.id == clause for c in turn.policy.document.clauses)


def _ask_office(turn: Turn) -> str:
    head = turn.policy.head
    joint = f"会同{head.joint_office}" if head.joint_office else ""
    return (
        f"请向{head.lead_office}核实（{head.lead_office}{joint}牵头组织实施）。"
        if joint
        else f"请向{head.lead_office}核实。"
    )
