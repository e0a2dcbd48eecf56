"""What a wording must look like, whatever it says: not too long, the answer first, all parts and questions kept."""

from __future__ import annotations

import re
from typing import Final

from assistant.answer.compose import MOST_CHARACTERS
from assistant.answer.guard import Fault
from assistant.reply import Reply
from assistant.understanding.quantities import read_quantities

_FIRST: Final = 160  # characters within which the answer stands (design, promise 7)
_MARKUP: Final = re.compile(r"^(?:#{1,6}[ \t]+)?(?:答复|回答|答)[：:]\s*|^#{1,6}[ \t]+|^>[ \t]*|\*\*|__", re.M)
# a model that goes on with its material closes the block that it stands in
_BLOCK: Final = re.compile(r"</?(?:此前的对话|用户的话|核对过的答复|条款|原文)>")
_SENTENCE: Final = re.compile(r"[。！？!?\n]")
_NUMBERED: Final = re.compile(r"^(\d{1,2})[.．、]\s*(?=\S)", re.M)
_QUESTION: Final = re.compile(r"[？?]")


def clean(text: str) -> str:
    """The text without Markdown's marks of emphasis and headings, which no two models set alike, nor those of the material."""
    text = _MARKUP.sub("", _BLOCK.sub("", text.replace("\r\n", "\n")))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def faults_of_form(text: str, body: str, reply: Reply) -> list[Fault]:
    """What a wording, put into words, lacks or has too much of, beside the offline answer's body that it rewords."""
    found = []
    most = max(MOST_CHARACTERS, len(body))
    if len(text) > most:
        found.append(Fault("foreign", text[most:], f"有{len(text)}个字，最多{most}个字"))
    if reply.outcome == "needs_facts" and _QUESTION.search(body) and not _QUESTION.search(text):
        found.append(Fault("missing", "？", "材料里向用户的提问没有保留"))
    numbers = [m[1] for m in _NUMBERED.finditer(body)]
    if numbers and [m[1] for m in _NUMBERED.finditer(text)] != numbers:
        found.append(Fault("missing", numbers[-1], f"材料分{len(numbers)}项回答，应照样编号逐项回答"))
    wanted = _figures(_first_sentence(body))
    if wanted and not wanted & _figures(_first_sentence(text)):
        found.append(Fault("missing", _first_sentence(text), "第一句没有写出答案里的数字"))
    return found


def reckoning_left_out(text: str, body: str, reply: Reply) -> str:
    """The paragraph with the formulas of the offline answer's body that a wording does not tell whole; "" where it tells
    all. How a sum is reckoned is its proof: a wording may pass over it, the answer does not."""
    told = _figures(text)
    shown = [m for m in reply.measures if m.formula and "=" in m.formula and m.formula in body]
    lacking = [m for m in shown if not _figures(m.formula or "") <= told]
    lines = [m.formula if len(shown) == 1 else f"{m.name}：{m.formula}" for m in lacking]
    return f"算式：{'；'.join(filter(None, lines))}。" if lines else ""


def _first_sentence(text: str) -> str:
    begun = _NUMBERED.sub("", text, count=1).lstrip()
    return _SENTENCE.split(begun, maxsplit=1)[0][:_FIRST]


def _figures(text: str) -> set[tuple[object, ...]]:
    return {(q.kind, q.lower, q.upper) for q in read_quantities(text)}
