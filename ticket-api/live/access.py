"""Check the permission of streams, when they open and while they are open."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import Error

from common.errors import Refusal
from live import blocks
from live.hub import Subscription, disconnect, read_database
from live.views import Credential

logger = logging.getLogger(__name__)
T = TypeVar("T")

CHECK_SECONDS = 60.0


class CredentialChecker:
    """Checks credentials; each process has one instance.

    It has its own thread and database connection, so that permission checks never delay the reader
    of changes.
    """

    def __init__(self, *, check_seconds: float = CHECK_SECONDS) -> None:
        self._check_seconds = check_seconds
        self._asker = ThreadPoolExecutor(1, thread_name_prefix="credentials")
        self._streams: dict[Credential, set[Subscription]] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start checking the open streams every `check_seconds`."""
        self._task = asyncio.create_task(self._check_for_ever())

    async def stop(self) -> None:
        """Stop checking and close the database connection."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self.ask(disconnect)
        self._asker.shutdown(wait=False)

    async def ask(self, check: Callable[[], T]) -> T:
        """Run `check` in the thread; gives its result, or raises its Refusal or database error."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._asker, read_database, check)

    @contextlib.contextmanager
    def watching(self, credential: Credential | None, subscription: Subscription) -> Iterator[None]:
        """While the block runs, close `subscription` when its credential becomes invalid."""
        if credential is None:
            yield
            return
        streams = self._streams.setdefault(credential, set())
        streams.add(subscription)
        try:
            yield
        finally:
            streams.discard(subscription)
            if not streams:
                self._streams.pop(credential, None)

    async def _check_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self._check_seconds)
            for credential in list(self._streams):
                # Without the database no stream gets tickets, so the check can wait.
                with contextlib.suppress(Error):
                    await self._check(credential)

    async def _check(self, credential: Credential) -> None:
        try:
            await self.ask(credential.check)
        except Refusal as refusal:
            logger.info("events.signed_out", extra={"reason": refusal.get_codes()})
            for subscription in self._streams.get(credential, ()):
                subscription.close(farewell=blocks.SIGNED_OUT)
