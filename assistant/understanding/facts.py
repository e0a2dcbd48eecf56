"""Facts told in a message: which quantity belongs to which fact, which flags are affirmed or denied.

Words and quantities are paired by place, segment by segment (「研发投入1000万，采购额500万」); a word that several
facts share (研发投入) is settled by what the conversation is about.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

from assistant.calculator.assessment import pay_facts
from assistant.calculator.intervals import Interval
from assistant.understanding.quantities import Quantity, read_quantities
from corpus.library import Policy
from corpus.rules import Fact, tests_of

Strength = Literal["say", "weak", "denied", "value"]

_SEGMENT: Final = re.compile(r"[，,。；;！!？?\n（）()]|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_NEGATED_BEFORE: Final = re.compile(
    r"(?:不是|没有|没能|没|未曾|未|还没有?|不属于|不算|不具备|不具有|缺|非|无|并非|谈不上|从来?没有?|不)"
    r"(?:任何|什么|啥|过|被|拿到|拿|获得|获|评上|评为|评成|评|认定为?|申请|取得|签|列入|进|有|出现|发生|受到|受)?(?:过|到|上|为)?(?:国家|明确的?|自己的?|独立的?|相应的?|专门的?|任何|清晰的?)?$"
)
_NEGATED_AFTER: Final = re.compile(
    r"^(?:证书?|资格|资质|称号|认定|记录|情况|名单|这块|方面|的话|行为|项目|评选|评定)?(?:我们)?(?:也|还|都|一直|暂时|目前)?"
    r"(?:没有|没(?!问题)|未(?!来)|不是|无|过期|到期了|失效|没拿到|被取消|不行|不是的|零|0(?!\d))"
)
_POSITIVE_NOT: Final = re.compile(r"(?:有没有|是不是|是否|能不能|算不算|要不要|没问题)")
_INTERROGATIVE: Final = re.compile(
    r"必须|需要|要求|要不要|是不是|是否|前提|门槛|条件|才能|非得|有没有|什么|[吗么嘛](?=$|[?？])|哪|怎么理解|几"
)
_GAP: Final = r"(?:(?![怎什谁何哪几吗没不未非])[^，,。；;！!？?]){0,8}?"
_DURATIONS: Final = frozenset({"年", "月", "个月", "天", "日", "周", "季度"})
_DISOWNED: Final = re.compile(r"(?:不是|并非|而非|没有|不到不是)$")
_OTHER_SUPPLY: Final = re.compile(
    r"外地|区外|进口|国外|境外|外省|非区内|非滨江|不是区内|不是滨江|不是本地|不是本区|别的区|外购|海外|美国|德国|日本|台湾"
)
_IN_ALL: Final = re.compile(r"累计|总共|合计|一共|总计")
_CORRECTS: Final = re.compile(r"准确|不对|应该是|更正|其实|改成|改为|说错|记错|实际是")
_HYPOTHETICAL: Final = re.compile(r"如果|假如|假设|要是|倘若|若是?|万一|比如|的话|将来|明年|打算|计划拿|准备")


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A fact told in this message. `hypothetical` holds for this turn only."""

    fact: str
    value: Interval
    span: str
    hypothetical: bool = False
    approximate: bool = False
    weak: bool = False  # by a word that several facts share


@dataclass(frozen=True, slots=True)
class Unclear:
    """A quantity that cannot be used as told: no unit, or foreign money. `fact` is what it was told of."""

    why: Literal["unit", "currency"]
    fact: str
    span: str


@dataclass(frozen=True, slots=True)
class _Hit:
    phrase: str
    start: int
    end: int
    candidates: tuple[tuple[str, Strength], ...]


@dataclass(frozen=True)
class FactReading:
    told: tuple[ToldFact, ...]
    unclear: tuple[Unclear, ...]
    loose: tuple[Quantity, ...]  # quantities that no word claims
    named: tuple[str, ...]  # quantity facts named without a value
    excepted: tuple[tuple[str, int], ...] = ()  # flag -> how many things it does not hold for


class FactReader:
    """Reads one policy's facts. Built once; reading keeps no state."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

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

    def read(self, text: str, quantities: Sequence[Quantity], active: Collection[str]) -> FactReading:
        """Facts of a normalised text. `active` are the facts of the measures that are being talked about."""
        hits = self._hits(text)
        told: list[ToldFact] = []
        unclear: list[Unclear] = []
        claimed: set[int] = set()
        named: list[str] = []
        told += self._located(text)
        for hit in hits:
            told += self._flags(hit, text)
        pairs = self._pairs(text, hits, quantities, active)
        for hit, quantity, fact_id in pairs:
            if quantity is None:
                named.append(fact_id)
                continue
            claimed.add(quantity.start)
            span = text[min(hit.start, quantity.start) : max(hit.end, quantity.end)]
            for each in self._sharing(hit, quantity, fact_id, active, text):
                result = to_value(self._policy.facts[each], each, quantity, span)
                if isinstance(result, Unclear):
                    unclear.append(result)
                else:
                    weak = all(s != "say" for f, s in hit.candidates if f == each)
                    told.append(_mark(replace(result, weak=weak), _segment_around(text, hit.start)))
        told = _added_up(told, text, quantities, claimed)
        told += self._corrected(told, text, quantities, claimed)
        told += self._people(told, quantities, claimed, active)
        loose = tuple(q for q in quantities if q.start not in claimed and q.kind in ("money", "count", "number"))
        excepted = tuple(
            (f, n)
            for h in hits
            for f, strength in h.candidates
            if strength == "denied" and (n := _one_of_them(_segment_around(text, h.start)))
        )
        return FactReading(
            tuple(_settled(told, text, self._policy)),
            tuple(unclear),
            loose,
            tuple(dict.fromkeys(named)),
            tuple(dict.fromkeys(excepted)),
        )

    def _hits(self, text: str) -> list[_Hit]:
        """Where words of facts stand: the longest at each place, and phrases with a gap (「营收…增长」) beside them."""
        hits = [
            _Hit(m[0], m.start(), m.end(), tuple(self._phrases[m[0]]))
            for m in self._pattern.finditer(text)
            if not self._excluded(m[0], text)
        ]
        for phrase, pattern in self._gapped:
            if self._excluded(phrase, text):
                continue
            hits += [_Hit(phrase, m.start(), m.end(), tuple(self._phrases[phrase])) for m in pattern.finditer(text)]
        hits += self._supplied_within(hits, text)
        return sorted(hits, key=lambda h: (h.start, len(h.phrase)))

    def _supplied_within(self, hits: list[_Hit], text: str) -> list[_Hit]:
        """「进口芯片采购了500万」: the thing supplied, inside of a longer phrase that names a sum."""
        out = []
        for hit in hits:
            if any(self._policy.facts[f].supplied_here for f, _ in hit.candidates):
                continue
            for fact_id, fact in self._policy.facts.items():
                word = next((w for w in fact.say if fact.supplied_here and w in hit.phrase), None)
                if word:
                    at = hit.start + hit.phrase.find(word)
                    out.append(_Hit(word, at, at + len(word), ((fact_id, "say"),)))
        return out

    @cached_property
    def _gapped(self) -> list[tuple[str, re.Pattern[str]]]:
        return [(p, re.compile(_GAP.join(map(re.escape, p.split("…"))))) for p in self._phrases if "…" in p]

    def _excluded(self, phrase: str, text: str) -> bool:
        return all(any(word in text for word in self._policy.facts[f].not_in) for f, _ in self._phrases[phrase])

    def _flags(self, hit: _Hit, text: str) -> list[ToldFact]:
        out = []
        segment = _segment_around(text, hit.start)
        for fact_id, strength in hit.candidates:
            fact = self._policy.facts[fact_id]
            if any(word in text for word in fact.not_in):
                continue
            if fact.type == "rank" and strength == "value":
                rank = next(i for i, words in enumerate(fact.values.values()) if hit.phrase in words)
                out.append(_mark(ToldFact(fact_id, Interval(rank, rank), text[hit.start : hit.end]), segment))
            elif fact.type == "flag":
                if strength == "denied" and _one_of_them(segment):
                    continue  # 「其中一项还没发布」 takes away one: see `excepted`
                value = strength != "denied"
                if strength == "say":
                    if self._asked_not_told(fact_id, text, hit):
                        continue
                    if fact.within_years and _years_ago(segment, fact.within_years):
                        continue
                    value = not _negated(text, hit) and not (fact.supplied_here and self._from_elsewhere(segment))
                out.append(_mark(ToldFact(fact_id, Interval(int(value), int(value)), _widened(text, hit)), segment))
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
            if quantity.start in claimed or not (_CORRECTS.search(lead) or _IN_ALL.search(lead)):
                continue
            same = [t for t in told if _fits(self._policy.facts[t.fact], quantity)]
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
                text,
            )
            if match:
                return [ToldFact("in_district", Interval(0, 0), match[0])]
        return []

    def _asked_not_told(self, fact_id: str, text: str, hit: _Hit) -> bool:
        """「必须是高企吗」 asks about a condition and tells nothing."""
        around = _segment_around(text, hit.start)
        if fact_id in self._recognition_facts:
            asks = re.search(r"是不是|有没有|是否|算不算", around) or re.fullmatch(r"(?:那|请问)?我[们司]?(?:公司)?(?:是|算|有)[^，]{0,14}[吗么]?[?？]?", around)
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

    @cached_property
    def _recognition_facts(self) -> frozenset[str]:
        return frozenset(t.fact for m in self._policy.measures for t in tests_of(m.when) if t.role == "recognition")

    def _pairs(
        self, text: str, hits: list[_Hit], quantities: Sequence[Quantity], active: Collection[str]
    ) -> list[tuple[_Hit, Quantity | None, str]]:
        """Words with the quantity each names, and the fact that the pair stands for."""
        usable = [
            q
            for q in quantities
            if q.kind in ("money", "count", "number")
            and not q.ordinal
            and q.unit not in _DURATIONS
            and not _DISOWNED.search(text[: q.start])
        ]
        wordy = [
            h
            for h in hits
            if any(self._policy.facts[f].type in ("money", "count") for f, s in h.candidates if s in ("say", "weak"))
        ]
        wordy = [h for h in wordy if not any(q.start <= h.start and h.end <= q.end for q in usable)]
        segments = _segments(text)
        pairs: list[tuple[_Hit, Quantity | None, str]] = []
        bound_hits: set[int] = set()
        bound_quantities: set[int] = set()

        def bind(hit: _Hit, quantity: Quantity) -> bool:
            fact_id = self._fact_for(hit, quantity, active, text)
            if fact_id is None:
                return False
            pairs.append((hit, quantity, fact_id))
            bound_hits.add(hit.start)
            bound_quantities.add(quantity.start)
            return True

        for start, end in segments:
            here = [h for h in wordy if start <= h.start < end]
            amounts = [q for q in usable if start <= q.start < end]
            if amounts and here and amounts[0].start < here[0].start and len(amounts) >= len(here):
                for quantity, hit in zip(amounts[len(amounts) - len(here) :], here, strict=True):
                    bind(hit, quantity)
            for quantity in amounts:
                if quantity.start in bound_quantities:
                    continue
                before = [h for h in here if h.end <= quantity.start and h.start not in bound_hits]
                for hit in reversed(before):
                    if not any(hit.end <= q.start < quantity.start for q in amounts) and bind(hit, quantity):
                        break
            for quantity in amounts:
                if quantity.start in bound_quantities:
                    continue
                after = [h for h in here if h.start >= quantity.end and h.start - quantity.end <= 8]
                for hit in after:
                    if hit.start not in bound_hits and bind(hit, quantity):
                        break
        for i, (start, end) in enumerate(segments[1:], 1):  # 「研发投入嘛，大概800万」
            previous = [h for h in wordy if segments[i - 1][0] <= h.start < segments[i - 1][1]]
            for quantity in (q for q in usable if start <= q.start < end and q.start not in bound_quantities):
                open_hits = [h for h in previous if h.start not in bound_hits]
                own = [h for h in wordy if start <= h.start < end]
                if open_hits and not own:
                    bind(open_hits[-1], quantity)
        for hit in wordy:
            if hit.start not in bound_hits:
                fact_id = self._fact_for(hit, None, active, text)
                if fact_id:
                    pairs.append((hit, None, fact_id))
        return pairs

    def _sharing(self, hit: _Hit, quantity: Quantity, fact_id: str, active: Collection[str], text: str) -> list[str]:
        """One outlay told for several measures that are being talked about, of neither by name, counts for each."""
        others = [
            f
            for f, s in hit.candidates
            if s == "weak" and f != fact_id and f in active and _fits(self._policy.facts[f], quantity)
        ]
        strong = any(s == "say" for f, s in hit.candidates if f == fact_id)
        places = [self._named_before(f, hit.start, text) for f in (fact_id, *others)]
        own = places[0] >= 0 and (text[hit.start - 1 : hit.start] in ("（", "(") or min(places) < 0)
        return [fact_id, *([] if strong or own or fact_id not in active else others)]

    def _whole_enterprise(self, phrase: str) -> tuple[str, ...]:
        """Facts of the enterprise as a whole, where the words say so (全公司研发投入)."""
        return tuple(self._recognition_facts) if re.search(r"公司|企业|总", phrase) else ()

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

    def _fact_for(self, hit: _Hit, quantity: Quantity | None, active: Collection[str], text: str) -> str | None:
        """The candidate that fits the quantity's kind: an active one first, then one that names it outright.

        Of several active ones that of the thing named last before (「用了控制器（采购…）又用了芯片（采购…）」).
        """
        fitting = [
            (f, s)
            for f, s in hit.candidates
            if s in ("say", "weak")
            and (quantity is None or _fits(self._policy.facts[f], quantity))
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
                    and any(w in hit.phrase for w in fact.weak)
                    and (quantity is None or _fits(fact, quantity))
                ):
                    return fact_id
        for fact_id, strength in fitting:
            if strength == "say":
                return fact_id
        # a shared word outside of any topic can only be of the enterprise as a whole
        return next((f for f, _ in fitting if f in self._recognition_facts), None)


def to_value(fact: Fact, fact_id: str, quantity: Quantity, span: str) -> ToldFact | Unclear:
    """A quantity as a value of this fact: 分 or a count; a bare number of money, or foreign money, is unclear."""
    if fact.type == "money":
        if quantity.kind != "money" and (quantity.lower or quantity.upper):
            return Unclear("unit", fact_id, span)
        if quantity.kind == "money" and quantity.unit != "CNY":
            return Unclear("currency", fact_id, span)
        scale = 100
    else:
        scale = 1
    lower = 0 if quantity.lower is None else math.ceil(quantity.lower * scale)
    upper = None if quantity.upper is None else math.floor(quantity.upper * scale)
    if quantity.lower_open and quantity.lower is not None and lower == quantity.lower * scale:
        lower += 1
    if quantity.upper_open and upper is not None and quantity.upper is not None and upper == quantity.upper * scale:
        upper -= 1
    lower = max(lower, 0)
    if upper is not None and upper < lower:
        upper = lower
    return ToldFact(fact_id, Interval(lower, upper), span, approximate=quantity.approximate)


def _fits(fact: Fact, quantity: Quantity) -> bool:
    if fact.type == "money":
        return quantity.kind == "money" or (quantity.kind == "number" and quantity.unit == "")
    if quantity.kind == "count":
        allowed = {"人": {"人", "个", "位", "号", ""}, "项": {"项", "个", "件"}}.get(fact.unit, {fact.unit, "个"})
        return quantity.unit in allowed
    return quantity.kind == "number"


def _one_of_them(segment: str) -> int:
    """「其中一项还没发布」, 「一项还在审」 -> 1; 0 where no number of things is excepted."""
    match = re.search(r"(?:其中|有|另外?)?([一二两三四五六七八九\d])[项个件](?:标准)?(?:还|没|未|尚|正在|在)", segment)
    if not match:
        return 0
    return int(match[1]) if match[1].isdigit() else "零一二三四五六七八九".find(match[1].replace("两", "二"))


def _years_ago(segment: str, within: int) -> bool:
    """「五年前被罚过」 is outside of the years that count."""
    return any(
        q.unit == "年"
        and q.lower is not None
        and q.lower > within
        and segment[q.end : q.end + 2].startswith(("前", "以前", "之前"))
        for q in read_quantities(segment)
    )


def _negated(text: str, hit: _Hit) -> bool:
    before = text[max(0, hit.start - 10) : hit.start]
    if _POSITIVE_NOT.search(before[-6:]):
        return False
    stop = max(before.rfind(c) for c in "，,。；;、")
    if _NEGATED_BEFORE.search(before[stop + 1 :]):
        return True
    return _NEGATED_AFTER.match(text[hit.end : hit.end + 8]) is not None


def _widened(text: str, hit: _Hit) -> str:
    """The user's words with the negation that stands before them."""
    start = hit.start
    match = _NEGATED_BEFORE.search(text[max(0, start - 10) : start])
    return text[start - len(match[0]) if match else start : hit.end]


def _mark(told: ToldFact, segment: str) -> ToldFact:
    if _HYPOTHETICAL.search(segment):
        return replace(told, hypothetical=True)
    return told


def _segments(text: str) -> list[tuple[int, int]]:
    starts = [0, *(m.end() for m in _SEGMENT.finditer(text))]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _segment_around(text: str, at: int) -> str:
    return next((text[s:e] for s, e in _segments(text) if s <= at < e), text)


def _settled(told: list[ToldFact], text: str, policy: Policy) -> list[ToldFact]:
    """One value a fact: the first, unless a later one says that it corrects (「准确说3200万」)."""
    values: dict[str, ToldFact] = {}
    for fact in told:
        held = values.get(fact.fact)
        denied = held is not None and held.value == Interval(1, 1) and fact.value == Interval(0, 0)
        in_all = _IN_ALL.search(fact.span) or _IN_ALL.search(
            text[max(0, text.find(fact.span) - 4) : text.find(fact.span)]
        )
        before = text[: text.find(fact.span) + len(fact.span)]
        stronger = held is not None and held.weak and not fact.weak
        if held is None or denied or in_all or stronger or fact.span.startswith(held.span) or _CORRECTS.search(before):
            values[fact.fact] = fact
        elif policy.facts[fact.fact].adds_up and fact.span not in held.span and not held.hypothetical:
            values[fact.fact] = replace(held, value=held.value.plus(fact.value), span=f"{held.span}、{fact.span}")
    return list(values.values())


def _added_up(told: list[ToldFact], text: str, quantities: Sequence[Quantity], claimed: set[int]) -> list[ToldFact]:
    """「合同分别400万和500万」: several sums of one word add up."""
    if not re.search(r"分别|各是|各为|一个.+一个|一份.+一份|两[个份]|合计|加起来", text):
        return told
    out = []
    for fact in told:
        at = text.find(fact.span)
        end = at + len(fact.span)
        span, value = fact.span, fact.value
        for quantity in sorted(quantities, key=lambda q: q.start):
            joined = quantity.start >= end and re.fullmatch(
                r"[、和与及,，]*(?:另?一[个份])?(?:是)?", text[end : quantity.start]
            )
            if joined and quantity.kind == "money" and quantity.start not in claimed:
                more = to_value(Fact(label="", type="money", ask=""), fact.fact, quantity, quantity.text)
                if isinstance(more, ToldFact):
                    value, end = value.plus(more.value), quantity.end
                    claimed.add(quantity.start)
                    span = text[at:end]
        out.append(ToldFact(fact.fact, value, span, fact.hypothetical, fact.approximate))
    return out
