"""Percentiles of times, and a call timed."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """Of many times: how many, median, 99th percentile, the least; in the unit that they were in."""

    times: int
    p50: float
    p99: float
    least: float


def spread(times: Sequence[float]) -> Spread:
    """Raises IndexError where there are none."""
    ordered = sorted(times)
    return Spread(len(ordered), ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)], ordered[0])


def seconds(call: Callable[[], object]) -> float:
    """Wall time of one call."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


@contextmanager
def quiet_collector() -> Iterator[None]:
    """No garbage collection within, so that one engine does not pay for another's garbage."""
    gc.collect()
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
