"""Connections that a request leaves to the next one, in whatever thread that runs.

So there are never more of them than requests at work, which gunicorn bounds, and not as many as
threads. Django's own pool does the same, and sets a connection up anew for each request; here what
was set up once stays so.
"""

import select
import time
from collections import defaultdict, deque
from datetime import UTC, date, datetime
from typing import Any
from weakref import WeakSet

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from psycopg import Connection, DataError
from psycopg.types.datetime import DateLoader

# A connection, and when it is to be closed for its age (time.monotonic), if ever.
_Idle = deque[tuple[Connection[Any], float | None]]

# The one that was used last is taken first. By database: tests have more than one.
_idle: defaultdict[str, _Idle] = defaultdict(deque)
_opened: WeakSet[Connection[Any]] = WeakSet()


_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class NearestTime(BaseTzLoader):
    """Reads what Python cannot hold (`infinity`, years before 1 or after 9999) as the nearest time.

    Plain SQL can store such a time where no constraint refuses it, and one row must not keep a
    reader from all others.
    """

    timezone = UTC  # Django registers a loader of its own where this is not the connection's.

    def load(self, data: Any) -> datetime:
        """The time, or `datetime.min` or `datetime.max`."""
        try:
            time: datetime = super().load(data)
        except DataError:
            return _EARLIEST if _is_before_christ(data) else _LATEST
        return time


class NearestDate(DateLoader):
    """As NearestTime, for days."""

    def load(self, data: Any) -> date:
        """The day, or `date.min` or `date.max`."""
        try:
            return super().load(data)
        except DataError:
            return date.min if _is_before_christ(data) else date.max


def _is_before_christ(data: Any) -> bool:
    text = bytes(data)
    return text.startswith(b"-") or text.endswith(b"BC")


class DatabaseWrapper(base.DatabaseWrapper):
    """The name that Django looks for in an ENGINE; one for each thread."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        """A new connection, remembered until it is closed or forgotten."""
        connection: Connection[Any] = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", NearestTime)
        connection.adapters.register_loader("date", NearestDate)
        _opened.add(connection)
        return connection

    def ensure_connection(self) -> None:
        """Have a connection: the thread's own, one that another request left, or a new one."""
        if self.connection is None and not self.in_atomic_block:
            self._take_idle()
        super().ensure_connection()

    def close_if_unusable_or_obsolete(self) -> None:
        """Leave the connection to the next request; Django calls this before and after each."""
        super().close_if_unusable_or_obsolete()
        if self.connection is not None and not self.in_atomic_block:
            self._idle.append((self.connection, self.close_at))
            self.connection = None

    def close(self) -> None:
        """Close the thread's connection, and those that are nobody's: what ends one ends all."""
        super().close()
        while left := self._left_one():
            left[0].close()

    def is_usable(self) -> bool:
        """Whether the connection is good, which is asked before it is used again.

        A server that has ended, or has ended this connection, has closed it, and a closed socket
        can be read; a good and idle one cannot. Only what can be read is tried by a statement,
        which is a round trip.
        """
        if self.connection is None or self.connection.closed:
            return False
        return not _can_be_read(self.connection) or super().is_usable()

    @property
    def _idle(self) -> _Idle:
        return _idle[f"{self.alias} {self.settings_dict['NAME']}"]

    def _left_one(self) -> tuple[Connection[Any], float | None] | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _take_idle(self) -> None:
        """Take a connection that is young and good, if one was left; the others are closed."""
        while left := self._left_one():
            self.connection, self.close_at = left
            is_young = self.close_at is None or time.monotonic() < self.close_at
            if is_young and self.is_usable():
                # As it was left, which this thread may not have seen.
                self.autocommit = self.settings_dict["AUTOCOMMIT"]
                return
            self.connection.close()
            self.connection = None


def close_all() -> None:
    """Close every connection, in use or not, for a process that ends."""
    for connection in list(_opened):
        connection.close()


def _can_be_read(connection: Connection[Any]) -> bool:
    sockets = select.poll()
    sockets.register(connection.fileno(), select.POLLIN)
    return bool(sockets.poll(0))
