"""Labelled utterances: what an enterprise said and the facts that it told, and how many of them the assistant notes.

A line is {"id", "text", "context", "facts"}: `context` is what the talk is about (or null), `facts` maps fact ids to what
was told: true or false for a flag, [lower, upper] for a sum in 元 or a count in pieces (null: no such end), the word of
a result that is ranked. What is asked, supposed or said of others is no fact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from eval.answering import Asks
from eval.cases import Text
from eval.parts import PARTS, part_of

Ends = Annotated[list[StrictInt | None], Field(min_length=2, max_length=2)]
_OURS: Final = "我们"
_ONE_FEN: Final = Decimal("0.01")


class Utterance(BaseModel):
    """One labelled line."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Text
    text: Text
    context: StrictStr | None = None
    facts: dict[str, StrictBool | StrictStr | Ends]


@dataclass(frozen=True)
class Reading:
    """An utterance with what was noted of it: `wrong` are facts noted that were not told so, `missed` those not noted."""

    utterance: Utterance
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    missed: tuple[str, ...]


def read_utterances(assistant: Asks, utterances: Iterable[Utterance]) -> list[Reading]:
    """Each said in a new session, after its context; what the reply lists of that turn is what was noted."""
    return [_reading(utterance, _noted(assistant, utterance)) for utterance in utterances]


def precision_and_recall(readings: Sequence[Reading]) -> tuple[float, float]:
    """Shares of the facts noted that were told, and of the facts told that were noted; 1 where there are none."""
    right = sum(len(r.right) for r in readings)
    noted, told = (right + sum(len(getattr(r, kind)) for r in readings) for kind in ("wrong", "missed"))
    return right / noted if noted else 1.0, right / told if told else 1.0


def as_text(readings: Sequence[Reading], show: int = 0) -> str:
    """Up to `show` misread utterances of the part that may be looked into, then the figures of each part and of all."""
    seen = [r for r in readings if _misread(r) and part_of(r.utterance.id) == "open"]
    lines = []
    for reading in seen[:show]:
        lines.append(f"{reading.utterance.id}  {reading.utterance.text}")
        lines += [f"    context: {reading.utterance.context}"] if reading.utterance.context else []
        lines += [f"    noted, not told: {each}" for each in reading.wrong]
        lines += [f"    told, not noted: {each}" for each in reading.missed]
    for part in PARTS:
        of_part = [r for r in readings if part_of(r.utterance.id) == part]
        if of_part:
            lines.append(_figures(part, of_part))
    lines.append(_figures("all", readings))
    return "\n".join(lines)


def most_misread(readings: Sequence[Reading]) -> list[tuple[str, int]]:
    """Fact ids by how often they were noted wrongly or missed, most often first."""
    return Counter(each.split(" ")[0] for r in readings for each in (*r.wrong, *r.missed)).most_common()


def _figures(name: str, readings: Sequence[Reading]) -> str:
    precision, recall = precision_and_recall(readings)
    told = sum(len(r.utterance.facts) for r in readings)
    return (
        f"{name:5} precision {precision:.3f}, recall {recall:.3f}: {len(readings)} utterances, {told} facts told, "
        f"{sum(map(_misread, readings))} utterances misread"
    )


def _misread(reading: Reading) -> bool:
    return bool(reading.wrong or reading.missed)


def _noted(assistant: Asks, utterance: Utterance) -> Mapping[str, Mapping[str, Any]]:
    session: str | None = None
    if utterance.context:
        session = assistant.ask(utterance.context).get("session")
    reply = assistant.ask(utterance.text, session=session)
    facts: Mapping[str, Mapping[str, Any]] = reply.get("facts") or {}
    return {k: v for k, v in facts.items() if v.get("turn") == reply.get("turn") and v.get("subject", _OURS) == _OURS}


def _reading(utterance: Utterance, noted: Mapping[str, Mapping[str, Any]]) -> Reading:
    right = tuple(k for k, told in utterance.facts.items() if k in noted and _same(told, noted[k]))
    wrong = tuple(f"{k} = {_shown(noted[k])}" for k in noted if k not in right)
    missed = tuple(f"{k} = {told}" for k, told in utterance.facts.items() if k not in right)
    return Reading(utterance, right, wrong, missed)


def _same(told: bool | str | list[int | None], noted: Mapping[str, Any]) -> bool:
    if isinstance(told, bool):
        return noted.get("value") is told
    if isinstance(told, str):
        return bool(noted.get("value") == told)
    lower, upper = _ends(noted)
    return _near(told[0] or 0, lower or 0) and _near(told[1], upper)


def _ends(noted: Mapping[str, Any]) -> tuple[Any, Any]:
    if "lower_yuan" in noted:
        return noted["lower_yuan"], noted.get("upper_yuan")
    return noted.get("lower"), noted.get("upper")


def _near(told: int | None, noted: object) -> bool:
    """The same to one 分: 「不到3000万」 ends one 分 below."""
    if told is None or noted is None:
        return told is None and noted is None
    return abs(Decimal(str(noted)) - told) <= _ONE_FEN


def _shown(noted: Mapping[str, Any]) -> str:
    return f"{noted.get('value')} (“{noted.get('span')}”)"
