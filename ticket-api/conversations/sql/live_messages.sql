-- Messages in the log of changes that live updates read (tickets/sql/change_log.sql). A note leaves a
-- row here and none of its ticket, because it changes no column of the ticket.
ALTER TABLE ticket_change
    ADD COLUMN message_id bigint,
    DROP CONSTRAINT ticket_change_kind_check,
    ADD CONSTRAINT ticket_change_kind_check
        CHECK (kind IN ('created', 'changed', 'message', 'reload')),
    ADD CONSTRAINT ticket_change_message_check CHECK ((message_id IS NULL) = (kind <> 'message'));

CREATE FUNCTION log_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM (SELECT FROM written LIMIT 501) AS counted) > 500 THEN
        INSERT INTO ticket_change (kind) VALUES ('reload');
    ELSE
        INSERT INTO ticket_change (ticket_id, message_id, kind)
        SELECT ticket_id, id, 'message' FROM written ORDER BY id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER log_messages AFTER INSERT ON conversations_message
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION log_messages();

-- A requester who answers a finished ticket reopens it; the audit trail says who did.
ALTER TABLE ticket_audit ADD COLUMN by_requester boolean NOT NULL DEFAULT false;
