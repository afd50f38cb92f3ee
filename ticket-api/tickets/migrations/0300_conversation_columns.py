"""The requester, the assignee, the original and the waiting requester of a ticket.

The stored tickets are not read: every column is null until 0301 fills `waiting_since`.
"""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from conversations.sql import read_sql
from tickets.migrations._steps import SHORT_LOCKS, SHORT_LOCKS_ON_THE_WAY_BACK
from tickets.models import plausible_times

REMOVE_COLUMNS = """
ALTER TABLE tickets_ticket
    DROP COLUMN requester_id, DROP COLUMN assignee_id, DROP COLUMN waiting_since,
    DROP COLUMN duplicate_of_id;
"""
REMOVE_WAITING = """
DROP TRIGGER waiting_starts ON tickets_ticket;
DROP TRIGGER waiting_never_starts ON tickets_ticket;
DROP TRIGGER waiting_ends ON tickets_ticket;
DROP FUNCTION start_waiting();
DROP FUNCTION stop_waiting();
"""


def reference(to: str, related_name: str) -> models.ForeignKey:
    """A column of a ticket whose foreign key is in ticket_columns.sql."""
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name=related_name,
        to=to,
    )


COLUMNS = [
    migrations.AddField("ticket", "requester", reference("conversations.requester", "tickets")),
    migrations.AddField(
        "ticket", "assignee", reference(settings.AUTH_USER_MODEL, "assigned_tickets")
    ),
    migrations.AddField("ticket", "waiting_since", models.DateTimeField(null=True, editable=False)),
    migrations.AddField("ticket", "duplicate_of", reference("tickets.ticket", "duplicates")),
]


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0224_one_search_index"),
        ("conversations", "0001_requesters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        SHORT_LOCKS,
        migrations.RunSQL(read_sql("ticket_columns.sql"), REMOVE_COLUMNS, state_operations=COLUMNS),
        AddConstraintNotValid(
            "ticket", plausible_times("waiting_since", name="waiting_since_is_plausible")
        ),
        migrations.RunSQL(read_sql("waiting_since.sql"), REMOVE_WAITING),
        SHORT_LOCKS_ON_THE_WAY_BACK,
    ]
