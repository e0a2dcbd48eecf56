"""Currencies, percentages and measure words that may follow (or, for currencies, precede) a numeral."""

import re
from dataclasses import dataclass
from fractions import Fraction

from assistant.understanding.quantities.currencies import CURRENCIES, ISO_CODE, currency
from assistant.understanding.quantities.model import Kind


@dataclass(frozen=True, slots=True)
class Unit:
    """What a numeral counts. ``factor`` times the numeral is the value in ``code`` (角: 1/10 of CNY)."""

    kind: Kind
    code: str
    factor: Fraction = Fraction(1)
    discrete: bool = False
    """Comes in whole pieces: 不到30人 ends at 29, while 不到3年 may be two years and a half."""


NUMBER = Unit("number", "")
PERCENT = Unit("percent", "1", Fraction(1, 100))
TENTH = Unit("percent", "1", Fraction(1, 10))
WHOLE = Unit("percent", "1")
YUAN = Unit("money", "CNY")

# What makes of a measure word another word: 500万支持 is money and a noun, not 5,000,000 支.
_NOT_BEFORE = {
    "元": "旦|宇宙|素|件|器件|月(?!份)|老",
    "块": "链|儿|牌",
    "个": "税|体|性|别|人所得",
    "项": "目",
    "家": "电|居|具|庭|装|政|用|属|长|教|乡",
    "人": "所得|才(?![能行可算有够给会要是])|民|工(?!作)|均|力|类|事|大代表|社|行|脸|机",
    "回": "报|来|到|家|款|购|访|收|应|答|复|落|流|国|去|头|事|顾|馈|升|扣|租|合|归",
    "名": "单|称|义|录|牌|师|校|誉",
    "位": "于|列|居|置|次|数",
    "条": "件|例|款|约|形",
    "次": "性|级|要|年|日|月|序",
    "批": "准|复|发|量|示|文|评",
    "款": "项|式|待",
    "种": "植|子|养|业",
    "类": "似|别|型|比",
    "台": "湾|州|账|阶|式|商|积",
    "部": "分|门|委|署|长|队|级|属",
    "份": "额",
    "期": "间|限|望|货|权|末|内|待|满",
    "支": "持|付|出|撑|部|行|柱|招|助",
    "只": "[要有能是需好给限算占差够剩拿补奖]",
    "户": "籍|口|外|均|型",
    "角": "[度色落膜形洲债函架钢铁大逐球龙]",
    "毛": "[利衣发病线料坯巾笔孩豆竹遂骨]",
    "折": "[旧扣腾合中叠线射磨返回断现算抵半]",
    "组": "织|建|成|合|长|装",
    "所": "得|有|需|在|以|属|说|谓|能|列|涉",
    "门": "槛|店|类(?!课)|诊|户|禁",
    "场": "地|景|所|合|馆|租|外|内",
    "笔": "记|试",
    "层": "次|面|级",
    "双": "方|创|一流|软|高|百|倍|碳|减|十|向|重|层",
    "轮": "值|流|换|胎|岗",
    "步": "伐|骤|入",
    "章": "程",
    "节": "能|约|点|日|省|目|水|余",
    "座": "谈|位",
    "处": "理|罚|于|置|以|长|分",
    "头": "部|条|寸",
    "片": "区|面",
    "套": "餐|现|利|路",
    "件": "套",
    "天": "使|津|然|气|猫|花|生",
    "周": "边|期|转|[一二三四五六日末]",
    "岁": "月",
    "分": "[之别为公配期部析行类散批开享成给摊两二三四五六七八九0-9]",
    "年": "[级报龄]",
    "米": "饭|面",
    "吨": "位",
}
_DISCRETE = (
    "个 项 家 人 名 位 件 条 次 批次 批 款 种 类 套 台 部 篇 份 张 期 支 只 辆 栋 幢 座 户 组 所 门 场 笔 "
    "届 回 轮 层 步 章 节 页 "
    "颗 枚 片 艘 架 株 头 册 本 卷 处 例 宗 字 人次 家次 台套 台次 标段 块牌子 块牌匾 张牌照 号人 号员工 用户 粉丝 工作日 席 双"
)
_CONTINUOUS = (
    "倍 年度 周年 年 季度 周岁 岁 星期 礼拜 周 天 小时 分钟 秒 平方公里 平方米 ㎡ 平米 公顷 亩 公里 千米 "
    "厘米 毫米 米 斤 公斤 千克 克 吨 升 兆瓦 千瓦时 千瓦 分"
)
_CANONICAL = {
    "名": "人",
    "号人": "人",
    "号员工": "人",
    "块牌子": "块",
    "块牌匾": "块",
    "粉丝": "人",
    "用户": "户",
    "年度": "年",
    "周年": "年",
    "周岁": "岁",
    "星期": "周",
    "礼拜": "周",
    "平米": "平方米",
    "㎡": "平方米",
    "千米": "公里",
    "千克": "公斤",
}
# After 个: the noun is what is counted.
_AFTER_GE = "自然月 纳税年度 会计年度 完整会计年度 自然年度 自然年 月 年度 季度 工作日 星期 礼拜 小时 人 标段"


def _alternation(words: list[str]) -> str:
    """A pattern for any of the words, the longest first, none of them as the head of another word."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(
        re.escape(word) + (f"(?!{_NOT_BEFORE[word]})" if word in _NOT_BEFORE else "") for word in longest_first
    )


_CURRENCY = rf"(?:{_alternation(list(CURRENCIES))}|{ISO_CODE}(?![A-Za-z]))"
_UNIT = re.compile(
    rf"[ \n]{{0,3}}(?:(?P<percent>%|percent|(?:个 ?)?百分点|个点(?!子))|(?P<permille>‰)|(?P<basis>个? ?基点)"
    rf"|(?P<tenth>成(?![立为本功果效员熟都长年交型就品份绩批人不分])|{_alternation(['折'])})"
    rf"|(?P<money>{_CURRENCY})"
    rf"|(?P<jiao>[角毛]钱|{_alternation(['角', '毛'])})|(?P<fen>分钱)"
    rf"|个 ?(?P<half>半)?(?P<after_ge>{_alternation(_AFTER_GE.split())})"
    rf"|(?P<days>日(?=以?内|之内))"
    rf"|(?P<heads>(?<=[多来余])号(?![人员召码线楼房门]))"
    rf"|(?P<discrete>{_alternation(_DISCRETE.split())})"
    rf"|(?P<continuous>{_alternation(_CONTINUOUS.split())}))"
)
_PREFIX = re.compile(
    rf"(?![元块])(?P<money>{_CURRENCY})[ \n]{{0,3}}(?=-?\.?[0-9]|[零一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾几半])"
)
_MEASURE = re.compile(rf"[ \n]{{0,3}}(?:{_alternation([*_DISCRETE.split(), *_CONTINUOUS.split()])}|等奖|个)")
DURATIONS = frozenset(["年", "月", "季度", "周", "天", "小时", "分钟", "工作日"])


@dataclass(frozen=True, slots=True)
class UnitAt:
    """A unit read from a text: it ends at ``end``; ``half`` for 个半月, which adds a half to the numeral."""

    unit: Unit
    end: int
    half: bool = False


def read_unit(text: str, place: int) -> UnitAt | None:
    """The unit that begins at ``place`` of a folded text, or None."""
    match = _UNIT.match(text, place)
    if match is None:
        return None
    word, end = str(match[match.lastgroup or 0]), match.end()
    match match.lastgroup:
        case "percent":
            return UnitAt(PERCENT, end)
        case "permille":
            return UnitAt(Unit("percent", "1", Fraction(1, 1000)), end)
        case "basis":
            return UnitAt(Unit("percent", "1", Fraction(1, 10_000)), end)
        case "tenth":
            return UnitAt(TENTH, end)
        case "money":
            return UnitAt(Unit("money", *currency(word)), end)
        case "jiao":
            return UnitAt(Unit("money", "CNY", Fraction(1, 10)), end)
        case "fen":
            return UnitAt(Unit("money", "CNY", Fraction(1, 100)), end)
        case "after_ge":
            code = "年" if word.endswith(("年度", "年")) else _CANONICAL.get(word, word.removeprefix("自然"))
            discrete = code not in DURATIONS or code == "工作日"
            return UnitAt(Unit("count", code, discrete=discrete), end, half=match["half"] is not None)
        case "heads":  # 五十来号, while 50号 is a name
            return UnitAt(Unit("count", "人", discrete=True), end)
        case "days":
            return UnitAt(Unit("count", "天"), end)
        case "discrete":
            return UnitAt(Unit("count", _CANONICAL.get(word, word), discrete=True), end)
        case _:
            return UnitAt(Unit("count", _CANONICAL.get(word, word)), end)


def read_currency_before(text: str, place: int) -> UnitAt | None:
    """A currency written before its figure (人民币500万, ¥300, US$20) at ``place``, or None."""
    match = _PREFIX.match(text, place)
    return match and UnitAt(Unit("money", *currency(match["money"])), match.end())


def measure_follows(text: str, place: int) -> bool:
    """Whether a measure word of counts (not of money or of percent) begins at ``place``."""
    return _MEASURE.match(text, place) is not None
