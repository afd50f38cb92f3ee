"""Every write into a conversation."""

from dataclasses import dataclass

from conversations.models import Kind, Message
from people.assignees import is_assignable
from tickets.models import UNFINISHED, Status, Ticket


@dataclass(frozen=True)
class Author:
    """Who writes a message: an account, or the requester when `account_id` is None."""

    name: str
    account_id: int | None = None


def add_message(
    ticket: Ticket, *, kind: Kind, author: Author, body: str, status: str | None = None
) -> Message:
    """Store a message of `ticket`, whose row the transaction has locked, and change the ticket.

    A note changes no column of the ticket. A reply ends the waiting of the requester and makes an
    open ticket `in_progress`; an account that may own tickets becomes the assignee of such a ticket
    if it has none. A request reopens a finished ticket, and its requester waits. A `status` that is
    given is set instead. `ticket` has the new values afterwards.

    Raises:
        AccountBusyError: another transaction changes the writer's account.
    """
    message = _stored(ticket, kind, author, body)
    changes = _changes(ticket, message, status)
    if kind != Kind.NOTE or changes:
        for name, value in changes.items():
            setattr(ticket, name, value)
        ticket.save(update_fields=[*changes, "updated_at"])
    return message


def _stored(ticket: Ticket, kind: Kind, author: Author, body: str) -> Message:
    """The message with its numbers, which the ticket's row lock makes consecutive."""
    parameters: dict[str, str | int | None] = {
        "ticket": ticket.pk,
        "kind": kind,
        "account": author.account_id,
        "name": author.name,
        "body": body,
    }
    (message,) = Message.objects.raw(_INSERT, parameters)
    return message


def _changes(ticket: Ticket, message: Message, status: str | None) -> dict[str, object]:
    """The columns of the ticket that the message changes, with their new values."""
    changes: dict[str, object] = {}
    if message.kind == Kind.REPLY:
        changes["waiting_since"] = None
        if status is None and ticket.status == Status.OPEN:
            status = Status.IN_PROGRESS
            writer = message.author_account_id
            if ticket.assignee_id is None and writer is not None and is_assignable(writer):
                changes["assignee_id"] = writer
    elif message.kind == Kind.REQUEST:
        if status is None and ticket.status not in UNFINISHED:
            status = Status.OPEN
        changes["waiting_since"] = ticket.waiting_since or message.created_at
    if status is not None and status != ticket.status:
        changes["status"] = status
        if status not in UNFINISHED:
            changes["waiting_since"] = None
    return {name: value for name, value in changes.items() if getattr(ticket, name) != value}


_INSERT = f"""
INSERT INTO {Message._meta.db_table}
    (ticket_id, number, public_number, kind, author_account_id, author_name, body, created_at)
SELECT %(ticket)s,
    (
        SELECT coalesce(max(number), 0) + 1
        FROM {Message._meta.db_table} WHERE ticket_id = %(ticket)s
    ),
    CASE WHEN %(kind)s <> 'note' THEN (
        SELECT coalesce(max(public_number), 0) + 1
        FROM {Message._meta.db_table} WHERE ticket_id = %(ticket)s
    ) END,
    %(kind)s, %(account)s, %(name)s, %(body)s, clock_timestamp()
RETURNING *
"""  # noqa: S608 (names of ours)
