# mypy: disable-error-code="import-not-found, import-untyped, misc"
"""PolicyEngine-Core in its own idiom: `defined_for` says who a measure is for, `adds` what a total is made of.

Money is in 元, value_type float, which is float32 (policyengine-core issue 467, open). 4.5.14 holds the reading by
percentage points (20%): a Variable has one value. A fact without input has its default value, 0 or false.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bench.calculator.clauses import CHIP, DEMONSTRATION, FLAGS, GRANTS, MODULE, SUMS, TOTAL, Amounts, Facts, Grant
from bench.calculator.peers import Columns, as_amounts, as_columns, missing

try:
    from policyengine_core.entities import build_entity
    from policyengine_core.parameters import ParameterNode
    from policyengine_core.periods import YEAR
    from policyengine_core.simulations import SimulationBuilder
    from policyengine_core.taxbenefitsystems import TaxBenefitSystem
    from policyengine_core.variables import Variable
except ImportError as error:
    raise missing("policyengine-core", error) from error

IN: Final = "2026"
Enterprise: Final = build_entity(key="enterprise", plural="enterprises", label="企业", is_person=True)
VARIABLE_OF: Final[Mapping[str, str]] = {
    **{g.measure: g.measure.replace("-", "_") + "_grant" for g in GRANTS},
    DEMONSTRATION: "demonstration_project",
    MODULE: "local_module_application",
    CHIP: "local_chip_application",
    TOTAL: "six_clauses_total",
}


def _in_force(value: float) -> dict[str, Any]:
    return {"values": {"2023-02-10": {"value": value}}}


PARAMETERS: Final = {
    "grants": {g.fact: _in_force(float(g.yuan)) for g in GRANTS},
    "demonstration": {"rate": _in_force(0.15), "excellent_rate": _in_force(0.20), "cap": _in_force(1_000_000.0)},
    "local_module": {"rate": _in_force(0.15), "purchase_rate": _in_force(0.10), "cap": _in_force(2_000_000.0)},
    "local_chip": {"rate": _in_force(0.20), "purchase_rate": _in_force(0.30), "cap": _in_force(3_000_000.0)},
}


def _variable(name: str, value_type: type, **attributes: Any) -> type:
    body = {"value_type": value_type, "entity": Enterprise, "definition_period": YEAR, "label": name}
    return type(name, (Variable,), body | attributes)


def _all(*flags: str) -> Any:
    def formula(enterprise: Any, period: Any) -> Any:
        holds = enterprise(flags[0], period)
        for flag in flags[1:]:
            holds = holds & enterprise(flag, period)
        return holds

    return formula


def _half_up(yuan: NDArray[Any]) -> NDArray[Any]:
    return np.floor(yuan * 100 + 0.5) / 100


def _grant(grant: Grant) -> Any:
    def formula(enterprise: Any, period: Any, parameters: Any) -> Any:
        return enterprise(grant.fact, period) * parameters(period).grants[grant.fact]

    return formula


def _demonstration(enterprise: Any, period: Any, parameters: Any) -> Any:
    rule = parameters(period).demonstration
    rate = np.where(enterprise("project_excellent", period), rule.excellent_rate, rule.rate)
    return np.minimum(_half_up(enterprise("contract_sum", period) * rate), rule.cap)


def _of_spend(kind: str) -> Any:
    def formula(enterprise: Any, period: Any, parameters: Any) -> Any:
        rule = parameters(period)[f"local_{kind}"]
        share = _half_up(enterprise(f"{kind}_rd_spend", period) * rule.rate)
        most = _half_up(enterprise(f"{kind}_purchase", period) * rule.purchase_rate)
        return np.minimum(np.minimum(share, most), rule.cap)

    return formula


def _eligibility() -> list[type]:
    base = ("in_district", "is_supplier")
    own = {
        "eligible": (),
        "standard_eligible": ("standard_published",),
        "demonstration_eligible": ("demo_project_listed",),
        "module_eligible": ("uses_local_module",),
        "chip_eligible": ("uses_local_chip",),
    }
    return [_variable(name, bool, formula=_all(*base, *flags)) for name, flags in own.items()]


class PolicyEngine:
    """PolicyEngine-Core with Variables of value_type float."""

    name = "policyengine-core float"

    def __init__(self) -> None:
        self.system = TaxBenefitSystem([Enterprise])
        self.system.parameters = ParameterNode("", data=PARAMETERS)
        inputs = [_variable(f, bool) for f in FLAGS] + [_variable(g.fact, int) for g in GRANTS]
        inputs += [_variable(s, float) for s in SUMS]
        outputs = [
            _variable(
                VARIABLE_OF[g.measure],
                float,
                defined_for="standard_eligible" if g.clause == "4.3.9" else "eligible",
                formula=_grant(g),
            )
            for g in GRANTS
        ]
        demonstration = {"defined_for": "demonstration_eligible", "formula": _demonstration}
        outputs.append(_variable(VARIABLE_OF[DEMONSTRATION], float, **demonstration))
        for kind, measure in (("module", MODULE), ("chip", CHIP)):
            attributes = {"defined_for": f"{kind}_eligible", "formula": _of_spend(kind)}
            outputs.append(_variable(VARIABLE_OF[measure], float, **attributes))
        adds = [name for measure, name in VARIABLE_OF.items() if measure != TOTAL]
        total = _variable(VARIABLE_OF[TOTAL], float, adds=adds)
        self.system.add_variables(*inputs, *_eligibility(), *outputs, total)

    def inputs(self, columns: Columns) -> dict[str, NDArray[Any]]:
        """The columns in the units and types of the Variables: 元 as float32, counts as int32, flags as bool."""
        return {name: self._input(name, column) for name, column in columns.items()}

    def simulation(self, inputs: Mapping[str, NDArray[Any]], rows: int) -> Any:
        """A simulation of so many enterprises with its inputs set, nothing calculated yet."""
        simulation = SimulationBuilder().build_default_simulation(self.system, count=rows)
        for name, column in inputs.items():
            simulation.set_input(name, IN, column)
        return simulation

    def calculate(self, simulation: Any) -> dict[str, NDArray[Any]]:
        """Every measure and the total, in 元 as float32."""
        return {measure: simulation.calculate(name, IN) for measure, name in VARIABLE_OF.items()}

    def amounts(self, enterprises: Sequence[Facts]) -> list[Amounts]:
        """As in Engine: what it gives in float32, to the nearest 分."""
        found = self.calculate(self.simulation(self.inputs(as_columns(enterprises)), len(enterprises)))
        return as_amounts({m: np.rint(yuan.astype(np.float64) * 100).astype(np.int64) for m, yuan in found.items()})

    @staticmethod
    def _input(name: str, column: NDArray[np.int64]) -> NDArray[Any]:
        if name in SUMS:
            return (column / 100).astype(np.float32)
        return column.astype(np.bool_ if name in FLAGS else np.int32)
