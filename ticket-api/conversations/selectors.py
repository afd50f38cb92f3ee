"""Every read of conversations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from conversations.models import Kind, Message

PAGE_MESSAGES = 50
FOLLOWING_MESSAGES = 500
"""Most messages of an answer to `after`; a page that missed more asks again."""

MessageRow = dict[str, Any]


@dataclass(frozen=True)
class Messages:
    """A part of a conversation, oldest message first, as it is sent."""

    results: list[MessageRow]
    older_before: int | None  # The id before which there are more; None at the beginning.


def messages_page(
    *,
    ticket_id: int,
    before: int | None = None,
    after: int | None = None,
    public: bool = False,
) -> Messages:
    """The newest messages, those before the id `before`, or those after the id `after`.

    With `public` notes are left out, and ids are the numbers among the other messages: for
    requesters, whom no number may tell of notes.
    """
    id_column = "public_number" if public else "number"
    found = Message.objects.filter(ticket_id=ticket_id)
    if public:
        found = found.filter(public_number__isnull=False)
    if after is not None:
        following = found.filter(**{f"{id_column}__gt": after}).order_by(id_column)
        rows = _rows(following[:FOLLOWING_MESSAGES], id_column)
        is_cut = bool(rows) and rows[0]["id"] > 1
    else:
        if before is not None:
            found = found.filter(**{f"{id_column}__lt": before})
        newest = _rows(found.order_by(f"-{id_column}")[: PAGE_MESSAGES + 1], id_column)
        is_cut = len(newest) > PAGE_MESSAGES
        rows = newest[:PAGE_MESSAGES][::-1]
    return Messages(rows, rows[0]["id"] if is_cut else None)


def messages_by_others(*, ticket_id: int, after: int, account_id: int) -> list[MessageRow]:
    """The messages after `after`; none when the account has written all of them."""
    following = Message.objects.filter(ticket_id=ticket_id, number__gt=after)
    # Also true for a requester's messages, which have no account.
    if not following.exclude(author_account_id=account_id).exists():
        return []
    return _rows(following.order_by("number")[:PAGE_MESSAGES], "number")


def message_row(message: Message, *, public: bool = False) -> MessageRow:
    """`message` as it is sent."""
    number = message.public_number if public else message.number
    return _row(number, message.kind, message.author_name, message.body, message.created_at)


def _rows(messages: QuerySet[Message], id_column: str) -> list[MessageRow]:
    columns = (id_column, "kind", "author_name", "body", "created_at")
    return [_row(*row) for row in messages.values_list(*columns)]


def _row(number: Any, kind: str, name: str, body: str, created_at: datetime) -> MessageRow:
    role = "requester" if kind == Kind.REQUEST else "agent"
    return {
        "id": number,
        "kind": kind,
        "author": {"name": name, "role": role},
        "body": body,
        "created_at": created_at,
        "attachments": [],
    }
