"""Every figure of a text with its span: 500万元, 15%, 三年, 前三位, the 一 and the 二等奖 of 一、二等奖.

A figure is what counts, measures, ranks or dates. Numbers of headings and list points (二、 （三） 7.) and of
clauses that are cited (第七条) are none. What of the Chinese numerals counts follows from these rules:
- A Chinese numeral counts only before a counting word of `_CHINESE_UNITS` (三年, 六类, 二等奖); so 一号工程,
  数控一代, 四大能力, “十四五”, 两院, 一定 and 一大批 are names and idioms.
- 一 before a word that counts pieces (一个或者多个, 一批) is an article; it counts before a measure (一年),
  in a rank (一等奖), and where the sentence limits it (每批不超过一家).
- 数, 几, 上 or 成 before 十, and 百, 千, 万 or 亿 without a digit, are vague: 数十家, 成百上千家.
- 零 counts nothing (零等待), and 上一年, 下一年, 前一年 are years by name.
- A counting word that goes on as another word does not count: 一次性, 一项目.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Final

from corpus.cleaning import NUMERALS, numeral, read_number

YUAN: Final = "元"
PERCENT: Final = "%"
DATE: Final = "日期"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `text[start:end]` of what was searched, with its exact value and what it counts.

    Where several share a unit (一、二等奖) each has it, in `text` too, though the span of the first is its
    numeral alone. A rank keeps its 前 or 第 in the unit, so that 第三年 is not 三年.
    """

    text: str
    start: int
    end: int
    value: Fraction
    unit: str

    @property
    def key(self) -> tuple[Fraction, str]:
        """Equal for two ways of writing one figure: 三年 and 3年, 1000万 and 1000万元."""
        return self.value, self.unit

    def moved(self, offset: int) -> Figure:
        """The same figure in a text that begins `offset` earlier."""
        return replace(self, start=self.start + offset, end=self.end + offset)


def find_figures(text: str) -> tuple[Figure, ...]:
    """All figures of `text`, in order, without overlap."""
    return _find(text)


def read_figure(text: str) -> Figure | None:
    """The figure that `text` is, where it is one and nothing else."""
    found = _find(text)
    return found[0] if len(found) == 1 and (found[0].start, found[0].end) == (0, len(text)) else None


# --- what figures look like ---

_MAGNITUDES: Final = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8} | {
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "万亿": 10**12,
}
_LONGEST_FIRST: Final = sorted(_MAGNITUDES.items(), key=lambda item: -len(item[0]))
# fmt: off
_MEASURES: Final = (
    "%", "％", "个百分点", "百分点", "平方米", "个月", "公里", "小时", "分钟", "等奖", "周年", "周岁",
    "元", "年", "月", "日", "天", "周", "岁", "倍", "亩", "吨", "米", "级", "等", "成",
)
_PIECES: Final = (
    "个工作日", "方面", "个", "人", "名", "位", "家", "户", "批", "次", "项", "条", "件", "种", "类", "期",
    "台", "套", "辆", "笔", "篇", "点",
)
# What makes of a counting word another word: 一次性, 一项目.
_NOT_COUNTED: Final = {
    "次": "性", "项": "目", "期": "间", "批": "准复量", "人": "才工民为", "名": "单称录额义", "位": "置于",
    "类": "型", "条": "件款例", "级": "别", "年": "级", "日": "常", "天": "然", "家": "具庭属乡",
    "成": "果本员立为就功", "等": "于同", "点": "击", "件": "数",
}
# fmt: on
_SAME_UNIT: Final = {"％": PERCENT, "个百分点": PERCENT, "百分点": PERCENT, "周年": "年", "周岁": "岁"}
_CHINESE_UNITS: Final = (*_MEASURES[2:], *_PIECES)
_NUMERAL_CHARS: Final = f"{NUMERALS}〇两千万亿"


def _alternatives(words: tuple[str, ...]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(w) + (f"(?![{_NOT_COUNTED[w]}])" if w in _NOT_COUNTED else "") for w in ordered)


_ARABIC_UNIT: Final = _alternatives((*_MEASURES, *_PIECES, "号"))
_TOKEN: Final = re.compile(
    rf"""(?P<date>(?P<y>\d{{4}})年(?P<m>\d{{1,2}})月(?:(?P<d>\d{{1,2}})日)?)
    |百分之(?P<hundredths>\d+(?:\.\d+)?|[{NUMERALS}〇两]+)
    |(?P<prefix>[前第])?(?<![A-Za-z\d.])(?P<arabic>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![A-Za-z\d])
        (?P<magnitude>[十百千]?万亿?|亿|[百千](?!分))?(?P<unit>{_ARABIC_UNIT})?
    |(?P<chinese_prefix>[前第])?(?P<chinese>[{_NUMERAL_CHARS}]+)(?P<chinese_unit>{_alternatives(_CHINESE_UNITS)})?""",
    re.VERBOSE,
)
_SHARING: Final = frozenset("、~～-—–至到")  # what parts figures that share a unit
_IN_A_WORD: Final = "统单唯之同任某逐进万专哪上下"  # 统一, 之一, 上一年: the 一 belongs to the word before it
_LIMITS: Final = re.compile(r"每(?!$)|限|仅|只|共|至少|最多|少于|超过|低于|达|满|累计|连续")
# 第七条, 第二章; and the brackets of （三）, which belong to no figure
_CITED: Final = re.compile(rf"第(?:\d+|[{NUMERALS}]+)(?:条|款|项|章|节|部分|点)")
_BRACKETED: Final = re.compile(rf"[（(](?:\d{{1,2}}|[{NUMERALS}]+)[）)]")
_POINT: Final = re.compile(r"(?<=[：:；;。])\d{1,2}[.．、](?!\d)")


@lru_cache(maxsize=4096)
def _find(text: str) -> tuple[Figure, ...]:
    numbering = list(_numbering(text))
    tokens = [m for m in _TOKEN.finditer(text) if not _overlaps(m.span(), numbering)]
    found: list[Figure] = []
    after: Figure | None = None  # the figure to the right, whose unit may be shared
    for token in reversed(tokens):
        figure = _read(token, text, after)
        if figure:
            found.append(figure)
        after = figure
    return tuple(reversed(found))


def _overlaps(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _numbering(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the numbers of headings, of list points and of clauses that are cited."""
    for pattern in (_CITED, _BRACKETED, _POINT):
        yield from (match.span() for match in pattern.finditer(text))
    start = 0
    for line in text.split("\n"):
        behind = 0
        while number := read_number(line, behind):
            yield start + behind, start + number.end
            behind = number.end
        start += len(line) + 1


def _read(token: re.Match[str], text: str, after: Figure | None) -> Figure | None:
    start, end = token.span()
    if token["date"]:
        value = int(token["y"]) * 10000 + int(token["m"]) * 100 + int(token["d"] or 0)
        return Figure(token[0], start, end, Fraction(value), DATE)
    if token["hundredths"]:
        percent = _number(token["hundredths"])
        return None if percent is None else Figure(token[0], start, end, percent, PERCENT)
    if token["arabic"]:
        return _arabic(token, text, after)
    return _chinese(token, text, after)


def _arabic(token: re.Match[str], text: str, after: Figure | None) -> Figure:
    start, end = token.span()
    number, magnitude, unit = Fraction(token["arabic"].replace(",", "")), token["magnitude"], token["unit"]
    if not magnitude and not unit and after and text[end : after.start] in _SHARING:
        shared = re.sub(r"^[\d.,]+", "", after.text)
        factor = next(factor for word, factor in _LONGEST_FIRST if shared.startswith(word))
        return Figure(token[0] + shared, start, end, number * factor, after.unit)
    if magnitude and not unit:
        unit = YUAN  # 「最高1000万的研发资助」: a large number that counts nothing else is money
    unit = (token["prefix"] or "") + _SAME_UNIT.get(unit or "", unit or "")
    return Figure(token[0], start, end, number * _MAGNITUDES[magnitude or ""], unit)


def _chinese(token: re.Match[str], text: str, after: Figure | None) -> Figure | None:
    start, end = token.span()
    written, unit, prefix = token["chinese"], token["chinese_unit"], token["chinese_prefix"] or ""
    value = _number(written)
    if value is None or not set(written) - set("零百千万亿"):
        return None
    if prefix + written == "前一" and unit in ("年", "月", "日", "天", "周"):
        return None
    before = text[max(0, start - 1) : start]
    if written == "十" and before and before in "数几上成":
        return None
    if unit is None:
        shares = after and after.text[0] in _NUMERAL_CHARS and text[end : after.start] in _SHARING
        if not (shares and after):
            return None
        return Figure(written + after.unit, start, end, value, after.unit)
    unit = _SAME_UNIT.get(unit, unit)
    if written == "一" and not prefix:
        in_a_word = before != "" and before in _IN_A_WORD
        if in_a_word or (unit in _PIECES and not _limited(text, start, end)):
            return None
    return Figure(token[0], start, end, value, prefix + unit)


def _limited(text: str, start: int, end: int) -> bool:
    """Whether the sentence limits the 一 at `start`, so that it is a number and no article."""
    if re.match("或者?多", text[end:]):
        return False
    segment = re.split("[，。；：、\n]", text[:start])[-1]
    return _LIMITS.search(segment) is not None


def _number(written: str) -> Fraction | None:
    if written[0].isdecimal():
        return Fraction(written)
    value = numeral("二" if written == "两" else written)
    return None if value is None else Fraction(value)


def years_of(written: str) -> int:
    """「三年」, 「共3年」 -> 3. Raises ValueError where no number of whole years is written."""
    found = [figure for figure in find_figures(written) if figure.unit == "年" and figure.value.denominator == 1]
    if len(found) != 1:
        raise ValueError(f"「{written}」不是年数，应写作“三年”“3年”")
    return int(found[0].value)
