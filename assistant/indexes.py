"""What finds things in a library: the index of clauses, measures and recorded facts; the likeness to sample questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.settings import Settings
from corpus.library import Policy, load_library
from index.embedding import Embedder, embedder_name, open_builder, open_embedder
from index.hybrid import HybridIndex
from index.likeness import Likeness, ensure_likeness, fit, is_fitted
from index.policy_units import samples_of, terms_of, units_of
from index.store import build, ensure, is_current


@dataclass(frozen=True)
class Indexes:
    """`units` finds the clause; `likeness`, by policy, the recorded item that a question is most like."""

    units: HybridIndex
    likeness: Mapping[str, Likeness]

    @property
    def digest(self) -> str:
        """Hash of the units' index and of each likeness, for the receipt (promise 3): equal digests find the same."""
        return ":".join([self.units.digest, *(x.digest for x in self.likeness.values())])


def open_indexes(policies: tuple[Policy, ...], settings: Settings) -> Indexes:
    """Opened where they fit the policies, else rebuilt first. Raises IndexUnavailable."""
    return open_indexes_with(policies, open_embedder(settings.embedding_model), settings.data_dir / "index")


def open_indexes_with(policies: tuple[Policy, ...], embedder: Embedder, folder: Path) -> Indexes:
    """As `open_indexes`, with an embedder that is open already, kept in this folder."""
    units = ensure(units_of(policies), folder / "units", terms_of(policies), embedder=embedder)
    likeness = {
        p.head.id: ensure_likeness(samples_of(p), folder / f"likeness-{p.head.id}.npz", embedder)
        for p in policies
        if samples_of(p)
    }
    return Indexes(units, likeness)


def build_indexes(settings: Settings) -> None:
    """Set-up's build, through sentence-transformers, whatever the model; nothing where all is current.

    Raises PolicyError, IndexUnavailable.
    """
    policies, model = load_library(), settings.embedding_model
    folder = settings.data_dir / "index"
    fits = {folder / f"likeness-{p.head.id}.npz": samples for p in policies if (samples := samples_of(p))}
    units, terms = units_of(policies), terms_of(policies)
    fitted = all(is_fitted(samples, path, embedder_name(model)) for path, samples in fits.items())
    if fitted and is_current(units, folder / "units", terms, model):
        return
    embedder: Embedder = open_builder(model)
    build(units, folder / "units", embedder, terms)
    for path, samples in fits.items():
        fit(samples, embedder).save(path)
