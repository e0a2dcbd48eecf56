"""Merging a part into the conversation: facts noted, corrections told, bare answers given to what was asked back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.calculator.intervals import Interval
from assistant.calculator.program import facts_of, pay_facts, threshold
from assistant.conversation import Conversation
from assistant.understanding.additions import add
from assistant.understanding.bare_answers import flag_answer, said_of_one
from assistant.understanding.by_year import change_in_words, placed_in_years, shared_out, undated_beside
from assistant.understanding.corrections import correct
from assistant.understanding.fact_values import ToldFact, Unclear, added_up, fits, rank_answer, to_value, yearly
from assistant.understanding.mention import cells_of
from assistant.understanding.noting import INSTEAD, note_at_hand, note_mentions
from assistant.understanding.ownership import sets_beside
from assistant.understanding.pairing import is_paid_out
from assistant.understanding.quantities import Quantity
from assistant.understanding.replies import by_number, results_by_name, says_unknown
from assistant.understanding.understand import CORRECTION, Understood
from assistant.understanding.years import distinct_years
from corpus.library import Policy
from corpus.rules import All, Fact, Not, Test

_NOTHING: Final = re.compile(
    r"(?:目前|暂时|现在|我们|我司|公司|这些|以上|上面|上述|一[个项]|哪[个项]|全部|通通|统统|什么|啥|的|，|,)*(?:都|也|全)*"
    r"(?:还|暂时)?(?:没有?|无|不是|没拿过|没获得过?|没评过?|没认定过?|一个也没有?)(?:任何|这些|过|哦|啊|呢|的|呀|吧|了|其中任何一[个项]|一[个项])*[。.!！]?"
)
_REST_NOTHING: Final = re.compile(
    r"(?:其他|其它|其余|别的|剩下的?|另外的?|除此之外|除此以外|此外|除了[这它]些?)(?:的|几[项个])?(?:我们)?(?:都|就|也|全|全都|暂时|目前)*(?:还)?(?:没有?|无|不是)|"
    r"(?:就|只有?|仅有?|只拿了?|仅仅)(?:这|它).{0,2}(?:一|1)?[个项种]|"
    r"(?:^|[，,。；;])(?:我们)?(?:就|只|仅)(?:(?:有|拿|获得?|评)|[一1](?:个|项|家))"
)
_ALL_MET: Final = re.compile(
    # 「其他条件都符合」
    r"(?:其他|其它|其余|别的|剩下|剩余|另外)?(?:的|几项|条件|各项|全部|所有)*(?:也|全|全部)?(?:都|全)(?:符合|满足|有|具备|没问题|达到|达标|行|OK|ok|是)|"
    # 「全部满足」, 「其余没问题」
    r"(?:全部|全都|统统)(?:符合|满足|达标|具备)|(?:其他|其它|其余)(?:条件|的|几项|各项)?(?:也)?(?:符合|满足|没问题)"
)
_SHORT: Final = 12  # characters: a longer part says itself what a sum is of
_IN_ALL: Final = re.compile(r"累计|总共|合计|一共|总计|现在|变成")


def merge(part: Understood, conversation: Conversation, policy: Policy) -> tuple[Understood, list[str]]:
    """Notes what the part tells. Gives the part with the facts it turned out to tell, and what a correction changed."""
    conversation.beside = conversation.beside or sets_beside(part.text)
    part = says_unknown(part, conversation, policy)
    note_at_hand(part, conversation, policy)
    corrected = correct(part, conversation, policy)
    part = results_by_name(corrected.part, conversation, policy)
    part = _rank_told(part, conversation, policy)
    told = list(part.facts.told)
    unclear = list(part.facts.unclear)
    numbered = by_number(part, conversation, policy)
    told += [n for n in numbered if n.fact not in {t.fact for t in told}]
    if not (part.facts.excepted or numbered or corrected.taken or part.replies_unknown):
        told += _bare_answers(part, conversation, policy, unclear)
    told = add(part, told, conversation, policy)
    changed = list(corrected.changed)
    corrects = CORRECTION.search(part.text) is not None
    placed = [placed_in_years(fact, conversation, policy, told, corrects) for fact in told]
    unclear += [p for p in placed if isinstance(p, Unclear)]
    told = [p for p in placed if isinstance(p, ToldFact)]
    for fact in told:
        if fact.hypothetical and not _only_supposed(fact, part, conversation, policy):
            continue
        old = conversation.note(fact.fact, fact.value, fact.span, by_year=dict(fact.by_year), year=fact.year)
        if old is not None:
            before = old.by_year or ({old.year: old.value} if old.year is not None and fact.by_year else {})
            sentence = change_in_words(policy.facts[fact.fact], old.value, before, fact)
            changed += [sentence] if sentence else []
        if policy.facts[fact.fact].type == "money":
            conversation.last_money = fact.fact
    for stage in part.stages:
        if not stage.hypothetical:
            known = {**conversation.by_year(stage.fact), **dict(stage.by_year)}
            if stage.fact in {p.starts for p in policy.periods}:
                known = dict(stage.by_year)  # a period begins once
            conversation.note(stage.fact, stage.value, stage.span, by_year=known)
    unclear += undated_beside(policy, conversation)
    part, excepted = note_mentions(part, conversation, policy, corrected.noted)
    facts = replace(part.facts, told=tuple(told), unclear=tuple(unclear))
    return replace(part, facts=facts, takes_back=corrected.taken or excepted), changed


def note_projects(projects: Sequence[Understood], conversation: Conversation, policy: Policy) -> None:
    """What several projects tell, of the enterprise as a whole: sums are added up, a flag that they do not share is open."""
    told: dict[str, list[ToldFact]] = {}
    for project in projects:
        for fact in project.facts.told:
            told.setdefault(fact.fact, []).append(fact)
    for fact_id, values in told.items():
        kind = policy.facts[fact_id].type
        whole = values[0].value
        for other in values[1:]:
            whole = whole.plus(other.value) if kind in ("money", "count") else _either(whole, other.value)
        conversation.note(fact_id, whole, "、".join(dict.fromkeys(v.span for v in values)))


def _either(one: Interval, other: Interval) -> Interval:
    upper = None if one.upper is None or other.upper is None else max(one.upper, other.upper)
    return Interval(min(one.lower, other.lower), upper)


def _rank_told(part: Understood, conversation: Conversation, policy: Policy) -> Understood:
    """「优秀！」 to a result that was asked tells that result, and no flag that has the word too."""
    fact_id = conversation.asked[0] if conversation.asked else None
    if fact_id is None or policy.facts[fact_id].type != "rank" or any(f.fact == fact_id for f in part.facts.told):
        return part
    result = rank_answer(policy.facts[fact_id], fact_id, part.text)
    if result is None:
        return part
    told = tuple(t for t in part.facts.told if t.span not in (result.span, *policy.facts[fact_id].values))
    return replace(part, facts=replace(part.facts, told=(*told, result)))


def _only_supposed(fact: ToldFact, part: Understood, conversation: Conversation, policy: Policy) -> bool:
    """「合同额300万的话」: a base that nothing else was told of goes on holding for what is asked next."""
    bases = {f for m in policy.measures if m.pays for f in (m.pays.of, *(c.of for c in m.pays.caps)) if f}
    ours = part.owners.ours_too and not fact.planned and (part.asked.says_only_premise or part.inherited)
    return ours and fact.fact in bases and fact.fact not in conversation.facts_of()


def _bare_answers(
    part: Understood, conversation: Conversation, policy: Policy, unclear: list[Unclear]
) -> list[ToldFact]:
    """「350万」 or 「是的」 after a question asked back; 「不对，是三百五十万」 after a sum told."""
    text = part.text.strip("。.!！ ")
    out: list[ToldFact] = []
    if _ALL_MET.search(text):
        out += _all_met(conversation, policy, text)
    denied = _denied(part, conversation, policy, text)
    out += denied
    out += _yes_or_no_first(part, conversation, policy, text)
    counted = any(q.kind == "count" and not q.ordinal for q in part.facts.loose)
    says_more = any(policy.facts[f.fact].type != "flag" for f in part.facts.told) or not counted
    if (part.facts.told and says_more) or part.mentions or denied:
        return [f for f in out if f.fact not in {t.fact for t in part.facts.told}]
    if conversation.asked:
        first = conversation.asked[0]
        fact = policy.facts[first]
        said = flag_answer(fact, text) if fact.type == "flag" or (fact.cell and not conversation.denied) else None
        if said is not None and fact.cell and part.facts.loose:
            said = None  # 「有一家」 says how many
        if said is not None:
            return [*out, ToldFact(first, Interval(int(said), int(said)), text)]
        if fact.type == "rank" and (
            name := next((v for v in sorted(fact.values, key=len, reverse=True) if v in text), None)
        ):
            rank = fact.rank_of(name)
            return [ToldFact(first, Interval(rank, rank), text)]
    elif turned_on := said_of_one(_flags_at_hand(conversation, policy), text):
        flag, value = turned_on
        return [*out, ToldFact(flag, Interval(int(value), int(value)), text)]
    loose = [q for q in part.facts.loose if not q.ordinal and not is_paid_out(part.text, q)]
    put_forward = part.asked.premise and (part.candidates.topics or part.candidates.statements)
    if not loose or put_forward:
        return out
    by_year = [f for f in (*conversation.asked[:1], conversation.last_money) if f and policy.facts[f].type == "money"]
    for fact_id in by_year[:1]:
        dated = shared_out(fact_id, loose, part.text, conversation, policy)
        if isinstance(dated, Unclear):
            unclear.append(dated)
            return out
        if dated is not None:
            return [*out, dated]
    # 「又进了300万，累计1100万」: what it comes to, not what came in
    asked = policy.facts[conversation.asked[0]] if conversation.asked else None
    fitting = [q for q in loose if asked and fits(asked, q)] or loose
    bare = next((q for q in fitting if _IN_ALL.search(part.text[max(0, q.start - 4) : q.start])), fitting[0])
    target = _target(part, conversation, policy, bare)
    if target is None:
        return out
    bare = yearly(policy.facts[target], part.text, bare)
    result = to_value(policy.facts[target], target, bare, bare.text)
    if isinstance(result, Unclear):
        unclear.append(result)
        return out
    if policy.facts[target].adds_up:
        result = added_up([replace(result, span=bare.text)], part.text, part.facts.loose, {bare.start}, policy.facts)[0]
    named = distinct_years(part.years)
    return [*out, replace(result, year=named[0]) if len(named) == 1 else result]


def _flags_at_hand(conversation: Conversation, policy: Policy) -> dict[str, Fact]:
    """The flags that the supports at hand turn on."""
    measures = [policy.measure_by_id[m] for m in conversation.measures]
    return {f: policy.facts[f] for m in measures for f in facts_of(m) if policy.facts[f].type == "flag"}


def _yes_or_no_first(part: Understood, conversation: Conversation, policy: Policy, text: str) -> list[ToldFact]:
    """「是的，研发投入1000万」 to a yes or no that was asked together with its sums."""
    head, parted, rest = text.partition("，")
    if not conversation.asked or not parted or not rest or not part.facts.told:
        return []
    first = conversation.asked[0]
    if policy.facts[first].type != "flag" or first in {f.fact for f in part.facts.told}:
        return []
    said = flag_answer(policy.facts[first], head)
    return [] if said is None else [ToldFact(first, Interval(int(said), int(said)), head)]


def _denied(part: Understood, conversation: Conversation, policy: Policy, text: str) -> list[ToldFact]:
    """「没有」, 「有一个…，别的没有」 to one question on several things: none of those that are not told of."""
    if not conversation.denied:
        return []
    here = {cell for m in part.mentions for cell in cells_of(m, policy)} | {f.fact for f in part.facts.told}
    rest = _REST_NOTHING.search(text)
    if not rest and (here or not _NOTHING.fullmatch(text)):
        return []
    if rest and not here:
        return []
    span = rest[0].strip("，,。；; ") if rest else text
    kept = here | (set(conversation.facts_of()) if rest else set())
    return [ToldFact(fact, Interval(0, 0), span) for fact in conversation.denied if fact not in kept]


def _target(part: Understood, conversation: Conversation, policy: Policy, quantity: Quantity) -> str | None:
    """The fact that a bare quantity answers or corrects."""

    def can_be(fact_id: str) -> bool:
        kind = policy.facts[fact_id].type
        if kind == "money":
            return quantity.kind in ("money", "number")
        return (
            kind == "count"
            and quantity.kind in ("count", "number")
            and quantity.unit in ("人", "个", "名", "位", "项", "家", "")
        )

    # 「28个，噢不对，30个」 takes back its own slip, and nothing told before
    others = part.text.replace(quantity.text, "")
    correcting = CORRECTION.search(others) or INSTEAD.match(part.text) or part.text.endswith(("呢", "呢？", "呢?"))
    if not correcting:
        for fact_id in conversation.asked:
            if can_be(fact_id):
                return fact_id
    noted = sorted(
        ((n[-1].turn, i, f) for i, (f, n) in enumerate(conversation.facts_of().items()) if can_be(f)), reverse=True
    )
    if (
        conversation.last_money
        and can_be(conversation.last_money)
        and conversation.last_money in conversation.facts_of()
    ):
        return conversation.last_money if quantity.kind != "count" else (noted[0][2] if noted else None)
    if noted and (correcting or not part.candidates.topics):
        return noted[0][2]
    turned_on = [f for m in conversation.measures for f in facts_of(policy.measure_by_id[m]) if can_be(f)]
    if part.candidates.topics:
        return None
    if len(set(turned_on)) == 1:
        return turned_on[0]
    return _reckoned_from(part, conversation, policy) if quantity.kind in ("money", "number") else None


def _reckoned_from(part: Understood, conversation: Conversation, policy: Policy) -> str | None:
    """「1200万」 after a rule was told and nothing asked back: the first sum that the support at hand, or each of those at hand, is
    reckoned from."""
    paying = [m for m in conversation.measures if (pays := policy.measure_by_id[m].pays) and pays.of]
    sums = {tuple(f for f in pay_facts(policy.measure_by_id[m]) if policy.facts[f].type == "money") for m in paying}
    if len(sums) != 1 or len(part.text) > _SHORT:
        return None
    return next((f for f in sums.pop() if f not in conversation.facts_of()), None)


def _all_met(conversation: Conversation, policy: Policy, span: str) -> list[ToldFact]:
    """「其他都符合」: every flag of recognition that was not told keeps its condition."""
    measures = [policy.measure_by_id[m] for m in conversation.measures]
    out = []
    for measure in measures:
        if measure.kind != "recognition" or not isinstance(measure.when, All):
            continue
        for condition in measure.when.all:
            negated = isinstance(condition, Not)
            test = condition.not_ if isinstance(condition, Not) else condition
            if not isinstance(test, Test) or test.fact in conversation.facts_of():
                continue
            fact = policy.facts[test.fact]
            if fact.type == "flag":
                out.append(ToldFact(test.fact, Interval(*(2 * [int(not negated)])), span))
            elif test.bound and test.bound[0] == "at_least" and test.role == "recognition":
                out.append(ToldFact(test.fact, Interval(threshold(fact, test.bound[1]), None), span))
    return out
