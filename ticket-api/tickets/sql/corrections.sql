-- Keeps the ledger's `final` columns in step with the ticket, for every writer.
--
-- For each row, because a change of the status, by far the most frequent one, then costs a comparison
-- and nothing else.
CREATE OR REPLACE FUNCTION note_correction() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE TRIGGER note_correction AFTER UPDATE ON tickets_ticket
    FOR EACH ROW WHEN (OLD.category <> NEW.category OR OLD.priority <> NEW.priority)
    EXECUTE FUNCTION note_correction();
