"""Writes each ticket with its conversation as a line of JSON, which `import_tickets` reads."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import orjson
from django.contrib.auth.models import User

from conversations.models import Message
from tickets.models import Ticket
from tickets.representation import PUBLIC_FIELDS

BATCH = 500
_PERSONS = ("requester__name", "requester__email", "assignee__username")
_COLUMNS = (*PUBLIC_FIELDS, "waiting_since", "duplicate_of_id", *_PERSONS)


def export_lines(*, after: int = 0) -> Iterator[bytes]:
    """One line for each ticket beyond the id `after`, in the order of their ids.

    Tickets are read in batches by their key, so memory does not grow with their number. Each batch
    shows the tickets as they are when it is read.
    """
    while rows := list(
        Ticket.objects.filter(pk__gt=after).order_by("pk").values(*_COLUMNS)[:BATCH]
    ):
        messages = _messages([row["id"] for row in rows])
        for row in rows:
            yield orjson.dumps(_line(row, messages), option=orjson.OPT_UTC_Z) + b"\n"
        after = rows[-1]["id"]


def _line(row: dict[str, Any], messages: dict[int, list[dict[str, Any]]]) -> dict[str, Any]:
    name, email = row["requester__name"], row["requester__email"]
    return {
        **{field: row[field] for field in PUBLIC_FIELDS},
        "requester": None if name is None else {"name": name, "email": email},
        "assignee": row["assignee__username"],
        "waiting_since": row["waiting_since"],
        "duplicate_of": row["duplicate_of_id"],
        "messages": messages.get(row["id"], []),
    }


def _messages(ticket_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """The messages of the tickets, by ticket, in their order."""
    found = Message.objects.filter(ticket_id__in=ticket_ids).order_by("ticket_id", "number")
    columns = ("ticket_id", "kind", "author_name", "author_account_id", "body", "created_at")
    rows = list(found.values_list(*columns))
    ids = {row[3] for row in rows} - {None}
    usernames = dict(User.objects.filter(pk__in=ids).values_list("pk", "username"))
    return {
        ticket_id: [
            {
                "kind": kind,
                "author": author,
                "account": usernames.get(account),
                "body": body,
                "created_at": created_at,
            }
            for _, kind, author, account, body, created_at in group
        ]
        for ticket_id, group in groupby(rows, key=lambda row: row[0])
    }
