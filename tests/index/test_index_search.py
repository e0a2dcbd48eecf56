"""What a search finds on the real policy, and what it promises whatever is asked."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.embedding import NanoEmbedder
from index.hybrid import HybridIndex
from index.store import build, open_index
from index.units import Unit
from index.words import Segmenter, normalised


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("用了区内的自主芯片，研发投入能补多少", "4.5.16"),
        ("工位机和工业计算机补贴比例是15%吗", "4.5.15"),
        ("主导制定国际标准有奖励吗", "4.3.9"),
        ("公司上市给多少钱", "4.2.5"),
        ("我们想拿地，用地有什么支持", "4.2.6"),
        ("拿了国家科技进步奖二等奖奖多少", "4.3.7"),
        ("中期考核不合格怎么办", "3.2"),
        ("研发人员团队要多少人才能申请认定", "2.2"),
        ("这个文件什么时候开始施行", "5"),
        ("人才的孩子上学怎么安排", "4.4.13"),
    ],
)
def test_a_question_finds_its_clause_among_the_first_three(index: HybridIndex, question: str, clause: str) -> None:
    assert clause in [hit.unit.clause for hit in index.search(question, k=3)]


def test_an_exact_phrase_scores_above_zero_and_comes_first(index: HybridIndex) -> None:
    # llama-index's BM25Retriever gives every Chinese text 0.0 (llama_index 13866).
    first = index.search("优先认定为瞪羚企业、领军培育企业和领军企业")[0]
    assert (first.unit.clause, first.lexical_rank) == ("4.2.4", 1)
    assert first.lexical_score > 0 and first.score > 0


def test_a_two_character_term_that_jieba_cuts_otherwise_in_the_text_finds_its_clause(
    index: HybridIndex,
) -> None:
    (text,) = [unit.text for unit in index.units if "瞪羚" in unit.text]
    assert "瞪羚" not in Segmenter.from_terms().words(normalised(text))
    first = index.search("瞪羚")[0]
    assert (first.unit.text, first.lexical_rank) == (text, 1)
    assert first.lexical_score > 0


def test_lines_broken_by_a_pdf_and_full_width_figures_match(index: HybridIndex) -> None:
    plain = index.search("重大资产重组达到5亿元人民币")[0]
    broken = index.search("重大资产重\n组达到５亿元人 民币")[0]
    assert plain.unit.clause == broken.unit.clause == "4.2.5"
    assert plain.lexical_score == broken.lexical_score


@pytest.mark.parametrize("question", ["魑魅魍魉", "zzzz qqqq", "？？？", "自主芯片魑魅魍魉"])
def test_an_unknown_term_never_empties_the_result(index: HybridIndex, question: str) -> None:
    assert len(index.search(question, k=5)) == 5


def test_words_known_to_the_policy_still_lead_beside_an_unknown_term(index: HybridIndex) -> None:
    assert index.search("自主芯片魑魅魍魉补贴")[0].unit.clause == "4.5.16"


def test_a_pinned_clause_wins_outright_and_all_other_hits_stay(index: HybridIndex) -> None:
    question = "应用区内集成电路企业的自主芯片开展研发"
    usual = [hit.unit.clause for hit in index.search(question)]
    pinned = [hit.unit.clause for hit in index.search(question, pinned={"5", "3.4"})]
    assert set(pinned[:2]) == {"5", "3.4"}
    assert pinned[2:] == [clause for clause in usual if clause not in ("5", "3.4")][:8]


def test_a_pinned_clause_is_found_for_a_blank_question_and_a_blank_question_finds_nothing(
    index: HybridIndex,
) -> None:
    assert [hit.unit.clause for hit in index.search("", k=1, pinned=["hanggaoxin-2022-17/4.3.7"])] == ["4.3.7"]
    assert index.search(" \n") == []


def test_hits_carry_their_ranks_and_scores(index: HybridIndex) -> None:
    hits = index.search("房租补贴", k=len(index.units))
    assert {hit.dense_rank for hit in hits} == set(range(1, len(index.units) + 1))
    assert all((hit.lexical_rank is None) == (hit.lexical_score == 0) for hit in hits)
    assert all(-1.0001 <= hit.dense_score <= 1.0001 for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_k_must_be_positive(index: HybridIndex) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        index.search("房租", k=0)


@pytest.mark.parametrize("question", ["自主芯片研发补贴有多少", "我们能拿到房租补贴吗", "奖多少"])
def test_coverage_is_high_on_the_subject(index: HybridIndex, question: str) -> None:
    assert index.coverage(question) > 0.9


@pytest.mark.parametrize("question", ["今天杭州天气怎么样", "红烧肉怎么做好吃", "给我写一首诗", "？？", "200 15%"])
def test_coverage_is_low_off_the_subject(index: HybridIndex, question: str) -> None:
    assert index.coverage(question) < 0.6


def test_the_same_question_gives_the_same_hits_also_side_by_side(index: HybridIndex) -> None:
    questions = ["自主芯片补贴", "上市奖励", "房租", "国际标准"] * 4
    one_by_one = [index.search(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(index.search, questions)) == one_by_one


def test_the_order_in_which_units_are_given_does_not_matter(tmp_path: Path, few: list[Unit]) -> None:
    # Equal texts tie in every ranking: the unit id decides.
    twins = [*few, *(Unit(f"{unit.id}-twin", "q", unit.clause, unit.text, "measure") for unit in few)]
    found = []
    for name, given in (("one", twins), ("two", twins[::-1])):
        build(given, tmp_path / name, NanoEmbedder())
        found.append(open_index(tmp_path / name).search("自主芯片"))
    assert found[0] == found[1]
    assert [hit.unit.id for hit in found[0]][:2] == ["p/4.5.16", "p/4.5.16-twin"]
    (named,) = open_index(tmp_path / "one").search("自主芯片", k=1, policies={"q"})
    assert named.unit.id == "p/4.5.16-twin"
    (of_q,) = open_index(tmp_path / "one").search("自主芯片", k=1, pinned={"q/4.2.3"})
    assert of_q.unit.id == "p/4.2.3-twin"
