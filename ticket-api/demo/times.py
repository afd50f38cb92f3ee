"""The times of the demonstration's answers, counted as if its agents had written them."""

from common.statements import execute

# Conversations that are loaded count no times (conversations/sql/times.sql).
_COUNT = """
WITH replied AS (
    SELECT ticket.id, ticket.created_at, category, priority, assignee_id,
        min(message.created_at) AS first_reply_at,
        CASE WHEN status IN ('resolved', 'closed') THEN max(message.created_at) END AS resolved_at
    FROM tickets_ticket AS ticket
    JOIN conversations_message AS message ON message.ticket_id = ticket.id
    WHERE message.kind = 'reply'
    GROUP BY ticket.id
), stored AS (
    INSERT INTO ticket_times (
        ticket_id, first_reply_at, first_reply_step, first_reply_category, first_reply_priority,
        first_reply_assignee_id, resolved_at, resolved_step, resolved_category, resolved_priority,
        resolved_assignee_id
    )
    SELECT id, first_reply_at, time_step(first_reply_at - created_at), category, priority,
        assignee_id, resolved_at, time_step(resolved_at - created_at), category, priority,
        assignee_id
    FROM replied
)
INSERT INTO ticket_time_delta (day, measure, category, priority, assignee_id, step, change)
SELECT (at AT TIME ZONE 'UTC')::date, measure, category, priority, assignee_id,
    time_step(at - created_at), 1
FROM replied, LATERAL (
    VALUES ('first_reply', first_reply_at), ('resolution', resolved_at)
) AS happened (measure, at)
WHERE at IS NOT NULL
"""


def count_times() -> None:
    """Count the first reply to each ticket, and the last one to a finished ticket as resolution."""
    execute(_COUNT)
