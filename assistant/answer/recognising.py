"""Whether an enterprise is, or can be, on the list: the routes that answer it. Each gives None where it is not asked."""

from __future__ import annotations

import re
from typing import Final

from assistant.answer.choosing import (
    CULTIVATION,
    ON_SUBJECT,
    OURS,
    RECOGNITION,
    asks_sum,
    best_kind,
    choices_of,
    measures_testing,
    numbers_tested,
    recognition_facts,
    recognition_measure,
    recorded_clause,
    states_sum,
    topic_measures,
)
from assistant.answer.draft import Draft
from assistant.answer.eligibility import answer_condition, answer_recognition
from assistant.answer.sums import answer_sums
from assistant.answer.turn import Turn
from assistant.calculator.program import facts_of
from corpus.rules import Measure, tests_of

_MANY: Final = 4  # conditions told at once
_SURELY: Final = 8.0  # of a gap, beside a number that a condition names
_ENOUGH: Final = re.compile(r"够|达标|达到|过线|过关|符合|满足|合格|行[吗么不]")
_TO_THE_LIST: Final = re.compile(r"认定|名单|培育|申请|申报|入选|资格")


def recognition_told(turn: Turn) -> Draft | None:
    """「没有研发预算，能认定吗」: conditions of recognition told, and whether one qualifies asked."""
    part = turn.part
    measure = recognition_measure(turn)
    if measure is None or part.mentions:
        return None
    if asks_sum(turn):  # what the listed are paid was asked: only where this enterprise cannot be listed
        shut = _TO_THE_LIST.search(part.text) and turn.told_now & recognition_facts(measure)
        unmet = shut and turn.assess([measure.id]).results[0].status == "unmet"
        return answer_recognition(turn, measure) if unmet else None
    topics = {s.item: s.score for s in part.candidates.topics}
    if not turn.told_now & recognition_facts(measure):
        again = turn.conversation.last_kind == "recognition" or bool(recognition_facts(measure) & set(turn.told))
        ours = part.asked.eligible and (again or OURS.search(part.text)) and topics.get(RECOGNITION, 0) >= ON_SUBJECT
        others = max((score for t, score in topics.items() if t not in (RECOGNITION, CULTIVATION)), default=0)
        return answer_recognition(turn, measure) if ours and others < topics[RECOGNITION] else None
    about = {turn.policy.measure_by_id[m].topic for m in turn.conversation.measures}
    on_it = turn.conversation.last_kind == "recognition" or about & {"cultivation", "recognition"}
    if on_it and (part.asked.says_only_premise or part.asked.eligible or part.inherited):
        return answer_recognition(turn, measure)
    if not part.asked.eligible or not _TO_THE_LIST.search(part.text):
        return None
    if len(turn.told_now & recognition_facts(measure)) >= _MANY:
        return answer_recognition(turn, measure)  # whatever else its business is called
    stronger = {t for t, score in topics.items() if score >= topics.get(RECOGNITION, 0) + 3}
    return None if stronger - {RECOGNITION, CULTIVATION} else answer_recognition(turn, measure)


def shut_out(turn: Turn) -> Draft | None:
    """「营收掉到9000万，认定卡不卡」: what was told just now fails what is asked about, which comes before any rule or
    gap."""
    part, recognition = turn.part, recognition_measure(turn)
    if part.mentions or part.asked.where or part.asked.wording:
        return None
    if recognition and turn.told_now & recognition_facts(recognition) and _about_the_list(turn, recognition):
        if turn.assess([recognition.id]).results[0].status == "unmet":
            return answer_recognition(turn, recognition)
        return None
    denied = _denied_outright(turn)
    if denied and (part.asked.eligible or asks_sum(turn)):
        return answer_sums(turn, choices_of(turn, denied))
    tested = [m for m in measures_testing(turn) if m.topic == _best_topic(turn) and numbers_tested(turn, m)]
    unmet = [m for m in tested if turn.assess([m.id]).results[0].status == "unmet"]
    return answer_sums(turn, choices_of(turn, unmet)) if unmet and len(unmet) == len(tested) else None


def _denied_outright(turn: Turn) -> list[Measure]:
    """「工位机是外地买的，算不算」: the measures of the topic asked about, where a flag told just now fails each of them."""
    topic = _best_topic(turn)
    asked = topic_measures(turn) if topic not in (None, RECOGNITION, CULTIVATION) else []
    measures = [m for m in asked if m.topic == topic]
    now = {f.fact for f in turn.part.facts.told if turn.policy.facts[f.fact].type == "flag" and not f.hypothetical}
    failed = [{c.test.fact for c in turn.assess([m.id]).results[0].failed} & now for m in measures]
    return measures if measures and all(failed) else []


def _about_the_list(turn: Turn, recognition: Measure) -> bool:
    """Being listed is asked about: by its words, or by a recorded fact of its conditions."""
    topics = {s.item: s.score for s in turn.part.candidates.topics}
    if asks_sum(turn):
        return topics.get(RECOGNITION, 0.0) >= ON_SUBJECT
    others = {f for m in turn.policy.measures if m.topic != RECOGNITION for f in facts_of(m)}
    if _TO_THE_LIST.search(turn.part.text) and (
        topics.get(RECOGNITION) or turn.told_now & (recognition_facts(recognition) - others)
    ):
        return True
    kind, score = best_kind(turn)
    return kind == "statement" and score >= ON_SUBJECT and recorded_clause(turn, kind).startswith(recognition.clause)


def _best_topic(turn: Turn) -> str | None:
    topics = turn.part.candidates.topics
    return topics[0].item if topics and topics[0].score >= ON_SUBJECT else None


def condition_check(turn: Turn) -> Draft | None:
    """「研发人员30个够不够」: one condition of recognition by a number told just now."""
    part, measure = turn.part, recognition_measure(turn)
    if measure is None or part.mentions or part.best_topic >= ON_SUBJECT or asks_sum(turn):
        return None
    numbers = {t.fact for t in tests_of(measure.when) if t.bound} & turn.told_now
    if not numbers or not (part.asked.eligible or part.asked.premise) or _asks_of_a_gap(turn):
        return None
    return answer_condition(turn, measure, numbers)


def _asks_of_a_gap(turn: Turn) -> bool:
    """「那30人是不是都要缴社保」: not whether the number is enough, but what the text does not state."""
    gaps = turn.part.candidates.aspects[:1]
    return not _ENOUGH.search(turn.part.text) and any(gap.score >= _SURELY for gap in gaps)


def recognition_at_hand(turn: Turn) -> Draft | None:
    """「我们能进名单吗」, and what is told while that is what the conversation is about."""
    part = turn.part
    measure = recognition_measure(turn)
    if measure is None:
        return None
    topics = {s.item: s.score for s in part.candidates.topics}
    if part.asked.how and not part.asked.eligible:
        return None
    if topics.get(RECOGNITION, 0) >= ON_SUBJECT and (
        part.asked.eligible or part.claims or turn.told_now or part.asked.nothing
    ):
        others = max((score for t, score in topics.items() if t not in (RECOGNITION, CULTIVATION)), default=0)
        if not asks_sum(turn) and not states_sum(turn) and not part.mentions and others < topics[RECOGNITION]:
            return answer_recognition(turn, measure)
    on_it = turn.conversation.last_kind == "recognition"
    if on_it and turn.told_now and part.best_topic < ON_SUBJECT + 1 and not part.mentions:
        return answer_recognition(turn, measure)
    return None
