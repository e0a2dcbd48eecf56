"""How a model names a clause: by the token that a tool returned, ⟦4.5.16⟧, and in no other way."""

from __future__ import annotations

import re
from typing import Final

CLAUSE_TOKEN: Final = re.compile(r"⟦([^⟦⟧\s]{1,24})⟧")  # group 1 is the clause id


def clause_token(clause: str) -> str:
    """The token of a clause id."""
    return f"⟦{clause}⟧"


def clauses_named(text: str) -> tuple[str, ...]:
    """The ids in the tokens of a text, in order, each once; whether there is such a clause is not looked up."""
    return tuple(dict.fromkeys(CLAUSE_TOKEN.findall(text)))
