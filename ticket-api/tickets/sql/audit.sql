-- The audit trail: what changed in a ticket, written by the changing transaction, for every writer.
--
-- One row for each field that differs. A new ticket leaves none, since the ticket has all there is
-- to say, so a COPY costs nothing here. Rows are only ever added, so writers never wait for one
-- another. A requester is written down as `Name <address>`, since both can be corrected later; an
-- assignee and the original of a duplicate by their ids. An empty value means none.
CREATE OR REPLACE FUNCTION requester_in_audit(given bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (
            SELECT btrim(concat_ws(' ', nullif(name, ''), '<' || email || '>'))
            FROM conversations_requester WHERE id = given
        ),
        ''
    )
$$;

-- The settings are the transaction's (tickets/audit/trail.py); in psql, where they are not set, they
-- are null or empty.
CREATE OR REPLACE FUNCTION audit_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ticket_audit
        (ticket_id, account_id, by_requester, request_id, field, old_value, new_value)
    SELECT NEW.id, nullif(current_setting('tickets.account_id', true), '')::integer,
        coalesce(current_setting('tickets.by_requester', true) = 'on', false),
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
        INSERT INTO ticket_audit
        (ticket_id, account_id, by_requester, request_id, field, old_value, new_value)
        VALUES (
            NEW.id, nullif(current_setting('tickets.account_id', true), '')::integer,
        coalesce(current_setting('tickets.by_requester', true) = 'on', false),
            nullif(left(current_setting('tickets.request_id', true), 64), ''),
            'requester', requester_in_audit(OLD.requester_id), requester_in_audit(NEW.requester_id)
        );
    END IF;
    RETURN NULL;
END $$;

-- For each row, so that a ticket whose id changes is followed, and an update of other columns costs
-- the comparison alone. An import brings the trail along (bulk/ticket_import.py).
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
        AND current_setting('conversations.loads', true) IS DISTINCT FROM 'on'
    )
    EXECUTE FUNCTION audit_ticket();
