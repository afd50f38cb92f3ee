"""A bounded number of calls at a time, and a bounded queue before them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from classifier.problems import ProblemError, Reason

RETRY_AFTER = 2.0  # Seconds; a call to a model usually takes about one.


class ConcurrencyLimit:
    """`async with limit.slot(…):` waits for a slot, or raises ProblemError(OVERLOADED)."""

    def __init__(self, *, running_max: int, waiting_max: int) -> None:
        """Allow `running_max` calls at a time, and `waiting_max` in the queue."""
        self._slots = asyncio.Semaphore(running_max)
        self._waiting_max = waiting_max
        self.waiting = 0
        self.running = 0

    @asynccontextmanager
    async def slot(self, wait_max: float) -> AsyncIterator[None]:
        """Hold a slot during the block, after at most `wait_max` seconds in the queue.

        A full queue refuses at once.
        """
        if self._slots.locked():
            await self._wait(wait_max)
        else:
            await self._slots.acquire()
        self.running += 1
        try:
            yield
        finally:
            self.running -= 1
            self._slots.release()

    async def _wait(self, wait_max: float) -> None:
        if self.waiting >= self._waiting_max:
            raise overloaded()
        self.waiting += 1
        try:
            async with asyncio.timeout(wait_max):
                await self._slots.acquire()
        except TimeoutError:
            raise overloaded() from None
        finally:
            self.waiting -= 1


def overloaded() -> ProblemError:
    """Return the problem for a request that finds a full queue or waits too long."""
    return ProblemError(
        Reason.OVERLOADED,
        "Too many classifications at once. Try again in a moment.",
        retry_after=RETRY_AFTER,
    )
