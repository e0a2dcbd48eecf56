"""The policy, and a run from a table to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.screening import Screened, screen
from corpus.library import Policy, load_library
from tests.screening.tables import Table, write_table


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load_library()[0]


@pytest.fixture
def run(policy: Policy, tmp_path: Path) -> Callable[..., Screened]:
    def run(table: Table, kind: str = ".csv", to: str = ".csv", **options: Any) -> Screened:
        return screen(policy, write_table(tmp_path / f"in{kind}", table), tmp_path / f"out{to}", **options)

    return run
