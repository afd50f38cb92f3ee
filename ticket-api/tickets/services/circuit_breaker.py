"""A circuit breaker: stop calling a service that keeps failing, and try again after a while.

    closed ── `failures` in a row ──▶ open ── `open_seconds` later ──▶ half_open
      ▲                                ▲                                  │
      │                                └────────── the trial failed ──────┤
      └─────────────────────────────────── the trial succeeded ───────────┘

The lock is held for the bookkeeping only, never during a call. When half-open exactly one call is
let through, everyone else is refused at once. Each change of state starts a new generation, and
what a call of an older generation reports is dropped: a call that began before the breaker opened
says nothing about the service of now.

Our own because the libraries that we tried hold their lock during the call, or let every waiting
thread through when half-open (docs/architecture.md, "Time").
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import StrEnum


class State(StrEnum):
    """What the breaker does with the next call; the values stand in the health endpoint."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class CircuitBreaker:
    """Ask `enter` before a call, report to `leave` after it, whatever happened.

    >>> from time import monotonic
    >>> breaker = CircuitBreaker(failures=3, open_seconds=10, clock=monotonic)
    >>> permit = breaker.enter()
    >>> breaker.leave(permit, failed=False)
    """

    def __init__(
        self,
        *,
        failures: int,  # This many failures in a row open the breaker.
        open_seconds: float,  # It stays open for so long before one trial is let through.
        clock: Callable[[], float],  # Seconds that never run backwards, such as time.monotonic.
        on_change: Callable[[State, State], None]
        | None = None,  # Called with (old, new), without the lock.
    ) -> None:
        if failures < 1 or open_seconds < 0:
            raise ValueError("failures must be at least 1, and open_seconds must not be negative")
        self._failures = failures
        self._open_seconds = open_seconds
        self._clock = clock
        self._on_change = on_change
        self._lock = threading.Lock()
        self._state = State.CLOSED
        self._generation = 0
        self._failed_in_a_row = 0
        self._opened_at = 0.0

    @property
    def state(self) -> State:
        """What the next call would meet; looking changes nothing."""
        with self._lock:
            return State.HALF_OPEN if self._is_due() else self._state

    def enter(self) -> int | None:
        """A permit for one call, or None when there must be no call now."""
        with self._lock:
            if self._state is State.CLOSED:
                return self._generation
            if not self._is_due():
                return None
            changed = self._become(State.HALF_OPEN)
            permit = self._generation
        self._tell(changed)
        return permit

    def leave(self, permit: int, *, failed: bool) -> None:
        """Report how the call of `permit` ended; a report of an older generation is dropped."""
        with self._lock:
            if permit != self._generation:
                return
            changed = self._count(failed=failed)
        self._tell(changed)

    def _is_due(self) -> bool:
        # A clock that was set back must not keep the breaker open until it has caught up again.
        is_waiting = 0 <= self._clock() - self._opened_at < self._open_seconds
        return self._state is State.OPEN and not is_waiting

    def _count(self, *, failed: bool) -> tuple[State, State] | None:
        if not failed:
            self._failed_in_a_row = 0
            return self._become(State.CLOSED) if self._state is State.HALF_OPEN else None
        self._failed_in_a_row += 1
        if self._state is State.HALF_OPEN or self._failed_in_a_row >= self._failures:
            return self._become(State.OPEN)
        return None

    def _become(self, new: State) -> tuple[State, State]:
        old, self._state = self._state, new
        self._generation += 1
        self._failed_in_a_row = 0
        if new is State.OPEN:
            self._opened_at = self._clock()
        return old, new

    def _tell(self, changed: tuple[State, State] | None) -> None:
        if changed is not None and self._on_change is not None:
            self._on_change(*changed)
