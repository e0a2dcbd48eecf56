"""The two indexes of a library: clauses, measures and recorded facts; and the sample questions."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.settings import Settings
from corpus.library import Policy, load_library
from index.embedding import open_builder, open_embedder
from index.hybrid import HybridIndex
from index.policy_units import questions_of, terms_of, units_of
from index.store import build, ensure


@dataclass(frozen=True)
class Indexes:
    """`units` finds the clause; `questions` finds the recorded question nearest to one asked."""

    units: HybridIndex
    questions: HybridIndex | None  # None where no policy has samples

    @property
    def digest(self) -> str:
        return f"{self.units.digest}:{self.questions.digest if self.questions else ''}"


def open_indexes(policies: tuple[Policy, ...], settings: Settings) -> Indexes:
    """Opened where they fit the policies, else rebuilt first. Raises IndexUnavailable."""
    embedder = open_embedder(settings.embedding_model)
    terms, questions = terms_of(policies), questions_of(policies)
    folder = settings.data_dir / "index"
    return Indexes(
        ensure(units_of(policies), folder / "units", terms, embedder=embedder),
        ensure(questions, folder / "questions", terms, embedder=embedder) if questions else None,
    )


def build_indexes(settings: Settings) -> None:
    """Set-up's build, through sentence-transformers, whatever the model. Raises PolicyError, IndexUnavailable."""
    policies = load_library()
    embedder = open_builder(settings.embedding_model)
    folder = settings.data_dir / "index"
    build(units_of(policies), folder / "units", embedder, terms_of(policies))
    if questions := questions_of(policies):
        build(questions, folder / "questions", embedder, terms_of(policies))
