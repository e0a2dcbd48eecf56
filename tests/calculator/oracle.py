"""What the calculator is tested against: rules read by plain booleans and fractions, and profiles to read them on.

Nothing here uses the calculator's intervals: a fully told enterprise is a dict of integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import floor

from hypothesis import strategies as st

from assistant.calculator.intervals import Interval
from assistant.calculator.profile import MOST_COUNT, MOST_FEN, Profile, Told, unknown
from assistant.calculator.program import facts_of, threshold
from corpus.library import Policy, load_library
from corpus.rules import All, Any_, Cap, Condition, Fact, Measure, Not, Readings, Test, tests_of

POLICY = load_library()[0]
FACTS = POLICY.facts
Values = Mapping[str, int]
SPANS = ("一笔", "另一笔", "第三笔")  # words in which a fact was told: the same words are the same outlay


# --- fully told enterprises
def truth(condition: Condition, values: Values) -> bool | None:
    """Whether it holds; None only where the text's readings disagree."""
    match condition:
        case Test():
            value = values[condition.fact]
            if condition.bound is None:
                return value == 1
            name, written = condition.bound
            limit = threshold(FACTS[condition.fact], written)
            return {
                "at_least": value >= limit,
                "more_than": value > limit,
                "at_most": value <= limit,
                "less_than": value < limit,
            }[name]
        case All(all=parts):
            truths = [truth(p, values) for p in parts]
            return False if False in truths else None if None in truths else True
        case Any_(any=parts):
            truths = [truth(p, values) for p in parts]
            return True if True in truths else None if None in truths else False
        case Not(not_=part):
            inner = truth(part, values)
            return None if inner is None else not inner
        case Readings(readings=readings):
            found = {truth(r.when, values) for r in readings}
            return found.pop() if len(found) == 1 else None
    raise AssertionError(condition)


def status(measure: Measure, values: Values) -> str:
    holds = truth(measure.when, values)
    if measure.pays and measure.pays.each and values[measure.pays.each] == 0:
        holds = False
    return {True: "met", False: "unmet", None: "open"}[holds]


def amounts(measure: Measure, values: Values) -> set[int] | None:
    """The ends of what is paid, in 分: one figure, or several by reading, with 0 under 最高. None: it gives no money."""
    pays = measure.pays
    if pays is None:
        return None
    if status(measure, values) == "unmet":
        return {0}
    exact: list[Fraction]
    if pays.amount is not None:
        exact = [Fraction(pays.amount) * (values[pays.each] if pays.each else 1)]
    else:
        assert pays.of is not None
        rates = [pays.base_rate]
        if pays.uplift and values[pays.uplift.when]:
            rates = [r.rate for r in pays.uplift.readings]
        caps = [_cap(c, values) for c in pays.caps]
        exact = [min([rate * values[pays.of], *caps]) for rate in rates if rate is not None]
    rounded = {floor(x + Fraction(1, 2)) for x in exact}
    return rounded | {0} if pays.ceiling else rounded


def _cap(cap: Cap, values: Values) -> Fraction:
    if cap.amount is not None:
        return Fraction(cap.amount)
    assert cap.rate is not None
    assert cap.of is not None
    return cap.rate * values[cap.of]


# --- profiles
def thresholds(fact_id: str) -> set[int]:
    """Every bound on a fact in the policy's rules."""
    fact = FACTS[fact_id]
    tests = (t for m in POLICY.measures for t in tests_of(m.when) if t.fact == fact_id)
    return {threshold(fact, t.bound[1]) for t in tests if t.bound}


def _edges(fact_id: str) -> list[int]:
    """Values about which something changes: thresholds, and for money where a cap begins to bind."""
    edges = {0, 1, *thresholds(fact_id)}
    for measure in POLICY.measures:
        pays = measure.pays
        rate = pays.base_rate if pays else None
        for cap in pays.caps if pays else ():
            for share, base in ((rate, pays.of if pays else None), (cap.rate, cap.of)):
                if base == fact_id and share:
                    edges |= {floor(c.amount / share) for c in (pays.caps if pays else ()) if c.amount}
    return sorted(edges)


def numbers(fact_id: str) -> st.SearchStrategy[int]:
    """Values of a fact, many of them about its edges."""
    fact = FACTS[fact_id]
    whole = unknown(fact)
    if whole.upper is not None:
        return st.integers(0, whole.upper)
    about = st.builds(lambda edge, step: max(0, edge + step), st.sampled_from(_edges(fact_id)), st.integers(-3, 3))
    return about | st.integers(0, MOST_FEN if fact.type == "money" else 1000)


def intervals(fact_id: str) -> st.SearchStrategy[Interval]:
    """Points, ranges, and ranges without an end where the type has none."""
    one = numbers(fact_id)
    points = one.map(lambda n: Interval(n, n))
    ranges = st.tuples(one, one).map(lambda ends: Interval(min(ends), max(ends)))
    if unknown(FACTS[fact_id]).upper is not None:
        return points | ranges
    return points | ranges | one.map(lambda n: Interval(n, None))


def some_measures() -> st.SearchStrategy[list[Measure]]:
    """A few measures, of one topic often enough."""
    topics = st.sampled_from(POLICY.topics).map(lambda t: list(POLICY.measures_of(t.id)))
    return topics | st.lists(st.sampled_from(POLICY.measures), min_size=1, max_size=4, unique_by=lambda m: m.id)


def facts_of_all(measures: Iterable[Measure]) -> list[str]:
    return list(dict.fromkeys(f for m in measures for f in facts_of(m)))


@st.composite
def profiles(draw: st.DrawFn, facts: Iterable[str]) -> Profile:
    """Each fact told, told as a range, or not told."""
    told = {}
    for fact_id in facts:
        value = draw(st.none() | intervals(fact_id))
        if value is not None:
            told[fact_id] = Told(value, span=draw(st.sampled_from(SPANS)), turn=1)
    return Profile(told)


@st.composite
def narrowed(draw: st.DrawFn, profile: Profile, facts: Iterable[str], to_points: bool) -> Profile:
    """A profile that knows more: every one of the facts (or some) told within what was open; what was supposed is true."""
    told = dict(profile.told)
    for fact_id in facts:
        fact = FACTS[fact_id]
        before = profile.interval(fact_id, fact)
        if fact_id in profile.supposed and fact_id not in profile.told:
            before = _true(fact_id, fact)
        if not to_points and draw(st.booleans()):
            continue
        most = MOST_FEN if fact.type == "money" else MOST_COUNT
        end = most if before.upper is None else before.upper
        one = st.integers(before.lower, max(end, before.lower))
        near = st.sampled_from([before.lower, max(end, before.lower)])
        edge = numbers(fact_id).map(lambda n, b=before, e=end: min(max(n, b.lower), max(e, b.lower)))  # type: ignore[misc]
        lower = draw(near | edge | one)
        upper = lower if to_points else draw(st.integers(lower, max(end, lower)))
        span = told[fact_id].span if fact_id in told else draw(st.sampled_from(SPANS))
        told[fact_id] = Told(Interval(lower, upper), span=span, turn=1)
    return Profile(told, profile.supposed)


def _true(fact_id: str, fact: Fact) -> Interval:
    return Interval(max({1, *thresholds(fact_id)}), unknown(fact).upper)


def values_of(profile: Profile) -> dict[str, int]:
    """The integers of a fully told profile."""
    assert all(told.value.is_point for told in profile.told.values())
    return {f: told.value.lower for f, told in profile.told.items()}


def satisfying(measure: Measure) -> dict[str, int]:
    """A telling in which every condition holds by the narrowest margin, one of each thing counted."""
    values = dict(_satisfied(measure.when, True))
    if measure.pays and measure.pays.each:
        values[measure.pays.each] = 1
    return values


def _satisfied(condition: Condition, wanted: bool) -> Iterator[tuple[str, int]]:
    match condition:
        case Test():
            bound = condition.bound
            if bound is None:
                yield condition.fact, int(wanted)
            else:
                assert wanted
                step = {"at_least": 0, "at_most": 0, "more_than": 1, "less_than": -1}[bound[0]]
                yield condition.fact, threshold(FACTS[condition.fact], bound[1]) + step
        case All(all=parts) | Any_(any=parts):
            for part in parts:
                yield from _satisfied(part, wanted)
        case Not(not_=part):
            yield from _satisfied(part, not wanted)
        case Readings(readings=readings):
            for reading in readings:
                yield from _satisfied(reading.when, wanted)


def profile_of(values: Values, supposed: frozenset[str] = frozenset()) -> Profile:
    """Points told, each in words of its own."""
    return Profile({f: Told(Interval(v, v), span=f) for f, v in values.items()}, supposed)


def measure(measure_id: str, policy: Policy = POLICY) -> Measure:
    return policy.measure_by_id[measure_id]
