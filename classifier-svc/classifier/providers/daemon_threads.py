"""Blocking calls in daemon threads, in a bounded number."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from classifier.problems import ProblemError, Reason

Result = TypeVar("Result")


class DaemonThreads:
    """Runs each call in a new daemon thread, `alive_max` of them at a time.

    `asyncio.to_thread` and the executors of the standard library join their threads at exit, so one
    hung call would prevent the process from ending. A thread whose caller gave up counts until its
    call ends; with no thread left, the answer is `overloaded` at once.
    """

    def __init__(self, alive_max: int) -> None:
        """Start nothing yet."""
        self._free = threading.Semaphore(alive_max)

    async def run(self, function: Callable[[], Result]) -> Result:
        """Return what `function` returns, or raise what it raises."""
        if not self._free.acquire(blocking=False):
            raise ProblemError(
                Reason.OVERLOADED, "Too many calls to the provider hang.", retry_after=2.0
            )
        call: Future[Result] = Future()
        call.set_running_or_notify_cancel()  # From here on a cancelled caller leaves it running.

        def work() -> None:
            try:
                result = function()
            except BaseException as error:  # noqa: BLE001 - raised again in the caller.
                self._free.release()
                call.set_exception(error)
            else:
                self._free.release()
                call.set_result(result)

        threading.Thread(target=work, name="provider-call", daemon=True).start()
        return await asyncio.wrap_future(call)
