"""Facts told in a message: which quantity belongs to which fact, which flags are affirmed or denied.

Words and quantities are paired by place, segment by segment (「研发投入1000万，采购额500万」); a word that several
facts share (研发投入) is settled by what the conversation is about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Final

from assistant.understanding.dated import DatedReader
from assistant.understanding.fact_values import (
    ToldFact,
    Unclear,
    added_up,
    adds_more,
    counts_people,
    fits,
    settled,
    to_value,
    told_anew,
    whole_of,
    yearly,
)
from assistant.understanding.flags import FlagReader
from assistant.understanding.mood import (
    asks,
    is_condition,
    is_former,
    is_of_another_time,
    is_planned,
    is_supposed,
    is_under_way,
)
from assistant.understanding.ownership import NOBODY, Ownership
from assistant.understanding.pairing import Pairing, is_missing, is_of_some, usable_in
from assistant.understanding.quantities import Quantity
from assistant.understanding.shares import shares_told
from assistant.understanding.surroundings import (
    Hit,
    Strength,
    is_within,
    one_of_them,
    segment_around,
    segment_span,
)
from assistant.understanding.untold_sums import beside_others, named_behind, nothing_told
from assistant.understanding.years import Years, distinct_years
from corpus.library import Policy

# 营收…跌 is not said of 「营收涨了税收跌了」: nothing that ends one statement stands in a gap
_GAP: Final = r"了?(?:(?![怎什谁何哪几吗没不未非但却]|(?<![拿得评获判定报申])了(?![个一点些]))[^，,。；;！!？?]){0,8}?"
_OF_CONDITIONS: Final = re.compile(r"人数和研发|研发投入?和人数|人数、研发|研发投入?、人数")  # 「只看人数和研发投入」


@dataclass(frozen=True)
class FactReading:
    """What one message tells, and what it leaves unsettled."""

    told: tuple[ToldFact, ...]
    unclear: tuple[Unclear, ...]
    loose: tuple[Quantity, ...]  # quantities that no word claims
    named: tuple[str, ...]  # quantity facts named without a value
    excepted: tuple[tuple[str, int], ...] = ()  # flag -> how many things it does not hold for


class FactReader:
    """Reads one policy's facts. Built once; reading keeps no state."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._pairing = Pairing(policy)
        self._dated = DatedReader(policy, self._pairing)
        self._flags = FlagReader(policy, self._pairing.recognition_facts)

    @cached_property
    def _phrases(self) -> dict[str, list[tuple[str, Strength]]]:
        phrases: dict[str, list[tuple[str, Strength]]] = {}
        for fact_id, fact in self._policy.facts.items():
            for strength, words in (
                ("say", fact.say),
                ("weak", fact.weak),
                ("denied", (*fact.denied, *fact.denied_weak)),
            ):
                for word in words:
                    phrases.setdefault(word, []).append((fact_id, strength))  # type: ignore[arg-type]
            for words in fact.values.values():
                for word in words:
                    phrases.setdefault(word, []).append((fact_id, "value"))
        return phrases

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        whole = sorted((p for p in self._phrases if "…" not in p), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, whole)))

    def read(
        self,
        text: str,
        quantities: Sequence[Quantity],
        active: Collection[str],
        years: Sequence[Years] = (),
        asked: str | None = None,
        things: Sequence[tuple[int, int]] = (),
        owners: Ownership = NOBODY,
        today: date | None = None,
    ) -> FactReading:
        """Facts of a normalised text. `active` are the facts of the measures that are being talked about, `years` those
        that the text names, `asked` the fact that sums by year without a word of their own are of. `things` are where
        classes are named: 研发 of 「市级研发中心两个」 is no word of the developers' number. `owners` are whose the clauses
        are: what is told of others is left out, or holds for this message alone where it asks about nobody else. `today` is what
        近三年 counts from."""
        asks_of_others = not owners.ours_too and asks(text)
        hits = [h for h in self._hits(text) if not _part_of_a_name(h, things)]
        theirs = [h for h in hits if owners.is_others(h.start)]
        if not asks_of_others:
            hits = [h for h in hits if not owners.is_others(h.start)]
            quantities = [q for q in quantities if not owners.is_others(q.start)]
        dated = self._dated.read(text, hits, quantities, active, years, asked)
        told: list[ToldFact] = []
        unclear: list[Unclear] = []
        claimed: set[int] = set()
        named: list[str] = []
        told += self._flags.read(text, hits, active, owners, today)
        told += self._flags.said_of_us(text, theirs)
        if dated:
            claimed |= dated.quantities
            unclear += dated.unclear
        free = [h for h in hits if not (dated and h.start in dated.hits)]
        pairs = self._pairing.pairs(text, free, [q for q in quantities if q.start not in claimed], active)
        for hit, quantity, fact_id in pairs:
            if quantity is None:
                named.append(fact_id)
                continue
            claimed.add(quantity.start)
            span = text[min(hit.start, quantity.start) : max(hit.end, quantity.end)]
            for each in self._pairing.sharing(hit, quantity, fact_id, active, text):
                fact = self._policy.facts[each]
                result = to_value(fact, each, yearly(fact, text, quantity), span)
                if isinstance(result, Unclear):
                    unclear.append(result)
                else:
                    weak = all(s != "say" for f, s in hit.candidates if f == each)
                    told.append(_in_mood(replace(result, weak=weak), text, hit, quantity, fact.label.startswith("年")))
        spare = usable_in([q for q in quantities if q.start not in claimed], text)
        for sums, value in named_behind(text, hits, spare, self._policy):
            claimed |= {q.start for q in sums}
            told.append(value)
            named = [f for f in named if f != value.fact]
        spare = [q for q in spare if q.start not in claimed]
        for quantity, value in beside_others(text, theirs, spare, owners, active, self._pairing, self._policy):
            claimed.add(quantity.start)
            told.append(value)
        told = added_up(told, text, quantities, claimed, self._policy.facts)
        told += self._retold(told, text, quantities, claimed, years)
        told += self._people(told, text, quantities, claimed, active)
        told += shares_told(text, hits, quantities, told, self._policy)
        told += nothing_told(text, hits, {t.fact for t in told}, self._policy)
        if dated:
            told = [*dated.told, *(t for t in told if t.fact not in {d.fact for d in dated.told})]
        loose = tuple(
            q
            for q in quantities
            if q.start not in claimed
            and q.kind in ("money", "count", "number")
            and not any(y.start <= q.start < y.end for y in years)
        )
        excepted = tuple(
            (f, n)
            for h in hits
            for f, strength in h.candidates
            if strength == "denied" and (n := one_of_them(segment_around(text, h.start)))
        )
        whole = settled(told, text, self._policy)
        if asks_of_others:
            whole = [replace(t, hypothetical=True) for t in whole]
        return FactReading(
            tuple(_of_one_year(t, years) for t in whole),
            tuple(unclear),
            loose,
            tuple(dict.fromkeys(named)),
            tuple(dict.fromkeys(excepted)),
        )

    def _hits(self, text: str) -> list[Hit]:
        """Where words of facts stand: the longest at each place, and phrases with a gap (「营收…增长」) beside them."""
        hits = list(self._whole(text))
        for phrase, pieces in self._gapped:
            if all(piece in text for piece in pieces):  # a thousand phrases: few are worth a pattern
                found = _with_gap(phrase).finditer(text)
                hits += [Hit(phrase, m.start(), m.end(), tuple(self._phrases[phrase])) for m in found]
        hits = [h for h in hits if not self._within_other_words(h, text)]
        hits += self._supplied_within(hits, text)
        return sorted(hits, key=lambda h: (h.start, len(h.phrase)))

    def _whole(self, text: str) -> Iterator[Hit]:
        """The longest words at each place; a denial (没列入) hides no longer words that begin inside of it."""
        at, denied_to = 0, 0
        while match := self._pattern.search(text, at):
            candidates = tuple(self._phrases[match[0]])
            denial = all(strength == "denied" for _, strength in candidates)
            if match.end() > denied_to:
                yield Hit(match[0], match.start(), match.end(), candidates)
            at = match.start() + 1 if denial else max(match.end(), match.start() + 1)
            denied_to = match.end() if denial else denied_to

    def _supplied_within(self, hits: list[Hit], text: str) -> list[Hit]:
        """「进口芯片采购了500万」: the thing supplied, inside of a longer phrase that names a sum."""
        out = []
        for hit in hits:
            if any(self._policy.facts[f].supplied_here for f, _ in hit.candidates):
                continue
            for fact_id, fact in self._policy.facts.items():
                word = next((w for w in fact.say if fact.supplied_here and w in hit.phrase), None)
                if word:
                    at = text.find(word, hit.start, hit.end)
                    out.append(Hit(word, at, at + len(word), ((fact_id, "say"),)))
        return out

    @cached_property
    def _gapped(self) -> list[tuple[str, tuple[str, ...]]]:
        """Phrases with a gap, each with what its pattern must find as it stands."""
        return [(p, tuple(filter(None, re.split("…|没", p)))) for p in self._phrases if "…" in p]

    def _within_other_words(self, hit: Hit, text: str) -> bool:
        """Whether none of its facts is meant: 税收 of 「税收优惠」, 优秀 where the talk is of 验收."""
        return all(is_within(self._policy.facts[f].not_in, hit, text) for f, _ in hit.candidates)

    def _people(
        self,
        told: list[ToldFact],
        text: str,
        quantities: Sequence[Quantity],
        claimed: set[int],
        active: Collection[str],
    ) -> list[ToldFact]:
        """「税收2500万，310人」: people without a word, where only one count of people is being talked about; 「公司一共
        90人」: those of the whole."""
        facts = self._policy.facts
        wholes = {fact.part_of for fact in facts.values() if fact.part_of} - {t.fact for t in told}
        conditions = self._pairing.recognition_facts if _OF_CONDITIONS.search(text) else frozenset()
        about = {*active, *conditions}
        parts_asked = any(facts[f].unit == "人" and facts[f].part_of for f in about)
        quantities = [q for q in quantities if not is_of_some(q, text) and not is_missing(q, text)]
        for quantity in (q for q in quantities if counts_people(text, q) and q.start not in claimed):
            whole = next((f for f in wholes if facts[f].unit == "人" and whole_of(text, quantity, parts_asked)), None)
            value = to_value(facts[whole], whole, quantity, quantity.text) if whole else None
            if isinstance(value, ToldFact):
                claimed.add(quantity.start)
                return [value]
        counting = [f for f in about if facts[f].unit == "人" and f not in {t.fact for t in told}]
        loose = [q for q in quantities if q.kind == "count" and q.unit == "人" and q.start not in claimed]
        if len(counting) != 1 or len(loose) != 1:
            return []
        claimed.add(loose[0].start)
        value = to_value(self._policy.facts[counting[0]], counting[0], loose[0], loose[0].text)
        return [value] if isinstance(value, ToldFact) else []

    def _retold(
        self,
        told: list[ToldFact],
        text: str,
        quantities: Sequence[Quantity],
        claimed: set[int],
        years: Sequence[Years],
    ) -> list[ToldFact]:
        """A fact told again without its word: 「准确说3200万」, 「累计1100万」, 「眼下是42人」, 「今年已经到600万」; 「又追加了
        400万」 comes on top of what adds up."""
        out: list[ToldFact] = []
        for quantity in usable_in(quantities, text):
            lead = text[segment_span(text, quantity.start)[0] : quantity.start]
            same = [t for t in (*told, *out) if fits(self._policy.facts[t.fact], quantity)]
            if quantity.start in claimed or not same:
                continue
            last = same[-1]
            fact = self._policy.facts[last.fact]
            value = to_value(fact, last.fact, quantity, lead + text[quantity.start : quantity.end])
            if not isinstance(value, ToldFact):
                continue
            later = (
                _year_before(quantity.start, text, years)
                > _year_before(text.find(last.span) + len(last.span) - 1, text, years)
                > 0
            )
            former = is_former(text[: text.find(last.span) + len(last.span)])
            if (later or told_anew(lead, last.hypothetical or former)) and not is_planned(
                text, quantity.start, quantity.end
            ):
                claimed.add(quantity.start)
                out.append(replace(value, retold=True))
            elif fact.adds_up and adds_more(lead):
                claimed.add(quantity.start)
                out.append(replace(value, value=last.value.plus(value.value), retold=True))
        return out


def _year_before(at: int, text: str, years: Sequence[Years]) -> int:
    """The year that a clause names before or at this place; 0 for none."""
    start, stop = segment_span(text, at)
    return max((max(y.years) for y in years if start <= y.start < min(stop, at + 1)), default=0)


def _in_mood(told: ToldFact, text: str, hit: Hit, quantity: Quantity, of_a_year: bool) -> ToldFact:
    """A value as told, or as supposed (如果), planned (目标) or put forward as a bound of the rule (以上才有)."""
    planned = is_planned(text, quantity.start, quantity.end) or is_under_way(text, hit.start)
    planned = planned or (of_a_year and is_of_another_time(text, quantity.start))
    supposed = is_supposed(text, hit.start) or is_condition(text, quantity.start)
    return replace(told, hypothetical=planned or supposed, planned=planned)


def _of_one_year(told: ToldFact, years: Sequence[Years]) -> ToldFact:
    """An undated value with the year that the message names, where it names one alone."""
    named = distinct_years(years)
    return replace(told, year=named[0]) if len(named) == 1 and not told.by_year else told


def _part_of_a_name(hit: Hit, things: Sequence[tuple[int, int]]) -> bool:
    """A word that facts share, inside of the name of a class."""
    inside = any(start <= hit.start and hit.end <= end for start, end in things)
    return inside and all(strength == "weak" for _, strength in hit.candidates)


@lru_cache(maxsize=4096)
def _with_gap(phrase: str) -> re.Pattern[str]:
    """「营收…增长」: its pieces in order, few characters apart; 没 is also 没有."""
    return re.compile(_GAP.join(re.escape(piece).replace("没", "没有?") for piece in phrase.split("…")))
