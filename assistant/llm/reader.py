"""The model as reader: it is asked what a part says that the rules are unsure of, and code judges what it proposes."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from string import Template
from typing import Any, Final

from llama_index.core.base.llms.types import MessageRole

from assistant.answer.doubt import ABOUT_FACTS
from assistant.calculator.profile import show
from assistant.calculator.program import facts_of
from assistant.conversation import Conversation
from assistant.indexes import Indexes
from assistant.llm.agent import ask, said_by
from assistant.llm.breaker import Breaker
from assistant.llm.endpoint import Endpoint
from assistant.llm.failure import Failure
from assistant.llm.tokens import as_data
from assistant.reply import Doubt, DroppedOut, KeptOut, ReadBy
from assistant.settings import ModelSettings
from assistant.understanding.normalise import squeezed
from assistant.understanding.proposals import ALL_INTENTS, MOST_FACTS, Judge, Judged, Proposal
from assistant.understanding.quantities import read_quantities
from assistant.understanding.understand import Reader
from corpus.library import Policy

_log: Final = logging.getLogger("mingce")
_PROMPTS: Final = Path(__file__).parent / "prompts"
_MOST_ALIKE, _MOST_NEAR, _MOST_OTHERS = 8, 5, 6  # measures by likeness and by retrieval, recorded facts by likeness
_MOST_FACTS_SHOWN: Final = 32
_MOST_EMBEDDED: Final = 300  # characters
_FENCED: Final = re.compile(r"\A```(?:json)?\s*(.*?)\s*```\Z", re.S)
_MEASURES: Final = "measures/"
_OTHERS: Final = ("statements/", "not_stated/")
_INTENT_WORDS: Final = {
    "amount": "能拿多少钱",
    "most": "最高多少",
    "rate": "按什么比例",
    "eligible": "能不能申请、够不够条件",
    "conditions": "有什么条件",
    "where": "写在哪一条",
    "overview": "能享受哪些政策",
    "tells": "只告知情况，没有问",
    "off_topic": "跟政策无关",
}


class ProposalReader:
    """Asks a model about parts on one policy. Safe to share between threads."""

    def __init__(
        self, policy: Policy, indexes: Indexes, settings: ModelSettings, breaker: Breaker | None = None
    ) -> None:
        self._policy = policy
        self._indexes = indexes
        self._endpoint = Endpoint(settings)
        self._breaker = breaker or Breaker()
        self._likeness = indexes.likeness.get(policy.head.id)
        self._judge = Judge(policy, Reader(policy, self._likeness))

    def close(self) -> None:
        """Ends the connections."""
        self._endpoint.close()

    def read(self, doubt: Doubt, conversation: Conversation, day: date) -> ReadBy | None:
        """What the model proposes for the part in doubt, judged; None where it could not be had or is no such JSON."""
        ticket = self._breaker.admit()
        if ticket is None:
            return None
        items = self.items_for(doubt.text)
        try:
            said = self._asked(doubt.text, items, conversation)
        except Failure as failure:
            _log.warning("the model %s failed as reader: %s", self._endpoint.settings.model, failure)
            self._breaker.failed(ticket, failure.retry_after)
            return None
        self._breaker.succeeded(ticket)
        proposal = proposal_in(said)
        if proposal is None:
            _log.warning("the model %s read nothing: no such JSON", self._endpoint.settings.model)
            return None
        sure = set(doubt.why) <= ABOUT_FACTS
        judged = self._judge.judge(proposal, items, doubt.text, conversation, day, sure)
        return self._recorded(doubt, judged)

    def items_for(self, part: str) -> tuple[str, ...]:
        """The items ("measures/ID" …) that a part may be about: what a rambling part is like is often not the first."""
        text = squeezed(part)[:_MOST_EMBEDDED]
        like = [name for name, _ in self._likeness.scores(text)] if self._likeness else []
        alike = [name for name in like if name.startswith(_MEASURES)]
        others = [name for name in like if name.startswith(_OTHERS)]
        units = [hit.unit for hit in self._indexes.units.search(text, len(self._indexes.units.units))]
        own = [u for u in units if u.policy == self._policy.head.id and u.kind == "measure"]
        near = [_MEASURES + u.id.rpartition("/")[2] for u in own]
        return tuple(dict.fromkeys([*alike[:_MOST_ALIKE], *near[:_MOST_NEAR], *others[:_MOST_OTHERS]]))

    # -------------------------------------------------------------- what is asked
    def _asked(self, part: str, items: Sequence[str], conversation: Conversation) -> str:
        system = _prompt("reading").substitute(
            schema=json.dumps(_SCHEMA, ensure_ascii=False),
            facts=self._facts(part, items, conversation),
            items="\n".join(f"- {item}：{self._name(item)}" for item in items),
            intents="\n".join(f"- {intent}：{_INTENT_WORDS[intent]}" for intent in ALL_INTENTS),
        )
        context = conversation.last_question or "（第一句话）"
        task = _prompt("reading-task").substitute(context=as_data(context[:120]), message=as_data(part))
        messages = [said_by(MessageRole.SYSTEM, system), said_by(MessageRole.USER, task)]
        said: str = self._endpoint.run(lambda: ask(self._endpoint, messages)).text
        key = self._endpoint.settings.api_key
        if key and key in said:
            raise Failure("garbled", "the key")  # nothing of it is recorded
        return said

    def _facts(self, part: str, items: Sequence[str], conversation: Conversation) -> str:
        """The facts asked back and those that the items turn on, and between them all that a quantity of the part could
        be of."""
        policy = self._policy
        measures = [policy.measure_by_id[i.partition("/")[2]] for i in items if i.startswith(_MEASURES)]
        likely = [f for m in measures for f in facts_of(m)]
        quantities = read_quantities(squeezed(part))
        kinds = {"money" if q.kind == "money" else "count" for q in quantities if q.kind in ("money", "count")}
        fitting = [f for f, fact in policy.facts.items() if fact.type in kinds and not fact.cell]
        numbers = [f for f in likely if policy.facts[f].type in kinds]
        shown = list(dict.fromkeys([*conversation.asked, *numbers, *fitting, *likely]))[:_MOST_FACTS_SHOWN]
        return "\n".join(f"- {f}：{policy.facts[f].label}（{self._kind(f)}）" for f in shown)

    def _kind(self, fact_id: str) -> str:
        fact = self._policy.facts[fact_id]
        if fact.type == "rank":
            return "、".join(fact.values)
        return {"flag": "是或否", "money": "金额", "count": f"数量，{fact.unit}"}[fact.type]

    def _name(self, item: str) -> str:
        kind, _, name = item.partition("/")
        if kind == "measures":
            return self._policy.measure_by_id[name].name
        if kind == "statements":
            return next((s.answer[:40] for s in self._policy.head.statements if s.id == name), name)
        return next((n.what for n in self._policy.head.not_stated if n.id == name), name)

    def _recorded(self, doubt: Doubt, judged: Judged) -> ReadBy:
        facts = self._policy.facts
        return ReadBy(
            model=self._endpoint.settings.model,
            doubt=doubt,
            item=judged.item,
            intent=judged.intent,
            kept=tuple(KeptOut(fact=k.fact, span=k.span, value=show(facts[k.fact], k.value)) for k in judged.kept),
            dropped=tuple(DroppedOut(what=d.what, span=d.span, why=d.why) for d in judged.dropped),
            plain=judged.plain,
            asks=judged.asks,
        )


def proposal_in(said: str) -> Proposal | None:
    """The proposal in a model's answer: one JSON object, alone or fenced as code. None for anything else."""
    text = said.strip()
    fenced = _FENCED.match(text)
    try:
        data = json.loads(fenced[1] if fenced else text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    facts = data.get("facts") or []
    item, intent = data.get("item"), data.get("intent", "tells")
    if not isinstance(facts, list) or not isinstance(item, str | None) or not isinstance(intent, str):
        return None
    told = [(f.get("fact"), f.get("span")) for f in facts[:MOST_FACTS] if isinstance(f, Mapping)]
    return Proposal(tuple((f, s) for f, s in told if isinstance(f, str) and isinstance(s, str)), item, intent)


_SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {
        "item": {"type": ["string", "null"]},
        "intent": {"type": "string", "enum": list(ALL_INTENTS)},
        "facts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"fact": {"type": "string"}, "span": {"type": "string"}},
                "required": ["fact", "span"],
            },
        },
    },
    "required": ["item", "intent", "facts"],
}


@cache
def _prompt(name: str) -> Template:
    return Template((_PROMPTS / f"{name}.md").read_text(encoding="utf-8"))
