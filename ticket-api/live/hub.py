"""Read changes from the database and distribute them to all open streams.

Each process has one reader thread with one database connection. It polls a few times a second while
streams are open.
"""

import asyncio
import functools
import itertools
import logging
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from django.db import Error, connection

from live import blocks, change_log
from live.change_log import Changes, Position
from live.subscription import Subscription
from tickets import selectors
from tickets.representation import TicketIdentity, identity_of

logger = logging.getLogger(__name__)
T = TypeVar("T")

POLL_SECONDS = 0.25
POLL_SECONDS_AFTER_TOO_MANY = 2.0  # Pages reload their lists, so send fewer `reset` events.
PING_SECONDS = 15.0  # contracts/timeouts.json, stream_ping.
RECONNECT_SECONDS = 1.0
TRIM_SECONDS = 60.0
STATS_SECONDS = 60.0  # Also without changes, because the daily average changes at midnight.
STATS_SHARE = 0.2  # Reading the statistics takes at most this share of the reader's time.
MISSED_BYTES = 16 << 20  # Unsent bytes of missed changes of all resumed streams together.


class Hub:
    """Distributes changes to streams; each process has one instance.

    Its methods run in the event loop. Only the functions passed to `read` run in the reader thread.
    """

    def __init__(self) -> None:
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="change-log")
        self._tasks: list[asyncio.Task[None]] = []
        self._subscriptions: set[Subscription] = set()
        self._followers: dict[TicketIdentity, set[Subscription]] = {}  # Of one ticket each.
        self._listeners = 0
        self._wanted = asyncio.Event()  # Set while there are listeners.
        self._current = asyncio.Event()  # Set while position and statistics are up to date.
        self._position: Position | None = None
        self._trimmable: Position | None = None
        self._stats: dict[str, Any] = {}
        self._stats_stale = True
        self._stats_read_at = 0.0
        self._stats_not_before = 0.0
        self._stopping = False

    def start(self) -> None:
        """Start the tasks; they read the database only while streams are open."""
        jobs = (self._poll_for_ever(), self._ping_for_ever(), self._trim_for_ever())
        self._tasks = [asyncio.create_task(job) for job in jobs]
        for task in self._tasks:
            task.add_done_callback(_end_the_process_if_it_failed)

    def end_streams(self) -> None:
        """End every stream, also those that open later, because the process ends."""
        self._stopping = True
        self._current.set()
        for subscription in self._everybody():
            subscription.close()

    async def stop(self) -> None:
        """Stop reading and close the database connection."""
        self.end_streams()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.read(disconnect)
        self._reader.shutdown(wait=False)

    async def read(self, function: Callable[[], T]) -> T:
        """Run `function` in the reader thread and return its result.

        Raises the exceptions of `function`. After a database error the next call reconnects.
        """
        return await asyncio.get_running_loop().run_in_executor(
            self._reader, read_database, function
        )

    @asynccontextmanager
    async def subscribe(
        self, last_event_id: str, *, for_roles: bool
    ) -> AsyncIterator[Subscription]:
        """A queue with the missed changes, the statistics and then all new changes."""
        subscription = Subscription(for_roles=for_roles)
        async with self._listening():
            try:
                await self._greet(subscription, last_event_id)
                yield subscription
            finally:
                self._subscriptions.discard(subscription)

    @asynccontextmanager
    async def follow(self, ticket: TicketIdentity) -> AsyncIterator[Subscription]:
        """A queue with the current state of one ticket and then its changes."""
        subscription = Subscription()
        async with self._listening():
            followers = self._followers.setdefault(ticket, set())
            followers.add(subscription)
            try:
                await self._greet_follower(subscription, ticket)
                yield subscription
            finally:
                followers.discard(subscription)
                if not followers:
                    self._followers.pop(ticket, None)

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        """Keep the poller running while the block runs."""
        self._listeners += 1
        self._wanted.set()
        try:
            await self._current.wait()
            yield
        finally:
            self._listeners -= 1
            if not self._listeners:
                self._wanted.clear()
                self._current.clear()

    async def _greet(self, subscription: Subscription, last_event_id: str) -> None:
        """Queue the changes up to `position`; later ones are published to the subscription."""
        position = self._position
        if self._stopping or position is None:
            subscription.close()
            return
        self._subscriptions.add(subscription)
        stats = blocks.stats_block(self._stats, position)
        missed = b""
        if last_event_id:
            missed = await self._missed(last_event_id, position, subscription.for_roles)
        subscription.greet(missed, stats)

    async def _greet_follower(self, subscription: Subscription, ticket: TicketIdentity) -> None:
        """Queue the ticket, read after the stream was added to the followers to miss no change."""
        if self._stopping:
            subscription.close()
            return
        row = await self.read(lambda: selectors.ticket_find(ticket_id=ticket.id))
        if row and identity_of(row) == ticket:
            subscription.greet(b"", blocks.ticket_block("changed", row))

    async def _missed(self, last_event_id: str, position: Position, for_roles: bool) -> bytes:
        since = Position.from_token(last_event_id)
        if since is None:
            return blocks.reset_block(position)
        changes = await self.read(lambda: change_log.read_changes(since, until=position))
        missed = blocks.changes_block(changes, for_roles=for_roles)
        # Missed changes stay in memory until sent; many slow streams would fill it.
        held = sum(subscription.missed_bytes for subscription in self._subscriptions)
        return missed if held + len(missed) <= MISSED_BYTES else blocks.reset_block(position)

    def _publish(self, block: bytes, for_roles: bytes) -> None:
        """Queue `for_roles` for the streams of callers with a role, `block` for all others."""
        _offer((one for one in self._subscriptions if one.for_roles), for_roles)
        _offer((one for one in self._subscriptions if not one.for_roles), block)

    def _tell_followers(self, changes: Changes) -> None:
        if changes.too_many:
            _offer(itertools.chain(*self._followers.values()), blocks.RESET)
        for kind, row in changes.tickets:
            if followers := self._followers.get(identity_of(row)):
                _offer(followers, blocks.ticket_block(kind, row))
        for message in changes.messages:
            if followers := self._followers.get(message.ticket):
                _offer(followers, blocks.public_message_block(message))

    def _everybody(self) -> Iterator[Subscription]:
        return itertools.chain(self._subscriptions, *self._followers.values())

    async def _poll_for_ever(self) -> None:
        away = False
        while True:
            await self._wanted.wait()
            try:
                pause = await self._poll()
            except Error as error:
                if not away:
                    logger.warning("events.database_away", extra={"reason": type(error).__name__})
                away, pause = True, RECONNECT_SECONDS
            else:
                if away:
                    logger.info("events.database_back")
                away = False
            await asyncio.sleep(pause)

    async def _poll(self) -> float:
        """Read and publish new changes; returns the seconds until the next reading."""
        since = self._position
        if since is None or not self._current.is_set():
            position = self._position = await self.read(change_log.current_position)
            stats = await self._fresh_stats(position, changed=True, at_once=True)
            self._publish(stats, stats)
            self._current.set()
            return POLL_SECONDS
        changes = await self.read(lambda: change_log.read_changes(since))
        self._tell_followers(changes)
        news = blocks.changes_block(changes, for_roles=False)
        for_roles = blocks.changes_block(changes, for_roles=True)
        stats = b""
        try:
            # In the same block, because each block wakes every stream and costs each a packet.
            stats = await self._fresh_stats(changes.position, changed=changes.concern_tickets)
        finally:
            # At once: a heartbeat or a new stream in between would carry the new position without
            # the changes before it, or get them twice.
            self._position = changes.position
            self._publish(news + stats, for_roles + stats)
        return POLL_SECONDS_AFTER_TOO_MANY if changes.too_many else POLL_SECONDS

    async def _fresh_stats(
        self, position: Position, *, changed: bool, at_once: bool = False
    ) -> bytes:
        """The block of the statistics if they have changed, otherwise empty."""
        self._stats_stale |= changed
        started = time.monotonic()
        due = self._stats_stale or started - self._stats_read_at >= STATS_SECONDS
        if not at_once and (not due or started < self._stats_not_before):
            return b""
        stats = await self.read(selectors.ticket_stats)
        self._stats_stale = False
        self._stats_read_at = time.monotonic()
        self._stats_not_before = started + (self._stats_read_at - started) / STATS_SHARE
        if stats == self._stats:
            return b""
        self._stats = stats
        return blocks.stats_block(stats, position)

    async def _ping_for_ever(self) -> None:
        """Send heartbeats, also while the database is unavailable."""
        while True:
            await asyncio.sleep(PING_SECONDS)
            ping = blocks.ping_block(self._position)
            self._publish(ping, ping)
            _offer(itertools.chain(*self._followers.values()), blocks.ping_block(None))

    async def _trim_for_ever(self) -> None:
        """Delete only rows that a reading a minute ago has seen; no reader is further behind."""
        while True:
            await asyncio.sleep(TRIM_SECONDS)
            with suppress(Error):  # The poller logs it, and the next minute tries again.
                seen, self._trimmable = self._trimmable, None
                if seen is not None:
                    await self.read(functools.partial(change_log.trim, seen=seen))
                self._trimmable = await self.read(change_log.current_position)


def _offer(subscriptions: Iterable[Subscription], block: bytes) -> None:
    for subscription in subscriptions if block else ():
        subscription.offer(block)


def _end_the_process_if_it_failed(task: asyncio.Task[None]) -> None:
    """End the process when a task failed; gunicorn starts another one."""
    if not task.cancelled() and task.exception() is not None:
        logger.critical("events.reader_failed", exc_info=task.exception())
        signal.raise_signal(signal.SIGTERM)


def disconnect() -> None:
    """Close the calling thread's database connection."""
    connection.close()


def read_database(function: Callable[[], T]) -> T:
    """Run `function`; after a database error the next call reconnects."""
    try:
        return function()
    except Error:
        with suppress(Error):
            connection.close()
        raise
