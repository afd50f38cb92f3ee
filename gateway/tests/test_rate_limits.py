"""Limits on costly requests by client address, and on everything by account."""

from collections import Counter
from collections.abc import Callable
from http.client import HTTPConnection

import pytest
from conftest import Stack, StartStack

# So slow that nothing is given back while a test runs: the burst and one more get through.
SLOW = {"RATE_LIMIT_CREATE": "1r/m", "RATE_LIMIT_CLASSIFY": "1r/m"}
REQUEST_MESSAGE = "/api/request/messages/"
LET_THROUGH = 101
CREATE = "/api/tickets/"
CLASSIFY = "/api/tickets/classify/"
OWN_SIMILAR = "/api/request/similar/"
BULK = "/api/tickets/bulk/"


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


@pytest.mark.parametrize("path", [CREATE, CLASSIFY, REQUEST_MESSAGE, OWN_SIMILAR])
def test_a_burst_passes_and_a_flood_does_not(start: StartStack, path: str) -> None:
    stack = start(**SLOW)
    assert statuses(stack, "POST", path, 120) == {200: LET_THROUGH, 429: 120 - LET_THROUGH}
    assert len(stack.api.received) == LET_THROUGH


@pytest.mark.parametrize("path", [BULK, BULK.rstrip("/")])
def test_changes_of_many_tickets_are_limited(start: StartStack, path: str) -> None:
    stack = start(**SLOW)
    counted = statuses(stack, "POST", path, 60)
    # One a second is given back while the test runs.
    assert 21 <= counted[200] <= 30
    assert counted[429] == 60 - counted[200]
    assert statuses(stack, "POST", CREATE, 1) == {200: 1}, "counted separately"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/session/"),
        ("POST", "/api/session"),
        ("POST", "/api/session/password/"),
        ("GET", "/api/session/oidc/begin/"),
        ("GET", "/api/session/oidc/begin?next=/"),
        ("GET", "/api/session/oidc/finish/?code=x&state=y"),
        ("HEAD", "/api/session/oidc/begin/"),
    ],
)
def test_signing_in_is_limited(start: StartStack, method: str, path: str) -> None:
    stack = start(**SLOW)
    counted = statuses(stack, method, path, LET_THROUGH + 5)
    assert counted == {200: LET_THROUGH, 429: 5}
    assert statuses(stack, "POST", CREATE, 1) == {200: 1}, "counted separately"
    assert statuses(stack, "GET", "/api/session/", 5) == {200: 5}, "each page asks for it"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_exports_are_limited(start: StartStack, method: str) -> None:
    stack = start()
    export = "/api/tickets/export.csv"
    assert statuses(stack, method, export, 15) == {200: 11, 429: 4}
    assert statuses(stack, "GET", "/api/tickets/", 5) == {200: 5}


def test_messages_of_a_link_count_with_new_tickets(start: StartStack) -> None:
    stack = start(**SLOW)
    assert statuses(stack, "POST", REQUEST_MESSAGE, LET_THROUGH) == {200: LET_THROUGH}
    assert statuses(stack, "POST", CREATE, 1) == {429: 1}
    assert statuses(stack, "GET", REQUEST_MESSAGE, 5) == {200: 5}, "reading is not limited"
    assert statuses(stack, "GET", "/api/request/", 5) == {200: 5}


@pytest.mark.parametrize("path", ["/api/tickets/7/messages/", "/api/macros/", "/api/macros/7/"])
def test_messages_and_macros_of_an_account_count_for_its_session(
    start: StartStack, path: str
) -> None:
    stack = start(RATE_LIMIT_ACCOUNT="1r/m", **SLOW)
    assert statuses(stack, "POST", path, 205, Cookie=SESSION) == {200: 201, 429: 4}
    assert statuses(stack, "POST", CREATE, 1) == {200: 1}, "counted separately"


def test_creating_and_classifying_are_counted_apart(start: StartStack) -> None:
    stack = start(**SLOW)
    statuses(stack, "POST", CREATE, LET_THROUGH)
    assert statuses(stack, "POST", CLASSIFY, 1) == {200: 1}


@pytest.mark.parametrize("path", ["/api/tickets/7/suggestion/", "/api/tickets/18/suggestion"])
def test_suggestions_for_tickets_count_with_those_for_texts(start: StartStack, path: str) -> None:
    stack = start(**SLOW)
    assert statuses(stack, "GET", path, LET_THROUGH + 5) == {200: LET_THROUGH, 429: 5}
    assert statuses(stack, "HEAD", path, 1) == {429: 1}
    assert statuses(stack, "POST", CLASSIFY, 1) == {429: 1}
    assert statuses(stack, "GET", "/api/tickets/7/", 5) == {200: 5}


def test_one_address_does_not_use_up_anothers(start: StartStack) -> None:
    stack = start(**SLOW)
    statuses(stack, "POST", CREATE, 110)
    assert statuses(stack, "POST", CREATE, 1, client="127.0.0.2") == {200: 1}


@pytest.mark.parametrize("path", [CREATE, CLASSIFY, REQUEST_MESSAGE])
def test_an_address_without_its_last_slash_meets_the_same_limit(
    start: StartStack, path: str
) -> None:
    stack = start(**SLOW)
    assert statuses(stack, "POST", path.rstrip("/"), LET_THROUGH + 5) == {200: LET_THROUGH, 429: 5}
    assert statuses(stack, "POST", path, 1) == {429: 1}
    assert {request.path for request in stack.api.received} == {path}


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", CREATE), ("GET", CLASSIFY), ("PATCH", "/api/tickets/7/"), ("GET", "/")],
)
def test_reading_and_changing_are_not_limited(start: StartStack, method: str, path: str) -> None:
    assert statuses(start(**SLOW), method, path, 150) == {200: 150}


@pytest.mark.parametrize("path", [CREATE, CLASSIFY, REQUEST_MESSAGE])
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


SESSION = "sessionid=abcdefghijklmnopqrstuvwxyz012345"
ODD_CREDENTIALS = {
    "token after a tab": {"Authorization": f"Bearer\t{TOKEN[7:]}{'a' * 43}"},
    "token after a blank and a tab": {"Authorization": f"Bearer \t{TOKEN[7:]}{'a' * 43}"},
    "token after a no-break space": {"Authorization": f"Bearer \xa0{TOKEN[7:]}{'a' * 43}"},
    "token before a no-break space": {"Authorization": f"{TOKEN}{'a' * 43}\xa0"},
    "token after a blank line end": {"Authorization": f"\tBearer {TOKEN[7:]}{'a' * 43}"},
    "blank before =": {"Cookie": SESSION.replace("=", " =")},
    "blank after =": {"Cookie": SESSION.replace("=", "= ")},
    "tab before the name": {"Cookie": f"a=b;\t{SESSION}"},
    "two blanks before the name": {"Cookie": f"a=b;  {SESSION}"},
    "space of unicode before the name": {"Cookie": f"a=b; \xe2\x80\x83{SESSION}"},
    "quoted": {"Cookie": SESSION.replace("=", '="') + '"'},
    "quoted, with escapes": {"Cookie": 'sessionid="\\141bc"'},
    "blank at the end": {"Cookie": f"{SESSION} ; a=b"},
    "odd one after a good one": {"Cookie": f"{SESSION}; sessionid =two"},
    "good one after an odd one": {"Cookie": f"sessionid =two; {SESSION}"},
    "over TLS": {"Cookie": f"__Host-{SESSION.replace('=', ' =')}"},
}


@pytest.mark.parametrize("kind", ODD_CREDENTIALS)
@pytest.mark.parametrize("path", ["/api/tickets/", "/api/tickets/events/", "/admin/"])
def test_credentials_that_django_could_read_differently_are_refused(
    stack: Stack, kind: str, path: str
) -> None:
    assert statuses(stack, "GET", path, 1, **ODD_CREDENTIALS[kind]) == {400: 1}
    assert stack.api.received + stack.events.received == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Basic YmVhcmVyOnggdGt0Xw=="},
        {"Authorization": "Bearer not-one-of-ours"},
        {"Authorization": "Bearer"},
        {"Cookie": "sessionid="},
        {"Cookie": f"othersessionid = 1; sessionidx=2; a={SESSION}; {SESSION}"},
        {"Cookie": f'a; b="c d"; {SESSION}; csrftoken=x'},
        {"Cookie": f"sessionid=eyJ1IjoxfQ:1abcde:c2lnbmF0dXJl; __Host-{SESSION}"},
    ],
)
def test_other_credentials_pass(stack: Stack, headers: dict[str, str]) -> None:
    assert statuses(stack, "GET", "/api/tickets/", 1, **headers) == {200: 1}
    arrived = stack.api.last().headers
    assert {name: arrived[name.lower()] for name in headers} == headers


@pytest.mark.parametrize(
    "spelling",
    [
        lambda number: {"Authorization": f"Bearer{' ' * (1 + number % 3)}{TOKEN[7:]}{number}"},
        lambda number: {"Authorization": f"{'bB'[number % 2]}eARER {TOKEN[7:]}x"},
        # Django takes the last of two cookies.
        lambda number: {"Cookie": f"sessionid=first{number}; {SESSION}"},
        # And only one of the two names; the gateway does not know which.
        lambda number: {"Cookie": f"{SESSION}; __Host-sessionid=other{number}"},
        lambda number: {"Cookie": f"__Host-{SESSION}; sessionid=other{number}"},
        lambda number: {
            "Cookie": f"__Host-{SESSION}",
            "Authorization": f"Basic {number}",
        },
    ],
    ids=["blanks", "case", "two cookies", "name of TLS", "name without TLS", "other scheme"],
)
def test_no_spelling_of_a_credential_evades_its_limit(
    start: StartStack, spelling: Callable[[int], dict[str, str]]
) -> None:
    stack = start(RATE_LIMIT_ACCOUNT="1r/m")
    counted: Counter[int] = Counter()
    for number in range(205):
        counted += statuses(stack, "GET", "/api/tickets/", 1, **spelling(number))
    assert counted == {200: 201, 429: 4}


def test_several_lines_of_cookies_arrive_as_the_one_that_was_counted(stack: Stack) -> None:
    stack.nginx.raw(
        b"GET /api/tickets/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        b"Cookie: sessionid=one\r\nCookie: sessionid=two\r\n\r\n"
    )
    assert stack.api.last().headers["cookie"] == "sessionid=one; sessionid=two"


def test_two_lines_of_authorization_are_refused(stack: Stack) -> None:
    response, _ = stack.nginx.raw(
        b"GET /api/tickets/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        b"Authorization: Bearer tkt_1\r\nAuthorization: Bearer tkt_2\r\n\r\n"
    )
    assert response.status == 400
    assert stack.api.received == []


@pytest.mark.parametrize(
    ("address", "is_one_client"),
    [
        (lambda number: f"2001:db8:1:2:{number:x}::{number:x}", True),
        (lambda _: "::ffff:192.0.2.7", True),
        (lambda number: ["192.0.2.7", "::ffff:192.0.2.7", "::ffff:c000:207"][number % 3], True),
        (lambda number: ["192.0.2.7:80", "[::ffff:192.0.2.7]:81"][number % 2], True),
        # Binary addresses with bytes that end a line or a text elsewhere.
        (lambda number: f"a0a:a00:d:0:0a0a::{number:x}", True),
        (lambda number: f"2001:db8:1:{number:x}::1", False),
        (lambda number: f"192.0.2.{number}", False),
        (lambda number: f"::ffff:192.0.2.{number}", False),
    ],
    ids=["one /64", "mapped", "IPv4 in three forms", "ports", "bytes", "many /64", "IPv4", "many"],
)
def test_a_client_is_an_ipv4_address_or_a_network_of_ipv6(
    start: StartStack, address: Callable[[int], str], is_one_client: bool
) -> None:
    stack = start(GATEWAY_TRUSTED_PROXY="127.0.0.1", **SLOW)
    counted: Counter[int] = Counter()
    for number in range(LET_THROUGH + 4):
        headers = {"X-Forwarded-For": address(number)}
        counted += statuses(stack, "POST", CREATE, 1, **headers)
    wanted = {200: LET_THROUGH, 429: 4} if is_one_client else {200: LET_THROUGH + 4}
    assert counted == wanted


def test_opening_streams_is_limited_by_address(start: StartStack) -> None:
    stack = start()
    counted = statuses(stack, "GET", "/api/tickets/events/", 700)
    assert counted[429] > 0
    assert counted[200] >= 501
    assert statuses(stack, "GET", "/api/tickets/events/", 1, client="127.0.0.2") == {200: 1}


def test_a_session_is_limited_on_streams_as_elsewhere(start: StartStack) -> None:
    stack = start(RATE_LIMIT_ACCOUNT="1r/m")
    shown = {"Cookie": SESSION}
    assert statuses(stack, "GET", "/api/tickets/", 201, **shown) == {200: 201}
    assert statuses(stack, "GET", "/api/tickets/events/", 1, **shown) == {429: 1}
