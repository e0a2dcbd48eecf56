"""Seeded enterprises: as columns for a million, as grids of awkward values for one at a time."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.calculator.clauses import COUNTS, FLAGS, GRANTS, SUMS, Facts

SEED: Final = 20221723
MOST_FEN: Final = 30 * 10**8 * 100  # 30亿元
_WAN: Final = 10_000 * 100  # 万元 in 分
_BRINKS_YUAN: Final = (  # where a cap begins to bind, or a number stops fitting
    1_000_000 / 0.15,
    1_000_000 / 0.20,
    1_000_000 / 0.1575,
    2_000_000 / 0.15,
    2_000_000 / 0.10,
    3_000_000 / 0.20,
    3_000_000 / 0.30,
    2**24,  # float32: above it not every 元 has a number of its own
    2**31 / 100,  # int32 in 分
    *(2.0**power for power in range(10, 32)),
)


def columns(rows: int, seed: int = SEED) -> dict[str, NDArray[np.int64]]:
    """So many enterprises, every fact known: flags mostly true, few prizes, sums from 1元 to 30亿元 by magnitude."""
    rng = np.random.default_rng(seed)
    found: dict[str, NDArray[np.int64]] = {}
    for name in FLAGS:
        found[name] = (rng.random(rows) < (0.95 if name in ("in_district", "is_supplier") else 0.6)).astype(np.int64)
    for name in COUNTS:
        found[name] = rng.poisson(0.4, rows)
    for name in SUMS:
        # by magnitude up to 30亿元, so that most lie where no cap hides an error
        found[name] = np.exp(rng.uniform(np.log(100), np.log(MOST_FEN), rows)).astype(np.int64)
    return found


def row(table: dict[str, NDArray[np.int64]], index: int) -> dict[str, int]:
    """One enterprise of the columns."""
    return {name: int(column[index]) for name, column in table.items()}


def sums_grid(size: int, seed: int = SEED) -> list[int]:
    """Sums in 分, each once, up to 30亿元: around every brink, awkward 分, and seeded random ones up to `size`."""
    grid = {0, 1, 2, 3, 5, 7, 9, 11, 33, 49, 50, 51, 99, 100, 101, MOST_FEN - 1, MOST_FEN}
    for brink in _BRINKS_YUAN:
        at = int(brink * 100)
        grid.update(at + step for step in (*range(-12, 13), -100, 100, -12_345, 12_345))
    for magnitude in range(2, 12):  # 1234.33元, …: the same digits at every size
        for digits in (1_234_567_890_133, 9_876_543_210_987, 3_333_333_333_333, 6_666_666_666_667, 1_000_000_000_007):
            grid.add(digits // 10 ** (12 - magnitude))
    rng = np.random.default_rng(seed)
    while len(grid) < size:
        missing = size - len(grid)
        low = np.exp(rng.uniform(np.log(100), np.log(MOST_FEN), missing)).astype(np.int64)
        uncapped = rng.integers(0, 3_000 * _WAN, missing)  # below 3000万元 no cap of 15% and 20% binds in full
        grid.update(np.where(rng.random(missing) < 0.5, low, uncapped).tolist())
    return sorted(v for v in grid if 0 <= v <= MOST_FEN)


def exactness_grid(size: int) -> list[Facts]:
    """Enterprises with every fact known: each sum of the grid as every base, purchases that bind and that do not."""
    grid = sums_grid(size)
    rng = np.random.default_rng(SEED + 1)
    order = rng.permutation(len(grid))
    found: list[Facts] = []
    for index, value in enumerate(grid):
        # a third each: the purchase as large as the spend (it binds in 15), another of the grid, too large to bind
        purchase = (value, grid[int(order[index])], min(2 * value + 99, MOST_FEN))[index % 3]
        facts = dict.fromkeys((*FLAGS, *COUNTS), 0) | dict.fromkeys(FLAGS, 1)
        facts["project_excellent"] = index // 3 % 2
        facts |= {name: value for name in SUMS if not name.endswith("purchase")}
        facts |= {name: purchase for name in SUMS if name.endswith("purchase")}
        grant = GRANTS[index % len(GRANTS)]
        facts[grant.fact] = _count(index // len(GRANTS), MOST_FEN // (grant.yuan * 100))
        found.append(facts)
    return found


def _count(step: int, most: int) -> int:
    """0 to 30 in turn, and every eighth a count up to what 30亿元 allows."""
    return step * 7919 % most + 1 if step % 8 == 7 else step % 31
