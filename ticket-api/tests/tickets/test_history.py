"""The audit trail: GET /api/tickets/<id>/history/, written by triggers, for any writer."""

import uuid
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.roles import Role
from accounts.tokens import token_create
from bulk.load import tickets_copy
from tests.addresses import database_address
from tests.gunicorn_server import GunicornServer
from tests.people import browser_of, new_account
from tests.samples import NEW_TICKET, contract
from tickets.models import Ticket, TicketChange
from tickets.services.ticket_service import ticket_update

NewTicket = Callable[..., Ticket]

pytestmark = pytest.mark.django_db


def history(api: Client, ticket: Ticket, **query: str) -> dict[str, Any]:
    answer = api.get(f"/api/tickets/{ticket.pk}/history/", query)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def patch(api: Client, ticket: Ticket, changes: dict[str, str], request_id: str) -> None:
    headers = {"X-Request-ID": request_id}
    address = f"/api/tickets/{ticket.pk}/"
    answer = api.patch(address, changes, "application/json", headers=headers)
    assert answer.status_code == 200, answer.content


def steps(body: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(row["field"], row["old_value"], row["new_value"]) for row in body["results"]]


def test_a_new_ticket_has_no_history(api: Client, new_ticket: NewTicket) -> None:
    assert history(api, new_ticket()) == {"next": None, "results": []}


def test_every_changed_field_is_listed_oldest_first(api: Client, new_ticket: NewTicket) -> None:
    ticket, other = new_ticket(), new_ticket()
    first, second = uuid.uuid4().hex, uuid.uuid4().hex
    patch(api, ticket, {"status": "in_progress"}, first)
    patch(api, other, {"status": "closed"}, uuid.uuid4().hex)
    everything = {"title": "A", "description": "B", "category": "general", "priority": "low"}
    patch(api, ticket, {**everything, "status": "in_progress"}, second)
    body = history(api, ticket)
    assert steps(body)[0] == ("status", "open", "in_progress")
    assert set(steps(body)[1:]) == {
        (name, NEW_TICKET[name], value) for name, value in everything.items()
    }
    assert [row["request_id"] for row in body["results"]] == [first, *[second] * 4]
    assert {row["account_id"] for row in body["results"]} == {None}
    moments = [row["changed_at"] for row in body["results"]]
    assert moments == sorted(moments)
    assert moments[0] > api.get(f"/api/tickets/{ticket.pk}/").json()["created_at"]


def test_a_page_is_as_promised(api: Client, new_ticket: NewTicket) -> None:
    ticket, promised = new_ticket(), contract("public-api/history.json")
    patch(api, ticket, {"status": "in_progress"}, uuid.uuid4().hex)
    body = history(api, ticket)
    assert list(body) == list(promised)
    assert list(body["results"][0]) == list(promised["results"][0])


def test_what_changes_nothing_leaves_no_trace(api: Client, new_ticket: NewTicket) -> None:
    ticket = new_ticket()
    patch(api, ticket, {"status": "open"}, uuid.uuid4().hex)
    ticket.save()
    assert history(api, ticket)["results"] == []


def test_who_writes_sql_is_seen_too(api: Client, new_ticket: NewTicket) -> None:
    ticket = new_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(priority="critical")
    (row,) = history(api, ticket)["results"]
    assert (row["field"], row["old_value"], row["new_value"]) == ("priority", "high", "critical")
    assert row["request_id"] is None


def test_pages_show_every_change_once(api: Client, new_ticket: NewTicket) -> None:
    ticket = new_ticket()
    for number in range(120):
        Ticket.objects.filter(pk=ticket.pk).update(title=f"Title {number}")
    seen, sizes, address = [], [], f"/api/tickets/{ticket.pk}/history/"
    while address:
        body = api.get(address).json()
        sizes.append(len(body["results"]))
        seen += [row["new_value"] for row in body["results"]]
        address = body["next"]
    assert sizes == [50, 50, 20]
    assert seen == [f"Title {number}" for number in range(120)]


@pytest.mark.parametrize("after", ["-1", "x", str(2**63), "1.5"])
def test_a_place_that_cannot_be(api: Client, new_ticket: NewTicket, after: str) -> None:
    answer = api.get(f"/api/tickets/{new_ticket().pk}/history/", {"after": after})
    assert answer.status_code == 400
    assert answer.json()["details"].keys() == {"after"}


@pytest.mark.parametrize("number", ["999999999", "9" * 30])
def test_a_ticket_that_is_not_there(api: Client, number: str) -> None:
    answer = api.get(f"/api/tickets/{number}/history/")
    assert (answer.status_code, answer.json()["error"]) == (404, "Not Found")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_cannot_write_it(api: Client, new_ticket: NewTicket, method: str) -> None:
    answer = getattr(api, method)(f"/api/tickets/{new_ticket().pk}/history/")
    assert answer.status_code == 405


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ticket_audit SET new_value = 'x'",
        "DELETE FROM ticket_audit",
        "TRUNCATE ticket_audit",
        (
            "INSERT INTO ticket_audit (id, ticket_id, field, old_value, new_value) "
            "OVERRIDING SYSTEM VALUE SELECT id, ticket_id, field, old_value, 'x' FROM ticket_audit "
            "ON CONFLICT (id) DO UPDATE SET new_value = excluded.new_value"
        ),
    ],
    ids=["update", "delete", "truncate", "upsert"],
)
def test_the_database_refuses_to_rewrite_it(
    api: Client, new_ticket: NewTicket, statement: str
) -> None:
    ticket = new_ticket()
    patch(api, ticket, {"status": "closed"}, uuid.uuid4().hex)
    before = history(api, ticket)
    refused = pytest.raises(DatabaseError, match="The audit trail can only be added to")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert history(api, ticket) == before


def test_the_trail_outlives_its_ticket(api: Client, new_ticket: NewTicket) -> None:
    ticket = new_ticket()
    patch(api, ticket, {"status": "closed"}, uuid.uuid4().hex)
    number = ticket.pk
    ticket.delete()
    assert TicketChange.objects.filter(ticket_id=number).count() == 1


def test_a_change_that_is_rolled_back_never_was(api: Client, new_ticket: NewTicket) -> None:
    ticket = new_ticket()
    with transaction.atomic():
        ticket_update(ticket_id=ticket.pk, changes={"status": "closed"})
        transaction.set_rollback(True)
    assert history(api, ticket)["results"] == []


@pytest.mark.django_db(transaction=True)
def test_a_copy_leaves_no_rows(new_ticket: NewTicket) -> None:
    new_ticket()  # Into an empty table a COPY takes the indexes away.
    moment = "2026-01-01T00:00:00Z"
    before = TicketChange.objects.count()
    rows = [("Title", "Text", "billing", "low", "open", moment)] * 1_000
    assert sum(tickets_copy([rows])) == 1_000
    assert TicketChange.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_no_request_is_taken_for_another(
    server: GunicornServer, api: Client, new_ticket: NewTicket
) -> None:
    """A kept connection serves one request after the other, and SQL beside them."""
    ticket = new_ticket()
    sent = []
    for number in range(12):
        sent.append(uuid.uuid4().hex)
        changes, headers = {"title": f"Title {number}"}, {"X-Request-ID": sent[-1]}
        server.request("PATCH", f"/api/tickets/{ticket.pk}/", json=changes, headers=headers)
    with psycopg.connect(database_address(connection.settings_dict["NAME"])) as other:
        other.execute("UPDATE tickets_ticket SET title = 'By hand' WHERE id = %s", [ticket.pk])
    assert [row["request_id"] for row in history(api, ticket)["results"]] == [*sent, None]


@pytest.mark.django_db(transaction=True)
def test_writers_do_not_wait_for_one_another(new_ticket: NewTicket) -> None:
    """One holds its change open while another commits the change of another ticket."""
    held, free = new_ticket(), new_ticket()
    address = database_address(connection.settings_dict["NAME"])
    change = "UPDATE tickets_ticket SET status = 'closed' WHERE id = %s"
    with psycopg.connect(address) as slow, psycopg.connect(address) as quick:
        slow.execute(change, [held.pk])
        quick.execute("SET lock_timeout = '2s'")
        quick.execute(change, [free.pk])
        quick.commit()
        assert TicketChange.objects.filter(ticket_id=free.pk).count() == 1
        assert TicketChange.objects.filter(ticket_id=held.pk).count() == 0


# Who ---------------------------------------------------------------------------------------------


def test_the_account_that_changed_a_ticket_is_named(new_ticket: NewTicket) -> None:
    ticket = new_ticket()
    anna = new_account("anna", first_name="Anna", last_name="Ek")
    bea = new_account("bea")
    for account, title in ((anna, "A"), (bea, "B")):
        browser_of(account).change("PATCH", f"/api/tickets/{ticket.pk}/", {"title": title})
    rows = history(browser_of(anna), ticket)["results"]
    assert [(row["account_id"], row["account"]) for row in rows] == [
        (anna.pk, "Anna Ek"),
        (bea.pk, f"Agent {bea.pk}"),
    ]
    bea.delete()
    gone = history(browser_of(anna), ticket)["results"][1]
    assert (gone["account_id"], gone["account"]) == (rows[1]["account_id"], None)


@pytest.mark.parametrize("blank", ["", " ", "\t", "\u00a0"])
def test_a_blank_name_is_no_name(new_ticket: NewTicket, blank: str) -> None:
    ticket, cy = new_ticket(), new_account("cy", first_name=blank, last_name=blank)
    reader = browser_of(cy)
    reader.change("PATCH", f"/api/tickets/{ticket.pk}/", {"title": "A", "assignee": "me"})
    answer = reader.get(f"/api/tickets/{ticket.pk}/history/")
    assert {row["account"] for row in answer.json()["results"]} == {f"Agent {cy.pk}"}
    assert b'"cy"' not in answer.content


def test_names_are_not_for_everybody(api: Client, new_ticket: NewTicket) -> None:
    ticket, anna = new_ticket(), new_account("anna")
    browser_of(anna).change("PATCH", f"/api/tickets/{ticket.pk}/", {"title": "A"})
    for reader in (api, browser_of(new_account("ola", None))):
        (row,) = history(reader, ticket)["results"]
        assert row["account"] is None
    (row,) = history(browser_of(new_account("vera", Role.VIEWER)), ticket)["results"]
    assert row["account"] == f"Agent {anna.pk}"


@pytest.mark.django_db(transaction=True)
def test_no_account_is_taken_for_another(server: GunicornServer, new_ticket: NewTicket) -> None:
    """A kept connection serves one account after another; none leaks into the next request."""
    ticket, expected = new_ticket(), []
    accounts = [new_account("anna", first_name="Anna"), new_account("bea", first_name="Bea")]
    words = {
        token_create(name="tool", account=account, scopes=("write",))[1]: account.first_name
        for account in accounts
    }
    for number in range(12):
        word, name = [*words.items(), ("", None)][number % 3]
        headers = {"Authorization": f"Bearer {word}"} if word else {}
        path, body = f"/api/tickets/{ticket.pk}/", {"title": f"Title {number}"}
        answer = server.request("PATCH", path, json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        expected.append(name)
    rows = history(browser_of(new_account("reader")), ticket)["results"]
    assert [row["account"] for row in rows] == expected
