"""How a class that is named stands with the enterprise: had, still sought, turned down or lost again.

「省级企业研究院去年年底评上的」 has it, 「正在申报省级企业研究院」 and 「还在公示」 do not yet, 「没评上」 was turned down, 「去年被摘牌了」
no longer has it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from assistant.understanding.mention import Mention
from assistant.understanding.mood import is_planned, is_supposed
from assistant.understanding.surroundings import segment_span

Standing = Literal["had", "sought", "refused", "lost", "untold"]

_WON: Final = re.compile(
    # a step that came out well
    r"(?:申报|申请|评审|公示|答辩|验收)(?:成功|通过|下来|到手|完|结束|期满|已过|过了)|"
    r"(?:批|办|评|考|领|拿|发|申|认)(?:准|复|下|到|上)?(?:下?来|下|上|到手?)了?(?!吗|没)|"
    r"(?:批|评|认定|挂牌|授牌|入选|拿|获奖|获批|得奖|立项)(?:了|的|过|啦)|"
    # verbs that say so by themselves
    r"拿下|斩获|摘得|喜获|捧回|获评|获批|荣获|获得|授牌|授予|颁给|"
    r"(?:认定|评定|评|命名|确认)为|"
    r"(?:[两三四俩仨]个?|我们|这些)?(?:都|全)有了?$|"
    r"给了我们|挂的?牌|(?<!没)下来了|到手|入库了|升格|升(?:级)?(?:到|成|为)|"
    r"获(?=20\d\d|去年|今年|[国省市评批奖得了过]|$)|"
    # at the end of a clause
    r"(?:认定|评上|获批|批准|通过|成立|公布|批复|颁发|下发|发证)[啦了]?$|"
    r"(?:发|给)了?(?:我们)?(?:个|块)?(?:牌子|证书|奖|文)|"
    # standards: by whom they were drawn up, when they came out
    r"(?:牵头|主导|领衔|主持|参与|参加|参编|起草|制定)的(?=$|[^，,]{0,12}(?:发布|颁布|公布))|"
    r"(?:去年|今年|前年|[年月日])(?:已|正式|也|刚)*(?:发布|颁布|公布)(?:了|实施|的)?$"
)
_SEEKS: Final = re.compile(
    r"(?:申报|申请|报|评|冲|争|争取|筹建|创建|准备|打算|计划|想拿?|拟|谋划)(?:了|着|过|一下|一个|一项|个)?$|"
    r"(?:在|正|正在|还在|准备|打算|计划|想|要|拟)(?:申报|申请|报|评|冲|创建|筹建|争取|争|弄|办)[^，,]{0,8}$|冲(?:一冲|刺|击)|"
    r"(?:申报|申请|报)的(?:项目)?是$|"
    r"(?:准备|打算|计划|想|拟|谋划|筹备)(?:再)?(?:新?[建搞弄办]|成立|组建|参与|牵头|主导)(?:设|立)?(?:一?[个项家])?$"
)
_SOUGHT: Final = re.compile(
    r"^[^，,。；;]{0,8}(?:"
    r"(?:在|正|正在|还在|刚|已经?|去)"
    r"(?:申报|申请|报(?!批)|评|走|冲|争取|公示|评审|答辩|创建|筹建|审|办)|"
    r"(?:申报|申请)(?:书|表|材料)|"
    r"(?:申报|申请|公示|评审|审核|答辩|筹建|筹备|创建|培育)(?:中|阶段|期间?|当中|流程))"
)
_NOT_YET: Final = re.compile(
    r"^(?:但|但是|不过|可|只是|现在|目前|结果|最终|最后)*(?:还|尚|暂时|一直)?(?:没有?|未)(?:最终|正式|真正)?"
    r"(?:下来|批|认定|定|拿到|发证|结果|结束|挂牌|消息)"
)
_REFUSED: Final = re.compile(
    r"^[^，,。；;]{0,8}(?:没有?|未|未能|没能)(?:能)?(?:被)?(?:评上|拿到|拿下|批|过|通过|认定|中|选上|入选|获评|获批|得上|成)|"
    r"^[^，,。；;]{0,8}(?:落选|落榜|失败|被否|被刷|黄了|泡汤|[办弄建参评拿]?(?:加|与)?不了|轮不到|够不上)"
)
_LOST: Final = re.compile(
    r"^[^，,。；;]{0,10}(?:"
    r"被?(?:摘(?:了|掉)?牌|摘掉|摘了|撤销|撤了|撤掉|取消|收回|除名|注销)|"
    r"(?:已经?|早就?)?(?:过期|失效)(?:了|$)|不算了|没(?:有)?保住|"
    r"里?(?:工作|上班|任职|读书|读博|实习|待过|呆过))"  # 「国家重点实验室里工作过」: someone's past
)
_OWNED: Final = re.compile(r"(?<![没所只还具享另哪不])(?:有|是|现有|拥有)(?:着|了|过|个|一个|家)?$")
_LISTED_ON: Final = re.compile(r"(?:[、和与及跟,，]|以及|还有|另有|也有|也是|又有)+")
_IN_ONE_LIST: Final = re.compile(r"[、/]|(?:[、]|以及)?(?:和|与|及|跟|或者?|还是)?")
_WHETHER: Final = re.compile(r"是不是|是否|有没有|会不会|难道")


def standing_of(text: str, start: int, end: int) -> Standing:
    """How what is named between these places of a normalised text stands; `untold` where nothing says."""
    begun, stop = segment_span(text, start)
    _, stop = segment_span(text, max(start, end - 1))
    before, after = text[begun:start], text[end:stop]
    following = text[slice(*segment_span(text, stop))] if stop < len(text) else ""
    if _WHETHER.search(before):
        return "untold"  # 「是不是国家科技进步奖也泡汤了」
    if _LOST.search(after) or _LOST.search(following):
        return "lost"
    if _REFUSED.search(after) or _REFUSED.search(following):
        return "sought" if _SEEKS.search(before) else "refused"
    if _NOT_YET.search(after) or _NOT_YET.search(following):
        return "sought"
    if is_supposed(text, start) or is_planned(text, start, end):
        return "sought"
    won = (
        _WON.search(before) or _WON.search(after.rstrip("，,。；;！!")) or _WON.search(following.rstrip("，,。；;！!"))
    )
    if won:
        return "had"
    if _SEEKS.search(before) or _SOUGHT.search(after) or _SOUGHT.search(following):
        return "sought"
    return "untold"


def listed_to(text: str, mention: Mention, mentions: Sequence[Mention]) -> int:
    """Where the list ends that a class is named in: what is said behind it is said of each."""
    end = mention.end
    for other in mentions:
        if other.start >= end and _IN_ONE_LIST.fullmatch(text[end : other.start]):
            end = other.end
    return end


def is_owned(text: str, start: int, owned_to: int) -> bool:
    """「公司设有省级工程技术研究中心、市级研发中心」: what is named at `start` is had, or next in a list of such that goes up to
    `owned_to` (0: none)."""
    listed = owned_to > 0 and _LISTED_ON.fullmatch(text[owned_to:start]) is not None
    return listed or _OWNED.search(text[:start]) is not None
