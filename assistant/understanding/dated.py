"""Facts told year by year: 「研发2024年2000万、2025年1000万，采购分别500万、1000万」.

The words of facts, the years and the sums of a message are read in their order. A run of sums belongs to the word before
it (or to the one that the years stand under, or to the same place of the year before), and to the years in whose reach
it stands; a run as long as the list of years is shared out among them (分别). What fits no year is unclear: it is asked
back, never added up.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from assistant.calculator.intervals import Interval
from assistant.calculator.program import facts_by_year
from assistant.understanding.fact_values import ToldFact, Unclear, to_value
from assistant.understanding.pairing import Pairing
from assistant.understanding.quantities import Quantity
from assistant.understanding.surroundings import HYPOTHETICAL, Hit
from assistant.understanding.years import Years, distinct_years
from corpus.library import Policy

_LIST: Final = re.compile(r"(?:[、,，和与及跟]|以及)?(?:是|为|约|大概)?")
_EVERY: Final = re.compile(r"每年|每一年|各年|年年")
_EACH: Final = re.compile(rf"{_EVERY.pattern}|各(?:是|为|花|投|自)|各(?:大?约)?$|都|均|同样|一样")
_IN_ALL: Final = re.compile(r"一共|总共|合计|共计|累计|加起来|总计")
_BREAK: Final = re.compile(r"[。；;！!？?]")


@dataclass(frozen=True)
class Dated:
    """Facts told by year, what is told of no clear year, and the words and sums that this accounts for (by start)."""

    told: tuple[ToldFact, ...]
    unclear: tuple[Unclear, ...]
    hits: frozenset[int]
    quantities: frozenset[int]


@dataclass
class _Run:
    """Sums in one breath, the word that they belong to, and the years in whose reach they stand."""

    sums: list[Quantity]
    word: Hit | None
    years: tuple[int, ...]
    settled: bool  # the years stand with the word or the sums, not merely somewhere before
    lead: str  # what stands between the run before and this one
    each: bool = False  # 每年, 都: said of each of the years
    facts: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        """Where it begins, with its word."""
        return min(self.sums[0].start, self.word.start) if self.word else self.sums[0].start

    @property
    def end(self) -> int:
        """Where it ends, with its word."""
        return max(self.sums[-1].end, self.word.end if self.word else 0)


@dataclass
class _Reach:
    """Where the reading stands: the years in reach, the word that they stand under, the words met since."""

    years: tuple[int, ...] = ()
    head: Hit | None = None  # 研发 of 「研发2024年…、2025年…」
    fresh: bool = False  # years named since the last run
    each: bool = False  # 每年 was said of them
    words: list[Hit] = field(default_factory=list)  # since the last run
    place: int = 0  # how many runs since the years were named
    order: list[Hit] = field(default_factory=list)  # the words of the runs of the years before


class DatedReader:
    """Reads facts by year of one policy. Built once; reading keeps no state."""

    def __init__(self, policy: Policy, pairing: Pairing) -> None:
        self._policy = policy
        self._pairing = pairing
        self._dated = frozenset(f for f in facts_by_year(policy) if policy.facts[f].type == "money")
        self._readable = self._dated | {f for f, fact in policy.facts.items() if fact.type == "money" and fact.adds_up}

    def read(
        self,
        text: str,
        hits: Sequence[Hit],
        quantities: Sequence[Quantity],
        active: Collection[str],
        years: Sequence[Years],
        asked: str | None = None,
    ) -> Dated | None:
        """What a message tells year by year; None where no two years have sums of their own. Sums without a word are of
        the fact `asked`."""
        if len(distinct_years(years)) < 2:
            return None
        words = [h for h in hits if self._fact_of(h, active, text)]
        sums = self._pairing.usable(quantities, text, years)
        runs = list(_runs(text, words, sums, years))
        for run, after in pairwise(runs):
            if run.word is None and after.word and after.word.start >= after.sums[-1].end:
                run.word = after.word  # 「2024年1000万、2025年2000万的研发投入」
        for run in runs:
            run.facts = self._facts_of(run, active, text, asked)
        runs = [r for r in runs if r.facts]
        return self._told(text, runs, distinct_years(years))

    def _fact_of(self, hit: Hit, active: Collection[str], text: str) -> str | None:
        """The fact of a sum that a word stands for, whether it is told by year or not."""
        fact = self._pairing.fact_for(hit, None, active, text)
        return fact if fact and self._policy.facts[fact].type == "money" else None

    def _facts_of(self, run: _Run, active: Collection[str], text: str, asked: str | None) -> tuple[str, ...]:
        if run.word is None:
            return (asked,) if asked in self._readable else ()
        fact = self._fact_of(run.word, active, text)
        if fact is None or fact not in self._readable:
            return ()
        shared = self._pairing.sharing(run.word, run.sums[0], fact, active, text)
        return tuple(f for f in shared if f in self._readable)

    def _told(self, text: str, runs: list[_Run], named: tuple[int, ...]) -> Dated | None:
        placed = [(run, years) for run in runs if (years := _years_of(run))]
        dated = tuple(dict.fromkeys(year for _, years in placed for year in years))
        # 「2023到2025年研发总共3000万」: of several years, and not of which
        mixed = [r for r in runs if r.settled and len(r.years) > 1 and not any(r is p for p, _ in placed)]
        if len(dated) < 2 and not mixed and not any(len(r.sums) == len(named) for r in runs):
            return None
        later = [run for run in runs if not any(run is r for r, _ in placed)]
        for run in later:  # 「…，采购分别500万、1000万」: the years that have sums already, else all that were named
            years = next((y for y in (dated, named) if _shares_out(run, y)), ())
            placed.append((run, years))
        if len({year for _, years in placed for year in years}) < 2 and not mixed:
            return None
        told: dict[str, dict[int, Interval]] = {}
        spans: dict[str, tuple[int, int]] = {}
        unclear: list[Unclear] = []
        for run, years in placed:
            unclear += self._take(run, years, text, told, dated or named)
            for fact in run.facts:
                start, end = spans.get(fact, (run.start, run.end))
                spans[fact] = (min(start, run.start), max(end, run.end))
        supposed = HYPOTHETICAL.search(text) is not None
        out = [
            replace(self._whole(fact, values, text[slice(*spans[fact])]), hypothetical=supposed)
            for fact, values in told.items()
        ]
        hits = frozenset(r.word.start for r in runs if r.word)
        return Dated(tuple(out), tuple(unclear), hits, frozenset(q.start for r in runs for q in r.sums))

    def _whole(self, fact: str, values: dict[int, Interval], span: str) -> ToldFact:
        """The years in order, and what they come to; of a fact that only adds up (累计), just that."""
        by_year = tuple(sorted(values.items(), key=lambda pair: pair[0]))
        total = by_year[0][1]
        for _, value in by_year[1:]:
            total = total.plus(value)
        return ToldFact(fact, total, span, by_year=by_year if fact in self._dated else ())

    def _take(
        self, run: _Run, years: tuple[int, ...], text: str, told: dict[str, dict[int, Interval]], dated: tuple[int, ...]
    ) -> list[Unclear]:
        """Put a run's sums to their years; what cannot be put there."""
        span = text[run.start : run.end]
        if not years:
            return [Unclear("year", fact, span, dated) for fact in run.facts]
        sums = run.sums if len(run.sums) == len(years) else run.sums * len(years)
        unclear: list[Unclear] = []
        for fact in run.facts:
            for year, quantity in zip(years, sums, strict=True):
                value = to_value(self._policy.facts[fact], fact, quantity, span)
                if isinstance(value, Unclear):
                    unclear.append(value)
                elif year in told.get(fact, {}):  # told twice of one year: whether it adds or replaces is not said
                    unclear.append(Unclear("year", fact, span, (year,)))
                else:
                    told.setdefault(fact, {})[year] = value.value
        return unclear


def _years_of(run: _Run) -> tuple[int, ...]:
    """The years of a run by what stands with it; () where they stand elsewhere or nobody can tell."""
    if _EVERY.search(run.lead) and len(run.years) == 1:
        return ()  # 「2024年…、2025年…，每年采购…」: of more years than the last
    return run.years if run.settled and _shares_out(run, run.years) else ()


def _shares_out(run: _Run, years: tuple[int, ...]) -> bool:
    if not years or (_IN_ALL.search(run.lead) and len(years) > 1 and len(run.sums) == 1):
        return False
    if len(run.sums) == len(years):
        return len(years) > 1 or run.settled
    return len(run.sums) == 1 and run.each


def _runs(text: str, words: Sequence[Hit], sums: Sequence[Quantity], years: Sequence[Years]) -> Iterator[_Run]:
    tokens: list[Hit | Quantity | Years] = sorted(
        [*years, *words, *sums], key=lambda t: t.start
    )  # 「去年研发投入」: the year first
    reach, at, last = _Reach(), 0, 0  # `last`: where the run before ends
    behind: Hit | None = None  # the word of sums whose years stand behind them
    while at < len(tokens):
        token = tokens[at]
        if isinstance(token, Years):
            _enter(reach, token)
        elif isinstance(token, Hit):
            reach.words.append(token)
        else:
            run = [token]
            while at + 1 < len(tokens) and isinstance(after := tokens[at + 1], Quantity):
                if not _LIST.fullmatch(text[run[-1].end : after.start]):
                    break
                run.append(after)
                at += 1
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            placed = _placed(text, run, reach, text[last : token.start], following)
            if isinstance(following, Years) and _stands_behind(text, run[-1], following):
                placed.years, placed.settled = following.years, True  # 「2000万（2024年）」
                placed.word = behind = placed.word or behind
                at += 1
            yield placed
            if _BREAK.search(text[run[-1].end : following.start if following else len(text)]):
                reach.head = None
            last = max(run[-1].end, tokens[at].end)
        at += 1


def _stands_behind(text: str, sums: Quantity, years: Years) -> bool:
    """「2000万（2024年）」, 「2000万是2024年的」: the year of the sum before it."""
    gap, after = text[sums.end : years.start], text[years.end : years.end + 1]
    return (gap in ("（", "(") and after in ("）", ")")) or (gap in ("是", "", "算") and after == "的")


def _enter(reach: _Reach, years: Years) -> None:
    """Years are named: what follows is of them, under the word before them or each under its own."""
    if reach.words:
        reach.head = reach.words[-1]
        reach.words = []
        reach.order = []
    reach.years, reach.fresh, reach.place, reach.each = years.years, True, 0, False


def _placed(
    text: str, sums: list[Quantity], reach: _Reach, lead: str, following: Hit | Quantity | Years | None
) -> _Run:
    """A run with its word and years, as the reach has them; the reach moves on."""
    own = reach.words[-1] if reach.words else None
    if own and reach.fresh and reach.head and not _same(own, reach.head):
        reach.head = None  # 「芯片研发项目2024年采购…」: the years have words of their own
    if own is None and isinstance(following, Hit) and text[sums[-1].end : following.start] in ("", "的"):
        own = following  # 「2000万研发」
    # under 「研发2024年…、2025年…」 a word of its own stands outside of the last year's reach
    settled = reach.fresh or not (own and reach.head)
    word = own
    if word is None:
        word = reach.head or (reach.order[reach.place] if reach.place < len(reach.order) else None)
    if own is not None and not (reach.head and reach.fresh):
        if reach.place < len(reach.order):
            reach.order[reach.place] = own
        else:
            reach.order.append(own)
    reach.each = reach.each or _EACH.search(lead) is not None
    run = _Run(sums, word, reach.years, settled and bool(reach.years), lead, reach.each)
    reach.place += 1
    reach.fresh, reach.words = False, []
    return run


def _same(one: Hit, other: Hit) -> bool:
    """Two words that may name one fact."""
    return bool({f for f, _ in one.candidates} & {f for f, _ in other.candidates})
