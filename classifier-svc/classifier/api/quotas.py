"""Quotas: how many classifications a client may ask for in a minute.

They hold for one replica, or across all of them when QUOTA_STORAGE names a Redis.
"""

import logging
import math
import time
from functools import cache

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError

from classifier.api.clients import Client
from classifier.logs import log_event
from classifier.problems import ProblemError, Reason

STORAGE_TIMEOUT = 0.25  # Seconds; a quota is not worth more of an answer's time.


_a_minute = cache(RateLimitItemPerMinute)


class Quotas:
    """Counts what clients ask for, in a window that slides."""

    def __init__(self, storage: str) -> None:
        """Count in `memory://` or `redis://…`; the first request connects."""
        counter: Storage = MemoryStorage()
        if storage.startswith("redis"):
            counter = RedisStorage(
                f"async+{storage}",
                wrap_exceptions=True,
                implementation="redispy",
                socket_timeout=STORAGE_TIMEOUT,
                socket_connect_timeout=STORAGE_TIMEOUT,
            )
        self._limiter = SlidingWindowCounterRateLimiter(counter)

    async def charge(self, client: Client, cost: int = 1) -> None:
        """Count `cost` classifications, or raise ProblemError(QUOTA_EXCEEDED).

        When the storage fails the call passes: quotas keep clients from each other, and a broken
        counter must not keep all of them from the service.
        """
        limit = _a_minute(client.per_minute)
        try:
            if await self._limiter.hit(limit, client.name, cost=cost):
                return
            window = await self._limiter.get_window_stats(limit, client.name)
        except StorageError as error:
            log_event(
                "quota_storage_failed",
                level=logging.WARNING,
                error=type(error.storage_error).__name__,
            )
            return
        wait = max(1.0, window.reset_time - time.time())
        raise ProblemError(
            Reason.QUOTA_EXCEEDED,
            f"{client.name} may ask for {client.per_minute} classifications a minute. "
            f"Try again in {math.ceil(wait)} s.",
            retry_after=wait,
        )
