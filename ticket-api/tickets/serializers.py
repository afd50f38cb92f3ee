"""What callers may send, and the sentences that tell them what to change."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from common.fields import Choice, JSONObject, PlainText
from tickets.models import Category, Priority, Status

# contracts/limits.json; a test holds the two together.
TITLE_CHARACTERS = 200
DESCRIPTION_CHARACTERS = 20_000


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
