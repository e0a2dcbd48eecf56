"""Whether the enterprise supplies a thing to others rather than using it.

What a policy pays to those who apply a thing made in the district is not for its maker: 「我们做芯片，卖给滨江企业」,
「我们是区内芯片厂」, 「客户用了我们的芯片」 all tell that it is not applied. 「我们的供应商是区内芯片厂」 and 「我们也用」 do not.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final

_US: Final = (
    r"(?:我们|我司|我方|我厂|咱们?|俺们?|本公司|本企业|(?<![\u4e00-\u9fff])公司)(?:公司|企业|厂|这边|这里|自己)?"
    r"(?!的?(?:供应商|供货[商方]|上游|客户|合作方?))"
)
_NEAR: Final = r"[^，,。；;！!？?\n]"
_AS: Final = r"(?:也|就|都|自己|本身|一直|主要|专门|专业|目前|现在|去年|今年)*(?:是|就是)?(?:一家|家)?"
_BY_US: Final = rf"(?:{_US}|^|(?<=[，,。；;！!？?])){_AS}"  # a clause that names nobody is ours
_MAKE: Final = r"(?:做|生产|制造|造|自产|卖|销售|出售|供应(?!商)|供(?!应商|货[商方])|提供|设计|研制|经营|代理)(?:销售|供应)?(?!(?:不|没|完|好)|[^，,。]{0,2}项目)"
_MAKER: Final = (
    r"(?:芯片)?(?:厂家?|厂商|供应商|供货商|生产商|制造商|生产企业|制造企业|设计公司|企业|公司|卖家|卖方|供应方|供货方)"
)
_GIVES: Final = r"(?:卖|供|供应|供货|销售|出货|发货|交付|提供)(?:了|过|的)?(?:是)?给(?!我|咱|俺|本公司)"
_ANOTHER: Final = (
    r"(?:客户|别人|人家|他们|对方|下游|甲方|买家|买方|用户|[^，,。；;！!？?\n]{0,6}(?:企业|公司|工厂|厂家|厂))"
)
_TAKES: Final = r"(?:都|也|就|在|已经|直接|长期)*(?:用|采购|买|订|选用|应用|装)(?:的是|的都是|了|过|的)?(?:是)?"
_OURS: Final = r"(?:我们|我司|我厂|咱们?|俺们?|本公司)(?:家|公司|厂)?"
_USES: Final = re.compile(
    rf"{_US}(?:自己|也|还|都|就|项目(?:上|里)?|车间|生产线|产线|去年|今年|现在)*(?:在|有)?(?:用|应用|采用|使用|采购|买|购买|购置)(?!户|途|品|地)"
)


def supplies(text: str, things: Collection[str]) -> str | None:
    """The words of a normalised text that tell that the enterprise supplies one of these things; None where none do, or
    where it says that it uses them too."""
    if _USES.search(text):
        return None
    found = _pattern(frozenset(things)).search(text)
    return found[0] if found else None


@lru_cache(maxsize=64)
def _pattern(things: frozenset[str]) -> re.Pattern[str]:
    thing = f"(?:{'|'.join(map(re.escape, sorted(things, key=lambda w: (-len(w), w))))})"
    makes = rf"{_BY_US}{_MAKE}{_NEAR}{{0,6}}?{thing}(?:{_MAKER}|的|$|(?=[，,。；;！!？?]|{_GIVES}))"
    is_maker = rf"{_US}{_AS}{_NEAR}{{0,8}}?{thing}{_NEAR}{{0,4}}?{_MAKER}(?!的|用|应用|采购)"
    gives = rf"(?:{_BY_US}|把){_NEAR}{{0,10}}?{_GIVES}"
    taken = rf"{_ANOTHER}{_TAKES}{_OURS}(?!的?(?:钱|贷款))"
    return re.compile(rf"{makes}|{is_maker}|{gives}|{taken}")
