"""GET /api/tickets/: order, filters, pages (requirements §4.2, docs/architecture.md)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.core import signing
from django.test import Client

from tests.samples import contract
from tickets.listing.orders import ORDERS, Place, Sort
from tickets.listing.pagination import Cursor
from tickets.models import Category, Priority, Status, Ticket

NewTicket = Callable[..., Ticket]

pytestmark = pytest.mark.django_db

LIMITS = contract("limits.json")


def read(api: Client, address: str = "/api/tickets/", **parameters: object) -> Any:
    answer = api.get(address, parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()


def ids(page: dict[str, Any]) -> list[int]:
    return [ticket["id"] for ticket in page["results"]]


def walk(api: Client, direction: str, page: dict[str, Any]) -> list[dict[str, Any]]:
    """`page` and all pages in `direction`, `next` or `previous`."""
    pages = [page]
    while pages[-1][direction]:
        pages.append(read(api, pages[-1][direction]))
    return pages


def test_no_tickets(api: Client) -> None:
    assert read(api) == {"next": None, "previous": None, "results": []}


def test_a_page_is_what_the_contract_has(api: Client, new_ticket: NewTicket) -> None:
    new_ticket()
    new_ticket()
    page, promised = read(api, limit=1), contract("public-api/ticket-page.json")
    assert page.keys() == promised.keys()
    assert page["results"][0].keys() == promised["results"][0].keys()
    assert parse_qs(urlsplit(page["next"]).query).keys() == {"limit", "cursor"}


def test_the_newest_come_first_whatever_their_ids(api: Client, new_ticket: NewTicket) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    hours = [3, 1, 2, 2, 0]
    tickets = [new_ticket(created_at=start + timedelta(hours=hour)) for hour in hours]
    expected = [tickets[index].pk for index in (0, 3, 2, 1, 4)]
    assert ids(read(api)) == expected


def test_a_page_has_fifty_by_default(api: Client, new_ticket: NewTicket) -> None:
    for _ in range(LIMITS["page_size_default"] + 1):
        new_ticket()
    assert len(ids(read(api))) == LIMITS["page_size_default"]
    assert len(ids(read(api, limit=LIMITS["page_size_max"]))) == LIMITS["page_size_default"] + 1


@pytest.mark.django_db
def test_an_empty_limit_is_none(api: Client) -> None:
    assert read(api, limit="")["results"] == []


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_pages_show_everything_once_forth_and_back(
    api: Client, new_ticket: NewTicket, limit: int
) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    tickets = [new_ticket(created_at=moment) for _ in range(4)]
    tickets += [new_ticket() for _ in range(3)]
    expected = [ticket.pk for ticket in reversed(tickets)]
    forth = walk(api, "next", read(api, limit=limit))
    assert [pk for page in forth for pk in ids(page)] == expected
    back = walk(api, "previous", forth[-1])
    assert [ids(page) for page in reversed(back)] == [ids(page) for page in forth]
    assert forth[0]["previous"] is None
    assert back[-1]["previous"] is None


def test_tickets_that_arrive_meanwhile_move_nothing(api: Client, new_ticket: NewTicket) -> None:
    old = [new_ticket().pk for _ in range(4)]
    first = read(api, limit=2)
    new = new_ticket().pk
    second = read(api, first["next"])
    assert ids(first) + ids(second) == old[::-1]
    assert ids(read(api, second["previous"])) == ids(first)
    assert ids(read(api, limit=5))[0] == new


def test_addresses_of_pages_keep_the_other_parameters(api: Client, new_ticket: NewTicket) -> None:
    for _ in range(3):
        new_ticket(category="billing", title='Ümläut & 100% "quoted" words')
    asked = {"category": "billing", "search": 'ümläut & "100% "', "limit": "1", "other": "ä=&"}
    address = read(api, **asked)["next"]
    assert urlsplit(address)[:3] == ("http", "testserver", "/api/tickets/")
    given = parse_qs(urlsplit(address).query)
    assert {name: given[name] for name in asked} == {n: [v] for n, v in asked.items()}
    assert len(walk(api, "next", read(api, **asked))) == 3


def test_every_filter_and_every_combination(api: Client, new_ticket: NewTicket) -> None:
    everything = product(Category.values, Priority.values, Status.values)
    tickets = {words: new_ticket(**_fields(words)).pk for words in everything}
    wanted = [(*Category.values, ""), (*Priority.values, ""), (*Status.values, "")]
    for words in product(*wanted):
        expected = {pk for have, pk in tickets.items() if _matches(have, words)}
        assert set(ids(read(api, limit=200, **_fields(words)))) == expected


def _fields(words: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(("category", "priority", "status"), words, strict=True))


def _matches(have: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return all(word in ("", mine) for mine, word in zip(have, words, strict=True))


@pytest.mark.parametrize(
    ("parameter", "values"),
    [("category", Category.values), ("priority", Priority.values), ("status", Status.values)],
)
@pytest.mark.parametrize("value", ["foo", "OPEN", "billing;technical", "\x00", "open ", ","])
def test_an_unknown_filter_value_names_the_choices(
    api: Client, parameter: str, values: list[str], value: str
) -> None:
    answer = api.get("/api/tickets/", {parameter: value})
    assert answer.status_code == 400
    body = answer.json()
    assert body["error"] == "Validation Error"
    assert list(body["details"]) == [parameter]
    assert all(choice in body["details"][parameter][0] for choice in values)


OUT_OF_BOUNDS = ["0", "-1", "201", "9" * 5000]
NO_NUMBERS = ["1.5", "1.0", "ten", "1e2", "1_0", "+10", " 10", "10 ", "１０", "١٠", "²", "0x1"]


@pytest.mark.parametrize("limit", [*OUT_OF_BOUNDS, *NO_NUMBERS])
def test_a_limit_out_of_bounds_is_refused(api: Client, limit: str) -> None:
    answer = api.get("/api/tickets/", {"limit": limit})
    assert answer.status_code == 400
    assert answer.json()["details"] == {"limit": ["Enter a whole number from 1 to 200"]}


FOREIGN_CURSORS = [
    "x",
    "newest.1.1",
    "newest.1.1.next.1",
    "newest.1.1.NEXT",
    "newest.1.1.later",
    " newest.1.1.next",
    "newest.1.1.next\n",
    "newest.1.1.next\x00",
    "newest.+1.1.next",
    "newest.01.1.next",
    "newest.-0.1.next",
    "newest.1.-1.next",
    "newest.1_0.1.next",
    "newest.1e3.1.next",
    "newest.１.1.next",
    "newest.1.١.next",
    "newest.1..next",
    f"newest.1.{2**63}.next",
    "newest.999999999999999999.1.next",
    "newest.-999999999999999999.1.previous",
    f"newest.{'9' * 5000}.1.next",
    "newest.1.1.1.next",
    "priority.1.1.next",
    "priority.0.1.1.next",
    "priority.5.1.1.next",
    "Newest.1.1.next",
    "best.1.1.next",
    # Forms of former versions.
    "1.1.older",
    signing.Signer(sep="~", salt="tickets.cursor").sign("1767225600000000.1.older"),
    "🔥",
]
SIDES = [True, False]
MOMENTS = [
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2026, 1, 1, 12, 0, 0, 1, tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
]


@pytest.mark.parametrize("forward", SIDES)
@pytest.mark.parametrize("ticket_id", [0, 1, 17, 2**63 - 1])
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("sort", ["newest", "oldest", "changed", "priority"])
def test_any_position_is_a_cursor(
    api: Client, sort: Sort, moment: datetime, ticket_id: int, forward: bool
) -> None:
    order = ORDERS[sort]
    place = Place(moment, ticket_id, rank=3 if order.by_priority else 0)
    cursor = Cursor(place, order, forward)
    assert Cursor.decode(cursor.encode()) == cursor
    assert quote(cursor.encode(), safe="") == cursor.encode()
    page = read(api, cursor=cursor.encode(), sort=sort)
    assert page["results"] == []
    for address in filter(None, (page["next"], page["previous"])):
        assert read(api, address)["results"] == []


@pytest.mark.parametrize("cursor", FOREIGN_CURSORS)
def test_a_cursor_that_is_not_ours_is_refused(api: Client, cursor: str) -> None:
    answer = api.get("/api/tickets/", {"cursor": cursor})
    assert answer.status_code == 400
    body = answer.json()
    assert body["error"] == "Validation Error"
    assert body["details"] == {
        "cursor": ["Start again from the first page: this page address is not ours"]
    }


def test_a_page_is_one_query(
    api: Client, new_ticket: NewTicket, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        new_ticket()
    page = read(api, limit=1)
    with django_assert_num_queries(1):
        read(api, page["next"])
