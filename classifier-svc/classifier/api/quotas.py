"""What a client may use: texts in a minute, and calls at a time for its batches.

Each replica counts texts separately, or all together in the Redis server of QUOTA_STORAGE.
"""

import asyncio
import logging
import math
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError

from classifier.api.clients import Client
from classifier.logs import log_event
from classifier.problems import ProblemError, Reason

STORAGE_TIMEOUT = 0.25  # Seconds; counting must not delay an answer for longer.


MINUTE = 60.0

_a_minute = cache(RateLimitItemPerMinute)


class Quotas:
    """Counts the texts of each client in a sliding window."""

    def __init__(self, storage: str) -> None:
        """Count in `memory://` or `redis://…`; the first request connects."""
        self._storage: MemoryStorage | RedisStorage = MemoryStorage()
        if storage.startswith("redis"):
            self._storage = RedisStorage(
                f"async+{storage}",
                wrap_exceptions=True,
                implementation="redispy",
                socket_timeout=STORAGE_TIMEOUT,
                socket_connect_timeout=STORAGE_TIMEOUT,
            )
        self._limiter = SlidingWindowCounterRateLimiter(self._storage)

    async def charge_all(self, client: Client, field: str, texts: int) -> None:
        """Count the texts of one request, or raise ProblemError.

        The reason is INVALID_REQUEST, about the request's `field`, when the quota is smaller than
        the request: waiting would not help.
        """
        if texts > client.per_minute:
            sentence = f"Send at most {client.per_minute} at a time, your quota of a minute"
            raise ProblemError(
                Reason.INVALID_REQUEST,
                f"{field}: {sentence}",
                errors=[{"field": field, "message": sentence}],
            )
        await self.charge(client, texts)

    async def charge(self, client: Client, cost: int = 1) -> None:
        """Count `cost` texts, or raise ProblemError(QUOTA_EXCEEDED).

        When the storage fails, the call passes: a broken counter must not stop the service.
        """
        limit = _a_minute(client.per_minute)
        try:
            async with asyncio.timeout(STORAGE_TIMEOUT):
                if await self._limiter.hit(limit, client.name, cost=cost):
                    return
                window = await self._storage.get_sliding_window(limit.key_for(client.name), 60)
        except (StorageError, TimeoutError) as error:
            cause = error.storage_error if isinstance(error, StorageError) else error
            name = type(cause).__name__
            log_event("quota_storage_failed", level=logging.WARNING, error=name)
            return
        wait = seconds_to_wait(client.per_minute - cost, *window)
        raise ProblemError(
            Reason.QUOTA_EXCEEDED,
            f"{client.name} may ask for {client.per_minute} classifications a minute. "
            f"Try again in {math.ceil(wait)} s.",
            retry_after=wait,
        )


def seconds_to_wait(room: int, before: int, before_ends: float, now: int, now_ends: float) -> float:
    """Return the seconds, from 1 to 60, until a sliding window counts `room` texts or fewer.

    The arguments are those of the storage: the texts of the minute before, when it leaves the
    window, the texts of this minute, and when they will have left it.
    """
    if now > room:
        wait = now_ends - MINUTE * room / now
    else:
        wait = before_ends - MINUTE * (room - now) / before if before else 0.0
    return min(max(wait, 1.0), MINUTE)


class BatchSlots:
    """Bounds the calls at a time for batches, by client and for all of them together.

    A client's batches share its slots, so that many of them take no more than one.
    """

    def __init__(self, concurrency: int) -> None:
        """Give each client a quarter of the `concurrency` calls, and all of them half."""
        share = max(1, concurrency // 4)
        self._of_clients: defaultdict[str, asyncio.Semaphore]
        self._of_clients = defaultdict(lambda: asyncio.Semaphore(share))
        self._of_all = asyncio.Semaphore(max(1, concurrency // 2))

    @asynccontextmanager
    async def slot(self, client: Client) -> AsyncIterator[None]:
        """Hold a slot during the block; clients that wait get the free ones in turn."""
        async with self._of_clients[client.name], self._of_all:
            yield
