"""Operators on what is said of figures: level and class, boundary, ceiling, each, conjunction, negation, modality."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.library import Policy
from eval.mutation.mutant import Kind, Right
from eval.mutation.places import MONEY, instead, replaced, sentence_at

_BOUNDARIES = (
    ("不低于", ("不超过", "超过", "低于")),
    ("不少于", ("不超过", "少于")),
    ("不超过", ("不低于", "超过", "不少于")),
    ("及以上", ("以下", "及以下")),
    ("以上", ("以下",)),
    ("以内", ("以上",)),
    ("达到", ("低于", "超过", "不超过")),
    ("不足", ("超过",)),
    ("不到", ("超过",)),
)
_EACH = (
    ("每年总额", ("总额", "每项总额")),
    ("每年", ("一次性", "每项", "每月")),
    ("每批", ("每年", "累计")),
    ("单个企业", ("单个项目", "所有企业合计")),
    ("分阶段", ("一次性",)),
    ("连续资助", ("每次资助",)),
)
_CONJUNCTIONS = (("或者", "并且"), ("或", "且"), ("同时符合", "符合其中之一"), ("三者有其一", "三者缺一不可"))
_MODALITY = (
    ("可以", ("一定能", "必须", "肯定可以")),
    ("可获", ("必获", "肯定获")),
    ("可给予", ("必须给予", "一定给予")),
    ("可上浮", ("一律上浮", "应上浮")),
    ("原则上", ("一律", "")),
    ("可申请", ("必须申请",)),
    ("优先认定", ("直接认定", "保证认定")),
    ("鼓励", ("强制",)),
)


def levels(right: Right) -> Iterator[tuple[Kind, str, str]]:
    """省级 for 国家级, 二等奖 for 一等奖, 参与 for 主导, 行业标准 for 国家标准: from the policy's own vocabulary."""
    text = right.text
    for names in _classes(right.policy):
        surfaces = {surface: value for value, words in names.items() for surface in words}
        pattern = re.compile("|".join(map(re.escape, sorted(surfaces, key=len, reverse=True))))
        for match in pattern.finditer(text):
            start, end = sentence_at(text, match.start())
            if right.policy.head.title in text[start:end]:
                continue
            value, there = surfaces[match[0]], text[start:end]
            said = {surfaces[m[0]] for m in pattern.finditer(there)}
            others = [other for other in names if other not in said and not _alike(right.policy, value, other, there)]
            for other in others[:3]:
                word = names[other][0]
                yield "level", replaced(text, *match.span(), word), f"{match[0]}→{word}"


def _classes(policy: Policy) -> Iterator[dict[str, list[str]]]:
    """Value -> its words of two characters and more, for each slot and for the kinds of each family."""
    vocabulary = policy.vocabulary
    for values in (*vocabulary.slots.values(), *(family.kinds for family in vocabulary.families.values())):
        yield {value: [word for word in words if len(word) > 1 and word != "全国"] for value, words in values.items()}


def _alike(policy: Policy, one: str, other: str, sentence: str) -> bool:
    """Whether the text gives both the same (研发中心 and 企业技术中心), or one is a wider word for the other."""
    for family in policy.vocabulary.families.values():
        wide = {one: family.covers.get(one, ()), other: family.covers.get(other, ())}
        if one in wide[other] or other in wide[one] or other in family.covers:
            return True
        if {one, other} == {"主导", "参与"} & {one, other} and any(kind in sentence for kind in family.positioned):
            return True
    cells = [fact.cell for fact in policy.facts.values() if fact.cell]
    return any({one, other} <= set(cell.kind) for cell in cells)


def boundaries(right: Right) -> Iterator[tuple[Kind, str, str]]:
    """以上 for 以下, a strict bound for an inclusive one. 「以上依据…」 bounds nothing."""
    for kind, text, change in instead(right.text, "boundary", _BOUNDARIES):
        if not re.search(r"(?:^|[。\n（，])以下(?:依据|只|所)", text):
            yield kind, text, change


def ceilings(right: Right) -> Iterator[tuple[Kind, str, str]]:
    """最高 dropped before a sum, or put before a fixed one."""
    text = right.text
    for match in re.finditer(
        r"(最高不超过|最高|最多|不超过)(?=(?:实际采购额的)?\d+(?:\.\d+)?(?:万元|亿元|元|万|%))", text
    ):
        yield "ceiling", replaced(text, *match.span(), ""), f"-{match[0]}"
    for match in MONEY.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        granted = re.search(r"(?:为|给予|合计|奖励|补)$", before)
        if granted and "最高" not in before and "上限" not in before and "不" not in before:
            yield "ceiling", replaced(text, match.start(), match.start(), "最高"), f"+最高{match[0]}"
            yield "ceiling", replaced(text, match.start(), match.start(), "不低于"), f"+不低于{match[0]}"


def each(right: Right) -> Iterator[tuple[Kind, str, str]]:
    """每年 for 一次性, 单个项目 for 单个企业."""
    yield from instead(right.text, "each", _EACH)


def conjunctions(right: Right) -> Iterator[tuple[Kind, str, str]]:
    """或 for 且 between conditions, and the other way round."""
    text = right.text
    for one, other in _CONJUNCTIONS:
        for old, new in ((one, other), (other, one)):
            if len(old) > 1 or (old == "或" and not any(longer[0] in text for longer in _CONJUNCTIONS[:1])):
                yield from instead(text, "conjunction", ((old, (new,)),))


def negations(right: Right) -> Iterator[tuple[Kind, str, str]]:
    """不 and 没有 dropped, or put where there was none."""
    text = right.text
    for match in re.finditer(
        r"(?:没有|尚未|未|不|无)(?=能|可|符合|享受|再|写明|满足|计入|违法|环境|另下|给|通过|合格|说明|列名)", text
    ):
        words = {"没有": "已", "尚未": "已"}.get(match[0], "")
        yield "negation", replaced(text, *match.span(), words), f"-{match[0]}{text[match.end() : match.end() + 4]}"
    for match in re.finditer(r"(?<![不未没无])(?:可以|符合|享受|给予|合格|具有|拥有|属于|计入|写明|为政策)", text):
        yield "negation", replaced(text, match.start(), match.start(), "不"), f"+不{match[0]}"


def modality(right: Right) -> Iterator[tuple[Kind, str, str]]:
    """可以 told as 一定能, 原则上 as 一律."""
    yield from instead(right.text, "modality", _MODALITY)


OPERATORS = (levels, boundaries, ceilings, each, conjunctions, negations, modality)
