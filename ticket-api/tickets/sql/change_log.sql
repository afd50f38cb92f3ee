-- The log of changes that live updates read, for every writer of tickets: the API, SQL or COPY.
--
-- One row for each ticket that a statement created or changed. A statement that writes more than 500
-- tickets, deletes or truncates leaves one row `reload` instead: a page cannot use a million events,
-- and a million more rows would slow the COPY down. No NOTIFY: it would let transactions commit only
-- one after the other.
CREATE OR REPLACE FUNCTION log_written_tickets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM (SELECT FROM written LIMIT 501) AS counted) > 500 THEN
        INSERT INTO ticket_change (kind) VALUES ('reload');
    ELSE
        INSERT INTO ticket_change (ticket_id, kind) SELECT id, TG_ARGV[0] FROM written ORDER BY id;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION log_removed_tickets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ticket_change (kind) VALUES ('reload');
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER log_created AFTER INSERT ON tickets_ticket
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION log_written_tickets('created');
-- Filling search_text of stored tickets (listing/fill.py) changes nothing that a page shows.
CREATE OR REPLACE TRIGGER log_changed AFTER UPDATE ON tickets_ticket
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT
    WHEN (current_setting('tickets.fills_search_text', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION log_written_tickets('changed');
CREATE OR REPLACE TRIGGER log_deleted AFTER DELETE ON tickets_ticket
    FOR EACH STATEMENT EXECUTE FUNCTION log_removed_tickets();
CREATE OR REPLACE TRIGGER log_truncated AFTER TRUNCATE ON tickets_ticket
    FOR EACH STATEMENT EXECUTE FUNCTION log_removed_tickets();
