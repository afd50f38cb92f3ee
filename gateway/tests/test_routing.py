"""Who answers which path, and what the gateway says about the client on the way."""

from http.client import HTTPConnection

import pytest
import requests
from conftest import Stack, StartStack
from upstream import Drop, Reply


@pytest.mark.parametrize(
    ("path", "upstream"),
    [
        ("/", "portal"),
        ("/tickets/7", "portal"),
        ("/assets/index-4f3a.js", "portal"),
        ("/apiary", "portal"),
        ("/api/tickets/", "api"),
        ("/api/tickets/7/", "api"),
        ("/api/tickets/stats/", "api"),
        ("/api/tickets/classify/", "api"),
        ("/api/health/", "api"),
        ("/api/docs/", "api"),
        ("/api/tickets/events/", "events"),
        ("/api/request/", "api"),
        ("/api/request/messages/", "api"),
        ("/api/request/similar/", "api"),
        ("/api/tickets/7/similar/8/", "api"),
        ("/api/tickets/7/messages/", "api"),
        ("/api/tickets/7/suggestion/", "api"),
        ("/api/macros/", "api"),
        ("/api/macros/7/", "api"),
        ("/api/tickets/export.csv", "api"),
        ("/api/views/", "api"),
        ("/api/views/7/", "api"),
        ("/admin/", "api"),
        ("/admin/login/", "api"),
        ("/administration", "portal"),
        ("/api/request/events/", "events"),
        # No way to the classifier, and none to the health pages of the containers.
        ("/v1/classify", "portal"),
        ("/healthz", "portal"),
        ("/readyz", "portal"),
    ],
)
def test_each_path_reaches_its_part(stack: Stack, path: str, upstream: str) -> None:
    assert requests.get(stack.url + path, timeout=5).json() == {"upstream": upstream}


def test_path_and_query_arrive_as_they_were_sent(stack: Stack) -> None:
    path = "/api/tickets/?search=login%20issue%2F%22quoted%22&category=account"
    requests.get(stack.url + path, timeout=5)
    assert stack.api.last().path == path


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
@pytest.mark.parametrize(
    ("sent", "part", "arrived"),
    [
        ("/api", "api", "/api/"),
        ("/api/tickets", "api", "/api/tickets/"),
        ("/api/tickets?search=a%2Fb&x=1", "api", "/api/tickets/?search=a%2Fb&x=1"),
        ("/api/tickets/7", "api", "/api/tickets/7/"),
        ("/api/tickets/7/messages", "api", "/api/tickets/7/messages/"),
        ("/api/tickets/7/messages?after=3", "api", "/api/tickets/7/messages/?after=3"),
        ("/api/request/messages", "api", "/api/request/messages/"),
        ("/api/macros", "api", "/api/macros/"),
        ("/api/views", "api", "/api/views/"),
        ("/api/tickets/events", "events", "/api/tickets/events/"),
        ("/api/request/events?a", "events", "/api/request/events/?a"),
        ("/api/static/a.b/page.js", "api", "/api/static/a.b/page.js"),
    ],
)
def test_a_missing_last_slash_is_added_on_the_way(
    stack: Stack, method: str, sent: str, part: str, arrived: str
) -> None:
    body = b"{}" if method != "GET" else None
    reply = requests.request(method, stack.url + sent, data=body, timeout=5)
    assert reply.json() == {"upstream": part}
    (received,) = stack.api.received + stack.events.received
    assert (received.method, received.path) == (method, arrived)
    assert reply.headers["Cache-Control"] == "no-store"


ODD_SPELLINGS = [
    "/%61pi/tickets/stats/",
    "/api%2ftickets/",
    "/api/tickets%2F",
    "/api/tickets%2f",
    "/api/%74ickets",
    "/api/tickets/%63lassify/",
    "//api/tickets/",
    "/api//tickets/",
    "/api/tickets//",
    "/api/tickets//events/",
    "/./api/tickets/",
    "/api/./tickets/",
    "/x/../api/tickets/",
    "/api/tickets/stats/../",
    "/api/tickets/%2e/stats/",
    "/api/static/..%2f..%2fx",
    "/api/static/%2e%2e/tickets/",
    "/api%2f..%2fx",
    "/api/../request",
    "/admin/../",
    "/api/tickets/#x",
    "/api/ticket%C5%BF/",
    "/api/tickets/%20",
    "/api/tickets/%3Fa",
    "/api/tickets/%2561",
    "/%61dmin/",
    "/admin%2flogin/",
    "//admin/",
    "/admin/./login/",
]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ODD_SPELLINGS)
def test_another_spelling_of_an_address_reaches_no_part(
    stack: Stack, method: str, path: str
) -> None:
    head = "Host: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    response, body = stack.nginx.raw(f"{method} {path} HTTP/1.1\r\n{head}".encode())
    assert response.status == 400
    assert b"normal form" in body
    assert (response.headers["Content-Type"] == "application/json") is ("dmin" not in path)
    assert response.headers["Cache-Control"] == "no-store"
    assert stack.api.received + stack.events.received == []


@pytest.mark.parametrize("path", ["/API/tickets/", "/Api/tickets/", "/api;x/tickets/", "/Admin/"])
def test_what_django_would_not_serve_is_the_portals(stack: Stack, path: str) -> None:
    assert requests.get(stack.url + path, timeout=5).json() == {"upstream": "portal"}


def test_an_absolute_address_is_the_same_address(stack: Stack) -> None:
    head = b"Host: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    assert stack.nginx.raw(b"POST http://a/api/tickets HTTP/1.1\r\n" + head)[0].status == 200
    assert stack.api.last().path == "/api/tickets/"


@pytest.mark.parametrize("line", ["HTTP/1.0", "HTTP/1.1\r\nHost:"])
@pytest.mark.parametrize("path", ["/api/tickets/", "/api/tickets/events/", "/admin/"])
def test_a_request_without_a_host_is_refused(stack: Stack, line: str, path: str) -> None:
    """Django would build the links of a page from the address inside."""
    response, body = stack.nginx.raw(f"GET {path} {line}\r\n\r\n".encode())
    assert response.status == 400
    assert b"normal form" not in body
    assert line == "HTTP/1.1\r\nHost:" or b"Send the header Host." in body
    assert stack.api.received + stack.events.received == []


@pytest.mark.parametrize("prefix", ["/api/tickets/", "/api/tickets/events/", "/"])
def test_what_a_client_claims_about_itself_is_overwritten(stack: Stack, prefix: str) -> None:
    claims = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "elsewhere.example",
        "X-Real-IP": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
        "X-Request-ID": "chosen-by-the-client",
    }
    reply = requests.get(stack.url + prefix, headers=claims, timeout=5)
    (arrived,) = stack.api.received + stack.events.received + stack.portal.received
    assert arrived.headers["x-forwarded-for"] == "127.0.0.1"
    assert arrived.headers["x-forwarded-proto"] == "http"
    assert not {"x-forwarded-host", "x-real-ip", "forwarded"} & arrived.headers.keys()
    assert arrived.headers["x-request-id"] == reply.headers["X-Request-ID"]
    assert len(reply.headers["X-Request-ID"]) == 32
    assert int(reply.headers["X-Request-ID"], 16)


def test_the_proxy_that_was_named_is_believed(start: StartStack) -> None:
    stack = start(GATEWAY_TRUSTED_PROXY="127.0.0.0/8", GATEWAY_SCHEME="https")
    claims = {"X-Forwarded-For": "192.0.2.1, 203.0.113.9"}
    requests.get(f"{stack.url}/api/tickets/", headers=claims, timeout=5)
    assert stack.api.last().headers["x-forwarded-for"] == "203.0.113.9"
    assert stack.api.last().headers["x-forwarded-proto"] == "https"


def test_every_request_has_a_different_id(stack: Stack) -> None:
    with requests.Session() as session:
        replies = [session.get(f"{stack.url}/api/tickets/") for _ in range(5)]
    assert len({reply.headers["X-Request-ID"] for reply in replies}) == 5


def test_the_host_keeps_its_port_for_the_links_in_a_page_of_tickets(stack: Stack) -> None:
    requests.get(f"{stack.url}/api/tickets/", timeout=5)
    assert stack.api.last().headers["host"] == f"127.0.0.1:{stack.nginx.port}"


def test_an_etag_weakened_by_compression_still_matches(stack: Stack) -> None:
    ticket = Reply(
        body=b'{"description": "%s"}' % (b"x" * 2000),
        headers={"Content-Type": "application/json", "ETag": '"v1"'},
    )
    stack.api.on("/api/tickets/7/", lambda: ticket)
    read = requests.get(f"{stack.url}/api/tickets/7/", timeout=5)
    assert read.headers["Content-Encoding"] == "gzip"
    headers = {"If-Match": read.headers["ETag"]}
    requests.patch(f"{stack.url}/api/tickets/7/", json={}, headers=headers, timeout=5)
    assert stack.api.last().headers["if-match"] == '"v1"'


@pytest.mark.parametrize("tag", ['"v1"', "*", '"a", "b"'])
def test_other_conditions_pass_as_they_are(stack: Stack, tag: str) -> None:
    requests.patch(f"{stack.url}/api/tickets/7/", headers={"If-Match": tag}, timeout=5)
    assert stack.api.last().headers["if-match"] == tag


def test_a_post_that_may_have_arrived_is_sent_once(stack: Stack) -> None:
    stack.api.on("/api/tickets/", Drop)
    reply = requests.post(f"{stack.url}/api/tickets/", json={"title": "Once"}, timeout=5)
    assert reply.status_code == 502
    assert len(stack.api.received) == 1


def test_the_health_page_is_for_this_machine(stack: Stack) -> None:
    assert requests.get(f"{stack.url}/gateway-health", timeout=5).text == "ok\n"


def test_the_health_page_is_refused_to_others(stack: Stack) -> None:
    other = HTTPConnection("127.0.0.1", stack.nginx.port, source_address=("127.0.0.2", 0))
    other.request("GET", "/gateway-health")
    assert other.getresponse().status == 404
    other.close()
