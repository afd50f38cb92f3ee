"""The ledger of suggestions, what the database notes in it, and its counters.

A change of a ticket's category or priority is noted in the ledger by the writing transaction,
whoever writes. The counters work as those of the tickets (0200): writers only ever add deltas, a
fold for every 500 of them keeps the totals short, and readers take the view, which adds both.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

# Its lock on the tickets, and that of the trigger below, wait no longer than in 0100.
FOREIGN_KEY = """
SET LOCAL lock_timeout = '5s';
ALTER TABLE ticket_suggestion ADD CONSTRAINT ticket_suggestion_ticket
    FOREIGN KEY (ticket_id) REFERENCES tickets_ticket (id) ON DELETE CASCADE;
"""
NO_FOREIGN_KEY = "ALTER TABLE ticket_suggestion DROP CONSTRAINT ticket_suggestion_ticket;"

# For each row, because a change of the status, which is by far the most frequent one, then costs a
# comparison and nothing else.
CORRECTIONS = """
CREATE FUNCTION note_correction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ticket_suggestion SET
        final_category = NEW.category,
        category_corrected_at = CASE
            WHEN NEW.category = sent_category THEN NULL
            WHEN NEW.category = OLD.category THEN category_corrected_at
            ELSE statement_timestamp()
        END,
        final_priority = NEW.priority,
        priority_corrected_at = CASE
            WHEN NEW.priority = sent_priority THEN NULL
            WHEN NEW.priority = OLD.priority THEN priority_corrected_at
            ELSE statement_timestamp()
        END
    WHERE ticket_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER note_correction AFTER UPDATE ON tickets_ticket
    FOR EACH ROW WHEN (OLD.category <> NEW.category OR OLD.priority <> NEW.priority)
    EXECUTE FUNCTION note_correction();
"""
NO_CORRECTIONS = """
DROP TRIGGER note_correction ON tickets_ticket;
DROP FUNCTION note_correction();
"""

KEY = "day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step"
SUMS = ("suggestions", "confidence", "seconds")

COLUMNS = """
    day date NOT NULL,
    origin varchar(10) NOT NULL,
    provider varchar(100) NOT NULL,
    model varchar(100) NOT NULL,
    prompt_version varchar(100) NOT NULL,
    field varchar(10) NOT NULL,
    stale boolean NOT NULL,
    suggested varchar(20) NOT NULL,
    sent varchar(20) NOT NULL,
    final varchar(20) NOT NULL,
    step smallint NOT NULL,
    suggestions bigint NOT NULL,
    confidence bigint NOT NULL,
    seconds bigint NOT NULL
"""
COUNTERS = f"""
CREATE TABLE suggestion_count_folded ({COLUMNS}, PRIMARY KEY ({KEY})) WITH (fillfactor = 50);

-- Emptied by every fold, so vacuumed soon after.
CREATE TABLE suggestion_count_delta (id bigint GENERATED ALWAYS AS IDENTITY, {COLUMNS}) WITH (
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = -1,
    autovacuum_analyze_threshold = 1000000000
);

CREATE VIEW suggestion_count AS
    SELECT {KEY}, {", ".join(SUMS)} FROM suggestion_count_folded
    UNION ALL
    SELECT {KEY}, {", ".join(SUMS)} FROM suggestion_count_delta;
"""  # noqa: S608 (words of ours)

# Tried and not waited for, and left to others above READ COMMITTED, for the reasons in 0200.
FOLD = f"""
CREATE FUNCTION fold_suggestion_counts() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed'
        OR NOT pg_try_advisory_xact_lock('suggestion_count_delta'::regclass::bigint) THEN
        RETURN;
    END IF;
    WITH taken AS (
        DELETE FROM suggestion_count_delta RETURNING {KEY}, {", ".join(SUMS)}
    )
    INSERT INTO suggestion_count_folded AS folded ({KEY}, {", ".join(SUMS)})
    SELECT {KEY}, {", ".join(f"sum({name})" for name in SUMS)} FROM taken GROUP BY {KEY}
    HAVING {" OR ".join(f"sum({name}) <> 0" for name in SUMS)}
    ON CONFLICT ({KEY}) DO UPDATE
        SET {", ".join(f"{name} = folded.{name} + excluded.{name}" for name in SUMS)};
END $$;

CREATE FUNCTION fold_suggestion_counts_now_and_then() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT max(id) / 500 <> (min(id) - 1) / 500 FROM added) THEN
        PERFORM fold_suggestion_counts();
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER fold_now_and_then AFTER INSERT ON suggestion_count_delta
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION fold_suggestion_counts_now_and_then();
"""  # noqa: S608 (as above)


def counted(rows: str, sign: str) -> str:
    """Two counted things, category and priority, for each row of the ledger in `rows`."""
    return f"""
        SELECT (created_at AT TIME ZONE 'UTC')::date AS day, origin, provider, model,
            prompt_version, field, stale, suggested, sent, final,
            CASE WHEN confidence IS NULL THEN -1 ELSE least(floor(confidence * 10), 9) END AS step,
            {sign} 1 AS suggestions,
            {sign} coalesce(round(confidence * 10000)::bigint, 0) AS confidence,
            {sign} coalesce(extract(epoch FROM corrected_at - created_at)::bigint, 0) AS seconds
        FROM {rows} CROSS JOIN LATERAL (VALUES
            ('category', suggested_category, sent_category, final_category, category_corrected_at),
            ('priority', suggested_priority, sent_priority, final_priority, priority_corrected_at)
        ) AS fields (field, suggested, sent, final, corrected_at)
    """  # noqa: S608 (as above)


def count(both: str) -> str:
    """Add the sums of `both` to the deltas, where they are any."""
    return f"""
        INSERT INTO suggestion_count_delta ({KEY}, {", ".join(SUMS)})
        SELECT {KEY}, {", ".join(f"sum({name})" for name in SUMS)} FROM ({both}) AS counted
        GROUP BY {KEY} HAVING {" OR ".join(f"sum({name}) <> 0" for name in SUMS)};
    """  # noqa: S608 (as above)


COUNT = f"""
CREATE FUNCTION count_suggestions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {count(counted("added", ""))}
    ELSIF TG_OP = 'UPDATE' THEN
        {count(counted("added", "") + " UNION ALL " + counted("removed", "-"))}
    ELSE {count(counted("removed", "-"))}
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION count_no_suggestions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE suggestion_count_folded, suggestion_count_delta;
    RETURN NULL;
END $$;

CREATE TRIGGER count_created AFTER INSERT ON ticket_suggestion
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_suggestions();
CREATE TRIGGER count_changed AFTER UPDATE ON ticket_suggestion
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_suggestions();
CREATE TRIGGER count_deleted AFTER DELETE ON ticket_suggestion
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_suggestions();
CREATE TRIGGER count_truncated AFTER TRUNCATE ON ticket_suggestion
    FOR EACH STATEMENT EXECUTE FUNCTION count_no_suggestions();
"""
NO_COUNTERS = """
DROP TRIGGER count_created ON ticket_suggestion;
DROP TRIGGER count_changed ON ticket_suggestion;
DROP TRIGGER count_deleted ON ticket_suggestion;
DROP TRIGGER count_truncated ON ticket_suggestion;
DROP FUNCTION count_suggestions();
DROP FUNCTION count_no_suggestions();
DROP VIEW suggestion_count;
DROP TABLE suggestion_count_delta;
DROP TABLE suggestion_count_folded;
DROP FUNCTION fold_suggestion_counts_now_and_then();
DROP FUNCTION fold_suggestion_counts();
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0205_imported_rows")]

    operations = [
        migrations.CreateModel(
            name="TicketSuggestion",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="suggestion",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                ("token_id", models.BinaryField(max_length=16, null=True, unique=True)),
                (
                    "origin",
                    models.CharField(
                        choices=[("form", "Form"), ("backlog", "Backlog")], max_length=10
                    ),
                ),
                ("stale", models.BooleanField()),
                ("provider", models.CharField(max_length=100)),
                ("model", models.CharField(max_length=100)),
                ("prompt_version", models.CharField(max_length=100)),
                ("confidence", models.FloatField(null=True)),
                ("suggested_category", models.CharField(max_length=20)),
                ("sent_category", models.CharField(max_length=20)),
                ("final_category", models.CharField(max_length=20)),
                ("category_corrected_at", models.DateTimeField(null=True)),
                ("suggested_priority", models.CharField(max_length=20)),
                ("sent_priority", models.CharField(max_length=20)),
                ("final_priority", models.CharField(max_length=20)),
                ("priority_corrected_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "db_table": "ticket_suggestion",
                "indexes": [
                    models.Index(
                        fields=["-created_at", "-ticket"],
                        condition=(
                            ~models.Q(suggested_category=models.F("final_category"))
                            | ~models.Q(suggested_priority=models.F("final_priority"))
                        ),
                        name="idx_suggestion_wrong",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SuggestionCount",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("origin", models.CharField(max_length=10)),
                ("provider", models.CharField(max_length=100)),
                ("model", models.CharField(max_length=100)),
                ("prompt_version", models.CharField(max_length=100)),
                ("field", models.CharField(max_length=10)),
                ("stale", models.BooleanField()),
                ("suggested", models.CharField(max_length=20)),
                ("sent", models.CharField(max_length=20)),
                ("final", models.CharField(max_length=20)),
                ("step", models.SmallIntegerField()),
                ("suggestions", models.BigIntegerField()),
                ("confidence", models.BigIntegerField()),
                ("seconds", models.BigIntegerField()),
            ],
            options={"db_table": "suggestion_count", "managed": False},
        ),
        migrations.RunSQL(FOREIGN_KEY, NO_FOREIGN_KEY),
        migrations.RunSQL(CORRECTIONS, NO_CORRECTIONS),
        migrations.RunSQL(COUNTERS + FOLD + COUNT, NO_COUNTERS),
    ]
