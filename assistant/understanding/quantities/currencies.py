"""Currencies: their names, their signs and their small coins, as they stand before or after a figure.

A name that several countries share (比索, 第纳尔, 克朗 alone) is left out: no currency is better than a wrong one.
So are codes that are known for something else (CAD, PHP, AED).
"""

import re
from fractions import Fraction

_NAMES = {
    "CNY": "人民币元 元人民币 块钱人民币 块人民币 人民币 RMB CNY CNH yuan 块钱 元钱 元 块 ¥",
    "USD": "美元 美金 美刀 USD US$ $ dollar dollars",
    "EUR": "欧元 EUR euros €",
    "JPY": "日元 日币 円 JPY JP¥",
    "HKD": "港元 港币 港纸 HKD HK$",
    "GBP": "英镑 GBP £",
    "KRW": "韩元 韩币 韩圜 KRW ₩",
    "AUD": "澳元 澳大利亚元 澳币 AUD A$ AU$",
    "CAD": "加元 加拿大元 加币 C$ CA$",
    "NZD": "新西兰元 纽元 纽币 NZD NZ$",
    "SGD": "新加坡元 新元 新币 坡币 SGD S$",
    "TWD": "新台币 台币 TWD NT$",
    "MOP": "澳门元 澳门币 MOP MOP$",
    "CHF": "瑞士法郎 瑞郎 CHF",
    "RUB": "卢布 RUB ₽",
    "THB": "泰铢 泰币 THB ฿",
    "INR": "印度卢比 INR ₹",
    "PKR": "巴基斯坦卢比",
    "LKR": "斯里兰卡卢比",
    "NPR": "尼泊尔卢比",
    "VND": "越南盾 VND ₫",
    "IDR": "印尼盾 印度尼西亚盾 印尼卢比 IDR",
    "MYR": "林吉特 马币 马来西亚元 令吉 MYR",
    "PHP": "菲律宾比索 ₱",
    "MXN": "墨西哥比索 MXN",
    "ARS": "阿根廷比索",
    "CLP": "智利比索",
    "COP": "哥伦比亚比索",
    "BRL": "巴西雷亚尔 雷亚尔 巴西币 BRL R$",
    "ZAR": "南非兰特 兰特 ZAR",
    "SEK": "瑞典克朗 SEK",
    "NOK": "挪威克朗 NOK",
    "DKK": "丹麦克朗 DKK",
    "ISK": "冰岛克朗",
    "CZK": "捷克克朗",
    "PLN": "兹罗提 波兰兹罗提",
    "HUF": "匈牙利福林 福林",
    "TRY": "土耳其里拉 新土耳其里拉",
    "UAH": "格里夫纳 乌克兰格里夫纳",
    "KZT": "坚戈 哈萨克斯坦坚戈",
    "AED": "阿联酋迪拉姆 迪拉姆",
    "MAD": "摩洛哥迪拉姆",
    "SAR": "沙特里亚尔 沙特阿拉伯里亚尔",
    "QAR": "卡塔尔里亚尔",
    "OMR": "阿曼里亚尔",
    "IRR": "伊朗里亚尔",
    "YER": "也门里亚尔",
    "KWD": "科威特第纳尔",
    "IQD": "伊拉克第纳尔",
    "JOD": "约旦第纳尔",
    "BHD": "巴林第纳尔",
    "TND": "突尼斯第纳尔",
    "DZD": "阿尔及利亚第纳尔",
    "LYD": "利比亚第纳尔",
    "RSD": "塞尔维亚第纳尔",
    "EGP": "埃及镑 埃镑",
    "SYP": "叙利亚镑",
    "LBP": "黎巴嫩镑",
    "ILS": "新谢克尔 以色列新谢克尔 谢克尔 ₪",
    "CRC": "哥斯达黎加科朗",
    "PEN": "秘鲁索尔",
    "KHR": "柬埔寨瑞尔 瑞尔",
    "MMK": "缅甸元 缅元",
    "LAK": "老挝基普",
    "BDT": "孟加拉塔卡 塔卡",
    "MNT": "蒙古图格里克 图格里克",
    "KPW": "朝鲜元 朝元",
}
_CENTS = {"USD": "美分", "EUR": "欧分", "GBP": "便士", "HKD": "港仙"}

CURRENCIES = {word: (code, Fraction(1)) for code, words in _NAMES.items() for word in words.split()} | {
    word: (code, Fraction(1, 100)) for code, words in _CENTS.items() for word in words.split()
}
"""By name: the ISO 4217 code, and how much of the currency one of that name is."""

_BY_NAME = {word.upper(): said for word, said in CURRENCIES.items()}
_LETTERS = "|".join(sorted((word for word in CURRENCIES if word.isascii() and word.isalpha()), reverse=True))
ISO_CODE = rf"(?i:{_LETTERS})"
"""A pattern for a code in Latin letters, in either case: RMB, rmb, USD."""
FIRST_CHARACTERS = re.escape("".join(sorted({word[0] for word in CURRENCIES if word[0] not in "元块"})))


def currency(word: str) -> tuple[str, Fraction]:
    """The code and the part of a currency that a word (in either case) names."""
    return _BY_NAME[word.upper()]
