"""Right answers, their mutants and their rewordings, held against the guard; and what came of it, in a table."""

from __future__ import annotations

import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from assistant.answer.guard import Evidence, Verdict, examine
from assistant.pipeline import Assistant
from assistant.reply import ProofOut, Reply
from eval.answering import converse
from eval.cases import Case, Question, load_cases
from eval.mutation import figures, relations, statements
from eval.mutation.mutant import FIGURES_AND_CLAUSES, KINDS, Kind, Mutant, Operator, Right
from eval.mutation.rewordings import rewordings
from eval.parts import part_of
from eval.scoring import judge

CASES: Final = Path(__file__).resolve().parent.parent / "cases"
OPERATORS: Final[tuple[Operator, ...]] = (*figures.OPERATORS, *relations.OPERATORS, *statements.OPERATORS)
ANSWERS: Final = 300
MUTANTS_AN_ANSWER: Final = 24
REWORDINGS_AN_ANSWER: Final = 4


@dataclass
class Tally:
    """How many of one sort there were, how many the guard stopped, and those with which it was wrong."""

    seen: int = 0
    stopped: int = 0
    wrong: list[tuple[str, str, str, str]] = field(default_factory=list)
    """The case's id, what was changed, the text, and what the guard said."""

    @property
    def rate(self) -> float:
        """Stopped, in per cent."""
        return 100 * self.stopped / self.seen if self.seen else 0.0


@dataclass
class Outcome:
    """The whole measurement."""

    mutants: dict[Kind, Tally]
    right: Tally
    reworded: Tally
    answers: Counter[str]


def right_answers(assistant: Assistant, number: int, cases: Path = CASES) -> Iterator[Right]:
    """Replies to cases that pass: the kinds of cases and the outcomes wanted of them in turn, among those alike by the
    hash of the id. The same ones each time."""
    by_sort: dict[tuple[str, ...], list[Case]] = defaultdict(list)
    for case in sorted(load_cases([cases]).items, key=lambda c: hashlib.sha256(c.id.encode()).hexdigest()):
        by_sort[(case.kind, *case.expect.outcomes[:1])].append(case)
    waiting = {sort: iter(of_sort) for sort, of_sort in sorted(by_sort.items())}
    given = 0
    while waiting and given < number:
        for sort in list(waiting):
            right = next((r for case in waiting[sort] if (r := _right(assistant, case))), None)
            if right is None:
                del waiting[sort]
                continue
            yield right
            given += 1
            if given == number:
                return


def _right(assistant: Assistant, case: Case) -> Right | None:
    reply = converse(assistant, Question(id=case.id, turns=case.turns)).reply
    if reply.get("outcome") == "error" or not judge(case, reply).passed:
        return None
    return Right(case.id, assistant.policy, reply_of(reply), case.turns[-1])


def reply_of(data: dict[str, Any]) -> Reply:
    """The reply that this JSON is of."""
    proof = tuple(ProofOut(figure=p["figure"], source=p["from"]) for p in data["proof"])
    return Reply.model_validate({k: v for k, v in data.items() if k not in ("version", "proof")} | {"proof": proof})


def mutants_of(right: Right, chance: random.Random, number: int) -> list[Mutant]:
    """Up to `number` wrong texts: the operators in turn, the places of each by chance."""
    pools: list[list[Mutant]] = []
    for operator in OPERATORS:
        made = [Mutant(k, operator.__name__, text, change) for k, text, change in operator(right) if text != right.text]
        chance.shuffle(made)
        if made:
            pools.append(made)
    chosen: dict[str, Mutant] = {}
    while pools and len(chosen) < number:
        for pool in pools:
            mutant = pool.pop()
            chosen.setdefault(mutant.text, mutant)
        pools = [pool for pool in pools if pool]
    return list(chosen.values())[:number]


def measure(
    rights: Sequence[Right],
    seed: int,
    mutants: int = MUTANTS_AN_ANSWER,
    faithful: int = REWORDINGS_AN_ANSWER,
    examined: Callable[[str, Evidence], Verdict] = examine,
) -> Outcome:
    """Every right answer, its mutants and its rewordings, each examined once."""
    outcome = Outcome({kind: Tally() for kind in KINDS}, Tally(), Tally(), Counter(r.reply.outcome for r in rights))
    for right in rights:
        chance = random.Random(f"{seed}:{right.case}")
        evidence = Evidence.of(right.policy, right.reply, right.message)
        _count(outcome.right, right, "", right.text, examined(right.text, evidence), wants_stopped=False)
        for mutant in mutants_of(right, chance, mutants):
            verdict = examined(mutant.text, evidence)
            change = f"{mutant.operator}: {mutant.change}"
            _count(outcome.mutants[mutant.kind], right, change, mutant.text, verdict, wants_stopped=True)
        for text in rewordings(right, chance, faithful):
            _count(outcome.reworded, right, "", text, examined(text, evidence), wants_stopped=False)
    return outcome


def _count(tally: Tally, right: Right, change: str, text: str, verdict: Verdict, wants_stopped: bool) -> None:
    tally.seen += 1
    stopped = bool(verdict.faults)
    tally.stopped += stopped
    if stopped != wants_stopped:
        said = "；".join(f"{fault.kind}「{fault.words}」" for fault in verdict.faults)
        tally.wrong.append((right.case, change, text, said))


def as_text(outcome: Outcome, show: int = 0) -> str:
    """The table by kind, and with `show` the first of those with which the guard was wrong (open cases only)."""
    lines = [f"right answers: {outcome.right.seen} (" + _counts(outcome.answers) + ")", ""]
    lines.append(f"{'mutants of':14}{'made':>8}{'stopped':>9}{'rate':>9}")
    for kind, tally in outcome.mutants.items():
        if tally.seen:
            lines.append(f"{kind:14}{tally.seen:8}{tally.stopped:9}{tally.rate:8.2f}%")
    for name, kinds in (("figures", FIGURES_AND_CLAUSES), ("relations", set(KINDS) - FIGURES_AND_CLAUSES)):
        both = Tally(sum(outcome.mutants[k].seen for k in kinds), sum(outcome.mutants[k].stopped for k in kinds))
        lines.append(f"{name + ' in all':14}{both.seen:8}{both.stopped:9}{both.rate:8.2f}%")
    lines.append("")
    for name, tally in (("as they are", outcome.right), ("reworded", outcome.reworded)):
        lines.append(f"right answers {name}: {tally.seen}, stopped {tally.stopped} ({tally.rate:.2f}%)")
    wrong = [("survived", str(sort), *w) for sort, t in outcome.mutants.items() for w in t.wrong]
    wrong += [("stopped", "right", *w) for t in (outcome.right, outcome.reworded) for w in t.wrong]
    shown = [w for w in wrong if part_of(w[2]) == "open"][:show]
    for what, sort, case, change, text, said in shown:
        lines += ["", f"{what} [{sort}] {case} {change} {said}", *("    " + line for line in text.split("\n") if line)]
    return "\n".join(lines)


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counter.items()))
