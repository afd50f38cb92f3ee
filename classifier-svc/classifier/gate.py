"""A bounded number of calls at a time, and a bounded queue before them."""

import asyncio
from types import TracebackType

from classifier.problems import ProblemError, Reason

RETRY_AFTER = 2.0  # Seconds; a call to a model that is well takes about one.


class Gate:
    """`async with gate:` waits for a place, or raises ProblemError(OVERLOADED) at once."""

    def __init__(self, *, running_max: int, waiting_max: int) -> None:
        """Let `running_max` pass at a time, and keep `waiting_max` waiting."""
        self._places = asyncio.Semaphore(running_max)
        self._waiting_max = waiting_max
        self.waiting = 0
        self.running = 0

    async def __aenter__(self) -> None:
        """Take a place; a full queue answers in no time instead of growing."""
        if self._places.locked() and self.waiting >= self._waiting_max:
            raise ProblemError(
                Reason.OVERLOADED,
                "Too many classifications at once. Try again in a moment.",
                retry_after=RETRY_AFTER,
            )
        self.waiting += 1
        try:
            await self._places.acquire()
        finally:
            self.waiting -= 1
        self.running += 1

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Give the place to the next."""
        self.running -= 1
        self._places.release()
