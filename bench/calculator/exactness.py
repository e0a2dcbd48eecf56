"""Wrong amounts by engine over a grid of sums up to 30亿元 in 分, every fact known; the truth is the oracle's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.calculator.columns import Column, assess_columns
from bench.calculator import oracle
from bench.calculator.clauses import CLAUSE_OF, DEMONSTRATION, MEASURES, TOTAL, Facts
from bench.calculator.peers import Engine, as_columns
from bench.calculator.peers.openfisca import OpenFisca
from bench.calculator.peers.openfisca_integers import OpenFiscaIntegers
from bench.calculator.peers.ours import Mingce
from bench.calculator.peers.policyengine import PolicyEngine
from bench.calculator.peers.zen import Zen
from bench.calculator.population import exactness_grid
from bench.calculator.report import table

ROWS = 24_000
CLAUSES = (*dict.fromkeys(CLAUSE_OF.values()), TOTAL)


@dataclass
class Row:
    """One engine: wrong and all amounts, wrong ones by clause, and the worst of each clause in words."""

    engine: str
    amounts: int = 0
    wrong: int = 0
    wrong_by_clause: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CLAUSES, 0))
    worst: dict[str, str] = field(default_factory=dict)
    worst_by_fen: dict[str, int] = field(default_factory=dict)

    def take(self, measure: str, got: int | None, expected: int, facts: Facts) -> None:
        """Count one amount (分), right or wrong."""
        self.amounts += 1
        if got == expected:
            return
        clause = CLAUSE_OF.get(measure, TOTAL)
        self.wrong += 1
        self.wrong_by_clause[clause] += 1
        off = abs((got or 0) - expected)
        if off > self.worst_by_fen.get(clause, 0):
            told = {name: value for name, value in facts.items() if value > 1}
            self.worst[clause] = f"{measure}: {got} 分, expected {expected}; {told}"
            self.worst_by_fen[clause] = off


@dataclass(frozen=True)
class Exactness:
    """Wrong amounts by engine; each engine was asked for the same amounts of the same enterprises."""

    enterprises: int
    rows: list[Row]

    def text(self) -> str:
        """As in Section."""
        rows = [
            [r.engine, f"{r.amounts:,}", f"{r.wrong:,}", f"{r.wrong / r.amounts:.2%}"]
            + [f"{r.wrong_by_clause[c]:,}" for c in CLAUSES]
            for r in self.rows
        ]
        worst = [f"  {r.engine}: {r.worst[c]}" for r in self.rows for c in ("4.3.8", "4.5.15") if c in r.worst]
        return "\n".join(
            [
                f"Wrong amounts, {self.enterprises:,} enterprises with sums up to 30亿元 in 分, every fact known",
                table(["engine", "amounts", "wrong", "share", *CLAUSES], rows),
                *(["the worst of two clauses:", *worst] if worst else []),
            ]
        )

    def goals(self) -> dict[str, bool]:
        """As in Section."""
        return {f"{r.engine} has no wrong amount": r.wrong == 0 for r in self.rows if r.engine.startswith("mingce")}


def measure(quick: bool = False) -> Exactness:
    """Every engine over the grid. `quick`: a tenth of it."""
    grid = exactness_grid(ROWS // 10 if quick else ROWS)
    expected = [oracle.amounts(facts) for facts in grid]
    rows = list(_mingce(grid, expected))
    rows += [_peer(engine, grid, expected) for engine in peers()]
    return Exactness(len(grid), rows)


def peers() -> Iterator[Engine]:
    """Each peer as its documents have it, then what an expert can do beyond them."""
    yield OpenFisca()
    yield OpenFiscaIntegers(32)
    yield OpenFiscaIntegers(64)
    yield PolicyEngine()
    yield Zen()


def _peer(engine: Engine, grid: Sequence[Facts], expected: Sequence[dict[str, int]]) -> Row:
    row = Row(engine.name)
    for facts, got, right in zip(grid, engine.amounts(grid), expected, strict=True):
        for name, fen in right.items():
            row.take(name, got[name], fen, facts)
    return row


def _by_the_other_reading(right: dict[str, int], facts: Facts) -> dict[str, int]:
    """The amounts by the other reading of 4.5.14: what mingce's lower ends have to be."""
    other = oracle.amount(DEMONSTRATION, facts, oracle.OF_THE_RATE)
    return right | {DEMONSTRATION: other, TOTAL: right[TOTAL] - right[DEMONSTRATION] + other}


def _mingce(grid: Sequence[Facts], expected: Sequence[dict[str, int]]) -> Iterator[Row]:
    """One enterprise at a time, and all as columns. Its upper ends are held against the peers' reading of 4.5.14, its
    lower ends against the other, so twice as many amounts as the peers have."""
    engine = Mingce()
    one, many = Row(engine.name), Row("mingce, columns")
    told = {name: Column(column, column) for name, column in as_columns(grid).items()}
    found = assess_columns(engine.policy, told, len(grid), only=MEASURES)
    columns = dict(found.amounts) | {TOTAL: found.total}
    lowers, uppers = ({n: getattr(c, end).tolist() for n, c in columns.items()} for end in ("lower", "upper"))
    for index, (facts, right) in enumerate(zip(grid, expected, strict=True)):
        other = _by_the_other_reading(right, facts)
        assessed = engine.assess(facts)
        ends = {r.measure.id: r.amount for r in assessed.results} | {TOTAL: assessed.total.amount}
        for name in (*MEASURES, TOTAL):
            amount = ends[name]
            one.take(name, amount.lower if amount else None, other[name], facts)
            one.take(name, amount.upper if amount else None, right[name], facts)
            many.take(name, lowers[name][index], other[name], facts)
            many.take(name, uppers[name][index], right[name], facts)
    yield from (one, many)
