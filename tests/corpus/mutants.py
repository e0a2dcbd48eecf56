"""Mutants of a policy's data: the small mistakes that a policy officer could make, one at a time.

Here are those of one figure, rate, boundary, clause or word; those of whole parts are in rule_mutants and fact_mutants.
The figures are found by plain patterns, not by corpus.figures, so that what the checks overlook is not overlooked here.
"""

from __future__ import annotations

import copy
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

FILES = ("policy.yaml", "facts.yaml", "measures.yaml")
BOUNDS = ("at_least", "more_than", "at_most", "less_than")
# Words of users and questions, names of other nodes, and what is not from the text: no figures of the policy.
# fmt: off
NOT_FIGURES = frozenset((
    "told", "about", "say", "weak", "denied", "not_in", "samples", "example", "id", "status_checked_on",
    "not_covered", "elsewhere", "subject_terms", "values", "over", "missing", "reason",
    "slots", "kinds", "implied", "beyond", "outlay",
))
# fmt: on
CHOICES = {
    "role": ("presupposed", "quantity", "recognition"),
    "per": ("企业", "企业/年", "项目"),
    "kind": ("fixed", "ceiling", "rate", "interest", "rent", "recognition", "in_kind", "fund"),
}
NAMES = frozenset(("clause", "each", "of", "fact", "when", "topic", "type", "family"))
CHINESE = "一二三四五六七八九十"
CHINESE_FIGURE = re.compile(rf"(?<!同)[{CHINESE}](?=年|类|个|位|等奖|、[{CHINESE}、]*等奖|笔|项|家|批|倍)")
ARABIC_FIGURE = re.compile(r"\d+(?:\.\d+)?(?P<rate>%|个百分点)?(?!\d*[.．、]\D)")
MAGNITUDES = {"万": ("", "亿", "千"), "亿": ("", "万")}
BOUNDARY_WORDS = {
    "不低于": "超过",
    "不少于": "超过",
    "不超过": "不低于",
    "达到": "超过",
    "达": "超过",
    "及以上": "以下",
    "以内": "以上",
    "最高": "至少",
    "最多": "至少",
    "最长": "至少",
}
# the longer words stand first: 达到 before 达
BOUNDARY_WORD = re.compile("(?:" + "|".join(BOUNDARY_WORDS) + ")(?=.{0,12}[0-9一二三])")
Step = str | int
Place = tuple[Step, ...]


@dataclass(frozen=True)
class Edit:
    """One change of a file's data: a node set, left out, put in (a list's), or a key renamed to `value`."""

    path: Place
    do: Literal["set", "leave out", "insert", "rename"]
    value: Any = None


@dataclass(frozen=True)
class Mutant:
    """`edits` of the data of `file`; mutants of one `place` change the same value."""

    kind: str
    file: str
    place: str
    what: str
    edits: tuple[Edit, ...]


def edited(data: Any, edits: tuple[Edit, ...]) -> Any:
    """The data with the edits made in order; what they do not touch is shared with the original."""
    for edit in edits:
        data = _edited(data, edit.path, edit)
    return data


def _edited(data: Any, path: Place, edit: Edit) -> Any:
    changed = copy.copy(data)
    step: Any = path[0]
    if len(path) > 1:
        changed[step] = _edited(data[step], path[1:], edit)
    elif edit.do == "set":
        changed[step] = edit.value
    elif edit.do == "leave out":
        del changed[step]
    elif edit.do == "insert":
        changed.insert(step, edit.value)
    else:
        return {edit.value if key == step else key: value for key, value in data.items()}
    return changed


def at(data: Any, path: Place) -> Any:
    for step in path:
        data = data[step]
    return data


def nodes(node: Any, path: Place = ()) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Every mapping of the data, with its path."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from nodes(value, (*path, key))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from nodes(value, (*path, i))


@dataclass(frozen=True)
class Scalar:
    """A value (or, with `is_key`, a key) of a YAML file as written; a plain one is not in quotation marks."""

    path: Place
    value: str
    is_plain: bool
    is_key: bool = False


def scalars(node: yaml.Node | None, path: Place = ()) -> Iterator[Scalar]:
    if isinstance(node, yaml.ScalarNode):
        yield Scalar(path, node.value, not node.style)
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            yield from scalars(value, (*path, i))
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, key.value)
            yield Scalar(here, key.value, not key.style, is_key=True)
            yield from scalars(value, here)


def read(scalar: Scalar, written: str) -> Any:
    """What YAML makes of other words in a scalar's place."""
    if not scalar.is_plain:
        return written
    tag = yaml.resolver.Resolver().resolve(yaml.ScalarNode, written, (True, False))
    try:
        return yaml.constructor.SafeConstructor().construct_object(yaml.ScalarNode(tag, written))
    except ValueError:  # a date that there is not
        return written


def scalar_mutants(folder: Path, clauses: list[str]) -> Iterator[Mutant]:
    """One value changed, of all three files."""
    for file in FILES:
        text = (folder / file).read_text(encoding="utf-8")
        for scalar in scalars(yaml.compose(text, Loader=yaml.CSafeLoader)):
            yield from _of_scalar(file, scalar, clauses)


def one_of_each_place(mutants: list[Mutant]) -> list[Mutant]:
    """A smaller set, always the same, that still changes every value there is."""
    places: dict[tuple[str, str], list[Mutant]] = {}
    for mutant in mutants:
        places.setdefault((mutant.kind, mutant.place), []).append(mutant)
    return [group[zlib.crc32(place.encode()) % len(group)] for (_, place), group in places.items()]


def _of_scalar(file: str, scalar: Scalar, clauses: list[str]) -> Iterator[Mutant]:
    where = ".".join(map(str, scalar.path))

    def mutant(kind: str, new: str, start: int = 0, end: int | None = None) -> Mutant:
        end = len(scalar.value) if end is None else end
        what = f"{where}: {scalar.value[start:end]} -> {new} in {scalar.value[:40]}"
        changed = scalar.value[:start] + new + scalar.value[end:]
        edit = (
            Edit(scalar.path, "rename", changed) if scalar.is_key else Edit(scalar.path, "set", read(scalar, changed))
        )
        return Mutant(kind, file, f"{file}:{where}:{start}:{scalar.is_key}", what, (edit,))

    name, value = str(scalar.path[-1]), scalar.value
    if scalar.is_key:
        if name in BOUNDS:
            yield from (mutant("boundary", other) for other in BOUNDS if other != name)
        elif name in ("all", "any"):
            yield mutant("connective", "any" if name == "all" else "all")
        return
    if name == "clause":
        place = clauses.index(value)
        parent = value.rpartition(".")[0]
        others = {clauses[place - 1], clauses[(place + 1) % len(clauses)], parent, f"{value}.1"}
        for other in sorted(others - {"", value}):
            if not other.startswith(("head.", "tail.", "preamble.")):
                yield mutant("clause", other)
    elif name == "ceiling":
        yield mutant("ceiling", "false")
    elif name in CHOICES and (name != "kind" or scalar.path[0] == "measures") and value in CHOICES[name]:
        yield from (mutant(name, other) for other in CHOICES[name] if other != value)
    elif name not in NAMES and not NOT_FIGURES & {str(step) for step in scalar.path}:
        yield from _figures(mutant, scalar)
        yield from _words(mutant, scalar)


def _words(mutant: Callable[[str, str, int, int], Mutant], scalar: Scalar) -> Iterator[Mutant]:
    for match in BOUNDARY_WORD.finditer(scalar.value):
        yield mutant("boundary word", BOUNDARY_WORDS[match[0]], *match.span())
    for segment in re.finditer("[^，。；：、]+", scalar.value) if scalar.path[-1] in ("answer", "says", "text") else ():
        if BOUNDARY_WORD.search(segment[0]):  # 最高不超过: both words of it
            bare = re.sub("|".join(BOUNDARY_WORDS), "", segment[0])
            yield mutant("boundary word left out", bare, *segment.span())
    for match in re.finditer("或者|或|且", scalar.value) if "readings" in scalar.path else ():
        yield mutant("connective", "或" if match[0] == "且" else "且", *match.span())


def _figures(mutant: Callable[[str, str, int, int], Mutant], scalar: Scalar) -> Iterator[Mutant]:
    # What a trap's note says that the text does not name cannot be held against the text.
    kind = "note" if scalar.path[0] == "traps" and scalar.path[-1] == "note" else "figure"
    for match in ARABIC_FIGURE.finditer(scalar.value):
        number = re.match(r"[\d.]+", match[0])
        assert number
        kind_here = "example" if "examples" in scalar.path else "rate" if match["rate"] else kind
        start, end = match.start(), match.start() + len(number[0])
        for changed in _changed(number[0]):
            yield mutant(kind_here, changed, start, end)
        for changed in MAGNITUDES.get(scalar.value[end : end + 1], ()):
            yield mutant("magnitude", changed, end, end + 1)
    for match in CHINESE_FIGURE.finditer(scalar.value):
        numeral = CHINESE.index(match[0])
        for other in sorted({numeral - 1, numeral + 1} & set(range(len(CHINESE)))):
            yield mutant(kind, CHINESE[other], match.start(), match.end())


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
