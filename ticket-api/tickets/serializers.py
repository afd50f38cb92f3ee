"""What callers may send, and the sentences that tell them what to change."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from tickets.invisible import shows_something
from tickets.models import Category, Priority, Status

# contracts/limits.json; a test holds the two together.
TITLE_CHARACTERS = 200
DESCRIPTION_CHARACTERS = 20_000


class PlainText(serializers.CharField):
    """Text for people: strings alone, without NUL and lone surrogates, with something to see."""

    def __init__(self, *, label: str, **kwargs: Any) -> None:
        name = label.capitalize()
        kwargs["error_messages"] = {
            "invalid": f"Enter a {label} as text",
            "null": f"Enter a {label}",
            "blank": f"Enter a {label}",
            "max_length": f"{name} must be {kwargs['max_length']:,} characters or fewer",
            "unreadable": (
                f"{name} has a character that cannot be stored. "
                "Remove NUL characters and broken emoji"
            ),
        }
        super().__init__(**kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The text, or a sentence about what to enter."""
        if isinstance(data, str) and "\x00" not in data and not shows_something(data):
            data = ""
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        """`data` if it is a string that UTF-8 and PostgreSQL can hold."""
        if not isinstance(data, str):
            self.fail("invalid")
        if "\x00" in data or any("\ud800" <= letter <= "\udfff" for letter in data):
            self.fail("unreadable")
        return super().to_internal_value(data)


class Choice(serializers.ChoiceField):
    """One of a few words; every refusal names them."""

    def __init__(self, choices: Any, *, label: str, **kwargs: Any) -> None:
        *most, last = choices.values
        sentence = f"Choose a {label}: {', '.join(most)} or {last}"
        kwargs["error_messages"] = {"null": sentence, "invalid_choice": sentence}
        super().__init__(choices.choices, **kwargs)


class JSONObject(serializers.Serializer[Any]):
    """A body with fields."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The fields, or one sentence for a body that is a list, a text, a number or null."""
        if not isinstance(data, dict):
            names = ", ".join(self.fields)
            raise serializers.ValidationError({"detail": [f"Send a JSON object with: {names}"]})
        return super().run_validation(data)


class TicketInput(JSONObject):
    """The body of POST and, partially, of PATCH; fields beyond these are ignored."""

    title = PlainText(label="title", max_length=TITLE_CHARACTERS)
    description = PlainText(
        label="description", max_length=DESCRIPTION_CHARACTERS, trim_whitespace=False
    )
    category = Choice(Category, label="category")
    priority = Choice(Priority, label="priority")
    status = Choice(Status, label="status", required=False)


class NewTicketInput(TicketInput):
    """The body of POST, for the description alone: a token is never a reason to refuse a ticket."""

    suggestion_token = serializers.JSONField(
        required=False,
        help_text=(
            "The token of the suggestion that the person was shown, a string; anything else is "
            "ignored."
        ),
    )


class TicketOutput(serializers.Serializer[Any]):
    """A ticket as it is sent; describes the answer, the rows come straight from the database."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    description = serializers.CharField()
    category = serializers.ChoiceField(Category.choices)
    priority = serializers.ChoiceField(Priority.choices)
    status = serializers.ChoiceField(Status.choices)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class NewTicketOutput(TicketOutput):
    """A ticket as its sender gets it, this once with the way back to it."""

    private_link = serializers.CharField(
        help_text="Where the portal shows this ticket, and nothing else, to anyone with the link."
    )


@extend_schema_serializer(many=False)
class TicketPageOutput(serializers.Serializer[Any]):
    """A page of the list."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = TicketOutput(many=True)


class PriorityBreakdownOutput(serializers.Serializer[Any]):
    """Tickets by priority."""

    low = serializers.IntegerField()
    medium = serializers.IntegerField()
    high = serializers.IntegerField()
    critical = serializers.IntegerField()


class CategoryBreakdownOutput(serializers.Serializer[Any]):
    """Tickets by category."""

    billing = serializers.IntegerField()
    technical = serializers.IntegerField()
    account = serializers.IntegerField()
    general = serializers.IntegerField()


class StatsOutput(serializers.Serializer[Any]):
    """The statistics of requirements §4.3."""

    total_tickets = serializers.IntegerField()
    open_tickets = serializers.IntegerField()
    avg_tickets_per_day = serializers.FloatField()
    priority_breakdown = PriorityBreakdownOutput()
    category_breakdown = CategoryBreakdownOutput()


class DayOutput(serializers.Serializer[Any]):
    """How many tickets one day (UTC) brought."""

    date = serializers.DateField()
    created = serializers.IntegerField()


class ErrorOutput(serializers.Serializer[Any]):
    """The envelope of every error."""

    error = serializers.CharField()
    code = serializers.CharField(
        required=False, help_text="Where programs tell errors of one status apart."
    )
    details = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
