"""The main route: what one or more measures give, for this enterprise or in general."""

from __future__ import annotations

from assistant.answer.asking import Choice, years_asked
from assistant.answer.draft import Draft
from assistant.answer.one_measure import answer_one
from assistant.answer.several_measures import answer_alternatives, answer_several
from assistant.answer.turn import Turn


def answer_sums(turn: Turn, choices: list[Choice]) -> Draft:
    """Answers for the measures asked about; several choices add up."""
    if len(choices) == 1:
        choice = choices[0]
        if len(choice.measures) == 1:
            return answer_one(turn, choice.measures[0], choice.mention, years_asked(turn, choices))
        return answer_alternatives(turn, choice)
    return answer_several(turn, choices)
