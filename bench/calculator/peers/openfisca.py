# mypy: disable-error-code="import-not-found, import-untyped, misc"
"""OpenFisca-Core, the way its documents encode a law: parameters by date, a Variable a measure, value_type float.

Money is in 元. A Variable of value_type float is float32 (openfisca_core.variables.config; openfisca-core pull request
1378, open, would change it), one of value_type int is int32. 4.5.14 holds the reading by percentage points (20%):
a Variable has one value. A fact without input has its default value, 0 or false.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bench.calculator.clauses import FLAGS, GRANTS, SUMS, TOTAL, Amounts, Facts, Grant
from bench.calculator.peers import Columns, as_amounts, as_columns, missing

try:
    from openfisca_core.entities import build_entity
    from openfisca_core.parameters import ParameterNode
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable
except ImportError as error:
    raise missing("openfisca-core==46.*", error) from error

YEAR: Final = "2026"
Enterprise: Final = build_entity(key="enterprise", plural="enterprises", label="企业", is_person=True)


def in_force(value: float) -> dict[str, Any]:
    """A parameter with one value since the policy took effect."""
    return {"values": {"2023-02-10": {"value": value}}}


PARAMETERS: Final = {
    "grants": {g.fact: in_force(float(g.yuan)) for g in GRANTS},
    "demonstration": {"rate": in_force(0.15), "excellent_rate": in_force(0.20), "cap": in_force(1_000_000.0)},
    "local_module": {"rate": in_force(0.15), "purchase_rate": in_force(0.10), "cap": in_force(2_000_000.0)},
    "local_chip": {"rate": in_force(0.20), "purchase_rate": in_force(0.30), "cap": in_force(3_000_000.0)},
}


def variable(name: str, value_type: type, formula: Any = None, label: str = "") -> type:
    """The class of a yearly Variable of an enterprise."""
    body = {"value_type": value_type, "entity": Enterprise, "definition_period": DateUnit.YEAR, "label": label or name}
    return type(name, (Variable,), body | ({"formula": formula} if formula else {}))


def half_up(yuan: NDArray[Any]) -> NDArray[Any]:
    """元 rounded half up to 分."""
    return np.floor(yuan * 100 + 0.5) / 100


class eligible(Variable):
    """A 智造供给企业 of the district."""

    value_type = bool
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(enterprise, period):  # type: ignore[no-untyped-def]  # noqa: D102
        return enterprise("in_district", period) * enterprise("is_supplier", period)


def grant_variable(grant: Grant) -> type:
    """So much for each piece counted, where the enterprise is eligible (and, for a standard, it is published)."""

    def formula(enterprise: Any, period: Any, parameters: Any) -> Any:
        condition = enterprise("eligible", period)
        if grant.clause == "4.3.9":
            condition = condition * enterprise("standard_published", period)
        return condition * enterprise(grant.fact, period) * parameters(period).grants[grant.fact]

    return variable(grant.measure.replace("-", "_") + "_grant", float, formula)


class demonstration_project(Variable):
    """四（五）14: 15% of the contract, 20% where it is excellent, at most 100万元."""

    value_type = float
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(enterprise, period, parameters):  # type: ignore[no-untyped-def]  # noqa: D102
        rule = parameters(period).demonstration
        rate = np.where(enterprise("project_excellent", period), rule.excellent_rate, rule.rate)
        paid = np.minimum(half_up(enterprise("contract_sum", period) * rate), rule.cap)
        return enterprise("eligible", period) * enterprise("demo_project_listed", period) * paid


def of_spend(kind: str) -> Any:
    """四（五）15 and 16: a rate of the spend, at most a rate of the purchase, at most a sum."""

    def formula(enterprise: Any, period: Any, parameters: Any) -> Any:
        rule = parameters(period)[f"local_{kind}"]
        share = half_up(enterprise(f"{kind}_rd_spend", period) * rule.rate)
        most = half_up(enterprise(f"{kind}_purchase", period) * rule.purchase_rate)
        paid = np.minimum(np.minimum(share, most), rule.cap)
        return enterprise("eligible", period) * enterprise(f"uses_local_{kind}", period) * paid

    return formula


VARIABLE_OF: Final[Mapping[str, str]] = {
    **{g.measure: g.measure.replace("-", "_") + "_grant" for g in GRANTS},
    "demonstration-project": "demonstration_project",
    "local-module-application": "local_module_application",
    "local-chip-application": "local_chip_application",
    TOTAL: "six_clauses_total",
}


def total(enterprise: Any, period: Any) -> Any:
    """The sum of all measures."""
    return sum(enterprise(name, period) for measure, name in VARIABLE_OF.items() if measure != TOTAL)


class OpenFisca:
    """OpenFisca-Core 46 with Variables of value_type float."""

    name = "openfisca-core float"

    def __init__(self) -> None:
        self.system = TaxBenefitSystem([Enterprise])
        self.system.parameters = ParameterNode("", data=PARAMETERS)
        inputs = [variable(f, bool) for f in FLAGS] + [variable(g.fact, int) for g in GRANTS]
        inputs += [variable(s, float) for s in SUMS]
        outputs = [eligible, demonstration_project, *map(grant_variable, GRANTS)]
        outputs += [variable(f"local_{kind}_application", float, of_spend(kind)) for kind in ("module", "chip")]
        self.system.add_variables(*inputs, *outputs, variable(VARIABLE_OF[TOTAL], float, total))

    def inputs(self, columns: Columns) -> dict[str, NDArray[Any]]:
        """The columns in the units and types of the Variables: 元 as float32, counts as int32, flags as bool."""
        return {name: self._input(name, column) for name, column in columns.items()}

    def simulation(self, inputs: Mapping[str, NDArray[Any]], rows: int) -> Any:
        """A simulation of so many enterprises with its inputs set, nothing calculated yet."""
        simulation = SimulationBuilder().build_default_simulation(self.system, count=rows)
        for name, column in inputs.items():
            simulation.set_input(name, YEAR, column)
        return simulation

    def calculate(self, simulation: Any) -> dict[str, NDArray[Any]]:
        """Every measure and the total, in 元 as float32."""
        return {measure: simulation.calculate(name, YEAR) for measure, name in VARIABLE_OF.items()}

    def amounts(self, enterprises: Sequence[Facts]) -> list[Amounts]:
        """As in Engine: what it gives in float32, to the nearest 分."""
        found = self.calculate(self.simulation(self.inputs(as_columns(enterprises)), len(enterprises)))
        return as_amounts({m: np.rint(yuan.astype(np.float64) * 100).astype(np.int64) for m, yuan in found.items()})

    @staticmethod
    def _input(name: str, column: NDArray[np.int64]) -> NDArray[Any]:
        if name in SUMS:
            return (column / 100).astype(np.float32)
        return column.astype(np.bool_ if name in FLAGS else np.int32)
