"""Answers that lean on the dialogue alone: 「不知道」, 「那个不算」, 「只评了合格」, 「这两笔加一起」, 「单说人数这条」."""

from __future__ import annotations

import re
from typing import Final

from assistant.answer.asking import Choice
from assistant.answer.choosing import ON_SUBJECT, choices_of, recognition_measure
from assistant.answer.draft import Draft
from assistant.answer.eligibility import answer_condition, answer_recognition
from assistant.answer.overview import answer_overview
from assistant.answer.sums import answer_sums
from assistant.answer.turn import Turn
from assistant.calculator.program import facts_of
from corpus.rules import Measure, tests_of

_SO_MANY: Final = re.compile(r"[这那]?(?:一共)?([两俩三四五234])(?:笔|项|个|样|档|种|块|份|单)")
_NARROWED: Final = re.compile(
    r"单(?:独)?(?:说|看|论|讲|问|就)|光(?:看|说|论|凭)|只(?:看|说|论|谈|问|就)|仅(?:看|就|论)|就(?:说|看|论)|撇开|抛开|"
    r"(?:其[他它余]|别的)(?:的|条件|几[条项])*(?:都|先)*(?:放(?:在)?一边|不(?:管|看|论|谈|说|提))|"
    r"[这那](?:一|两|2|三|几)?(?:条|项|点|样)"
)
_NUMBERS: Final = {"两": 2, "俩": 2, "三": 3, "四": 4, "五": 5}


def answer_unknown(turn: Turn) -> Draft | None:
    """「不知道」 to what was asked back: the answer so far, and what may be asked instead."""
    part, conversation = turn.part, turn.conversation
    if not part.replies_unknown:
        return None
    measures = [turn.policy.measure_by_id[m] for m in conversation.measures]
    if part.unknown and conversation.last_kind == "overview":
        return answer_overview(turn)
    listing = recognition_measure(turn)
    if part.unknown and listing and (conversation.last_kind == "recognition" or listing in measures):
        return answer_recognition(turn, listing)
    if part.unknown and measures:
        return answer_sums(turn, choices_of(turn, measures))
    return Draft("answered", "没关系，知道后再告诉我，别的也可以继续问。", kind="memory", keeps_topic=True)


def answer_taken_back(turn: Turn) -> Draft | None:
    """「实验室那个当我没说」: what still counts, where the enterprise claimed something else."""
    part, conversation = turn.part, turn.conversation
    if not part.takes_back or not part.asked.says_only_premise:
        return None
    claimed = conversation.claimed.get(conversation.subject, [])
    if claimed:
        return answer_sums(turn, [Choice((turn.policy.measure_by_id[m],)) for m in claimed])
    return Draft("answered", "好的，已经去掉。", kind="memory", keeps_topic=True)


def answer_stage(turn: Turn) -> Draft | None:
    """「我们只评了个合格」 after 验收: the sum of the stage that turns on this result."""
    part = turn.part
    if not part.of_stage or part.asked.where or part.asked.wording or part.asked.how:
        return None
    results = {f.fact for f in part.facts.told if turn.policy.facts[f.fact].type == "rank"}
    measures = [turn.policy.measure_by_id[m] for m in turn.conversation.measures]
    staged = [m for m in measures if results & set(facts_of(m))]
    return answer_sums(turn, choices_of(turn, staged)) if staged else None


def so_many(turn: Turn) -> list[Measure]:
    """「这两笔加一起」: the measures of the last two answers; [] where no number of things is pointed at."""
    pointed = _SO_MANY.search(turn.part.text)
    if not pointed or not turn.part.asked.altogether:
        return []
    number = _NUMBERS.get(pointed[1]) or int(pointed[1])
    found: list[str] = []
    for measures in reversed(turn.conversation.answered):
        if len(measures) == 1 and measures[0] not in found:
            found.insert(0, measures[0])
        if len(found) == number:
            return [turn.policy.measure_by_id[m] for m in found]
    return []


def answer_narrowed(turn: Turn) -> Draft | None:
    """「单说研发人数这条」, 「光看人数和研发投入这两样」: the conditions named, whatever becomes of the others."""
    part, listing = turn.part, recognition_measure(turn)
    if (
        listing is None
        or part.mentions
        or not _NARROWED.search(part.text)
        or not (set(facts_of(listing)) & set(turn.told))
    ):
        return None
    if not (part.asked.eligible or part.asked.premise or part.asked.nothing) or part.asked.where or part.asked.wording:
        return None
    named = _conditions_named(turn, listing)
    topics = {
        s.item for s in part.candidates.topics if s.score >= ON_SUBJECT and s.item not in (listing.topic, "cultivation")
    }
    about = {turn.policy.measure_by_id[m].topic for m in turn.conversation.measures}
    if not named or (topics and not about & {listing.topic, "cultivation"}):
        return None
    return answer_condition(turn, listing, named, alone=True)


def _conditions_named(turn: Turn, listing: Measure) -> set[str]:
    """Facts of the conditions that the words name; 人数 alone is the count of people that was told."""
    text, facts = turn.part.text, turn.policy.facts
    tests = [t.fact for t in tests_of(listing.when) if t.role == "recognition"]
    words = [(w, f) for f in tests for w in (facts[f].label, *facts[f].say, *facts[f].weak) if len(w) > 1]
    named = {f for f in tests if facts[f].unit == "人" and "人数" in text and f in turn.told}
    for word, fact_id in sorted(words, key=lambda pair: -len(pair[0])):  # 研发 of 研发人员 names no sum
        if all(piece in text for piece in word.split("…")):
            named.add(fact_id)
            for piece in word.split("…"):
                text = text.replace(piece, "＿")
    return named
