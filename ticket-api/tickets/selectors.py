"""Everything that is read from the database."""

import json
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from typing import Any

from django.db.models import BigIntegerField, Min, Q, Subquery, Sum, Value
from django.db.models.functions import Cast, JSONObject
from django.http import Http404
from django.utils import timezone

from common.statements import read
from tickets.listing.filters import PAGE_SIZE_DEFAULT
from tickets.listing.folding import search_words, ticket_number
from tickets.listing.list_indexes import CHOICES, Filters
from tickets.listing.moments import start_of_day
from tickets.listing.orders import ORDERS, Order, Sort
from tickets.listing.page_sql import EVENT_FILTERS, LIMIT_MS, PageQuery
from tickets.listing.pagination import Cursor, Page, read_page
from tickets.models import (
    BEYOND,
    EARLIEST,
    UNFINISHED,
    Category,
    Priority,
    Status,
    Ticket,
    TicketCount,
)
from tickets.representation import TICKET_FIELDS, TicketRow


def ticket_page(*, account_id: int | None = None, **filters: Any) -> Page:
    """Tickets that pass every filter and hold every word of the search, in the order of `sort`.

    `filters` are those of TicketFilters as it reads them; "me" is the account `account_id`. A
    search for a number has the ticket of that number first. Raises ListTooSlow, for filters
    without an index after `limit_ms`.
    """
    cursor: Cursor | None = filters.get("cursor")
    search = filters.get("search", "")
    order = ORDERS[filters.get("sort") or Sort.NEWEST]
    query = PageQuery(
        filters=_by_column(filters, order, account_id),
        waiting=order.waiting or bool(filters.get("waiting")),
        created_after=filters.get("created_after") or None,
        created_before=filters.get("created_before") or None,
        happened={name: filters[name] for name in EVENT_FILTERS if filters.get(name)},
        words=tuple(search_words(search)),
        number=ticket_number(search),
        order=order,
        start=cursor.place if cursor else None,
        forward=cursor.forward if cursor else True,
        limit=filters.get("limit", PAGE_SIZE_DEFAULT),
        limit_ms=filters.get("limit_ms", LIMIT_MS),
    )
    return read_page(query)


def _by_column(filters: dict[str, Any], order: Order, account_id: int | None) -> Filters:
    """The values that fit, by column."""
    chosen: Filters = {
        column: tuple(filters[column])
        for column, words in CHOICES.items()
        if filters.get(column) and {*filters[column]} != {*words}
    }
    # `waiting_since` of a finished ticket is empty.
    waits = order.waiting or filters.get("waiting")
    if order.unfinished or (waits and "status" in chosen):
        words = chosen.get("status", UNFINISHED)
        chosen["status"] = tuple(word.value for word in UNFINISHED if word in words)
    if waits and len(chosen.get("status", ())) == len(UNFINISHED):
        del chosen["status"]
    for name in ("assignee", "requester", "duplicate_of"):
        if filters.get(name):
            meant = {"me": account_id, "none": None}.get(filters[name], filters[name])
            chosen[f"{name}_id"] = (meant,)
    return chosen


def ticket_get(*, ticket_id: int) -> TicketRow:
    """One ticket as it is sent; Http404 when there is none."""
    row = ticket_find(ticket_id=ticket_id)
    if row is None:
        raise Http404("No Ticket matches the given query.")
    return row


def ticket_find(*, ticket_id: int) -> TicketRow | None:
    """One ticket as it is sent; None when there is none."""
    row = Ticket.objects.filter(pk=ticket_id).values(*TICKET_FIELDS).first()
    return None if row is None else dict(row)


def ticket_stats(*, now: datetime | None = None) -> dict[str, Any]:
    """The statistics of requirements §4.3, in one query over the counters.

    They are at most 64 rows, and what was not folded into them yet, however many tickets there are.
    """
    ((total, open_tickets, first, by_priority, by_category),) = read(*_stats_sql())
    return {
        "total_tickets": total,
        "open_tickets": open_tickets,
        "avg_tickets_per_day": _average_per_day(total, first, now or timezone.now()),
        "priority_breakdown": json.loads(by_priority),
        "category_breakdown": json.loads(by_category),
    }


@cache
def _stats_sql() -> tuple[str, tuple[Any, ...]]:
    """The statement and its parameters, compiled once in each process.

    Through Django's test client the whole request takes 0.4 to 0.7 ms of processor time. Compiled
    for each request, grouped counts and the oldest ticket add 0.7 to 0.9 ms, one aggregate() with a
    filter for each figure adds 2.0 to 2.5 ms.
    """
    # A constraint refuses earlier times; one from before it would distort the average.
    plausible = Ticket.objects.filter(created_at__gte=EARLIEST, created_at__lt=BEYOND)
    oldest = plausible.order_by("created_at", "id").values("created_at")[:1]
    counted = TicketCount.objects.values(of=Value("all")).annotate(
        total_tickets=_count(),
        open_tickets=_count(status=Status.OPEN),
        first=Min(Subquery(oldest)),
        priority_breakdown=JSONObject(
            low=_count(priority=Priority.LOW),
            medium=_count(priority=Priority.MEDIUM),
            high=_count(priority=Priority.HIGH),
            critical=_count(priority=Priority.CRITICAL),
        ),
        category_breakdown=JSONObject(
            billing=_count(category=Category.BILLING),
            technical=_count(category=Category.TECHNICAL),
            account=_count(category=Category.ACCOUNT),
            general=_count(category=Category.GENERAL),
        ),
    )
    columns = counted.values_list(
        "total_tickets", "open_tickets", "first", "priority_breakdown", "category_breakdown"
    )
    return columns.query.sql_with_params()


def _count(**match: str) -> Cast:
    """Tickets that match; a whole number, where PostgreSQL's sum of bigints is a numeric."""
    counted = Sum("tickets", filter=Q(**match) if match else None, default=0)
    return Cast(counted, BigIntegerField())


def _average_per_day(total: int, first: datetime | None, now: datetime) -> float:
    """All tickets over the calendar days (UTC) from the first one's day through today."""
    if first is None:
        return 0.0
    days = (now.astimezone(UTC).date() - first.astimezone(UTC).date()).days + 1
    return round(total / max(days, 1), 1)


def tickets_by_day(
    *, days: int, zone: tzinfo = UTC, now: datetime | None = None
) -> list[dict[str, Any]]:
    """`[{"date", "created"}]` for the last `days` days of `zone`, today last, empty days included.

    The counters know days of UTC. The tickets between midnight in UTC and midnight in `zone` are
    counted by their index, so the cost grows with the tickets of a few hours of each day.

    Raw SQL: the ORM joins no lists of days and moments (tests/tickets/test_stats.py,
    test_the_database_counts_in_one_query).
    """
    today = (now or timezone.now()).astimezone(zone).date()
    # The day after today as well, because a day ends where the next one starts.
    dates = [today + timedelta(days=ahead) for ahead in range(1 - days, 2)]
    starts = [start_of_day(day, zone) for day in dates]
    ((trend,),) = read(_BY_DAY, {"dates": dates, "starts": starts})
    return list(trend)


_BY_DAY = """
WITH starts AS (
    SELECT day, start, day::timestamp AT TIME ZONE 'UTC' AS utc
    FROM unnest(%(dates)s::date[], %(starts)s::timestamptz[]) AS given (day, start)
), between_midnights AS (
    SELECT day, CASE WHEN start > utc THEN created ELSE -created END AS created
    FROM starts, LATERAL (
        SELECT count(*) AS created
        FROM tickets_ticket
        WHERE created_at >= least(utc, start) AND created_at < greatest(utc, start)
    ) AS counted
), by_utc AS (
    SELECT day, sum(created)::bigint AS created
    FROM ticket_day_count
    WHERE day BETWEEN (SELECT min(day) FROM starts) AND (SELECT max(day) FROM starts)
    GROUP BY day
), by_zone AS (
    SELECT day, coalesce(by_utc.created, 0)
        - between_midnights.created
        + lead(between_midnights.created) OVER (ORDER BY day) AS created
    FROM between_midnights LEFT JOIN by_utc USING (day)
)
SELECT json_agg(json_build_object('date', day, 'created', created) ORDER BY day)
FROM by_zone
WHERE created IS NOT NULL
"""
