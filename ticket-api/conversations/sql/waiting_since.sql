-- The requester of a new ticket waits from its creation on. A ticket that is resolved or closed has no
-- waiting requester, and reopening it does not change that. Holds for the API, SQL and COPY; messages
-- change the column in conversations/services.py.
CREATE FUNCTION start_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.waiting_since := NEW.created_at;
    RETURN NEW;
END $$;

CREATE FUNCTION stop_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.waiting_since := NULL;
    RETURN NEW;
END $$;

-- A bulk load of answered tickets sets `conversations.loads` and brings its own values.
CREATE TRIGGER waiting_starts BEFORE INSERT ON tickets_ticket
    FOR EACH ROW WHEN (
        NEW.waiting_since IS NULL AND NEW.status IN ('open', 'in_progress')
        AND current_setting('conversations.loads', true) IS DISTINCT FROM 'on'
    )
    EXECUTE FUNCTION start_waiting();
CREATE TRIGGER waiting_never_starts BEFORE INSERT ON tickets_ticket
    FOR EACH ROW WHEN (NEW.waiting_since IS NOT NULL AND NEW.status IN ('resolved', 'closed'))
    EXECUTE FUNCTION stop_waiting();
CREATE TRIGGER waiting_ends BEFORE UPDATE OF status, waiting_since ON tickets_ticket
    FOR EACH ROW WHEN (NEW.waiting_since IS NOT NULL AND NEW.status IN ('resolved', 'closed'))
    EXECUTE FUNCTION stop_waiting();
