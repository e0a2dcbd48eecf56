"""The reply of one turn, version 1: the same from the command line, REST, the page and the log (design, section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Outcome = Literal["answered", "eligible", "not_eligible", "needs_facts", "no_basis", "off_topic", "error"]
Status = Literal["met", "unmet", "open"]
# offline: no model was asked. model, model_retry: its wording, at the first or the second try. offline_after_model: it
# was asked and did not answer, or nothing bears out what it said; `notice` says which.
ComposedBy = Literal["offline", "model", "model_retry", "offline_after_model"]
Yuan = int | str  # 元: an integer, or a decimal string where there are 角 or 分


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(_Part):
    """`quote` is the policy's cleaned text from `start` to `end` (code points, end exclusive)."""

    policy: str
    clause: str
    label: str
    quote: str
    start: int
    end: int


class TotalOut(_Part):
    """The money for what was asked, in 元 (upper null: no ceiling). `unpriced` names what has no stated size."""

    lower_yuan: Yuan
    upper_yuan: Yuan | None
    unpriced: tuple[str, ...] = ()


class ConditionOut(_Part):
    """One condition in the text's words, the fact that decides it, and by how much a miss was one."""

    text: str
    status: Status
    fact: str | None = None
    miss: str | None = None
    told: bool = False


class StepOut(_Part):
    """One step of a sum in words, the fact it is reckoned from, and what it comes to in 元 (null: no end)."""

    text: str
    of: str | None
    lower_yuan: Yuan
    upper_yuan: Yuan | None


class UnknownOut(_Part):
    """What keeps a measure open, by the three kinds that promise 5 keeps apart."""

    kind: Literal["missing_fact", "authority", "reading"]
    what: str


class ReadingOut(_Part):
    """One way to read the text, with the status or the sum (元) that follows from it (promise 6)."""

    name: str
    status: Status | None = None
    lower_yuan: Yuan | None = None
    upper_yuan: Yuan | None = None


class MeasureOut(_Part):
    """One measure as assessed: status, interval in 元 and formula (null where it gives no money), grounds."""

    id: str
    name: str
    clause: str
    kind: str
    status: Status
    lower_yuan: Yuan | None
    upper_yuan: Yuan | None
    formula: str | None = None
    supposed: tuple[str, ...] = ()
    conditions: tuple[ConditionOut, ...] = ()
    unknown: tuple[UnknownOut, ...] = ()
    readings: tuple[ReadingOut, ...] = ()
    steps: tuple[StepOut, ...] = ()


class FactOut(_Part):
    """A fact as told: its turn and words; ends in 元 for money, in whole numbers for counts and ranks (null: no end)."""

    value: str | bool | None
    turn: int
    span: str
    subject: str
    unit: str = ""
    lower_yuan: Yuan | None = None
    upper_yuan: Yuan | None = None
    lower: int | None = None
    upper: int | None = None


class ProofOut(_Part):
    """Where one figure of the answer comes from: `clause …`, `measure …`, `told`, `question` or `policy`."""

    figure: str
    source: str

    def to_json(self) -> dict[str, str]:
        """The proof's JSON: `from` is what the contract calls `source`, a word that Python keeps for itself."""
        return {"figure": self.figure, "from": self.source}


class PartOut(_Part):
    """One of several questions in a message: its outcome and total, and the ids of its measures."""

    question: str
    subject: str
    outcome: Outcome
    total: TotalOut | None
    measures: tuple[str, ...] = ()


class OfflineOut(_Part):
    """The answer as the rules composed it, and its proof, where a model's wording stands in its place."""

    answer: str
    proof: tuple[ProofOut, ...]


class Doubt(_Part):
    """The part of a message (counted from 0, its normalised text) that the rules were unsure of, and why."""

    part: int
    text: str
    why: tuple[str, ...]


class KeptOut(_Part):
    """A fact that a model read in words of the user; `value` is what the rules read from these words."""

    fact: str
    span: str
    value: str | bool | None


class DroppedOut(_Part):
    """What a model claimed and does not stand: a fact, an item or an intent, the words for it, and why."""

    what: str
    span: str
    why: str


class ReadBy(_Part):
    """What a model proposed to read in the part that the rules were unsure of. The answer follows from `plain`, the part
    in plain words, by the rules alone; it is empty where their own reading stands. `asks` is asked back."""

    model: str
    doubt: Doubt
    item: str | None
    intent: str
    kept: tuple[KeptOut, ...]
    dropped: tuple[DroppedOut, ...]
    plain: str
    asks: tuple[str, ...] = ()


class Receipt(_Part):
    """What the reply was made from, so that it can be replayed. `model` words and decides nothing (null: none was asked)."""

    policy: str
    rules: str
    index: str
    engine: str
    model: str | None = None


class Reply(_Part):
    """One turn's reply. The answer's figures stand in `proof`, its quotes in `citations` (promise 1); money is in 元."""

    session: str
    turn: int
    asked_on: str
    outcome: Outcome
    answer: str
    citations: tuple[Citation, ...] = ()
    total: TotalOut | None = None
    measures: tuple[MeasureOut, ...] = ()
    facts: dict[str, FactOut] = {}
    questions: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()  # replies to the first question that the page offers for a click
    proof: tuple[ProofOut, ...] = ()
    parts: tuple[PartOut, ...] = ()
    composed_by: ComposedBy = "offline"
    notice: str = ""  # a line for the user, beside the answer: why the model's wording is not there
    offline: OfflineOut | None = None
    receipt: Receipt | None = None
    read_by: ReadBy | None = None
    doubt: Doubt | None = Field(default=None, exclude=True)  # for who could read it better; no part of the contract

    def read_by_model(self, reading: ReadBy) -> Reply:
        """The reply with a record of what a model read, and what is to be asked about it."""
        questions = tuple(dict.fromkeys((*self.questions, *reading.asks)))
        return self.model_copy(update={"read_by": reading, "questions": questions})

    def to_json(self) -> dict[str, object]:
        """The contract's JSON. `status` of a reading is left out where the readings differ in amount."""
        data = self.model_dump(mode="json", exclude={"proof"} if self.read_by else {"proof", "read_by"})
        data["proof"] = [p.to_json() for p in self.proof]
        if self.offline:
            data["offline"]["proof"] = [p.to_json() for p in self.offline.proof]
        for measure in data["measures"]:
            measure["readings"] = [{k: v for k, v in r.items() if v is not None} for r in measure["readings"]]
        for fact in data["facts"].values():
            for key in ("lower_yuan", "upper_yuan", "lower", "upper"):
                if fact[key] is None:
                    del fact[key]
        return {"version": 1, **data}


def in_full(reply: Mapping[str, Any]) -> str:
    """The answer of a reply's JSON with its notice, for readers who see nothing else of it."""
    notice = f"\n\n（{reply['notice']}）" if reply.get("notice") else ""
    return f"{reply['answer']}{notice}"
