"""Every way to run a search finds the same tickets, page by page, in both directions."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from bulk.load import (
    indexes_build,
    missing_indexes,
    tickets_analyze,
    tickets_copy,
)
from bulk.sample_tickets import SampleTickets
from tests.triggers import empty_every_table
from tickets.listing import search
from tickets.listing.folding import fold, search_words
from tickets.listing.page_sql import PageQuery
from tickets.models import Ticket
from tickets.selectors import ticket_page

TICKETS = 3_000
UNTIL = datetime(2026, 11, 23, 12, tzinfo=UTC)
SEARCHES = [
    "invoice",
    "error",
    "INVOICE refund",
    "error invoice",
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
    "qx invoice",
    "E1",
    "c++",
    "жук",
    "kelvin",
]
FILTERS: list[dict[str, list[str]]] = [
    {},
    {"category": ["general"]},
    {"priority": ["low"], "status": ["closed"]},
    {"category": ["general", "account"], "priority": ["critical"]},
    {"category": ["billing"], "priority": ["medium"], "status": ["closed"]},
]


@pytest.fixture(scope="module")
def tickets(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Sample tickets and some with letters beyond ASCII."""
    with django_db_blocker.unblock():
        list(tickets_copy(SampleTickets(TICKETS, seed=3, until=UNTIL).batches()))
        list(indexes_build(missing_indexes()))
        for title in ("Café ÉCLAIR", "ЖУК в коде", "\N{KELVIN SIGN}elvin", "Kelvin"):
            Ticket.objects.create(
                title=title, description="Ohm", category="general", priority="critical"
            )
        tickets_analyze()
        yield
        empty_every_table()


def always(way: bool) -> dict[str, Any]:
    return {"_planner_sorts": lambda _query: way}


WAYS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "always further": {"WALK_TICKETS": 150},
    "by walking first": {**always(False), "WALK_TICKETS": 100},
    "by walking few bytes": {**always(False), "WALK_BYTES": 20_000},
    "by index": {**always(True), "MATCH_TICKETS": 10**6},
    "by index, of too many": {**always(True), "MATCH_TICKETS": 5, "WALK_TICKETS": 200},
    "by walking, then by index": {**always(False), "MATCH_TICKETS": 30, "WALK_TICKETS": 60},
}


@pytest.fixture(params=WAYS.values(), ids=WAYS.keys())
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search, made to decide otherwise than it would on so few tickets."""
    for name, value in request.param.items():
        monkeypatch.setattr(search, name, value)


@pytest.fixture(scope="module")
def folded(tickets: None, django_db_blocker: Any) -> list[tuple[dict[str, str], int, str]]:
    """Of each ticket, newest first: its fields, its number and its text as a search compares it."""
    with django_db_blocker.unblock():
        rows = Ticket.objects.order_by("-created_at", "-id")
        return [
            (
                {name: str(getattr(ticket, name)) for name in ("category", "priority", "status")},
                ticket.pk,
                f"{fold(ticket.title)}\n{fold(ticket.description)}",
            )
            for ticket in rows
        ]


def expected(
    folded: list[tuple[dict[str, str], int, str]], words: list[str], filters: dict[str, list[str]]
) -> list[int]:
    """What plain Python finds."""
    return [
        ticket_id
        for fields, ticket_id, text in folded
        if all(fields[column] in wanted for column, wanted in filters.items())
        and all(word in text for word in words)
    ]


def ids(page: Any) -> list[int]:
    return [ticket["id"] for ticket in page.tickets]


@pytest.mark.django_db
@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("filters", FILTERS, ids=str)
@pytest.mark.parametrize("words", SEARCHES)
def test_pages_of_every_search_are_complete(
    folded: list[tuple[dict[str, str], int, str]], words: str, filters: dict[str, list[str]]
) -> None:
    right = expected(folded, search_words(words), filters)
    page = ticket_page(search=words, limit=40, **filters)
    forth = [page]
    while forth[-1].next and len(forth) < 8:
        forth.append(ticket_page(search=words, limit=40, cursor=forth[-1].next, **filters))
    read = [ticket_id for page in forth for ticket_id in ids(page)]
    assert read == (right if forth[-1].next is None else right[: len(read)])
    back = [forth[-1]]
    while back[-1].previous and len(back) < 12:
        back.append(ticket_page(search=words, limit=40, cursor=back[-1].previous, **filters))
    again = [ticket_id for page in reversed(back) for ticket_id in ids(page)]
    assert again == (read if back[-1].previous is None else read[-len(again) :])


@pytest.mark.django_db
@pytest.mark.usefixtures("tickets")
def test_copied_tickets_have_the_search_text_of_the_trigger() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM tickets_ticket WHERE search_text "
            "IS DISTINCT FROM fold_text(title) || E'\\n' || fold_text(description)"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
@pytest.mark.usefixtures("tickets")
def test_a_search_for_short_words_goes_on_where_it_stopped(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "WALK_TICKETS", 1_000)
    pages = [api.get("/api/tickets/", {"search": "жу"}).json()]
    while pages[-1]["next"]:
        pages.append(api.get(pages[-1]["next"]).json())
    assert len(pages) == 4
    assert [len(page["results"]) for page in pages] == [1, 0, 0, 0]
    assert api.get(pages[1]["previous"]).json()["results"] == pages[0]["results"]


@pytest.mark.django_db
def test_a_search_reads_so_many_bytes_for_all_its_words(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "WALK_BYTES", 100_000)
    for _ in range(20):
        Ticket.objects.create(
            title="Long", description="x" * 10_000, category="general", priority="low"
        )
    for words, walked in (("zq", 10), ("zq yq", 5), ("zq yq vq wq", 3)):
        page = ticket_page(search=words)
        assert ids(page) == []
        assert page.next is not None
        seen = Ticket.objects.filter(id__gte=page.next.place.id).count()
        assert seen == walked


@pytest.mark.django_db
def test_one_long_ticket_does_not_stop_a_search(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "WALK_BYTES", 10)
    for number in range(3):
        Ticket.objects.create(
            title=f"zq{number}", description="x" * 5_000, category="general", priority="low"
        )
    found, page = [], api.get("/api/tickets/", {"search": "zq", "limit": 1}).json()
    while True:
        found += [ticket["title"] for ticket in page["results"]]
        # Every page reads one ticket, and those that other tests share come after these.
        if page["next"] is None or len(found) == 3:
            break
        page = api.get(page["next"]).json()
    assert found == ["zq2", "zq1", "zq0"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("word", "known"),
    [("abc", True), ("r-1000003", True), ("ab", False), ("c++", False), ("a-b-c", False)],
)
def test_which_words_the_trigram_index_knows(word: str, known: bool) -> None:
    assert search.has_trigrams(word) is known


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["жук", "жу-к", "東京都", "東京", "한국어", "аб вг"])
def test_letters_beyond_ascii_are_known_if_the_database_knows_them(word: str) -> None:
    longest = max(len(part) for part in word.replace("-", " ").split())
    with connection.cursor() as cursor:
        cursor.execute("SELECT show_trgm(%s) <> '{}'", [word])
        (letters,) = cursor.fetchone()
    assert search.has_trigrams(word) is (letters and longest >= 3)


@pytest.mark.django_db
@pytest.mark.usefixtures("tickets")
@pytest.mark.parametrize(("words", "queries"), [("o", 1), ("qzxw", 2), ("error", 2)])
def test_a_search_has_as_many_queries_as_it_needs(
    django_assert_num_queries: Any, words: str, queries: int
) -> None:
    with django_assert_num_queries(queries):
        search.search_page(PageQuery(words=(words,)))


@pytest.mark.django_db(transaction=True)
def test_searches_are_never_prepared() -> None:
    """A plan for any word reads the whole table for a rare one."""
    for _ in range(20):
        ticket_page(search="rare")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_the_planner_has_enough_statistics_of_the_texts() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attstattarget, attstorage, attcollation::regcollation::text "
            "FROM pg_attribute WHERE attrelid = 'tickets_ticket'::regclass "
            "AND attname = 'search_text'"
        )
        assert cursor.fetchone() == (1000, "e", '"C"')
        for setting, value in (
            ("jit", "off"),
            ("max_parallel_workers_per_gather", "0"),
            ("random_page_cost", "1.1"),
        ):
            cursor.execute("SELECT current_setting(%s)", [setting])
            assert cursor.fetchone() == (value,)
