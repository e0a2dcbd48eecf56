"""Telling a fact or asking a question in plain words, that the rules read as that and nothing else.

What was understood in some other way (a model's reading of a rambling message) reaches an answer in these words alone:
so it comes to what the same facts, told plainly, come to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import date
from typing import Final

from assistant.calculator.intervals import Interval
from assistant.calculator.profile import show
from assistant.conversation import Conversation
from assistant.understanding.mention import cells_of
from assistant.understanding.merging import merge
from assistant.understanding.understand import Reader, Understood
from corpus.library import Policy
from corpus.rules import Fact, Measure

# What a message may want of a support, and in which words that is asked.
INTENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "amount": ("能拿多少钱", "多少钱"),
    "most": ("最高多少",),
    "rate": ("比例是多少",),
    "eligible": ("我们能申请吗", "能不能享受"),
    "conditions": ("有什么条件",),
    "where": ("写在第几条",),
    "tells": ("",),
}
OVERVIEW: Final = "overview"
_ALL: Final = "我们能享受哪些补贴政策"
_MOST_TRIED: Final = 12  # ways of saying one thing


class PlainTeller:
    """Tells and asks in the words of one policy. `reader` is the reader of questions, with all that it has."""

    def __init__(self, policy: Policy, reader: Reader) -> None:
        self._policy = policy
        self._reader = reader
        self._bare = Reader(policy)  # of facts, for which no likeness is needed

    def question(self, item: str | None, intent: str) -> str | None:
        """A question for an item ("measures/ID", "statements/ID" …; None: of no item) with an intent; "" where nothing
        is asked, None where no wording is read as just that."""
        if intent == OVERVIEW:
            return _ALL
        if item is None:
            return INTENTS[intent][0]
        return next((q for q in self._askings(item, intent) if self._asks_for(q, item)), None)

    def told(self, facts: Mapping[str, Interval], question: str, conversation: Conversation, day: date) -> str | None:
        """The message that tells these facts and asks the question (as `question` gives it); None where it would not be
        read, in this conversation, as telling them and no others."""
        clauses = []
        for fact_id, value in facts.items():
            phrase = self._phrase(fact_id, value, question)
            if phrase is None:
                return None
            clauses.append(phrase)
        text = "，".join(filter(None, (*clauses, question)))
        before = {f: t.value for f, t in conversation.told().items()}
        return text if self._reads(text, conversation, day) == {**before, **facts} else None

    # -------------------------------------------------------------- facts
    def _phrase(self, fact_id: str, value: Interval, question: str) -> str | None:
        """One fact in words: the first wording that tells it and nothing else."""
        fact = self._policy.facts[fact_id]
        asked = f"，{question}" if question else ""
        ways = list(dict.fromkeys(_tellings(fact, value)))[:_MOST_TRIED]
        return next((w for w in ways if self._reads(w + asked, Conversation(turn=1), None) == {fact_id: value}), None)

    def _reads(self, text: str, conversation: Conversation, day: date | None) -> dict[str, Interval]:
        """What is told once this is said; nothing where something in it is not clear."""
        after = deepcopy(conversation)
        part, _ = merge(self._bare.read(text, after, day), after, self._policy)
        facts = self._policy.facts
        # a sum names the thing that it is of (自主芯片项目的研发支出), which is taken as known
        supposed = [
            t for t in part.facts.told if t.hypothetical and not (facts[t.fact].type == "flag" and t.value.lower)
        ]
        if part.facts.unclear or supposed:
            return {}
        return {f: t.value for f, t in after.told().items()}

    # -------------------------------------------------------------- questions
    def _askings(self, item: str, intent: str) -> Iterator[str]:
        kind, _, name = item.partition("/")
        if kind == "measures":
            measure = self._policy.measure_by_id[name]
            names = (measure.name, self._policy.topic_by_id[measure.topic].name)
            yield from (f"{said}{ask}" for ask in INTENTS[intent] for said in names)
        yield from self._samples(kind).get(name, ())[:_MOST_TRIED]

    def _samples(self, kind: str) -> Mapping[str, tuple[str, ...]]:
        samples = self._policy.samples
        known = {"measures": samples.measures, "statements": samples.statements, "not_stated": samples.not_stated}
        return known.get(kind, {})

    def _asks_for(self, question: str, item: str) -> bool:
        """Whether the rules take the question for one about this item, before any other of its kind, and for nothing told."""
        if self._reads(question, Conversation(turn=1), None):
            return False
        read = self._reader.read(question, Conversation(turn=1))
        kind, _, name = item.partition("/")
        candidates = read.candidates
        match kind:
            case "measures":
                return _names(read, self._policy.measure_by_id[name], self._policy)
            case "statements":
                own = [(c.item.id, c.score) for c in candidates.statements[:1]]
                others = [c.score for c in candidates.not_stated[:1]] + [c.score for c in candidates.aspects[:1]]
            case _:
                own = [(c.item.id, c.score) for c in candidates.not_stated[:1]]
                others = [c.score for c in candidates.statements[:1]]
        return any(found == name and score >= max(others, default=0.0) for found, score in own)


def _names(read: Understood, measure: Measure, policy: Policy) -> bool:
    if measure.pays and measure.pays.each and read.mentions:
        return any(measure.pays.each in cells_of(m, policy) for m in read.mentions)
    return bool(read.candidates.topics) and read.candidates.topics[0].item == measure.topic


def _tellings(fact: Fact, value: Interval) -> Iterator[str]:
    """Ways to tell a fact, the plainest first."""
    words = [w for w in (*fact.say, *fact.weak) if "…" not in w]
    shown = show(fact, value)
    match fact.type:
        case "flag" if shown:
            yield from (f"用了{w}" for w in words if fact.supplied_here)
            yield from _with_gaps((*words, *fact.say, fact.label))
        case "flag":
            yield from _with_gaps(w for w in fact.denied)
            yield from (f"{no}{w}" for w in words for no in ("没有", "不是", "没"))
        case "rank":
            yield from _with_gaps(w for w in fact.values.get(str(shown), ()))
        case _ if fact.cell:
            for name in (fact.label, fact.label.partition("（")[0]):
                yield f"获得{name}{shown}"
                yield f"{name}{shown}"
        case _:
            yield from (f"{word}{shown}" for word in (fact.label, *words))
            yield from (f"{word}{value.lower}{fact.unit}" for word in words if value.is_point and fact.type == "count")


def _with_gaps(words: Iterable[str]) -> Iterator[str]:
    """「营收…增长」 is said without its gap."""
    for word in words:
        yield word.replace("…", "")
