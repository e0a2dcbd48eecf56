"""The case format (design, section 8), typed, and the reading of JSON-lines files.

A bad line never harms its neighbours: it is kept as a `BadLine` with its number and the reason.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, Protocol, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

Kind = Literal[
    "lookup", "amount", "calculation", "eligibility", "compare", "process",
    "multi_turn", "out_of_scope", "not_stated", "ambiguous", "adversarial", "smalltalk",
]  # fmt: skip
Outcome = Literal["answered", "eligible", "not_eligible", "needs_facts", "no_basis", "off_topic", "error"]
Text = Annotated[str, StringConstraints(strict=True, min_length=1)]
ClauseId = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^(head|preamble|tail|(annex[0-9]*\.)?[0-9]+(\.[0-9]+)*)$"),
]
Number = StrictInt | Annotated[StrictFloat, Field(allow_inf_nan=False)]


class _Strict(BaseModel):
    """A model that refuses keys it does not know, so that a misspelt check is never a check not made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Amount(_Strict):
    """The total that is right, in yuan: what is certain and the most that the text allows."""

    lower: Annotated[Number, Field(ge=0)]
    upper: Annotated[Number, Field(ge=0)]

    @model_validator(mode="after")
    def _ordered(self) -> Amount:
        if self.lower > self.upper:
            raise ValueError(f"lower {self.lower} is more than upper {self.upper}")
        return self


class Expect(_Strict):
    """What a right reply must hold; what is not named is not checked."""

    outcome: Outcome | list[Outcome] | None = None
    clauses_all: list[ClauseId] = Field(default_factory=list)
    clauses_any: list[list[ClauseId]] = Field(default_factory=list)
    clauses_never: list[ClauseId] = Field(default_factory=list)
    amount_yuan: Amount | None = None
    figures_all: list[Text] = Field(default_factory=list)
    figures_never: list[Text] = Field(default_factory=list)
    text_any: list[list[Text]] = Field(default_factory=list)
    text_never: list[Text] = Field(default_factory=list)
    total_null: StrictBool = False
    starts_never: list[Text] = Field(default_factory=list)

    @model_validator(mode="after")
    def _can_be_met(self) -> Expect:
        if self.total_null and self.amount_yuan is not None:
            raise ValueError("total_null and amount_yuan exclude each other")
        for name, wanted, refused in (
            ("clauses", self.clauses_all, self.clauses_never),
            ("figures", self.figures_all, self.figures_never),
        ):
            if both := sorted(set(wanted) & set(refused)):
                raise ValueError(f"{both} stands in {name}_all and in {name}_never")
        return self

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that are right, none where the outcome is not checked."""
        if self.outcome is None:
            return ()
        return (self.outcome,) if isinstance(self.outcome, str) else tuple(self.outcome)


class Question(BaseModel):
    """All that `answer` may see of a case: the conversation, not the expectation."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Text
    turns: Annotated[list[StrictStr], Field(min_length=1)]

    @field_validator("id")
    @classmethod
    def _writable(cls, value: str) -> str:
        if any("\ud800" <= ch <= "\udfff" for ch in value):
            raise ValueError("holds half of a surrogate pair")
        return value


class Case(Question):
    """A whole case: a conversation, of which only the reply to the last turn is scored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    expect: Expect
    why: StrictStr = ""


class Answer(BaseModel):
    """One line of an answers file. The reply is judged by the scorer, so any JSON value is read here."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Text
    reply: Any = None


@dataclass(frozen=True)
class BadLine:
    """A line that could not be read, and why."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        """As it is told on standard error."""
        return f"{self.path}, line {self.line}: {self.reason}"


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_HasId)


@dataclass
class Loaded(Generic[T]):
    """What was read, in order, and the lines that were not."""

    items: list[T] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Files as they are named; of a folder, its *.jsonl in the order of their names."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.rglob("*.jsonl"))
            if not inside:
                raise FileNotFoundError(f"{path}: no *.jsonl in this folder")
            found.extend(inside)
        elif path.is_file():
            found.append(path)
        else:
            raise FileNotFoundError(f"{path}: no such file")
    return found


def load_questions(paths: Iterable[Path]) -> Loaded[Question]:
    """Read id and turns of each case and nothing else."""
    return load_lines(paths, Question.model_validate)


def load_cases(paths: Iterable[Path]) -> Loaded[Case]:
    """Read whole cases."""
    return load_lines(paths, Case.model_validate)


def load_answers(paths: Iterable[Path]) -> Loaded[Answer]:
    """Read the lines that `answer` wrote."""
    return load_lines(paths, Answer.model_validate)


def load_lines(paths: Iterable[Path], build: Callable[[object], T]) -> Loaded[T]:
    """Build one item of each line; ids are unique over all files."""
    loaded: Loaded[T] = Loaded()
    seen: dict[str, str] = {}
    for path in files_of(paths):
        for number, raw in _lines(path):
            try:
                item = build(_json(raw))
                if item.id in seen:
                    raise ValueError(f"id {item.id!r} is taken by {seen[item.id]}")
            except (ValueError, RecursionError) as why:
                loaded.bad.append(BadLine(path, number, _reason(why)))
            else:
                seen[item.id] = f"{path.name}, line {number}"
                loaded.items.append(item)
    return loaded


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, with their numbers; only a line feed ends a line."""
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            if number == 1:
                raw = raw.removeprefix(b"\xef\xbb\xbf")
            if raw.strip():
                yield number, raw.rstrip()


def _json(raw: bytes) -> object:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as why:
        raise ValueError(f"not UTF-8 at byte {why.start + 1}") from why
    try:
        return json.loads(text)
    except json.JSONDecodeError as why:
        raise ValueError(f"not JSON at column {why.colno}: {why.msg}") from why


def _reason(why: Exception) -> str:
    """One line a person can act on, from any of the errors of reading."""
    if isinstance(why, ValidationError):
        return "; ".join(
            f"{'.'.join(str(part) for part in e['loc']) or 'line'}: {e['msg'].removeprefix('Value error, ')}"
            for e in why.errors(include_url=False)
        )
    if isinstance(why, RecursionError):
        return "nested too deeply"
    return str(why)
