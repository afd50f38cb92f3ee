"""The requester's private link: what it shows, when it ends, and that guessing gives no access."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given

from accounts.roles import Role
from tests.config.test_any_order import changed, changes
from tests.fuzz_budget import budget
from tests.people import browser_of, new_account
from tests.samples import NEW_TICKET, contract
from tickets.models import Ticket, TicketChange
from tickets.representation import WITHOUT_ROLE, TicketIdentity
from tickets.requester import link
from tickets.requester.link import LinkNotValid, ShownLink, private_link

NewTicket = Callable[..., Ticket]
REQUEST = "/api/request/"

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["open", "agents"])
def access(request: pytest.FixtureRequest, settings: Any) -> str:
    settings.PORTAL_ACCESS = request.param
    return str(request.param)


def created(api: Client, **headers: str) -> dict[str, Any]:
    answer = api.post("/api/tickets/", NEW_TICKET, "application/json", headers=headers)
    assert answer.status_code == 201
    return dict(answer.json())


def token_of(address: str) -> str:
    path, _, token = address.partition("#")
    assert path == "/request"
    return token


def identity(ticket: Ticket) -> TicketIdentity:
    return TicketIdentity(ticket.pk, ticket.created_at)


def look(api: Client, token: str) -> Any:
    return api.get(REQUEST, headers={"X-Ticket-Link": token})


def is_refused(answer: Any) -> bool:
    body = answer.json()
    assert "Ask the help desk" in body["details"]["detail"][0]
    return (answer.status_code, body["code"]) == (404, "link_not_valid")


@pytest.mark.usefixtures("access")
def test_who_sends_a_ticket_sees_it_and_what_becomes_of_it(api: Client) -> None:
    sent = created(api)
    assert list(sent) == list(contract("public-api/ticket-created.json"))
    token = token_of(sent.pop("private_link"))
    # No field that is for roles alone, not even as null.
    shown = {name: sent[name] for name in sent if name not in WITHOUT_ROLE}
    nothing = {"older": None, "results": []}
    beside = {
        "changes": [],
        "messages": nothing,
        "appearance": contract("public-api/request.json")["appearance"],
    }
    assert look(api, token).json() == {**shown, **beside}
    agent = browser_of(new_account("anna"))
    for change in ({"status": "in_progress"}, {"title": "Other"}, {"priority": "low"}):
        agent.change("PATCH", f"/api/tickets/{sent['id']}/", change)
    body = look(api, token).json()
    assert list(body) == list(contract("public-api/request.json"))
    assert list(body["changes"][0]) == list(contract("public-api/request.json")["changes"][0])
    steps = [(row["field"], row["from"], row["to"]) for row in body["changes"]]
    assert steps == [("status", "open", "in_progress"), ("priority", "high", "low")]
    assert (body["status"], body["title"]) == ("in_progress", "Other")
    assert "anna" not in str(body)


@pytest.mark.usefixtures("access")
def test_a_replay_has_the_link_as_well(api: Client) -> None:
    first, second = (created(api, **{"Idempotency-Key": "k"}) for _ in range(2))
    assert first["id"] == second["id"]
    for sent in (first, second):
        assert look(api, token_of(sent["private_link"])).json()["id"] == sent["id"]


def test_the_link_costs_a_create_no_query(api: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        created(api)
    assert len(asked.captured_queries) == 1


@pytest.mark.fuzz
@pytest.mark.usefixtures("access")
@budget(60)
@given(steps=changes)
def test_a_changed_link_leads_nowhere(api: Client, steps: list[Any]) -> None:
    ours = token_of(created(api)["private_link"])
    theirs = "".join(letter for letter in changed(ours, steps) if " " <= letter <= "~").strip()
    answer = look(api, theirs)
    if theirs == ours:
        assert answer.status_code == 200
    else:
        assert is_refused(answer)


@pytest.mark.parametrize("make", ["other_salt", "bare", "timestamp", "long", "form", "none"])
def test_links_that_others_make_are_refused(api: Client, new_ticket: NewTicket, make: str) -> None:
    value = f"{new_ticket().pk}-0"
    good = token_of(private_link(identity(new_ticket())))
    made = {
        "other_salt": signing.TimestampSigner(salt="tickets.suggestion.2", sep=".").sign(value),
        "bare": value,
        "timestamp": f"{value}.{good.split('.')[1]}.{'A' * 43}",
        "long": good + "A" * 10_000,
        "form": signing.TimestampSigner(salt=link._SALT, sep=".").sign("17"),
        "none": "",
    }
    assert is_refused(look(api, made[make]))
    assert is_refused(api.get(f"{REQUEST}?X-Ticket-Link={good}"))


def test_a_link_shows_no_other_ticket(api: Client, new_ticket: NewTicket) -> None:
    other = new_ticket(title="Somebody else's")
    token = token_of(created(api)["private_link"])
    number, rest = token.split("-", 1)
    assert is_refused(look(api, f"{other.pk}-{rest}"))
    for query in (f"?ticket_id={other.pk}", f"?id={other.pk}&id={number}"):
        answer = api.get(REQUEST + query, headers={"X-Ticket-Link": token})
        assert answer.json()["id"] == int(number)


def test_a_link_opens_nothing_else(api: Client, settings: Any) -> None:
    settings.PORTAL_ACCESS = "agents"
    sent = created(api)
    headers = {"X-Ticket-Link": token_of(sent["private_link"])}
    for path in (f"/api/tickets/{sent['id']}/", f"/api/tickets/{sent['id']}/history/"):
        assert api.get(path, headers=headers).status_code == 401
    assert api.patch(REQUEST, {"status": "closed"}, headers=headers).status_code == 405


def test_a_link_expires(api: Client, settings: Any) -> None:
    token = token_of(created(api)["private_link"])
    settings.REQUESTER_LINK_DAYS = 1e-9
    assert is_refused(look(api, token))


def test_agents_revoke_links_and_make_new_ones(api: Client, settings: Any) -> None:
    settings.PORTAL_ACCESS = "agents"
    sent = created(api)
    first, links = token_of(sent["private_link"]), f"/api/tickets/{sent['id']}/links/"
    agent = browser_of(new_account("anna"))
    for _ in range(2):
        second = token_of(agent.change("POST", links).json()["private_link"])
        assert look(api, first).status_code == look(api, second).status_code == 200
        assert agent.change("DELETE", links).status_code == 204
        assert is_refused(look(api, first))
        assert is_refused(look(api, second))
        answer = agent.change("POST", links)
        assert answer.status_code == 201
        first = token_of(answer.json()["private_link"])
        assert look(api, first).json()["id"] == sent["id"]
    replay = created(api, **{"Idempotency-Key": "k"})
    agent.change("DELETE", f"/api/tickets/{replay['id']}/links/")
    again = created(api, **{"Idempotency-Key": "k"})
    assert is_refused(look(api, token_of(again["private_link"])))


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_links_are_for_those_who_may_change_the_ticket(
    api: Client, settings: Any, new_ticket: NewTicket, method: str
) -> None:
    settings.PORTAL_ACCESS = "agents"
    address = f"/api/tickets/{new_ticket().pk}/links/"
    assert api.generic(method, address).json()["code"] == "not_signed_in"
    viewer = browser_of(new_account("vera", Role.VIEWER))
    assert viewer.change(method, address).json()["code"] == "forbidden"
    agent = browser_of(new_account("anna"))
    assert agent.change(method, "/api/tickets/999999/links/").status_code == 404


def test_a_ticket_that_is_gone_has_no_link(api: Client) -> None:
    sent = created(api)
    Ticket.objects.all().delete()
    assert is_refused(look(api, token_of(sent["private_link"])))


# An id that comes to belong to another ticket -----------------------------------------------------


def taken_over(ticket_id: int, **fields: Any) -> Ticket:
    """The ticket is gone and another one has its id, as after a restore or a rewound sequence."""
    Ticket.objects.filter(pk=ticket_id).delete()
    other = Ticket(pk=ticket_id, **{**NEW_TICKET, "title": "Somebody else's", **fields})
    other.save(force_insert=True)
    return other


def old_form(ticket: Ticket, *, after: float = 0) -> str:
    """A link as earlier versions made it, `after` so many seconds of the ticket's life."""
    signed_at = ticket.created_at + timedelta(seconds=after)
    seconds = signing.b62_encode(int(signed_at.timestamp()))
    return signing.Signer(salt=link._SALT, sep=".").sign(f"{ticket.pk}-0.{seconds}")


def test_a_link_does_not_open_another_ticket_that_has_its_id(api: Client) -> None:
    sent = created(api)
    former = Ticket.objects.get(pk=sent["id"])
    renewed = browser_of(new_account("anna")).change("POST", f"/api/tickets/{former.pk}/links/")
    tokens = [token_of(sent["private_link"]), token_of(renewed.json()["private_link"])]
    assert [look(api, token).status_code for token in tokens] == [200, 200]
    other = taken_over(sent["id"])
    assert all(is_refused(look(api, token)) for token in tokens)
    for token in tokens:
        with pytest.raises(LinkNotValid):
            ShownLink(token).check()
    Ticket.objects.filter(pk=other.pk).update(created_at=former.created_at + timedelta.resolution)
    assert all(is_refused(look(api, token)) for token in tokens)


def test_a_restored_ticket_keeps_its_links(api: Client) -> None:
    sent = created(api)
    ticket = Ticket.objects.get(pk=sent["id"])
    Ticket.objects.all().delete()
    Ticket.objects.bulk_create([ticket])
    Ticket.objects.filter(pk=sent["id"]).update(created_at=sent["created_at"])
    assert look(api, token_of(sent["private_link"])).json()["id"] == sent["id"]


def test_a_link_of_an_earlier_version_opens_its_ticket_alone(
    api: Client, new_ticket: NewTicket
) -> None:
    ticket = new_ticket(created_at=timezone.now() - timedelta(days=3))
    tokens = [old_form(ticket), old_form(ticket, after=86_400)]
    for token in tokens:
        assert look(api, token).json()["id"] == ticket.pk
        assert ShownLink(token).check() == identity(ticket)
    taken_over(ticket.pk)
    assert all(is_refused(look(api, token)) for token in tokens)


def test_what_was_revoked_for_a_former_ticket_is_not_for_this_one(api: Client) -> None:
    sent, agent = created(api), browser_of(new_account("anna"))
    links = f"/api/tickets/{sent['id']}/links/"
    assert agent.change("DELETE", links).status_code == 204
    other = taken_over(sent["id"])
    first = token_of(private_link(identity(other), signed_at=other.created_at))
    second = token_of(agent.change("POST", links).json()["private_link"])
    assert [look(api, token).status_code for token in (first, second)] == [200, 200]
    assert agent.change("DELETE", links).status_code == 204
    assert is_refused(look(api, first))
    assert is_refused(look(api, second))


def test_a_former_tickets_changes_are_not_shown(api: Client) -> None:
    sent, agent = created(api), browser_of(new_account("anna"))
    address = f"/api/tickets/{sent['id']}/"
    agent.change("PATCH", address, {"status": "closed", "title": "Former secret"})
    other = taken_over(sent["id"])
    token = token_of(private_link(identity(other)))
    assert look(api, token).json()["changes"] == []
    assert agent.get(f"{address}history/").json()["results"] == []
    agent.change("PATCH", address, {"status": "resolved"})
    assert [row["to"] for row in look(api, token).json()["changes"]] == ["resolved"]
    assert [row["new_value"] for row in agent.get(f"{address}history/").json()["results"]] == [
        "resolved"
    ]
    assert TicketChange.objects.filter(ticket_id=sent["id"]).count() == 3
