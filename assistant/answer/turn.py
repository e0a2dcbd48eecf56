"""What a route works with: the policy, the part as understood, and the conversation so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from assistant.answer.draft import Quote
from assistant.calculator.assessment import Assessment, assess, presupposed
from assistant.calculator.by_year import years_told
from assistant.calculator.intervals import NO, Interval
from assistant.calculator.profile import Profile, Told
from assistant.calculator.timeline import assess_over_years
from assistant.conversation import Conversation
from assistant.indexes import Indexes
from assistant.understanding.mention import Mention, cells_of
from assistant.understanding.stages import dated_periods
from assistant.understanding.understand import Understood
from corpus.library import Policy
from corpus.rules import Measure, NotStated, Statement, tests_of


@dataclass
class Turn:
    """One part of one message, being answered."""

    policy: Policy
    indexes: Indexes
    conversation: Conversation
    part: Understood
    changed: list[str] = field(default_factory=list)  # sentences on what a correction replaced

    @cached_property
    def told(self) -> dict[str, Told]:
        """What this subject told, with what this message only supposes (如果…) on top."""
        told = self.conversation.told()
        for fact in (*self.part.facts.told, *self.part.stages):
            if fact.hypothetical:
                turn, subject = self.conversation.turn, self.conversation.subject
                told[fact.fact] = Told(fact.value, fact.span, turn, subject, by_year=dict(fact.by_year))
        return told

    @property
    def told_now(self) -> frozenset[str]:
        """Facts that this very message tells."""
        return frozenset(f.fact for f in self.part.facts.told) | frozenset(
            cell for m in self.part.mentions if self.part.claims or m.count for cell in self.cells(m)
        )

    @property
    def answers_back(self) -> bool:
        """The message gives what was asked back, and asks nothing of its own."""
        asks = not (self.part.asked.nothing or self.part.inherited)
        return not asks and bool(self.told_now & set(self.conversation.asked))

    def askable(self, facts: Iterable[str]) -> tuple[str, ...]:
        """Those of some facts that may still be asked for: the enterprise did not say that it does not know them."""
        return tuple(f for f in facts if f not in self.conversation.unknown)

    def cells(self, mention: Mention) -> tuple[str, ...]:
        """Ids of the facts that count what is mentioned, in file order; () for a class that the text does not name."""
        return cells_of(mention, self.policy)

    def profile(self, extra: dict[str, Interval] | None = None) -> Profile:
        """Told facts; presuppositions taken as true; `extra` are counts that the question itself supposes. What raises a
        rate (优秀) is an award of its own, reckoned with where it is told, or where nobody knows of it."""
        told = dated_periods(self.policy, self.told)
        for fact in self.unclaimed:
            told[fact] = Told(NO, "", self.conversation.turn, self.conversation.subject)
        for fact, value in (extra or {}).items():
            told.setdefault(fact, Told(value, "", self.conversation.turn, self.conversation.subject))
        return Profile(told, presupposed(self.policy))

    @property
    def unclaimed(self) -> frozenset[str]:
        """What raises a rate, of which nothing was said."""
        raising = {m.pays.uplift.when for m in self.policy.measures if m.pays and m.pays.uplift}
        return frozenset(raising - set(self.told) - self.conversation.unknown)

    def supposing(self, facts: Mapping[str, Interval], instead: Iterable[str] = ()) -> Turn:
        """This turn with these values of facts in place of what was told of them, and nothing told of those of `instead`
        that have none."""
        other, gone = replace(self), set(instead)
        kept = {f: told for f, told in self.told.items() if f not in gone}
        supposed = {f: Told(v, "", self.conversation.turn, self.conversation.subject) for f, v in facts.items()}
        other.__dict__["told"] = {**kept, **supposed}
        return other

    def assess(self, measures: Iterable[str], extra: dict[str, Interval] | None = None) -> Assessment:
        """These measures (ids) for this turn's profile, year by year where facts were told so; `extra` as in `profile`.
        Sums of the result are in 分. Raises BadFacts where one fact of a sum was told by year and another was not."""
        profile = self.profile(extra)
        if years_told(profile):
            return assess_over_years(self.policy, profile, measures).assessment
        return assess(self.policy, profile, measures)

    def measures_counting(self, facts: Iterable[str]) -> list[Measure]:
        """The measures whose thing one of these facts counts, in file order."""
        wanted = set(facts)
        return [
            m
            for m in self.policy.measures
            if (m.pays and m.pays.each in wanted) or (m.pays is None and wanted & _tested(m))
        ]


def quotes_of(item: Measure | Statement | NotStated) -> tuple[Quote, ...]:
    """What an item of the policy's data cites."""
    texts = (item.quote,) if isinstance(item.quote, str) else item.quote
    quotes = [Quote(item.clause, text) for text in texts]
    if not isinstance(item, Measure):
        quotes += [Quote(c.clause, c.quote) for c in item.cites]
    return tuple(quotes)


def distinct(measures: Iterable[Measure]) -> list[Measure]:
    """Each measure once, in order."""
    return list({m.id: m for m in measures}.values())


def _tested(measure: Measure) -> set[str]:
    return {t.fact for t in tests_of(measure.when)}
