"""Exact values of the figures that rules are written with: 「100万元」, 「20%」, 「30人」.

Rules are data written by a policy officer, so the notation is small and strict: anything else is an error.
(What users type is read by assistant.understanding, which is far more lenient.)
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Final

FEN_PER_YUAN: Final = 100
_MAGNITUDE: Final = {"": 1, "万": 10**4, "亿": 10**8}
_MONEY: Final = re.compile(r"(\d+(?:\.\d+)?)(万|亿)?元")
_RATE: Final = re.compile(r"(\d+(?:\.\d+)?)%")
_COUNT: Final = re.compile(r"(\d+)(人|项|个|家|年|位|批)?")


def parse_money(text: str) -> int:
    """「1.5万元」 -> 1500000 (分). Raises ValueError for any other notation or for a part of a 分."""
    match = _MONEY.fullmatch(text)
    if not match:
        raise ValueError(f"「{text}」不是金额，应写作“100万元”“1亿元”“5000元”")
    fen = Fraction(match[1]) * _MAGNITUDE[match[2] or ""] * FEN_PER_YUAN
    if fen.denominator != 1:
        raise ValueError(f"「{text}」不足一分")
    return int(fen)


def parse_rate(text: str) -> Fraction:
    """「15.75%」 -> 63/400. Raises ValueError for any other notation or above 100%."""
    match = _RATE.fullmatch(text)
    if not match:
        raise ValueError(f"「{text}」不是比例，应写作“20%”")
    rate = Fraction(match[1]) / 100
    if rate > 1:
        raise ValueError(f"「{text}」超过100%")
    return rate


def parse_count(text: str | int) -> int:
    """「30人」 or 30 -> 30. Raises ValueError for a fraction, a sign or an unknown measure word."""
    match = _COUNT.fullmatch(str(text))
    if not match:
        raise ValueError(f"「{text}」不是数量，应写作“30人”“2项”")
    return int(match[1])


@lru_cache(maxsize=4096)
def format_yuan(fen: int) -> str:
    """分 -> the way people write it: 100万元, 47.25万元, 1亿元, 1234.5元, 1200.01万元 stays exact."""
    for word, unit in (("亿元", 10**8 * FEN_PER_YUAN), ("万元", 10**4 * FEN_PER_YUAN), ("元", FEN_PER_YUAN)):
        if fen >= unit or word == "元":
            quotient = Fraction(fen, unit)
            # 亿 only where it stays short: 10150万元 reads better than 1.015亿元
            if word == "亿元" and (quotient * 100).denominator != 1:
                continue
            return f"{format_decimal(quotient)}{word}"
    raise AssertionError("unreachable: 元 takes every amount")


def format_rate(rate: Fraction) -> str:
    """3/20 -> 「15%」."""
    return f"{format_decimal(rate * 100)}%"


def format_decimal(value: Fraction) -> str:
    """An exact decimal without trailing zeros; a value with no finite decimal keeps its fraction (「1/3」)."""
    if value.denominator == 1:
        return str(value.numerator)
    twos_and_fives = value.denominator
    for prime in (2, 5):
        while twos_and_fives % prime == 0:
            twos_and_fives //= prime
    if twos_and_fives != 1:
        return str(value)
    digits = 1
    while (value * 10**digits).denominator != 1:
        digits += 1
    scaled = int(value * 10**digits)
    sign, scaled = ("-", -scaled) if scaled < 0 else ("", scaled)
    whole, part = divmod(scaled, 10**digits)
    return f"{sign}{whole}.{part:0{digits}d}"
