"""Everything that is written about tickets."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.db import connection, transaction
from django.http import Http404

from suggestions.ledger import suggestion_record
from tickets.audit.trail import Writer, with_writer
from tickets.models import Status, Ticket
from tickets.representation import (
    TICKET_FIELDS,
    WRITTEN_COLUMNS,
    WRITTEN_PARAMETERS,
    TicketRow,
    ticket_row,
)


class StaleTicketError(Exception):
    """The ticket is not in the state that the caller saw."""


def ticket_create(*, fields: dict[str, Any], suggestion_token: object = None) -> TicketRow:
    """Store a new ticket of validated `fields` and return it as it is sent.

    What `suggestion_token` suggested goes into the ledger with it; a token that is no good is
    ignored. Without one this is a single statement.
    """
    row = stored_with(_INSERT, fields, suggestion_token)
    assert row is not None  # noqa: S101 (an INSERT of VALUES always stores one)
    return row


def stored_with(
    statement: str, fields: dict[str, Any], suggestion_token: object = None, **more: Any
) -> TicketRow | None:
    """The ticket that `statement` stored, with its suggestion; None when it stored none.

    The statement is given `fields` by their names, and `more`. It returns id, created_at and
    updated_at, and runs in autocommit mode unless there is a token.
    """
    row = {"status": Status.OPEN.value, **fields}
    with transaction.atomic() if suggestion_token is not None else nullcontext():
        with connection.cursor() as cursor:
            cursor.execute(statement, {**row, **more})
            stored = cursor.fetchone()
        if stored is None:
            return None
        ticket_id, created_at, updated_at = stored
        row |= {"id": ticket_id, "created_at": created_at, "updated_at": updated_at}
        suggestion_record(token=suggestion_token, row=row)
    return {name: row[name] for name in TICKET_FIELDS}


def ticket_update(
    *,
    ticket_id: int,
    changes: dict[str, Any],
    writer: Writer = Writer(),  # noqa: B008 (it is frozen)
    is_current: Callable[[TicketRow], bool] = lambda _row: True,
) -> TicketRow:
    """Apply validated `changes` and return the ticket as it is sent.

    `is_current` judges the ticket under a row lock, so no other writer comes between its
    answer and the change. Raises StaleTicketError when it returns False, Http404 when there is no
    such ticket. Changes without effect leave `updated_at` alone. The audit trail names `writer`.
    """
    with transaction.atomic():
        tickets = Ticket.objects.defer("search_text")  # As long as the ticket, and not sent.
        locked = tickets.select_for_update(no_key=True).filter(pk=ticket_id)
        ticket = with_writer(locked, writer).first()
        if ticket is None:
            raise Http404("No Ticket matches the given query.")
        if not is_current(ticket_row(ticket)):
            raise StaleTicketError
        different = {
            name: value for name, value in changes.items() if getattr(ticket, name) != value
        }
        if different:
            for name, value in different.items():
                setattr(ticket, name, value)
            ticket.save(update_fields=[*different, "updated_at"])
    return ticket_row(ticket)


_INSERT = f"""
INSERT INTO {Ticket._meta.db_table} ({WRITTEN_COLUMNS}) VALUES ({WRITTEN_PARAMETERS})
RETURNING id, created_at, updated_at
"""  # noqa: S608 (names of ours)
