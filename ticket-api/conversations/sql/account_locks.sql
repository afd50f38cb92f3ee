-- A transaction that takes a role from an account locks the account at once and its tickets at the
-- commit (free_tickets.sql). So it waits for a transaction that has assigned a ticket to the account
-- and is not committed, and it locks in the same order as that one. Switching an account off updates
-- its row, which locks it.
CREATE FUNCTION lock_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM auth_user WHERE id IN (SELECT user_id FROM removed)
        ORDER BY id FOR NO KEY UPDATE;
    RETURN NULL;
END $$;

CREATE FUNCTION lock_members_of_groups() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM auth_user WHERE id IN (
        SELECT member.user_id FROM auth_user_groups AS member JOIN removed USING (group_id)
    )
        ORDER BY id FOR NO KEY UPDATE;
    RETURN NULL;
END $$;

CREATE TRIGGER lock_accounts AFTER DELETE ON auth_user_groups
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION lock_members();
CREATE TRIGGER lock_accounts AFTER DELETE ON auth_user_user_permissions
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION lock_members();
CREATE TRIGGER lock_accounts AFTER DELETE ON auth_group_permissions
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION lock_members_of_groups();
