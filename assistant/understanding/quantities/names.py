"""What holds numerals and is no quantity: labels, document numbers, codes, times of day, names, idioms.

Such a stretch is overwritten with a filler of the same length before anything is read, so that offsets stay
and no numeral is read out of it. Most idioms need no entry: a lone Chinese numeral is read only with a unit
(see ``grammar``), so 一定, 一切, 万一, 统一 fall away by themselves. Listed are those whose next
character could be taken for a measure word.
"""

import re

from assistant.understanding.quantities.currencies import ISO_CODE

FILLER = "\ufffc"

_CHINESE = "零〇一二两三四五六七八九十百千万亿"
_ENUMERATION = "一二三四五六七八九十"

_PATTERNS = (
    # 〔2022〕17号, (2021)5号
    r"〔[0-9]{4}〕\s?第?\s?(?:[0-9]{1,5}\s?号?)?",
    r"[(\[【][0-9]{4}[)\]】]\s?第?\s?[0-9]{1,5}\s?号",
    # 一号工程, 17号, 第3号令, 1号楼
    rf"(?<![0-9.,{_CHINESE}])第?(?:[0-9]{{1,6}}|[{_ENUMERATION}〇零百]{{1,5}})号(?![召人员])",
    # 四（三）7, （三）
    rf"(?:[{_ENUMERATION}]{{1,3}}\s?)?[(][{_ENUMERATION}]{{1,3}}[)](?:\s?第?[0-9]{{1,3}}(?![0-9.,%{_CHINESE}元人家项个]))?",
    # 4.3.7, but not 2023.2.10
    r"(?<![0-9.])(?!(?:19|20)[0-9]{2}\.[0-9]{1,2}\.[0-9]{1,2}(?![.0-9]))[0-9]{1,9}(?:\.[0-9]{1,9}){2,8}+(?![0-9])",
    # list numbers at the start of a line or sentence: 1、 2. （3） 一、; 「一、二等奖」 is none
    rf"(?:(?<=[\n。;:\t])|\A)\s{{0,8}}(?:[0-9]{{1,2}}|[{_ENUMERATION}]{{1,3}})[、.](?!\s{{0,2}}[0-9{_CHINESE}])",
    r"(?:(?<=[\n。;:])|\A)\s{0,8}[(][0-9]{1,2}[)]",
    # ISO9001, A4, GB/T 19001-2016; not R&D500万
    r"(?<![A-Za-z])(?:GB|DB|ISO|IEC|IEEE|ITU)(?:/[A-Z]{1,4})?\s?[0-9][0-9.\-:/]{0,30}+",
    rf"(?<![A-Za-z])(?!{ISO_CODE}[0-9])[A-Za-z]{{1,12}}+[0-9][0-9A-Za-z.\-]{{0,40}}+"
    r"(?![万亿千百元%多余个项家人名年])",
    # 兆 is 10**12 in Taiwan and 10**6 on the mainland: nothing is better than a wrong sum
    rf"[0-9.{_CHINESE}]{{1,20}}+兆[0-9.{_CHINESE}]{{0,30}}+",
    # 2e5, 1.2E+06, 2^-1: nobody says an amount so, and half of one is worse than none
    r"(?<![0-9A-Za-z.])-?[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?|\^[+-]{0,2})[0-9]++(?![0-9A-Za-z])",
    # 5G, 3D, 14nm; not 500w, 40k, 100USD
    r"(?<![0-9A-Za-z.,])[0-9]{1,20}+(?:\.[0-9]{1,9})?+"
    rf"(?![wWkK](?![A-Za-z0-9])|(?:{ISO_CODE}|(?i:percent|thousand|million|billion))(?![A-Za-z]))"
    r"[A-Za-z][A-Za-z0-9]{0,40}+",
    r"[248]K(?=超高清|高清|视频|显示|电视|分辨率)",
    # 上午九点三十分, 早9点
    rf"(?:[上下中]午|早上?|晚上?|凌晨) ?(?:[0-9]{{1,2}}|[{_CHINESE}]{{1,3}}) ?点(?:钟|半|一刻|[0-9{_CHINESE}]{{1,3}}分?)?",
    # 10:30, 1:1
    r"(?<![0-9:])[0-9]{1,3}:[0-9]{1,3}(?::[0-9]{2})?(?![0-9])",
    # 5050计划, 985高校, 500强
    r"(?<![0-9.,])[0-9]{1,6}(?= ?计划|工程(?!师)|行动|模式|高校|院校|强(?!度|制|化))",
    rf"[{_CHINESE}]{{1,4}}强(?=企业|榜|县|区|[,。、?!]|\Z)",
    rf"(?<![{_CHINESE}0-9])(?:千人计划|万人计划|五个一|一次性|一部分|一件事|一条龙|一家人|一块儿|一门式|一人公司"
    rf"|一[人户项类]一策|一天到晚|三天两头|千家万户|三个代表|四个自信|一年一度|[一三五]位一体|[一两]位数"
    rf"|[一二]级市场)",
    r"(?:(?<![加算添补])上|[下同每某另任单唯统逐]|(?<![分 ])之)一(?![百千万亿成半十点])|进一步|(?<![0-9零〇一二三四五六七八九]年)(?<!年[度的])[上下]半年",
    r"[这那哪]一块(?![钱牌地五六七八九二两三四0-9])",  # 研发那一块: a part, no yuan
    r"成[百千]上[千万]|[长珠泛闽铁金]三角|冰山一角|一毛不拔|五角大楼|一个小目标|一点一滴|十分(?!之|钟)|陆家嘴|第三方|第一时间|第[一二三]产业|十[七八九]大(?=报告|精神|以来)|二十大(?=报告|精神|以来)",
)
_NAMES = re.compile("|".join(_PATTERNS))


def blank_names(text: str) -> str:
    """The folded text with every name and label overwritten; as long as the text given."""
    return _NAMES.sub(lambda match: FILLER * len(match[0]), text)
