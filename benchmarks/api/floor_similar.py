"""The floor's similar tickets: one plain statement, with the numbers of ticket-api's model.

They are the newest unfinished tickets, those of the same requester, and those with a rare word of
the text; the most alike of them by trigrams (docs/decisions/0026).
"""

from typing import Any

FIELDS = ("id", "title", "category", "priority", "status", "created_at")
_NEWEST = " UNION ALL ".join(
    f"""(
        SELECT id, created_at, search_text FROM tickets_ticket WHERE status = '{status}'
        ORDER BY created_at DESC, id DESC LIMIT 200
    )"""  # noqa: S608 (names of this module)
    for status in ("open", "in_progress")
)


def similar_statement(reader: str) -> str:
    """The statement; `reader` is an expression for the account that may read, or null."""
    return f"""
WITH asked AS MATERIALIZED (
    SELECT id, requester_id, left(search_text, 600) AS text FROM tickets_ticket
    WHERE id = %(ticket)s AND duplicate_of_id IS NULL AND {reader} IS NOT NULL
), newest AS MATERIALIZED (
    SELECT id, left(search_text, 600) AS text FROM ({_NEWEST}) AS unfinished
    ORDER BY created_at DESC, id DESC LIMIT 200
), words AS (
    SELECT DISTINCT found[1] COLLATE "C" AS word
    FROM asked, regexp_matches(text, '[[:alnum:]]{{4,}}', 'g') AS found
), promising AS MATERIALIZED (
    SELECT word, word !~ '[0-9]' AS plain FROM words ORDER BY 2, length(word) DESC, word LIMIT 16
), rare AS MATERIALIZED (
    SELECT word FROM promising
    WHERE (SELECT count(*) FROM newest WHERE position(word IN text) > 0) <= 1
    ORDER BY plain, length(word) DESC, word LIMIT 3
), with_word AS (
    SELECT few.id FROM rare CROSS JOIN LATERAL (
        SELECT id, count(*) OVER () AS matches FROM (
            SELECT id, row_number() OVER () AS number FROM tickets_ticket
            WHERE search_text LIKE '%%' || word || '%%'
        ) AS numbered WHERE number <= 301
    ) AS few WHERE matches <= 300
), of_requester AS (
    SELECT id FROM tickets_ticket WHERE requester_id = (SELECT requester_id FROM asked)
    ORDER BY created_at DESC, id DESC LIMIT 50
), candidates AS (
    SELECT id FROM newest UNION SELECT id FROM with_word UNION SELECT id FROM of_requester
)
SELECT {", ".join(FIELDS)}, round(similarity::numeric, 3)::float8 FROM (
    SELECT ticket.*, similarity(left(search_text, 600), asked.text) AS similarity
    FROM asked, candidates JOIN tickets_ticket AS ticket USING (id)
    WHERE ticket.id <> asked.id AND duplicate_of_id IS NULL
        AND (status IN ('open', 'in_progress') OR created_at >= now() - interval '90 days')
        AND NOT EXISTS (
            SELECT FROM similar_verdict WHERE is_latest AND word = 'different'
                AND lower_id = least(ticket.id, asked.id)
                AND higher_id = greatest(ticket.id, asked.id)
        )
) AS compared WHERE similarity >= 0.35 ORDER BY similarity DESC, id DESC LIMIT 5
"""  # noqa: S608 (names of this module)


def similar_answer(rows: list[Any]) -> dict[str, Any]:
    """The rows as ticket-api sends them."""
    return {"model": "trigrams", "results": [_ticket(row) for row in rows]}


def _ticket(row: Any) -> dict[str, Any]:
    return dict(zip((*FIELDS, "similarity"), row, strict=True))
