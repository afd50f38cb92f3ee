"""The audit trail says which account changed a ticket (tickets/audit/trail.py tells it)."""

from django.db import migrations

BODY = """
CREATE OR REPLACE FUNCTION audit_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ticket_audit (ticket_id, {columns}, field, old_value, new_value)
    SELECT NEW.id, {settings},
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
REQUEST = "nullif(left(current_setting('tickets.request_id', true), 64), '')"
ACCOUNT = "nullif(current_setting('tickets.account_id', true), '')::integer"

WITH_ACCOUNT = BODY.format(columns="account_id, request_id", settings=f"{ACCOUNT}, {REQUEST}")
AS_BEFORE = BODY.format(columns="request_id", settings=REQUEST)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0207_audit_trail")]

    operations = [migrations.RunSQL(WITH_ACCOUNT, AS_BEFORE)]
