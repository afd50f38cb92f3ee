"""A bounded number of calls at a time, and a bounded queue before them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from classifier.problems import ProblemError, Reason

RETRY_AFTER = 2.0  # Seconds; a call to a model that is well takes about one.


class ConcurrencyLimit:
    """`async with limit.place(…):` waits for a place, or raises ProblemError(OVERLOADED)."""

    def __init__(self, *, running_max: int, waiting_max: int) -> None:
        """Let `running_max` pass at a time, and keep `waiting_max` waiting."""
        self._places = asyncio.Semaphore(running_max)
        self._waiting_max = waiting_max
        self.waiting = 0
        self.running = 0

    @asynccontextmanager
    async def place(self, wait_max: float) -> AsyncIterator[None]:
        """Take a place for the time of the block, having waited `wait_max` seconds at most.

        A full queue answers in no time instead of growing.
        """
        if self._places.locked():
            await self._wait(wait_max)
        else:
            await self._places.acquire()  # At once.
        self.running += 1
        try:
            yield
        finally:
            self.running -= 1
            self._places.release()

    async def _wait(self, wait_max: float) -> None:
        if self.waiting >= self._waiting_max:
            raise _overloaded()
        self.waiting += 1
        try:
            async with asyncio.timeout(wait_max):
                await self._places.acquire()
        except TimeoutError:
            raise _overloaded() from None
        finally:
            self.waiting -= 1


def _overloaded() -> ProblemError:
    return ProblemError(
        Reason.OVERLOADED,
        "Too many classifications at once. Try again in a moment.",
        retry_after=RETRY_AFTER,
    )
