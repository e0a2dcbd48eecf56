"""Reading a policy's folder: source.txt, policy.yaml, facts.yaml, measures.yaml, samples.yaml.

Every error names the file, the line and what is wrong there, in the policy officer's language.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from corpus.aspects import Aspect, unstated
from corpus.document import Document, read_document
from corpus.figures import years_of
from corpus.mistakes import mistakes, unreadable
from corpus.rules import (
    All,
    Any_,
    Condition,
    ConditionReading,
    Fact,
    Facts,
    Limit,
    Measure,
    Measures,
    Not,
    Period,
    PolicyHead,
    Readings,
    Samples,
    Stacking,
    Test,
    Topic,
)

DEFAULT_LIBRARY: Final = Path(__file__).parent / "policies"
_FILES: Final = ("source.txt", "policy.yaml", "facts.yaml", "measures.yaml")
_SAMPLES: Final = "samples.yaml"  # optional: a policy answers without, by its patterns alone
_M = TypeVar("_M", bound=BaseModel)


class PolicyError(Exception):
    """A policy's data cannot be used; the message lists each fault with file and line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, eq=False)
class Policy:
    """One policy: its text, cut into clauses, and its rules with the shared conditions filled in."""

    folder: Path
    document: Document
    head: PolicyHead
    vocabulary: Facts
    measures: tuple[Measure, ...]
    topics: tuple[Topic, ...]
    limits: tuple[Limit, ...]
    stacking: tuple[Stacking, ...]
    periods: tuple[Period, ...]
    samples: Samples
    text_hash: str
    rules_hash: str

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The declared facts by id, in file order."""
        return self.vocabulary.facts

    @cached_property
    def measure_by_id(self) -> Mapping[str, Measure]:
        """The measures by id, in file order."""
        return {m.id: m for m in self.measures}

    @cached_property
    def topic_by_id(self) -> Mapping[str, Topic]:
        """The topics by id, in file order."""
        return {t.id: t for t in self.topics}

    @cached_property
    def year_of(self) -> Mapping[str, int]:
        """By measure (id): in which year of its period it falls due, from 1; the last one for what follows its end."""
        years = {}
        for period in self.periods:
            last = years_of(period.years)
            for stage in period.stages:
                years[stage.measure] = {"当年": 1, "次年": 2, "期满后": last}[stage.from_]
        return years

    @cached_property
    def aspects(self) -> tuple[Aspect, ...]:
        """What people ask of any policy and this one does not say, apart from what it records itself."""
        own = {*(s.id for s in self.head.statements), *(n.id for n in self.head.not_stated)}
        return unstated(self.document.text, frozenset(own))

    def measures_of(self, topic: str) -> tuple[Measure, ...]:
        """The measures of a topic (id), in file order; () for an unknown topic."""
        return tuple(m for m in self.measures if m.topic == topic)

    @cached_property
    def fact_by_label(self) -> Mapping[str, str]:
        """Ids by id and by Chinese label."""
        return {name: id_ for id_, fact in self.facts.items() for name in (id_, fact.label)}


def load_policy(folder: Path) -> Policy:
    """Raises PolicyError when a file is missing, is not YAML or breaks the models of corpus.rules."""
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if missing:
        raise PolicyError([f"{folder.name}：缺少文件 {'、'.join(missing)}"])
    source = (folder / "source.txt").read_text(encoding="utf-8")
    head = _load(folder / "policy.yaml", PolicyHead)
    facts = _load(folder / "facts.yaml", Facts)
    rules = _load(folder / "measures.yaml", Measures)
    faults: list[str] = []
    measures = tuple(_resolve(m, rules.conditions, faults, folder / "measures.yaml") for m in rules.measures)
    if faults:
        raise PolicyError(faults)
    document = read_document(source)
    return Policy(
        folder=folder,
        document=document,
        head=head,
        vocabulary=facts,
        measures=measures,
        topics=rules.topics,
        limits=rules.limits,
        stacking=rules.stacking,
        periods=rules.periods,
        samples=_load(folder / _SAMPLES, Samples) if (folder / _SAMPLES).is_file() else Samples(),
        text_hash=hashlib.sha256(document.text.encode()).hexdigest(),
        rules_hash=_hash_files(folder, _FILES[1:]),
    )


def load_library(root: Path | None = None) -> tuple[Policy, ...]:
    """Every policy below `root` (default: MINGCE_LIBRARY, else the corpus that ships), by folder name.

    Raises PolicyError when there is none, or when one is faulty.
    """
    root = root or Path(os.environ.get("MINGCE_LIBRARY", DEFAULT_LIBRARY))
    folders = sorted(path.parent for path in root.glob("*/policy.yaml"))
    if not folders:
        raise PolicyError([f"{root} 下没有政策；每个政策一个文件夹，内有 {'、'.join(_FILES)}"])
    return tuple(load_policy(folder) for folder in folders)


def line_of(path: Path, location: tuple[int | str, ...]) -> int:
    """Line (from 1) of the YAML node at `location`, or of the nearest node above it that there is."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    line = 1
    for step in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if found is None:
                continue  # pydantic names the member of a union here, which is no node of the file
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def _load(path: Path, model: type[_M]) -> _M:
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        data: Any = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: no UTF-8, or a date that there is not
        raise PolicyError([f"{path.name} {unreadable(error, text)}"]) from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = sorted((line_of(path, at), told) for at, told in mistakes(path.stem, data, error))
        raise PolicyError([f"{path.name} 第{line}行：{told}" for line, told in found]) from error


def _resolve(measure: Measure, named: Mapping[str, Test], faults: list[str], path: Path) -> Measure:
    def fill(condition: Condition) -> Condition:
        match condition:
            case str():
                if condition not in named:
                    faults.append(f"{path.name}：{measure.id} 引用了没有声明的条件「{condition}」")
                    return All(all=())
                return named[condition]
            case All(all=parts):
                return All(all=tuple(fill(p) for p in parts))
            case Any_(any=parts):
                return Any_(any=tuple(fill(p) for p in parts))
            case Not(not_=part):
                return Not.model_validate({"not": fill(part)})
            case Readings(readings=readings):
                return Readings(readings=tuple(ConditionReading(name=r.name, when=fill(r.when)) for r in readings))
            case _:
                return condition

    return measure.model_copy(update={"when": fill(measure.when)})


def _hash_files(folder: Path, names: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode() + b"\0" + (folder / name).read_bytes() + b"\0")
    return digest.hexdigest()
