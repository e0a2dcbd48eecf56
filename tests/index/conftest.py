"""An index of the first policy, built once for all tests, by the parts that run in production."""

from pathlib import Path

import pytest

from corpus.document import read_document
from index.embedding import NanoEmbedder
from index.hybrid import HybridIndex
from index.store import build, open_index
from index.units import Unit

ROOT = Path(__file__).parents[2]
POLICY = "hanggaoxin-2022-17"
TERMS = (
    "智造供给企业",
    "高新技术企业",
    "瞪羚企业",
    "领军企业",
    "房租补贴",
    "自主芯片",
    "产业大脑",
    "鲲鹏行动",
)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout, for tests that start another process in it."""
    return ROOT


@pytest.fixture(scope="session")
def units() -> list[Unit]:
    """The clauses of the policy."""
    source = (ROOT / "corpus" / "policies" / POLICY / "source.txt").read_text(encoding="utf-8")
    return [
        Unit(
            f"{POLICY}/{clause.id}",
            POLICY,
            clause.id,
            " ".join((*clause.heading_path, clause.text)),
            "clause",
        )
        for clause in read_document(source).clauses
    ]


@pytest.fixture(scope="session")
def terms() -> tuple[str, ...]:
    """Words of the policy that jieba shall keep whole."""
    return TERMS


@pytest.fixture(scope="session")
def index(units: list[Unit], tmp_path_factory: pytest.TempPathFactory) -> HybridIndex:
    """The policy's index, written to disk and opened from there."""
    directory = tmp_path_factory.mktemp("index")
    build(units, directory, NanoEmbedder(), TERMS)
    return open_index(directory)


@pytest.fixture(scope="session")
def few() -> list[Unit]:
    """Three sentences: enough to build an index on where what it finds does not matter."""
    texts = {
        "4.5.15": "应用区内企业工位机的，按研发投入实际支出额的15%给予补贴",
        "4.5.16": "应用区内自主芯片的，按研发投入实际支出额的20%给予补贴",
        "4.2.3": "获得创投机构投资的，给予三年房租补贴",
    }
    return [Unit(f"p/{clause}", "p", clause, text, "clause") for clause, text in texts.items()]
