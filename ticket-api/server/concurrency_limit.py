"""Limit the requests that a gunicorn worker serves at once, without those that wait.

gunicorn's `threads` is the number of requests that a worker serves at once (requirements §7.2). A
request that waits for the classifier uses no processor time. It calls `release_slot` to release its
slot, so that a slow classifier does not block ticket requests (docs/decisions/0004).

gunicorn has no such setting. Without this module
tests/server/test_gunicorn.py::test_thirty_hanging_classifications_leave_every_thread_to_the_tickets
fails.
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

# Exports of lists in one process. Each needs a thread, but no slot while it is sent.
EXPORTS_AT_ONCE = 2

_held = threading.local()


class Slots:
    """A semaphore of `number` slots that are granted in the order of the calls to `take`.

    `threading.Semaphore` lets a new caller overtake callers that already wait.
    """

    def __init__(self, number: int) -> None:
        self._free = number
        self._queue: deque[threading.Lock] = deque()
        self._lock = threading.Lock()

    def take(self) -> None:
        """Wait for a slot."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine = threading.Lock()
            mine.acquire()
            self._queue.append(mine)
        mine.acquire()  # Blocks until `give` releases it.

    def give(self) -> None:
        """Release a slot; the caller that has waited longest gets it."""
        with self._lock:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._free += 1


class WorkerThreads(ThreadPoolExecutor):
    """Runs at most `at_a_time` calls at once, not counting calls that have stepped aside."""

    def __init__(self, *, at_a_time: int, aside: int) -> None:
        """At most `aside` calls can run on after `release_slot`; threads start on demand."""
        super().__init__(max_workers=at_a_time + aside, thread_name_prefix="request")
        self._slots = Slots(at_a_time)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run `fn` as soon as a thread and a slot are free."""
        return super().submit(self._in_slot, fn, *args, **kwargs)

    def _in_slot(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        _held.of_worker = self._slots
        take_slot()
        try:
            return fn(*args, **kwargs)
        finally:
            release_slot()


def take_slot() -> None:
    """Wait for a slot again, before work that follows `release_slot`; nothing outside of a worker.

    Without it, requests that have waited could use more database connections than there are slots.
    """
    slots: Slots | None = getattr(_held, "of_worker", None)
    if slots is not None and getattr(_held, "slots", None) is None:
        slots.take()
        _held.slots = slots


def release_slot() -> None:
    """Release this thread's slot for the rest of its request; does nothing without a slot."""
    slots: Slots | None = getattr(_held, "slots", None)
    if slots is not None:
        _held.slots = None
        slots.give()
