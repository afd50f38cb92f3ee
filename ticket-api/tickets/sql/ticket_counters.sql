-- Counters of tickets that the database keeps exact in the writing transaction, for every writer.
--
-- A statement on the tickets adds to `ticket_count_delta` what it changed: one row for one ticket, and
-- for many at most 64 rows of (category, priority, status) and one a day, also for a COPY of a million.
-- Writers only ever add rows, so they never wait for one another and cannot deadlock. Now and then one
-- of them folds the deltas into `ticket_count_folded` and `ticket_day_folded`. Readers take the views,
-- which add both.
CREATE OR REPLACE VIEW ticket_count AS
    SELECT category, priority, status, tickets FROM ticket_count_folded
    UNION ALL
    SELECT category, priority, status, change FROM ticket_count_delta WHERE category IS NOT NULL;

CREATE OR REPLACE VIEW ticket_day_count AS
    SELECT day, created FROM ticket_day_folded
    UNION ALL
    SELECT day, change FROM ticket_count_delta WHERE day IS NOT NULL;

-- One transaction folds at a time and the others do not wait: the lock is tried, and held to the
-- commit, as are the rows that it changed. Above READ COMMITTED a fold could fail with a serialization
-- error, which the user would get, so those transactions leave it to others.
CREATE OR REPLACE FUNCTION fold_ticket_counts() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed'
        OR NOT pg_try_advisory_xact_lock('ticket_count_delta'::regclass::bigint) THEN
        RETURN;
    END IF;
    WITH taken AS (
        DELETE FROM ticket_count_delta RETURNING category, priority, status, day, change
    ), counted AS (
        INSERT INTO ticket_count_folded AS folded (category, priority, status, tickets)
        SELECT category, priority, status, sum(change) FROM taken WHERE category IS NOT NULL
        GROUP BY category, priority, status HAVING sum(change) <> 0
        ON CONFLICT (category, priority, status)
            DO UPDATE SET tickets = folded.tickets + excluded.tickets
    )
    INSERT INTO ticket_day_folded AS folded (day, created)
    SELECT day, sum(change) FROM taken WHERE day IS NOT NULL
    GROUP BY day HAVING sum(change) <> 0
    ON CONFLICT (day) DO UPDATE SET created = folded.created + excluded.created;
END $$;

-- A statement for each case; a case that does not apply costs nothing, because PostgreSQL reads at most
-- two rows to know that there is more than one. A fold for every 500 deltas: the transaction whose
-- delta passes a multiple of 500 does it.
CREATE OR REPLACE FUNCTION count_tickets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    first_delta bigint;
    last_delta bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO ticket_count_delta (category, priority, status, day, change)
        SELECT category, priority, status, (created_at AT TIME ZONE 'UTC')::date, 1
        FROM added WHERE NOT EXISTS (SELECT FROM added OFFSET 1)
        RETURNING id INTO first_delta;
        last_delta := first_delta;
        IF first_delta IS NULL THEN
            WITH delta AS (
                INSERT INTO ticket_count_delta (category, priority, status, day, change)
                SELECT category, priority, status, (created_at AT TIME ZONE 'UTC')::date, count(*)
                FROM added
                GROUP BY GROUPING SETS (
                    (category, priority, status), ((created_at AT TIME ZONE 'UTC')::date)
                )
                RETURNING id
            )
            SELECT min(id), max(id) INTO first_delta, last_delta FROM delta;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        WITH delta AS (
            INSERT INTO ticket_count_delta (category, priority, status, day, change)
            SELECT side.*
            FROM removed AS was CROSS JOIN added AS is_now CROSS JOIN LATERAL (VALUES
                (was.category, was.priority, was.status,
                    (was.created_at AT TIME ZONE 'UTC')::date, -1),
                (is_now.category, is_now.priority, is_now.status,
                    (is_now.created_at AT TIME ZONE 'UTC')::date, 1)
            ) AS side
            WHERE NOT EXISTS (SELECT FROM added OFFSET 1)
                AND (was.category, was.priority, was.status, was.created_at)
                    <> (is_now.category, is_now.priority, is_now.status, is_now.created_at)
            RETURNING id
        )
        SELECT min(id), max(id) INTO first_delta, last_delta FROM delta;
        IF EXISTS (SELECT FROM added OFFSET 1) THEN
            WITH delta AS (
                INSERT INTO ticket_count_delta (category, priority, status, day, change)
                SELECT category, priority, status, day, sum(change)
                FROM (
                    SELECT category, priority, status,
                        (created_at AT TIME ZONE 'UTC')::date AS day, 1 AS change
                    FROM added
                    UNION ALL
                    SELECT category, priority, status, (created_at AT TIME ZONE 'UTC')::date, -1
                    FROM removed
                ) AS both_states
                GROUP BY GROUPING SETS ((category, priority, status), (day))
                HAVING sum(change) <> 0
                RETURNING id
            )
            SELECT min(id), max(id) INTO first_delta, last_delta FROM delta;
        END IF;
    ELSE
        WITH delta AS (
            INSERT INTO ticket_count_delta (category, priority, status, day, change)
            SELECT category, priority, status, (created_at AT TIME ZONE 'UTC')::date, -count(*)
            FROM removed
            GROUP BY GROUPING SETS (
                (category, priority, status), ((created_at AT TIME ZONE 'UTC')::date)
            )
            RETURNING id
        )
        SELECT min(id), max(id) INTO first_delta, last_delta FROM delta;
    END IF;
    IF last_delta / 500 <> (first_delta - 1) / 500 THEN
        PERFORM fold_ticket_counts();
    END IF;
    RETURN NULL;
END $$;

-- TRUNCATE, because a DELETE would leave what a transaction with an older view does not see.
CREATE OR REPLACE FUNCTION count_no_tickets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE ticket_count_folded, ticket_day_folded, ticket_count_delta;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER count_created AFTER INSERT ON tickets_ticket
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_tickets();
CREATE OR REPLACE TRIGGER count_changed AFTER UPDATE ON tickets_ticket
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_tickets();
CREATE OR REPLACE TRIGGER count_deleted AFTER DELETE ON tickets_ticket
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION count_tickets();
CREATE OR REPLACE TRIGGER count_truncated AFTER TRUNCATE ON tickets_ticket
    FOR EACH STATEMENT EXECUTE FUNCTION count_no_tickets();
