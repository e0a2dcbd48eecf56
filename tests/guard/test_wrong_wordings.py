"""A small fixed sample of the measurement that `python -m eval mutate` makes in full."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.pipeline import Assistant
from eval.mutation.mutant import FIGURES_AND_CLAUSES, KINDS, Right
from eval.mutation.run import Outcome, as_text, measure, mutants_of, right_answers

ANSWERS = 40


@pytest.fixture(scope="module")
def rights(assistant: Assistant) -> Sequence[Right]:
    return list(right_answers(assistant, ANSWERS))


@pytest.fixture(scope="module")
def outcome(rights: Sequence[Right]) -> Outcome:
    return measure(rights, seed=0, mutants=16, faithful=3)


def test_the_sample_is_spread_and_the_same_each_time(rights: Sequence[Right], assistant: Assistant) -> None:
    assert len(rights) == ANSWERS
    assert len({r.reply.outcome for r in rights}) >= 5
    again = list(right_answers(assistant, 10))
    assert [r.case for r in again] == [r.case for r in rights[:10]]


def test_every_mutant_differs_from_its_answer_and_from_the_others(rights: Sequence[Right]) -> None:
    import random

    for right in rights[:10]:
        texts = [m.text for m in mutants_of(right, random.Random(1), 30)]
        assert right.text not in texts
        assert len(set(texts)) == len(texts)


def test_changed_figures_and_clauses_are_stopped(outcome: Outcome) -> None:
    tallies = [outcome.mutants[kind] for kind in FIGURES_AND_CLAUSES]
    assert sum(t.seen for t in tallies) >= 150
    assert sum(t.stopped for t in tallies) == sum(t.seen for t in tallies), as_text(outcome, show=5)


def test_changed_relations_are_stopped(outcome: Outcome) -> None:
    tallies = [outcome.mutants[kind] for kind in set(KINDS) - FIGURES_AND_CLAUSES]
    seen, stopped = sum(t.seen for t in tallies), sum(t.stopped for t in tallies)
    assert seen >= 250
    assert stopped >= 0.98 * seen, as_text(outcome, show=10)


def test_right_answers_pass_as_they_are_and_reworded(outcome: Outcome) -> None:
    assert outcome.right.stopped == 0, as_text(outcome, show=5)
    assert outcome.reworded.seen >= 100
    assert outcome.reworded.stopped <= 0.01 * outcome.reworded.seen + 1, as_text(outcome, show=5)
