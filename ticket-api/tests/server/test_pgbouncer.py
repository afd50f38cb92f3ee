"""ticket-api and ticket-events behind a real PgBouncer in transaction mode."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
import requests
from django.core.management import call_command
from django.db import connection

from tests.event_stream import EventStream
from tests.gunicorn_server import GunicornServer
from tests.pooler import PROGRAM, Pooler
from tests.samples import NEW_TICKET

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(PROGRAM is None, reason="PgBouncer is not installed"),
]

MANY_PROCESSES = 40  # Twenty replicas of two, each with up to four connections.
POOL_SIZE = 20  # default_pool_size of the file.


@pytest.fixture(scope="module")
def pooler(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pooler]:
    with Pooler(tmp_path_factory.mktemp("pgbouncer")) as running:
        yield running


@pytest.fixture(scope="module")
def pooled_server(pooler: Pooler, database_url: str) -> Iterator[GunicornServer]:
    addresses = {"DATABASE_URL": pooler.url, "MIGRATION_DATABASE_URL": database_url}
    with GunicornServer(entrypoint=True, GUNICORN_WORKERS="2", **addresses) as running:
        yield running


def work(server: GunicornServer, number: int) -> tuple[int, str]:
    """Create, repeat, read, search and change a ticket; its id and the change's request id."""
    session = requests.Session()

    def ask(method: str, path: str, status: int, **kwargs: object) -> requests.Response:
        answer = session.request(method, f"{server.url}/api/tickets/{path}", timeout=30, **kwargs)
        assert answer.status_code == status, answer.text
        return answer

    key = {"Idempotency-Key": f"pooled-{number:08d}"}
    ticket = NEW_TICKET | {"title": f"zebra {number} crossing"}
    made = ask("POST", "", 201, json=ticket, headers=key)
    again = ask("POST", "", 201, json=ticket, headers=key)
    path = f"{made.json()['id']}/"
    assert (again.json()["id"], again.headers["ETag"]) == (
        made.json()["id"],
        made.headers["ETag"],
    )
    found = ask("GET", "", 200, params={"search": f'"zebra {number} crossing"', "status": "open"})
    assert [row["id"] for row in found.json()["results"]] == [made.json()["id"]]
    tag = {"If-Match": ask("GET", path, 200).headers["ETag"]}
    changed = ask("PATCH", path, 200, json={"status": "in_progress"}, headers=tag)
    ask("PATCH", path, 412, json={"status": "closed"}, headers=tag)
    return made.json()["id"], changed.headers["X-Request-ID"]


def test_concurrent_requests_work_behind_a_pooler(
    pooled_server: GunicornServer, database_url: str
) -> None:
    """Requests share server connections without seeing each other's state."""
    with ThreadPoolExecutor(8) as people:
        done = dict(people.map(lambda number: work(pooled_server, number), range(64)))
    assert len(done) == 64
    assert pooled_server.request("GET", "/api/tickets/stats/").json()["total_tickets"] == 64
    call_command("ticket_counters", check=True)
    with psycopg.connect(database_url) as direct:
        # The trail is append-only, so it may hold changes of other tests.
        query = "SELECT ticket_id, request_id FROM ticket_audit WHERE ticket_id = ANY(%s)"
        trail = direct.execute(query, [list(done)]).fetchall()
    assert dict(trail) == done
    assert len(trail) == 64


PLANNING = {
    "random_page_cost": ("1.1",),
    "max_parallel_workers_per_gather": ("0",),
    "jit": ("off",),
}


def test_planner_settings_are_the_same_without_a_pooler() -> None:
    with connection.cursor() as cursor:
        for name, value in PLANNING.items():
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() == value


def test_the_limits_of_a_statement_hold(pooler: Pooler) -> None:
    with psycopg.connect(pooler.url, options="-c statement_timeout=1") as pooled:
        assert pooled.execute("SHOW statement_timeout").fetchone() == ("10s",)
        assert {name: pooled.execute(f"SHOW {name}").fetchone() for name in PLANNING} == PLANNING


def test_live_updates_come_and_are_resumed(pooler: Pooler, pooled_server: GunicornServer) -> None:
    def title_of_next(stream: EventStream) -> str:
        while (event := stream.next()).name != "ticket":
            pass
        return str(event.data["ticket"]["title"])

    with GunicornServer("events", DATABASE_URL=pooler.url) as events:
        with EventStream(events.url) as stream:
            assert stream.next().name == "stats"
            pooled_server.request("POST", "/api/tickets/", json=NEW_TICKET | {"title": "first"})
            assert title_of_next(stream) == "first"
        pooled_server.request("POST", "/api/tickets/", json=NEW_TICKET | {"title": "missed"})
        with EventStream(events.url, stream.last_event_id) as again:
            assert title_of_next(again) == "missed"


def test_connections_stay_bounded(pooler: Pooler, database_url: str) -> None:
    """Forty processes open over a hundred connections to PgBouncer, which opens twenty."""
    most = {"clients": 0, "connections": 0}
    over = threading.Event()

    def watch() -> None:
        count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        with psycopg.connect(database_url, autocommit=True) as direct:
            # This one and the test's own; PgBouncer takes its clients' name, ticket-api.
            before = direct.execute(count + " AND application_name <> 'ticket-api'").fetchone()
            while not over.wait(0.05):
                now = direct.execute(count).fetchone()[0] - before[0]
                most["connections"] = max(most["connections"], now)
                most["clients"] = max(most["clients"], pooler.clients())

    processes = {"GUNICORN_WORKERS": str(MANY_PROCESSES), "MIGRATION_DATABASE_URL": database_url}
    with GunicornServer(DATABASE_URL=pooler.url, **processes) as server:
        watcher = threading.Thread(target=watch)
        watcher.start()
        with ThreadPoolExecutor(150) as people:
            answers = people.map(lambda _: server.request("GET", "/api/tickets/"), range(600))
            statuses = {answer.status_code for answer in answers}
        over.set()
        watcher.join()
    assert statuses == {200}
    assert most["clients"] > 2 * POOL_SIZE
    assert 0 < most["connections"] <= POOL_SIZE
