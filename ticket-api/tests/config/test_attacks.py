"""What an attacker would try, in every place that contracts/openapi.json names.

Signing in, tokens, links and CSRF have attacks of their own beside what they are about
(test_session, test_tokens, test_requester, test_access).
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from config.logs import LineFormatter
from conversations.models import Macro
from saved_views.models import SavedView
from tests.operations import (
    ACCOUNT,
    CHANGES,
    MACRO,
    OPERATIONS,
    QUERIES,
    VIEW,
    Operation,
    parameters,
    whole,
)
from tests.people import browser_of, new_account
from tests.samples import NEW_TICKET
from tickets.models import Ticket, TicketChange
from tickets.representation import TicketIdentity
from tickets.requester.link import private_link

NewTicket = Callable[..., Ticket]
TICKETS = "/api/tickets/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def macro(db: None) -> Macro:
    return Macro.objects.create(pk=MACRO, title="Refund", body="We have paid.")


def with_view() -> User:
    """Anna, an admin who has a saved view."""
    anna = new_account("anna", Role.ADMIN)
    SavedView.objects.create(pk=VIEW, name="Mine", owner=anna)
    return anna


def link_of(ticket: Ticket) -> dict[str, str]:
    """What shows the ticket's private link; other operations ignore it."""
    token = private_link(TicketIdentity(ticket.pk, ticket.created_at)).partition("#")[2]
    return {"X-Ticket-Link": token}


def post(api: Client, body: str | bytes, path: str = TICKETS, **headers: str) -> Any:
    return api.generic("POST", path, body, "application/json", headers=headers)


def is_refused(answer: Any, *statuses: int) -> bool:
    """With one of `statuses`, in the envelope."""
    assert answer["Content-Type"] == "application/json"
    body = answer.json()
    assert body["error"]
    assert all(sentences for sentences in body["details"].values())
    assert body["details"]
    return answer.status_code in (statuses or (400,))


# SQL ---------------------------------------------------------------------------------------------

MARK = "zqx17"
SQL = [
    f"{MARK}' OR '1'='1",
    f"{MARK}'; DROP TABLE tickets_ticket; --",
    f"{MARK}') UNION SELECT username, password FROM auth_user --",
    f"{MARK}\\' OR 1=1 --",
    f'{MARK}" OR ""="',
    f"1 OR {MARK}",
    f"{MARK}%' || pg_sleep(9) || '%",
    f"{MARK} %s %(limit)s {{0}} $1 $$ /* \\x27 ?",
    f"{MARK}\u02bc OR 1=1 \uff07",
]


# How an invitation that does not fit and an installation that has accounts are refused.
_MORE = {"/api/session/invitation/": (403,), "/api/session/set-up/": (409,)}


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that is sent meanwhile, as it is before its values are filled in."""
    sent: list[str] = []

    def note(execute: Any, sql: Any, values: Any, many: bool, context: Any) -> Any:
        sent.append(str(sql))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        yield sent


@pytest.mark.parametrize(
    ("operation", "place", "name"),
    [(operation, *where) for operation in OPERATIONS for where in parameters(operation)],
    ids=str,
)
def test_sql_is_text_like_any_other(
    api: Client, new_ticket: NewTicket, operation: Operation, place: str, name: str
) -> None:
    """It never becomes a part of a statement, whatever is answered."""
    ticket = new_ticket()
    api.force_login(with_view())
    for attack in SQL:
        request = Operation(operation.method, operation.path, body=operation.body)
        request = request.put("path", "ticket_id", str(ticket.pk)).put(place, name, attack)
        with statements() as sent:
            answer = request.send(api)
        assert answer.status_code < 500, answer.content
        assert not [sql for sql in sent if MARK in sql]
        if answer.status_code >= 400:
            assert is_refused(answer, 400, 401, 404, 412, 429, *_MORE.get(operation.path, ()))
    assert Ticket.objects.filter(pk=ticket.pk).exists()


@pytest.mark.parametrize("attack", SQL)
def test_sql_is_stored_and_found_as_it_was_written(
    api: Client, new_ticket: NewTicket, attack: str
) -> None:
    new_ticket()
    ours = api.post(TICKETS, {**NEW_TICKET, "title": attack}, "application/json").json()
    changed = api.patch(f"{TICKETS}{ours['id']}/", {"description": attack}, "application/json")
    assert (ours["title"], changed.json()["description"]) == (attack, attack)
    found = api.get(TICKETS, {"search": attack}).json()["results"]
    assert [ticket["id"] for ticket in found] == [ours["id"]]
    suggestions = api.get(f"{TICKETS}stats/suggestions/wrong/", {"model": attack})
    assert suggestions.json() == []


# Read-only fields --------------------------------------------------------------------------------

COLUMNS = {
    name
    for model in apps.get_models()
    for column in model._meta.concrete_fields
    for name in (column.name, column.attname)
} | {"pk", "role", "may", "groups", "user_permissions", "private_link", "_state", "__class__"}


# Bodies with a wrong password or with a field that is refused, and what they get.
_REFUSED = {
    "/api/tickets/{ticket_id}/similar/{other_id}/": ({"verdict": "different"}, (404,)),
    "/api/tickets/bulk/": ({"items": [{"id": 1, "changes": {}}]}, (400,)),
    "/api/session/": ({"username": "anna", "password": "wrong"}, (401,)),
    "/api/tokens/": ({"name": "x", "account": ACCOUNT, "scopes": ["read"]}, (400,)),
    f"/api/accounts/{ACCOUNT}/": ({"name": "X"}, (404,)),
    "/api/session/invitation/": ({"invitation": "1.x", "password": "a horse, a battery"}, (403,)),
    "/api/session/set-up/": (
        {"code": "x", "username": "x", "name": "X", "password": "a horse, a battery"},
        (409,),
    ),
    "/api/session/password/": ({"current": "wrong", "new": "a horse, a battery"}, (400,)),
}


@pytest.mark.parametrize("value", [17, True, "2001-01-01T00:00:00Z", None, {"id": 17}])
@pytest.mark.parametrize(
    "operation", [operation for operation in CHANGES if operation.body is not None], ids=str
)
def test_no_column_can_be_set_beside_those_described(
    new_ticket: NewTicket, operation: Operation, value: object
) -> None:
    anna, other = with_view(), new_account("other", None)
    ticket, browser = new_ticket(), browser_of(anna)
    described = {name for place, name in parameters(operation) if place == "body"}
    extra = dict.fromkeys(COLUMNS - described, value)
    columns = ("pk", "password", "is_staff", "is_superuser")
    users = [*User.objects.order_by("pk").values(*columns)]
    path = operation.at(ticket.pk)
    refused = _REFUSED.get(operation.path) or _REFUSED.get(path)
    good, allowed = refused or (operation.body, (200, 201))
    body = {**extra, **good, "status": "closed"}
    answer = browser.change(operation.method, path, body, **link_of(ticket))
    assert answer.status_code in allowed, answer.content
    kept = Ticket.objects.get(pk=ticket.pk)
    assert kept.created_at == ticket.created_at
    assert kept.title == ticket.title
    assert not Ticket.objects.filter(created_at__lt=ticket.created_at).exists()
    assert not Ticket.objects.exclude(pk=ticket.pk).filter(pk=17).exists()
    for change in TicketChange.objects.all():
        assert (change.field, change.account_id) == ("status", anna.pk)
    before = [user["pk"] for user in users]
    assert users == [*User.objects.order_by("pk").filter(pk__in=before).values(*columns)]
    invited = User.objects.exclude(pk__in=before)
    assert not [one for one in invited if one.is_staff or one.is_superuser]
    assert not other.groups.exists()


# JSON --------------------------------------------------------------------------------------------

GOOD = json.dumps(NEW_TICKET)
ODD_JSON: dict[str, str | bytes] = {
    "arrays": "[" * 5_000 + "]" * 5_000,
    "objects": '{"a":' * 5_000 + "1" + "}" * 5_000,
    "deep beside the fields": GOOD[:-1] + ', "x": ' + "[" * 9_000 + "]" * 9_000 + "}",
    "deep in a field": '{"title": ' + '{"a":' * 9_000 + "1" + "}" * 9_001,
    "a number of 60,000 digits": GOOD[:-1] + ', "x": ' + "9" * 60_000 + "}",
    "NaN beside the fields": GOOD[:-1] + ', "x": NaN}',
    "Infinity beside the fields": GOOD[:-1] + ', "x": [-Infinity]}',
    "the same name twice": GOOD[:-1] + ', "priority": "low"}',
    "the same name twice inside": GOOD[:-1] + ', "x": {"a": 1, "a": 2}}',
    "the same name in two spellings": GOOD[:-1] + ', "prior\\u0069ty": "low"}',
    "two values": GOOD + GOOD,
    "a comment": "/* */" + GOOD,
    "a comma too many": GOOD[:-1] + ",}",
    "single quotes": GOOD.replace('"', "'"),
    "a raw line break": GOOD.replace("Cannot", "Can\nnot"),
    "NUL after it": GOOD + "\x00",
    "UTF-16": GOOD.encode("utf-16"),
    "UTF-32": GOOD.encode("utf-32"),
    "UTF-7": b"+AHsAfQ-",
    "Latin-1": GOOD.replace("Cannot", "Ä").encode("latin-1"),
    "overlong UTF-8": GOOD.encode().replace(b"Cannot", b"\xc0\xaf"),
    "surrogates in UTF-8": GOOD.encode().replace(b"Cannot", b"\xed\xa0\x80"),
    "two byte order marks": b"\xef\xbb\xbf" * 2 + GOOD.encode(),
    "a form": "title=a&description=b&category=billing&priority=low",
    "XML": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
}


@pytest.mark.parametrize("odd", ODD_JSON)
@pytest.mark.parametrize(
    "operation", [operation for operation in CHANGES if operation.body is not None], ids=str
)
def test_odd_json_is_refused(
    api: Client, new_ticket: NewTicket, operation: Operation, odd: str
) -> None:
    ticket = new_ticket()
    api.force_login(with_view())
    path = operation.at(ticket.pk)
    answer = api.generic(
        operation.method, path, ODD_JSON[odd], "application/json", headers=link_of(ticket)
    )
    assert is_refused(answer, 400), answer.content
    assert [*Ticket.objects.all()] == [ticket]


@pytest.mark.parametrize("field", ["x", "category", "title", "suggestion_token"])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"":', "}")])
def test_no_depth_is_too_much_for_what_comes_after_the_parser(
    api: Client, field: str, opening: str, closing: str
) -> None:
    """What the parser just so reads does not break whatever prints, compares or digests it."""
    body = {name: value for name, value in NEW_TICKET.items() if name != field}
    for depth in (10, 100, *range(850, 1_000, 3), 9_000):
        nested = opening * depth + "1" + closing * depth
        sent = f'{json.dumps(body)[:-1]}, "{field}": {nested}}}'
        answer = post(api, sent, **{"Idempotency-Key": f"{depth}"})
        assert answer.status_code == 201 or is_refused(answer, 400)


# Parameters and methods --------------------------------------------------------------------------


GOOD_VALUES = {
    "cursor": "",
    "tz": "Asia/Kathmandu",
    "assignee": "none",
    "created_after": "2026-01-01",
    "created_before": "2026-01-01T10:00Z",
    "until": "today",
    "replied_after": "today-6",
    "replied_before": "2026-01-01",
    "resolved_after": "today-6",
    "resolved_before": "2026-01-01",
}


@pytest.mark.parametrize(("operation", "name", "good"), QUERIES, ids=str)
def test_of_a_repeated_parameter_the_last_counts_or_all(
    api: Client,
    new_ticket: NewTicket,
    monkeypatch: pytest.MonkeyPatch,
    operation: Operation,
    name: str,
    good: str,
) -> None:
    """So that a filter in front and the API never read different requests."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    ticket = new_ticket()
    address, link = operation.at(ticket.pk), link_of(ticket)
    api.force_login(new_account("ann", Role.ADMIN))
    good = GOOD_VALUES.get(name, good)
    once, twice = (
        whole(api.get(address, {name: given}, headers=link)) for given in (good, ["\x00", good])
    )
    assert once.status_code == 200
    if operation.path in ("/api/tickets/", "/api/tickets/export.csv"):
        assert is_refused(twice, 400)
    else:
        assert twice.status_code == 200
        assert _without_addresses(twice) == _without_addresses(once)
    assert is_refused(api.get(address, {name: [good, "\x00"]}, headers=link), 400)


def _without_addresses(answer: Any) -> Any:
    body = answer.json()
    return body.get("results", body) if isinstance(body, dict) else body


@pytest.mark.parametrize(
    "suffix", ["[]=closed", "[0]=closed", "__in=closed", "__regex=.", ".closed=1", "=open%00"]
)
def test_headers_that_other_frameworks_read_have_no_effect(
    api: Client, new_ticket: NewTicket, suffix: str
) -> None:
    ticket = new_ticket()
    answer = api.get(f"{TICKETS}?status{suffix}")
    if answer.status_code != 400:
        assert [row["id"] for row in answer.json()["results"]] == [ticket.pk]


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "PUT"])
@pytest.mark.parametrize("disguise", ["POST", "GET"])
def test_a_method_is_what_the_first_line_says(
    api: Client, new_ticket: NewTicket, disguise: str, method: str
) -> None:
    ticket = new_ticket()
    names = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-Method")
    body = json.dumps({"status": "closed", "_method": method})
    for path in (f"{TICKETS}{ticket.pk}/", f"{TICKETS}{ticket.pk}/?_method={method}"):
        headers = dict.fromkeys(names, method)
        answer = api.generic(disguise, path, body, "application/json", headers=headers)
        assert answer.status_code == (405 if disguise == "POST" else 200)
    ticket.refresh_from_db()
    assert ticket.status == "open"


# Hosts and redirects -----------------------------------------------------------------------------

HOSTS = [
    "evil.example",
    "testserver.evil.example",
    "eviltestserver",
    "testserver@evil.example",
    "testserver:80@evil.example",
    "testserver:evil.example",
    "testserver/evil.example",
    "testserver, evil.example",
    "testserver\r\nX-Evil: 1",
    "testserver#.evil.example",
    "[::1",
    "*",
    ".",
]


@pytest.mark.parametrize("https", [False, True])
@pytest.mark.parametrize("host", HOSTS)
def test_other_hosts_are_refused(api: Client, settings: Any, host: str, https: bool) -> None:
    """Also where plain HTTP is sent to HTTPS, which would be a redirect to that host."""
    settings.SECURE_SSL_REDIRECT = https
    for path in (TICKETS, "/api/session/", "/api/docs/"):
        answer = api.get(path, headers={"Host": host})
        assert is_refused(answer, 400)
        assert "Location" not in answer
        assert b"evil" not in answer.content


def test_addresses_in_answers_are_those_of_the_host_that_was_asked(
    api: Client, new_ticket: NewTicket
) -> None:
    ticket = new_ticket()
    for number in range(51):
        Ticket.objects.filter(pk=ticket.pk).update(title=f"{number}")
        new_ticket()
    names = ("X-Forwarded-Host", "X-Host", "X-Forwarded-Server", "X-Original-Url", "X-Rewrite-Url")
    headers = {**dict.fromkeys(names, "evil.example"), "Forwarded": "host=evil.example"}
    for path in (TICKETS, f"{TICKETS}{ticket.pk}/history/"):
        answer = api.get(path, {"limit": "1"}, headers=headers)
        assert answer.json()["next"].startswith(f"http://testserver{path}?")
        assert b"evil" not in answer.content


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_nothing_redirects_where_the_caller_says(
    new_ticket: NewTicket, operation: Operation, target: str
) -> None:
    names = ("next", "url", "return", "redirect", "redirect_uri", "RelayState", "continue")
    request = operation.put("path", "ticket_id", str(new_ticket().pk))
    for name in names:
        request = request.put("query", name, target)
    answer = request.send(browser_of(with_view()), Referer=target)
    assert answer.status_code not in range(301, 309)
    assert "evil" not in answer.get("Location", "")
    assert "Refresh" not in answer


# Script ------------------------------------------------------------------------------------------

SCRIPT = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.mark.parametrize("accept", ["*/*", "text/html", "image/svg+xml,*/*;q=0.1"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_script_never_comes_back_as_a_page(
    api: Client, new_ticket: NewTicket, operation: Operation, accept: str
) -> None:
    """Stored and reflected text comes back as JSON or as a file, without content sniffing."""
    ticket = new_ticket(title=SCRIPT, description=SCRIPT)
    Ticket.objects.filter(pk=ticket.pk).update(title=f"{SCRIPT} changed")
    plain = operation.put("path", "ticket_id", str(ticket.pk))
    requests = [plain, *(plain.put(*where, SCRIPT) for where in parameters(operation))]
    for request in requests:
        answer = request.send(api, Accept=accept)
        assert answer.status_code < 500
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        media_type = answer.headers.get("Content-Type", "application/json")
        is_file = answer.headers.get("Content-Disposition", "").startswith("attachment; ")
        assert media_type == "application/json" or (media_type.startswith("text/csv") and is_file)


@pytest.mark.parametrize("path", ["/api/docs/", "/api/schema/", "/api/nothing/", "/"])
def test_pages_repeat_nothing_of_their_address(api: Client, path: str) -> None:
    for address in (f"{path}?url={SCRIPT}&x={SCRIPT}", f"{path}{SCRIPT}"):
        answer = api.get(address, headers={"Referer": SCRIPT, "User-Agent": SCRIPT})
        assert b"alert(1)" not in answer.content
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


# Headers and log lines ---------------------------------------------------------------------------

# Latin-1, as a header is; \x85 ends a line too.
BREAK = 'x\r\nSet-Cookie: sessionid=evil\r\n\r\nINFO  | all is well\x1b[31m\x85"'
READ_HEADERS = [
    "X-Request-ID",
    "If-Match",
    "If-None-Match",
    "Idempotency-Key",
    "X-Ticket-Link",
    "Authorization",
    "Last-Event-ID",
    "X-CSRFToken",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "Origin",
    "Referer",
    "Cookie",
    "Accept",
    "Accept-Language",
]


@pytest.mark.parametrize("shape", [BREAK, f"Bearer tkt_{BREAK}", f'"{BREAK}"', "a" * 30_000])
@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_a_header_writes_neither_headers_nor_log_lines(
    api: Client,
    new_ticket: NewTicket,
    caplog: pytest.LogCaptureFixture,
    operation: Operation,
    shape: str,
) -> None:
    """A server in front refuses line breaks; what gets past one is harmless all the same."""
    caplog.set_level("INFO")
    request = operation.put("path", "ticket_id", str(new_ticket().pk))
    for name in READ_HEADERS:
        answer = request.send(api, **{name: shape})
        assert answer.status_code < 500, (name, answer.content)
        assert "evil" not in str(answer.headers) + str(answer.cookies)
        assert not {"\r", "\n"} & set("".join(answer.headers.values()))
    lines = [LineFormatter().format(record) for record in caplog.records]
    assert lines
    assert not [line for line in lines if not line.replace("→", "").isascii() or "\n" in line]
    assert not [line for line in lines if "all is well" in line and "\x1b" in line]


@pytest.mark.parametrize("name", ["anna\r\nINFO  | account.signed_in", "\x1b[2J", "a\u2028b"])
def test_a_username_writes_no_log_line(
    api: Client, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level("INFO")
    body = json.dumps({"username": name, "password": "wrong"})
    assert is_refused(post(api, body, "/api/session/"), 401)
    lines = [LineFormatter().format(record) for record in caplog.records]
    assert [line for line in lines if "account.sign_in_failed" in line]
    assert not [line for line in lines if "signed_in" in line or not line.isprintable()]
