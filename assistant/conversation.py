"""What a conversation remembers: facts by enterprise, what it was about, what was asked back. Plain JSON when stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from assistant.calculator.intervals import Interval
from assistant.calculator.profile import Told
from assistant.understanding.mention import Mention

US: Final = "我们"
_ANSWERS_KEPT: Final = 6


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
    beside: bool = False  # another enterprise was named beside ours: 他们 are that one
    aside: bool = False  # 另一家 was brought in beside us: 我们 goes back
    noted: dict[str, dict[str, list[Noted]]] = field(default_factory=dict)  # subject -> fact -> values by kind
    measures: list[str] = field(default_factory=list)  # what the last answer was about
    claimed: dict[str, list[str]] = field(default_factory=dict)  # subject -> measures whose thing it says it has
    mention: Mention | None = None
    asked: list[str] = field(default_factory=list)  # facts asked back in the last answer, what decides first
    denied: list[str] = field(default_factory=list)  # those of them that 「没有」 answers, all at once
    without_unit: list[str] = field(default_factory=list)  # the user's words for sums whose unit was asked back
    clauses: list[tuple[str, str]] = field(default_factory=list)  # cited last: clause and quote
    answered: list[list[str]] = field(default_factory=list)  # measures of the first answer and of the last few
    last_question: str = ""
    last_kind: str = ""  # route of the last answer on the subject
    last_money: str | None = None  # money fact told last: what 「那200万呢」 changes
    last_sums: list[str] = field(default_factory=list)  # measures of the last answer with sums of what was told
    listed: list[str] = field(default_factory=list)  # items of the numbered list in the last answer
    before: str | None = None  # the enterprise talked of before this one
    left: dict[str, list[str]] = field(default_factory=dict)  # subject -> measures at hand when it was left
    skipped: dict[str, list[str]] = field(default_factory=dict)  # subject -> facts that it does not know

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

    def quote(self, fact: str, span: str) -> None:
        """What was noted last of a fact was told in these words."""
        values = self.facts_of().get(fact)
        if values:
            values[-1] = replace(values[-1], span=span)

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

    @property
    def subjects(self) -> list[str]:
        """The enterprises of which something was told or asked, in order."""
        return [s for s, facts in self.noted.items() if facts or s in self.left or (s == self.subject and s != US)]

    def go_to(self, subject: str) -> None:
        """The talk turns to an enterprise: back to what was being talked of with it, or to the same things for a new
        one. What was asked back was asked of the other."""
        if subject == self.subject:
            return
        if self.measures or self.noted.get(self.subject):
            self.left[self.subject] = [] if self.last_kind == "noted" else list(self.measures)
        self.before, self.subject, self.aside = self.subject, subject, False
        self.noted.setdefault(subject, {})
        if subject == US or subject in self.left:
            self.measures = list(self.left.get(subject) or self.claimed.get(subject, []))
            self.mention = None
        self.asked, self.denied, self.last_money, self.answered = [], [], None, []

    def take_over(self, other: str) -> None:
        """「乙公司也一样」: what another enterprise told holds for the present one, where it told nothing itself."""
        own = self.facts_of()
        for fact, values in self.noted.get(other, {}).items():
            own.setdefault(fact, list(values))
        if other in self.left:
            self.measures = list(self.left[other])

    def answer(self, measures: list[str]) -> None:
        """Another answer was about these measures: the first is kept, and the last few."""
        self.answered = [*self.answered[:1], *self.answered[1:][1 - _ANSWERS_KEPT :], measures]

    def skip(self, fact: str) -> None:
        """The present subject does not know this fact: it is asked for no more, and what was noted of it is gone."""
        self.forget(fact)
        skipped = self.skipped.setdefault(self.subject, [])
        if fact not in skipped:
            skipped.append(fact)

    @property
    def unknown(self) -> frozenset[str]:
        """Facts that the present subject said it does not know, and did not tell since."""
        return frozenset(self.skipped.get(self.subject, ())) - self.facts_of().keys()

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
        values.setdefault("denied", [])  # stored before it was kept
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
