"""gunicorn's configuration for ticket-api (requirements §7.2), started by entrypoint.sh.

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
# Each connection needs a descriptor; 128 are left for the database, the classifier and the log.
worker_connections = min(1000, max(threads + 1, descriptor_limit() - 128))
graceful_timeout = 30
timeout = 120
max_requests = read_count_or_exit("GUNICORN_MAX_REQUESTS", default=1000, most=10_000_000)
max_requests_jitter = max_requests // 20
preload_app = True

# Longer than nginx keeps an idle connection (60). Otherwise nginx could send a request on a
# connection that gunicorn is closing.
keepalive = 75

# Workers share one listening socket. With one socket for each worker, the kernel would reset the
# connections in the queue of a worker that restarts (max_requests).
reuse_port = False

# Keep the heartbeat file in memory: the root file system of the container is read-only.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# The gateway's limits (8 KiB a line, 32 KiB of headers), so that the gateway refuses longer ones.
limit_request_line = 8190
limit_request_field_size = 8190
limit_request_fields = 1000

# Nothing uses the control socket, and its default path is not writable.
control_socket_disable = True

# RequestLoggingMiddleware logs each request.
accesslog = None
errorlog = "-"


def on_starting(server: Any) -> None:
    """Bound the number of workers by the database's connection limit."""
    from django.db import connection

    fit_to_database(server, connection.get_connection_params(), chosen=is_chosen())


def when_ready(_server: Any) -> None:
    """Exclude the objects of the preloaded application from garbage collection.

    Otherwise each worker that ends scans all of them once more: 0.40 s of processor time instead
    of 0.08 s.
    """
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """Work around limitations of gunicorn's gthread worker."""
    from server.gunicorn_errors import answer_in_the_envelope

    answer_in_the_envelope()
    if worker.cfg.worker_class_str != "gthread":
        return
    _send_headers_with_the_body()
    _limit_concurrency(worker)
    _postpone_restarts(worker)
    _close_the_listening_socket_on_sigterm(worker)


def _send_headers_with_the_body() -> None:
    """Send each response in one piece (server/response_writer.py).

    gunicorn has no setting for its response class. Without the replacement
    tests/server/test_gunicorn.py::test_an_answer_is_sent_in_one_piece fails.
    """
    from gunicorn.http import wsgi

    from server.response_writer import ResponseInOnePiece

    wsgi.Response = ResponseInOnePiece


def _limit_concurrency(worker: Any) -> None:
    """Exclude requests that wait for the classifier from `threads` (server/concurrency_limit.py).

    gunicorn has no such setting. Without the replaced thread pool, tests/server/test_gunicorn.py::
    test_thirty_hanging_classifications_leave_every_thread_to_the_tickets fails.
    """
    from django.conf import settings

    from server.concurrency_limit import EXPORTS_AT_ONCE, WorkerThreads

    # gunicorn's own pool has not started a thread yet, so it can be replaced.
    aside = settings.CLASSIFY_CONCURRENCY + EXPORTS_AT_ONCE
    worker.tpool = WorkerThreads(at_a_time=worker.cfg.threads, aside=aside)


def _postpone_restarts(worker: Any) -> None:
    """Let the exports of a worker end before it restarts (server/worker_restart.py)."""
    from server import worker_restart

    worker_restart.attach(worker)


def _close_the_listening_socket_on_sigterm(worker: Any) -> None:
    """Refuse new connections while the worker finishes its last requests.

    gunicorn stops accepting but keeps the socket open until the last response is sent. New
    clients then wait and get a reset. With the socket closed they are refused at once, and the
    gateway tries another replica. Without this hook
    tests/server/test_gunicorn.py::test_sigterm_lets_a_request_finish_and_ends_with_0 fails.
    """

    def end(number: int, frame: FrameType | None) -> None:
        worker.method_queue.defer(_take_last_connections, worker)
        worker.handle_exit(number, frame)

    signal.signal(signal.SIGTERM, end)


def _take_last_connections(worker: Any) -> None:
    """Accept the connections in the queue, then close; runs in the worker's main loop."""
    for listener in worker.sockets:
        while select.select([listener], [], [], 0)[0]:
            worker.accept(listener)
        listener.close()


def worker_exit(_server: Any, _worker: Any) -> None:
    """Close the worker's database connections (last step of requirements §7.1)."""
    from server.postgresql.base import close_all

    close_all()
