"""Quantities: tables of hard readings, written by hand from how people write, and the JSON of a reading.

Each line of test_quantities_data/*.txt: a text with its quantities in ⟦⟧ | one reading for each of them, separated
by ";". A reading is kind, value, unit: m(oney), p(ercent), c(ount), n(umber), d(ate); 5, [1,2], (,3) as intervals
with round brackets for an open or missing end; "~" approximate, "#" ordinal. A line without "|" holds none.
"""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from assistant.understanding.quantities import Quantity, read_quantities, to_json

LINES = [
    line
    for path in sorted((Path(__file__).parent / "test_quantities_data").glob("*.txt"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


def _point_or_interval(words: str) -> tuple[str | None, str | None, bool, bool]:
    """(lower, upper, lower_open, upper_open) of "5", "[1,2)" or "(,3]"."""
    if words[0] not in "[(":
        return words, words, False, False
    lower, upper = words[1:-1].split(",")
    return lower or None, upper or None, bool(lower) and words[0] == "(", bool(upper) and words[-1] == ")"


def _expected(line: str) -> tuple[str, list[tuple[object, ...]]]:
    marked, _, readings = line.partition("|")
    marked = marked.strip()
    text = marked.replace("⟦", "").replace("⟧", "")
    spans, taken, start = [], 0, 0
    for place, character in enumerate(marked):
        if character == "⟦":
            start, taken = place - taken, taken + 1
        elif character == "⟧":
            spans.append((start, place - taken))
            taken += 1
    expected: list[tuple[object, ...]] = []
    kinds = {"m": "money", "p": "percent", "c": "count", "n": "number", "d": "date"}
    for span, reading in zip(spans, readings.split(";") if readings.strip() else [], strict=True):
        kind, value, *rest = reading.split()
        lower, upper, *opens = _point_or_interval(value)
        read: Callable[[str], object] = date.fromisoformat if kind == "d" else Fraction
        unit = next((word for word in rest if word not in "~#"), "")
        ends = (lower and read(lower), upper and read(upper))
        expected.append((span, kinds[kind], *ends, *opens, unit, "#" in rest, "~" in rest))
    return text, expected


def _seen(quantity: Quantity) -> tuple[object, ...]:
    dated = quantity.kind == "date"
    ends = (quantity.lower_date, quantity.upper_date) if dated else (quantity.lower, quantity.upper)
    opens = (quantity.lower_open, quantity.upper_open)
    span = (quantity.start, quantity.end)
    return (span, quantity.kind, *ends, *opens, quantity.unit, quantity.ordinal, quantity.approximate)


@pytest.mark.parametrize("line", LINES)
def test_table(line: str) -> None:
    text, expected = _expected(line)
    assert [_seen(quantity) for quantity in read_quantities(text)] == expected


def test_the_table_is_long_and_says_nothing_twice() -> None:
    texts = [_expected(line)[0] for line in LINES]
    assert len(texts) == len(set(texts))
    assert sum("|" in line for line in LINES) >= 400


def test_json_is_the_design_s() -> None:
    (quantity,) = read_quantities("不到3000.5万元")
    assert to_json(quantity) == {
        "text": "不到3000.5万元",
        "start": 0,
        "end": 10,
        "kind": "money",
        "lower": None,
        "upper": "30005000",
        "lower_open": False,
        "upper_open": True,
        "unit": "CNY",
    }
    assert [to_json(each)["lower"] for each in read_quantities("15.75%，三分之一，-0.5元，2023年")] == [
        "0.1575",
        "1/3",
        "-0.5",
        "2023-01-01",
    ]
