"""What the words of a flag are said of, where that is not the enterprise: a partner's thing, customers, premises, results
that there are.
"""

from __future__ import annotations

import re
from typing import Final

from assistant.understanding.surroundings import Hit, segment_span
from corpus.rules import Fact

_LONGEST_RESULT: Final = 6  # characters of a joiner and a result's name
_DATES: Final = re.compile(r"(?:不过|但|可|那|这|都|也|已经|还)*是")
_OF_A_PARTNER: Final = re.compile(
    r"(?:给|向|从|跟|和|与|找|替|帮|(?<![业司们均其位家现已])为|由|来自|对|收购|并购|重组|入股|参股|投资)(?:了|一家|几家|别的|其他)*$"
)
_ATTRIBUTE: Final = re.compile(r"^(?:的(?!$|[，,。；;！!]|企业|公司)|生产|制造|做的|造的|研发的|供应|提供|自产)")
_PREMISES: Final = re.compile(
    r"(?:厂房|车间|仓库|生产线|产线|基地|门店|办事处|分公司|项目|展厅|实验室)(?:还|都|也|就|是|目前|现在)*$"
)
_PROJECT: Final = re.compile(r"(?:项目|工厂|车间)(?:已经?|也|都|全|均)*[列进]?$")
_SERVED: Final = re.compile(r"(?:给|为|帮|替|面向|服务于?|主攻|聚焦|针对|深耕)[^，,。；;]{0,6}$")
_CUSTOMERS: Final = re.compile(
    r"^(?:行业|企业|公司|厂|工厂|客户)?(?:这|等|和|、)?[^，,。；;]{0,4}(?:领域|客户)|^(?:行业|企业|厂|工厂)?的(?:数字|智能|改造|系统|平台)"
)


def among_results(fact: Fact, text: str, hit: Hit) -> bool:
    """「中期考核优秀跟合格，奖金是不是一样」: results beside each other are those that there are."""
    names = "|".join(map(re.escape, sorted(fact.values, key=len, reverse=True)))
    listed = rf"(?:{names})(?:的)?(?:和|跟|与|、|或者?|还是)(?:{names})"
    return re.search(listed, text[hit.start : hit.end + _LONGEST_RESULT]) is not None


def with_its_date(text: str, hit: Hit) -> str:
    """The clause of the words, and the next one where it dates them: 「被罚过，不过是五年前的事了」."""
    start, stop = segment_span(text, hit.start)
    _, end = segment_span(text, stop) if stop < len(text) else (stop, stop)
    return text[start : end if _DATES.match(text[stop:end]) else stop]


def of_a_project(text: str, hit: Hit) -> bool:
    """「未来工厂项目已列入名单」: the list of projects is not that of enterprises."""
    return "名单" in hit.phrase and _PROJECT.search(text[: hit.start]) is not None


def of_another_thing(text: str, hit: Hit) -> bool:
    """「滨江企业的芯片」 tells of the chip, not where we are."""
    if not hit.phrase.endswith(("企业", "公司")):
        return False
    before, after = text[: hit.start], text[hit.end :]
    if _OF_A_PARTNER.search(before) or (before.endswith(("是", "用", "买")) and after.startswith("的")):
        return True  # 「卖给滨江的企业」, 「控制器是滨江企业的」
    return _ATTRIBUTE.match(after) is not None


def of_premises(text: str, hit: Hit) -> bool:
    """「厂房在萧山，注册在滨江」: where a building stands is not where the enterprise is."""
    return _PREMISES.search(text[: hit.start]) is not None and hit.phrase.startswith(("在", "不在"))


def of_those_served(text: str, hit: Hit) -> bool:
    """「给服装厂做数字工厂」: the trade of customers is not the enterprise's own."""
    return _SERVED.search(text[: hit.start]) is not None or _CUSTOMERS.match(text[hit.end :]) is not None
