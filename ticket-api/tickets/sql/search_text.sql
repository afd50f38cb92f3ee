-- Fills search_text for the API, SQL and COPY. A title never runs on into the description: no folded
-- word has a line end. COPY may bring folded texts along, which saves it most of its time.
CREATE OR REPLACE FUNCTION {schema}.fill_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search_text := {schema}.fold_text(NEW.title) || E'\n' || {schema}.fold_text(NEW.description);
    RETURN NEW;
END $$;

CREATE TRIGGER search_text_of_new BEFORE INSERT ON {schema}.tickets_ticket
    FOR EACH ROW WHEN (NEW.search_text IS NULL) EXECUTE FUNCTION {schema}.fill_search_text();
CREATE TRIGGER search_text_of_changed
    BEFORE UPDATE OF title, description, search_text ON {schema}.tickets_ticket
    FOR EACH ROW EXECUTE FUNCTION {schema}.fill_search_text();
