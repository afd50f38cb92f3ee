"""The breaker towards a provider, with a clock that the test moves."""

import pytest

from classifier.pipeline.circuit_breaker import BreakerRules, CircuitBreaker, State
from classifier.problems import ProblemError, Reason

UNREACHABLE = ProblemError(Reason.PROVIDER_UNREACHABLE, "down")
BAD_REPLY = ProblemError(Reason.PROVIDER_BAD_REPLY, "nonsense")
REFUSED_TEXT = ProblemError(Reason.PROVIDER_REFUSED_TEXT, "too long")
BAD_KEY = ProblemError(Reason.PROVIDER_MISCONFIGURED, "bad key")


class Clock:
    """Seconds that pass when told."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> CircuitBreaker:
    return CircuitBreaker(BreakerRules(), clock)


def fail(breaker: CircuitBreaker, problem: ProblemError = UNREACHABLE, times: int = 1) -> None:
    for _ in range(times):
        breaker.failed(breaker.before(), problem)


def assert_open(breaker: CircuitBreaker) -> ProblemError:
    with pytest.raises(ProblemError) as refusal:
        breaker.before()
    assert refusal.value.reason is Reason.CIRCUIT_OPEN
    return refusal.value


@pytest.mark.parametrize(
    "reason",
    [Reason.PROVIDER_TIMEOUT, Reason.PROVIDER_UNREACHABLE, Reason.PROVIDER_RATE_LIMITED],
)
def test_third_failure_in_a_row_opens(breaker: CircuitBreaker, reason: Reason) -> None:
    fail(breaker, ProblemError(reason, ""), times=2)
    assert breaker.state is State.CLOSED

    fail(breaker, ProblemError(reason, ""))

    assert breaker.state is State.OPEN
    assert assert_open(breaker).retry_after == 10


def test_every_answer_ends_the_row(breaker: CircuitBreaker) -> None:
    for good in (
        breaker.succeeded,
        lambda ticket: breaker.failed(ticket, BAD_REPLY),
        lambda ticket: breaker.failed(ticket, REFUSED_TEXT),
    ):
        fail(breaker, times=2)
        good(breaker.before())
        fail(breaker, times=2)
        assert breaker.state is State.CLOSED
        good(breaker.before())


def test_one_trial_after_ten_seconds_and_success_closes(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    fail(breaker, times=3)
    clock.now += 9.9
    assert_open(breaker)
    clock.now += 0.1
    assert breaker.state is State.HALF_OPEN

    trial = breaker.before()
    assert_open(breaker)
    breaker.succeeded(trial)

    assert breaker.state is State.CLOSED
    breaker.before()


def test_failed_trial_opens_for_as_long_again(breaker: CircuitBreaker, clock: Clock) -> None:
    fail(breaker, times=3)
    clock.now += 10

    fail(breaker)

    assert assert_open(breaker).retry_after == 10


def test_cancelled_trial_makes_way_for_another(breaker: CircuitBreaker, clock: Clock) -> None:
    fail(breaker, times=3)
    clock.now += 10

    breaker.abandoned(breaker.before())

    breaker.succeeded(breaker.before())
    assert breaker.state is State.CLOSED


@pytest.mark.parametrize("reason", [Reason.OVERLOADED, Reason.INVALID_REQUEST])
def test_call_that_was_not_made_changes_nothing(
    breaker: CircuitBreaker, clock: Clock, reason: Reason
) -> None:
    fail(breaker, times=2)
    fail(breaker, ProblemError(reason, "not sent"))
    fail(breaker)
    assert breaker.state is State.OPEN

    clock.now += 10
    fail(breaker, ProblemError(reason, "not sent"))

    assert breaker.state is State.HALF_OPEN
    breaker.before()


def test_bad_key_opens_at_once_and_for_longer(breaker: CircuitBreaker, clock: Clock) -> None:
    fail(breaker, BAD_KEY)

    assert assert_open(breaker).retry_after == 30
    clock.now += 30
    breaker.before()


@pytest.mark.parametrize(("asked_for", "rest"), [(3, 10), (20, 20), (30, 30), (3600, 30)])
def test_retry_after_is_respected_within_bounds(
    breaker: CircuitBreaker, asked_for: float, rest: float
) -> None:
    fail(breaker, ProblemError(Reason.PROVIDER_RATE_LIMITED, "", retry_after=asked_for))

    assert assert_open(breaker).retry_after == rest


def test_late_results_change_nothing(breaker: CircuitBreaker, clock: Clock) -> None:
    late_success, late_failure = breaker.before(), breaker.before()
    fail(breaker, times=3)

    breaker.succeeded(late_success)
    assert breaker.state is State.OPEN

    clock.now += 10
    breaker.succeeded(breaker.before())
    fail(breaker, times=2)
    breaker.failed(late_failure, UNREACHABLE)
    assert breaker.state is State.CLOSED
