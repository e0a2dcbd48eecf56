"""What all models of a policy's data share: strictness, and the values that are written as people write them."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from corpus.amounts import parse_money, parse_rate

Money = Annotated[int, BeforeValidator(lambda text: parse_money(str(text)))]
Rate = Annotated[Fraction, BeforeValidator(lambda text: parse_rate(str(text)))]


def _as_text(value: object) -> object:
    """YAML reads an unquoted 3.1 or 28 as a number; in these fields it is always text."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


ClauseId = Annotated[str, BeforeValidator(_as_text), Field(pattern=r"^(head|preamble|tail|(annex\d*\.)?\d+(\.\d+)*)$")]
Text = Annotated[str, BeforeValidator(_as_text)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(lambda v: (v,) if isinstance(v, str) else v)]


class Model(BaseModel):
    """Base of all models: immutable, and an unknown key raises ValidationError."""

    model_config = ConfigDict(frozen=True, extra="forbid")
