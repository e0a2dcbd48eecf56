"""Simple English questions, word by word into the policy's Chinese. The reply stays Chinese."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_WORDS: Final[dict[str, str]] = {
    # what is asked
    "how much": "多少钱",
    "how many": "多少",
    "what is": "是什么",
    "what are": "有哪些",
    "when": "什么时候",
    "who": "哪个部门",
    "which clause": "第几条",
    "which article": "第几条",
    "how to apply": "怎么申请",
    "how do we apply": "怎么申请",
    "apply": "申请",
    "can we": "我们能不能",
    "are we eligible": "我们符合条件吗",
    "eligible": "符合",
    "qualify": "符合条件",
    "maximum": "最高",
    "at most": "最多",
    "up to": "最高",
    "limit": "上限",
    "ceiling": "上限",
    "difference": "相差多少",
    "ratio": "比例",
    "percentage": "比例",
    "deadline": "截止",
    "expire": "到期",
    "materials": "材料",
    "documents": "材料",
    "procedure": "流程",
    "in total": "一共",
    "total": "一共",
    "take effect": "施行",
    "effective": "施行",
    # money
    "subsidy": "补贴",
    "subsidies": "补贴",
    "reward": "奖励",
    "bonus": "奖励",
    "award": "奖",
    "prize": "奖",
    "grant": "资助",
    "funding": "资助",
    "pay": "奖励",
    "yuan": "元",
    "rmb": "元",
    "rent": "房租",
    "loan": "贷款",
    "interest": "贴息",
    # things
    "national": "国家",
    "state": "国家",
    "provincial": "省级",
    "municipal": "市级",
    "city-level": "市级",
    "international": "国际",
    "industry": "行业",
    "zhejiang made": "浙江制造",
    "standard": "标准",
    "standards": "标准",
    "lead": "主导",
    "leads": "主导",
    "led": "主导",
    "leading": "主导",
    "drafting": "制定",
    "participate": "参与",
    "participated": "参与",
    "participating": "参与",
    "joined": "参与",
    "first prize": "一等奖",
    "first-class": "一等奖",
    "second prize": "二等奖",
    "second-class": "二等奖",
    "third prize": "三等奖",
    "technological invention": "技术发明",
    "technology invention": "技术发明",
    "invention": "技术发明",
    "science and technology progress": "科技进步",
    "key laboratory": "重点实验室",
    "key lab": "重点实验室",
    "engineering technology research center": "工程技术研究中心",
    "engineering research center": "工程研究中心",
    "enterprise technology center": "企业技术中心",
    "r&d center": "研发中心",
    "rd center": "研发中心",
    "enterprise institute": "企业研究院",
    "enterprise research institute": "企业研究院",
    "chip": "自主芯片",
    "chips": "自主芯片",
    "industrial controller": "工业控制器",
    "industrial controllers": "工业控制器",
    "industrial computer": "工业计算机",
    "industrial computers": "工业计算机",
    "workstation": "工位机",
    "smart factory": "智能工厂",
    "future factory": "未来工厂",
    "digital factory": "数字工厂",
    "contract": "合同",
    "r&d spending": "研发投入",
    "r&d expenditure": "研发投入",
    "r&d": "研发",
    "r&d staff": "研发人员",
    "r&d personnel": "研发人员",
    "r&d employees": "研发人员",
    "r&d people": "研发人员",
    "r&d engineers": "研发人员",
    "engineers": "工程师",
    "people": "人",
    "annual": "年",
    "last year": "去年",
    "this year": "今年",
    "national high-tech enterprise": "国家高新技术企业",
    "high-tech": "高新技术企业",
    "patent": "专利",
    "patents": "专利",
    "bought": "采购",
    "purchased": "采购",
    "spent": "花了",
    "won": "获得了",
    "and": "，",
    "purchase": "采购额",
    "purchases": "采购额",
    "revenue": "营业收入",
    "tax": "税收",
    "employees": "从业人员",
    "staff": "从业人员",
    "ipo": "上市",
    "listing": "上市",
    "listed": "上市",
    "go public": "上市",
    "merger": "并购重组",
    "restructuring": "重大资产重组",
    "land": "用地",
    "talent": "人才",
    "5050 plan": "5050计划",
    "5050 program": "5050计划",
    "cultivation list": "培育名单",
    "venture capital": "创投",
    "fund": "基金",
    "gazelle": "瞪羚企业",
    "platform": "工业互联网平台",
    "high-tech enterprise": "高新技术企业",
    "policy": "政策",
    "company": "企业",
    "enterprise": "企业",
    "we": "我们",
    "our": "我们",
    "hello": "你好",
    "hi": "你好",
    "thanks": "谢谢",
    "thank you": "谢谢",
}
_PATTERN: Final = re.compile(
    r"\b(?:" + "|".join(re.escape(w) for w in sorted(_WORDS, key=len, reverse=True)) + r")\b", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?)(%|\s*(?:thousand|million|billion|bn|mn|[kKmM](?![A-Za-z])))?")
_SCALES: Final = {"t": 10**3, "k": 10**3, "m": 10**6, "b": 10**9}  # by the first letter of the word
_MARK: Final = re.compile(r"(?<!\d)[,;.](?=\s|$)|(?<=\d)[,;.](?=\s|$)")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_LEAST_KNOWN: Final = 2  # words of the glossary that make a message English on the subject


def translate(text: str) -> str:
    """The Chinese words of an English message, in its order; the same text where it is not English on the subject."""
    if _HAN.search(text):
        return text
    found = [(m.start(), _WORDS[m[0].lower()]) for m in _PATTERN.finditer(text)]
    if len(found) < _LEAST_KNOWN:
        return text
    taken = {i for m in _PATTERN.finditer(text) for i in range(*m.span())}
    found += [(m.start(), _figure(m)) for m in _NUMBER.finditer(text) if m.start() not in taken]
    found += [(m.start(), "，") for m in _MARK.finditer(text)]
    return "".join(word for _, word in sorted(found))


def _figure(match: re.Match[str]) -> str:
    """A figure with its scale reckoned in: 8 million is a sum of 8000000元; others as they stand."""
    figure, scale = match[1], (match[2] or "").strip().lower()
    if not scale or scale == "%":
        return match[0]
    return f"{Decimal(figure.replace(',', '')) * _SCALES[scale[0]]:f}元"
