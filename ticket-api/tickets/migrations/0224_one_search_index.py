"""The new index takes the place of the two on title and description.

An instance of the former version searches without an index from here on, until it is replaced.
"""

from importlib import import_module

from django.contrib.postgres.operations import RemoveIndexConcurrently, ValidateConstraint
from django.db import migrations

before = import_module("tickets.migrations.0203_filter_index")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tickets", "0223_search_text_filled")]

    operations = [
        migrations.RunSQL(before.NO_LIMIT, before.LIMIT_AGAIN),
        ValidateConstraint("ticket", "search_text_filled"),
        # Without samples the planner takes every word for a rare one.
        migrations.RunSQL("ANALYZE tickets_ticket", migrations.RunSQL.noop),
        RemoveIndexConcurrently("ticket", "idx_ticket_title_trgm"),
        RemoveIndexConcurrently("ticket", "idx_ticket_description_trgm"),
        migrations.RunSQL(before.LIMIT_AGAIN, before.NO_LIMIT),
    ]
