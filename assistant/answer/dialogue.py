"""Answers that lean on the dialogue alone: 「不知道」, 「那个不算」, 「只评了合格」, 「这两笔加一起」, 「单说人数这条」."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from assistant.answer.asking import Choice
from assistant.answer.choosing import CULTIVATION, ON_SUBJECT, choices_of, recognition_measure
from assistant.answer.draft import Draft, Quote
from assistant.answer.eligibility import answer_condition, answer_recognition
from assistant.answer.overview import answer_overview
from assistant.answer.sums import answer_sums
from assistant.answer.turn import Turn, distinct
from assistant.calculator.program import facts_of, pay_facts
from assistant.understanding.patterns import best_score
from assistant.understanding.quantities.digits import DIGITS
from corpus.rules import Measure, tests_of

_SO_MANY: Final = re.compile(
    r"(?P<first>(?<!之)(?<!以)(?<!面)前|头|最早)?[这那]?(?:一共)?(?P<number>[两俩三四五234])(?:(?<=俩)|笔|项|个|样|档|种|块|份|单)"
)
_LEFT_OUT: Final = re.compile(
    r"(?:不算|不含|不包括|除了?|除去|扣掉|扣除|抛开|刨去|撇开|去掉)[^，,。；;]{1,12}?(?:以外|之外|外)?(?=[，,。；;])"
)
_FEWEST_OF_SOME: Final = 3
_THE_REST: Final = re.compile(r"剩下|余下|其[余他它]|只(?:报|算|留|要)|光(?:报|算|留)")
_NARROWED: Final = re.compile(
    r"单(?:独)?(?:说|看|论|讲|问|就)|光(?:看|说|论|凭)|只(?:看|说|论|谈|问|就)|仅(?:看|就|论)|就(?:说|看|论)|撇开|抛开|"
    r"(?:其[他它余]|别的)(?:的|条件|几[条项])*(?:都|先)*(?:放(?:在)?一边|不(?:管|看|论|谈|说|提))|"
    r"[这那](?:一|两|2|三|几)?(?:条|项|点|样)"
)
_MORE_NEEDED: Final = re.compile(
    r"还(?:要|缺|差|需要?|得有?)(?:些)?(?:什么|啥|哪些|哪几)|(?:别的|其[他它余])(?:还|的)?(?:要|需)"
)
_OF_THEM: Final = re.compile(r"(?:其中|里面|里头|有)[一二两三\d][项个]")
_RECOGNISE: Final = re.compile(r"认定|名单|够格|培育")
_READ_OUT: Final = re.compile(r"原[话文句]|念一?[下遍]|读一?[下遍]|怎么写的|怎么说的|照着?念")
_ONCE_MORE: Final = re.compile(
    r"(?:再|重新?)(?:说|算|报|讲|来)一?[遍次下]|按新的?(?:数字?|金额|情况|口径)?(?:再|重新)?(?:报|算|说|来|给)|(?:按|照|用)(?:照)?(?:着)?(?:原来|实际|之前|刚才|原先|真实|现在|最初|开始)的?"
    r"(?:数字?|情况|金额)?(?:的)?(?:再|重新)?(?:算|来|说)|不(?:假设|做梦|如果|想那么多)了|(?:回到|还是)(?:原来|实际|现实|真实)"
)
_SHORTFALL: Final = re.compile(
    r"(?:那|我们|现在|离[这门]\S{0,4})*(?:还)?(?:差|缺|少)(?:了)?(?:多少|几个?|多大|得?多吗)(?:钱|人)?[?？啊呢]*"
)
_NEXT_STAGE: Final = re.compile(
    r"(?:那|哦|嗯)*[，,]?(?:(?P<last>最后|到最后|末了)|然后|接下来|接着|之后|后面|再往后|再后来|再然后|下一[步笔个]|往后)(?:的|那[笔步个])?(?:呢|又有什么|还有吗)?[?？]*"
)
_GOES_ON: Final = re.compile(
    r"(?:好|嗯|哦|对|行|是|有|都|可以|没问题|没错|那|就|我们|帮我|请|你|您|的|了|吧|啊|呀|哈|按|这个|这样|继续|[，,。！!])*"
    r"(?:有|算|算算|算一?下|算吧|算出来|继续|对的?|是的?|有的?|没错|可以)[了吧啊呀的。！!]*"
)
_EARLIER: Final = re.compile(
    r"(?:刚才|刚刚|前面|之前|先前|上面|开头)(?:说|问|算)?(?:的)?(?:那|这)?(?:个|笔|项|块|条|种)?"
)
_THAT: Final = re.compile(r"[这那](?:一)?(?:笔|块|项|个|份)")
_SHORT: Final = 16  # characters: a longer message asks for itself
_MOST_READ_OUT: Final = 3


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
    if not part.takes_back or not (
        part.asked.says_only_premise or part.asked.altogether or _THE_REST.search(part.text)
    ):
        return None
    claimed = conversation.claimed.get(conversation.subject, [])
    if claimed:
        turn.part = replace(turn.part, claims=True, asked=replace(part.asked, altogether=True))
        return answer_sums(turn, [Choice((turn.policy.measure_by_id[m],)) for m in claimed])
    return Draft("answered", "好的，已经去掉。", kind="memory", keeps_topic=True)


def answer_corrected(turn: Turn) -> Draft | None:
    """A correction of one of several things whose sum was asked: the sum of all of them as they are now."""
    part, conversation = turn.part, turn.conversation
    asks = not (part.asked.nothing or part.inherited)
    of_several = _OF_THEM.search(part.text) is not None  # 「其中一项其实是主导」 makes two classes of one
    several = len(conversation.last_sums) > 1 or of_several
    if asks or not (part.corrects and turn.told_now) or not several or part.asked.compare:
        return None
    measures = [turn.policy.measure_by_id[m] for m in conversation.last_sums]
    if not all(m.pays and m.pays.each for m in measures):
        return None
    now = turn.measures_counting(turn.told_now)
    if not {m.topic for m in now} <= {m.topic for m in measures}:
        return None
    told = [m for m in measures if m.pays and m.pays.each in turn.told]
    return answer_sums(turn, [Choice((m,)) for m in distinct([*told, *now])])


def answer_stage(turn: Turn) -> Draft | None:
    """「我们只评了个合格」 after 验收: the sum of the stage that turns on this result."""
    part = turn.part
    results = {f.fact for f in part.facts.told if turn.policy.facts[f.fact].type == "rank"}
    of_all = bool(results) and part.inherited and len(turn.conversation.last_sums) > 1
    if not (part.of_stage or of_all) or part.asked.where or part.asked.wording or part.asked.how:
        return None
    measures = [turn.policy.measure_by_id[m] for m in turn.conversation.measures]
    staged = [m for m in measures if results & set(facts_of(m))]
    if staged and of_all:
        staged = measures  # 「不评优秀呢」 after what all stages come to
    return answer_sums(turn, choices_of(turn, staged)) if staged else None


def so_many(turn: Turn) -> list[Measure]:
    """「这两笔加一起」: the measures of the last two answers; [] where no number of things is pointed at."""
    pointed = _SO_MANY.search(turn.part.text)
    if not pointed or not turn.part.asked.altogether:
        return []
    number = DIGITS.get(pointed["number"]) or int(pointed["number"])
    answered = turn.conversation.answered
    if pointed["first"]:
        singles = list(dict.fromkeys(m[0] for m in answered if len(m) == 1))[:number]
        return [turn.policy.measure_by_id[m] for m in singles] if len(singles) == number else []
    claimed = turn.conversation.claimed.get(turn.conversation.subject, [])
    for limit in turn.policy.limits:  # 「三笔」 of what is paid in three
        if len(limit.over) == number and set(claimed or turn.conversation.measures) <= set(limit.over):
            return [turn.policy.measure_by_id[m] for m in limit.over]
    counted = [m for m in turn.measures_counting(turn.told) if m.pays]
    if len(counted) == number:  # what was corrected since counts as it stands
        return counted
    found: list[str] = []
    for measures in reversed(answered):
        if len(measures) == 1 and measures[0] not in found:
            found.insert(0, measures[0])
        if len(found) == number:
            return [turn.policy.measure_by_id[m] for m in found]
    return []


def some_claimed(turn: Turn) -> list[Measure]:
    """「不算标准，光奖项和实验室加起来」: those of what was claimed that the words name; [] where they name all of it, none,
    or what was not claimed."""
    part = turn.part
    claimed = [turn.policy.measure_by_id[m] for m in turn.conversation.claimed.get(turn.conversation.subject, [])]
    if len(claimed) < _FEWEST_OF_SOME or not part.asked.altogether or any(m.count for m in part.mentions):
        return []
    text = _LEFT_OUT.sub("", part.text)
    kinds = {turn.policy.vocabulary.families[m.family].topic for m in (*part.mentions, *part.unnamed)}
    spoken = {t.id for t in turn.policy.topics if best_score(t.about, text) >= ON_SUBJECT}
    out = {t.id for t in turn.policy.topics if best_score(t.about, part.text) > best_score(t.about, text)}
    named = (kinds | spoken) - (out - spoken)
    found = [m for m in claimed if m.topic in named]
    whole = {m.topic for m in claimed} >= named and len(found) < len(claimed)
    return found if whole and len(named) > 1 else []


def answer_qualified(turn: Turn) -> Draft | None:
    """「够吗」, 「还有戏吗」, 「还要什么」 after conditions of being listed were told: all of them by what was told so far."""
    part, conversation, listing = turn.part, turn.conversation, recognition_measure(turn)
    if listing is None or part.mentions or part.best_topic >= ON_SUBJECT or part.facts.loose:
        return None
    on_it = conversation.last_kind in ("recognition", "noted") and listing.id in conversation.measures
    others = [
        m for m in conversation.measures if turn.policy.measure_by_id[m].topic not in (listing.topic, CULTIVATION)
    ]
    on_it = on_it or (_RECOGNISE.search(part.text) is not None and not others)  # 「能认定吗」 of nothing else
    asks = part.asked.eligible or _MORE_NEEDED.search(part.text)
    told = {t.fact for t in tests_of(listing.when) if t.role == "recognition"} & set(turn.told)
    if not on_it or not asks or not told or _NARROWED.search(part.text):
        return None
    return answer_recognition(turn, listing)


def answer_again(turn: Turn) -> Draft | None:
    """「原话念一下」 after an answer: the words that it rests on."""
    part, conversation = turn.part, turn.conversation
    leans = part.best_topic < ON_SUBJECT and not (part.mentions or part.references or turn.told_now)
    if not _READ_OUT.search(part.text) or not leans or not conversation.clauses or len(part.text) > _SHORT:
        return None
    quotes = tuple(Quote(clause, text) for clause, text in conversation.clauses)[:_MOST_READ_OUT]
    document = turn.policy.document
    lead = "；".join(f"{document.clause(q.clause).label}：「{q.text}」" for q in quotes)
    return Draft("answered", f"原文{lead}。", (), quotes, kind="where", about=tuple(conversation.measures))


def answer_once_more(turn: Turn) -> Draft | None:
    """「再说一遍」, 「不假设了，按原来的再算一遍」: the sum of what is being talked about, by what was told."""
    part = turn.part
    own = part.mentions or part.references or part.best_topic >= ON_SUBJECT
    measures = [turn.policy.measure_by_id[m] for m in turn.conversation.measures]
    known = any(f in turn.told for m in measures for f in pay_facts(m))
    if own or not known or not _ONCE_MORE.search(part.text):
        return None
    return answer_sums(turn, choices_of(turn, measures))


def answer_goes_on(turn: Turn) -> Draft | None:
    """「好，算」, 「对的」, 「我们有」: leave to go on with what is being talked about, by what was told."""
    part = turn.part
    own = part.mentions or part.references or part.best_topic >= ON_SUBJECT
    measures = [turn.policy.measure_by_id[m] for m in turn.conversation.measures]
    known = any(f in turn.told for m in measures for f in (*facts_of(m), *pay_facts(m)))
    if own or not known or not _GOES_ON.fullmatch(part.text):
        return None
    listing = recognition_measure(turn)
    if listing in measures:
        return answer_recognition(turn, listing)
    return answer_sums(turn, choices_of(turn, measures))


def answer_shortfall(turn: Turn) -> Draft | None:
    """「还差多少」 after a threshold was missed: what is missing."""
    part = turn.part
    measures = [turn.policy.measure_by_id[m] for m in turn.conversation.measures]
    own = part.mentions or part.references or part.best_topic >= ON_SUBJECT or turn.told_now
    if own or len(measures) != 1 or not _SHORTFALL.fullmatch(part.text):
        return None
    return answer_sums(turn, choices_of(turn, measures)) if turn.assess([measures[0].id]).results[0].failed else None


def answer_next_stage(turn: Turn) -> Draft | None:
    """「然后呢」, 「最后呢」 after one of the stages that a topic is paid in: the next one, the last one."""
    asked = _NEXT_STAGE.fullmatch(turn.part.text)
    measures = [turn.policy.measure_by_id[m] for m in turn.conversation.measures]
    if asked is None or len(measures) != 1:
        return None
    stages = list(turn.policy.measures_of(measures[0].topic))
    if not all(m.id in turn.policy.year_of for m in stages):
        return None
    place = len(stages) - 1 if asked["last"] else stages.index(measures[0]) + 1
    return answer_sums(turn, choices_of(turn, [stages[place]])) if place < len(stages) else None


def answer_item(turn: Turn, item: str) -> Draft:
    """One item of the list in the last answer, said again."""
    quotes = tuple(Quote(clause, text) for clause, text in turn.conversation.clauses)[:_MOST_READ_OUT]
    return Draft("answered", f"{item}。", (), quotes, kind="clause", keeps_topic=True)


def answer_points_back(turn: Turn) -> Draft | None:
    """「那笔能拿多少」, 「刚才那个是多少来着」: the sum of what is being talked about, whatever other words sound like."""
    part, conversation = turn.part, turn.conversation
    earlier = _EARLIER.search(part.text) is not None
    if not (_THAT.search(part.text) or earlier) or not (part.asked.amount or part.asked.most) or part.asked.altogether:
        return None
    at_hand = conversation.last_sums if earlier else conversation.measures
    measures = [turn.policy.measure_by_id[m] for m in at_hand]
    topics = {m.topic for m in measures}
    other = any(s.item not in topics and s.score >= ON_SUBJECT for s in part.candidates.topics)
    known = any(f in turn.told for m in measures for f in pay_facts(m))
    if not measures or other or part.mentions or part.references or not known or part.asked.compare:
        return None
    paid = [m for m in measures if pay_facts(m)]
    return answer_sums(turn, choices_of(turn, paid or measures))


def facts_at_hand(turn: Turn) -> frozenset[str]:
    """Facts that the measures being talked about turn on or are reckoned from."""
    measures = [turn.policy.measure_by_id[m] for m in turn.conversation.measures]
    return frozenset(f for m in measures for f in (*facts_of(m), *pay_facts(m)))


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
    named = _conditions_named(turn, listing) or _told_last(turn, listing)
    named |= {t.fact for t in tests_of(listing.when) if t.role == "recognition"} & turn.told_now
    topics = {
        s.item for s in part.candidates.topics if s.score >= ON_SUBJECT and s.item not in (listing.topic, "cultivation")
    }
    about = {turn.policy.measure_by_id[m].topic for m in turn.conversation.measures}
    if not named or (topics and not about & {listing.topic, "cultivation"}):
        return None
    return answer_condition(turn, listing, named, alone=True)


def _told_last(turn: Turn, listing: Measure) -> set[str]:
    """「这两条」: the numbers that were told last."""
    bounded = {t.fact for t in tests_of(listing.when) if t.role == "recognition" and t.bound} & set(turn.told)
    last = max((turn.told[f].turn for f in bounded), default=0)
    return {f for f in bounded if turn.told[f].turn == last}


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
