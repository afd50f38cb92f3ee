"""The indexes for the orders of the list and for the portal's views, built beside writers."""

from django.db import migrations, models

from tickets.migrations._steps import NO_TIME_LIMIT, TIME_LIMIT_AGAIN, BuildIndex

UNFINISHED = models.Q(status__in=["open", "in_progress"])
WAITING = models.Q(waiting_since__isnull=False)
INDEXES = [
    models.Index(
        fields=["-updated_at", "-id", "category", "priority", "status", "created_at"],
        name="idx_ticket_changed",
    ),
    models.Index(
        fields=["priority", "-created_at", "-id"],
        condition=UNFINISHED,
        name="idx_unfinished_priority",
    ),
    models.Index(
        fields=["-updated_at", "-id"], condition=UNFINISHED, name="idx_unfinished_changed"
    ),
    models.Index(
        fields=["assignee", "priority", "-created_at", "-id"],
        condition=UNFINISHED,
        name="idx_assignee_priority",
    ),
    models.Index(
        fields=["assignee", "-updated_at", "-id"],
        condition=UNFINISHED,
        name="idx_assignee_changed",
    ),
    models.Index(
        fields=["assignee", "waiting_since", "id"],
        condition=WAITING,
        name="idx_assignee_waiting",
    ),
    models.Index(
        fields=["priority", "-created_at", "-id"],
        condition=WAITING,
        name="idx_waiting_priority",
    ),
    models.Index(fields=["-updated_at", "-id"], condition=WAITING, name="idx_waiting_changed"),
]


class Migration(migrations.Migration):
    # PostgreSQL builds an index beside writers only outside a transaction.
    atomic = False

    dependencies = [("tickets", "0302_conversation_indexes")]

    operations = [
        NO_TIME_LIMIT,
        *[BuildIndex("ticket", index) for index in INDEXES],
        TIME_LIMIT_AGAIN,
    ]
