"""Times that PostgreSQL can hold and readers cannot: refused, corrected, and survived."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from accounts.roles import Role
from live import blocks, change_log
from tests.conversations.writing import write
from tests.people import browser_of, new_account
from tests.samples import NEW_TICKET
from tickets.models import Ticket, TicketSuggestion
from tickets.representation import TicketIdentity, identity_of
from tickets.requester.link import private_link, ticket_of_link
from tickets.services.ticket_counters import counters_difference

ODD = [
    "infinity",
    "-infinity",
    "12000-01-01",
    "294276-12-31",
    "9999-12-31 23:59:59-14",
    "2200-01-01Z",
    "0001-01-01Z",
    "0001-01-01+14",
    "1899-12-30",
    "1969-12-31 23:59Z",
    "0044-03-15 BC",
    "4713-01-01 BC",
]
COLUMNS = {
    "tickets_ticket": ("created_at", "updated_at"),
    "ticket_suggestion": ("created_at", "category_corrected_at", "priority_corrected_at"),
    "ticket_audit": ("changed_at",),
    "conversations_message": ("created_at",),
}

pytestmark = pytest.mark.django_db


def execute(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def allow_rewriting() -> None:
    for table in ("ticket_audit", "conversations_message"):
        execute(f"ALTER TABLE {table} DISABLE TRIGGER refuse_to_rewrite")


@pytest.fixture
def ticket() -> Ticket:
    """A ticket with a suggestion, a message and a change."""
    made = Ticket.objects.create(**NEW_TICKET)
    suggest(made)
    write(made, "request")
    Ticket.objects.filter(pk=made.pk).update(status="resolved")
    return made


def suggest(ticket: Ticket) -> None:
    names = {f"{kind}_category": "billing" for kind in ("suggested", "sent", "final")}
    names |= {f"{kind}_priority": "low" for kind in ("suggested", "sent", "final")}
    TicketSuggestion.objects.create(
        ticket=ticket,
        origin="form",
        stale=False,
        provider="p",
        model="m",
        prompt_version="1",
        **names,
    )


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("table", COLUMNS)
def test_plain_sql_cannot_store_one(ticket: Ticket, table: str, value: str) -> None:
    allow_rewriting()
    key = "id" if table == "tickets_ticket" else "ticket_id"
    for column in COLUMNS[table]:
        with pytest.raises(IntegrityError, match="plausible"), transaction.atomic():
            execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", value, ticket.pk)


@pytest.mark.parametrize("value", ODD)
def test_no_requester_can_wait_since_one(ticket: Ticket, value: str) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(status="open")
    with pytest.raises(IntegrityError, match="plausible"), transaction.atomic():
        execute("UPDATE tickets_ticket SET waiting_since = %s", value)


@pytest.mark.parametrize("value", ["1970-01-01Z", "1999-12-31", "2199-12-31 23:59:59Z"])
def test_every_other_time_can_be_stored(ticket: Ticket, value: str) -> None:
    execute("UPDATE tickets_ticket SET created_at = %s, updated_at = %s", value, value)


@pytest.mark.parametrize(
    "time",
    [
        datetime(2, 1, 1, tzinfo=UTC),
        datetime(2026, 11, 28, 8, 45, 41, tzinfo=UTC),
        *(datetime(2026, 3, 1, 0, 0, 0, 10**digit, tzinfo=UTC) for digit in range(6)),
        datetime(9998, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
    ids=str,
)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "America/St_Johns"])
def test_every_time_of_python_is_read_exactly(time: datetime, zone: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])
        cursor.execute("SELECT %s::timestamptz", [time])
        (found,) = cursor.fetchone()
    assert found == time


# One that got in all the same --------------------------------------------------------------------


@pytest.fixture(params=ODD)
def odd(request: pytest.FixtureRequest, ticket: Ticket) -> Ticket:
    """Every time of the ticket is odd; another one is as usual."""
    for table in COLUMNS:
        execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint_of(table)}")
    allow_rewriting()
    for table, columns in COLUMNS.items():
        # Plain SQL cannot put these into the ledger: its counters compute with them.
        for column in [] if "infinity" in request.param and "sugg" in table else columns:
            execute(f"UPDATE {table} SET {column} = %s", request.param)
    Ticket.objects.create(**{**NEW_TICKET, "title": "as usual"})
    return ticket


def constraint_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass "
            "AND conname LIKE 'plausible%%'",
            [table],
        )
        (row,) = cursor.fetchall()
    return str(row[0])


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize(
    "query",
    [
        "",
        "?status=resolved",
        "?search=Since",
        *(f"?limit=1&sort={sort}" for sort in ("newest", "oldest", "changed", "priority")),
    ],
)
def test_the_list_shows_it_beside_all_others(api: Client, query: str) -> None:
    answer = api.get(f"/api/tickets/{query}")
    assert answer.status_code == 200
    results = answer.json()["results"]
    while answer.json()["next"]:
        answer = api.get(answer.json()["next"])
        results += answer.json()["results"]
    for row in results:
        assert datetime.fromisoformat(row["created_at"]).tzinfo == UTC
        assert datetime.fromisoformat(row["updated_at"]).tzinfo == UTC
    assert results


def test_one_ticket_its_history_and_its_link_can_be_read(api: Client, odd: Ticket) -> None:
    agent = browser_of(new_account("anna"))
    address = f"/api/tickets/{odd.pk}/"
    assert api.get(address).status_code == 200
    assert api.get(f"{address}history/").status_code == 200
    assert agent.change("PATCH", address, {"category": "general"}).status_code == 200
    row = agent.change("POST", f"{address}links/").json()
    assert ticket_of_link(row["private_link"].partition("#")[2])["id"] == odd.pk
    odd.refresh_from_db()
    again = private_link(TicketIdentity(odd.pk, odd.created_at)).partition("#")[2]
    assert api.get("/api/request/", headers={"X-Ticket-Link": again}).status_code == 200


def test_its_conversation_can_be_read_and_goes_on(api: Client, odd: Ticket) -> None:
    agent = browser_of(new_account("anna"))
    address = f"/api/tickets/{odd.pk}/"
    (request,) = agent.get(f"{address}messages/").json()["results"]
    assert datetime.fromisoformat(request["created_at"]).tzinfo == UTC
    for kind in ("reply", "note", "reply"):
        sent = {"kind": kind, "body": "Please try again.", "seen": 9}
        assert agent.change("POST", f"{address}messages/", sent).status_code == 201
    for status in ("open", "resolved", "in_progress", "resolved", "closed"):
        assert agent.change("PATCH", address, {"status": status}).status_code == 200
    odd.refresh_from_db()
    link = private_link(TicketIdentity(odd.pk, odd.created_at)).partition("#")[2]
    headers = {"X-Ticket-Link": link}
    sent = api.post(
        "/api/request/messages/", {"body": "Thanks"}, "application/json", headers=headers
    )
    assert sent.status_code == 201
    shown = api.get("/api/request/", headers=headers).json()
    assert len(shown["messages"]["results"]) == 4
    assert shown["status"] == "open"


@pytest.mark.usefixtures("odd")
def test_the_figures_count_it_and_keep_their_average(api: Client) -> None:
    stats = api.get("/api/tickets/stats/").json()
    assert (stats["total_tickets"], stats["avg_tickets_per_day"]) == (2, 2.0)
    assert api.get("/api/tickets/stats/daily/").json()[-1]["created"] == 1
    agent = browser_of(new_account("anna"))
    for path in ("", "wrong/"):
        assert agent.get(f"/api/suggestions/stats/{path}").status_code in (200, 404)


@pytest.mark.usefixtures("odd")
def test_the_admin_shows_it() -> None:
    admin = browser_of(new_account("anna", Role.ADMIN))
    for path in ("/admin/tickets/ticket/", "/admin/tickets/ticketchange/"):
        assert admin.get(path).status_code == 200


# Migrating an installation that has some ---------------------------------------------------------


@pytest.fixture
def migrate() -> Iterator[Callable[[str], None]]:
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield lambda name: call_command("migrate", "tickets", name, verbosity=0)
    MigrationExecutor(connection).migrate(newest)


@pytest.fixture
def without_limits() -> Iterator[None]:
    """A table that takes every time, as before 0210; its limits are back at the end."""
    limits = [one for one in Ticket._meta.constraints if "plausible" in str(one.name)]
    with connection.schema_editor() as editor:
        for limit in limits:
            editor.remove_constraint(Ticket, limit)
    yield
    execute("TRUNCATE tickets_ticket CASCADE")
    with connection.schema_editor() as editor:
        for limit in limits:
            editor.add_constraint(Ticket, limit)


@pytest.mark.django_db(transaction=True)
def test_live_updates_and_counters_go_on_beside_them(without_limits: None) -> None:
    since = change_log.current_position()
    numbers = [insert(value, value) for value in ODD]
    usual = insert(datetime.now(UTC), datetime.now(UTC))
    for number in (*numbers, usual):
        write(Ticket.objects.get(pk=number), "note")
    changes = change_log.read_changes(since)
    shown = {row["id"]: identity_of(row) for _kind, row in changes.tickets}
    assert [one.ticket for one in changes.messages] == [shown[one] for one in (*numbers, usual)]
    assert [row["id"] for _kind, row in changes.tickets] == [*numbers, usual]
    assert all(kind == "created" for kind, _row in changes.tickets)
    assert b'"created_at":"9999-12-31T23:59:59.999999Z"' in blocks.changes_block(
        changes, for_roles=True
    )
    assert counters_difference() == {}


@pytest.mark.django_db(transaction=True)
def test_an_installation_with_odd_times_migrates_and_names_them(
    migrate: Callable[[str], None], capfd: pytest.CaptureFixture[str]
) -> None:
    migrate("0001")
    changed = datetime(2024, 5, 6, tzinfo=UTC)
    oldest = datetime(2020, 1, 1, tzinfo=UTC)
    good = insert(oldest, changed)
    early, late = insert("1899-12-30Z", "1899-12-30Z"), insert("infinity", "infinity")
    known = insert("0001-01-01 BC", changed)
    touched = insert(oldest, "-infinity")
    for number in (good, late):
        suggest(Ticket(pk=number))
    execute("UPDATE ticket_suggestion SET created_at = '-infinity' WHERE ticket_id = %s", late)
    capfd.readouterr()
    migrate("0211")
    said = capfd.readouterr().err
    assert f"#{early}: created_at 1899-12-30" in said
    assert f"#{late}: created_at infinity, updated_at infinity; now " in said
    assert f"#{good}" not in said
    rows = Ticket.objects.values_list("pk", "created_at", "updated_at")
    times = {ticket_id: (created_at, updated_at) for ticket_id, created_at, updated_at in rows}
    assert times[good] == (oldest, changed)
    assert times[early] == (oldest, oldest)
    assert times[known] == (changed, changed)
    assert times[touched] == (oldest, oldest)
    now = datetime.now(UTC)
    assert now - timedelta(minutes=5) < times[late][0] == times[late][1] <= now
    assert TicketSuggestion.objects.get(ticket_id=late).created_at == times[late][0]
    assert counters_difference() == {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated")
        assert cursor.fetchall() == []


def insert(created_at: object, updated_at: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tickets_ticket (title, description, category, priority, created_at, "
            "updated_at) VALUES ('a', 'b', 'billing', 'low', %s, %s) RETURNING id",
            [created_at, updated_at],
        )
        return int(cursor.fetchone()[0])
