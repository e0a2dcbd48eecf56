"""Whose a clause is: things told of the parent firm, a rival, a client or a friend's firm are not the enterprise's own.

Each clause has an owner: 我们 by default, until another one is named as what the clause is about; that one holds on to
the end of the sentence or until 我们, 公司 or 自己 is named again. Named behind 跟, 给, 比 another one is a partner, not an
owner. 「客户」, 「对方」, 「他们」 are the enterprise that a hotline adviser asks about, unless 我们 stand beside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

_CLAUSE: Final = re.compile(r"[^，,。；;！!？?\n]+[，,。；;！!？?\n]*")
_SENTENCE_END: Final = "。；;！!？?\n"
_START: Final = r"(?:(?<![\u4e00-\u9fff])|(?<=而)|(?<=但)|(?<=不过)|(?<=现在)|(?<=目前)|(?<=今年)|(?<=去年))"
_OUR: Final = rf"(?:(?:我们|我司|我方|我厂|咱们?|俺们?|我)(?:公司|企业|厂)?|本公司|本企业|{_START}公司)"
_FIRM: Final = r"(?:公司|企业|厂|单位)"
_KIN: Final = (
    rf"母公司|父公司|总公司|分公司|(?:全资|控股|下属|下面的?|旗下的?)?子公司|兄弟公司|姐妹公司|姊妹公司|关联(?:公司|企业|方)|"
    rf"{_START}集团(?!化)|集团(?:公司|总部|那边|本部|层面)|总部(?:那边|层面|那块)|(?:控股)?大股东|控股(?:股东|方)|控股{_FIRM}|"
    rf"(?:参股|控股|投资|入股)的(?:那|这|一)?(?:个|家)?[^，,。；;！!？?]{{0,4}}?{_FIRM}|参股{_FIRM}|投资方|投资人|股东(?:方|公司|单位)|"
    rf"(?:下游|上游)(?:的)?(?:客户|供应商|{_FIRM}|厂家|用户)"
)
_RIVAL: Final = (
    rf"竞争对手|竞对|竞品{_FIRM}?|(?<![针面核应])对手{_FIRM}?|(?:同行|友商)(?:那家|{_FIRM})?|(?:别|人)家(?:的)?{_FIRM}?|"
    rf"(?:其他|其它|别的){_FIRM}|(?<!在)行业(?:平均|里|内|一般|普遍)|(?:隔壁|旁边|楼上|楼下|对面|邻居)(?:的)?(?:那?一?家)?(?:{_FIRM})?"
)
_PERSON: Final = (
    r"舅舅|叔叔|伯伯|姑姑|阿姨|姐夫|妹夫|哥哥|弟弟|姐姐|妹妹|表[哥弟姐妹]|堂[哥弟姐妹]|老公|老婆|爱人|丈夫|妻子|儿子|女儿|爸爸?|妈妈?|"
    r"父亲|母亲|岳父|亲戚|朋友|哥们|老同学|同学|老乡|战友|校友|前同事|邻居|熟人"
)
_THEIR_FIRM: Final = (
    rf"(?:{_PERSON})(?:的|他们?|她们?|家|那边|开的|那家)*{_FIRM}|(?:前|老|原)东家|(?:原来|以前|之前|上一?家)的?(?:东家|{_FIRM})|"
    rf"[\u4e00-\u9fff][总董](?:的|他们?|她们?|家|那边|那家)+{_FIRM}?|(?:他们?|她们?)(?:的|家|那个|那)?{_FIRM}"
)
_PARTNER: Final = (
    r"甲方|(?<!企)业主方?|买方|采购方|发包方|合作(?:方|伙伴|单位|企业)|合作的(?:那|这)?家?(?:公司|企业|厂)|"
    rf"合作的?(?:高校|院校|学校|大学|研究所|院所)|(?:高校|院校|大学)(?:那边|方面)|"
    rf"{_OUR}的?供应商|供应商(?:那边|那家)|{_OUR}的?房东|房东"
)
_CLIENT: Final = rf"(?:大|老|新)?客户(?:那边|方|公司|企业|单位|他们)?(?!目标|数|群|服务|端|经理|培育|开拓)|{_START}供应商(?=[牵主参领有拿获评得是在研营税年去被])"
_PRONOUN: Final = r"他们?家?|她们?家?|它们?家?|对方|那家(?:公司|企业)?|这家(?:公司|企业)?"
_OTHER: Final = re.compile(
    rf"(?P<ours>{_OUR}(?:的|有个|有家|有一?个|有一?家|那个|这个|那家|那位)?)?"
    rf"(?:(?P<kin>{_KIN}|{_RIVAL}|{_THEIR_FIRM}|{_PARTNER})|(?P<client>{_CLIENT})|(?P<pronoun>{_PRONOUN}))"
)
_US: Final = re.compile(
    r"我们|我司|我方|我厂|我公司|我自己|现在这家|我这[边儿里]|我家|本公司|本企业|咱们?|俺们?|自家|"
    rf"{_START}(?:公司(?!的?(?:客户|供应商))|自己)"
)
_PARTNER_BEFORE: Final = re.compile(
    r"(?:跟|和|与|同|给|向|为|替|帮|从|由|被|对|比|找|靠|供应给|卖给|不如|来自|通过|服务(?:于|了)?|问|经|像|除了|不是)"
    r"(?:我们|公司|一?[个家]|这[个家]|那[个家]|几[个家])?(?:的)?$"
)
_SOUGHT_BEFORE: Final = re.compile(
    r"(?:开拓|拓展|培育|开发|挖掘|发展|瞄准|面向|聚焦|主攻|争取|找)(?:了|到|的)?[^，,。；;我咱]{0,8}$"
)  # 「要开拓哪些制造业客户也有目标」: clients sought
_PREDICATE_BEFORE: Final = re.compile(r"(?:是|为|作为|成为|算|属于|叫|一家|的)$")
_THIS_ONE: Final = ("这家", "这家公司", "这家企业")  # 我们这家公司 is us
_COMPARED: Final = re.compile(
    r"(?:比|不是|不像|不如|没有|除了|除|告诉|问|找|通知|(?:买|采购|购买|订购|用|选)了?)$"  # 「客户买了我们200万」
)
_DISOWNS: Final = re.compile(
    r"(?:跟|和|与|同)(?:我们|我司|公司|咱们?)(?:公司)?(?:没有?(?:什么|啥|任何)?(?:关系|关联)|无关|不相干|不搭界)|"
    r"(?:不是|不算)(?:我们|我司|咱们?)(?:公司)?(?:自己)?的(?=[，,。；;！!]|$)"
)
_IS_ANOTHER: Final = re.compile(
    rf"的(?:就|其实|应该)?是(?:{_OUR}的?)?(?:{_KIN}|{_RIVAL}|{_THEIR_FIRM})"
)  # 「入选的是我们子公司」
_OTHERS_OWN: Final = re.compile(r"是(?:[^，,。是]{0,8})的(?:[啊呀哦，,。；;！!]*)$")
_SPEAKS: Final = re.compile(r"(?:想|来|就)?(?:问|说|讲|反映|咨询|来电|来问|打电话|表示|报|打算|更正|补充|追问)")
_CALLER: Final = re.compile(
    r"来电|打(?:来|进)|电话里|热线|(?:有|某|这边一|来了一)家(?:公司|企业|厂)|(?:有|来了|接到)(?:一?[个位家])(?:客户|企业)?(?:来|问|说|想|打)"
)

Owner = Literal["us", "other"]


@dataclass(frozen=True)
class Ownership:
    """Where a message speaks of others than the enterprise, and whether it tells of the enterprise too."""

    others: tuple[tuple[int, int], ...]
    ours_too: bool

    def is_others(self, at: int) -> bool:
        """Whether what stands at this place is told of another."""
        return any(start <= at < end for start, end in self.others)


NOBODY: Final = Ownership((), True)


def sets_beside(text: str) -> bool:
    """「我们和隔壁公司都在做未来工厂」: another enterprise is named beside ours, and 他们 will be that one."""
    named = any(m["kin"] for m in _OTHER.finditer(text))
    return named and _US.search(_without_possessives(text)) is not None and _CALLER.search(text) is None


def read_ownership(text: str, others_known: bool = False) -> Ownership:
    """The stretches of a normalised text, without inner spaces, that are another's. `others_known`: another enterprise
    was set beside ours before, so that 他们 are not ours."""
    caller = _CALLER.search(text) is not None
    beside = others_known or _US.search(_without_possessives(text)) is not None
    stretches: list[tuple[int, int]] = []
    owner: Owner = "us"
    begun = 0  # of the sentence
    ours = False
    for clause in _CLAUSE.finditer(text):
        start, words = clause.start(), clause[0]
        if start and text[start - 1] in _SENTENCE_END:
            owner, begun = "us", start
        if _DISOWNS.search(words):
            stretches.append((begun, clause.end()))
            owner = "us"
            continue
        turns = _turns(words, caller, beside)
        predicate = bool(turns) and turns[-1][1] == "other" and _OTHERS_OWN.search(words) is not None
        predicate = predicate or _IS_ANOTHER.search(words) is not None
        own: list[tuple[int, Owner]] = [(0, "other")] if predicate else [(0, owner), *turns]  # 「研究院是母公司的」
        for (at, whose), after in zip(own, [*(a for a, _ in own[1:]), len(words)], strict=True):
            if whose == "other" and after > at:
                stretches.append((start + at, start + after))
            elif after > at + 1:
                ours = True
        owner = owner if predicate else own[-1][1]
    return Ownership(tuple(stretches), ours or not stretches)


def _turns(words: str, caller: bool, beside: bool) -> list[tuple[int, Owner]]:
    """Where in a clause whose it is changes, in order."""
    turns: list[tuple[int, Owner]] = []
    taken = 0
    for match in _OTHER.finditer(words):
        if not _is_subject(words, match, caller, beside):
            continue
        turns += [(m.start(), "us") for m in _ours(words[: match.start()]) if m.start() >= taken]
        turns.append((match.start(), "other"))
        taken = match.end()
    turns += [(m.start(), "us") for m in _ours(words) if m.start() >= taken]
    return turns


def _is_subject(words: str, match: re.Match[str], caller: bool, beside: bool) -> bool:
    """Whether another one is named as what the words are about."""
    before, after = words[: match.start()], words[match.end() :]
    if _PARTNER_BEFORE.search(before):
        return False
    if match["kin"]:
        # 「我们是上市公司的子公司」 says what we are; 「是隔壁那家入选的」 whose it is
        return not _PREDICATE_BEFORE.search(before) or _OTHERS_OWN.search(words) is not None
    if match["client"] and _SOUGHT_BEFORE.search(before):
        return False
    if caller or _SPEAKS.match(after) or (match["ours"] and match[0].endswith(_THIS_ONE)):
        return False
    return bool(match["ours"]) or beside or match[0].endswith(("那边", "客户方"))


def _ours(words: str) -> list[re.Match[str]]:
    """Where 我们 are named as owners."""
    return [m for m in _US.finditer(words) if not _COMPARED.search(words[: m.start()])]


def _without_possessives(text: str) -> str:
    """The text without 我们 of 「我们客户」: there only the client is named."""
    return _OTHER.sub("", text)
