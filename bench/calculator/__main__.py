"""mingce's calculator beside its peers, all in one run, on the six clauses 4.3.7, 4.3.8, 4.3.9, 4.5.14, 4.5.15, 4.5.16.

    python -m bench.calculator [--json OUT.json] [--only NAME ...] [--quick]

Sections: exactness, unknowns, latency, million, unknown_million, agreement. Takes about two minutes on two cores. A
peer that is not installed ends the run (exit 2) with the command that installs it; a goal that is missed does not.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from bench.calculator.peers import PeerMissing

SECTIONS: Final = ("exactness", "unknowns", "latency", "million", "unknown_million", "agreement")
_PACKAGES: Final = ("mingce", "numpy", "openfisca-core", "policyengine-core", "zen-engine")


def machine() -> dict[str, Any]:
    """What the figures were measured on: versions, cores, load at the start."""
    return {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "versions": {name: _version(name) for name in _PACKAGES},
    }


def run(names: Sequence[str], quick: bool = False) -> dict[str, Any]:
    """Measure and print each section; all of them as data. Raises PeerMissing."""
    report: dict[str, Any] = {"machine": machine(), "quick": quick, "goals": {}}
    found = report["machine"]
    print(f"Python {found['python']}, {found['cores']} cores, load {found['load']:.1f}; {found['versions']}")
    for name in names:
        # imported by name and late: a section without peers runs without them
        section: Any = importlib.import_module(f"bench.calculator.{name}").measure(quick)
        goals = section.goals()
        verdicts = [f"goal: {goal}: {'met' if met else 'MISSED'}" for goal, met in goals.items()]
        print("\n".join(["", f"== {name}", section.text(), *verdicts]), flush=True)
        report[name] = dataclasses.asdict(section)
        report["goals"][name] = goals
    return report


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables, write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.calculator", description="The calculator beside its peers")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to this file")
    parser.add_argument("--only", action="append", choices=SECTIONS, metavar="NAME", help=", ".join(SECTIONS))
    parser.add_argument("--quick", action="store_true", help="a tenth of the work: a look, not a measurement")
    options = parser.parse_args(arguments)
    try:
        report = run(options.only or SECTIONS, options.quick)
    except PeerMissing as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


if __name__ == "__main__":
    raise SystemExit(main())
