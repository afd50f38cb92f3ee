"""GET /api/tickets/<id>/similar/: which tickets may report the same problem."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role, make_roles
from people.models import Requester
from similar import trigrams
from similar.trigrams import alike
from tests.conversations.writing import write
from tests.people import Browser, browser_of, new_account
from tests.samples import NEW_TICKET, contract
from tickets.listing.time_limit import ListTooSlow
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

NewTicket = Callable[..., Ticket]

LOCKED: dict[str, Any] = {
    "title": "Cannot log in after password reset",
    "description": "I reset my password this morning and now the portal says my account is locked.",
}
LOCKED_TOO: dict[str, Any] = {
    "title": "Account locked",
    "description": (
        "Since I changed my password today I cannot log in, the portal says that my account is "
        "locked."
    ),
}


def text(title: str, description: str) -> dict[str, str]:
    return {"title": title, "description": description}


# Pairs that two persons wrote about one matter, and about two.
SAME = [
    (LOCKED, LOCKED_TOO),
    (
        text(
            "Charged twice for March",
            "My card was charged twice for the March invoice. Please refund one of them.",
        ),
        text(
            "Double payment",
            "I was charged two times for the invoice of March, please refund the second payment",
        ),
    ),
    (
        text(
            "Export is empty",
            "The CSV export of the monthly report has no rows since yesterday.",
        ),
        text(
            "CSV export has no rows",
            "Since yesterday the CSV export contains only the header, no rows of the monthly "
            "report.",
        ),
    ),
    (
        text(
            "Büro: VPN bricht ab",
            "Die VPN-Verbindung aus dem Büro bricht alle fünf Minuten ab.",
        ),
        text("VPN", "DIE VPN-VERBINDUNG AUS DEM BURO BRICHT STÄNDIG AB, ALLE FÜNF MINUTEN."),
    ),
]
DIFFERENT = [
    (
        LOCKED,
        text("Invoice missing", "I did not receive the invoice for March, please send it again."),
    ),
    (
        text("Cannot log in", "I cannot log in to the portal with my new phone."),
        text("Cannot log in", "The page stays white after I enter my password."),
    ),
    (
        text("Printer in room 4 offline", "The printer on the 4th floor does not print."),
        text("Monitor broken", "The monitor on the 4th floor flickers when I plug it in."),
    ),
]


@pytest.fixture
def ada() -> Browser:
    return browser_of(new_account("ada"))


def similar_to(browser: Browser, ticket: Ticket) -> list[int]:
    answer = browser.get(f"/api/tickets/{ticket.pk}/similar/")
    assert answer.status_code == 200, answer.content
    return [one["id"] for one in answer.json()["results"]]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_reports_of_one_problem_find_one_another(
    ada: Browser, new_ticket: NewTicket, one: Any, other: Any
) -> None:
    first, second = new_ticket(**one), new_ticket(**other)
    new_ticket(title="Thank you", description="The new office is nice.")
    assert similar_to(ada, first) == [second.pk]
    assert similar_to(ada, second) == [first.pk]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_problems_are_not_shown_as_one(
    ada: Browser, new_ticket: NewTicket, one: Any, other: Any
) -> None:
    first, second = new_ticket(**one), new_ticket(**other)
    assert similar_to(ada, first) == similar_to(ada, second) == []


def test_the_answer_is_that_of_the_contract(ada: Browser, new_ticket: NewTicket) -> None:
    ticket, other = new_ticket(**LOCKED), new_ticket(**LOCKED_TOO)
    write(other, "note", "not to be seen here")
    body = ada.get(f"/api/tickets/{ticket.pk}/similar/").json()
    sample = contract("public-api/similar.json")
    assert body.keys() == sample.keys()
    assert body["model"] == sample["model"] == "trigrams"
    assert [one.keys() for one in body["results"]] == [one.keys() for one in sample["results"]]
    assert body["results"][0]["similarity"] == pytest.approx(0.55, abs=0.05)
    assert body["results"][0]["title"] == LOCKED_TOO["title"]


def test_at_most_five_are_shown_the_most_alike_first(ada: Browser, new_ticket: NewTicket) -> None:
    ticket = new_ticket(**LOCKED)
    for number in range(6):
        new_ticket(title=LOCKED["title"], description=LOCKED["description"] + " Help!" * number)
    results = ada.get(f"/api/tickets/{ticket.pk}/similar/").json()["results"]
    assert len(results) == 5
    similarities = [one["similarity"] for one in results]
    assert similarities == sorted(similarities, reverse=True)
    assert similarities[0] == 1


def test_a_duplicate_is_neither_shown_nor_asked_about(ada: Browser, new_ticket: NewTicket) -> None:
    original, ticket = new_ticket(**LOCKED), new_ticket(**LOCKED)
    duplicate = new_ticket(**LOCKED, duplicate_of=original, status="closed")
    assert similar_to(ada, ticket) == [original.pk]
    assert similar_to(ada, original) == [ticket.pk]
    assert similar_to(ada, duplicate) == []


@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_a_finished_ticket_is_shown_for_some_weeks(
    ada: Browser, new_ticket: NewTicket, status: str
) -> None:
    """As a ticket of the same requester, since the newest are unfinished ones."""
    fields = {**LOCKED, "requester_id": new_requester()}
    ticket = new_ticket(**fields)
    day, hour = timezone.now() - timedelta(days=trigrams.DAYS), timedelta(hours=1)
    recent = new_ticket(**fields, status=status, created_at=day + hour)
    new_ticket(**fields, status=status, created_at=day - hour)
    assert similar_to(ada, ticket) == [recent.pk]


def new_requester() -> int:
    return Requester.objects.create(name="Rita").pk


def test_a_rare_word_finds_a_ticket_that_is_not_among_the_newest(
    ada: Browser, new_ticket: NewTicket
) -> None:
    lost = text("Parcel lost", "The parcel of order R7999982 never arrived.")
    day = timezone.now() - timedelta(days=60)
    old = new_ticket(**lost, status="resolved", created_at=day)
    other = new_ticket(**LOCKED, status="resolved", created_at=day)
    newer = [Ticket(**{**NEW_TICKET, "title": f"Ticket {n}"}) for n in range(trigrams.NEWEST + 5)]
    Ticket.objects.bulk_create(newer)
    again = new_ticket(**text("Parcel", "Where is the parcel of order R7999982?"))
    assert similar_to(ada, again) == [old.pk]
    assert other.pk not in similar_to(ada, new_ticket(**NEW_TICKET))


def test_a_word_of_many_tickets_is_not_looked_up(new_ticket: NewTicket) -> None:
    """The lookup ends at FEW, whatever holds the word."""
    many = trigrams.FEW + 1
    lost: dict[str, Any] = text("Parcel lost", "The parcel of order R7999982 never arrived.")
    stored = [Ticket(**{**NEW_TICKET, **lost, "status": "resolved"}) for _ in range(many)]
    Ticket.objects.bulk_create(stored)
    assert alike(**lost) == []
    Ticket.objects.filter(pk=stored[0].pk).delete()
    assert len(alike(**lost)) == 5


def test_the_requesters_other_tickets_are_compared(ada: Browser, new_ticket: NewTicket) -> None:
    rita = new_requester()
    earlier = new_ticket(**LOCKED, status="resolved", requester_id=rita)
    same_text = new_ticket(**LOCKED, status="resolved")
    ticket = new_ticket(**LOCKED_TOO, requester_id=rita)
    assert earlier.pk in similar_to(ada, ticket)
    assert same_text.pk != earlier.pk


@pytest.mark.parametrize(
    "odd",
    [
        "%",
        "_" * 50,
        "\\",
        "' OR 1=1 --",
        "😀" * 100,
        "ж" * 30,
        "a",
        "%s %(least)s {0}",
        "x" * 20_000,
    ],
)
def test_any_text_is_compared(new_ticket: NewTicket, odd: str) -> None:
    ticket = new_ticket(title=odd[:200], description=odd)
    found = alike(title=odd[:200], description=odd)
    assert {one.ticket_id for one in found} <= {ticket.pk}
    assert all(trigrams.LEAST <= one.similarity <= 1 for one in found)


def test_a_long_text_costs_what_a_short_one_does(new_ticket: NewTicket) -> None:
    """What comes after the first characters is not compared."""
    same = LOCKED["description"] * 10
    ticket = new_ticket(title="Locked", description=same + "a" * 10_000)
    (found,) = alike(title="Locked", description=same + "b" * 10_000)
    assert (found.ticket_id, found.similarity) == (ticket.pk, 1)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_too_slow_is_said(
    new_ticket: NewTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_roles(using="default")
    ada = browser_of(new_account("ada"))
    ticket = new_ticket(**LOCKED)
    slow = trigrams._ANY.replace("WITH newest", "WITH slow AS (SELECT pg_sleep(5)), newest", 1)
    slow = slow.replace("UNION SELECT id FROM of_requester", "UNION SELECT 0 FROM slow")
    monkeypatch.setattr(trigrams, "_ANY", slow)
    monkeypatch.setattr(trigrams, "TIMEOUT_MS", 20)
    answer = ada.get(f"/api/tickets/{ticket.pk}/similar/")
    assert answer.status_code == 503
    assert answer.json()["code"] == "similar_too_slow"
    assert issubclass(trigrams.SimilarTooSlow, ListTooSlow)


def test_the_statements_do_not_grow_in_number(ada: Browser, new_ticket: NewTicket) -> None:
    tickets = [new_ticket(**LOCKED) for _ in range(4)]
    numbers = []
    for ticket in (tickets[0], new_ticket(title="Alone", description="Nothing like the others.")):
        with CaptureQueriesContext(connection) as captured:
            similar_to(ada, ticket)
        numbers.append(len(captured))
    # Without a result there is none to read.
    assert numbers[0] - numbers[1] in (0, 1)


# Who ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("access", ["open", "agents"])
def test_similar_tickets_take_a_role(
    settings: Any, api: Any, new_ticket: NewTicket, access: str
) -> None:
    settings.PORTAL_ACCESS = access
    ticket = new_ticket(**LOCKED)
    new_ticket(**LOCKED_TOO)
    address = f"/api/tickets/{ticket.pk}/similar/"
    assert api.get(address).status_code == 401
    assert "Sign in to see similar tickets." in api.get(address).content.decode()
    assert browser_of(new_account("ola", None)).get(address).status_code == 403
    assert browser_of(new_account("vi", Role.VIEWER)).get(address).status_code == 200


def test_there_is_nothing_similar_to_no_ticket(ada: Browser) -> None:
    for number in (1, 2**63):
        assert ada.get(f"/api/tickets/{number}/similar/").status_code == 404
