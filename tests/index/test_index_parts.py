"""The parts on their own: words, dense search, fusion, embedders, the llama-index adapter."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseIndex
from index.embedding import DEFAULT_MODEL, NanoEmbedder, open_builder, open_embedder, unit_length
from index.fusion import PINNED_BONUS, Ranking, fuse
from index.hybrid import HybridIndex
from index.lexical import LexicalIndex
from index.units import Unit
from index.words import Segmenter, bigrams, normalised


def test_a_saved_dictionary_cuts_as_the_whole_one(tmp_path: Path, units: list[Unit], terms: tuple[str, ...]) -> None:
    whole = Segmenter.from_terms(terms)
    whole.save(tmp_path)
    paged = Segmenter.load(tmp_path)
    for unit in units:
        assert paged.words(normalised(unit.text)) == whole.words(normalised(unit.text))


def test_terms_are_kept_whole_and_their_order_does_not_matter() -> None:
    text = "专精特新企业和高新技术企业"
    assert "专精特新" not in Segmenter.from_terms().words(text)
    one = Segmenter.from_terms(["专精特新", "高新技术企业", " "]).words(text)
    assert one == Segmenter.from_terms(["高新技术企业", "专精特新"]).words(text)
    assert one == ["专精特新", "企业", "和", "高新技术企业"]


def test_figures_survive_normalisation() -> None:
    words = Segmenter.from_terms().words(normalised("补贴比例是１５％吗，1,000万元"))
    assert "15%" in words and "1000" in words
    assert bigrams(normalised("工业 APP 数\n据")) == ["工业", "数据"]


def test_texts_without_a_word_cannot_be_indexed() -> None:
    with pytest.raises(ValueError, match="no text"):
        LexicalIndex.from_texts(["。。", "……"], Segmenter.from_terms())


def test_a_graph_finds_what_an_exact_scan_finds_and_is_built_the_same_twice(tmp_path: Path) -> None:
    vectors = unit_length(np.random.default_rng(7).normal(size=(600, 32)))
    exact, graph = DenseIndex.from_vectors(vectors), DenseIndex.from_vectors(vectors, hnsw_above=500)
    agreeing = [np.array_equal(exact.nearest(v, 10)[0], graph.nearest(v, 10)[0]) for v in vectors[:50]]
    assert np.mean(agreeing) > 0.9
    files = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        DenseIndex.from_vectors(vectors, hnsw_above=500).save(tmp_path / name)
        files.append(next((tmp_path / name).iterdir()).read_bytes())
    assert files[0] == files[1]
    assert graph.cosine(vectors[3], 3) == pytest.approx(1)


def test_votes_are_reciprocal_ranks_scaled_by_the_score() -> None:
    votes = Ranking([4, 2, 9], [10.0, 5.0, 0.0], floor=0.0, weight=2.0).votes()
    assert votes == pytest.approx({4: 2 / 61, 2: 1 / 62, 9: 0})
    assert Ranking([4, 2], [3.0, 3.0], floor=3.0).votes() == pytest.approx({4: 1 / 61, 2: 1 / 62})
    assert Ranking([], [], floor=0.0).votes() == {}


def test_fusion_orders_by_votes_then_position_and_pins_outright() -> None:
    rankings = [Ranking([1, 2], [1.0, 1.0], floor=0.0), Ranking([2, 1], [1.0, 1.0], floor=0.0)]
    assert [position for position, _ in fuse(rankings)] == [1, 2]
    assert [position for position, _ in fuse(rankings, pinned=[7, 2])] == [2, 7, 1]
    assert [position for position, _ in fuse(rankings, of_named_policy=[2])] == [2, 1]
    assert fuse([], pinned=[3]) == [(3, PINNED_BONUS)]


def test_the_default_model_gives_equal_vectors_through_sentence_transformers() -> None:
    direct, through = open_embedder(), open_builder()
    texts = ["自主芯片补贴多少？", "补", "按应用企业该项目研发投入实际支出额的20%给予补贴。" * 26, "APP 15%"]
    assert isinstance(direct, NanoEmbedder) and not isinstance(through, NanoEmbedder)
    assert (direct.name, direct.dimension) == (through.name, through.dimension)
    assert np.array_equal(direct.embed_queries(texts), through.embed_queries(texts))
    assert np.array_equal(direct.embed_passages(texts), through.embed_passages(texts))
    assert not np.array_equal(direct.embed_queries(texts), direct.embed_passages(texts))
    assert through.embed_passages([]).shape == direct.embed_passages([]).shape == (0, 384)


def test_the_default_model_may_be_named() -> None:
    assert open_embedder(DEFAULT_MODEL).name == open_embedder(None).name == open_embedder("").name
    vectors = open_embedder().embed_queries(["房租", "上市"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (2, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1)


def test_a_unit_of_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="kind"):
        Unit("p/1", "p", "1", "文", "paragraph")  # type: ignore[arg-type]


def test_the_retriever_gives_nodes_with_clause_ids(index: HybridIndex) -> None:
    from index.llamaindex import ClauseRetriever

    retriever = ClauseRetriever(index, k=3, pin=lambda question: ["4.3.7"] if "第7条" in question else [])
    nodes = retriever.retrieve("第7条和自主芯片")
    assert nodes[0].node.metadata["clause"] == "4.3.7"
    hits = index.search("自主芯片", 3)
    assert [(n.node.node_id, n.score) for n in retriever.retrieve("自主芯片")] == [(h.unit.id, h.score) for h in hits]
    assert [n.node.node_id for n in asyncio.run(retriever.aretrieve("自主芯片"))] == [h.unit.id for h in hits]
