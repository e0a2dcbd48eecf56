"""Flags and results: which are affirmed, denied, or merely asked about or named."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Final

from assistant.calculator.intervals import Interval
from assistant.understanding.fact_values import ToldFact, rank_answer
from assistant.understanding.mood import asks, is_asked, is_subject_of_question, is_supposed
from assistant.understanding.negation import alternatives, filled_in, formerly, negated, undone, widened
from assistant.understanding.ownership import Ownership
from assistant.understanding.said_of import (
    among_results,
    of_a_project,
    of_another_thing,
    of_premises,
    of_those_served,
    with_its_date,
)
from assistant.understanding.slips import slips_in
from assistant.understanding.supplying import supplies
from assistant.understanding.surroundings import (
    SUPPOSED,
    Hit,
    Strength,
    is_known_thing,
    is_within,
    one_of_them,
    says_used,
    segment_around,
    segment_span,
    segments_of,
    years_ago,
)
from corpus.library import Policy
from corpus.rules import Fact

_INTERROGATIVE: Final = re.compile(
    r"必须|需要|要求|要不要|是不是|是否|前提|门槛|条件|才能|非得|有没有|什么|[吗么嘛](?=$|[?？])|吧[?？]?$|指的?是|"
    r"哪|怎么|咋|如何|(?<![这近前好头])几|"
    r"[看查管限](?:的是|的|到)?[近前]几"  # 「违法记录看近几年的」, while 「近几年没有违法」 tells
)
_OTHER_SUPPLY: Final = re.compile(
    r"外地|区外|进口|国外|境外|外省|非区内|非滨江|不是区内|不是滨江|不是本地|不是本区|别的区|外购|海外|美国|德国|日本|台湾|韩国|瑞士|欧美|日系|"
    r"西门子|三菱|欧姆龙|施耐德|倍福|罗克韦尔|发那科|英特尔|高通|英伟达|德州仪器|意法|恩智浦|瑞萨"
)


# 「我们在义乌做了个智能工厂」: a project's place, not the enterprise's
_DONE_ELSEWHERE: Final = re.compile(
    r"在[\u4e00-\u9fff]{2,4}?(?:那边|当地)?(?:新)?(?=做|建|搞|干|包|总包|承接|承建|接|供|有|中标|落地|实施|给|帮|签)"
)
_SECOND_TIME: Final = re.compile(
    r"(?:延期|补考|整改|复核|复评|第二[次年]|后来|重新考核|再考)[^，,。；;]{0,3}?(?=合格|优秀|通过|过了|不|没)"
)
_AGAIN: Final = re.compile(r"延期[^，,]{0,4}[过合]|补考|再考|重新考核|复评|复核|第二次")  # what it came to then
_NO_NEWS: Final = re.compile(
    r"(?:的?(?:事|结果|名单|评审|评选)|还|暂时|目前|一直|都)*(?:没有?|暂?无|等)(?:消息|结果|通知|定论|公布|结论)"
)
_EXCEPT_FOR: Final = re.compile(  # 「高企以外的条件都符合」, 「专利纠纷」
    r"(?:这一?[个项条])?(?:以外|之外|除外)|侵权|纠纷|官司|诉讼"
)
_BELOW_NOUGHT: Final = re.compile(r"[率了为是约达：:]*(?:-|－|负)\d")  # 「税收增速-3%」
_SAYS_NO: Final = re.compile(r"(?:还|都|也)?(?:没有?|不是|无)(?:[的啊呢哦]|$|[，,。；;！!])")
_OF_THE_RULE: Final = re.compile(  # 「评的优秀项目上浮5%，是变成20%还是15.75%」, 「上市奖励分几步给」
    r"[^，,。；;！!？?]{0,5}?(?:上浮|奖励|奖金|补贴|补助|资助|最高|多给|加奖|封顶|上限)"
)
_RULED_OUT: Final = re.compile(
    r"(?:记录|行为)?(?:的)?(?:就|都|是|也|肯定)*(?:不行|不可以|没戏|一票否决)[，,。；;]"
)  # 「有违法记录不行，…」
_OF_US: Final = re.compile(r"我|咱|俺|公司|已经?|了")
_WHETHER: Final = re.compile(r"有没|是不是")  # 「规划有没有要求」: the denial is half of a question
_PLACE: Final = "in_district"  # the fact on where the enterprise itself is
_CLAUSES_BACK: Final = 2
_MARKS: Final = "，,。；;！! "
_THE_SAME: Final = re.compile(
    r"(?:情况)?(?:的)?(?:也|同样|亦)(?:都)?(?:是|一样|如此|同样|是这样|是如此|没例外|不例外)(?:的|了|啊|呢)*(?=$|[，,。；;！!])"
)
_LED_BY: Final = (
    r"(?:我们|我司|咱们?|公司|"
    # beside which year, since when
    r"同?比|较|去年|前年|上一?年|往年|同期|今年|"
    # all of them, again, in the end
    r"也|都|均|全|已经?|又|还|双双|分别|各自?|一下子|整整|其中|后来|结果|最后|现在|"
    r"年年|每年|一直|都在|在|之后|此后|打那以后|近三年|这三年|"
    # by whom
    r"专家|评审组?|评委|区里|上面|领导|主管部门|政府|经信局|"
    # in what way, by how much
    r"持续|连续|略|稍|大幅|有所|反而|反倒|倒是?|却|其实|的|"
    r"[\d.]+[百千]?[万亿]元?|[一二两三四五\d]年|20\d\d年|证书?|资质|资格)*"
)
_CLOSED: Final = r"(?:了|的|过|啦|后(?=未|没)|到|约|近|超|有|不少|很多|一些|一点|明显|\d|[一二两三四五六七八九十百几]|$|[，,。；;！!])"
_NOT_US: Final = re.compile(
    r"(?:但是?|而|不过|可是?)?(?:我们|我司|咱们?|本公司|自己)(?:自己|公司|这边)?(?:还|倒|也|都|就|暂时|目前)*"
    r"(?:不是|没有?|没拿到?|没评上)(?:了|的|啊|呢)?(?=$|[，,。；;！!])"
)
_US_TOO: Final = re.compile(
    r"(?:我们|我司|咱们?|俺们?|本公司|自己)(?:自己|公司|这边)?(?:现在|目前)?(?:也|同样)(?:都)?(?:是|有|评上|拿到|入选|一样)(?:了|的|啊|呢)*(?=$|[，,。；;！!])"
)
_NOT: Final = ("不", "没", "未", "非", "无", "还没", "尚未", "零")
_APPLYING: Final = re.compile(r"(?:申请|申报|在办|在争取|准备报|想报|想评|去报)(?:着|过|了|认定|评)?(?:个|国家)?$")


class FlagReader:
    """Reads one policy's flags and results. Built once; reading keeps no state."""

    def __init__(self, policy: Policy, recognition_facts: Collection[str]) -> None:
        self._policy = policy
        self._recognition_facts = recognition_facts

    def read(
        self, text: str, hits: Sequence[Hit], active: Collection[str], owners: Ownership, today: date | None
    ) -> list[ToldFact]:
        """What the words tell, in order; `active` are the facts that are being talked about, `today` is what 近三年
        counts from."""
        told = self._located(text, owners)
        for hit in hits:
            told += self._flags_at(hit, text, active, today)
        real = {t.fact for t in told if not t.hypothetical}
        # 「我们卖芯片」 tells that the chip is not bought: beside it the bare name supposes nothing
        # so does 「优秀那个没评上」
        told = [t for t in told if not (t.hypothetical and t.fact in real and self._merely_named(t.fact, text))]
        supplied = self._supplied(text, active)
        told = [*(t for t in told if t.fact not in supplied), *supplied.values()]
        known = {t.fact for t in told}
        told += [t for t in self._rank_in_the_next_clause(text) if t.retold or t.fact not in known]
        behind = self._flag_in_the_next_clause(text, owners)
        return told + [t for t in behind if t.fact not in known or not t.value.lower]  # 「申请过延长，专家没同意」

    def _merely_named(self, fact_id: str, text: str) -> bool:
        """Whether words that tell nothing suppose nothing either."""
        return self._policy.facts[fact_id].supplied_here or not SUPPOSED.search(text)

    def _supplied(self, text: str, active: Collection[str]) -> dict[str, ToldFact]:
        """Things that count where they are applied, and that the enterprise tells it supplies, by fact."""
        out = {}
        for fact_id, fact in self._policy.facts.items():
            if not fact.supplied_here:
                continue
            things = {word for word in fact.say if "…" not in word}
            if (fact_id in active or any(thing in text for thing in things)) and (words := supplies(text, things)):
                out[fact_id] = ToldFact(fact_id, Interval(0, 0), words)
        return out

    def read_named(self, fact_id: str, hit: Hit, text: str, today: date | None) -> ToldFact | None:
        """A flag as words tell it that are known to name it: affirmed or denied, supposed; None where they tell nothing."""
        return self._flag(fact_id, "say", hit, text, (), today)

    def _flags_at(self, hit: Hit, text: str, active: Collection[str], today: date | None) -> list[ToldFact]:
        out = []
        for fact_id, strength in hit.candidates:
            fact = self._policy.facts[fact_id]
            if is_within(fact.not_in, hit, text):
                continue
            if fact.type == "rank" and strength == "value":
                if "差点" in text[hit.start : hit.end] or "差一点" in text[hit.start : hit.end]:
                    continue  # 「差点没过」 has passed
                if among_results(fact, text, hit):
                    continue
                rank = next(i for i, words in enumerate(fact.values.values()) if hit.phrase in words)
                span = text[hit.start : hit.end]
                supposed = is_supposed(text, hit.start) or is_asked(text, hit.start)
                supposed = supposed or is_subject_of_question(text, hit.start, hit.end)
                again = _AGAIN.search(text[segment_span(text, hit.start)[0] : hit.end]) is not None
                out.append(ToldFact(fact_id, Interval(rank, rank), span, hypothetical=supposed, retold=again))
            elif fact.type == "flag" and (told := self._flag(fact_id, strength, hit, text, active, today)):
                out.append(told)
        return out

    def _flag(
        self, fact_id: str, strength: Strength, hit: Hit, text: str, active: Collection[str], today: date | None
    ) -> ToldFact | None:
        """A flag as affirmed, denied or supposed by its words; None where they tell nothing of it."""
        fact, segment = self._policy.facts[fact_id], segment_around(text, hit.start)
        value = strength != "denied"
        filled = filled_in(text, hit)
        if filled is not None and value:
            said, end = filled
            return ToldFact(fact_id, Interval(int(said), int(said)), text[hit.start : end])
        if strength == "denied":
            elsewhere = hit.phrase in fact.denied_weak and fact_id not in active and not self._named(fact, text, hit)
            whether = _WHETHER.search(text[max(0, hit.start - 1) : hit.end])
            if (
                one_of_them(segment)
                or elsewhere
                or whether
                or of_those_served(text, hit)
                or (fact_id == _PLACE and of_premises(text, hit))
            ):
                return None  # 「其中一项还没发布」 takes away one: see `excepted`
            value = undone(text, hit)
            if not value and not hit.phrase.startswith(_NOT) and negated(text, hit):
                return None  # 「没有哪年营收下降」 does not say that it grew
        else:
            past = fact.within_years and years_ago(with_its_date(text, hit), fact.within_years, today)
            if (
                past
                or self._asked_not_told(fact_id, text, hit)
                or of_another_thing(text, hit)
                or (_RULED_OUT.match(text[hit.end :]) and not _OF_US.search(segment))
                or of_a_project(text, hit)
            ):
                return None
            value = not negated(text, hit) and not (fact.supplied_here and self._from_elsewhere(segment))
            if fact.supplied_here and self._not_from_elsewhere(segment):
                value = True
        if "…" in hit.phrase and _BELOW_NOUGHT.match(text[hit.end :]):
            value = False
        if formerly(text, hit):
            value = not value
        asked = is_asked(text, hit.start)
        if asked and _answered_no(text, hit, strength):
            value = asked = False
        supposed = is_supposed(text, hit.start, not value or strength == "denied") or (
            asked or (value and alternatives(text, hit))
        )
        of_the_rule = asks(text) and _OF_THE_RULE.match(text[hit.end :]) and not _OF_US.search(segment)
        if value and is_subject_of_question(text, hit.start, hit.end):
            supposed = True
        if value and (of_the_rule or is_known_thing(text, hit) or (fact.supplied_here and not says_used(text, hit))):
            supposed = True  # 「自主芯片项目的研发支出」 names a sum
        told = Interval(int(value), int(value))
        return ToldFact(fact_id, told, widened(text, hit), hypothetical=supposed)

    def _named(self, fact: Fact, text: str, hit: Hit) -> bool:
        """Whether the thing that a denial leaves unnamed is named elsewhere in the message."""
        return any(word in text for word in fact.say if "…" not in word and word not in hit.phrase)

    def _rank_in_the_next_clause(self, text: str) -> list[ToldFact]:
        """「验收结果下来了，优秀！」: the thing in one clause, what it came to as the next."""
        out = []
        slips = slips_in(text)
        segments = [
            text[start:end]
            for start, end in segments_of(text)
            if not any(s <= start and end <= e + 1 for s, e in slips)
        ]
        for before, after in pairwise(segments):
            taken_back = any(text.find(before) < s <= text.rfind(after) for s, _ in slips)
            for fact_id, fact in self._policy.facts.items():
                words = [word for words in fact.values.values() for word in words]
                heads = {word.split("…")[0] for word in words if "…" in word}
                if fact.type != "rank" or is_asked(text, text.find(after)) or is_supposed(text, text.find(before)):
                    continue
                if any(head in before for head in heads):
                    again = _SECOND_TIME.match(after)
                    told = rank_answer(fact, fact_id, after[again.end() :] if again else after)
                    out += [replace(told, retold=again is not None or taken_back)] if told else []
        return out

    @cached_property
    def _predicates(self) -> list[tuple[str, bool, str, re.Pattern[str]]]:
        """Of flags said with a gap (营收…涨): the flag, what it says, its subject and its predicate as a clause's head."""
        return [
            (fact_id, said, subject, re.compile(rf"{_LED_BY}{re.escape(predicate)}{_CLOSED}"))
            for fact_id, fact in self._policy.facts.items()
            if fact.type == "flag"
            for said, phrases in ((False, fact.denied), (True, fact.say))
            for subject, gap, predicate in (phrase.partition("…") for phrase in phrases)
            if gap and "…" not in predicate
        ]

    def _subject_clause(self, text: str, segments: Sequence[tuple[int, int]]) -> int:
        """Where the last of some clauses begins that names a subject; the last one where none does."""
        subjects = {subject for _, _, subject, _ in self._predicates}
        named = [start for start, end in segments if any(s in text[start:end] for s in subjects)]
        return named[-1] if named else segments[-1][0]

    def _flag_in_the_next_clause(self, text: str, owners: Ownership) -> list[ToldFact]:
        """「营收1.2亿，同比涨了两成」, 「智能工厂项目，列入了」: the subject in one clause, what is said of it in the next."""
        out: dict[str, ToldFact] = {}
        segments = segments_of(text)
        for i, (start, stop) in enumerate(segments[1:], 1):
            begun = self._subject_clause(text, segments[max(0, i - _CLAUSES_BACK) : i])
            before, after = text[begun:start], text[start:stop]
            if owners.is_others(start) or is_asked(text, start) or is_supposed(text, begun) or is_supposed(text, start):
                continue
            for fact_id, said, subject, predicate in self._predicates:
                same = after.startswith(subject) and _THE_SAME.match(after[len(subject) :])
                of_another = same and self._said_of_another(fact_id, said, text[begun:start])
                if fact_id not in out and (of_another or (subject in before and predicate.match(after))):
                    value = int(said)
                    at = start if of_another else text.find(subject, begun)
                    out[fact_id] = ToldFact(fact_id, Interval(value, value), text[at:stop].strip(_MARKS))
        return list(out.values())

    def _said_of_another(self, fact_id: str, said: bool, clause: str) -> bool:
        """「营收连续三年增长，税收也是」: whether a clause says of another subject what a predicate says of this one."""
        ends = {p.pattern for f, value, _, p in self._predicates if f == fact_id and value is said}
        return any(
            f != fact_id
            and value is said
            and p.pattern in ends
            and subject in clause
            and p.match(clause[clause.find(subject) + len(subject) :])
            for f, value, subject, p in self._predicates
        )

    def _not_from_elsewhere(self, segment: str) -> bool:
        """「芯片不是进口的」."""
        away = f"{_OTHER_SUPPLY.pattern}|{'|'.join(map(re.escape, self._policy.head.elsewhere.places)) or '(?!)'}"
        return re.search(rf"(?:不是|并非|没用|不用)(?:用|从|在|买)?(?:{away})", segment) is not None

    def _from_elsewhere(self, segment: str) -> bool:
        """Supplied by an enterprise of another place: 「用的芯片是深圳企业的」, 「进口芯片」."""
        if _OTHER_SUPPLY.search(segment):
            return True
        places = self._policy.head.elsewhere.places
        return any(f"注册在{p}" not in segment and f"在{p}" not in segment for p in places if p in segment)

    def _located(self, text: str, owners: Ownership) -> list[ToldFact]:
        """「公司注册在上海」: an enterprise of another place, where a policy has a fact on its own."""
        if _PLACE not in self._policy.facts:
            return []
        own = _DONE_ELSEWHERE.sub(lambda m: "\0" * len(m[0]), text)
        for place in self._policy.head.elsewhere.places:
            match = re.search(
                rf"(?:注册地?(?:址)?|公司|企业|总部|我们|人|(?<![字能来]工)厂)(?:是|就)?(?:在|为|设在|位于)(?:浙江省?|杭州市?)*{place}|(?:在|位于)(?:浙江省?|杭州市?)*{place}(?:注册|经营|办公)|是{place}的(?:公司|企业)|^{place}(?:的)?(?:公司|企业)",
                own,
            )
            if match and not owners.is_others(match.start()):
                return [ToldFact(_PLACE, Interval(0, 0), match[0])]
        for here in re.findall(r"（(.+?)）", self._policy.head.region):  # 「滨江/高企/研发48人」: an item of a list
            match = re.search(rf"(?:^|(?<=/)){here}区?(?=/)|(?<=/){here}区?$", text)
            match = match or re.search(
                rf"(?:^|我们|我司|咱们?|公司|企业)(?:就)?(?:是|在)?{here}区?(?:(?:的|这边的?)(?=$|[，,。；;！!])|(?=高企|国高企))",
                own,
            )
            match = match or _located_as(here).search(own)
            if match and not owners.is_others(match.start()) and not is_asked(text, match.start()):
                return [ToldFact(_PLACE, Interval(1, 1), match[0].strip("，,。；; "))]
        return []

    def said_of_us(self, text: str, theirs: Sequence[Hit]) -> list[ToldFact]:
        """「母公司是高企，我们不是」, 「…，我们也是」: what another has is denied, or said, of us in the next clause."""
        out = []
        for hit in theirs:
            _, stop = segment_span(text, hit.start)
            flags = [f for f, s in hit.candidates if s == "say" and self._policy.facts[f].type == "flag"]
            if flags and (denial := _NOT_US.match(text[stop:])):
                out += [ToldFact(f, Interval(0, 0), text[hit.start : stop + denial.end()]) for f in flags]
            elif flags and (also := _US_TOO.match(text[stop:])) and not negated(text, hit):
                out += [ToldFact(f, Interval(1, 1), text[hit.start : stop + also.end()]) for f in flags]
        return out

    def _asked_not_told(self, fact_id: str, text: str, hit: Hit) -> bool:
        """「必须是高企吗」 asks about a condition and tells nothing."""
        around = segment_around(text, hit.start)
        if _NO_NEWS.match(text[hit.end :]) or _EXCEPT_FOR.match(text[hit.end :]):
            return True
        if _APPLYING.search(text[: hit.start]) and not negated(text, hit):
            return True
        if fact_id in self._recognition_facts:
            whether = re.search(r"是不是|有没有|是否|算不算", around) or re.fullmatch(
                r"(?:那|请问)?我[们司]?(?:公司)?(?:是|算|有)[^，]{0,14}(?:[吗么][?？]?|[?？])", around
            )
            if whether:
                return True
            return _INTERROGATIVE.search(around) is not None and not re.search(r"我|咱|已经|我司|都有|也有", around)
        before = text[max(0, hit.start - 4) : hit.start]
        return (
            re.search(
                r"是不是|是否|有没有|算不算|(?:能|可以|可|想|要|怎么|如何|打算|准备|符合|怎样)(?:够|才)?$", before
            )
            is not None
        )


@lru_cache(maxsize=16)
def _located_as(here: str) -> re.Pattern[str]:
    """「咨询企业为区内智造供给企业」, 「滨江的科技型中小企业，…」: an enterprise of the place, as what the caller is."""
    who = r"(?:我们|我司|咱们?|俺们?|公司|企业|单位|来电企业|咨询企业|该企业|该公司|客户|对方|这家(?:企业|公司)?)?(?:就|本来|本身|也|都)*"
    place = rf"(?:区内|本区|咱?区里|我区|(?:高新区|{here}区?)(?:本地|这边|区内)?)的?"
    kind = r"(?!领军|政策|给)[^，,。；;！!？?\d的是认我有让帮能可找]{0,14}?(?:企业|公司|机构|厂|服务商|供应商|供给商|中小|科小)"
    return re.compile(
        rf"{who}(?:是|就在|都在){place}的?一?家?(?:做|搞|干|从事|专门|专业)[^，,。；;！!？?]{{1,16}}的(?=$|[，,。；;！!])|"
        rf"(?:^|(?<=[，,。；;！!：]))(?:{who}(?:是|为|属于|作为|系|算)(?:一?家)?|一?家)?{place}(?:{kind}|企业|公司)(?=$|[，,。；;！!])"
    )


def _answered_no(text: str, hit: Hit, strength: Strength) -> bool:
    """Whether the next clause says no to what a clause asks: 「评优了吗？没有」, 「评优没评优？没有」; what 「下降了吗？没有」
    comes to is not said."""
    _, stop = segment_span(text, hit.start)
    return _SAYS_NO.match(text[stop:]) is not None and (strength != "denied" or hit.phrase.startswith(_NOT))
