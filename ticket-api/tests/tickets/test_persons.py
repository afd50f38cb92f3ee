"""Requester, assignee and original of a ticket: who sees and who changes them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.exceptions import ValidationError

from accounts.roles import Role, give_role, make_roles
from conversations.models import Kind
from conversations.services import Author, add_message
from people.models import Requester
from tests.addresses import database_address
from tests.conversations.writing import write
from tests.people import Browser, browser_of, new_account
from tests.samples import NEW_TICKET, contract
from tickets.models import Ticket, TicketChange
from tickets.services.ticket_service import ticket_create, ticket_update

pytestmark = pytest.mark.django_db

RITA = {"name": "Rita Lund", "email": "rita@example.com"}
FIELDS = ("requester", "assignee", "waiting_since", "duplicate_of")
Tickets = Callable[..., Ticket]


@pytest.fixture
def anna() -> User:
    return new_account("anna", first_name="Anna", last_name="Ek")


@pytest.fixture
def agent(anna: User) -> Browser:
    return browser_of(anna)


def send(client: Client, **fields: Any) -> Any:
    answer = client.post("/api/tickets/", {**NEW_TICKET, **fields}, "application/json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def change(browser: Browser, ticket_id: int, body: Any, **headers: str) -> Any:
    return browser.change("PATCH", f"/api/tickets/{ticket_id}/", body, **headers)


def read(client: Client, ticket_id: int) -> Any:
    return client.get(f"/api/tickets/{ticket_id}/").json()


def trail(ticket_id: int) -> list[tuple[str, str, str]]:
    rows = TicketChange.objects.filter(ticket_id=ticket_id).order_by("id")
    return list(rows.values_list("field", "old_value", "new_value"))


# Who sees them ------------------------------------------------------------------------------------


def test_callers_with_a_role_see_them_in_every_answer(api: Client, agent: Browser) -> None:
    ticket_id = send(api, requester=RITA)["id"]
    changed = change(agent, ticket_id, {"assignee": "me"})
    requester, account = Requester.objects.get(), User.objects.get()
    expected = {
        "requester": {"id": requester.pk, **RITA},
        "assignee": {"id": account.pk, "name": "Anna Ek"},
        "waiting_since": changed.json()["created_at"],
        "duplicate_of": None,
    }
    listed = agent.get("/api/tickets/").json()["results"][0]
    for shown in (changed.json(), read(agent, ticket_id), listed):
        assert list(shown) == list(contract("public-api/ticket.json"))
        assert {name: shown[name] for name in FIELDS} == expected
    sent = agent.change("POST", "/api/tickets/", {**NEW_TICKET, "requester": RITA}).json()
    assert sent["requester"] == expected["requester"]
    assert sent["waiting_since"] == sent["created_at"]


@pytest.mark.parametrize("account", [False, True])
def test_callers_without_a_role_see_nulls(agent: Browser, account: bool) -> None:
    caller = browser_of(new_account("ola", None)) if account else Browser()
    caller.open_portal()
    created = caller.change("POST", "/api/tickets/", {**NEW_TICKET, "requester": RITA}).json()
    change(agent, created["id"], {"assignee": "me"})
    changed = change(caller, created["id"], {"priority": "low"}).json()
    listed = caller.get("/api/tickets/").json()["results"][0]
    for shown in (created, changed, listed, read(caller, created["id"])):
        assert [shown[name] for name in FIELDS] == [None] * 4
        assert "rita" not in str(shown).lower()


def test_the_etag_is_the_same_for_every_caller(api: Client, agent: Browser) -> None:
    ticket_id = send(api, requester=RITA)["id"]
    tags = set()
    for body in ({"assignee": "me"}, {"assignee": None}):
        for client in (api, agent):
            tags.add(client.get(f"/api/tickets/{ticket_id}/")["ETag"])
        change(agent, ticket_id, body)
    assert len(tags) == 2


def test_a_corrected_name_changes_no_etag_of_the_persons_other_tickets(
    api: Client, agent: Browser
) -> None:
    first, second = (send(api, requester=RITA)["id"] for _ in range(2))
    before = agent.get(f"/api/tickets/{second}/")
    change(agent, first, {"requester": {"name": "Rita Lind"}})
    after = agent.get(f"/api/tickets/{second}/")
    assert after.json()["requester"]["name"] == "Rita Lind"
    assert after["ETag"] == before["ETag"]
    headers = {"If-Match": before["ETag"]}
    assert change(agent, second, {"priority": "low"}, **headers).status_code == 200


def test_the_list_takes_the_same_statements_for_one_ticket_and_for_fifty(
    agent: Browser, anna: User, django_assert_num_queries: Any
) -> None:
    counts = []
    for number in range(50):
        row = ticket_create(fields={**NEW_TICKET})
        Ticket.objects.filter(pk=row["id"]).update(
            assignee=anna, requester=Requester.objects.create(name=f"R{number}")
        )
        if number in (0, 49):
            with django_assert_num_queries(5, exact=False) as asked:
                agent.get("/api/tickets/")
            counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_username_is_never_shown(agent: Browser, new_ticket: Tickets) -> None:
    nameless = new_account("secretlogin")
    ticket = new_ticket()
    shown = change(agent, ticket.pk, {"assignee": nameless.pk}).json()
    assert shown["assignee"] == {"id": nameless.pk, "name": f"Agent {nameless.pk}"}
    agents = agent.get("/api/agents/").json()
    assert {"id": nameless.pk, "name": f"Agent {nameless.pk}"} in agents


# The requester ------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", ["RITA@example.com", "Rita@EXAMPLE.com", "rita@example.com"])
def test_an_address_has_one_requester_in_any_case(api: Client, other: str) -> None:
    first = send(api, requester=RITA)
    second = send(api, requester={"name": "Somebody else", "email": other})
    assert first.keys() == second.keys()
    assert Requester.objects.count() == 1
    requester = Requester.objects.get()
    assert (requester.name, requester.email) == ("Rita Lund", "rita@example.com")
    assert set(Ticket.objects.values_list("requester_id", flat=True)) == {requester.pk}


@pytest.mark.parametrize("known", ["rita@example.com", "RITA@example.com"])
def test_an_answer_never_tells_whether_an_address_is_known(api: Client, known: str) -> None:
    send(api, requester=RITA)
    answers = []
    for email in (known, "nemo@example.com"):
        body = {**NEW_TICKET, "requester": {"name": "X", "email": email}}
        answer = api.post("/api/tickets/", body, "application/json")
        shown = answer.json()
        for name in ("id", "created_at", "updated_at", "private_link"):
            shown.pop(name)
        kept = {"Location", "ETag", "X-Request-ID", "Content-Length"}
        headers = {name: value for name, value in answer.headers.items() if name not in kept}
        answers.append((answer.status_code, shown, headers))
    assert answers[0] == answers[1]


def test_a_name_is_added_where_none_is_known(api: Client) -> None:
    send(api, requester={"email": "rita@example.com"})
    send(api, requester=RITA)
    assert Requester.objects.get().name == "Rita Lund"


@pytest.mark.parametrize(
    "person", [None, {}, {"name": ""}, {"email": ""}, {"name": None, "email": None}, {"name": " "}]
)
def test_a_requester_is_optional(api: Client, person: Any) -> None:
    send(api, requester=person)
    assert not Requester.objects.exists()


def test_two_names_without_an_address_are_two_persons(api: Client) -> None:
    for _ in range(2):
        send(api, requester={"name": "Rita"})
    assert Requester.objects.count() == 2


@pytest.mark.parametrize(
    ("person", "field"),
    [
        ({"email": "rita"}, "requester.email"),
        ({"email": "a b@example.com"}, "requester.email"),
        ({"email": "rita@example.com\nBcc: x@example.com"}, "requester.email"),
        ({"email": "a" * 250 + "@example.com"}, "requester.email"),
        ({"email": 17}, "requester.email"),
        ({"email": ["rita@example.com"]}, "requester.email"),
        ({"name": "a" * 101}, "requester.name"),
        ({"name": "a\x00"}, "requester.name"),
        ({"name": 17}, "requester.name"),
        ([], "requester"),
        ("rita@example.com", "requester"),
    ],
)
def test_a_wrong_requester_is_refused(
    api: Client, agent: Browser, new_ticket: Tickets, person: Any, field: str
) -> None:
    body = {**NEW_TICKET, "requester": person}
    answer = api.post("/api/tickets/", body, "application/json")
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    answer = change(agent, new_ticket().pk, {"requester": person})
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert not Requester.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("with_key", [False, True])
def test_tickets_sent_at_once_with_one_address_have_one_requester(with_key: bool) -> None:
    def send_in_a_thread(number: int) -> int:
        try:
            headers = {"Idempotency-Key": f"k{number}"} if with_key else {}
            body = {**NEW_TICKET, "requester": {"name": f"R{number}", "email": "r@example.com"}}
            answer = Client().post("/api/tickets/", body, "application/json", headers=headers)
            return answer.status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(send_in_a_thread, range(24))) == {201}
    assert Ticket.objects.filter(requester=Requester.objects.get()).count() == 24


def test_a_replay_stores_no_second_requester(api: Client, agent: Browser) -> None:
    body = {**NEW_TICKET, "requester": {"name": "Rita"}}
    headers = {"Idempotency-Key": "k"}
    first, second = (agent.change("POST", "/api/tickets/", body, **headers) for _ in range(2))
    assert second["Idempotent-Replayed"] == "true"
    assert first.content == second.content
    assert first["ETag"] == second["ETag"]
    assert Requester.objects.count() == 1


def test_a_name_and_a_new_address_are_corrected(api: Client, agent: Browser) -> None:
    ticket_id = send(api, requester=RITA)["id"]
    before = agent.get(f"/api/tickets/{ticket_id}/")["ETag"]
    answer = change(agent, ticket_id, {"requester": {"name": "Rita Lind"}}, **{"If-Match": before})
    assert answer.json()["requester"]["name"] == "Rita Lind"
    assert answer["ETag"] != before
    answer = change(agent, ticket_id, {"requester": {"email": "r.lind@example.com"}})
    person = Requester.objects.get()
    assert answer.json()["requester"] == {
        "id": person.pk,
        "name": "Rita Lind",
        "email": "r.lind@example.com",
    }
    assert trail(ticket_id) == [
        ("requester", "Rita Lund <rita@example.com>", "Rita Lind <rita@example.com>"),
        ("requester", "Rita Lind <rita@example.com>", "Rita Lind <r.lind@example.com>"),
    ]
    again = change(agent, ticket_id, {"requester": {"name": "Rita Lind"}})
    assert again.json()["updated_at"] == answer.json()["updated_at"]


def test_another_address_moves_one_ticket_and_no_other(api: Client, agent: Browser) -> None:
    first, second = (send(api, requester=RITA)["id"] for _ in range(2))
    change(agent, second, {"requester": {"email": "bo@example.com", "name": "Bo"}})
    assert read(agent, first)["requester"]["email"] == "rita@example.com"
    assert read(agent, second)["requester"]["email"] == "bo@example.com"
    change(agent, first, {"requester": {"email": "BO@example.com"}})
    assert read(agent, first)["requester"] == read(agent, second)["requester"]
    assert read(agent, first)["requester"]["name"] == "Bo"
    change(agent, first, {"requester": None})
    assert read(agent, first)["requester"] is None
    assert trail(first)[-1] == ("requester", "Bo <bo@example.com>", "")


# The assignee -------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["requester", "assignee", "duplicate_of"])
def test_they_take_a_role_in_an_open_portal_too(new_ticket: Tickets, field: str) -> None:
    ticket = new_ticket()
    stranger = Browser()
    stranger.open_portal()
    answer = change(stranger, ticket.pk, {field: None})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert "Sign in to" in answer.json()["details"]["detail"][0]
    viewer = browser_of(new_account("vera", Role.VIEWER))
    assert change(viewer, ticket.pk, {field: None}).status_code == 403
    # The fields of the requirements stay everybody's.
    assert change(stranger, ticket.pk, {"status": "closed"}).status_code == 200


def test_assigning_is_in_the_trail_and_obeys_if_match(
    agent: Browser, anna: User, new_ticket: Tickets
) -> None:
    ticket = new_ticket()
    before = agent.get(f"/api/tickets/{ticket.pk}/")["ETag"]
    assert change(agent, ticket.pk, {"assignee": "me"}, **{"If-Match": before}).status_code == 200
    assert change(agent, ticket.pk, {"assignee": None}, **{"If-Match": before}).status_code == 412
    assert change(agent, ticket.pk, {"assignee": None}).json()["assignee"] is None
    number = str(anna.pk)
    assert trail(ticket.pk) == [("assignee", "", number), ("assignee", number, "")]
    assert set(TicketChange.objects.values_list("account_id", flat=True)) == {anna.pk}


@pytest.mark.parametrize("chosen", ["you", "", "3", 0, -1, 1.5, True, 2**40, [], {}])
def test_an_assignee_is_an_account_or_me(agent: Browser, new_ticket: Tickets, chosen: Any) -> None:
    answer = change(agent, new_ticket().pk, {"assignee": chosen})
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["assignee"])


def test_only_active_agents_and_admins_own_tickets(agent: Browser, new_ticket: Tickets) -> None:
    ticket = new_ticket()
    for account in (
        new_account("vera", Role.VIEWER),
        new_account("ola", None),
        new_account("off", is_active=False),
    ):
        answer = change(agent, ticket.pk, {"assignee": account.pk})
        assert (answer.status_code, list(answer.json()["details"])) == (400, ["assignee"])
    assert change(agent, ticket.pk, {"assignee": 999_999}).status_code == 400
    admin = new_account("adam", Role.ADMIN, first_name="Adam")
    assert change(agent, ticket.pk, {"assignee": admin.pk}).json()["assignee"]["name"] == "Adam"


def test_the_agents_are_listed_for_roles_alone(agent: Browser, anna: User) -> None:
    bo = new_account("bo", Role.ADMIN, first_name="bo")
    for name, role in (("vera", Role.VIEWER), ("ola", None)):
        new_account(name, role)
    new_account("off", is_active=False)
    expected = [{"id": anna.pk, "name": "Anna Ek"}, {"id": bo.pk, "name": "bo"}]
    assert agent.get("/api/agents/").json() == expected
    assert browser_of(User.objects.get(username="vera")).get("/api/agents/").json() == expected
    refused = Client().get("/api/agents/")
    assert refused.status_code == 401
    assert "Sign in to" in refused.json()["details"]["detail"][0]
    assert browser_of(User.objects.get(username="ola")).get("/api/agents/").status_code == 403


def switch_off(account: User) -> None:
    account.is_active = False
    account.save()


def make_viewer(account: User) -> None:
    give_role(account, Role.VIEWER)


def leave_groups(account: User) -> None:
    account.groups.clear()


def strip_group(_account: User) -> None:
    Group.objects.get(name="agent").permissions.clear()


def delete_group(_account: User) -> None:
    Group.objects.get(name="agent").delete()


def by_sql(account: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE auth_user SET is_active = false WHERE id = %s", [account.pk])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "end", [switch_off, make_viewer, leave_groups, strip_group, delete_group, by_sql]
)
def test_an_account_without_its_role_frees_its_unfinished_tickets(
    new_ticket: Tickets, end: Callable[[User], None]
) -> None:
    make_roles(using="default")
    anna, bo = new_account("anna"), new_account("bo", Role.ADMIN)
    tickets = [new_ticket(status=status) for status in contract("choices.json")["status"]]
    Ticket.objects.update(assignee=anna)
    others = new_ticket(assignee=bo)
    end(anna)
    owners = dict(Ticket.objects.values_list("id", "assignee_id"))
    assert [owners[ticket.pk] for ticket in tickets] == [None, None, anna.pk, anna.pk]
    assert owners[others.pk] == bo.pk
    assert trail(tickets[0].pk)[-1] == ("assignee", str(anna.pk), "")


@pytest.mark.django_db(transaction=True)
def test_another_role_that_may_own_tickets_keeps_them(new_ticket: Tickets) -> None:
    make_roles(using="default")
    anna = new_account("anna")
    ticket = new_ticket(assignee=anna)
    with transaction.atomic():
        give_role(anna, Role.ADMIN)
    ticket.refresh_from_db()
    assert ticket.assignee_id == anna.pk


# Duplicates ---------------------------------------------------------------------------------------


def test_marking_a_duplicate_closes_it(agent: Browser, new_ticket: Tickets) -> None:
    original, ticket = new_ticket(), new_ticket()
    shown = change(agent, ticket.pk, {"duplicate_of": original.pk}).json()
    assert (shown["duplicate_of"], shown["status"]) == (original.pk, "closed")
    assert shown["waiting_since"] is None
    shown = change(agent, ticket.pk, {"status": "open"}).json()
    assert (shown["duplicate_of"], shown["status"]) == (original.pk, "open")
    shown = change(agent, ticket.pk, {"duplicate_of": None}).json()
    assert (shown["duplicate_of"], shown["status"]) == (None, "open")
    assert trail(ticket.pk) == [
        ("status", "open", "closed"),
        ("duplicate_of", "", str(original.pk)),
        ("status", "closed", "open"),
        ("duplicate_of", str(original.pk), ""),
    ]


@pytest.mark.parametrize("status", ["closed", "in_progress"])
def test_clearing_a_mark_leaves_the_status(
    agent: Browser, new_ticket: Tickets, status: str
) -> None:
    original, ticket = new_ticket(), new_ticket()
    change(agent, ticket.pk, {"duplicate_of": original.pk})
    change(agent, ticket.pk, {"status": status})
    shown = change(agent, ticket.pk, {"duplicate_of": None}).json()
    assert (shown["duplicate_of"], shown["status"]) == (None, status)


@pytest.mark.parametrize("cleared", [False, True])
def test_a_mark_obeys_if_match(agent: Browser, new_ticket: Tickets, cleared: bool) -> None:
    original, ticket = new_ticket(), new_ticket()
    if cleared:
        change(agent, ticket.pk, {"duplicate_of": original.pk})
    before = agent.get(f"/api/tickets/{ticket.pk}/")["ETag"]
    assert change(agent, ticket.pk, {"priority": "low"}).status_code == 200
    body = {"duplicate_of": None if cleared else original.pk}
    assert change(agent, ticket.pk, body, **{"If-Match": before}).status_code == 412
    assert (read(agent, ticket.pk)["duplicate_of"] is not None) is cleared
    now = agent.get(f"/api/tickets/{ticket.pk}/")["ETag"]
    changed = change(agent, ticket.pk, body, **{"If-Match": now})
    assert changed.status_code == 200
    assert changed["ETag"] not in (before, now)


def test_a_mark_with_another_status_is_refused(agent: Browser, new_ticket: Tickets) -> None:
    original, ticket = new_ticket(), new_ticket()
    for status in ("open", "in_progress", "resolved"):
        answer = change(agent, ticket.pk, {"duplicate_of": original.pk, "status": status})
        assert (answer.status_code, list(answer.json()["details"])) == (400, ["status"])
    answer = change(agent, ticket.pk, {"duplicate_of": original.pk, "status": "closed"})
    assert answer.status_code == 200
    answer = change(agent, ticket.pk, {"duplicate_of": None, "status": "in_progress"})
    assert answer.json()["status"] == "in_progress"


def test_an_original_is_no_duplicate(agent: Browser, new_ticket: Tickets) -> None:
    original, duplicate, other = new_ticket(), new_ticket(), new_ticket()
    change(agent, duplicate.pk, {"duplicate_of": original.pk})
    for ticket, chosen, named in (
        (other.pk, other.pk, other.pk),  # Itself.
        (other.pk, duplicate.pk, original.pk),  # A duplicate: its original is named.
        (original.pk, other.pk, duplicate.pk),  # It has duplicates.
        (original.pk, duplicate.pk, original.pk),
        (other.pk, 2**62, 2**62),  # There is none.
    ):
        answer = change(agent, ticket, {"duplicate_of": chosen})
        assert (answer.status_code, list(answer.json()["details"])) == (400, ["duplicate_of"])
        assert f"#{named}" in answer.json()["details"]["duplicate_of"][0]
    assert Ticket.objects.filter(duplicate_of__isnull=False).count() == 1


@pytest.mark.parametrize("value", ["1", 0, -1, 1.5, True, 2**63, [], {}, "none"])
def test_an_original_is_a_number(agent: Browser, new_ticket: Tickets, value: Any) -> None:
    answer = change(agent, new_ticket().pk, {"duplicate_of": value})
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["duplicate_of"])


@pytest.mark.django_db(transaction=True)
def test_marks_that_cross_leave_one_duplicate(new_ticket: Tickets) -> None:
    def mark(pair: tuple[int, int]) -> bool:
        try:
            ticket_update(ticket_id=pair[0], changes={"duplicate_of_id": pair[1]})
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as threads:
        for _ in range(10):
            first, second = new_ticket().pk, new_ticket().pk
            marked = list(threads.map(mark, [(first, second), (second, first)] * 2))
            assert any(marked)
            pairs = Ticket.objects.filter(pk__in=(first, second), duplicate_of__isnull=False)
            assert pairs.count() == 1


def test_a_deleted_original_leaves_its_duplicates(agent: Browser, new_ticket: Tickets) -> None:
    original, ticket = new_ticket(), new_ticket()
    change(agent, ticket.pk, {"duplicate_of": original.pk})
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tickets_ticket WHERE id = %s", [original.pk])
    assert read(agent, ticket.pk)["duplicate_of"] is None


# The history --------------------------------------------------------------------------------------


def test_the_history_shows_persons_to_roles_alone(
    api: Client, agent: Browser, anna: User, new_ticket: Tickets
) -> None:
    original, ticket = new_ticket(), send(api, requester=RITA)["id"]
    for body in (
        {"assignee": anna.pk},
        {"requester": {"name": "Rita Lind"}},
        {"priority": "low"},
        {"duplicate_of": original.pk},
    ):
        assert change(agent, ticket, body).status_code == 200
    address = f"/api/tickets/{ticket}/history/"
    seen = [
        (row["field"], row["old_value"], row["new_value"])
        for row in agent.get(address).json()["results"]
    ]
    assert ("assignee", "", "Anna Ek") in seen
    assert ("requester", "Rita Lund <rita@example.com>", "Rita Lind <rita@example.com>") in seen
    assert ("duplicate_of", "", str(original.pk)) in seen
    public = api.get(address).json()["results"]
    assert {row["field"] for row in public} == {"priority", "status"}


def test_a_reply_makes_its_writer_the_assignee_of_an_open_ticket(
    anna: User, new_ticket: Tickets
) -> None:
    author, ticket = Author("Anna Ek", anna.pk), new_ticket()
    write(ticket, "reply", author=author)
    assert (ticket.status, ticket.assignee_id) == ("in_progress", anna.pk)
    other = new_ticket()
    write(other, "reply", author=author, status="resolved")
    assert (other.status, other.assignee_id) == ("resolved", None)


@pytest.mark.parametrize("stop", [switch_off, make_viewer, leave_groups])
def test_a_reply_of_an_account_that_may_own_no_tickets_assigns_none(
    anna: User, new_ticket: Tickets, stop: Callable[[User], None]
) -> None:
    """The account had its role when the request was admitted, and lost it before the reply."""
    ticket = new_ticket()
    stop(anna)
    write(ticket, "reply", author=Author("Anna Ek", anna.pk))
    assert (ticket.status, ticket.assignee_id) == ("in_progress", None)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [("reply", {"status": "in_progress"}), ("reply", {"owned": True}), ("note", {})],
)
def test_a_message_that_assigns_its_ticket_to_no_account_reads_no_account(
    anna: User, new_ticket: Tickets, kind: str, fields: dict[str, Any]
) -> None:
    assignee = new_account("bo") if fields.pop("owned", False) else None
    ticket = new_ticket(assignee=assignee, **fields)
    with CaptureQueriesContext(connection) as statements:
        write(ticket, kind, author=Author("Anna Ek", anna.pk))
    assert not [one["sql"] for one in statements if "auth_user" in one["sql"]]


@pytest.mark.django_db(transaction=True)
def test_switching_an_account_off_waits_for_its_reply(anna: User, new_ticket: Tickets) -> None:
    """The account frees the ticket that the reply has assigned to it, after the reply's commit."""
    ticket, author = new_ticket(), Author("Anna Ek", anna.pk)
    off = "UPDATE auth_user SET is_active = false WHERE id = %s"
    with psycopg.connect(database_address(connection.settings_dict["NAME"])) as other:
        with transaction.atomic():
            locked = Ticket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
            add_message(locked, kind=Kind.REPLY, author=author, body="Hello.")
            assert locked.assignee_id == anna.pk
            other.execute("SET lock_timeout = '200ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                other.execute(off, [anna.pk])
            other.rollback()
        other.execute(off, [anna.pk])
        other.commit()
    ticket.refresh_from_db()
    assert ticket.assignee_id is None
