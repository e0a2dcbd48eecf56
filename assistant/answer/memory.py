"""What mingce has noted: shown, deleted, started anew, kept for the next turn; and the courtesies."""

from __future__ import annotations

from assistant.answer.draft import Draft
from assistant.answer.turn import Turn
from assistant.conversation import US, Conversation
from assistant.understanding import screening
from assistant.understanding.bare_answers import named_alone
from assistant.understanding.by_year import told_in_words
from assistant.understanding.listed import items_of
from assistant.understanding.screening import Courtesy
from assistant.understanding.understand import Reader
from corpus.library import Policy


def answer_courtesy(policy: Policy, what: Courtesy) -> Draft:
    """「你好」, 「谢谢」, 「你能做什么」: `answered` without citation or total; sample questions where they help."""
    head = policy.head
    subject = f"《{head.title}》（{head.number}）"
    leads = {
        "greeting": f"您好，我是明策，回答{subject}的问题。",
        "thanks": "不客气，还有政策问题可以继续问我。",
        "farewell": "再见，有政策问题随时来问。",
        "who": f"我是明策，{head.region}的政策问答与权益测算助手，不是工作人员。",
        "help": f"我能查{subject}的条款、测算奖励和补贴金额、判断是否符合条件，每个数字都附条款出处。",
    }
    shown = policy.samples.shown[:3]
    body = () if what in ("thanks", "farewell") or not shown else (f"可以这样问：{'；'.join(shown)}",)
    return Draft(
        "answered",
        leads[what],
        body,
        kind="courtesy",
        keeps_topic=True,
        choices=shown if what in ("greeting", "help", "who") else (),
    )


def answer_recall(policy: Policy, conversation: Conversation) -> Draft:
    """「你记了我什么」: each noted fact of each subject with its value, turn and the user's words; no citation or total."""
    lines = []
    for subject, facts in conversation.noted.items():
        told = conversation.told(subject)
        for fact_id in facts:
            value = told_in_words(policy.facts[fact_id], told[fact_id])
            lines.append(
                f"- {subject}：{policy.facts[fact_id].label}＝{value}（第{told[fact_id].turn}轮：“{told[fact_id].span}”）"
            )
    if not lines:
        return Draft("answered", "目前没有记下任何企业情况。", kind="memory", keeps_topic=True)
    return Draft(
        "answered",
        f"我记下了{len(lines)}项情况：",
        ("\n".join(lines), "要删除可以说“把……删掉”，全部清空可以说“重新算”。"),
        kind="memory",
        keeps_topic=True,
    )


def answer_reset(conversation: Conversation) -> Draft:
    """「重新算」: everything noted is gone from the conversation, which keeps its count of turns."""
    conversation.reset()
    return Draft("answered", "好的，之前记下的情况已全部清空，请重新告诉我企业的情况和想问的问题。", kind="memory")


def answer_other_company(conversation: Conversation) -> Draft:
    """「换一家」 and nothing else: the conversation moves to a new subject, for which nothing is noted."""
    switch_company(conversation)
    return Draft(
        "answered",
        "好的，换一家企业，之前那家的情况不会用在这一家上。请告诉我这家企业的情况和想问的问题。",
        kind="memory",
    )


def answer_subject(conversation: Conversation) -> Draft:
    """「再说回甲」 and nothing else: the conversation goes on about that enterprise."""
    return Draft("answered", f"好的，接着说{conversation.subject}的情况。", kind="memory", keeps_topic=True)


def switch_company(conversation: Conversation) -> None:
    """A new subject with nothing noted; what the conversation is about stays."""
    taken = set(conversation.noted) | {conversation.subject}
    number = 2
    while (name := "另一家" if number == 2 else f"第{number}家") in taken:
        number += 1
    conversation.go_to(name)


def back_to_first(conversation: Conversation) -> None:
    """「回到我们」: the subject is the speaker's own enterprise again, with what was noted of it."""
    conversation.go_to(US)
    conversation.aside = False


def answer_forget(policy: Policy, conversation: Conversation, named: str) -> Draft:
    """Deletes the noted facts that the words name; says so where there are none."""
    found = facts_named(policy, conversation, named)
    if not found:
        noted = "、".join(policy.facts[f].label for f in conversation.facts_of())
        rest = f"目前记下的有：{noted}。" if noted else "目前没有记下任何情况。"
        return Draft("answered", f"没有记下“{named}”，不用删除。", (rest,), kind="memory", keeps_topic=True)
    for fact in found:
        conversation.forget(fact)
    labels = "、".join(policy.facts[f].label for f in found)
    return Draft("answered", f"已删除：{labels}。", kind="memory", keeps_topic=True)


def facts_named(policy: Policy, conversation: Conversation, words: str) -> list[str]:
    """The noted facts that words name: by the whole label, else by any word of theirs."""
    noted = list(conversation.facts_of())
    return [f for f in noted if policy.facts[f].label == words] or [f for f in noted if _names(policy, f, words)]


def _names(policy: Policy, fact_id: str, words: str) -> bool:
    fact = policy.facts[fact_id]
    if words in fact.label or fact.label in words:
        return True
    return (fact.type != "flag" and any(w in words for w in (*fact.say, *fact.weak) if len(w) > 1)) or words in fact.say


def answer_command(policy: Policy, text: str, conversation: Conversation, reader: Reader) -> Draft | None:
    """Courtesies, and commands to the memory; None for any other message."""
    courtesy = screening.courtesy(text)
    if courtesy:
        return answer_courtesy(policy, courtesy)
    found = screening.command(text)
    if found is None:
        return None
    name, argument = found
    if name == "recall":
        return answer_recall(policy, conversation)
    if name == "reset":
        return answer_reset(conversation)
    if name == "back":
        back_to_first(conversation)
        return Draft("answered", f"好的，接着说{conversation.subject}的情况。", kind="memory", keeps_topic=True)
    if name == "forget":
        of_class = not facts_named(policy, conversation, argument) and reader.names_noted(text, conversation)
        return None if of_class else answer_forget(policy, conversation, argument)
    if name == "other_company" and len(argument) < 2:
        return answer_other_company(conversation)
    return None


def remember(turn: Turn, draft: Draft, part: str) -> None:
    """Keeps in the conversation what the next turn may lean on: what was asked back, listed, cited, told and claimed."""
    conversation = turn.conversation
    conversation.asked = list(draft.asked or turn.part.heading or named_alone(turn.part, turn.policy))
    conversation.without_unit = [u.span for u in turn.part.facts.unclear if u.why == "unit"]
    conversation.denied = list(draft.denied if draft.asked else turn.part.heading[1:] and turn.part.heading)
    if listed := items_of(draft.lead):
        conversation.listed = listed
    if draft.quotes:
        conversation.clauses = [(q.clause, q.text) for q in draft.quotes]
    if draft.keeps_topic:
        return
    if not (turn.part.inherited and conversation.last_question):
        conversation.last_question = part
    conversation.last_kind = draft.kind
    if draft.about:
        conversation.measures = list(draft.about)
        conversation.answer(list(draft.about))
    if draft.kind == "sum":
        conversation.last_sums = list(draft.about)
    if draft.kind in ("sum", "overview") and draft.outcome in ("eligible", "answered", "needs_facts"):
        _note_claims(turn, draft)


def _note_claims(turn: Turn, draft: Draft) -> None:
    """What the enterprise claims, not merely asks about: 「一共」 adds it up."""
    conversation = turn.conversation
    claimed = conversation.claimed.setdefault(conversation.subject, [])
    told = set(conversation.facts_of())
    for result in draft.results:
        measure = result.measure
        bases = {measure.pays.each, measure.pays.of} if measure.pays else set()
        owned = bool(bases & told) or (turn.part.claims and result.status == "met" and not bases - {None})
        if owned and result.status != "unmet" and measure.id not in claimed:
            claimed.append(measure.id)
