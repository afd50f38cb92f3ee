"""Plain SQL may delete a ticket that was created with an idempotency key: the key goes with it.

Django's own foreign key leaves that to Django. As in 0206 the database has one with ON DELETE
CASCADE in its place.
"""

import django.db.models.deletion
from django.db import migrations, models

FOREIGN_KEY = """
ALTER TABLE tickets_idempotencykey ADD CONSTRAINT idempotency_key_ticket
    FOREIGN KEY (ticket_id) REFERENCES tickets_ticket (id) ON DELETE CASCADE
    DEFERRABLE INITIALLY DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0211_correct_times")]

    operations = [
        # The locks wait no longer than in 0100. The table of keys has about a day's rows.
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="idempotencykey",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="tickets.ticket",
            ),
        ),
        migrations.RunSQL(
            FOREIGN_KEY,
            "ALTER TABLE tickets_idempotencykey DROP CONSTRAINT idempotency_key_ticket",
        ),
    ]
