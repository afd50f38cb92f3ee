"""What live updates tell callers with a role, in an open portal too, and what they never tell."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from accounts.roles import Role
from accounts.tokens import token_create
from live.app import REQUEST_EVENTS_PATH
from people.models import Requester
from people.requesters import Person, requester_store
from tests.conversations.writing import write
from tests.event_stream import Event, EventStream
from tests.gunicorn_server import GunicornServer
from tests.people import browser_of, new_account
from tickets.models import Ticket
from tickets.representation import TicketIdentity
from tickets.requester.link import private_link

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "rita@example.com"
NewTicket = Callable[..., Ticket]


@pytest.fixture(scope="module", params=["open", "agents"])
def server(request: pytest.FixtureRequest, database_url: str) -> Iterator[GunicornServer]:
    """ticket-events of a portal of each kind."""
    key = configured.SECRET_KEY
    with GunicornServer(
        "events", DATABASE_URL=database_url, DJANGO_SECRET_KEY=key, PORTAL_ACCESS=request.param
    ) as running:
        yield running


@pytest.fixture
def ticket(new_ticket: NewTicket) -> Ticket:
    return new_ticket(
        requester=Requester.objects.get(pk=requester_store(Person("Rita Lund", ADDRESS)))
    )


def by_session(role: Role) -> dict[str, str]:
    browser = browser_of(new_account("anna", role, first_name="Anna"))
    return {"Cookie": f"sessionid={browser.cookies['sessionid'].value}"}


def by_token(role: Role) -> dict[str, str]:
    _, word = token_create(name="t", account=new_account("anna", role), scopes=("read",))
    return {"Authorization": f"Bearer {word}"}


def converse(ticket: Ticket) -> None:
    """A note, a request, two replies and a note: three of five are public."""
    write(ticket, "note", "zyxnote")
    write(ticket, "request", "zyxrequest")
    write(ticket, "reply", "zyxreply")
    write(ticket, "note", "zyxnote")
    write(ticket, "reply", "zyxreply")


def until(stream: EventStream, last: int) -> list[Event]:
    """The events up to the message `last`, without the figures and the greeting."""
    seen: list[Event] = []
    while not seen or seen[-1].name != "message" or seen[-1].data["id"] != last:
        seen.append(stream.next())
    return [event for event in seen if event.name in ("message", "ticket")]


@pytest.mark.parametrize("shown", [by_session, by_token])
@pytest.mark.parametrize("role", [Role.VIEWER, Role.AGENT, Role.ADMIN])
def test_roles_hear_of_every_message(
    server: GunicornServer, ticket: Ticket, role: Role, shown: Callable[[Role], dict[str, str]]
) -> None:
    with EventStream(server.url, **shown(role)) as stream:
        assert stream.next().name == "stats"
        converse(ticket)
        seen = until(stream, 5)
    kinds = ["note", "request", "reply", "note", "reply"]
    assert [event.data for event in seen if event.name == "message"] == [
        {"ticket_id": ticket.pk, "id": number, "kind": kind}
        for number, kind in enumerate(kinds, start=1)
    ]
    # The texts are asked for, and addresses are in no live update.
    assert "zyx" not in str(seen)
    assert ADDRESS not in str(seen)


def test_roles_hear_of_persons_without_their_addresses(
    server: GunicornServer, ticket: Ticket
) -> None:
    with EventStream(server.url, **by_session(Role.AGENT)) as stream:
        assert stream.next().name == "stats"
        owner = new_account("bo", first_name="Bo", last_name="Dahl")
        Ticket.objects.filter(pk=ticket.pk).update(assignee=owner)
        (*_, event) = stream.until_ticket(ticket.pk)
    shown = event.data["ticket"]
    assert shown["assignee"] == {"id": owner.pk, "name": "Bo Dahl"}
    assert {name: shown["requester"][name] for name in ("id", "name")} == {
        "id": ticket.requester_id,
        "name": "Rita Lund",
    }
    assert not shown["requester"].get("email")
    assert ADDRESS not in str(event)


def test_a_resumed_stream_tells_of_missed_messages(server: GunicornServer, ticket: Ticket) -> None:
    headers = by_session(Role.AGENT)
    with EventStream(server.url, **headers) as stream:
        assert stream.next().name == "stats"
        write(ticket, "note")
        until(stream, 1)
        since = stream.last_event_id
    write(ticket, "note")
    write(ticket, "reply")
    with EventStream(server.url, since, **headers) as stream:
        seen = until(stream, 3)
    assert [event.data["id"] for event in seen if event.name == "message"] == [2, 3]


def test_a_note_sends_no_ticket_event(server: GunicornServer, ticket: Ticket) -> None:
    with EventStream(server.url, **by_session(Role.AGENT)) as stream:
        assert stream.next().name == "stats"
        for _ in range(3):
            write(ticket, "note")
        write(ticket, "reply")
        seen = until(stream, 4)
    assert len([event for event in seen if event.name == "ticket"]) <= 1
    notes = [event for event in seen if event.name == "message" and event.data["kind"] == "note"]
    assert len(notes) == 3


def test_a_link_hears_of_public_messages_by_their_own_numbers(
    server: GunicornServer, ticket: Ticket, new_ticket: NewTicket
) -> None:
    link = private_link(TicketIdentity(ticket.pk, ticket.created_at)).partition("#")[2]
    headers = {"X-Ticket-Link": link}
    other = new_ticket()
    with EventStream(server.url, path=REQUEST_EVENTS_PATH, **headers) as stream:
        assert stream.next().name == "ticket"
        write(other, "reply")
        converse(ticket)
        seen = until(stream, 3)
    messages: list[Any] = [event.data for event in seen if event.name == "message"]
    assert messages == [
        {"ticket_id": ticket.pk, "id": number, "kind": kind}
        for number, kind in enumerate(("request", "reply", "reply"), start=1)
    ]
    shown = Client().get("/api/request/", headers=headers).json()["messages"]["results"]
    assert [(one["id"], one["kind"]) for one in shown] == [
        (one["id"], one["kind"]) for one in messages
    ]
    assert ADDRESS not in str(seen)
    assert "Rita" not in str(seen)
