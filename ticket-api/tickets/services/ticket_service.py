"""Everything that is written about tickets."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import Http404

from tickets.audit.trail import Writer, with_writer
from tickets.models import Ticket
from tickets.suggestions.ledger import suggestion_record
from tickets.wire import TicketRow, ticket_row


class StaleTicketError(Exception):
    """The ticket is not in the state that the caller saw."""


def ticket_create(*, fields: dict[str, Any], suggestion_token: object = None) -> TicketRow:
    """Store a new ticket of validated `fields` and return it as it is sent.

    What `suggestion_token` suggested goes into the ledger with it; a token that is no good is
    ignored. Without one this is a single statement.
    """
    if suggestion_token is None:
        return ticket_row(Ticket.objects.create(**fields))
    with transaction.atomic():
        row = ticket_row(Ticket.objects.create(**fields))
        suggestion_record(token=suggestion_token, row=row)
    return row


def ticket_update(
    *,
    ticket_id: int,
    changes: dict[str, Any],
    writer: Writer = Writer(),  # noqa: B008 (it is frozen)
    is_current: Callable[[TicketRow], bool] = lambda _row: True,
) -> TicketRow:
    """Apply validated `changes` and return the ticket as it is sent.

    `is_current` judges the ticket under a row lock, so between its yes and the change nobody else
    writes. Raises StaleTicketError when it says no, Http404 when there is no such ticket. What
    changes nothing leaves `updated_at` alone. The audit trail names `writer`.
    """
    with transaction.atomic():
        locked = Ticket.objects.select_for_update(no_key=True).filter(pk=ticket_id)
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
