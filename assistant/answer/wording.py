"""Sentences about results, in Chinese. Every figure comes from the rule, the told facts or the calculator."""

from __future__ import annotations

from assistant.calculator.assessment import MeasureResult, Total
from assistant.calculator.conditions import ConditionResult
from assistant.calculator.intervals import Interval
from assistant.calculator.profile import Profile, show
from corpus.amounts import format_rate, format_yuan
from corpus.library import Policy
from corpus.rules import Measure


def money(amount: Interval) -> str:
    """「100万元」, 「最高100万元」, 「45万元至60万元」, 「不低于45万元」."""
    if amount.is_point:
        return format_yuan(amount.lower)
    if amount.upper is None:
        return f"不低于{format_yuan(amount.lower)}" if amount.lower else "金额未定"
    if amount.lower == 0:
        return f"最高{format_yuan(amount.upper)}"
    return f"{format_yuan(amount.lower)}至{format_yuan(amount.upper)}"


def rule_words(measure: Measure) -> str:
    """The rule in the text's own words."""
    return "；".join(measure.quote)


def rule_short(measure: Measure) -> str:
    """The rule's figures in a few words: 「500万元」, 「最高200万元」, 「按合同金额的15%」."""
    pays = measure.pays
    if pays is None:
        return measure.unpriced or rule_words(measure)
    most = "最高" if pays.ceiling else ""
    if pays.amount is not None:
        return f"{most}{format_yuan(pays.amount)}"
    if pays.full:
        return f"{most}全额"
    assert pays.rate is not None
    return f"{most}{format_rate(pays.rate)}"


def failed_words(policy: Policy, condition: ConditionResult, profile: Profile) -> str:
    """「研发人员团队不低于30人（您告知的是28人，还差2人）」."""
    fact = policy.facts[condition.test.fact]
    told = profile.told.get(condition.test.fact)
    shown = show(fact, told.value) if told else None
    if isinstance(shown, str):
        miss = f"，{condition.miss}" if condition.miss else ""
        return f"{condition.test.text}（您告知的是{shown}{miss}）"
    return f"{condition.test.text}（您告知的情况不符合）"


def readings_words(result: MeasureResult) -> str | None:
    """Both readings side by side, where they differ in amount."""
    amounts = result.amount_readings
    if len({r.amount for r in amounts}) < 2:
        return None
    return "；".join(f"按“{r.name}”理解为{money(r.amount)}" for r in amounts)


def supposed_words(result: MeasureResult) -> str | None:
    """What was taken as true without being told, in the text's own words."""
    texts = [c.test.text for c in result.conditions if not c.told and c.test.fact in result.supposed]
    return f"前提：{'；'.join(dict.fromkeys(texts))}。" if texts else None


def authority_words(result: MeasureResult) -> str | None:
    """The steps that the authority decides (经认定, 评审) and that lower no sum (promise 5); None without any."""
    steps = [u.what for u in result.unknown if u.kind == "authority"]
    return f"须由主管部门决定：{'；'.join(steps)}。" if steps else None


def rests_on(policy: Policy) -> str:
    """What a reply with a sum ends with (promise 7)."""
    head = policy.head
    offices = head.lead_office + (f"会同{head.joint_office}" if head.joint_office else "")
    return (
        f"以上依据{head.number}《{head.title}》，自{_date(head.effective)}起施行，"
        f"效力核对于{_date(head.status_checked_on)}；最终以{offices}审核为准。"
    )


def _date(day: object) -> str:
    year, month, date = str(day).split("-")
    return f"{int(year)}年{int(month)}月{int(date)}日"


def unpriced_words(policy: Policy, total: Total) -> str | None:
    """Money of unstated size, named beside the sum."""
    if not total.unpriced:
        return None
    names = "、".join(policy.measure_by_id[m].name for m in total.unpriced)
    return f"另有{names}，金额原文没有写明，未计入"
