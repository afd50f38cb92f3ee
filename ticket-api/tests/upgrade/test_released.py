"""An installation of the released version comes over with all its data.

`released.sql` is a dump of one (README.md). The whole module shares one upgraded database.
"""

import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

from tests.addresses import new_database
from tests.gunicorn_server import FOLDER, GunicornServer, environment
from tests.upgrade.schema import read_schema

RELEASED = Path(__file__).with_name("released.sql")
# Of the installation that the dump is of.
SECRET_KEY = "the-key-of-the-installation-that-released.sql-was-taken-from"
PASSWORD = "correct horse battery staple"
TOKEN = "tkt_587eeee00ba8_3H49_JBjtcT7MkJpIWgqi2g0yB1Qea5CSlB2ibuMDzM"
LINK_OF_2 = "2-0.1xX9sm._4GofhX-INoVlmBa9SsqEfQNOnqvDIF-jSPwTVfJCJA"
REVOKED_LINK_OF_6 = "6-0.1xX9sm.dzoXbxqzVm205Lr7gokdKMYv8Sh6ywXFEOpCL6T9IBw"

# Not compared: the migrations themselves, what they add to, sessions that end with time, and the
# counters, of which only sums mean something (test_all_figures_are_exact).
LEFT_OUT = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group_permissions",
    "django_session",
    "ticket_count_delta",
    "ticket_count_folded",
    "ticket_day_folded",
    "suggestion_count_delta",
    "suggestion_count_folded",
}
ODD_TICKETS = range(51, 57)
# Tickets by the words of a search.
FOUND = {
    "grosse anhange": {3, 15, 27, 49},
    "FULL width": {10, 22, 34, 48},
    '"old desk 7"': {46},
    "空白": {5, 17, 29, 47},
    "zerowidth": {10, 22, 34, 48},
}

pytestmark = pytest.mark.django_db(transaction=True)

Row = dict[str, str | None]
Rows = dict[str, Row]


@dataclass
class Installation:
    """A database that was loaded from the dump and upgraded."""

    url: str
    before: dict[str, Rows]
    after: dict[str, Rows]
    output: str


@pytest.fixture(scope="module")
def installation(django_db_setup: None) -> Iterator[Installation]:
    """Upgraded as `make up` does it; `make run` runs the same command."""
    with new_database("released") as url:
        with psycopg.connect(url) as database:
            database.execute(RELEASED.read_text(encoding="utf-8"))
        before = _read_rows(url)
        output = _migrate(url)
        yield Installation(url, before, _read_rows(url), output)


def _migrate(url: str) -> str:
    """What the migration of the database at `url` writes."""
    done = subprocess.run(
        ["sh", str(FOLDER / "entrypoint.sh"), "migrate"],
        env=environment(DATABASE_URL=url),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def portal(installation: Installation) -> Iterator[GunicornServer]:
    """ticket-api of this version over the upgraded database, with the former secret key."""
    with GunicornServer(
        DATABASE_URL=installation.url, DJANGO_SECRET_KEY=SECRET_KEY, REQUESTER_LINK_DAYS="36500"
    ) as running:
        yield running


class Browser(requests.Session):
    """Sends requests to one portal, by their paths."""

    def __init__(self, server: GunicornServer) -> None:
        super().__init__()
        self._address = server.url

    def request(self, method: Any, url: Any, *arguments: Any, **named: Any) -> Any:
        """One request."""
        return super().request(method, self._address + url, *arguments, **named)


@pytest.fixture
def agent(portal: GunicornServer) -> Iterator[Browser]:
    """A browser in which the agent `bo` has signed in with the former password."""
    with Browser(portal) as browser:
        browser.get("/api/session/")
        browser.headers["X-CSRFToken"] = browser.cookies["csrftoken"]
        answer = browser.post("/api/session/", json={"username": "BO", "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        browser.headers["X-CSRFToken"] = browser.cookies["csrftoken"]
        yield browser


def _read_rows(url: str) -> dict[str, Rows]:
    """The rows of every table that is compared."""
    with psycopg.connect(url) as database:
        found = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = {name for (name,) in found} - LEFT_OUT
        return {name: _rows(database, name) for name in sorted(names)}


def _rows(database: psycopg.Connection[Any], table: str) -> Rows:
    """The rows of `table` by their key, which is the first column; each value as text."""
    columns = database.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass "
        "AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [table],
    ).fetchall()
    names = [name for (name,) in columns]
    texts = ", ".join(f'"{name}"::text' for name in names)
    found = database.execute(f'SELECT {texts} FROM "{table}"')
    return {row[0]: dict(zip(names, row, strict=True)) for row in found}


def _is_odd(table: str, row: Row) -> bool:
    key = {"tickets_ticket": "id", "ticket_suggestion": "ticket_id"}.get(table)
    return key is not None and int(row[key] or 0) in ODD_TICKETS


def test_every_row_is_there(installation: Installation) -> None:
    assert len(installation.before["tickets_ticket"]) == 55
    for table, before in installation.before.items():
        found = installation.after[table]
        for key, old in before.items():
            times = {name for name in old if name.endswith("_at")}
            kept = old.keys() - (times if _is_odd(table, old) else set())
            assert {name: found[key][name] for name in kept} == {name: old[name] for name in kept}
        more = [found[key] for key in found.keys() - before.keys()]
        # Corrections of times are logged for live updates; nothing else is new.
        expected = set(map(str, ODD_TICKETS)) if table == "ticket_change" else set()
        assert {row["ticket_id"] for row in more} == expected


def test_odd_times_are_corrected_and_named(installation: Installation) -> None:
    for number in ODD_TICKETS:
        assert f"Ticket #{number}: created_at" in installation.output
    with psycopg.connect(installation.url) as database:
        odd = (
            "SELECT count(*) FROM tickets_ticket WHERE NOT (created_at BETWEEN '1970-01-01' AND "
            "'2199-12-31' AND updated_at BETWEEN '1970-01-01' AND '2199-12-31')"
        )
        assert database.execute(odd).fetchone() == (0,)


def test_the_schema_is_that_of_a_fresh_installation(installation: Installation) -> None:
    with new_database("fresh") as fresh:
        _migrate(fresh)
        expected, found = read_schema(fresh), read_schema(installation.url)
    for kind, objects in expected.items():
        assert found[kind] == objects, kind
    assert found.keys() == expected.keys()
    assert "tickets_ticket" in str(expected)


def test_a_restore_without_a_search_path_can_evaluate_everything(
    installation: Installation,
) -> None:
    """pg_restore sets an empty search_path, under which indexes and constraints must work."""
    with psycopg.connect(installation.url) as database:
        tables = database.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        database.execute("CREATE SCHEMA copy; SET search_path = ''")
        for (table,) in tables:
            database.execute(f"CREATE TABLE copy.{table} (LIKE public.{table} INCLUDING ALL)")
            database.execute(
                f"INSERT INTO copy.{table} OVERRIDING SYSTEM VALUE SELECT * FROM public.{table}"
            )
        copied = database.execute("SELECT count(*) FROM copy.tickets_ticket").fetchone()
        database.rollback()
    assert copied is not None
    assert copied[0] >= 55


def test_all_figures_are_exact(installation: Installation, agent: Browser) -> None:
    with psycopg.connect(installation.url) as database:
        tickets = database.execute(
            "SELECT category, priority, status, (created_at AT TIME ZONE 'UTC')::date "
            "FROM tickets_ticket"
        ).fetchall()
        counted = database.execute(
            "SELECT category, priority, status, sum(tickets)::int FROM ticket_count "
            "GROUP BY 1, 2, 3 HAVING sum(tickets) <> 0"
        ).fetchall()
        days = database.execute(
            "SELECT day, sum(created)::int FROM ticket_day_count "
            "GROUP BY day HAVING sum(created) <> 0"
        ).fetchall()
    assert {row[:3]: row[3] for row in counted} == Counter(row[:3] for row in tickets)
    assert dict(days) == Counter(row[3] for row in tickets)
    stats = agent.get("/api/tickets/stats/").json()
    assert stats["total_tickets"] == len(tickets) >= 55
    assert stats["open_tickets"] == sum(row[2] == "open" for row in tickets)
    for kind, column in (("category_breakdown", 0), ("priority_breakdown", 1)):
        assert stats[kind] == Counter(row[column] for row in tickets)


def test_the_ledger_has_its_figures(installation: Installation, agent: Browser) -> None:
    kinds = "field, suggested, sent, final"
    fields = "suggested_{0}, sent_{0}, final_{0}"
    with psycopg.connect(installation.url) as database:
        counted = database.execute(
            f"SELECT {kinds}, sum(suggestions)::int FROM suggestion_count "
            f"WHERE field <> 'answer' GROUP BY {kinds} HAVING sum(suggestions) <> 0"
        ).fetchall()
        ledger = [
            (name, *row)
            for name in ("category", "priority")
            for row in database.execute(f"SELECT {fields.format(name)} FROM ticket_suggestion")
        ]
    assert {row[:4]: row[4] for row in counted} == Counter(ledger)
    assert len(ledger) == 26
    answer = agent.get("/api/tickets/stats/suggestions/?days=365")
    assert answer.status_code == 200, answer.text


def test_the_list_and_the_search_find_all(agent: Browser) -> None:
    page = agent.get("/api/tickets/?limit=100").json()
    # One was deleted before the upgrade.
    assert {row["id"] for row in page["results"]} >= {*range(1, 57)} - {36}
    for words, expected in FOUND.items():
        found = agent.get("/api/tickets/", params={"search": words}).json()["results"]
        assert {row["id"] for row in found} == expected, words


def test_the_history_goes_on(agent: Browser) -> None:
    def history() -> list[tuple[str, str, str]]:
        rows = agent.get("/api/tickets/2/history/").json()["results"]
        return [(row["field"], row["old_value"], row["new_value"]) for row in rows]

    before = history()
    assert ("status", "open", "in_progress") in before
    assert ("status", "in_progress", "resolved") in before
    status = agent.get("/api/tickets/2/").json()["status"]
    answer = agent.patch("/api/tickets/2/", json={"status": "closed"})
    assert answer.status_code == 200, answer.text
    assert set(history()) - set(before) == {("status", status, "closed")}


def test_a_private_link_opens_its_ticket_and_a_revoked_one_does_not(agent: Browser) -> None:
    answer = agent.get("/api/request/", headers={"X-Ticket-Link": LINK_OF_2})
    assert (answer.status_code, answer.json()["id"]) == (200, 2)
    revoked = agent.get("/api/request/", headers={"X-Ticket-Link": REVOKED_LINK_OF_6})
    assert revoked.status_code == 404


def test_an_api_token_works_and_new_tickets_continue_the_numbers(portal: GunicornServer) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": "after-the-upgrade"}
    body = {"title": "New", "description": "Sent after.", "category": "general", "priority": "low"}
    answers = [
        portal.request("POST", "/api/tickets/", json=body, headers=headers) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert [answer.json()["id"] for answer in answers] == [57, 57]
