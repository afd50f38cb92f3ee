"""Sending and reading messages, as agents, with a private link, and without a role."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from conversations import sending
from conversations.models import Message, MessageKey
from people.models import Requester
from tests.conversations.writing import write
from tests.people import Browser, browser_of, new_account
from tickets.models import Ticket, TicketChange
from tickets.representation import TicketIdentity
from tickets.requester.link import links_revoke, private_link

pytestmark = pytest.mark.django_db

Tickets = Callable[..., Ticket]
REQUEST = "/api/request/"
ANSWER = "/api/request/messages/"


def path(ticket: Ticket) -> str:
    return f"/api/tickets/{ticket.pk}/messages/"


@pytest.fixture
def anna() -> User:
    return new_account("anna", first_name="Anna", last_name="Ek")


@pytest.fixture
def agent(anna: User) -> Browser:
    return browser_of(anna)


@pytest.fixture
def bo() -> Browser:
    return browser_of(new_account("bo", first_name="Bo", last_name="Dahl"))


@pytest.fixture
def ticket(new_ticket: Tickets) -> Ticket:
    return new_ticket(requester=Requester.objects.create(name="Rita Lund"))


def send(browser: Browser, ticket: Ticket, kind: str = "reply", **more: Any) -> Any:
    headers = more.pop("headers", {})
    body = {"kind": kind, "body": "Have you tried another browser?", **more}
    return browser.change("POST", path(ticket), body, **headers)


def link_of(ticket: Ticket, **more: Any) -> dict[str, str]:
    identity = TicketIdentity(ticket.pk, ticket.created_at)
    return {"X-Ticket-Link": private_link(identity, **more).partition("#")[2]}


def answer(ticket: Ticket, body: Any = "It still fails.", **headers: str) -> Any:
    sent = {"body": body}
    return Client(raise_request_exception=False).post(
        ANSWER, sent, "application/json", headers={**link_of(ticket), **headers}
    )


def conversation(ticket: Ticket) -> Any:
    return Client().get(REQUEST, headers=link_of(ticket)).json()["messages"]


# Agents -------------------------------------------------------------------------------------------


def test_a_reply_is_stored_and_changes_the_ticket(
    agent: Browser, anna: User, ticket: Ticket
) -> None:
    sent = send(agent, ticket)
    assert sent.status_code == 201, sent.content
    row = sent.json()
    assert {**row, "created_at": ""} == {
        "id": 1,
        "kind": "reply",
        "author": {"name": "Anna Ek", "role": "agent"},
        "body": "Have you tried another browser?",
        "created_at": "",
        "attachments": [],
    }
    assert agent.get(path(ticket)).json() == {"older": None, "results": [row]}
    changed = agent.get(f"/api/tickets/{ticket.pk}/").json()
    assert (changed["status"], changed["waiting_since"]) == ("in_progress", None)
    assert changed["assignee"] == {"id": anna.pk, "name": "Anna Ek"}
    trail = TicketChange.objects.filter(ticket_id=ticket.pk)
    assert {(row.field, row.account_id) for row in trail} == {
        ("status", anna.pk),
        ("assignee", anna.pk),
    }


def test_a_note_changes_nothing_of_the_ticket(agent: Browser, ticket: Ticket) -> None:
    before = agent.get(f"/api/tickets/{ticket.pk}/")
    assert send(agent, ticket, "note").json()["kind"] == "note"
    after = agent.get(f"/api/tickets/{ticket.pk}/")
    assert (after.json(), after["ETag"]) == (before.json(), before["ETag"])


@pytest.mark.parametrize("kind", ["reply", "request"])
def test_a_public_message_sets_updated_at_where_no_column_changes(
    new_ticket: Tickets, agent: Browser, anna: User, kind: str
) -> None:
    ticket = new_ticket(status="in_progress", assignee=anna)
    if kind == "reply":
        write(ticket, "reply")
    before = agent.get(f"/api/tickets/{ticket.pk}/")
    message = write(ticket, kind)
    after = agent.get(f"/api/tickets/{ticket.pk}/")
    assert ticket.updated_at >= message.created_at
    assert after["ETag"] != before["ETag"]
    changed = {name for name, value in after.json().items() if value != before.json()[name]}
    assert changed == {"updated_at"}


def test_a_reply_takes_no_ticket_from_its_assignee(
    agent: Browser, ticket: Ticket, new_ticket: Tickets
) -> None:
    other = new_account("cy")
    Ticket.objects.filter(pk=ticket.pk).update(assignee=other)
    send(agent, ticket)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee_id) == ("in_progress", other.pk)
    taken = new_ticket(status="in_progress")
    send(agent, taken)
    taken.refresh_from_db()
    assert taken.assignee_id is None, "work has begun before, without an assignee"


@pytest.mark.parametrize(
    ("status", "expected"), [("resolved", "resolved"), ("open", "open"), (None, "in_progress")]
)
def test_a_status_goes_with_the_message(
    agent: Browser, ticket: Ticket, status: str | None, expected: str
) -> None:
    send(agent, ticket, **({"status": status} if status else {}))
    ticket.refresh_from_db()
    assert ticket.status == expected


def test_pages_go_back_by_fifty(agent: Browser, ticket: Ticket) -> None:
    for number in range(1, 121):
        write(ticket, "note" if number % 3 == 0 else "reply", f"message {number}")
    newest = agent.get(path(ticket)).json()
    assert [row["id"] for row in newest["results"]] == list(range(71, 121))
    older = agent.get(newest["older"]).json()
    assert [row["id"] for row in older["results"]] == list(range(21, 71))
    oldest = agent.get(older["older"]).json()
    assert [row["id"] for row in oldest["results"]] == list(range(1, 21))
    assert oldest["older"] is None
    after = agent.get(path(ticket), {"after": 117}).json()
    assert [row["id"] for row in after["results"]] == [118, 119, 120]
    assert agent.get(path(ticket), {"after": 120}).json() == {"older": None, "results": []}


@pytest.mark.parametrize(
    "query",
    [
        {"before": "x"},
        {"after": "-1"},
        {"before": "1.5"},
        {"after": str(2**31)},
        {"before": 1, "after": 1},
    ],
)
def test_other_places_are_refused(agent: Browser, ticket: Ticket, query: dict[str, Any]) -> None:
    refused = agent.get(path(ticket), query)
    assert refused.status_code == 400
    assert set(refused.json()) >= {"error", "details"}


@pytest.mark.parametrize(
    "body",
    [
        "", " \n\t", "\u200b\u00ad", "a\x00b", "broken \ud83d", "x" * 20_001, 7, None, ["a"],
        "{{ticket.title}}", "Dear {{requester.email}}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["reply", "note"])
def test_other_texts_are_refused(agent: Browser, ticket: Ticket, kind: str, body: Any) -> None:
    refused = send(agent, ticket, kind, body=body)
    assert refused.status_code == 400, refused.content
    assert list(refused.json()["details"]) == ["body"]
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "request"}, {"kind": "mail"}, {"seen": "1"}, {"seen": True}, {"seen": -1},
        {"seen": 1.5}, {"status": "gone"}, {"to_duplicates": "yes"},
    ],
)  # fmt: skip
def test_other_fields_are_refused(agent: Browser, ticket: Ticket, more: dict[str, Any]) -> None:
    refused = agent.change("POST", path(ticket), {"kind": "reply", "body": "Hello", **more})
    assert refused.status_code == 400, refused.content
    assert list(refused.json()["details"]) == list(more)


def test_line_ends_and_blanks_stay(agent: Browser, ticket: Ticket) -> None:
    body = "  indented\r\n\n  code\n"
    assert send(agent, ticket, body=body).json()["body"] == body


# Who may ------------------------------------------------------------------------------------------


def test_a_replay_with_a_revoked_link_is_refused(ticket: Ticket) -> None:
    key = {"Idempotency-Key": "a-key"}
    assert answer(ticket, "Still broken", **key).status_code == 201
    assert answer(ticket, "Still broken", **key)["Idempotent-Replayed"] == "true"
    links_revoke(ticket_id=ticket.pk)
    replay = answer(ticket, "Still broken", **key)
    assert (replay.status_code, replay.json()["code"]) == (404, "link_not_valid")
    assert "Still broken" not in replay.content.decode()


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("address", ["/api/tickets/{}/messages/", "/api/macros/"])
def test_without_a_role_a_sentence_says_to_sign_in(
    ticket: Ticket, method: str, address: str
) -> None:
    browser = Browser()
    browser.open_portal()
    refused = browser.change(method, address.format(ticket.pk), {"kind": "note", "body": "x"})
    assert refused.status_code == 401
    assert refused.json()["details"]["detail"][0].startswith("Sign in to ")
    nothing = browser_of(new_account("eve", role=None))
    assert nothing.change(method, address.format(ticket.pk)).status_code == 403


def test_viewers_read_and_do_not_write(ticket: Ticket) -> None:
    viewer = browser_of(new_account("vera", role=Role.VIEWER))
    write(ticket, "note")
    assert len(viewer.get(path(ticket)).json()["results"]) == 1
    assert send(viewer, ticket).status_code == 403
    assert viewer.get("/api/macros/").status_code == 200
    assert viewer.change("POST", "/api/macros/", {"title": "A", "body": "b"}).status_code == 403


@pytest.mark.parametrize("ticket_id", ["4711", "9" * 30])
def test_no_ticket_no_messages(agent: Browser, ticket_id: str) -> None:
    address = f"/api/tickets/{ticket_id}/messages/"
    assert agent.get(address).status_code == 404
    for more in ({"kind": "note"}, {"kind": "reply", "to_duplicates": True}):
        assert agent.change("POST", address, {"body": "x", **more}).status_code == 404


# Collisions ---------------------------------------------------------------------------------------


def test_somebody_wrote_meanwhile(agent: Browser, bo: Browser, ticket: Ticket) -> None:
    send(agent, ticket, seen=0)
    refused = send(bo, ticket, seen=0, status="resolved")
    assert refused.status_code == 409
    body = refused.json()
    assert body["code"] == "newer_messages"
    assert [row["id"] for row in body["newer"]] == [1]
    ticket.refresh_from_db()
    assert (ticket.status, Message.objects.count()) == ("in_progress", 1)
    assert send(bo, ticket, seen=1).status_code == 201


def test_a_requesters_answer_counts_as_newer_and_an_own_message_does_not(
    agent: Browser, ticket: Ticket
) -> None:
    send(agent, ticket, seen=0)
    assert send(agent, ticket, seen=0).status_code == 201, "the writer's own message"
    assert answer(ticket).status_code == 201
    refused = send(agent, ticket, seen=2)
    assert [row["author"]["role"] for row in refused.json()["newer"]] == ["requester"]


# Once ---------------------------------------------------------------------------------------------


def test_a_key_sends_once(agent: Browser, bo: Browser, ticket: Ticket) -> None:
    key = {"headers": {"Idempotency-Key": "k-1"}}
    first = send(agent, ticket, seen=0, **key)
    send(bo, ticket)
    again = send(agent, ticket, seen=0, **key)
    assert (again.status_code, again.json()) == (201, first.json()), "before `seen` is looked at"
    assert again["Idempotent-Replayed"] == "true"
    reused = send(agent, ticket, body="Another text", **key)
    assert (reused.status_code, reused.json()["code"]) == (409, "key_reused")
    assert Message.objects.count() == 2


def test_a_key_belongs_to_a_ticket_and_an_endpoint(
    agent: Browser, ticket: Ticket, new_ticket: Tickets
) -> None:
    key = "k-1"
    other = new_ticket()
    assert send(agent, ticket, headers={"Idempotency-Key": key}).status_code == 201
    assert send(agent, other, headers={"Idempotency-Key": key}).status_code == 201
    assert answer(ticket, **{"Idempotency-Key": key}).status_code == 201
    assert Message.objects.count() == 3


@pytest.mark.parametrize("key", ["", "a" * 256, "with space", "tab\t", "ümlaut", "\x7f"])
def test_what_cannot_be_a_key_is_refused(agent: Browser, ticket: Ticket, key: str) -> None:
    sent = send(agent, ticket, headers={"Idempotency-Key": key})
    for refused in (sent, answer(ticket, **{"Idempotency-Key": key})):
        assert refused.status_code == 400
        assert list(refused.json()["details"]) == ["Idempotency-Key"]
    assert not Message.objects.exists()


def test_an_old_key_is_free_again(agent: Browser, ticket: Ticket) -> None:
    key = {"headers": {"Idempotency-Key": "k-1"}}
    send(agent, ticket, **key)
    MessageKey.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert "Idempotent-Replayed" not in send(agent, ticket, **key)
    assert (Message.objects.count(), MessageKey.objects.count()) == (2, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("keys", [["same"] * 8, [f"k-{number}" for number in range(8)]])
def test_parallel_senders_get_consecutive_numbers(
    anna: User, ticket: Ticket, keys: list[str]
) -> None:
    def sender(key: str) -> int:
        try:
            return int(send(browser, ticket, headers={"Idempotency-Key": key}).json()["id"])
        finally:
            connection.close()

    browser = browser_of(anna)
    with ThreadPoolExecutor(len(keys)) as pool:
        numbers = sorted(pool.map(sender, keys))
    expected = [1] * 8 if len(set(keys)) == 1 else list(range(1, 9))
    assert numbers == expected
    stored = Message.objects.order_by("number").values_list("number", "public_number")
    assert list(stored) == [(number, number) for number in sorted(set(expected))]


# Duplicates and placeholders ----------------------------------------------------------------------


def test_a_reply_goes_to_all_duplicates(
    agent: Browser, ticket: Ticket, new_ticket: Tickets
) -> None:
    names = ["Cy", "Di", "Eli"]
    duplicates = [
        new_ticket(
            status="closed", duplicate_of=ticket, requester=Requester.objects.create(name=name)
        )
        for name in names
    ]
    text = "Dear {{requester.name}}, #{{ticket.id}} is solved. {{ agent.name }}"
    key = {"headers": {"Idempotency-Key": "all"}}
    sent = send(agent, ticket, body=text, to_duplicates=True, status="resolved", **key)
    assert sent.status_code == 201, sent.content
    assert sent.json()["sent_to"] == [one.pk for one in duplicates]
    bodies = Message.objects.order_by("ticket_id").values_list("body", flat=True)
    assert list(bodies) == [
        f"Dear {name}, #{one.pk} is solved. Anna Ek"
        for name, one in zip(["Rita Lund", *names], [ticket, *duplicates], strict=True)
    ]
    assert set(Ticket.objects.values_list("status", flat=True)) == {"resolved"}
    replayed = send(agent, ticket, body=text, to_duplicates=True, status="resolved", **key)
    assert replayed.json() == sent.json()
    assert Message.objects.count() == 4
    send(agent, ticket, to_duplicates=True, status="closed")
    send(agent, ticket, to_duplicates=True, body="Still closed?")
    assert set(Ticket.objects.values_list("status", flat=True)) == {"closed"}


def test_a_note_goes_to_no_duplicate(agent: Browser, ticket: Ticket) -> None:
    refused = send(agent, ticket, "note", to_duplicates=True)
    assert refused.status_code == 400
    assert list(refused.json()["details"]) == ["to_duplicates"]


def test_an_answer_to_duplicates_starts_at_the_original(
    agent: Browser, ticket: Ticket, new_ticket: Tickets
) -> None:
    duplicate = new_ticket(duplicate_of=ticket)
    refused = send(agent, duplicate, to_duplicates=True)
    assert refused.status_code == 400
    assert f"#{ticket.pk}" in refused.json()["details"]["to_duplicates"][0]
    assert not Message.objects.exists()


def test_seen_concerns_the_original_alone(
    agent: Browser, bo: Browser, ticket: Ticket, new_ticket: Tickets
) -> None:
    duplicate = new_ticket(duplicate_of=ticket)
    send(bo, duplicate)
    sent = send(agent, ticket, to_duplicates=True, seen=0)
    assert (sent.status_code, sent.json()["sent_to"]) == (201, [duplicate.pk])
    send(bo, ticket)
    refused = send(agent, ticket, to_duplicates=True, seen=1)
    assert (refused.status_code, refused.json()["code"]) == (409, "newer_messages")
    assert Message.objects.filter(ticket=duplicate).count() == 2


def test_too_many_duplicates_are_refused(
    agent: Browser, ticket: Ticket, new_ticket: Tickets, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sending.MOST_DUPLICATES == 500
    monkeypatch.setattr(sending, "MOST_DUPLICATES", 1)
    for _ in range(2):
        new_ticket(duplicate_of=ticket)
    assert send(agent, ticket, to_duplicates=True).status_code == 400
    assert not Message.objects.exists()


def test_a_failure_at_a_duplicate_sends_nothing(
    agent: Browser, ticket: Ticket, new_ticket: Tickets
) -> None:
    new_ticket(duplicate_of=ticket)  # It has no requester, so its message would be empty.
    refused = send(agent, ticket, body="{{requester.name}}", to_duplicates=True)
    assert refused.status_code == 400
    assert not Message.objects.exists()
    ticket.refresh_from_db()
    assert ticket.status == "open"


def test_a_value_is_text(agent: Browser, new_ticket: Tickets) -> None:
    person = Requester.objects.create(name="{{agent.name}} <b>")
    sent = send(agent, new_ticket(requester=person), body="Hello {{requester.name}}")
    assert sent.json()["body"] == "Hello {{agent.name}} <b>"


def test_a_text_that_grows_too_long_is_refused(agent: Browser, ticket: Ticket) -> None:
    refused = send(agent, ticket, body="{{requester.name}}".rjust(20_000, "x"))
    assert refused.status_code == 201, "it becomes shorter"
    Requester.objects.update(name="n" * 100)
    refused = send(agent, ticket, body="{{requester.name}}".rjust(20_000, "x"))
    assert refused.status_code == 400


# With a private link ------------------------------------------------------------------------------


def test_an_answer_reopens_the_ticket(agent: Browser, ticket: Ticket) -> None:
    send(agent, ticket, status="resolved")
    sent = answer(ticket, "It still fails.")
    assert sent.status_code == 201, sent.content
    assert (sent.json()["id"], sent.json()["kind"]) == (2, "request")
    assert sent.json()["author"] == {"name": "Rita Lund", "role": "requester"}
    ticket.refresh_from_db()
    assert ticket.status == "open"
    assert ticket.waiting_since is not None
    last = agent.get(f"/api/tickets/{ticket.pk}/history/").json()["results"][-1]
    assert (last["field"], last["by_requester"], last["account_id"]) == ("status", True, None)


def test_the_requester_sees_everything_but_notes(agent: Browser, ticket: Ticket) -> None:
    for kind in ("note", "reply", "note", "note", "reply"):
        send(agent, ticket, kind, body=f"a {kind}")
    answer(ticket)
    shown = conversation(ticket)
    assert [(row["id"], row["kind"]) for row in shown["results"]] == [
        (1, "reply"),
        (2, "reply"),
        (3, "request"),
    ]
    after = Client().get(ANSWER, {"after": 1}, headers=link_of(ticket)).json()
    assert [row["id"] for row in after["results"]] == [2, 3]


def test_a_long_conversation_has_an_older_part(ticket: Ticket) -> None:
    for _ in range(60):
        write(ticket, "reply")
    shown = conversation(ticket)
    assert [row["id"] for row in shown["results"]] == list(range(11, 61))
    older = Client().get(shown["older"], headers=link_of(ticket)).json()
    assert [row["id"] for row in older["results"]] == list(range(1, 11))


@pytest.mark.parametrize("body", ["", " ", "a\x00", "x" * 20_001, 7, None])
def test_other_answers_are_refused(ticket: Ticket, body: Any) -> None:
    assert answer(ticket, body).status_code == 400
    assert not Message.objects.exists()


def test_placeholders_of_a_requester_stay_text(ticket: Ticket) -> None:
    assert (
        answer(ticket, "{{agent.name}} {{nothing}}").json()["body"] == "{{agent.name}} {{nothing}}"
    )


def test_an_answer_is_sent_once_for_a_key(ticket: Ticket) -> None:
    first = answer(ticket, **{"Idempotency-Key": "k"})
    again = answer(ticket, **{"Idempotency-Key": "k"})
    assert (again.json(), Message.objects.count()) == (first.json(), 1)
    assert answer(ticket, "Other", **{"Idempotency-Key": "k"}).json()["code"] == "key_reused"


@pytest.mark.parametrize("link", ["", "x", "1-0-abc.def.ghi"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_link_leads_nowhere(ticket: Ticket, link: str, method: str) -> None:
    client = Client(headers={"X-Ticket-Link": link}, raise_request_exception=False)
    refused = client.generic(method, ANSWER, '{"body": "x"}', "application/json")
    assert (refused.status_code, refused.json()["code"]) == (404, "link_not_valid")


@pytest.mark.parametrize("kind", ["reply", "request"])
def test_a_public_message_renews_the_link_and_a_note_does_not(
    new_ticket: Tickets, settings: Any, kind: str
) -> None:
    old = timezone.now() - timedelta(days=settings.REQUESTER_LINK_DAYS + 1)
    ticket = new_ticket(created_at=old)
    link = link_of(ticket, signed_at=old)

    def status() -> int:
        return int(Client().get(REQUEST, headers=link).status_code)

    assert status() == 404
    write(ticket, "note")
    assert status() == 404
    write(ticket, kind)
    assert status() == 200


# Macros -------------------------------------------------------------------------------------------


def test_macros_are_kept_by_title(agent: Browser) -> None:
    macros = "/api/macros/"
    for title in ("Refund", "Address"):
        made = agent.change("POST", macros, {"title": title, "body": "Dear {{requester.name}},\n"})
        assert made.status_code == 201, made.content
    listed = agent.get(macros).json()
    assert [macro["title"] for macro in listed] == ["Address", "Refund"]
    one = f"{macros}{listed[0]['id']}/"
    assert agent.change("PATCH", one, {"body": "New"}).json()["body"] == "New"
    taken = agent.change("PATCH", one, {"title": "Refund"})
    assert (taken.status_code, list(taken.json()["details"])) == (400, ["title"])
    assert agent.change("DELETE", one).status_code == 204
    assert agent.get(one).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""), ("title", "x" * 101), ("title", 7), ("title", "a\x00"), ("body", ""),
        ("body", "x" * 20_001), ("body", "Dear {{customer}}"), ("body", None),
    ],
)  # fmt: skip
def test_other_macros_are_refused(agent: Browser, field: str, value: Any) -> None:
    refused = agent.change("POST", "/api/macros/", {"title": "A", "body": "b", field: value})
    assert refused.status_code == 400
    assert list(refused.json()["details"]) == [field]
