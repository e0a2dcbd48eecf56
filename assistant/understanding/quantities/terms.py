"""The arithmetic of a numeral: terms, each a coefficient times a place, and what 万 and 亿 multiply.

万 and 亿 multiply all terms added since the last 万 or 亿, so that 一千二百万, 1千2百万 and 4.78万亿 need no
cases of their own. A coefficient may be an interval (几, 三五), so that vague numerals need none either.
"""

from dataclasses import dataclass, field
from fractions import Fraction

WAN, YI = 10**4, 10**8


@dataclass(slots=True)
class Term:
    """Anything from ``lower`` to ``upper``, times ``place``."""

    lower: Fraction
    upper: Fraction
    place: Fraction
    unit: Fraction = Fraction(1)
    """Place of the last digit that is not zero, within the coefficient."""


@dataclass(slots=True)
class Terms:
    """The terms of one numeral, in the order said."""

    items: list[Term] = field(default_factory=list)
    last: int = 0
    """The magnitude added last, 0 before any."""
    small: int = WAN
    """The smallest of 千百十 since the last 万 or 亿."""
    large: int = 1
    """The 万 and 亿 at the end so far, as a number."""
    wan_used: bool = False
    yi_used: bool = False
    _after_wan: int = 0
    _after_yi: int = 0

    def __bool__(self) -> bool:
        return bool(self.items)

    @property
    def lower(self) -> Fraction:
        """The least value."""
        return sum((term.lower * term.place for term in self.items), Fraction(0))

    @property
    def upper(self) -> Fraction:
        """The greatest value."""
        return sum((term.upper * term.place for term in self.items), Fraction(0))

    @property
    def step(self) -> Fraction:
        """One in the last digit that is not zero: 10 for 120, 1,000,000 for 500万."""
        last = next((term for term in reversed(self.items) if term.upper), self.items[-1])
        return last.place * last.unit

    @property
    def has_large(self) -> bool:
        """Holds 万 or 亿."""
        return self.last >= WAN or self.wan_used or self.yi_used

    def fits(self, run: list[int]) -> bool:
        """Whether a coefficient with these magnitudes can follow: 三百五百 is two numerals."""
        small = run[0] if run and run[0] < WAN else 0
        if small >= self.small:
            return False
        wan, yi = self.wan_used, self.yi_used
        for large in run[1:] if small else run:
            if (large == WAN and wan) or (large == YI and yi):
                return False
            wan, yi = large == WAN, yi or large == YI
        return True

    def add(self, term: Term, run: list[int]) -> None:
        """Add a term, and let the magnitudes said after it multiply what they multiply."""
        small = run[0] if run and run[0] < WAN else 1
        term.place *= small
        self.items.append(term)
        self.large = 1
        if small > 1:
            self.last = self.small = small
        for large in run[1:] if small > 1 else run:
            self.multiply(large)

    def add_decimals(self, value: Fraction, unit: Fraction, run: list[int]) -> None:
        """Decimals, with the magnitudes after them: these multiply the whole number before the point too."""
        self.items.append(Term(value, value, Fraction(1), unit))
        for magnitude in run:
            if magnitude < WAN:
                for term in self.items[self._after_wan :]:
                    term.place *= magnitude
                self.last = magnitude
            else:
                self.multiply(magnitude)

    def add_open_end(self) -> None:
        """多 adds up to one in the last digit: 500多 is 500 to 600."""
        self.items.append(Term(Fraction(0), Fraction(1), self.step))

    def multiply(self, large: int) -> None:
        """Let 万 or 亿 multiply what was added since the last of its kind."""
        since = self._after_yi if large == YI or self.last == WAN else self._after_wan  # 万万
        for term in self.items[since:]:
            term.place *= large
        self._after_wan = len(self.items)
        self.wan_used = large == WAN
        if large == YI:
            self._after_yi, self.yi_used = len(self.items), True
        self.large *= large
        self.last, self.small = large, WAN
