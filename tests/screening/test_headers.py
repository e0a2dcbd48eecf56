"""Headers: which column is which fact, in which unit; anything unclear is refused before a row is computed."""

from __future__ import annotations

import pytest

from assistant.errors import BadInput
from assistant.screening.headers import read_headers
from corpus.library import Policy


@pytest.mark.parametrize(
    ("header", "fact", "fen"),
    [
        ("contract_sum", "contract_sum", None),
        ("合同金额", "contract_sum", None),
        (" 合同金额（万元） ", "contract_sum", 1_000_000),
        ("合同金额(万元)", "contract_sum", 1_000_000),
        ("合同金额（单位：亿元）", "contract_sum", 10_000_000_000),
        ("contract_sum(元)", "contract_sum", 100),
        ("研发人员（人）", "rd_staff", None),
        ("国家重点实验室（工程技术研究中心）", "national_key_lab", None),
        ("国家重点实验室(工程技术研究中心)", "national_key_lab", None),
        ("国家高新技术企业（有效期内）", "high_tech_enterprise", None),
    ],
)
def test_a_header_names_a_fact_and_its_unit(policy: Policy, header: str, fact: str, fen: int | None) -> None:
    (column,) = read_headers(policy, [header]).facts
    assert (column.fact_id, column.fen, column.header) == (fact, fen, header.strip())


def test_every_label_and_id_is_a_header(policy: Policy) -> None:
    for name, fact_id in policy.fact_by_label.items():
        assert read_headers(policy, [name]).facts[0].fact_id == fact_id


def test_columns_that_say_who_it_is_are_carried_through(policy: Policy) -> None:
    names = ["企业名称", "名称", "统一社会信用代码", "编号", "序号", "name", "ID", "备注", "备注：联系人"]
    headers = read_headers(policy, [*names, "合同金额"])
    assert [name for _, name in headers.identity] == names


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        (["企业名称", "合同金客"], ["合同金客", "合同金额", "备注"]),
        (["企业名称", "合同金客（万元）"], ["合同金额"]),
        (["合同金额", "联系电话"], ["联系电话", "备注"]),
        (["合同金额", "contract_sum(元)"], ["合同金额", "contract_sum(元)", "同一项"]),
        (["合同金额", "研发人员", "合同金额"], ["表头重复", "合同金额"]),
        (["企业名称", "企业名称", "合同金额"], ["表头重复", "企业名称"]),
        (["企业名称", "备注"], ["没有一列是政策的事实", "--template"]),
        (["合同金额（美元）"], ["美元", "元、万元或亿元"]),
        (["研发人员（万元）"], ["单位应为人"]),
        (["project_excellent(元)"], ["不带单位"]),
        (["合同金额", "", "研发人员"], ["第2列没有表头"]),
        (["", ""], ["没有表头"]),
        ([], ["没有表头"]),
        ([*(f"没有的列{i}" for i in range(9)), "合同金额"], ["另有4列"]),
    ],
)
def test_a_header_that_is_unclear_is_refused(policy: Policy, headers: list[str], says: list[str]) -> None:
    with pytest.raises(BadInput) as error:
        read_headers(policy, headers)
    for words in says:
        assert words in str(error.value)
