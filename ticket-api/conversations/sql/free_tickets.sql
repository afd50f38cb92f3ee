-- An account that may not own tickets any more frees its unfinished ones: it was switched off, or it
-- lost the permission to change tickets, in the admin, through a command, at the sign-in provider or
-- by SQL. Finished tickets keep it. The triggers are deferred to the commit, because a role is changed
-- in several statements.
CREATE FUNCTION may_own_tickets(account integer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM auth_user AS person
        WHERE person.id = account AND person.is_active AND (
            person.is_superuser
            OR EXISTS (
                SELECT FROM auth_permission AS permission
                JOIN django_content_type AS content ON content.id = permission.content_type_id
                WHERE content.app_label = 'tickets' AND permission.codename = 'change_ticket'
                    AND (
                        EXISTS (
                            SELECT FROM auth_user_user_permissions AS held
                            WHERE held.user_id = account AND held.permission_id = permission.id
                        )
                        OR EXISTS (
                            SELECT FROM auth_user_groups AS member
                            JOIN auth_group_permissions AS held ON held.group_id = member.group_id
                            WHERE member.user_id = account AND held.permission_id = permission.id
                        )
                    )
            )
        )
    )
$$;

CREATE FUNCTION free_tickets(account integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT may_own_tickets(account) THEN
        UPDATE tickets_ticket SET assignee_id = NULL, updated_at = statement_timestamp()
        WHERE id IN (
            SELECT id FROM tickets_ticket
            WHERE assignee_id = account AND status IN ('open', 'in_progress')
            ORDER BY id FOR NO KEY UPDATE
        );
    END IF;
END $$;

CREATE FUNCTION free_tickets_of_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM free_tickets(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION free_tickets_of_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM free_tickets(OLD.user_id);
    RETURN NULL;
END $$;

CREATE FUNCTION free_tickets_of_group() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM free_tickets(user_id) FROM auth_user_groups WHERE group_id = OLD.group_id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER free_tickets AFTER UPDATE ON auth_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.is_active AND NOT NEW.is_active OR OLD.is_superuser AND NOT NEW.is_superuser)
    EXECUTE FUNCTION free_tickets_of_account();
CREATE CONSTRAINT TRIGGER free_tickets AFTER DELETE ON auth_user_groups
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION free_tickets_of_member();
CREATE CONSTRAINT TRIGGER free_tickets AFTER DELETE ON auth_user_user_permissions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION free_tickets_of_member();
CREATE CONSTRAINT TRIGGER free_tickets AFTER DELETE ON auth_group_permissions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION free_tickets_of_group();
