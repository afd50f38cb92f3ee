"""Live updates through a real gunicorn and a real PostgreSQL, for any writer."""

import asyncio
import base64
import random
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from live.app import EVENTS_PATH, EventsApplication
from tests.addresses import database_address
from tests.cable import Cable
from tests.event_stream import PATH, Event, EventStream
from tests.fuzz_budget import budget
from tests.gunicorn_server import GunicornServer, line_with
from tests.samples import NEW_TICKET, contract

pytestmark = pytest.mark.django_db(transaction=True)

INSERT = (
    "INSERT INTO tickets_ticket (title, description, category, priority) "
    "VALUES (%s, 'Text', 'billing', 'low') RETURNING id"
)


@pytest.fixture(scope="module")
def events(database_url: str) -> Iterator[GunicornServer]:
    with GunicornServer("events", DATABASE_URL=database_url) as running:
        yield running


@pytest.fixture
def stream(events: GunicornServer) -> Iterator[EventStream]:
    """A stream that has had its greeting."""
    with EventStream(events.url) as opened:
        assert opened.next().name == "stats"
        yield opened


def writer() -> psycopg.Connection:
    return psycopg.connect(database_address(connection.settings_dict["NAME"]))


def insert(by: psycopg.Connection, title: str = "A ticket") -> int:
    return by.execute(INSERT, [title]).fetchone()[0]


def insert_one(title: str = "A ticket") -> int:
    with writer() as by:
        return insert(by, title)


def ticket_ids(events: list[Event], change: str = "created") -> list[int]:
    """The ids of tickets in `events`."""
    tickets = [event.data for event in events if event.name == "ticket"]
    return [data["ticket"]["id"] for data in tickets if data["change"] == change]


# What a stream tells -----------------------------------------------------------------------------


def test_what_the_gateway_lets_through_is_answered_in_the_envelope(
    events: GunicornServer,
) -> None:
    many = {f"X-{number}": "a" * 20 for number in range(900)}
    for query, headers in ((f"?a={'b' * 8_000}", {}), ("", many)):
        answer = events.request("GET", f"/api/nothing/{query}", headers=headers)
        assert answer.json()["error"] == "Not Found"


def test_a_stream_begins_with_the_statistics(events):
    insert_one()
    with EventStream(events.url) as stream:
        headers = stream.response.headers
        assert headers["Content-Type"] == "text/event-stream"
        assert headers["Cache-Control"].startswith("no-store")
        assert headers["X-Accel-Buffering"] == "no"
        event = stream.next()
        assert event == Event("stats", Client().get("/api/tickets/stats/").json())
        assert event.data["total_tickets"] == 1
        assert stream.last_event_id


def test_a_new_ticket_comes_with_all_its_fields_and_the_statistics_follow(stream):
    created = Client().post("/api/tickets/", NEW_TICKET, content_type="application/json").json()
    del created["private_link"]
    event = stream.next()
    assert event == Event("ticket", {"change": "created", "ticket": created})
    assert list(event.data["ticket"]) == list(contract("public-api/ticket.json"))
    assert stream.next().data["total_tickets"] == 1


def test_a_change_comes_as_a_change(stream):
    ticket_id = insert_one()
    stream.until_ticket(ticket_id)
    changed = Client().patch(
        f"/api/tickets/{ticket_id}/", {"status": "resolved"}, content_type="application/json"
    )
    (*_, event) = stream.until_ticket(ticket_id)
    assert event == Event("ticket", {"change": "changed", "ticket": changed.json()})


def test_what_breaks_lines_in_a_ticket_does_not_break_the_stream(stream):
    title = "a\r\nb\rc\n\nevent: stats\ndata: {}\n\n\u2028d"
    ticket_id = insert_one(title)
    (event,) = stream.until_ticket(ticket_id)
    assert event.data["ticket"]["title"] == title


def test_a_rolled_back_ticket_sends_no_event(stream):
    with writer() as by:
        insert(by)
        by.rollback()
    kept = insert_one()
    assert ticket_ids(stream.until_ticket(kept)) == [kept]


def test_a_small_copy_sends_an_event_for_each_row(stream):
    rows = "\n".join(f"Ticket {number}\tText\tbilling\tlow" for number in range(50))
    with (
        writer() as by,
        by.cursor().copy(
            "COPY tickets_ticket (title, description, category, priority) FROM STDIN"
        ) as copy,
    ):
        copy.write(rows + "\n")
    events = stream.until(lambda event: event.name == "stats")
    assert len(ticket_ids(events)) == 50


MANY = f"{INSERT.partition('VALUES')[0]} SELECT 'x', 'y', 'general', 'low'"


@pytest.mark.parametrize(
    "statement",
    [
        f"{MANY} FROM generate_series(1, 501)",
        "DELETE FROM tickets_ticket",
        "TRUNCATE tickets_ticket CASCADE",
    ],
    ids=["many", "delete", "truncate"],
)
def test_too_many_changes_send_one_reset(stream, statement):
    ticket_id = insert_one()
    stream.until_ticket(ticket_id)
    with writer() as by:
        by.execute(statement)
    events = stream.until(lambda event: event.name == "reset")
    assert ticket_ids(events) == []


# Order, and what was missed ----------------------------------------------------------------------


def test_an_older_transaction_that_commits_later_sends_its_event(stream):
    """Its id in the log is lower, so a reader that remembers only the highest id misses it."""
    with writer() as early, writer() as late:
        first = insert(early)
        second = insert(late)
        late.commit()
        assert ticket_ids(stream.until_ticket(second)) == [second]
        early.commit()
    assert ticket_ids(stream.until_ticket(first)) == [first]


def test_many_overlapping_transactions_each_send_one_event(stream):
    dice = random.Random(7)
    plans = [[dice.choice(["commit", "rollback", "hold"]) for _ in range(25)] for _ in range(6)]
    committed: list[int] = []
    start = threading.Barrier(len(plans), timeout=10)

    def write(plan: list[str]) -> None:
        held: list[tuple[psycopg.Connection, int]] = []
        start.wait()
        for step in plan:
            by = writer()
            ticket_id = insert(by)
            if step == "hold":
                held.append((by, ticket_id))
                continue
            if step == "commit":
                by.commit()
                committed.append(ticket_id)
            by.close()
            if len(held) == 3:  # Commit the youngest first.
                _commit_all(held, committed)
        _commit_all(held, committed)

    with ThreadPoolExecutor(len(plans)) as threads:
        for future in [threads.submit(write, plan) for plan in plans]:
            future.result()
    last = insert_one("the last")
    counted = Counter(ticket_ids(stream.until_ticket(last)))
    assert counted == Counter([*committed, last])


def _commit_all(held: list[tuple[psycopg.Connection, int]], committed: list[int]) -> None:
    while held:
        by, ticket_id = held.pop()
        by.commit()
        by.close()
        committed.append(ticket_id)


def test_a_stream_that_comes_back_gets_exactly_what_it_missed(events):
    with writer() as slow:
        under_way = insert(slow)
        with EventStream(events.url) as stream:
            stream.next()
            seen = insert_one()
            stream.until_ticket(seen)
            stream.until(lambda event: event.name == "stats")
        missed = insert_one()
        slow.commit()
    with EventStream(events.url, stream.last_event_id) as stream:
        greeting = stream.until(lambda event: event.name == "stats")
        assert sorted(ticket_ids(greeting)) == sorted([under_way, missed])
        later = insert_one()
        assert ticket_ids(stream.until_ticket(later)) == [later]


def test_coming_back_beside_others_neither_doubles_nor_drops(stream, events):
    """While one stream keeps the reader going, another comes and goes after each ticket."""
    last_event_id = stream.last_event_id
    wanted, heard = [], []
    for _ in range(8):
        wanted.append(insert_one())
        with EventStream(events.url, last_event_id) as other:
            heard += ticket_ids(other.until(lambda event: event.name == "stats"))
            last_event_id = other.last_event_id
    with EventStream(events.url, last_event_id) as other:
        heard += ticket_ids(other.until_ticket(wanted[-1]))
    assert heard == wanted


HOST = [(b"host", b"localhost")]


def token(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "last_event_id",
    [
        "17",
        "not base64!",
        token("1:1:@x"),
        token("99999999999999999999999:1:@1"),
        token("10:10:@1000000000"),
        token("9000000000000000000:9000000000000000000:@9999999999"),
        "A" * 5000,
    ],
    ids=["number", "garbage", "no snapshot", "too large", "too old", "other server", "too long"],
)
def test_an_id_that_cannot_be_resumed_resets_the_page(events, last_event_id):
    with EventStream(events.url, last_event_id) as stream:
        assert [stream.next().name, stream.next().name] == ["reset", "stats"]


numbers = st.integers(0, 2**64) | st.integers(0, 2_000)
snapshots = st.tuples(numbers, numbers, st.lists(numbers, max_size=3), numbers).map(
    lambda parts: token(f"{parts[0]}:{parts[1]}:{','.join(map(str, parts[2]))}@{parts[3]}")
)
# What HTTP lets through in a header.
headers = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=40)


@pytest.mark.fuzz
@budget(15)
@given(last_event_id=snapshots | headers.map(str.strip))
@example(last_event_id=token("10:5:@1"))
@example(last_event_id=token("5:10:20@1"))
def test_any_last_event_id_is_resumed_or_resets_the_page(events, last_event_id):
    with EventStream(events.url, last_event_id) as stream:
        first = stream.next().name
        assert first == "stats" or (first, stream.next().name) == ("reset", "stats")


def test_missing_too_many_changes_resets_the_page(events):
    with EventStream(events.url) as stream:
        stream.next()
    with writer() as by:
        for _ in range(501):
            insert(by)
    with EventStream(events.url, stream.last_event_id) as again:
        assert [again.next().name, again.next().name] == ["reset", "stats"]


# Living and ending -------------------------------------------------------------------------------


def test_a_reader_that_does_not_read_delays_no_other(stream, events):
    """Twenty megabytes are more than all buffers on the way to a stuck browser hold."""
    stuck = EventStream(events.url)
    for _ in range(10):
        with writer() as by:
            last = insert_large(by, tickets=50)
        assert len(ticket_ids(stream.until_ticket(last))) == 50
    stuck.response.close()


def insert_large(by: psycopg.Connection, tickets: int) -> int:
    """Store so many tickets of 40 kB each; the last one's id."""
    return by.execute(
        "INSERT INTO tickets_ticket (title, description, category, priority) "
        "SELECT 'Large', repeat('ü', 20000), 'general', 'low' FROM generate_series(1, %s) "
        "RETURNING id",
        [tickets],
    ).fetchall()[-1][0]


def test_streams_outlive_the_database(database_url):
    target = (connection.settings_dict["HOST"], int(connection.settings_dict["PORT"]))
    with Cable(target) as cable:
        url = database_address(
            connection.settings_dict["NAME"], host="127.0.0.1", port=str(cable.port)
        )
        with (
            GunicornServer("events", DATABASE_URL=url) as server,
            EventStream(server.url) as stream,
        ):
            stream.next()
            cable.cut()
            line = line_with(server, "events.database_away")
            assert line == "WARN  | events.database_away reason=OperationalError"
            ticket_id = insert_one()
            assert server.request("GET", "/readyz").status_code == 503
            assert server.request("GET", "/healthz").status_code == 200
            cable.mend()
            assert ticket_ids(stream.until_ticket(ticket_id)) == [ticket_id]
            assert server.request("GET", "/readyz").status_code == 200
            assert line_with(server, "events.database_back") == "INFO  | events.database_back"


def test_sigterm_ends_streams_in_good_order_and_the_process_with_0(database_url):
    with GunicornServer("events", DATABASE_URL=database_url) as server:
        streams = [EventStream(server.url) for _ in range(20)]
        for stream in streams:
            stream.__enter__()
            stream.next()
        server.terminate()
        for stream in streams:
            stream.wait_for_the_end()
        assert all(stream.ended_cleanly for stream in streams)
        assert server.stop() == 0
        log = server.log()
    assert log.count(f"GET {PATH} → 200") == 20
    assert "Traceback" not in log
    assert "ERROR" not in log


def test_a_stream_ends_when_its_browser_goes(events):
    request_id = "0f" * 16
    with EventStream(events.url, **{"X-Request-ID": request_id}) as stream:
        assert stream.response.headers["X-Request-ID"] == request_id
        stream.next()
    assert line_with(events, request_id).startswith(f"INFO  | GET {PATH} → 200 (")


def test_hundreds_of_browsers_may_connect_at_once(events: GunicornServer) -> None:
    """All come back together when ticket-events does, and the gateway waits a second for each."""
    address = urlsplit(events.url)
    with ExitStack() as opened:
        with events.standing_still():
            clients = [
                opened.enter_context(
                    socket.create_connection((address.hostname, address.port), timeout=5)
                )
                for _ in range(300)
            ]
        for client in clients:
            client.sendall(f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        for client in clients:
            client.settimeout(30)
            assert client.recv(12) == b"HTTP/1.1 200"


@pytest.mark.parametrize("path", ["/", "/api/tickets/", "/api/tickets/events", "/admin"])
def test_there_is_nothing_else(events, path):
    response = events.request("GET", path)
    assert (response.status_code, response.json()["error"]) == (404, "Not Found")


@pytest.mark.parametrize("method", ["POST", "HEAD", "OPTIONS", "DELETE"])
def test_other_methods_are_refused(events, method):
    response = events.request(method, PATH)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET")
    assert method == "HEAD" or response.json()["error"] == "Method Not Allowed"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_it_is_alive_and_ready(events, path):
    response = events.request("GET", path)
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_a_stream_that_cannot_join_ends_so_that_the_browser_asks_again():
    async def open_stream() -> list[dict]:
        sent: list[dict] = []

        async def receive() -> dict:
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: dict) -> None:
            sent.append(message)

        # Its hub was never started, as when the database does not answer.
        application = EventsApplication(join_seconds=1.0)
        scope = {"type": "http", "method": "GET", "path": EVENTS_PATH, "headers": HOST}
        await application(scope, receive, send)
        return sent

    sent = asyncio.run(open_stream())
    assert sent[0]["status"] == 200
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
