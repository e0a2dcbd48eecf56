"""`mingce check` bites: a mistake in the data that changes a result for some enterprise is refused (issue 3, item 8).

`MINGCE_ALL_MUTANTS=1` runs each mutant; else one of each place.
"""

from __future__ import annotations

import functools
import os
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pytest
import yaml
from pydantic import BaseModel, ValidationError

from assistant.calculator.examples import run_example
from corpus import library
from corpus.check import CHECKS, prose, rules_with_examples
from corpus.check.view import View
from corpus.check.vocabulary import keys_are_unique
from corpus.library import Policy, PolicyError, load_library, load_policy
from tests.corpus.enterprises import Enterprise, enterprises, outcome
from tests.corpus.fact_mutants import fact_mutants
from tests.corpus.mutants import FILES, Mutant, edited, one_of_each_place, scalar_mutants
from tests.corpus.rule_mutants import rule_mutants

_T = TypeVar("_T")

SHIPPED = load_library()[0]
ALL_KILLED = ("figure", "rate", "boundary", "clause")
# What acts elsewhere than in an assessment (how words are understood, which year a payment falls in, what a recorded
# statement answers) is never taken to be without effect because no assessment differs.
NOT_ASSESSED = frozenset(
    (
        "cell",
        "adds_up",
        "supplied_here",
        "within_years",
        "unit",
        "period",
        "years",
        "note",
        "example",
        "boundary word",
        "boundary word left out",
    )
)
# Mutants that check does not refuse, and why that is right; any other survivor fails.
ACCEPTED = {
    "traps.1.note: 三 -> 二 in 特等奖和国家三等奖没有列名；省级技术发明奖、自然科学奖也没有列名": (
        "a note on what the text does not name, in free words: 二等奖 stands in the clause; no result turns on it"
    ),
}


class Verdict(NamedTuple):
    """`by` is the check (or loading, or examples) that refuses a mutant; else whether some enterprise's result differs."""

    by: str | None
    differs: bool = False


class Worker:
    """The shipped policy with one mutant's edits; what never changes is read once."""

    def __init__(self, mutants: list[Mutant]) -> None:
        self._mutants = mutants
        self._data = {file: _read(file) for file in FILES}
        self._load = library._load
        self._models: dict[str, BaseModel] = {}
        self._edited: Mutant | None = None
        library._load = self._loaded  # type: ignore[assignment]
        library._hash_files = lambda *_: ""
        library.read_document = functools.cache(library.read_document)  # type: ignore[attr-defined]
        _remember_the_text()
        self._shipped = self._policy(None)
        self._checks = [check for check in CHECKS if check is not keys_are_unique]  # edits write no key twice

    def _loaded(self, path: Path, model: type[BaseModel]) -> BaseModel:
        mutant = self._edited
        if mutant is None or mutant.file != path.name:
            if path.name not in self._models:
                self._models[path.name] = self._load(path, model)
            return self._models[path.name]
        try:
            return model.model_validate(edited(self._data[path.name], mutant.edits))
        except ValidationError as error:
            raise PolicyError([str(error)]) from error

    def judge(self, index: int) -> Verdict:
        """What becomes of the mutant with this index."""
        mutant = self._mutants[index]
        try:
            policy = self._policy(mutant)
        except (PolicyError, ValueError):
            return Verdict("loading")
        by = self._refused_by(policy, mutant.file)
        if by or mutant.kind in NOT_ASSESSED or mutant.file == "policy.yaml":
            return Verdict(by, differs=True)
        return Verdict(None, self.differs(index))

    def differs(self, index: int) -> bool:
        """Whether some enterprise's result differs under the mutant with this index."""
        policy = self._policy(self._mutants[index])
        return any(outcome(policy, e) != before for e, before in self._outcomes)

    def _policy(self, mutant: Mutant | None) -> Policy:
        self._edited = mutant
        return load_policy(SHIPPED.folder)

    def _refused_by(self, policy: Policy, file: str) -> str | None:
        """As check_policy does, but up to the first fault; the checks of facts, which are the last, first of facts."""
        view = View(policy)
        for check in reversed(self._checks) if file == "facts.yaml" else self._checks:
            if next(iter(check(view)), None):
                return check.__name__
        examples = ((rule, e) for *_, rule in rules_with_examples(policy) for e in rule.examples)
        return "examples" if any(run_example(policy, rule, e) for rule, e in examples) else None

    @functools.cached_property
    def _outcomes(self) -> list[tuple[Enterprise, object]]:
        return [(e, outcome(self._shipped, e)) for e in enterprises(self._shipped)]


def _remember_the_text() -> None:
    """What is found in the text, which no mutant changes, is found once."""
    shown, find, figures_in = View(SHIPPED), prose.find_references, View.figures_in  # type: ignore[attr-defined]
    references = functools.cache(lambda text: find(text, SHIPPED.document))
    spans = functools.cache(SHIPPED.document.find)
    figures = functools.cache(lambda clause, quote: figures_in(shown, clause, quote))
    prose.find_references = lambda text, _: references(text)  # type: ignore[attr-defined]
    View.span = lambda view, clause, quote: spans(quote, within=clause) if view.clause(clause) else None  # type: ignore[method-assign]
    View.figures_in = lambda _, clause, quote: figures(clause, quote)  # type: ignore[method-assign]


def _read(file: str) -> Any:
    return yaml.load((SHIPPED.folder / file).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def all_mutants() -> Iterator[Mutant]:
    rules, facts = _read("measures.yaml"), _read("facts.yaml")
    yield from scalar_mutants(SHIPPED.folder, [clause.id for clause in SHIPPED.document.clauses])
    yield from rule_mutants(rules, facts)
    yield from fact_mutants(facts)


_worker: Worker | None = None


def _prepare(mutants: list[Mutant]) -> None:
    global _worker
    _worker = Worker(mutants)


def _judge(index: int) -> Verdict:
    assert _worker
    return _worker.judge(index)


def _differs(index: int) -> bool:
    assert _worker
    return _worker.differs(index)


def _in_workers(judge: Callable[[int], _T], mutants: list[Mutant]) -> list[_T]:
    """What is judged of each mutant, in processes of their own: a worker changes the modules that load a policy."""
    with get_context("fork").Pool(os.cpu_count(), _prepare, (mutants,)) as pool:
        return pool.map(judge, range(len(mutants)), chunksize=4)


def test_mutants_are_killed(capsys: pytest.CaptureFixture[str]) -> None:
    mutants = list(all_mutants())
    if not os.environ.get("MINGCE_ALL_MUTANTS"):
        mutants = one_of_each_place(mutants)
    verdicts = list(zip(mutants, _in_workers(_judge, mutants), strict=True))
    equivalent = [m for m, v in verdicts if not v.by and not v.differs]
    survivors = [m for m, v in verdicts if not v.by and v.differs]
    with capsys.disabled():
        print(_report(verdicts))
    assert [m.what for m in survivors if m.kind in ALL_KILLED] == []
    assert [m.what for m in survivors if m.what not in ACCEPTED] == []
    assert len(survivors) <= 0.05 * (len(mutants) - len(equivalent))


def _state(verdict: Verdict) -> str:
    if verdict.by:
        return verdict.by if verdict.by in ("loading", "examples") else "check"
    return "survived" if verdict.differs else "equivalent"


def test_a_change_of_nothing_is_not_refused() -> None:
    """The workers see the shipped policy as check does: what they refuse, they refuse for its mutation."""
    unchanged = [Mutant("none", file, file, file, ()) for file in ("facts.yaml", "measures.yaml")]
    assert _in_workers(_judge, unchanged) == [Verdict(None, differs=False)] * 2


def test_the_search_for_a_difference_is_not_blind() -> None:
    """What is called equivalent is so for want of an enterprise that tells: mistakes that matter are told."""
    kinds = ("ceiling", "cap", "condition left out", "swap", "not", "each", "authority", "fact")
    mutants = [m for m in all_mutants() if m.kind in kinds and m.file == "measures.yaml"]
    some = mutants[:: len(mutants) // 20]
    assert [m.what for m, told in zip(some, _in_workers(_differs, some), strict=True) if not told] == []


def _report(verdicts: list[tuple[Mutant, Verdict]]) -> str:
    """By kind: refused by loading, by check, by the examples alone; equivalent; survived. Then those not killed, and why.

    What the examples alone refuse is held less firmly: who misreads the text may write the example so too.
    """
    states = ("loading", "check", "examples", "equivalent", "survived")
    counts = Counter((kind, _state(v)) for m, v in verdicts for kind in (m.kind, "all"))
    lines = ["\nmutants of              killed  (loading   check  examples)  equivalent  survived  total"]
    for kind in (*sorted({m.kind for m, _ in verdicts}), "all"):
        row = [counts[kind, state] for state in states]
        lines.append("{:22}{:8}{:11}{:8}{:10}{:13}{:10}{:7}".format(kind, sum(row[:3]), *row, sum(row)))
    for mutant, verdict in verdicts:
        if not verdict.by:
            why = ACCEPTED.get(mutant.what, "?") if verdict.differs else "no enterprise's result differs"
            lines.append(f"{_state(verdict)}: {mutant.kind}: {mutant.what} ({why})")
    return "\n".join(lines)
