"""The totals of times by category, by priority and by assignee in the place of their combinations.

A day had as many rows as tickets before. The way back removes the counters.
"""

from django.db import migrations, models

from conversations.sql import read_sql
from tickets.migrations._steps import SHORT_LOCKS

# The tables of an installation that counted combinations.
SET_ASIDE = """
DROP VIEW IF EXISTS ticket_time_count;
DROP FUNCTION IF EXISTS fold_ticket_times();
ALTER TABLE IF EXISTS ticket_time_folded RENAME TO ticket_time_former;
"""
TAKE_OVER = """
DO $$
BEGIN
    IF to_regclass('ticket_time_former') IS NOT NULL THEN
        INSERT INTO ticket_time_total (part, measure, span, day, value, step, tickets)
        SELECT part, measure, span, parts.day, value, step, sum(tickets)
        FROM ticket_time_former AS former,
            time_parts(former.day, category, priority, assignee_id) AS parts
        GROUP BY part, measure, span, parts.day, value, step HAVING sum(tickets) <> 0;
        DROP TABLE ticket_time_former;
    END IF;
END $$
"""
REMOVE = """
DROP TRIGGER count_truncated ON ticket_times;
DROP TRIGGER count_reopened ON tickets_ticket;
DROP TRIGGER count_resolution ON tickets_ticket;
DROP TRIGGER count_reply ON conversations_message;
DROP FUNCTION count_no_times();
DROP FUNCTION count_reopened();
DROP FUNCTION count_resolution();
DROP FUNCTION count_reply();
DROP FUNCTION time_between(timestamptz, timestamptz);
DROP FUNCTION time_step(interval);
DROP VIEW ticket_time_count;
DROP FUNCTION time_parts(date, text, text, integer);
DROP FUNCTION first_of_span(date, integer);
DROP TABLE ticket_time_delta;
DROP TABLE ticket_time_total;
DROP FUNCTION fold_ticket_times_now_and_then();
DROP FUNCTION fold_ticket_times();
"""
COLUMNS = {
    "first_reply_step": models.SmallIntegerField,
    "first_reply_category": models.CharField,
    "first_reply_priority": models.CharField,
    "first_reply_assignee_id": models.IntegerField,
    "resolved_step": models.SmallIntegerField,
}


def column(kind: type[models.Field]) -> models.Field:
    """A column that is null until there was a first reply or a resolution."""
    return kind(null=True, max_length=20) if kind is models.CharField else kind(null=True)


class Migration(migrations.Migration):
    dependencies = [("conversations", "0006_account_locks")]

    operations = [
        SHORT_LOCKS,
        *[migrations.AddField("tickettimes", name, column(kind)) for name, kind in COLUMNS.items()],
        migrations.RunSQL(SET_ASIDE, migrations.RunSQL.noop),
        migrations.RunSQL(read_sql("times.sql"), REMOVE),
        migrations.RunSQL(TAKE_OVER, migrations.RunSQL.noop),
    ]
