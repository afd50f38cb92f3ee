"""Limit the requests that a gunicorn worker serves at once, without those that wait.

gunicorn's `threads` is the number of requests that a worker serves at once (requirements §7.2). A
request that waits for the classifier uses no processor time. It calls `step_aside` to release its
turn, so that a slow classifier does not block ticket requests (docs/decisions/0004).

gunicorn has no such setting. Without this module
tests/server/test_gunicorn.py::test_thirty_hanging_classifications_leave_every_thread_to_the_tickets
fails.
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

_held = threading.local()


class Turns:
    """A semaphore of `number` turns that are granted in the order of the calls to `take`.

    `threading.Semaphore` lets a new caller overtake callers that already wait.
    """

    def __init__(self, number: int) -> None:
        self._free = number
        self._queue: deque[threading.Lock] = deque()
        self._lock = threading.Lock()

    def take(self) -> None:
        """Wait for a turn."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine = threading.Lock()
            mine.acquire()
            self._queue.append(mine)
        mine.acquire()  # Blocks until `give` releases it.

    def give(self) -> None:
        """Release a turn; the caller that has waited longest gets it."""
        with self._lock:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._free += 1


class WorkerThreads(ThreadPoolExecutor):
    """Runs at most `at_a_time` calls at once, not counting calls that have stepped aside."""

    def __init__(self, *, at_a_time: int, aside: int) -> None:
        """At most `aside` calls can run on after `step_aside`; threads start on demand."""
        super().__init__(max_workers=at_a_time + aside, thread_name_prefix="request")
        self._turns = Turns(at_a_time)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run `fn` as soon as a thread and a turn are free."""
        return super().submit(self._in_turn, fn, *args, **kwargs)

    def _in_turn(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self._turns.take()
        _held.turns = self._turns
        try:
            return fn(*args, **kwargs)
        finally:
            step_aside()


def step_aside() -> None:
    """Release this thread's turn for the rest of its request; does nothing without a turn."""
    turns: Turns | None = getattr(_held, "turns", None)
    if turns is not None:
        _held.turns = None
        turns.give()
