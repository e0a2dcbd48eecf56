"""What must be true of a policy's data before it is served.

A policy officer writes the rules; these checks hold them against the text, so that a wrong digit, a wrong
boundary, a wrong clause or a swapped pair is refused with the line where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from corpus.check.conditions import CONDITION_CHECKS
from corpus.check.coverage import COVERAGE_CHECKS, Coverage, cover
from corpus.check.facts import FACT_CHECKS
from corpus.check.families import FAMILY_CHECKS
from corpus.check.heading import HEADING_CHECKS
from corpus.check.payments import PAYMENT_CHECKS
from corpus.check.periods import PERIOD_CHECKS
from corpus.check.prose import PROSE_CHECKS
from corpus.check.quotes import QUOTE_CHECKS
from corpus.check.readings import READING_CHECKS
from corpus.check.scope import SCOPE_CHECKS
from corpus.check.shares import SHARE_CHECKS
from corpus.check.steps import STEP_CHECKS
from corpus.check.told import TOLD_CHECKS
from corpus.check.totals import TOTAL_CHECKS
from corpus.check.view import RULES_FILE, Check, Fault, Finding, View
from corpus.check.vocabulary import VOCABULARY_CHECKS
from corpus.library import Policy, line_of
from corpus.rules import Example, Limit, Measure, Stacking, TotalExample

__all__ = ["CheckReport", "Coverage", "Fault", "RunExample", "check_policy", "rules_with_examples"]

# Says how an example disagrees with its rule; None where it comes out as it says.
RunExample = Callable[[Measure | Limit | Stacking, Example | TotalExample], str | None]

CHECKS: Final[tuple[Check, ...]] = (
    *QUOTE_CHECKS,
    *COVERAGE_CHECKS,
    *PROSE_CHECKS,
    *TOLD_CHECKS,
    *PAYMENT_CHECKS,
    *SHARE_CHECKS,
    *STEP_CHECKS,
    *TOTAL_CHECKS,
    *PERIOD_CHECKS,
    *CONDITION_CHECKS,
    *READING_CHECKS,
    *SCOPE_CHECKS,
    *VOCABULARY_CHECKS,
    *FACT_CHECKS,
    *FAMILY_CHECKS,
    *HEADING_CHECKS,
)


@dataclass(frozen=True)
class CheckReport:
    """What is wrong with a policy, nothing where it passes; and what each figure of its text is for."""

    policy: str
    faults: tuple[Fault, ...]
    coverage: Coverage

    @property
    def passed(self) -> bool:
        """Whether the policy may be served."""
        return not self.faults

    def __str__(self) -> str:
        counts = self.coverage
        lines = [str(fault) for fault in self.faults]
        lines.append(f"{self.policy}：{f'有 {len(self.faults)} 处要改' if self.faults else '通过'}")
        lines.append(
            f"原文数字 {counts.found} 个：规则使用 {counts.by_rule} 个，"
            f"只有陈述使用 {counts.by_statement} 个，豁免 {len(counts.waived)} 个，"
            f"无人使用 {len(counts.unused)} 个"
        )
        lines += [f"豁免：条款 {waived.clause}「{waived.figure}」：{waived.reason}" for waived in counts.waived]
        return "\n".join(lines)


def check_policy(policy: Policy, run_example: RunExample | None = None) -> CheckReport:
    """Holds a policy's data against its text. With `run_example` the rules' examples are run as well
    (the calculator is above this package, so who calls this brings it)."""
    view = View(policy)
    findings = [finding for check in CHECKS for finding in check(view)]
    if run_example:
        findings += _examples(view, run_example)
    faults = (
        Fault(f.file, line_of(policy.folder / f.file, f.location), f.clause, f.message) for f in dict.fromkeys(findings)
    )
    return CheckReport(policy.head.number, tuple(faults), cover(view))


def _examples(view: View, run_example: RunExample) -> Iterator[Finding]:
    for section, i, clause, rule in rules_with_examples(view.policy):
        examples: tuple[Example | TotalExample, ...] = rule.examples
        for j, example in enumerate(examples):
            message = run_example(rule, example)
            if message:
                owner = "stacking" if isinstance(rule, Stacking) else rule.id
                location = (section, i, "examples", j)
                yield Finding(RULES_FILE, location, clause, f"{owner}：算例与规则不符：{message}")


def rules_with_examples(policy: Policy) -> Iterator[tuple[str, int, str | None, Measure | Limit | Stacking]]:
    """Every rule that may have examples: its section of measures.yaml, its place there, its clause, itself."""
    for i, measure in enumerate(policy.measures):
        yield "measures", i, measure.clause, measure
    for i, limit in enumerate(policy.limits):
        yield "limits", i, limit.clause, limit
    for i, stacking in enumerate(policy.stacking):
        yield "stacking", i, None, stacking
