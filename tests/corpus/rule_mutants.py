"""Mutants of measures.yaml of more than one figure: pairs swapped, names changed, parts left out or put in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from corpus import rules
from tests.corpus.mutants import BOUNDS, Edit, Mutant, Place, at, nodes

FILE = "measures.yaml"
# Words of questions and of answers, and the examples themselves: no rules.
NO_RULES = frozenset(("about", "notes", "text", "examples", "beyond", "told", "id"))
ELSEWHERE = frozenset(("authority", "unpriced", "loan_line", "figures", "years", "each", "uplift", "delay", "failed"))

OPTIONAL = frozenset(
    field.alias or name
    for model in vars(rules).values()
    if isinstance(model, type) and issubclass(model, rules.Model)
    for name, field in model.model_fields.items()
    if not field.is_required()
)


def rule_mutants(data: dict[str, Any], facts: dict[str, Any]) -> Iterator[Mutant]:
    """`data` are measures.yaml's, `facts` facts.yaml's."""
    yield from _swaps(data)
    for i, measure in enumerate(data["measures"]):
        yield from _of_measure(("measures", i), measure, facts["facts"])
        yield from _of_condition(("measures", i, "when"), measure, data["conditions"], facts["facts"])
    yield from _of_facts_named(data, facts["facts"])
    yield from _of_totals(data)
    for i, period in enumerate(data["periods"]):
        yield from _of_period(("periods", i), period, facts["facts"])
    yield from _parts_left_out(data)


def _mutant(kind: str, what: str, *edits: Edit, place: str = "") -> Mutant:
    return Mutant(kind, FILE, place or what, what, edits)


def _left_out(kind: str, what: str, path: Place) -> Mutant:
    return _mutant(kind, f"{what}: left out", Edit(path, "leave out"))


def _swap(data: dict[str, Any], kind: str, what: str, first: Place, second: Place) -> Mutant:
    return _mutant(kind, what, Edit(first, "set", at(data, second)), Edit(second, "set", at(data, first)))


def _parts_left_out(data: dict[str, Any]) -> Iterator[Mutant]:
    """Every key that may be left out, and that the other mutants do not leave out."""
    for i, measure in enumerate(data["measures"]):
        yield _left_out("measure left out", measure["id"], ("measures", i))
    for path, node in nodes(data):
        if not path or NO_RULES & set(path):
            continue
        for key in node:
            if key in OPTIONAL - NO_RULES - ELSEWHERE - set(BOUNDS):
                yield _left_out("part left out", ".".join(map(str, (*path, key))), (*path, key))


# --- swapped


def _swaps(data: dict[str, Any]) -> Iterator[Mutant]:
    """Figures that could be mixed up: of measures with one quote, and of one payment; and names of readings."""
    measures = data["measures"]
    for (i, a), (j, b) in combinations(enumerate(measures), 2):
        if a["quote"] != b["quote"]:
            continue
        what = f"{a['id']} <-> {b['id']}"
        for key in ("amount", "each"):
            if key in a.get("pays", {}) and key in b.get("pays", {}):
                paths = (("measures", i, "pays", key), ("measures", j, "pays", key))
                yield _swap(data, "swap", f"{what} {key}", *paths)
        bounds = [
            (*path, bound)
            for k, measure in ((i, a), (j, b))
            for path, node in nodes(measure["when"], ("measures", k, "when"))
            for bound in BOUNDS
            if bound in node
        ]
        if len(bounds) == 2:
            yield _swap(data, "swap", what, *bounds)
    for i, measure in enumerate(measures):
        name, pays, where = measure["id"], measure.get("pays", {}), ("measures", i, "pays")
        for j, cap in enumerate(pays.get("caps", [])):
            if "rate" in cap:
                yield _swap(data, "swap", f"{name} rate <-> cap", (*where, "rate"), (*where, "caps", j, "rate"))
                yield _swap(data, "swap", f"{name} of <-> cap", (*where, "of"), (*where, "caps", j, "of"))
        if "uplift" in pays:
            readings: Place = (*where, "uplift", "readings")
            for key in ("rate", "name"):
                yield _swap(data, "reading", f"{name} uplift {key}", (*readings, 0, key), (*readings, 1, key))
        for path, node in nodes(measure["when"], ("measures", i, "when")):
            for (k, _), (m, _) in combinations(enumerate(node.get("readings", [])), 2):
                paths = ((*path, "readings", k, "name"), (*path, "readings", m, "name"))
                yield _swap(data, "reading", f"{name}: names of readings {k} <-> {m}", *paths)


# --- a measure


def _of_measure(path: Place, measure: dict[str, Any], facts: dict[str, Any]) -> Iterator[Mutant]:
    name, pays = measure["id"], measure.get("pays")
    for key in ("authority", "unpriced", "loan_line", "figures"):
        if key in measure:
            yield _left_out(key, f"{name}: {key}", (*path, key))
    for j, step in enumerate(measure.get("authority", ())):
        if len(measure["authority"]) > 1:
            yield _left_out("authority", f"{name}: {step}", (*path, "authority", j))
    if not pays and "unpriced" not in measure:
        yield _mutant("unpriced", f"{name}: unpriced put in", Edit((*path, "unpriced"), "set", "没有写明金额"))
    if not pays:
        return
    where: Place = (*path, "pays")
    if not pays.get("ceiling"):
        yield _mutant("ceiling", f"{name}: ceiling true", Edit((*where, "ceiling"), "set", True))
    soft = not pays.get("soft", False)
    yield _mutant("soft", f"{name}: soft {soft}", Edit((*where, "soft"), "set", soft))
    for j in range(len(pays.get("caps", []))):
        yield _left_out("cap", f"{name}: cap {j}", (*where, "caps", j))
    if "years" in pays:
        yield _left_out("years", f"{name}: years", (*where, "years"))
    else:
        yield _mutant("years", f"{name}: years put in", Edit((*where, "years"), "set", "三年"))
    if "each" in pays:
        yield _left_out("each", f"{name}: each", (*where, "each"))
    if "uplift" in pays:
        yield _left_out("uplift", f"{name}: uplift", (*where, "uplift"))
        for j, reading in enumerate(pays["uplift"]["readings"]):
            yield _left_out("reading", f"{name}: {reading['name']}", (*where, "uplift", "readings", j))


def _of_facts_named(data: dict[str, Any], facts: dict[str, Any]) -> Iterator[Mutant]:
    """Another fact of the same type in a fact's place; the next few in the file, which are the likely slips."""
    for section in ("conditions", "measures"):
        for path, node in nodes(data[section], (section,)):
            if "examples" in path:
                continue
            for key in ("fact", "each", "of", "when"):
                held = node.get(key)
                if not isinstance(held, str) or held not in facts:
                    continue
                alike = [f for f, fact in facts.items() if fact["type"] == facts[held]["type"]]
                start = alike.index(held)
                others = [alike[(start + step) % len(alike)] for step in (1, 2, len(alike) - 1)]
                kind = {"when": "uplift", "each": "each"}.get(key, "fact")
                place = f"{'.'.join(map(str, path))}.{key}"
                for other in dict.fromkeys(o for o in others if o != held):
                    what = f"{place}: {held} -> {other}"
                    yield _mutant(kind, what, Edit((*path, key), "set", other), place=place)


# --- a condition


def _of_condition(
    path: Place, measure: dict[str, Any], shared: dict[str, Any], facts: dict[str, Any]
) -> Iterator[Mutant]:
    name = measure["id"]
    for where, node in nodes(measure["when"], path):
        for reading in node.get("readings", ()):
            what = f"{name}: only the reading {reading['name']}"
            yield _mutant("reading", what, Edit(where, "set", reading["when"]))
        for joint in ("all", "any"):
            for j, part in enumerate(node.get(joint, [])):
                dropped = part if isinstance(part, str) else part.get("fact", next(iter(part)))
                yield _left_out("condition left out", f"{name}: condition {dropped} {where}", (*where, joint, j))
        if "not" in node:
            yield _mutant("not", f"{name}: not left out", Edit(where, "set", node["not"]))
        if "fact" in node and not any(bound in node for bound in BOUNDS):
            yield _mutant("not", f"{name}: not {node['fact']}", Edit(where, "set", {"not": node}))
        for bound in BOUNDS:
            if bound in node:
                yield _left_out("boundary", f"{name}: {bound} {node[bound]} {where}", (*where, bound))
                ranks = facts.get(node["fact"], {}).get("values", {})
                for rank in ranks if node[bound] in ranks else ():
                    if rank != node[bound]:
                        what = f"{name}: {bound} {node[bound]} -> {rank}"
                        yield _mutant("rank", what, Edit((*where, bound), "set", rank))
    parts = measure["when"].get("all", ())
    for condition in shared:
        if condition not in parts:
            what = f"{name}: condition {condition} put in"
            yield _mutant("condition put in", what, Edit((*path, "all", 0), "insert", condition))


# --- limits and stacking


def _of_totals(data: dict[str, Any]) -> Iterator[Mutant]:
    paid = [measure["id"] for measure in data["measures"] if "pays" in measure]
    for section, kind in (("limits", "limit"), ("stacking", "stacking")):
        for i, rule in enumerate(data[section]):
            yield _left_out(kind, f"{section} {i}", (section, i))
            others = [name for name in paid if name not in rule["over"]]
            for j, name in enumerate(rule["over"]):
                place: Place = (section, i, "over", j)
                yield _left_out(kind, f"{section} {i}: {name}", place)
                for other in others:
                    what = f"{section} {i}: {name} -> {other}"
                    yield _mutant(kind, what, Edit(place, "set", other), place=f"{section} {i}: {name} ->")
            for other in others:
                what = f"{section} {i}: {other} put in"
                yield _mutant(kind, what, Edit((section, i, "over", 0), "insert", other), place=f"{section} {i}: more")
    for i, _ in enumerate(data["limits"]):
        for per in ("企业", "企业/年", "项目"):
            place = f"limits {i}: per"
            yield _mutant("limit", f"{place} {per}", Edit(("limits", i, "per"), "set", per), place=place)


# --- periods


def _of_period(path: Place, period: dict[str, Any], facts: dict[str, Any]) -> Iterator[Mutant]:
    flags = [name for name, fact in facts.items() if fact["type"] == "flag"]
    yield _left_out("period", f"{period['id']}", path)
    for flag in flags:
        if flag != period["starts"]:
            what = f"{period['id']}: starts {flag}"
            yield _mutant("period", what, Edit((*path, "starts"), "set", flag), place=f"{period['id']}: starts")
    for years in ("二年", "一年", "10年"):
        yield _mutant("period", f"{period['id']}: years {years}", Edit((*path, "years"), "set", years))
    measures = [stage["measure"] for stage in period["stages"]]
    for j, stage in enumerate(period["stages"]):
        yield from _of_stage((*path, "stages", j), stage, [m for m in measures if m != stage["measure"]], facts)
    for j in range(len(measures) - 1):
        first, second = (*path, "stages", j), (*path, "stages", j + 1)
        edits = (Edit(first, "set", period["stages"][j + 1]), Edit(second, "set", period["stages"][j]))
        yield _mutant("period", f"{period['id']}: stages {j} <-> {j + 1}", *edits)
    extension, where = period["extension"], (*path, "extension")
    yield _left_out("period", f"{period['id']}: extension", where)
    for flag in flags:
        if flag != extension["fact"]:
            what = f"{period['id']}: extension {flag}"
            yield _mutant("period", what, Edit((*where, "fact"), "set", flag), place=f"{period['id']}: extension")
    yield _mutant("period", f"{period['id']}: most 一年", Edit((*where, "most"), "set", "一年"))
    for j, reading in enumerate(extension["readings"]):
        yield _left_out("period", f"{period['id']}: {reading}", (*where, "readings", j))
    edit = Edit((*where, "readings"), "set", extension["readings"][::-1])
    yield _mutant("period", f"{period['id']}: readings swapped", edit)


def _of_stage(path: Place, stage: dict[str, Any], others: list[str], facts: dict[str, Any]) -> Iterator[Mutant]:
    name = stage["measure"]

    def changed(key: str, value: Any) -> Mutant:
        what = f"stage {name}: {key} {value}"
        return _mutant("period", what, Edit((*path, key), "set", value))

    yield _left_out("period", f"stage {name}", path)
    yield from (changed("measure", other) for other in others)
    yield from (changed("from", word) for word in ("当年", "次年", "期满后") if word != stage["from"])
    yield changed("ends", not stage.get("ends", False))
    yield from (
        changed("result", f) for f, fact in facts.items() if fact["type"] == "rank" and f != stage.get("result")
    )
    for key in ("result", "delay", "failed"):
        if key in stage:
            yield _left_out("period", f"stage {name}: {key}", (*path, key))
    if "delay" in stage:
        yield changed("delay", "三年")
    else:
        yield changed("delay", "一年")
    segments = stage.get("failed", "").split("，")
    for end in range(1, len(segments)):
        yield changed("failed", "，".join(segments[:end]))
