"""Clauses by number, and where a thing is written."""

from __future__ import annotations

import re

from assistant.answer.draft import Draft, Quote
from assistant.answer.recorded import nearest_sentence
from assistant.answer.turn import Turn, quotes_of
from corpus.document import Clause
from corpus.figures import find_figures
from corpus.references import Reference

_MOST_QUOTED = 420
_ASKS_PLACE = re.compile(  # words of 「在第几条提到…这个说法」, which are no words of the text that is looked for
    r"第?[几哪]一?[条款项章节点]|哪里|哪儿|在哪|哪一?部分|写在|写的?|讲的?|说的?|提到|说法|规定|原文|原话|文件|政策|意见|条款|条文|出处|依据|"
    r"什么|多少|这个|那个|里面?|有没有|是不是"
)
_RARE = 3  # clauses: a word that stands in more of them points at none
_FIGURE_WEIGHT = 3.0  # of a figure beside the characters of a word


def answer_reference(turn: Turn, reference: Reference) -> Draft:
    """「第七条说什么」: exactly that clause; where a section could be meant too, it is told beside it."""
    document = turn.policy.document
    if reference.clause is None:
        last = max((c for c in document.clauses if c.id[0].isdigit()), key=lambda c: int(c.id.rsplit(".", 1)[-1]))
        lead = f"原文没有您说的条款，编号最大的是{last.label}。"
        return Draft(
            "no_basis", lead, (), (Quote(last.id, nearest_sentence(last.text, "")),), kind="clause", keeps_topic=True
        )
    clause = document.clause(reference.clause)
    quoted = shortened(clause)
    lead = f"{clause.label}规定：{_without_number(quoted)}"
    body = []
    children = [
        c for c in document.clauses if c.id.startswith(clause.id + ".") and c.id.count(".") == clause.id.count(".") + 1
    ]
    if children and len(clause.text) < 120:
        body.append("下设：" + "；".join(f"{c.label}{_title(c)}" for c in children) + "。")
    if len(quoted) < len(clause.text):
        body.append("（条文较长，以上为开头部分，全文见右侧条款。）")
    quotes = [Quote(clause.id, quoted)]
    for other in reference.also:
        section = document.clause(other)
        body.append(f"也可能是问“{section.text.split(chr(12290))[0][:40]}”这一部分。")
        quotes.append(Quote(section.id, section.text[:40]))
    about = tuple(m.id for m in turn.policy.measures if m.clause == clause.id)
    return Draft("answered", lead, tuple(body), tuple(quotes), kind="clause", about=about)


def answer_where(turn: Turn, clause_quotes: tuple[Quote, ...]) -> Draft:
    """「第几条写的」: the label, and the words themselves."""
    document = turn.policy.document
    first = document.clause(clause_quotes[0].clause)
    number = first.id.rsplit(".", 1)[-1]
    ordinal = f"（第{number}条）" if re.fullmatch(r"4\.\d+\.\d+", first.id) else ""
    lead = f"写在{turn.policy.head.number}的{first.label}{ordinal}：{clause_quotes[0].text.rstrip('。；')}。"
    others = [q for q in clause_quotes[1:] if q.clause != first.id]
    body = [f"另见{document.clause(q.clause).label}：{q.text.rstrip('。；')}。" for q in others[:3]]
    quotes = (clause_quotes[0], *others[:3])
    about = tuple(m.id for m in turn.policy.measures if m.clause == first.id)
    return Draft("answered", lead, tuple(body), quotes, kind="where", about=about)


def places_of(turn: Turn) -> tuple[Quote, ...]:
    """The clauses in which the rare words and the figures of a question stand, best first, at most three."""
    leaves = [c for c in turn.policy.document.clauses if not c.id.startswith(("head", "tail"))]
    scores: dict[str, float] = {}
    words = set(turn.indexes.units.segmenter.words(_ASKS_PLACE.sub(" ", turn.part.text)))
    for word in sorted(w for w in words if len(w) > 1):
        standing = [c.id for c in leaves if word in c.text]
        for place in standing if len(standing) <= _RARE else ():
            scores[place] = scores.get(place, 0.0) + len(word) / len(standing)
    asked = {f.key for f in find_figures(turn.part.text)}
    for leaf in leaves if asked else ():
        if asked <= {f.key for f in find_figures(leaf.text)}:
            scores[leaf.id] = scores.get(leaf.id, 0.0) + _FIGURE_WEIGHT
    best = max(scores.values(), default=0.0)
    found = [c for c in leaves if scores.get(c.id, 0.0) == best > 1][:3]
    return tuple(Quote(c.id, nearest_sentence(c.text, turn.part.text)) for c in found)


def where_of_measures(turn: Turn, measures: list[str]) -> tuple[Quote, ...]:
    """The quotes of these measures (ids), in their order, each once: what 「第几条写的」 of an answer with sums is about."""
    quotes = [q for m in measures for q in quotes_of(turn.policy.measure_by_id[m])]
    return tuple(dict.fromkeys(quotes))


def shortened(clause: Clause, most: int = _MOST_QUOTED) -> str:
    """A clause, or its beginning up to a sentence end where it is long."""
    if len(clause.text) <= most:
        return clause.text
    cut = clause.text[:most]
    at = max(cut.rfind(c) for c in "。；")
    return cut[: at + 1] if at > most // 2 else cut


def _without_number(text: str) -> str:
    return re.sub(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+\.)", "", text)


def _title(clause: Clause) -> str:
    return re.split(r"[。，\d]", _without_number(clause.text))[0][:24]
