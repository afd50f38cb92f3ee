"""Every way to run a search finds the same tickets, page by page, in both directions."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tickets import search, search_costs, search_sample
from tickets.filters import search_words
from tickets.models import Ticket
from tickets.page_sql import Wanted
from tickets.sample_tickets import SampleTickets
from tickets.selectors import ticket_page
from tickets.services.bulk_load import indexes_build, missing_indexes, tickets_copy

TICKETS = 3_000
UNTIL = datetime(2026, 11, 23, 12, tzinfo=UTC)
SEARCHES = [
    "invoice",
    "error",
    "INVOICE refund",
    "papyrus",
    '"papyrus desk"',
    "course",
    "qzxw",
    "R-1000003",
    "o",
    "la",
    "é",
    "a o",
    "la invoice",
    "E1",
    "c++",
    "жук",
    "kelvin",
]
FILTERS: list[dict[str, str]] = [
    {},
    {"category": "general"},
    {"priority": "low", "status": "closed"},
    {"category": "general", "priority": "critical"},
    {"category": "billing", "priority": "medium", "status": "closed"},
]


@pytest.fixture(scope="module")
def tickets(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Sample tickets and some with letters that are neither ASCII nor alone in their class."""
    with django_db_blocker.unblock():
        list(tickets_copy(SampleTickets(TICKETS, seed=3, until=UNTIL).batches()))
        list(indexes_build(missing_indexes()))
        for title in ("Café ÉCLAIR", "ЖУК в коде", "\N{KELVIN SIGN}elvin", "Kelvin"):
            Ticket.objects.create(
                title=title, description="Ohm", category="general", priority="critical"
            )
        yield
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE tickets_ticket CASCADE")


SHORT = {"FIRST_WINDOW": 20, "LAST_WINDOW": 20, "RARE_WINDOW": 20}
WAYS = {
    "as it is": {},
    "always further": {**SHORT, "SHORT_WORDS_WINDOW": 150},
    "by walking": {**SHORT, "LISTS_COST": 1_000_000, "SHORT_WORDS_WINDOW": 100},
    "by index": {**SHORT, "MATCH_COST": 0, "MATCH_LIST_COST": 0, "LISTS_COST": 0, "BEGIN_COST": 0},
    "by all indexes": {
        **SHORT,
        "MATCH_COST": 0.001,
        "MATCH_LIST_COST": 0,
        "LISTS_COST": 0,
        "BEGIN_COST": 0,
        "FILTER_LIST_COST": 0,
    },
    "in turns": {**SHORT, "FEW_MATCHES": 1, "MATCH_MARGIN": 0.1, "SHORT_WORDS_WINDOW": 300},
}


@pytest.fixture(params=WAYS.values(), ids=WAYS.keys())
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search, made to decide otherwise than it would on so few tickets."""
    for name, value in request.param.items():
        monkeypatch.setattr(search_costs if name.endswith("_COST") else search, name, value)


@pytest.fixture(params=[False, True], ids=["without a sample", "with a sample"])
def sample(request: pytest.FixtureRequest, tickets: None, no_sample: None, db: None) -> None:
    """A process that has begun, and one that has searched before."""
    if request.param:
        search_sample.renewed(TICKETS)


def expected(words: list[str], filters: dict[str, str]) -> list[int]:
    """What plain Python finds; letters of plain ASCII words match letters of plain ASCII alone."""
    rows = Ticket.objects.filter(**filters).order_by("-created_at", "-id")
    found = []
    for ticket_id, title, description in rows.values_list("id", "title", "description"):
        if all(_holds(title, word) or _holds(description, word) for word in words):
            found.append(ticket_id)
    return found


def _holds(text: str, word: str) -> bool:
    if word.isascii():
        text = "".join(letter.lower() if letter.isascii() else letter for letter in text)
    return word.lower() in (text if word.isascii() else text.lower())


def ids(page: Any) -> list[int]:
    return [ticket["id"] for ticket in json.loads(f"[{page.tickets}]")]


@pytest.mark.django_db
@pytest.mark.usefixtures("sample", "way")
@pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: ",".join(filters.values()))
@pytest.mark.parametrize("words", SEARCHES)
def test_pages_of_every_search_are_complete(words: str, filters: dict[str, str]) -> None:
    right = expected(search_words(words), filters)
    page = ticket_page(search=words, limit=40, **filters)
    forth = [page]
    while forth[-1].older and len(forth) < 8:
        forth.append(ticket_page(search=words, limit=40, cursor=forth[-1].older, **filters))
    read = [ticket_id for page in forth for ticket_id in ids(page)]
    assert read == (right if forth[-1].older is None else right[: len(read)])
    back = [forth[-1]]
    while back[-1].newer and len(back) < 12:
        back.append(ticket_page(search=words, limit=40, cursor=back[-1].newer, **filters))
    again = [ticket_id for page in reversed(back) for ticket_id in ids(page)]
    assert again == (read if back[-1].newer is None else read[-len(again) :])


@pytest.mark.django_db
@pytest.mark.usefixtures("tickets")
def test_a_search_for_short_words_goes_on_where_it_stopped(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "FIRST_WINDOW", 10)
    monkeypatch.setattr(search, "LAST_WINDOW", 10)
    monkeypatch.setattr(search, "SHORT_WORDS_WINDOW", 1_000)
    pages = [api.get("/api/tickets/", {"search": "é"}).json()]
    while pages[-1]["next"]:
        pages.append(api.get(pages[-1]["next"]).json())
    assert len(pages) == 4
    assert [len(page["results"]) for page in pages] == [1, 0, 0, 0]
    assert api.get(pages[1]["previous"]).json()["results"] == pages[0]["results"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("word", "known"),
    [("abc", True), ("R-1000003", True), ("ab", False), ("c++", False), ("a-b-c", False)],
)
def test_which_words_the_trigram_indexes_know(word: str, known: bool) -> None:
    assert search.has_trigrams(word) is known


@pytest.mark.django_db
def test_letters_beyond_ascii_are_known_if_the_database_knows_them() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(show_trgm('жук')) > 0")
        (known,) = cursor.fetchone()
    assert search.has_trigrams("жук") is known


@pytest.mark.django_db
@pytest.mark.usefixtures("tickets")
def test_a_request_has_as_many_queries_as_it_needs(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(1):
        search.find_page(Wanted(words=("o",)))
    # Once in a while, two more for the sample.
    with django_assert_max_num_queries(4):
        search.find_page(Wanted(words=("qzxw",)))
    # Known to be rare: a walk over the newest and a look into the indexes at once.
    with django_assert_max_num_queries(1):
        search.find_page(Wanted(words=("qzxw",)))


@pytest.mark.django_db
@pytest.mark.usefixtures("sample")
def test_a_new_word_of_all_the_newest_tickets_fills_its_page() -> None:
    """The sample of a process that has searched before does not know it yet."""
    new = [
        Ticket.objects.create(
            title="Zyxwort is down", description="Again.", category="technical", priority="high"
        ).pk
        for _ in range(search.RARE_WINDOW + 10)
    ]
    pages = [ticket_page(search="zyxwort", limit=50)]
    pages.append(ticket_page(search="zyxwort", limit=50, cursor=pages[0].older))
    assert ids(pages[0]) + ids(pages[1]) == sorted(new, reverse=True)
    assert pages[1].older is None
