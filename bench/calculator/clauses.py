"""The six clauses as the peers and the oracle take them: typed from the text, not read from mingce's rules.

Measures and facts carry mingce's ids, so that amounts can be set side by side. Sums here are in 元, as in the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Facts = Mapping[str, int]  # one enterprise: money in 分, counts, flags as 0 or 1; what is absent is not known
Amounts = Mapping[str, int | None]  # 分 by measure, and TOTAL; None where the engine gives no definite amount
TOTAL: Final = "total"


@dataclass(frozen=True, slots=True)
class Grant:
    """A sum for each piece that `fact` counts (a prize, an institution, a standard)."""

    measure: str
    fact: str
    yuan: int
    clause: str


def _grant(clause: str, fact: str, wan: int) -> Grant:
    return Grant(fact.replace("_", "-"), fact, wan * 10_000, clause)


GRANTS: Final = (
    _grant("4.3.7", "national_invention_award_1", 500),
    _grant("4.3.7", "national_invention_award_2", 100),
    _grant("4.3.7", "provincial_progress_award_1", 50),
    _grant("4.3.7", "provincial_progress_award_2", 20),
    _grant("4.3.7", "provincial_progress_award_3", 10),
    _grant("4.3.8", "national_key_lab", 1000),
    _grant("4.3.8", "provincial_key_lab", 200),
    _grant("4.3.8", "provincial_enterprise_institute", 50),
    _grant("4.3.8", "national_rd_center", 100),
    _grant("4.3.8", "provincial_rd_center", 50),
    _grant("4.3.8", "municipal_rd_center", 20),
    _grant("4.3.9", "intl_standard_led", 100),
    _grant("4.3.9", "intl_standard_joined", 50),
    _grant("4.3.9", "national_standard_top3", 20),
    _grant("4.3.9", "industry_standard_top2", 10),
    _grant("4.3.9", "zhejiang_made_led", 10),
    _grant("4.3.9", "zhejiang_made_joined", 5),
)
DEMONSTRATION: Final = "demonstration-project"
MODULE: Final = "local-module-application"
CHIP: Final = "local-chip-application"
CLAUSE_OF: Final[Mapping[str, str]] = {
    **{g.measure: g.clause for g in GRANTS},
    DEMONSTRATION: "4.5.14",
    MODULE: "4.5.15",
    CHIP: "4.5.16",
}
MEASURES: Final = tuple(CLAUSE_OF)
FLAGS: Final = (
    "in_district",
    "is_supplier",
    "standard_published",
    "demo_project_listed",
    "project_excellent",
    "uses_local_module",
    "uses_local_chip",
)
SUMS: Final = ("contract_sum", "module_rd_spend", "module_purchase", "chip_rd_spend", "chip_purchase")
COUNTS: Final = tuple(g.fact for g in GRANTS)
FACTS: Final = (*FLAGS, *COUNTS, *SUMS)

_BASE: Final = ("in_district", "is_supplier")
FACTS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    **{g.measure: (*_BASE, *(("standard_published",) if g.clause == "4.3.9" else ()), g.fact) for g in GRANTS},
    DEMONSTRATION: (*_BASE, "demo_project_listed", "contract_sum", "project_excellent"),
    MODULE: (*_BASE, "uses_local_module", "module_rd_spend", "module_purchase"),
    CHIP: (*_BASE, "uses_local_chip", "chip_rd_spend", "chip_purchase"),
}
