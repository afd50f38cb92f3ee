"""Django's PostgreSQL backend with connections that requests share across threads.

After a request its connection becomes idle, and the next request takes it in any thread. So a
worker has no more connections than requests at once, though it has more threads.

Django's own pool (`OPTIONS["pool"]`, psycopg-pool with health checks) was tried instead. With it
tests/server/test_kept_connections.py::test_a_database_that_restarted_costs_a_worker_no_error fails,
and each request costs an extra statement to check its connection.
"""

import select
import time
from collections import defaultdict, deque
from datetime import UTC, date, datetime
from typing import Any
from weakref import WeakSet

from django.db.backends.postgresql import base
from psycopg import Connection, DataError
from psycopg.types.datetime import DateLoader, TimestamptzLoader

# A connection, and the time.monotonic() after which it is closed for its age, or None.
_Idle = deque[tuple[Connection[Any], float | None]]

# By database, because tests use several. The most recently used connection is taken first.
_idle: defaultdict[str, _Idle] = defaultdict(deque)
_opened: WeakSet[Connection[Any]] = WeakSet()


_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class NearestTime(TimestamptzLoader):
    """Loads times outside Python's range (`infinity`, years before 1 or after 9999) as the nearest.

    Plain SQL can store such a time where no constraint refuses it. psycopg would raise an error,
    and one such row would make every page that contains it fail
    (tests/tickets/test_odd_times.py).
    """

    timezone = UTC  # Django replaces a loader that has another time zone than the connection.

    def load(self, data: Any) -> datetime:
        """The time, or `datetime.min` or `datetime.max`.

        `fromisoformat` takes a fifth of psycopg's time: 0.4 ms less for a page of 50 tickets.
        """
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            return self._load_odd(data)

    def _load_odd(self, data: Any) -> datetime:
        try:
            time: datetime = super().load(data)
        except DataError:
            return _EARLIEST if _is_before_christ(data) else _LATEST
        return time


class NearestDate(DateLoader):
    """As NearestTime, for dates."""

    def load(self, data: Any) -> date:
        """The date, or `date.min` or `date.max`."""
        try:
            return super().load(data)
        except DataError:
            return date.min if _is_before_christ(data) else date.max


def _is_before_christ(data: Any) -> bool:
    text = bytes(data)
    return text.startswith(b"-") or text.endswith(b"BC")


class DatabaseWrapper(base.DatabaseWrapper):
    """The class that Django loads from ENGINE; each thread has one instance."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        """Open a connection with the loaders of this module, and register it for `close_all`."""
        connection: Connection[Any] = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", NearestTime)
        connection.adapters.register_loader("date", NearestDate)
        _opened.add(connection)
        return connection

    def ensure_connection(self) -> None:
        """Use the thread's connection, an idle one or a new one."""
        if self.connection is None and not self.in_atomic_block:
            self._take_idle()
        super().ensure_connection()

    def close_if_unusable_or_obsolete(self) -> None:
        """Make the connection idle; Django calls this before and after each request."""
        super().close_if_unusable_or_obsolete()
        if self.connection is not None and not self.in_atomic_block:
            self._idle.append((self.connection, self.close_at))
            self.connection = None

    def close(self) -> None:
        """Close the thread's connection and all idle ones, which probably failed with it."""
        super().close()
        while left := self._pop_idle():
            left[0].close()

    def is_usable(self) -> bool:
        """Whether the connection still works; checked before an idle connection is used.

        When the server ends a connection, its socket becomes readable. A working idle connection
        has nothing to read. Only a readable socket is checked with a statement, so that the
        usual request has no extra round trip.
        """
        if self.connection is None or self.connection.closed:
            return False
        return not _can_be_read(self.connection) or super().is_usable()

    @property
    def _idle(self) -> _Idle:
        return _idle[f"{self.alias} {self.settings_dict['NAME']}"]

    def _pop_idle(self) -> tuple[Connection[Any], float | None] | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _take_idle(self) -> None:
        """Take an idle connection that is young and works, if any; close the others."""
        while left := self._pop_idle():
            self.connection, self.close_at = left
            is_young = self.close_at is None or time.monotonic() < self.close_at
            if is_young and self.is_usable():
                # Another thread may have opened it, so this wrapper has not set the value yet.
                self.autocommit = self.settings_dict["AUTOCOMMIT"]
                return
            self.connection.close()
            self.connection = None


def close_all() -> None:
    """Close every connection of this process, idle or in use, before the process ends."""
    for connection in list(_opened):
        connection.close()


def _can_be_read(connection: Connection[Any]) -> bool:
    sockets = select.poll()
    sockets.register(connection.fileno(), select.POLLIN)
    return bool(sockets.poll(0))
