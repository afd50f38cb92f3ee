"""How long first replies and resolutions took, from the counters of the database.

The counters have days of UTC, and a report has days of its reader's time zone. What happened
between the two midnights is read from `ticket_times` by its indexes: around each midnight for a
report by day, around the first and the last one for any other report. So the cost grows with the
tickets of a few hours of each day, and not with the number of tickets. A report that is not by day
sums counters of 64, 8 and 1 days.

The counters have steps of 8 per cent, so medians and 90th percentiles are exact within 4 per cent.
"""

from typing import Any

from django.db import models

from common.statements import read
from conversations.models import TimeCount
from reports.days import Days

MEASURES = (TimeCount.Measure.FIRST_REPLY, TimeCount.Measure.RESOLUTION)
# As (tickets, median, 90th percentile), in steps.
_Found = tuple[int, int, int]


class Group(models.TextChoices):
    """What the times are grouped by."""

    DAY = "day"
    CATEGORY = "category"
    PRIORITY = "priority"
    ASSIGNEE = "assignee"


def times(days: Days, group: Group) -> dict[str | None, dict[str, Any]]:
    """`{"first_reply", "resolution"}` by the values of `group`, and of all of them under None.

    Each has `{"tickets", "median", "p90"}`, with times in seconds. A day is in ISO 8601, no
    assignee is an empty text, and values without any ticket are left out.

    Raw SQL: the ORM joins no lists of midnights and has no percentiles of counters.
    """
    by_day = group == Group.DAY
    midnights = slice(None) if by_day else slice(None, None, len(days.dates))
    spans = {1: days.dates} if by_day else days.by_span()
    values: dict[str, Any] = {
        "part": "all" if by_day else group.value,
        "measures": [measure.value for measure in MEASURES],
        "dates": days.boundaries[midnights],
        "starts": days.starts[midnights],
        "first": days.first,
        "last": days.last,
    }
    rows = read(_sql(group, [*spans]), values | {f"of_{n}": spans[n] for n in spans})
    found: dict[str | None, dict[str, Any]] = {}
    for is_total, value, measure, *of_steps in rows:
        key = None if is_total else value
        found.setdefault(key, no_times())[measure] = _in_seconds(*of_steps)
    return found


def no_times() -> dict[str, Any]:
    """The times of no ticket."""
    return {measure.value: {"tickets": 0, "median": None, "p90": None} for measure in MEASURES}


def _in_seconds(tickets: int, median: int, p90: int) -> dict[str, Any]:
    return {"tickets": tickets, "median": _seconds(median), "p90": _seconds(p90)}


def _seconds(step: int) -> float:
    """The middle of a step, in three digits."""
    return float(f"{TimeCount.STEP ** (step + 0.5):.3g}")


def _sql(group: Group, spans: list[int]) -> str:
    """The statement; it moves what happened between two midnights to the reader's day."""
    by_day = group == Group.DAY
    values = {
        Group.DAY: ("''", "''"),
        Group.CATEGORY: ("first_reply_category", "resolved_category"),
        Group.PRIORITY: ("first_reply_priority", "resolved_priority"),
        Group.ASSIGNEE: (
            "coalesce(first_reply_assignee_id::text, '')",
            "coalesce(resolved_assignee_id::text, '')",
        ),
    }[group]
    return _TIMES.format(
        key="day::text" if by_day else "value",
        totals=" UNION ALL ".join(_TOTALS.format(span=span) for span in spans),
        first_reply_value=values[0],
        resolution_value=values[1],
    )


_TOTALS = """
    SELECT day, measure, value, step, tickets FROM ticket_time_count
    WHERE part = %(part)s AND measure = ANY(%(measures)s)
        AND span = {span} AND day = ANY(%(of_{span})s::date[])
"""
_TIMES = """
WITH midnights AS (
    SELECT day, start, day::timestamp AT TIME ZONE 'UTC' AS utc
    FROM unnest(%(dates)s::date[], %(starts)s::timestamptz[]) AS given (day, start)
), moved AS (
    SELECT day, measure, value, step,
        CASE WHEN start > utc THEN count(*) ELSE -count(*) END AS tickets
    FROM midnights, LATERAL (
        SELECT 'first_reply' AS measure, {first_reply_value} AS value, first_reply_step AS step
        FROM ticket_times
        WHERE first_reply_at >= least(utc, start) AND first_reply_at < greatest(utc, start)
            AND first_reply_step IS NOT NULL
        UNION ALL
        SELECT 'resolution', {resolution_value}, resolved_step
        FROM ticket_times
        WHERE resolved_at >= least(utc, start) AND resolved_at < greatest(utc, start)
            AND resolved_step IS NOT NULL
    ) AS between_midnights
    GROUP BY day, start, utc, measure, value, step
), counted AS (
    {totals}
    UNION ALL
    SELECT day, measure, value, step, -tickets FROM moved WHERE day <= %(last)s
    UNION ALL
    SELECT day - 1, measure, value, step, tickets FROM moved WHERE day > %(first)s
), summed AS (
    SELECT {key} AS key, measure, step, sum(tickets)::bigint AS tickets
    FROM counted GROUP BY {key}, measure, step HAVING sum(tickets) > 0
), with_total AS (
    SELECT false AS is_total, key, measure, step, tickets FROM summed
    UNION ALL
    SELECT true, '', measure, step, sum(tickets)::bigint FROM summed GROUP BY measure, step
), reached AS (
    SELECT is_total, key, measure, step, tickets,
        sum(tickets) OVER (PARTITION BY is_total, key, measure ORDER BY step) AS so_far,
        sum(tickets) OVER (PARTITION BY is_total, key, measure) AS total
    FROM with_total
)
SELECT is_total, key, measure, sum(tickets)::bigint,
    min(step) FILTER (WHERE so_far >= total * 0.5),
    min(step) FILTER (WHERE so_far >= total * 0.9)
FROM reached
GROUP BY is_total, key, measure
"""
