-- Tables that only triggers write, and what a model cannot express. 0001_initial runs this file once,
-- and a later change is a migration. All other files of this folder can be run again.

-- Live updates read it (change_log.sql). The writing transaction is part of the key, because readers
-- go by what has become visible and not by the highest id that they saw.
CREATE TABLE ticket_change (
    id bigint GENERATED ALWAYS AS IDENTITY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    ticket_id bigint,
    kind text NOT NULL CHECK (kind IN ('created', 'changed', 'reload')),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((ticket_id IS NULL) = (kind = 'reload')),
    PRIMARY KEY (xid, id)
);

-- Counters of tickets (ticket_counters.sql).
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

-- What one statement added: category, priority and status, or the day (UTC) of created_at, or both.
-- It needs no key, because every fold reads and empties the whole table; so it is vacuumed often.
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

-- Counters of suggestions (suggestion_counters.sql).
CREATE TABLE suggestion_count_folded (
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
    seconds bigint NOT NULL,
    PRIMARY KEY (
        day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step
    )
) WITH (fillfactor = 50);

CREATE TABLE suggestion_count_delta (
    id bigint GENERATED ALWAYS AS IDENTITY,
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
) WITH (
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = -1,
    autovacuum_analyze_threshold = 1000000000
);

-- The audit trail (audit.sql). No foreign key: the trail outlives its ticket. The database refuses to
-- change or to remove its rows.
CREATE TABLE ticket_audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ticket_id bigint NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    account_id integer,
    request_id varchar(64),
    field varchar(20) NOT NULL,
    old_value text NOT NULL,
    new_value text NOT NULL
);
CREATE INDEX idx_audit_ticket ON ticket_audit (ticket_id, id);

CREATE FUNCTION refuse_to_rewrite_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit trail can only be added to: % is refused.', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER refuse_to_rewrite BEFORE UPDATE OR DELETE OR TRUNCATE ON ticket_audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_audit();

-- The ledger's rows go with their ticket, also when plain SQL deletes it.
ALTER TABLE ticket_suggestion ADD CONSTRAINT ticket_suggestion_ticket
    FOREIGN KEY (ticket_id) REFERENCES tickets_ticket (id) ON DELETE CASCADE;

-- With fewer than a hundred samples the planner takes every word for a rare one.
ALTER TABLE tickets_ticket
    ALTER COLUMN title SET STATISTICS 100, ALTER COLUMN description SET STATISTICS 100;
