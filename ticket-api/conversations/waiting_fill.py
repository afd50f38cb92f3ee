"""Filling `waiting_since` of the tickets that were stored before the column was there."""

import time
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import Max, Min

from common.statements import vacuum
from tickets.models import Ticket

TABLE = Ticket._meta.db_table
BATCH = 1_000
# Tickets that others are writing are left out, and looked for again after this pause.
PAUSE_SECONDS = 0.2
# Rows between two VACUUMs at least: each reads all indexes.
VACUUM_ROWS = 50_000

# Raw SQL: one snapshot tells the tickets that should have been filled from those that were, so that
# a ticket which another transaction holds is looked for again.
_FILL = f"""
WITH stretch AS (
    SELECT id, waiting_since, status FROM {TABLE} WHERE id > %(after)s ORDER BY id LIMIT {BATCH}
), unfilled AS (
    SELECT id FROM {TABLE}
    WHERE id IN (SELECT id FROM stretch)
        AND waiting_since IS NULL AND status IN ('open', 'in_progress')
    FOR NO KEY UPDATE SKIP LOCKED
), filled AS (
    UPDATE {TABLE} AS ticket SET waiting_since = created_at FROM unfilled
    WHERE ticket.id = unfilled.id RETURNING ticket.id
)
SELECT (SELECT max(id) FROM stretch), (SELECT count(*) FROM filled),
    (
        SELECT count(*) FROM stretch
        WHERE waiting_since IS NULL AND status IN ('open', 'in_progress')
    )
"""  # noqa: S608 (names of ours)
# The live log leaves these statements out; to a page nothing has changed.
_QUIET = "SET LOCAL tickets.fills_search_text = 'on'; SET LOCAL statement_timeout = 0"


def waiting_since_fill(report: Callable[[float], object]) -> int:
    """Fill the column of open tickets in short transactions; returns their number.

    `report` gets the share that is done. May be interrupted and run again. VACUUM in between lets
    new rows use the space of former versions, so the table does not grow to double its size.
    """
    done = vacuumed = 0
    skipped = True
    while skipped:
        skipped = False
        first, last = _first_and_last()
        after = first - 1
        while after < last:
            after, filled, unfilled = _fill_stretch(after)
            done += filled
            skipped |= filled < unfilled
            report(min((after - first + 1) / (last - first + 1), 1.0))
            if done - vacuumed >= VACUUM_ROWS:
                vacuumed = done
                vacuum(TABLE)
        if skipped:
            time.sleep(PAUSE_SECONDS)
    return done


def _first_and_last() -> tuple[int, int]:
    first, last = Ticket.objects.aggregate(first=Min("id"), last=Max("id")).values()
    return (0, -1) if first is None else (first, last)


def _fill_stretch(after: int) -> tuple[int, int, int]:
    """The last id that was read, the tickets that were filled, and those that should have been."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_QUIET)
        cursor.execute(_FILL, {"after": after})
        last, filled, unfilled = cursor.fetchone()
    return last, filled, unfilled
