"""What a row of an import may say of a ticket."""

import re
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from bulk.conversation_rows import ConversationRow
from people.fields import EmailAddress, PersonName
from tickets.serializers import TicketInput

# Programs write 0001-01-01, 1899-12-30, 1904-01-01, 1970-01-01 or 1980-01-01 for "no time".
PLACEHOLDERS_END = datetime(1980, 1, 2, tzinfo=UTC)
# Databases write a missing value into CSV as one of these words.
_NO_VALUE = ("null", "\\n", "none")
_NO_FUTURE = "Use a time that has passed"
_NO_PLACEHOLDER = (
    "Programs write so early a time where none is known. Use the true time, or leave it empty for "
    "the time of the import"
)


class ImportInput(TicketInput):
    """A row: the fields of a new ticket, its requester, and when it was created, if before."""

    requester_name = PersonName()
    requester_email = EmailAddress()
    created_at = serializers.DateTimeField(
        required=False,
        default_timezone=UTC,
        error_messages={
            "invalid": "Write the time as 2026-11-23T08:15:30Z",
            "overflow": _NO_PLACEHOLDER,
        },
    )

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The fields; words as people write them become the API's, and nothing is no value."""
        given = data
        if isinstance(data, dict):
            data = {name: _spelled(name, value) for name, value in data.items()}
            data = {
                name: value
                for name, value in data.items()
                if value not in (None, "") or name in REQUIRED
            }
        fields: dict[str, Any] = super().run_validation(data)
        # A row of `export_tickets`; other programs mean other things by the same names.
        if isinstance(given, dict) and isinstance(given.get("messages"), list):
            fields |= ConversationRow().run_validation(given)
        return fields

    def validate_created_at(self, value: datetime) -> datetime:
        """A ticket from the future would be above all others until then."""
        if value < PLACEHOLDERS_END:
            raise serializers.ValidationError(_NO_PLACEHOLDER)
        if value > timezone.now():
            raise serializers.ValidationError(_NO_FUTURE)
        return value


def _spelled(name: str, value: Any) -> Any:
    """`value` of the column `name` without blanks around it; choices as the API spells them."""
    if not isinstance(value, str) or name in ("title", "description"):
        return value
    value = value.strip()
    if name in ("status", "created_at") and value.casefold() in _NO_VALUE:
        return None
    is_choice = name in ("category", "priority", "status")
    return re.sub(r"[\s-]+", "_", value.casefold()) if is_choice else value


FIELDS = ImportInput().fields
REQUIRED = [name for name, field in FIELDS.items() if field.required]
