"""Report the progress of building an index."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.db import connection

from common.statements import read
from tickets.models import Ticket

PAUSE_SECONDS = 2.0
_PROGRESS = """
SELECT phase, coalesce(100 * coalesce(
    tuples_done / nullif(tuples_total, 0)::numeric, blocks_done / nullif(blocks_total, 0)::numeric
), 0)::int
FROM pg_stat_progress_create_index WHERE relid = %s::regclass
"""


@contextmanager
def index_progress(tell: Callable[[str], object]) -> Iterator[None]:
    """Call `tell` with the progress every two seconds while the block builds an index on tickets.

    PostgreSQL's own name of the phase and how much of that phase is done: `building index: scanning
    table, 40 %`. Asks on a separate connection.
    """
    finished = Event()
    watcher = Thread(target=_watch, args=(finished, tell))
    watcher.start()
    try:
        yield
    finally:
        finished.set()
        watcher.join()


def _watch(finished: Event, tell: Callable[[str], object]) -> None:
    """Raw SQL: the progress is a view of PostgreSQL's catalog."""
    try:
        while not finished.wait(PAUSE_SECONDS):
            for phase, share in read(_PROGRESS, [Ticket._meta.db_table]):
                tell(f"{phase}, {share} %")
    finally:
        # Only this thread uses it.
        connection.close()
