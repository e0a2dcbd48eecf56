"""Choosing: which kind of thing answers a question best, and which measures it is about."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from assistant.answer.asking import Choice
from assistant.answer.turn import Turn
from assistant.calculator.program import facts_of
from assistant.understanding.patterns import best_score
from assistant.understanding.quantities.digits import DIGITS
from corpus.library import Policy
from corpus.rules import Measure, tests_of

_BESIDES: Final = re.compile(r"再加|加上|另外|还有|还|也|连同|之前|前面|刚才|再|又|算上|全部")
_YEAR_SPAN: Final = re.compile(r"([前头第])([一二两三四五1-5])年")
_ALL_STEPS: Final = re.compile(r"([两三四五])(?:步|笔|段|档|关|个?阶段|部分|道)")
OURS: Final = re.compile(r"我们|我司|咱|我公司|本公司|我厂|我家|客户|这家|他们")
RECOGNITION: Final = "recognition"  # the topic of the conditions of being listed, by id
CULTIVATION: Final = "cultivation"  # the topic of what the listed are paid
ON_SUBJECT: Final = 2.0  # characters that a pattern must account for
STRANGE: Final = 0.4  # likeness to questions that have nothing to do with the subject, from which a refusal is sure
_ALIKE: Final = 2.8  # likeness that picks one measure of a topic
_LEAST: Final = 1.5  # of a recorded fact, by patterns or likeness
GAPS: Final = ("not_stated", "aspect")  # kinds of what the text is silent on


def recorded_clause(turn: Turn, kind: str) -> str:
    """Clause of the best recorded fact (`kind` 'statement') or of the best gap ('not_stated'); IndexError without any."""
    candidates = turn.part.candidates
    return candidates.statements[0].item.clause if kind == "statement" else candidates.not_stated[0].item.clause


def recognition_measure(turn: Turn) -> Measure | None:
    """The measure of being listed (2.1–2.6); None where a policy has no such list."""
    return next((m for m in turn.policy.measures if m.kind == "recognition" and m.topic == RECOGNITION), None)


def claimed_before(turn: Turn, choices: list[Choice]) -> list[Choice]:
    """「再加两项…，一共多少」: what the enterprise claimed earlier in the conversation counts too."""
    part, conversation = turn.part, turn.conversation
    besides = _BESIDES.search(part.text) or part.corrects
    if not part.asked.altogether or not (part.claims or turn.told_now) or not besides:
        return []
    here = {m.id for c in choices for m in c.measures}
    earlier = conversation.claimed.get(conversation.subject, [])
    return [Choice((turn.policy.measure_by_id[m],)) for m in earlier if m not in here]


def measures_testing(turn: Turn) -> list[Measure]:
    """Measures whose threshold a fact told just now bears on (「营收1000万能评什么」)."""
    return [
        m
        for m in turn.policy.measures
        if m.topic != RECOGNITION
        and any(t.bound and t.role == "quantity" and t.fact in turn.told_now for t in tests_of(m.when))
    ]


def numbers_tested(turn: Turn, measure: Measure) -> bool:
    """A sum or a count told just now is held against a threshold of this measure; the result of a stage is not."""
    told = {t.fact for t in tests_of(measure.when) if t.bound} & turn.told_now
    return any(turn.policy.facts[f].type in ("money", "count") for f in told)


def best_kind(turn: Turn) -> tuple[str, float]:
    """The kind of thing that accounts for most of the question. Sums and told facts speak for the measures."""
    candidates, asked = turn.part.candidates, turn.part.asked
    scores = {
        "not_stated": candidates.not_stated[0].score if candidates.not_stated else 0.0,
        "statement": candidates.statements[0].score if candidates.statements else 0.0,
        "not_covered": candidates.not_covered[0].score if candidates.not_covered else 0.0,
        "aspect": candidates.aspects[0].score if candidates.aspects else 0.0,
    }
    measures = max((s.score for s in candidates.topics if s.item != RECOGNITION), default=0.0)
    if measures and (asked.amount or asked.altogether or states_sum(turn)):
        measures += 3 if asked.altogether and asked.most else 1.5
    elif measures and (asked.most or asked.rate):
        measures += 0.5
    if measures and turn.part.stages and asks_sum(turn):
        measures += 6
    elif measures and bases_told(turn):
        measures += 4
    elif measures and _tells_of_us(turn) and not asked.rate:
        measures += 2
    if measures and turn.part.asked.altogether and _some_named(turn, candidates.topics[0].item):
        measures += 4
    if measures and asks_sum(turn) and _base_at_hand(turn):
        measures += 2
    if asks_sum(turn) and candidates.topics and _pays_nothing(turn, candidates.topics[0].item):
        # 「营收冲过10亿，这个称号奖励多少钱」 asks for what the support does not give, whatever it tells
        measures = min(measures, scores["not_stated"] or measures)
    scores["measures"] = measures
    if candidates.statements and bases_told(turn) and asked.amount and candidates.statements[0].item.total:
        measures = max(measures, scores["statement"])  # a ceiling is no answer to what this enterprise gets
    if candidates.statements and asks_sum(turn) and measures and candidates.statements[0].item.total is None:
        # a recorded fact without a sum answers a question for one by its own words only
        scores["statement"] = best_score(candidates.statements[0].item.about, turn.part.text)
    if measures and asked.most and asked.years and _runs_for_years(turn, candidates.topics[0].item):
        scores["statement"] = 0.0  # 「连续三年最高能拿多少」 asks for what the years come to
    order = ("not_stated", "statement", "measures", "aspect", "not_covered")
    best = max(order, key=lambda k: scores[k])
    if best != "measures" and scores[best] < _LEAST:
        return "none", 0.0
    return (best, scores[best]) if scores[best] > 0 else ("none", 0.0)


def _tells_of_us(turn: Turn) -> bool:
    """More is told than the support's name says by itself (「芯片补贴里的…」 tells of no enterprise)."""
    facts = turn.policy.facts
    return any(turn.part.claims or facts[f].type != "flag" for f in turn.told_now)


def _some_named(turn: Turn, topic: str) -> bool:
    """「启动和中期这两笔」: several supports of the topic by their own names, and not all of them."""
    named = named_measures(turn, topic)
    return 1 < len(named) < len(turn.policy.measures_of(topic))


def _base_at_hand(turn: Turn) -> bool:
    """A support that is being talked about, and that the question may be about, has its base told."""
    topics = {s.item for s in turn.part.candidates.topics}
    at_hand = [turn.policy.measure_by_id[m] for m in turn.conversation.measures]
    return any(m.topic in topics and m.pays and m.pays.of in turn.told for m in at_hand)


def _runs_for_years(turn: Turn, topic: str) -> bool:
    """A topic whose supports are paid for years, up to a sum each year."""
    return all(m.pays and m.pays.years and m.pays.capped_yearly for m in turn.policy.measures_of(topic))


def _pays_nothing(turn: Turn, topic: str) -> bool:
    """Titles and the like: a topic none of whose supports is money."""
    return all(m.pays is None and not m.unpriced for m in turn.policy.measures_of(topic))


def bases_told(turn: Turn) -> bool:
    """This message tells what a measure of the best topic is reckoned from."""
    topics = turn.part.candidates.topics
    return bool(topics) and any(
        m.pays and {m.pays.of, *(c.of for c in m.pays.caps)} & turn.told_now
        for m in turn.policy.measures_of(topics[0].item)
    )


def asks_sum(turn: Turn) -> bool:
    """How much or the most is asked."""
    return turn.part.asked.amount or turn.part.asked.most


def states_sum(turn: Turn) -> bool:
    """「进名单就给1000万吧」: a sum put forward to be confirmed."""
    return turn.part.asked.premise and any(q.kind == "money" for q in turn.part.facts.loose)


def recognition_facts(measure: Measure) -> frozenset[str]:
    """Facts that the conditions of being listed turn on; these are never presupposed when someone asks."""
    return frozenset(t.fact for t in tests_of(measure.when) if t.role == "recognition")


def mentioned_measures(turn: Turn) -> list[Measure]:
    """Measures that count a class named in this part, mention by mention; one may come twice."""
    return [m for mention in turn.part.mentions for m in turn.measures_counting(turn.cells(mention))]


def mention_choices(turn: Turn) -> list[Choice]:
    """One choice a mention; classes named twice are one choice."""
    choices: list[Choice] = []
    for mention in turn.part.mentions:
        measures = tuple(turn.measures_counting(turn.cells(mention)))
        if measures and all(c.measures != measures for c in choices):
            choices.append(Choice(measures, mention))
    return choices


def choices_of(turn: Turn, measures: list[Measure]) -> list[Choice]:
    """Measures that count classes of one family are alternatives; others stand each for itself."""
    told = set(turn.told)
    classes = [m for m in measures if m.pays and m.pays.each]
    counted = [m for m in classes if m.pays and m.pays.each in told]
    others = [m for m in measures if m not in classes]
    choices = [Choice((m,)) for m in others if not (classes and m.pays is None)]
    if counted:
        choices += [Choice((m,)) for m in counted]
    elif len(classes) == 1:
        choices.append(Choice((classes[0],), turn.conversation.mention))
    elif classes:
        choices.append(Choice(tuple(classes)))
    return choices or [Choice((m,)) for m in measures]


def topic_measures(turn: Turn) -> list[Measure]:
    """Measures of the best topic; of all that account for as much; and of those that this message tells facts of."""
    topics = turn.part.candidates.topics
    if asks_sum(turn) or states_sum(turn):  # nothing is paid for being on the list as such, but for what follows
        paid = tuple(s for s in topics if s.item != RECOGNITION)
        topics = paid or tuple(replace(s, item=CULTIVATION) for s in topics)
    if not topics:
        return []
    engaged = [
        s.item
        for s in topics
        if s.score == topics[0].score
        or (
            s.score >= ON_SUBJECT
            and (turn.part.asked.altogether or turn.part.asked.each)
            and s.item not in (RECOGNITION, CULTIVATION)
        )
        or (
            s.score >= ON_SUBJECT
            and any(m.pays and m.pays.of in turn.told_now for m in turn.policy.measures_of(s.item))
        )
    ]
    return [m for t in engaged for m in _refined(turn, t)]


def _refined(turn: Turn, topic: str) -> list[Measure]:
    """The measures of a topic, or those that the question names among them."""
    measures = list(turn.policy.measures_of(topic))
    scores = {s.item.id: s.score for s in turn.part.candidates.measures if s.item.topic == topic}
    steps = _ALL_STEPS.search(turn.part.text)
    if steps and asks_sum(turn) and DIGITS[steps[1]] == len(measures):
        return measures
    if not scores and (span := _YEAR_SPAN.search(turn.part.text)):
        return _by_year(turn.policy, measures, span)
    if turn.part.asked.altogether:
        named = [m for m in measures if scores.get(m.id, 0) >= ON_SUBJECT]
        several = len(named) > 1 or (named and _beside(turn, topic))
        return named if several and not turn.part.asked.years else measures
    if (
        turn.part.asked.each
        and not asks_sum(turn)
        and (both := [m for m in measures if scores.get(m.id, 0) >= ON_SUBJECT])
    ):
        return both  # 「达到条件的和没达到的，待遇各是什么」
    alike = [s.item for s in turn.part.candidates.alike if s.item.topic == topic and s.score >= _ALIKE]
    if scores:
        best = max(scores.values())
        measures = [m for m in measures if scores.get(m.id, 0) >= best]
    elif alike and not (turn.part.asked.altogether or turn.part.asked.most):
        measures = alike[:1]
    return measures


def _beside(turn: Turn, topic: str) -> bool:
    """Another support is asked about beside those of this topic (「启动资金，同时上市，两笔加一起」)."""
    named = {s.item for s in turn.part.candidates.topics if s.score >= ON_SUBJECT}
    return bool(named - {topic, RECOGNITION, CULTIVATION}) or bool(turn.part.mentions)


def _by_year(policy: Policy, measures: list[Measure], span: re.Match[str]) -> list[Measure]:
    """「前两年」: what is payable up to that year; 「第二年」: in that year. All, where years are not told apart."""
    number = "零一二三四五".find(span[2].replace("两", "二")) if not span[2].isdigit() else int(span[2])
    up_to = span[1] in "前头"
    wanted = [
        m for m in measures if (year := policy.year_of.get(m.id)) and (year <= number if up_to else year == number)
    ]
    return wanted or measures


def named_measures(turn: Turn, topic: str) -> list[Measure]:
    """The measures of a topic that the question names, each of them; all of it where it names none."""
    named = {s.item.id for s in turn.part.candidates.measures if s.item.topic == topic and s.score >= ON_SUBJECT}
    return [m for m in turn.policy.measures_of(topic) if not named or m.id in named]


def claimed_topics(turn: Turn) -> list[Measure]:
    """Measures of other topics that this message also speaks of (「另外还上市了」)."""
    told = turn.told_now
    others = [s.item for s in turn.part.candidates.topics if s.score >= ON_SUBJECT]
    if turn.part.asked.altogether:  # what is named counts, of unstated size too
        families = {f.topic for f in turn.policy.vocabulary.families.values()}
        named = [t for t in others if t not in families | {RECOGNITION, CULTIVATION}]
        return [m for t in named for m in _refined(turn, t) if m.pays or m.unpriced]
    return [
        m
        for t in others
        for m in turn.policy.measures_of(t)
        if m.pays and m.pays.each is None and (not m.pays.of or m.pays.of in told) and set(facts_of(m)) & told
    ]


def leans(turn: Turn) -> bool:
    """A part that names nothing of its own leans on what the conversation is about."""
    part = turn.part
    if part.best_topic >= ON_SUBJECT or part.mentions:
        return False
    strange = (
        not any(term in part.text for term in turn.policy.head.subject_terms)
        and turn.indexes.units.coverage(part.text) < 0.3
    )
    own = bool(turn.told_now) or part.elliptical or len(part.text) <= 12
    return own and not (
        strange
        and not turn.told_now
        and not re.search(r"呢|上限|够|满|[万亿元%][?？]$|多少|最多|最高|几|条|比例|它|这|那", part.text)
    )
