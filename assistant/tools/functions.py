"""What a model, or a program over MCP, may ask of a policy: five functions, typed, each with a result of bounded size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from assistant.answer.proof import Source
from assistant.assessing import assessed
from assistant.calculator.assessment import presupposed
from assistant.calculator.facts_json import BadFacts
from assistant.calculator.profile import Profile
from assistant.calculator.program import facts_of
from assistant.calculator.questions import next_questions, why
from assistant.tools import arguments as read
from assistant.tools.result import BadArgument, ToolResult, error_of, fill
from assistant.tools.tokens import clause_token
from corpus.amounts import format_yuan
from corpus.document import Clause
from corpus.library import Policy
from corpus.references import find_references
from corpus.rules import Measure
from index.hybrid import HybridIndex

KINDS: Final = {
    "fixed": "定额",
    "ceiling": "最高额",
    "rate": "按比例",
    "interest": "贷款贴息",
    "rent": "房租补贴",
    "recognition": "认定",
    "in_kind": "非资金支持",
    "fund": "基金",
}
_STATUS: Final = {"met": "符合", "unmet": "不符合", "open": "待定"}
_DEFAULT_LIMIT: Final = 4
_MOST_EXCERPT: Final = 220  # characters of a clause that was found
_MOST_TEXT: Final = 3000  # of a clause that is read
_MOST_QUESTIONS: Final = 5
_MOST_UNPRICED: Final = 6
_MOST_WORDS: Final = 160  # of a condition, a reading, an unknown
_OPERATORS: Final = re.compile(r"[×=]")


class PolicyTools:
    """The tools over one policy. Built once; a call keeps no state and may come from any thread."""

    def __init__(self, policy: Policy, units: HybridIndex) -> None:
        self.policy = policy
        self._units = units
        self._runs: Mapping[str, Callable[..., ToolResult]] = {
            "search_clauses": self.search_clauses,
            "read_clause": self.read_clause,
            "list_measures": self.list_measures,
            "assess_entitlement": self.assess_entitlement,
            "next_questions": self.next_questions,
        }

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the tools, in the order in which a model is told of them."""
        return tuple(self._runs)

    def call(self, tool: str, arguments: Mapping[str, Any]) -> ToolResult:
        """A tool by name with the arguments as they came; what is wrong with them is the result's `error`."""
        try:
            run = self._runs.get(tool)
            if run is None:
                raise BadArgument("tool", f"没有工具「{read.shown(tool)}」。可用：{'、'.join(self._runs)}")
            read.only(arguments, *_PARAMETERS[tool])
            return run(**arguments)
        except BadArgument as error:
            return error_of(tool, error)

    def search_clauses(self, query: str, limit: int = _DEFAULT_LIMIT) -> ToolResult:
        """The clauses nearest to `query`, best first, each with an excerpt. Raises BadArgument."""
        text, most = read.read_query(query), read.read_limit(limit)
        pinned = [r.clause for r in find_references(text, self.policy.document) if r.clause]
        hits = self._units.search(text, len(self._units.units), pinned)
        found = dict.fromkeys(h.unit.clause for h in hits if h.unit.policy == self.policy.head.id)
        clauses = [self.policy.document.clause(c) for c in list(found)[:most]]
        data = fill({}, "clauses", [{**self._heading(c), "text": _short(c.text, _MOST_EXCERPT)} for c in clauses])
        return ToolResult("search_clauses", data, _of_clauses(clauses[: len(data["clauses"])]))

    def read_clause(self, clause: str) -> ToolResult:
        """A clause word for word, with what stands under it. Raises BadArgument."""
        document = self.policy.document
        found = document.clause(read.read_clause(self.policy, clause))
        data: dict[str, Any] = {**self._heading(found), "text": _short(found.text, _MOST_TEXT)}
        under = [c for c in document.clauses if c.id.rpartition(".")[0] == found.id]
        if under:
            lines = [{"clause": clause_token(c.id), "label": c.label, "text": _short(c.text, 40)} for c in under]
            data = fill(data, "under", lines)
        return ToolResult("read_clause", data, _of_clauses([found, *under[: len(data.get("under", ()))]]))

    def list_measures(self, topic: str | None = None) -> ToolResult:
        """The topics with their measures; of one topic each measure with its rule. Raises BadArgument."""
        if topic is None:
            topics = [
                {
                    "topic": t.id,
                    "name": t.name,
                    "measures": {m.id: m.name for m in self.policy.measures_of(t.id)},
                }
                for t in self.policy.topics
            ]
            return ToolResult("list_measures", fill({}, "topics", topics))
        one = read.read_topic(self.policy, topic)
        measures = self.policy.measures_of(one.id)
        data = fill({"topic": one.id, "name": one.name}, "measures", map(self._rule, measures))
        shown = measures[: len(data["measures"])]
        return ToolResult("list_measures", data, _of_clauses([self.policy.document.clause(m.clause) for m in shown]))

    def assess_entitlement(self, facts: Mapping[str, Any], measures: Sequence[str] | None = None) -> ToolResult:
        """What an enterprise with these facts may have. Of the `measures` named (ids) the premises nobody told hold, as
        where one asks about them; without, all are assessed and nothing is supposed. Raises BadArgument."""
        profile, wanted = self._profile(facts, measures)
        try:
            result = assessed(self.policy, profile, wanted)
        except BadFacts as error:
            raise BadArgument("facts", str(error)) from None
        ranked = sorted(result["measures"], key=lambda m: self._rank(m, profile))
        head = {
            "total": _amount(result["total"]),
            "unpriced": [self.policy.measure_by_id[m].name for m in result["total"]["unpriced"]][:_MOST_UNPRICED],
            "notes": [_short(note, _MOST_WORDS) for note in result["notes"]],
            "ask_next": result["questions"][:1],
        }
        data = fill({k: v for k, v in head.items() if v}, "measures", map(self._standing, ranked))
        shown = data["measures"]
        sources = [Source("total", _figures({"total": data["total"], "notes": result["notes"]}))]
        sources += [Source(f"measure {m['measure']}", _figures(m)) for m in shown]
        clauses = dict.fromkeys(self.policy.measure_by_id[m["measure"]].clause for m in shown)
        sources += _of_clauses([self.policy.document.clause(c) for c in clauses])
        return ToolResult("assess_entitlement", data, tuple(sources), profile.told)

    def next_questions(self, facts: Mapping[str, Any], measures: Sequence[str] | None = None) -> ToolResult:
        """What to ask an enterprise with these facts next, the best question first; `measures` as in
        `assess_entitlement`. Raises BadArgument."""
        profile, wanted = self._profile(facts, measures)
        try:
            questions = next_questions(self.policy, profile, wanted)[:_MOST_QUESTIONS]
        except BadFacts as error:
            raise BadArgument("facts", str(error)) from None
        asked = [
            {"ask": q.ask, "facts": list(dict.fromkeys(filter(None, (q.gate, *q.facts)))), "why": why(self.policy, q)}
            for q in questions
        ]
        data = fill({}, "questions", asked)
        sources = [Source("questions", _figures({"ask": q["ask"], "why": q["why"]})) for q in data["questions"]]
        return ToolResult("next_questions", data, tuple(sources), profile.told)

    # -------------------------------------------------------------- parts of results
    def _profile(self, facts: object, measures: object) -> tuple[Profile, list[str] | None]:
        told = read.read_facts(self.policy, facts)
        if measures is None:
            return told, None
        wanted = [m.id for m in read.read_measures(self.policy, measures)]
        return Profile(told.told, presupposed(self.policy)), wanted

    def _heading(self, clause: Clause) -> dict[str, Any]:
        path = " › ".join(_short(heading, 30) for heading in clause.heading_path)
        return {"clause": clause_token(clause.id), "label": clause.label, **({"under_heading": path} if path else {})}

    def _rule(self, measure: Measure) -> dict[str, Any]:
        return {
            "measure": measure.id,
            "name": measure.name,
            "clause": clause_token(measure.clause),
            "kind": KINDS[measure.kind],
            "quote": _short("；".join(measure.quote), 300),
            "facts": list(facts_of(measure)),
        }

    def _standing(self, measure: Mapping[str, Any]) -> dict[str, Any]:
        """One measure of an assessment, in words a model can use; what is empty is left out."""
        labels = self.policy.facts
        found: dict[str, Any] = {
            "measure": measure["id"],
            "name": measure["name"],
            "clause": clause_token(measure["clause"]),
            "status": _STATUS[measure["status"]],
        }
        failed = [c for c in measure["conditions"] if c["status"] == "unmet"]
        if measure["status"] == "unmet":
            found["failed"] = [
                _short(f"{c['text']}{'：' + c['miss'] if c['miss'] else ''}", _MOST_WORDS) for c in failed
            ]
            return found
        found["amount"] = None if measure["lower_yuan"] is None else _amount(measure)
        found["formula"] = measure["formula"]
        found["supposed"] = [_short(labels[f].label, _MOST_WORDS) for f in measure["supposed"]]
        for kind, name in (("missing_fact", "missing"), ("authority", "authority"), ("reading", "readings")):
            found[name] = [_short(u["what"], _MOST_WORDS) for u in measure["unknown"] if u["kind"] == kind]
        found["readings"] += [
            f"{_short(r['name'], _MOST_WORDS)}：{_in_words(r)}" for r in measure["readings"] if "lower_yuan" in r
        ]
        return {k: v for k, v in found.items() if v}

    def _rank(self, measure: Mapping[str, Any], profile: Profile) -> tuple[bool, int, bool]:
        """What the facts told bear on first, then by how it stands."""
        own = set(facts_of(self.policy.measure_by_id[measure["id"]])) & profile.told.keys()
        numbers = [f for f in own if self.policy.facts[f].type != "flag"]
        order = ("met", "open", "unmet").index(measure["status"])
        return not numbers, order, measure["lower_yuan"] is None


# required and optional arguments, by tool
_PARAMETERS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "search_clauses": (("query",), ("limit",)),
    "read_clause": (("clause",), ()),
    "list_measures": ((), ("topic",)),
    "assess_entitlement": (("facts",), ("measures",)),
    "next_questions": (("facts",), ("measures",)),
}


def _of_clauses(clauses: Sequence[Clause]) -> tuple[Source, ...]:
    """Whole clauses as sources, whatever part of them was shown: what stands in them is the text's own."""
    return tuple(Source(f"clause {c.id}", c.text) for c in clauses)


def _amount(ends: Mapping[str, Any]) -> dict[str, str | None]:
    """{"lower_yuan": 300000, …} -> {"lower": "30万元", "upper": "30万元"}; null for no ceiling."""
    return {end: _money(ends[f"{end}_yuan"]) for end in ("lower", "upper")}


def _in_words(ends: Mapping[str, Any]) -> str:
    lower, upper = _amount(ends).values()
    return f"{lower}" if lower == upper else f"{lower}至{upper or '不封顶'}"


def _money(yuan: int | str | None) -> str | None:
    return None if yuan is None else format_yuan(int(Fraction(yuan) * 100))


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _figures(data: Mapping[str, Any]) -> str:
    """The words of a result, with operators out of the way of the grammar; ids and tokens are no figures."""
    return _OPERATORS.sub("，", "，".join(_strings({k: v for k, v in data.items() if k not in ("measure", "clause")})))


def _strings(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _strings(value)
    elif isinstance(data, Sequence):
        for value in data:
            yield from _strings(value)
