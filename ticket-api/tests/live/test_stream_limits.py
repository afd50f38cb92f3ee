"""ticket-events checks a request as ticket-api does, and holds no more than its limits allow."""

import contextlib
import resource
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import requests
from django.conf import settings as configured
from django.utils import timezone

from accounts.tokens import token_create
from common.client_address import client_network
from live.app import REQUEST_EVENTS_PATH
from live.limits import StreamLimits, TooManyStreams
from server.descriptors import raise_descriptor_limit
from tests.event_stream import PATH, SECONDS, EventStream, refusal_of
from tests.gunicorn_server import GunicornServer, line_with
from tests.people import new_account
from tests.samples import NEW_TICKET
from tickets.models import Ticket
from tickets.representation import TicketIdentity
from tickets.requester.link import private_link

pytestmark = pytest.mark.django_db(transaction=True)

LIMITS = {
    "STREAMS_IN_ALL": "12",
    "STREAMS_PER_ADDRESS": "5",
    "STREAMS_PER_ACCOUNT": "3",
    "STREAMS_PER_LINK": "2",
}


def start(role: str, database_url: str, **variables: Any) -> GunicornServer:
    key = configured.SECRET_KEY
    return GunicornServer(role, DATABASE_URL=database_url, DJANGO_SECRET_KEY=key, **variables)


@pytest.fixture(scope="module")
def limited(database_url: str) -> Iterator[GunicornServer]:
    with start("events", database_url, PORTAL_ACCESS="agents", **LIMITS) as running:
        yield running


@pytest.fixture(scope="module")
def open_portal(database_url: str) -> Iterator[GunicornServer]:
    with start("events", database_url, **LIMITS) as running:
        yield running


@pytest.fixture(scope="module")
def over_tls(database_url: str) -> Iterator[dict[str, GunicornServer]]:
    variables = {"DJANGO_HTTPS": "on", "CORS_ALLOWED_ORIGINS": "https://tool.example"}
    with (
        start("events", database_url, **variables) as events,
        start("api", database_url, **variables) as api,
    ):
        yield {"events": events, "api": api}


# The same checks ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "a b", "127.0.0.1:x", ""]
)
@pytest.mark.parametrize("path", [PATH, REQUEST_EVENTS_PATH, "/healthz", "/readyz", "/nothing"])
def test_a_host_that_is_not_served_is_refused(
    open_portal: GunicornServer, server: GunicornServer, host: str, path: str
) -> None:
    answer = refusal_of(open_portal.url, path, Host=host)
    assert answer.status_code == 400
    assert answer.json() == refusal_of(server.url, path, Host=host).json()


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 301), ({"X-Forwarded-Proto": "http"}, 301), ({"X-Forwarded-Proto": "https"}, 200)],
)
def test_plain_http_is_sent_to_https(
    over_tls: dict[str, GunicornServer], headers: dict[str, str], status: int
) -> None:
    for server, path in ((over_tls["events"], PATH), (over_tls["api"], "/api/tickets/")):
        answer = server.request("GET", path, headers=headers, allow_redirects=False, stream=True)
        assert answer.status_code == status
        secure = answer.headers.get("Strict-Transport-Security")
        assert bool(secure) is (status == 200)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        answer.close()


@pytest.mark.parametrize(
    ("part", "path"), [("events", PATH), ("events", REQUEST_EVENTS_PATH), ("api", "/api/tickets/")]
)
def test_another_page_may_ask_with_a_token_or_a_link(
    over_tls: dict[str, GunicornServer], part: str, path: str
) -> None:
    asked = ["authorization", "x-ticket-link", "last-event-id", "if-none-match"]
    headers = {
        "Origin": "https://tool.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": ", ".join(asked),
        "X-Forwarded-Proto": "https",
    }
    answer = over_tls[part].request("OPTIONS", path, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "https://tool.example"
    allowed = answer.headers["Access-Control-Allow-Headers"].split(", ")
    assert set(asked) <= set(allowed)


# Limits ------------------------------------------------------------------------------------------


def refused(server: GunicornServer, path: str = PATH, **headers: str) -> str:
    """The sentence of a 503, which is over in an instant."""
    answer = refusal_of(server.url, path, **headers)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["error"] == "Service Unavailable"
    assert answer.json()["code"] == "too_many_streams"
    (sentence,) = answer.json()["details"]["detail"]
    return sentence


@contextlib.contextmanager
def streams(server: GunicornServer, *headers: dict[str, str], path: str = PATH) -> Iterator[None]:
    """Open streams, one for each of `headers`."""
    with ExitStack() as opened:
        for one in headers:
            stream = opened.enter_context(EventStream(server.url, path=path, **one))
            assert stream.response.status_code == 200
            stream.next()
        yield


def assert_there_is_room(server: GunicornServer, *headers: dict[str, str]) -> None:
    """Open streams after others. The server notices a moment later that those have ended."""
    get = partial(requests.get, server.url + PATH, stream=True, timeout=30)
    until = time.monotonic() + SECONDS
    with ExitStack() as opened:
        for one in headers:
            while (answer := opened.enter_context(get(headers=one))).status_code == 503:
                assert time.monotonic() < until, "streams that have ended still count"
                time.sleep(0.1)
            assert answer.status_code == 200


def from_address(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": address}


def test_streams_are_bounded_by_address(open_portal: GunicornServer) -> None:
    addresses = [f"2001:db8:0:1::{number}" for number in range(5)]
    with streams(open_portal, *map(from_address, addresses)):
        assert "this address" in refused(open_portal, **from_address("2001:db8:0:1:ffff::"))
        with streams(open_portal, from_address("2001:db8:0:2::1")):
            pass
        assert open_portal.request("GET", "/healthz").status_code == 200
    assert_there_is_room(open_portal, *map(from_address, addresses))


def test_an_odd_address_is_that_of_the_peer(open_portal: GunicornServer) -> None:
    odd = ["unknown", "1.2.3.4.5", "", "x, y", "for=1.2.3.4"]
    with streams(open_portal, *map(from_address, odd)):
        assert "this address" in refused(open_portal, **from_address("127.0.0.1"))


def test_streams_are_bounded_by_account_whatever_it_shows(limited: GunicornServer) -> None:
    account, other = new_account("ola"), new_account("anna")

    def shown(number: int, by: object = account) -> dict[str, str]:
        token = token_create(name="x", account=by, scopes=["read"])[1]
        return {"Authorization": f"Bearer {token}", **from_address(f"192.0.2.{number}")}

    with streams(limited, *[shown(number) for number in range(3)]):
        assert "this account" in refused(limited, **shown(3))
        with streams(limited, shown(3, other)):
            pass


def test_streams_are_bounded_by_link(limited: GunicornServer) -> None:
    ticket, other = Ticket.objects.create(**NEW_TICKET), Ticket.objects.create(**NEW_TICKET)

    def shown(number: int, of: Ticket = ticket) -> dict[str, str]:
        """Another link to the ticket, from another address."""
        signed_at = timezone.now() - timedelta(hours=number)
        link = private_link(TicketIdentity(of.pk, of.created_at), signed_at=signed_at)
        return {"X-Ticket-Link": link.partition("#")[2], **from_address(f"192.0.2.{number}")}

    with streams(limited, shown(1), shown(2), path=REQUEST_EVENTS_PATH):
        assert "this link" in refused(limited, REQUEST_EVENTS_PATH, **shown(3))
        with streams(limited, shown(3, other), path=REQUEST_EVENTS_PATH):
            pass


def test_streams_are_bounded_in_all_and_it_is_logged_once(database_url: str) -> None:
    with start("events", database_url, **LIMITS) as server:
        addresses = [from_address(f"192.0.2.{number}") for number in range(30)]
        with streams(server, *addresses[:12]):
            for address in addresses[12:]:
                assert refused(server, **address).startswith("Too many live updates are open.")
            assert server.request("GET", "/healthz").status_code == 200
        assert_there_is_room(server, *addresses[:12])
        assert server.log().count("events.too_many_streams limit=all most=12") == 1


def test_who_is_refused_counts_towards_nothing(limited: GunicornServer) -> None:
    for _ in range(20):
        assert refusal_of(limited.url).status_code == 401
        assert refusal_of(limited.url, Host="evil.example").status_code == 400
    account = new_account("ola")
    token = token_create(name="x", account=account, scopes=["read"])[1]
    with streams(limited, *[{"Authorization": f"Bearer {token}"}] * 3):
        pass


def test_a_limit_counts_all_claims_or_none() -> None:
    limits = StreamLimits({"all": 2, "address": 1, "account": 1, "link": 1})
    limits.take(("all", ""), ("address", "a"))
    with pytest.raises(TooManyStreams):
        limits.take(("all", ""), ("address", "a"))
    limits.take(("all", ""), ("address", "b"))
    with pytest.raises(TooManyStreams):
        limits.take(("all", ""), ("address", "c"))
    limits.give_back(("all", ""), ("address", "a"))
    limits.take(("all", ""), ("address", "c"))


@pytest.mark.parametrize(
    ("sent", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:c000:201", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("1.1.1.1, 192.0.2.1", "192.0.2.1"),
        ("nonsense", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_a_client_is_an_address_or_a_network(sent: str, network: str) -> None:
    headers = {"HTTP_X_FORWARDED_FOR": sent, "REMOTE_ADDR": "10.0.0.1"}
    assert client_network(headers) == network


# Memory and descriptors --------------------------------------------------------------------------


def worker_of(server: GunicornServer) -> int:
    (worker,) = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return int(worker)


def resident_bytes(server: GunicornServer) -> int:
    fields = Path(f"/proc/{worker_of(server)}/statm").read_text().split()
    return int(fields[1]) * resource.getpagesize()


WRITE = (
    "INSERT INTO tickets_ticket (title, description, category, priority) "
    "SELECT 'Large', repeat('x', %s), 'general', 'low' FROM generate_series(1, %s)"
)


@contextlib.contextmanager
def streams_that_do_not_read(
    server: GunicornServer, number: int, last_event_id: str = ""
) -> Iterator[None]:
    """Open `number` streams that read the first bytes of the response and then nothing."""
    address = urlsplit(server.url)
    resumed = f"Last-Event-ID: {last_event_id}\r\n" if last_event_id else ""
    request = f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n{resumed}\r\n".encode()
    with ExitStack() as opened:
        for _ in range(number):
            client = opened.enter_context(socket.socket())
            # As on a real network. On the loopback the kernel would hold megabytes of the response.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1_400)
            client.settimeout(10)
            client.connect((address.hostname, address.port))
            client.sendall(request)
            assert client.recv(12) == b"HTTP/1.1 200"
        yield


@pytest.mark.parametrize(
    ("tickets", "characters", "number"),
    [
        pytest.param(400, 20_000, 40, id="8 MB each"),
        pytest.param(450, 2_000, 120, id="0.9 MB each, below the limit of a stream"),
    ],
)
def test_what_streams_missed_and_do_not_read_fills_no_memory(
    database_url: str, tickets: int, characters: int, number: int
) -> None:
    with psycopg.connect(database_url) as by, start("events", database_url) as server:
        with EventStream(server.url) as stream:
            stream.next()
        by.execute(WRITE, [characters, tickets])
        by.commit()
        before = resident_bytes(server)
        with streams_that_do_not_read(server, number, stream.last_event_id):
            time.sleep(5)  # The server reads what each of them missed.
            assert server.request("GET", "/readyz").status_code == 200
            assert resident_bytes(server) - before < 60 << 20


def test_news_that_streams_do_not_read_fill_no_memory(database_url: str) -> None:
    with (
        psycopg.connect(database_url) as by,
        start("events", database_url) as server,
        streams_that_do_not_read(server, 20),
    ):
        before = resident_bytes(server)
        for _ in range(30):  # 3 MB each.
            by.execute(WRITE, [20_000, 150])
            by.commit()
            time.sleep(0.5)
        assert server.request("GET", "/readyz").status_code == 200
        assert resident_bytes(server) - before < 60 << 20


def test_the_soft_limit_of_descriptors_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: asked.append(limits))
    for limits in ((256, 4_096), (1_024, 1 << 30), (256, resource.RLIM_INFINITY), (4_096, 4_096)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, limits=limits: limits)
        raise_descriptor_limit()
    assert asked == [(4_096, 4_096), (65_536, 1 << 30), (65_536, resource.RLIM_INFINITY)]


def test_it_starts_with_as_many_descriptors_as_it_may_have(database_url: str) -> None:
    for role in ("events", "api"):
        with start(role, database_url, descriptors=(256, 4_096)) as server:
            limits = resource.prlimit(worker_of(server), resource.RLIMIT_NOFILE)
            assert limits == (4_096, 4_096)


def test_more_streams_than_descriptors_leave_room_for_probes(database_url: str) -> None:
    """The hard limit is low as well, so a descriptor for each of 300 streams is not to be had."""
    with (
        start("events", database_url, descriptors=(256, 256), STREAMS_PER_ADDRESS="900") as server,
        ExitStack() as opened,
    ):
        address = urlsplit(server.url)
        answers: Counter[bytes] = Counter()
        for number in range(300):
            client = socket.create_connection((address.hostname, address.port), timeout=10)
            opened.enter_context(client)
            client.sendall(f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            answers[client.recv(12)[9:]] += 1
            if number % 50 == 0:
                assert server.request("GET", "/healthz").status_code == 200
        assert server.request("GET", "/readyz").status_code == 200
        assert answers == {b"200": 192, b"503": 108}
        assert len(server.log()) < 100_000


def test_connections_beyond_the_descriptors_are_logged_once(database_url: str) -> None:
    """They ask for nothing, so no stream is counted."""
    with start("events", database_url, descriptors=(256, 256)) as server:
        address = urlsplit(server.url)
        with ExitStack() as opened:
            for _ in range(400):
                opened.enter_context(
                    socket.create_connection((address.hostname, address.port), timeout=10)
                )
            line_with(server, "events.no_descriptors_left")
            time.sleep(2.5)  # asyncio tries to accept every second.
        with streams(server, {}):
            assert server.log().count("no_descriptors_left") == 1
        assert len(server.log()) < 100_000
