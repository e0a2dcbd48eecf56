"""Steps that the authority decides: what the text leaves to 认定, 审核, 评审 is named under `authority`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from corpus.check.view import Check, Finding, View

# What the text says, and what a step is then to name.
_STEPS: Final[tuple[tuple[re.Pattern[str], str | None], ...]] = (
    (re.compile("经[^，。；、]{0,24}?(认定|审核|审定|审批|评审|同意|确认|批准|备案)"), None),
    (re.compile("(?:根据|按照|视)[^，。；]{0,24}?(评价|评审|评估)"), None),
    (re.compile("(考核|验收)结果"), None),
    (re.compile("评[为定]"), "评"),
    (re.compile("可给予"), "可给予"),
    (re.compile("原则上"), "原则上"),
    (re.compile("(?:势头|前景|效益|成效)(良好|显著|突出)"), None),
)
_VAGUE: Final = re.compile("一定的?[\u4e00-\u9fff]{2}")
_RECOGNISED: Final = re.compile("评审|认定|审核|确认|考核|验收")


def steps_of_the_text_are_named(view: View) -> Iterator[Finding]:
    """A step in a measure's own quote is named; one in a condition's quote makes that some step is named."""
    for i, measure in enumerate(view.policy.measures):
        named = "；".join(measure.authority)
        for words, step in _steps(measure.quote):
            if step not in named:
                message = f"原文写“{words}”，由主管部门决定，authority 里要写明“{step}”"
                yield view.in_measure(measure, ("measures", i, "authority"), message)
        quoted = [placed.test.quote for placed in view.tests_of(measure)]
        for words, step in _steps(tuple(quoted)):
            if not named or (step in ("考核", "验收") and step not in named):
                message = f"条件的原文写“{words}”，由主管部门决定，要写进 authority"
                yield view.in_measure(measure, ("measures", i, "authority"), message)


def recognition_is_decided(view: View) -> Iterator[Finding]:
    """Who meets the conditions of recognition is still to be recognised; what they leave vague is for the authority."""
    for i, measure in enumerate(view.policy.measures):
        conditions = [p.test for p in view.tests_of(measure) if p.test.role == "recognition"]
        where = ("measures", i, "authority")
        if conditions and not any(_RECOGNISED.search(step) for step in measure.authority):
            message = "符合认定条件之后由谁认定（评审、审核、确认），要写进 authority"
            yield view.in_measure(measure, where, message)
        clauses = [clause for name in dict.fromkeys(t.clause for t in conditions) if (clause := view.clause(name))]
        for words in (match[0] for clause in clauses for match in _VAGUE.finditer(clause.text)):
            if not any(words in step for step in measure.authority):
                message = f"原文的“{words}”没有数字，由主管部门把握，要写进 authority"
                yield view.in_measure(measure, where, message)


def _steps(quotes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The steps that quotes speak of: their words, and what a step is to name."""
    for quote in quotes:
        for pattern, named in _STEPS:
            for match in pattern.finditer(quote):
                yield match[0], named or match[1]


STEP_CHECKS: Final[tuple[Check, ...]] = (steps_of_the_text_are_named, recognition_is_decided)
