"""GET and PATCH /api/tickets/<id>/, with ETag and If-Match (docs/architecture.md)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client

from tests.gunicorn_server import GunicornServer
from tests.samples import NEW_TICKET, contract
from tickets.models import Ticket

NewTicket = Callable[..., Ticket]


def patch(api: Client, ticket: Ticket, changes: object, **headers: str):
    address = f"/api/tickets/{ticket.pk}/"
    return api.patch(address, changes, content_type="application/json", headers=headers)


def read(api: Client, ticket: Ticket, **headers: str):
    return api.get(f"/api/tickets/{ticket.pk}/", headers=headers)


@pytest.mark.django_db
@pytest.mark.parametrize("ticket_id", ["999999", "9" * 30])
@pytest.mark.parametrize("method", ["get", "patch"])
def test_a_ticket_that_is_not_there(api: Client, method: str, ticket_id: str) -> None:
    call = getattr(api, method)
    answer = call(f"/api/tickets/{ticket_id}/", content_type="application/json")
    assert answer.status_code == 404
    assert answer.json() == contract("public-api/error-not-found.json")


def test_a_known_state_is_not_sent_again(api: Client, new_ticket: NewTicket) -> None:
    ticket = new_ticket()
    tag = read(api, ticket)["ETag"]
    assert tag.startswith('"')
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = read(api, ticket, **{"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer["ETag"] == tag
    assert read(api, ticket, **{"If-None-Match": '"other"'}).status_code == 200


def test_every_change_by_any_writer_changes_the_tag(api: Client, new_ticket: NewTicket) -> None:
    ticket = new_ticket()
    tags = {read(api, ticket)["ETag"]}
    for change in ({"title": "b"}, {"status": "closed"}, {"priority": "low"}):
        Ticket.objects.filter(pk=ticket.pk).update(**change)
        tags.add(read(api, ticket)["ETag"])
    assert len(tags) == 4


def test_a_patch_changes_what_it_names_and_nothing_else(api: Client, new_ticket: NewTicket) -> None:
    ticket = new_ticket()
    answer = patch(api, ticket, {"status": "in_progress", "id": 7, "created_at": None, "x": 1})
    assert answer.status_code == 200
    changed = answer.json()
    assert changed["status"] == "in_progress"
    assert {name: changed[name] for name in NEW_TICKET} == NEW_TICKET
    assert changed["id"] == ticket.pk
    assert changed["updated_at"] > changed["created_at"]
    assert read(api, ticket).json() == changed
    assert read(api, ticket)["ETag"] == answer["ETag"]


@pytest.mark.parametrize("changes", [{}, {"status": "open"}, {"title": NEW_TICKET["title"]}])
def test_a_patch_that_changes_nothing_leaves_the_state_alone(
    api: Client, new_ticket: NewTicket, changes: dict[str, str]
) -> None:
    ticket = new_ticket()
    tag = read(api, ticket)["ETag"]
    assert patch(api, ticket, changes)["ETag"] == tag


@pytest.mark.parametrize(
    ("field", "value"),
    [("status", "new"), ("title", ""), ("description", None), ("category", ""), ("priority", 1)],
)
def test_a_patch_is_held_to_the_same_rules(
    api: Client, new_ticket: NewTicket, field: str, value: object
) -> None:
    ticket = new_ticket()
    answer = patch(api, ticket, {field: value, "priority" if field != "priority" else "x": "low"})
    assert answer.status_code == 400
    assert list(answer.json()["details"]) == [field]
    ticket.refresh_from_db()
    assert ticket.priority == NEW_TICKET["priority"]


def test_if_match_lets_the_known_state_through(api: Client, new_ticket: NewTicket) -> None:
    ticket = new_ticket()
    first = read(api, ticket)["ETag"]
    second = patch(api, ticket, {"status": "closed"}, **{"If-Match": first})
    assert second.status_code == 200
    both = f'"other", {second["ETag"]}'
    assert patch(api, ticket, {"status": "open"}, **{"If-Match": both}).status_code == 200
    assert patch(api, ticket, {"status": "closed"}, **{"If-Match": "*"}).status_code == 200


def test_if_match_keeps_a_stale_change_out(api: Client, new_ticket: NewTicket) -> None:
    ticket = new_ticket()
    stale = read(api, ticket)["ETag"]
    current = patch(api, ticket, {"status": "in_progress"})["ETag"]
    for tag in (stale, f"W/{current}", "unquoted", ""):
        answer = patch(api, ticket, {"status": "closed"}, **{"If-Match": tag})
        assert answer.status_code == 412
        assert answer.json()["error"] == "Precondition Failed"
    ticket.refresh_from_db()
    assert ticket.status == "in_progress"


@pytest.mark.django_db(transaction=True)
def test_of_many_changes_to_one_state_one_wins(
    server: GunicornServer, new_ticket: NewTicket
) -> None:
    address = f"/api/tickets/{new_ticket().pk}/"
    for _ in range(5):
        tag = server.request("GET", address).headers["ETag"]

        def change(number: int, tag: str = tag) -> int:
            changes = {"title": f"{tag} {number}"}
            return server.request(
                "PATCH", address, json=changes, headers={"If-Match": tag}
            ).status_code

        with ThreadPoolExecutor(8) as threads:
            statuses = sorted(threads.map(change, range(8)))
        assert statuses == [200] + [412] * 7


@pytest.mark.parametrize("method", ["put", "delete", "post"])
def test_other_methods_are_refused(api: Client, new_ticket: NewTicket, method: str) -> None:
    answer = getattr(api, method)(f"/api/tickets/{new_ticket().pk}/")
    assert answer.status_code == 405
    assert {word.strip() for word in answer["Allow"].split(",")} == {
        "GET",
        "PATCH",
        "HEAD",
        "OPTIONS",
    }
