"""Filling `search_text` of the tickets that were stored before the column was there."""

import time
from collections.abc import Callable

from django.db import transaction

from common.statements import execute, vacuum
from tickets.models import Ticket, TicketCount

TABLE = Ticket._meta.db_table
BATCH = 500
# Other writers' tickets are left out, and looked for again after this pause.
PAUSE_SECONDS = 0.2
# Rows between two VACUUMs at least: each reads all indexes.
VACUUM_ROWS = 50_000

# The live log leaves these transactions out (tickets/sql/change_log.sql).
_QUIET = "SET LOCAL tickets.fills_search_text = 'on'; SET LOCAL statement_timeout = 0"


def search_text_fill(tell: Callable[[float], object]) -> int:
    """Fill the column in short transactions; returns their number. `tell` gets the share done.

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
                vacuum(TABLE)
        elif not Ticket.objects.filter(search_text=None).exists():
            return done
        else:
            last = 0
            time.sleep(PAUSE_SECONDS)


def _fill_batch(after: int) -> tuple[int, int]:
    """How many tickets behind the id `after` were filled, and the last one's id."""
    with transaction.atomic():
        execute(_QUIET)
        unfilled = Ticket.objects.filter(pk__gt=after, search_text=None).order_by("id")
        locked = unfilled.select_for_update(skip_locked=True, no_key=True)
        batch = list(locked.values_list("id", flat=True)[:BATCH])
        # Any value does, since the trigger computes it.
        Ticket.objects.filter(pk__in=batch).update(search_text="")
    return len(batch), batch[-1] if batch else after
