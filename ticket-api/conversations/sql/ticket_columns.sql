-- The columns of a ticket that belong to its conversation. All are null at first, so PostgreSQL reads
-- no row. Deleting a requester, an account or an original leaves the ticket and clears the column.
ALTER TABLE tickets_ticket
    ADD COLUMN requester_id bigint
        CONSTRAINT ticket_requester REFERENCES conversations_requester (id) ON DELETE SET NULL,
    ADD COLUMN assignee_id integer
        CONSTRAINT ticket_assignee REFERENCES auth_user (id) ON DELETE SET NULL,
    ADD COLUMN waiting_since timestamptz,
    ADD COLUMN duplicate_of_id bigint
        CONSTRAINT ticket_duplicate_of REFERENCES tickets_ticket (id) ON DELETE SET NULL;
