-- The audit trail also names the requester, the assignee and the original of a duplicate. A requester
-- is written down as `Name <address>`, since both can be corrected later; the others by their ids.
-- An empty value means none.
CREATE FUNCTION requester_in_audit(given bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (
            SELECT btrim(concat_ws(' ', nullif(name, ''), '<' || email || '>'))
            FROM conversations_requester WHERE id = given
        ),
        ''
    )
$$;

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
        ('status', OLD.status, NEW.status),
        ('assignee', coalesce(OLD.assignee_id::text, ''), coalesce(NEW.assignee_id::text, '')),
        (
            'duplicate_of',
            coalesce(OLD.duplicate_of_id::text, ''),
            coalesce(NEW.duplicate_of_id::text, '')
        )
    ) AS fields (field, old_value, new_value)
    WHERE old_value <> new_value;
    IF OLD.requester_id IS DISTINCT FROM NEW.requester_id THEN
        INSERT INTO ticket_audit (ticket_id, account_id, request_id, field, old_value, new_value)
        VALUES (
            NEW.id, nullif(current_setting('tickets.account_id', true), '')::integer,
            nullif(left(current_setting('tickets.request_id', true), 64), ''),
            'requester', requester_in_audit(OLD.requester_id), requester_in_audit(NEW.requester_id)
        );
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER audit_changed AFTER UPDATE ON tickets_ticket
    FOR EACH ROW WHEN (
        (
            OLD.title, OLD.description, OLD.category, OLD.priority, OLD.status,
            OLD.requester_id, OLD.assignee_id, OLD.duplicate_of_id
        )
        IS DISTINCT FROM
        (
            NEW.title, NEW.description, NEW.category, NEW.priority, NEW.status,
            NEW.requester_id, NEW.assignee_id, NEW.duplicate_of_id
        )
    )
    EXECUTE FUNCTION audit_ticket();
