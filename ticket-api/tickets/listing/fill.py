"""Filling `search_text` of the tickets that were stored before the column was there."""

import time
from collections.abc import Callable

from django.db import connection, transaction

from tickets.models import Ticket, TicketCount

TABLE = Ticket._meta.db_table
BATCH = 500
# Other writers' tickets are left out, and looked for again after this pause.
PAUSE_SECONDS = 0.2
# Rows between two VACUUMs at least: each reads all indexes.
VACUUM_ROWS = 50_000

# Any value does, since the trigger computes it. The live log leaves these statements out
# (tickets/sql/change_log.sql).
_FILL = f"""
WITH batch AS (
    SELECT id FROM {TABLE} WHERE id > %s AND search_text IS NULL
    ORDER BY id LIMIT {BATCH} FOR NO KEY UPDATE SKIP LOCKED
), filled AS (
    UPDATE {TABLE} AS ticket SET search_text = '' FROM batch WHERE ticket.id = batch.id
    RETURNING ticket.id
)
SELECT count(*), max(id) FROM filled
"""  # noqa: S608 (names of ours)
_QUIET = "SET LOCAL tickets.fills_search_text = 'on'; SET LOCAL statement_timeout = 0"


def search_text_fill(tell: Callable[[float], object]) -> int:
    """Fill the column in short transactions; `tell` hears which share is done. Gives the number.

    May be interrupted and run again. The room that former versions of the rows took is used again,
    so the table does not grow to double its size.
    """
    total = sum(TicketCount.objects.values_list("tickets", flat=True))
    done = vacuumed = last = 0
    while True:
        filled, last_filled = _fill_batch(last)
        if filled:
            done, last = done + filled, last_filled
            tell(min(done / max(total, 1), 1.0))
            if done - vacuumed >= max(VACUUM_ROWS, total // 10):
                vacuumed = done
                _vacuum()
        elif not Ticket.objects.filter(search_text=None).exists():
            return done
        else:
            last = 0
            time.sleep(PAUSE_SECONDS)


def _fill_batch(after: int) -> tuple[int, int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_QUIET)
        cursor.execute(_FILL, [after])
        count, last = cursor.fetchone()
    return count, last or after


def _vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (SKIP_LOCKED) {TABLE}")
