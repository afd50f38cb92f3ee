-- A suggestion after a later message goes with its ticket, also when SQL deletes it.
ALTER TABLE conversations_latersuggestion ADD CONSTRAINT later_suggestion_ticket
    FOREIGN KEY (ticket_id) REFERENCES tickets_ticket (id) ON DELETE CASCADE;
