-- Messages, their keys and the times of a ticket go with the ticket, also when SQL deletes it.
ALTER TABLE conversations_message ADD CONSTRAINT message_ticket
    FOREIGN KEY (ticket_id) REFERENCES tickets_ticket (id) ON DELETE CASCADE;
ALTER TABLE conversations_messagekey
    ADD CONSTRAINT message_key_ticket
        FOREIGN KEY (ticket_id) REFERENCES tickets_ticket (id) ON DELETE CASCADE,
    ADD CONSTRAINT message_key_message
        FOREIGN KEY (message_id) REFERENCES conversations_message (id) ON DELETE CASCADE;
ALTER TABLE ticket_times ADD CONSTRAINT times_ticket
    FOREIGN KEY (ticket_id) REFERENCES tickets_ticket (id) ON DELETE CASCADE;

-- A message is deleted with its ticket alone: the cascade runs when the ticket is gone.
CREATE FUNCTION refuse_to_rewrite_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT FROM tickets_ticket WHERE id = OLD.ticket_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'Messages can only be added: % is refused.', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

-- AFTER: a statement that truncates the tickets too has then emptied both tables.
CREATE FUNCTION refuse_to_truncate_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM tickets_ticket) THEN
        RAISE EXCEPTION 'Messages can only be added: % is refused.', TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER refuse_to_rewrite BEFORE UPDATE OR DELETE ON conversations_message
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_message();
CREATE TRIGGER refuse_to_truncate AFTER TRUNCATE ON conversations_message
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_truncate_messages();
