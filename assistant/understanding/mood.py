"""Whether a clause tells, supposes, plans or asks: only what is told is noted.

「如果…」, 「打算…」, 「举个例子，…」 and 「上市奖多少」 hold for the answer to this message and for nothing else.
"""

from __future__ import annotations

import re
from typing import Final

from assistant.understanding.surroundings import HYPOTHETICAL, SUPPOSED, segment_around, segment_span

_EXAMPLE: Final = re.compile(r"举个?例子?|打个?比方|比方说?|譬如|例如|比如|假设|假定|假使|设想|如果说|模拟一下")
_SENTENCE_END: Final = "。；;！!？?\n"
_PLANNED: Final = re.compile(
    r"目标(?!明确|清)|打算|(?<![\d”才动程])计划(?!书|里|内|项目|企业)|预计|预期|估计(?=今年|明年|年底|能|会|要)|争取|力争|希望|盼着|"
    r"想要?(?:做到|扩|招|增|达|冲|把|搞到|拿)|冲(?:刺|击|到)|准备|拟(?:投|招|扩|建|签)|明年|后年|将来|未来(?!工厂)|以后|下一步|"
    r"要(?:做到|扩|招到|达到|增加到|超)|可能(?:要|会|能)|说不定|应该能|有可能"
)
_NOW: Final = re.compile(
    r"现在|目前|眼下|当前|如今|眼前|截至|实际|真实|其实|去年|上年|前年|已经|做到了?|完成了?|到位|只有|才有"
)
_FORMER: Final = re.compile(
    r"原来|原先|原本|原定|原价|原计划|本来|之前|以前|早先|年初|刚开始|起初|先是|先说|一开始|当初|从前"
)
_SETTLED: Final = re.compile(r"已经|(?:做|定|编|列|批|有|写|订|签|安排|准备)(?:了|好|妥)")
_ASKS: Final = re.compile(
    r"[？?]|[吗么嘛](?=$|[，,。])|呢(?=$|[，,。])|多少|几(?![十百千万亿个名位项家年])|几个?(?:阶段|步骤?|档|批|次|期|部分|条件|部门|工作日|月|天)|什么|啥|怎么|怎样|如何|哪|咋|谁|"
    r"是否|是不是|有没有|能不能|算不算|要不要|可不可以|包不包|含不含|给不给|补不补|多久|(?<![这近前好头过])几年(?=$|[，,。])|[是分]几|(?:能|可以)(?:不能|拿|领|享受|报)"
)
_UNDECIDED: Final = re.compile(  # 「还没想清楚做哪个」 asks nothing
    r"(?:没|未|不)(?:有)?(?:太|怎么|完全)?(?:想|定|确定|选|清楚|明确|知道|考虑|规划|决定)(?:好|清楚|明白|下来|定)?(?:要|去|做|选|投|干|搞|是|走|聚焦)*"
    r"(?:哪[个些条方面块行领域]*|什么|谁|怎么)"
)
_WHETHER: Final = re.compile(
    r"(?:的话|的)?(?:企业|公司)?(?:还|就|也|都|会|那)?(?:是不是|是否|会不会|能不能|可不可以|能否|有没有|给不给|补不补|算不算|行不行|还能|还有)"
)
_CLAIMS: Final = re.compile(
    r"我|咱|俺|本公司|本企业|公司|已经?|了(?![吗么嘛?？]|多少|什么|怎么|能|可以|奖|给|补|有)|过(?![吗么])|刚|都有|也有|这家|他们|客户|项目是"
)
_CONDITION: Final = re.compile(
    r"才(?:能|有|给|可以|算|行|会|享受|补|奖|够格|符合)|就(?:能|可以|有|给)[^，,。]{0,12}(?:吗|么|[？?])"
)

_RULE: Final = re.compile(
    r"必须|门槛|条件|要求|硬性|硬杠杠|底线|起步|一定要|非得|非要|标准是|算不算|是不是|都要|没戏|不行|差别|区别|还是|上限|封顶|最高|是看|看的是|(?:达到|达|满|够|超过)[^，,。]{0,8}(?:就|才|可以|能)"
)
_OF_A_CLASS: Final = re.compile(r"的(?:企业|公司|厂)(?:才|都|多|少|有|能|可|算|占)")
_RECKONS: Final = re.compile(
    r"多少|几|够|怎么算|咋算|怎么补|怎么奖|能不能(?:进|报|申|认|评|列|入|上|拿)|能[进报申认评列入上拿][^，,]{0,8}[吗么不]"
)
_CITES: Final = re.compile(
    r"(?:政策|条款|文件|通知|原文|规定|办法|意见|门槛|要求|条件)(?:里|上|中)?(?:面)?(?:都|不是)?(?:说|写|要求|规定|是|讲|定)"
)
_PART_OF_A_YEAR: Final = re.compile(
    r"[上下]半年|[一二三四\d]季度|(?:前[一二三四\d]|[二两三四])个季度|本季|当季|前\S{1,2}个月|到现在为止|截至目前"
)
_SEVERAL_YEARS: Final = re.compile(
    r"(?:[近这前]?[两三四五六]|[2-6])年(?:来|下来|里|间)?[^，,]{0,4}?(?:加起来|加一起|一共|合计|累计|总共|总计|拢共)[^，,]{0,4}$"
)
_UNDER_WAY: Final = re.compile(
    r"正在谈|在谈|洽谈|意向|(?:还没|没|尚未|还未)(?:有)?(?:到账|签|落实|定下|谈妥|谈拢|确定)"
)


def is_supposed(text: str, at: int, denied: bool = False) -> bool:
    """Whether what stands at this place is supposed, or is an example, and tells nothing; 「没有上市打算」, which is
    denied, does tell."""
    around = segment_around(text, at)
    if SUPPOSED.search(around) or (not denied and HYPOTHETICAL.search(around) and not _SETTLED.search(around)):
        return True
    begun = max(text.rfind(c, 0, at) for c in _SENTENCE_END) + 1
    return _EXAMPLE.search(text[begun:at]) is not None


def is_planned(text: str, at: int, end: int) -> bool:
    """Whether the quantity between these places is a goal: 「营收目标两个亿」, 「明年要做到两个亿」."""
    start, stop = segment_span(text, at)
    before = text[start:at]
    if _NOW.search(before):
        return False
    return _PLANNED.search(before) is not None or re.match(r"(?:的|为)?(?:目标|计划|规划)", text[end:stop]) is not None


def is_under_way(text: str, at: int) -> bool:
    """「融资还没到账，2000万」: what is not settled yet."""
    return _UNDER_WAY.search(segment_around(text, at)) is not None


def is_of_another_time(text: str, at: int) -> bool:
    """「上半年营收4000万」, 「三年加起来两千万」 are not the year's."""
    start, _ = segment_span(text, at)
    before = text[start:at]
    return (_PART_OF_A_YEAR.search(before) or _SEVERAL_YEARS.search(before)) is not None


def tells_now(lead: str) -> bool:
    """「…，眼下是42人」: what leads to a quantity says that it is so now, or was so."""
    return _NOW.search(lead) is not None


def is_former(before: str) -> bool:
    """「研发人员原来28」: whether the last clause of what stands before tells how it was, not how it is."""
    return _FORMER.search(before[segment_span(before, len(before) - 1)[0] :]) is not None


def asks(text: str) -> bool:
    """Whether anything is asked."""
    return _ASKS.search(text) is not None


def is_subject_of_question(text: str, at: int, end: int) -> bool:
    """「上市公司能不能享受」, 「中期不合格是不是就没机会了」: what stands between these places is what a question is of, and nobody
    says that it is so."""
    start, _ = segment_span(text, at)
    return _WHETHER.match(text[end:]) is not None and not re.search(r"我|咱|俺|公司|已经?", text[start:at])


def is_asked(text: str, at: int) -> bool:
    """Whether a clause asks about a thing in general (「院士来创业有什么支持」), without saying that we have it."""
    segment = _UNDECIDED.sub("", segment_around(text, at))
    return _ASKS.search(segment) is not None and not _CLAIMS.search(segment)


def is_condition(text: str, at: int) -> bool:
    """「1000万以上才有补贴？」: a bound of the rule, put forward; `at` is where the bound stands."""
    start, stop = segment_span(text, at)
    segment = text[start:stop]
    if _OF_A_CLASS.search(text[at:stop]):
        return True  # 「区里营收过亿的企业多吗」
    if re.search(r"我|咱|公司|只有|不就", segment):
        return False  # 「不就是研发投入只有300万嘛」
    # 「合同500万奖多少」, 「28人够吗」 are of this enterprise; 「营收3亿要交税吗」 is of nobody
    asked = _ASKS.search(segment) is not None and (_RULE.search(segment) or not _RECKONS.search(segment))
    return bool(asked) or _CONDITION.search(text[at:stop]) is not None or _CITES.search(text[start:at]) is not None
