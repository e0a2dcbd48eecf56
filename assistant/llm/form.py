"""What a wording must look like, whatever it says: clean text, not too long, the answer first, all parts answered."""

from __future__ import annotations

import re
from typing import Final

from assistant.answer.compose import MOST_CHARACTERS
from assistant.answer.guard import Fault
from assistant.reply import Reply
from assistant.understanding.quantities import read_quantities

FIRST: Final = 160  # characters within which the answer stands (design, promise 7)
_MARKUP: Final = re.compile(r"\*\*|__|^#{1,6}[ \t]+|^>[ \t]*|^(?:答复|回答|答)[：:]\s*", re.M)
_FOREIGN: Final = re.compile(r"```|</?[a-zA-Z|][^>]*>|https?://|!\[|\]\(|[{}]|\"\w+\":")
_SENTENCE: Final = re.compile(r"[。！？!?\n]")
_NUMBERED: Final = re.compile(r"^(\d{1,2})[.．、]\s*(?=\S)", re.M)
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_LETTER: Final = re.compile(r"[^\W\d_]")


def clean(text: str) -> str:
    """The text without Markdown's marks of emphasis and headings, which no two models set alike."""
    text = _MARKUP.sub("", text.replace("\r\n", "\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def faults_of_form(text: str, body: str, reply: Reply) -> list[Fault]:
    """What a wording, put into words, lacks or has too much of, beside the offline answer's body that it rewords."""
    found = []
    most = max(MOST_CHARACTERS, len(body))
    if len(text) > most:
        found.append(Fault("form", text[:20], f"有{len(text)}个字，最多{most}个字"))
    for match in _FOREIGN.finditer(text):
        found.append(Fault("form", match[0], f"“{match[0]}”不是答复的正文，只写中文句子"))
    letters = _LETTER.findall(text)
    if sum(map(bool, map(_CHINESE.match, letters))) * 2 < len(letters):
        found.append(Fault("form", text[:20], "应当用中文答复"))
    if reply.outcome == "needs_facts" and re.search(r"[？?]", body) and not re.search(r"[？?]", text):
        found.append(Fault("form", "？", "材料里向用户的提问没有保留"))
    if [m[1] for m in _NUMBERED.finditer(text)] != (numbers := [m[1] for m in _NUMBERED.finditer(body)]) and numbers:
        found.append(Fault("form", numbers[-1], f"材料分{len(numbers)}项回答，应照样编号逐项回答"))
    wanted = _figures(_first_sentence(body))
    if wanted and not wanted & _figures(_first_sentence(text)):
        found.append(Fault("form", _first_sentence(text)[:20], "第一句没有写出答案里的数字"))
    return found


def _first_sentence(text: str) -> str:
    begun = _NUMBERED.sub("", text, count=1).lstrip()
    return _SENTENCE.split(begun, maxsplit=1)[0][:FIRST]


def _figures(text: str) -> set[tuple[object, ...]]:
    return {(q.kind, q.lower, q.upper) for q in read_quantities(text)}
