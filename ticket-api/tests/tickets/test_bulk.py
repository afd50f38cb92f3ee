"""POST /api/tickets/bulk/: changes of many tickets, each with its outcome."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from tests.people import browser_of, new_account
from tests.samples import contract
from tickets.bulk_changes import ITEMS_MAX
from tickets.models import Ticket, TicketChange
from tickets.services.ticket_counters import counters_difference

NewTicket = Callable[..., Ticket]

pytestmark = pytest.mark.django_db

BULK = "/api/tickets/bulk/"


def send(api: Client, body: Any) -> Any:
    return api.post(BULK, json.dumps(body), "application/json")


def results(api: Client, items: list[dict[str, Any]]) -> list[Any]:
    answer = send(api, {"items": items})
    assert answer.status_code == 200, answer.content
    assert answer.json().keys() == {"results"}
    found: list[Any] = answer.json()["results"]
    return found


def test_each_item_has_its_outcome_in_the_order_given(api: Client, new_ticket: NewTicket) -> None:
    first, second, third, fourth = (new_ticket() for _ in range(4))
    tag = api.get(f"/api/tickets/{third.pk}/").headers["ETag"]
    found = results(
        api,
        [
            {"id": third.pk, "changes": {"priority": "low"}, "if_match": tag},
            {"id": 2**40, "changes": {"status": "closed"}},
            {"id": first.pk, "changes": {"status": "closed", "title": "Solved"}},
            {"id": second.pk, "changes": {"status": "gone", "title": ""}},
            {"id": fourth.pk, "changes": {"status": "closed"}, "if_match": tag},
        ],
    )
    assert [result["id"] for result in found] == [
        *(third.pk, 2**40, first.pk, second.pk, fourth.pk),
    ]
    assert [result["status"] for result in found] == [200, 404, 200, 400, 412]
    changed = api.get(f"/api/tickets/{first.pk}/").json()
    assert found[2] == {"id": first.pk, "status": 200, "ticket": changed}
    assert (changed["status"], changed["title"]) == ("closed", "Solved")
    assert found[0]["ticket"]["priority"] == "low"
    refused = {
        1: api.patch("/api/tickets/99999999999/", {"status": "closed"}, "application/json"),
        3: api.patch(
            f"/api/tickets/{second.pk}/", {"status": "gone", "title": ""}, "application/json"
        ),
        4: api.patch(
            f"/api/tickets/{fourth.pk}/",
            {"status": "closed"},
            "application/json",
            headers={"If-Match": tag},
        ),
    }
    for nth, answer in refused.items():
        assert found[nth].keys() == {"id", "status", "error"}
        assert found[nth]["error"] == answer.json()
    for ticket in (second, fourth):
        assert Ticket.objects.get(pk=ticket.pk).updated_at == ticket.updated_at


def test_an_item_is_refused_when_the_ticket_was_changed_after_the_time_given(
    api: Client, new_ticket: NewTicket
) -> None:
    ticket = new_ticket()
    seen = api.get(f"/api/tickets/{ticket.pk}/").json()["updated_at"]
    item = {"id": ticket.pk, "changes": {"status": "closed"}, "if_updated_at": seen}
    (done,) = results(api, [item])
    assert (done["status"], done["ticket"]["status"]) == (200, "closed")
    (refused,) = results(api, [{**item, "changes": {"status": "open"}}])
    assert (refused["status"], refused["error"]["error"]) == (412, "Precondition Failed")
    assert Ticket.objects.get().status == "closed"
    undo = {"changes": {"status": "open"}, "if_updated_at": done["ticket"]["updated_at"]}
    (undone,) = results(api, [{"id": ticket.pk, **undo}])
    assert (undone["status"], undone["ticket"]["status"]) == (200, "open")


def test_the_answer_is_as_the_contract_has_it(api: Client, new_ticket: NewTicket) -> None:
    promised = contract("public-api/bulk.json")
    items = [{"id": new_ticket().pk, "changes": {"status": "resolved"}}]
    done, refused = promised["results"]
    (found,) = results(api, items)
    assert found.keys() == done.keys()
    assert found["ticket"].keys() == done["ticket"].keys()
    (missing,) = results(api, [{"id": 2**40, "changes": {}}])
    assert missing == {**refused, "id": 2**40}


def test_an_item_that_changes_nothing_leaves_its_ticket(api: Client, new_ticket: NewTicket) -> None:
    ticket = new_ticket()
    items = [{"id": ticket.pk, "changes": {"priority": ticket.priority}}]
    for changes in (items, [{"id": ticket.pk, "changes": {}}]):
        (result,) = results(api, changes)
        assert result["status"] == 200
    assert Ticket.objects.get().updated_at == ticket.updated_at
    assert not TicketChange.objects.filter(ticket_id=ticket.pk).exists()


def test_an_undo_is_the_same_call_with_the_old_values(api: Client, new_ticket: NewTicket) -> None:
    tickets = [new_ticket(status=status) for status in ("open", "in_progress", "closed")]
    closed = results(api, [{"id": t.pk, "changes": {"status": "resolved"}} for t in tickets])
    assert {result["ticket"]["status"] for result in closed} == {"resolved"}
    back = results(api, [{"id": t.pk, "changes": {"status": t.status}} for t in tickets])
    assert [result["ticket"]["status"] for result in back] == [t.status for t in tickets]


@pytest.mark.django_db(transaction=True)
def test_the_trail_names_who_changed_each_ticket(new_ticket: NewTicket) -> None:
    account = new_account("ann")
    tickets = [new_ticket() for _ in range(3)]
    agent = browser_of(account)
    items = [{"id": ticket.pk, "changes": {"status": "closed"}} for ticket in tickets]
    answer = agent.change("POST", BULK, {"items": items}, **{"X-Request-ID": "bulk-1"})
    assert answer.status_code == 200
    written = TicketChange.objects.filter(ticket_id__in=[ticket.pk for ticket in tickets])
    found = written.order_by("id").values_list(
        "ticket_id", "account_id", "request_id", "field", "new_value"
    )
    request_id = answer.headers["X-Request-ID"]
    assert [*found] == [
        (ticket.pk, account.pk, request_id, "status", "closed") for ticket in tickets
    ]
    assert counters_difference() == {}


def test_two_hundred_items_are_taken(api: Client, new_ticket: NewTicket) -> None:
    tickets = [new_ticket() for _ in range(ITEMS_MAX)]
    items = [{"id": ticket.pk, "changes": {"status": "closed"}} for ticket in tickets]
    assert {result["status"] for result in results(api, items)} == {200}
    assert Ticket.objects.filter(status="closed").count() == ITEMS_MAX
    assert contract("limits.json")["bulk_items_max"] == ITEMS_MAX


GOOD = {"id": 1, "changes": {"status": "closed"}}


@pytest.mark.parametrize(
    "body",
    [
        *(None, [], "items", 1, {}, {"items": None}, {"items": {}}, {"items": "1"}),
        {"items": []},
        {"items": [GOOD], "dry_run": True},
        {"items": [{"id": number, "changes": {}} for number in range(1, 202)]},
        {"items": [GOOD, GOOD]},
        {"items": [GOOD, {"id": 1, "changes": {}}]},
        *({"items": [GOOD, item]} for item in (None, 1, "x", [], {})),
        {"items": [GOOD, {"id": 2}]},
        {"items": [GOOD, {"changes": {}}]},
        *(
            {"items": [GOOD, {"id": bad, "changes": {}}]}
            for bad in (0, -1, 2**63, 1.0, "2", True, None, [2])
        ),
        *({"items": [GOOD, {"id": 2, "changes": bad}]} for bad in (None, [], "status", 1)),
        *({"items": [GOOD, {"id": 2, "changes": {}, "if_match": bad}]} for bad in (None, 1, [])),
        *(
            {"items": [GOOD, {"id": 2, "changes": {}, "if_updated_at": bad}]}
            for bad in (
                None,
                1,
                "",
                "now",
                "2026-11-23",
                "2026-11-23T09:00:00",
                "2026-13-23T09:00:00Z",
            )
        ),
        {"items": [GOOD, {"id": 2, "changes": {}, "status": "closed"}]},
        {"items": [GOOD, {"id": 2, "changes": {"id": 3}}]},
        {"items": [GOOD, {"id": 2, "changes": {"created_at": "2026-01-01T00:00:00Z"}}]},
        {"items": [GOOD, {"id": 2, "changes": {"\ud800\x00": 1}}]},
    ],
    ids=lambda body: json.dumps(body)[:60],
)
def test_what_cannot_be_understood_changes_nothing(
    api: Client, new_ticket: NewTicket, body: Any
) -> None:
    ticket = new_ticket(pk=1)
    answer = send(api, body)
    assert answer.status_code == 400, answer.content
    assert answer.json()["error"] == "Validation Error"
    for sentences in answer.json()["details"].values():
        assert all(isinstance(sentence, str) for sentence in sentences)
    assert Ticket.objects.get(pk=1).status == ticket.status


def test_a_refusal_names_the_item(api: Client) -> None:
    body = {"items": [GOOD, {"id": 2, "changes": {"colour": "red"}, "note": ""}]}
    assert send(api, body).json()["details"] == {
        "items": [
            "Item 2: Remove the unknown field 'note'",
            "Item 2: Remove the unknown field 'colour' of the changes",
        ]
    }


def test_a_portal_for_agents_lets_agents_alone_change(
    api: Client, new_ticket: NewTicket, settings: Any
) -> None:
    settings.PORTAL_ACCESS = "agents"
    body = {"items": [{"id": new_ticket().pk, "changes": {"status": "closed"}}]}
    assert send(api, body).status_code == 401
    viewer = browser_of(new_account("vic", role=Role.VIEWER))
    assert viewer.change("POST", BULK, body).status_code == 403
    assert Ticket.objects.get().status == "open"
    agent = browser_of(new_account("ann"))
    assert agent.change("POST", BULK, body).status_code == 200
    assert Ticket.objects.get().status == "closed"


@pytest.mark.parametrize(
    "changes", [{"assignee": None}, {"duplicate_of": 1}, {"requester": {"name": "Eve"}}]
)
def test_changes_of_persons_take_a_role_for_all_items(
    api: Client, new_ticket: NewTicket, changes: dict[str, Any]
) -> None:
    first, second = new_ticket(), new_ticket()
    items = [{"id": first.pk, "changes": {"status": "closed"}}]
    items += [{"id": second.pk, "changes": changes}]
    answer = send(api, {"items": items})
    assert answer.status_code == 401
    assert answer.json()["details"]["detail"][0].startswith("Sign in to change the requester")
    viewer = browser_of(new_account("vic", role=Role.VIEWER))
    assert viewer.change("POST", BULK, {"items": items}).status_code == 403
    assert Ticket.objects.get(pk=first.pk).status == "open"


def test_an_agent_takes_tickets_and_marks_duplicates(new_ticket: NewTicket) -> None:
    account = new_account("ann", first_name="Ann", last_name="Ash")
    original, *others = (new_ticket() for _ in range(4))
    items: list[dict[str, Any]] = [{"id": original.pk, "changes": {"assignee": "me"}}]
    items += [{"id": ticket.pk, "changes": {"duplicate_of": original.pk}} for ticket in others]
    items[1]["changes"] = {"duplicate_of": items[1]["id"]}
    answer = browser_of(account).change("POST", BULK, {"items": items})
    found = json.loads(answer.content)["results"]
    assert [result["status"] for result in found] == [200, 400, 200, 200]
    assert found[0]["ticket"]["assignee"] == {"id": account.pk, "name": "Ann Ash"}
    assert found[2]["ticket"]["duplicate_of"] == original.pk
    assert found[2]["ticket"]["status"] == "closed"
    assert found[2]["ticket"]["waiting_since"] is None


def test_only_post(api: Client) -> None:
    answer = api.get(BULK)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
