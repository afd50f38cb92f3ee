"""A circuit breaker for one provider: after failures it refuses calls for a while, then allows one.

It belongs to one event loop and needs no lock. The clock is a parameter.

    closed ──failures in a row, or a misconfiguration──▶ open ──time is up──▶ half_open
       ▲                                                  ▲                     │ one trial
       └────────────────── success ◀──────────────────────┴──── failure ◀───────┘
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from classifier.problems import ProblemError, Reason

COUNTED = frozenset(
    {
        Reason.PROVIDER_TIMEOUT,
        Reason.PROVIDER_UNREACHABLE,
        Reason.PROVIDER_RATE_LIMITED,
        Reason.PROVIDER_MISCONFIGURED,
    }
)
# These come from a provider that works. Any other reason says nothing about the provider.
ANSWERED = frozenset({Reason.PROVIDER_BAD_REPLY, Reason.PROVIDER_REFUSED_TEXT})


class State(StrEnum):
    """The three states, by their names in `/readyz`."""

    CLOSED = "closed"
    HALF_OPEN = "half_open"
    OPEN = "open"

    @property
    def number(self) -> int:
        """The value of the metric: 0 closed, 1 half open, 2 open."""
        return list(State).index(self)


@dataclass(frozen=True)
class BreakerRules:
    """When the breaker opens, and for how many seconds.

    The longest time is bounded: ticket-api has another breaker in front of this one, and both must
    close within a minute after the provider recovers.
    """

    failures: int = 3
    open_for: float = 10.0
    open_for_misconfigured: float = 30.0
    retry_after_max: float = 30.0


class CircuitBreaker:
    """Call `before()`, make the call, and report its outcome with the generation returned."""

    def __init__(self, rules: BreakerRules, clock: Callable[[], float]) -> None:
        """Start closed. `clock` returns monotonic seconds."""
        self._rules = rules
        self._clock = clock
        self._failures = 0
        self._open_until: float | None = None
        self._trial_running = False
        self._generation = 0
        self._why: ProblemError | None = None

    @property
    def state(self) -> State:
        """The state that a call meets now."""
        if self._open_until is None:
            return State.CLOSED
        return State.OPEN if self._clock() < self._open_until else State.HALF_OPEN

    @property
    def why(self) -> str | None:
        """Why the breaker opened, or None while it is closed."""
        return self._why.detail if self._why and self._open_until is not None else None

    def before(self) -> int:
        """Allow a call and return its generation, or raise ProblemError(CIRCUIT_OPEN)."""
        self.refuse_if_open()
        self._trial_running = self.state is State.HALF_OPEN
        return self._generation

    def refuse_if_open(self) -> None:
        """Raise ProblemError(CIRCUIT_OPEN) when no call is allowed."""
        state = self.state
        if state is State.OPEN or (state is State.HALF_OPEN and self._trial_running):
            seconds = max((self._open_until or 0) - self._clock(), 1.0)
            raise ProblemError(
                Reason.CIRCUIT_OPEN,
                f"The provider failed a moment ago. Try again in {seconds:.0f} s.",
                retry_after=seconds,
            )

    def succeeded(self, generation: int) -> None:
        """Close, unless the breaker has changed since the call began."""
        if generation == self._generation:
            self._failures = 0
            if self._open_until is not None:
                self._move(None)

    def failed(self, generation: int, problem: ProblemError) -> None:
        """Count the failure and open after enough of them; ignore results of earlier states."""
        if generation != self._generation:
            return
        if problem.reason in ANSWERED:
            self.succeeded(generation)
            return
        if problem.reason not in COUNTED:
            self.abandoned(generation)
            return
        self._failures += 1
        at_once = problem.reason is Reason.PROVIDER_MISCONFIGURED or problem.retry_after is not None
        if at_once or self._open_until is not None or self._failures >= self._rules.failures:
            self._why = problem
            self._move(self._clock() + self._open_seconds(problem))

    def abandoned(self, generation: int) -> None:
        """Ignore a call that ended without an answer, such as a cancelled one."""
        if generation == self._generation:
            self._trial_running = False

    def _open_seconds(self, problem: ProblemError) -> float:
        if problem.reason is Reason.PROVIDER_MISCONFIGURED:
            return self._rules.open_for_misconfigured
        requested = min(problem.retry_after or 0.0, self._rules.retry_after_max)
        return max(requested, self._rules.open_for)

    def _move(self, open_until: float | None) -> None:
        self._open_until = open_until
        self._failures = 0
        self._trial_running = False
        self._generation += 1
