"""A portal for agents, from outside: who has no account, the wrong one, or somebody else's secret.

Every operation of contracts/openapi.json is tried, so that one which is added later and asks for no
role is noticed here.
"""

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.roles import Role
from accounts.tokens import token_create
from tests.gunicorn_server import GunicornServer
from tests.operations import CHANGES, OPERATIONS, Operation
from tests.people import browser_of, new_account
from tests.samples import NEW_TICKET
from tickets.models import IdempotencyKey, Ticket

NewTicket = Callable[..., Ticket]
TICKETS = "/api/tickets/"

# Operations that need no account in any portal. Additions here remove the check of permissions.
EVERYBODYS = {
    "GET /api/health/",
    "GET /api/session/",
    "GET /api/appearance/mark/{digest}/",
    "POST /api/session/",
    "DELETE /api/session/",
    "POST /api/tickets/",
    "POST /api/tickets/classify/",
    # These take an invitation or the set-up code.
    "POST /api/session/invitation/",
    "GET /api/session/set-up/",
    "POST /api/session/set-up/",
    # These take a link.
    "GET /api/request/",
    "GET /api/request/messages/",
    "POST /api/request/messages/",
    "POST /api/request/similar/",
}
# What takes no role but an account, which it is about.
ITS_OWN = {"POST /api/session/password/"}
GUARDED = [operation for operation in OPERATIONS if str(operation) not in EVERYBODYS]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def agents(settings: Any) -> None:
    settings.PORTAL_ACCESS = "agents"


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def link_of(api: Client, **fields: Any) -> tuple[int, str]:
    """A ticket that somebody has sent, and the token of its link."""
    sent = api.post(TICKETS, {**NEW_TICKET, **fields}, "application/json").json()
    return sent["id"], sent["private_link"].partition("#")[2]


@pytest.mark.parametrize("body", ["good", "bad"])
@pytest.mark.parametrize("operation", GUARDED, ids=str)
def test_nothing_is_revealed_before_the_caller_is_known(
    api: Client, new_ticket: NewTicket, operation: Operation, body: str
) -> None:
    """Neither whether a ticket is there, nor whether a request would have been good."""
    answers = set()
    for ticket_id in (new_ticket().pk, 999_999):
        request = replace(operation, ticket_id=ticket_id)
        if body == "bad":
            request = replace(
                request, body={"status": "no such"}, query={"limit": "no", "days": "no"}
            )
        answer = request.send(api, **{"If-Match": '"stale"', "If-None-Match": "*"})
        assert refusal(answer) == (401, "not_signed_in")
        answers.add(answer.content)
    assert len(answers) == 1


@pytest.mark.parametrize("role", [None, Role.VIEWER])
@pytest.mark.parametrize(
    "operation",
    [one for one in GUARDED if one.method != "GET" and str(one) not in ITS_OWN],
    ids=str,
)
def test_changes_take_a_role_that_may_change(
    new_ticket: NewTicket, operation: Operation, role: Role | None
) -> None:
    browser = browser_of(new_account("vera", role))
    for ticket_id in (new_ticket().pk, 999_999):
        path = operation.at(ticket_id)
        for changes in ({"status": "closed"}, {"status": "no such"}):
            assert refusal(browser.change(operation.method, path, changes)) == (403, "forbidden")
    assert Ticket.objects.get().status == "open"


@pytest.mark.parametrize("cookie", ["", "other", "Bearer"])
@pytest.mark.parametrize("operation", CHANGES, ids=str)
def test_no_change_with_a_session_goes_without_its_csrf_token(
    new_ticket: NewTicket, operation: Operation, cookie: str
) -> None:
    """What looks at no cookie changes nothing; a private link needs no session."""
    browser, ticket = browser_of(new_account("anna")), new_ticket()
    shown = {"X-CSRFToken": cookie} if cookie else {}
    answer = replace(operation, ticket_id=ticket.pk).send(browser, **shown)
    if operation.path.endswith(("/classify/", "/request/similar/")):
        assert answer.status_code == 200
    elif operation.path.startswith("/api/request/"):
        assert refusal(answer) == (404, "link_not_valid")
    else:
        assert refusal(answer) == (403, "csrf_failed")
    assert [*Ticket.objects.values("status")] == [{"status": "open"}]
    assert browser.open_portal()["account"]["username"] == "anna"


@pytest.mark.parametrize("operation", GUARDED, ids=str)
def test_no_secret_opens_what_another_is_for(
    api: Client, new_ticket: NewTicket, operation: Operation
) -> None:
    """A link shown as a token, a token as a session, a session as a token, and so on."""
    ticket_id, link = link_of(api)
    anna = new_account("anna", Role.ADMIN)
    token = token_create(name="x", account=anna, scopes=("read", "write"))[1]
    session = browser_of(anna).cookies["sessionid"].value
    csrf = browser_of(anna).cookies["csrftoken"].value
    replay = api.post(TICKETS, NEW_TICKET, "application/json").json()["private_link"]
    request = replace(operation, ticket_id=ticket_id)
    for secret in (link, session, csrf, replay, "anna", anna.password, str(anna.pk)):
        for name, value in {
            "Authorization": f"Bearer {secret}",
            "X-API-Key": secret,
            "X-Ticket-Link": link,
        }.items():
            assert request.send(api, **{name: value}).status_code == 401
    for secret in (link, token, csrf, str(anna.pk)):
        for cookie in (f"sessionid={secret}", f"session={secret}; csrftoken={csrf}"):
            answer = request.send(Client(), Cookie=cookie, **{"X-CSRFToken": csrf})
            assert answer.status_code == 401
    for secret in (token, session, csrf, str(ticket_id)):
        answer = api.get("/api/request/", headers={"X-Ticket-Link": secret})
        assert refusal(answer) == (404, "link_not_valid")


@pytest.mark.parametrize("place", ["query", "body"])
def test_secrets_count_in_their_headers_alone(
    api: Client, new_ticket: NewTicket, place: str
) -> None:
    """In an address they would stand in logs and in the history of browsers."""
    anna = new_account("anna", Role.ADMIN)
    token = token_create(name="x", account=anna, scopes=("read", "write"))[1]
    session = browser_of(anna).cookies["sessionid"].value
    shown = {"access_token": token, "token": token, "sessionid": session, "api_key": token}
    address = f"{TICKETS}{new_ticket().pk}/"
    if place == "query":
        answer = api.get(address, shown)
    else:
        answer = api.patch(address, shown, "application/json")
    assert refusal(answer) == (401, "not_signed_in")


def test_a_guessed_idempotency_key_shows_no_ticket(api: Client) -> None:
    """Who knows the key and not the text learns that the key is taken, and no more."""
    headers = {"Idempotency-Key": "1"}
    private = {**NEW_TICKET, "title": "very-private", "description": "very-private"}
    sent = api.post(TICKETS, private, "application/json", headers=headers).json()
    guess = {**NEW_TICKET, "title": "a guess"}
    answer = api.post(TICKETS, guess, "application/json", headers=headers)
    assert answer.status_code == 409
    for secret in ("very-private", sent["private_link"].partition("#")[2], f"/{sent['id']}/"):
        assert secret not in answer.content.decode() + str(answer.headers)
    assert IdempotencyKey.objects.count() == Ticket.objects.count() == 1


def test_a_link_leads_to_its_own_ticket_however_others_are_named(
    api: Client, new_ticket: NewTicket
) -> None:
    other = new_ticket(title="very-private")
    ticket_id, link = link_of(api)
    guesses = (f"{other.pk}-0", f"{link},{other.pk}", link.replace(str(ticket_id), str(other.pk)))
    for guess in guesses:
        answer = api.get("/api/request/", headers={"X-Ticket-Link": guess})
        assert refusal(answer) == (404, "link_not_valid")
    for path in (f"/api/request/{other.pk}/", f"/api/request/..%2ftickets/{other.pk}/"):
        answer = api.get(path, headers={"X-Ticket-Link": link})
        assert answer.status_code == 404
        assert b"very-private" not in answer.content


@pytest.mark.parametrize(
    "path",
    [
        "/api/tickets/../tickets/{}/",
        "/api//tickets/{}/",
        "/api/health/../tickets/{}/",
        "/api/tickets/classify/../{}/",
        "/api/tickets/{}/;/classify/",
        "/api/tickets/{}/..;/",
        "/api/TICKETS/{}/",
        "/api/tickets/0{}/",
        "/api/tickets/{}%20/",
        "/api/tickets/{}.json",
        "/api/tickets/{}/?format=json",
        "/api/tickets/%2e%2e/tickets/{}/",
    ],
)
def test_no_spelling_of_an_address_gets_past_the_rule(
    api: Client, new_ticket: NewTicket, path: str
) -> None:
    ticket = new_ticket(title="very-private")
    answer = api.get(path.format(ticket.pk))
    assert answer.status_code in (401, 404)
    assert b"very-private" not in answer.content


# On the wire -------------------------------------------------------------------------------------


def raw(server: GunicornServer, request: str) -> str:
    """Everything that comes back for these very bytes until the connection ends."""
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(request.encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b"")).decode("latin-1")


BODY = json.dumps(NEW_TICKET)
SECOND = "GET /api/tickets/?smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
FRAMES = {
    "both lengths": f"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{SECOND}",
    "two lengths": f"Content-Length: 0\r\nContent-Length: {len(SECOND)}\r\n\r\n{SECOND}",
    "a list of lengths": f"Content-Length: 0, {len(SECOND)}\r\n\r\n{SECOND}",
    "a signed length": f"Content-Length: +0\r\n\r\n{SECOND}",
    "a made-up encoding": f"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{SECOND}",
    "a blank before the colon": f"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n{SECOND}",
    "a folded header": f"X-Request-ID: a\r\n Set-Cookie: a=b\r\n\r\n{SECOND}",
    "a line break alone": f"X-Request-ID: a\rSet-Cookie: a=b\r\n\r\n{SECOND}",
    "one in a place in the stream": f"Last-Event-ID: a\rSet-Cookie: a=b\r\n\r\n{SECOND}",
    "NUL in a header": f"X-Ticket-Link: a\x00b\r\n\r\n{SECOND}",
}


@pytest.fixture(scope="module")
def events(database_url: str) -> Iterator[GunicornServer]:
    """The live updates, which another kind of gunicorn's workers reads."""
    with GunicornServer("events", DATABASE_URL=database_url) as running:
        yield running


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", ["server", "events"])
@pytest.mark.parametrize("frame", FRAMES)
def test_a_request_that_can_be_read_in_two_ways_is_refused(
    request: pytest.FixtureRequest, part: str, frame: str
) -> None:
    """The bytes after it are not served as a second request."""
    running = request.getfixturevalue(part)
    head = "POST /api/tickets/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    answer = raw(running, head + FRAMES[frame])
    assert answer.startswith(("HTTP/1.1 400", "HTTP/1.1 501")), answer
    assert answer.count("HTTP/1.1 ") == 1
    assert "Set-Cookie" not in answer.partition("\r\n\r\n")[0]
    assert "smuggled" not in running.log()


@pytest.mark.django_db(transaction=True)
def test_headers_with_underscores_are_not_those_with_dashes(server: GunicornServer) -> None:
    """WSGI writes both alike, so one could pass for what the gateway says."""
    ours = "3f1c9a52b7d64e0f8a1d2c3b4e5f6071"
    line = "GET /api/health/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    answer = raw(server, f"{line}X_Request_ID: {ours}\r\n\r\n")
    assert answer.startswith("HTTP/1.1 200")
    assert ours not in answer


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("target", ["http://evil.example/api/tickets/", "//evil.example/api/"])
def test_a_host_in_the_first_line_is_not_taken_for_ours(
    server: GunicornServer, target: str
) -> None:
    for _ in range(2):
        Ticket.objects.create(**NEW_TICKET)
    line = f"GET {target}?limit=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answer = raw(server, line)
    assert "evil" not in answer
