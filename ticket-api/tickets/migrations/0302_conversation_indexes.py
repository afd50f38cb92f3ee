"""The indexes for requesters, assignees, duplicates and waiting tickets, built beside writers."""

from django.conf import settings
from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations, models

from tickets.migrations._steps import NO_TIME_LIMIT, TIME_LIMIT_AGAIN, BuildIndex

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
