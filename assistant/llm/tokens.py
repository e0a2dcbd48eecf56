"""How the model names clauses (⟦4.5.16⟧) and quotes (⟦原文1⟧), and how code puts them into words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from assistant.answer.guard import Fault
from assistant.reply import Citation, Reply
from assistant.tools.tokens import CLAUSE_TOKEN, clause_token
from corpus.document import Document
from corpus.references import find_references

_QUOTE: Final = "原文"
_MARKS: Final = str.maketrans("⟦⟧<>", "〖〗＜＞")
# Small models copy the words and lose the brackets: a known name in other ones is taken for its token.
_BRACKETED: Final = re.compile(r"[\[【〖⟦]\s*([^\s\[\]【】〖〗⟦⟧]{1,24})\s*[\]】〗⟧]")
_QUOTED: Final = re.compile(rf"[「『“\"]?⟦{_QUOTE}(\d{{1,2}})⟧[」』”\"]?")
_LABEL: Final = re.compile(r".+（.+）\d*")  # one that stands out in a sentence: not 三, 引言


@dataclass(frozen=True)
class Tokens:
    """The clauses and quotes that a wording may name: those that its reply cites, and no others."""

    document: Document
    citations: tuple[Citation, ...]

    @classmethod
    def of(cls, document: Document, reply: Reply) -> Tokens:
        """Those of a finished offline reply."""
        return cls(document, reply.citations)

    @cached_property
    def clauses(self) -> dict[str, str]:
        """Label by clause id, in the order cited."""
        return {c.clause: c.label for c in self.citations}

    @cached_property
    def quotes(self) -> tuple[str, ...]:
        """The words quoted, each once; ⟦原文1⟧ is the first."""
        return tuple(dict.fromkeys(c.quote for c in self.citations))

    def quote_token(self, quote: str) -> str:
        """⟦原文1⟧ for the first of the quotes."""
        return f"⟦{_QUOTE}{self.quotes.index(quote) + 1}⟧"

    def put_in(self, text: str) -> str:
        """A text of ours with tokens in place of the quotes and labels in it."""
        for quote in sorted(self.quotes, key=len, reverse=True):
            text = text.replace(f"「{quote}」", self.quote_token(quote))
        for clause, label in sorted(self.clauses.items(), key=lambda item: -len(item[1])):
            if _LABEL.fullmatch(label):
                text = text.replace(label, clause_token(clause))
        return text

    def tidied(self, text: str) -> str:
        """A model's text, its brackets round known names made those of tokens."""
        known = {*self.clauses, *(f"{_QUOTE}{n}" for n in range(1, len(self.quotes) + 1))}
        return _BRACKETED.sub(lambda m: f"⟦{m[1]}⟧" if m[1] in known else m[0], text)

    def faults(self, text: str, said: Sequence[str]) -> list[Fault]:
        """What names a clause or a quote otherwise than by a token given. `said` may be repeated: the user's own words."""
        found = []
        for name in CLAUSE_TOKEN.findall(text):
            quote = re.fullmatch(rf"{_QUOTE}(\d{{1,2}})", name)
            if not (0 < int(quote[1]) <= len(self.quotes) if quote else name in self.clauses):
                found.append(Fault("clause", f"⟦{name}⟧", f"没有给过记号“⟦{name}⟧”，只能用材料里的记号"))
        bare = CLAUSE_TOKEN.sub(lambda m: " " * len(m[0]), text)
        for reference in find_references(bare, self.document):
            words = text[reference.start : reference.end]
            if not any(words in one for one in said):
                found.append(Fault("clause", words, f"“{words}”是自己写的条款号，提到条款只能用材料里的记号"))
        return found

    def put_into_words(self, text: str) -> str:
        """The text with labels and quotes in place of its tokens. It has no fault."""
        text = _QUOTED.sub(lambda m: f"「{self.quotes[int(m[1]) - 1]}」", text)
        return CLAUSE_TOKEN.sub(lambda m: self.clauses[m[1]], text)


def as_data(text: str) -> str:
    """Words of others, without what could be taken for a token or for the end of the block that they stand in."""
    return text.translate(_MARKS)
