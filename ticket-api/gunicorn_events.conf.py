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
# Each process reads the log of changes for its own streams, and one is enough for thousands.
workers = worker_count(default=1)

# A restart after so many requests would cut streams for nothing.
max_requests = 0

# A connection serves one stream or one probe. Idle ones would be waited for when the process ends.
keepalive = 0

# Streams end at once when told to (below); this is for what is stuck in sending.
graceful_timeout = 5
timeout = 120

# The heartbeat file belongs into memory, and the root file system of a container is read-only.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# As much as the gateway lets through, as for ticket-api.
limit_request_line = 8190
limit_request_field_size = 8190
limit_request_fields = 1000

# Nothing administers gunicorn from outside, and the socket's default place is not writable.
control_socket_disable = True

# The application writes the line for each request.
accesslog = None
errorlog = "-"


def post_worker_init(worker: Any) -> None:
    """Work around four limitations of gunicorn's ASGI worker."""
    from server.gunicorn_errors import answer_in_the_envelope

    answer_in_the_envelope()
    _let_as_many_wait_as_configured(worker)
    _end_streams_when_told_to_end(worker)
    _log_a_lack_of_descriptors_seldom(worker)


def _let_as_many_wait_as_configured(worker: Any) -> None:
    """Let `backlog` (2048) browsers connect at once, as all do when this comes back.

    asyncio listens with 100 of its own account, and gunicorn does not tell it better. Whoever comes
    after these waits for TCP to ask again, and the gateway does not wait that long.
    """
    listen = worker.loop.create_server
    worker.loop.create_server = functools.partial(listen, backlog=worker.cfg.backlog)


def _end_streams_when_told_to_end(worker: Any) -> None:
    """End the streams on SIGTERM; by itself the worker would wait for them until the timeout."""

    def stop() -> None:
        worker.handle_exit_signal()
        worker.asgi.end_streams()

    worker.loop.add_signal_handler(signal.SIGTERM, stop)


def _log_a_lack_of_descriptors_seldom(worker: Any) -> None:
    """Log once a minute that no connection can be accepted.

    asyncio logs a traceback for each of up to `backlog` attempts, every second.
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
