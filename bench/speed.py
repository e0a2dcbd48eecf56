"""How fast an answer is: a cold `mingce ask`, and an assistant that is already open.

    python -m bench.speed [--json OUT.json]

Cold: each question in a process of its own, its wall time from start to exit, once the index is there (the first
command builds it where it is missing, and is not counted). In process: every turn of eval/cases, each case in a
session of its own, conversations in memory. Beside each figure stands its goal. Takes about a minute on two cores.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.errors import BadInput
from assistant.pipeline import Assistant
from eval.cases import files_of, load_questions

CASES: Final = Path(__file__).resolve().parent.parent / "eval" / "cases"
COLD_GOAL_S: Final = 2.5
MEDIAN_GOAL_MS: Final = 30.0
P95_GOAL_MS: Final = 80.0
COLD_QUESTIONS: Final = (
    "国家技术发明奖二等奖奖励多少",
    "用了区内企业的自主芯片，研发投入1000万，采购额500万，补多少",
    "我们能进培育名单吗？研发人员28人",
    "这个政策到哪天截止",
    "明天天气怎么样",
)


@dataclass(frozen=True)
class Turn:
    """One answer and how long it took."""

    case: str
    question: str
    milliseconds: float


def cold(questions: Sequence[str] = COLD_QUESTIONS) -> dict[str, Any]:
    """Seconds from start to exit of one process a question. Raises CalledProcessError where one fails."""
    _ask_in_a_process(questions[0])  # builds the index where it is missing; brings the files into the cache
    before = _children_cpu()
    seconds = {question: _ask_in_a_process(question) for question in questions}
    return {
        "goal_s": COLD_GOAL_S,
        "median_s": statistics.median(seconds.values()),
        "max_s": max(seconds.values()),
        "mean_cpu_s": (_children_cpu() - before) / len(questions),
        "seconds": seconds,
    }


def warm(cases: Path = CASES) -> dict[str, Any]:
    """Milliseconds of every turn of the cases in one process, after one question that is not counted."""
    started = time.perf_counter()
    assistant = Assistant.open(sessions=":memory:")
    assistant.ask(COLD_QUESTIONS[0])
    opened = time.perf_counter() - started
    turns = list(_turns(assistant, cases))
    times = sorted(turn.milliseconds for turn in turns)
    slowest = max(turns, key=lambda turn: turn.milliseconds)
    return {
        "goal_median_ms": MEDIAN_GOAL_MS,
        "turns": len(turns),
        "open_s": opened,
        "median_ms": statistics.median(times),
        "p95_ms": times[min(len(times) - 1, int(len(times) * 0.95))],
        "max_ms": slowest.milliseconds,
        "slowest": {"case": slowest.case, "question": slowest.question[:100]},
        "rss_mib": _resident_mib(),
        "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measure() -> dict[str, Any]:
    """Both, and the machine they were measured on."""
    load = os.getloadavg()[0]
    return {"cores": os.cpu_count(), "load": load, "cold": cold(), "warm": warm()}


def table(report: dict[str, Any]) -> str:
    """The figures with their goals, as text."""
    c, w = report["cold"], report["warm"]
    rows = [
        ("cold `mingce ask`, median", f"{c['median_s']:.2f} s", f"< {c['goal_s']} s", c["median_s"] < c["goal_s"]),
        ("cold `mingce ask`, slowest", f"{c['max_s']:.2f} s", f"< {c['goal_s']} s", c["max_s"] < c["goal_s"]),
        ("cold `mingce ask`, CPU, mean", f"{c['mean_cpu_s']:.2f} s", "", None),
        ("open, with the first answer", f"{w['open_s']:.2f} s", "", None),
        (
            "answer in process, median",
            f"{w['median_ms']:.1f} ms",
            f"< {w['goal_median_ms']:.0f} ms",
            w["median_ms"] < w["goal_median_ms"],
        ),
        ("answer in process, p95", f"{w['p95_ms']:.1f} ms", f"< {P95_GOAL_MS:.0f} ms", w["p95_ms"] < P95_GOAL_MS),
        ("answer in process, slowest", f"{w['max_ms']:.1f} ms", "", None),
        ("memory after (RSS)", f"{w['rss_mib']:.0f} MiB", "", None),
        ("memory at its peak (RSS)", f"{w['peak_rss_mib']:.0f} MiB", "", None),
    ]
    verdict = {True: "met", False: "MISSED", None: ""}
    lines = [f"{name:30}{figure:>12}{goal:>12}  {verdict[met]}".rstrip() for name, figure, goal, met in rows]
    head = f"{report['cores']} cores, load {report['load']:.1f} at the start; {w['turns']} turns of {CASES.name}"
    return "\n".join([head, f"{'':30}{'measured':>12}{'goal':>12}", *lines])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, write the JSON. A bench reports: it exits 0 also where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description="Cold and in-process answer times")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to this file")
    options = parser.parse_args(arguments)
    try:
        report = measure()
        print(table(report))
    except subprocess.CalledProcessError as error:
        report = {"run": False, "reason": f"mingce ask ended with {error.returncode}: {error.stderr}"}
        print(f"Speed was NOT measured: {report['reason']}")
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def _ask_in_a_process(question: str) -> float:
    command = [sys.executable, "-m", "assistant.cli", "ask", question, "--json"]
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, text=True, cwd=CASES.parent.parent)
    return time.perf_counter() - started


def _children_cpu() -> float:
    """CPU seconds of all processes that have ended: what a busy machine does not change."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _turns(assistant: Assistant, cases: Path) -> Iterator[Turn]:
    for question in load_questions(files_of([cases])).items:
        session: str | None = None
        for text in question.turns:
            started = time.perf_counter()
            with contextlib.suppress(BadInput):  # a refusal is an answer, and is counted
                session = assistant.ask(text, session=session)["session"]
            yield Turn(question.id, text, (time.perf_counter() - started) * 1000)


def _resident_mib() -> float:
    """Memory held now; 0 where /proc is missing."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    raise SystemExit(main())
