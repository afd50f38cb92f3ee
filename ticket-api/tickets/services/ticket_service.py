"""Everything that is written about tickets."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.db import connection, transaction
from django.dispatch import Signal
from django.http import Http404

from people.assignees import lock_account, require_assignable
from people.requesters import find_or_store
from tickets.audit.trail import Writer, locked_tickets
from tickets.models import UNFINISHED, Status, Ticket
from tickets.representation import (
    TICKET_FIELDS,
    WRITTEN_COLUMNS,
    WRITTEN_PARAMETERS,
    TicketRow,
    new_row,
    ticket_row,
)
from tickets.services import requesters
from tickets.services.duplicates import require_original

ticket_sent_with_token = Signal()
"""In the transaction that stores a ticket which came with a suggestion token: `row` and `token`.

suggestions/ledger.py receives it. The signal lets that feature import this one and not both ways.
"""


class StaleTicketError(Exception):
    """The ticket is not in the state that the caller saw."""


def ticket_create(*, fields: dict[str, Any], suggestion_token: object = None) -> TicketRow:
    """Store a new ticket of validated `fields` and return it as it is sent.

    The suggestion of `suggestion_token` is recorded in the ledger; an invalid token is ignored.
    Without one this is a single statement. `requester` in `fields` is a Person.
    """
    statement = _INSERT_WITH_REQUESTER if fields.get("requester") else _INSERT
    row = stored_with(statement, fields, suggestion_token)
    assert row is not None  # noqa: S101 (an INSERT of VALUES always stores one)
    return row


def stored_with(
    statement: str, fields: dict[str, Any], suggestion_token: object = None, **more: Any
) -> TicketRow | None:
    """The ticket that `statement` stored, with its suggestion; None when it stored none.

    The statement is given `fields` by their names, and `more`. It returns SET_COLUMNS, and runs in
    autocommit mode unless there is a token.

    Raw SQL: key, requester and ticket are one statement (tests/suggestions/test_ledger.py,
    test_without_a_token_a_ticket_is_one_statement_and_with_one_two).
    """
    row = {**new_row(fields), "assignee_id": None, "duplicate_of_id": None}
    person = row.pop("requester", None)
    if person is not None:
        more |= person.parameters
    with transaction.atomic() if suggestion_token is not None else nullcontext():
        with connection.cursor() as cursor:
            cursor.execute(statement, {**row, **more})
            stored = cursor.fetchone()
        if stored is None:
            return None
        row |= dict(zip(SET_COLUMNS, stored, strict=True))
        if suggestion_token is not None:
            ticket_sent_with_token.send(Ticket, row=row, token=suggestion_token)
    return {name: row[name] for name in TICKET_FIELDS}


def ticket_update(
    *,
    ticket_id: int,
    changes: dict[str, Any],
    writer: Writer = Writer(),  # noqa: B008 (it is frozen)
    is_current: Callable[[TicketRow], bool] = lambda _row: True,
) -> TicketRow:
    """Apply validated `changes` and return the ticket as it is sent.

    `changes` has columns by their names, the ids of persons and of an original among them, and
    under `requester` the corrected fields of the requester (services/requesters.py). Marking a
    duplicate closes it. `is_current` judges the ticket under a row lock, so no other writer comes
    between its answer and the change. Raises StaleTicketError when it returns False, Http404 when
    there is no such ticket, ValidationError when the assignee may own no tickets or the original
    cannot be one. Changes without effect leave `updated_at` alone. The audit trail names `writer`.
    """
    columns = dict(changes)
    correction = columns.pop("requester", requesters.UNCHANGED)
    original_id = columns.get("duplicate_of_id")
    with transaction.atomic():
        if columns.get("assignee_id") is not None:
            lock_account(columns["assignee_id"])  # Accounts before tickets.
        ids = {ticket_id} if original_id is None else {ticket_id, original_id}
        locked = locked_tickets(ids, writer)
        ticket = locked.get(ticket_id)
        if ticket is None:
            raise Http404("No Ticket matches the given query.")
        if not is_current(ticket_row(ticket)):
            raise StaleTicketError
        if original_id is not None:
            require_original(ticket, locked.get(original_id), original_id)
            columns["status"] = Status.CLOSED.value
        if columns.get("assignee_id") not in (None, ticket.assignee_id):
            require_assignable(columns["assignee_id"])
        corrected = False
        if correction is not requesters.UNCHANGED:
            requester_id, corrected = requesters.correct(ticket, correction)
            columns["requester_id"] = requester_id
        different = {
            name: value for name, value in columns.items() if getattr(ticket, name) != value
        }
        if different or corrected:
            for name, value in different.items():
                setattr(ticket, name, value)
            ticket.save(update_fields=[*different, "updated_at"])
            if ticket.status not in UNFINISHED:
                ticket.waiting_since = None  # As the database stores it.
    return ticket_row(ticket)


# What the database sets when a ticket is stored.
SET_COLUMNS = ("id", "created_at", "updated_at", "waiting_since", "requester_id")
RETURNING = ", ".join(SET_COLUMNS)
_INSERT = f"""
INSERT INTO {Ticket._meta.db_table} ({WRITTEN_COLUMNS}) VALUES ({WRITTEN_PARAMETERS})
RETURNING {RETURNING}
"""  # noqa: S608 (names of ours)
_INSERT_WITH_REQUESTER = f"""
WITH person AS ({find_or_store()})
INSERT INTO {Ticket._meta.db_table} ({WRITTEN_COLUMNS}, requester_id)
SELECT {WRITTEN_PARAMETERS}, person.id FROM person
RETURNING {RETURNING}
"""  # noqa: S608 (names of ours)
