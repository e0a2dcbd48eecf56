"""Whom the policy is for: said once, and true of every measure but those that the text gives to others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from corpus.check.view import RULES_FILE, Check, Finding, View
from corpus.rules import Measure, SharedTest


def scope_stands_in_every_measure(view: View) -> Iterator[Finding]:
    """A condition with `beyond` stands in every measure, and in none whose clause speaks of those beyond it.

    Conditions of recognition (role: recognition) keep to themselves, and are who the policy is for.
    """
    for test in view.shared_conditions:
        for i, measure in enumerate(view.policy.measures):
            held = [placed.test for placed in view.tests_of(measure)]
            if test.beyond is None or any(other.role == "recognition" for other in held):
                continue
            word = _beyond(view, measure, test)
            message = None
            if word is None and test not in held:
                message = f"政策是给“{test.text}”的，条件里要有 {test.fact}（条款说的是别人时，把原文的词写进 beyond）"
            elif word is not None and test in held:
                message = f"这一条说的是“{word}”，不限于“{test.text}”，条件里不写 {test.fact}"
            if message:
                yield view.in_measure(measure, ("measures", i, "when"), message)


def shared_conditions_keep_to_their_clause(view: View) -> Iterator[Finding]:
    """A shared condition that does not say whom the policy is for holds in its own clause, and in no other."""
    for placed in view.tests:
        test, clause = placed.test, placed.measure.clause
        if not isinstance(test, SharedTest) or test.beyond is not None:
            continue
        if clause != test.clause and not clause.startswith(f"{test.clause}."):
            message = f"“{test.text}”是条款 {test.clause} 的条件，这条规则在条款 {clause}，条件里不写 {test.fact}"
            yield view.in_measure(placed.measure, placed.location, message)


def words_beyond_stand_in_the_text(view: View) -> Iterator[Finding]:
    """What `beyond` names is in the text, and exempts some measure."""
    for test in view.shared_conditions:
        for word in test.beyond or ():
            if not any(word in _words_of(view, measure) for measure in view.policy.measures):
                message = f"beyond 的「{word}」不在任何一条规则的原文里，请照原文写或删去"
                yield Finding(RULES_FILE, ("conditions", test.fact, "beyond"), test.clause, message)


def _beyond(view: View, measure: Measure, test: SharedTest) -> str | None:
    text = _words_of(view, measure)
    return next((word for word in test.beyond or () if word in text), None)


def _words_of(view: View, measure: Measure) -> str:
    """A measure's clause, and what its conditions of its own quote."""
    clause = view.clause(measure.clause)
    own = [p.test.quote for p in view.tests_of(measure) if not isinstance(p.test, SharedTest)]
    return "\n".join((clause.text if clause else "", *own))


SCOPE_CHECKS: Final[tuple[Check, ...]] = (
    scope_stands_in_every_measure,
    shared_conditions_keep_to_their_clause,
    words_beyond_stand_in_the_text,
)
