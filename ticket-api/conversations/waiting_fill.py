"""Filling `waiting_since` of the tickets that were stored before the column was there."""

import time
from collections.abc import Callable

from django.db import transaction
from django.db.models import F, Max, Min

from common.statements import execute, vacuum
from tickets.models import UNFINISHED, Ticket

TABLE = Ticket._meta.db_table
BATCH = 1_000
# Tickets that others are writing are left out, and looked for again after this pause.
PAUSE_SECONDS = 0.2
# Rows between two VACUUMs at least: each reads all indexes.
VACUUM_ROWS = 50_000

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
            after, filled, unfilled = _fill_stretch(after, last)
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


def _fill_stretch(after: int, last: int) -> tuple[int, int, int]:
    """The last id that was read, the tickets that were filled, and those that should have been."""
    ids = Ticket.objects.order_by("pk").values_list("pk", flat=True)
    waiting = Ticket.objects.filter(waiting_since=None, status__in=UNFINISHED)
    with transaction.atomic():
        execute(_QUIET)
        stretch = list(ids.filter(pk__gt=after)[:BATCH])
        # A ticket that another transaction holds, and is skipped below, is looked for again.
        unfilled = list(waiting.filter(pk__in=stretch).values_list("pk", flat=True))
        locked = waiting.filter(pk__in=unfilled).select_for_update(skip_locked=True, no_key=True)
        filled = Ticket.objects.filter(pk__in=list(locked.values_list("pk", flat=True)))
        return (
            max(stretch, default=last),
            filled.update(waiting_since=F("created_at")),
            len(unfilled),
        )
