"""GET /api/tickets/stats/ and /stats/daily/ (requirements §4.3, docs/architecture.md)."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client

from tests.samples import NEW_TICKET, contract
from tickets.models import Ticket
from tickets.selectors import ticket_stats, tickets_by_day

NewTicket = Callable[..., Ticket]

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_without_tickets_everything_is_zero(api: Client) -> None:
    assert api.get("/api/tickets/stats/").json() == {
        "total_tickets": 0,
        "open_tickets": 0,
        "avg_tickets_per_day": 0,
        "priority_breakdown": {"low": 0, "medium": 0, "high": 0, "critical": 0},
        "category_breakdown": {"billing": 0, "technical": 0, "account": 0, "general": 0},
    }


def test_the_shape_is_the_contract(api: Client, new_ticket: NewTicket) -> None:
    new_ticket()
    sent, promised = api.get("/api/tickets/stats/").json(), contract("public-api/stats.json")
    assert list(sent) == list(promised)
    for part in ("priority_breakdown", "category_breakdown"):
        assert sent[part].keys() == promised[part].keys()


def test_tickets_are_counted(api: Client, new_ticket: NewTicket) -> None:
    new_ticket(priority="critical", category="technical")
    new_ticket(priority="critical", category="billing", status="closed")
    new_ticket(priority="low", category="technical", status="in_progress")
    stats = api.get("/api/tickets/stats/").json()
    assert stats == {
        "total_tickets": 3,
        "open_tickets": 1,
        "avg_tickets_per_day": 3.0,
        "priority_breakdown": {"low": 1, "medium": 0, "high": 0, "critical": 2},
        "category_breakdown": {"billing": 1, "technical": 2, "account": 0, "general": 0},
    }


def test_a_change_shows_at_once(api: Client, new_ticket: NewTicket) -> None:
    ticket = new_ticket()
    api.patch(f"/api/tickets/{ticket.pk}/", {"status": "closed"}, content_type="application/json")
    assert api.get("/api/tickets/stats/").json()["open_tickets"] == 0


@pytest.mark.parametrize(
    ("first", "average"),
    [
        (NOON, 2.0),
        (datetime(2026, 11, 23, 0, 0, tzinfo=UTC), 2.0),
        (datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC), 1.0),
        (datetime(2026, 11, 21, 12, tzinfo=UTC), 0.7),
        (NOON - timedelta(days=365), 0.0),
        (NOON + timedelta(days=2), 2.0),
    ],
)
def test_the_average_counts_calendar_days(
    new_ticket: NewTicket, first: datetime, average: float
) -> None:
    new_ticket(created_at=first)
    new_ticket(created_at=max(first, NOON))
    assert ticket_stats(now=NOON)["avg_tickets_per_day"] == average


def test_days_are_days_of_utc_wherever_the_database_lives(new_ticket: NewTicket) -> None:
    new_ticket(created_at=datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    new_ticket(created_at=datetime(2026, 11, 23, 0, 30, tzinfo=UTC))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Pacific/Auckland'")
    assert tickets_by_day(days=2, now=NOON) == [
        {"date": "2026-11-22", "created": 1},
        {"date": "2026-11-23", "created": 1},
    ]


def test_days_without_tickets_are_in_the_trend(new_ticket: NewTicket) -> None:
    for days_ago in (0, 0, 2, 3):
        new_ticket(created_at=NOON - timedelta(days=days_ago))
    new_ticket(created_at=NOON + timedelta(days=1))
    assert tickets_by_day(days=3, now=NOON) == [
        {"date": "2026-11-21", "created": 1},
        {"date": "2026-11-22", "created": 0},
        {"date": "2026-11-23", "created": 2},
    ]


ZONES = {
    "UTC": NOON,
    "Asia/Kathmandu": NOON,
    "Asia/Katmandu": NOON,
    "Pacific/Kiritimati": NOON,
    "Pacific/Pago_Pago": NOON,
    "Pacific/Chatham": datetime(2026, 4, 7, 1, tzinfo=UTC),
    "Australia/Lord_Howe": datetime(2026, 10, 6, 3, tzinfo=UTC),
    "Europe/Berlin": datetime(2026, 3, 31, 22, 30, tzinfo=UTC),
    "America/New_York": datetime(2026, 11, 3, 3, tzinfo=UTC),
    "America/Havana": datetime(2026, 11, 3, 3, tzinfo=UTC),
    "America/Santiago": datetime(2026, 9, 8, 3, tzinfo=UTC),
    "Africa/Cairo": datetime(2026, 4, 26, 3, tzinfo=UTC),
    "Pacific/Apia": datetime(2012, 1, 2, 3, tzinfo=UTC),
}


@pytest.mark.parametrize("name", ZONES)
def test_days_of_a_zone_are_counted_as_one_by_one(name: str) -> None:
    """Across changes of the clock, with tickets around each midnight, before and after the days."""
    zone, now = ZoneInfo(name), ZONES[name]
    chance = random.Random(name)
    moments = [now - timedelta(seconds=chance.randrange(-2 * DAY, 9 * DAY)) for _ in range(300)]
    for quarter in range(-4 * 24, 4 * 24 * 8):
        # Every quarter of an hour is midnight somewhere; a moment before it is the day before.
        begins = now.replace(minute=0) - timedelta(minutes=15 * quarter)
        moments += [begins, begins - timedelta(microseconds=1)]
    Ticket.objects.bulk_create(Ticket(**NEW_TICKET) for _ in moments)
    tickets = list(Ticket.objects.all())
    for ticket, moment in zip(tickets, moments, strict=True):
        ticket.created_at = moment
    Ticket.objects.bulk_update(tickets, ["created_at"])

    naive = Counter(moment.astimezone(zone).date() for moment in moments)
    today = now.astimezone(zone).date()
    dates = [today - timedelta(days=back) for back in reversed(range(12))]
    assert tickets_by_day(days=12, zone=zone, now=now) == [
        {"date": day.isoformat(), "created": naive[day]} for day in dates
    ]


DAY = 24 * 3600


@pytest.mark.parametrize("name", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Calcutta"])
def test_the_trend_ends_today_in_the_zone_that_is_named(
    api: Client, new_ticket: NewTicket, name: str
) -> None:
    new_ticket()
    trend = api.get(f"/api/tickets/stats/daily/?days=2&tz={name}").json()
    assert trend[-1] == {"date": datetime.now(ZoneInfo(name)).date().isoformat(), "created": 1}


def test_an_empty_zone_means_utc(api: Client, new_ticket: NewTicket) -> None:
    new_ticket()
    without = api.get("/api/tickets/stats/daily/").json()
    assert api.get("/api/tickets/stats/daily/", {"tz": ""}).json() == without


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Atlantis",
        "Europe",
        "Foo+3",
        "+02:00",
        "../etc/passwd",
        "/etc/passwd",
        "x" * 5_000,
        "Zürich",
        "'; SELECT 1",
    ],
)
def test_a_zone_that_does_not_exist_is_refused(api: Client, name: str) -> None:
    answer = api.get("/api/tickets/stats/daily/", {"tz": name})
    assert answer.status_code == 400
    assert answer.json()["details"] == {"tz": ["Name a time zone, such as Europe/Berlin"]}


@pytest.mark.parametrize(("days", "expected"), [({}, 30), ({"days": 1}, 1), ({"days": 366}, 366)])
def test_the_trend_ends_today(api: Client, days: dict[str, int], expected: int) -> None:
    trend: list[dict[str, Any]] = api.get("/api/tickets/stats/daily/", days).json()
    assert len(trend) == expected
    assert trend[0].keys() == contract("public-api/stats-daily.json")[0].keys()
    assert [day["date"] for day in trend] == sorted({day["date"] for day in trend})
    assert date.fromisoformat(trend[-1]["date"]) == datetime.now(UTC).date()


@pytest.mark.parametrize("days", ["0", "367", "-1", "x", "1.5"])
def test_a_trend_out_of_bounds_is_refused(api: Client, days: str) -> None:
    answer = api.get("/api/tickets/stats/daily/", {"days": days})
    assert answer.status_code == 400
    assert answer.json()["details"] == {"days": ["Enter a whole number from 1 to 366"]}


@pytest.mark.parametrize(
    "address",
    [
        "/api/tickets/stats/",
        "/api/tickets/stats/daily/",
        "/api/tickets/stats/daily/?tz=Asia/Kathmandu",
    ],
)
def test_the_database_counts_in_one_query(
    api: Client, new_ticket: NewTicket, django_assert_num_queries: Any, address: str
) -> None:
    for _ in range(5):
        new_ticket()
    with django_assert_num_queries(1):
        api.get(address)
