# mypy: disable-error-code="import-not-found, import-untyped"
"""GoRules zen-engine: one decision graph, an expression node with a row a measure (docs.gorules.io, expression node).

Numbers are decimals inside (rust_decimal) and floats or integers at the edge with Python; money is in 元 and `round`
rounds half up. 4.5.14 holds the reading by percentage points (20%): a row has one value. Two flavours, as its
documents give two ways with a missing field: used as it is, it is null, on which `and`, `*` and `min` raise an error
(the engine gives no result at all); or `??` gives it a default, here 0 and false.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from bench.calculator.clauses import CHIP, DEMONSTRATION, FACTS, FLAGS, GRANTS, MODULE, SUMS, TOTAL, Amounts, Facts
from bench.calculator.peers import missing

try:
    import zen
except ImportError as error:
    raise missing("zen-engine==2.1.*", error) from error

_KEY_OF: Final = {m: m.replace("-", "_") for m in (*(g.measure for g in GRANTS), DEMONSTRATION, MODULE, CHIP)}
_OUT: Final = {**{m: f"{key}_yuan" for m, key in _KEY_OF.items()}, TOTAL: TOTAL}
_KEY: Final = "six-clauses"
_ELIGIBLE: Final = "in_district and is_supplier"
_SPEND: Final = "min([round({kind}_rd_spend * {rate}, 2), round({kind}_purchase * {most}, 2), {cap}])"


def rows() -> dict[str, str]:
    """The expressions by the key of what they give, in order: `$` names what stands above."""
    when = {
        "4.3.9": "$.eligible and standard_published",
        DEMONSTRATION: "$.eligible and demo_project_listed",
        MODULE: "$.eligible and uses_local_module",
        CHIP: "$.eligible and uses_local_chip",
    }
    found = {"eligible": _ELIGIBLE}
    for g in GRANTS:
        found[_OUT[g.measure]] = f"{when.get(g.clause, '$.eligible')} ? {g.yuan} * {g.fact} : 0"
    contract = "min([round(contract_sum * (project_excellent ? 0.20 : 0.15), 2), 1000000])"
    module = _SPEND.format(kind="module", rate="0.15", most="0.10", cap="2000000")
    chip = _SPEND.format(kind="chip", rate="0.20", most="0.30", cap="3000000")
    for measure, paid in ((DEMONSTRATION, contract), (MODULE, module), (CHIP, chip)):
        found[_OUT[measure]] = f"{when[measure]} ? {paid} : 0"
    found[TOTAL] = " + ".join(f"$.{key}" for measure, key in _OUT.items() if measure != TOTAL)
    return found


def defaults() -> dict[str, str]:
    """What is not told is 0 or false: the rows of a node before the clauses."""
    return {fact: f"{fact} ?? {'false' if fact in FLAGS else '0'}" for fact in FACTS}


def graph(*nodes: dict[str, str]) -> dict[str, Any]:
    """A decision graph: input, one expression node for each of `nodes` in turn, output."""
    between = [
        {
            "id": f"node{i}",
            "name": f"Expressions {i}",
            "type": "expressionNode",
            "position": {"x": 300 * i, "y": 0},
            "content": {
                "expressions": [{"id": key, "key": key, "value": value} for key, value in expressions.items()],
                "passThrough": False,
                "inputField": None,
                "outputPath": None,
                "executionMode": "single",
            },
        }
        for i, expressions in enumerate(nodes, start=1)
    ]
    first = {"id": "in", "name": "Request", "type": "inputNode", "position": {"x": 0, "y": 0}}
    last = {"id": "out", "name": "Response", "type": "outputNode", "position": {"x": 300 * len(nodes) + 300, "y": 0}}
    chain = [first, *between, last]
    edges = [
        {"id": f"{a['id']}-{b['id']}", "sourceId": a["id"], "targetId": b["id"], "type": "edge"}
        for a, b in pairwise(chain)
    ]
    return {"nodes": chain, "edges": edges}


class Zen:
    """zen-engine 2.1, called the fastest way that it has: by key, from an engine whose loader holds the graph."""

    def __init__(self, defaulting: bool = False) -> None:
        self.name = "zen-engine, ?? 0" if defaulting else "zen-engine"
        content = graph(defaults(), rows()) if defaulting else graph(rows())
        self.engine = zen.ZenEngine({"loader": {"type": "static", "content": {_KEY: content}}})
        self.decision = zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(content)))
        self.decision.validate()

    def context(self, facts: Facts) -> dict[str, Any]:
        """The facts as the graph takes them: 元, counts, true and false."""
        return {name: _input(name, value) for name, value in facts.items()}

    def evaluate(self, context: dict[str, Any]) -> Any:
        """One evaluation with the full trace: a dict of `result`, `trace`, `performance`."""
        return self.engine.evaluate(_KEY, context, {"trace": True})

    def evaluate_decision(self, context: dict[str, Any]) -> Any:
        """The same through a decision made by `create_decision`, as its README begins: slower."""
        return self.decision.evaluate(context, {"trace": True})

    def amounts(self, enterprises: Sequence[Facts]) -> list[Amounts]:
        """As in Engine. An error for want of a fact is the answer that it cannot tell."""
        return [self._amounts(facts) for facts in enterprises]

    def _amounts(self, facts: Facts) -> Amounts:
        try:
            result = self.engine.evaluate(_KEY, self.context(facts))["result"]
        except RuntimeError as error:
            if "Failed to evaluate expression" not in str(error):
                raise
            return dict.fromkeys(_OUT)
        return {measure: round(result[key] * 100) for measure, key in _OUT.items()}


def _input(name: str, value: int) -> bool | int | float:
    if name in FLAGS:
        return bool(value)
    return value / 100 if name in SUMS else value
