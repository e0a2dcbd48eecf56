"""How many questions it takes: ours against publicodes' rule, file order and chance, on simulated enterprises.

    python -m bench.questions [--enterprises 1000] [--kinds sparse,optimistic,rich] [--json OUT.json]

Nothing is told at first; each strategy asks, the enterprise answers truly, until (a) no untold fact can change the total
any more and (b) both bounds are within 10% of where they end. All are asked about the same: the measures that pay a
stated sum. Two tables: nothing supposed, and presuppositions supposed. Beside them stand the fewest facts that can
prove the total (for one who knows the answers), and on small cases the best of all decision trees.
A group question counts as one question; the facts that it settles are counted as well.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from assistant.calculator.assessment import presupposed
from assistant.calculator.profile import Profile
from assistant.calculator.questions import next_questions
from bench.asking.enterprises import KINDS, Kind, enterprises
from bench.asking.limits import Proofs, expected, optimum, plain_prior
from bench.asking.publicodes import missing_scores
from bench.asking.strategies import Ask, AtRandom, Course, Ours, Publicodes, Rules, Values, file_order, interview
from corpus.library import Policy, load_library

GOAL: Final = 0.6  # of the questions that publicodes' rule takes
GOAL_MS: Final = 20.0
PEER: Final = "publicodes"
STRATEGIES: Final[dict[str, Callable[[], Ask]]] = {
    "ours": lambda: Ours(grouped=True),
    "ours, single facts": lambda: Ours(grouped=False),
    PEER: lambda: Publicodes(grouped=False),
    "publicodes, our groups": lambda: Publicodes(grouped=True),
    "file order": lambda: file_order,
    "random": lambda: AtRandom(random.Random(17)),
}
SMALL_CASES: Final = (
    ("local-chip-application",),
    ("demonstration-project", "listing"),
    ("intl-standard-led", "intl-standard-joined", "zhejiang-made-led", "national-key-lab"),
    ("cultivation-start", "cultivation-midterm", "cultivation-final", "listing", "rd-5050"),
    ("rent-core-ip", "service-org-rent", "direct-listing-rd"),
    ("industry-platform", "local-module-application", "merger-interest"),
)


def compare(policy: Policy, kind: Kind, count: int, suppose: bool) -> dict[str, Any]:
    """One table: each strategy's questions and facts on the same enterprises, with ratios to publicodes' questions."""
    rules = Rules(policy, presupposed(policy) if suppose else frozenset())
    asked = list(enterprises(policy, kind, count))
    courses = {name: _courses(rules, asked, make()) for name, make in STRATEGIES.items()}
    proofs = Proofs(rules)
    fewest = statistics.fmean(proofs.fewest(enterprise) for enterprise in asked)
    table = {name: _figures(of) for name, of in courses.items()}
    for figures in table.values():
        for goal in ("settled", "near"):
            peer = table[PEER][goal]["questions_mean"]
            figures[goal]["ratio"] = figures[goal]["questions_mean"] / peer
            figures[goal]["facts_ratio"] = figures[goal]["facts_mean"] / peer
    return {
        "kind": kind.name,
        "supposed": suppose,
        "strategies": table,
        "fewest_facts": fewest,
        "fewest_facts_ratio": fewest / table[PEER]["settled"]["questions_mean"],
    }


def small_cases(policy: Policy) -> list[dict[str, Any]]:
    """Expected single facts until settled under a plain prior: ours, publicodes', file order, and the best possible."""
    found = []
    for ids in SMALL_CASES:
        rules = Rules(policy, frozenset(), ids)
        prior = plain_prior(rules)
        best = optimum(rules, prior)
        figures = {
            "ours": expected(rules, prior, Ours(grouped=False)),
            PEER: expected(rules, prior, Publicodes(grouped=False)),
            "file order": expected(rules, prior, file_order),
        }
        found.append({"measures": ids, "facts": len(rules.order), "optimum": best, **figures})
    return found


def speed(policy: Policy, runs: int = 20) -> dict[str, float]:
    """Milliseconds of one ranking of the whole policy with nothing told."""
    found = {}
    for name, grouped in (("grouped", True), ("single", False)):
        next_questions(policy, Profile(), grouped=grouped)
        started = time.perf_counter()
        for _ in range(runs):
            next_questions(policy, Profile(), grouped=grouped)
        found[name] = (time.perf_counter() - started) / runs * 1000
    return found


def measure(count: int, kinds: Sequence[str]) -> dict[str, Any]:
    """All of it. `kinds` are names of bench.asking.enterprises.KINDS."""
    policy = load_library()[0]
    chosen = [k for k in KINDS if k.name in kinds]
    return {
        "enterprises": count,
        "goal": GOAL,
        "tables": [compare(policy, kind, count, suppose) for suppose in (False, True) for kind in chosen],
        "small": small_cases(policy),
        "ms": speed(policy),
        "publicodes_first": sorted(missing_scores(policy, {}).items(), key=lambda of: -of[1])[:5],
    }


def text(report: dict[str, Any]) -> str:
    """The report as tables."""
    lines = [f"{report['enterprises']} enterprises of each kind; ratios to the questions of publicodes' rule"]
    for table in report["tables"]:
        lines += ["", *_table_lines(table)]
    lines += ["", "small cases: expected single facts until settled, every value equally likely"]
    lines.append(f"{'facts':>5}{'best':>8}{'ours':>8}{'publicodes':>12}{'file order':>12}  measures")
    for case in report["small"]:
        figures = f"{case['optimum']:8.3f}{case['ours']:8.3f}{case[PEER]:12.3f}{case['file order']:12.3f}"
        lines.append(f"{case['facts']:5}{figures}  {', '.join(case['measures'])}")
    close = statistics.fmean(case["ours"] / case["optimum"] for case in report["small"])
    lines.append(f"ours takes {close:.3f} times the best possible on average")
    ms = report["ms"]
    lines.append(
        f"one ranking, nothing told: {ms['grouped']:.1f} ms, fact by fact {ms['single']:.1f} ms (≤ {GOAL_MS:.0f})"
    )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write the JSON. A bench reports: it exits 0 also where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.questions", description="Questions until the sum is settled")
    parser.add_argument("--enterprises", type=int, default=1000, metavar="N", help="of each kind (default 1000)")
    parser.add_argument("--kinds", default=",".join(k.name for k in KINDS), help="which kinds, by commas")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to this file")
    options = parser.parse_args(arguments)
    report = measure(options.enterprises, options.kinds.split(","))
    print(text(report))
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def _courses(rules: Rules, asked: Sequence[Values], ask: Ask) -> list[Course]:
    return [interview(rules, enterprise, ask) for enterprise in asked]


def _figures(courses: Sequence[Course]) -> dict[str, dict[str, float]]:
    found = {}
    for goal in ("settled", "near"):
        questions, facts = zip(*(getattr(course, goal) for course in courses), strict=True)
        found[goal] = {
            "questions_mean": statistics.fmean(questions),
            "questions_median": statistics.median(questions),
            "facts_mean": statistics.fmean(facts),
            "facts_median": statistics.median(facts),
        }
    return found


def _table_lines(table: dict[str, Any]) -> list[str]:
    supposed = "presuppositions supposed" if table["supposed"] else "nothing supposed"
    head = f"{'mean':>8}{'median':>8}{'ratio':>7}{'facts':>8}{'ratio':>7}"
    lines = [
        f"{table['kind']}, {supposed}",
        f"{'':24}{'(a) settled':>20}{'':18}  {'(b) within 10%':>20}",
        f"{'':24}{head}  {head}",
    ]
    for name, figures in table["strategies"].items():
        lines.append(f"{name:24}{_cells(figures['settled'])}  {_cells(figures['near'])}")
    fewest = f"{table['fewest_facts']:8.2f}{table['fewest_facts_ratio']:7.2f}"
    lines.append(f"{'fewest facts that prove':24}{'':23}{fewest}")
    ours = table["strategies"]["ours"]
    met = ["met" if ours[goal]["ratio"] <= GOAL else "MISSED" for goal in ("settled", "near")]
    lines.append(f"goal ≤ {GOAL} of publicodes' questions: (a) {met[0]}, (b) {met[1]}")
    return lines


def _cells(of: dict[str, float]) -> str:
    questions = f"{of['questions_mean']:8.2f}{of['questions_median']:8.1f}{of['ratio']:7.2f}"
    return f"{questions}{of['facts_mean']:8.2f}{of['facts_ratio']:7.2f}"


if __name__ == "__main__":
    raise SystemExit(main())
