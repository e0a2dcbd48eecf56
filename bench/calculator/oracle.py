"""What the six clauses pay, in exact fractions: the yardstick of every section, written for the bench alone."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from bench.calculator.clauses import CHIP, DEMONSTRATION, GRANTS, MEASURES, MODULE, TOTAL, Facts

POINTS: Final = Fraction(20, 100)  # 奖励标准可上浮5%: by 5 percentage points
OF_THE_RATE: Final = Fraction(15, 100) * Fraction(105, 100)  # the other reading: by 5% of the 15%
_GRANT: Final = {g.measure: g for g in GRANTS}
_WAN: Final = 10_000 * 100  # 万元 in 分


def amount(measure: str, facts: Facts, uplifted: Fraction = POINTS) -> int:
    """分 that one measure pays an enterprise of which every fact of that measure is told. `uplifted`: the reading."""
    if not (facts["in_district"] and facts["is_supplier"]):
        return 0
    if measure in _GRANT:
        grant = _GRANT[measure]
        published = grant.clause != "4.3.9" or facts["standard_published"]
        return grant.yuan * 100 * facts[grant.fact] if published else 0
    if measure == DEMONSTRATION:
        if not facts["demo_project_listed"]:
            return 0
        rate = uplifted if facts["project_excellent"] else Fraction(15, 100)
        return min(_share(rate, facts["contract_sum"]), 100 * _WAN)
    if measure == MODULE:
        if not facts["uses_local_module"]:
            return 0
        by_purchase = _share(Fraction(10, 100), facts["module_purchase"])
        return min(_share(Fraction(15, 100), facts["module_rd_spend"]), by_purchase, 200 * _WAN)
    if measure == CHIP:
        if not facts["uses_local_chip"]:
            return 0
        by_purchase = _share(Fraction(30, 100), facts["chip_purchase"])
        return min(_share(Fraction(20, 100), facts["chip_rd_spend"]), by_purchase, 300 * _WAN)
    raise KeyError(measure)


def amounts(facts: Facts, uplifted: Fraction = POINTS) -> dict[str, int]:
    """分 of every measure, and their total; every fact must be told."""
    by_measure = {measure: amount(measure, facts, uplifted) for measure in MEASURES}
    return {**by_measure, TOTAL: sum(by_measure.values())}


def _share(rate: Fraction, base: int) -> int:
    """Half up to a whole 分."""
    exact = rate * base + Fraction(1, 2)
    return exact.numerator // exact.denominator
