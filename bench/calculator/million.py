"""One million enterprises, the six clauses, all facts known: wall time of mingce's columns beside OpenFisca-Core's.

Both reckon the 20 priced measures and the total on the same columns, taking turns, several times in one process.
OpenFisca's time is `calculate` of all of them on a fresh simulation whose inputs are set; building it and setting the
inputs is told apart, and so is turning the columns into its types. mingce's columns are its int64 分 as generated.
Both are warm: one turn before is not counted.

Rows beside OpenFisca's own float32: PolicyEngine-Core, and OpenFisca with int64 set by hand, which is exact.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from assistant.calculator.columns import Column, assess_columns
from bench.calculator.clauses import MEASURES, TOTAL
from bench.calculator.peers import Columns
from bench.calculator.peers.openfisca import OpenFisca
from bench.calculator.peers.openfisca_integers import OpenFiscaIntegers
from bench.calculator.peers.ours import the_policy
from bench.calculator.peers.policyengine import PolicyEngine
from bench.calculator.population import columns
from bench.calculator.report import table
from bench.calculator.timing import quiet_collector, seconds

ROWS: Final = 1_000_000
TURNS: Final = 5
GOAL_RATIO: Final = 1.0


@dataclass(frozen=True)
class Row:
    """One engine's seconds: median of its turns, the least, the set-up of a simulation, the turning of columns."""

    engine: str
    seconds: float
    least: float
    set_up: float
    conversion: float
    wrong_totals: int


@dataclass(frozen=True)
class Million:
    """Seconds by engine; `ratio` is mingce's median over that of OpenFisca's `calculate`."""

    enterprises: int
    turns: int
    ratio: float
    ratio_with_set_up: float
    ratio_to_exact_openfisca: float
    rows: list[Row]

    def text(self) -> str:
        """As in Section."""
        rows = [
            [
                r.engine,
                *(f"{seconds * 1000:.0f}" for seconds in (r.seconds, r.least, r.set_up, r.conversion)),
                f"{self.enterprises / r.seconds / 1e6:.1f}",
                f"{r.wrong_totals:,}",
            ]
            for r in self.rows
        ]
        head = [
            "engine",
            "calculate ms",
            "least",
            "set up ms",
            "convert ms",
            "million rows/s",
            "totals unlike mingce's",
        ]
        return "\n".join(
            [
                f"{self.enterprises:,} enterprises, six clauses (20 measures and the total), median of {self.turns} turns",
                table(head, rows),
                f"mingce / OpenFisca calculate: {self.ratio:.2f}; with its set-up: {self.ratio_with_set_up:.2f}; "
                f"mingce / OpenFisca in int64 by hand (exact): {self.ratio_to_exact_openfisca:.2f}",
            ]
        )

    def goals(self) -> dict[str, bool]:
        """As in Section."""
        return {f"mingce / OpenFisca calculate at most {GOAL_RATIO}": self.ratio <= GOAL_RATIO}


def measure(quick: bool = False) -> Million:
    """Take turns on the same columns. `quick`: a tenth of the rows, three turns."""
    rows, turns = (ROWS // 10, 3) if quick else (ROWS, TURNS)
    table = columns(rows)
    told = as_told(table)
    policy = the_policy()
    total: dict[str, Any] = {}

    def mingce() -> None:
        total["mingce"] = assess_columns(policy, told, rows, only=MEASURES).total.upper

    engines = (OpenFisca(), OpenFiscaIntegers(64), PolicyEngine())
    inputs, conversion = {}, {}
    for engine in engines:
        conversion[engine.name] = seconds(lambda e=engine: inputs.update({e.name: e.inputs(table)}))  # type: ignore[misc]
    times: dict[str, list[float]] = {name: [] for name in ("mingce", *inputs)}
    set_ups: dict[str, list[float]] = {name: [] for name in inputs}
    for _ in range(turns + 1):  # the first warms up
        with quiet_collector():
            times["mingce"].append(seconds(mingce))
        for engine in engines:
            with quiet_collector():
                set_up, calculated = _turn(engine, inputs[engine.name], rows, total)
            set_ups[engine.name].append(set_up)
            times[engine.name].append(calculated)
    exact = total["mingce"]
    in_fen = {name: _fen(found) for name, found in total.items()}
    found = [
        Row(
            name,
            statistics.median(took[1:]),
            min(took[1:]),
            statistics.median(set_ups[name][1:]) if name in set_ups else 0.0,
            conversion.get(name, 0.0),
            int(np.count_nonzero(in_fen[name] != exact)),
        )
        for name, took in times.items()
    ]
    ours, openfisca, by_hand = found[0], found[1], found[2]
    return Million(
        rows,
        turns,
        ours.seconds / openfisca.seconds,
        ours.seconds / (openfisca.seconds + openfisca.set_up),
        ours.seconds / by_hand.seconds,
        found,
    )


def as_told(table: Columns) -> dict[str, Column]:
    """Columns of facts known exactly: both ends are the same array."""
    return {name: Column(column, column) for name, column in table.items()}


def _turn(engine: Any, inputs: Any, rows: int, total: dict[str, Any]) -> tuple[float, float]:
    """Seconds to set up a simulation, and to calculate every measure and the total on it."""
    made: dict[str, Any] = {}
    steps: tuple[Callable[[], object], ...] = (
        lambda: made.update(simulation=engine.simulation(inputs, rows)),
        lambda: made.update(found=engine.calculate(made["simulation"])),
    )
    set_up, calculated = (seconds(step) for step in steps)
    total[engine.name] = made["found"][TOTAL]
    return set_up, calculated


def _fen(total: Any) -> Any:
    """A total in 分: floats are 元, integers are 分 already."""
    return np.rint(total.astype(np.float64) * 100).astype(np.int64) if total.dtype.kind == "f" else total
