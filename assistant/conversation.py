"""What a conversation remembers: facts by enterprise, what it was about, what was asked back. Plain JSON when stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from assistant.calculator.intervals import Interval
from assistant.calculator.profile import Told
from assistant.understanding.mentions import Mention

US: Final = "我们"


@dataclass(frozen=True)
class Noted:
    """A fact as noted: its ends, the user's words, the turn. `kind` parts two classes that one fact counts; `years` are
    the ends of single years (year, lower, upper) where it was told year by year, `year` is the only one told of."""

    lower: int
    upper: int | None
    span: str
    turn: int
    kind: str = ""
    years: tuple[tuple[int, int, int | None], ...] = ()
    year: int | None = None

    @property
    def value(self) -> Interval:
        """The fact as an interval: 分 for money, pieces for counts, 0 or 1 for flags."""
        return Interval(self.lower, self.upper)

    @property
    def by_year(self) -> dict[int, Interval]:
        """The values of single years, in order; {} for a fact that was not told by year."""
        return {year: Interval(lower, upper) for year, lower, upper in self.years}


@dataclass
class Conversation:
    """Mutable during one turn; what `to_json` gives is stored after it."""

    turn: int = 0
    subject: str = US
    aside: bool = False  # 另一家 was brought in beside us: 我们 goes back
    noted: dict[str, dict[str, list[Noted]]] = field(default_factory=dict)  # subject -> fact -> values by kind
    measures: list[str] = field(default_factory=list)  # what the last answer was about
    claimed: dict[str, list[str]] = field(default_factory=dict)  # subject -> measures whose thing it says it has
    mention: Mention | None = None
    asked: list[str] = field(default_factory=list)  # facts asked back in the last answer, what decides first
    denied: list[str] = field(default_factory=list)  # those of them that 「没有」 answers, all at once
    clauses: list[tuple[str, str]] = field(default_factory=list)  # cited last: clause and quote
    answered: list[list[str]] = field(default_factory=list)  # measures of each answer, in order
    last_question: str = ""
    last_kind: str = ""  # route of the last answer on the subject
    last_money: str | None = None  # money fact told last: what 「那200万呢」 changes

    def facts_of(self, subject: str | None = None) -> dict[str, list[Noted]]:
        """Noted values by fact id of a subject (default: the present one), live: what is put into it is noted."""
        return self.noted.setdefault(subject or self.subject, {})

    def note(
        self,
        fact: str,
        value: Interval,
        span: str,
        kind: str = "",
        by_year: Mapping[int, Interval] | None = None,
        year: int | None = None,
    ) -> Noted | None:
        """Note a fact of the present subject; gives what it replaces, where the value changed."""
        values = self.facts_of().setdefault(fact, [])
        old = next((n for n in values if n.kind == kind), None)
        if old:
            values.remove(old)
        years = tuple((year, v.lower, v.upper) for year, v in sorted((by_year or {}).items()))
        new = Noted(value.lower, value.upper, span, self.turn, kind, years, year)
        values.append(new)
        return old if old and (old.value, old.years) != (new.value, new.years) else None

    def by_year(self, fact: str) -> dict[int, Interval]:
        """What the present subject told of single years; {} for a fact that was not told by year."""
        return next((n.by_year for n in self.facts_of().get(fact, []) if n.years), {})

    def of_one_year(self, fact: str) -> dict[int, Interval]:
        """The value and its year, where the present subject told one year alone; {} otherwise."""
        return {n.year: n.value for n in self.facts_of().get(fact, []) if n.year is not None and not n.years}

    def forget(self, fact: str) -> list[Noted]:
        """Delete a fact of the present subject; gives what was noted of it, [] where nothing was."""
        return self.facts_of().pop(fact, [])

    def told(self, subject: str | None = None) -> dict[str, Told]:
        """The facts of a subject as the calculator takes them: classes that one fact counts are added up."""
        name = subject or self.subject
        out = {}
        for fact, values in self.facts_of(name).items():
            total = values[0].value
            for noted in values[1:]:
                total = total.plus(noted.value)
            last = values[-1]
            span = "、".join(n.span for n in values)
            out[fact] = Told(total, span=span, turn=last.turn, subject=name, by_year=last.by_year)
        return out

    def reset(self) -> None:
        """Forget everything but the count of turns."""
        fresh = Conversation(turn=self.turn)
        self.__dict__.update(fresh.__dict__)

    def to_json(self) -> dict[str, Any]:
        """What the session store keeps between turns; `from_json` reads it back to an equal conversation."""
        data = asdict(replace(self))
        if self.mention:
            data["mention"]["inherited"] = sorted(self.mention.inherited)
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> Conversation:
        """The conversation that `to_json` gave; a new one for None or {}. KeyError or TypeError for other data."""
        if not data:
            return cls()
        values = dict(data)
        values["noted"] = {
            subject: {fact: [_noted(n) for n in noted] for fact, noted in facts.items()}
            for subject, facts in values["noted"].items()
        }
        values.setdefault("denied", [])
        values["clauses"] = [(c, q) for c, q in values["clauses"]]
        if values["mention"]:
            raw = dict(values["mention"])
            for key in ("position", "count"):
                raw[key] = Interval(**raw[key]) if raw[key] else None
            raw["inherited"] = frozenset(raw["inherited"])
            values["mention"] = Mention(**raw)
        return cls(**values)


def _noted(data: Mapping[str, Any]) -> Noted:
    years = tuple((year, lower, upper) for year, lower, upper in data.get("years", ()))
    return Noted(**{**data, "years": years})
