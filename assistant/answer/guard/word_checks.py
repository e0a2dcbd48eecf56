"""Words that no source has: quotations, promises, links, code, other languages, and whatever else is new."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.answer.guard.claims import Reading
from assistant.answer.guard.evidence import Evidence
from assistant.answer.guard.model import Fault
from assistant.answer.guard.text import plain, without_gaps
from assistant.answer.guard.words import general_words

_OUTSIDE: Final = re.compile(
    r"(?i)https?:|www\.|://|\w+@\w+|</?[a-z!][^>]*>|```|<\?|\{\{|\$\(|javascript:|\.(?:com|cn|org|net|gov|exe|sh)\b"
)
_QUOTED: Final = re.compile(r"[「『]([^」』]+)[」』]|[“\"]([^”\"]{1,200})[”\"]")
_EMPTY: Final = re.compile("“”|「」|『』")
_LATIN: Final = re.compile(r"[A-Za-z]+")
_FOREIGN: Final = re.compile(
    r"[\u3040-\u30ff\uac00-\ud7af\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]"
)
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]+")


def check(raw: str, wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """The faults of words; `raw` is the text before it was made plain."""
    for match in _OUTSIDE.finditer(raw):
        yield Fault("foreign", match[0], "不能写链接、邮箱、代码或标签")
    for match in _FOREIGN.finditer(wording.text):
        yield Fault("foreign", match[0], "只能用中文回答")
    for match in _LATIN.finditer(wording.text):
        if match[0].lower() not in evidence.latin:
            yield Fault("foreign", match[0], f"依据中没有「{match[0]}」，只能用中文和依据中的名称")
    yield from _quotations(wording, evidence)
    yield from _promises(wording, evidence)
    yield from _new_words(wording, evidence)


def _quotations(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """Words in quotation marks stand so in a source."""
    text = without_gaps(evidence.text + plain(evidence.message))
    whole = evidence.lexicon.document
    for match in _EMPTY.finditer(wording.text):
        yield Fault("quotation", match[0], "引号内没有文字")
    for match in _QUOTED.finditer(wording.text):
        words = without_gaps(match[1] or match[2])
        if words not in text and not (match[1] is None and words in whole):
            yield Fault("quotation", match[0], f"引号内的「{match[1] or match[2]}」不是原文，引用要一字不差")


def _promises(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """一定能拿到, 已经认定: what the sources do not promise, and do not tell as done."""
    words = general_words()
    for match in words.promises.finditer(wording.text):
        with_next = wording.text[match.start() : match.end() + 2]
        if with_next in evidence.text or (
            with_next.rstrip("。,;\n") in evidence.text and len(with_next) > len(match[0])
        ):
            continue
        if words.fulfilled.match(wording.text, match.start()) and evidence.fulfilled:
            continue
        if words.deniers.search(wording.text[max(0, match.start() - 3) : match.start()]):
            continue
        told = wording.text[max(0, match.start() - 4) : match.end() + 6].replace("\n", " ")
        yield Fault("promise", told, f"「{told}」把可能或待定的事说成了确定或已经完成的事")


def _new_words(wording: Reading, evidence: Evidence) -> Iterator[Fault]:
    """Stretches that are neither the sources' words nor words that join and address."""
    text = wording.text
    covered = bytearray(len(text))
    pairs = evidence.pairs
    for i in range(len(text) - 1):
        if text[i : i + 2] in pairs:
            covered[i] = covered[i + 1] = 1
    for match in general_words().joining.finditer(text):
        covered[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    for claim in wording.claims:
        figure = claim.figure
        covered[figure.start : figure.end] = b"\1" * (figure.end - figure.start)
    for named in wording.named:
        covered[named.start : named.end] = b"\1" * (named.end - named.start)
    for run in _CHINESE.finditer(text):
        at = run.start()
        while at < run.end():
            if covered[at]:
                at += 1
                continue
            end = at
            while end < run.end() and not covered[end]:
                end += 1
            if run.end() - run.start() > 1 or text[at] not in evidence.text:  # 自2023年, 、省、: a word by itself
                words = text[max(run.start(), at - 3) : min(run.end(), end + 3)]
                yield Fault("foreign", words, f"依据中没有「{text[at:end]}」这样的说法，不能增加依据以外的内容")
            at = end
