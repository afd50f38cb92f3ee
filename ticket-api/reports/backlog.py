"""The unfinished tickets by age and priority."""

from datetime import datetime, timedelta
from typing import Any

from common.statements import read
from tickets.models import UNFINISHED, Priority, Ticket, TicketCount

# Days of age, from and until; the youngest first.
AGES: dict[str, tuple[int, int | None]] = {
    "under_1_day": (0, 1),
    "1_to_3_days": (1, 3),
    "3_to_7_days": (3, 7),
    "over_7_days": (7, None),
}


def backlog(now: datetime) -> list[dict[str, Any]]:
    """Unfinished tickets of each age by priority, with the times that the list takes as filters.

    The total is in the counters and the young tickets are in an index, so the cost grows with the
    tickets of a week. Raw SQL: one statement reads both, so they are of the same moment.
    """
    days = [until for _, until in AGES.values() if until]
    values: dict[str, Any] = {
        "moments": [now - timedelta(days=age) for age in days],
        "priorities": Priority.values,
    }
    rows = read(_BACKLOG, values)
    return [
        {
            "age": age,
            "created_after": None if until is None else now - timedelta(days=until),
            "created_before": None if since == 0 else now - timedelta(days=since),
            **{priority: by_age[nth] for priority, *by_age in rows},
        }
        for nth, (age, (since, until)) in enumerate(AGES.items())
    ]


_UNFINISHED = f"status IN {tuple(map(str, UNFINISHED))}"
# Of each priority the tickets that are younger than each moment, and all, as differences.
_BACKLOG = f"""
SELECT priority, younger[1], younger[2] - younger[1], younger[3] - younger[2], total - younger[3]
FROM unnest(%(priorities)s::text[]) AS given (priority), LATERAL (
    SELECT array_agg(number ORDER BY nth) AS younger
    FROM unnest(%(moments)s::timestamptz[]) WITH ORDINALITY AS moments (moment, nth), LATERAL (
        SELECT count(*) AS number FROM {Ticket._meta.db_table} AS ticket
        WHERE ticket.priority = given.priority AND {_UNFINISHED} AND created_at >= moment
    ) AS of_moment
) AS young, LATERAL (
    SELECT coalesce(sum(tickets), 0)::bigint AS total FROM {TicketCount._meta.db_table} AS counts
    WHERE counts.priority = given.priority AND {_UNFINISHED}
) AS every
"""  # noqa: S608 (names of ours)
