"""All measures with a fifth of the facts unknown, both bounds: enterprises a second and peak memory by size.

Each size is a process of its own, so that its peak is its own. Rows are made and screened in blocks; nothing of a block
is kept but its sums. The time is of the screening alone; making the random columns is told apart. `peak` is the
process's highest resident memory (VmHWM), with Python, numpy and the policy in it (`base`: before the first block).
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from assistant.calculator.columns import NO_END, Column, assess_columns
from assistant.calculator.profile import unknown
from bench.calculator.peers.ours import the_policy
from bench.calculator.population import MOST_FEN, SEED
from bench.calculator.report import table
from corpus.library import Policy
from corpus.rules import Fact

SIZES: Final = (10_000, 100_000, 1_000_000, 10_000_000)
BLOCK: Final = 131_072
GOAL_PEAK_MIB: Final = 2_048.0
GOAL_LINEAR: Final = 1.25
_ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Size:
    """One size: seconds of screening, enterprises a second, memory in MiB, sums that show that it was reckoned."""

    enterprises: int
    seconds: float
    making_seconds: float
    a_second: float
    base_mib: float
    peak_mib: float
    lower_total_fen: int
    open_statuses: int
    no_ceiling: int


@dataclass(frozen=True)
class Scale:
    """Every size; `linear` is time per enterprise at the largest over the least of the smaller sizes."""

    measures: int
    facts: int
    sizes: list[Size]
    linear: float

    def text(self) -> str:
        """As in Section."""
        rows = [
            [
                f"{s.enterprises:,}",
                f"{s.seconds:.2f}",
                f"{s.a_second:,.0f}",
                f"{s.peak_mib:.0f}",
                f"{s.base_mib:.0f}",
                f"{s.making_seconds:.2f}",
            ]
            for s in self.sizes
        ]
        return "\n".join(
            [
                f"All {self.measures} measures, {self.facts} facts of which a fifth is unknown, both bounds",
                table(["enterprises", "seconds", "a second", "peak MiB", "before MiB", "making them s"], rows),
                f"time a row at the largest over the least of the others: {self.linear:.2f}",
            ]
        )

    def goals(self) -> dict[str, bool]:
        """As in Section."""
        return {
            f"peak under {GOAL_PEAK_MIB:.0f} MiB": all(s.peak_mib < GOAL_PEAK_MIB for s in self.sizes),
            f"linear: time a row at the largest at most {GOAL_LINEAR} of the least": self.linear <= GOAL_LINEAR,
        }


def measure(quick: bool = False) -> Scale:
    """A fresh process for each size. `quick`: without the largest. Raises CalledProcessError where one fails."""
    policy = the_policy()
    sizes = [_in_a_process(rows) for rows in (SIZES[:-1] if quick else SIZES)]
    linear = max(s.a_second for s in sizes[:-1]) / sizes[-1].a_second
    return Scale(len(policy.measures), len(policy.facts), sizes, linear)


def screen(rows: int) -> Size:
    """Make and screen so many enterprises in this process."""
    policy = the_policy()
    rng = np.random.default_rng(SEED + 4)
    base = _peak_mib()
    warm = min(rows, BLOCK)  # the rules are compiled, the memory of a block is had from the system: both once
    assess_columns(policy, block(policy, rng, warm), warm)
    screening = making = 0.0
    lower = opened = endless = 0
    for start in range(0, rows, BLOCK):
        size = min(BLOCK, rows - start)
        began = time.perf_counter()
        told = block(policy, rng, size)
        made = time.perf_counter()
        found = assess_columns(policy, told, size)
        done = time.perf_counter()
        making, screening = making + made - began, screening + done - made
        lower += int(found.total.lower.sum())
        opened += sum(int(np.count_nonzero(status == 0)) for status in found.status.values())
        endless += int(np.count_nonzero(found.total.upper >= NO_END))
    return Size(rows, screening, making, rows / screening, base, _peak_mib(), lower, opened, endless)


def block(policy: Policy, rng: np.random.Generator, rows: int) -> dict[str, Column]:
    """Every fact of the policy for so many enterprises, a fifth of each column untold."""
    return {name: _column(fact, rng, rows) for name, fact in policy.facts.items()}


def _column(fact: Fact, rng: np.random.Generator, rows: int) -> Column:
    told = rng.random(rows, dtype=np.float32) >= 0.2
    match fact.type:
        case "flag":
            value = rng.integers(0, 2, rows)
        case "rank":
            value = rng.integers(0, len(fact.values), rows)
        case "count":
            value = rng.integers(0, 60 if fact.unit == "人" else 3, rows)
        case "money":
            value = np.exp(rng.uniform(np.log(100), np.log(MOST_FEN), rows)).astype(np.int64)
    most = unknown(fact).upper
    return Column(np.where(told, value, 0), np.where(told, value, NO_END if most is None else most), told)


def _in_a_process(rows: int) -> Size:
    command = [sys.executable, "-m", "bench.calculator.unknown_million", str(rows)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=_ROOT)
    return Size(**json.loads(done.stdout))


def _peak_mib() -> float:
    """This program's own peak: ru_maxrss would start from the process that it was forked from."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise OSError("no VmHWM in /proc/self/status: the peak of memory cannot be told here")


def main(arguments: Sequence[str] | None = None) -> int:
    """One size, as JSON on standard output."""
    parser = argparse.ArgumentParser(prog="python -m bench.calculator.unknown_million")
    parser.add_argument("rows", type=int)
    print(json.dumps(dataclasses.asdict(screen(parser.parse_args(arguments).rows))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
