"""Words that fill a slot of a mention (kind, level, grade, role, position), each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from corpus.library import Policy

JOINT: Final = re.compile(r"(?:[、,，/]|和|与|及|或|跟|以及|还是|、和)?(?:的|级|[两二三四]级)?")
_LIST: Final = r"(?:[、,，/和与及或跟]|以及|还是)"
_POSITION: Final = re.compile(
    r"(?:排名?|位列|列|是|为|作为)?第([一二三四五六七八九十]|\d{1,2})"
    r"(?:(?:起草|完成|参编|参与|参加|编制|制定|主编)人?)?(?:单位|位|名|家|个)?"
    r"(?!条|等|项|点|笔|年|批|类|部分|章|大|次|一(?![个项家]))"
)
_NAMED_RANK: Final = re.compile(r"(?:排|位列|是|署名)?老([大二三四五六])(?![师板总])")  # 排老二
_DENIED_ROLE: Final = re.compile(r"(?:不是|并非|没有|没|不算|不|非)(?:我们?|企业|公司)?$")
_WHO_ASKS: Final = "企业"  # 「我们是滨江的企业，主导国际标准」: no 企业标准
_FRONT: Final = re.compile(r"前([一二两三四五六七八九十]|\d{1,2})(?:位|名|家)?")
_NUMERAL: Final = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Token:
    """One slot's value where its word stands; `family` is None for words that all families share."""

    slot: str
    family: str | None
    value: str
    start: int
    end: int


class TokenFinder:
    """Finds the words of one policy's families and slots. Built once; finding keeps no state."""

    def __init__(self, policy: Policy) -> None:
        self._vocabulary = policy.vocabulary

    @cached_property
    def _words(self) -> dict[str, list[Token]]:
        """Surface -> the slots that it fills (a short form may fill two)."""
        words: dict[str, list[Token]] = {}
        vocabulary = self._vocabulary
        for family_id, family in vocabulary.families.items():
            for kind, surfaces in family.kinds.items():
                for surface in surfaces:
                    words[surface] = [Token("kind", family_id, kind, 0, 0)]
            for surface, slots in family.implied.items():
                base = [t for t in words.get(surface, []) if t.slot not in slots]
                words[surface] = base + [Token(s, family_id, v, 0, 0) for s, v in slots.items()]
        for slot, values in vocabulary.slots.items():
            for value, surfaces in values.items():
                for surface in surfaces:
                    words.setdefault(surface, [Token(slot, None, value, 0, 0)])
        return words

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        surfaces = sorted(self._words, key=len, reverse=True)
        whole = "|".join(re.escape(s) + self._unless_cut(s) for s in surfaces)
        return re.compile(whole or "(?!)")  # a policy may have no families: finds nothing

    def _unless_cut(self, surface: str) -> str:
        """A short form is not read where it would cut a longer word: no 省重 in 「省重点企业研究院」, no 科技奖 in 「科技奖励」
        (but 二等 in 「二等奖励」), no 一等 in 「一加一等于几」."""
        rests = {"奖": {"励"}, "等": {"于", "待", "候"}}.get(surface[-1], set())
        if len(self._words[surface]) > 1:
            rests |= {
                w[n:] for w in self._words for n in range(1, len(surface)) if len(w) > n and surface.endswith(w[:n])
            }
        return f"(?!{'|'.join(map(re.escape, sorted(rests)))})" if rests else ""

    @cached_property
    def _short_lists(self) -> list[tuple[re.Pattern[str], dict[str, Token]]]:
        """「一、二等奖」, 「国际、国家标准」: a value of which only the head is said before a list goes on."""
        patterns = []
        by_tail: dict[str, dict[str, Token]] = {}
        for surface, tokens in self._words.items():
            if len(tokens) != 1:
                continue
            for tail in ("等奖", "级", "标准"):
                if surface.endswith(tail) and len(surface) > len(tail):
                    by_tail.setdefault(tail, {})[surface.removesuffix(tail)] = tokens[0]
        for tail, heads in by_tail.items():
            options = "|".join(map(re.escape, sorted(heads, key=len, reverse=True)))
            short_tail = "等" if tail == "等奖" else tail
            pattern = (
                rf"(?<![等级×xX*])(?<!等奖)({options})(?={_LIST}?(?:(?:{options}){_LIST}?)*(?:{options}){short_tail})"
            )
            patterns.append((re.compile(pattern), heads))
        return patterns

    @cached_property
    def _heads(self) -> list[tuple[str, re.Pattern[str], dict[str, Token]]]:
        """「国际的主导两项」 where 标准 are talked of: the head of a kind whose tail is not said again."""
        found: dict[tuple[str, str], dict[str, Token]] = {}
        for family_id, family in self._vocabulary.families.items():
            tail = _common_tail(list(family.kinds))
            for kind in family.kinds:
                if tail and kind.endswith(tail) and len(kind) > len(tail) and kind.removesuffix(tail) != _WHO_ASKS:
                    found.setdefault((family_id, tail), {})[kind.removesuffix(tail)] = Token(
                        "kind", family_id, kind, 0, 0
                    )
        return [
            (
                tail,
                re.compile(
                    rf"({'|'.join(map(re.escape, heads))})(?=的(?!{tail}|[\u4e00-\u9fff]{{1,3}}企业)|$|[呢吗?？，,。])"
                ),
                heads,
            )
            for (_, tail), heads in found.items()
        ]

    def _short_names(self, family: str | None) -> list[str]:
        """国标, 行标: the short names of a family's kinds."""
        kinds = self._vocabulary.families[family].kinds if family else {}
        return [name for names in kinds.values() for name in names if len(name) == 2]

    def find(self, text: str, family: str | None = None) -> list[Token]:
        """The tokens of a normalised text, by place; a short form may give two at one place. `family` is the one that is
        being talked about."""
        taken = [False] * len(text)
        tokens: list[Token] = []

        def take(token: Token, start: int, end: int) -> None:
            tokens.append(replace(token, start=start, end=end))
            taken[start:end] = [True] * (end - start)

        for pattern, heads in self._short_lists:
            for match in pattern.finditer(text):
                take(heads[match[1]], *match.span())
        for tail, pattern, heads in self._heads:
            of = next(iter(heads.values())).family
            if tail in text or any(k in text for k in self._short_names(of)) or (family is not None and family == of):
                for match in pattern.finditer(text):
                    if not any(taken[match.start() : match.end()]):
                        take(heads[match[1]], *match.span())
        for match in self._pattern.finditer(text):
            if any(taken[match.start() : match.end()]) or (match[0] == "市" and text[: match.start()].endswith("上")):
                continue  # no 市 in 上市
            for token in self._words[match[0]]:
                take(token, *match.span())
        for pattern, upto in ((_POSITION, False), (_NAMED_RANK, False), (_FRONT, True)):
            for match in pattern.finditer(text):
                if any(taken[match.start(1) : match.end()]):
                    continue
                number = match[1]
                value = int(number) if number.isdigit() else _NUMERAL.get(number, 1)  # 老大
                take(Token("position", None, f"{1 if upto else value}-{value}", 0, 0), match.start(), match.end())
        tokens = [t for t in tokens if t.slot != "role" or not _DENIED_ROLE.search(text[: t.start])]
        tokens.sort(key=lambda t: (t.start, t.end))
        return [
            t for i, t in enumerate(tokens) if len(text[t.start : t.end]) > 1 or _attached(t, tokens[i + 1 :], text)
        ]


def _common_tail(names: list[str]) -> str:
    """What the names of most kinds of a family end in (标准); "" for less than two characters."""
    tails = [n[-2:] for n in names if len(n) > 2]
    best = max(set(tails), key=lambda t: (tails.count(t), t), default="")
    return best if tails.count(best) * 3 >= len(names) * 2 else ""


def _attached(token: Token, following: list[Token], text: str) -> bool:
    """A one-character level (国, 省, 市) counts only right before what it qualifies."""
    if not following:
        return bool(re.match(r"(?:级)?(?:的)?(?:呢|吗|$|[?？]|[两三2-3](?:档|级|层|类|个级别))", text[token.end :]))
    gap = text[token.end : following[0].start]
    return following[0].slot in ("kind", "level", "grade") and JOINT.fullmatch(gap) is not None
