"""An installation of the first version with conversations comes over with all its data.

`conversations.sql` is a dump of one (README.md). The whole module shares one upgraded database.
"""

from collections import Counter
from collections.abc import Iterator

import psycopg
import pytest

from tests.addresses import new_database
from tests.gunicorn_server import GunicornServer
from tests.upgrade.installation import Browser, Installation, migrate, upgraded
from tests.upgrade.schema import read_schema

# Of the installation that the dump is of.
SECRET_KEY = "the-key-of-the-installation-that-conversations.sql-was-taken-from"
LINK_OF_1 = "1-0-8DxF5WfZD.1xXH0i.o1Y_nFmjwp5YPRh7I1O9xfPBXPcRlbnWGiXicPEL-aA"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def installation(django_db_setup: None) -> Iterator[Installation]:
    with upgraded("conversations") as installation:
        yield installation


@pytest.fixture(scope="module")
def agent(installation: Installation) -> Iterator[Browser]:
    """A browser in which `anna` has signed in with the former password."""
    with (
        GunicornServer(
            DATABASE_URL=installation.url, DJANGO_SECRET_KEY=SECRET_KEY, REQUESTER_LINK_DAYS="36500"
        ) as portal,
        Browser(portal) as browser,
    ):
        browser.sign_in("Anna")
        yield browser


def test_every_row_is_there(installation: Installation) -> None:
    assert len(installation.before["tickets_ticket"]) == 8
    assert len(installation.before["conversations_message"]) == 8
    for table, before in installation.before.items():
        found = installation.after[table]
        assert found.keys() == before.keys(), table
        for key, old in before.items():
            assert {name: found[key][name] for name in old} == old, table


def test_the_schema_is_that_of_a_fresh_installation(installation: Installation) -> None:
    with new_database("fresh") as fresh:
        migrate(fresh)
        expected, found = read_schema(fresh), read_schema(installation.url)
    for kind, objects in expected.items():
        assert found[kind] == objects, kind
    assert found.keys() == expected.keys()


def test_a_database_that_has_the_constraint_is_upgraded(django_db_setup: None) -> None:
    """Versions after the dump's made it in a fresh database."""
    made = (
        "ALTER TABLE public.conversations_message ADD CONSTRAINT plausible_message_times "
        "CHECK (created_at >= '1970-01-01' AND created_at < '2200-01-01')"
    )
    with upgraded("conversations", made) as installation, new_database("fresh") as fresh:
        migrate(fresh)
        assert read_schema(installation.url) == read_schema(fresh)


def test_no_message_gets_an_impossible_time(installation: Installation) -> None:
    with (
        psycopg.connect(installation.url) as database,
        pytest.raises(psycopg.errors.CheckViolation),
    ):
        database.execute(
            "INSERT INTO conversations_message"
            " (ticket_id, number, kind, body, created_at, author_account_id, author_name)"
            " SELECT 1, 99, 'note', 'x', 'infinity', min(id), 'anna' FROM auth_user"
        )


def test_the_figures_of_times_are_taken_over(installation: Installation, agent: Browser) -> None:
    times = installation.before["ticket_times"].values()
    replied = sum(row["first_reply_at"] is not None for row in times)
    resolved = sum(row["resolved_at"] is not None for row in times)
    assert replied >= 3
    report = agent.get("/api/tickets/stats/times/?days=365").json()
    assert report["total"]["first_reply"]["tickets"] == replied
    assert report["total"]["resolution"]["tickets"] == resolved


def test_conversations_go_on(agent: Browser) -> None:
    kinds = Counter(row["kind"] for row in agent.get("/api/tickets/1/messages/").json()["results"])
    assert kinds == {"reply": 2, "request": 2, "note": 1}
    link = {"X-Ticket-Link": LINK_OF_1}
    assert agent.get("/api/request/", headers=link).json()["id"] == 1
    sent = agent.post("/api/tickets/1/messages/", json={"kind": "reply", "body": "Now it is."})
    assert sent.status_code == 201, sent.text
    shown = agent.get("/api/request/messages/", headers=link).json()["results"]
    assert shown[-1]["body"] == "Now it is."
    history = agent.get("/api/tickets/4/history/").json()["results"]
    changed = agent.patch("/api/tickets/4/", json={"status": "resolved"})
    assert changed.status_code == 200, changed.text
    later = agent.get("/api/tickets/4/history/").json()["results"]
    assert len(later) == len(history) + 1


def test_new_tickets_continue_the_numbers(agent: Browser) -> None:
    body = {"title": "New", "description": "Sent after.", "category": "general", "priority": "low"}
    assert agent.post("/api/tickets/", json=body).json()["id"] == 9
