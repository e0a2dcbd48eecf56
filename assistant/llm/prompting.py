"""What the model is given: the rules, and everything else as data between marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from string import Template
from typing import Final

import yaml

from assistant.answer.compose import MOST_CHARACTERS
from assistant.answer.guard import Fault
from assistant.llm.tokens import Tokens, as_data
from assistant.tools.tokens import clause_token

_PROMPTS: Final = Path(__file__).parent / "prompts"
_MOST_OF_A_TURN: Final = 240  # characters of an earlier question or answer
_MOST_OF_A_CLAUSE: Final = 1500
_MOST_FAULTS: Final = 8
_NOTHING: Final = "（无）"

History = Sequence[tuple[str, str]]  # question and answer of earlier turns, the earliest first


def rules(rounds: int = 0) -> str:
    """The system prompt; with as many rounds of tools, none where there are no tools."""
    text = _prompt("wording").substitute(clause=clause_token("4.5.16"), quote="⟦原文1⟧", most=MOST_CHARACTERS)
    return text + "\n" + _prompt("tools").substitute(rounds=rounds) if rounds else text


def task(tokens: Tokens, body: str, message: str, history: History) -> str:
    """The user's message to the model: `body` of the offline answer, reworded for `message`."""
    texts = {c: as_data(tokens.document.clause(c).text[:_MOST_OF_A_CLAUSE]) for c in tokens.clauses}
    clauses = (f"{clause_token(c)} {text}" for c, text in texts.items())
    quotes = (f"{tokens.quote_token(quote)} {as_data(quote)}" for quote in tokens.quotes)
    talked = (f"用户：{_cut(asked)}\n明策：{_cut(said)}" for asked, said in history)
    return _prompt("task").substitute(
        history=_lines(as_data(one) for one in talked),
        message=as_data(message),
        answer=tokens.put_in(as_data(body)),
        clauses=_lines(clauses),
        quotes=_lines(quotes),
    )


def read_then_word(tokens: Tokens, lead: str, message: str) -> list[tuple[str, str]]:
    """The whole conversation with a model that has no tools: roles and texts. Examples, short, and of the offline answer the
    first paragraph: of long material small models repeat the wrong part, and drop what limits an answer."""
    talk = [("system", rules())]
    for example in _examples():
        talk += [("user", _read(example["message"], example["answer"])), ("assistant", example["wording"])]
    return [*talk, ("user", _read(as_data(message), tokens.put_in(as_data(lead))))]


def _read(message: str, answer: str) -> str:
    return _prompt("read").substitute(message=message, answer=answer)


def again(faults: Iterable[Fault]) -> str:
    """What was wrong with the first wording, for the second."""
    told = dict.fromkeys(f"- {as_data(fault.why)}" for fault in faults)
    return _prompt("again").substitute(faults="\n".join(list(told)[:_MOST_FAULTS]))


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines) or _NOTHING


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_OF_A_TURN else text[:_MOST_OF_A_TURN] + "…"


@cache
def _prompt(name: str) -> Template:
    return Template((_PROMPTS / f"{name}.md").read_text(encoding="utf-8"))


@cache
def _examples() -> list[dict[str, str]]:
    examples: list[dict[str, str]] = yaml.safe_load((_PROMPTS / "examples.yaml").read_text(encoding="utf-8"))
    return examples
