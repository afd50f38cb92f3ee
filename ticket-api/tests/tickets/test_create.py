"""POST /api/tickets/ (requirements §4.1)."""

import json
from datetime import datetime

import pytest
from django.test import Client

from tests.samples import NEW_TICKET, contract
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def post(api: Client, body: object, **headers: str):
    return api.post("/api/tickets/", body, content_type="application/json", headers=headers)


def change(api: Client, body: object):
    return api.patch("/api/tickets/1/", body, content_type="application/json")


def test_a_ticket_is_stored_and_sent_back(api: Client) -> None:
    answer = post(api, NEW_TICKET)
    assert answer.status_code == 201
    sent = answer.json()
    assert sent.keys() == contract("public-api/ticket-created.json").keys()
    assert {name: sent[name] for name in NEW_TICKET} == NEW_TICKET
    assert sent["status"] == "open"
    assert sent["created_at"] == sent["updated_at"]
    assert datetime.fromisoformat(sent["created_at"]).tzinfo is not None
    assert sent["created_at"].endswith("Z")


def test_its_address_and_state_come_with_it(api: Client) -> None:
    answer = post(api, NEW_TICKET)
    again = api.get(answer["Location"])
    link = {"private_link": answer.json()["private_link"]}
    assert {**again.json(), **link} == answer.json()
    assert again["ETag"] == answer["ETag"]


def test_a_status_may_be_given(api: Client) -> None:
    assert post(api, {**NEW_TICKET, "status": "resolved"}).json()["status"] == "resolved"


def test_a_missing_title_is_answered_as_the_contract_has_it(api: Client) -> None:
    body = {name: value for name, value in NEW_TICKET.items() if name != "title"}
    answer = post(api, body)
    assert answer.status_code == 400
    assert answer.json() == contract("public-api/error-validation.json")
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("body", [{}, b"", None])
def test_nothing_at_all_names_every_missing_field(api: Client, body: object) -> None:
    answer = post(api, body) if body is not None else api.generic("POST", "/api/tickets/")
    assert answer.status_code == 400
    required = ["This field is required."]
    assert answer.json()["details"] == dict.fromkeys(NEW_TICKET, required)


CATEGORIES = "Choose a category: billing, technical, account or general"
PRIORITIES = "Choose a priority: low, medium, high or critical"
STATUSES = "Choose a status: open, in_progress, resolved or closed"
INVISIBLE = [
    "\u3164\u2800",
    "\ufe0f",
    "\u034f",
    "\u180b\u180e\u180f",
    "\u17b4\u17b5",
    "\U000e0100",
    "\U000e0001\U000e007f",
    "\u115f \u1160",
    "\u061c\u2066\u2069",
    "\ufffc\ufff9",
    "\U0001d173",
    "\u2065\U000e0fff",
]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Enter a title"),
        ("title", " \t\n\u2003", "Enter a title"),
        ("title", "\u200b\u200d\ufeff", "Enter a title"),
        *[("title", text, "Enter a title") for text in INVISIBLE],
        ("title", None, "Enter a title"),
        ("title", 17, "Enter a title as text"),
        ("title", ["a"], "Enter a title as text"),
        ("title", {"a": 1}, "Enter a title as text"),
        ("title", True, "Enter a title as text"),
        ("title", "a" * 201, "Title must be 200 characters or fewer"),
        ("title", "a\x00b", "Title has a character that cannot be stored"),
        ("title", "a\ud800b", "Title has a character that cannot be stored"),
        ("description", "", "Enter a description"),
        ("description", " \n ", "Enter a description"),
        ("description", "\x1b\u2060\u00ad", "Enter a description"),
        *[("description", text, "Enter a description") for text in INVISIBLE],
        ("description", None, "Enter a description"),
        ("description", 1.5, "Enter a description as text"),
        ("description", "a" * 20_001, "Description must be 20,000 characters or fewer"),
        ("description", "\x00", "Description has a character that cannot be stored"),
        ("description", "\udfff", "Description has a character that cannot be stored"),
        ("category", "", CATEGORIES),
        ("category", None, CATEGORIES),
        ("category", "Billing", CATEGORIES),
        ("category", ["billing"], CATEGORIES),
        ("category", "\ud800", CATEGORIES),
        ("category", "billing\x00", CATEGORIES),
        ("priority", "urgent", PRIORITIES),
        ("priority", {}, PRIORITIES),
        ("status", "new", STATUSES),
        ("status", None, STATUSES),
    ],
)
def test_a_field_that_breaks_a_rule_says_what_to_do(
    api: Client, field: str, value: object, sentence: str
) -> None:
    answer = post(api, {**NEW_TICKET, field: value})
    assert answer.status_code == 400
    body = answer.json()
    assert body["error"] == "Validation Error"
    assert list(body["details"]) == [field]
    assert body["details"][field][0].startswith(sentence)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("letter", ["a", "\n", "\x1f", "ж", "😀"])
@pytest.mark.parametrize("escaped", [True, False])
def test_the_longest_texts_fit_however_json_encodes_them(
    api: Client, letter: str, escaped: bool
) -> None:
    ticket = {**NEW_TICKET, "title": "😀" * 200, "description": "a" + letter * 19_999}
    body = json.dumps({**ticket, "suggestion_token": "a" * 4096}, ensure_ascii=not escaped)
    answer = post(api, body)
    assert answer.status_code == 201, answer.content
    assert answer.json()["description"] == ticket["description"]
    changed = api.patch(answer["Location"], body, content_type="application/json")
    assert changed.status_code == 200


@pytest.mark.parametrize("path", ["/api/tickets/", "/api/tickets/classify/"])
def test_json_may_begin_with_a_byte_order_mark(api: Client, path: str) -> None:
    body = b"\xef\xbb\xbf" + json.dumps(NEW_TICKET).encode()
    answer = api.post(path, body, content_type="application/json")
    assert answer.status_code in (200, 201), answer.content


@pytest.mark.parametrize("body", ["[]", '"text"', "17", "null", "true"])
def test_a_body_that_is_no_object_is_refused(api: Client, body: str) -> None:
    sentence = "Send a JSON object with: title, description, category, priority, status, requester"
    for answer, more in ((post(api, body), ""), (change(api, body), ", assignee, duplicate_of")):
        assert answer.status_code == 400
        details = {"detail": [sentence + more]}
        assert answer.json() == {"error": "Validation Error", "details": details}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "a" * 200),
        ("title", "🔥" * 200),
        ("title", "שלום — لا أستطيع الدخول"),
        ("title", "\u200b👩\u200d💻"),
        ("title", "❤\ufe0f"),
        ("title", "\u0600"),
        ("description", "😀" * 20_000),
        ("description", "a" * 20_000),
        ("description", "  indented\n\tlog line\r\n"),
    ],
)
def test_text_is_kept_as_it_was_written(api: Client, field: str, value: str) -> None:
    assert post(api, {**NEW_TICKET, field: value}).json()[field] == value


def test_blanks_around_a_title_are_dropped(api: Client) -> None:
    assert post(api, {**NEW_TICKET, "title": "  Refund \n"}).json()["title"] == "Refund"


@pytest.mark.parametrize("token", ["forged", "", None, 17, ["a"], {"a": "b"}, "x" * 5000, "\ud800"])
def test_a_suggestion_token_never_fails_the_ticket(api: Client, token: object) -> None:
    assert post(api, {**NEW_TICKET, "suggestion_token": token}).status_code == 201


def test_fields_that_the_server_sets_cannot_be_sent(api: Client) -> None:
    sent = {"id": 4711, "created_at": "2001-01-01T00:00:00Z", "updated_at": None, "owner": "me"}
    ticket = post(api, {**NEW_TICKET, **sent}).json()
    assert ticket["id"] != 4711
    assert not ticket["created_at"].startswith("2001")
    assert "owner" not in ticket
