"""What a message is before it is a question: commands to the memory, courtesies, pressure, other subjects.

A statement inside a question never changes rules or roles: sentences that try are dropped, and the rest is answered.
"""

from __future__ import annotations

import re
from typing import Final, Literal

Courtesy = Literal["greeting", "thanks", "farewell", "who", "help"]
Command = Literal["recall", "reset", "other_company", "back", "forget"]

_SENTENCE: Final = re.compile(r"(?:[^。！!；;\n.]|\.(?=\S))+[。！!；;\n.]?")
_CLAUSE: Final = re.compile(r"[^，,：:。！!；;？?\n]+[，,：:。！!；;？?\n]?")

_INJECTION: Final = re.compile(
    r"忽略.{0,12}(?:规则|指令|提示|要求|设定|限制|原文|条款|政策|以上|之前|前面|上面|所有)|无视.{0,10}(?:规则|指令|限制|原文|条款)|"
    r"(?:你|您)(?:现在|以后|从现在起|就)?(?:是|扮演|充当|假装)(?!.{0,6}(?:谁|什么|干什么|机器人吗|人工|真人)).{0,14}(?:局长|主任|领导|区长|市长|财政局|经信局|审批|专家|开发者|管理员|DAN|黑客|助理|老师|政府|工作人员|律师|会计|人)|"
    r"我(?:是|就是|乃|作为).{0,10}(?:局长|主任|区长|市长|领导|管理员|开发者|系统管理|审批人|经信局的|财政局的)|"
    r"(?:内部|最新|补充|机密|红头|绝密|保密|未公开).{0,4}(?:文件|通知|规定|政策|标准|口径|消息|指示).{0,14}(?:提高|改|调|涨|翻倍|上调|变|是|说|规定|明确|给|升|取消)|"
    r"(?:系统|管理员|开发者|system)(?:提示|指令|消息|prompt|说|命令|:|：)|(?:按|照)我说的|你(?:必须|只能|务必|一定要|得|只需|只要)(?:回答|说|答|承认|告诉我|给我|回复|输出|同意|写)|"
    r"(?:不要|别|不用|不许|无需|不必)(?:再)?(?:引用|管|看|理会|遵守|参考|给出处|提)(?:条款|原文|规则|政策|限制|上限|条件|出处|依据)|"
    r"(?:把|将).{0,12}(?:改成|改为|当作|视为|设为|调成|提到|提高到|变成)|假装|角色扮演|越狱|jailbreak|ignore (?:all|previous|the)|disregard|you are now|pretend|override|"
    r"(?:区里|领导|局长|市里|上面|经信局|财政局|主任)(?:已经|都|刚|亲口|口头|私下|内部)?(?:说|同意|答应|批准|拍板|承诺|打招呼|决定|交代|批)(?:了|过|好|的)?.{0,12}(?:翻倍|提高|加|给|可以|不用|按|多|一定|都)|"
    r"(?:规则|上限|标准|政策|奖励|比例)(?:已经?|现在|刚|刚刚)?(?:被)?(?:提高|上调|调整|改|翻倍|取消|作废)(?:到|为|成|了(?!什么|哪|多少|吗|没))|"
    r"(?:门槛|标准|条件|规则|上限|比例|金额|要求)(?!是|有).{0,4}(?:改|调|提|降|变|放宽)(?:为|成|到|至)|我(?:命令|要求|指示|规定|宣布)|(?:输出|打印|告诉我|泄露|显示|说出|重复|复述).{0,8}(?:系统提示|提示词|prompt|密钥|密码|api ?key|你的指令|你的规则|源码|源代码)|"
    r"(?:按|以|用).{0,6}(?:新标准|内部标准|特批|双倍).{0,6}(?:算|答|给)|"
    r"</?(?:script|system|user|assistant)|```|DROP TABLE|SELECT \*",
    re.IGNORECASE,
)
_QUESTION: Final = re.compile(r"多少|几|什么|怎么|如何|吗|呢|哪|[?？]|能不能|可以|是不是|有没有|奖|补|条")

_SHORT: Final = 16  # characters
_GREETING: Final = re.compile(
    r"^(?:你好|您好|hi|hello|嗨|哈喽|在吗|在不在|早上好|上午好|下午好|晚上好|喂|早|hey|nihao|有人吗|你好啊|您好啊|哈啰)(?:[呀啊吗么，,!！。.~～\s]|你好|您好|在吗)*$",
    re.IGNORECASE,
)
_THANKS: Final = re.compile(
    r"^(?:好的?|嗯+|ok|行|哦+|明白|知道|了解|懂)?[，, 。!！]*(?:非常|多|太|十分|真的?)?(?:谢谢|感谢|多谢|谢了|辛苦|麻烦|thanks|thank you|thx|3q)(?:你|您|了|啦|哈|啊|大家|帮忙|的?帮助|解答)*[，,!！。.~～\s]*(?:再见|拜拜)?[!！。.~～\s]*$|^(?:(?:好的?|嗯+|ok|行|哦+|明白|知道|了解|懂|收到|清楚|可以|好嘞|好滴|谢谢|多谢|感谢|没事|没问题)(?:你|您)?[吧哈啊呀了的，,!！。.~～\s]*)+$",
    re.IGNORECASE,
)
_FAREWELL: Final = re.compile(
    r"^(?:好的?[，, ]*)?(?:再见|拜拜|bye|88|下次再聊|回头见|先这样|不聊了)[啦了吧哈!！。.~～\s]*$", re.IGNORECASE
)
_WHO: Final = re.compile(
    r"^(?:你|您)(?:是|叫)(?:谁|什么|啥|哪位|机器人|真人|人工|AI|人工智能)|^(?:你|您)是.{0,6}(?:吗|么)[?？]?$|^(?:介绍|说说)一下(?:你自己|自己)|who are you|你的?名字",
    re.IGNORECASE,
)
_HELP: Final = re.compile(
    r"(?:你|您|明策)(?:都)?(?:能|会|可以)(?:帮我|帮忙|帮助我)?(?:做|干|回答|问|查|帮|提供|解答|办)(?:些|点)?(?:什么|啥|哪些|忙)|(?:你|您)有(?:什么|啥)(?:用|功能|本事)|(?:怎么用|如何使用|使用说明|帮助|功能介绍|help)(?:你|您|啊|呀|呢)*[?？]?$|可以问(?:你)?(?:些)?(?:什么|啥|哪些)|能问(?:你)?(?:些)?(?:什么|啥)",
    re.IGNORECASE,
)

_RECALL: Final = re.compile(
    r"(?:你|您|都)?(?:记|存|保存|记录|记住|记下|知道|掌握)(?:住|了|下|着|得)*(?:我|我们|咱们|哪些|什么|啥|多少)(?:们)?(?:的)?(?:哪些|什么|啥|信息|情况|资料|数据|事实|东西)|我(?:们)?(?:都)?(?:说|告诉|提供|讲|报)(?:过|了)(?:你)?(?:些|的)?(?:什么|哪些|啥|信息|情况)|(?:看看|列出|显示|查看|列一下)(?:你)?(?:已经)?(?:记|已知|已告知)(?:的|了)?(?:信息|情况|事实|我)?|你记了|已经记了"
)
_RESET: Final = re.compile(
    r"^(?:请|那|好|好的?[，,]?|我们?|咱们?)?(?:重新(?:算|来|开始|计算|测算|问)|从头(?:来|开始|算|再来)|清空|清除(?:所有|全部)?|全部(?:删掉|删除|清空|忘掉)|都(?:删了|删掉|忘掉|清掉)|重来|重置|忘掉(?:前面|之前|刚才)?(?:的|所有|全部)?|reset)(?:一?遍|一下|吧|所有|全部|记录|信息|对话|过|一次|的|前面|之前|刚才|说)*[。!！?？\s]*$",
    re.IGNORECASE,
)
_OTHER: Final = re.compile(
    r"^(?:好的?|那)?[，, ]*(?:(?:现在|再)?(?:换|问|说|算|帮.{0,3}(?:看|问|算))(?:下|一下|了|看|看看|成|到)?(?:一?家|另一?家|另外一?家|别家|个|另一?个|别的|其他|下一?家|一?个别的)(?:公司|企业|客户|单位|厂|家)?|(?:还有|另外)?(?:另|另外|还有)(?:一|有一|有)?家(?:公司|企业|客户)?|下一家|换(?:公司|企业|客户|人)|别家)(?:了|吧|的|来问|问|的情况)?"
)
_BACK: Final = re.compile(
    r"(?:回到|还是说|说回|再说|回头说)(?:我们|我司|第一家|前一家|原来那家|刚才那家|上一家|前面那家)|(?:第一家|前一家|原来那家|上一家)"
)
_FORGET: Final = re.compile(
    r"(?:把|将)(.{1,24}?)(?:的(?:信息|数据|情况|记录))?(?:删掉|删除|删了|去掉|去了|忘掉|忘了|清掉|清除|抹掉|撤销|取消掉|移除|不要了|删)|^(?:请)?(?:删掉|删除|去掉|忘掉|忘记|清掉|清除|撤销|移除)(.{1,24})"
)


def drop_injections(message: str) -> tuple[str, str]:
    """The message without the sentences that would change rules or roles; and what was dropped ("" for nothing).

    Where such a sentence also asks something of its own, only its part up to the next comma goes.
    """
    kept: list[str] = []
    dropped: list[str] = []
    for sentence in _SENTENCE.findall(message):
        if not _INJECTION.search(sentence):
            kept.append(sentence)
            continue
        for clause in _CLAUSE.findall(sentence):
            (dropped if _INJECTION.search(clause) else kept).append(clause)
    rest = "".join(kept).strip(" ，,：:。")
    if dropped and not _QUESTION.search(rest):
        return "", "".join(dropped)
    return rest, "".join(dropped)


def courtesy(text: str) -> Courtesy | None:
    """A message that is nothing but a courtesy, or asks who one talks to."""
    if re.match(r"谢谢|多谢|感谢|太感谢", text) and len(text) <= _SHORT and not _QUESTION.search(text):
        return "thanks"
    for name, pattern in (
        ("greeting", _GREETING),
        ("thanks", _THANKS),
        ("farewell", _FAREWELL),
        ("who", _WHO),
        ("help", _HELP),
    ):
        if pattern.search(text):
            return name  # type: ignore[return-value]
    return None


def command(text: str) -> tuple[Command, str] | None:
    """A command to the memory, with what it names (the fact to forget)."""
    if _RESET.search(text):
        return "reset", ""
    if _RECALL.search(text):
        return "recall", ""
    forget = _FORGET.search(text)
    if forget:
        return "forget", (forget[1] or forget[2]).strip("的吧。！! ")
    if _BACK.search(text) and len(text) <= 8:
        return "back", ""
    other = _OTHER.match(text)
    if other and not re.match(r"供应|的?芯片|的?控制器|工控|模块|平台", text[other.end() :]):
        return "other_company", text[other.end() :].lstrip("，,。：:；; ")
    return None


def back_to_us(text: str) -> bool:
    """「回到我们」, 「原来那家」: the first enterprise again."""
    return _BACK.search(text) is not None


def speaks_of_us(text: str) -> bool:
    """Begins with the speaker's own enterprise: 「那我们公司能进吗」."""
    return re.match(r"(?:那|那么|回到)?(?:我们|我司|我公司|咱们?)", text) is not None


def is_aside(text: str) -> bool:
    """Another enterprise beside ours (另一家…), not instead of it (换一家)."""
    return re.match(r"(?:好的?|那)?[，, ]*(?:换|现在|下一家|别家)", text) is None
