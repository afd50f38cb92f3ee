
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET client_min_messages = warning;

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

CREATE FUNCTION public.audit_ticket() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO ticket_audit (ticket_id, account_id, request_id, field, old_value, new_value)
    SELECT NEW.id, nullif(current_setting('tickets.account_id', true), '')::integer, nullif(left(current_setting('tickets.request_id', true), 64), ''),
        field, old_value, new_value
    FROM (VALUES
        ('title', OLD.title, NEW.title),
        ('description', OLD.description, NEW.description),
        ('category', OLD.category, NEW.category),
        ('priority', OLD.priority, NEW.priority),
        ('status', OLD.status, NEW.status)
    ) AS fields (field, old_value, new_value)
    WHERE old_value <> new_value;
    RETURN NULL;
END $$;

CREATE FUNCTION public.count_no_suggestions() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    TRUNCATE suggestion_count_folded, suggestion_count_delta;
    RETURN NULL;
END $$;

CREATE FUNCTION public.count_no_tickets() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    TRUNCATE ticket_count_folded, ticket_day_folded, ticket_count_delta;
    RETURN NULL;
END $$;

CREATE FUNCTION public.count_suggestions() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN 
        INSERT INTO suggestion_count_delta (day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step, suggestions, confidence, seconds)
        SELECT day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step, sum(suggestions), sum(confidence), sum(seconds) FROM (
        SELECT (created_at AT TIME ZONE 'UTC')::date AS day, origin, provider, model,
            prompt_version, field, stale, suggested, sent, final,
            CASE WHEN confidence IS NULL THEN -1 ELSE least(floor(confidence * 10), 9) END AS step,
             1 AS suggestions,
             coalesce(round(confidence * 10000)::bigint, 0) AS confidence,
             coalesce(extract(epoch FROM corrected_at - created_at)::bigint, 0) AS seconds
        FROM added CROSS JOIN LATERAL (VALUES
            ('category', suggested_category, sent_category, final_category, category_corrected_at),
            ('priority', suggested_priority, sent_priority, final_priority, priority_corrected_at)
        ) AS fields (field, suggested, sent, final, corrected_at)
    ) AS counted
        GROUP BY day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step HAVING sum(suggestions) <> 0 OR sum(confidence) <> 0 OR sum(seconds) <> 0;
    
    ELSIF TG_OP = 'UPDATE' THEN
        
        INSERT INTO suggestion_count_delta (day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step, suggestions, confidence, seconds)
        SELECT day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step, sum(suggestions), sum(confidence), sum(seconds) FROM (
        SELECT (created_at AT TIME ZONE 'UTC')::date AS day, origin, provider, model,
            prompt_version, field, stale, suggested, sent, final,
            CASE WHEN confidence IS NULL THEN -1 ELSE least(floor(confidence * 10), 9) END AS step,
             1 AS suggestions,
             coalesce(round(confidence * 10000)::bigint, 0) AS confidence,
             coalesce(extract(epoch FROM corrected_at - created_at)::bigint, 0) AS seconds
        FROM added CROSS JOIN LATERAL (VALUES
            ('category', suggested_category, sent_category, final_category, category_corrected_at),
            ('priority', suggested_priority, sent_priority, final_priority, priority_corrected_at)
        ) AS fields (field, suggested, sent, final, corrected_at)
     UNION ALL 
        SELECT (created_at AT TIME ZONE 'UTC')::date AS day, origin, provider, model,
            prompt_version, field, stale, suggested, sent, final,
            CASE WHEN confidence IS NULL THEN -1 ELSE least(floor(confidence * 10), 9) END AS step,
            - 1 AS suggestions,
            - coalesce(round(confidence * 10000)::bigint, 0) AS confidence,
            - coalesce(extract(epoch FROM corrected_at - created_at)::bigint, 0) AS seconds
        FROM removed CROSS JOIN LATERAL (VALUES
            ('category', suggested_category, sent_category, final_category, category_corrected_at),
            ('priority', suggested_priority, sent_priority, final_priority, priority_corrected_at)
        ) AS fields (field, suggested, sent, final, corrected_at)
    ) AS counted
        GROUP BY day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step HAVING sum(suggestions) <> 0 OR sum(confidence) <> 0 OR sum(seconds) <> 0;
    
    ELSE 
        INSERT INTO suggestion_count_delta (day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step, suggestions, confidence, seconds)
        SELECT day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step, sum(suggestions), sum(confidence), sum(seconds) FROM (
        SELECT (created_at AT TIME ZONE 'UTC')::date AS day, origin, provider, model,
            prompt_version, field, stale, suggested, sent, final,
            CASE WHEN confidence IS NULL THEN -1 ELSE least(floor(confidence * 10), 9) END AS step,
            - 1 AS suggestions,
            - coalesce(round(confidence * 10000)::bigint, 0) AS confidence,
            - coalesce(extract(epoch FROM corrected_at - created_at)::bigint, 0) AS seconds
        FROM removed CROSS JOIN LATERAL (VALUES
            ('category', suggested_category, sent_category, final_category, category_corrected_at),
            ('priority', suggested_priority, sent_priority, final_priority, priority_corrected_at)
        ) AS fields (field, suggested, sent, final, corrected_at)
    ) AS counted
        GROUP BY day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step HAVING sum(suggestions) <> 0 OR sum(confidence) <> 0 OR sum(seconds) <> 0;
    
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.count_tickets() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.fold_suggestion_counts() RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed'
        OR NOT pg_try_advisory_xact_lock('suggestion_count_delta'::regclass::bigint) THEN
        RETURN;
    END IF;
    WITH taken AS (
        DELETE FROM suggestion_count_delta RETURNING day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step, suggestions, confidence, seconds
    )
    INSERT INTO suggestion_count_folded AS folded (day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step, suggestions, confidence, seconds)
    SELECT day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step, sum(suggestions), sum(confidence), sum(seconds) FROM taken GROUP BY day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step
    HAVING sum(suggestions) <> 0 OR sum(confidence) <> 0 OR sum(seconds) <> 0
    ON CONFLICT (day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step) DO UPDATE
        SET suggestions = folded.suggestions + excluded.suggestions, confidence = folded.confidence + excluded.confidence, seconds = folded.seconds + excluded.seconds;
END $$;

CREATE FUNCTION public.fold_suggestion_counts_now_and_then() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (SELECT max(id) / 500 <> (min(id) - 1) / 500 FROM added) THEN
        PERFORM fold_suggestion_counts();
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.fold_ticket_counts() RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.log_removed_tickets() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO ticket_change (kind) VALUES ('reload');
    RETURN NULL;
END $$;

CREATE FUNCTION public.log_written_tickets() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (SELECT count(*) FROM (SELECT FROM written LIMIT 501) AS counted) > 500 THEN
        INSERT INTO ticket_change (kind) VALUES ('reload');
    ELSE
        INSERT INTO ticket_change (ticket_id, kind) SELECT id, TG_ARGV[0] FROM written ORDER BY id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.note_correction() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.refuse_to_rewrite_audit() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'The audit trail can only be added to: % is refused.', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TABLE public.accounts_apitoken (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    public_id character varying(12) NOT NULL,
    secret_digest bytea NOT NULL,
    may_read boolean NOT NULL,
    may_write boolean NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    account_id integer NOT NULL,
    CONSTRAINT token_may_something CHECK ((may_read OR may_write))
);

ALTER TABLE public.accounts_apitoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_apitoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_externalidentity (
    id bigint NOT NULL,
    issuer character varying(500) NOT NULL,
    subject character varying(255) NOT NULL,
    account_id integer NOT NULL
);

ALTER TABLE public.accounts_externalidentity ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_externalidentity_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_linkrevocations (
    ticket_id bigint NOT NULL,
    revocations integer NOT NULL,
    revoked_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);

CREATE TABLE public.accounts_signinattempts (
    key bytea NOT NULL,
    failures integer NOT NULL,
    since timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_user (
    id integer NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    username character varying(150) NOT NULL,
    first_name character varying(150) NOT NULL,
    last_name character varying(150) NOT NULL,
    email character varying(254) NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL
);

CREATE TABLE public.auth_user_groups (
    id bigint NOT NULL,
    user_id integer NOT NULL,
    group_id integer NOT NULL
);

ALTER TABLE public.auth_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.auth_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_user_user_permissions (
    id bigint NOT NULL,
    user_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_admin_log (
    id integer NOT NULL,
    action_time timestamp with time zone NOT NULL,
    object_id text,
    object_repr character varying(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL,
    content_type_id integer,
    user_id integer NOT NULL,
    CONSTRAINT django_admin_log_action_flag_check CHECK ((action_flag >= 0))
);

ALTER TABLE public.django_admin_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_admin_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);

CREATE TABLE public.suggestion_count_delta (
    id bigint NOT NULL,
    day date NOT NULL,
    origin character varying(10) NOT NULL,
    provider character varying(100) NOT NULL,
    model character varying(100) NOT NULL,
    prompt_version character varying(100) NOT NULL,
    field character varying(10) NOT NULL,
    stale boolean NOT NULL,
    suggested character varying(20) NOT NULL,
    sent character varying(20) NOT NULL,
    final character varying(20) NOT NULL,
    step smallint NOT NULL,
    suggestions bigint NOT NULL,
    confidence bigint NOT NULL,
    seconds bigint NOT NULL
)
WITH (autovacuum_vacuum_threshold='2000', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_insert_threshold='-1', autovacuum_analyze_threshold='1000000000');

CREATE TABLE public.suggestion_count_folded (
    day date NOT NULL,
    origin character varying(10) NOT NULL,
    provider character varying(100) NOT NULL,
    model character varying(100) NOT NULL,
    prompt_version character varying(100) NOT NULL,
    field character varying(10) NOT NULL,
    stale boolean NOT NULL,
    suggested character varying(20) NOT NULL,
    sent character varying(20) NOT NULL,
    final character varying(20) NOT NULL,
    step smallint NOT NULL,
    suggestions bigint NOT NULL,
    confidence bigint NOT NULL,
    seconds bigint NOT NULL
)
WITH (fillfactor='50');

CREATE VIEW public.suggestion_count AS
 SELECT suggestion_count_folded.day,
    suggestion_count_folded.origin,
    suggestion_count_folded.provider,
    suggestion_count_folded.model,
    suggestion_count_folded.prompt_version,
    suggestion_count_folded.field,
    suggestion_count_folded.stale,
    suggestion_count_folded.suggested,
    suggestion_count_folded.sent,
    suggestion_count_folded.final,
    suggestion_count_folded.step,
    suggestion_count_folded.suggestions,
    suggestion_count_folded.confidence,
    suggestion_count_folded.seconds
   FROM public.suggestion_count_folded
UNION ALL
 SELECT suggestion_count_delta.day,
    suggestion_count_delta.origin,
    suggestion_count_delta.provider,
    suggestion_count_delta.model,
    suggestion_count_delta.prompt_version,
    suggestion_count_delta.field,
    suggestion_count_delta.stale,
    suggestion_count_delta.suggested,
    suggestion_count_delta.sent,
    suggestion_count_delta.final,
    suggestion_count_delta.step,
    suggestion_count_delta.suggestions,
    suggestion_count_delta.confidence,
    suggestion_count_delta.seconds
   FROM public.suggestion_count_delta;

ALTER TABLE public.suggestion_count_delta ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.suggestion_count_delta_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ticket_audit (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    changed_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id integer,
    request_id character varying(64),
    field character varying(20) NOT NULL,
    old_value text NOT NULL,
    new_value text NOT NULL
);

ALTER TABLE public.ticket_audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ticket_audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ticket_change (
    id bigint NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    ticket_id bigint,
    kind text NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT ticket_change_check CHECK (((ticket_id IS NULL) = (kind = 'reload'::text))),
    CONSTRAINT ticket_change_kind_check CHECK ((kind = ANY (ARRAY['created'::text, 'changed'::text, 'reload'::text])))
);

ALTER TABLE public.ticket_change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ticket_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ticket_count_delta (
    id bigint NOT NULL,
    category character varying(20),
    priority character varying(20),
    status character varying(20),
    day date,
    change bigint NOT NULL
)
WITH (autovacuum_vacuum_threshold='2000', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_insert_threshold='-1', autovacuum_analyze_threshold='1000000000');

CREATE TABLE public.ticket_count_folded (
    category character varying(20) NOT NULL,
    priority character varying(20) NOT NULL,
    status character varying(20) NOT NULL,
    tickets bigint NOT NULL
)
WITH (fillfactor='50');

CREATE VIEW public.ticket_count AS
 SELECT ticket_count_folded.category,
    ticket_count_folded.priority,
    ticket_count_folded.status,
    ticket_count_folded.tickets
   FROM public.ticket_count_folded
UNION ALL
 SELECT ticket_count_delta.category,
    ticket_count_delta.priority,
    ticket_count_delta.status,
    ticket_count_delta.change AS tickets
   FROM public.ticket_count_delta
  WHERE (ticket_count_delta.category IS NOT NULL);

ALTER TABLE public.ticket_count_delta ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ticket_count_delta_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ticket_day_folded (
    day date NOT NULL,
    created bigint NOT NULL
)
WITH (fillfactor='50');

CREATE VIEW public.ticket_day_count AS
 SELECT ticket_day_folded.day,
    ticket_day_folded.created
   FROM public.ticket_day_folded
UNION ALL
 SELECT ticket_count_delta.day,
    ticket_count_delta.change AS created
   FROM public.ticket_count_delta
  WHERE (ticket_count_delta.day IS NOT NULL);

CREATE TABLE public.ticket_suggestion (
    ticket_id bigint NOT NULL,
    token_id bytea,
    origin character varying(10) NOT NULL,
    stale boolean NOT NULL,
    provider character varying(100) NOT NULL,
    model character varying(100) NOT NULL,
    prompt_version character varying(100) NOT NULL,
    confidence double precision,
    suggested_category character varying(20) NOT NULL,
    sent_category character varying(20) NOT NULL,
    final_category character varying(20) NOT NULL,
    category_corrected_at timestamp with time zone,
    suggested_priority character varying(20) NOT NULL,
    sent_priority character varying(20) NOT NULL,
    final_priority character varying(20) NOT NULL,
    priority_corrected_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);

CREATE TABLE public.tickets_idempotencykey (
    id bigint NOT NULL,
    key character varying(255) NOT NULL,
    body_digest bytea NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    ticket_id bigint NOT NULL
);

ALTER TABLE public.tickets_idempotencykey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_idempotencykey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tickets_importedrow (
    key bytea NOT NULL,
    imported_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);

CREATE TABLE public.tickets_ticket (
    id bigint NOT NULL,
    title character varying(200) NOT NULL,
    description text NOT NULL,
    category character varying(20) NOT NULL,
    priority character varying(20) NOT NULL,
    status character varying(20) DEFAULT 'open'::character varying NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    updated_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT description_not_empty CHECK ((NOT (description = ''::text))),
    CONSTRAINT title_not_empty CHECK ((NOT ((title)::text = ''::text))),
    CONSTRAINT valid_category CHECK (((category)::text = ANY ((ARRAY['billing'::character varying, 'technical'::character varying, 'account'::character varying, 'general'::character varying])::text[]))),
    CONSTRAINT valid_priority CHECK (((priority)::text = ANY ((ARRAY['low'::character varying, 'medium'::character varying, 'high'::character varying, 'critical'::character varying])::text[]))),
    CONSTRAINT valid_status CHECK (((status)::text = ANY ((ARRAY['open'::character varying, 'in_progress'::character varying, 'resolved'::character varying, 'closed'::character varying])::text[])))
);
ALTER TABLE ONLY public.tickets_ticket ALTER COLUMN title SET STATISTICS 100;
ALTER TABLE ONLY public.tickets_ticket ALTER COLUMN description SET STATISTICS 100;

ALTER TABLE public.tickets_ticket ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_ticket_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

INSERT INTO public.accounts_apitoken (id, name, public_id, secret_digest, may_read, may_write, created_at, expires_at, revoked_at, last_used_at, account_id) VALUES
	(1, 'monitoring', '587eeee00ba8', '\xaea603afb7dcca04a6f7483457b114ae011863618d9ac324d4ebb8424f56c336', true, true, '2026-11-28 04:17:52.217804+00', NULL, NULL, NULL, 2),
	(2, 'old script', 'a89b153bf854', '\x254d79bb9124a1365e0cb076aa853cc9dcc067c18f624d21fa07336cf54852e4', true, false, '2026-11-28 04:17:52.225256+00', NULL, '2026-11-28 04:17:52.227616+00', NULL, 1);

INSERT INTO public.accounts_externalidentity (id, issuer, subject, account_id) VALUES
	(1, 'https://login.example.com', '0001-carla', 5);

INSERT INTO public.accounts_linkrevocations (ticket_id, revocations, revoked_at) VALUES
	(6, 1, '2026-11-28 04:17:52.379782+00');

INSERT INTO public.accounts_signinattempts (key, failures, since) VALUES
	('\x954f3e0f3ee72d28953aa2641da4297b17103b0bafce7d71c8ffd8390dfb5889', 1, '2026-11-28 04:17:52.001569+00'),
	('\x5cb01652e9d4c3a822628b8cb5cad545ebe438dfbcb8533942aea3079556bb53', 1, '2026-11-28 04:17:51.780364+00');

INSERT INTO public.auth_group (id, name) VALUES
	(1, 'viewer'),
	(2, 'agent'),
	(3, 'admin');

INSERT INTO public.auth_group_permissions (id, group_id, permission_id) VALUES
	(1, 1, 56),
	(2, 1, 48),
	(3, 1, 28),
	(4, 2, 56),
	(5, 2, 26),
	(6, 2, 48),
	(7, 2, 28),
	(8, 3, 65),
	(9, 3, 66),
	(10, 3, 68),
	(11, 3, 9),
	(12, 3, 10),
	(13, 3, 12),
	(14, 3, 13),
	(15, 3, 14),
	(16, 3, 16),
	(17, 3, 48),
	(18, 3, 56),
	(19, 3, 26),
	(20, 3, 28);

INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES
	(1, 'Can add log entry', 1, 'add_logentry'),
	(2, 'Can change log entry', 1, 'change_logentry'),
	(3, 'Can delete log entry', 1, 'delete_logentry'),
	(4, 'Can view log entry', 1, 'view_logentry'),
	(5, 'Can add permission', 2, 'add_permission'),
	(6, 'Can change permission', 2, 'change_permission'),
	(7, 'Can delete permission', 2, 'delete_permission'),
	(8, 'Can view permission', 2, 'view_permission'),
	(9, 'Can add group', 3, 'add_group'),
	(10, 'Can change group', 3, 'change_group'),
	(11, 'Can delete group', 3, 'delete_group'),
	(12, 'Can view group', 3, 'view_group'),
	(13, 'Can add user', 4, 'add_user'),
	(14, 'Can change user', 4, 'change_user'),
	(15, 'Can delete user', 4, 'delete_user'),
	(16, 'Can view user', 4, 'view_user'),
	(17, 'Can add content type', 5, 'add_contenttype'),
	(18, 'Can change content type', 5, 'change_contenttype'),
	(19, 'Can delete content type', 5, 'delete_contenttype'),
	(20, 'Can view content type', 5, 'view_contenttype'),
	(21, 'Can add session', 6, 'add_session'),
	(22, 'Can change session', 6, 'change_session'),
	(23, 'Can delete session', 6, 'delete_session'),
	(24, 'Can view session', 6, 'view_session'),
	(25, 'Can add ticket', 7, 'add_ticket'),
	(26, 'Can change ticket', 7, 'change_ticket'),
	(27, 'Can delete ticket', 7, 'delete_ticket'),
	(28, 'Can view ticket', 7, 'view_ticket'),
	(29, 'Can add idempotency key', 8, 'add_idempotencykey'),
	(30, 'Can change idempotency key', 8, 'change_idempotencykey'),
	(31, 'Can delete idempotency key', 8, 'delete_idempotencykey'),
	(32, 'Can view idempotency key', 8, 'view_idempotencykey'),
	(33, 'Can add ticket count', 9, 'add_ticketcount'),
	(34, 'Can change ticket count', 9, 'change_ticketcount'),
	(35, 'Can delete ticket count', 9, 'delete_ticketcount'),
	(36, 'Can view ticket count', 9, 'view_ticketcount'),
	(37, 'Can add day count', 10, 'add_daycount'),
	(38, 'Can change day count', 10, 'change_daycount'),
	(39, 'Can delete day count', 10, 'delete_daycount'),
	(40, 'Can view day count', 10, 'view_daycount'),
	(41, 'Can add imported row', 11, 'add_importedrow'),
	(42, 'Can change imported row', 11, 'change_importedrow'),
	(43, 'Can delete imported row', 11, 'delete_importedrow'),
	(44, 'Can view imported row', 11, 'view_importedrow'),
	(45, 'Can add ticket suggestion', 12, 'add_ticketsuggestion'),
	(46, 'Can change ticket suggestion', 12, 'change_ticketsuggestion'),
	(47, 'Can delete ticket suggestion', 12, 'delete_ticketsuggestion'),
	(48, 'Can view ticket suggestion', 12, 'view_ticketsuggestion'),
	(49, 'Can add suggestion count', 13, 'add_suggestioncount'),
	(50, 'Can change suggestion count', 13, 'change_suggestioncount'),
	(51, 'Can delete suggestion count', 13, 'delete_suggestioncount'),
	(52, 'Can view suggestion count', 13, 'view_suggestioncount'),
	(53, 'Can add ticket change', 14, 'add_ticketchange'),
	(54, 'Can change ticket change', 14, 'change_ticketchange'),
	(55, 'Can delete ticket change', 14, 'delete_ticketchange'),
	(56, 'Can view ticket change', 14, 'view_ticketchange'),
	(57, 'Can add sign in attempts', 15, 'add_signinattempts'),
	(58, 'Can change sign in attempts', 15, 'change_signinattempts'),
	(59, 'Can delete sign in attempts', 15, 'delete_signinattempts'),
	(60, 'Can view sign in attempts', 15, 'view_signinattempts'),
	(61, 'Can add link revocations', 16, 'add_linkrevocations'),
	(62, 'Can change link revocations', 16, 'change_linkrevocations'),
	(63, 'Can delete link revocations', 16, 'delete_linkrevocations'),
	(64, 'Can view link revocations', 16, 'view_linkrevocations'),
	(65, 'Can add API token', 17, 'add_apitoken'),
	(66, 'Can change API token', 17, 'change_apitoken'),
	(67, 'Can delete API token', 17, 'delete_apitoken'),
	(68, 'Can view API token', 17, 'view_apitoken'),
	(69, 'Can add external identity', 18, 'add_externalidentity'),
	(70, 'Can change external identity', 18, 'change_externalidentity'),
	(71, 'Can delete external identity', 18, 'delete_externalidentity'),
	(72, 'Can view external identity', 18, 'view_externalidentity');

INSERT INTO public.auth_user (id, password, last_login, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined) VALUES
	(1, 'pbkdf2_sha256$1000000$mH9AcieYiG2SHvvc7pYR29$2u7D3pSMKGP5aoTe+0DMdjFehypQKeg3GRY+qorOrlY=', NULL, false, 'ada', '', '', 'ada@example.com', false, true, '2026-11-28 04:17:50.79645+00'),
	(3, 'pbkdf2_sha256$1000000$FEnhuDZMR2LoJLZuhEkaNk$BWkatp3qJHnfESGX4/YzS4ARVkWN9QMVr6Ro9wVmC8o=', NULL, false, 'Zoë', '', '', '', false, true, '2026-11-28 04:17:51.213072+00'),
	(4, 'pbkdf2_sha256$1000000$MN4KOGEIc12iJTl4E1wDbP$wYZeEm9QJSww0JqxIKIJCLxZmD2WzbirIH1dNgubCkI=', NULL, false, 'former.agent', '', '', '', false, false, '2026-11-28 04:17:51.41229+00'),
	(5, '!tbgZK9LEfOUvWoRSADv7LKP7V0Y9QfFEGArkvEcM', NULL, false, 'carla@example.com', '', '', '', false, true, '2026-11-28 04:17:51.621304+00'),
	(2, 'pbkdf2_sha256$1000000$tI7AmggaA6JjCMlCMS8gmp$BmJlXHkvuXZ66dqpbcDp98XuJCCMWpCj/TEQYAqZ33c=', '2026-11-28 04:17:51.992174+00', false, 'bo', '', '', 'bo@example.com', false, true, '2026-11-28 04:17:51.011841+00');

INSERT INTO public.auth_user_groups (id, user_id, group_id) VALUES
	(1, 1, 3),
	(2, 2, 2),
	(3, 3, 2),
	(4, 4, 2),
	(5, 5, 2);

INSERT INTO public.django_content_type (id, app_label, model) VALUES
	(1, 'admin', 'logentry'),
	(2, 'auth', 'permission'),
	(3, 'auth', 'group'),
	(4, 'auth', 'user'),
	(5, 'contenttypes', 'contenttype'),
	(6, 'sessions', 'session'),
	(7, 'tickets', 'ticket'),
	(8, 'tickets', 'idempotencykey'),
	(9, 'tickets', 'ticketcount'),
	(10, 'tickets', 'daycount'),
	(11, 'tickets', 'importedrow'),
	(12, 'tickets', 'ticketsuggestion'),
	(13, 'tickets', 'suggestioncount'),
	(14, 'tickets', 'ticketchange'),
	(15, 'accounts', 'signinattempts'),
	(16, 'accounts', 'linkrevocations'),
	(17, 'accounts', 'apitoken'),
	(18, 'accounts', 'externalidentity');

INSERT INTO public.django_migrations (id, app, name, applied) VALUES
	(1, 'contenttypes', '0001_initial', '2026-11-28 04:17:50.538531+00'),
	(2, 'auth', '0001_initial', '2026-11-28 04:17:50.558089+00'),
	(3, 'accounts', '0001_sign_in_attempts', '2026-11-28 04:17:50.561149+00'),
	(4, 'accounts', '0002_tokens_and_links', '2026-11-28 04:17:50.576959+00'),
	(5, 'accounts', '0003_external_identity', '2026-11-28 04:17:50.583314+00'),
	(6, 'admin', '0001_initial', '2026-11-28 04:17:50.596783+00'),
	(7, 'admin', '0002_logentry_remove_auto_add', '2026-11-28 04:17:50.601753+00'),
	(8, 'admin', '0003_logentry_add_action_flag_choices', '2026-11-28 04:17:50.606372+00'),
	(9, 'contenttypes', '0002_remove_content_type_name', '2026-11-28 04:17:50.618544+00'),
	(10, 'auth', '0002_alter_permission_name_max_length', '2026-11-28 04:17:50.623884+00'),
	(11, 'auth', '0003_alter_user_email_max_length', '2026-11-28 04:17:50.63188+00'),
	(12, 'auth', '0004_alter_user_username_opts', '2026-11-28 04:17:50.635069+00'),
	(13, 'auth', '0005_alter_user_last_login_null', '2026-11-28 04:17:50.638647+00'),
	(14, 'auth', '0006_require_contenttypes_0002', '2026-11-28 04:17:50.638969+00'),
	(15, 'auth', '0007_alter_validators_add_error_messages', '2026-11-28 04:17:50.643188+00'),
	(16, 'auth', '0008_alter_user_username_max_length', '2026-11-28 04:17:50.65343+00'),
	(17, 'auth', '0009_alter_user_last_name_max_length', '2026-11-28 04:17:50.656934+00'),
	(18, 'auth', '0010_alter_group_name_max_length', '2026-11-28 04:17:50.660756+00'),
	(19, 'auth', '0011_update_proxy_permissions', '2026-11-28 04:17:50.664016+00'),
	(20, 'auth', '0012_alter_user_first_name_max_length', '2026-11-28 04:17:50.670922+00'),
	(21, 'sessions', '0001_initial', '2026-11-28 04:17:50.674196+00'),
	(22, 'tickets', '0001_tickets', '2026-11-28 04:17:50.696191+00'),
	(23, 'tickets', '0100_ticket_change_log', '2026-11-28 04:17:50.699191+00'),
	(24, 'tickets', '0200_ticket_counters', '2026-11-28 04:17:50.710267+00'),
	(25, 'tickets', '0201_count_existing_tickets', '2026-11-28 04:17:50.719042+00'),
	(26, 'tickets', '0202_count_models', '2026-11-28 04:17:50.719999+00'),
	(27, 'tickets', '0203_filter_index', '2026-11-28 04:17:50.724909+00'),
	(28, 'tickets', '0204_search_statistics', '2026-11-28 04:17:50.725516+00'),
	(29, 'tickets', '0205_imported_rows', '2026-11-28 04:17:50.727185+00'),
	(30, 'tickets', '0206_suggestion_ledger', '2026-11-28 04:17:50.742176+00'),
	(31, 'tickets', '0207_audit_trail', '2026-11-28 04:17:50.744877+00'),
	(32, 'tickets', '0208_audit_accounts', '2026-11-28 04:17:50.745847+00'),
	(33, 'tickets', '0209_lighter_counters', '2026-11-28 04:17:50.746936+00');

INSERT INTO public.django_session (session_key, session_data, expire_date) VALUES
	('up5mxp1ldbef2r3bvhtv628k6g37y3pq', '.eJxVjUEOwiAQRe_C2jQMVhi68wbuXBJmoIEY26RDV8a7i0kXun0_7_2XCnFvJeySt1CTmpRRp19GkR95-Q6Red2XJsOBhusB7rWVW96eVaSui_z7JUrpMlOymWiOftZjng0l5y-ceHTagQbEkeFMhJjBawMGDXhHZ7KawBL5Hu2XEmJTE3QV0VgH7w_uXz3v:1xX9sl:VgQ6wPjiW8hQ31LqpHlLPCUjuGP_VGa21hATg2tQR4Q', '2026-11-28 12:17:51.997445+00');

INSERT INTO public.suggestion_count_delta (id, day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step, suggestions, confidence, seconds) OVERRIDING SYSTEM VALUE VALUES
	(1, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'category', false, 'general', 'billing', 'billing', 3, 1, 3500, 0),
	(2, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'priority', false, 'low', 'high', 'high', 3, 1, 3500, 0),
	(3, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'category', false, 'technical', 'technical', 'technical', 3, 1, 4000, 0),
	(4, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'priority', false, 'low', 'low', 'low', 3, 1, 4000, 0),
	(5, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'category', false, 'general', 'general', 'general', -1, 1, 0, 0),
	(6, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'priority', false, 'low', 'low', 'low', -1, 1, 0, 0),
	(7, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'priority', false, 'low', 'medium', 'medium', 5, 1, 5000, 0),
	(8, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'category', false, 'general', 'general', 'general', 5, 1, 5000, 0),
	(9, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'priority', false, 'high', 'high', 'high', 5, 1, 5500, 0),
	(10, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'category', false, 'general', 'billing', 'billing', 5, 1, 5500, 0),
	(11, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'priority', false, 'low', 'low', 'low', 6, 1, 6000, 0),
	(12, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'category', false, 'technical', 'technical', 'technical', 6, 1, 6000, 0),
	(13, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'priority', false, 'low', 'low', 'low', 6, 1, 6500, 0),
	(14, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'category', false, 'general', 'general', 'general', 6, 1, 6500, 0),
	(15, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'priority', false, 'medium', 'medium', 'medium', 7, 1, 7000, 0),
	(16, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'category', false, 'general', 'general', 'general', 7, 1, 7000, 0),
	(17, '2026-11-28', 'form', 'openai', 'small-model', '9f2c41d7', 'priority', false, 'high', 'high', 'high', 7, 1, 7500, 0),
	(18, '2026-11-28', 'form', 'openai', 'small-model', '9f2c41d7', 'category', false, 'general', 'billing', 'billing', 7, 1, 7500, 0),
	(19, '2026-11-28', 'form', 'openai', 'small-model', '9f2c41d7', 'category', false, 'technical', 'technical', 'technical', -1, 1, 0, 0),
	(20, '2026-11-28', 'form', 'openai', 'small-model', '9f2c41d7', 'priority', false, 'low', 'low', 'low', -1, 1, 0, 0),
	(21, '2026-11-28', 'form', 'openai', 'small-model', '9f2c41d7', 'priority', false, 'low', 'low', 'low', 8, 1, 8500, 0),
	(22, '2026-11-28', 'form', 'openai', 'small-model', '9f2c41d7', 'category', false, 'general', 'general', 'general', 8, 1, 8500, 0),
	(23, '2026-11-28', 'form', 'openai', 'small-model', '9f2c41d7', 'priority', true, 'medium', 'medium', 'medium', 9, 1, 9000, 0),
	(24, '2026-11-28', 'form', 'openai', 'small-model', '9f2c41d7', 'category', true, 'general', 'general', 'general', 9, 1, 9000, 0),
	(25, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'category', false, 'technical', 'technical', 'technical', 3, -1, -4000, 0),
	(26, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'category', false, 'technical', 'technical', 'billing', 3, 1, 4000, 0),
	(27, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'priority', false, 'low', 'low', 'high', -1, 1, 0, 0),
	(28, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'priority', false, 'low', 'low', 'low', -1, -1, 0, 0),
	(29, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'category', false, 'general', 'general', 'general', -1, -1, 0, 0),
	(30, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'category', false, 'general', 'general', 'account', -1, 1, 0, 0),
	(31, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'priority', false, 'low', 'low', 'low', 6, -1, -6000, 0),
	(32, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'priority', false, 'low', 'low', 'critical', 6, 1, 6000, 0),
	(33, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'priority', false, 'medium', 'medium', 'low', 7, 1, 7000, 0),
	(34, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'priority', false, 'medium', 'medium', 'medium', 7, -1, -7000, 0),
	(35, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'category', false, 'general', 'general', 'general', 7, -1, -7000, 0),
	(36, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'category', false, 'general', 'general', 'technical', 7, 1, 7000, 0),
	(37, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'category', false, 'general', 'general', 'technical', 7, -1, -7000, 0),
	(38, '2026-11-28', 'form', 'gemini', 'gemini-flash-latest', '9f2c41d7', 'category', false, 'general', 'general', 'general', 7, 1, 7000, 0),
	(39, '1899-12-30', 'backlog', 'offline', 'built-in', '1', 'priority', false, 'low', 'low', 'low', 5, 1, 5000, 0),
	(40, '1899-12-30', 'backlog', 'offline', 'built-in', '1', 'category', false, 'general', 'general', 'general', 5, 1, 5000, 0);

INSERT INTO public.ticket_audit (id, ticket_id, changed_at, account_id, request_id, field, old_value, new_value) OVERRIDING SYSTEM VALUE VALUES
	(1, 2, '2026-11-28 04:17:52.327064+00', 2, '556e8549ddf344428c159453897ae6c2', 'status', 'open', 'in_progress'),
	(2, 2, '2026-11-28 04:17:52.331767+00', 2, '20f77a19fd754a658f4cabcc9bdf8cb3', 'status', 'in_progress', 'resolved'),
	(3, 4, '2026-11-28 04:17:52.334726+00', 2, '0347dbf08b114c4a92ef51b013bd7f9e', 'category', 'technical', 'billing'),
	(4, 7, '2026-11-28 04:17:52.342372+00', 2, 'ab39eaa6c19a47f18b894171f3863c2d', 'priority', 'low', 'high'),
	(5, 7, '2026-11-28 04:17:52.342372+00', 2, 'ab39eaa6c19a47f18b894171f3863c2d', 'status', 'open', 'in_progress'),
	(6, 7, '2026-11-28 04:17:52.34717+00', 2, '378546e62c87448dbcd02d463012922e', 'category', 'general', 'account'),
	(7, 10, '2026-11-28 04:17:52.352167+00', 2, '324e1867aa134ab68f89a122d08f2eb3', 'title', 'ＦＵＬＬ ＷＩＤＴＨ title', 'Full width, corrected'),
	(8, 13, '2026-11-28 04:17:52.354846+00', 2, '5c2c2438e1204956b64d8a1848b8f6ca', 'status', 'open', 'closed'),
	(9, 16, '2026-11-28 04:17:52.357452+00', 2, '025108f4cc6d4c8eb3485c24046536b7', 'priority', 'low', 'critical'),
	(10, 3, '2026-11-28 04:17:52.362352+00', 2, '75f181b22eeb49d2a1afbe68d56e9451', 'description', 'Beim Hochladen großer Dateien über 20 MB erscheint eine Fehlermeldung.', 'Beim Hochladen großer Dateien über 20 MB erscheint ein Fehler 413.'),
	(11, 21, '2026-11-28 04:17:52.368142+00', 2, 'db4f114200144828b10f23cd54515b1c', 'status', 'open', 'resolved'),
	(12, 22, '2026-11-28 04:17:52.370707+00', 2, 'ef0be8de808b492db3ffa2edfee850fe', 'category', 'general', 'technical'),
	(13, 22, '2026-11-28 04:17:52.370707+00', 2, 'ef0be8de808b492db3ffa2edfee850fe', 'priority', 'medium', 'low'),
	(14, 22, '2026-11-28 04:17:52.37342+00', 2, '6185fac22f7e4437ba9e202009f8982c', 'category', 'technical', 'general'),
	(15, 25, '2026-11-28 04:17:52.38022+00', NULL, NULL, 'status', 'open', 'closed'),
	(16, 36, '2026-11-28 04:17:52.416531+00', NULL, NULL, 'status', 'open', 'closed');

INSERT INTO public.ticket_change (id, xid, ticket_id, kind, at) OVERRIDING SYSTEM VALUE VALUES
	(1, '1143', 1, 'created', '2026-11-28 04:17:52.23218+00'),
	(2, '1144', 2, 'created', '2026-11-28 04:17:52.239852+00'),
	(3, '1145', 3, 'created', '2026-11-28 04:17:52.241702+00'),
	(4, '1146', 4, 'created', '2026-11-28 04:17:52.244724+00'),
	(5, '1147', 5, 'created', '2026-11-28 04:17:52.247037+00'),
	(6, '1148', 6, 'created', '2026-11-28 04:17:52.248787+00'),
	(7, '1149', 7, 'created', '2026-11-28 04:17:52.252615+00'),
	(8, '1150', 8, 'created', '2026-11-28 04:17:52.254507+00'),
	(9, '1151', 9, 'created', '2026-11-28 04:17:52.256108+00'),
	(10, '1152', 10, 'created', '2026-11-28 04:17:52.257756+00'),
	(11, '1153', 11, 'created', '2026-11-28 04:17:52.260409+00'),
	(12, '1154', 12, 'created', '2026-11-28 04:17:52.261691+00'),
	(13, '1155', 13, 'created', '2026-11-28 04:17:52.264585+00'),
	(14, '1156', 14, 'created', '2026-11-28 04:17:52.269218+00'),
	(15, '1157', 15, 'created', '2026-11-28 04:17:52.270596+00'),
	(16, '1158', 16, 'created', '2026-11-28 04:17:52.276569+00'),
	(17, '1159', 17, 'created', '2026-11-28 04:17:52.2786+00'),
	(18, '1160', 18, 'created', '2026-11-28 04:17:52.280007+00'),
	(19, '1161', 19, 'created', '2026-11-28 04:17:52.281555+00'),
	(20, '1162', 20, 'created', '2026-11-28 04:17:52.2832+00'),
	(21, '1163', 21, 'created', '2026-11-28 04:17:52.284583+00'),
	(22, '1164', 22, 'created', '2026-11-28 04:17:52.286197+00'),
	(23, '1165', 23, 'created', '2026-11-28 04:17:52.287873+00'),
	(24, '1166', 24, 'created', '2026-11-28 04:17:52.292439+00'),
	(25, '1167', 25, 'created', '2026-11-28 04:17:52.294112+00'),
	(26, '1168', 26, 'created', '2026-11-28 04:17:52.297401+00'),
	(27, '1169', 27, 'created', '2026-11-28 04:17:52.298724+00'),
	(28, '1170', 28, 'created', '2026-11-28 04:17:52.30021+00'),
	(29, '1171', 29, 'created', '2026-11-28 04:17:52.301908+00'),
	(30, '1172', 30, 'created', '2026-11-28 04:17:52.303165+00'),
	(31, '1173', 31, 'created', '2026-11-28 04:17:52.304623+00'),
	(32, '1174', 32, 'created', '2026-11-28 04:17:52.308995+00'),
	(33, '1175', 33, 'created', '2026-11-28 04:17:52.310557+00'),
	(34, '1176', 34, 'created', '2026-11-28 04:17:52.315908+00'),
	(35, '1177', 35, 'created', '2026-11-28 04:17:52.317765+00'),
	(36, '1178', 36, 'created', '2026-11-28 04:17:52.320344+00'),
	(37, '1179', 37, 'created', '2026-11-28 04:17:52.322205+00'),
	(38, '1180', 38, 'created', '2026-11-28 04:17:52.323685+00'),
	(39, '1181', 2, 'changed', '2026-11-28 04:17:52.328301+00'),
	(40, '1182', 2, 'changed', '2026-11-28 04:17:52.33206+00'),
	(41, '1183', 4, 'changed', '2026-11-28 04:17:52.336186+00'),
	(42, '1184', 7, 'changed', '2026-11-28 04:17:52.342893+00'),
	(43, '1185', 7, 'changed', '2026-11-28 04:17:52.347617+00'),
	(44, '1186', 10, 'changed', '2026-11-28 04:17:52.352465+00'),
	(45, '1187', 13, 'changed', '2026-11-28 04:17:52.355065+00'),
	(46, '1188', 16, 'changed', '2026-11-28 04:17:52.357811+00'),
	(47, '1189', 3, 'changed', '2026-11-28 04:17:52.362633+00'),
	(48, '1190', 21, 'changed', '2026-11-28 04:17:52.368355+00'),
	(49, '1191', 22, 'changed', '2026-11-28 04:17:52.371086+00'),
	(50, '1192', 22, 'changed', '2026-11-28 04:17:52.373869+00'),
	(51, '1194', 25, 'changed', '2026-11-28 04:17:52.380446+00'),
	(52, '1195', 39, 'created', '2026-11-28 04:17:52.404832+00'),
	(53, '1195', 40, 'created', '2026-11-28 04:17:52.40485+00'),
	(54, '1195', 41, 'created', '2026-11-28 04:17:52.404852+00'),
	(55, '1195', 42, 'created', '2026-11-28 04:17:52.404854+00'),
	(56, '1195', 43, 'created', '2026-11-28 04:17:52.404855+00'),
	(57, '1195', 44, 'created', '2026-11-28 04:17:52.404856+00'),
	(58, '1195', 45, 'created', '2026-11-28 04:17:52.404857+00'),
	(59, '1195', 46, 'created', '2026-11-28 04:17:52.404858+00'),
	(60, '1195', 47, 'created', '2026-11-28 04:17:52.404859+00'),
	(61, '1195', 48, 'created', '2026-11-28 04:17:52.40486+00'),
	(62, '1195', 49, 'created', '2026-11-28 04:17:52.404861+00'),
	(63, '1195', 50, 'created', '2026-11-28 04:17:52.404862+00'),
	(64, '1196', 51, 'created', '2026-11-28 04:17:52.413106+00'),
	(65, '1197', 52, 'created', '2026-11-28 04:17:52.413375+00'),
	(66, '1198', 53, 'created', '2026-11-28 04:17:52.413567+00'),
	(67, '1199', 54, 'created', '2026-11-28 04:17:52.413731+00'),
	(68, '1200', 55, 'created', '2026-11-28 04:17:52.415896+00'),
	(69, '1201', 56, 'created', '2026-11-28 04:17:52.41614+00'),
	(70, '1203', 36, 'changed', '2026-11-28 04:17:52.4168+00'),
	(71, '1204', NULL, 'reload', '2026-11-28 04:17:52.417354+00');

INSERT INTO public.ticket_count_delta (id, category, priority, status, day, change) OVERRIDING SYSTEM VALUE VALUES
	(1, 'billing', 'high', 'open', '2026-11-28', 1),
	(2, 'account', 'high', 'open', '2026-11-28', 1),
	(3, 'technical', 'medium', 'open', '2026-11-28', 1),
	(4, 'technical', 'low', 'open', '2026-11-28', 1),
	(5, 'technical', 'medium', 'open', '2026-11-28', 1),
	(6, 'account', 'medium', 'open', '2026-11-28', 1),
	(7, 'general', 'low', 'open', '2026-11-28', 1),
	(8, 'technical', 'critical', 'open', '2026-11-28', 1),
	(9, 'billing', 'medium', 'open', '2026-11-28', 1),
	(10, 'general', 'medium', 'open', '2026-11-28', 1),
	(11, 'account', 'low', 'open', '2026-11-28', 1),
	(12, 'general', 'medium', 'open', '2026-11-28', 1),
	(13, 'billing', 'high', 'open', '2026-11-28', 1),
	(14, 'account', 'high', 'open', '2026-11-28', 1),
	(15, 'technical', 'medium', 'open', '2026-11-28', 1),
	(16, 'technical', 'low', 'open', '2026-11-28', 1),
	(17, 'technical', 'medium', 'open', '2026-11-28', 1),
	(18, 'account', 'medium', 'open', '2026-11-28', 1),
	(19, 'general', 'low', 'open', '2026-11-28', 1),
	(20, 'technical', 'critical', 'open', '2026-11-28', 1),
	(21, 'billing', 'medium', 'open', '2026-11-28', 1),
	(22, 'general', 'medium', 'open', '2026-11-28', 1),
	(23, 'account', 'low', 'open', '2026-11-28', 1),
	(24, 'general', 'medium', 'open', '2026-11-28', 1),
	(25, 'billing', 'high', 'open', '2026-11-28', 1),
	(26, 'account', 'high', 'open', '2026-11-28', 1),
	(27, 'technical', 'medium', 'open', '2026-11-28', 1),
	(28, 'technical', 'low', 'open', '2026-11-28', 1),
	(29, 'technical', 'medium', 'open', '2026-11-28', 1),
	(30, 'account', 'medium', 'open', '2026-11-28', 1),
	(31, 'general', 'low', 'open', '2026-11-28', 1),
	(32, 'technical', 'critical', 'open', '2026-11-28', 1),
	(33, 'billing', 'medium', 'open', '2026-11-28', 1),
	(34, 'general', 'medium', 'open', '2026-11-28', 1),
	(35, 'account', 'low', 'open', '2026-11-28', 1),
	(36, 'general', 'medium', 'open', '2026-11-28', 1),
	(37, 'general', 'low', 'open', '2026-11-28', 1),
	(38, 'billing', 'high', 'open', '2026-11-28', 1),
	(39, 'account', 'high', 'open', '2026-11-28', -1),
	(40, 'account', 'high', 'in_progress', '2026-11-28', 1),
	(41, 'account', 'high', 'in_progress', '2026-11-28', -1),
	(42, 'account', 'high', 'resolved', '2026-11-28', 1),
	(43, 'technical', 'low', 'open', '2026-11-28', -1),
	(44, 'billing', 'low', 'open', '2026-11-28', 1),
	(45, 'general', 'low', 'open', '2026-11-28', -1),
	(46, 'general', 'high', 'in_progress', '2026-11-28', 1),
	(47, 'general', 'high', 'in_progress', '2026-11-28', -1),
	(48, 'account', 'high', 'in_progress', '2026-11-28', 1),
	(49, 'billing', 'high', 'open', '2026-11-28', -1),
	(50, 'billing', 'high', 'closed', '2026-11-28', 1),
	(51, 'technical', 'low', 'open', '2026-11-28', -1),
	(52, 'technical', 'critical', 'open', '2026-11-28', 1),
	(53, 'billing', 'medium', 'open', '2026-11-28', -1),
	(54, 'billing', 'medium', 'resolved', '2026-11-28', 1),
	(55, 'general', 'medium', 'open', '2026-11-28', -1),
	(56, 'technical', 'low', 'open', '2026-11-28', 1),
	(57, 'technical', 'low', 'open', '2026-11-28', -1),
	(58, 'general', 'low', 'open', '2026-11-28', 1),
	(59, 'billing', 'high', 'open', '2026-11-28', -1),
	(60, 'billing', 'high', 'closed', '2026-11-28', 1),
	(61, NULL, NULL, NULL, '2025-09-18', 1),
	(62, NULL, NULL, NULL, '2025-04-13', 1),
	(63, NULL, NULL, NULL, '2025-07-16', 1),
	(64, NULL, NULL, NULL, '2025-01-10', 2),
	(65, NULL, NULL, NULL, '2025-03-12', 2),
	(66, NULL, NULL, NULL, '2025-08-17', 1),
	(67, NULL, NULL, NULL, '2025-02-11', 2),
	(68, NULL, NULL, NULL, '2025-06-15', 1),
	(69, NULL, NULL, NULL, '2025-05-14', 1),
	(70, 'technical', 'critical', 'closed', NULL, 1),
	(71, 'account', 'medium', 'closed', NULL, 1),
	(72, 'billing', 'high', 'open', NULL, 1),
	(73, 'technical', 'medium', 'open', NULL, 2),
	(74, 'account', 'low', 'open', NULL, 1),
	(75, 'technical', 'low', 'closed', NULL, 1),
	(76, 'general', 'medium', 'closed', NULL, 2),
	(77, 'billing', 'medium', 'open', NULL, 1),
	(78, 'general', 'low', 'open', NULL, 1),
	(79, 'account', 'high', 'closed', NULL, 1),
	(80, 'general', 'low', 'open', '1899-12-30', 1),
	(81, 'general', 'low', 'open', 'infinity', 1),
	(82, 'general', 'low', 'open', '0044-03-15 BC', 1),
	(83, 'general', 'low', 'open', '2026-01-05', 1),
	(84, 'general', 'low', 'open', '12000-01-01', 1),
	(85, 'general', 'low', 'open', '1969-12-31', 1),
	(86, 'general', 'medium', 'open', '2026-11-28', -1),
	(87, 'general', 'medium', 'closed', '2026-11-28', 1),
	(88, NULL, NULL, NULL, '2026-11-28', -1),
	(89, 'general', 'medium', 'closed', NULL, -1);

INSERT INTO public.ticket_suggestion (ticket_id, token_id, origin, stale, provider, model, prompt_version, confidence, suggested_category, sent_category, final_category, category_corrected_at, suggested_priority, sent_priority, final_priority, priority_corrected_at, created_at) VALUES
	(1, '\x387d037fe51ca3a3151e648bcd1f7fd2', 'form', false, 'gemini', 'gemini-flash-latest', '9f2c41d7', 0.35, 'general', 'billing', 'billing', NULL, 'low', 'high', 'high', NULL, '2026-11-28 04:17:52.235659+00'),
	(10, '\x5cb68a8fa778942f53103530b4563292', 'form', false, 'gemini', 'gemini-flash-latest', '9f2c41d7', 0.5, 'general', 'general', 'general', NULL, 'low', 'medium', 'medium', NULL, '2026-11-28 04:17:52.257959+00'),
	(13, '\x763dcb5a52de1e0e673c44faf0f18b88', 'form', false, 'gemini', 'gemini-flash-latest', '9f2c41d7', 0.55, 'general', 'billing', 'billing', NULL, 'high', 'high', 'high', NULL, '2026-11-28 04:17:52.264788+00'),
	(19, '\x17214f8f7181cf5efa3d4fc26e849f8b', 'form', false, 'gemini', 'gemini-flash-latest', '9f2c41d7', 0.6499999999999999, 'general', 'general', 'general', NULL, 'low', 'low', 'low', NULL, '2026-11-28 04:17:52.281749+00'),
	(25, '\x105ab24b64cfd3a826d18b5c11b92512', 'form', false, 'openai', 'small-model', '9f2c41d7', 0.75, 'general', 'billing', 'billing', NULL, 'high', 'high', 'high', NULL, '2026-11-28 04:17:52.294333+00'),
	(28, '\x9df42ea534fef5c53d905f1bf544f96b', 'form', false, 'openai', 'small-model', '9f2c41d7', NULL, 'technical', 'technical', 'technical', NULL, 'low', 'low', 'low', NULL, '2026-11-28 04:17:52.300394+00'),
	(31, '\xad66c3f741103628d593214098c073e0', 'form', false, 'openai', 'small-model', '9f2c41d7', 0.85, 'general', 'general', 'general', NULL, 'low', 'low', 'low', NULL, '2026-11-28 04:17:52.30481+00'),
	(34, '\x39529c12970b3d71c02f631c4bbd7ff2', 'form', true, 'openai', 'small-model', '9f2c41d7', 0.9, 'general', 'general', 'general', NULL, 'medium', 'medium', 'medium', NULL, '2026-11-28 04:17:52.316206+00'),
	(4, '\xf2fc6f946adcbf275956cd200cce653b', 'form', false, 'gemini', 'gemini-flash-latest', '9f2c41d7', 0.39999999999999997, 'technical', 'technical', 'billing', '2026-11-28 04:17:52.334726+00', 'low', 'low', 'low', NULL, '2026-11-28 04:17:52.244957+00'),
	(7, '\xa8c2eb87650347a879765620971d9bb9', 'form', false, 'gemini', 'gemini-flash-latest', '9f2c41d7', NULL, 'general', 'general', 'account', '2026-11-28 04:17:52.34717+00', 'low', 'low', 'high', '2026-11-28 04:17:52.342372+00', '2026-11-28 04:17:52.252815+00'),
	(16, '\x41a051b8fefa721b4545929c67f536ae', 'form', false, 'gemini', 'gemini-flash-latest', '9f2c41d7', 0.6, 'technical', 'technical', 'technical', NULL, 'low', 'low', 'critical', '2026-11-28 04:17:52.357452+00', '2026-11-28 04:17:52.276784+00'),
	(22, '\xe69c5e004862cd0ce94738b2c3b2d99d', 'form', false, 'gemini', 'gemini-flash-latest', '9f2c41d7', 0.7, 'general', 'general', 'general', NULL, 'medium', 'medium', 'low', '2026-11-28 04:17:52.370707+00', '2026-11-28 04:17:52.286393+00'),
	(51, NULL, 'backlog', false, 'offline', 'built-in', '1', 0.5, 'general', 'general', 'general', NULL, 'low', 'low', 'low', NULL, '1899-12-30 00:00:00+00');

INSERT INTO public.tickets_idempotencykey (id, key, body_digest, created_at, ticket_id) VALUES
	(1, 'form-0000-7c1e', '\x5d2ac4b60af525ea7f406db3d57c812daee7446836359038f99b26556ab4c941', '2026-11-28 04:17:52.230631+00', 1),
	(2, 'form-0004-7c1e', '\xf241a988de79b44eadc3fbaac9b5f4716588ed2cb768d4770fb91ad354c23e97', '2026-11-28 04:17:52.246776+00', 5),
	(3, 'form-0008-7c1e', '\xd851089422b88cfcaf8a61cdf05150f98f73382c9362c4c3371aac76fdb656f0', '2026-11-28 04:17:52.255822+00', 9),
	(4, 'form-0012-7c1e', '\xad1358e21e756ddc1fb6d22192d5f36af6af38e94bc5cc56f46eedbe8cd8f23b', '2026-11-28 04:17:52.264372+00', 13),
	(5, 'form-0016-7c1e', '\x3b2afab07d495179a6c13f2d4f33f260496904e464f8531baa0cda759fc3d01e', '2026-11-28 04:17:52.278316+00', 17),
	(6, 'form-0020-7c1e', '\xd796bdefaca56c078fe1c71db95f39c47fbfeac4d55d721edbabb0a28ba770b2', '2026-11-28 04:17:52.284378+00', 21),
	(7, 'form-0024-7c1e', '\x4e8223f69562b0ede2ae85fcb14d602ee576937cccb45663bc7601c4f96998a7', '2026-11-28 04:17:52.293901+00', 25),
	(8, 'form-0028-7c1e', '\x923a72708372f05b2ece98ae84ca6efc1a23efea2a37ce1c8ad0b216228b4d7a', '2026-11-28 04:17:52.301706+00', 29),
	(9, 'form-0032-7c1e', '\x7939c3470f3fd86f6a8759ab3ab49b19eecdbf14d3dd11dd17c8ae25c5cad0a5', '2026-11-28 04:17:52.310256+00', 33),
	(10, 'form-9999-0000', '\xd74de2c38486151281379d8a8076276703d0c3f035161e3185a87e4159f868d8', '2026-11-28 04:17:52.323436+00', 38);

INSERT INTO public.tickets_importedrow (key, imported_at) VALUES
	('\x027983360cff70c971cb9b4fc108348c', '2026-11-28 04:17:52.401707+00'),
	('\x027cacca4e78e086595f8359ee69b0bb', '2026-11-28 04:17:52.401707+00'),
	('\x0f97718cc147ab122b7730d3a95787f4', '2026-11-28 04:17:52.401707+00'),
	('\x20330e202e238875f18874f08100e41d', '2026-11-28 04:17:52.401707+00'),
	('\x204befb8bfcdef34dcfad97fb544256f', '2026-11-28 04:17:52.401707+00'),
	('\x922cb3cd14890c1e1e60c5de9e2f523a', '2026-11-28 04:17:52.401707+00'),
	('\xa1a0edf1fa51c9ab5d016f7c7625ff2d', '2026-11-28 04:17:52.401707+00'),
	('\xb7a44c3ac57956a9cff091647467e6a1', '2026-11-28 04:17:52.401707+00'),
	('\xbaadc0c1c154d64936d5551526a652aa', '2026-11-28 04:17:52.401707+00'),
	('\xc0f579cf08dca28ab5f5529eab24f8f6', '2026-11-28 04:17:52.401707+00'),
	('\xdbcc04a925af44b2bfbe7cecf10350d0', '2026-11-28 04:17:52.401707+00'),
	('\xf8c16efbb52cf948f3d2edc2cdc6a168', '2026-11-28 04:17:52.401707+00');

INSERT INTO public.tickets_ticket (id, title, description, category, priority, status, created_at, updated_at) VALUES
	(1, 'Invoice 2041 was charged twice', 'Our card was charged on the 3rd and again on the 5th for the same invoice.', 'billing', 'high', 'open', '2026-11-28 04:17:52.230631+00', '2026-11-28 04:17:52.230631+00'),
	(5, '報告書が開けません', '月次報告書を開くと空白のページが表示されます。', 'technical', 'medium', 'open', '2026-11-28 04:17:52.246776+00', '2026-11-28 04:17:52.246776+00'),
	(6, 'Вход в систему', 'Не могу войти в систему с нового телефона.', 'account', 'medium', 'open', '2026-11-28 04:17:52.24861+00', '2026-11-28 04:17:52.24861+00'),
	(8, 'Everything is down', 'No page opens for anybody in the Lyon office. 🔥', 'technical', 'critical', 'open', '2026-11-28 04:17:52.254366+00', '2026-11-28 04:17:52.254366+00'),
	(9, 'Tax number missing on invoices', 'Please add our tax number, it''s required.
It starts with DE.', 'billing', 'medium', 'open', '2026-11-28 04:17:52.255822+00', '2026-11-28 04:17:52.255822+00'),
	(11, 'Please delete my account', 'I left the company.	Thanks!', 'account', 'low', 'open', '2026-11-28 04:17:52.260288+00', '2026-11-28 04:17:52.260288+00'),
	(12, 'It''s "quoted" \ and 100% odd; -- ''$1''', 'A backslash \n that is no line end, {braces} and a ; semicolon.', 'general', 'medium', 'open', '2026-11-28 04:17:52.261568+00', '2026-11-28 04:17:52.261568+00'),
	(14, 'Cannot sign in after the password change (13)', 'Since this morning the page says that my password is wrong.
I changed it yesterday.', 'account', 'high', 'open', '2026-11-28 04:17:52.269045+00', '2026-11-28 04:17:52.269045+00'),
	(15, 'Größe der Anhänge (14)', 'Beim Hochladen großer Dateien über 20 MB erscheint eine Fehlermeldung.', 'technical', 'medium', 'open', '2026-11-28 04:17:52.270449+00', '2026-11-28 04:17:52.270449+00'),
	(17, '報告書が開けません (16)', '月次報告書を開くと空白のページが表示されます。', 'technical', 'medium', 'open', '2026-11-28 04:17:52.278316+00', '2026-11-28 04:17:52.278316+00'),
	(18, 'Вход в систему (17)', 'Не могу войти в систему с нового телефона.', 'account', 'medium', 'open', '2026-11-28 04:17:52.279875+00', '2026-11-28 04:17:52.279875+00'),
	(19, 'Question about opening hours (18)', 'When is the help desk open during the holidays?', 'general', 'low', 'open', '2026-11-28 04:17:52.281436+00', '2026-11-28 04:17:52.281436+00'),
	(20, 'Everything is down (19)', 'No page opens for anybody in the Lyon office. 🔥', 'technical', 'critical', 'open', '2026-11-28 04:17:52.28308+00', '2026-11-28 04:17:52.28308+00'),
	(23, 'Please delete my account (22)', 'I left the company.	Thanks!', 'account', 'low', 'open', '2026-11-28 04:17:52.287753+00', '2026-11-28 04:17:52.287753+00'),
	(24, 'It''s "quoted" \ and 100% odd; -- ''$1'' (23)', 'A backslash \n that is no line end, {braces} and a ; semicolon.', 'general', 'medium', 'open', '2026-11-28 04:17:52.292303+00', '2026-11-28 04:17:52.292303+00'),
	(26, 'Cannot sign in after the password change (25)', 'Since this morning the page says that my password is wrong.
I changed it yesterday.', 'account', 'high', 'open', '2026-11-28 04:17:52.297203+00', '2026-11-28 04:17:52.297203+00'),
	(27, 'Größe der Anhänge (26)', 'Beim Hochladen großer Dateien über 20 MB erscheint eine Fehlermeldung.', 'technical', 'medium', 'open', '2026-11-28 04:17:52.298599+00', '2026-11-28 04:17:52.298599+00'),
	(28, 'Le café de la réception (27)', 'L''imprimante du café n''imprime plus l’addition.', 'technical', 'low', 'open', '2026-11-28 04:17:52.30009+00', '2026-11-28 04:17:52.30009+00'),
	(29, '報告書が開けません (28)', '月次報告書を開くと空白のページが表示されます。', 'technical', 'medium', 'open', '2026-11-28 04:17:52.301706+00', '2026-11-28 04:17:52.301706+00'),
	(30, 'Вход в систему (29)', 'Не могу войти в систему с нового телефона.', 'account', 'medium', 'open', '2026-11-28 04:17:52.303043+00', '2026-11-28 04:17:52.303043+00'),
	(31, 'Question about opening hours (30)', 'When is the help desk open during the holidays?', 'general', 'low', 'open', '2026-11-28 04:17:52.304507+00', '2026-11-28 04:17:52.304507+00'),
	(32, 'Everything is down (31)', 'No page opens for anybody in the Lyon office. 🔥', 'technical', 'critical', 'open', '2026-11-28 04:17:52.308855+00', '2026-11-28 04:17:52.308855+00'),
	(33, 'Tax number missing on invoices (32)', 'Please add our tax number, it''s required.
It starts with DE.', 'billing', 'medium', 'open', '2026-11-28 04:17:52.310256+00', '2026-11-28 04:17:52.310256+00'),
	(34, 'ＦＵＬＬ ＷＩＤＴＨ title (33)', 'Text with a soft­hyphen and a zero​width space.', 'general', 'medium', 'open', '2026-11-28 04:17:52.3157+00', '2026-11-28 04:17:52.3157+00'),
	(35, 'Please delete my account (34)', 'I left the company.	Thanks!', 'account', 'low', 'open', '2026-11-28 04:17:52.317636+00', '2026-11-28 04:17:52.317636+00'),
	(37, 'Long description', 'All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. All work and no play. ', 'general', 'low', 'open', '2026-11-28 04:17:52.321777+00', '2026-11-28 04:17:52.321777+00'),
	(38, 'Invoice 2041 was charged twice', 'Our card was charged on the 3rd and again on the 5th for the same invoice.', 'billing', 'high', 'open', '2026-11-28 04:17:52.323436+00', '2026-11-28 04:17:52.323436+00'),
	(2, 'Cannot sign in after the password change', 'Since this morning the page says that my password is wrong.
I changed it yesterday.', 'account', 'high', 'resolved', '2026-11-28 04:17:52.239608+00', '2026-11-28 04:17:52.331552+00'),
	(4, 'Le café de la réception', 'L''imprimante du café n''imprime plus l’addition.', 'billing', 'low', 'open', '2026-11-28 04:17:52.244533+00', '2026-11-28 04:17:52.334531+00'),
	(7, 'Question about opening hours', 'When is the help desk open during the holidays?', 'account', 'high', 'in_progress', '2026-11-28 04:17:52.252458+00', '2026-11-28 04:17:52.346993+00'),
	(10, 'Full width, corrected', 'Text with a soft­hyphen and a zero​width space.', 'general', 'medium', 'open', '2026-11-28 04:17:52.257625+00', '2026-11-28 04:17:52.351978+00'),
	(13, 'Invoice 2041 was charged twice (12)', 'Our card was charged on the 3rd and again on the 5th for the same invoice.', 'billing', 'high', 'closed', '2026-11-28 04:17:52.264372+00', '2026-11-28 04:17:52.354686+00'),
	(16, 'Le café de la réception (15)', 'L''imprimante du café n''imprime plus l’addition.', 'technical', 'critical', 'open', '2026-11-28 04:17:52.276433+00', '2026-11-28 04:17:52.357278+00'),
	(3, 'Größe der Anhänge', 'Beim Hochladen großer Dateien über 20 MB erscheint ein Fehler 413.', 'technical', 'medium', 'open', '2026-11-28 04:17:52.241499+00', '2026-11-28 04:17:52.362166+00'),
	(21, 'Tax number missing on invoices (20)', 'Please add our tax number, it''s required.
It starts with DE.', 'billing', 'medium', 'resolved', '2026-11-28 04:17:52.284378+00', '2026-11-28 04:17:52.367972+00'),
	(22, 'ＦＵＬＬ ＷＩＤＴＨ title (21)', 'Text with a soft­hyphen and a zero​width space.', 'general', 'low', 'open', '2026-11-28 04:17:52.286072+00', '2026-11-28 04:17:52.373265+00'),
	(25, 'Invoice 2041 was charged twice (24)', 'Our card was charged on the 3rd and again on the 5th for the same invoice.', 'billing', 'high', 'closed', '2026-11-28 04:17:52.293901+00', '2026-11-28 04:17:52.293901+00'),
	(39, 'Old desk 0: Invoice 2041 was charged twice', 'Our card was charged on the 3rd and again on the 5th for the same invoice.', 'billing', 'high', 'open', '2025-01-10 08:00:00+00', '2025-01-10 08:00:00+00'),
	(40, 'Old desk 1: Вход в систему', 'Не могу войти в систему с нового телефона.', 'account', 'medium', 'closed', '2025-02-11 08:01:00+00', '2025-02-11 08:01:00+00'),
	(41, 'Old desk 2: Please delete my account', 'I left the company.	Thanks!', 'account', 'low', 'open', '2025-03-12 08:02:00+00', '2025-03-12 08:02:00+00'),
	(42, 'Old desk 3: Le café de la réception', 'L''imprimante du café n''imprime plus l’addition.', 'technical', 'low', 'closed', '2025-04-13 08:03:00+00', '2025-04-13 08:03:00+00'),
	(43, 'Old desk 4: Tax number missing on invoices', 'Please add our tax number, it''s required.  It starts with DE.', 'billing', 'medium', 'open', '2025-05-14 08:04:00+00', '2025-05-14 08:04:00+00'),
	(44, 'Old desk 5: Cannot sign in after the password change', 'Since this morning the page says that my password is wrong. I changed it yesterday.', 'account', 'high', 'closed', '2025-06-15 08:05:00+00', '2025-06-15 08:05:00+00'),
	(45, 'Old desk 6: Question about opening hours', 'When is the help desk open during the holidays?', 'general', 'low', 'open', '2025-07-16 08:00:00+00', '2025-07-16 08:00:00+00'),
	(46, 'Old desk 7: It''s "quoted" \ and 100% odd; -- ''$1''', 'A backslash \n that is no line end, {braces} and a ; semicolon.', 'general', 'medium', 'closed', '2025-08-17 08:01:00+00', '2025-08-17 08:01:00+00'),
	(47, 'Old desk 8: 報告書が開けません', '月次報告書を開くと空白のページが表示されます。', 'technical', 'medium', 'open', '2025-09-18 08:02:00+00', '2025-09-18 08:02:00+00'),
	(48, 'Old desk 9: ＦＵＬＬ ＷＩＤＴＨ title', 'Text with a soft­hyphen and a zero​width space.', 'general', 'medium', 'closed', '2025-01-10 08:03:00+00', '2025-01-10 08:03:00+00'),
	(49, 'Old desk 10: Größe der Anhänge', 'Beim Hochladen großer Dateien über 20 MB erscheint eine Fehlermeldung.', 'technical', 'medium', 'open', '2025-02-11 08:04:00+00', '2025-02-11 08:04:00+00'),
	(50, 'Old desk 11: Everything is down', 'No page opens for anybody in the Lyon office. 🔥', 'technical', 'critical', 'closed', '2025-03-12 08:05:00+00', '2025-03-12 08:05:00+00'),
	(51, 'Odd time 0', 'Copied from an old system by hand.', 'general', 'low', 'open', '1899-12-30 00:00:00+00', '1899-12-30 00:00:00+00'),
	(52, 'Odd time 1', 'Copied from an old system by hand.', 'general', 'low', 'open', 'infinity', 'infinity'),
	(53, 'Odd time 2', 'Copied from an old system by hand.', 'general', 'low', 'open', '0044-03-15 00:00:00+00 BC', '2026-03-01 10:00:00+00'),
	(54, 'Odd time 3', 'Copied from an old system by hand.', 'general', 'low', 'open', '2026-01-05 09:00:00+00', '-infinity'),
	(55, 'Odd time 4', 'Copied from an old system by hand.', 'general', 'low', 'open', '12000-01-01 00:00:00+00', '12000-01-01 00:00:00+00'),
	(56, 'Odd time 5', 'Copied from an old system by hand.', 'general', 'low', 'open', '1969-12-31 23:59:00+00', '1969-12-31 23:59:00+00');

SELECT pg_catalog.setval('public.accounts_apitoken_id_seq', 2, true);

SELECT pg_catalog.setval('public.accounts_externalidentity_id_seq', 1, true);

SELECT pg_catalog.setval('public.auth_group_id_seq', 3, true);

SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 20, true);

SELECT pg_catalog.setval('public.auth_permission_id_seq', 72, true);

SELECT pg_catalog.setval('public.auth_user_groups_id_seq', 5, true);

SELECT pg_catalog.setval('public.auth_user_id_seq', 5, true);

SELECT pg_catalog.setval('public.auth_user_user_permissions_id_seq', 1, false);

SELECT pg_catalog.setval('public.django_admin_log_id_seq', 1, false);

SELECT pg_catalog.setval('public.django_content_type_id_seq', 18, true);

SELECT pg_catalog.setval('public.django_migrations_id_seq', 33, true);

SELECT pg_catalog.setval('public.suggestion_count_delta_id_seq', 40, true);

SELECT pg_catalog.setval('public.ticket_audit_id_seq', 16, true);

SELECT pg_catalog.setval('public.ticket_change_id_seq', 71, true);

SELECT pg_catalog.setval('public.ticket_count_delta_id_seq', 89, true);

SELECT pg_catalog.setval('public.tickets_idempotencykey_id_seq', 10, true);

SELECT pg_catalog.setval('public.tickets_ticket_id_seq', 56, true);

ALTER TABLE ONLY public.accounts_apitoken
    ADD CONSTRAINT accounts_apitoken_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_apitoken
    ADD CONSTRAINT accounts_apitoken_public_id_key UNIQUE (public_id);

ALTER TABLE ONLY public.accounts_externalidentity
    ADD CONSTRAINT accounts_externalidentity_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_linkrevocations
    ADD CONSTRAINT accounts_linkrevocations_pkey PRIMARY KEY (ticket_id);

ALTER TABLE ONLY public.accounts_signinattempts
    ADD CONSTRAINT accounts_signinattempts_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_user_id_group_id_94350c0c_uniq UNIQUE (user_id, group_id);

ALTER TABLE ONLY public.auth_user
    ADD CONSTRAINT auth_user_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permissions_user_id_permission_id_14a6b632_uniq UNIQUE (user_id, permission_id);

ALTER TABLE ONLY public.auth_user
    ADD CONSTRAINT auth_user_username_key UNIQUE (username);

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.accounts_externalidentity
    ADD CONSTRAINT one_account_of_a_subject UNIQUE (issuer, subject);

ALTER TABLE ONLY public.suggestion_count_folded
    ADD CONSTRAINT suggestion_count_folded_pkey PRIMARY KEY (day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step);

ALTER TABLE ONLY public.ticket_audit
    ADD CONSTRAINT ticket_audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ticket_change
    ADD CONSTRAINT ticket_change_pkey PRIMARY KEY (xid, id);

ALTER TABLE ONLY public.ticket_count_folded
    ADD CONSTRAINT ticket_count_folded_pkey PRIMARY KEY (category, priority, status);

ALTER TABLE ONLY public.ticket_day_folded
    ADD CONSTRAINT ticket_day_folded_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.ticket_suggestion
    ADD CONSTRAINT ticket_suggestion_pkey PRIMARY KEY (ticket_id);

ALTER TABLE ONLY public.ticket_suggestion
    ADD CONSTRAINT ticket_suggestion_token_id_key UNIQUE (token_id);

ALTER TABLE ONLY public.tickets_idempotencykey
    ADD CONSTRAINT tickets_idempotencykey_key_key UNIQUE (key);

ALTER TABLE ONLY public.tickets_idempotencykey
    ADD CONSTRAINT tickets_idempotencykey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tickets_importedrow
    ADD CONSTRAINT tickets_importedrow_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_pkey PRIMARY KEY (id);

CREATE INDEX accounts_apitoken_account_id_c5e627d6 ON public.accounts_apitoken USING btree (account_id);

CREATE INDEX accounts_apitoken_public_id_8db23eb5_like ON public.accounts_apitoken USING btree (public_id varchar_pattern_ops);

CREATE INDEX accounts_externalidentity_account_id_35b03861 ON public.accounts_externalidentity USING btree (account_id);

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);

CREATE INDEX auth_user_groups_group_id_97559544 ON public.auth_user_groups USING btree (group_id);

CREATE INDEX auth_user_groups_user_id_6a12ed8b ON public.auth_user_groups USING btree (user_id);

CREATE INDEX auth_user_user_permissions_permission_id_1fbb5f2c ON public.auth_user_user_permissions USING btree (permission_id);

CREATE INDEX auth_user_user_permissions_user_id_a95ead1b ON public.auth_user_user_permissions USING btree (user_id);

CREATE INDEX auth_user_username_6821ab7c_like ON public.auth_user USING btree (username varchar_pattern_ops);

CREATE INDEX django_admin_log_content_type_id_c4bce8eb ON public.django_admin_log USING btree (content_type_id);

CREATE INDEX django_admin_log_user_id_c564eba6 ON public.django_admin_log USING btree (user_id);

CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);

CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);

CREATE INDEX idx_attempts_since ON public.accounts_signinattempts USING btree (since);

CREATE INDEX idx_audit_ticket ON public.ticket_audit USING btree (ticket_id, id);

CREATE INDEX idx_suggestion_wrong ON public.ticket_suggestion USING btree (created_at DESC, ticket_id DESC) WHERE ((NOT ((suggested_category)::text = (final_category)::text)) OR (NOT ((suggested_priority)::text = (final_priority)::text)));

CREATE INDEX idx_ticket_category ON public.tickets_ticket USING btree (category, created_at DESC, id DESC);

CREATE INDEX idx_ticket_created ON public.tickets_ticket USING btree (created_at DESC, id DESC);

CREATE INDEX idx_ticket_description_trgm ON public.tickets_ticket USING gin (description public.gin_trgm_ops);

CREATE INDEX idx_ticket_filters ON public.tickets_ticket USING btree (category, priority, status, created_at DESC, id DESC);

CREATE INDEX idx_ticket_priority ON public.tickets_ticket USING btree (priority, created_at DESC, id DESC);

CREATE INDEX idx_ticket_status ON public.tickets_ticket USING btree (status, created_at DESC, id DESC);

CREATE INDEX idx_ticket_title_trgm ON public.tickets_ticket USING gin (title public.gin_trgm_ops);

CREATE INDEX tickets_idempotencykey_created_at_0b48884b ON public.tickets_idempotencykey USING btree (created_at);

CREATE INDEX tickets_idempotencykey_key_cd00f21b_like ON public.tickets_idempotencykey USING btree (key varchar_pattern_ops);

CREATE INDEX tickets_idempotencykey_ticket_id_9d9743b0 ON public.tickets_idempotencykey USING btree (ticket_id);

CREATE TRIGGER audit_changed AFTER UPDATE ON public.tickets_ticket FOR EACH ROW WHEN (((((((old.title)::text IS DISTINCT FROM (new.title)::text) OR (old.description IS DISTINCT FROM new.description)) OR ((old.category)::text IS DISTINCT FROM (new.category)::text)) OR ((old.priority)::text IS DISTINCT FROM (new.priority)::text)) OR ((old.status)::text IS DISTINCT FROM (new.status)::text))) EXECUTE FUNCTION public.audit_ticket();

CREATE TRIGGER count_changed AFTER UPDATE ON public.ticket_suggestion REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.count_suggestions();

CREATE TRIGGER count_changed AFTER UPDATE ON public.tickets_ticket REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.count_tickets();

CREATE TRIGGER count_created AFTER INSERT ON public.ticket_suggestion REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.count_suggestions();

CREATE TRIGGER count_created AFTER INSERT ON public.tickets_ticket REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.count_tickets();

CREATE TRIGGER count_deleted AFTER DELETE ON public.ticket_suggestion REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION public.count_suggestions();

CREATE TRIGGER count_deleted AFTER DELETE ON public.tickets_ticket REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION public.count_tickets();

CREATE TRIGGER count_truncated AFTER TRUNCATE ON public.ticket_suggestion FOR EACH STATEMENT EXECUTE FUNCTION public.count_no_suggestions();

CREATE TRIGGER count_truncated AFTER TRUNCATE ON public.tickets_ticket FOR EACH STATEMENT EXECUTE FUNCTION public.count_no_tickets();

CREATE TRIGGER fold_now_and_then AFTER INSERT ON public.suggestion_count_delta REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.fold_suggestion_counts_now_and_then();

CREATE TRIGGER log_changed AFTER UPDATE ON public.tickets_ticket REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.log_written_tickets('changed');

CREATE TRIGGER log_created AFTER INSERT ON public.tickets_ticket REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.log_written_tickets('created');

CREATE TRIGGER log_deleted AFTER DELETE ON public.tickets_ticket FOR EACH STATEMENT EXECUTE FUNCTION public.log_removed_tickets();

CREATE TRIGGER log_truncated AFTER TRUNCATE ON public.tickets_ticket FOR EACH STATEMENT EXECUTE FUNCTION public.log_removed_tickets();

CREATE TRIGGER note_correction AFTER UPDATE ON public.tickets_ticket FOR EACH ROW WHEN ((((old.category)::text <> (new.category)::text) OR ((old.priority)::text <> (new.priority)::text))) EXECUTE FUNCTION public.note_correction();

CREATE TRIGGER refuse_to_rewrite BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ticket_audit FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_to_rewrite_audit();

ALTER TABLE ONLY public.accounts_apitoken
    ADD CONSTRAINT accounts_apitoken_account_id_c5e627d6_fk_auth_user_id FOREIGN KEY (account_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_externalidentity
    ADD CONSTRAINT accounts_externalidentity_account_id_35b03861_fk_auth_user_id FOREIGN KEY (account_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_group_id_97559544_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_user_id_6a12ed8b_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permi_permission_id_1fbb5f2c_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permissions_user_id_a95ead1b_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_content_type_id_c4bce8eb_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_user_id_c564eba6_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ticket_suggestion
    ADD CONSTRAINT ticket_suggestion_ticket FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.tickets_idempotencykey
    ADD CONSTRAINT tickets_idempotencykey_ticket_id_9d9743b0_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;

