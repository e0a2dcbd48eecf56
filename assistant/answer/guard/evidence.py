"""What a wording may rest on: the finished reply first, then the clauses that it cites, the user's words, the tools."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache

from assistant.answer.guard.claims import GRANT, INTEREST, Claim, Reading, read
from assistant.answer.guard.classes import Slots
from assistant.answer.guard.figures import Figure
from assistant.answer.guard.lexicon import Lexicon, lexicon_of
from assistant.answer.guard.text import Span, bigrams, plain
from assistant.answer.guard.words import Bound, general_words
from assistant.answer.proof import Source
from assistant.reply import MeasureOut, Reply, Yuan
from corpus.library import Policy
from corpus.rules import tests_of

_NOWHERE = Span(0, 0)
_LATIN = re.compile("[A-Za-z]+")


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a wording may rest on."""

    policy: Policy
    reply: Reply
    message: str
    sources: tuple[Source, ...]
    """What tools returned in the same turn, by name."""

    @classmethod
    def of(cls, policy: Policy, reply: Reply, message: str, tools: Sequence[Source] = ()) -> Evidence:
        """From a finished offline reply; `tools` is what tools returned in the same turn, by name."""
        return cls(policy, reply, message, tuple(tools))

    @property
    def lexicon(self) -> Lexicon:
        """The policy's words."""
        return lexicon_of(self.policy)

    @cached_property
    def offline(self) -> Reading:
        """What the offline answer claims."""
        return read(plain(self.reply.answer), self.lexicon, "offline")

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The offline answer, what stands behind it in words, the cited clauses, the head, the tools."""
        clauses = dict.fromkeys(c.clause for c in self.reply.citations)
        return (
            self.offline,
            *(_read_once(plain(s.text), self.policy, s.name) for s in _grounds(self.policy, self.reply)),
            *(_clause_reading(self.policy, clause) for clause in clauses),
            _head_reading(self.policy),
            *(read(plain(s.text), self.lexicon, s.name) for s in self.sources),
        )

    @property
    def own_readings(self) -> Iterator[Reading]:
        """The readings of what is said for this question: all but those of the cited clauses' whole text."""
        return (r for r in self.readings if not r.source.startswith("clause "))

    @cached_property
    def question(self) -> Reading:
        """What the user said."""
        return read(plain(self.message), self.lexicon, "question")

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim that a figure may rest on: of the calculator, of the facts told, of the words."""
        told = {c.figure.key: c.marks for c in self.offline.claims}
        computed = [
            replace(
                c, marks=told.get(c.figure.key, frozenset())
            )  # a yearly ceiling is one in the calculator's terms too
            for c in (*_total_claims(self.policy, self.reply), *_measure_claims(self.policy, self.reply))
        ]
        return (*computed, *_fact_claims(self.reply), *(c for r in self.readings for c in _with_ends(r.claims)))

    @cached_property
    def by_figure(self) -> dict[tuple[str, str, object], list[Claim]]:
        """The claims by what figure they are of."""
        found: dict[tuple[str, str, object], list[Claim]] = {}
        for claim in self.claims:
            found.setdefault(claim.figure.key, []).append(claim)
        return found

    @cached_property
    def text(self) -> str:
        """All words of the evidence, the question's not among them."""
        return "\n".join(r.text for r in self.readings)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Pairs of neighbouring characters that a wording may use."""
        own = frozenset().union(*(_bigrams_once(r.text) for r in self.readings))
        asked = bigrams(plain(self.message)) & self.lexicon.known
        spans = bigrams("。".join(plain(f.span) for f in self.reply.facts.values()))
        return own | asked | spans | _bigrams_once(self.lexicon.names)

    @cached_property
    def latin(self) -> frozenset[str]:
        """Latin words that a wording may use, in small letters: those of the sources, and of the question where they
        are among the words for a fact (IPO)."""
        asked = set(_LATIN.findall(plain(self.message).lower())) & self.lexicon.latin
        return frozenset(asked | set(_LATIN.findall(self.text.lower())))

    @property
    def fulfilled(self) -> bool:
        """Whether the reply tells of a condition that is met."""
        told = any(c.told and c.status == "met" for m in self.reply.measures for c in m.conditions)
        return self.reply.outcome == "eligible" or told

    def denials_granted(self) -> frozenset[str]:
        """Stems that a reply of this outcome may deny in words of its own."""
        granted = general_words().granted
        outcomes = {self.reply.outcome, *(part.outcome for part in self.reply.parts)}
        unmet = any(m.status == "unmet" for m in self.reply.measures)
        stems = {s for outcome in outcomes for s in granted.get(outcome, ())}
        stems |= set(granted["not_eligible"] if unmet else ())
        denied = {d.stem for d in self.offline.denials}
        return frozenset(stems - ({"享受", "给予"} if not denied & {"享受", "给予"} else set()))


@lru_cache(maxsize=4096)
def _read_once(text: str, policy: Policy, source: str) -> Reading:
    return read(text, lexicon_of(policy), source)


@lru_cache(maxsize=1024)
def _clause_reading(policy: Policy, clause: str) -> Reading:
    return read(plain(policy.document.clause(clause).text), lexicon_of(policy), f"clause {clause}")


@lru_cache(maxsize=4096)
def _bigrams_once(text: str) -> frozenset[str]:
    return bigrams(text)


@lru_cache(maxsize=64)
def _head_reading(policy: Policy) -> Reading:
    head = policy.head
    days = [f"{d.year}年{d.month}月{d.day}日" for d in (head.effective, head.issued, head.status_checked_on)]
    offices = head.lead_office + (f"会同{head.joint_office}" if head.joint_office else "")
    text = (
        f"{head.number}《{head.title}》自{days[0]}起施行,{days[1]}印发,效力核对于{days[2]};最终以{offices}审核为准;"
        f"由{offices}牵头组织实施;以{offices}解释为准;{head.region}"
    )
    return read(plain(text), lexicon_of(policy), "policy")


def _grounds(policy: Policy, reply: Reply) -> Iterator[Source]:
    """What stands behind the answer, in words: conditions with how they came out, steps, readings, questions."""
    for out in reply.measures:
        measure = policy.measure_by_id.get(out.id)
        lines = [out.name, out.formula or "", *(step.text for step in out.steps)]
        lines += [f"按{r.name}理解" for r in out.readings]
        lines += [u.what for u in out.unknown]
        for condition in out.conditions:
            said = {"met": "符合", "unmet": "不符合"}.get(condition.status, "")
            lines.append(f"{said}{condition.text}" + (f",{condition.miss}" if condition.miss else ""))
        if out.status == "unmet":
            lines.append(f"{'不符合' if out.kind == 'recognition' else '不能享受'}{out.name}")
        elif out.status == "met" and reply.outcome == "eligible":
            lines.append(f"可以享受{out.name}")
        if measure:
            lines += [*measure.notes, *measure.authority, measure.unpriced or ""]
            lines += [] if out.status == "unmet" else [t.text for t in tests_of(measure.when)]
        yield Source(f"measure {out.id}", "。".join(filter(None, lines)))
    for question in (*reply.questions, *reply.choices):
        yield Source("question", question)


def _total_claims(policy: Policy, reply: Reply) -> Iterator[Claim]:
    slots = _union([_slots(policy, m.id) for m in reply.measures])
    roles = frozenset().union(GRANT, *(_paid_as(m) for m in reply.measures))
    for total in (reply.total, *(part.total for part in reply.parts)):
        if total:
            yield from _interval(total.lower_yuan, total.upper_yuan, roles, slots, "total")


def _measure_claims(policy: Policy, reply: Reply) -> Iterator[Claim]:
    for out in reply.measures:
        slots, roles, source = _slots(policy, out.id), _paid_as(out), f"measure {out.id}"
        if out.lower_yuan is not None:
            yield from _interval(out.lower_yuan, out.upper_yuan, roles, slots, source)
        for reading in out.readings:
            if reading.lower_yuan is not None:
                yield from _interval(reading.lower_yuan, reading.upper_yuan, roles, slots, source)
        yield from _missed(policy, out, source)


def _missed(policy: Policy, out: MeasureOut, source: str) -> Iterator[Claim]:
    """A bound that was missed is told the other way round: below the 30人 that are the least."""
    turned: dict[Bound, Bound] = {"at_least": "below", "at_most": "above"}
    for condition in out.conditions:
        if condition.status == "unmet":
            for claim in _read_once(plain(condition.text), policy, source).claims:
                if claim.bound in turned:
                    yield replace(claim, bound=turned[claim.bound])


def _fact_claims(reply: Reply) -> Iterator[Claim]:
    for fact_id, fact in reply.facts.items():
        role = frozenset([fact_id])
        if fact.lower_yuan is not None or fact.upper_yuan is not None:
            ends = (_yuan(fact.lower_yuan), _yuan(fact.upper_yuan))
            yield from _ends(("money", "CNY"), ends, role, {}, "told")
        elif fact.lower is not None or fact.upper is not None:
            ends = (_whole(fact.lower), _whole(fact.upper))
            yield from _ends(("count", fact.unit), ends, role, {}, "told")


def _paid_as(out: MeasureOut) -> frozenset[str]:
    """A measure of interest pays interest, and a wording may also call that a subsidy."""
    return GRANT | INTEREST if out.kind == "interest" else GRANT


def _interval(lower: Yuan, upper: Yuan | None, roles: frozenset[str], slots: Slots, source: str) -> Iterator[Claim]:
    """The claims of a sum: exact, up to its ceiling, or between its ends."""
    low, high = _yuan(lower), _yuan(upper)
    ends = (None if not low and high != low else low, high)
    yield from _ends(("money", "CNY"), ends, roles, slots, source)


def _ends(
    sort: tuple[str, str],
    ends: tuple[Fraction | None, Fraction | None],
    roles: frozenset[str],
    slots: Slots,
    source: str,
) -> Iterator[Claim]:
    low, high = ends
    if low == high or (low is not None and high is not None):
        yield _claim(sort, (low, high), None, roles, slots, source)
    if low != high:
        if low is not None:
            yield _claim(sort, (low, low), "at_least", roles, slots, source)
        if high is not None:
            yield _claim(sort, (high, high), "at_most", roles, slots, source)


def _claim(
    sort: tuple[str, str],
    value: tuple[Fraction | None, Fraction | None],
    bound: Bound | None,
    roles: frozenset[str],
    slots: Slots,
    source: str,
) -> Claim:
    figure = Figure(sort[0], sort[1], value, 0, 0, "")  # type: ignore[arg-type]
    return Claim(figure, bound, roles, slots, frozenset(), frozenset(), source, _NOWHERE)


def _with_ends(claims: Sequence[Claim]) -> Iterator[Claim]:
    """The claims, and of a range each end as a bound."""
    for claim in claims:
        yield claim
        if claim.figure.is_range and claim.figure.kind in ("money", "percent", "count"):
            low, high = claim.figure.value
            ends: tuple[tuple[Fraction | str | None, Bound], ...] = ((low, "at_least"), (high, "at_most"))
            for end, bound in ends:
                figure = replace(claim.figure, value=(end, end))
                yield replace(claim, figure=figure, bound=bound)


def _slots(policy: Policy, measure_id: str) -> Slots:
    """The class that a measure pays for, where it pays for one of a family."""
    measure = policy.measure_by_id.get(measure_id)
    fact = policy.facts.get(measure.pays.each) if measure and measure.pays and measure.pays.each else None
    cell = fact.cell if fact else None
    if cell is None:
        return {}
    values = {"kind": cell.kind, "level": cell.level, "grade": cell.grade, "role": cell.role}
    return {slot: frozenset(found) for slot, found in values.items() if found}


def _union(each: Sequence[Slots]) -> Slots:
    joined: Slots = {}
    for slots in each:
        for slot, values in slots.items():
            joined[slot] = joined.get(slot, frozenset()) | values
    return joined


def _yuan(value: Yuan | None) -> Fraction | None:
    return None if value is None else Fraction(Decimal(str(value)))


def _whole(value: int | None) -> Fraction | None:
    return None if value is None else Fraction(value)
