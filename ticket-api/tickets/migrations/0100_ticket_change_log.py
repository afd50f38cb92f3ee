"""The log of changes that live updates read: who writes is seen, be it the API, SQL or COPY.

One row for each ticket that a statement created or changed; `xid` is the writing transaction, since
readers must go by what has become visible and not by the highest id that they saw. A statement that
writes more than 500 tickets, deletes or truncates leaves one row `reload` instead: nobody wants a
million events, and a million more rows would slow the COPY down. No NOTIFY: it would let
transactions commit only one after the other.
"""

from django.db import migrations

TABLE = """
CREATE TABLE ticket_change (
    id bigint GENERATED ALWAYS AS IDENTITY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    ticket_id bigint,
    kind text NOT NULL CHECK (kind IN ('created', 'changed', 'reload')),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((ticket_id IS NULL) = (kind = 'reload')),
    PRIMARY KEY (xid, id)
);
"""

FUNCTIONS = """
CREATE FUNCTION log_written_tickets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM (SELECT FROM written LIMIT 501) AS counted) > 500 THEN
        INSERT INTO ticket_change (kind) VALUES ('reload');
    ELSE
        INSERT INTO ticket_change (ticket_id, kind) SELECT id, TG_ARGV[0] FROM written ORDER BY id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION log_removed_tickets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ticket_change (kind) VALUES ('reload');
    RETURN NULL;
END $$;
"""

# The lock that this takes on the tickets waits for writers and makes new ones wait, so it is given
# up after a few seconds rather than hold a busy installation; the next attempt starts clean.
TRIGGERS = """
SET LOCAL lock_timeout = '5s';
CREATE TRIGGER log_created AFTER INSERT ON tickets_ticket
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION log_written_tickets('created');
CREATE TRIGGER log_changed AFTER UPDATE ON tickets_ticket
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION log_written_tickets('changed');
CREATE TRIGGER log_deleted AFTER DELETE ON tickets_ticket
    FOR EACH STATEMENT EXECUTE FUNCTION log_removed_tickets();
CREATE TRIGGER log_truncated AFTER TRUNCATE ON tickets_ticket
    FOR EACH STATEMENT EXECUTE FUNCTION log_removed_tickets();
"""

REMOVE = """
DROP TRIGGER log_created ON tickets_ticket;
DROP TRIGGER log_changed ON tickets_ticket;
DROP TRIGGER log_deleted ON tickets_ticket;
DROP TRIGGER log_truncated ON tickets_ticket;
DROP FUNCTION log_written_tickets();
DROP FUNCTION log_removed_tickets();
DROP TABLE ticket_change;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_tickets")]

    operations = [migrations.RunSQL(TABLE + FUNCTIONS + TRIGGERS, REMOVE)]
