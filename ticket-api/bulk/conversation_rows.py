"""Conversations in an import: what `export_tickets` writes beside the fields of a ticket."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rest_framework import serializers

from bulk.fields import AccountIds, AccountName, PlausibleTime
from bulk.record_rows import HistoryRow, SuggestionRow, TimesRow
from common.fields import Choice, JSONObject, PlainText
from conversations.models import BODY_CHARACTERS, Kind
from people.fields import PersonInput
from tickets.fields import TicketNumber
from tickets.models import UNFINISHED

_AUTHOR_CHARACTERS = 150
MESSAGE_COLUMNS = (
    "ticket_id",
    "number",
    "public_number",
    "kind",
    "author_account_id",
    "author_name",
    "body",
    "created_at",
)


class MessageRow(JSONObject):
    """A message of an import; `account` is the username of an agent."""

    kind = Choice(Kind, label="kind of message")
    author = serializers.CharField(
        max_length=_AUTHOR_CHARACTERS, required=False, allow_blank=True, allow_null=True
    )
    account = AccountName()
    body = PlainText(label="message", max_length=BODY_CHARACTERS, trim_whitespace=False)
    created_at = PlausibleTime()


class ConversationRow(serializers.Serializer[Any]):
    """The part of a row that `export_tickets` adds."""

    id = TicketNumber(required=False)
    requester = PersonInput(required=False, allow_null=True)
    assignee = AccountName()
    updated_at = PlausibleTime(required=False)
    waiting_since = PlausibleTime(required=False, allow_null=True)
    duplicate_of = TicketNumber(required=False, allow_null=True)
    messages = MessageRow(many=True)
    history = HistoryRow(many=True, required=False)
    suggestion = SuggestionRow(required=False, allow_null=True)
    times = TimesRow(required=False, allow_null=True)


def waiting_since(status: str, created_at: datetime, messages: list[dict[str, Any]]) -> Any:
    """The time of the earliest request that no reply follows; None for a finished ticket."""
    if status not in UNFINISHED:
        return None
    since: datetime | None = created_at
    for message in messages:
        if message["kind"] == Kind.REPLY:
            since = None
        elif message["kind"] == Kind.REQUEST:
            since = since or message["created_at"]
    return since


def message_rows(
    ticket_id: int, messages: list[dict[str, Any]], accounts: AccountIds
) -> Iterator[tuple[Any, ...]]:
    """The values of MESSAGE_COLUMNS for each message, with its numbers."""
    public = 0
    for number, message in enumerate(messages, 1):
        is_note = message["kind"] == Kind.NOTE
        public += not is_note
        is_request = message["kind"] == Kind.REQUEST
        yield (
            ticket_id,
            number,
            None if is_note else public,
            message["kind"],
            None if is_request else accounts[message.get("account")],
            message.get("author") or "",
            message["body"],
            message["created_at"],
        )
