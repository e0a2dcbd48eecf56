"""Mutants of facts.yaml: what a fact is, what of it counts, which cell of a family it counts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tests.corpus.mutants import Edit, Mutant, Place

FILE = "facts.yaml"
UNITS = ("人", "项", "个", "家")
TYPES = ("flag", "money", "count", "rank")


def fact_mutants(data: dict[str, Any]) -> Iterator[Mutant]:
    for name, fact in data["facts"].items():
        path: Place = ("facts", name)
        yield from _of_fact(path, name, fact)
        if "cell" in fact:
            yield from _of_cell((*path, "cell"), name, fact["cell"], data)


def _mutant(kind: str, what: str, *edits: Edit, place: str = "") -> Mutant:
    return Mutant(kind, FILE, place or what, what, edits)


def _of_fact(path: Place, name: str, fact: dict[str, Any]) -> Iterator[Mutant]:
    for other in TYPES:
        if other != fact["type"]:
            what = f"{name}: type {other}"
            yield _mutant("type", what, Edit((*path, "type"), "set", other), place=f"{name}: type")
    if "unit" in fact:
        yield _mutant("unit", f"{name}: unit left out", Edit((*path, "unit"), "leave out"))
    for unit in UNITS:
        if unit != fact.get("unit"):
            what = f"{name}: unit {unit}"
            yield _mutant("unit", what, Edit((*path, "unit"), "set", unit), place=f"{name}: unit")
    for key in ("adds_up", "supplied_here"):
        edit = Edit((*path, key), "leave out") if fact.get(key) else Edit((*path, key), "set", True)
        yield _mutant(key, f"{name}: {key} {edit.do}", edit)
    if "within_years" in fact:
        yield _mutant("within_years", f"{name}: within_years left out", Edit((*path, "within_years"), "leave out"))
    else:
        yield _mutant("within_years", f"{name}: within_years put in", Edit((*path, "within_years"), "set", 3))
    values = fact.get("values", {})
    for value in values:
        yield _mutant("rank", f"{name}: {value} left out", Edit((*path, "values", value), "leave out"))
    for first, second in pairwise(values):
        order = [{first: second, second: first}.get(value, value) for value in values]
        edit = Edit((*path, "values"), "set", {value: values[value] for value in order})
        yield _mutant("rank", f"{name}: {first} <-> {second}", edit)


def _of_cell(path: Place, name: str, cell: dict[str, Any], data: dict[str, Any]) -> Iterator[Mutant]:
    slots = {**data["slots"], "kind": data["families"][cell["family"]]["kinds"]}
    yield _mutant("cell", f"{name}: cell left out", Edit(path, "leave out"))
    for slot, values in slots.items():
        held = cell.get(slot, [])
        for j, value in enumerate(held):
            place = f"{name}: {slot} {value}"
            yield _mutant("cell", f"{place} left out", Edit((*path, slot, j), "leave out"))
            for other in values:
                if other not in held:
                    what = f"{place} -> {other}"
                    yield _mutant("cell", what, Edit((*path, slot, j), "set", other), place=f"{place} ->")
        for other in values:
            if other not in held:
                what = f"{name}: {slot} {other} put in"
                yield _mutant("cell", what, Edit((*path, slot), "set", [*held, other]), place=f"{name}: {slot} more")
    if "within" in cell:
        yield _mutant("cell", f"{name}: within left out", Edit((*path, "within"), "leave out"))
    else:
        yield _mutant("cell", f"{name}: within put in", Edit((*path, "within"), "set", 3))
    for family in data["families"]:
        if family != cell["family"]:
            what = f"{name}: family {family}"
            yield _mutant("cell", what, Edit((*path, "family"), "set", family), place=f"{name}: family")
