"""Which route answers a part: tried in order, the first that fits answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from assistant.answer.asking import Choice, for_years
from assistant.answer.by_figure import answer_by_base, answer_by_figure
from assistant.answer.choosing import (
    GAPS,
    ON_SUBJECT,
    OURS,
    RECOGNITION,
    STRANGE,
    asks_sum,
    bases_told,
    best_kind,
    choices_of,
    claimed_before,
    claimed_topics,
    leans,
    measures_testing,
    mention_choices,
    mentioned_measures,
    named_measures,
    recorded_clause,
    topic_measures,
)
from assistant.answer.clauses import answer_reference, answer_where, places_of, where_of_measures
from assistant.answer.comparing import answer_against_unnamed, answer_compare
from assistant.answer.dialogue import (
    answer_again,
    answer_corrected,
    answer_goes_on,
    answer_narrowed,
    answer_next_stage,
    answer_once_more,
    answer_points_back,
    answer_qualified,
    answer_shortfall,
    answer_stage,
    answer_taken_back,
    answer_unknown,
    facts_at_hand,
    so_many,
    some_claimed,
)
from assistant.answer.differing import answer_difference
from assistant.answer.draft import Draft, Quote
from assistant.answer.noted import answer_noted
from assistant.answer.one_measure import past_years
from assistant.answer.overview import answer_overview, asks_for_all, overview_goes_on
from assistant.answer.recognising import condition_check, recognition_at_hand, recognition_told, shut_out
from assistant.answer.recorded import (
    answer_aspect,
    answer_beside,
    answer_elsewhere,
    answer_from_clause,
    answer_not_covered,
    answer_not_found,
    answer_not_stated,
    answer_statement,
    answer_unnamed,
)
from assistant.answer.sums import answer_sums
from assistant.answer.timeline import answer_timeline
from assistant.answer.turn import Turn, distinct, quotes_of
from assistant.answer.unclear import answer_unclear, answer_undated
from assistant.calculator.facts_json import BadFacts
from assistant.calculator.program import pay_facts
from assistant.understanding.patterns import best_score
from assistant.understanding.screening_patterns import ARITHMETIC
from corpus.rules import Measure

_FIRST_ASKED: Final = re.compile(r"第一个(?:问|是|呢|多少)|刚才第一个|最开始|一开始|最早(?:那个|问的)|最先问")
_SAME_FIGURES: Final = re.compile(
    r"数不变|数字不变|金额不变|其他不变|其它不变|同样的?(?:数|金额|投入)|一样的?(?:数|金额|投入)|还是这些数"
)
_ON_MONEY: Final = re.compile(
    r"[拿领给补奖](?:到)?(?:的)?(?:钱|多少|几)|有钱|能[拿领补奖]|资格|条件|符合|够不够|够了?[吗么没]|[拿领]满|达标|[万亿元%][?？]$"
)
_WHO: Final = re.compile(r"谁|[哪几什]么?.{0,2}(?:部门|局|单位|机构)")
_SHORT: Final = 12  # characters: 「第几条写的」 asks of the answer before
_WITH_IT: Final = re.compile(r"它|[这那]个|前面|刚才|一起|加上")
_ONLY_THAT: Final = 6  # characters: 「差多少」 asks of the last two answers
_BOTH: Final = re.compile(r"[这那]?(?:两|俩|2)(?:个|者|项|种|样|边|笔|档)?|它们|前后")
_EVERY_YEAR: Final = re.compile(r"都?(?:这样|这么多|一样|照旧)|每年都?|年年|照这个数")
_SURELY: Final = 6.0  # of a recorded fact that a request for a sum is merely like
_GAP_SURELY: Final = 10.0  # of what the text does not state, where a number was told without its unit
_PLAINLY_STRANGE: Final = 0.5
_KNOWN_WORDS: Final = 0.62  # share of the question's words that the corpus knows, for a clause to answer it


def route(turn: Turn) -> Draft:
    """The draft of one part."""
    try:
        for step in _STEPS:
            draft = step(turn)
            if draft is not None:
                return draft
    except BadFacts:
        return answer_undated(turn)
    return _off_topic(turn)


# ------------------------------------------------------------------ steps, in order
def _unclear(turn: Turn) -> Draft | None:
    if not turn.part.facts.unclear:
        return None
    kind, score = best_kind(turn)
    # 「认多少平方、每平米几块」: no unit of what was told would help
    return None if kind in GAPS and score >= _GAP_SURELY else answer_unclear(turn)


def _elsewhere(turn: Turn) -> Draft | None:
    where = turn.policy.head.elsewhere
    text = turn.part.text
    place = next((p for p in where.places if p in text), None)
    told = [f for f in turn.part.facts.told if not (f.hypothetical or f.value.lower)]
    numbers = bool(told) or any(
        turn.policy.facts[f.fact].type != "flag" or f.fact == "in_district" for f in turn.part.facts.told
    )  # 「用的是昆山货」 tells of our own
    asked = turn.part.asked
    asks = re.search(
        rf"{place}.{{0,12}}(?:{'|'.join(where.asked)})|^{place}[^，,。；;]{{0,6}}(?:对|给|那边|有没有)", text
    ) or ((asked.amount or asked.rate) and not OURS.search(text))
    if place and not numbers and asks:
        return answer_elsewhere(turn, place)
    return None


def _total_so_far(turn: Turn) -> Draft | None:
    part, conversation = turn.part, turn.conversation
    claimed = conversation.claimed.get(conversation.subject, [])
    pointed = so_many(turn)
    if turn.conversation.answered and len(pointed) > len(claimed) and not part.mentions:
        return answer_sums(turn, [Choice((m,)) for m in pointed])
    if some := some_claimed(turn):
        return answer_sums(turn, [Choice((m,)) for m in some])
    if not claimed or not part.asked.altogether or part.mentions or part.best_topic >= ON_SUBJECT:
        return None
    wanted = list(dict.fromkeys([*claimed, *(m.id for m in turn.measures_counting(turn.told_now))]))
    return answer_sums(turn, [Choice((turn.policy.measure_by_id[m],)) for m in wanted])


def _reference(turn: Turn) -> Draft | None:
    references = turn.part.references
    if not references:
        return None
    reference = references[0]
    asked = turn.part.asked
    if turn.part.unnamed and not turn.part.mentions and asks_sum(turn):
        return None  # 「自然科学奖按第七条给多少」
    clause_measures = [m for m in turn.policy.measures if m.clause == reference.clause]
    for_sum = asked.amount or asked.most or asked.rate or asked.eligible or turn.told_now or turn.part.mentions
    kind, score = best_kind(turn)
    if kind in ("statement", "not_stated") and score >= 4 and recorded_clause(turn, kind) == reference.clause:
        return None
    if clause_measures and for_sum and not asked.wording:
        named = [m for m in [*mentioned_measures(turn), *topic_measures(turn)] if m in clause_measures]
        return answer_sums(turn, choices_of(turn, distinct(named) or clause_measures))
    return answer_reference(turn, reference)


def _where(turn: Turn) -> Draft | None:
    unnamed = turn.part.unnamed and not turn.part.mentions  # 「团体标准的奖励写在哪条」 is written nowhere
    if not turn.part.asked.where or unnamed:
        return None
    kind, score = best_kind(turn)
    gap = kind in GAPS
    if gap and (score >= ON_SUBJECT + _SURELY or turn.part.asked.eligible):
        return None
    mentioned = mentioned_measures(turn)
    if mentioned:
        return answer_where(turn, where_of_measures(turn, [m.id for m in mentioned]))
    candidates = turn.part.candidates
    short = len(turn.part.text) <= _SHORT and turn.part.best_topic < ON_SUBJECT
    if short and turn.conversation.clauses:
        return answer_where(turn, tuple(Quote(c, q) for c, q in turn.conversation.clauses))
    if kind == "statement" and best_score(candidates.statements[0].item.about, turn.part.text) >= ON_SUBJECT:
        return answer_where(turn, quotes_of(candidates.statements[0].item))
    if kind == "measures":
        return answer_where(turn, where_of_measures(turn, [m.id for m in topic_measures(turn)]))
    if places := places_of(turn):
        return answer_where(turn, places)
    if kind == "statement":
        return answer_where(turn, quotes_of(candidates.statements[0].item))
    if gap:
        return None
    if turn.conversation.clauses:
        return answer_where(turn, tuple(Quote(c, q) for c, q in turn.conversation.clauses))
    return None


def _compare(turn: Turn) -> Draft | None:
    if not turn.part.asked.compare or bases_told(turn):
        return None
    measures = mentioned_measures(turn)
    if len(measures) == 1 and turn.part.unnamed:
        return answer_against_unnamed(turn, measures[0])
    if len(measures) < 2:
        own = {m.topic for m in measures}
        topics = [
            s.item for s in turn.part.candidates.topics if s.score >= ON_SUBJECT and s.item not in {RECOGNITION, *own}
        ]
        measures = measures + [m for t in topics[: 2 - len(own)] for m in named_measures(turn, t)]
    if len(measures) == 1 and turn.conversation.measures:
        measures = [turn.policy.measure_by_id[m] for m in turn.conversation.measures[:1]] + measures
    if len(measures) < 2 and (_BOTH.search(turn.part.text) or len(turn.part.text) <= _ONLY_THAT):
        singles = [m[0] for m in turn.conversation.answered if len(m) == 1]
        measures = [turn.policy.measure_by_id[m] for m in list(dict.fromkeys(singles))[-2:]]
    if len(measures) < 2 and turn.part.elliptical:
        measures = [turn.policy.measure_by_id[m] for m in turn.conversation.measures[-2:]]
    measures = list({m.id: m for m in measures}.values())
    return answer_compare(turn, measures) if len(measures) >= 2 else None


def _unnamed(turn: Turn) -> Draft | None:
    part = turn.part
    if not part.unnamed:
        return None
    said = part.unnamed[0].said
    if not ({"kind", "grade", "level"} & said):
        return None
    if part.mentions and not (part.asked.amount and len(part.unnamed) >= len(part.mentions)):
        return None
    kind, _ = best_kind(turn)
    if kind in GAPS:
        return None
    return answer_unnamed(turn)


def _answered_back(turn: Turn) -> Draft | None:
    """「分别500万和1000万」 after a sum of each year was asked back: what it answers goes on, whatever it sounds like."""
    measures = [turn.policy.measure_by_id[m] for m in turn.conversation.measures]
    if not turn.answers_back or turn.conversation.last_kind != "sum" or not measures:
        return None
    return answer_sums(turn, choices_of(turn, measures))


def _recorded(turn: Turn) -> Draft | None:
    """Recorded facts and honest gaps, where they account for more of the question than any measure."""
    kind, score = best_kind(turn)
    candidates, asked = turn.part.candidates, turn.part.asked
    if score < ON_SUBJECT and candidates.off_topic >= STRANGE:
        return None  # 「what a lovely day」 sounds a little like a date, and more like nothing on the subject
    if (asked.nothing or turn.part.inherited) and turn.told_now & facts_at_hand(turn):
        return None  # 「又到账200万」 of what is being talked about tells and asks nothing
    if (asked.overview or asks_sum(turn)) and turn.part.best_topic < ON_SUBJECT:
        sounds = kind == "statement" and not best_score(candidates.statements[0].item.about, turn.part.text)
        if sounds and (asked.overview or score < _SURELY):
            return None  # 「我们能享受哪些政策」 merely sounds like 专项政策
        if asked.overview and kind == "not_covered" and turn.told_now:
            return None  # 「我们是高企，…」 tells a fact
    if kind == "not_covered" and asked.nothing and turn.told_now:
        return None
    claims = asks_sum(turn) and turn.part.claims and turn.part.mentions
    if kind == "aspect" and claims and not best_score(candidates.aspects[0].item.about, turn.part.text):
        return None  # a sum for what the enterprise has merely sounds like a gap
    if _EVERY_YEAR.search(turn.part.text) and turn.part.elliptical and for_years(turn):
        return None  # 「如果连续三年都这样呢」 asks for a sum
    if kind == "not_stated":
        return answer_not_stated(turn, candidates.not_stated[0].item)
    if kind == "aspect":
        return answer_aspect(turn, candidates.aspects[0].item)
    if kind == "not_covered":
        return answer_not_covered(turn, candidates.not_covered[0].item)
    if kind == "statement":
        return answer_statement(turn, candidates.statements[0].item)
    return None


def _overview(turn: Turn) -> Draft | None:
    part, conversation = turn.part, turn.conversation
    if part.mentions or part.best_topic >= ON_SUBJECT:
        return None
    again = conversation.last_kind == "overview"
    if not part.asked.overview:
        return answer_overview(turn) if asks_for_all(turn) else None
    if measures_testing(turn) or (conversation.measures and not again and not turn.told_now and leans(turn)):
        return None
    return answer_overview(turn)


def _sums(turn: Turn) -> Draft | None:
    part = turn.part
    choices = mention_choices(turn)
    topical = part.best_topic >= ON_SUBJECT
    if choices:
        if topical:
            extra = [m for m in claimed_topics(turn) if all(m not in c.measures for c in choices)]
            choices += [Choice((m,)) for m in extra]
        return answer_sums(turn, [*choices, *claimed_before(turn, choices)])
    if topical:
        measures = topic_measures(turn)
        if _SAME_FIGURES.search(part.text):
            _carry_over(turn, measures)
        choices = choices_of(turn, measures)
        return answer_sums(turn, [*choices, *claimed_before(turn, choices)]) if choices else None
    if _FIRST_ASKED.search(part.text) and turn.conversation.answered:
        measures = [turn.policy.measure_by_id[m] for m in turn.conversation.answered[0]]
        return answer_sums(turn, choices_of(turn, measures))
    using = measures_testing(turn)
    if using and not part.asked.nothing and (not turn.conversation.measures or part.asked.overview):
        return answer_sums(turn, choices_of(turn, using))
    if turn.conversation.measures and part.asked.overview and not turn.told_now:
        topics = {turn.policy.measure_by_id[m].topic for m in turn.conversation.measures}
        return answer_sums(turn, choices_of(turn, [m for t in topics for m in turn.policy.measures_of(t)]))
    if _WHO.search(part.text) and not asks_sum(turn):
        return None  # 「归哪几个局」 asks for no sum, whatever it leans on
    if turn.conversation.measures and (part.elliptical or turn.told_now or not part.asked.nothing) and leans(turn):
        measures = [turn.policy.measure_by_id[m] for m in turn.conversation.measures]
        named = part.candidates.measures  # 「创业发展资助呢」: another of the same topic
        if named:
            at_hand = measures if part.asked.altogether and _WITH_IT.search(part.text) else []
            measures = distinct([*at_hand, *(s.item for s in named if s.score == named[0].score)])
        return answer_sums(turn, choices_of(turn, measures))
    return None


def _carry_over(turn: Turn, measures: list[Measure]) -> None:
    """「换成芯片，数不变」: what was told for the measure before holds, role by role, for this one."""
    before = [turn.policy.measure_by_id[m] for m in turn.conversation.measures]
    for old, new in ((o, n) for o in before for n in measures if o.pays and n.pays and o.id != n.id):
        pairs = zip(pay_facts(old), pay_facts(new), strict=False)
        for source, target in pairs:
            if source in turn.told and target not in turn.told and turn.policy.facts[source].type == "money":
                told = turn.told[source]
                turn.conversation.note(target, told.value, told.span)
    turn.__dict__.pop("told", None)  # computed once a turn: read again


def _past(turn: Turn) -> Draft | None:
    """「第四年接着能拿吗」."""
    named = (
        topic_measures(turn)
        if turn.part.best_topic >= ON_SUBJECT
        else [turn.policy.measure_by_id[m] for m in turn.conversation.measures]
    )
    measures = [m for m in named if m.pays and m.pays.years]
    if len(measures) != 1:
        return None
    return past_years(turn, turn.assess([measures[0].id]).results[0])


def _plainly_strange(turn: Turn) -> Draft | None:
    """Small talk by all its words, whatever single word a pattern finds in it."""
    known = turn.part.best_topic >= ON_SUBJECT or turn.part.mentions or turn.told_now or turn.part.references
    strange = turn.part.candidates.off_topic >= _PLAINLY_STRANGE
    if ARITHMETIC.fullmatch(turn.part.text):
        return _off_topic(turn)
    return _off_topic(turn) if strange and not known and not so_many(turn) and not _on_money(turn) else None


def _strange(turn: Turn) -> Draft | None:
    """More like small talk than like any question on the subject."""
    known = turn.part.best_topic >= ON_SUBJECT or turn.part.mentions or turn.told_now
    return _off_topic(turn) if turn.part.candidates.off_topic >= STRANGE and not known and not _on_money(turn) else None


def _on_money(turn: Turn) -> bool:
    """「现在能拿钱吗」 leans on what is being talked about, however like small talk it is."""
    return bool(turn.conversation.measures) and _ON_MONEY.search(turn.part.text) is not None


def _from_text(turn: Turn) -> Draft | None:
    """Nothing recorded fits: a clause that knows the question's words answers; on the subject otherwise, an honest no."""
    part = turn.part
    coverage = turn.indexes.units.coverage(part.text)
    on_subject = coverage >= _KNOWN_WORDS or any(term in part.text for term in turn.policy.head.subject_terms)
    wordy = part.asked.wording or part.asked.premise or part.asked.nothing or part.asked.where or part.asked.when
    if coverage >= _KNOWN_WORDS and on_subject and not (part.asked.amount or part.asked.most) and wordy:
        hits = turn.indexes.units.search(part.text[:300], k=1)
        if hits:
            return answer_from_clause(turn, hits[0].unit.clause)
    return answer_not_found(turn) if on_subject else None


def _at_hand(turn: Turn) -> Draft | None:
    """What nothing else answers, in words that nothing knows, is of what is being talked about (「分别是哪几笔」)."""
    measures = [turn.policy.measure_by_id[m] for m in turn.conversation.measures]
    return answer_sums(turn, choices_of(turn, measures)) if measures else None


_STEPS: Final[tuple[Callable[[Turn], Draft | None], ...]] = (
    _unclear,
    answer_unknown,
    answer_taken_back,
    overview_goes_on,
    answer_stage,
    answer_corrected,
    answer_timeline,
    answer_qualified,
    answer_again,
    answer_once_more,
    answer_shortfall,
    answer_next_stage,
    answer_points_back,
    _plainly_strange,
    _elsewhere,
    _total_so_far,
    _reference,
    answer_difference,
    answer_beside,
    _compare,
    answer_by_figure,
    answer_by_base,
    _where,
    _unnamed,
    _past,
    answer_narrowed,
    recognition_told,
    condition_check,
    _answered_back,
    shut_out,
    _recorded,
    recognition_at_hand,
    _overview,
    _sums,
    answer_noted,
    answer_goes_on,
    _strange,
    _from_text,
    _at_hand,
)


def _off_topic(turn: Turn) -> Draft:
    head = turn.policy.head
    lead = f"这个问题不在我能回答的范围内，我只回答《{head.title}》的条款、条件和金额。"
    body = tuple(f"可以问我，例如：{question}" for question in turn.policy.samples.shown[:1])
    return Draft("off_topic", lead, body, kind="off_topic", keeps_topic=True)
