"""Amounts and other quantities rendered in the ways people write them, each with what it must be read as."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from random import Random

_NUMERALS = "零一二三四五六七八九"
_FINANCIAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_FULL_WIDTH = str.maketrans("0123456789,.%", "０１２３４５６７８９，．％")
_TRADITIONAL = str.maketrans("万亿两", "萬億兩")


def _below_wan(value: int) -> str:
    """1 to 9,999 in Chinese: 一千零五十."""
    written, skipped = "", False
    for place, mark in zip((1000, 100, 10, 1), ("千", "百", "十", ""), strict=True):
        digit = value // place % 10
        if digit:
            written += ("零" if skipped and written else "") + _NUMERALS[digit] + mark
        skipped = not digit
    return written


def chinese(value: int) -> str:
    """A whole number from 0 to 10**16 - 1 in standard Chinese."""
    if value == 0:
        return "零"
    written = ""
    for group, mark in (
        (value // 10**12, "万"),
        (value // 10**8 % 10**4, ""),
        (value // 10**4 % 10**4, "万"),
    ):
        written += ("零" if written and 0 < group < 1000 else "") + (_below_wan(group) + mark if group else "")
        if mark == "" and value >= 10**8:
            written += "亿"
    rest = value % 10**4
    gap = written and rest and (rest < 1000 or value // 10**4 % 10**4 == 0)
    return written + ("零" if gap else "") + (_below_wan(rest) if rest else "")


def _decimal(value: Fraction) -> str:
    whole, rest = divmod(value * 10**8, 10**8)  # no float: this is what amounts are compared with
    return f"{whole}.{int(rest):08}".rstrip("0").rstrip(".")


def _spoken(value: int) -> str:
    """三万五 for 35,000: the last of two neighbouring places is dropped."""
    written = chinese(value)
    for places, mark in (("十", "百"), ("百", "千"), ("千", "万"), ("千万", "亿")):
        if written.endswith(places) and len(written) > len(places) + 1 and written[-len(places) - 2] == mark:
            return written[: -len(places)]
    return written


STYLES: dict[str, Callable[[int], str]] = {
    "digits": lambda value: f"{value}元",
    "thousands": lambda value: f"{value:,}元",
    "full width": lambda value: f"{value:,}元".translate(_FULL_WIDTH),
    "wan": lambda value: f"{_decimal(Fraction(value, 10**4))}万元",
    "yi": lambda value: f"{_decimal(Fraction(value, 10**8))}亿元",
    "ge yi": lambda value: f"{_decimal(Fraction(value, 10**8))}个亿",
    "w": lambda value: f"{_decimal(Fraction(value, 10**4))}w",
    "chinese": lambda value: f"{chinese(value)}元",
    "traditional": lambda value: f"{chinese(value)}圓".translate(_TRADITIONAL),
    "financial": lambda value: f"人民币{chinese(value).translate(_FINANCIAL)}元",
    "liang": lambda value: f"{chinese(value).replace('二千', '两千').replace('二亿', '两亿')}元",
    "spoken": lambda value: f"{_spoken(value)}元",
    "sign": lambda value: f"¥{value:,}",
    "spaced": lambda value: f"{_decimal(Fraction(value, 10**4))} 万 元",
}


@dataclass(frozen=True)
class Said:
    """A text that says one quantity, and the quantity."""

    text: str
    kind: str
    lower: Fraction | None
    upper: Fraction | None
    unit: str
    opens: tuple[bool, bool] = (False, False)


def _point(text: str, kind: str, value: Fraction | int, unit: str) -> Said:
    return Said(text, kind, Fraction(value), Fraction(value), unit)


def _amount(random: Random) -> int:
    """A sum as people say sums: mostly few digits and many zeros."""
    return random.randint(1, 9999) * 10 ** random.randint(0, 8) if random.random() < 0.7 else random.randint(1, 10**12)


def _money(random: Random) -> Said:
    value, style = _amount(random), random.choice(list(STYLES))
    return _point(STYLES[style](value), "money", value, "CNY")


def _mixed(random: Random) -> Said:
    """1千2百万, 3亿5千万."""
    one, two = random.randint(1, 9), random.randint(1, 9)
    text, value = random.choice([
        (f"{one}千{two}百万", (10 * one + two) * 10**6),
        (f"{one}亿{two}千万", (10 * one + two) * 10**7),
        (f"{one}百{two}十万", (10 * one + two) * 10**5),
        (f"{one}万{two}千", (10 * one + two) * 10**3),
        (f"{one}{two}0万{two}千元", one * 10**6 + two * 10**5 + two * 10**3),
    ])  # fmt: skip
    return _point(text, "money", value, "CNY")


def _halved(random: Random) -> Said:
    one = random.randint(1, 9)
    digit = "一两三四五六七八九"[one - 1]
    return random.choice([
        _point(f"{digit}个半亿", "money", Fraction(2 * one + 1, 2) * 10**8, "CNY"),
        _point(f"{digit}年半", "count", Fraction(2 * one + 1, 2), "年"),
        _point(f"{digit}个半月", "count", Fraction(2 * one + 1, 2), "月"),
        _point(f"{digit}倍半", "count", Fraction(2 * one + 1, 2), "倍"),
        _point(f"{digit}成半", "percent", Fraction(2 * one + 1, 20), "1"),
    ])  # fmt: skip


def _percent(random: Random) -> Said:
    value = Fraction(random.randint(1, 20000), random.choice([1, 10, 100, 100, 100]))
    whole, tenth = random.randint(1, 99), random.randint(1, 9)
    spoken, digit = f"{chinese(whole)}点{_NUMERALS[tenth]}", _NUMERALS[tenth]
    return random.choice([
        _point(f"{_decimal(value)}%", "percent", value / 100, "1"),
        _point(f"{_decimal(value)}％".translate(_FULL_WIDTH), "percent", value / 100, "1"),
        _point(f"{_decimal(value)}‰", "percent", value / 1000, "1"),
        _point(f"{_decimal(value)}个百分点", "percent", value / 100, "1"),
        _point(f"百分之{chinese(whole)}", "percent", Fraction(whole, 100), "1"),
        _point(f"百分之{spoken}", "percent", Fraction(10 * whole + tenth, 1000), "1"),
        _point(f"千分之{spoken}", "percent", Fraction(10 * whole + tenth, 10000), "1"),
        _point(f"{digit}成{digit}", "percent", Fraction(11 * tenth, 100), "1"),
        _point(f"百分之{_decimal(value)}", "percent", value / 100, "1"),
    ])  # fmt: skip


def _count(random: Random) -> Said:
    value = random.randint(1, 5000)
    unit, code = random.choice([
        ("人", "人"), ("名", "人"), ("项", "项"), ("家", "家"), ("个", "个"), ("件", "件"), ("年", "年"), ("倍", "倍"), ("个月", "月"),
    ])  # fmt: skip
    if unit == "年" and value >= 1900:
        value -= 1900  # 2024年 is a date
    value = max(value, 1)
    number = str(value) if random.random() < 0.5 else chinese(value)
    return _point(f"{number}{unit}", "count", value, code)


def _range(random: Random) -> Said:
    low = random.randint(1, 800)
    high = low + random.randint(1, 800)
    factor, unit = random.choice([(10**4, "万"), (10**4, "万元"), (10**8, "亿元")])
    connector = random.choice(["到", "至", "-", "~", "～", "—"])
    first = f"{low}{unit}" if random.random() < 0.5 else f"{low}"
    text = f"{first}{connector}{high}{unit}"
    return Said(text, "money", Fraction(low * factor), Fraction(high * factor), "CNY")


def _pair(random: Random) -> Said:
    """两三百万, 三五千万."""
    one, two = random.choice([(1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (8, 9), (3, 5)])
    words = "一两三四五六七八九"
    mark, place = random.choice([("万", 10**4), ("十万", 10**5), ("百万", 10**6), ("千万", 10**7), ("亿", 10**8)])
    low = "二" if one == 2 and place == 10**5 else words[one - 1]
    text = f"{low}{words[two - 1] if place != 10**5 or two != 2 else '二'}{mark}"
    return Said(text, "money", Fraction(one * place), Fraction(two * place), "CNY")


def _bound(random: Random) -> Said:
    value = Fraction(_amount(random))
    amount = STYLES[random.choice(["wan", "digits", "thousands", "chinese", "full width"])](int(value))
    before, after, up, opens = random.choice([
        ("不到", "", True, (False, True)), ("不足", "", True, (False, True)), ("低于", "", True, (False, True)),
        ("不超过", "", True, (False, False)), ("最多", "", True, (False, False)), ("至多", "", True, (False, False)),
        ("", "以下", True, (False, False)), ("", "以内", True, (False, False)), ("", "封顶", True, (False, False)),
        ("超过", "", False, (True, False)), ("高于", "", False, (True, False)), ("突破", "", False, (True, False)),
        ("至少", "", False, (False, False)), ("不低于", "", False, (False, False)), ("", "以上", False, (False, False)),
    ])  # fmt: skip
    text = f"{before}{amount}{after}"
    return Said(text, "money", None if up else value, value if up else None, "CNY", opens)


def _approximation(random: Random) -> Said:
    """约, 左右, 来 ±10%, 近 0.9 to 1, 多 to the next unit of the last digit, 几十 20 to 99."""
    digit, tens = random.randint(1, 9), random.randint(1, 9)
    value = Fraction((10 * tens) * 10**4)
    low, high = value * Fraction(9, 10), value * Fraction(11, 10)
    return random.choice([
        Said(f"约{tens}0万元", "money", low, high, "CNY"),
        Said(f"{tens}0万左右", "money", low, high, "CNY"),
        Said(f"{chinese(10 * tens)}来万", "money", low, high, "CNY"),
        Said(f"近{tens}0万元", "money", low, value, "CNY"),
        Said(f"{tens}0多万", "money", value, value + 10**5, "CNY", (False, True)),
        Said(f"{chinese(digit)}亿多元", "money", Fraction(digit * 10**8), Fraction((digit + 1) * 10**8), "CNY", (False, True)),
        Said(f"{tens}0多人", "count", Fraction(10 * tens), Fraction(10 * tens + 9), "人"),
        Said(random.choice(["几十万", "数十万"]), "money", Fraction(20 * 10**4), Fraction(99 * 10**4), "CNY"),
        Said("十几万", "money", Fraction(11 * 10**4), Fraction(19 * 10**4), "CNY"),
    ])  # fmt: skip


def _coins(random: Random) -> Said:
    whole, jiao, fen = random.randint(1, 999), random.randint(1, 9), random.randint(1, 9)
    words = (chinese(whole), _NUMERALS[jiao], _NUMERALS[fen])
    return random.choice([
        _point(f"{whole}元{jiao}角{fen}分", "money", Fraction(100 * whole + 10 * jiao + fen, 100), "CNY"),
        _point(f"{words[0]}块{words[1]}毛{words[2]}", "money", Fraction(100 * whole + 10 * jiao + fen, 100), "CNY"),
        _point(f"{words[0]}块{words[1]}", "money", Fraction(10 * whole + jiao, 10), "CNY"),
        _point(f"{words[0]}元零{words[2]}分", "money", Fraction(100 * whole + fen, 100), "CNY"),
        _point(f"{whole}.{jiao}{fen}元", "money", Fraction(100 * whole + 10 * jiao + fen, 100), "CNY"),
    ])  # fmt: skip


def _foreign(random: Random) -> Said:
    value = _amount(random)
    wan = _decimal(Fraction(value, 10**4))
    words, code = random.choice([
        ("{}万美元", "USD"), ("{}万欧元", "EUR"), ("{}万日元", "JPY"), ("{}万港币", "HKD"), ("{}万英镑", "GBP"), ("{}万韩元", "KRW"),
        ("US${}万", "USD"), ("HK${}万", "HKD"), ("€{}万", "EUR"), ("新台币{}万元", "TWD"), ("{}万新加坡元", "SGD"), ("{}万瑞士法郎", "CHF"),
    ])  # fmt: skip
    return _point(words.format(wan), "money", value, code)


RENDERERS: tuple[Callable[[Random], Said], ...] = (
    _money, _mixed, _halved, _percent, _count, _range, _pair, _bound, _approximation, _coins, _foreign,
)  # fmt: skip
