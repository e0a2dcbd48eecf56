"""What an utterance tells: slips that it takes back itself, denials said afterwards, forms, sums beside another's, bare
answers to what was named."""

from __future__ import annotations

import pytest

from assistant.conversation import Conversation
from assistant.understanding.merging import merge
from assistant.understanding.normalise import normalise
from assistant.understanding.understand import Reader
from corpus.library import Policy, load_library
from tests.conftest import TODAY, Talk

POLICY: Policy = load_library()[0]
READER = Reader(POLICY)

# An utterance | the facts noted, all of them: +flag, -flag, fact=万元 or pieces, fact>=lower end, rank=position.
TABLE = """
# a slip gives way to what is said next; what is not said again goes on holding
拿了一个省科技进步一等奖，不对，是二等奖 | provincial_progress_award_2=1
我们有两个市级研发中心，说错了，是省级的 | provincial_rd_center=2
品字标浙江制造标准，主导，不对，我们是参与，一项 | zhejiang_made_joined=1
拿的是省科技进步二等奖，哦不，三等奖 | provincial_progress_award_3=1
国标排第三，不对，排第二 | national_standard_top3=1
年研发投入680万——说错了，那是前年的，去年780万 | rd_spend_annual=780
验收评的优秀，不对不对，是合格 | final_result=1
省级研发中心有一个，市级也有两个 | provincial_rd_center=1 municipal_rd_center=2
# none of it
省级企业研究院、市级研发中心，我们都没有 | provincial_enterprise_institute=0 municipal_rd_center=0
国家技术发明奖、国家科技进步奖的一等奖，我们一个也没有 | national_invention_award_1=0
数字化制造团队、平台团队，一个都没有 | -has_team
融资嘛，至今一分钱都没有 | vc_investment=0
创投还一分没拿 | vc_investment=0
我们申请过延长考核期，专家没同意 | -assessment_extended
评优的事还没消息 |
研发预算还没定 | -has_rd_budget
# a form
高企：是；研发人员：45人；近三年违法：无；省级研发中心：2 | +high_tech_enterprise rd_staff=45 -recent_violation provincial_rd_center=2
高企√，违法× | +high_tech_enterprise -recent_violation
是否高企：否 | -high_tech_enterprise
# whose it is
客户营收50亿，我们自己就8000万 | revenue=8000
集团有八百人，我们这家公司自己只有65人 | staff=65
参股的一家宁波公司营收才300万 |
兄弟公司是高企，我们也是 | +high_tech_enterprise
供应商是区内芯片企业 |
入选5050的是我们子公司 |
厂房在萧山，注册在滨江 | +in_district
重组了一家上市公司，交易额9.8亿 | restructuring=98000
咨询企业为区内智造供给企业，从业人员260人 | +in_district +is_supplier staff=260
数字工厂在安徽，合同700万 | contract_sum=700
# numbers
新获得国家技术发明奖二等奖叁项 | national_invention_award_2=3
500万的研发门槛我们够，一年八百六十万 | rd_spend_annual=860
研发一年至少投600万 | rd_spend_annual>=600
200号人里头研发占了六成五 | staff=200 rd_staff=130
研发28人，每年投入个七百万 | rd_staff=28 rd_spend_annual=700
税一个季度交三百万 | tax_paid=1200
名单没进去，差一名 | -cultivation_listed
研发三年加起来两千万 |
人均产值80万 |
从业人数 200 研发 45 高企 无处罚 | staff=200 rd_staff=45 +high_tech_enterprise -recent_violation
国标、行标各参与一项，国标第三，行标第二 | national_standard_top3=1 industry_standard_top2=1
# growth
全年营业收入8600万，同比增三成 | revenue=8600 +revenue_growing
营收连续三年增长，税收也是 | +revenue_growing +tax_growing
营收下滑了，税收也是 | -revenue_growing -tax_growing
# what is asked, or was long ago
中期考核优秀跟合格，奖金是不是一样 |
专家委评的优秀项目上浮5%，是变成20%还是15.75%？ |
上市公司能不能享受 |
高企以外的条件我们都符合吗 |
被环保局罚过，不过是五年前的事了 |
责任书下周签 |
"""
ROWS = [line for line in TABLE.strip().splitlines() if not line.startswith("#")]


def noted_in(text: str) -> dict[str, str]:
    """The facts that a message alone leaves noted, written as in the table."""
    conversation = Conversation(turn=1)
    merge(READER.read(normalise(text), conversation, TODAY), conversation, POLICY)
    return dict(_written(fact_id, told.value.lower, told.value.upper) for fact_id, told in conversation.told().items())


def _written(fact_id: str, lower: int, upper: int | None) -> tuple[str, str]:
    fact = POLICY.facts[fact_id]
    if fact.type == "flag":
        return fact_id, "+" if lower else "-"
    return fact_id, f"{'=' if upper == lower else '>='}{lower // (1_000_000 if fact.type == 'money' else 1)}"


def expected_of(told: str) -> dict[str, str]:
    """The right side of a line."""
    out = {}
    for word in told.split():
        if word[0] in "+-":
            out[word[1:]] = word[0]
        else:
            name, sign, number = word.partition(">=" if ">=" in word else "=")
            out[name] = sign + number
    return out


@pytest.mark.parametrize("row", ROWS)
def test_what_an_utterance_tells(row: str) -> None:
    text, _, told = row.partition("|")
    assert noted_in(text.strip()) == expected_of(told)


@pytest.mark.parametrize(
    ("before", "said", "fact", "value"),
    [
        ("年营业收入多少", "2.8亿", "revenue", "2.8亿元"),
        ("研发人员有多少人", "28个，噢不对，算上上个月进来的两个，30个", "rd_staff", "30人"),
        ("一年交多少税", "八百万", "tax_paid", "800万元"),
        ("5050计划入选了没", "入选了，前年的事", "talent_plan_5050", True),
        ("5050计划能拿多少钱", "没选上", "talent_plan_5050", False),
    ],
)
def test_a_bare_answer_is_of_the_one_thing_named(
    talk: Talk, before: str, said: str, fact: str, value: str | bool
) -> None:
    assert talk(before, said)["facts"][fact]["value"] == value


@pytest.mark.parametrize("asked", ["研发要投多少才够", "芯片采购能补多少"])
def test_what_is_asked_of_a_support_names_nothing_to_be_told(talk: Talk, asked: str) -> None:
    assert not talk(asked)["facts"]
