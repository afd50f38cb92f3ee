"""gunicorn for ticket-events: one process that holds all streams (docs/architecture.md).

Times are in seconds.
"""

import asyncio
import errno
import functools
import logging
import os
import signal
from pathlib import Path
from typing import Any

from server.descriptors import raise_descriptor_limit
from server.listening import addresses
from server.workers import worker_count

raise_descriptor_limit()

_LOG_SECONDS = 60.0

bind = addresses(os.environ.get("BIND", "127.0.0.1:8000"))
worker_class = "asgi"
# Each process reads the change log for its streams; one process serves thousands of streams.
workers = worker_count(default=1)

# No restarts by number of requests: each restart would cut all streams.
max_requests = 0

# A connection serves one stream or one probe. An ending process would wait for idle connections.
keepalive = 0

# SIGTERM ends streams at once (see below); this bounds the wait for streams that block in sending.
graceful_timeout = 5
timeout = 120

# Keep the heartbeat file in memory: the root file system of the container is read-only.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# The gateway's limits, as in gunicorn.conf.py.
limit_request_line = 8190
limit_request_field_size = 8190
limit_request_fields = 1000

# Nothing uses the control socket, and its default path is not writable.
control_socket_disable = True

# RequestLoggingMiddleware logs each request.
accesslog = None
errorlog = "-"


def post_worker_init(worker: Any) -> None:
    """Work around limitations of gunicorn's ASGI worker."""
    from server.gunicorn_errors import answer_in_the_envelope

    answer_in_the_envelope()
    _apply_the_backlog(worker)
    _end_streams_on_sigterm(worker)
    _log_descriptor_shortage_once_a_minute(worker)


def _apply_the_backlog(worker: Any) -> None:
    """Use the setting `backlog` (2048) for the listening socket.

    gunicorn does not pass it to asyncio, whose default is 100. After a restart all browsers
    reconnect at once. Connections beyond the backlog wait for a TCP retransmission, and the gateway
    times out before that. Without this
    tests/live/test_events.py::test_hundreds_of_browsers_may_connect_at_once fails.
    """
    listen = worker.loop.create_server
    worker.loop.create_server = functools.partial(listen, backlog=worker.cfg.backlog)


def _end_streams_on_sigterm(worker: Any) -> None:
    """End the streams on SIGTERM; gunicorn would wait for them until `graceful_timeout`.

    gunicorn has no hook for it in a worker. Without this
    tests/live/test_events.py::test_sigterm_ends_streams_in_good_order_and_the_process_with_0 fails.
    """

    def stop() -> None:
        worker.handle_exit_signal()
        worker.asgi.end_streams()

    worker.loop.add_signal_handler(signal.SIGTERM, stop)


def _log_descriptor_shortage_once_a_minute(worker: Any) -> None:
    """Log at most once a minute that there is no descriptor for a new connection.

    asyncio logs a traceback for each of up to `backlog` attempts, every second
    (tests/live/test_stream_limits.py::test_connections_beyond_the_descriptors_are_logged_once).
    """
    logger = logging.getLogger("live.app")
    logged_at = -_LOG_SECONDS

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        nonlocal logged_at
        error = context.get("exception")
        if not isinstance(error, OSError) or error.errno not in (errno.EMFILE, errno.ENFILE):
            loop.default_exception_handler(context)
        elif loop.time() - logged_at >= _LOG_SECONDS:
            logged_at = loop.time()
            logger.error("events.no_descriptors_left")

    worker.loop.set_exception_handler(handle)
