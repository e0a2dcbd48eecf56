"""What a negation reaches: from 没, 不, 未 on to the end of the clause, unless another statement begins in between; and
backwards from a predicate that denies what was named (「目标一个都没定」)."""

from __future__ import annotations

import re
from typing import Final

from assistant.understanding.surroundings import Hit, segment_span

_REACH: Final = 26  # characters
_QUESTION: Final = re.compile(
    r"不是没有?|并非没有?|不会没有?|没有不|没有?被?(?:取消|吊销|撤销|摘掉)|有没有|有无|是不是|是否|能不能|算不算|要不要|会不会|可不可以|够不够|行不行|符不符合"
)
_NEGATOR: Final = re.compile(
    r"(?:从来|从|还|并|也|都|暂时|目前|根本|压根|一直)*"
    r"(?:没有|没能|没(?![多想问事关几准啥过]*(?:问题|多久|想到|事|关系不大|几天|准备好))|未曾|尚未|未(?!来|必)|不是|并非|"
    r"不(?!变|仅|但|光|止|只|少|错|断|过(?!关)|久|低于|超过|到|足|论|管|同|如|对|知|清楚|好意思|能不|得不|难|妨|(?:走|用|经过?|需要?|必|通过).{0,4}(?:评审|评选|申报|排队|程序|流程)|久|含|包括|算?多)|"
    r"差一?点儿?(?:就)?|无(?!论|非|人|线|锡|纸|缝|所)|谈不上|称不上|缺(?:少|乏)?|非(?!常|得|要|凡))"
)
_NEW_STATEMENT: Final = re.compile(
    r"但|却|而是|只是|就是|反而|除了|除|倒是|后来|之后|现在|如今|、(?:也|都|还)?(?:有|是|已|拿|获|评|入选)|就(?:拿|有|是|评|进|入|获|签|上)|才(?:拿|有|评|进|获)"
)
_RELATIVE: Final = re.compile(r"的$")  # 「没过期的高企」 has not expired; 「没有自己的专利」 has none
_POSSESSED: Final = re.compile(
    r"(?:没有|无|不是|不属于|不具备|不具有|不算|缺)|(?:明确|清晰|清楚|独立|自己|自家|相应|专门|具体|任何|国家|省里|方面|之类|这样|一样|区里|本地|滨江|真正|像样|完整|详细|新)的$"
)
_AFTER: Final = re.compile(
    # the thing goes on (高企 证书, 名单 那边)
    r"(?:证书?|资格|资质|称号|认定|记录|情况|名单|这块|这方面|方面|的话|行为|项目|评选|评定|延期|延长|申请|"
    r"这些|这类|这种|这事|的事|的|那边|目标|规划|计划|团队|预算|客户|领域|"
    # whose, since when, how surely
    r"我们|我司|公司|自己|这边|也|还|都|一直|暂时|目前|现在|眼下|去年|今年|至今|"
    r"一个|一项|一次|一条|一件|"
    r"倒|压根|根本|从来|确实|其实|真的?|早就?|已经?|结果|最后|完全|实在)*"
    # the denial
    r"(?:没有?(?!问题|过期|到期|失效|断|变|错|停|少|毛病|话说|关系|用完|得说|消息|结果|通知|出来|公布|结论)|"
    r"未(?!来|过期|到期)|尚未|不是|不算|无(?!论)|"
    r"过期|到期了|失效|被取消|被撤|被吊销|作废|没了|"
    r"不行|不够|不具备|不符合|不属于|不明确|不清晰|不在(?!话下)|不需要|不想要|不存在|谈不上|"
    r"为零|是零|零(?!距离)|0(?![\d.万千百亿])|"
    r"黄了|泡汤|落选|失败|被拒|被否|拒了|否了|撤了|撤回|终止|中止)"
)
_ALL_OF_IT: Final = r"(?:一|半|哪一)(?:个|项|家|样|种|块|份|张|支|分钱?|毛钱?|次|条|单|笔|轮)(?:也|都|还)?|(?:也|都|全|全都|统统|通通|压根|根本|一样)+"
_ALL_DENIED: Final = re.compile(  # 「X、Y，我们一个也没有」: the clause behind says no to all that is named
    rf"(?:目前|现在|暂时|到现在|至今|这些|那些|以上|上面|实在|说实话|可惜|但)*"
    rf"(?:(?:我们|我司|咱们?|俺们?|公司|自己|这边)+(?:目前|现在|暂时|还|倒)*(?:{_ALL_OF_IT})?|{_ALL_OF_IT})(?:还)?"
    r"(?:没有?|无|不是|不算|没(?:拿|评|得|弄|做|办|沾|融|申|签|上|建|用|参与|买))(?:过|了|啊|呀|呢|哦|的|到|着)*(?=$|[，,。；;！!])"
)
_FORM: Final = re.compile(  # 「近三年违法：无」, 「高企：是」: a form's label and what is filled in
    r"(?:[^，,。；;：:！!？?\n]{0,10}[：:]\s*(?:(?P<no>否|无|没有|没|不是|不|[Nn]o?|NO|零|0)|(?P<yes>是|有|对|[Yy](?:es)?|YES))|"
    r"[：:，, ]?(?:(?P<cross>[×✗✕])|(?P<tick>[√✓✔])))(?:的|了|过)?(?=$|[，,。；;！!\n ])"
)
_FORMERLY: Final = re.compile(r"以前|之前|原来|原先|曾经|本来|早先|过去|当年|早年")
_NOW: Final = re.compile(r"(?:但是?|不过|可是?|而)?(?:现在|如今|目前|后来|今年|去年|眼下|这两年|上个月)")
_UNDONE: Final = re.compile(
    r"(?:没有?|未|不会|不|尚未|并未|还有[^，,。；;]{1,5}|快|将|即将|要|才|就要|明年|后年|年底|月底?|\d年)$"
)


def negated(text: str, hit: Hit) -> bool:
    """Whether what the words name is denied in their clause; 是否, 有没有, 不是没有 deny nothing."""
    if _start_of_negation(text, hit.start) is not None:
        return True
    _, stop = segment_span(text, hit.start)
    start, _ = segment_span(text, hit.start)
    if re.search(
        r"(?:有|(?<![可但])是|拿了|拿到|评上|获得?了|签了|用了|用的|入选了?|列入)(?:国家)?$", text[start : hit.start]
    ):
        return False  # 「用了区内芯片没拿补贴」
    return _AFTER.match(text[hit.end : max(stop, hit.end)]) is not None or denied_behind(text, max(stop, hit.end))


def denied_behind(text: str, stop: int) -> bool:
    """Whether the clause that begins at `stop` says no to all that the clause before it names."""
    return text[stop - 1 : stop] in ("，", ",") and _ALL_DENIED.match(text[stop:]) is not None


def filled_in(text: str, hit: Hit) -> tuple[bool, int] | None:
    """What a form says of the label that the words are part of, and where that ends; None where they are no label."""
    found = _FORM.match(text, hit.end)
    return None if found is None else (bool(found["yes"] or found["tick"]), found.end())


def undone(text: str, hit: Hit) -> bool:
    """「高企没过期」: a denial that is denied itself, in the gap of its words."""
    tail = hit.phrase.rsplit("…", 1)[-1]
    return "…" in hit.phrase and _UNDONE.search(text[hit.start : hit.end - len(tail)]) is not None


def alternatives(text: str, hit: Hit) -> bool:
    """「评优和不评优各拿多少」: the thing beside its opposite tells neither."""
    return (
        re.search(
            rf"{re.escape(hit.phrase)}(?:和|跟|与|、|还是|或)[不没]|[不没](?:有)?{re.escape(hit.phrase)}(?:和|跟|与|、|还是|或)",
            text,
        )
        is not None
    )


def formerly(text: str, hit: Hit) -> bool:
    """「以前是高企，现在不是了」, 「本来没上市，今年上了」: what was so before is said not to be so now."""
    start, stop = segment_span(text, hit.start)
    after = text[slice(*segment_span(text, stop))] if stop < len(text) else ""
    if not _FORMERLY.search(text[start : hit.start]) or not _NOW.match(after):
        return False
    return re.search(r"不|没|了[。！!]?$", after) is not None and not re.search(r"\d", after)


def widened(text: str, hit: Hit) -> str:
    """The user's words with the negation that stands before them."""
    start = _start_of_negation(text, hit.start)
    return text[hit.start if start is None else start : hit.end]


def _start_of_negation(text: str, at: int) -> int | None:
    """Where the negation begins that reaches this place; None where none does."""
    start, _ = segment_span(text, at)
    start = max(start, at - _REACH)
    before = _QUESTION.sub(lambda m: "＿" * len(m[0]), text[start:at])
    found = None
    for match in _NEGATOR.finditer(before):
        between = before[match.end() :]
        if _NEW_STATEMENT.search(between) or re.search(r"[^：:][：:]", between):
            continue  # 「两个不相干的项目：芯片…」: what is listed is not denied
        if _RELATIVE.search(between) and not _POSSESSED.search(match[0] + between):
            continue
        found = start + match.start()
        break
    return found
