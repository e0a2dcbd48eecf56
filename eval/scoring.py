"""Judging a reply against its case. A case passes only where every check that it names passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from eval.cases import Answer, Case
from eval.figures import flatten, states

Check = Literal["outcome", "citations", "totals", "figures", "text", "lead", "brief", "spread", "quotes", "reply"]
CHECKS: tuple[Check, ...] = (
    "outcome", "citations", "totals", "figures", "text", "lead", "brief", "spread", "quotes", "reply",
)  # fmt: skip

LEAD_CHARACTERS = 160
BRIEF_CHARACTERS = 700
MAX_CLAUSES = 4
ONE_FEN = Decimal("0.01")
_LED = frozenset({"lookup", "amount", "calculation", "multi_turn"})
_BRIEF = frozenset({"lookup", "amount", "not_stated", "out_of_scope", "smalltalk"})
_SPREAD = frozenset({"lookup", "amount"})


@dataclass(frozen=True)
class Failure:
    """One check that a reply fails, and how."""

    check: Check
    message: str


@dataclass(frozen=True)
class Result:
    """A case with what its reply failed."""

    case: Case
    failures: tuple[Failure, ...]
    named: frozenset[Check]
    outcome: object = None  # of the reply; None where there is none

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return not self.failures

    def passes(self, check: Check) -> bool:
        """Whether one check passes; a missing or malformed reply passes none."""
        return not any(failure.check in (check, "reply") for failure in self.failures)


class MalformedReply(Exception):
    """The reply is not in the shape of the contract where a check looks at it."""


def score(cases: Sequence[Case], answers: Sequence[Answer], source: str | None = None) -> list[Result]:
    """Judge each case by the answer of its id; with `source`, each quote must stand at its place in it."""
    replies: dict[str, object] = {answer.id: answer.reply for answer in answers}
    return [judge(case, replies[case.id] or {}, source) if case.id in replies else _silent(case) for case in cases]


def judge(case: Case, reply: object, source: str | None = None) -> Result:
    """Judge one reply; whatever its shape, this returns."""
    try:
        view = _View(reply)
        found = [*_failures(case, view), *(_quote_failures(view, source) if source is not None else ())]
    except MalformedReply as why:
        found = [Failure("reply", f"malformed reply: {why}")]
    named = named_checks(case) | {failure.check for failure in found}
    outcome = reply.get("outcome") if isinstance(reply, dict) else None
    return Result(case, tuple(found), frozenset(named | ({"quotes"} if source is not None else set())), outcome)


def named_checks(case: Case) -> set[Check]:
    """The checks that a case asks for, by what it expects and by its kind."""
    e = case.expect
    wanted: dict[Check, bool] = {
        "outcome": bool(e.outcomes),
        "citations": bool(e.clauses_all or any(e.clauses_any) or e.clauses_never),
        "totals": e.amount_yuan is not None or e.total_null,
        "figures": bool(e.figures_all or e.figures_never),
        "text": bool(any(e.text_any) or e.text_never or e.starts_never),
        "lead": _has_lead(case),
        "brief": case.kind in _BRIEF,
        "spread": case.kind in _SPREAD,
    }
    return {check for check, asked in wanted.items() if asked}


def _silent(case: Case) -> Result:
    return Result(case, (Failure("reply", "no reply"),), frozenset(named_checks(case) | {"reply"}))


def _has_lead(case: Case) -> bool:
    """A hotline reads the first sentence aloud; with several figures asked there is no single lead."""
    return case.kind in _LED and len(case.expect.figures_all) == 1


class _View:
    """A reply as the checks see it; raises MalformedReply where it cannot be seen."""

    def __init__(self, reply: object) -> None:
        if not isinstance(reply, dict):
            raise MalformedReply("not an object")
        self.outcome: object = reply.get("outcome")
        self.answer: object = reply.get("answer") or ""
        if not isinstance(self.answer, str):
            raise MalformedReply("answer is not a text")
        self.text: str = self.answer
        self.flat = flatten(self.text)
        self.citations = _objects(reply.get("citations") or [])
        self.cited = {str(citation.get("clause", "")) for citation in self.citations}
        self.total: object = reply.get("total")


def _objects(value: object) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise MalformedReply("citations is not a list of objects")
    return value


def _failures(case: Case, view: _View) -> Iterator[Failure]:
    yield from _outcome(case, view)
    yield from _citations(case, view)
    yield from _totals(case, view)
    yield from _figures(case, view)
    yield from _text(case, view)
    yield from _form(case, view)


def _outcome(case: Case, view: _View) -> Iterator[Failure]:
    wanted = case.expect.outcomes
    if wanted and view.outcome not in wanted:
        yield Failure("outcome", f"{view.outcome}, not {' or '.join(wanted)}")


def _citations(case: Case, view: _View) -> Iterator[Failure]:
    e = case.expect
    cited = f"cited: {', '.join(sorted(view.cited)) or 'none'}"
    for clause in e.clauses_all:
        if clause not in view.cited:
            yield Failure("citations", f"{clause} is missing ({cited})")
    for group in e.clauses_any:
        if group and view.cited.isdisjoint(group):
            yield Failure("citations", f"none of {', '.join(group)} ({cited})")
    for clause in e.clauses_never:
        if clause in view.cited:
            yield Failure("citations", f"{clause} is cited")
    if view.outcome == "off_topic" and view.cited:
        yield Failure("citations", f"off_topic with a citation ({cited})")


def _totals(case: Case, view: _View) -> Iterator[Failure]:
    e = case.expect
    if view.total and (e.total_null or view.outcome == "off_topic"):
        yield Failure("totals", f"{view.total} where no sum can be stated")
    if e.amount_yuan is not None:
        total = view.total or {}
        if not isinstance(total, dict):
            raise MalformedReply("total is not an object")
        lower, upper = total.get("lower_yuan"), total.get("upper_yuan")
        if not (_same_yuan(lower, e.amount_yuan.lower) and _same_yuan(upper, e.amount_yuan.upper)):
            yield Failure("totals", f"{lower} – {upper}, not {e.amount_yuan.lower} – {e.amount_yuan.upper}")


def _same_yuan(stated: object, wanted: float) -> bool:
    """Equal to less than one 分; null is no sum."""
    if stated is None:
        return False
    if isinstance(stated, bool) or not isinstance(stated, int | float | str):
        raise MalformedReply(f"{stated!r} is not a sum in yuan")
    try:
        yuan = Decimal(str(stated))
    except InvalidOperation as why:
        raise MalformedReply(f"{stated!r} is not a sum in yuan") from why
    if not yuan.is_finite():
        raise MalformedReply(f"{stated!r} is not a sum in yuan")
    return abs(yuan - Decimal(str(wanted))) < ONE_FEN


def _figures(case: Case, view: _View) -> Iterator[Failure]:
    for figure in case.expect.figures_all:
        if not states(view.text, figure):
            yield Failure("figures", f"{figure} is missing")
    for figure in case.expect.figures_never:
        if states(view.text, figure):
            yield Failure("figures", f"{figure} is stated")


def _text(case: Case, view: _View) -> Iterator[Failure]:
    e = case.expect
    for group in e.text_any:
        if group and not any(flatten(words) in view.flat for words in group):
            yield Failure("text", f"says none of {' / '.join(group)}")
    for words in e.text_never:
        if flatten(words) in view.flat:
            yield Failure("text", f"says {words}")
    for words in e.starts_never:
        if view.flat.startswith(flatten(words)):
            yield Failure("text", f"begins with {words}")


def _form(case: Case, view: _View) -> Iterator[Failure]:
    """Answer first, briefly, and citing only what answers."""
    e = case.expect
    if _has_lead(case) and not states(view.text[:LEAD_CHARACTERS], e.figures_all[0]):
        yield Failure("lead", f"{e.figures_all[0]} is not within the first {LEAD_CHARACTERS} characters")
    if case.kind in _BRIEF and len(view.flat) > BRIEF_CHARACTERS:
        yield Failure("brief", f"{len(view.flat)} characters")
    needed = len(e.clauses_all) + len(e.clauses_any)
    if case.kind in _SPREAD and len(view.cited) > max(MAX_CLAUSES, needed + 2):
        yield Failure("spread", f"{len(view.cited)} clauses cited where {needed} answer")


def _quote_failures(view: _View, source: str) -> Iterator[Failure]:
    """Every quote is the source's text at its place, character for character."""
    for citation in view.citations:
        quote, start, end = (citation.get(key) for key in ("quote", "start", "end"))
        if not (isinstance(quote, str) and _offset(start) and _offset(end)):
            raise MalformedReply(f"citation {citation.get('clause')} has no quote with its place")
        if not quote or source[start:end] != quote:
            yield Failure("quotes", f"{citation.get('clause')}: its quote is not the text at {start}:{end}")


def _offset(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
