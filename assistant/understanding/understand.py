"""One part of a message, understood: what is asked, told and named, and what it could be about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from assistant.conversation import Conversation
from assistant.understanding.facts import FactReader, FactReading
from assistant.understanding.mentions import Mention, MentionReader, cells_of
from assistant.understanding.normalise import squeezed
from assistant.understanding.quantities import Quantity, read_quantities
from assistant.understanding.questions import Asked, read_asked
from assistant.understanding.topics import Candidates, find_candidates
from corpus.library import Policy
from corpus.references import Reference, find_references

_CLAIM: Final = re.compile(
    r"我们|我司|咱们?|我公司|本公司|我厂|我这|我家|我是|俺|本企业|贵公司|客户(?!目标)|有家企业|一家企业|某企业|他们家?|这家|那家|来电|"
    r"(?:拿|获|得|评|认|列|进|签|主导|参与|牵头|发布|通过|用|采购|买|投|花|融|上市|认定|评|挂|应用|采用|参加|制定|成立|批|中)(?:到|得|上|下来)?(?:了|过|完)|已经?|刚|新(?:拿|获|认|评)|"
    r"作为第|排第|排名第|第[一二三四五六七八九\d]+(?:起草|完成)|有[一二两三四五六七八九\d]+[项个家]"
)
_ELLIPSIS: Final = re.compile(
    r"^(?:那么?|如果|要是|换成|换|改成|改|那如果|那要是|假如|还有|再|另外|要)|呢[?？]?$|它|这个|那个|这项|那项|这笔|那笔|这条|那条|上面|刚才|前面|同上|这些|该项|此项|上述|这样|这种"
)
_HYPOTHETICAL: Final = re.compile(r"^(?:那)?(?:如果|要是|假如|假设|万一|若)")


@dataclass(frozen=True)
class Understood:
    """`text` is the part, normalised, without inner spaces; spans of facts and mentions count in it."""

    text: str
    asked: Asked
    quantities: tuple[Quantity, ...]
    references: tuple[Reference, ...]
    mentions: tuple[Mention, ...]
    unnamed: tuple[Mention, ...]  # mentions of classes that the text does not name
    facts: FactReading
    candidates: Candidates
    claims: bool  # speaks of an enterprise that has or did the thing
    elliptical: bool  # leans on what was said before

    @property
    def best_topic(self) -> float:
        return self.candidates.topics[0].score if self.candidates.topics else 0.0


class Reader:
    """Understands parts of messages about one policy. Built once; reading keeps no state."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._mentions = MentionReader(policy)
        self._facts = FactReader(policy)

    def read(self, part: str, conversation: Conversation) -> Understood:
        """`part` is normalised; the conversation says what an elliptical part leans on."""
        spaced, text = part, squeezed(part)
        quantities = tuple(read_quantities(text))
        mentions = self._mentions.read(text, quantities, conversation.mention)
        candidates = find_candidates(self._policy, text, mentions)
        elliptical = _ELLIPSIS.search(text) is not None or not candidates.topics
        active = self._active_facts(candidates, mentions, conversation, elliptical)
        return Understood(
            text=text,
            asked=read_asked(text),
            quantities=quantities,
            references=tuple(find_references(spaced, self._policy.document)),
            mentions=tuple(m for m in mentions if cells_of(m, self._policy)),
            unnamed=tuple(m for m in mentions if not cells_of(m, self._policy)),
            facts=self._facts.read(text, quantities, active),
            candidates=candidates,
            claims=_CLAIM.search(text) is not None,
            elliptical=elliptical,
        )

    def _active_facts(
        self, candidates: Candidates, mentions: list[Mention], conversation: Conversation, elliptical: bool
    ) -> frozenset[str]:
        """Facts of the measures that the part, or else the conversation, is about."""
        from assistant.calculator.assessment import facts_of

        best = candidates.topics[0].score if candidates.topics else 0
        topics = {s.item for s in candidates.topics if s.score >= max(2, best / 2)}
        measures = [m for m in self._policy.measures if m.topic in topics]
        if not topics and elliptical and not mentions:
            measures = [self._policy.measure_by_id[m] for m in conversation.measures]
        return frozenset(f for m in measures for f in facts_of(m))
