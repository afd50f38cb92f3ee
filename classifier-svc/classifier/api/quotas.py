"""Quotas: how many classifications a client may ask for in a minute.

Each replica counts separately, or all together in the Redis server of QUOTA_STORAGE.
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

STORAGE_TIMEOUT = 0.25  # Seconds; counting must not delay an answer for longer.


_a_minute = cache(RateLimitItemPerMinute)


class Quotas:
    """Counts the classifications of each client in a sliding window."""

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

        When the storage fails, the call passes: a broken counter must not stop the service.
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
