"""Plain words: every fact can be told and every support asked for so that the rules read just that."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.calculator.intervals import Interval
from assistant.conversation import Conversation
from assistant.pipeline import Assistant
from assistant.understanding.merging import merge
from assistant.understanding.plain import INTENTS, OVERVIEW, PlainTeller
from assistant.understanding.understand import Reader
from corpus.library import load_library
from corpus.rules import Fact

POLICY = load_library()[0]
TODAY = date(2026, 11, 24)
READER = Reader(POLICY)
_MONEY = [Interval(n, n) for n in (234 * 10**6, 5 * 10**9, 12_345 * 100)]
_MONEY += [Interval(5 * 10**8, 8 * 10**8), Interval(0, 3 * 10**8), Interval(10**8, None)]
_COUNTS = [Interval(2, 2), Interval(35, 35), Interval(0, 29), Interval(30, None), Interval(3, 5)]


def values_of(fact: Fact) -> list[Interval]:
    match fact.type:
        case "flag":
            return [Interval(0, 0), Interval(1, 1)]
        case "rank":
            return [Interval(i, i) for i in range(len(fact.values))]
        case "count":
            return _COUNTS[:1] if fact.cell else _COUNTS
        case "money":
            return _MONEY


def read_back(text: str) -> dict[str, Interval]:
    conversation = Conversation(turn=1)
    merge(READER.read(text, conversation, TODAY), conversation, POLICY)
    return {f: told.value for f, told in conversation.told().items()}


@pytest.fixture(scope="module")
def teller(assistant: Assistant) -> PlainTeller:
    return PlainTeller(POLICY, Reader(POLICY, assistant.indexes.likeness[POLICY.head.id]))


@pytest.mark.parametrize("fact_id", POLICY.facts)
def test_every_fact_is_told_so_that_it_is_read_and_nothing_else(teller: PlainTeller, fact_id: str) -> None:
    """Where its words are shared with others, beside the question about what it is of."""
    for value in values_of(POLICY.facts[fact_id]):
        message = teller.told({fact_id: value}, "", Conversation(turn=1), TODAY)
        if message is None:
            of = next(m for m in POLICY.measures if m.pays and fact_id in (m.pays.of, *(c.of for c in m.pays.caps)))
            question = teller.question(f"measures/{of.id}", "amount")
            assert question
            message = teller.told({fact_id: value}, question, Conversation(turn=1), TODAY)
        assert message and read_back(message) == {fact_id: value}, (message, value)


@settings(max_examples=60, deadline=None)
@given(
    amounts=st.dictionaries(
        st.sampled_from(["contract_sum", "revenue", "tax_paid", "restructuring", "annual_rent", "vc_investment"]),
        st.integers(1, 10**13).map(lambda fen: Interval(fen, fen)),
        min_size=1,
        max_size=3,
    )
)
def test_several_sums_are_told_to_the_fen_or_not_at_all(teller: PlainTeller, amounts: dict[str, Interval]) -> None:
    message = teller.told(amounts, "", Conversation(turn=1), TODAY)
    assert message is None or read_back(message) == amounts


@pytest.mark.parametrize("measure_id", POLICY.measure_by_id)
def test_every_support_is_asked_for_without_telling_anything(teller: PlainTeller, measure_id: str) -> None:
    for intent in ("amount", "most", "eligible"):
        question = teller.question(f"measures/{measure_id}", intent)
        assert question and read_back(question) == {}, (intent, question)


def test_recorded_facts_and_gaps_are_asked_for_in_a_sample_question(teller: PlainTeller) -> None:
    items = [f"statements/{s.id}" for s in POLICY.head.statements if s.id in POLICY.samples.statements]
    items += [f"not_stated/{n.id}" for n in POLICY.head.not_stated]
    missing = [item for item in items if teller.question(item, "conditions") is None]
    assert len(missing) <= len(items) // 20, missing


def test_without_an_item_the_question_is_general(teller: PlainTeller) -> None:
    assert teller.question(None, "tells") == ""
    assert teller.question(None, OVERVIEW)
    assert all(teller.question(None, intent) is not None for intent in INTENTS)


def test_a_fact_that_was_told_otherwise_is_not_told_anew_by_the_way(teller: PlainTeller) -> None:
    """What would change what the conversation holds besides is not said at all."""
    conversation = Conversation(turn=2)
    merge(READER.read("营收5000万元，合同金额300万元", conversation, TODAY), conversation, POLICY)
    message = teller.told({"annual_rent": Interval(10**8, 10**8)}, "", conversation, TODAY)
    assert message is not None
    merge(READER.read(message, conversation, TODAY), conversation, POLICY)
    told = {f: t.value.lower for f, t in conversation.told().items()}
    assert told == {"revenue": 5000 * 10**6, "contract_sum": 300 * 10**6, "annual_rent": 10**8}
