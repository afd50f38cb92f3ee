"""A call whose result several requests wait for."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


class SharedCall(Generic[Result]):
    """Runs while a request waits for it; when the last one gives up, it is cancelled."""

    def __init__(self, work: Coroutine[Any, Any, Result]) -> None:
        """Start the work."""
        self._task = asyncio.create_task(work)
        self._waiting = 0
        self._callbacks: list[Callable[[Result | None], None]] = []
        self._task.add_done_callback(self._tell)

    @property
    def is_over(self) -> bool:
        """Whether it has a result, failed or was cancelled."""
        return self._task.done() or self._task.cancelling() > 0

    def when_over(self, callback: Callable[[Result | None], None]) -> None:
        """Call `callback` with the result, or with None when there is none."""
        self._callbacks.append(callback)

    async def result(self) -> Result:
        """Wait for the result, or raise what the work raises."""
        self._waiting += 1
        try:
            # Shielded, because other requests may wait for the same result.
            return await asyncio.shield(self._task)
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._task.cancel()

    def _tell(self, task: asyncio.Task[Result]) -> None:
        # Reading the exception marks it as retrieved, in case every request has given up.
        failed = task.cancelled() or task.exception() is not None
        for callback in self._callbacks:
            callback(None if failed else task.result())
