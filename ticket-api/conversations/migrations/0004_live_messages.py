"""Messages in live updates, requesters in the audit trail, and where a reply to duplicates went.

0010 runs the triggers of the audit trail.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from conversations.sql import read_sql
from tickets.migrations._steps import SHORT_LOCKS

REMOVE = """
ALTER TABLE ticket_audit DROP COLUMN by_requester;
DROP TRIGGER log_messages ON conversations_message;
DROP FUNCTION log_messages();
DELETE FROM ticket_change WHERE kind = 'message';
ALTER TABLE ticket_change
    DROP CONSTRAINT ticket_change_message_check,
    DROP CONSTRAINT ticket_change_kind_check,
    ADD CONSTRAINT ticket_change_kind_check CHECK (kind IN ('created', 'changed', 'reload')),
    DROP COLUMN message_id;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_free_tickets")]

    operations = [
        SHORT_LOCKS,
        migrations.AddField(
            "messagekey", "sent_to", ArrayField(models.BigIntegerField(), null=True)
        ),
        migrations.RunSQL(read_sql("live_messages.sql"), REMOVE),
    ]
