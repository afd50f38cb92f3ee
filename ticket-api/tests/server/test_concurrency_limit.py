"""The concurrency limit of a worker: turns are bounded and granted in order."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from server.concurrency_limit import Slots, WorkerThreads, release_slot, take_slot
from tests.gunicorn_server import FOLDER


@contextmanager
def threads(at_a_time: int, aside: int) -> Iterator[WorkerThreads]:
    with WorkerThreads(at_a_time=at_a_time, aside=aside) as pool:
        yield pool


class Call:
    """A callable that sets `begun` when it starts and returns when `go` is set."""

    def __init__(self, *, aside: bool = False) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self._aside = aside

    def __call__(self) -> str:
        if self._aside:
            release_slot()
        self.begun.set()
        assert self.go.wait(10)
        return "done"


def begin(pool: WorkerThreads, *calls: Call) -> list[Future]:
    futures = [pool.submit(call) for call in calls]
    for call in calls:
        assert call.begun.wait(10)
    return futures


def test_a_call_that_stepped_aside_takes_no_turn() -> None:
    waiting = [Call(aside=True) for _ in range(5)]
    working = [Call(), Call()]
    with threads(at_a_time=2, aside=5) as pool:
        futures = begin(pool, *waiting, *working)
        for call in waiting + working:
            call.go.set()
        assert [future.result(10) for future in futures] == ["done"] * 7


def test_a_call_that_goes_on_after_its_wait_takes_a_turn_again() -> None:
    first = threading.Event()

    def waits_and_goes_on() -> str:
        release_slot()
        release_slot()
        take_slot()
        take_slot()
        first.set()
        return "done"

    working = [Call(), Call()]
    with threads(at_a_time=2, aside=5) as pool:
        begin(pool, *working)
        working[0].go.set()
        # It has waited aside, and may go on only in the turn of a call that has ended.
        assert pool.submit(waits_and_goes_on).result(10) == "done"
        blocked = Call()
        begin(pool, blocked)
        first.clear()
        aside = pool.submit(waits_and_goes_on)
        assert not first.wait(0.1)
        for call in (*working, blocked):
            call.go.set()
        assert aside.result(10) == "done"
        # Each turn was given back once.
        after = [Call(), Call()]
        begin(pool, *after)
        assert not _begins(pool)
        for call in after:
            call.go.set()


def _begins(pool: WorkerThreads) -> bool:
    """Whether one more call gets a turn now."""
    call = Call()
    call.go.set()
    pool.submit(call)
    return call.begun.wait(0.1)


def test_outside_of_a_worker_there_are_no_turns() -> None:
    take_slot()
    release_slot()


def test_the_number_of_concurrent_calls_is_bounded() -> None:
    working, next_one = [Call(), Call()], Call()
    with threads(at_a_time=2, aside=5) as pool:
        begin(pool, *working)
        future = pool.submit(next_one)
        assert not next_one.begun.wait(0.1)
        working[0].go.set()
        assert next_one.begun.wait(10)
        for call in (*working, next_one):
            call.go.set()
        assert future.result(10) == "done"


def test_stepping_aside_twice_releases_one_turn() -> None:
    def release_slot_twice() -> None:
        release_slot()
        release_slot()

    first, second = Call(), Call()
    with threads(at_a_time=1, aside=2) as pool:
        pool.submit(release_slot_twice).result(10)
        begin(pool, first)
        pool.submit(second)
        assert not second.begun.wait(0.1)
        first.go.set()
        second.go.set()


def test_a_failed_call_releases_its_turn() -> None:
    with threads(at_a_time=1, aside=1) as pool:
        assert isinstance(pool.submit(lambda: 1 / 0).exception(10), ZeroDivisionError)
        assert pool.submit(lambda: "next").result(10) == "next"


def test_turns_are_granted_in_order() -> None:
    turns, order = Slots(1), []
    turns.take()

    def take(number: int) -> None:
        turns.take()
        order.append(number)
        turns.give()

    waiting = []
    for number in range(5):
        waiting.append(threading.Thread(target=take, args=(number,)))
        waiting[-1].start()
        while len(turns._queue) <= number:
            time.sleep(0.001)
    turns.give()
    turns.take()  # Granted only after all that already wait.
    assert order == list(range(5))
    for thread in waiting:
        thread.join()


def test_stepping_aside_outside_of_a_worker_does_nothing() -> None:
    release_slot()


def test_a_worker_gets_its_threads_without_the_models() -> None:
    """The servers of the benchmarks run by the same configuration, without Django's apps."""
    script = """
import runpy
from types import SimpleNamespace
worker = SimpleNamespace(cfg=SimpleNamespace(threads=1))
runpy.run_path("gunicorn.conf.py")["_limit_concurrency"](worker)
print(type(worker.tpool).__name__)
"""
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=FOLDER,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.stdout == "WorkerThreads\n", run.stderr
