"""Every ticket has its search_text; the next migration looks at those that are there."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0222_search_index")]

    operations = [
        # The lock waits no longer than in 0100.
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        AddConstraintNotValid(
            "ticket",
            models.CheckConstraint(
                condition=models.Q(search_text__isnull=False), name="search_text_filled"
            ),
        ),
    ]
