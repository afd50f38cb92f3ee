"""The threads of a worker: turns are limited and handed on in order, and waiting takes none."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from server.concurrency_limit import Turns, WorkerThreads, step_aside


@contextmanager
def threads(at_a_time: int, aside: int) -> Iterator[WorkerThreads]:
    with WorkerThreads(at_a_time=at_a_time, aside=aside) as pool:
        yield pool


class Call:
    """Something to run that tells when it has begun and ends when it is told to."""

    def __init__(self, *, aside: bool = False) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self._aside = aside

    def __call__(self) -> str:
        if self._aside:
            step_aside()
        self.begun.set()
        assert self.go.wait(10)
        return "done"


def begin(pool: WorkerThreads, *calls: Call) -> list[Future]:
    futures = [pool.submit(call) for call in calls]
    for call in calls:
        assert call.begun.wait(10)
    return futures


def test_who_stepped_aside_takes_no_turn() -> None:
    waiting = [Call(aside=True) for _ in range(5)]
    working = [Call(), Call()]
    with threads(at_a_time=2, aside=5) as pool:
        futures = begin(pool, *waiting, *working)
        for call in waiting + working:
            call.go.set()
        assert [future.result(10) for future in futures] == ["done"] * 7


def test_no_more_than_so_many_work() -> None:
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


def test_stepping_aside_twice_hands_one_turn_on() -> None:
    def step_aside_twice() -> None:
        step_aside()
        step_aside()

    first, second = Call(), Call()
    with threads(at_a_time=1, aside=2) as pool:
        pool.submit(step_aside_twice).result(10)
        begin(pool, first)
        pool.submit(second)
        assert not second.begun.wait(0.1)
        first.go.set()
        second.go.set()


def test_a_call_that_fails_hands_its_turn_on() -> None:
    with threads(at_a_time=1, aside=1) as pool:
        assert isinstance(pool.submit(lambda: 1 / 0).exception(10), ZeroDivisionError)
        assert pool.submit(lambda: "next").result(10) == "next"


def test_turns_go_to_who_asked_first() -> None:
    turns, order = Turns(1), []
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
    turns.take()  # Whoever comes by has no turn before them.
    assert order == list(range(5))
    for thread in waiting:
        thread.join()


def test_outside_of_a_worker_there_is_nothing_to_hand_on() -> None:
    step_aside()
