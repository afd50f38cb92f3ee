"""GET /api/tickets/stats/times/: times, created against resolved, backlog and workload."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from tests.conversations.writing import write
from tests.people import Browser, browser_of, new_account
from tests.samples import contract
from tickets.listing.counts import EXACT
from tickets.models import Category, Priority, Ticket
from tickets.times import TicketTimes

TIMES = "/api/tickets/stats/times/"
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db

NewTicket = Callable[..., Ticket]


@pytest.fixture
def ada() -> Browser:
    return browser_of(new_account("ada", first_name="Ada"))


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The middle of a day in UTC."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return NOW


def report(browser: Client, query: str = "") -> Any:
    answer = browser.get(f"{TIMES}?{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def happened(
    ticket: Ticket, *, reply: datetime | None = None, resolved: datetime | None = None
) -> None:
    """Count a first reply and a resolution at other times than now, as the triggers do."""
    with connection.cursor() as cursor:
        if reply:
            cursor.execute(_HAPPENED.format(name="first_reply"), {"id": ticket.pk, "at": reply})
        if resolved:
            cursor.execute(_HAPPENED.format(name="resolved"), {"id": ticket.pk, "at": resolved})


_HAPPENED = """
WITH ticket AS (SELECT * FROM tickets_ticket WHERE id = %(id)s), counted AS (
    INSERT INTO ticket_time_delta (day, measure, category, priority, assignee_id, step, change)
    SELECT (%(at)s AT TIME ZONE 'UTC')::date,
        CASE '{name}' WHEN 'resolved' THEN 'resolution' ELSE '{name}' END,
        category, priority, assignee_id, time_step(%(at)s - created_at), 1
    FROM ticket
)
INSERT INTO ticket_times
    (ticket_id, {name}_at, {name}_step, {name}_category, {name}_priority, {name}_assignee_id)
SELECT id, %(at)s, time_step(%(at)s - created_at), category, priority, assignee_id FROM ticket
ON CONFLICT (ticket_id) DO UPDATE SET
    {name}_at = excluded.{name}_at, {name}_step = excluded.{name}_step,
    {name}_category = excluded.{name}_category, {name}_priority = excluded.{name}_priority,
    {name}_assignee_id = excluded.{name}_assignee_id
"""


# The answer ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", ["day", "category", "priority", "assignee"])
def test_a_report_looks_as_the_contract_says(
    ada: Browser, new_ticket: NewTicket, group: str
) -> None:
    ticket = new_ticket()
    write(ticket, "reply")
    Ticket.objects.update(status="resolved")
    sample = contract("public-api/stats-times.json")
    sent = report(ada, f"group={group}")
    assert sent.keys() == sample.keys()
    assert sent["total"] == {
        "created": 1,
        "first_reply": {"tickets": 1, "median": 1.04, "p90": 1.04},
        "resolution": {"tickets": 1, "median": 1.04, "p90": 1.04},
    }
    assert sent["total"].keys() == sample["total"].keys()
    assert sent["backlog"][0].keys() == sample["backlog"][0].keys()
    promised = {**sample["groups"][0], group: None}
    others = {"day": {"created"}, "assignee": {"unfinished"}}
    fields = {group, "first_reply", "resolution"} | others.get(group, set())
    assert all(row.keys() == fields for row in sent["groups"])
    if group == "day":
        assert fields == promised.keys()


def test_days_without_anything_are_there_and_the_last_is_today(ada: Browser, now: datetime) -> None:
    sent = report(ada)
    assert (sent["since"], sent["until"]) == ("2026-10-29", "2026-11-27")
    nothing = {"tickets": 0, "median": None, "p90": None}
    assert sent["groups"][-1] == {
        "day": "2026-11-27",
        "created": 0,
        "first_reply": nothing,
        "resolution": nothing,
    }
    assert [row["day"] for row in sent["groups"]] == [
        (date(2026, 10, 29) + timedelta(days=n)).isoformat() for n in range(30)
    ]
    assert sent["total"] == {"created": 0, "first_reply": nothing, "resolution": nothing}


@pytest.mark.parametrize(
    ("query", "since", "until"),
    [
        ("days=1", "2026-11-27", "2026-11-27"),
        ("days=7&until=today", "2026-11-21", "2026-11-27"),
        ("days=7&until=today-7", "2026-11-14", "2026-11-20"),
        ("days=2&until=2026-03-01", "2026-02-28", "2026-03-01"),
        ("days=1&tz=Pacific/Kiritimati", "2026-11-28", "2026-11-28"),
        ("days=366&until=1970-01-01", "1969-01-01", "1970-01-01"),
        ("days=&until=&group=&tz=", "2026-10-29", "2026-11-27"),
    ],
)
def test_which_days(ada: Browser, now: datetime, query: str, since: str, until: str) -> None:
    sent = report(ada, query)
    assert (sent["since"], sent["until"]) == (since, until)


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("days=0", "days", "Enter a whole number from 1 to 366"),
        ("days=367", "days", "Enter a whole number from 1 to 366"),
        ("group=week", "group", "Choose a group: day, category, priority or assignee"),
        ("until=2026-11-27T10:00Z", "until", None),
        ("until=tomorrow", "until", None),
        ("until=2200-01-01", "until", None),
        ("tz=Mars", "tz", "Name a time zone, such as Europe/Berlin"),
    ],
)
def test_other_parameters_are_refused(
    ada: Browser, query: str, field: str, sentence: str | None
) -> None:
    answer = ada.get(f"{TIMES}?{query}")
    assert answer.status_code == 400
    (found,) = answer.json()["details"].pop(field)
    assert found == (sentence or found)
    assert found.startswith(("Enter", "Choose", "Name"))


@pytest.mark.parametrize("access", ["open", "agents"])
def test_figures_of_the_team_take_a_role(settings: Any, access: str) -> None:
    settings.PORTAL_ACCESS = access
    anonymous = Client().get(TIMES)
    assert anonymous.status_code == 401
    sentence = anonymous.json()["details"]["detail"]
    assert sentence == ["Sign in to see the figures of the team."]
    assert browser_of(new_account("stray", None)).get(TIMES).status_code == 403
    assert browser_of(new_account("vic", Role.VIEWER)).get(TIMES).status_code == 200


# Times --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_medians_are_within_five_per_cent(
    ada: Browser, new_ticket: NewTicket, now: datetime, seed: int
) -> None:
    chance = random.Random(seed)
    seconds = sorted(chance.lognormvariate(9, 2) + 1 for _ in range(chance.randint(1, 60)))
    for took in seconds:
        ticket = new_ticket(created_at=now - timedelta(seconds=took))
        happened(ticket, reply=now, resolved=now)
    half, most = (len(seconds) + 1) // 2, -(-len(seconds) * 9 // 10)
    for measure in ("first_reply", "resolution"):
        found = report(ada)["total"][measure]
        assert found["tickets"] == len(seconds)
        assert found["median"] == pytest.approx(seconds[half - 1], rel=0.05)
        assert found["p90"] == pytest.approx(seconds[most - 1], rel=0.05)


def model(zone: ZoneInfo, first: date, last: date, group: str) -> dict[Any, dict[str, int]]:
    """How many first replies and resolutions there were, counted one by one."""
    found: dict[Any, dict[str, int]] = {}
    for row in TicketTimes.objects.select_related("ticket"):
        for measure, at in (("first_reply", row.first_reply_at), ("resolution", row.resolved_at)):
            if at and first <= (day := at.astimezone(zone).date()) <= last:
                key = {
                    "day": day.isoformat(),
                    "category": row.ticket.category,
                    "priority": row.ticket.priority,
                    "assignee": row.ticket.assignee_id,
                }[group]
                of_key = found.setdefault(key, {"first_reply": 0, "resolution": 0})
                of_key[measure] += 1
    return found


@pytest.mark.parametrize("group", ["day", "category", "priority", "assignee"])
@pytest.mark.parametrize(
    "name",
    ["UTC", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"],
)
def test_days_are_those_of_the_zone(
    ada: Browser, new_ticket: NewTicket, now: datetime, name: str, group: str
) -> None:
    """Folded or not, also where clocks change within the days (New York, 1 November)."""
    chance, zone = random.Random(17), ZoneInfo(name)
    accounts = [*User.objects.all(), new_account("bo"), None]
    for _ in range(120):
        ticket = new_ticket(
            created_at=now - timedelta(days=60),
            category=chance.choice(Category.values),
            priority=chance.choice(Priority.values),
            assignee=chance.choice(accounts),
        )
        day = date(2026, 10, 27) + timedelta(days=chance.randrange(9))
        at = datetime.combine(day, time(chance.randrange(24), 30 * chance.randrange(2)), UTC)
        happened(ticket, reply=at)
        happened(ticket, resolved=at + timedelta(hours=chance.randrange(30)))
    first, last = date(2026, 10, 29), date(2026, 11, 3)
    right = model(zone, first, last, group)
    for _ in range(2):
        sent = report(ada, f"days=6&until={last}&tz={name}&group={group}")
        rows = {
            row[group]["id"] if group == "assignee" and row[group] else row[group]: {
                measure: row[measure]["tickets"] for measure in ("first_reply", "resolution")
            }
            for row in sent["groups"]
        }
        assert {key: row for key, row in rows.items() if any(row.values())} == right
        for measure in ("first_reply", "resolution"):
            whole = sum(row[measure] for row in right.values())
            assert sent["total"][measure]["tickets"] == whole
        with connection.cursor() as cursor:
            cursor.execute("SELECT fold_ticket_times()")


def test_what_happened_on_a_day_is_what_the_list_has(
    ada: Browser, new_ticket: NewTicket, now: datetime
) -> None:
    zone = ZoneInfo("Asia/Kathmandu")
    for hour in range(0, 100, 3):
        ticket = new_ticket(created_at=now - timedelta(hours=hour))
        if hour % 2:
            happened(ticket, resolved=now - timedelta(hours=hour // 2))
        if hour % 4:
            happened(ticket, reply=now - timedelta(hours=hour // 3))
    for row in report(ada, f"days=5&tz={zone.key}")["groups"]:
        numbers = {
            "created": row["created"],
            "replied": row["first_reply"]["tickets"],
            "resolved": row["resolution"]["tickets"],
        }
        for event, number in numbers.items():
            query = f"{event}_after={row['day']}&{event}_before={row['day']}&tz={zone.key}"
            listed = ada.get(f"/api/tickets/?limit=200&{query}").json()["results"]
            assert len(listed) == number


# Backlog and workload -----------------------------------------------------------------------------


def test_the_backlog_is_what_its_links_list(
    ada: Browser, new_ticket: NewTicket, now: datetime
) -> None:
    chance = random.Random(3)
    for _ in range(150):
        new_ticket(
            created_at=now - timedelta(hours=chance.choice([0, 23, 24, 25, 71, 72, 73, 168, 900])),
            priority=chance.choice(Priority.values),
            status=chance.choice(["open", "in_progress", "resolved", "closed"]),
        )
    sent = report(ada)["backlog"]
    assert [row["age"] for row in sent] == [
        "under_1_day",
        "1_to_3_days",
        "3_to_7_days",
        "over_7_days",
    ]
    for row in sent:
        for priority in Priority.values:
            query = {"status": "open,in_progress", "priority": priority, "limit": 200}
            for name in ("created_after", "created_before"):
                if row[name]:
                    query[name] = row[name]
            listed = ada.get("/api/tickets/", query).json()["results"]
            assert len(listed) == row[priority]
    unfinished = Ticket.objects.filter(status__in=("open", "in_progress")).count()
    assert sum(row[priority] for row in sent for priority in Priority.values) == unfinished


def test_the_table_by_agent_has_everybody_and_their_work(
    ada: Browser, new_ticket: NewTicket, now: datetime
) -> None:
    bo, gone = new_account("bo", first_name="Bo"), new_account("cy", first_name="Cy")
    new_account("vic", Role.VIEWER)
    for account in (bo, bo, None):
        new_ticket(assignee=account)
    happened(new_ticket(assignee=gone, status="closed"), reply=now, resolved=now)
    gone.is_active = False
    gone.save()
    former = new_account("dee", first_name="Dee")
    happened(new_ticket(assignee=former, status="closed"), reply=now)
    former_id = former.pk
    Ticket.objects.filter(assignee=former).update(assignee=None)
    former.delete()
    rows = report(ada, "group=assignee")["groups"]
    assert [row["assignee"] and row["assignee"]["name"] for row in rows] == [
        "Ada",
        f"Agent {former_id}",
        "Bo",
        "Cy",
        None,
    ]
    assert [row["unfinished"]["count"] for row in rows] == [0, 0, 2, 0, 1]
    assert [row["first_reply"]["tickets"] for row in rows] == [0, 1, 0, 1, 0]
    assert [row["resolution"]["tickets"] for row in rows] == [0, 0, 0, 1, 0]


def test_the_workload_is_exact_to_a_bound(
    ada: Browser, new_ticket: NewTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tickets.listing.counts.EXACT", 2)
    assert EXACT == 999
    for _ in range(3):
        new_ticket()
    assert report(ada, "group=assignee")["groups"][-1]["unfinished"] == {
        "count": 2,
        "capped": True,
    }


# Cost ---------------------------------------------------------------------------------------------


@pytest.fixture
def much_happened(new_ticket: NewTicket, now: datetime) -> None:
    """Times of 60 days: as many counters as there can be, and more tickets behind them."""
    new_ticket(created_at=now)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO ticket_time_total (part, measure, span, day, value, step, tickets)
            SELECT part, measure, span, parts.day, value, step, 1000 * count(*)
            FROM unnest(ARRAY['first_reply', 'resolution', 'answer']) AS measures (measure),
                generate_series(0, 400) AS ago, generate_series(100, 105) AS step,
                time_parts('2026-11-27'::date - ago, 'billing', 'low', 7) AS parts
            GROUP BY part, measure, span, parts.day, value, step
            """
        )
        cursor.execute("ANALYZE ticket_time_total")


STEPS = 6


@pytest.mark.usefixtures("much_happened")
@pytest.mark.parametrize(
    ("days", "group", "totals"),
    [
        (10, "day", 10),
        # 2026-11-27 is day 9,827 since 2000, the fourth of its eight and the 36th of its 64 days.
        (10, "category", 4 + 6),
        (36, "category", 4 + 4),
        (366, "assignee", 36),
        (366, "priority", 36),
    ],
)
def test_a_report_reads_the_counters_of_its_days_alone(
    ada: Browser, days: int, group: str, totals: int
) -> None:
    with CaptureQueriesContext(connection) as captured:
        sent = report(ada, f"days={days}&group={group}")
    assert sent["total"]["resolution"]["tickets"] == days * STEPS * 1000
    (sql,) = [one["sql"] for one in captured.captured_queries if "with_total" in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        ((plan,),) = cursor.fetchall()
    scans = [node for node in _nodes(plan[0]["Plan"]) if "Relation Name" in node]
    read = {
        node["Relation Name"]: round(node["Actual Rows"] * node["Actual Loops"]) for node in scans
    }
    assert read["ticket_time_total"] <= 2 * totals * STEPS
    whole = [node["Relation Name"] for node in scans if node["Node Type"] == "Seq Scan"]
    assert set(whole) <= {"ticket_time_delta", "ticket_times"}


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _nodes(child)


def test_the_number_of_statements_is_constant(ada: Browser, new_ticket: NewTicket) -> None:
    numbers = []
    for team in ("north", "south"):
        with CaptureQueriesContext(connection) as captured:
            report(ada, "group=assignee&tz=Asia/Kathmandu")
        numbers.append(len(captured.captured_queries))
        for number in range(20):
            account = new_account(f"{team}{number}")
            happened(new_ticket(assignee=account), reply=timezone.now())
    assert numbers[0] == numbers[1]
