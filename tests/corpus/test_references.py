"""Which clause a text names, and what only looks like a clause number."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, read_document
from corpus.references import Reference, find_references

ROOT = Path(__file__).parents[2]
POLICY = read_document((ROOT / "corpus/policies/hanggaoxin-2022-17/source.txt").read_text(encoding="utf-8"))
ARTICLES = read_document(
    "某市《工业办法》\n第一章 总则\n第一条 甲。\n第二条 乙：\n（一）丙；\n（二）丁：\n1.戊。\n2.己。\n"
    "第二章 附则\n第三条 庚。\n第四条 辛。\n附件1\n目录\n1.机床。\n"
)
PARTS = read_document("措施\n一、甲\n（一）乙。\n（二）丙。\n二、丁\n（三）戊。\n（四）己。\n三、附则\n（五）庚。\n")


def one(text: str, document: Document = POLICY) -> tuple[str, str | None, tuple[str, ...]]:
    (reference,) = find_references(text, document)
    return text[reference.start : reference.end], reference.clause, reference.also


@pytest.mark.parametrize(
    ("text", "clause", "also"),
    [
        ("第七条", "4.3.7", ()),
        ("第7条", "4.3.7", ()),
        ("第 7 条", "4.3.7", ()),
        ("第７条", "4.3.7", ()),
        ("第七项", "4.3.7", ()),
        ("第7点", "4.3.7", ()),
        ("第十六条", "4.5.16", ()),
        ("第七条第二款", "4.3.7", ()),
        ("第五条", "4.2.5", ("5",)),
        ("第一条", "4.1.1", ("1",)),
        ("四（三）7", "4.3.7", ()),
        ("四(三)7", "4.3.7", ()),
        ("四、（三）、7", "4.3.7", ()),
        ("四（三）第7条", "4.3.7", ()),
        ("四（三）", "4.3", ()),
        ("三（二）", "3.2", ()),
        ("三(二)", "3.2", ()),
        ("二（二）", "2.2", ()),
        ("4.3.7", "4.3.7", ()),
        ("4.3", "4.3", ()),
        ("第三部分", "3", ()),
        ("第二章", "2", ()),
        ("第四部分第三点", "4.3", ("4.2.3",)),
        ("第四部分第七条", "4.3.7", ()),
        ("五、附则", "5", ()),
        ("附则", "5", ()),
        ("序言", "preamble", ()),
        ("引言", "preamble", ()),
    ],
)
@pytest.mark.parametrize("frame", ["{}", "{}是什么？", "请问{}说了什么", "按{}能拿500万元吗"])
def test_a_clause_is_named(text: str, clause: str, also: tuple[str, ...], frame: str) -> None:
    assert one(frame.format(text)) == (text, clause, also)


@pytest.mark.parametrize("text", ["第二十条", "第九十九条", "第99条", "四（九）", "四（三）3", "4.9.1", "附件1"])
def test_a_clause_that_is_not_there(text: str) -> None:
    assert one(f"{text}怎么说") == (text, None, ())


@pytest.mark.parametrize(
    "text",
    [
        *("第几条", "哪一条", "一条", "12条", "三个月", "前三位", "10家", "一、二等奖", "二、我们", "附件"),
        *(
            "第一等奖",
            "第二起草单位",
            "第三笔",
            "第一项目",
            "第二项专利",
            "第二条生产线",
            "第一条件",
            "第三章程",
        ),
        *(
            "第三届",
            "第三点五",
            "2022〔17〕",
            "2023.1.9",
            "15%",
            "3.1%",
            "1.5亿",
            "4.5万",
            "3.2亿元",
            "4.3万元",
        ),
        *("4.3个百分点", "增长3.1", "￥4.3", "4.9", "《公司法》第七条", "《公司法》（2018年修正）第七条"),
    ],
)
def test_what_only_looks_like_one(text: str) -> None:
    assert find_references(f"我们{text}，能奖多少", POLICY) == []


def test_several_in_one_text() -> None:
    text = "第七条和四（五）16一起，500万元能不能叠加？见4.1"
    found = find_references(text, POLICY)
    assert [(text[r.start : r.end], r.clause) for r in found] == [
        ("第七条", "4.3.7"),
        ("四（五）16", "4.5.16"),
        ("4.1", "4.1"),
    ]
    assert found[0] == Reference(0, 3, "4.3.7", ())


def test_a_sum_behind_a_clause_is_no_part_of_it() -> None:
    assert one("第七条500万元") == ("第七条", "4.3.7", ())
    assert one("四（三）7万元") == ("四（三）", "4.3", ())


def test_articles() -> None:
    assert one("第二条", ARTICLES) == ("第二条", "2", ())
    assert one("第二条第（二）项第1目", ARTICLES)[1] == "2.2.1"
    assert one("第二条（二）", ARTICLES) == ("第二条（二）", "2.2", ())
    assert one("《工业办法》第三条", ARTICLES) == ("第三条", "3", ())
    assert one("第二章", ARTICLES) == ("第二章", "3", ("4",))
    assert one("附则", ARTICLES)[1] == "3"
    assert one("附件1", ARTICLES) == ("附件1", "annex1.0", ())
    assert one("附件1第1项", ARTICLES)[1] == "annex1.1"
    assert one("第五条", ARTICLES) == ("第五条", None, ())


def test_parts_that_run_through_are_the_items() -> None:
    assert one("第四条", PARTS) == ("第四条", "2.4", ())
    assert one("第三条", PARTS) == ("第三条", "2.3", ("3",))


@given(st.text("第七五条项点款部分章（）()三四7.43、附则%万亿 \n《》", max_size=30))
def test_references_lie_in_order_in_the_text_and_name_real_clauses(text: str) -> None:
    end = 0
    for reference in find_references(text, POLICY):
        assert end <= reference.start < reference.end <= len(text)
        for clause in filter(None, (reference.clause, *reference.also)):
            assert POLICY.clause(clause).id == clause
        end = reference.end
