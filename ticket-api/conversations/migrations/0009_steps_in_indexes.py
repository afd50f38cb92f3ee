"""The steps in the indexes of times, so that figures by day read no table."""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

from tickets.migrations._steps import NO_TIME_LIMIT, TIME_LIMIT_AGAIN, BuildIndex

INDEXES = [
    models.Index(
        fields=[f"{event}_at"],
        include=[f"{event}_step"],
        condition=Q(**{f"{event}_at__isnull": False}),
        name=f"idx_times_{event}",
    )
    for event in ("resolved", "first_reply")
]


class Migration(migrations.Migration):
    # PostgreSQL builds an index beside writers only outside a transaction.
    atomic = False

    dependencies = [("conversations", "0008_fill_steps")]

    operations = [
        NO_TIME_LIMIT,
        *[BuildIndex("tickettimes", index) for index in INDEXES],
        *[RemoveIndexConcurrently("tickettimes", f"{index.name}_at") for index in INDEXES],
        TIME_LIMIT_AGAIN,
    ]
