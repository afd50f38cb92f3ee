"""An installation of the released version comes over with all its data.

`released.sql` is a dump of one (README.md). The whole module shares one upgraded database.
"""

from collections import Counter
from collections.abc import Iterator

import psycopg
import pytest

from tests.addresses import new_database
from tests.gunicorn_server import GunicornServer
from tests.upgrade.installation import Browser, Installation, Row, migrate, upgraded
from tests.upgrade.schema import read_schema

# Of the installation that the dump is of.
SECRET_KEY = "the-key-of-the-installation-that-released.sql-was-taken-from"
TOKEN = "tkt_587eeee00ba8_3H49_JBjtcT7MkJpIWgqi2g0yB1Qea5CSlB2ibuMDzM"
LINK_OF_2 = "2-0.1xX9sm._4GofhX-INoVlmBa9SsqEfQNOnqvDIF-jSPwTVfJCJA"
REVOKED_LINK_OF_6 = "6-0.1xX9sm.dzoXbxqzVm205Lr7gokdKMYv8Sh6ywXFEOpCL6T9IBw"

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


@pytest.fixture(scope="module")
def installation(django_db_setup: None) -> Iterator[Installation]:
    with upgraded("released") as installation:
        yield installation


@pytest.fixture(scope="module")
def portal(installation: Installation) -> Iterator[GunicornServer]:
    """ticket-api of this version over the upgraded database, with the former secret key."""
    with GunicornServer(
        DATABASE_URL=installation.url, DJANGO_SECRET_KEY=SECRET_KEY, REQUESTER_LINK_DAYS="36500"
    ) as running:
        yield running


@pytest.fixture
def agent(portal: GunicornServer) -> Iterator[Browser]:
    """A browser in which the agent `bo` has signed in with the former password."""
    with Browser(portal) as browser:
        browser.sign_in("BO")
        yield browser


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
        migrate(fresh)
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
