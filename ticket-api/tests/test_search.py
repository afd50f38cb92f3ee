"""`?search=`: every word a substring of title or description (docs/architecture.md)."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz_budget import budget
from tickets.filters import SEARCH_CHARACTERS, search_words
from tickets.models import Ticket
from tickets.selectors import ticket_page

NewTicket = Callable[..., Ticket]


def found(api: Client, search: str, **filters: str) -> list[str]:
    answer = api.get("/api/tickets/", {"search": search, **filters})
    assert answer.status_code == 200, answer.content
    return sorted(ticket["title"] for ticket in answer.json()["results"])


@pytest.fixture
def desk(new_ticket: NewTicket) -> None:
    new_ticket(title="Login issue", description="The page stays white")
    new_ticket(title="White page", description="After LOGIN there is an issue")
    new_ticket(title="Issue with an invoice", description="100% sure: A_B costs C:\\temp")
    new_ticket(title="Rückerstattung", description="Ich warte auf ÄRGER", category="billing")


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("search", "titles"),
    [
        ("", ["Issue with an invoice", "Login issue", "Rückerstattung", "White page"]),
        ("   ", ["Issue with an invoice", "Login issue", "Rückerstattung", "White page"]),
        ('""', ["Issue with an invoice", "Login issue", "Rückerstattung", "White page"]),
        ("login", ["Login issue", "White page"]),
        ("LOGIN Issue", ["Login issue", "White page"]),
        ("issue login", ["Login issue", "White page"]),
        ("login invoice", []),
        ("ogi", ["Login issue", "White page"]),
        ('"login issue"', ["Login issue"]),
        ('"white page"', ["White page"]),
        ('"an issue" white', ["White page"]),
        ('"login issue', ["Login issue", "White page"]),
        ("100%", ["Issue with an invoice"]),
        ("1%0", []),
        ("a_b", ["Issue with an invoice"]),
        ("a_", ["Issue with an invoice"]),
        ("i_sue", []),
        ("c:\\temp", ["Issue with an invoice"]),
        ("\\", ["Issue with an invoice"]),
        ("rÜCK ärger", ["Rückerstattung"]),
        ("'; DROP TABLE tickets_ticket; --", []),
        ("%s %(x)s {}", []),
        ("\U0001f525", []),
    ],
)
def test_what_a_search_finds(api: Client, search: str, titles: list[str]) -> None:
    assert found(api, search) == titles


@pytest.mark.usefixtures("desk")
def test_a_search_and_filters_narrow_together(api: Client) -> None:
    assert found(api, "r", category="billing") == ["Rückerstattung"]
    assert found(api, "login", category="billing") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("search", "sentence"),
    [
        ("a\x00b", "Search has a character that cannot be stored"),
        ("a" * (SEARCH_CHARACTERS + 1), "Search must be 200 characters or fewer"),
    ],
)
def test_a_search_that_cannot_be_made(api: Client, search: str, sentence: str) -> None:
    answer = api.get("/api/tickets/", {"search": search})
    assert answer.status_code == 400
    assert answer.json()["details"]["search"][0].startswith(sentence)


@pytest.mark.django_db
def test_broken_utf_8_in_the_address_finds_nothing_and_breaks_nothing(api: Client) -> None:
    answer = api.get("/api/tickets/?search=%ED%A0%80%FF")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ('one "two three" four', ["one", "two three", "four"]),
        ('a"b c"d', ["a", "b c", "d"]),
        ("twice twice", ["twice"]),
        ('" "', []),
    ],
)
def test_words_and_phrases(search: str, words: list[str]) -> None:
    assert search_words(search) == words


letters = st.text("abAB%_\\ ", max_size=6)


@pytest.mark.django_db
@pytest.mark.fuzz
@budget(60)
@given(title=letters.map("t{}".format), description=letters.map("d{}".format), search=letters)
def test_the_database_finds_what_plain_python_would(
    title: str, description: str, search: str
) -> None:
    ticket = Ticket.objects.create(
        title=title, description=description, category="general", priority="low"
    )
    text = (title.lower(), description.lower())
    expected = all(any(word.lower() in part for part in text) for word in search.split())
    found = json.loads(f"[{ticket_page(search=search, limit=200).tickets}]")
    assert (ticket.pk in [row["id"] for row in found]) is expected
