"""The ticket as callers see it, and the tag that names one state of it."""

import hashlib
from typing import Any

import orjson

from tickets.models import Ticket

# The columns that are sent, in the order of contracts/public-api/ticket.json.
TICKET_FIELDS = (
    "id",
    "title",
    "description",
    "category",
    "priority",
    "status",
    "created_at",
    "updated_at",
)

TicketRow = dict[str, Any]


def ticket_row(ticket: Ticket) -> TicketRow:
    """`ticket` as a row of the list."""
    return {field: getattr(ticket, field) for field in TICKET_FIELDS}


def ticket_etag(row: TicketRow) -> str:
    """A quoted strong entity tag: a digest of everything that is sent of the ticket."""
    digest = hashlib.sha256(orjson.dumps(row, option=orjson.OPT_UTC_Z))
    return f'"{digest.hexdigest()[:32]}"'
