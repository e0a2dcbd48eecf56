"""One part of a message, understood: what is asked, told and named, and what it could be about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeVar

from assistant.calculator.program import facts_of, pay_facts
from assistant.conversation import US, Conversation
from assistant.understanding.bare_answers import headed, untold
from assistant.understanding.composed import composed
from assistant.understanding.fact_values import ToldFact
from assistant.understanding.facts import FactReader, FactReading
from assistant.understanding.mention import Mention, cells_of
from assistant.understanding.mentions import MentionReader
from assistant.understanding.normalise import squeezed
from assistant.understanding.ownership import NOBODY, Ownership, read_ownership
from assistant.understanding.patterns import best_score
from assistant.understanding.quantities import Quantity, read_quantities
from assistant.understanding.quantities.digits import DIGITS
from assistant.understanding.questions import Asked, read_asked
from assistant.understanding.stages import read_stages
from assistant.understanding.topics import Candidates, Scored, find_candidates, likened
from assistant.understanding.years import ORDINAL_YEAR, Years, read_years
from corpus.library import Policy
from corpus.references import Reference, find_references
from corpus.rules import Measure, tests_of
from index.likeness import Likeness

_CLAIM: Final = re.compile(
    r"我们|我司|咱们?|我公司|本公司|我厂|我这|我家|我是|俺|本企业|贵公司|客户(?!目标|挂|在线|等着|催)|有家企业|一家企业|某企业|他们家?|这家|那家|来电|"
    r"(?:拿|获|得|评|认|列|进|签|主导|参与|牵头|发布|通过|用|采购|买|投|花|融|上市|认定|评|挂|应用|采用|参加|制定|成立|批|中)(?:到|得|上|下来)?(?:了|过|完)|已经?|刚|新(?:拿|获|认|评)|"
    r"作为第|排第|排名第|第[一二三四五六七八九\d]+(?:起草|完成)|有[一二两三四五六七八九\d]+[项个家]"
)
_ELLIPSIS: Final = re.compile(
    r"^(?:那么?|如果|要是|换成|换|改成|改|那如果|那要是|假如|还有|再|另外|要)|呢[?？]?$|它|这个(?!政策|文件|意见|规定|办法|补贴政策)|那个|这项|那项|这笔|那笔|这条|那条|上面|刚才|前面|同上|这些|该项|此项|上述|这样|这种"
)
CORRECTION: Final = re.compile(
    r"不对|错了|说错|更正|纠正|应该是|改成|改为|其实|不是.{1,12}[,，]?是|更准确|记[错岔混]|搞[错混岔]|弄[错混]|口误|修正|实际是|实际上|"
    r"换成|变成|重说|其中[一二两三\d][个项](?:其实)?是|写[错多少]|报错|看[错岔]|听[错岔]|改口|拿错|准数|以.{1,6}为准|不止"
)
# so many of the things talked of (「这两笔加一起」): no number of one of them
_POINTED: Final = re.compile(
    r"(?:[这那]|前面|上面|以上|刚才)?([两俩三四五2345])(?:(?<=俩)|笔|项|个|样|单|份|种)(?:的|钱|奖励?|补贴|合同|项目|单子)?"
    r"(?:我们|我司|咱们?|公司)?(?=(?:都|总|一)?[加合拢并凑][在起到共计一]|一共|总共|(?:都|全)(?:有|拿|要|算|评|做|占)|(?:之间)?(?:差|相差|哪|谁|比|有什么|有啥|区别))"
)
_POINTED_AT: Final = re.compile(  # 「这两个数够不够」: things that were told, no number of one
    r"[这那](?:[两俩三四五2345])(?:个|项|条|样|点)?(?:数字?|数据|指标|条件|数值|方面|情况|金额|门槛)"
)
_ALSO: Final = re.compile(r"(?:另外?|还|也|又)(?:还)?有(?!什么|哪|啥|没|多|几|一?个?问题|关|问|吗)[^呢吗?？]*$")
_TOGETHER: Final = re.compile(r"(?:[合加放并凑拢算这那哪]|[合加放]在|在|到)一块(?!钱)")  # 合一块, 这一块: no money
_RECKONED: Final = 3.0  # what a told base adds to its topic
_MOST_EMBEDDED: Final = 300  # characters: a question asks within them, and embedding takes its time
_SHORT: Final = 16  # characters: a longer part asks for itself

T = TypeVar("T")


@dataclass(frozen=True)
class Understood:
    """`text` is the part, normalised, without inner spaces; spans of facts and mentions count in it."""

    text: str
    asked: Asked
    quantities: tuple[Quantity, ...]
    references: tuple[Reference, ...]
    mentions: tuple[Mention, ...]
    unnamed: tuple[Mention, ...]  # mentions of classes that the text does not name
    facts: FactReading
    candidates: Candidates
    claims: bool  # speaks of an enterprise that has or did the thing
    elliptical: bool  # leans on what was said before
    inherited: bool  # asks what the last question asked
    years: tuple[Years, ...] = ()  # calendar years named
    stages: tuple[ToldFact, ...] = ()  # in which years periods began and their stages ended
    owners: Ownership = NOBODY  # whose the clauses are
    heading: tuple[str, ...] = ()  # facts that the part names and says nothing of
    unknown: tuple[str, ...] = ()  # facts that it says nobody knows
    replies_unknown: bool = False  # and nothing else
    of_stage: bool = False  # names a result of the stage that is being talked about, and no topic
    corrects: bool = False  # says that something told was wrong
    takes_back: bool = False  # something told no longer counts

    @property
    def best_topic(self) -> float:
        """Characters of the text that the best topic accounts for; 0 where no topic does."""
        return self.candidates.topics[0].score if self.candidates.topics else 0.0


class Reader:
    """Understands parts of messages about one policy. Built once; reading keeps no state."""

    def __init__(self, policy: Policy, likeness: Likeness | None = None) -> None:
        self._policy = policy
        self._likeness = likeness
        self._mentions = MentionReader(policy)
        self._facts = FactReader(policy)

    def read(
        self, part: str, conversation: Conversation, today: date | None = None, claims: bool = False
    ) -> Understood:
        """`part` is normalised; the conversation says what an elliptical part leans on, `today` what 去年 is. `claims`:
        it is said of an enterprise that was named."""
        spaced, text = part, squeezed(part)
        names = self._policy.head.names
        pointed = [m.span() for m in _TOGETHER.finditer(text)]
        pointed += [m.span() for m in _POINTED_AT.finditer(text)]
        pointed += [m.span() for m in _POINTED.finditer(text) if _points(m[1], conversation)]
        said = [
            q
            for q in read_quantities(text, today)
            if q.text not in names and not any(start <= q.start < end for start, end in pointed)
        ]
        quantities = composed(text, said)
        owners = read_ownership(text, conversation.beside) if conversation.subject == US else NOBODY
        mentions = self._mentions.read(text, quantities, conversation.mention, self._family_at_hand(conversation))
        if not mentions and CORRECTION.search(text):
            mentions = self._of_class_told(text, quantities, conversation)
        like = dict(self._likeness.scores(text[:_MOST_EMBEDDED])) if self._likeness else {}
        about = self._of_years(text, conversation)
        candidates = find_candidates(self._policy, about, mentions)
        if not self._leans(text, candidates, conversation):
            candidates = find_candidates(self._policy, about, mentions, like)
        candidates = replace(candidates, off_topic=likened(like, text).get("off_topic/", 0.0))
        elliptical = _ELLIPSIS.search(text) is not None or not candidates.topics
        own = candidates.topics or candidates.statements or candidates.not_stated or mentions
        if not own and conversation.measures:
            candidates = self._in_context(text, conversation, candidates)
        references = tuple(find_references(spaced, self._policy.document))
        asked = self._asked(text, elliptical and not references, conversation)
        active = self._active_facts(text, candidates, mentions, conversation, elliptical)
        runs = any((m.pays and m.pays.years) for m in self._at_hand(active, conversation))
        years = read_years(text, today, runs and any(q.kind == "money" for q in quantities))
        bare = conversation.asked[0] if conversation.asked else conversation.last_money
        things = [(m.start, m.end) for m in mentions]
        facts = self._facts.read(text, quantities, active, years, bare, things, owners, today)
        candidates = self._engaged(candidates, facts, text, conversation)
        understood = Understood(
            text=text,
            asked=asked,
            quantities=quantities,
            references=references,
            mentions=tuple(m for m in mentions if cells_of(m, self._policy)),
            unnamed=tuple(m for m in mentions if not cells_of(m, self._policy)),
            facts=facts,
            candidates=candidates,
            claims=claims
            or _CLAIM.search(text) is not None
            or (read_asked(text).nothing and _ALSO.search(text) is not None),
            elliptical=elliptical,
            inherited=asked != read_asked(text),
            years=years,
            corrects=CORRECTION.search(text) is not None,
            stages=read_stages(text, self._policy, years, facts.told),
            owners=owners,
        )
        heading = headed(understood, self._policy)
        return replace(understood, heading=heading, facts=untold(facts, heading, conversation.asked))

    def _engaged(self, candidates: Candidates, facts: FactReading, text: str, conversation: Conversation) -> Candidates:
        """Told what only one topic reckons with (a contract sum, 评优), a message is about that topic too."""
        raising = {m.pays.uplift.when for m in self._policy.measures if m.pays and m.pays.uplift}
        at_hand = [self._policy.measure_by_id[m] for m in conversation.measures]
        ranks = {name for m in at_hand for f in facts_of(m) for name in self._policy.facts[f].values}
        if any(name in text for name in ranks):  # 「不评优秀呢」 of the stage that is being talked about
            raising = set()
        told = {f.fact for f in facts.told if self._policy.facts[f.fact].type == "money" or f.fact in raising}
        scores = {s.item: s.score for s in candidates.topics}
        for fact_id in told:
            topics = {m.topic for m in self._policy.measures if fact_id in pay_facts(m) or fact_id in _thresholds(m)}
            if len(topics) == 1:
                topic = topics.pop()
                scores[topic] = scores.get(topic, 0.0) + _RECKONED
        ranked = sorted((Scored(t, v) for t, v in scores.items()), key=lambda s: -s.score)
        return replace(candidates, topics=tuple(ranked))

    def _at_hand(self, active: frozenset[str], conversation: Conversation) -> list[Measure]:
        """Measures that the part, or the conversation, is about."""
        about = [self._policy.measure_by_id[m] for m in conversation.measures]
        return [*about, *(m for m in self._policy.measures if active & set(pay_facts(m)))]

    def _family_at_hand(self, conversation: Conversation) -> str | None:
        """The family whose topic the conversation is about."""
        topics = {self._policy.measure_by_id[m].topic for m in conversation.measures}
        families = self._policy.vocabulary.families
        return next((f for f, family in families.items() if topics == {family.topic}), None)

    def _of_class_told(self, text: str, quantities: Sequence[Quantity], conversation: Conversation) -> list[Mention]:
        """「那个标准我们只是参与的」 corrects a class told before, though another was named last: the last told that the
        words fit."""
        for fact_id in reversed(conversation.facts_of()):
            cell = self._policy.facts[fact_id].cell
            if cell is not None:
                told = Mention(cell.family, kind=cell.kind[0], level=next(iter(cell.level), None))
                if found := self._mentions.read(text, quantities, told):
                    return found
        return []

    def _of_years(self, text: str, conversation: Conversation) -> str:
        """The text without 第二年 where a support that runs for years is talked about: there it names no other's stage."""
        measures = [self._policy.measure_by_id[m] for m in conversation.measures]
        runs = bool(measures) and all(m.pays and m.pays.years for m in measures)
        return ORDINAL_YEAR.sub("", text) if runs else text

    def _leans(self, text: str, candidates: Candidates, conversation: Conversation) -> bool:
        """A short part, or one that only tells facts, in a conversation: it names nothing of its own by patterns."""
        if not conversation.measures or candidates.topics or candidates.statements or candidates.not_stated:
            return bool(conversation.measures) and len(text) <= _SHORT and _ELLIPSIS.search(text) is not None
        tells = read_asked(text).nothing or bool(read_quantities(text)) or self._speaks_of_flags(text, conversation)
        return len(text) <= _SHORT or tells

    def _speaks_of_flags(self, text: str, conversation: Conversation) -> bool:
        """「就按没评优的实际情况，是多少」: of what the measures at hand turn on, the words of a flag."""
        at_hand = (self._policy.measure_by_id[m] for m in conversation.measures)
        flags = (fact for m in at_hand for f in pay_facts(m) if (fact := self._policy.facts[f]).type == "flag")
        return any(word in text for fact in flags for word in (*fact.say, *fact.denied))

    def lean_on(self, dropped: str, conversation: Conversation) -> None:
        """What a dropped statement names (「内部文件已把国家一等奖提高到900万」) is still what is being talked about."""
        text = squeezed(dropped)
        mentions = self._mentions.read(text, [])
        if mentions:
            conversation.mention = mentions[-1]
            conversation.measures = [
                m.id for m in self._policy.measures if m.pays and m.pays.each in cells_of(mentions[-1], self._policy)
            ] or conversation.measures

    def names_noted(self, text: str, conversation: Conversation) -> bool:
        """Names a class that the enterprise said it has (「去掉参与的那两项」)."""
        mentions = self._mentions.read(squeezed(text), [], conversation.mention)
        return any(cell in conversation.facts_of() for m in mentions for cell in cells_of(m, self._policy))

    def _asked(self, text: str, elliptical: bool, conversation: Conversation) -> Asked:
        """「那国家实验室呢」 asks what the last question asked."""
        asked = read_asked(text)
        corrects = asked.nothing and CORRECTION.search(text) is not None
        leans = (elliptical and asked.says_only_premise and len(text) <= _SHORT) or corrects
        if leans and conversation.last_question:
            before = read_asked(squeezed(conversation.last_question))
            return replace(before, compare=False, where=False, overview=False, years=asked.years or before.years)
        return asked

    def _in_context(self, text: str, conversation: Conversation, own: Candidates) -> Candidates:
        """Candidates of the part read together with what the conversation is about: 「分几步给」 after 上市.

        Only what the part's own words add to counts, so that the topic alone finds nothing.
        """
        measure = self._policy.measure_by_id[conversation.measures[0]]
        topic_name = self._policy.topic_by_id[measure.topic].name
        of_topic = find_candidates(self._policy, f"{topic_name}，{text}", []).measures
        other = any(s.item.topic == measure.topic and s.item is not measure for s in of_topic[:1])
        about = f"{measure.name}{topic_name}" if len(conversation.measures) == 1 and not other else topic_name
        alone = find_candidates(self._policy, about, [])
        both = find_candidates(self._policy, f"{about}，{text}", [])
        topic = measure.topic
        return replace(
            own,
            measures=tuple(
                s for s in both.measures if s.item.topic == topic and s.score > _score(alone.measures, s.item)
            ),
            statements=tuple(s for s in both.statements if s.score > _score(alone.statements, s.item) + 2),
            not_stated=tuple(s for s in both.not_stated if s.score > _score(alone.not_stated, s.item) + 2),
        )

    def _active_facts(
        self, text: str, candidates: Candidates, mentions: list[Mention], conversation: Conversation, elliptical: bool
    ) -> frozenset[str]:
        """Facts of the measures that the part, or else the conversation, is about."""
        topics = {s.item for s in candidates.topics if s.score >= 2}
        if conversation.asked and read_asked(text).nothing:  # an answer merely sounds like a topic
            topics = {t for t in topics if best_score(self._policy.topic_by_id[t].about, text)}
        measures = [m for m in self._policy.measures if m.topic in topics]
        if not topics and elliptical and not mentions:
            measures = [self._policy.measure_by_id[m] for m in conversation.measures]
        asked = () if topics or mentions else conversation.asked
        return frozenset(f for m in measures for f in facts_of(m)) | frozenset(asked)


def _points(number: str, conversation: Conversation) -> bool:
    """Whether so many things were told or asked about that a number may point at them."""
    wanted = DIGITS.get(number) or int(number)
    claimed = conversation.claimed.get(conversation.subject, [])
    asked = {m for measures in conversation.answered for m in measures}
    sums = max((n[-1].span.count("、") + 1 for n in conversation.facts_of().values()), default=0)
    return wanted in (len(claimed), len(asked), sums)


def _score(scored: Sequence[Scored[T]], item: T) -> float:
    return next((s.score for s in scored if s.item is item), 0.0)


def _thresholds(measure: Measure) -> set[str]:
    """Facts that decide by a number whether a measure is had; recognition's own apart."""
    return {t.fact for t in tests_of(measure.when) if t.bound and t.role == "quantity"}
