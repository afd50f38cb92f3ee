"""A real gunicorn, started by entrypoint.sh: serving and ending (requirements §7)."""

import json
import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPResponse
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import requests
from django.db import connection

from accounts.tokens import token_create
from tests import scripted_server as scripted
from tests.addresses import database_address
from tests.conversations.writing import write
from tests.gunicorn_server import FOLDER, GunicornServer, environment
from tests.people import new_account
from tests.samples import NEW_TICKET, contract
from tests.scripted_server import ScriptedServer
from tickets.models import Ticket

NewTicket = Callable[..., Ticket]

pytestmark = pytest.mark.django_db(transaction=True)

LIMIT = contract("limits.json")["body_bytes"]
WARNING = contract("public-api/classify-fallback.json")["warning"]


def in_chunks(body: bytes) -> Iterator[bytes]:
    """A generator makes requests send `Transfer-Encoding: chunked`."""
    yield from (body[start : start + 10_000] for start in range(0, len(body), 10_000))


def test_a_ticket_sent_in_chunks_is_stored(server: GunicornServer) -> None:
    body = b'{"title": "a", "description": "b", "category": "billing", "priority": "low"}'
    headers = {"Content-Type": "application/json"}
    answer = server.request("POST", "/api/tickets/", data=in_chunks(body), headers=headers)
    assert answer.status_code == 201
    assert Ticket.objects.get().title == "a"


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_beyond_the_limit_is_refused(server: GunicornServer, chunked: bool) -> None:
    body = b'"' + b"a" * LIMIT
    answer = server.request(
        "POST",
        "/api/tickets/",
        data=in_chunks(body) if chunked else body,
        headers={"Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.json()["error"]) == (413, "Payload Too Large")


def test_requests_within_the_gateways_limits_get_the_envelope(server: GunicornServer) -> None:
    """The limits are 8 KiB for a line and 32 KiB for all headers."""
    long = server.request("GET", f"/api/tickets/?search={'a' * 8_000}")
    assert long.json()["details"] == {"search": ["Search must be 200 characters or fewer"]}
    many = {f"X-{number}": "a" * 20 for number in range(900)}
    assert server.request("GET", "/api/nothing/", headers=many).json()["error"] == "Not Found"
    one = server.request("GET", "/api/nothing/", headers={"Cookie": "a" * 8_000})
    assert one.json()["error"] == "Not Found"


def test_the_last_slash_of_an_address_may_be_left_out(server: GunicornServer) -> None:
    answer = server.request("POST", "/api/tickets", json=NEW_TICKET)
    assert answer.status_code == 201
    sent = answer.json()
    read = server.request("GET", f"/api/tickets/{sent['id']}").json()
    assert read == {name: sent[name] for name in read}
    assert server.request("POST", "/api/tickets/classify", json={}).status_code == 400
    assert server.request("GET", "/api/static/nothing.js").status_code == 404


def test_head_is_answered_without_a_body(server: GunicornServer) -> None:
    before = server.log()
    answer = server.request("HEAD", "/api/tickets/")
    assert answer.status_code == 200
    assert int(answer.headers["Content-Length"]) > 0
    assert "dropping" not in server.log()[len(before) :]


def test_an_answer_is_sent_in_one_piece(server: GunicornServer) -> None:
    """If a worker is killed, the gateway has either the whole response or nothing."""
    request = b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port)) as client:
        for path in [b"/healthz", b"/api/tickets/", b"/api/tickets/1/"] * 10:
            client.sendall(request % path)
            head, _, body = client.recv(1 << 16).partition(b"\r\n\r\n")
            (length,) = re.findall(rb"(?i)content-length: (\d+)", head)
            assert len(body) == int(length) > 0


def test_the_documentation_loads_nothing_from_elsewhere(server: GunicornServer) -> None:
    page = server.request("GET", "/api/docs/")
    assert page.status_code == 200
    assert "<style" not in page.text
    addresses = [part.split('"')[0] for part in page.text.split('src="')[1:]]
    addresses += [part.split('"')[0] for part in page.text.split('href="')[1:]]
    assert len(addresses) >= 4
    for address in addresses:
        assert address.startswith("/api/")
        assert server.request("GET", address).status_code == 200
    assert page.text.count("<script") == page.text.count("<script src=")


def test_each_request_is_logged(server: GunicornServer) -> None:
    request_id = "3f1c9a52b7d64e0f8a1d2c3b4e5f6071"
    server.request("GET", "/api/tickets/1/?x=y", headers={"X-Request-ID": request_id})
    (line,) = [line for line in server.log().splitlines() if request_id in line]
    assert line.startswith("WARN  | GET /api/tickets/1/ → 404 (")


def test_sigterm_lets_a_request_finish_and_ends_with_0(new_ticket: NewTicket) -> None:
    ticket = new_ticket()
    address = f"/api/tickets/{ticket.pk}/"
    name = connection.settings_dict["NAME"]
    url = database_address(name, application_name="to-be-closed")
    with (
        GunicornServer(
            entrypoint=True, DATABASE_URL=url, DATABASE_STATEMENT_TIMEOUT="600"
        ) as server,
        psycopg.connect(database_address(name)) as rival,
        ThreadPoolExecutor() as threads,
    ):
        rival.execute("SELECT 1 FROM tickets_ticket WHERE id = %s FOR UPDATE", [ticket.pk])
        slow = threads.submit(server.request, "PATCH", address, json={"status": "closed"})
        _await(lambda: _count("wait_event_type = 'Lock'") == 1)
        server.terminate()
        _await(lambda: _refuses(server))
        assert not slow.done()
        rival.rollback()
        assert slow.result().json()["status"] == "closed"
        assert server.stop() == 0
    assert _count("true") == 0
    ticket.refresh_from_db()
    assert ticket.status == "closed"


def _count(condition: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            f"WHERE application_name = 'to-be-closed' AND {condition}"
        )
        return int(cursor.fetchone()[0])


def _refuses(server: GunicornServer) -> bool:
    try:
        server.request("GET", "/healthz")
    except requests.ConnectionError:
        return True
    return False


def _await(condition: Callable[[], bool], seconds: float = 60) -> None:
    give_up_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


def test_creating_is_not_held_up_by_slow_requests(
    server: GunicornServer, new_ticket: NewTicket
) -> None:
    """Three of four threads wait for a lock; the fourth takes tickets."""
    ticket, name = new_ticket(), connection.settings_dict["NAME"]
    stuck = [
        threading.Thread(
            target=server.request,
            args=("PATCH", f"/api/tickets/{ticket.pk}/"),
            kwargs={"json": {"title": f"{number}"}},
        )
        for number in range(3)
    ]
    with psycopg.connect(database_address(name)) as rival:
        rival.execute("SELECT 1 FROM tickets_ticket WHERE id = %s FOR UPDATE", [ticket.pk])
        for thread in stuck:
            thread.start()
        answer = server.request("POST", "/api/tickets/", json=NEW_TICKET)
        assert answer.status_code == 201
        assert all(thread.is_alive() for thread in stuck)
    for thread in stuck:
        thread.join()


def test_thirty_hanging_classifications_leave_every_thread_to_the_tickets(
    database_url: str, new_ticket: NewTicket
) -> None:
    """One process: twenty wait for the model, ten get the fallback at once, four are served."""
    ticket = new_ticket()
    address = f"/api/tickets/{ticket.pk}/"
    with (
        ScriptedServer() as model,
        ThreadPoolExecutor(40) as people,
        psycopg.connect(database_url) as rival,
        _asks(model, database_url) as server,
    ):
        model.always(scripted.hang)
        asked = [people.submit(_classify, server) for _ in range(30)]
        for _ in range(20):
            assert model.arrived.acquire(timeout=30)
        _await(lambda: sum(future.done() for future in asked) == 10)
        rival.execute("SELECT 1 FROM tickets_ticket WHERE id = %s FOR UPDATE", [ticket.pk])
        stuck = [
            people.submit(server.request, "PATCH", address, json={"title": f"{number}"})
            for number in range(3)
        ]
        assert server.request("POST", "/api/tickets/", json=NEW_TICKET).status_code == 201
        assert not any(future.done() for future in stuck)
        rival.rollback()
        assert [future.result().status_code for future in stuck] == [200] * 3
        assert sum(future.done() for future in asked) == 10
        model.stopping.set()
        assert {future.result().json()["warning"] for future in asked} == {WARNING}


def test_agents_who_wait_for_the_model_leave_threads_and_connections_to_the_tickets(
    database_url: str, new_ticket: NewTicket
) -> None:
    """One process: agents have opened tickets whose requesters wrote again."""
    _, word = token_create(name="page", account=new_account("anna"), scopes=("read",))
    headers = {"Authorization": f"Bearer {word}"}
    tickets = [new_ticket(priority="low") for _ in range(12)]
    for ticket in tickets:
        write(ticket, "request", "Please!")
    asking = database_address(connection.settings_dict["NAME"], application_name="asking")
    sessions = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'asking'"
    with (
        ScriptedServer() as model,
        ThreadPoolExecutor(12) as people,
        psycopg.connect(database_url, autocommit=True) as looking,
        _asks(model, asking) as server,
    ):
        model.always(scripted.hang)
        asked = [
            people.submit(
                server.request, "GET", f"/api/tickets/{ticket.pk}/suggestion/", headers=headers
            )
            for ticket in tickets
        ]
        for _ in tickets:
            assert model.arrived.acquire(timeout=30)
        assert server.request("POST", "/api/tickets/", json=NEW_TICKET).status_code == 201
        (connections,) = looking.execute(sessions).fetchone() or (0,)
        assert not any(future.done() for future in asked)
        model.stopping.set()
        assert [future.result().json() for future in asked] == [{"suggestion": None}] * 12
        assert 1 <= connections <= 4


def test_twenty_people_at_once_all_get_a_suggestion(database_url: str) -> None:
    """Also when one process serves all; the model answers after the twentieth request."""
    everybody_has_asked = threading.Barrier(20)

    def answer(*arguments: Any) -> None:
        everybody_has_asked.wait(30)
        scripted.says(scripted.suggestion())(*arguments)

    with (
        ScriptedServer() as model,
        ThreadPoolExecutor(20) as people,
        _asks(model, database_url) as server,
    ):
        model.always(answer)
        asked = [people.submit(_classify, server) for _ in range(20)]
        assert all("suggestion" in future.result().json() for future in asked)


def _asks(model: ScriptedServer, database_url: str) -> GunicornServer:
    """One process whose classifier is `model`, with timeouts longer than a slow test run."""
    patience = {"CLASSIFIER_READ_TIMEOUT": "28", "CLASSIFIER_TOTAL_TIMEOUT": "29"}
    ours = {"CLASSIFIER_URL": model.url, "CLASSIFIER_TOKEN": "a-token", **patience}
    return GunicornServer(DATABASE_URL=database_url, **ours)


def _classify(server: GunicornServer) -> requests.Response:
    return server.request("POST", "/api/tickets/classify/", json={"description": "No e-mail"})


@pytest.mark.parametrize(("service", "code"), [("api", 0), ("events", 0), ("migrate", 143)])
def test_the_entrypoint_ends_while_it_waits_for_the_database(service: str, code: int) -> None:
    """An interrupted migration exits with an error, so that the roll-out stops."""
    nowhere = database_address("nowhere", host="127.0.0.1", port="1")
    waiting = subprocess.Popen(
        ["sh", str(FOLDER / "entrypoint.sh"), service],
        env=environment(DATABASE_URL=nowhere),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert waiting.stderr is not None
    assert waiting.stderr.readline().startswith("Waiting for")
    waiting.terminate()
    waiting.communicate(timeout=60)
    assert waiting.returncode == code


def test_the_entrypoint_names_its_services() -> None:
    done = subprocess.run(
        ["sh", str(FOLDER / "entrypoint.sh"), "worker"], capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"api|events|migrate" in done.stderr


# Errors of gunicorn and Django --------------------------------------------------------------------

HOST = b"Host: localhost\r\nConnection: close\r\n"
PAGE = b"/api/static/admin/css/base.css"
ODD_REQUESTS = {
    "no path": (b"GET  HTTP/1.1\r\n" + HOST, 400),
    "short method": (b"G /api/tickets/ HTTP/1.1\r\n" + HOST, 400),
    "small letters": (b"get /api/tickets/ HTTP/1.1\r\n" + HOST, 400),
    "unknown method": (b"FETCH /api/tickets/ HTTP/1.1\r\n" + HOST, 405),
    "no version": (b"GET /api/tickets/\r\n" + HOST, 400),
    "another version": (b"GET /api/tickets/ HTTP/4.1\r\n" + HOST, 400),
    "control character": (b"GET /api/tickets/ HTTP/1.1\r\nX: a\x01b\r\n" + HOST, 400),
    "blank in a name": (b"GET /api/tickets/ HTTP/1.1\r\nX y: a\r\n" + HOST, 400),
    "two hosts": (b"GET /api/tickets/ HTTP/1.1\r\nHost: a\r\n" + HOST, 400),
    "long line": (b"GET /api/?%s HTTP/1.1\r\n" % (b"a" * 9_000) + HOST, 414),
    "long header": (b"GET /api/ HTTP/1.1\r\nX: %s\r\n" % (b"a" * 9_000) + HOST, 431),
    "two lengths": (
        b"GET /api/ HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n" + HOST,
        400,
    ),
    "odd length": (b"GET /api/ HTTP/1.1\r\nContent-Length: x\r\n" + HOST, 400),
    "odd coding": (b"GET /api/ HTTP/1.1\r\nTransfer-Encoding: br\r\n" + HOST, 501),
    "another host": (
        b"GET /api/tickets/ HTTP/1.1\r\nConnection: close\r\nHost: evil.example\r\n",
        400,
    ),
    "no address": (b"GET /api HTTP/1.1\r\n" + HOST, 404),
    "no address, with a slash": (b"POST /api/ HTTP/1.1\r\n" + HOST, 404),
    "an escape": (b"GET /%61pi/tickets/ HTTP/1.1\r\n" + HOST, 404),
    "an escaped slash": (b"POST /api%2ftickets/ HTTP/1.1\r\n" + HOST, 404),
    "an escaped end": (b"GET /api/tickets%2F HTTP/1.1\r\n" + HOST, 404),
    "a fragment": (b"GET /api/tickets/#x HTTP/1.1\r\n" + HOST, 404),
    "two slashes": (b"GET /api//tickets/ HTTP/1.1\r\n" + HOST, 404),
    "dots": (b"GET /api/./tickets/ HTTP/1.1\r\n" + HOST, 404),
    "parameters": (b"GET /api/tickets;a=b/ HTTP/1.1\r\n" + HOST, 404),
    "no file": (b"GET /api/static/nothing.js HTTP/1.1\r\n" + HOST, 404),
    "a file elsewhere": (b"GET /api/static/..%2f..%2fx HTTP/1.1\r\n" + HOST, 404),
    "an escaped file": (b"GET %s HTTP/1.1\r\n" % PAGE.replace(b"base", b"%62ase") + HOST, 404),
    "sending to a file": (b"POST %s HTTP/1.1\r\n" % PAGE + HOST, 405),
    "deleting a file": (b"DELETE %s HTTP/1.1\r\n" % PAGE + HOST, 405),
    "beyond a file": (b"GET %s HTTP/1.1\r\nRange: bytes=9999999-\r\n" % PAGE + HOST, 416),
    "a range backwards": (b"GET %s HTTP/1.1\r\nRange: bytes=9-2\r\n" % PAGE + HOST, 416),
}


@pytest.mark.parametrize("role", ["api", "events"])
@pytest.mark.parametrize("kind", ODD_REQUESTS)
def test_every_error_has_the_envelope(
    server: GunicornServer, events: GunicornServer, role: str, kind: str
) -> None:
    request, status = ODD_REQUESTS[kind]
    address = urlsplit((server if role == "api" else events).url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as client:
        client.sendall(request + b"\r\n")
        response = HTTPResponse(client)
        response.begin()
        body = json.loads(response.read())
    assert response.headers["Content-Type"] == "application/json"
    assert body.keys() >= {"error", "details"}
    assert body["details"]["detail"]
    # ticket-events has no files and one method for each address.
    wanted = {status} if role == "api" else {status, 404}
    assert response.status in wanted


@pytest.fixture(scope="module")
def events(database_url: str) -> Iterator[GunicornServer]:
    with GunicornServer("events", entrypoint=True, DATABASE_URL=database_url) as running:
        yield running


def test_files_are_served_whole_and_in_parts(server: GunicornServer) -> None:
    path = PAGE.decode()
    whole = server.request("GET", path)
    assert (whole.status_code, len(whole.content)) == (200, int(whole.headers["Content-Length"]))
    part = server.request("GET", path, headers={"Range": "bytes=2-9"})
    assert (part.status_code, part.content) == (206, whole.content[2:10])
    for _ in range(2):
        refused = server.request("POST", path)
        assert (refused.headers["Allow"], refused.json()["error"]) == (
            "GET, HEAD",
            "Method Not Allowed",
        )
    assert server.request("HEAD", path).headers["Content-Length"] == str(len(whole.content))
