# mypy: disable-error-code="import-not-found, import-untyped, misc"
"""OpenFisca-Core by an expert who must have every 分: money in 分 as whole numbers, rates in percent.

Two flavours. `bits=32` is what value_type int gives: sums above 2,147.4万元 do not fit, on the way in or out (all
intermediate steps are int64 here, so that only what a Variable stores overflows). `bits=64` sets the dtype of each
Variable by hand after it is made, which no document of OpenFisca offers (openfisca-core pull request 1378 asks for
it): exact for all sums of the bench, and the independent second encoding that mingce is held against.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bench.calculator.clauses import FLAGS, GRANTS, SUMS, TOTAL, Amounts, Facts, Grant
from bench.calculator.peers import Columns, as_amounts, as_columns, missing
from bench.calculator.peers.openfisca import VARIABLE_OF, YEAR, Enterprise, eligible, in_force, variable

try:
    from openfisca_core.parameters import ParameterNode
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
except ImportError as error:
    raise missing("openfisca-core==46.*", error) from error

_WAN = 10_000 * 100  # 万元 in 分
PARAMETERS = {
    "grants": {g.fact: in_force(g.yuan * 100) for g in GRANTS},
    "demonstration": {"percent": in_force(15), "excellent_percent": in_force(20), "cap": in_force(100 * _WAN)},
    "local_module": {"percent": in_force(15), "purchase_percent": in_force(10), "cap": in_force(200 * _WAN)},
    "local_chip": {"percent": in_force(20), "purchase_percent": in_force(30), "cap": in_force(300 * _WAN)},
}


def percent_of(percent: Any, fen: NDArray[Any]) -> NDArray[np.int64]:
    """So many percent of 分, half up to a whole 分."""
    result: NDArray[np.int64] = (fen.astype(np.int64) * percent + 50) // 100
    return result


def _grant_formula(grant: Grant) -> Any:
    def formula(enterprise: Any, period: Any, parameters: Any) -> Any:
        condition = enterprise("eligible", period)
        if grant.clause == "4.3.9":
            condition = condition & enterprise("standard_published", period)
        count = np.where(condition, enterprise(grant.fact, period), 0).astype(np.int64)
        return count * parameters(period).grants[grant.fact]

    return formula


def _demonstration(enterprise: Any, period: Any, parameters: Any) -> Any:
    rule = parameters(period).demonstration
    percent = np.where(enterprise("project_excellent", period), rule.excellent_percent, rule.percent)
    paid = np.minimum(percent_of(percent, enterprise("contract_sum", period)), rule.cap)
    return np.where(enterprise("eligible", period) & enterprise("demo_project_listed", period), paid, 0)


def _of_spend(kind: str) -> Any:
    def formula(enterprise: Any, period: Any, parameters: Any) -> Any:
        rule = parameters(period)[f"local_{kind}"]
        share = percent_of(rule.percent, enterprise(f"{kind}_rd_spend", period))
        most = percent_of(rule.purchase_percent, enterprise(f"{kind}_purchase", period))
        paid = np.minimum(np.minimum(share, most), rule.cap)
        return np.where(enterprise("eligible", period) & enterprise(f"uses_local_{kind}", period), paid, 0)

    return formula


def _total(enterprise: Any, period: Any) -> Any:
    return sum(enterprise(name, period).astype(np.int64) for m, name in VARIABLE_OF.items() if m != TOTAL)


class OpenFiscaIntegers:
    """OpenFisca-Core 46 in whole 分: Variables of value_type int (32), or of a dtype set by hand (64)."""

    def __init__(self, bits: Literal[32, 64]) -> None:
        self.name = "openfisca-core int 分" if bits == 32 else "openfisca-core int64 by hand"
        self.dtype = np.int32 if bits == 32 else np.int64
        self.system = TaxBenefitSystem([Enterprise])
        self.system.parameters = ParameterNode("", data=PARAMETERS)
        formulas = {g.measure: _grant_formula(g) for g in GRANTS}
        formulas |= {"demonstration-project": _demonstration, TOTAL: _total}
        formulas |= {f"local-{kind}-application": _of_spend(kind) for kind in ("module", "chip")}
        flags = [variable(f, bool) for f in FLAGS]
        inputs = [variable(name, int) for name in (*(g.fact for g in GRANTS), *SUMS)]
        outputs = [variable(VARIABLE_OF[measure], int, formula) for measure, formula in formulas.items()]
        self.system.add_variables(eligible, *flags, *inputs, *outputs)
        if bits == 64:
            for kind in (*inputs, *outputs):
                self.system.get_variable(kind.__name__).dtype = np.int64

    def inputs(self, columns: Columns) -> dict[str, NDArray[Any]]:
        """The columns in the types of the Variables; what does not fit in 32 bits wraps, as it does inside."""
        return {name: column.astype(np.bool_ if name in FLAGS else self.dtype) for name, column in columns.items()}

    def simulation(self, inputs: Mapping[str, NDArray[Any]], rows: int) -> Any:
        """A simulation of so many enterprises with its inputs set, nothing calculated yet."""
        simulation = SimulationBuilder().build_default_simulation(self.system, count=rows)
        for name, column in inputs.items():
            simulation.set_input(name, YEAR, column)
        return simulation

    def calculate(self, simulation: Any) -> dict[str, NDArray[Any]]:
        """Every measure and the total, in 分."""
        return {measure: simulation.calculate(name, YEAR) for measure, name in VARIABLE_OF.items()}

    def amounts(self, enterprises: Sequence[Facts]) -> list[Amounts]:
        """As in Engine."""
        return as_amounts(self.calculate(self.simulation(self.inputs(as_columns(enterprises)), len(enterprises))))
