"""Counters of tickets that the database keeps exact in the writing transaction, whoever writes.

A statement on the tickets adds to `ticket_count_delta` what it changed: at most 64 rows of
(category, priority, status) and one a day, also for a COPY of a million tickets. Writers only ever
add rows, so they never wait for one another and cannot deadlock. Now and then one of them folds
the deltas into `ticket_count_folded` and `ticket_day_folded`. Readers take the views, which add
both.
"""

from django.db import migrations

TABLES = """
CREATE TABLE ticket_count_folded (
    category varchar(20) NOT NULL,
    priority varchar(20) NOT NULL,
    status varchar(20) NOT NULL,
    tickets bigint NOT NULL,
    PRIMARY KEY (category, priority, status)
) WITH (fillfactor = 50);

CREATE TABLE ticket_day_folded (
    day date PRIMARY KEY,
    created bigint NOT NULL
) WITH (fillfactor = 50);

-- One of the two is set: category, priority and status, or the day (UTC) of created_at.
-- Without a key, since nobody looks for one row; emptied by every fold, so vacuumed soon after.
CREATE TABLE ticket_count_delta (
    id bigint GENERATED ALWAYS AS IDENTITY,
    category varchar(20),
    priority varchar(20),
    status varchar(20),
    day date,
    change bigint NOT NULL
) WITH (
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = -1,
    autovacuum_analyze_threshold = 1000000000
);
"""

VIEWS = """
CREATE VIEW ticket_count AS
    SELECT category, priority, status, tickets FROM ticket_count_folded
    UNION ALL
    SELECT category, priority, status, change FROM ticket_count_delta WHERE day IS NULL;

CREATE VIEW ticket_day_count AS
    SELECT day, created FROM ticket_day_folded
    UNION ALL
    SELECT day, change FROM ticket_count_delta WHERE day IS NOT NULL;
"""

# One transaction folds at a time and none waits for it: the lock is tried, and held to the commit,
# as are the rows that it changed. Above READ COMMITTED a fold could fail with a serialization
# error, which would be the user's to see, so those transactions leave it to others.
FOLD = """
CREATE FUNCTION fold_ticket_counts() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed'
        OR NOT pg_try_advisory_xact_lock('ticket_count_delta'::regclass::bigint) THEN
        RETURN;
    END IF;
    WITH taken AS (
        DELETE FROM ticket_count_delta RETURNING category, priority, status, day, change
    ), counted AS (
        INSERT INTO ticket_count_folded AS folded (category, priority, status, tickets)
        SELECT category, priority, status, sum(change) FROM taken WHERE day IS NULL
        GROUP BY category, priority, status HAVING sum(change) <> 0
        ON CONFLICT (category, priority, status)
            DO UPDATE SET tickets = folded.tickets + excluded.tickets
    )
    INSERT INTO ticket_day_folded AS folded (day, created)
    SELECT day, sum(change) FROM taken WHERE day IS NOT NULL
    GROUP BY day HAVING sum(change) <> 0
    ON CONFLICT (day) DO UPDATE SET created = folded.created + excluded.created;
END $$;
"""

# A fold for every 500 deltas: who adds the delta whose number passes a multiple of 500 does it.
COUNT = """
CREATE FUNCTION count_tickets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    first_delta bigint;
    last_delta bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
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
    ELSIF TG_OP = 'UPDATE' THEN
        WITH delta AS (
            INSERT INTO ticket_count_delta (category, priority, status, day, change)
            SELECT category, priority, status, day, sum(change)
            FROM (
                SELECT category, priority, status, (created_at AT TIME ZONE 'UTC')::date AS day,
                    1 AS change
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
CREATE FUNCTION count_no_tickets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE ticket_count_folded, ticket_day_folded, ticket_count_delta;
    RETURN NULL;
END $$;
"""

# The lock waits no longer than in 0100.
TRIGGERS = """
SET LOCAL lock_timeout = '5s';
CREATE TRIGGER count_created AFTER INSERT ON tickets_ticket
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_tickets();
CREATE TRIGGER count_changed AFTER UPDATE ON tickets_ticket
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_tickets();
CREATE TRIGGER count_deleted AFTER DELETE ON tickets_ticket
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION count_tickets();
CREATE TRIGGER count_truncated AFTER TRUNCATE ON tickets_ticket
    FOR EACH STATEMENT EXECUTE FUNCTION count_no_tickets();
"""

REMOVE = """
DROP TRIGGER count_created ON tickets_ticket;
DROP TRIGGER count_changed ON tickets_ticket;
DROP TRIGGER count_deleted ON tickets_ticket;
DROP TRIGGER count_truncated ON tickets_ticket;
DROP FUNCTION count_tickets();
DROP FUNCTION count_no_tickets();
DROP FUNCTION fold_ticket_counts();
DROP VIEW ticket_count;
DROP VIEW ticket_day_count;
DROP TABLE ticket_count_delta;
DROP TABLE ticket_count_folded;
DROP TABLE ticket_day_folded;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0100_ticket_change_log")]

    operations = [migrations.RunSQL(TABLES + VIEWS + FOLD + COUNT + TRIGGERS, REMOVE)]
