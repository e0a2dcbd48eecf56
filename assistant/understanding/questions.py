"""Words of questions, which no policy brings: classes that `about` patterns name with @, and what is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# classes for `about` patterns
CLASSES: Final[dict[str, tuple[str, ...]]] = {
    "when": (
        "什么时候",
        "啥时候",
        "什么时间",
        "何时",
        "哪天",
        "哪一天",
        "哪年",
        "哪一年",
        "几号",
        "几月",
        "哪个月",
        "时间",
        "日期",
        "多会儿",
        "什么日子",
    ),
    "who": ("谁", "哪个部门", "哪个单位", "什么部门", "哪个局", "哪家", "哪个机构", "什么机构"),
    "howlong": ("多久", "多长时间", "几年", "多少年", "多长", "期限", "最长", "几个月"),
    "howmany": ("多少", "几", "最低", "最少", "至少"),
    "what": (
        "是什么",
        "什么是",
        "是指",
        "指什么",
        "指的",
        "啥是",
        "是啥",
        "哪些",
        "什么意思",
        "定义",
        "包括",
        "包含",
        "含义",
        "怎么理解",
        "怎么定义",
        "有什么",
        "有啥",
        "什么样",
        "什么叫",
        "咋理解",
        "哪几",
    ),
    "past": (
        "以前",
        "之前",
        "去年",
        "前年",
        "前两年",
        "前几年",
        "年前",
        "早年",
        "往年",
        "曾经",
        "施行前",
        *(f"{y}年" for y in range(2000, 2023)),
    ),
    "how": ("怎么", "如何", "怎样", "流程", "程序", "步骤", "手续", "咋", "几步", "哪几步"),
}


@dataclass(frozen=True)
class Asked:
    """What a message asks for; several may hold at once."""

    amount: bool
    most: bool
    rate: bool
    where: bool
    compare: bool
    eligible: bool
    overview: bool
    altogether: bool
    wording: bool
    premise: bool
    when: bool
    years: bool
    each: bool
    threshold: bool
    how: bool

    @property
    def says_only_premise(self) -> bool:
        """Nothing is asked beyond a particle (吗, 呢)."""
        return not (
            self.amount
            or self.most
            or self.rate
            or self.where
            or self.compare
            or self.eligible
            or self.overview
            or self.altogether
            or self.wording
            or self.when
        )

    @property
    def nothing(self) -> bool:
        """Nothing is asked, not even by a particle: facts told, or a bare topic."""
        return self.says_only_premise and not self.premise


_AMOUNT: Final = re.compile(
    # how much, by the thing
    r"多少钱|多少资金|多少奖|多少补|多少资助|多少扶持|多少万|几万|几百万|多少元|几块|"
    # how much, by what is done with it (「能拿多少」), not how many years or firms
    r"[奖补给拿领得到贴助获批发返退付算赔差](?:励|贴|助|金|资|取|付)?(?:款|费|金|钱)?(?:到|了|我们?|企业|公司|给|能|是|有|会|可以|可)?(?:大概|大约|一共|总共|合计)?"
    r"(?:多少|几多|几个钱|几钱|多钱|好多|几(?:十|百|千)?万|几块)(?!年|次|批|家|人|条|笔|天|月|个月|个点|成|点|个百分点)|"
    # the sum by name
    r"多少(?:的)?(?:奖|补|资助|支持|金额|补助|贴)|奖金|金额是|钱数|数额|给钱|有钱|有奖|发钱|能拿到?钱|"
    # the reckoning
    r"算一下|算算|(?:帮|给我|替我).{0,3}算(?!数|不)|测算|算出来|补助多少|奖励呢|补贴呢|(?:奖励|补贴|资助|补助)(?:标准)?(?:是|有|为)?多少|奖多少|补多少|给多少|拿多少|多少$|值多少|"
    # other alphabets
    r"how much|hao duo"
)
_MOST: Final = re.compile(r"最高|最多|上限|封顶|顶格|至多|撑死|顶多|天花板|最大|封了顶|满打满算|顶天")
_RATE: Final = re.compile(
    # the rate by name
    r"比例|百分之几|百分之多少|百分比|几个点|多少个点|几成|多少点|费率|补几个|百分几|"
    # how it is reckoned
    r"怎么算|怎么计算|如何计算|计算方法|浮多少|浮几|"
    # how it is supported
    r"怎么补|如何补|怎么奖|咋支持|怎么支持|如何支持|怎么扶持|怎么给|咋给|咋算|咋补|"
    # of what
    r"按什么算|按什么补|怎么核算|以什么为基数|基数|按多少(?!答|报|回|说)"
)
_WHERE: Final = re.compile(
    r"第几条|(?:是|在)哪一?[项处]来着|是哪一?项$|哪[些几](?:个?地方|处|条款)|哪一?条(?!路|道|[^，,。？?]{0,6}(?:高|多|低|(?<!多)少|划算|合算)(?:些|点|一点)?(?:$|[，,。？?啊呢]))|哪一?款|第几款|第几项|哪一?项规定|依据|出处|写在哪(?![些个几方])|在哪写|哪里写|(?<![差别同])在哪里|哪儿写|(?<![差别同])在哪(?![些个几方])|哪一?部分|第几部分|哪写的|哪一?点|原文在|条款号|哪章|哪一章|哪一?节|条文号"
)
_COMPARE: Final = re.compile(
    # the difference
    r"相差|差多少|差几|差额|差距|差别|区别|差在哪|差不差|[顶抵]不[顶抵]|(?:顶|抵|比)得上|(?:补贴|奖励|钱)(?:会|能|要)?(?:涨|多|增加|提高|少|降)(?:了|出)?(?:多少|几)|差的话|减去|减掉|"
    # which of them
    r"哪[个条][多高大好划]|哪一?[个项种边笔类样条路].{0,6}(?<![顶最至多])(?:多|高|大|划算|合算|少|低)(?!少)|比较|对比|"
    # what differs
    r"(?:什么|啥|何|哪里|哪些)不同|不同在|不同点|"
    # more or less than another (「最多多少」 is no comparison)
    r"[比较跟和与].{1,14}(?:(?<!最)多多少|(?<!最)高多少|少多少|低多少|多给|多拿|多奖|高出|[多高](?:出)?几)|"
    r"(?<!最)多多少|(?<!最)高多少|少多少|高出|多出(?!来)|孰[高多]|谁[多高]|vs|VS|几倍|多少倍|翻几|"
    # what one way brings more than the other (「能多拿多少」)
    r"(?<![最顶至])[多少](?:拿|领|得|补|奖|给)(?:到|了|出)?(?:多少|几)|"
    # the same
    r"一样多|一样[吗么嘛]|一样不一样|是不是一样|一样长|(?:乘|按|算|补|看)的(?:是|都是|是不是)?同一[个种]|哪一?[个边头项]更?[长短早晚久]|一码事|一回事|还是.{1,12}(?:多|高|划算)"
)
_ELIGIBLE: Final = re.compile(
    # bare forms
    r"能不能|可不可以|可以吗|能吗|行吗|行不行|成吗|(?:行|够|成|可以)了[吗吧?？]|过线|过关|够线|符合|够不够|够格|够了?[吗么]|够没|够条件|资格|达标|有戏|有没有戏|合格吗|满足|符不符合|有没有资格|"
    # 能 and 可以 with what is done
    r"能(?:够)?(?:进|拿|申请|申报|享受|领|得到|获得|报|评|认定|入选|上|列入|纳入|直接|走|补|给|有|提|优先)(?!.{0,6}(?:多少|几[万个])).{0,16}(?:[吗嘛不?？]|(?<![什怎多这那])么)|"
    r"可以(?:进|拿|申请|申报|享受|领|得到|获得|报|评|认定|入选|列入|纳入|直接|补|给).{0,14}(?:[吗嘛不?？]|(?<![什怎多这那])么)|"
    # 吗 at the end
    r"(?:给|有|算|补|奖|拿得到|进得去|享受得到|够得上|能进|能拿|能申请|能享受|能报|能评|能上|能补|有奖|给钱|批)(?:钱|奖|补|不)?(?:[吗嘛]|(?<![什怎多这那])么)(?=$|[?？。！])|"
    # 能…吗 across the sentence; yes or no by repetition
    r"(?:能|可以|可|够)[^，。？]{0,18}(?:[吗嘛]|(?<![什怎多这那])么)(?=$|[?？。！])|"
    r"(?:有没有|有无)(?:奖|补|钱|机会|可能)|沾得?上边|沾得?上光|沾不沾边|给不给|补不补|奖不奖|算不算|有(?:我们?|咱们?|我司|我家)的份|行不|能行|能否|可否|是否(?:可以|能|符合|满足|够|有资格|达)|拿得到|进得了|进得去|报得了|"
    r"[过够达](?:不[过够达])?得[了去到上]|[达够过]没[达够过]|达不达|齐不齐|合不合|can we|qualify"
)
_OVERVIEW: Final = re.compile(
    # 「能享受哪些」, not 「能申请什么材料」
    r"(?:能|可以|可|应该)(?:享受|申请|拿|领|得到|获得|申报|享有|报|有|弄|搞)(?:到|的|得)?(?:些)?(?:哪些|什么|啥|哪几|几种|几项)"
    r"(?!时候|材料|条件|部门|资料|流程|意思|要求|单位|好处费)(?:样的|的|种|类)?(?:补贴|奖励|政策|支持|扶持|好处|资助|钱|资金|补助|优惠|项目|东西|权益)?|"
    # 「哪些补贴」, 「算什么」
    r"(?:哪些|什么|啥|哪几)(?:方面的?|样的|种|类)?(?:补贴|奖励|支持|扶持|好处|资助|补助|优惠|权益)|(?:认定|评|算|属于)(?:为|上|成|定)?(?:什么|啥|哪)|"
    # how much of anything
    r"能(?:弄|搞|拿|领|要)(?:到)?(?:多少|点)(?:什么|啥)?(?:补贴|钱|奖励|扶持)|测一?下|匹配|适合我们|对我们有"
)
_ALTOGETHER: Final = re.compile(
    r"一共|总共|前后(?=最多|最高|能|可以|共|加)|(?<![一总公])共(?:能|可以?|会|该)?(?:拿|领|补|奖|给|得|有|是)?(?:到)?多少|合计|加起来|总计|总数(?!量)|总奖励|总补贴|共计|累计能|全部加|总和|[加合拢凑并]在?一起|加一块|合一块|合起来|总额|统共|拢共|[全都]部?(?:加|算)(?:上|进|起来|在一起|一起)|加总|汇总|(?:统统|通通)(?=加|算|多少|一共|能)|[两三四几][样项个笔]一起|一起(?=最多|能|算|是?多少)|两项.{0,4}共|(?:加上|加进去|算进去|算上|并进去)(?:吧|呢|啊)?$|再(?:算上|加上)|全部.{0,6}多少"
)
_WORDING: Final = re.compile(
    r"怎么说|说什么|说的?(?:是)?啥|说了什么|讲什么|讲的?啥|讲了什么|原文|原话|念一?[下遍]|读一?[下遍]|写的?什么|写的?啥|怎么写|怎么规定|规定了?什么|规定是|内容|什么内容|具体规定|是什么$|是啥$|全文|条文|怎么讲"
)
_PREMISE: Final = re.compile(
    r"是不是|对吗|是吗|对不对|确认下|确认一下|我记得|没记错|听说|据说|是真的|真的吗|真的假的|真假|^[^，,。]{0,10}[万亿元%][?？]$|没错吧|对吧|是吧|对么|确定吗|属实|答应过|承诺过|说话.{0,2}算[话数]|你.{0,8}(?:说过|讲过)|(?:同行|朋友|隔壁.{0,4}|别人|人家|网上|中介|同事)(?:都|也|跟我)?[说讲](?!明|法|不)|[吗吧么嘛](?=$|[?？。！])|难道|不是说|都说"
)
_WHEN: Final = re.compile("|".join(CLASSES["when"][:11]))
_YEARS: Final = re.compile(
    # 「三年一共」
    r"(?:[一二两三四五六\d]+)年(?:里|内|下来|加起来|一共|总共|合计|最多|最高|能|总|连续|累计|共|期)|"
    # in succession, every year
    r"连续(?:[一二两三四五六\d]+)年|每年都|"
    # the first years, all of them, or a bare number of years
    r"(?:头|前|共|满|做|干|用|拿)(?:了)?(?:[一二两三四五六\d]+)年|整个培育期|全程|培育期(?:内|里)?|(?:[二两三四五六\d]+)年"
)

_THRESHOLD: Final = re.compile(
    r"(?:多少|几)(?!奖|补).{0,6}(?:才|就能|就可以|才够)|(?:要|得|到|达到|做到|满)(?:有|了)?(?:多少|几)(?:钱|万|亿|人)?(?:才|能|可以|是|算|够|$)|多大体量|起步|门槛"
)
_HOW_LONG: Final = re.compile(r"几年|多少年|多久|几批|几家|多少家|几个月|多长")
_EACH: Final = re.compile(
    r"分别|各(?:是|自|多少|给|奖|补|有|能|为|拿|领|得|啥|什么|按)|两[个项者种]|都(?:有|能|是)?多少"
)


def read_asked(text: str) -> Asked:
    """What is asked for in a normalised message without inner spaces."""

    def has(pattern: re.Pattern[str]) -> bool:
        return pattern.search(text) is not None

    return Asked(
        amount=has(_AMOUNT),
        most=has(_MOST) and not _HOW_LONG.search(text),
        rate=has(_RATE),
        where=has(_WHERE),
        compare=has(_COMPARE),
        eligible=has(_ELIGIBLE),
        overview=has(_OVERVIEW),
        altogether=has(_ALTOGETHER),
        wording=has(_WORDING),
        premise=has(_PREMISE),
        when=has(_WHEN),
        years=has(_YEARS),
        each=has(_EACH),
        threshold=has(_THRESHOLD),
        how=any(word in text for word in CLASSES["how"]),
    )
