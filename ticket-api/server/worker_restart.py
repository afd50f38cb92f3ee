"""Postpone a worker's restart while it sends a long response.

After `max_requests` requests gunicorn ends a worker, and cuts what it still sends after
`graceful_timeout` (30 s). A busy worker restarts every minute, an export of a million tickets to a
slow reader takes longer. gunicorn has no setting for that. Without this module
tests/server/test_export.py::test_a_worker_restarts_after_its_exports fails.
"""

import sys
import threading
from typing import Any

_lock = threading.Lock()
_workers: list[Any] = []
_limits: list[int] = []
_sending = 0


def attach(worker: Any) -> None:
    """Postpone restarts of this gunicorn worker."""
    _workers[:], _limits[:] = [worker], [worker.max_requests]


def postpone() -> None:
    """Keep the worker from restarting; each call needs a later call of `allow`."""
    _count(1)


def allow() -> None:
    """A long response has ended; the next request restarts the worker if it is time."""
    _count(-1)


def _count(change: int) -> None:
    global _sending  # noqa: PLW0603 (one number for each process)
    with _lock:
        _sending += change
        for worker, limit in zip(_workers, _limits, strict=True):
            worker.max_requests = sys.maxsize if _sending else limit
