"""Check the counters against the tickets, and correct them while others write.

A ticket and its counter change in one transaction, so in one snapshot of the database the two
must agree. The corrections are deltas like any writer's: no writer waits, and concurrent changes
are counted as well.
"""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from common.statements import execute
from tickets.models import Ticket

TABLE = Ticket._meta.db_table
# Tickets counted at a time, so that progress can be reported.
STEP = 100_000


class Counted(NamedTuple):
    """What one counter counts: category, priority and status, or one day as YYYY-MM-DD."""

    category: str | None
    priority: str | None
    status: str | None
    day: str | None


def counters_difference(
    *, correct: bool = False, progress: Callable[[float], object] = lambda _share: None
) -> dict[Counted, int]:
    """How many tickets each counter is short of; empty when all are exact.

    With `correct` they are exact afterwards. `progress` is called with the share that is done, 0
    to 1. Must not run inside a transaction, since it needs a new snapshot.

    Raw SQL: the ORM sets no isolation level, locks no table and has no grouping sets
    (tests/tickets/test_ticket_counters.py, test_rebuild_beside_open_transactions).
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL statement_timeout = 0")
        # Excludes a second correction and no other writer. The snapshot is taken after it, because
        # LOCK is the one statement that waits without one.
        cursor.execute("LOCK TABLE ticket_count_folded IN SHARE UPDATE EXCLUSIVE MODE")
        difference = _count_tickets(cursor, progress)
        difference.subtract(_read_counters(cursor))
        short = {counted: number for counted, number in difference.items() if number}
        if correct and short:
            cursor.executemany(_CORRECT, [(*counted, number) for counted, number in short.items()])
    if correct:
        counters_fold()
    return short


def counters_fold() -> None:
    """Move what writers have added into the totals, unless another process is doing so."""
    execute("SELECT fold_ticket_counts()")


def _count_tickets(cursor: CursorWrapper, progress: Callable[[float], object]) -> Counter[Counted]:
    """All tickets by counter, a stretch of ids after the other, however far apart the ids are."""
    cursor.execute(_ALL)
    (total,) = cursor.fetchone()
    counted: Counter[Counted] = Counter()
    last, done = None, 0
    while done < total:
        cursor.execute(_STRETCH, [last, last, STEP])
        first, (last, number) = last, cursor.fetchone()
        cursor.execute(_COUNT, [first, first, last])
        counted.update(_by_counter(cursor))
        done += number
        progress(done / total)
    return counted


def _read_counters(cursor: CursorWrapper) -> Counter[Counted]:
    cursor.execute(_READ)
    return _by_counter(cursor)


def _by_counter(cursor: CursorWrapper) -> Counter[Counted]:
    return Counter({Counted(*row[:4]): int(row[4]) for row in cursor.fetchall()})


_ALL = f"SELECT count(*) FROM {TABLE}"  # noqa: S608 (ours)

_STRETCH = f"""
SELECT max(id), count(*) FROM (
    SELECT id FROM {TABLE} WHERE %s::bigint IS NULL OR id > %s::bigint ORDER BY id LIMIT %s
) AS stretch
"""  # noqa: S608 (as above)

_COUNT = f"""
SELECT category, priority, status, (created_at AT TIME ZONE 'UTC')::date::text, count(*)
FROM {TABLE} WHERE (%s::bigint IS NULL OR id > %s::bigint) AND id <= %s
GROUP BY GROUPING SETS ((category, priority, status), ((created_at AT TIME ZONE 'UTC')::date))
"""  # noqa: S608 (as above)

_READ = """
SELECT category, priority, status, NULL, sum(tickets) FROM ticket_count GROUP BY 1, 2, 3
UNION ALL
SELECT NULL, NULL, NULL, day::text, sum(created) FROM ticket_day_count GROUP BY day
"""

_CORRECT = """
INSERT INTO ticket_count_delta (category, priority, status, day, change)
VALUES (%s, %s, %s, %s, %s)
"""
