"""What people ask of any policy and most policies do not say: no policy has to record it as missing.

An aspect stands for a policy whose text holds none of the words that would state it. A policy that records the matter
itself, as said or as missing, does so under the same id, which then takes the aspect's place.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import TypeAdapter

from corpus.rules.base import Model, Text

_FILE: Final = Path(__file__).with_name("aspects.yaml")


class Aspect(Model):
    """A thing that is asked: `what` names it in a reply, `about` are patterns of a question for it, `stated` the words of
    a text that says it. `unless` "bound": a support that tests a number is not silent on its least."""

    id: str
    what: Text
    about: tuple[Text, ...]
    stated: tuple[Text, ...] = ()
    unless: Literal["bound"] | None = None
    samples: tuple[Text, ...] = ()


@cache
def all_aspects() -> tuple[Aspect, ...]:
    """Every aspect, in file order. Raises ValidationError where the file is faulty."""
    data = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return TypeAdapter(tuple[Aspect, ...]).validate_python(data)


def unstated(text: str, recorded: frozenset[str]) -> tuple[Aspect, ...]:
    """The aspects on which a policy's text is silent; `recorded` are the ids that the policy has records of its own for."""
    return tuple(a for a in all_aspects() if a.id not in recorded and not any(word in text for word in a.stated))
