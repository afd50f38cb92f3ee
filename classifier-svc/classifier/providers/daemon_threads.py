"""Blocking calls in threads that can neither pile up nor hold up the end of the process."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import TypeVar

from classifier.problems import ProblemError, Reason

Result = TypeVar("Result")


class DaemonThreads:
    """Runs calls in daemon threads, `alive_max` at a time.

    The pools of the standard library are joined at exit, so one hung call would keep the process
    from ending. A caller that gives up waiting leaves its call behind; such calls count until they
    end, and when all threads are taken the answer is `overloaded` at once.

    Threads are kept for the next call: starting one makes the event loop wait until it runs.
    """

    def __init__(self, alive_max: int) -> None:
        """Start nothing yet."""
        self._alive_max = alive_max
        self._started = 0
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self.alive = 0

    async def run(self, function: Callable[[], Result]) -> Result:
        """Return what `function` returns, or raise what it raises."""
        if self.alive >= self._alive_max:
            raise ProblemError(
                Reason.OVERLOADED, "Too many calls to the provider hang.", retry_after=2.0
            )
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()

        def settle(result: Result | None, error: BaseException | None) -> None:
            self.alive -= 1
            if future.done():  # The caller has given up.
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)  # type: ignore[arg-type]

        def work() -> None:
            result, error = None, None
            try:
                result = function()
            except BaseException as raised:  # noqa: BLE001 - raised again in the caller.
                error = raised
            with suppress(RuntimeError):  # The loop has closed: the process is ending.
                loop.call_soon_threadsafe(settle, result, error)

        self.alive += 1
        self._have_a_thread_for_each()
        self._work.put(work)
        return await future

    def _have_a_thread_for_each(self) -> None:
        if self._started < self.alive:
            self._started += 1
            threading.Thread(target=self._serve, name="provider-call", daemon=True).start()

    def _serve(self) -> None:
        while (work := self._work.get()) is not None:
            work()

    def close(self) -> None:
        """Let the threads end, each when its call has."""
        for _ in range(self._started):
            self._work.put(None)
        self._started = 0
