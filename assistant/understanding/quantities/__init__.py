"""Quantities in Chinese text: money, percentages, counts, bare numbers and dates, as exact intervals.

Text goes in as people typed it; each quantity comes out with its place in that very text. Reading never
raises, takes time linear in the text, and involves no float.

The layers, each of which knows nothing of those below it in this list:

- ``folding``: full width, traditional characters and dashes folded character by character, offsets kept;
- ``names``: what holds numerals and is no quantity (一号工程, 〔2022〕17号, 四（三）7) is blanked out;
- ``units``: currencies and measure words;
- ``numerals``: the value of a numeral (一点五亿, 三万五, 十几万, 500多万);
- ``dates``, ``ordinals``, ``operands``: a date, a rank, a numeral with its unit;
- ``bounds``: words that turn a value into an interval (不到, 以上, 约, 左右);
- ``grammar``: all of it put together, ranges included.
"""

from assistant.understanding.quantities.grammar import read_quantities
from assistant.understanding.quantities.model import Kind, Quantity, to_json

__all__ = ["Kind", "Quantity", "read_quantities", "to_json"]
