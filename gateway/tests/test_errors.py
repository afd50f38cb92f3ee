"""Errors: the gateway's own in the envelope of requirements §4.5, Django's as Django wrote them."""

import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from conftest import Stack, StartStack
from running import free_port, set_directive
from upstream import Reply

CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"
BODY_BYTES = json.loads((CONTRACTS / "limits.json").read_text())["body_bytes"]
RAW = {
    400: (b"GET /api/ HTTP/1.1\r\nHost: one\r\nHost: two\r\n\r\n", "Bad Request"),
    405: (b"TRACE /api/ HTTP/1.1\r\nHost: one\r\n\r\n", "Method Not Allowed"),
    414: (b"GET /api/?%s HTTP/1.1\r\nHost: one\r\n\r\n" % (b"x" * 40_000), "URI Too Long"),
    431: (
        b"GET /api/ HTTP/1.1\r\nHost: one\r\nX: %s\r\n\r\n" % (b"x" * 40_000),
        "Request Header Fields Too Large",
    ),
    501: (
        b"POST /api/ HTTP/1.1\r\nHost: one\r\nTransfer-Encoding: br\r\n\r\n",
        "Not Implemented",
    ),
    505: (b"GET /api/ HTTP/3.0\r\nHost: one\r\n\r\n", "HTTP Version Not Supported"),
}


def assert_envelope(status: int, content_type: str, body: bytes, title: str = "") -> None:
    """The envelope of contracts/README.md with one sentence that says what to do."""
    assert content_type == "application/json", status
    envelope = json.loads(body)
    assert envelope.keys() == {"error", "details"}
    assert envelope["error"] == title or (envelope["error"] and not title)
    (sentence,) = envelope["details"]["detail"]
    assert sentence.endswith(".")


def assert_reply(reply: requests.Response, status: int, title: str) -> None:
    assert reply.status_code == status
    assert_envelope(status, reply.headers["Content-Type"], reply.content, title)


GET = b"GET /api/ HTTP/1.1\r\nHost: a\r\n"
POST = b"POST /api/ HTTP/1.1\r\nHost: a\r\n"
ODD_REQUESTS = {
    "no host": b"GET /api/tickets/ HTTP/1.0\r\n\r\n",
    "empty host": b"GET /api/tickets/ HTTP/1.1\r\nHost:\r\n\r\n",
    "two hosts": b"GET /api/tickets/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "host with a blank": b"GET /api/tickets/ HTTP/1.1\r\nHost: a b\r\n\r\n",
    "zero byte in the address": b"GET /api/%00 HTTP/1.1\r\nHost: a\r\n\r\n",
    "half an escape": b"GET /api/%4 HTTP/1.1\r\nHost: a\r\n\r\n",
    "above the root": b"GET /../api/ HTTP/1.1\r\nHost: a\r\n\r\n",
    "elsewhere": b"GET /api/static/..%2f..%2fx HTTP/1.1\r\nHost: a\r\n\r\n",
    "small letters": b"get /api/ HTTP/1.1\r\nHost: a\r\n\r\n",
    "no version": b"GET /api/ HTTP\r\nHost: a\r\n\r\n",
    "http/2": b"GET /api/ HTTP/2.0\r\nHost: a\r\n\r\n",
    "trace": b"TRACE /api/ HTTP/1.1\r\nHost: a\r\n\r\n",
    "length twice": POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "length and chunks": POST + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    "negative length": POST + b"Content-Length: -1\r\n\r\n",
    "bad chunk": POST + b"Transfer-Encoding: chunked\r\n\r\nx\r\n",
    "zero byte in a header": GET + b"X: \0\r\n\r\n",
    "two tokens": GET + b"Authorization: a\r\nAuthorization: b\r\n\r\n",
    "odd cookie": GET + b"Cookie: sessionid =a\r\n\r\n",
    "nothing": b"\r\n\r\n \r\n",
}


@pytest.mark.parametrize("kind", ODD_REQUESTS)
def test_every_odd_request_gets_the_envelope(stack: Stack, kind: str) -> None:
    response, body = stack.nginx.raw(ODD_REQUESTS[kind])
    assert 400 <= response.status < 600
    assert_envelope(response.status, response.headers["Content-Type"], body)
    assert response.headers["Cache-Control"] == "no-store"
    assert stack.api.received == []


@pytest.mark.parametrize("status", RAW)
def test_requests_that_cannot_be_read_get_the_envelope(stack: Stack, status: int) -> None:
    request, title = RAW[status]
    response, body = stack.nginx.raw(request)
    assert response.status == status
    assert_envelope(status, response.headers["Content-Type"], body, title)
    assert stack.api.received == []


def test_the_largest_body_passes(stack: Stack) -> None:
    reply = requests.post(f"{stack.url}/api/tickets/", data=b"x" * BODY_BYTES, timeout=5)
    assert reply.status_code == 200
    assert len(stack.api.last().body) == BODY_BYTES


def test_one_byte_more_gets_413(stack: Stack) -> None:
    reply = requests.post(f"{stack.url}/api/tickets/", data=b"x" * (BODY_BYTES + 1), timeout=5)
    assert_reply(reply, 413, "Payload Too Large")
    assert stack.api.received == []


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/tickets",
        "/api/tickets/7",
        "/api/tickets/classify",
        "/api/tickets/events/",
        "/api/request/events",
        "/api/static/page.js",
        "/%61pi/tickets/",
        "/api%2ftickets/",
        "/admin/",
        "/",
    ],
)
def test_no_address_takes_a_larger_body(stack: Stack, path: str) -> None:
    head = b"Host: a\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (BODY_BYTES + 1)
    response, body = stack.nginx.raw(b"POST %s HTTP/1.1\r\n%s" % (path.encode(), head))
    assert response.status == 413
    assert b"256 KiB" in body
    assert stack.api.received + stack.events.received + stack.portal.received == []


def test_a_body_without_a_length_is_limited_as_well(stack: Stack) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"x" * BODY_BYTES
        yield b"x"

    reply = requests.post(f"{stack.url}/api/tickets/", data=chunks(), timeout=5)
    assert_reply(reply, 413, "Payload Too Large")
    assert stack.api.received == []


def test_an_upstream_that_is_away_gives_502(start: StartStack) -> None:
    stack = start(TICKET_API_UPSTREAM=f"127.0.0.1:{free_port()}")
    assert_reply(requests.get(f"{stack.url}/api/tickets/", timeout=5), 502, "Bad Gateway")


def test_an_unknown_name_gives_502(start: StartStack) -> None:
    # Nothing answers at this resolver, which is what a network without any replica looks like.
    stack = start(
        TICKET_API_UPSTREAM="ticket-api:8000",
        GATEWAY_RESOLVER=f"127.0.0.1:{free_port()}",
        change=lambda config: set_directive(config, "resolver_timeout", "100ms"),
    )
    assert_reply(requests.get(f"{stack.url}/api/tickets/", timeout=5), 502, "Bad Gateway")


def test_an_upstream_that_does_not_answer_gives_504(start: StartStack) -> None:
    # 125 s as shipped, held to the contract in test_config.py.
    stack = start(change=lambda config: set_directive(config, "proxy_read_timeout", "200ms"))
    released = threading.Event()

    def hang() -> Reply:
        released.wait(10)
        return Reply()

    stack.api.on("/api/tickets/", hang)
    reply = requests.post(f"{stack.url}/api/tickets/", json={}, timeout=5)
    released.set()
    assert_reply(reply, 504, "Gateway Timeout")
    assert len(stack.api.received) == 1


@pytest.mark.parametrize("status", [400, 404, 405, 413, 414, 429, 500, 502, 503, 504])
def test_djangos_errors_pass_as_they_are(stack: Stack, status: int) -> None:
    body = b'{"error": "Said by Django", "details": {"title": ["Enter a title."]}}'
    headers = {"Content-Type": "application/json", "Retry-After": "17"}
    stack.api.on("/api/tickets/", lambda: Reply(status, body, headers))
    reply = requests.post(f"{stack.url}/api/tickets/", json={}, timeout=5)
    assert (reply.status_code, reply.content) == (status, body)
    assert reply.headers["Retry-After"] == "17"


def test_a_person_gets_a_page_to_read(start: StartStack) -> None:
    stack = start(FRONTEND_UPSTREAM=f"127.0.0.1:{free_port()}")
    reply = requests.get(f"{stack.url}/", timeout=5)
    assert reply.status_code == 502
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<h1>Bad Gateway</h1>" in reply.text
    assert "Try again in a moment." in reply.text
    assert reply.headers["X-Request-ID"] in reply.text


def test_the_error_pages_have_no_address_of_their_own(stack: Stack) -> None:
    for path in ("/gateway-error/json", "/gateway-error/page"):
        assert requests.get(stack.url + path, timeout=5).status_code == 404


def test_a_client_that_stops_in_the_middle_of_a_body_is_let_go(start: StartStack) -> None:
    stack = start(change=lambda config: set_directive(config, "client_body_timeout", "100ms"))
    connection = http.client.HTTPConnection("127.0.0.1", stack.nginx.port, timeout=5)
    connection.putrequest("POST", "/api/tickets/")
    connection.putheader("Content-Length", "100")
    connection.endheaders(b"only this")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        connection.getresponse()
    connection.close()
    assert stack.api.received == []
