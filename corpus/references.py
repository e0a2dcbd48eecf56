"""What people write to name a clause (第七条, 四（三）7, 4.3.7, 附则), found in a text and resolved."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.cleaning import NUMERALS, numeral
from corpus.document import Clause, Document


@dataclass(frozen=True, slots=True)
class Reference:
    """A clause named in a text: `text[start:end]`, in code points, `end` exclusive.

    `clause` is the id of what is meant first, None where the document has no such clause; `also` holds the
    ids that could be meant as well (第五条: item 5, and also section 5).
    """

    start: int
    end: int
    clause: str | None
    also: tuple[str, ...] = ()


def find_references(text: str, document: Document) -> list[Reference]:
    """All references to clauses of `document` in `text`, in order, without overlap.

    A number that counts or measures (第一等奖, 一条, 4.5万, 2022〔17〕) is none, nor is a clause of another
    document named before it (《公司法》第七条).
    """
    resolver = _Resolver(document)
    found: list[Reference] = []
    for match in _REFERENCE.finditer(text):
        if _of_other_document(text, match.start(), document):
            continue
        ids = _READINGS[match.lastgroup or ""](resolver, match)
        if ids is not None:
            found.append(Reference(*match.span(), ids[0] if ids else None, tuple(ids[1:])))
    return found


# --- what a reference looks like ---

_N = rf"(?:\d{{1,3}}|[{NUMERALS}]+)"
# The words behind a number that make 条, 项 … count things instead of naming a clause.
_CLAUSE_WORD = (
    r"(?:条款?(?!件|例|生产|产线|线|路|街|河|船|高速|地铁|建议|意见|消息|短信|信息)"
    r"|[大小]?点(?!钟|半|多|\d|[零一二三四五六七八九])|项(?!目|技术|发明|专利|标准|成果|荣誉|奖|认定|指标))"
)
_SECTION_WORD = r"(?:部分|章(?!程)|节(?!课|点|约|能|目|日|车)|大点|大条)"
# 第（三）项, （三）, 第7条, 7
_STEP = (
    rf"(?:第\s*{_N}\s*(?:条款?|款|点|项|小点)|第?[（(]\s*{_N}\s*[）)](?:[项款点])?"
    r"|第?\s*\d{1,3}(?:[条点项])?)"
)
_UNIT = r"(?:[万亿千百元％%‰倍折个分年月日号天人家名位项次吨亩㎡公米级版岁小]|平(?!台))"
_DOTTED = r"\d{1,3}(?:\s*[.．]\s*(?!0)\d{1,3})"
_REFERENCE = re.compile(
    "|".join(
        (
            # 第四部分第三点, 第二章
            rf"(?P<part>第\s*{_N}\s*{_SECTION_WORD}(?:[的之，、]?\s*第\s*{_N}\s*{_CLAUSE_WORD})*)",
            # 第七条, 第七条第（一）项, 第 7 点
            rf"(?P<numbered>第\s*{_N}\s*{_CLAUSE_WORD}(?:[的之]?{_STEP}(?!\d|\s*{_UNIT}))*)",
            # 四（三）7, 四、（三）、7
            rf"(?P<path>(?<![{NUMERALS}\d第])[{NUMERALS}]+、?\s*[（(]\s*[{NUMERALS}]+\s*[）)]"
            rf"(?:、?\s*{_STEP}(?!\.?\d|\s*{_UNIT}))?)",
            # 4.3.7, 第4.3条
            rf"(?P<dotted>(?<![\d.,，.A-Za-z¥￥$])第?\s*{_DOTTED}(?:[.．]\d{{1,3}}){{0,3}}(?![.．]?\d|\s*{_UNIT}))",
            rf"(?P<annex>附件\s*{_N}(?:的?第\s*{_N}\s*{_CLAUSE_WORD})?(?!\s*[份个页]))",
            rf"(?P<bylaws>(?:[{NUMERALS}]+、\s*)?附则)",
            r"(?P<preamble>序言|引言|前言)",
        )
    )
)
_NUMBER = re.compile(rf"([（(]\s*)?({_N})(\s*条)?")
_UNNUMBERED = re.compile(rf"第\s*{_N}\s*款")
_MEASURED = re.compile(r"(?:[增长涨降浮约达超近减均至到乘除×]|乘[个以上]|比例|系数|指数|版本)\s*$")


def _of_other_document(text: str, start: int, document: Document) -> bool:
    """Whether a title in 《》 that is not this document's stands right before the reference."""
    title = re.search(r"《([^《》]+)》(?:（[^）]*）|〔[^〕]*〕|的|中)*\s*$", text[:start])
    head = next((clause.text for clause in document.clauses if clause.id == "head"), "")
    return title is not None and title[1] not in head.replace("\n", "")


# --- what it means in one document ---


class _Step(NamedTuple):
    """One number of a reference: （三） names a part and never an item, 第三条 an item before a part."""

    number: int
    bracketed: bool
    item_first: bool


class _Resolver:
    """Looks numbers up in one document. A reading is a list of clause ids, the likeliest first."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._body = {clause.id: clause for clause in document.clauses if clause.id[0].isdecimal()}
        self._articles = any(clause.label.startswith("第") for clause in self._body.values())
        self._items = self._running_items()

    def _running_items(self) -> dict[int, str]:
        """The numbers that 第N条 means where no article bears the name: of the narrowest level that runs
        through the document without beginning anew, items before parts."""
        for is_item in (_ends_in_item, _ends_in_part):
            ids = [clause.id for clause in self._body.values() if is_item(clause)]
            counts = Counter(_last(clause_id) for clause_id in ids)
            if ids and max(counts.values()) == 1:
                return {_last(clause_id): clause_id for clause_id in ids}
        return {}

    def below(self, parent: str, step: _Step) -> list[str]:
        """What a number means under the clause `parent`: its child, and an item deeper down."""
        child = f"{parent}.{step.number}"
        children = [child] if child in self._body else []
        item = self._items.get(step.number, "")
        deeper = [item] if item.startswith(f"{parent}.") and item != child and not step.bracketed else []
        return deeper + children if step.item_first else children + deeper

    def descend(self, ids: list[str], steps: Sequence[_Step]) -> list[str]:
        """Goes down from the first of `ids` by each step in turn."""
        for step in steps:
            ids = self.below(ids[0], step) if ids else []
        return ids

    def section(self, number: int) -> list[str]:
        clause_id = str(number)
        return [clause_id] if clause_id in self._body else []

    def part(self, match: re.Match[str]) -> list[str]:
        steps = _steps(match[0])
        word = re.match(rf"第\s*{_N}\s*([章节])", match[0])
        if self._articles and word:
            return self._named(steps[1:]) if steps[1:] else self._chapter(steps[0].number, word[1])
        return self.descend(self.section(steps[0].number), steps[1:])

    def _chapter(self, number: int, word: str) -> list[str]:
        """The articles of a chapter, by the headings that they stand under."""
        heading = re.compile(rf"第({_N}){word}")
        found = []
        for clause_id, clause in self._body.items():
            matches = (heading.match(line) for line in clause.heading_path)
            if "." not in clause_id and any(match and numeral(match[1]) == number for match in matches):
                found.append(clause_id)
        return found

    def numbered(self, match: re.Match[str]) -> list[str]:
        return self._named(_steps(match[0]))

    def _named(self, steps: Sequence[_Step]) -> list[str]:
        """第七条 and what may follow it: an article where there are any, else an item, else a section."""
        first, rest = steps[0].number, steps[1:]
        if self._articles:
            return self.descend(self.section(first), rest)
        ids = [self._items[first]] if first in self._items else []
        ids += [clause_id for clause_id in self.section(first) if clause_id not in ids]
        if not rest:
            return ids
        # 第四条第（三）项: only a clause that has such a part can be meant.
        return next((below for clause_id in ids if (below := self.descend([clause_id], rest))), [])

    def path(self, match: re.Match[str]) -> list[str]:
        first, *rest = _steps(match[0])
        return self.descend(self.section(first.number), rest)[:1]

    def dotted(self, match: re.Match[str]) -> list[str] | None:
        numbers = [step.number for step in _steps(match[0])]
        clause_id = ".".join(map(str, numbers))
        if len(numbers) == 2 and _MEASURED.search(match.string[: match.start()]):
            return None
        if clause_id in self._body:
            return [clause_id]
        # 4.9 may be a quantity; 4.9.1 and 第4.9 can only be meant as a clause.
        return [] if len(numbers) > 2 or match[0].startswith("第") else None

    def annex(self, match: re.Match[str]) -> list[str]:
        first, *rest = [step.number for step in _steps(match[0])]
        wanted = ".".join(map(str, [f"annex{first}", *(rest or [0])]))
        return [clause.id for clause in self._document.clauses if clause.id == wanted]

    def by_laws(self, _match: re.Match[str]) -> list[str]:
        heading = re.compile(rf"(?:[{NUMERALS}]+、|第{_N}章\s*)?附则(?:\s|$)")
        return [c.id for c in self._body.values() if "." not in c.id and heading.match(c.text)]

    def preamble(self, _match: re.Match[str]) -> list[str]:
        return [clause.id for clause in self._document.clauses if clause.id == "preamble"]


_READINGS: dict[str, Callable[[_Resolver, re.Match[str]], list[str] | None]] = {
    "part": _Resolver.part,
    "numbered": _Resolver.numbered,
    "path": _Resolver.path,
    "dotted": _Resolver.dotted,
    "annex": _Resolver.annex,
    "bylaws": _Resolver.by_laws,
    "preamble": _Resolver.preamble,
}


def _steps(written: str) -> list[_Step]:
    """The numbers in a reference, in order; what is no number (一二) reads as 0, which no clause has.

    第二款 is a paragraph without number, so the clause that it stands in is what can be cited.
    """
    return [
        _Step(numeral(match[2]) or 0, bracketed=bool(match[1]), item_first=bool(match[3]))
        for match in _NUMBER.finditer(_UNNUMBERED.sub("", written))
    ]


def _last(clause_id: str) -> int:
    return int(clause_id.rsplit(".", 1)[-1])


def _ends_in_item(clause: Clause) -> bool:
    return re.search(r"(?:^|[^\d（(])\d+$", clause.label) is not None


def _ends_in_part(clause: Clause) -> bool:
    return re.search(rf"（[{NUMERALS}]+）$", clause.label) is not None
