"""Fill the new columns of times that were stored before the triggers filled them."""

from django.db import migrations

FILL = """
SET LOCAL statement_timeout = 0;
UPDATE ticket_times SET
    first_reply_step = time_step(time_between(ticket.created_at, first_reply_at)),
    first_reply_category = ticket.category,
    first_reply_priority = ticket.priority,
    first_reply_assignee_id = ticket.assignee_id
FROM tickets_ticket AS ticket
WHERE ticket.id = ticket_id AND first_reply_at IS NOT NULL AND first_reply_step IS NULL;
UPDATE ticket_times SET resolved_step = time_step(time_between(ticket.created_at, resolved_at))
FROM tickets_ticket AS ticket
WHERE ticket.id = ticket_id AND resolved_at IS NOT NULL AND resolved_step IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0007_parts_of_times")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
