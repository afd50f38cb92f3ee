-- How long answers and resolutions took, in logarithmic steps (conversations/models.py, TimeCount). The
-- writing transaction counts. As in the counters of the tickets, writers only ever add deltas, a fold
-- for every 500 of them keeps the totals short, and readers take the view, which adds both. The totals
-- are kept in parts: of all tickets, by category, by priority and by assignee, and all but the first
-- also of 8 and of 64 days. So a report reads a bounded number of rows, however many tickets and days
-- it has. Figures stay when a ticket is deleted.
CREATE TABLE ticket_time_total (
    part varchar(10) NOT NULL,
    measure varchar(20) NOT NULL,
    span smallint NOT NULL,
    day date NOT NULL,
    value varchar(20) NOT NULL,
    step smallint NOT NULL,
    tickets bigint NOT NULL,
    PRIMARY KEY (part, measure, span, day, value, step)
) WITH (fillfactor = 50);

CREATE TABLE IF NOT EXISTS ticket_time_delta (
    id bigint GENERATED ALWAYS AS IDENTITY,
    day date NOT NULL,
    measure varchar(20) NOT NULL,
    category varchar(20) NOT NULL,
    priority varchar(20) NOT NULL,
    assignee_id integer,
    step smallint NOT NULL,
    change bigint NOT NULL
) WITH (
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = -1,
    autovacuum_analyze_threshold = 1000000000
);

-- The first of the 1, 8 or 64 days that a day belongs to (conversations/models.py, TimeCount).
CREATE FUNCTION first_of_span(day date, span integer) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT day - mod(day - DATE '2000-01-01', span)
$$;

-- The totals that a count belongs to: its value in each part, empty for no assignee, and its spans.
CREATE FUNCTION time_parts(of_day date, category text, priority text, assignee integer)
RETURNS TABLE (part varchar, span smallint, day date, value varchar) LANGUAGE sql IMMUTABLE AS $$
    SELECT 'all'::varchar, 1::smallint, of_day, ''::varchar
    UNION ALL
    SELECT parts.part, spans.span::smallint, first_of_span(of_day, spans.span), parts.value
    FROM (
        VALUES
            ('category'::varchar, category::varchar),
            ('priority', priority),
            ('assignee', coalesce(assignee::text, ''))
    ) AS parts (part, value), (VALUES (1), (8), (64)) AS spans (span)
$$;

CREATE VIEW ticket_time_count AS
    SELECT part, measure, span, day, value, step, tickets FROM ticket_time_total
    UNION ALL
    SELECT part, measure, span, parts.day, value, step, change
    FROM ticket_time_delta AS delta,
        time_parts(delta.day, category, priority, assignee_id) AS parts;

-- One transaction folds at a time, and none waits for it. Above READ COMMITTED a fold could fail with
-- a serialization error, so those transactions leave it to others.
CREATE OR REPLACE FUNCTION fold_ticket_times() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed'
        OR NOT pg_try_advisory_xact_lock('ticket_time_delta'::regclass::bigint) THEN
        RETURN;
    END IF;
    WITH taken AS (
        DELETE FROM ticket_time_delta
        RETURNING day, measure, category, priority, assignee_id, step, change
    )
    INSERT INTO ticket_time_total AS total (part, measure, span, day, value, step, tickets)
    SELECT part, measure, span, parts.day, value, step, sum(change)
    FROM taken, time_parts(taken.day, category, priority, assignee_id) AS parts
    GROUP BY part, measure, span, parts.day, value, step HAVING sum(change) <> 0
    ON CONFLICT (part, measure, span, day, value, step)
        DO UPDATE SET tickets = total.tickets + excluded.tickets;
END $$;

CREATE OR REPLACE FUNCTION fold_ticket_times_now_and_then() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT max(id) / 500 <> (min(id) - 1) / 500 FROM added) THEN
        PERFORM fold_ticket_times();
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER fold_now_and_then AFTER INSERT ON ticket_time_delta
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION fold_ticket_times_now_and_then();

CREATE OR REPLACE FUNCTION time_step(took interval) RETURNS smallint LANGUAGE sql IMMUTABLE AS $$
    SELECT floor(ln(greatest(extract(epoch FROM took), 1)) / ln(1.08))::smallint
$$;

-- PostgreSQL refuses to subtract an infinite time. A constraint keeps such times out; with one that got
-- in all the same, a reply or a resolution counts as quick instead of being an error.
CREATE OR REPLACE FUNCTION time_between(since timestamptz, until timestamptz) RETURNS interval
    LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN isfinite(since) AND isfinite(until) THEN until - since ELSE interval '0' END
$$;

-- A reply: the first one counts from the ticket's creation, a later one from the earliest request that
-- it answers. Without a waiting request it answers nothing. The service clears waiting_since after it
-- has stored the reply, both under the ticket's row lock.
CREATE OR REPLACE FUNCTION count_reply() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ticket tickets_ticket;
    owner integer;
    took smallint;
BEGIN
    SELECT * INTO STRICT ticket FROM tickets_ticket WHERE id = NEW.ticket_id;
    owner := coalesce(ticket.assignee_id, NEW.author_account_id);
    took := time_step(time_between(ticket.created_at, NEW.created_at));
    INSERT INTO ticket_times AS times (
        ticket_id, first_reply_at, first_reply_step, first_reply_category, first_reply_priority,
        first_reply_assignee_id
    )
    VALUES (NEW.ticket_id, NEW.created_at, took, ticket.category, ticket.priority, owner)
    ON CONFLICT (ticket_id) DO UPDATE SET
        first_reply_at = excluded.first_reply_at,
        first_reply_step = excluded.first_reply_step,
        first_reply_category = excluded.first_reply_category,
        first_reply_priority = excluded.first_reply_priority,
        first_reply_assignee_id = excluded.first_reply_assignee_id
        WHERE times.first_reply_at IS NULL;
    IF FOUND THEN
        INSERT INTO ticket_time_delta (day, measure, category, priority, assignee_id, step, change)
        VALUES (
            (NEW.created_at AT TIME ZONE 'UTC')::date, 'first_reply', ticket.category,
            ticket.priority, owner, took, 1
        );
    ELSIF ticket.waiting_since IS NOT NULL THEN
        UPDATE ticket_times SET answers = answers + 1 WHERE ticket_id = NEW.ticket_id;
        INSERT INTO ticket_time_delta (day, measure, category, priority, assignee_id, step, change)
        VALUES (
            (NEW.created_at AT TIME ZONE 'UTC')::date, 'answer', ticket.category, ticket.priority,
            owner, time_step(time_between(ticket.waiting_since, NEW.created_at)), 1
        );
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER count_reply AFTER INSERT ON conversations_message
    FOR EACH ROW WHEN (
        NEW.kind = 'reply' AND current_setting('conversations.loads', true) IS DISTINCT FROM 'on'
    )
    EXECUTE FUNCTION count_reply();

-- A ticket that is resolved again has its former resolution taken back. One without a step was not
-- counted: an import has it from a file of an earlier version.
CREATE OR REPLACE FUNCTION count_resolution() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    former ticket_times;
    took smallint := time_step(time_between(NEW.created_at, statement_timestamp()));
BEGIN
    SELECT * INTO former FROM ticket_times WHERE ticket_id = NEW.id;
    INSERT INTO ticket_time_delta (day, measure, category, priority, assignee_id, step, change)
    SELECT (at AT TIME ZONE 'UTC')::date, 'resolution', category, priority, assignee_id, step, change
    FROM (VALUES
        (
            former.resolved_at, former.resolved_category, former.resolved_priority,
            former.resolved_assignee_id, former.resolved_step, -1
        ),
        (statement_timestamp(), NEW.category, NEW.priority, NEW.assignee_id, took, 1)
    ) AS resolutions (at, category, priority, assignee_id, step, change)
    WHERE step IS NOT NULL;
    INSERT INTO ticket_times AS times (
        ticket_id, resolved_at, resolved_step, resolved_category, resolved_priority,
        resolved_assignee_id
    )
    VALUES (
        NEW.id, statement_timestamp(), took, NEW.category, NEW.priority, NEW.assignee_id
    )
    ON CONFLICT (ticket_id) DO UPDATE SET
        resolved_at = excluded.resolved_at,
        resolved_step = excluded.resolved_step,
        resolved_category = excluded.resolved_category,
        resolved_priority = excluded.resolved_priority,
        resolved_assignee_id = excluded.resolved_assignee_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER count_resolution AFTER UPDATE ON tickets_ticket
    FOR EACH ROW WHEN (OLD.status <> 'resolved' AND NEW.status = 'resolved')
    EXECUTE FUNCTION count_resolution();

-- A ticket counts once, however often it is reopened.
CREATE OR REPLACE FUNCTION count_reopened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ticket_times AS times (ticket_id, reopened) VALUES (NEW.id, true)
    ON CONFLICT (ticket_id) DO UPDATE SET reopened = true WHERE NOT times.reopened;
    IF FOUND THEN
        INSERT INTO ticket_time_delta (day, measure, category, priority, assignee_id, step, change)
        VALUES (
            (statement_timestamp() AT TIME ZONE 'UTC')::date, 'reopened', NEW.category,
            NEW.priority, NEW.assignee_id, 0, 1
        );
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER count_reopened AFTER UPDATE ON tickets_ticket
    FOR EACH ROW WHEN (
        OLD.status IN ('resolved', 'closed') AND NEW.status IN ('open', 'in_progress')
    )
    EXECUTE FUNCTION count_reopened();

CREATE OR REPLACE FUNCTION count_no_times() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE ticket_time_total, ticket_time_delta;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER count_truncated AFTER TRUNCATE ON ticket_times
    FOR EACH STATEMENT EXECUTE FUNCTION count_no_times();
