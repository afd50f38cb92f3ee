-- Counters of suggestions. They work as those of the tickets (ticket_counters.sql): writers only ever
-- add deltas, a fold for every 500 of them keeps the totals short, and readers take the view, which
-- adds both.
CREATE OR REPLACE VIEW suggestion_count AS
    SELECT day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
        suggestions, confidence, seconds
    FROM suggestion_count_folded
    UNION ALL
    SELECT day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
        suggestions, confidence, seconds
    FROM suggestion_count_delta;

CREATE OR REPLACE FUNCTION fold_suggestion_counts() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed'
        OR NOT pg_try_advisory_xact_lock('suggestion_count_delta'::regclass::bigint) THEN
        RETURN;
    END IF;
    WITH taken AS (
        DELETE FROM suggestion_count_delta RETURNING
            day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
            suggestions, confidence, seconds
    )
    INSERT INTO suggestion_count_folded AS folded (
        day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
        suggestions, confidence, seconds
    )
    SELECT day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
        sum(suggestions), sum(confidence), sum(seconds)
    FROM taken
    GROUP BY
        day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step
    HAVING sum(suggestions) <> 0 OR sum(confidence) <> 0 OR sum(seconds) <> 0
    ON CONFLICT (
        day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step
    ) DO UPDATE SET
        suggestions = folded.suggestions + excluded.suggestions,
        confidence = folded.confidence + excluded.confidence,
        seconds = folded.seconds + excluded.seconds;
END $$;

CREATE OR REPLACE FUNCTION fold_suggestion_counts_now_and_then() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT max(id) / 500 <> (min(id) - 1) / 500 FROM added) THEN
        PERFORM fold_suggestion_counts();
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER fold_now_and_then AFTER INSERT ON suggestion_count_delta
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION fold_suggestion_counts_now_and_then();

-- Each row of the ledger counts twice: once for its category and once for its priority.
CREATE OR REPLACE FUNCTION count_suggestions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO suggestion_count_delta (
            day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
            suggestions, confidence, seconds
        )
        SELECT day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
            sum(suggestions), sum(confidence), sum(seconds)
        FROM (
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
        GROUP BY
            day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step
        HAVING sum(suggestions) <> 0 OR sum(confidence) <> 0 OR sum(seconds) <> 0;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO suggestion_count_delta (
            day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
            suggestions, confidence, seconds
        )
        SELECT day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
            sum(suggestions), sum(confidence), sum(seconds)
        FROM (
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
        GROUP BY
            day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step
        HAVING sum(suggestions) <> 0 OR sum(confidence) <> 0 OR sum(seconds) <> 0;
    ELSE
        INSERT INTO suggestion_count_delta (
            day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
            suggestions, confidence, seconds
        )
        SELECT day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step,
            sum(suggestions), sum(confidence), sum(seconds)
        FROM (
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
        GROUP BY
            day, origin, provider, model, prompt_version, field, stale, suggested, sent, final, step
        HAVING sum(suggestions) <> 0 OR sum(confidence) <> 0 OR sum(seconds) <> 0;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION count_no_suggestions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE suggestion_count_folded, suggestion_count_delta;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER count_created AFTER INSERT ON ticket_suggestion
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_suggestions();
CREATE OR REPLACE TRIGGER count_changed AFTER UPDATE ON ticket_suggestion
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_suggestions();
CREATE OR REPLACE TRIGGER count_deleted AFTER DELETE ON ticket_suggestion
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_suggestions();
CREATE OR REPLACE TRIGGER count_truncated AFTER TRUNCATE ON ticket_suggestion
    FOR EACH STATEMENT EXECUTE FUNCTION count_no_suggestions();
