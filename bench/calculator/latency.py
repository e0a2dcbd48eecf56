"""One enterprise: microseconds for every measure with full trace, and for the six clauses beside zen-engine.

First mingce by itself: all measures, then the six clauses (zen-engine's threads would show in its p99). Then, for the
ratio, the six clauses in turn, some calls of each at a time, so that a busy machine is busy for both and yet each finds
its caches warm: mingce, and zen-engine with `trace: True`, on the same enterprises, a different one each call.
zen-engine is called the two ways that it has: `engine.evaluate` with a static loader, which keeps the graph compiled
(the ratio is to this one), and `decision.evaluate` of a decision made once, which takes some four times as long.

mingce's time includes reading out of each result its formula, conditions, unknowns and bounds; zen-engine's includes
turning the context into its values and the trace into Python's, as every call from Python pays (its trace is the value
of each row: no words, no condition by itself). What comes before is told apart: mingce's reading of FACTS.json, with
its checks and units. The garbage collector rests in the loop.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from assistant.calculator.assessment import Assessment, assess
from assistant.calculator.facts_json import read_profile
from bench.calculator.clauses import FLAGS, MEASURES, SUMS, Facts
from bench.calculator.peers.ours import profile_of, the_policy
from bench.calculator.peers.zen import Zen
from bench.calculator.population import columns, row
from bench.calculator.report import table
from bench.calculator.timing import Spread, quiet_collector, spread

ROUNDS: Final = 4_000
_IN_A_ROW: Final = 50  # calls of one before the next has its turn
_WARM_UP: Final = 2  # turns that are not counted
_ENTERPRISES: Final = 500
GOAL_ALL_US: Final = 1_000.0


@dataclass(frozen=True)
class Latency:
    """Microseconds by what was timed: two of mingce alone, three in turn; `ratio` is of medians in turn."""

    enterprises: int
    measures: int
    all_measures: Spread
    six_clauses: Spread
    six_in_turn: Spread
    six_clauses_from_json: Spread
    zen: Spread
    zen_decision: Spread
    ratio: float
    ratio_from_json: float
    ratio_to_decision: float

    def text(self) -> str:
        """As in Section."""
        timed = {
            f"mingce, all {self.measures} measures, full trace": self.all_measures,
            "mingce, six clauses, full trace": self.six_clauses,
            "in turn: mingce, six clauses, full trace": self.six_in_turn,
            "in turn: mingce, from FACTS.json": self.six_clauses_from_json,
            "in turn: zen-engine, engine.evaluate, trace": self.zen,
            "in turn: zen-engine, decision.evaluate, trace": self.zen_decision,
        }
        rows = [[name, f"{s.p50:.0f}", f"{s.p99:.0f}", f"{s.least:.0f}"] for name, s in timed.items()]
        return "\n".join(
            [
                f"One enterprise, µs, {self.zen.times:,} calls each over {self.enterprises} enterprises",
                table(["", "p50", "p99", "least"], rows),
                f"mingce / zen-engine, p50: {self.ratio:.2f} ({self.ratio_from_json:.2f} from FACTS.json); "
                f"to decision.evaluate: {self.ratio_to_decision:.2f}",
            ]
        )

    def goals(self) -> dict[str, bool]:
        """As in Section."""
        return {
            f"all measures, p50 at most {GOAL_ALL_US:.0f} µs": self.all_measures.p50 <= GOAL_ALL_US,
            "six clauses faster than zen-engine, p50": self.ratio < 1,
        }


def measure(quick: bool = False) -> Latency:
    """Time all over seeded enterprises with every fact of the six clauses known."""
    policy = the_policy()
    table = columns(_ENTERPRISES)
    enterprises = [row(table, i) for i in range(_ENTERPRISES)]
    profiles = [profile_of(facts) for facts in enterprises]
    written = [facts_json(facts) for facts in enterprises]
    rounds = ROUNDS // 10 if quick else ROUNDS
    all_measures = interleaved({"": lambda i: read_out(assess(policy, profiles[i]))}, rounds)[""]
    six_clauses = interleaved({"": lambda i: read_out(assess(policy, profiles[i], only=MEASURES))}, rounds)[""]
    zen = Zen()
    contexts = [zen.context(facts) for facts in enterprises]
    calls: dict[str, Callable[[int], object]] = {
        "six": lambda i: read_out(assess(policy, profiles[i], only=MEASURES)),
        "six_json": lambda i: read_out(assess(policy, read_profile(policy, written[i]), only=MEASURES)),
        "zen": lambda i: zen.evaluate(contexts[i]),
        "zen_decision": lambda i: zen.evaluate_decision(contexts[i]),
    }
    times = interleaved(calls, rounds)
    return Latency(
        enterprises=_ENTERPRISES,
        measures=len(policy.measures),
        all_measures=all_measures,
        six_clauses=six_clauses,
        six_in_turn=times["six"],
        six_clauses_from_json=times["six_json"],
        zen=times["zen"],
        zen_decision=times["zen_decision"],
        ratio_to_decision=times["six"].p50 / times["zen_decision"].p50,
        ratio=times["six"].p50 / times["zen"].p50,
        ratio_from_json=times["six_json"].p50 / times["zen"].p50,
    )


def read_out(assessment: Assessment) -> list[Any]:
    """Everything that the trace of a reply is made of, so that nothing is left for later at no charge."""
    total = assessment.total
    found: list[Any] = [total.amount, total.unpriced, total.notes]
    for r in assessment.results:
        found.append((r.status, r.amount, r.formula, r.amount_readings, r.unknown, r.supposed))
        found.extend((c.test.text, c.holds, c.told, c.miss) for c in r.conditions)
    return found


def interleaved(calls: dict[str, Callable[[int], object]], rounds: int) -> dict[str, Spread]:
    """Microseconds of each call, `rounds` of each, some in a row before the next; the first turns are not counted."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    clock = time.perf_counter_ns
    with quiet_collector():
        for turn in range(-_WARM_UP, rounds // _IN_A_ROW):
            for name, call in calls.items():
                for step in range(turn * _IN_A_ROW, (turn + 1) * _IN_A_ROW):
                    started = clock()
                    call(step % _ENTERPRISES)
                    times[name].append((clock() - started) / 1_000)
    return {name: spread(found[_WARM_UP * _IN_A_ROW :]) for name, found in times.items()}


def facts_json(facts: Facts) -> dict[str, object]:
    """The same enterprise as FACTS.json has it: 「800万元」 written in 元, counts, true and false."""

    def written(name: str, value: int) -> object:
        if name in FLAGS:
            return bool(value)
        return f"{value // 100}.{value % 100:02d}元" if name in SUMS else value

    return {name: written(name, value) for name, value in facts.items()}
