"""The ticket as callers see it, and the tag that names one state of it."""

import hashlib
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

import orjson

from tickets.models import Ticket

# The columns that callers write; the database sets the others.
WRITTEN_FIELDS = ("title", "description", "category", "priority", "status")
# The columns that everybody sees, in the order of contracts/public-api/ticket.json.
PUBLIC_FIELDS = ("id", *WRITTEN_FIELDS, "created_at", "updated_at")
# The columns of a row: persons and other tickets are named by their ids.
TICKET_FIELDS = (
    *PUBLIC_FIELDS,
    "requester_id",
    "assignee_id",
    "waiting_since",
    "duplicate_of_id",
)
# For INSERT statements: the columns, and a named parameter for each.
WRITTEN_COLUMNS = ", ".join(WRITTEN_FIELDS)
WRITTEN_PARAMETERS = ", ".join(f"%({name})s" for name in WRITTEN_FIELDS)
_DEFAULTS = {
    field.name: field.get_default()
    for field in Ticket._meta.concrete_fields
    if field.name in WRITTEN_FIELDS and field.has_default()
}

# Values that callers without a role get in place of those for roles alone.
WITHOUT_ROLE: dict[str, None] = dict.fromkeys(
    ("requester", "assignee", "waiting_since", "duplicate_of")
)

TicketRow = dict[str, Any]


class TicketIdentity(NamedTuple):
    """Which ticket it is: an id alone may come to belong to another one (requester/link.py)."""

    id: int
    created_at: datetime


def identity_of(row: TicketRow) -> TicketIdentity:
    """Which ticket `row` is of."""
    return TicketIdentity(row["id"], row["created_at"])


def new_row(fields: dict[str, Any]) -> TicketRow:
    """The written columns of a new ticket: `fields`, and the model's default of every other one."""
    row = {**_DEFAULTS, **fields}
    return {name: value.value if isinstance(value, Enum) else value for name, value in row.items()}


def ticket_row(ticket: Ticket) -> TicketRow:
    """`ticket` as a row of the list."""
    return {field: getattr(ticket, field) for field in TICKET_FIELDS}


def public_ticket(row: TicketRow) -> dict[str, Any]:
    """What a private link shows of the ticket."""
    return {name: row[name] for name in PUBLIC_FIELDS}


def ticket_etag(row: TicketRow) -> str:
    """A quoted strong entity tag: a digest of the ticket's own columns.

    It is the same for every caller, and has no name and no address of a person.
    """
    digest = hashlib.sha256(orjson.dumps(row, option=orjson.OPT_UTC_Z))
    return f'"{digest.hexdigest()[:32]}"'
