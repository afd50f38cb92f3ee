"""What the database has recorded of an exported ticket: its history, suggestion and times."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import TextChoices
from rest_framework import serializers

from bulk.fields import AccountIds, AccountName, PlausibleTime, Step
from common.fields import Choice, JSONObject, Switch
from tickets.audit.trail import FIELDS_OF_ROLES
from tickets.models import Category, Priority, TicketChange, TicketSuggestion
from tickets.representation import WRITTEN_FIELDS

_ChangedField = TextChoices(  # type: ignore[call-overload]
    "_ChangedField", {name.upper(): name for name in (*WRITTEN_FIELDS, *FIELDS_OF_ROLES)}
)
_LARGEST_NUMBER = 2**31 - 1
_NAME_CHARACTERS = TicketSuggestion.NAME_CHARACTERS

HISTORY_COLUMNS = (
    "ticket_id",
    "changed_at",
    "account_id",
    "by_requester",
    "request_id",
    "field",
    "old_value",
    "new_value",
)
SUGGESTION_COLUMNS = (
    "ticket_id",
    "origin",
    "stale",
    "provider",
    "model",
    "prompt_version",
    "confidence",
    "created_at",
    *(
        f"{column}_{field}"
        for field in ("category", "priority")
        for column in ("suggested", "sent", "final")
    ),
    "category_corrected_at",
    "priority_corrected_at",
)
TIMES_COLUMNS = (
    "ticket_id",
    "first_reply_at",
    "first_reply_step",
    "first_reply_category",
    "first_reply_priority",
    "first_reply_assignee_id",
    "answers",
    "resolved_at",
    "resolved_step",
    "resolved_category",
    "resolved_priority",
    "resolved_assignee_id",
    "reopened",
)


class _Value(serializers.CharField):
    """The value of a field before or after a change; an empty one means none."""

    def __init__(self) -> None:
        super().__init__(allow_blank=True, trim_whitespace=False)


class HistoryRow(JSONObject):
    """A change. Values of an assignee are names, beside the usernames of the accounts."""

    changed_at = PlausibleTime()
    account = AccountName()
    by_requester = Switch(required=False)
    request_id = serializers.CharField(
        max_length=TicketChange._meta.get_field("request_id").max_length,
        required=False,
        allow_null=True,
    )
    field = Choice(_ChangedField, label="field")
    old_value = _Value()
    new_value = _Value()
    old_account = AccountName()
    new_account = AccountName()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Originals are named by their numbers."""
        if attrs["field"] == "duplicate_of":
            for side in ("old_value", "new_value"):
                if attrs[side] and not (attrs[side].isascii() and attrs[side].isdigit()):
                    raise serializers.ValidationError({side: ["Enter the number of a ticket"]})
        return attrs


def names_tickets(history: list[dict[str, Any]]) -> bool:
    """Whether a change names another ticket, whose new number may not be known yet."""
    return any(change["field"] == "duplicate_of" for change in history)


def history_rows(
    ticket_id: int,
    history: list[dict[str, Any]],
    accounts: AccountIds,
    numbers: Mapping[int, int],
) -> Iterator[tuple[Any, ...]]:
    """The values of HISTORY_COLUMNS for each change; `numbers` has new numbers by former ones.

    A change that names only tickets without a new number is left out: another ticket may have that
    number.
    """
    for change in history:
        values = [_value(change, side, accounts, numbers) for side in ("old", "new")]
        if values[0] == values[1]:
            continue
        yield (
            ticket_id,
            change["changed_at"],
            accounts[change.get("account")],
            change.get("by_requester", False),
            change.get("request_id"),
            change["field"],
            *values,
        )


def _value(
    change: dict[str, Any], side: str, accounts: AccountIds, numbers: Mapping[int, int]
) -> str:
    value = str(change[f"{side}_value"])
    if change["field"] == "duplicate_of" and value:
        return str(numbers.get(int(value), ""))
    if change["field"] == "assignee" and value:
        account = accounts[change.get(f"{side}_account")]
        return value if account is None else str(account)
    return value


class SuggestionRow(JSONObject):
    """A row of the ledger; the final values are the ticket's."""

    origin = Choice(TicketSuggestion.Origin, label="origin")
    stale = Switch()
    provider = serializers.CharField(max_length=_NAME_CHARACTERS, allow_blank=True)
    model = serializers.CharField(max_length=_NAME_CHARACTERS, allow_blank=True)
    prompt_version = serializers.CharField(max_length=_NAME_CHARACTERS, allow_blank=True)
    confidence = serializers.FloatField(allow_null=True, required=False, min_value=0, max_value=1)
    created_at = PlausibleTime()
    suggested_category = Choice(Category, label="category")
    sent_category = Choice(Category, label="category")
    category_corrected_at = PlausibleTime(allow_null=True, required=False)
    suggested_priority = Choice(Priority, label="priority")
    sent_priority = Choice(Priority, label="priority")
    priority_corrected_at = PlausibleTime(allow_null=True, required=False)


def suggestion_row(
    ticket_id: int, suggestion: dict[str, Any], fields: Mapping[str, Any]
) -> tuple[Any, ...]:
    """The values of SUGGESTION_COLUMNS for a ticket of `fields`."""
    row = {"ticket_id": ticket_id, "confidence": None, **suggestion}
    for name in ("category", "priority"):
        row[f"final_{name}"] = fields[name]
        # The ledger has the time of a correction while the ticket differs from what was sent.
        given = suggestion.get(f"{name}_corrected_at") or suggestion["created_at"]
        is_corrected = fields[name] != suggestion[f"sent_{name}"]
        row[f"{name}_corrected_at"] = given if is_corrected else None
    return tuple(row[column] for column in SUGGESTION_COLUMNS)


class TimesRow(JSONObject):
    """How long the ticket's answers took (tickets/times.py)."""

    first_reply_at = PlausibleTime(allow_null=True, required=False)
    first_reply_step = Step(allow_null=True, required=False)
    first_reply_category = Choice(Category, label="category", allow_null=True, required=False)
    first_reply_priority = Choice(Priority, label="priority", allow_null=True, required=False)
    first_reply_account = AccountName()
    answers = serializers.IntegerField(min_value=0, max_value=_LARGEST_NUMBER)
    resolved_at = PlausibleTime(allow_null=True, required=False)
    resolved_step = Step(allow_null=True, required=False)
    resolved_category = Choice(Category, label="category", allow_null=True, required=False)
    resolved_priority = Choice(Priority, label="priority", allow_null=True, required=False)
    resolved_account = AccountName()
    reopened = Switch()


def times_row(ticket_id: int, times: dict[str, Any], accounts: AccountIds) -> tuple[Any, ...]:
    """The values of TIMES_COLUMNS."""
    persons = {
        f"{event}_assignee_id": accounts[times.get(f"{event}_account")]
        for event in ("first_reply", "resolved")
    }
    row = {**times, **persons, "ticket_id": ticket_id}
    return tuple(row.get(column) for column in TIMES_COLUMNS)
