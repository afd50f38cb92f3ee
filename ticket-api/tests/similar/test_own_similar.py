"""POST /api/request/similar/: the writer's own unfinished tickets, by their private links."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from similar.serializers import LINKS_MAX
from tests.conversations.writing import write
from tests.people import browser_of, new_account
from tests.samples import contract
from tests.similar.test_similar import LOCKED, LOCKED_TOO
from tickets.models import Ticket
from tickets.representation import TicketIdentity
from tickets.requester.link import links_revoke, private_link

pytestmark = pytest.mark.django_db

NewTicket = Callable[..., Ticket]
PATH = "/api/request/similar/"


def link_to(ticket: Ticket, **signed: Any) -> str:
    identity = TicketIdentity(ticket.pk, ticket.created_at)
    return private_link(identity, **signed).partition("#")[2]


def ask(api: Client, *links: Any, **text: Any) -> Any:
    return api.post(PATH, {**LOCKED_TOO, **text, "links": [*links]}, "application/json")


def found(api: Client, *links: str, **text: Any) -> list[int]:
    answer = ask(api, *links, **text)
    assert answer.status_code == 200, answer.content
    return [one["id"] for one in answer.json()["results"]]


@pytest.mark.parametrize("access", ["open", "agents"])
def test_only_tickets_of_the_links_are_shown(
    settings: Any, api: Client, new_ticket: NewTicket, access: str
) -> None:
    """Not the tickets of others, however alike, in no portal and for no caller."""
    settings.PORTAL_ACCESS = access
    own, foreign = new_ticket(**LOCKED), new_ticket(**LOCKED_TOO)
    agent = browser_of(new_account("anna", Role.AGENT))
    body = {**LOCKED_TOO, "links": [link_to(own)]}
    answers: list[Any] = [ask(api, link_to(own)), agent.change("POST", PATH, body)]
    for answer in answers:
        assert [one["id"] for one in answer.json()["results"]] == [own.pk]
        assert foreign.title not in answer.content.decode()
    assert found(api) == []


def test_the_answer_is_that_of_the_contract(api: Client, new_ticket: NewTicket) -> None:
    own = new_ticket(**LOCKED)
    body = ask(api, link_to(own)).json()
    sample = contract("public-api/request-similar.json")
    assert [one.keys() for one in body["results"]] == [one.keys() for one in sample["results"]]


@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_finished_tickets_are_left_out(api: Client, new_ticket: NewTicket, status: str) -> None:
    assert found(api, link_to(new_ticket(**LOCKED, status=status))) == []
    working = new_ticket(**LOCKED, status="in_progress")
    assert found(api, link_to(working)) == [working.pk]


def test_another_problem_is_not_shown(api: Client, new_ticket: NewTicket) -> None:
    own = new_ticket(**LOCKED)
    assert found(api, link_to(own), title="", description="The printer does not print.") == []
    assert found(api, link_to(own), title="") == [own.pk], "the title is written last"


def test_a_link_that_leads_nowhere_shows_nothing_and_is_not_named(
    api: Client, new_ticket: NewTicket, settings: Any
) -> None:
    own, revoked, expired = (new_ticket(**LOCKED) for _ in range(3))
    links_revoke(ticket_id=revoked.pk)
    long_ago = timezone.now() - timedelta(days=settings.REQUESTER_LINK_DAYS + 1)
    Ticket.objects.filter(pk=expired.pk).update(created_at=long_ago)
    expired.refresh_from_db()
    dead = [
        link_to(revoked),
        link_to(expired, signed_at=long_ago),
        link_to(own)[:-1] + ("a" if link_to(own)[-1] != "a" else "b"),
        f"{own.pk}-0-abc.x.y",
        "x",
    ]
    assert found(api, *dead) == []
    assert found(api, *dead, link_to(own), link_to(own)) == [own.pk]


def test_at_most_three_are_shown(api: Client, new_ticket: NewTicket) -> None:
    own = [new_ticket(**LOCKED) for _ in range(5)]
    assert len(found(api, *map(link_to, own))) == 3


def test_a_note_changes_no_answer(api: Client, new_ticket: NewTicket) -> None:
    own = new_ticket(**LOCKED)
    before = ask(api, link_to(own)).content
    write(own, "note", LOCKED_TOO["description"] * 3)
    assert ask(api, link_to(own)).content == before


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"description": ""}, "description"),
        ({"description": "\u200b"}, "description"),
        ({"description": "x" * 20_001}, "description"),
        ({"description": 7}, "description"),
        ({"description": None}, "description"),
        ({"title": "x" * 201}, "title"),
        ({"title": ["x"]}, "title"),
        ({"links": None}, "links"),
        ({"links": "x"}, "links"),
        ({"links": {"a": "b"}}, "links"),
        ({"links": [7]}, "links"),
        ({"links": [None]}, "links"),
        ({"links": ["x" * 201]}, "links"),
        ({"links": ["\x00"]}, "links"),
        ({"links": ["x"] * (LINKS_MAX + 1)}, "links"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(
    api: Client, sent: dict[str, Any], field: str
) -> None:
    answer = api.post(PATH, {**LOCKED_TOO, "links": [], **sent}, "application/json")
    assert answer.status_code == 400
    assert [*answer.json()["details"]] == [field]
    assert all(isinstance(one, str) for one in answer.json()["details"][field])


def test_fields_that_are_missing_are_named(api: Client) -> None:
    answer = api.post(PATH, {}, "application/json")
    assert {*answer.json()["details"]} == {"description", "links"}
