"""What callers may send, and the sentences that tell them what to change."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from common.fields import Choice, JSONObject, PlainText
from people.fields import Assignee, PersonInput
from people.serializers import AssigneeOutput, RequesterOutput
from tickets.fields import TicketNumber
from tickets.models import Category, Priority, Status

# contracts/limits.json; a test holds the two together.
TITLE_CHARACTERS = 200
DESCRIPTION_CHARACTERS = 20_000


class TicketInput(JSONObject):
    """The fields of POST and, partially, of PATCH that anybody writes in an open portal."""

    title = PlainText(label="title", max_length=TITLE_CHARACTERS)
    description = PlainText(
        label="description", max_length=DESCRIPTION_CHARACTERS, trim_whitespace=False
    )
    category = Choice(Category, label="category")
    priority = Choice(Priority, label="priority")
    status = Choice(Status, label="status", required=False)


class TicketChangesInput(TicketInput):
    """The body of PATCH; fields beyond these are ignored."""

    requester = PersonInput(
        required=False,
        allow_null=True,
        help_text="The corrected name and address of the requester; null for none.",
    )
    assignee = Assignee(
        required=False,
        allow_null=True,
        help_text="The id of an active agent or admin, `me`, or null.",
    )
    duplicate_of = TicketNumber(
        required=False,
        allow_null=True,
        help_text="The id of the original, which closes the ticket, or null.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A duplicate is closed, so the same change gives it no other status."""
        status = attrs.get("status", Status.CLOSED)
        if attrs.get("duplicate_of") is not None and status != Status.CLOSED:
            sentence = "Leave the status out: a ticket that is marked as a duplicate is closed"
            raise serializers.ValidationError({"status": [sentence]})
        return attrs


class TicketWithRequesterInput(TicketInput):
    """The body of POST as it is checked; fields beyond these are ignored."""

    requester = PersonInput(
        required=False, allow_null=True, help_text="Who has the problem; both are optional."
    )


class NewTicketInput(TicketWithRequesterInput):
    """The body of POST, for the description alone: a token is never a reason to refuse a ticket."""

    suggestion_token = serializers.JSONField(
        required=False,
        help_text=(
            "The token of the suggestion that the person was shown, a string; anything else is "
            "ignored."
        ),
    )


class PublicTicketOutput(serializers.Serializer[Any]):
    """A ticket as its private link shows it."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    description = serializers.CharField()
    category = serializers.ChoiceField(Category.choices)
    priority = serializers.ChoiceField(Priority.choices)
    status = serializers.ChoiceField(Status.choices)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class TicketOutput(PublicTicketOutput):
    """A ticket as it is sent; the last four fields are null for callers without a role."""

    requester = RequesterOutput(allow_null=True)
    assignee = AssigneeOutput(allow_null=True)
    waiting_since = serializers.DateTimeField(
        allow_null=True, help_text="Since when the requester has waited for an answer."
    )
    duplicate_of = serializers.IntegerField(
        allow_null=True, help_text="The id of the ticket that reports the same problem."
    )


class BulkErrorOutput(serializers.Serializer[Any]):
    """The envelope of an error, as PATCH answers with it."""

    error = serializers.CharField()
    details = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))


class BulkResultOutput(serializers.Serializer[Any]):
    """What became of one ticket of many."""

    id = serializers.IntegerField()
    status = serializers.ChoiceField([200, 400, 404, 412])
    ticket = TicketOutput(required=False, help_text="With status 200.")
    error = BulkErrorOutput(required=False, help_text="With any other status.")


class BulkOutput(serializers.Serializer[Any]):
    """What became of each ticket, in the order of the items."""

    results = BulkResultOutput(many=True)


class CountOutput(serializers.Serializer[Any]):
    """How many tickets a view has."""

    count = serializers.IntegerField(min_value=0, max_value=999)
    capped = serializers.BooleanField(help_text="Whether there are more than `count`.")


class CountsOutput(serializers.Serializer[Any]):
    """How many tickets the portal's views have; null what takes a role to see."""

    unassigned = CountOutput(allow_null=True, help_text="Unfinished ones without an assignee.")
    waiting = CountOutput()
    unfinished = CountOutput()
    mine = CountOutput(allow_null=True, help_text="The caller's unfinished ones.")


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
