"""An independent second encoding held against mingce on a million random enterprises, every amount and the total.

The second encoding is bench.calculator.peers.openfisca_integers with int64 set by hand: typed from the text into
OpenFisca, sharing no code and no data with mingce, in whole 分. Each difference is counted, the first twenty listed;
there, and for a sample besides, the oracle's fractions say who is right. 4.5.14: the upper bound against the reading
by percentage points; the lower one against the other reading where the project is excellent, by the oracle's rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.calculator.columns import assess_columns
from bench.calculator import oracle
from bench.calculator.clauses import DEMONSTRATION, MEASURES, TOTAL
from bench.calculator.million import as_told
from bench.calculator.peers import Columns
from bench.calculator.peers.openfisca_integers import OpenFiscaIntegers
from bench.calculator.peers.ours import the_policy
from bench.calculator.population import SEED, columns, row

ROWS: Final = 1_000_000
LISTED: Final = 20
_SAMPLE: Final = 2_000


@dataclass(frozen=True)
class Agreement:
    """Amounts compared (each bound is one), those that differ, the first of them in words, and the oracle's sample."""

    enterprises: int
    compared: int
    differing: int
    listed: list[str]
    oracle_sample: int
    oracle_differing: int

    def text(self) -> str:
        """As in Section."""
        lines = [
            f"Second encoding (OpenFisca in int64), {self.enterprises:,} enterprises: {self.differing:,} of "
            f"{self.compared:,} amounts differ; oracle sample of {self.oracle_sample:,}: {self.oracle_differing} differ",
            *(f"  {line}" for line in self.listed),
        ]
        return "\n".join(lines)

    def goals(self) -> dict[str, bool]:
        """As in Section."""
        return {
            "no amount differs between the encodings": self.differing == 0,
            "none of the sample differs from the oracle": self.oracle_differing == 0,
        }


def measure(quick: bool = False) -> Agreement:
    """Both encodings over the same columns, which are not those of the other sections. `quick`: a tenth of them."""
    rows = ROWS // 10 if quick else ROWS
    table = columns(rows, SEED + 2)
    second = second_encoding(table, rows)
    ours = assess_columns(the_policy(), as_told(table), rows, only=MEASURES)
    bounds = dict(ours.amounts) | {TOTAL: ours.total}
    compared = differing = 0
    listed: list[str] = []
    for name, (lower, upper) in second.items():
        for end, got, other in (("lower", bounds[name].lower, lower), ("upper", bounds[name].upper, upper)):
            compared += rows
            differ = np.flatnonzero(got != other)
            differing += len(differ)
            for index in differ[: LISTED - len(listed)]:
                facts = row(table, int(index))
                right = oracle.amounts(facts, oracle.OF_THE_RATE if end == "lower" else oracle.POINTS)[name]
                listed.append(f"{name} {end}: mingce {got[index]}, second {other[index]}, oracle {right} 分; {facts}")
    sample = np.random.default_rng(SEED + 3).integers(0, rows, _SAMPLE)
    wrong = sum(not _oracle_agrees(row(table, int(i)), bounds, int(i)) for i in sample)
    return Agreement(rows, compared, differing, listed, _SAMPLE, wrong)


def second_encoding(table: Columns, rows: int) -> dict[str, tuple[NDArray[Any], NDArray[Any]]]:
    """Lower and upper 分 of every measure and the total, by OpenFisca in int64."""
    engine = OpenFiscaIntegers(64)
    found = engine.calculate(engine.simulation(engine.inputs(table), rows))
    # the other reading of 4.5.14, where a Variable has one: 15.75% of the contract, in whole ten-thousandths
    share = (table["contract_sum"] * 1575 + 5_000) // 10_000
    excellent = (table["project_excellent"] == 1) & (found[DEMONSTRATION] > 0)
    lower = np.where(excellent, np.minimum(share, 100 * 10_000 * 100), found[DEMONSTRATION])
    ends = {name: (amount, amount) for name, amount in found.items()}
    ends[DEMONSTRATION] = (lower, found[DEMONSTRATION])
    ends[TOTAL] = (found[TOTAL] - found[DEMONSTRATION] + lower, found[TOTAL])
    return ends


def _oracle_agrees(facts: dict[str, int], bounds: Any, index: int) -> bool:
    lower, upper = oracle.amounts(facts, oracle.OF_THE_RATE), oracle.amounts(facts)
    return all(bounds[n].lower[index] == lower[n] and bounds[n].upper[index] == upper[n] for n in (*MEASURES, TOTAL))
