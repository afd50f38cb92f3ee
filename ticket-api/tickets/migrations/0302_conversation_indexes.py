"""The indexes for requesters, assignees, duplicates and waiting tickets, built beside writers."""

from django.conf import settings
from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations, models

from tickets.migrations._steps import NO_TIME_LIMIT, TIME_LIMIT_AGAIN, BuildIndex

UNFINISHED = models.Q(status__in=["open", "in_progress"])
INDEXES = [
    models.Index(fields=["assignee", "-created_at", "-id"], name="idx_ticket_assignee"),
    models.Index(
        fields=["requester", "-created_at", "-id"],
        condition=models.Q(requester__isnull=False),
        name="idx_ticket_requester",
    ),
    models.Index(
        fields=["duplicate_of", "-created_at", "-id"],
        condition=models.Q(duplicate_of__isnull=False),
        name="idx_ticket_duplicate_of",
    ),
    models.Index(
        fields=["waiting_since", "id"],
        condition=models.Q(waiting_since__isnull=False),
        name="idx_ticket_waiting",
    ),
    models.Index(
        fields=["assignee", "-created_at", "-id"],
        condition=UNFINISHED,
        name="idx_ticket_unfinished",
    ),
    models.Index(
        models.Case(
            models.When(priority="critical", then=models.Value(0)),
            models.When(priority="high", then=models.Value(1)),
            models.When(priority="medium", then=models.Value(2)),
            models.When(priority="low", then=models.Value(3)),
            output_field=models.IntegerField(),
        ),
        models.F("created_at"),
        models.F("id"),
        condition=UNFINISHED,
        name="idx_ticket_urgency",
    ),
]


class Migration(migrations.Migration):
    # PostgreSQL builds an index beside writers only outside a transaction.
    atomic = False

    dependencies = [
        ("tickets", "0301_fill_waiting_since"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        NO_TIME_LIMIT,
        ValidateConstraint("ticket", "waiting_since_is_plausible"),
        *[BuildIndex("ticket", index) for index in INDEXES],
        TIME_LIMIT_AGAIN,
    ]
