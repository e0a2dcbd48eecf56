"""Pairing: which quantity belongs to which word of a fact, and which fact a word that several share stands for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from assistant.calculator.program import pay_facts
from assistant.understanding.fact_values import fits
from assistant.understanding.quantities import Quantity
from assistant.understanding.respective import respective
from assistant.understanding.surroundings import Hit, segment_span, segments_of
from assistant.understanding.years import Years
from corpus.library import Policy
from corpus.rules import tests_of

_DURATIONS: Final = frozenset({"年", "月", "个月", "天", "日", "周", "季度"})
_PER_UNIT: Final = re.compile(
    r"(?:每|一)(?:平米?|平方米?|个?人|台|套|天|日|件|颗|片|块)(?:每?[天月年日])?(?:是|要|才|就|均)?$|(?:单价|人均|均价|平均每\S)[^，,。；;\d]{0,4}$"
)
_OF_ANOTHER_SUM: Final = re.compile(
    r"(?:奖励|奖金|补贴|补助|资助|贷款|注册资本|注册资金|实收资本|利润|估值|市值|罚款|罚了|预算|概算|估算|定金|预付款?|首付款?|保证金|启动资金|毛利|负债|资产)"
    r"(?:总额|金额|数|里|上|里头)?(?:写的|报的|做的|列的|批的|编的)?(?:是|有|约|大概|了|过|大约|共|一共|高达|为|才|就|拿了|拿过|写|报|做|列|批|编)*$"
)
_PAID_OUT: Final = re.compile(r"(?:拿|领|奖|补|给)(?:个|足|满)?$")  # 「拿200万」: what is given, not what is spent
_DIFFERENCE: Final = re.compile(
    r"比[^，,。；;]{1,10}(?:多|少|高|低|超|大|增加|增长|减少|上升|下降|上涨|下跌|涨|降|跌|增|减)(?:了|出)?(?:有|约|大概)?$"
)
_AMONG: Final = re.compile(r"其中|里面|里头|当中|包括|含")
_AFTER_PEOPLE: Final = re.compile(
    r"占(?:了|到)?$|(?:员工|职工|人员|从业者?|总人数|人数|(?<![收投])全公司|[\d一二两三四五六七八九十百千多来几余][个号]?人)"
    r"[^。；;！!？?]{0,14}$"
)
_ALTOGETHER: Final = re.compile(r"总共|一共|合计|总计|拢共|共计|总数|总人数|全公司|全员|上下")
_SOME_OF_THEM: Final = re.compile(
    r"(?:员工|职工|同事|人员|骨干|博士|专家|人)?(?:去年|今年|已经?|都)?(?:入选|获评|获得|被评|拿了|评上|评为|取得|考取|当选)"
)
_THRESHOLD: Final = re.compile(
    r"(?:的|这个|那个|以上的?)?(?:[^，,。；;！!？?\d]{0,8}?)(?:门槛|要求|硬杠杠|杠杠|红线|底线|及格线|达标线|这条线|那条线|标准线|起步线)"
)
_AMONG_THEM: Final = re.compile(r"里[头面]?(?![子程])|当中|其中")
_SPENT: Final = re.compile(
    r"(?:一年|每年|去年|全年|年均|年年)[^，,。；;]{0,4}(?:砸|投|花|烧|投入)(?:了|进去|掉|个|上)*$"
)
_DISOWNED: Final = re.compile(r"(?:不是|并非|而非|没有|不到不是)$")


def is_of_some(quantity: Quantity, text: str) -> bool:
    """「有三个人入选了」 counts those of whom something is told, not the enterprise's people."""
    return quantity.unit in ("人", "位", "个") and _SOME_OF_THEM.match(text[quantity.end :]) is not None


def is_missing(quantity: Quantity, text: str) -> bool:
    """「差一名」 counts what is not there."""
    return re.search(r"(?:还|就|只)?(?:差|缺|少)(?:了|着)?$", text[: quantity.start]) is not None


def usable_in(quantities: Sequence[Quantity], text: str) -> list[Quantity]:
    """Quantities that can be the value of a fact: no ranks, no lengths of time, none that is denied."""
    return [
        q
        for q in quantities
        if q.kind in ("money", "count", "number")
        and not q.ordinal
        and q.unit not in _DURATIONS
        and not _DISOWNED.search(text[: q.start])
        and not re.search(r"(?:门槛|标准线|红线|底线)(?:是|为)?$", text[: q.start])
        and not _THRESHOLD.match(text[q.end :])  # 「500万的研发门槛我们够，一年860万」
        and not _OF_ANOTHER_SUM.search(text[max(0, q.start - 12) : q.start])
        and not is_paid_out(text, q)
        and not _DIFFERENCE.search(text[max(0, q.start - 16) : q.start])
        and not is_of_some(q, text)
        and not _PER_UNIT.search(text[max(0, q.start - 8) : q.start])
    ]


def is_paid_out(text: str, quantity: Quantity) -> bool:
    """「能拿75万」, 「一定给2000万吗」: a sum that is given, not one that is spent."""
    return quantity.kind == "money" and _PAID_OUT.search(text[max(0, quantity.start - 6) : quantity.start]) is not None


def _last_worded(before: list[tuple[int, int]], wordy: list[Hit], usable: list[Quantity]) -> int:
    """Where the last clause begins that names something, over clauses that neither name nor tell anything
    (「营收说错了，不是3亿，是2.6亿」)."""
    for start, end in reversed(before):
        if any(start <= h.start < end for h in wordy) or any(start <= q.start < end for q in usable):
            return start
    return before[-1][0]


class Pairing:
    """Pairs the words and quantities of one policy's facts. Built once; pairing keeps no state."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    @cached_property
    def recognition_facts(self) -> frozenset[str]:
        """Facts that the conditions of being listed turn on."""
        return frozenset(t.fact for m in self._policy.measures for t in tests_of(m.when) if t.role == "recognition")

    def pairs(
        self, text: str, hits: list[Hit], quantities: Sequence[Quantity], active: Collection[str]
    ) -> list[tuple[Hit, Quantity | None, str]]:
        """Words with the quantity each names, and the fact that the pair stands for."""
        usable = usable_in(quantities, text)
        hits = [self._widened(h, hits) for h in hits]
        wordy = [
            h
            for h in hits
            if any(self._policy.facts[f].type in ("money", "count") for f, s in h.candidates if s in ("say", "weak"))
        ]
        wordy = [h for h in wordy if not any(q.start <= h.start and h.end <= q.end for q in quantities)]
        segments = segments_of(text)
        pairs: list[tuple[Hit, Quantity | None, str]] = []
        bound_hits: set[int] = set()
        bound_quantities: set[int] = set()

        def bind(hit: Hit, quantity: Quantity) -> bool:
            fact_id = self.fact_for(hit, quantity, active, text)
            if fact_id is None:
                return False
            pairs.append((hit, quantity, fact_id))
            bound_hits.add(hit.start)
            bound_quantities.add(quantity.start)
            return True

        for hit, quantity, fact_id in self._respective(text, wordy, usable, active):
            pairs.append((hit, quantity, fact_id))
            bound_hits.add(hit.start)
            bound_quantities.add(quantity.start)
        for start, end in segments:
            here = [h for h in wordy if start <= h.start < end]
            amounts = [q for q in usable if start <= q.start < end and q.start not in bound_quantities]
            values = [q for q in amounts if any(self.fact_for(h, q, active, text) for h in here)]
            among = any(_AMONG_THEM.match(text[q.end :]) for q in values)  # 「200号人里头研发占六成」
            if values and values[0].start < here[0].start and len(values) >= len(here) and not among:
                for quantity, hit in zip(values[len(values) - len(here) :], here, strict=True):
                    bind(hit, quantity)
            for quantity in amounts:
                if quantity.start in bound_quantities:
                    continue
                around = [
                    h
                    for h in here
                    if h.start < quantity.start and quantity.end < h.end and not any(h.end == q.start for q in amounts)
                ]
                if any(h.start not in bound_hits and bind(h, quantity) for h in around):
                    continue  # 「平台项目花了620万研发」
                before = [h for h in here if h.end <= quantity.start and h.start not in bound_hits]
                for hit in reversed(before):
                    between = [q for q in amounts if hit.end <= q.start < quantity.start]
                    # 「融了三轮一共900万」: what cannot be its value parts no word from its sum
                    if not any(self.fact_for(hit, q, active, text) for q in between) and bind(hit, quantity):
                        break
            for quantity in amounts:
                if quantity.start in bound_quantities:
                    continue
                if _AMONG_THEM.match(text[quantity.end :]):
                    continue
                after = [h for h in here if h.start >= quantity.end and h.start - quantity.end <= 8]
                for hit in after:
                    if hit.start not in bound_hits and bind(hit, quantity):
                        break
        for i, (start, end) in enumerate(segments[1:], 1):  # 「研发投入嘛，大概800万」
            previous = [h for h in wordy if _last_worded(segments[:i], wordy, usable) <= h.start < start]
            for quantity in (q for q in usable if start <= q.start < end and q.start not in bound_quantities):
                open_hits = [h for h in previous if h.start not in bound_hits]
                own = [h for h in wordy if start <= h.start < end and self.fact_for(h, quantity, active, text)]
                if quantity.unit == "人" and _ALTOGETHER.search(text[start : quantity.start]):
                    own = own or [h for h in open_hits if self._is_part(h, quantity, active, text)]
                if quantity.kind == "money" and _SPENT.search(text[start : quantity.start]):
                    open_hits = open_hits or previous  # 「研发二十来人，一年砸六百万」: the word stands for both
                if open_hits and not own:
                    bind(open_hits[-1], quantity)
        pairs = self._part_of(text, pairs, usable)
        for hit in wordy:
            if hit.start not in bound_hits and (named := self.fact_for(hit, None, active, text)):
                pairs.append((hit, None, named))
        return pairs

    def _is_part(self, hit: Hit, quantity: Quantity, active: Collection[str], text: str) -> bool:
        """「三分之一是研发，总共150人」: the number of all is not that of a part."""
        fact_id = self.fact_for(hit, quantity, active, text)
        return fact_id is not None and self._policy.facts[fact_id].part_of is not None

    def _widened(self, hit: Hit, hits: list[Hit]) -> Hit:
        """研发投了 of 「平台项目研发投了520万」: a word that facts share stands for the one that a longer phrase names."""
        if any(s == "say" for _, s in hit.candidates):
            return hit
        own = {f for f, _ in hit.candidates}
        for wide in hits:
            named = next((f for f, s in wide.candidates if s == "say" and f in own), None)
            if named and wide.start < hit.start < wide.end < hit.end:
                return replace(hit, candidates=((named, "say"),))
        return hit

    def _respective(
        self, text: str, wordy: list[Hit], usable: list[Quantity], active: Collection[str]
    ) -> Iterator[tuple[Hit, Quantity, str]]:
        """「营收和税收分别是3亿和2000万」, word by word; a thing without a word of its own shares that of the last."""
        for things in respective(text, usable):
            own = [[h for h in wordy if t.start <= h.start and h.end <= t.end] for t in things]
            if not own[-1]:
                continue
            for thing, words in zip(things, own, strict=True):
                word = words[-1] if words else own[-1][-1]
                named = text[thing.start : thing.end]
                shared = self._of_thing(word, thing.quantity, named)
                fact_id = shared[0] if shared else self.fact_for(word, thing.quantity, active, text) if words else None
                if fact_id:
                    yield replace(word, candidates=((fact_id, "say"),)), thing.quantity, fact_id

    def _of_thing(self, hit: Hit, quantity: Quantity, named: str) -> list[str]:
        """The facts that a word may stand for which are of a thing that is named: 采购额 of 「芯片和工位机的采购额」."""
        return [
            f
            for f, s in hit.candidates
            if s in ("say", "weak")
            and fits(self._policy.facts[f], quantity)
            and any(w in named for c in self._companions.get(f, ()) for w in self._policy.facts[c].say)
        ]

    def _part_of(
        self, text: str, pairs: list[tuple[Hit, Quantity | None, str]], usable: list[Quantity]
    ) -> list[tuple[Hit, Quantity | None, str]]:
        """「研发总共花了2000万，其中芯片项目占800万」: the part is the project's, the whole is the enterprise's."""
        bound = {q.start for _, q, _ in pairs if q}
        out = list(pairs)
        for quantity in (q for q in usable if q.start not in bound):
            start, _ = segment_span(text, quantity.start)
            before = [p for p in pairs if p[1] and p[1].end <= start]
            if not before or not _AMONG.match(text[start:]):
                continue
            last = max(before, key=lambda p: p[0].start)
            hit, whole, fact_id = last
            part = self._of_thing(hit, quantity, text[start : quantity.start])
            if not part:
                continue
            out.append((replace(hit, candidates=((part[0], "say"),)), quantity, part[0]))
            if fact_id in part:
                out.remove(last)
                company = next((f for f, _ in hit.candidates if f in self.recognition_facts), None)
                out += [(replace(hit, candidates=((company, "say"),)), whole, company)] if company else []
        return out

    def usable(self, quantities: Sequence[Quantity], text: str, years: Sequence[Years]) -> list[Quantity]:
        """Sums, with a unit or without, that are no part of a year's name."""
        return [
            q
            for q in usable_in(quantities, text)
            if (q.kind == "money" or (q.kind == "number" and not q.unit))
            and not any(y.start <= q.start < y.end for y in years)
        ]

    def sharing(self, hit: Hit, quantity: Quantity, fact_id: str, active: Collection[str], text: str) -> list[str]:
        """One outlay told for several measures that are being talked about, of neither by name, counts for each."""
        others = [
            f
            for f, s in hit.candidates
            if s == "weak" and f != fact_id and f in active and fits(self._policy.facts[f], quantity)
        ]
        strong = any(s == "say" for f, s in hit.candidates if f == fact_id)
        places = [self._named_before(f, hit.start, text) for f in (fact_id, *others)]
        own = places[0] >= 0 and (text[hit.start - 1 : hit.start] in ("（", "(") or min(places) < 0)
        return [fact_id, *([] if strong or own or fact_id not in active else others)]

    def _whole_enterprise(self, phrase: str) -> tuple[str, ...]:
        """Facts of the enterprise as a whole, where the words say so (全公司研发投入)."""
        return tuple(self.recognition_facts) if re.search(r"公司|企业|总", phrase) else ()

    def _named_before(self, fact_id: str, at: int, text: str) -> int:
        """Where the thing that a fact is about was named last before a place; -1 for nowhere."""
        words = (w for f in self._companions.get(fact_id, ()) for w in self._policy.facts[f].say)
        return max((text.rfind(w, 0, at) for w in words), default=-1)

    @cached_property
    def _companions(self) -> dict[str, set[str]]:
        """Facts of sums -> the flags of the same measure: chip_purchase -> uses_local_chip."""
        out: dict[str, set[str]] = {}
        for measure in self._policy.measures:
            flags = {t.fact for t in tests_of(measure.when)} - {"in_district", "is_supplier"}
            for fact_id in pay_facts(measure):
                out.setdefault(fact_id, set()).update(f for f in flags if self._policy.facts[f].type == "flag")
        return out

    def _counts_people(self, hit: Hit, quantity: Quantity, text: str) -> bool:
        """「320人，研发占80」, 「员工230，研发60」: a bare number of a word that may mean people, where people are counted."""
        if quantity.kind != "number" or not any(self._policy.facts[f].unit == "人" for f, _ in hit.candidates):
            return False
        return _AFTER_PEOPLE.search(text[: quantity.start]) is not None

    def fact_for(self, hit: Hit, quantity: Quantity | None, active: Collection[str], text: str) -> str | None:
        """The candidate that fits the quantity's kind: an active one first, then one that names it outright.

        Of several active ones that of the thing named last before (「用了控制器（采购…）又用了芯片（采购…）」).
        """
        fitting = [
            (f, s)
            for f, s in hit.candidates
            if s in ("say", "weak")
            and (quantity is None or fits(self._policy.facts[f], quantity))
            and not (self._policy.facts[f].type == "money" and quantity and self._counts_people(hit, quantity, text))
            and self._policy.facts[f].type not in ("flag", "rank")
        ]
        named = [f for f, _ in fitting if f in active]
        if named:
            return max(named, key=lambda f: self._named_before(f, hit.start, text))
        if not any(f in self._whole_enterprise(hit.phrase) for f, _ in fitting):
            for fact_id in self._policy.facts:  # 年研发投入 said of a chip project is that project's
                fact = self._policy.facts[fact_id]
                if (
                    fact_id in active
                    and any(w in hit.phrase for w in fact.weak if len(w) > 1)
                    and any(self._policy.facts[f].type == fact.type for f, _ in hit.candidates)
                    and (quantity is None or fits(fact, quantity))
                ):
                    return fact_id
        for fact_id, strength in fitting:
            if strength == "say":
                return fact_id
        # a shared word outside of any topic can only be of the enterprise as a whole
        return next((f for f, _ in fitting if f in self.recognition_facts), None)
