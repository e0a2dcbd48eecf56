"""Facts told in a message: which quantity belongs to which fact, which flags are affirmed or denied.

Words and quantities are paired by place, segment by segment (「研发投入1000万，采购额500万」); a word that several
facts share (研发投入) is settled by what the conversation is about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from assistant.calculator.intervals import Interval
from assistant.understanding.dated import DatedReader
from assistant.understanding.fact_values import (
    CORRECTS,
    IN_ALL,
    ToldFact,
    Unclear,
    added_up,
    fits,
    marked,
    settled,
    to_value,
)
from assistant.understanding.pairing import Pairing
from assistant.understanding.quantities import Quantity
from assistant.understanding.surroundings import (
    Hit,
    Strength,
    negated,
    one_of_them,
    segment_around,
    widened,
    years_ago,
)
from assistant.understanding.years import Years, distinct_years
from corpus.library import Policy

_INTERROGATIVE: Final = re.compile(
    r"必须|需要|要求|要不要|是不是|是否|前提|门槛|条件|才能|非得|有没有|什么|[吗么嘛](?=$|[?？])|哪|怎么理解|几"
)
# 「我们在义乌做了个智能工厂」: a project's place, not the enterprise's
_DONE_ELSEWHERE: Final = re.compile(
    r"在[\u4e00-\u9fff]{2,4}?(?:那边|当地)?(?:新)?(?=做|建|搞|干|包|总包|承接|承建|接|供|有|中标|落地|实施|给|帮|签)"
)
_GAP: Final = r"(?:(?![怎什谁何哪几吗没不未非])[^，,。；;！!？?]){0,8}?"
_OTHER_SUPPLY: Final = re.compile(
    r"外地|区外|进口|国外|境外|外省|非区内|非滨江|不是区内|不是滨江|不是本地|不是本区|别的区|外购|海外|美国|德国|日本|台湾"
)


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

    @cached_property
    def _phrases(self) -> dict[str, list[tuple[str, Strength]]]:
        phrases: dict[str, list[tuple[str, Strength]]] = {}
        for fact_id, fact in self._policy.facts.items():
            for strength, words in (("say", fact.say), ("weak", fact.weak), ("denied", fact.denied)):
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
    ) -> FactReading:
        """Facts of a normalised text. `active` are the facts of the measures that are being talked about, `years` those
        that the text names, `asked` the fact that sums by year without a word of their own are of. `things` are where
        classes are named: 研发 of 「市级研发中心两个」 is no word of the developers' number."""
        hits = [h for h in self._hits(text) if not _part_of_a_name(h, things)]
        dated = self._dated.read(text, hits, quantities, active, years, asked)
        told: list[ToldFact] = []
        unclear: list[Unclear] = []
        claimed: set[int] = set()
        named: list[str] = []
        told += self._located(text)
        for hit in hits:
            told += self._flags(hit, text)
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
                result = to_value(self._policy.facts[each], each, quantity, span)
                if isinstance(result, Unclear):
                    unclear.append(result)
                else:
                    weak = all(s != "say" for f, s in hit.candidates if f == each)
                    told.append(marked(replace(result, weak=weak), segment_around(text, hit.start)))
        told = added_up(told, text, quantities, claimed)
        told += self._corrected(told, text, quantities, claimed)
        told += self._people(told, quantities, claimed, active)
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
        return FactReading(
            tuple(_of_one_year(t, years) for t in settled(told, text, self._policy)),
            tuple(unclear),
            loose,
            tuple(dict.fromkeys(named)),
            tuple(dict.fromkeys(excepted)),
        )

    def _hits(self, text: str) -> list[Hit]:
        """Where words of facts stand: the longest at each place, and phrases with a gap (「营收…增长」) beside them."""
        hits = [
            Hit(m[0], m.start(), m.end(), tuple(self._phrases[m[0]]))
            for m in self._pattern.finditer(text)
            if not self._excluded(m[0], text)
        ]
        for phrase, pattern in self._gapped:
            if self._excluded(phrase, text):
                continue
            hits += [Hit(phrase, m.start(), m.end(), tuple(self._phrases[phrase])) for m in pattern.finditer(text)]
        hits += self._supplied_within(hits)
        return sorted(hits, key=lambda h: (h.start, len(h.phrase)))

    def _supplied_within(self, hits: list[Hit]) -> list[Hit]:
        """「进口芯片采购了500万」: the thing supplied, inside of a longer phrase that names a sum."""
        out = []
        for hit in hits:
            if any(self._policy.facts[f].supplied_here for f, _ in hit.candidates):
                continue
            for fact_id, fact in self._policy.facts.items():
                word = next((w for w in fact.say if fact.supplied_here and w in hit.phrase), None)
                if word:
                    at = hit.start + hit.phrase.find(word)
                    out.append(Hit(word, at, at + len(word), ((fact_id, "say"),)))
        return out

    @cached_property
    def _gapped(self) -> list[tuple[str, re.Pattern[str]]]:
        return [(p, re.compile(_GAP.join(map(re.escape, p.split("…"))))) for p in self._phrases if "…" in p]

    def _excluded(self, phrase: str, text: str) -> bool:
        return all(any(word in text for word in self._policy.facts[f].not_in) for f, _ in self._phrases[phrase])

    def _flags(self, hit: Hit, text: str) -> list[ToldFact]:
        out = []
        segment = segment_around(text, hit.start)
        for fact_id, strength in hit.candidates:
            fact = self._policy.facts[fact_id]
            if any(word in text for word in fact.not_in):
                continue
            if fact.type == "rank" and strength == "value":
                rank = next(i for i, words in enumerate(fact.values.values()) if hit.phrase in words)
                out.append(marked(ToldFact(fact_id, Interval(rank, rank), text[hit.start : hit.end]), segment))
            elif fact.type == "flag":
                if strength == "denied" and one_of_them(segment):
                    continue  # 「其中一项还没发布」 takes away one: see `excepted`
                value = strength != "denied"
                if strength == "say":
                    if self._asked_not_told(fact_id, text, hit):
                        continue
                    if fact.within_years and years_ago(segment, fact.within_years):
                        continue
                    value = not negated(text, hit) and not (fact.supplied_here and self._from_elsewhere(segment))
                out.append(marked(ToldFact(fact_id, Interval(int(value), int(value)), widened(text, hit)), segment))
        return out

    def _from_elsewhere(self, segment: str) -> bool:
        """Supplied by an enterprise of another place: 「用的芯片是深圳企业的」, 「进口芯片」."""
        if _OTHER_SUPPLY.search(segment):
            return True
        places = self._policy.head.elsewhere.places
        return any(f"注册在{p}" not in segment and f"在{p}" not in segment for p in places if p in segment)

    def _people(
        self, told: list[ToldFact], quantities: Sequence[Quantity], claimed: set[int], active: Collection[str]
    ) -> list[ToldFact]:
        """「税收2500万，310人」: people without a word, where only one count of people is being talked about."""
        counting = [f for f in active if self._policy.facts[f].unit == "人" and f not in {t.fact for t in told}]
        loose = [q for q in quantities if q.kind == "count" and q.unit == "人" and q.start not in claimed]
        if len(counting) != 1 or len(loose) != 1:
            return []
        claimed.add(loose[0].start)
        value = to_value(self._policy.facts[counting[0]], counting[0], loose[0], loose[0].text)
        return [value] if isinstance(value, ToldFact) else []

    def _corrected(
        self, told: list[ToldFact], text: str, quantities: Sequence[Quantity], claimed: set[int]
    ) -> list[ToldFact]:
        """「研发花了3000多万，准确说3200万」, 「后来又投了300万，累计1100万」: the fact is told again without its word."""
        out = []
        for quantity in quantities:
            segment_start = max(text.rfind(c, 0, quantity.start) for c in "，,。；;") + 1
            lead = text[segment_start : quantity.start]
            if quantity.start in claimed or not (CORRECTS.search(lead) or IN_ALL.search(lead)):
                continue
            same = [t for t in told if fits(self._policy.facts[t.fact], quantity)]
            if same:
                span = text[segment_start : quantity.end]
                value = to_value(self._policy.facts[same[-1].fact], same[-1].fact, quantity, span)
                if isinstance(value, ToldFact):
                    claimed.add(quantity.start)
                    out.append(value)
        return out

    def _located(self, text: str) -> list[ToldFact]:
        """「公司注册在上海」: an enterprise of another place, where a policy has a fact on its own."""
        if "in_district" not in self._policy.facts:
            return []
        for place in self._policy.head.elsewhere.places:
            match = re.search(
                rf"(?:注册地?(?:址)?|公司|企业|总部|我们|人|厂)(?:是|就)?(?:在|为|设在|位于){place}|(?:在|位于){place}(?:注册|经营|办公)|是{place}的(?:公司|企业)|^{place}(?:的)?(?:公司|企业)",
                _DONE_ELSEWHERE.sub("", text),
            )
            if match:
                return [ToldFact("in_district", Interval(0, 0), match[0])]
        return []

    def _asked_not_told(self, fact_id: str, text: str, hit: Hit) -> bool:
        """「必须是高企吗」 asks about a condition and tells nothing."""
        around = segment_around(text, hit.start)
        if fact_id in self._pairing.recognition_facts:
            asks = re.search(r"是不是|有没有|是否|算不算", around) or re.fullmatch(
                r"(?:那|请问)?我[们司]?(?:公司)?(?:是|算|有)[^，]{0,14}(?:[吗么][?？]?|[?？])", around
            )
            if asks:
                return True
            return _INTERROGATIVE.search(around) is not None and not re.search(r"我|咱|已经|我司|都有|也有", around)
        before = text[max(0, hit.start - 4) : hit.start]
        return (
            re.search(
                r"是不是|是否|有没有|算不算|(?:能|可以|可|想|要|申请|怎么|如何|打算|准备|符合|怎样)(?:够|才)?$", before
            )
            is not None
        )


def _of_one_year(told: ToldFact, years: Sequence[Years]) -> ToldFact:
    """An undated value with the year that the message names, where it names one alone."""
    named = distinct_years(years)
    return replace(told, year=named[0]) if len(named) == 1 and not told.by_year else told


def _part_of_a_name(hit: Hit, things: Sequence[tuple[int, int]]) -> bool:
    """A word that facts share, inside of the name of a class."""
    inside = any(start <= hit.start and hit.end <= end for start, end in things)
    return inside and all(strength == "weak" for _, strength in hit.candidates)
