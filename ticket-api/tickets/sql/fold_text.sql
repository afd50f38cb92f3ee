-- Folded text, as tickets/listing/folding.py has it, for what the API, SQL and COPY write.
-- It has the same result in every cluster: it uses no extension, no locale, and no rule for case but
-- the table below, and it names nothing that a search_path could hide.
CREATE OR REPLACE FUNCTION {schema}.fold_text(given text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    folded text COLLATE "C" := given;
    letters text[];
BEGIN
    IF octet_length(folded) <> length(folded) THEN
        folded := normalize(replace(folded, {acute}, ''''), NFKD);
    END IF;
    IF folded ~ {removed} THEN
        folded := regexp_replace(folded, {removed}, '', 'g');
    END IF;
    folded := lower(folded);
    IF octet_length(folded) <> length(folded) THEN
        -- Capitals and small letters, the frequent alphabets apart, since translate() compares each
        -- character with each letter.
        FOREACH letters SLICE 1 IN ARRAY {capitals} LOOP
            IF folded ~ ('[' || letters[1] || ']') THEN
                folded := translate(folded, letters[1], letters[2]);
            END IF;
        END LOOP;
        folded := normalize(folded, NFC);
        IF folded ~ {special} THEN
            folded := translate(folded, {letters}, {becomes});
            FOREACH letters SLICE 1 IN ARRAY {pairs} LOOP
                folded := replace(folded, letters[1], letters[2]);
            END LOOP;
        END IF;
    END IF;
    -- Nearly all blanks are single ones, and replace() is faster than an expression.
    folded := replace(folded, E'\n', ' ');
    IF folded ~ '[{blanks}]|  ' THEN
        folded := regexp_replace(folded, '[{blanks} ]*[{blanks}][{blanks} ]*|  +', ' ', 'g');
    END IF;
    RETURN btrim(folded, ' ');
END $$;
