"""A breaker towards one provider: after failures it fails at once for a while, then tries one call.

It lives in one event loop, so its bookkeeping needs no lock; the clock is handed in.

    closed ──failures in a row, or a misconfiguration──▶ open ──time is up──▶ half_open
       ▲                                                  ▲                     │ one trial
       └────────────────── success ◀──────────────────────┴──── failure ◀───────┘
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from classifier.problems import ProblemError, Reason

# A reply that cannot be used and a question that was refused come from a provider that is well.
COUNTED = frozenset(
    {
        Reason.PROVIDER_TIMEOUT,
        Reason.PROVIDER_UNREACHABLE,
        Reason.PROVIDER_RATE_LIMITED,
        Reason.PROVIDER_MISCONFIGURED,
    }
)


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

    The longest rest is bounded: a client may have another breaker in front of this one, and both in
    a row must let suggestions through again within a minute of the provider being well.
    """

    failures: int = 3
    open_for: float = 10.0
    open_for_misconfigured: float = 30.0
    retry_after_max: float = 30.0


class CircuitBreaker:
    """Ask `before()` for a ticket, make the call, hand the ticket back with what came of it."""

    def __init__(self, rules: BreakerRules, clock: Callable[[], float]) -> None:
        """Start closed. `clock` gives seconds that never run backwards."""
        self._rules = rules
        self._clock = clock
        self._failures = 0
        self._open_until: float | None = None
        self._trial_running = False
        self._generation = 0
        self._why: ProblemError | None = None

    @property
    def state(self) -> State:
        """What a call would meet now."""
        if self._open_until is None:
            return State.CLOSED
        return State.OPEN if self._clock() < self._open_until else State.HALF_OPEN

    @property
    def why(self) -> str | None:
        """What the provider did when the breaker opened, or None while it is closed."""
        return self._why.detail if self._why and self._open_until is not None else None

    def before(self) -> int:
        """Let a call pass and return its ticket, or raise ProblemError(CIRCUIT_OPEN) at once."""
        self.refuse_if_open()
        self._trial_running = self.state is State.HALF_OPEN
        return self._generation

    def refuse_if_open(self) -> None:
        """Raise ProblemError(CIRCUIT_OPEN) when a call would not be let pass."""
        state = self.state
        if state is State.OPEN or (state is State.HALF_OPEN and self._trial_running):
            rest = max((self._open_until or 0) - self._clock(), 1.0)
            raise ProblemError(
                Reason.CIRCUIT_OPEN,
                f"The provider failed a moment ago. Try again in {rest:.0f} s.",
                retry_after=rest,
            )

    def succeeded(self, ticket: int) -> None:
        """Close, unless the breaker has changed since the call began."""
        if ticket == self._generation:
            self._failures = 0
            if self._open_until is not None:
                self._move(None)

    def failed(self, ticket: int, problem: ProblemError) -> None:
        """Count the failure and open when it is time to; late results are dropped."""
        if ticket != self._generation:
            return
        if problem.reason not in COUNTED:
            self.succeeded(ticket)
            return
        self._failures += 1
        at_once = problem.reason is Reason.PROVIDER_MISCONFIGURED or problem.retry_after is not None
        if at_once or self._open_until is not None or self._failures >= self._rules.failures:
            self._why = problem
            self._move(self._clock() + self._rest(problem))

    def abandoned(self, ticket: int) -> None:
        """Forget a call that ended without an answer of the provider, such as a cancelled one."""
        if ticket == self._generation:
            self._trial_running = False

    def _rest(self, problem: ProblemError) -> float:
        if problem.reason is Reason.PROVIDER_MISCONFIGURED:
            return self._rules.open_for_misconfigured
        asked_for = min(problem.retry_after or 0.0, self._rules.retry_after_max)
        return max(asked_for, self._rules.open_for)

    def _move(self, open_until: float | None) -> None:
        self._open_until = open_until
        self._failures = 0
        self._trial_running = False
        self._generation += 1
