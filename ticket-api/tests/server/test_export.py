"""Exports of a real gunicorn: memory, other requests, restarts, and failures on the way."""

import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.gunicorn_server import GunicornServer, line_with
from tests.triggers import without_triggers

pytestmark = pytest.mark.django_db(transaction=True)

EXPORT = "/api/tickets/export.csv"
TICKETS = 40_000
# Behind the end of the chunk before it; a line of the file may end with "0" too.
LAST_CHUNK = b"\r\n0\r\n\r\n"
# Of a process while it sends all but the first pages.
GROWTH_BYTES = 5_000_000
# 40 MB, more than the kernel keeps for a reader.
_FILL = """
INSERT INTO tickets_ticket (title, description, category, priority, status, search_text)
SELECT 'Ticket ' || n, repeat('word ', 200), 'billing', 'low', 'open', '-'
FROM generate_series(1, %s) AS n
"""


@pytest.fixture
def many_tickets(db: None) -> None:
    with without_triggers() as cursor:
        cursor.execute(_FILL, [TICKETS])


def workers(server: GunicornServer) -> list[int]:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()
    return [int(pid) for pid in children.split()]


def memory_of(pid: int) -> int:
    """Bytes of memory that the process has now."""
    (kilobytes,) = re.findall(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(kilobytes) * 1024


class SlowReader:
    """Asks for an export and reads as much as asked, through a small window."""

    def __init__(self, server: GunicornServer) -> None:
        address = urlsplit(server.url)
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        self._socket.settimeout(30)
        self._socket.connect((address.hostname, address.port))
        request = f"GET {EXPORT} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        self._socket.sendall(request.encode())
        self.received = self._socket.recv(65_536)

    def __enter__(self) -> "SlowReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def rest(self) -> Iterator[bytes]:
        while part := self._socket.recv(65_536):
            yield part


@pytest.mark.usefixtures("many_tickets")
def test_a_long_export_takes_no_more_memory_than_a_short_one(database_url: str) -> None:
    with GunicornServer(DATABASE_URL=database_url, GUNICORN_WORKERS="1") as server:
        (worker,) = workers(server)
        memory, size, lines = [], 0, 0
        with server.request("GET", EXPORT, stream=True) as answer:
            assert answer.headers["Transfer-Encoding"] == "chunked"
            for part in answer.iter_content(100_000):
                size, lines = size + len(part), lines + part.count(b"\r\n")
                memory.append(memory_of(worker))
    assert lines == TICKETS + 1
    assert size > 2 * GROWTH_BYTES
    assert max(memory[5:]) - memory[5] < GROWTH_BYTES


@pytest.mark.usefixtures("many_tickets")
def test_a_slow_reader_holds_no_turn_and_no_connection(database_url: str) -> None:
    """Two exports wait for their readers, and the four threads of the only worker serve others."""
    with (
        GunicornServer(DATABASE_URL=database_url, GUNICORN_WORKERS="1") as server,
        SlowReader(server) as first,
        SlowReader(server) as second,
    ):
        assert b"200 OK" in first.received
        refused = server.request("GET", EXPORT)
        assert (refused.status_code, refused.json()["code"]) == (503, "too_many_exports")
        for _ in range(8):
            assert server.request("GET", "/api/tickets/?limit=1").status_code == 200
        for _ in range(100):
            if not busy_connections():
                break
            time.sleep(0.1)
        assert busy_connections() == []
        for reader in (first, second):
            whole = reader.received + b"".join(reader.rest())
            assert whole.endswith(LAST_CHUNK)
            assert whole.count(b",billing,low,open,") == TICKETS
        assert server.request("GET", f"{EXPORT}?status=open").status_code == 200


def busy_connections() -> list[tuple[str, str]]:
    """State and statement of sessions that are not idle, beside this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, query FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND state <> 'idle' AND backend_type = 'client backend'"
        )
        return list(cursor.fetchall())


@pytest.mark.usefixtures("many_tickets")
def test_a_worker_restarts_after_its_exports(database_url: str) -> None:
    """A busy worker restarts every minute, and would cut what it still sends."""
    variables = {"GUNICORN_WORKERS": "1", "GUNICORN_MAX_REQUESTS": "10"}
    with GunicornServer(DATABASE_URL=database_url, **variables) as server:
        before = workers(server)
        with SlowReader(server) as reader:
            for _ in range(30):
                assert server.request("GET", "/healthz").status_code == 200
            assert workers(server) == before
            assert b"".join(reader.rest()).endswith(LAST_CHUNK)
        line_with(server, "tickets.exported")
        assert server.request("GET", "/healthz").status_code == 200
        line_with(server, "Autorestarting worker")
        for _ in range(100):
            if workers(server) != before:
                break
            time.sleep(0.1)
        assert workers(server) != before


@pytest.mark.usefixtures("many_tickets")
def test_an_export_that_fails_on_the_way_does_not_look_complete(database_url: str) -> None:
    with GunicornServer(DATABASE_URL=database_url) as server, SlowReader(server) as reader:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE tickets_ticket RENAME TO away")
        try:
            rest = b"".join(reader.rest())
        except ConnectionResetError:
            rest = b""
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE away RENAME TO tickets_ticket")
        assert not rest.endswith(LAST_CHUNK)
        line_with(server, "complete=False")
