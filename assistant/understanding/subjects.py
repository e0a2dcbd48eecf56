"""Whose enterprise a message speaks of: 甲公司, B公司, 第二家, the one before; several compared; one like another.

A caller's enterprises are told apart by labels. A label counts where a sentence begins with it (「再说回甲，…」), so that
「别把甲的带进来」 and 「跟甲一样」 turn the talk to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_NUMERALS: Final = "一二三四五六七八九十"
_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚"
)
_PERSON: Final = rf"(?:[小老阿][{_SURNAMES}]|[{_SURNAMES}](?:总|老板|经理))"  # 小王公司, 张总那家
_LABEL: Final = (
    r"(?:[甲乙丙丁戊己](?![方醇烯烷醛苯酸级板骨])|[A-Ha-h](?![A-Za-z0-9轮级股类端座款])|"
    rf"第[{_NUMERALS}](?:家|个客户|个企业|个公司|位客户)|"
    rf"{_PERSON}(?=的?(?:公司|企业|工厂|厂|[这那][家边])))"
)
_WHAT: Final = r"(?:的?(?:这|那)?(?:家)?(?:公司|企业|工厂|厂|客户|单位|来电)|[这那]?家|[这那]边)?"
_NAMED: Final = rf"(?P<label>{_LABEL})(?P<what>{_WHAT})"
_LEAD: Final = (
    r"(?:(?:好的?|行|嗯|哦|那么?|再|先|问(?:一下|下|问)?|现在|接着|然后|最后|先|回头|至于|换到?|轮到|回到|说回|说到|说说?|看看?|看下|看一下|算算?|"
    r"还是|来看|来电(?:人|者)?|客户|企业|对方是|这是|刚才|之前|前面|下一[个位家]|该)[，,、 的]*)*"
)
# a letter alone may be anything: a label only before what follows a name
_AFTER: Final = r"(?=$|[，,：:。；;、？?]|[呢多也还又再是有的这那拿获得新合年研签列没参用想要能可够情同评今去还主牵通被上下投融花营纳项另])"
_PLAIN: Final = r"(?:(?<=公司)|(?<=企业)|(?<=客户)|(?<=单位))(?!化|级)"  # 甲公司 is a name whatever follows
_BEGINS: Final = re.compile(rf"^{_LEAD}{_NAMED}(?:{_PLAIN}|{_AFTER})")
_AGAIN: Final = re.compile(rf"(?<=[，,。；;：:？?！!]){_LEAD}{_NAMED}(?:{_PLAIN}|{_AFTER})")
_JOINED: Final = re.compile(rf"{_LABEL}{_WHAT}(?:[和跟与同及、，,]+{_LABEL}{_WHAT})+")
_ONE: Final = re.compile(_NAMED)
_SEVERAL: Final = re.compile(
    r"[这那]?(?:[两三四五]|几|俩)(?:家|边|个公司|个企业|个客户)|哪一?家|哪个公司|谁家?(?=[拿得更比多高])"
)
_COMPARES: Final = re.compile(
    r"各(?:自|能|拿|奖|补|是|给|得|有)?|分别|哪一?[家个]|谁|差多少|相差|差几|差额|差距|比较|对比|多少倍|一样[吗么]|[更多高少低]"
)
_EXCLUDED: Final = re.compile(
    rf"[，,；;。]?(?:可|千万)?(?:别|不要|不用|勿|先不|不许|不)再?(?:把|将|算|带|管|混|掺|加|提)[^，,。；;]{{0,6}}?"
    rf"(?:{_LABEL}|[上前]一?家|刚才那家|[别其]他?家|之前那?家)[^，,。；;]*"
)
_ALIKE: Final = re.compile(
    rf"[，,]?(?:也|都)?(?:(?:跟|和|与|同)(?P<whose>{_LABEL})?(?:{_WHAT})(?:的)?(?:情况|情形|条件)?)?"
    r"(?:也|都|完全|基本)?(?:(?:一样|相同|同样|一致|差不多)的?(?:情形|情况|条件|状况)|(?:情形|情况|条件|状况)(?:也|都)?(?:一样|相同|同样|一致|差不多)|"
    r"其[他它余](?:的|情况|条件)?(?:也|都|全)?(?:一样|相同|同上|不变)|情况同上)"
)
_LIKE_ONE: Final = re.compile(
    rf"(?:跟|和|与|同)(?P<whose>{_LABEL}){_WHAT}(?:的)?(?:情况|情形|条件)?(?:也|都|完全)?(?:一样|相同)(?![吗么多])"
)
_BEFORE: Final = re.compile(
    rf"^{_LEAD}(?:上一?|前一?|刚才那?|前面那?|原来那?)(?:家|位|个(?:来电|客户|企业|公司))(?:公司|企业|客户)?"
)
_SHARED: Final = re.compile(r"^(?:都|均|全|两家|三家|几家|各|分别|哪家|谁|同样)")


# an enterprise beside ours, told of and asked about: 「兄弟公司只有省级的，它能拿多少」
_KIN: Final = re.compile(
    r"^(?:那么?|另外|还有)?[，,]?(?:我们|咱们?)?(?:有一?[个家]|的|那个)?(?P<kin>(?:子|母|总|分|兄弟|姐妹|关联|参股|控股|下属|朋友(?:的)?|合作)公司|"
    r"合作(?:单位|企业|方|伙伴)|联合单位|同行|隔壁(?:那家|公司)?)(?=[^？?]{2,}(?:它|他们|[他它]家|这家|那家|其)(?:们)?(?:能|可以|可|会)?(?:拿|领|补|奖|得|呢|多少)|"
    r"(?:拿|得|用|认定|评|主导|参与|只有|是)[^？?]{2,}(?:母公司|子公司|公司|单位|企业|同行)?(?:能|可以|该)?(?:拿|领|补|奖|得)(?:到)?多少)"
)


@dataclass(frozen=True)
class Spoken:
    """`text` is what is left to be understood. `subject` is whom it turns to (None: nobody new), `alike` whose facts
    hold for that one too, `compared` those that are to be set side by side. `aside`: 我们 is the present one again as
    soon as it is spoken of."""

    text: str
    subject: str | None = None
    alike: str | None = None
    aside: bool = False
    compared: tuple[str, ...] = ()


def read_subjects(text: str, known: Sequence[str], present: str, before: str | None, fresh: bool = False) -> Spoken:
    """Whom a normalised message speaks of. `known` are the names of the enterprises talked of so far, in order,
    `present` the one at hand (`fresh`: nothing told of it) and `before` the one before it."""
    text = label_first(_EXCLUDED.sub("", text).strip(" ，,") or text)
    compared = _compared(text, known)
    if len(compared) > 1:
        return Spoken(text, compared=compared)
    begins = _BEGINS.match(text)
    subject: str | None = None
    rest = text
    if begins and not (_letter(begins["label"]) and not begins["what"] and not _stands_alone(text, begins, known)):
        subject, rest = _name(begins, known), text[begins.end() :].lstrip("，,：:、。 ")
        rest = _ONE.sub(lambda m: "" if _same(m["label"], subject, known) else m[0], rest)
    elif previous := _BEFORE.match(text) if before else None:
        subject, rest = before, text[previous.end() :].lstrip("，,：:、。 ")
    kin = _KIN.match(text) if subject is None else None
    if kin and kin["kin"] != present:
        subject, rest = kin["kin"], text[kin.end() :].lstrip("，,：:、。 ")
    other = before if (subject is None and fresh) or subject == present else present
    alike, rest = _alike(rest, known, other)
    return Spoken(rest, subject, alike, aside=kin is not None)


def label_first(text: str) -> str:
    """企业甲 as 甲企业: a label before what it labels."""
    return re.sub(r"(企业|公司|客户)([甲乙丙丁])(?![方醇烯烷醛苯酸级板骨])", r"\2\1", text)


def split_by_subject(text: str, known: Sequence[str]) -> list[tuple[str, str]]:
    """「甲公司合同300万，乙公司500万，都没评优，各奖多少」: each enterprise with what is said of it; [] for one or none."""
    text = label_first(text)
    starts = [m for m in (_BEGINS.match(text), *_AGAIN.finditer(text)) if m and (m["what"] or not _letter(m["label"]))]
    names = [_name(m, known) for m in starts]
    if len(set(names)) < 2 or len(set(names)) != len(names):
        return []
    pieces = [text[m.end() : n.start()] for m, n in zip(starts, [*starts[1:], None], strict=True) if n]
    pieces.append(text[starts[-1].end() :])
    segments = re.split(r"(?<=[，,。；;])", pieces[-1])
    at = next((i for i, s in enumerate(segments) if i and _SHARED.match(s)), len(segments))
    shared = _COMPARED.sub("", re.sub(r"^(?:都|均|全)", "", "".join(segments[at:])))
    pieces[-1] = "".join(segments[:at])
    lead = text[: starts[0].start()]
    return [
        (name, f"{lead}{piece.strip('，,：:。；; ')}，{shared}".strip("，"))
        for name, piece in zip(names, pieces, strict=True)
    ]


_COMPARED: Final = re.compile(r"[，,]?(?:哪一?[家个种]|谁)(?:拿得?|得|奖|补)?(?:更)?[多高少低]些?|[两三]家|各自?|分别")


def _compared(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """「甲跟乙各拿多少，哪家多」, 「两家差多少」."""
    if not _COMPARES.search(text):
        return ()
    joined = _JOINED.search(text)
    if joined:
        named = [_find(m["label"], known) for m in _ONE.finditer(joined[0])]
        return tuple(dict.fromkeys(n for n in named if n))
    if len(known) < 2 or not _SEVERAL.search(text):
        return ()
    number = next((n for c, n in (("三", 3), ("四", 4), ("五", 5)) if re.search(rf"{c}(?:家|边|个)", text)), 2)
    return tuple(known[-max(number, 2) :] if not re.search(r"几(?:家|个)", text) else known)


def _alike(text: str, known: Sequence[str], other: str | None) -> tuple[str | None, str]:
    """Whose facts hold too (「跟甲一样」, 「同样情况」), and the text without saying so."""
    for pattern in (_LIKE_ONE, _ALIKE):
        match = pattern.search(text)
        if match:
            whose = _find(match["whose"], known) if match["whose"] else other
            return whose, (text[: match.start()] + "，" + text[match.end() :]).strip("，, ")
    return None, text


def _letter(label: str) -> bool:
    return label.isascii()


def _stands_alone(text: str, match: re.Match[str], known: Sequence[str]) -> bool:
    """A letter without 公司 is a name before a colon or comma, or where it is known as one."""
    return _find(match["label"], known) is not None or text[match.end() : match.end() + 1] in ("：", ":", "，", ",")


def _name(match: re.Match[str], known: Sequence[str]) -> str:
    found = _find(match["label"], known)
    what = re.sub(r"^[这那]|来电|家$|边$", "", match["what"])
    return found or (
        match["label"] if match["label"].startswith("第") else f"{match['label'].upper()}{what.removeprefix('的')}"
    )


def _find(label: str, known: Sequence[str]) -> str | None:
    """The enterprise that a label names: by the label itself, or (第二家) by its place."""
    if label.startswith("第"):
        place = _NUMERALS.index(label[1])
        return known[place] if place < len(known) else None
    return next((k for k in known if k.startswith(label.upper())), None)


def _same(label: str, subject: str | None, known: Sequence[str]) -> bool:
    """The same enterprise named again within its sentence (甲这家一共多少)."""
    return subject is not None and (subject.startswith(label.upper()) or _find(label, known) == subject)
