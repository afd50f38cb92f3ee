"""Blocking calls in threads that can neither pile up nor hold up the end of the process."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from classifier.problems import ProblemError, Reason

Result = TypeVar("Result")


class DaemonThreads:
    """Runs each call in a daemon thread of its own, `alive_max` at a time.

    The pools of the standard library are joined at exit, so one hung call would keep the process
    from ending. A caller that gives up waiting leaves its thread behind; such threads count until
    they end, and when all are taken the answer is `overloaded` at once.
    """

    def __init__(self, alive_max: int) -> None:
        """Start nothing yet."""
        self._alive_max = alive_max
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
            if future.done():  # Nobody waits any more.
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)  # type: ignore[arg-type]

        def work() -> None:
            result, error = None, None
            try:
                result = function()
            except BaseException as raised:  # noqa: BLE001 - handed to whoever awaits.
                error = raised
            with suppress(RuntimeError):  # The loop has closed: the process is ending.
                loop.call_soon_threadsafe(settle, result, error)

        self.alive += 1
        threading.Thread(target=work, name="provider-call", daemon=True).start()
        return await future
