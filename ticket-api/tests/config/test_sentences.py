"""What the API says of a field is what contracts/sentences.json promises to the portal."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.roles import Role
from tests.people import PASSWORD, browser_of, new_account
from tests.samples import NEW_TICKET, contract
from tickets.models import Ticket
from tickets.services.ticket_service import ticket_create

pytestmark = pytest.mark.django_db

LIMITS = contract("limits.json")
TOO_LONG = {
    "title": "x" * (LIMITS["title_characters"] + 1),
    "description": "x" * (LIMITS["description_characters"] + 1),
    "name": "x" * (LIMITS["name_characters"] + 1),
    "email": "x" * LIMITS["email_characters"] + "@example.com",
    "body": "x" * (LIMITS["message_characters"] + 1),
}
WRONG = {"email": ["anna", "@example.com", "anna@", "a b@example.com", 7], "duplicate_of": [0, "x"]}


def cases() -> Iterator[Any]:
    """(request body, field, value, sentence) for each sentence and value."""
    for sent, fields in contract("sentences.json").items():
        for field, sentences in fields.items():
            for cause, sentence in sentences.items():
                values = {
                    "empty": ["", None] if field in ("category", "priority") else ["", " \u200b"],
                    "too_long": [TOO_LONG.get(field)],
                    "wrong": WRONG.get(field, []),
                    "itself": [17],
                }[cause]
                for value in values:
                    yield pytest.param(sent, field, value, sentence, id=f"{sent}-{field}-{cause}")


@pytest.mark.parametrize(("sent", "field", "value", "sentence"), list(cases()))
def test_the_api_says_the_sentences_of_the_contract(
    sent: str, field: str, value: Any, sentence: str
) -> None:
    ticket_create(fields=NEW_TICKET)
    Ticket.objects.update(id=17)
    browser = browser_of(new_account("anna", Role.AGENT))
    method, path, body = {
        "ticket": ("POST", "/api/tickets/", NEW_TICKET | {field: value}),
        "message": ("POST", "/api/tickets/17/messages/", {"kind": "reply", field: value}),
        "session": (
            "POST",
            "/api/session/",
            {"username": "anna", "password": PASSWORD} | {field: value},
        ),
        "password": (
            "POST",
            "/api/session/password/",
            {"current": "a", "new": "b"} | {field: value},
        ),
    }[sent]
    if field in ("name", "email"):
        body = {**NEW_TICKET, "requester": {field: value}}
    if field == "duplicate_of":
        method, path, body = "PATCH", "/api/tickets/17/", {field: value}

    details = browser.change(method, path, body).json()["details"]

    (said,) = details.get(f"requester.{field}") or details[field]
    # A program cannot see the choices, so the API adds them.
    assert (
        said.partition(": ")[0] == sentence
        if field in ("category", "priority")
        else said == sentence
    )
