"""A note never reaches a requester: every way out is listed, and tried before and after a note.

A new route or command has to be added to a list below; otherwise a test fails.
"""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as configured
from django.core.management import get_commands
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from config.logs import LineFormatter
from conversations.models import Message
from live.app import EVENTS_PATH, REQUEST_EVENTS_PATH
from tests.conversations.writing import write
from tests.event_stream import EventStream
from tests.gunicorn_server import GunicornServer
from tests.operations import whole
from tests.people import Browser, browser_of, new_account
from tests.samples import NEW_TICKET
from tickets.models import Ticket
from tickets.representation import TicketIdentity
from tickets.requester.link import private_link

SECRET = "zyxnote never to be seen"
TEXT = {name: NEW_TICKET[name] for name in ("title", "description")}
LINK_HEADER = "X-Ticket-Link"

# Routes that answer callers without a role, with requests that read something of a ticket there.
# A request is (method, path, body); `{id}` is the ticket's number.
PUBLIC: dict[str, list[tuple[str, str, Any]]] = {
    "api/tickets/": [
        ("GET", "/api/tickets/", None),
        ("GET", "/api/tickets/?limit=1", None),
        ("GET", "/api/tickets/?status=open", None),
        ("GET", "/api/tickets/?search=zyxnote", None),
        ("GET", '/api/tickets/?search="never to be seen"', None),
        ("GET", "/api/tickets/?search={id}", None),
        ("GET", "/api/tickets/?sort=changed", None),
        ("GET", "/api/tickets/?waiting=true", None),
        ("GET", "/api/tickets/?resolved_after=today", None),
        ("POST", "/api/tickets/", {"title": ""}),
    ],
    "api/tickets/export.csv": [
        ("GET", "/api/tickets/export.csv", None),
        ("GET", "/api/tickets/export.csv?sort=changed", None),
        ("GET", "/api/tickets/export.csv?search=zyxnote", None),
        ("GET", "/api/tickets/export.csv?waiting=true", None),
        ("HEAD", "/api/tickets/export.csv", None),
    ],
    "api/tickets/<int:ticket_id>/": [
        ("GET", "/api/tickets/{id}/", None),
        ("HEAD", "/api/tickets/{id}/", None),
        ("PATCH", "/api/tickets/{id}/", {}),
        ("PATCH", "/api/tickets/{id}/", {"status": "wrong"}),
        ("PATCH", "/api/tickets/{id}/", {"duplicate_of": None}),
    ],
    "api/tickets/<int:ticket_id>/history/": [("GET", "/api/tickets/{id}/history/", None)],
    "api/tickets/<int:ticket_id>/links/": [("GET", "/api/tickets/{id}/links/", None)],
    "api/tickets/bulk/": [
        ("POST", "/api/tickets/bulk/", {"items": [{"id": "{id}", "changes": {}}]})
    ],
    "api/tickets/counts/": [("GET", "/api/tickets/counts/", None)],
    "api/tickets/stats/": [("GET", "/api/tickets/stats/", None)],
    "api/tickets/stats/daily/": [("GET", "/api/tickets/stats/daily/", None)],
    "api/tickets/classify/": [("POST", "/api/tickets/classify/", {"description": ""})],
    "api/tickets/stats/suggestions/": [("GET", "/api/tickets/stats/suggestions/", None)],
    "api/tickets/stats/suggestions/wrong/": [
        ("GET", "/api/tickets/stats/suggestions/wrong/", None)
    ],
    "api/request/": [("GET", "/api/request/", None)],
    "api/request/messages/": [
        ("GET", "/api/request/messages/", None),
        ("GET", "/api/request/messages/?after=0", None),
        ("POST", "/api/request/messages/", {"body": ""}),
    ],
    "api/request/similar/": [
        ("POST", "/api/request/similar/", {"description": SECRET, "links": ["{link}"]}),
        ("POST", "/api/request/similar/", {**TEXT, "links": ["{link}"]}),
    ],
}
# Routes that take a role in every portal, with an address of each.
FOR_ROLES = {
    "api/agents/": "/api/agents/",
    "api/macros/": "/api/macros/",
    "api/macros/<int:macro_id>/": "/api/macros/1/",
    "api/tickets/<int:ticket_id>/messages/": "/api/tickets/{id}/messages/",
    "api/tickets/<int:ticket_id>/suggestion/": "/api/tickets/{id}/suggestion/",
    "api/tickets/<int:ticket_id>/similar/": "/api/tickets/{id}/similar/",
    "api/tickets/<int:ticket_id>/similar/<int:other_id>/": "/api/tickets/{id}/similar/1/",
    "api/tickets/stats/similar/": "/api/tickets/stats/similar/",
    "api/tickets/stats/times/": "/api/tickets/stats/times/",
    "api/views/": "/api/views/",
    "api/views/<int:view_id>/": "/api/views/1/",
}
# Routes that read nothing of any ticket.
WITHOUT_TICKETS = {
    "",
    "healthz",
    "readyz",
    "api/health/",
    "api/schema/",
    "api/docs/",
    "api/session/",
    "api/session/password/",
    "api/session/invitation/",
    "api/session/set-up/",
    "api/accounts/",
    "api/accounts/<int:account_id>/",
    "api/accounts/<int:account_id>/invitation/",
    "api/tokens/",
    "api/tokens/<str:token_id>/",
    "api/appearance/",
    "api/appearance/mark/<slug:digest>/",
    "api/session/oidc/begin/",
    "api/session/oidc/finish/",
    "^api(/|$)",
}
# Streams of ticket-events; the tests at the end read them.
STREAMS = {"api/tickets/events/", "api/request/events/"}
# The admin site asks for an account with a role on every page.
ADMIN = "admin/"
# Commands are for operators, who have the database. None of them writes for requesters.
COMMANDS = {
    "account",
    "api_token",
    "classify_tickets",
    "export_suggestions",
    "export_tickets",
    "import_tickets",
    "load_demo",
    "load_tickets",
    "migrate_once",
    "ticket_counters",
}


def routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for one in patterns:
        route = f"{prefix}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield route


def all_routes() -> set[str]:
    return {
        route
        for name in ("config.urls", "live.urls")
        for route in routes(get_resolver(name).url_patterns)
        if not route.startswith(ADMIN)
    }


def test_every_route_is_listed_above() -> None:
    listed = {*PUBLIC, *FOR_ROLES, *WITHOUT_TICKETS, *STREAMS}
    assert all_routes() - listed == set(), "Say in this file what a requester could see there."


def test_every_command_is_listed_above() -> None:
    ours = {app.name for app in apps.get_app_configs() if "site-packages" not in app.path}
    commands = {name for name, app in get_commands().items() if app in ours}
    assert commands - COMMANDS == set(), "Say in this file whom the command writes for."


# Requests -----------------------------------------------------------------------------------------


@pytest.fixture
def ticket(db: None) -> Ticket:
    stored = Ticket.objects.create(**NEW_TICKET)
    write(stored, "reply", "A reply for everybody.")
    write(stored, "request", "An answer to it.")
    return stored


def link_to(ticket: Ticket) -> str:
    return private_link(TicketIdentity(ticket.pk, ticket.created_at)).partition("#")[2]


def without_times(headers: Any) -> dict[str, str]:
    """Without what differs between two equal requests."""
    changing = {"x-request-id", "date", "set-cookie"}
    return {name: value for name, value in headers.items() if name.lower() not in changing}


def shown_to(client: Client, ticket: Ticket) -> dict[str, Any]:
    """Every answer that a caller without a role gets, with status and headers."""
    seen = {}
    for route, tries in PUBLIC.items():
        if route not in all_routes():
            continue
        for method, path, body in tries:
            address = path.replace("{id}", str(ticket.pk))
            sent = "" if body is None else json.dumps(body).replace('"{id}"', str(ticket.pk))
            sent = sent.replace("{link}", link_to(ticket))
            streamed_or_not = client.generic(
                method,
                address,
                sent,
                "application/json",
                headers={
                    LINK_HEADER: link_to(ticket) if "request" in route else "",
                    "X-CSRFToken": client.cookies["csrftoken"].value if client.cookies else "",
                },
            )
            answer = whole(streamed_or_not)  # type: ignore[arg-type]
            assert answer.status_code < 500, (method, address, answer.content)
            seen[f"{method} {path}"] = (
                answer.status_code,
                without_times(answer.headers),
                answer.content,
            )
    return seen


def strangers() -> list[Browser]:
    anonymous = Browser()
    anonymous.open_portal()
    return [anonymous, browser_of(new_account("ola", None))]


@pytest.mark.parametrize("access", ["open", "agents"])
def test_a_note_changes_no_answer_to_a_caller_without_a_role(
    settings: Any, ticket: Ticket, access: str
) -> None:
    settings.PORTAL_ACCESS = access
    callers = strangers()
    before = [shown_to(caller, ticket) for caller in callers]
    for _ in range(3):
        write(ticket, "note", SECRET)
    after = [shown_to(caller, ticket) for caller in callers]
    assert before == after
    assert SECRET.encode() not in str(after).encode()


def test_what_follows_a_note_has_numbers_without_a_gap(ticket: Ticket) -> None:
    for kind in ("note", "reply", "note", "note", "request"):
        write(ticket, kind, SECRET if kind == "note" else "for everybody")
    public = Message.objects.filter(ticket=ticket, public_number__isnull=False)
    assert list(public.order_by("number").values_list("public_number", flat=True)) == [1, 2, 3, 4]
    answer = Client().get("/api/request/", headers={LINK_HEADER: link_to(ticket)})
    assert SECRET not in answer.content.decode()
    shown = answer.json().get("messages")
    if shown is not None:
        shown = shown["results"] if isinstance(shown, dict) else shown
        assert [one["id"] for one in shown] == [1, 2, 3, 4]


@pytest.mark.parametrize("access", ["open", "agents"])
def test_routes_for_roles_refuse_callers_without_one(
    settings: Any, ticket: Ticket, access: str
) -> None:
    settings.PORTAL_ACCESS = access
    write(ticket, "note", SECRET)
    there = {route: path for route, path in FOR_ROLES.items() if route in all_routes()}
    assert there
    for caller in strangers():
        for path in there.values():
            for headers in ({}, {LINK_HEADER: link_to(ticket)}):
                answer = caller.get(path.replace("{id}", str(ticket.pk)), headers=headers)
                assert answer.status_code in (401, 403), path
                assert SECRET not in answer.content.decode()


def test_the_admin_asks_for_an_account_everywhere(ticket: Ticket) -> None:
    write(ticket, "note", SECRET)
    for caller in strangers():
        for route in routes(get_resolver("config.urls").url_patterns):
            if not route.startswith(ADMIN):
                continue
            path = "/" + re.sub(r"<[^>]*>", str(ticket.pk), route)
            path = path.replace("^(?P", "").split("(")[0]
            answer = caller.get(path)
            assert answer.status_code != 500, path
            assert SECRET not in answer.content.decode(), path


# The log ------------------------------------------------------------------------------------------


def test_a_refused_note_is_not_in_the_log(ticket: Ticket) -> None:
    (handler,) = (
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler.formatter, LineFormatter)
    )
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    try:
        with transaction.atomic():
            Message.objects.create(ticket=ticket, kind="note", number=0, body=SECRET)
    except DatabaseError:
        logging.getLogger("ticket_api").exception("failed")
    finally:
        handler.setStream(before)
    assert "failed" in written.getvalue()
    assert SECRET not in written.getvalue()


# Streams ------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", [EVENTS_PATH, REQUEST_EVENTS_PATH])
def test_no_stream_without_a_role_tells_of_a_note(
    database_url: str, new_ticket: Callable[..., Ticket], path: str
) -> None:
    ticket = new_ticket()
    headers = {LINK_HEADER: link_to(ticket)} if path == REQUEST_EVENTS_PATH else {}
    server = GunicornServer(
        "events",
        DATABASE_URL=database_url,
        DJANGO_SECRET_KEY=configured.SECRET_KEY,
        PORTAL_ACCESS="open",
    )
    with server as running, EventStream(running.url, path=path, **headers) as stream:
        first = stream.next()
        assert first.name in ("stats", "ticket")
        for _ in range(3):
            write(ticket, "note", SECRET)
        write(ticket, "reply", "for everybody")
        seen = []
        while not seen or seen[-1].name != "ticket":
            seen.append(stream.next())
    assert SECRET not in str(seen)
    assert "note" not in str(seen)
    messages = [event.data for event in seen if event.name == "message"]
    # A link's stream has its own numbers: the reply is the first message that it knows.
    assert [one["id"] for one in messages] in ([], [1])
    if path == EVENTS_PATH:
        assert messages == []
    ticket_events = [event for event in seen if event.name == "ticket"]
    assert [event.data["ticket"]["status"] for event in ticket_events] == ["in_progress"]
    assert "email" not in str(seen)
