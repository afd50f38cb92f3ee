"""Writes what the database has of tickets as lines of JSON, which `import_tickets` reads."""

from collections.abc import Iterator
from typing import Any

import orjson
from django.db import transaction

from bulk.export_records import Records
from common.statements import execute
from tickets.models import Ticket
from tickets.representation import PUBLIC_FIELDS

BATCH = 500
TICKET_START = b'{"id":'
"""How the lines of tickets begin, and no other lines."""
_PERSONS = ("requester__name", "requester__email", "assignee__username")
_COLUMNS = (*PUBLIC_FIELDS, "waiting_since", "duplicate_of_id", *_PERSONS)


def ticket_lines(*, after: int = 0) -> Iterator[bytes]:
    """One line for each ticket beyond the id `after`, in the order of their ids.

    Tickets are read in batches by their key, so memory does not grow with their number. Each batch
    shows the tickets and their records as they are at one moment.
    """
    while batch := _batch(after):
        yield from map(json_line, batch)
        after = batch[-1]["id"]


def _batch(after: int) -> list[dict[str, Any]]:
    with transaction.atomic():
        execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        found = Ticket.objects.filter(pk__gt=after).order_by("pk")
        rows = list(found.values(*_COLUMNS)[:BATCH])
        records = Records.of({row["id"]: row["created_at"] for row in rows})
    return [_ticket(row, records) for row in rows]


def json_line(data: dict[str, Any]) -> bytes:
    """`data` as a line of the file."""
    return orjson.dumps(data, option=orjson.OPT_UTC_Z) + b"\n"


def _ticket(row: dict[str, Any], records: Records) -> dict[str, Any]:
    name, email = row["requester__name"], row["requester__email"]
    ticket_id = row["id"]
    return {
        **{field: row[field] for field in PUBLIC_FIELDS},
        "requester": None if name is None else {"name": name, "email": email},
        "assignee": row["assignee__username"],
        "waiting_since": row["waiting_since"],
        "duplicate_of": row["duplicate_of_id"],
        "messages": records.messages.get(ticket_id, []),
        "history": records.history.get(ticket_id, []),
        "suggestion": records.suggestions.get(ticket_id),
        "times": records.times.get(ticket_id),
    }
