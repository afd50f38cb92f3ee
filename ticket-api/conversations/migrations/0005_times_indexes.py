"""Indexes of the tickets that were answered or resolved on some days, built beside writers."""

from django.db import migrations, models
from django.db.models import Q

from tickets.migrations._steps import NO_TIME_LIMIT, TIME_LIMIT_AGAIN, BuildIndex

INDEXES = [
    models.Index(
        fields=["resolved_at"],
        condition=Q(resolved_at__isnull=False),
        name="idx_times_resolved_at",
    ),
    models.Index(
        fields=["first_reply_at"],
        condition=Q(first_reply_at__isnull=False),
        name="idx_times_first_reply_at",
    ),
]


class Migration(migrations.Migration):
    # PostgreSQL builds an index beside writers only outside a transaction.
    atomic = False

    dependencies = [("conversations", "0004_live_messages")]

    operations = [
        NO_TIME_LIMIT,
        *[BuildIndex("tickettimes", index) for index in INDEXES],
        TIME_LIMIT_AGAIN,
    ]
