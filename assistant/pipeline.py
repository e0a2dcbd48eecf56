"""One turn: the steps that a message goes through, in order, each able to end it (design, section 7)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from assistant.answer.by_project import answer_projects
from assistant.answer.compose import compose, proof_of, unproven
from assistant.answer.dialogue import answer_item
from assistant.answer.draft import Draft
from assistant.answer.joining import Answered, Envelope, first_doubt, part_out
from assistant.answer.memory import answer_command, answer_subject, back_to_first, remember, switch_company
from assistant.answer.proof import Unproven
from assistant.answer.routing import route
from assistant.answer.subjects import answer_one_subject, answer_subjects
from assistant.answer.turn import Turn
from assistant.assessing import assess_facts
from assistant.conversation import US, Conversation
from assistant.engine import engine_hash
from assistant.errors import BadInput
from assistant.indexes import Indexes, open_indexes
from assistant.replay import Replayed, as_line, check_unchanged, without_model
from assistant.reply import Doubt, PartOut, ReadBy, Receipt, Reply
from assistant.sessions import SessionStore
from assistant.settings import Settings
from assistant.understanding import screening
from assistant.understanding.english import translate
from assistant.understanding.listed import asks_only_for_it, named_item
from assistant.understanding.merging import merge, note_projects
from assistant.understanding.normalise import normalise, readable
from assistant.understanding.parts import Part, parts_by_subject, split_parts
from assistant.understanding.pinyin import PinyinReader
from assistant.understanding.projects import split_by_project
from assistant.understanding.spelling import Speller, vocabulary_of
from assistant.understanding.subjects import read_subjects
from assistant.understanding.understand import Reader
from assistant.understanding.unit_answers import with_declared_unit, with_unit
from corpus.library import Policy, load_library
from index.policy_units import samples_of

if TYPE_CHECKING:
    from assistant.llm.writer import Writer

_log = logging.getLogger("mingce")
_RECALLED = 3  # earlier turns that a model is shown


class ModelReader(Protocol):
    """Proposes, by a model, what a part says that the rules were unsure of."""

    def read(self, doubt: Doubt, conversation: Conversation, day: date) -> ReadBy | None:
        """What it proposed, judged; None where it could not be had. `conversation` is as it was before the message."""


@dataclass
class Assistant:
    """Answers questions about the policies of a library. Safe to share between threads."""

    policies: tuple[Policy, ...]
    indexes: Indexes
    sessions: SessionStore
    writer: Writer | None = None  # the model that words answers, where one is configured
    model_reader: ModelReader | None = None  # reads what the rules are unsure of, where one is configured
    _readers: dict[str, Reader] = field(default_factory=dict)

    @classmethod
    def open(cls, sessions: str | None = None, settings: Settings | None = None) -> Assistant:
        """From the environment. `sessions` ":memory:" keeps conversations for this process alone.

        Raises PolicyError, IndexUnavailable where the index cannot be built, BadInput for a setting that cannot be used.
        """
        settings = settings or Settings.from_environment()
        policies = load_library()
        indexes = open_indexes(policies, settings)
        url = "sqlite:///:memory:" if sessions == ":memory:" else sessions or settings.database_url
        writer, model_reader = None, None
        if settings.model:
            from assistant.llm.reader import ProposalReader  # which take over a second to import
            from assistant.llm.writer import Writer

            writer = Writer(policies[0], indexes, settings.model.wording)
            model_reader = ProposalReader(policies[0], indexes, settings.model.reading)
        return cls(policies, indexes, SessionStore(url), writer, model_reader)

    @property
    def policy(self) -> Policy:
        """The policy that questions are answered from: the first of the library."""
        return self.policies[0]

    def ask(self, question: str, session: str | None = None, asked_on: date | None = None) -> dict[str, Any]:
        """The reply's JSON. Every turn is stored, also one that ends in an error. Raises BadInput."""
        return self.word(self.answer(question, session, asked_on), question).to_json()

    def answer(
        self,
        question: str,
        session: str | None = None,
        asked_on: date | None = None,
        recorded: ReadBy | None = None,
    ) -> Reply:
        """The reply as the rules give it, recorded. `recorded` is what a model read when the turn was first answered: no
        other is asked. Raises BadInput, which carries the recorded reply of outcome `error`."""
        session = session or self.sessions.new_id()
        day = asked_on or date.today()
        with self.sessions.lock(session):
            stored = self.sessions.load(session)
            conversation = _next_turn(stored)
            envelope = Envelope(self.policy, session, conversation, day, self._receipt())
            try:
                message = readable(question)
            except BadInput as error:
                error.reply = envelope.error(str(error))
                self.sessions.record(session, conversation.turn, question, day, error.reply, conversation.to_json())
                raise
            answer = self._reply(message, envelope)
            reading = recorded or self._read_by_model(answer, stored, day)
            if reading and reading.plain:
                envelope = replace(envelope, conversation=_next_turn(stored))
                answer = self._reply(message, envelope, reading)
            reply = answer.read_by_model(reading) if reading else answer
            state = envelope.conversation.to_json()
            self.sessions.record(session, conversation.turn, question, day, reply.to_json(), state)
            return reply

    def _read_by_model(self, answer: Reply, stored: Mapping[str, Any] | None, day: date) -> ReadBy | None:
        """What a model reads in the part that the rules were unsure of; None without a doubt, a model or an answer."""
        if self.model_reader is None or answer.doubt is None:
            return None
        return self.model_reader.read(answer.doubt, _next_turn(stored), day)

    def word(self, reply: Reply, question: str) -> Reply:
        """A recorded reply in the words of the model, where there is one, and recorded so.

        Nobody waits for it but who asked: the conversation is not locked, and its next turn does not depend on it.
        """
        if self.writer is None:
            return reply
        recent = self.sessions.recent(reply.session, reply.turn, _RECALLED)
        worded = self.writer.word(reply, question.strip(), recent)
        if worded is not reply:
            self.sessions.reword(reply.session, reply.turn, worded.to_json())
        return worded

    def assess(self, facts: object, suppose: bool = False) -> dict[str, Any]:
        """FACTS.json -> total, measures, facts, questions of the reply. Raises BadInput."""
        return assess_facts(self.policy, facts, suppose)

    def replay(self, session: str, turn: int | None = None) -> Replayed:
        """A recorded turn (the last one by default) answered anew from the conversation's beginning, the same byte for byte
        but for a model's wording. Raises BadInput where that cannot be had."""
        history = self.sessions.history(session)
        wanted = next((t for t in reversed(history) if turn in (None, t.turn)), None)
        if wanted is None:
            raise BadInput(f"没有会话 {session} 的第{turn}轮记录。" if history else f"没有会话 {session} 的记录。")
        turns = [t for t in history if t.turn <= wanted.turn]
        if [t.turn for t in turns] != list(range(1, wanted.turn + 1)):
            raise BadInput(f"会话 {session} 前面的轮次没有记录，不能重放。")
        check_unchanged(wanted.receipt or {}, self._receipt().model_dump())
        again = Assistant(self.policies, self.indexes, SessionStore(":memory:"))
        reply: dict[str, Any] = {}
        for record in turns:
            try:
                read_by = record.reply.get("read_by")
                reading = ReadBy.model_validate(read_by) if read_by else None
                reply = again.answer(record.question, session, date.fromisoformat(record.asked_on), reading).to_json()
            except BadInput as error:
                reply = error.reply
        if as_line(reply) != as_line(without_model(wanted.reply)):
            raise BadInput("重放的回复与记录不同：记录被改动过，请告知维护人员。")
        return Replayed(reply, wanted.reply["receipt"]["model"] if wanted.reply.get("offline") else None)

    # -------------------------------------------------------------- the steps of a turn
    def _reply(self, message: str, envelope: Envelope, reading: ReadBy | None = None) -> Reply:
        """`reading`: the part that it is of is answered as retold there."""
        conversation, day = envelope.conversation, envelope.day
        read = self.speller.correct(self.pinyin.read(translate(normalise(message))))
        text = with_declared_unit(with_unit(read, conversation.without_unit))
        command = answer_command(self.policy, text, conversation, self._reader)
        if command is not None:
            return envelope.single(command)
        text, dropped = screening.drop_injections(text)
        if not text:
            return envelope.single(self._nothing_left())
        if dropped:
            self._reader.lean_on(dropped, conversation)
        by_project = self._by_project(text, conversation, message, day)
        if by_project:
            return envelope.joined([by_project], bool(dropped))
        before = conversation.subject
        parts = parts_by_subject(text, conversation.subjects)
        text, compared = (text, ()) if parts else self._addressed(text, conversation)
        if not text:
            return envelope.single(answer_subject(conversation))
        if compared:
            side_by_side, beside = self._compared(compared, text, conversation, message, day)
            return envelope.joined([side_by_side], bool(dropped), beside)
        item = asks_only_for_it(text, conversation.listed)
        if item:
            turn = Turn(self.policy, self.indexes, conversation, self._reader.read(text, conversation, day))
            answered = [self._composed(turn, answer_item(turn, item), text, message)]
            return envelope.joined(answered, bool(dropped))
        parts = parts or split_parts(named_item(text, conversation.listed))
        if conversation.subject not in (before, US):
            parts = [replace(part, claims=True) for part in parts]
        if len(parts) > 1 and not any(p.other_company or p.subject for p in parts):
            for part in parts:  # a fact told beside the last question holds for the first one too
                merge(self._reader.read(part.text, conversation, day), conversation, self.policy)
        retold = {reading.doubt.part: reading} if reading and reading.plain else {}
        answered = [
            self._part(part, conversation, message, day, len(parts) > 1, retold.get(i)) for i, part in enumerate(parts)
        ]
        if any(p.other_company for p in parts):  # an aside: the conversation goes on about us
            back_to_first(conversation)
            conversation.measures = [r.measure.id for r in answered[0].draft.results] or conversation.measures
            conversation.mention = next(iter(answered[0].turn.part.mentions), conversation.mention)
        return envelope.joined(answered, bool(dropped)).model_copy(update={"doubt": first_doubt(answered)})

    def _addressed(self, text: str, conversation: Conversation) -> tuple[str, tuple[str, ...]]:
        """Turns the conversation to the enterprise that a message speaks of. Gives the rest of the message, and the
        enterprises that it sets side by side."""
        if screening.back_to_us(text) or (conversation.aside and screening.speaks_of_us(text)):
            back_to_first(conversation)
            conversation.measures = conversation.measures or self._of_what_was_told(conversation)
            return text, ()
        found = screening.command(text)
        if found and found[0] == "other_company":
            switch_company(conversation)
            conversation.aside = screening.is_aside(text)
            text = found[1]
        fresh = not conversation.facts_of()
        spoken = read_subjects(text, conversation.subjects, conversation.subject, conversation.before, fresh)
        if spoken.subject:
            if found and conversation.subject != spoken.subject:  # 「换一家，乙公司…」
                conversation.noted.pop(conversation.subject, None)
            conversation.go_to(spoken.subject)
            conversation.aside = spoken.aside
        if not conversation.measures:
            conversation.measures = self._of_what_was_told(conversation)
        if spoken.alike:
            conversation.take_over(spoken.alike)
        return spoken.text, spoken.compared

    def _of_what_was_told(self, conversation: Conversation) -> list[str]:
        """Measures whose sums are reckoned from what the present enterprise told."""
        told = conversation.facts_of().keys()
        priced = [m for m in self.policy.measures if m.pays]
        return [m.id for m in priced if m.pays and {m.pays.each, m.pays.of} & told]

    @property
    def _reader(self) -> Reader:
        return self._readers.setdefault(
            self.policy.head.id, Reader(self.policy, self.indexes.likeness.get(self.policy.head.id))
        )

    @cached_property
    def speller(self) -> Speller:
        """Corrects slips of the keyboard towards the policy's own words."""
        return Speller(vocabulary_of(self.policy), self.indexes.units.segmenter)

    @cached_property
    def pinyin(self) -> PinyinReader:
        """Reads pinyin as the characters that the policy and its sample questions are written in."""
        written = [self.policy.document.text, *(s.question for s in samples_of(self.policy))]
        return PinyinReader(written, vocabulary_of(self.policy))

    def _part(
        self,
        part: Part,
        conversation: Conversation,
        message: str,
        day: date,
        brief: bool = False,
        reading: ReadBy | None = None,
    ) -> Answered:
        policy = self.policy
        if part.other_company and conversation.subject == US:
            switch_company(conversation)
        if part.subject:
            conversation.go_to(part.subject)
        read = self._reader.read(part.text, conversation, day, part.claims)
        understood, changed = merge(read, conversation, policy)
        if reading:  # what the rules read for sure is noted; what was read besides is told in plain words
            part = replace(part, text=reading.plain)
            read = self._reader.read(part.text, conversation, day, part.claims)
            understood, changed = merge(read, conversation, policy)
            for kept in reading.kept:
                conversation.quote(kept.fact, kept.span)
        turn = Turn(policy, self.indexes, conversation, understood, changed)
        return self._composed(turn, route(turn), part.text, message, brief)

    def _composed(self, turn: Turn, draft: Draft, part: str, message: str, brief: bool = False) -> Answered:
        """The draft in words, each figure proven; what the next turn leans on is kept."""
        text = compose(turn, draft, turn.changed, brief)
        try:
            proof = proof_of(turn, draft, text, message)
        except Unproven as error:
            _log.error("%s: %s", message, error)
            draft = unproven(draft)
            text = compose(turn, draft)
            proof = proof_of(turn, draft, text, message)
        remember(turn, draft, part)
        return Answered(part, turn.conversation.subject, turn, draft, text, proof)

    def _by_project(self, text: str, conversation: Conversation, message: str, day: date) -> Answered | None:
        """Several projects of the present enterprise in one message, each with a sum of its own."""
        turns = [
            (
                name,
                Turn(self.policy, self.indexes, conversation, self._reader.read(piece, conversation, day, claims=True)),
            )
            for name, piece in split_by_project(text)
        ]
        draft = answer_projects(turns) if turns else None
        if draft is None:
            return None
        note_projects([turn.part for _, turn in turns], conversation, self.policy)
        return self._composed(turns[0][1], draft, text, message)

    def _compared(
        self, subjects: tuple[str, ...], text: str, conversation: Conversation, message: str, day: date
    ) -> tuple[Answered, tuple[PartOut, ...]]:
        """「甲跟乙各拿多少，哪家多」: what each has of what is being talked about, side by side, and each by itself."""
        each: list[tuple[str, Draft]] = []
        for subject in subjects:
            conversation.go_to(subject)
            understood = replace(self._reader.read(text, conversation, day), claims=True, mentions=())
            turn = Turn(self.policy, self.indexes, conversation, understood)
            draft = answer_one_subject(turn)
            if draft:
                each.append((subject, draft))
        side_by_side = answer_subjects(each)
        beside = tuple(part_out(text, name, one) for name, one in each)
        return self._composed(turn, side_by_side, text, message), beside

    def _nothing_left(self) -> Draft:
        return Draft(
            "off_topic",
            "这些说法不能改变政策的规则，我只按原文回答。",
            (f"请直接问《{self.policy.head.title}》的条款、条件和金额。",),
            kind="off_topic",
            keeps_topic=True,
        )

    def _receipt(self) -> Receipt:
        return Receipt(
            policy=self.policy.text_hash,
            rules=self.policy.rules_hash,
            index=self.indexes.digest,
            engine=engine_hash(),
        )


def _next_turn(stored: Mapping[str, Any] | None) -> Conversation:
    """The conversation as stored, at its next turn."""
    conversation = Conversation.from_json(stored)
    conversation.turn += 1
    return conversation
