"""Send messages: once for each Idempotency-Key, and to all duplicates of a ticket or to none.

A message is refused when the writer has not seen a newer one. Every request locks the ticket's row
first, so one after another reads and writes keys, numbers and `seen`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from rest_framework.exceptions import ValidationError

from accounts.names import display_name
from common.idempotency import RequestKey, find_earlier, forget_old_keys
from common.invisible import shows_something
from conversations import selectors
from conversations.models import BODY_CHARACTERS, Kind, Message, MessageKey
from conversations.placeholders import fill_placeholders
from conversations.refusals import NewerMessages
from conversations.services import Author, add_message
from people.assignees import AccountBusyError, lock_account
from people.models import Requester
from tickets.audit.trail import Writer, locked_tickets
from tickets.models import Ticket

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from tickets.representation import TicketIdentity

MOST_DUPLICATES = 500
# A new key deletes at most so many old ones, so the table keeps about a day's keys.
CLEARING = 2


@dataclass(frozen=True)
class NewMessage:
    """What an account sends, validated."""

    kind: str
    body: str
    seen: int | None = None
    status: str | None = None
    to_duplicates: bool = False


@dataclass(frozen=True)
class Sent:
    """A stored message as it is sent, and whether an earlier request had stored it."""

    row: selectors.MessageRow
    sent_to: list[int] | None = None
    replayed: bool = False


def message_send(
    *, ticket_id: int, new: NewMessage, account: User, writer: Writer, key: RequestKey | None
) -> Sent:
    """Store a reply or a note of `account` and change the ticket with it.

    Raises Http404 without the ticket, KeyReused, NewerMessages when somebody else has written after
    `new.seen`, and ValidationError for a text that is too long with its placeholders filled.
    """
    try:
        return _send(ticket_id, new, account, writer, key)
    except AccountBusyError:
        with transaction.atomic():
            lock_account(account.pk)
            return _send(ticket_id, new, account, writer, key)


def _send(
    ticket_id: int, new: NewMessage, account: User, writer: Writer, key: RequestKey | None
) -> Sent:
    with transaction.atomic():
        locked = (
            _lock_with_duplicates(ticket_id, writer)
            if new.to_duplicates
            else locked_tickets({ticket_id}, writer)
        )
        ticket = locked.pop(ticket_id, None)
        if ticket is None:
            raise Http404("No Ticket matches the given query.")
        replayed = _replay(ticket, MessageKey.Endpoint.TICKET, key)
        if replayed is not None:
            return replayed
        _require_seen(ticket, new.seen, account)
        duplicates = list(locked.values())
        _require_sendable(new, ticket)
        names = _requester_names([ticket, *duplicates]) if "{{" in new.body else {}
        message = _write(ticket, new, account, names, status=new.status)
        for duplicate in duplicates:
            # Without a status of the message a duplicate keeps the one it has.
            _write(duplicate, new, account, names, status=new.status or duplicate.status)
        sent_to = [one.pk for one in duplicates] if new.to_duplicates else None
        _remember(message, MessageKey.Endpoint.TICKET, key, sent_to)
    return Sent(selectors.message_row(message), sent_to)


def request_send(
    *, ticket: TicketIdentity, body: str, writer: Writer, key: RequestKey | None
) -> Sent:
    """Store a request that came with a private link of `ticket`; it reopens a finished ticket.

    Raises Http404 when the ticket was deleted meanwhile, and KeyReused.
    """
    with transaction.atomic():
        locked = locked_tickets({ticket.id}, writer).get(ticket.id)
        if locked is None or locked.created_at != ticket.created_at:
            raise Http404("No Ticket matches the given query.")
        replayed = _replay(locked, MessageKey.Endpoint.LINK, key)
        if replayed is not None:
            return replayed
        author = Author(name=_requester_names([locked])[locked.requester_id])
        message = add_message(locked, kind=Kind.REQUEST, author=author, body=body)
        _remember(message, MessageKey.Endpoint.LINK, key)
    return Sent(selectors.message_row(message, public=True))


def _lock_with_duplicates(ticket_id: int, writer: Writer) -> dict[int, Ticket]:
    """The locked ticket and all of its duplicates.

    Marking a duplicate locks the original too, so no ticket becomes one under that lock. A ticket
    that became one while this transaction waited may have a lower id than a locked one. Rows are
    locked in the order of their ids, so this releases all locks and begins again.
    """
    duplicates = Ticket.objects.filter(duplicate_of=ticket_id).values_list("pk", flat=True)
    wanted = {ticket_id, *duplicates}
    while True:
        if len(wanted) - 1 > MOST_DUPLICATES:
            sentence = (
                f"A reply goes to at most {MOST_DUPLICATES} duplicates. Answer them one by one"
            )
            raise ValidationError({"to_duplicates": [sentence]})
        with transaction.atomic():
            locked = locked_tickets(wanted, writer)
            wanted = {ticket_id, *duplicates.all()}
            if wanted - locked.keys() <= {ticket_id}:
                return {pk: ticket for pk, ticket in locked.items() if pk in wanted}
            transaction.set_rollback(True)


def _require_seen(ticket: Ticket, seen: int | None, account: User) -> None:
    if seen is None:
        return
    newer = selectors.messages_by_others(ticket_id=ticket.pk, after=seen, account_id=account.pk)
    if newer:
        raise NewerMessages(newer)


def _require_sendable(new: NewMessage, ticket: Ticket) -> None:
    if not new.to_duplicates:
        return
    if new.kind == Kind.NOTE:
        raise ValidationError({"to_duplicates": ["Only a reply goes to duplicates"]})
    if ticket.duplicate_of_id is not None:
        sentence = f"Answer #{ticket.duplicate_of_id}: this ticket is one of its duplicates"
        raise ValidationError({"to_duplicates": [sentence]})


def _write(
    ticket: Ticket,
    new: NewMessage,
    account: User,
    names: dict[int | None, str],
    *,
    status: str | None,
) -> Message:
    author = Author(name=display_name(account), account_id=account.pk)
    values = {
        "requester.name": names.get(ticket.requester_id, ""),
        "ticket.id": str(ticket.pk),
        "agent.name": author.name,
    }
    body = fill_placeholders(new.body, values)
    if len(body) > BODY_CHARACTERS or not shows_something(body):
        limits = f"must have 1 to {BODY_CHARACTERS:,} characters"
        sentence = f"With its placeholders filled the message to #{ticket.pk} {limits}"
        raise ValidationError({"body": [f"{sentence}. Write it without them"]})
    return add_message(ticket, kind=Kind(new.kind), author=author, body=body, status=status)


def _requester_names(tickets: list[Ticket]) -> dict[int | None, str]:
    """The names of the tickets' requesters by their ids; empty where there is none."""
    ids = {ticket.requester_id for ticket in tickets if ticket.requester_id is not None}
    found = Requester.objects.filter(pk__in=ids).values_list("pk", "name") if ids else ()
    return {None: "", **dict.fromkeys(ids, ""), **dict(found)}


def _replay(ticket: Ticket, endpoint: str, key: RequestKey | None) -> Sent | None:
    if key is None:
        return None
    kept = MessageKey.objects.filter(ticket=ticket, endpoint=endpoint).select_related("message")
    taken = find_earlier(kept, key, what="message")
    if taken is None:
        return None
    public = endpoint == MessageKey.Endpoint.LINK
    row = selectors.message_row(taken.message, public=public)
    return Sent(row, taken.sent_to, replayed=True)


def _remember(
    message: Message, endpoint: str, key: RequestKey | None, sent_to: list[int] | None = None
) -> None:
    if key is None:
        return
    MessageKey.objects.create(
        ticket_id=message.ticket_id,
        endpoint=endpoint,
        key=key.key,
        body_digest=key.digest,
        message=message,
        sent_to=sent_to,
    )
    forget_old_keys(MessageKey.objects.all(), most=CLEARING)
