"""How long the guard takes over an answer.

    python -m bench.guard [--answers N] [--json OUT.json]

The right answers of `python -m eval mutate`, each examined as it is and in three rewordings. Every examination reads its
evidence anew, as a turn does; what is read once for a policy (its words, its clauses) has been read. Goal: 5 ms at the
median.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from assistant.answer.guard import Evidence, examine
from assistant.pipeline import Assistant
from eval.mutation.mutant import Right
from eval.mutation.rewordings import rewordings
from eval.mutation.run import right_answers

GOAL_MS: Final = 5.0


def milliseconds(rights: Sequence[Right]) -> list[float]:
    """How long each examination took."""
    texts = [(r, t) for r in rights for t in (r.text, *rewordings(r, random.Random(r.case), 3))]
    for right, text in texts:
        examine(text, Evidence.of(right.policy, right.reply, right.message))
    taken = []
    for right, text in texts:
        start = time.perf_counter()
        examine(text, Evidence.of(right.policy, right.reply, right.message))
        taken.append(1000 * (time.perf_counter() - start))
    return taken


def main(argv: Sequence[str] | None = None) -> None:
    """Print the median and the 95th percentile."""
    parser = argparse.ArgumentParser(prog="python -m bench.guard", description=__doc__)
    parser.add_argument("--answers", type=int, default=300, metavar="N")
    parser.add_argument("--json", type=Path, metavar="OUT.json")
    args = parser.parse_args(argv)
    taken = milliseconds(list(right_answers(Assistant.open(sessions=":memory:"), args.answers)))
    median, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    print(
        f"{len(taken)} examinations: median {median:.1f} ms (goal {GOAL_MS:g}), p95 {p95:.1f} ms, most {max(taken):.1f} ms"
    )
    if args.json:
        args.json.write_text(json.dumps({"goal_ms": GOAL_MS, "median_ms": median, "p95_ms": p95}) + "\n")


if __name__ == "__main__":
    main()
