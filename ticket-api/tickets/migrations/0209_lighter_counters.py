"""Counting one ticket takes one row and no aggregate.

Nearly every statement writes one ticket. What it adds is now a single row with category, priority
and status and the day beside them, where there were two rows and a grouping that is worth it for
many tickets alone. Rows of the older kind, with the one or the other, are still written for those,
and read.
"""

from importlib import import_module

from django.db import migrations

before = import_module("tickets.migrations.0200_ticket_counters")

# Nobody who writes tickets or folds is in the middle of an older function when the new ones come.
ALONE = """
SET LOCAL lock_timeout = '5s';
LOCK TABLE tickets_ticket IN SHARE ROW EXCLUSIVE MODE;
SELECT pg_advisory_xact_lock('ticket_count_delta'::regclass::bigint);
"""

VIEWS = """
CREATE OR REPLACE VIEW ticket_count AS
    SELECT category, priority, status, tickets FROM ticket_count_folded
    UNION ALL
    SELECT category, priority, status, change FROM ticket_count_delta WHERE category IS NOT NULL;
"""

FOLD = """
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
"""

# A statement for each case, and what is not the case costs nothing: PostgreSQL looks at most at two
# rows to know that there is more than one.
COUNT = """
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
"""

# The older functions do not know rows of both, so these are folded first.
REVERSE = ALONE + "".join(
    ["SELECT fold_ticket_counts();"]
    + [
        part.replace("CREATE ", "CREATE OR REPLACE ")
        for part in (before.VIEWS, before.FOLD, before.COUNT)
    ]
)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0208_audit_accounts")]

    operations = [migrations.RunSQL(ALONE + VIEWS + FOLD + COUNT, REVERSE)]
