"""HTTP calls that another thread can end.

The timeout of urllib3, and so of `requests`, is one for each read of the socket: a server that
sends a byte now and then holds the calling thread for as long as it likes. Shutting the socket down
ends that at once.
Calls through a proxy are not covered: those connections come from elsewhere.
"""

import socket
import threading
from contextlib import suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_CURRENT = threading.local()


class AbortableCall:
    """`with call:` around the request in the working thread, `call.abort()` from any other."""

    def __init__(self) -> None:
        """Begin without a connection."""
        self.aborted = False
        self._connection: HTTPConnection | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> "AbortableCall":
        """Claim the connections that this thread uses from now on."""
        _CURRENT.call = self
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of them."""
        _CURRENT.call = None
        with self._lock:  # From here on the connection may belong to another call.
            self._connection = None

    def uses(self, connection: HTTPConnection) -> None:
        """Remember the connection; raise OSError when the call was aborted in the meantime."""
        with self._lock:
            self._connection = connection
        if self.aborted:
            raise OSError("the call was aborted")

    def abort(self) -> None:
        """End the request, wherever it waits; harmless when it has ended."""
        with self._lock:
            self.aborted = True
            open_socket = self._connection.sock if self._connection else None
            if open_socket is not None:
                # The base class's method, because SSLSocket's own would pull the TLS object from
                # under the thread that reads from it.
                with suppress(OSError):
                    socket.socket.shutdown(open_socket, socket.SHUT_RDWR)


def _note(connection: HTTPConnection) -> None:
    call: AbortableCall | None = getattr(_CURRENT, "call", None)
    if call is not None:
        call.uses(connection)


class _Connection(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _note(self)

    def request(self, *args: Any, **kwargs: Any) -> None:
        _note(self)
        super().request(*args, **kwargs)


class _SecureConnection(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _note(self)

    def request(self, *args: Any, **kwargs: Any) -> None:
        _note(self)
        super().request(*args, **kwargs)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class AbortableAdapter(HTTPAdapter):
    """Makes pools whose calls run inside `with AbortableCall():`."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Create the pools with connections that tell their call about themselves."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
