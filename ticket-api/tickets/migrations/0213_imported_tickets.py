"""An imported row is forgotten with its ticket, so that it can be imported again.

Rows of earlier versions name no ticket, and stay.
"""

import django.db.models.deletion
from django.db import migrations, models

# As in 0206. No row names a ticket yet, so nothing is to be checked.
FOREIGN_KEY = """
ALTER TABLE tickets_importedrow ADD CONSTRAINT imported_row_ticket
    FOREIGN KEY (ticket_id) REFERENCES tickets_ticket (id) ON DELETE CASCADE
    DEFERRABLE INITIALLY DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0212_sql_may_delete_tickets")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="importedrow",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="tickets.ticket",
            ),
        ),
        migrations.RunSQL(
            FOREIGN_KEY, "ALTER TABLE tickets_importedrow DROP CONSTRAINT imported_row_ticket"
        ),
    ]
