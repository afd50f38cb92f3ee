"""Who may hold a stream of live updates, and for how long; and the stream behind a private link."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from accounts.models import ApiToken
from accounts.roles import Role
from accounts.tokens import token_create, token_revoke
from live.app import EVENTS_PATH, REQUEST_EVENTS_PATH, EventsApplication
from tests.event_stream import PATH, Event, EventStream, refusal_of
from tests.gunicorn_server import GunicornServer
from tests.people import browser_of, new_account
from tests.samples import NEW_TICKET
from tickets.models import Ticket
from tickets.representation import WITHOUT_ROLE, TicketIdentity
from tickets.requester.link import links_revoke, private_link

pytestmark = pytest.mark.django_db(transaction=True)

NewTicket = Callable[..., Ticket]


def cookie_of(account: User) -> str:
    return f"sessionid={browser_of(account).cookies['sessionid'].value}"


def bearer_of(account: User, *scopes: str) -> str:
    return f"Bearer {token_create(name='x', account=account, scopes=scopes or ('read',))[1]}"


def link_to(ticket: Ticket) -> str:
    return private_link(TicketIdentity(ticket.pk, ticket.created_at)).partition("#")[2]


def start(database_url: str, access: str) -> GunicornServer:
    key = configured.SECRET_KEY
    return GunicornServer(
        "events", DATABASE_URL=database_url, DJANGO_SECRET_KEY=key, PORTAL_ACCESS=access
    )


@pytest.fixture(scope="module")
def closed(database_url: str) -> Iterator[GunicornServer]:
    """ticket-events of a portal for agents."""
    with start(database_url, "agents") as running:
        yield running


@pytest.fixture(scope="module")
def opened(database_url: str) -> Iterator[GunicornServer]:
    """ticket-events of an open portal."""
    with start(database_url, "open") as running:
        yield running


def refusal(server: GunicornServer, path: str = PATH, **headers: str) -> tuple[int, str]:
    answer = refusal_of(server.url, path, **headers)
    assert answer.json()["details"]["detail"]
    if answer.status_code == 401:
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    return answer.status_code, answer.json()["code"]


def test_readers_of_a_portal_for_agents_have_to_be_known(closed: GunicornServer) -> None:
    roleless, ola = new_account("roleless", None), new_account("ola")
    assert refusal(closed) == (401, "not_signed_in")
    assert refusal(closed, Cookie="sessionid=" + "a" * 32) == (401, "not_signed_in")
    assert refusal(closed, Cookie=cookie_of(roleless)) == (403, "forbidden")
    assert refusal(closed, Authorization="Bearer tkt_x") == (401, "invalid_token")
    assert refusal(closed, Authorization=bearer_of(roleless)) == (403, "forbidden")
    assert refusal(closed, Authorization=bearer_of(ola, "write")) == (403, "forbidden")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.AGENT, Role.ADMIN])
def test_every_role_may_follow_all_tickets(closed: GunicornServer, role: Role) -> None:
    account = new_account("ola", role)
    for headers in ({"Cookie": cookie_of(account)}, {"Authorization": bearer_of(account)}):
        with EventStream(closed.url, **headers) as stream:
            assert stream.next().name == "stats"
            ticket = Ticket.objects.create(**NEW_TICKET)
            stream.until_ticket(ticket.pk)


def test_an_open_portal_checks_tokens_only(opened: GunicornServer) -> None:
    for headers in ({}, {"Cookie": "sessionid=" + "a" * 32}):
        with EventStream(opened.url, **headers) as stream:
            assert stream.next().name == "stats"
    assert refusal(opened, Authorization="Bearer tkt_x") == (401, "invalid_token")


@pytest.mark.parametrize("server", ["opened", "closed"])
def test_a_private_link_tells_of_its_ticket_alone(
    request: pytest.FixtureRequest, server: str, new_ticket: NewTicket
) -> None:
    running, ticket, other = request.getfixturevalue(server), new_ticket(), new_ticket()
    headers = {"X-Ticket-Link": link_to(ticket)}
    with EventStream(running.url, path=REQUEST_EVENTS_PATH, **headers) as stream:
        greeting = stream.next()
        Ticket.objects.filter(pk=other.pk).update(status="closed")
        Ticket.objects.create(**NEW_TICKET)
        Ticket.objects.filter(pk=ticket.pk).update(status="resolved")
        event = stream.next()
    assert greeting.data["ticket"]["status"] == "open"
    now = Client().get(f"/api/tickets/{ticket.pk}/").json()
    now = {name: now[name] for name in now if name not in WITHOUT_ROLE}
    assert event == Event("ticket", {"change": "changed", "ticket": now})
    assert stream.last_event_id == "", "positions tell how busy others are"


@pytest.mark.parametrize("token", ["", "x", "1-0.1vNabc." + "A" * 43])
def test_a_link_that_is_none_is_refused(opened: GunicornServer, token: str) -> None:
    headers = {"X-Ticket-Link": token} if token else {}
    assert refusal(opened, REQUEST_EVENTS_PATH, **headers) == (404, "link_not_valid")


def test_dead_links_are_refused(closed: GunicornServer, new_ticket: NewTicket) -> None:
    revoked, gone = new_ticket(), new_ticket()
    tokens = [link_to(revoked), link_to(gone)]
    links_revoke(ticket_id=revoked.pk)
    gone.delete()
    for token in tokens:
        answer = refusal(closed, REQUEST_EVENTS_PATH, **{"X-Ticket-Link": token})
        assert answer == (404, "link_not_valid")


# The end of what a stream hangs on ---------------------------------------------------------------


@asynccontextmanager
async def application(check_seconds: float) -> Any:
    """The ASGI application with its life, in this process."""
    app, life, sent = EventsApplication(check_seconds=check_seconds), asyncio.Queue(), []

    async def remember(message: Any) -> None:
        sent.append(message["type"])

    living = asyncio.create_task(app({"type": "lifespan"}, life.get, remember))
    await life.put({"type": "lifespan.startup"})
    try:
        yield app
    finally:
        await life.put({"type": "lifespan.shutdown"})
        await living
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def all_of_a_stream(path: str, headers: dict[str, str], then: Callable[[], None]) -> bytes:
    """What a stream sends until it ends; `then` happens after its first event."""
    begun, sent = asyncio.Event(), bytearray()

    async def send(message: Any) -> None:
        sent.extend(message.get("body", b""))
        if b"data: " in sent:
            begun.set()

    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    raw.append((b"host", b"localhost"))
    scope = {"type": "http", "method": "GET", "path": path, "headers": raw}
    async with application(check_seconds=0.05) as app, asyncio.timeout(20):
        stream = asyncio.create_task(app(scope, asyncio.Event().wait, send))
        await begun.wait()
        await asyncio.sleep(0.2)  # Some checks find nothing wrong.
        assert not stream.done()
        await asyncio.to_thread(_in_a_thread, then)
        await stream
    return bytes(sent)


def _in_a_thread(action: Callable[[], None]) -> None:
    try:
        action()
    finally:
        connection.close()
        connection.close_pool()


def _new_password() -> None:
    account = User.objects.get()
    account.set_password("another good password")
    account.save()


ENDS: dict[str, tuple[str, Callable[[], Any]]] = {
    "signed out": ("Cookie", lambda: Session.objects.all().delete()),
    "expired": ("Cookie", lambda: Session.objects.update(expire_date="2020-01-01T00:00:00Z")),
    "new password": ("Cookie", _new_password),
    "switched off": ("Cookie", lambda: User.objects.update(is_active=False)),
    "role withdrawn": ("Cookie", lambda: User.objects.get().groups.clear()),
    "token revoked": ("Authorization", lambda: token_revoke(ApiToken.objects.get())),
    "token's account off": ("Authorization", lambda: User.objects.update(is_active=False)),
    "link revoked": ("X-Ticket-Link", lambda: links_revoke(ticket_id=Ticket.objects.get().pk)),
    "ticket gone": ("X-Ticket-Link", lambda: Ticket.objects.get().delete()),
}


@pytest.mark.parametrize("how", ENDS)
def test_a_stream_ends_with_what_it_hangs_on(
    settings: Any, new_ticket: NewTicket, how: str
) -> None:
    settings.PORTAL_ACCESS = "agents"
    name, end = ENDS[how]
    ticket, account = new_ticket(), new_account("anna")
    shown = {
        "Cookie": lambda: cookie_of(account),
        "Authorization": lambda: bearer_of(account),
        "X-Ticket-Link": lambda: link_to(ticket),
    }[name]()
    path = REQUEST_EVENTS_PATH if name == "X-Ticket-Link" else EVENTS_PATH
    sent = asyncio.run(all_of_a_stream(path, {name: shown}, end))
    assert sent.endswith(b"event: signed_out\ndata: {}\n\n")
