"""What a model proposes to have read in a message, judged: what stands is told in plain words, the rest is dropped.

The model says which words of the user tell which fact, and what is asked. It says no values: what the words come to is
read from them by the grammar, and whether they are denied by the rules of negation, where they stand in the message.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from assistant.calculator.intervals import Interval
from assistant.calculator.program import facts_of
from assistant.conversation import Conversation
from assistant.understanding.fact_values import Unclear, fits, to_value, yearly
from assistant.understanding.flags import FlagReader
from assistant.understanding.merging import merge
from assistant.understanding.mood import is_condition, is_planned, is_supposed, is_under_way
from assistant.understanding.normalise import normalise, squeezed
from assistant.understanding.pairing import Pairing
from assistant.understanding.patterns import best_score
from assistant.understanding.plain import INTENTS, OVERVIEW, PlainTeller
from assistant.understanding.quantities import Quantity
from assistant.understanding.surroundings import Hit
from assistant.understanding.understand import Reader, Understood
from corpus.library import Policy
from corpus.rules import Fact

Why = Literal[
    "unknown_fact",  # no such fact
    "unknown_item",  # no such item, or none that was offered
    "unknown_intent",
    "not_said",  # the words do not stand in the message
    "no_quantity",  # the words hold no quantity, or several
    "cut",  # the quantity that stands there is more than the words
    "unit",  # its unit is not one of the fact's, or is missing
    "told_already",  # the rules have read this fact themselves
    "told_otherwise",  # the rules have read these words as another fact
    "of_another",  # told of another enterprise
    "not_told",  # supposed, planned, asked, or of long ago
    "no_word_of_it",  # nothing in the words names the fact
    "not_plain",  # cannot be told in words that are read as just this
]
OFF_TOPIC: Final = "off_topic"
ALL_INTENTS: Final = (*INTENTS, OVERVIEW, OFF_TOPIC)
MOST_FACTS: Final = 12  # of one proposal
_NAMED: Final = 2.0  # characters that a pattern must account for
_MOST_CLAIMED: Final = 40  # characters kept of what was claimed
_ASKED_BACK: Final = ("no_quantity", "cut", "unit")


@dataclass(frozen=True)
class Proposal:
    """What a model says that it read: fact ids with the user's words, an item ("measures/ID" …), an intent."""

    facts: tuple[tuple[str, str], ...] = ()
    item: str | None = None
    intent: str = "tells"


@dataclass(frozen=True)
class Kept:
    """A fact that stands, with the user's words and what they come to."""

    fact: str
    span: str
    value: Interval


@dataclass(frozen=True)
class Dropped:
    """What was claimed and does not stand, and why."""

    what: str
    span: str
    why: Why


@dataclass(frozen=True)
class Judged:
    """`plain` is the message to answer in place of the user's; "" where the reading of the rules stands. `asks` are
    questions on words of the user that could not be used."""

    kept: tuple[Kept, ...]
    dropped: tuple[Dropped, ...]
    item: str | None
    intent: str
    plain: str
    asks: tuple[str, ...]


class Judge:
    """Judges proposals about messages on one policy. Built once; judging keeps no state."""

    def __init__(self, policy: Policy, reader: Reader) -> None:
        self._policy = policy
        self._reader = reader
        self._plain = PlainTeller(policy, reader)
        self._flags = FlagReader(policy, Pairing(policy).recognition_facts)

    def judge(
        self,
        proposal: Proposal,
        offered: Sequence[str],
        part: str,
        conversation: Conversation,
        day: date,
        question_is_sure: bool = False,
    ) -> Judged:
        """`part` is the normalised part that was read, `conversation` as it was before, `offered` the items that the
        model could choose from. With `question_is_sure` only facts were in doubt: what the part names by its own words
        is what it asks about."""
        after = deepcopy(conversation)
        read, _ = merge(self._reader.read(part, after, day), after, self._policy)
        text = squeezed(part)
        kept: dict[str, Kept] = {}
        dropped: list[Dropped] = []
        for fact_id, words in proposal.facts[:MOST_FACTS]:
            fact = self._policy.facts.get(fact_id)
            if fact is None:
                dropped.append(Dropped(_cut(fact_id), _cut(words), "unknown_fact"))
                continue
            if fact_id in kept:
                found: Kept | Why = "told_already"
            else:
                found = self._fact(fact_id, fact, words, text, read, day)
            if isinstance(found, Kept):
                kept[fact_id] = found
            else:
                dropped.append(Dropped(fact_id, _cut(words), found))
        item, intent = proposal.item, proposal.intent
        if item is not None and item not in offered:
            dropped.append(Dropped(_cut(item), "", "unknown_item"))
            item = None
        if intent not in ALL_INTENTS:
            dropped.append(Dropped(_cut(intent), "", "unknown_intent"))
            intent = "tells"
        named = self._named(text, read) if question_is_sure else frozenset()
        if item is not None and named and self._topic_of(item) not in named:
            dropped.append(Dropped(_cut(item), "", "told_otherwise"))
            return Judged((), tuple(dropped), None, intent, "", self._asks(dropped, text))
        if item is None and named:
            item = self._only_one_on(named, kept)
            if item is None:
                return Judged((), tuple(dropped), None, intent, "", self._asks(dropped, text))
        asks = self._asks(dropped, text)
        if intent == OFF_TOPIC or (not kept and item is None and intent != OVERVIEW):
            return Judged(tuple(kept.values()), tuple(dropped), item, intent, "", asks)
        question = self._plain.question(item, intent)
        if question is None:
            dropped.append(Dropped(_cut(item or intent), "", "not_plain"))
            item, question = None, ""
        standing: dict[str, Kept] = {}
        plain = question
        for one in kept.values():  # what cannot be told beside the others is dropped
            values = {f: k.value for f, k in standing.items()} | {one.fact: one.value}
            told = self._plain.told(values, question, after, day)
            if told is None:
                dropped.append(Dropped(one.fact, one.span, "not_plain"))
            else:
                standing[one.fact], plain = one, told
        return Judged(tuple(standing.values()), tuple(dropped), item, intent, plain, asks)

    def _named(self, text: str, read: Understood) -> frozenset[str]:
        """The topics that a part names by patterns or classes, not by what it is like."""
        topics = {t.id for t in self._policy.topics if best_score(t.about, text) >= _NAMED}
        families = self._policy.vocabulary.families
        return frozenset(topics | {families[m.family].topic for m in read.mentions})

    def _topic_of(self, item: str) -> str | None:
        measure = self._policy.measure_by_id.get(item.partition("/")[2])
        return measure.topic if measure and item.startswith("measures/") else None

    def _only_one_on(self, topics: frozenset[str], facts: Collection[str]) -> str | None:
        """The one measure of these topics that the facts bear on, as an item; None where there are none or several."""
        found = [m for m in self._policy.measures if m.topic in topics and set(facts) & set(facts_of(m))]
        return f"measures/{found[0].id}" if len(found) == 1 else None

    def _fact(self, fact_id: str, fact: Fact, words: str, text: str, read: Understood, day: date) -> Kept | Why:
        said = squeezed(normalise(words))
        at = text.find(said) if len(said) > 1 else -1
        if at < 0:
            return "not_said"
        if any(t.fact == fact_id for t in (*read.facts.told, *read.stages)):
            return "told_already"
        if read.owners.is_others(at):
            return "of_another"
        end = at + len(said)
        inside = [q for q in read.quantities if q.start < end and at < q.end and not q.ordinal and q.kind != "date"]
        if fact.type == "flag":
            return self._flag(fact_id, fact, said, at, text, day)
        if fact.type == "rank":
            return self._rank(fact_id, fact, said, at, text)
        if fact.cell and not inside:
            named = _shares_words(said, fact) and not is_supposed(text, at)
            return Kept(fact_id, said, Interval(1, 1)) if named else "no_word_of_it"
        fitting = [q for q in inside if fits(fact, q)]
        if len(fitting) != 1:
            return "unit" if len(inside) == 1 else "no_quantity"
        return self._number(fact_id, fact, said, (at, end), fitting[0], text, read)

    def _number(
        self, fact_id: str, fact: Fact, said: str, at: tuple[int, int], quantity: Quantity, text: str, read: Understood
    ) -> Kept | Why:
        if quantity.start < at[0] or quantity.end > at[1]:
            return "cut"
        if any(quantity.text in t.span for t in read.facts.told):
            return "told_otherwise"
        if is_planned(text, quantity.start, quantity.end) or is_under_way(text, quantity.start):
            return "not_told"
        if is_supposed(text, quantity.start) or is_condition(text, quantity.start):
            return "not_told"
        value = to_value(fact, fact_id, yearly(fact, text, quantity), said)
        return "unit" if isinstance(value, Unclear) else Kept(fact_id, said, value.value)

    def _flag(self, fact_id: str, fact: Fact, said: str, at: int, text: str, day: date) -> Kept | Why:
        if not _shares_words(said, fact):
            return "no_word_of_it"
        told = self._flags.read_named(fact_id, Hit(said, at, at + len(said), ((fact_id, "say"),)), text, day)
        return "not_told" if told is None or told.hypothetical else Kept(fact_id, said, told.value)

    def _rank(self, fact_id: str, fact: Fact, said: str, at: int, text: str) -> Kept | Why:
        """A result stands in the words by its name."""
        named = [name for name in sorted(fact.values, key=len, reverse=True) if name in said]
        if not named:
            return "no_word_of_it"
        rank = fact.rank_of(named[0])
        return "not_told" if is_supposed(text, at) else Kept(fact_id, said, Interval(rank, rank))

    def _asks(self, dropped: Sequence[Dropped], text: str) -> tuple[str, ...]:
        """What is asked about words of the user that tell something, and cannot be used as they stand."""
        asks = []
        for one in dropped:
            if one.why in _ASKED_BACK and one.span in text:
                asks.append(f"“{one.span}”是指{self._policy.facts[one.what].label}吗？请写明数量和单位。")
        return tuple(dict.fromkeys(asks))


def _shares_words(said: str, fact: Fact) -> bool:
    """Two characters in a row that stand in the words for the fact too: 「高新的牌子」 for 高新技术企业."""
    known = "，".join((fact.label, *fact.say, *fact.weak, *fact.denied))
    return any(said[i : i + 2] in known for i in range(len(said) - 1))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_CLAIMED else text[:_MOST_CLAIMED] + "…"
