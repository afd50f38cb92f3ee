"""A database connection that the pool can try without asking the server."""

import select
from typing import Any

import psycopg
from psycopg.abc import Params, Query


class PooledConnection(psycopg.Connection[Any]):
    """Answers the pool's trial, an empty statement before each request, by a look at its socket.

    A server that has ended, or has ended this connection, has closed it, and a closed socket can be
    read; a good and idle one cannot. Only what can be read is tried in earnest. The round trip that
    this saves is about a fifth of what a page of the list costs.
    """

    def execute(
        self,
        query: Query,
        params: Params | None = None,
        *,
        prepare: bool | None = None,
        binary: bool = False,
    ) -> psycopg.Cursor[Any]:
        """Execute a statement; the empty one only if the socket has something to say."""
        if query == "" and not self.closed and not self._can_be_read():
            return self.cursor()
        # The base class declares its two forms of statements apart.
        return super().execute(query, params, prepare=prepare, binary=binary)  # type: ignore[arg-type]

    def _can_be_read(self) -> bool:
        sockets = select.poll()
        sockets.register(self.fileno(), select.POLLIN)
        return bool(sockets.poll(0))
