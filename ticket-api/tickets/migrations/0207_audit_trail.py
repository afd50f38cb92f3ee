"""The audit trail: what changed in a ticket, written by the changing transaction, whoever writes.

One row for each field that differs. A new ticket leaves none, since the ticket itself says all that
there is to say of it, so a COPY costs nothing here. Rows are only ever added: nobody waits for
anybody, and the database refuses to change or to remove them.
"""

from django.db import migrations, models
from django.db.models.functions import Now

# No foreign key: the trail outlives its ticket.
TABLE = """
CREATE TABLE ticket_audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ticket_id bigint NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    account_id integer,
    request_id varchar(64),
    field varchar(20) NOT NULL,
    old_value text NOT NULL,
    new_value text NOT NULL
);
CREATE INDEX idx_audit_ticket ON ticket_audit (ticket_id, id);
"""

APPEND_ONLY = """
CREATE FUNCTION refuse_to_rewrite_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit trail can only be added to: % is refused.', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER refuse_to_rewrite BEFORE UPDATE OR DELETE OR TRUNCATE ON ticket_audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_audit();
"""

# For each row, so that a ticket whose id changes is followed, and what changes nothing costs the
# comparison alone. The setting is of the transaction (tickets/audit/trail.py); where nobody has
# set it, as in psql, it is unknown or empty.
AUDIT = """
CREATE FUNCTION audit_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ticket_audit (ticket_id, request_id, field, old_value, new_value)
    SELECT NEW.id, nullif(left(current_setting('tickets.request_id', true), 64), ''),
        field, old_value, new_value
    FROM (VALUES
        ('title', OLD.title, NEW.title),
        ('description', OLD.description, NEW.description),
        ('category', OLD.category, NEW.category),
        ('priority', OLD.priority, NEW.priority),
        ('status', OLD.status, NEW.status)
    ) AS fields (field, old_value, new_value)
    WHERE old_value <> new_value;
    RETURN NULL;
END $$;
"""

# The lock on the tickets waits no longer than in 0100. A table of any size is not read.
TRIGGER = """
SET LOCAL lock_timeout = '5s';
CREATE TRIGGER audit_changed AFTER UPDATE ON tickets_ticket
    FOR EACH ROW WHEN (
        (OLD.title, OLD.description, OLD.category, OLD.priority, OLD.status)
        IS DISTINCT FROM
        (NEW.title, NEW.description, NEW.category, NEW.priority, NEW.status)
    )
    EXECUTE FUNCTION audit_ticket();
"""

REMOVE = """
SET LOCAL lock_timeout = '5s';
DROP TRIGGER audit_changed ON tickets_ticket;
DROP FUNCTION audit_ticket();
DROP TABLE ticket_audit;
DROP FUNCTION refuse_to_rewrite_audit();
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0206_suggestion_ledger")]

    operations = [
        migrations.RunSQL(TABLE + APPEND_ONLY + AUDIT + TRIGGER, REMOVE),
        migrations.CreateModel(
            name="TicketChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("ticket_id", models.BigIntegerField()),
                ("changed_at", models.DateTimeField(db_default=Now())),
                ("account_id", models.IntegerField(null=True)),
                ("request_id", models.CharField(max_length=64, null=True)),
                ("field", models.CharField(max_length=20)),
                ("old_value", models.TextField()),
                ("new_value", models.TextField()),
            ],
            options={"db_table": "ticket_audit", "managed": False},
        ),
    ]
