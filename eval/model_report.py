"""What came of turns with a model: which path each took, what was stopped, what reached the user."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from eval.cases import Answer, Case
from eval.model_turns import ModelTurn
from eval.scoring import score
from eval.unproven import Unproven, unproven_figures


def as_text(cases: Sequence[Case], turns: Sequence[ModelTurn], clauses: Mapping[str, str], show: int = 0) -> str:
    """The report; `clauses` is the policy's text by clause id, `show` how many stopped wordings are printed."""
    parts = ["\n".join(part) for part in (_paths(turns), _faults(turns), _reached(cases, turns, clauses))]
    if show:
        parts.insert(0, "\n".join(_stopped(cases, turns, show)))
    return "\n\n".join([*parts, "\n".join([*_passed(cases, turns), _seconds(turns)])])


def unproven(case: Case, turn: ModelTurn, clauses: Mapping[str, str]) -> Unproven:
    """The figures of what the user was sent that the offline reply does not bear out."""
    return unproven_figures(str(turn.reply["answer"]), turn.offline, clauses, case.turns)


def _paths(turns: Sequence[ModelTurn]) -> Iterator[str]:
    yield f"{'composed by':24}turns"
    for path, count in Counter(str(turn.reply.get("composed_by", "offline")) for turn in turns).most_common():
        yield f"{path:24}{count:5}"
    failed = Counter(turn.failure for turn in turns if turn.failure)
    for kind, count in failed.most_common():
        yield f"{'  the model failed: ' + kind:24}{count:5}"


def _faults(turns: Sequence[ModelTurn]) -> Iterator[str]:
    stopped = [wording for turn in turns for wording in turn.stopped]
    kinds = Counter(kind for wording in stopped for kind in {objection.kind for objection in wording.objections})
    yield f"wordings stopped: {len(stopped)}, by kind of fault (one may have several)"
    for kind, count in kinds.most_common():
        yield f"  {kind:22}{count:5}"


def _reached(cases: Sequence[Case], turns: Sequence[ModelTurn], clauses: Mapping[str, str]) -> Iterator[str]:
    found = [(turn.id, unproven(case, turn, clauses)) for case, turn in zip(cases, turns, strict=True)]
    without = [(id_, f.without_proof) for id_, f in found if f.without_proof]
    told = [(id_, f.said_by_user_only) for id_, f in found if f.said_by_user_only]
    yield f"figures without proof that reached the user: {sum(len(figures) for _, figures in without)}"
    yield from (f"    {id_}: {'、'.join(figures)}" for id_, figures in without)
    yield f"figures that the user alone had said: {sum(len(figures) for _, figures in told)}"
    yield from (f"    {id_}: {'、'.join(figures)}" for id_, figures in told)


def _passed(cases: Sequence[Case], turns: Sequence[ModelTurn]) -> Iterator[str]:
    with_model = score(cases, [Answer(id=turn.id, reply=turn.reply) for turn in turns])
    offline = score(cases, [Answer(id=turn.id, reply=turn.offline) for turn in turns])
    for before, after in zip(offline, with_model, strict=True):
        if before.passed != after.passed:
            yield f"    {after.case.id}: {'won' if after.passed else 'lost'}  {(*before.failures, *after.failures)[0].message}"
    yield f"cases that pass: {sum(r.passed for r in with_model)} of {len(cases)}; offline {sum(r.passed for r in offline)}"


def _seconds(turns: Sequence[ModelTurn]) -> str:
    waits = sorted(turn.seconds for turn in turns if turn.seconds is not None)
    if not waits:
        return "the model was never asked"
    p95 = waits[min(len(waits) - 1, round(0.95 * len(waits)))]
    return (
        f"seconds a turn with the model: median {statistics.median(waits):.1f}, p95 {p95:.1f}, slowest {waits[-1]:.1f}"
    )


def _stopped(cases: Sequence[Case], turns: Sequence[ModelTurn], show: int) -> Iterator[str]:
    stopped = [(case, wording) for case, turn in zip(cases, turns, strict=True) for wording in turn.stopped]
    for case, wording in stopped[:show]:
        yield f"{case.id}  {' ▸ '.join(case.turns)}"
        yield f"    said: {' '.join(wording.said.split())}"
        yield from (f"    {objection.kind}: {objection.words}" for objection in wording.objections)
