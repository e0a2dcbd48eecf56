"""What to ask next: the question whose answer changes most, in the form in which this conversation can take the answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.answer.turn import Turn
from assistant.calculator.assessment import presupposed
from assistant.calculator.profile import Profile
from assistant.calculator.program import facts_of
from assistant.calculator.questions import Question, next_questions, why
from corpus.library import Policy


@dataclass(frozen=True)
class Asking:
    """Questions, the best first, the facts that the first one asks for, and those that 「没有」 to it answers."""

    questions: tuple[str, ...] = ()
    why: str = ""
    asked: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    weighed: tuple[str, ...] = ()  # the measures (ids) whose sums `why` puts a figure to

    @property
    def words(self) -> str:
        """「请先告知：…（关系到…，最多影响300万元）」; empty where nothing is left to ask."""
        if not self.questions:
            return ""
        return f"请先告知：{self.questions[0]}" + (f"（{self.why}）" if self.why else "")


def ask_of_policy(turn: Turn, most: int = 3) -> Asking:
    """The next question on the whole policy: only what all supports presuppose is taken as given."""
    profile = Profile(turn.told, common_facts(turn.policy))
    found = _not_skipped(turn, next_questions(turn.policy, profile))
    asking = _asking(turn, [_takeable(turn, q, profile) for q in found[:most]])
    alone = len(asking.asked) == 1 and turn.policy.facts[asking.asked[0]].type in ("money", "count")
    return replace(asking, denied=asking.asked) if alone else asking  # 「没有」 to 重组金额是多少: none at all


def ask_among(turn: Turn, measures: Iterable[str], most: int = 2) -> Asking:
    """The next question on these measures (ids), fact by fact, with what they presuppose taken as given."""
    found = _not_skipped(turn, next_questions(turn.policy, turn.profile(), list(measures), grouped=False))
    return _asking(turn, list(found[:most]))


def common_facts(policy: Policy) -> frozenset[str]:
    """Presuppositions that supports of several topics share: who the policy is for."""
    topics: dict[str, set[str]] = {}
    for measure in policy.measures:
        for fact_id in facts_of(measure):
            topics.setdefault(fact_id, set()).add(measure.topic)
    return frozenset(f for f in presupposed(policy) if len(topics.get(f, ())) > 1)


def _not_skipped(turn: Turn, questions: Iterable[Question]) -> list[Question]:
    """Without those whose facts the enterprise does not know: 「不知道」 is not asked again."""
    return [q for q in questions if turn.askable(q.facts)]


def _takeable(turn: Turn, question: Question, profile: Profile) -> Question:
    """A group whose answer the conversation can take (classes of one family; a yes or no with its sums); of a longer
    list the first fact."""
    cells = [f for f in question.facts if turn.policy.facts[f].cell]
    if len(question.facts) == 1 or question.gate or len(cells) > 1:
        return question
    single = next_questions(turn.policy, profile, question.measures, grouped=False)
    return next((q for q in single if q.facts[0] in question.facts), question)


def _asking(turn: Turn, found: list[Question]) -> Asking:
    if not found:
        return Asking()
    first = found[0]
    facts = turn.policy.facts
    cells = tuple(f for f in first.facts if facts[f].cell) if len(first.facts) > 1 else ()
    ordered = tuple(sorted(first.facts, key=lambda f: f != first.gate))
    choices: tuple[str, ...] = ("没有",) if cells else ()
    if first.gate or (len(first.facts) == 1 and facts[first.facts[0]].type == "flag"):
        choices = ("是", "不是")
    weighed = first.measures if first.narrows else ()
    return Asking(tuple(q.ask for q in found), why(turn.policy, first), ordered, cells, choices, weighed)
