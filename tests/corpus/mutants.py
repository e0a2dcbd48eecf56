"""Mutants of a policy's data: the small mistakes that a policy officer could make, one at a time.

Each mutant is a changed text of one YAML file. The figures are found here by plain patterns, not by
corpus.figures, so that what the checks overlook is not overlooked here too.
"""

from __future__ import annotations

import copy
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

FILES = ("policy.yaml", "facts.yaml", "measures.yaml")
BOUNDS = ("at_least", "more_than", "at_most", "less_than")
# Words of users and questions, names of other nodes, and what is not from the text: no figures of the policy.
# fmt: off
NOT_FIGURES = frozenset((
    "told", "about", "say", "weak", "denied", "not_in", "samples", "example", "id", "status_checked_on",
    "not_covered", "elsewhere", "subject_terms", "values", "over", "missing", "reason",
    "slots", "kinds", "implied",
))
# fmt: on
NAMES = frozenset(("clause", "each", "of", "fact", "when", "topic", "type", "family"))
CHINESE = "一二三四五六七八九十"
CHINESE_FIGURE = re.compile(rf"(?<!同)[{CHINESE}](?=年|类|个|位|等奖|、[{CHINESE}、]*等奖|笔|项|家|批|倍)")
ARABIC_FIGURE = re.compile(r"\d+(?:\.\d+)?(?P<rate>%|个百分点)?(?!\d*[.．、]\D)")


@dataclass(frozen=True)
class Mutant:
    """`text` is the whole changed text of `file`; mutants of one `place` change the same value."""

    kind: str
    file: str
    place: str
    what: str
    text: str


@dataclass(frozen=True)
class Scalar:
    """A value (or, with `is_key`, a key) of a YAML file: its path, and its place in the text."""

    path: tuple[str | int, ...]
    value: str
    start: int
    end: int
    is_key: bool = False


def scalars(node: yaml.Node | None, path: tuple[str | int, ...] = ()) -> Iterator[Scalar]:
    if isinstance(node, yaml.ScalarNode):
        yield Scalar(path, node.value, node.start_mark.index, node.end_mark.index)
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            yield from scalars(value, (*path, i))
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, key.value)
            yield Scalar(here, key.value, key.start_mark.index, key.end_mark.index, is_key=True)
            yield from scalars(value, here)


def all_mutants(folder: Path, clauses: list[str]) -> Iterator[Mutant]:
    for file in FILES:
        text = (folder / file).read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        for scalar in scalars(root):
            yield from _of_scalar(file, text, scalar, clauses)
    rules = (folder / "measures.yaml").read_text(encoding="utf-8")
    yield from _of_rules(yaml.safe_load(rules))


def one_of_each_place(mutants: list[Mutant]) -> list[Mutant]:
    """A smaller set, always the same, that still changes every value there is."""
    places: dict[tuple[str, str], list[Mutant]] = {}
    for mutant in mutants:
        places.setdefault((mutant.kind, mutant.place), []).append(mutant)
    return [group[zlib.crc32(place.encode()) % len(group)] for (_, place), group in places.items()]


def _of_scalar(file: str, text: str, scalar: Scalar, clauses: list[str]) -> Iterator[Mutant]:
    def mutant(kind: str, start: int, end: int, new: str) -> Mutant:
        what = f"{'.'.join(map(str, scalar.path))}: {text[start:end]} -> {new} in {scalar.value[:40]}"
        return Mutant(kind, file, f"{file}:{start}", what, text[:start] + new + text[end:])

    name = str(scalar.path[-1])
    if scalar.is_key:
        if name in BOUNDS:
            for other in BOUNDS:
                if other != name:
                    yield mutant("boundary", scalar.start, scalar.end, other)
        elif name in ("all", "any"):
            yield mutant("connective", scalar.start, scalar.end, "any" if name == "all" else "all")
        return
    if name == "clause":
        at = clauses.index(scalar.value)
        parent = scalar.value.rpartition(".")[0]
        others = {clauses[at - 1], clauses[(at + 1) % len(clauses)], parent, f"{scalar.value}.1"}
        for other in sorted(others - {"", scalar.value}):
            if not other.startswith(("head.", "tail.", "preamble.")):
                yield mutant("clause", scalar.start, scalar.end, f'"{other}"')
    elif name == "ceiling":
        yield mutant("ceiling", scalar.start, scalar.end, "false")
    elif name == "role" and scalar.value in ("presupposed", "quantity", "recognition"):
        for other in ("presupposed", "quantity", "recognition"):
            if other != scalar.value:
                yield mutant("role", scalar.start, scalar.end, other)
    elif name == "per":
        for other in ("企业", "企业/年", "项目"):
            if other != scalar.value:
                yield mutant("per", scalar.start, scalar.end, other)
    elif name == "kind" and scalar.path[0] == "measures":
        for other in ("fixed", "ceiling", "rate", "interest", "rent", "recognition", "in_kind", "fund"):
            if other != scalar.value:
                yield mutant("kind", scalar.start, scalar.end, other)
    elif name not in NAMES and not NOT_FIGURES & {str(step) for step in scalar.path}:
        yield from _figures(mutant, text, scalar)


def _figures(mutant: Callable[[str, int, int, str], Mutant], text: str, scalar: Scalar) -> Iterator[Mutant]:
    in_example = "examples" in scalar.path
    # What a trap's note says that the text does not name cannot be held against the text.
    kind_of_figure = "note" if scalar.path[0] == "traps" and scalar.path[-1] == "note" else "figure"
    for match in ARABIC_FIGURE.finditer(text, scalar.start, scalar.end):
        number = re.match(r"[\d.]+", match[0])
        assert number
        written = number[0]
        kind = "example" if in_example else "rate" if match["rate"] else kind_of_figure
        start, end = match.start(), match.start() + len(written)
        for changed in _changed(written):
            yield mutant(kind, start, end, changed)
    for match in CHINESE_FIGURE.finditer(text, scalar.start, scalar.end):
        at = CHINESE.index(match[0])
        for other in {at - 1, at + 1} & set(range(len(CHINESE))):
            yield mutant(kind_of_figure, match.start(), match.end(), CHINESE[other])


def _changed(written: str) -> list[str]:
    """The first digit or the last one up or down by one; and times ten."""
    if written == "0":
        return ["1"]
    changed = []
    for place in (0, len(written) - 1):
        digit = int(written[place])
        for other in {(digit + 1) % 10, (digit - 1) % 10}:
            changed.append(written[:place] + str(other) + written[place + 1 :])
    whole, _, part = written.partition(".")
    changed.append(f"{whole}{part[0]}.{part[1:]}".rstrip(".") if part else f"{whole}0")
    return [c for c in dict.fromkeys(changed) if c != written]


def _of_rules(data: dict[str, Any]) -> Iterator[Mutant]:
    """Mistakes that change more than one value: swapped pairs, and parts that are left out."""

    def mutant(kind: str, what: str, change: Callable[[dict[str, Any]], None]) -> Mutant:
        changed = copy.deepcopy(data)
        change(changed)
        text = yaml.dump(changed, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10**6)
        return Mutant(kind, "measures.yaml", what, what, text)

    for what, first, second in _pairs(data["measures"]):
        yield mutant("swap", what, _swapping(first, second))
    for i, measure in enumerate(data["measures"]):
        name, pays = measure["id"], measure.get("pays")
        if pays and not pays.get("ceiling"):
            yield mutant("ceiling", f"{name}: true", _setting(("measures", i, "pays", "ceiling"), True))
        if pays:
            soft = not pays.get("soft", False)
            yield mutant("soft", f"{name}: {soft}", _setting(("measures", i, "pays", "soft"), soft))
            for j in range(len(pays.get("caps", []))):
                yield mutant("left out", f"{name}: cap {j}", _leaving_out(("measures", i, "pays", "caps", j)))
            if "years" in pays:
                yield mutant("left out", f"{name}: years", _leaving_out(("measures", i, "pays", "years")))
        if "figures" in measure:
            yield mutant("left out", f"{name}: figures", _leaving_out(("measures", i, "figures")))
        for path, node in _nodes(measure["when"], ("measures", i, "when")):
            if "readings" in node:
                for reading in node["readings"]:
                    what = f"{name}: only the reading {reading['name']}"
                    yield mutant("left out", what, _setting(path, reading["when"]))
            for joint in ("all", "any"):
                for j, part in enumerate(node.get(joint, [])):
                    dropped = part if isinstance(part, str) else part.get("fact", part)
                    what = f"{name}: condition {dropped}"
                    yield mutant("condition left out", what, _leaving_out((*path, joint, j)))
            if "not" in node:
                yield mutant("left out", f"{name}: not", _setting(path, node["not"]))
            for bound in BOUNDS:
                if bound in node:
                    yield mutant("left out", f"{name}: {bound} {node[bound]}", _leaving_out((*path, bound)))
    for i, limit in enumerate(data["limits"]):
        yield mutant("left out", f"limit {limit['id']}", _leaving_out(("limits", i)))


Path_ = tuple[str | int, ...]


def _pairs(measures: list[dict[str, Any]]) -> Iterator[tuple[str, Path_, Path_]]:
    """Figures that could be mixed up: of measures with one quote, and of one payment."""
    for (i, a), (j, b) in combinations(enumerate(measures), 2):
        if a["quote"] != b["quote"]:
            continue
        what = f"{a['id']} <-> {b['id']}"
        if "amount" in a.get("pays", {}) and "amount" in b.get("pays", {}):
            yield what, ("measures", i, "pays", "amount"), ("measures", j, "pays", "amount")
            yield f"{what} each", ("measures", i, "pays", "each"), ("measures", j, "pays", "each")
        bounds = [
            (*path, bound)
            for k, measure in ((i, a), (j, b))
            for path, node in _nodes(measure["when"], ("measures", k, "when"))
            for bound in BOUNDS
            if bound in node
        ]
        if len(bounds) == 2:
            yield what, bounds[0], bounds[1]
    for i, measure in enumerate(measures):
        pays = measure.get("pays", {})
        where: Path_ = ("measures", i, "pays")
        for j, cap in enumerate(pays.get("caps", [])):
            if "rate" in cap:
                yield f"{measure['id']} rate <-> cap", (*where, "rate"), (*where, "caps", j, "rate")
                yield f"{measure['id']} of <-> cap", (*where, "of"), (*where, "caps", j, "of")
        if len(pays.get("uplift", {}).get("readings", [])) == 2:
            readings: Path_ = (*where, "uplift", "readings")
            yield f"{measure['id']} readings", (*readings, 0, "rate"), (*readings, 1, "rate")


def _nodes(node: Any, path: Path_) -> Iterator[tuple[Path_, dict[str, Any]]]:
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from _nodes(value, (*path, key))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from _nodes(value, (*path, i))


def _at(data: Any, path: Path_) -> Any:
    for step in path:
        data = data[step]
    return data


def _swapping(first: Path_, second: Path_) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        a, b = _at(data, first), _at(data, second)
        _setting(first, b)(data)
        _setting(second, a)(data)

    return change


def _setting(path: Path_, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        _at(data, path[:-1])[path[-1]] = copy.deepcopy(value)

    return change


def _leaving_out(path: Path_) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        del _at(data, path[:-1])[path[-1]]

    return change
