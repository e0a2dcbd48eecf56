"""Draft to words: the answer first, then conditions and caveats, then the clause, then what a sum rests on."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.citations import cite
from assistant.answer.draft import Draft, Quote
from assistant.answer.proof import Source, prove
from assistant.answer.turn import Turn
from assistant.answer.wording import rests_on
from assistant.calculator.assessment import MeasureResult
from assistant.calculator.formula import year_name
from assistant.calculator.intervals import Interval
from assistant.reply import Citation, ProofOut
from corpus.amounts import format_rate, format_yuan
from corpus.library import Policy

MOST_CHARACTERS = 640
_MOST_CITED = 4


def compose(turn: Turn, draft: Draft, changed: Sequence[str] = (), brief: bool = False) -> str:
    """Markdown; `brief` for one of several answers: without caveats that the panel shows. The first sentence holds the answer; paragraphs that would make it too long are left out, last first."""
    lead = draft.lead
    if changed:
        lead = f"{lead}（{'；'.join(changed)}。）"
    source = source_line(turn.policy, draft.quotes)
    tail = rests_on(turn.policy) if draft.rests_on and not brief else ""
    fixed = len(lead) + len(source) + len(tail)
    body: list[str] = []
    for paragraph in draft.body[: 1 if brief else None]:
        if fixed + sum(map(len, body)) + len(paragraph) > MOST_CHARACTERS and body:
            break
        body.append(paragraph)
    return "\n\n".join(filter(None, [lead, *body, source, tail]))


def unproven(draft: Draft) -> Draft:
    """What is sent instead of an answer with an unproven figure: the text's own words and nothing else."""
    words = "；".join(dict.fromkeys(q.text.strip().rstrip("。；") for q in draft.quotes))
    lead = f"原文写明：{words}。" if words else "这个问题请向主管部门核实。"
    return Draft("answered" if words else "no_basis", lead, (), draft.quotes, kind=draft.kind, about=draft.about)


def source_line(policy: Policy, quotes: Sequence[Quote]) -> str:
    """「依据：四（三）7」, the labels of the clauses that the answer used."""
    labels = list(dict.fromkeys(policy.document.clause(q.clause).label for q in quotes))
    return f"依据：{policy.head.number} {'、'.join(labels)}。" if labels else ""


def citations_of(turn: Turn, draft: Draft) -> tuple[Citation, ...]:
    """What the answer used, at most four clauses for a lookup or a sum; conditions asked about are all cited."""
    quotes = draft.quotes
    if draft.kind not in ("recognition", "overview", "compare"):
        clauses = list(dict.fromkeys(q.clause for q in quotes))[:_MOST_CITED]
        quotes = tuple(q for q in quotes if q.clause in clauses)
    return cite(turn.policy, quotes)


def proof_of(turn: Turn, draft: Draft, answer: str, message: str) -> tuple[ProofOut, ...]:
    """Raises Unproven."""
    return prove(answer, _sources(turn, draft, message))


def _sources(turn: Turn, draft: Draft, message: str) -> list[Source]:
    document, head = turn.policy.document, turn.policy.head
    sources = []
    for result in draft.results:
        sources.append(Source(f"measure {result.measure.id}", _figures_of(result)))
    if draft.total:
        sources.append(Source("total", _interval_text(draft.total.amount)))
    for step in draft.computed:
        sources.append(Source("computed", step.replace("-", "，").replace("=", "，")))
    for clause in dict.fromkeys(q.clause for q in draft.quotes):
        sources.append(Source(f"clause {clause}", document.clause(clause).text))
    for fact_id, told in turn.told.items():
        fact = turn.policy.facts[fact_id]
        texts = [told.span]
        if fact.type == "money":
            texts.append(_interval_text(told.value))
        elif fact.type == "count":
            texts += [f"{end}{fact.unit}" for end in (told.value.lower, told.value.upper) if end is not None]
        for year, value in told.by_year.items():
            texts += [year_name(year), _interval_text(value) if fact.type == "money" else ""]
        sources.append(Source("told", "，".join(filter(None, texts))))
    sources += [Source("told", sentence) for sentence in turn.changed]
    sources += [Source("told", "，".join([u.span, *map(year_name, u.years)])) for u in turn.part.facts.unclear]
    sources.append(Source("question", message))
    labels = [document.clause(c) for c in dict.fromkeys(q.clause for q in draft.quotes)]
    sources.append(Source("policy", source_line(turn.policy, draft.quotes)))
    sources += [Source(f"clause {c.id}", f"{c.label}，第{c.id.rsplit('.', 1)[-1]}条") for c in labels]
    sources += [Source("policy", f"{f.label}，{f.ask}") for f in turn.policy.facts.values()]
    sources += [Source("policy", f.unnamed) for f in turn.policy.vocabulary.families.values()]
    sources.append(Source("policy", "；".join(c.label for c in document.clauses)))
    cited = {q.clause for q in draft.quotes}
    for measure in turn.policy.measures:
        if measure.clause not in cited and all(r.measure.id != measure.id for r in draft.results):
            continue
        texts = [measure.name, *measure.notes, *measure.authority, measure.unpriced or ""]
        sources.append(Source(f"clause {measure.clause}", "；".join(texts)))
    told_of = [(s.clause, s.answer) for s in head.statements]
    told_of += [(n.clause, f"{n.what}；{n.says}") for n in head.not_stated]
    sources += [Source(f"clause {clause}", text) for clause, text in told_of if clause in cited]
    sources += [Source(f"clause {t.clause}", t.note) for t in head.traps if t.clause in cited]
    sources.append(policy_source(turn.policy))
    return sources


def policy_source(policy: Policy) -> Source:
    """The head's own figures: number, title, dates; and the names of its topics."""
    head = policy.head
    lines = [head.number, head.title, *head.repeals, *(t.name for t in policy.topics)]
    lines += [f"{d.year}年{d.month}月{d.day}日" for d in (head.issued, head.effective, head.status_checked_on)]
    return Source("policy", "；".join(lines))


def _figures_of(result: MeasureResult) -> str:
    measure = result.measure
    texts = [result.formula or "", *_readings_of(result)]
    if result.amount:
        texts.append(_interval_text(result.amount))
    texts += [f"{year_name(year)}，{_interval_text(one.amount)}" for year, one in result.by_year if one.amount]
    texts += [words for _, one in result.by_year for words in _readings_of(one)]
    pays = measure.pays
    if pays:
        texts += [format_yuan(pays.amount)] if pays.amount is not None else []
        texts += [format_rate(pays.rate)] if pays.rate is not None else []
        for cap in pays.caps:
            texts += [format_yuan(cap.amount)] if cap.amount is not None else []
            texts += [format_rate(cap.rate)] if cap.rate is not None else []
    texts += [c.miss for c in result.conditions if c.miss]
    texts += [c.test.text for c in result.conditions]
    readings = len(result.amount_readings) or len(result.status_readings)
    texts += [f"{readings}种读法"] if readings else []
    return "，".join(texts).replace("×", "，").replace("=", "，")


def _readings_of(result: MeasureResult) -> list[str]:
    return [f"{r.name}，{_interval_text(r.amount)}" for r in result.amount_readings]


def _interval_text(amount: Interval) -> str:
    return "，".join(format_yuan(end) for end in (amount.lower, amount.upper) if end is not None)
