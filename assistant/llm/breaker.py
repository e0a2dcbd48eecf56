"""A circuit breaker: after some failures in a row nobody waits for the endpoint, until one trial shows that it is back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, Literal

BreakerState = Literal["closed", "open", "half_open"]

_FAILURES: Final = 3
_PAUSE: Final = 30.0
_LONGEST_PAUSE: Final = 300.0


class Breaker:
    """Closed, open for `pause` seconds after `failures` in a row, then half-open for one trial. Safe between threads.

    Who is admitted gets a ticket and must give it back with the result. A result from before the last change of state
    changes nothing.
    """

    def __init__(
        self, failures: int = _FAILURES, pause: float = _PAUSE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._pause, self._clock = failures, pause, clock
        self._lock = threading.Lock()
        self._state: BreakerState = "closed"
        self._period = 0  # counts changes of state
        self._failed = 0  # in a row
        self._until = 0.0

    @property
    def state(self) -> BreakerState:
        """Half-open from the end of the pause on, whether or not someone has tried yet."""
        with self._lock:
            return "half_open" if self._state == "open" and self._clock() >= self._until else self._state

    def admit(self) -> int | None:
        """A ticket; None where nobody is to wait for the endpoint now."""
        with self._lock:
            if self._state != "closed":
                if self._clock() < self._until:
                    return None
                self._change("half_open", self._pause)  # a trial that never reports is followed by another
            return self._period

    def succeeded(self, ticket: int) -> None:
        """The endpoint answered."""
        with self._lock:
            if ticket == self._period:
                self._failed = 0
                if self._state != "closed":
                    self._change("closed")

    def failed(self, ticket: int, pause: float | None = None) -> None:
        """It did not. With `pause` (seconds) there is no use in trying before: the breaker opens at once, for as long."""
        with self._lock:
            if ticket != self._period:
                return
            self._failed += 1
            if self._state == "half_open" or self._failed >= self._most or pause is not None:
                self._change("open", self._pause if pause is None else min(pause, _LONGEST_PAUSE))

    def _change(self, state: BreakerState, pause: float = 0.0) -> None:
        self._state, self._until = state, self._clock() + pause
        self._period += 1
        self._failed = 0
