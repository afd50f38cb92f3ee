"""The threads of a gunicorn worker: a few requests work at a time, and who waits is none of them.

gunicorn's `threads` say how many requests a worker serves at a time (requirements §7.2). A request
that waits for the classifier does nothing for that long; with `step_aside` it hands its turn on, so
a model that is slow, or hangs, takes no turn from the tickets (docs/decisions/0004).
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

_held = threading.local()


class Turns:
    """So many turns at a time; who asked first has the next one."""

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
        mine.acquire()  # Released by whoever hands the turn on.

    def give(self) -> None:
        """Hand a turn on. A semaphore would let whoever comes by snatch it from those who wait."""
        with self._lock:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._free += 1


class WorkerThreads(ThreadPoolExecutor):
    """Runs `at_a_time` calls at a time, and beside them as many as have stepped aside."""

    def __init__(self, *, at_a_time: int, aside: int) -> None:
        """Start nothing yet; no more than `aside` calls may wait after `step_aside`."""
        super().__init__(max_workers=at_a_time + aside, thread_name_prefix="request")
        self._turns = Turns(at_a_time)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run `fn` when it has a thread and a turn."""
        return super().submit(self._in_turn, fn, *args, **kwargs)

    def _in_turn(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self._turns.take()
        _held.turns = self._turns
        try:
            return fn(*args, **kwargs)
        finally:
            step_aside()


def step_aside() -> None:
    """Hand this thread's turn on, for all that its request has left to do; harmless without one."""
    turns: Turns | None = getattr(_held, "turns", None)
    if turns is not None:
        _held.turns = None
        turns.give()
