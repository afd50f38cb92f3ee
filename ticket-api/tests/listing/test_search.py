"""`?search=`: every word and phrase is in the title or in the description, compared folded."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz_budget import budget
from tests.samples import contract
from tickets.listing import search as search_module
from tickets.listing.filters import SEARCH_CHARACTERS
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
        ("“”", ["Issue with an invoice", "Login issue", "Rückerstattung", "White page"]),
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
        ("ruck arger", ["Rückerstattung"]),
        ('"issue the"', []),
        ('"issue\nthe"', []),
        ("'; DROP TABLE tickets_ticket; --", []),
        ("%s %(x)s {}", []),
        ("\U0001f525", []),
    ],
)
def test_what_a_search_finds(api: Client, search: str, titles: list[str]) -> None:
    assert found(api, search) == titles


@pytest.mark.django_db
def test_texts_that_are_folded_alike_find_one_another(api: Client, new_ticket: NewTicket) -> None:
    by_folded: dict[str, list[str]] = {}
    for text, folded in contract("folding.json")["texts"]:
        if folded:
            by_folded.setdefault(folded, []).append(text.strip())
            new_ticket(title=f"<{text.strip()}>", description="-")
    for texts in by_folded.values():
        for text in texts:
            titles = found(api, f'"<{text}>"', limit="200")
            assert titles == sorted(f"<{other}>" for other in texts), ascii(text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("The page stays\nwhite", '"stays white"'),
        ("The page stays\r\n\r\n white", "„stays white“"),
        ("The page stays white", "«stays\u00a0white»"),
        ("The page stays white", "‘stays white’"),
        ("The page stays white", "「stays white」"),
        ("I can’t", "can't"),
        ("I can't", "can’t"),
        ("an e\u2011mail", "e-mail"),
        ("pass\u00adword", '"pass\u200bword"'),
        ("\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"),
        ("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8"),
        ("ΟΔΥΣΣΕΥΣ", "Οδυσσεύς"),
        ("Straße", "STRASSE"),
    ],
)
def test_what_reads_alike_is_found(
    api: Client, new_ticket: NewTicket, text: str, search: str
) -> None:
    new_ticket(title="Alike", description=text)
    new_ticket(title="Other", description="Another text")
    assert found(api, search) == ["Alike"]


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
        ("\u200b", "Enter a word or a number that can be seen"),
        ('"\u00ad\u2060" \ufeff', "Enter a word or a number that can be seen"),
        ("\u0301\ufe0f\U000e0100", "Enter a word or a number that can be seen"),
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


def pages(api: Client, limit: int, **query: str) -> list[list[int]]:
    """The ids of every page to the end."""
    answer = api.get("/api/tickets/", {"limit": limit, **query}).json()
    read = [answer]
    while read[-1]["next"]:
        read.append(api.get(read[-1]["next"]).json())
    forth = [[ticket["id"] for ticket in page["results"]] for page in read]
    back = [read[-1]]
    while back[-1]["previous"]:
        back.append(api.get(back[-1]["previous"]).json())
    again = [ticket["id"] for page in reversed(back) for ticket in page["results"]]
    assert again == [ticket_id for page in forth for ticket_id in page]
    return forth


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
@pytest.mark.parametrize("form", ["{}", "#{}", " #{} ", "\u200b{}"])
def test_a_number_lists_its_ticket_first_and_once(
    api: Client, new_ticket: NewTicket, limit: int, form: str
) -> None:
    named = new_ticket(title="The named one", description="Nothing of its number")
    texts = [new_ticket(title=f"See #{named.pk}", description="-").pk for _ in range(4)]
    new_ticket(title="No number", description="-")
    found_pages = pages(api, limit, search=form.format(named.pk))
    assert [ticket for page in found_pages for ticket in page] == [named.pk, *reversed(texts)]
    assert all(len(page) == limit for page in found_pages[:-1])


def test_a_number_is_held_to_the_filters(api: Client, new_ticket: NewTicket) -> None:
    named = new_ticket(title="The named one", description="-", category="billing")
    other = new_ticket(title=f"See {named.pk}", description="-", category="account")
    assert pages(api, 50, search=str(named.pk), category="account") == [[other.pk]]
    assert pages(api, 50, search=f"#{named.pk}", category="billing") == [[named.pk]]


def test_a_number_in_quotes_or_among_words_is_text(api: Client, new_ticket: NewTicket) -> None:
    named = new_ticket(title="The named one", description="-")
    other = new_ticket(title=f"See {named.pk}", description="-")
    assert pages(api, 50, search=f'"{named.pk}"') == [[other.pk]]
    assert pages(api, 50, search=f"see {named.pk}") == [[other.pk]]


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["0", "007", "9" * 18, "9" * 40, "#"])
def test_a_number_that_no_ticket_has(api: Client, number: str) -> None:
    assert pages(api, 50, search=number) == [[]]


@pytest.mark.django_db(transaction=True)
def test_a_search_that_takes_too_long_says_how_to_narrow_it(
    api: Client, new_ticket: NewTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_ticket()
    monkeypatch.setattr(search_module, "TIMEOUT_MS", 50)
    slow = f"{search_module.COLUMNS}, pg_sleep(0.2)::text AS slept"
    monkeypatch.setattr(search_module, "COLUMNS", slow)
    answer = api.get("/api/tickets/", {"search": "password"})
    assert answer.status_code == 503
    assert answer.json()["error"] == "Service Unavailable"
    assert answer.json()["code"] == "search_too_slow"
    (sentence,) = answer.json()["details"]["detail"]
    assert "fewer or longer words" in sentence
    # The limit was the search's alone.
    assert api.get("/api/tickets/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("search", ["zq", "zyxwort"])
def test_a_ticket_of_any_id_is_found(api: Client, new_ticket: NewTicket, search: str) -> None:
    for ticket_id in (-1, 0, 2**63 - 1):
        new_ticket(pk=ticket_id, title=f"{search} {ticket_id}", description="-")
    assert found(api, search) == [f"{search} -1", f"{search} 0", f"{search} {2**63 - 1}"]


letters = st.text("abAB%_\\ éÉe\u0301\u200b\n", max_size=6)


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
    text = (plain(title), plain(description))
    words = plain(search).split()
    expected = all(any(word in part for part in text) for word in words)
    rows: list[dict[str, Any]] = ticket_page(search=search, limit=200).tickets
    assert (ticket.pk in [row["id"] for row in rows]) is expected


def plain(text: str) -> str:
    """`text` folded as far as these letters take it."""
    for letter in "\u0301\u200b":
        text = text.replace(letter, "")
    return text.lower().replace("é", "e")
