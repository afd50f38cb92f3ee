"""What callers may ask of a report, and how it is sent."""

from typing import Any

from rest_framework import serializers

from common.fields import Choice
from reports.backlog import AGES
from reports.times import Group
from tickets.listing.filters import DailyFilters
from tickets.listing.moments import Day
from tickets.models import Category, Priority
from tickets.serializers import AssigneeOutput, CountOutput


class TimesFilters(DailyFilters):
    """Which days, and by what; an empty value was not given."""

    until = Day(
        required=False,
        allow_blank=True,
        help_text="The last day, such as `2026-11-23` or `today-30`. Without it: today.",
    )
    group = Choice(
        Group,
        label="group",
        required=False,
        allow_blank=True,
        help_text="What the times are grouped by; `day` without it.",
    )


class TimesOutput(serializers.Serializer[Any]):
    """How long something took, within 5 per cent."""

    tickets = serializers.IntegerField(help_text="How many tickets the times are of.")
    median = serializers.FloatField(allow_null=True, help_text="Seconds; null without tickets.")
    p90 = serializers.FloatField(allow_null=True, help_text="Nine of ten took no longer. Seconds.")


class MeasuresOutput(serializers.Serializer[Any]):
    """Times of first replies and of resolutions of some days, by the day they happened on."""

    first_reply = TimesOutput(help_text="From the creation of a ticket to its first reply.")
    resolution = TimesOutput(help_text="From its creation until it was last resolved.")


class TotalOutput(MeasuresOutput):
    """All days together."""

    created = serializers.IntegerField()


class GroupOutput(MeasuresOutput):
    """One group; it has the field with the name of `group`."""

    day = serializers.DateField(required=False)
    category = serializers.ChoiceField(Category.choices, required=False)
    priority = serializers.ChoiceField(Priority.choices, required=False)
    assignee = AssigneeOutput(
        required=False, allow_null=True, help_text="Null for tickets without one."
    )
    created = serializers.IntegerField(required=False, help_text="By day.")
    unfinished = CountOutput(required=False, help_text="By assignee: the workload of now.")


class BacklogOutput(serializers.Serializer[Any]):
    """Unfinished tickets of an age, by priority."""

    age = serializers.ChoiceField([*AGES])
    created_after = serializers.DateTimeField(
        allow_null=True, help_text="As the list's filter takes it."
    )
    created_before = serializers.DateTimeField(allow_null=True)
    low = serializers.IntegerField()
    medium = serializers.IntegerField()
    high = serializers.IntegerField()
    critical = serializers.IntegerField()


class TimesReportOutput(serializers.Serializer[Any]):
    """The figures of some days."""

    since = serializers.DateField()
    until = serializers.DateField()
    total = TotalOutput()
    groups = GroupOutput(many=True)
    backlog = BacklogOutput(many=True)
