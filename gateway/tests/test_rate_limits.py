"""Limits on creating and classifying by client address, and on everything by account."""

from collections import Counter
from http.client import HTTPConnection

import pytest
from conftest import Stack, StartStack

# So slow that nothing is given back while a test runs: the burst and one more get through.
SLOW = {"RATE_LIMIT_CREATE": "1r/m", "RATE_LIMIT_CLASSIFY": "1r/m"}
LET_THROUGH = 101
CREATE = "/api/tickets/"
CLASSIFY = "/api/tickets/classify/"


def statuses(
    stack: Stack,
    method: str,
    path: str,
    times: int,
    client: str = "127.0.0.1",
    **headers: str,
) -> Counter[int]:
    """How often each status came, asking over one connection from one address."""
    connection = HTTPConnection("127.0.0.1", stack.nginx.port, 5, source_address=(client, 0))
    counted: Counter[int] = Counter()
    for _ in range(times):
        connection.request(method, path, body=b"{}" if method == "POST" else None, headers=headers)
        reply = connection.getresponse()
        reply.read()
        counted[reply.status] += 1
    connection.close()
    return counted


@pytest.mark.parametrize("path", [CREATE, CLASSIFY])
def test_a_burst_passes_and_a_flood_does_not(start: StartStack, path: str) -> None:
    stack = start(**SLOW)
    assert statuses(stack, "POST", path, 120) == {200: LET_THROUGH, 429: 120 - LET_THROUGH}
    assert len(stack.api.received) == LET_THROUGH


def test_creating_and_classifying_are_counted_apart(start: StartStack) -> None:
    stack = start(**SLOW)
    statuses(stack, "POST", CREATE, LET_THROUGH)
    assert statuses(stack, "POST", CLASSIFY, 1) == {200: 1}


def test_one_address_does_not_use_up_anothers(start: StartStack) -> None:
    stack = start(**SLOW)
    statuses(stack, "POST", CREATE, 110)
    assert statuses(stack, "POST", CREATE, 1, client="127.0.0.2") == {200: 1}


@pytest.mark.parametrize("path", ["/api/tickets/%63lassify/", "//api/tickets//classify/"])
def test_another_spelling_of_the_path_is_no_way_around(start: StartStack, path: str) -> None:
    stack = start(**SLOW)
    statuses(stack, "POST", CLASSIFY, LET_THROUGH)
    assert statuses(stack, "POST", path, 1) == {429: 1}


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", CREATE), ("GET", CLASSIFY), ("PATCH", "/api/tickets/7/"), ("GET", "/")],
)
def test_reading_and_changing_are_not_limited(start: StartStack, method: str, path: str) -> None:
    assert statuses(start(**SLOW), method, path, 150) == {200: 150}


@pytest.mark.parametrize("path", [CREATE, CLASSIFY])
def test_off_lifts_the_limits(start: StartStack, path: str) -> None:
    assert statuses(start(RATE_LIMITS="off", **SLOW), "POST", path, 150) == {200: 150}


def test_the_answer_says_when_to_come_back(start: StartStack) -> None:
    stack = start(**SLOW)
    statuses(stack, "POST", CREATE, LET_THROUGH)
    response, body = stack.nginx.raw(
        b"POST /api/tickets/ HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    assert response.status == 429
    assert response.headers["Retry-After"] == "1"
    assert b'"error": "Too Many Requests"' in body


TOKEN = "Bearer tkt_0123456789ab_"


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        (
            {"Authorization": f"{TOKEN}{'a' * 43}"},
            {"Authorization": f"bearer {TOKEN[7:]}{'b' * 43}"},
            {"Authorization": f"Bearer tkt_ffffffffffff_{'a' * 43}"},
        ),
        (
            {"Cookie": "csrftoken=x; sessionid=one"},
            {"Cookie": "sessionid=one; other=y"},
            {"Cookie": "sessionid=two"},
        ),
        (
            {"Cookie": "__Host-csrftoken=x; __Host-sessionid=one"},
            {"Cookie": "__Host-sessionid=one; other=y"},
            {"Cookie": "__Host-sessionid=two; othersessionid=one"},
        ),
    ],
    ids=["token", "session", "session over TLS"],
)
def test_an_account_is_limited_wherever_it_asks_from(
    start: StartStack, one: dict[str, str], same: dict[str, str], other: dict[str, str]
) -> None:
    stack = start(RATE_LIMIT_ACCOUNT="1r/m")
    assert statuses(stack, "GET", "/api/tickets/", 210, **one) == {200: 201, 429: 9}
    assert statuses(stack, "PATCH", "/api/tickets/7/", 1, "127.0.0.2", **same) == {429: 1}
    assert statuses(stack, "GET", "/api/tickets/", 1, **other) == {200: 1}
    assert statuses(stack, "GET", "/api/tickets/", 1) == {200: 1}


def test_off_lifts_the_limit_on_accounts_too(start: StartStack) -> None:
    stack = start(RATE_LIMITS="off", RATE_LIMIT_ACCOUNT="1r/m")
    shown = {"Authorization": f"{TOKEN}{'a' * 43}"}
    assert statuses(stack, "GET", "/api/tickets/", 250, **shown) == {200: 250}
