"""The breaker alone: a clock that tests move, and real threads where threads matter."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.services.circuit_breaker import CircuitBreaker, State

OPEN_SECONDS = 10.0


class Clock:
    """A clock that moves only when a test moves it."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def make_breaker(clock: Callable[[], float], failures: int = 3, on_change=None) -> CircuitBreaker:
    return CircuitBreaker(
        failures=failures, open_seconds=OPEN_SECONDS, clock=clock, on_change=on_change
    )


def call(breaker: CircuitBreaker, *, failed: bool) -> bool:
    """One whole call; False when the breaker refused it."""
    permit = breaker.enter()
    if permit is None:
        return False
    breaker.leave(permit, failed=failed)
    return True


def open_it(breaker: CircuitBreaker, failures: int = 3) -> None:
    for _ in range(failures):
        assert call(breaker, failed=True)
    assert breaker.state is State.OPEN


def test_closed_lets_everything_through_until_three_failures_in_a_row():
    breaker = make_breaker(Clock())
    for failed in (True, True, False, True, True):
        assert call(breaker, failed=failed)
    assert breaker.state is State.CLOSED
    call(breaker, failed=True)
    assert breaker.state is State.OPEN


def test_open_refuses_for_exactly_the_time_that_was_set():
    clock = Clock()
    breaker = make_breaker(clock)
    open_it(breaker)
    clock.now += OPEN_SECONDS - 0.001
    assert breaker.enter() is None
    clock.now += 0.001
    assert breaker.enter() is not None


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_jumps_ends_the_wait_instead_of_making_it_longer(hours: int):
    clock = Clock()
    breaker = make_breaker(clock)
    open_it(breaker)
    clock.now += 3600 * hours
    assert call(breaker, failed=False)
    assert breaker.state is State.CLOSED


def test_looking_at_the_state_takes_no_trial_away():
    clock = Clock()
    breaker = make_breaker(clock)
    open_it(breaker)
    clock.now += OPEN_SECONDS
    assert [breaker.state, breaker.state] == [State.HALF_OPEN, State.HALF_OPEN]
    assert breaker.enter() is not None


def test_half_open_lets_one_trial_through_and_its_success_closes():
    clock = Clock()
    breaker = make_breaker(clock)
    open_it(breaker)
    clock.now += OPEN_SECONDS
    trial = breaker.enter()
    assert trial is not None
    assert breaker.enter() is None
    assert breaker.state is State.HALF_OPEN
    breaker.leave(trial, failed=False)
    assert breaker.state is State.CLOSED
    assert breaker.enter() is not None


def test_a_failed_trial_opens_again_for_the_whole_time():
    clock = Clock()
    breaker = make_breaker(clock)
    open_it(breaker)
    clock.now += OPEN_SECONDS
    assert call(breaker, failed=True)
    clock.now += OPEN_SECONDS - 0.001
    assert breaker.enter() is None
    clock.now += 0.001
    assert call(breaker, failed=False)
    assert breaker.state is State.CLOSED


def test_after_it_closed_the_count_starts_anew():
    clock = Clock()
    breaker = make_breaker(clock)
    open_it(breaker)
    clock.now += OPEN_SECONDS
    call(breaker, failed=False)
    call(breaker, failed=True)
    call(breaker, failed=True)
    assert breaker.state is State.CLOSED


@pytest.mark.parametrize("failed", [True, False])
def test_what_a_call_from_before_reports_is_dropped(failed: bool):
    clock = Clock()
    breaker = make_breaker(clock)
    late = breaker.enter()
    open_it(breaker)
    breaker.leave(late, failed=failed)
    assert breaker.state is State.OPEN
    clock.now += OPEN_SECONDS
    trial = breaker.enter()
    breaker.leave(late, failed=failed)
    assert breaker.state is State.HALF_OPEN, "only the trial may decide"
    breaker.leave(trial, failed=False)
    for _ in range(3):
        breaker.leave(late, failed=True)
    assert breaker.state is State.CLOSED


def test_every_change_is_reported_once_and_in_order():
    clock = Clock()
    changes: list[tuple[State, State]] = []
    breaker = make_breaker(clock, on_change=lambda old, new: changes.append((old, new)))
    open_it(breaker)
    clock.now += OPEN_SECONDS
    call(breaker, failed=True)
    clock.now += OPEN_SECONDS
    call(breaker, failed=False)
    assert changes == [
        (State.CLOSED, State.OPEN),
        (State.OPEN, State.HALF_OPEN),
        (State.HALF_OPEN, State.OPEN),
        (State.OPEN, State.HALF_OPEN),
        (State.HALF_OPEN, State.CLOSED),
    ]


def test_the_hook_may_ask_the_breaker():
    """A hook that runs under the lock would wait for itself for ever."""
    seen: list[State] = []
    breaker = make_breaker(Clock(), failures=1, on_change=lambda *_: seen.append(breaker.state))
    call(breaker, failed=True)
    assert seen == [State.OPEN]


@pytest.mark.parametrize(("failures", "open_seconds"), [(0, 1.0), (1, -1.0)])
def test_settings_that_make_no_sense_are_refused(failures: int, open_seconds: float):
    with pytest.raises(ValueError, match="at least 1"):
        CircuitBreaker(failures=failures, open_seconds=open_seconds, clock=Clock())


class ByTheBook:
    """The rules once more, for calls that follow one another, as plainly as they can be said."""

    def __init__(self, failures: int) -> None:
        self.failures, self.in_a_row, self.open_until = failures, 0, None

    def call(self, now: float, *, failed: bool) -> bool:
        if self.open_until is not None and now < self.open_until:
            return False
        trial = self.open_until is not None
        self.in_a_row = self.in_a_row + 1 if failed else 0
        self.open_until = None
        if failed and (trial or self.in_a_row >= self.failures):
            self.in_a_row, self.open_until = 0, now + OPEN_SECONDS
        return True


@given(
    failures=st.integers(1, 4),
    steps=st.lists(st.tuples(st.booleans(), st.integers(0, 6)), max_size=60),
)
def test_any_sequence_of_calls_goes_by_the_book(failures: int, steps: list[tuple[bool, int]]):
    clock = Clock()
    breaker, book = make_breaker(clock, failures), ByTheBook(failures)
    for failed, seconds in steps:
        clock.now += seconds
        assert call(breaker, failed=failed) == book.call(clock.now, failed=failed)


def test_calls_run_beside_one_another_while_closed():
    """Every thread waits inside its call for all others; one lock around the call would hang."""
    breaker = make_breaker(Clock())
    meeting = threading.Barrier(8, timeout=10)

    def one_call() -> bool:
        permit = breaker.enter()
        meeting.wait()
        breaker.leave(permit, failed=False)
        return True

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(lambda _: one_call(), range(8)))


def test_of_many_threads_at_once_one_makes_the_trial():
    for _ in range(50):
        clock = Clock()
        breaker = make_breaker(clock)
        open_it(breaker)
        clock.now += OPEN_SECONDS
        start = threading.Barrier(8, timeout=10)

        def ask(start=start, breaker=breaker) -> int | None:
            start.wait()
            return breaker.enter()

        with ThreadPoolExecutor(8) as threads:
            permits = [future.result() for future in [threads.submit(ask) for _ in range(8)]]
        assert sum(permit is not None for permit in permits) == 1


def test_never_two_trials_of_one_opening_whatever_threads_and_time_do():
    """Eight threads call a service that is down as fast as they can while the clock runs."""
    clock = Clock()
    breaker = make_breaker(clock)
    open_it(breaker)
    permits: list[int] = []

    def caller() -> None:
        for _ in range(500):
            permit = breaker.enter()
            clock.now += 0.5
            if permit is not None:
                permits.append(permit)
                breaker.leave(permit, failed=True)

    with ThreadPoolExecutor(8) as threads:
        for future in [threads.submit(caller) for _ in range(8)]:
            future.result()
    assert len(permits) > 10, "the clock ran far enough for many trials"
    assert len(set(permits)) == len(permits), "two calls shared one trial"
