"""gunicorn for ticket-api (requirements §7.2) and, with switches from entrypoint.sh, ticket-events.

Times are in seconds and keep the order of contracts/timeouts.json.
"""

import gc
import os
import select
import signal
from pathlib import Path
from types import FrameType
from typing import Any

from server.descriptors import descriptor_limit, raise_descriptor_limit
from server.listening import addresses
from server.workers import fit_to_database, is_chosen, read_count_or_exit, worker_count

raise_descriptor_limit()

bind = addresses(os.environ.get("BIND", "127.0.0.1:8000"))

workers = worker_count()
worker_class = "gthread"
threads = 4
# A connection takes a descriptor; what is left is for the database, the classifier and the log.
worker_connections = min(1000, max(threads + 1, descriptor_limit() - 128))
graceful_timeout = 30
timeout = 120
max_requests = read_count_or_exit("GUNICORN_MAX_REQUESTS", default=1000, most=10_000_000)
max_requests_jitter = max_requests // 20
preload_app = True

# Longer than nginx keeps an idle connection to us (60), so that it is never nginx that writes a
# request into a connection which we are just closing.
keepalive = 75

# Workers share one listening socket. With a socket each, what waits in the queue of a worker that
# restarts (max_requests) would be reset; requests spread well enough behind nginx's kept
# connections.
reuse_port = False

# The heartbeat file belongs into memory, and the root file system of a container is read-only.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# As much as the gateway lets through (8 KiB a line, 32 KiB of headers): what is too long is refused
# there, in the form of every error, and not by gunicorn's page of HTML.
limit_request_line = 8190
limit_request_field_size = 8190
limit_request_fields = 1000

# Nothing administers gunicorn from outside, and the socket's default place is not writable.
control_socket_disable = True

# RequestLoggingMiddleware writes the line for each request.
accesslog = None
errorlog = "-"


def on_starting(server: Any) -> None:
    """Have no more processes than the database has connections for; the application is loaded."""
    from django.db import connection

    fit_to_database(server, connection.get_connection_params(), chosen=is_chosen())


def when_ready(_server: Any) -> None:
    """Keep what was loaded before the fork out of garbage collection from now on.

    A worker that ends would otherwise look through all of it once more, which takes five times as
    long as the rest of its end: 0.40 s of processor against 0.08 s.
    """
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """Work around four limitations of gunicorn's gthread worker."""
    from server.gunicorn_errors import answer_in_the_envelope

    answer_in_the_envelope()
    if worker.cfg.worker_class_str != "gthread":
        return
    _send_an_answer_in_one_piece()
    _do_not_count_who_waits_for_the_classifier(worker)
    _close_the_socket_when_told_to_end(worker)


def _send_an_answer_in_one_piece() -> None:
    """Never leave the gateway with a head and no body (server/response_writer.py)."""
    from gunicorn.http import wsgi

    from server.response_writer import ResponseInOnePiece

    # gunicorn has no setting for the class that its workers make of this name.
    wsgi.Response = ResponseInOnePiece


def _do_not_count_who_waits_for_the_classifier(worker: Any) -> None:
    """Give it threads of which `threads` serve at a time (docs/decisions/0004)."""
    from django.conf import settings

    from server.concurrency_limit import WorkerThreads

    # The one that gunicorn made has started no thread yet.
    aside = settings.CLASSIFY_CONCURRENCY
    worker.tpool = WorkerThreads(at_a_time=worker.cfg.threads, aside=aside)


def _close_the_socket_when_told_to_end(worker: Any) -> None:
    """Refuse who connects while the last requests are answered.

    By itself the worker stops accepting but keeps the socket open until its last request is
    answered, and whoever connects meanwhile waits for that, only to be reset. With the socket
    closed they are refused at once, and the gateway goes to another replica.
    """

    def end(number: int, frame: FrameType | None) -> None:
        worker.method_queue.defer(_take_last_connections, worker)
        worker.handle_exit(number, frame)

    signal.signal(signal.SIGTERM, end)


def _take_last_connections(worker: Any) -> None:
    """Accept who has connected already, then close; runs in the worker's own loop."""
    for listener in worker.sockets:
        while select.select([listener], [], [], 0)[0]:
            worker.accept(listener)
        listener.close()


def worker_exit(_server: Any, _worker: Any) -> None:
    """Close the worker's database connections, the last step of requirements §7.1."""
    from server.postgresql.base import close_all

    close_all()
