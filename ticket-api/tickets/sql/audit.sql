-- The audit trail: what changed in a ticket, written by the changing transaction, whoever writes.
--
-- One row for each field that differs. A new ticket leaves none, since the ticket has all there is
-- to say, so a COPY costs nothing here. Rows are only ever added, so writers never wait for one
-- another, and the database refuses to change or to remove them.
CREATE OR REPLACE FUNCTION refuse_to_rewrite_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit trail can only be added to: % is refused.', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER refuse_to_rewrite BEFORE UPDATE OR DELETE OR TRUNCATE ON ticket_audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_audit();

-- The settings are the transaction's (tickets/audit/trail.py); in psql, where they are not set, they
-- are null or empty.
CREATE OR REPLACE FUNCTION audit_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ticket_audit (ticket_id, account_id, request_id, field, old_value, new_value)
    SELECT NEW.id, nullif(current_setting('tickets.account_id', true), '')::integer,
        nullif(left(current_setting('tickets.request_id', true), 64), ''),
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

-- For each row, so that a ticket whose id changes is followed, and an update of other columns costs
-- the comparison alone.
CREATE OR REPLACE TRIGGER audit_changed AFTER UPDATE ON tickets_ticket
    FOR EACH ROW WHEN (
        (OLD.title, OLD.description, OLD.category, OLD.priority, OLD.status)
        IS DISTINCT FROM
        (NEW.title, NEW.description, NEW.category, NEW.priority, NEW.status)
    )
    EXECUTE FUNCTION audit_ticket();
