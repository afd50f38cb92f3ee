"""Values, days, persons and orders in the query of the list: accepted and refused ones."""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from tests.people import browser_of, new_account
from tickets.listing import page_sql
from tickets.listing.filters import OTHER_ORDER
from tickets.listing.orders import ORDERS
from tickets.models import Ticket

NewTicket = Callable[..., Ticket]

pytestmark = pytest.mark.django_db


def listed(api: Client, query: str) -> list[int]:
    answer = api.get(f"/api/tickets/?{query}")
    assert answer.status_code == 200, answer.content
    return [ticket["id"] for ticket in answer.json()["results"]]


def refusal(api: Client, query: str) -> dict[str, list[str]]:
    answer = api.get(f"/api/tickets/?{query}")
    assert answer.status_code == 400, answer.content
    body = answer.json()
    assert body["error"] == "Validation Error"
    details: dict[str, list[str]] = body["details"]
    return details


@pytest.mark.parametrize(
    "query",
    [
        "status=open,closed",
        "status=closed,open",
        "status=open&status=closed",
        "status=open%2Cclosed",
        "status=open,closed&category=",
    ],
)
def test_values_may_be_separated_by_commas_or_repeated(
    api: Client, new_ticket: NewTicket, query: str
) -> None:
    made = [new_ticket(status=status).pk for status in ("open", "in_progress", "closed")]
    assert listed(api, query) == [made[2], made[0]]


def test_pages_keep_repeated_values(api: Client, new_ticket: NewTicket) -> None:
    made = [new_ticket(status=status).pk for status in ("open", "resolved", "closed")]
    page = api.get("/api/tickets/?status=open&status=closed&limit=1").json()
    assert parse_qs(urlsplit(page["next"]).query)["status"] == ["open", "closed"]
    assert [ticket["id"] for ticket in api.get(page["next"]).json()["results"]] == [made[0]]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("status=open,,closed", "status"),
        ("status=open,", "status"),
        ("status=,", "status"),
        ("status=&status=open", "status"),
        ("status=open, closed", "status"),
        ("category=billing,technical,foo", "category"),
        ("priority=low;high", "priority"),
    ],
)
def test_a_value_that_is_no_choice_is_refused_with_the_choices(
    api: Client, query: str, parameter: str
) -> None:
    (sentence,) = refusal(api, query)[parameter]
    assert sentence.startswith(f"Choose a {parameter}: ")


@pytest.mark.parametrize("query", ["status=open,open", "status=open&status=open"])
def test_a_value_is_named_once(api: Client, query: str) -> None:
    assert refusal(api, query) == {"status": ["Name each status once"]}


@pytest.mark.parametrize(
    "name",
    [
        *("assignee", "requester", "duplicate_of", "waiting", "created_after", "created_before"),
        *(
            "replied_after",
            "replied_before",
            "resolved_after",
            "resolved_before",
            "tz",
            "search",
            "sort",
            "limit",
            "cursor",
        ),
    ],
)
def test_other_parameters_are_given_once(api: Client, name: str) -> None:
    assert refusal(api, f"{name}=1&{name}=1") == {name: [f"Give {name} once"]}


def test_empty_parameters_were_not_given(api: Client, new_ticket: NewTicket) -> None:
    ticket = new_ticket()
    names = ["status", "assignee", "requester", "duplicate_of", "waiting", "created_after"]
    names += [
        "created_before",
        "resolved_after",
        "resolved_before",
        "tz",
        "search",
        "sort",
        "limit",
        "cursor",
    ]
    assert listed(api, "&".join(f"{name}=" for name in names)) == [ticket.pk]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("assignee", value) for value in ("0", "-1", "ME", "anna", "1.0", "me,none", "１")],
        *[("requester", value) for value in ("0", "-1", "x", "1,2", str(2**63))],
        *[("duplicate_of", value) for value in ("0", "#1", "9" * 40)],
        *[("waiting", value) for value in ("false", "True", "1", "yes")],
        *[("sort", value) for value in ("NEWEST", "-created_at", "newest,oldest", "best")],
        *[("tz", value) for value in ("Mars/Base", "europe/berlin", "../UTC", "+02:00")],
    ],
)
def test_another_value_is_refused(api: Client, name: str, value: str) -> None:
    assert list(refusal(api, f"{name}={value.replace('+', '%2B').replace('#', '%23')}")) == [name]


# Days and times ----------------------------------------------------------------------------------

TIMES = [
    datetime(2026, 3, 28, 22, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 3, 28, 23, tzinfo=UTC),  # Midnight in Berlin.
    datetime(2026, 3, 29, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 21, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 3, 29, 22, tzinfo=UTC),  # The clocks have changed, so a day has 23 hours.
    datetime(2026, 3, 30, 0, tzinfo=UTC),
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("created_after=2026-03-29", [2, 3, 4, 5]),
        ("created_before=2026-03-29", [0, 1, 2, 3, 4]),
        ("created_after=2026-03-29&created_before=2026-03-29", [2, 3, 4]),
        ("created_after=2026-03-29&created_before=2026-03-29&tz=Europe/Berlin", [1, 2, 3]),
        ("created_after=2026-03-29&tz=Europe/Berlin", [1, 2, 3, 4, 5]),
        ("created_before=2026-03-28&tz=Europe/Berlin", [0]),
        ("created_after=2026-03-29T22:00:00Z", [4, 5]),
        ("created_before=2026-03-29T22:00:00Z", [0, 1, 2, 3]),
        ("created_after=2026-03-29T22:00", [4, 5]),
        ("created_after=2026-03-30T00:00&tz=Europe/Berlin", [4, 5]),
        ("created_after=2026-03-30T00:00%2B02:00", [4, 5]),
        ("created_after=2026-03-30T00:00%2B02", [4, 5]),
        ("created_before=2026-03-28T22:59:59.999999Z", []),
        ("created_before=2026-03-28T23:00:00.000000-00:00", [0]),
        ("created_after=1970-01-01&created_before=2199-12-31", [0, 1, 2, 3, 4, 5]),
        ("created_after=1970-01-01&tz=Pacific/Kiritimati", [0, 1, 2, 3, 4, 5]),
        ("created_before=2199-12-31&tz=Pacific/Pago_Pago", [0, 1, 2, 3, 4, 5]),
    ],
)
def test_days_and_times(api: Client, new_ticket: NewTicket, query: str, found: list[int]) -> None:
    made = [new_ticket(created_at=time).pk for time in TIMES]
    for sort in ("oldest", "priority"):
        assert listed(api, f"{query}&sort={sort}") == [made[nth] for nth in found]
    assert listed(api, query) == [made[nth] for nth in found[::-1]]


NOW = datetime(2026, 3, 29, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("created_after=today", [2, 3, 4, 5]),
        ("created_after=today&tz=Europe/Berlin", [4, 5]),
        ("created_after=today-1&created_before=today-1&tz=Europe/Berlin", [1, 2, 3]),
        ("created_after=today-0&tz=Pacific/Pago_Pago", [3, 4, 5]),
        ("created_before=today-1", [0, 1]),
        ("created_after=today-3660", [0, 1, 2, 3, 4, 5]),
    ],
)
def test_days_counted_back_from_today(
    api: Client,
    new_ticket: NewTicket,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    found: list[int],
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    made = [new_ticket(created_at=time).pk for time in TIMES]
    assert listed(api, f"{query}&sort=oldest") == [made[nth] for nth in found]


@pytest.mark.parametrize(
    "name", ["created_after", "created_before", "replied_after", "resolved_before"]
)
@pytest.mark.parametrize(
    "value",
    [
        *("Today", "yesterday", "today-", "today+1", "today-1.5", "today-3661", "today -1"),
        *("2026", "2026-03", "20260329", "2026-W13-7", "29.03.2026", "2026-3-29"),
        *("2026-02-29", "2026-13-01", "2026-03-00", "2026-03-29T", "2026-03-29T25:00"),
        *("2026-03-29 22:00", "2026-03-29T22:00 02:00", "2026-03-29t22:00z"),
        *("2026-03-29T22:00%2B99:00", "1969-12-31", "2200-01-01", "0000-01-01", "0001-01-01"),
        *("9999-12-31", "99999-01-01", "-2026-01-01", "2026-03-29%00", "1774821600", "NaN"),
    ],
)
def test_another_day_or_time_is_refused_with_an_example(api: Client, name: str, value: str) -> None:
    (sentence,) = refusal(api, f"{name}={value}")[name]
    assert sentence.startswith("Enter a day, such as 2026-11-23, or a time")


@pytest.mark.parametrize(
    "query",
    [
        "created_after=2026-03-30&created_before=2026-03-29",
        "created_after=2026-03-29T10:00Z&created_before=2026-03-29T10:00Z",
        "created_after=2026-03-29T23:00Z&created_before=2026-03-29&tz=Europe/Berlin",
    ],
)
def test_no_time_between_is_refused(api: Client, query: str) -> None:
    assert refusal(api, query) == {
        "created_after": ["Enter a day or a time before `created_before`"]
    }


# Persons -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        *("assignee=me", "assignee=none", "assignee=1", "requester=1", "duplicate_of=1"),
        *("waiting=true", "sort=waiting", "resolved_after=today-6", "replied_before=2026-03-01"),
    ],
)
def test_filters_about_persons_take_a_role(api: Client, query: str) -> None:
    answer = api.get(f"/api/tickets/?{query}")
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_signed_in"
    assert answer.json()["details"]["detail"] == [
        "Sign in to filter or sort by assignee, requester, duplicate, waiting, reply or resolution."
    ]
    assert (
        browser_of(new_account("stray", role=None)).get(f"/api/tickets/?{query}").status_code == 403
    )
    assert listed(browser_of(new_account("vic", role=Role.VIEWER)), query) == []


def test_me_is_the_account_that_asks(new_ticket: NewTicket) -> None:
    ann, bo = new_account("ann"), new_account("bo")
    made = [new_ticket(assignee=account).pk for account in (ann, bo, None)]
    for nth, (account, asked) in enumerate([(ann, "me"), (bo, "me"), (ann, "none")]):
        assert listed(browser_of(account), f"assignee={asked}") == [made[nth]]
    assert listed(browser_of(ann), f"assignee={bo.pk}") == [made[1]]
    assert listed(browser_of(ann), f"assignee={2**62}") == []


# Orders ------------------------------------------------------------------------------------------


def test_a_cursor_belongs_to_its_order(new_ticket: NewTicket) -> None:
    for _ in range(3):
        new_ticket()
    agent = browser_of(new_account("ann"))
    pages = {sort: agent.get(f"/api/tickets/?limit=1&sort={sort}").json() for sort in ORDERS}
    for sort, page in pages.items():
        (cursor,) = parse_qs(urlsplit(page["next"]).query)["cursor"]
        for other in ORDERS:
            query = f"limit=1&sort={other}&cursor={cursor}"
            if other == sort:
                assert len(listed(agent, query)) == 1
            else:
                assert refusal(agent, query) == {"cursor": [OTHER_ORDER]}


def test_finished_tickets_have_no_urgency(api: Client, new_ticket: NewTicket) -> None:
    new_ticket(status="closed")
    open_ticket = new_ticket()
    assert listed(api, "sort=priority") == [open_ticket.pk]
    assert listed(api, "sort=priority&status=closed,resolved") == []
    assert listed(api, "sort=priority&status=closed&search=sign") == []


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_tickets_that_change_meanwhile_come_once(
    api: Client, new_ticket: NewTicket, sort: str
) -> None:
    """New ones come before all others of the newest, and after all others of the oldest."""
    old = [new_ticket().pk for _ in range(12)]
    address, seen = f"/api/tickets/?limit=3&sort={sort}", []
    while address:
        page = api.get(address).json()
        seen += [ticket["id"] for ticket in page["results"]]
        if len(seen) < 12:
            new_ticket()
            for ticket_id in (seen[-1], old[0], old[-1]):
                change = {"status": "closed", "priority": "low"}
                assert (
                    api.patch(
                        f"/api/tickets/{ticket_id}/", change, content_type="application/json"
                    ).status_code
                    == 200
                )
        address = page["next"]
    assert [pk for pk in seen if pk in old] == (old if sort == "oldest" else old[::-1])
    assert len(seen) == len(set(seen))


@pytest.mark.django_db(transaction=True)
def test_a_list_that_takes_too_long_says_what_to_narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    agent = browser_of(new_account("ann"))
    assert page_sql.LIMIT_MS == 300
    monkeypatch.setattr(page_sql, "LIMIT_MS", 50)
    monkeypatch.setattr(page_sql, "in_order", lambda _wanted: "SELECT pg_sleep(5)")
    answer = agent.get("/api/tickets/?assignee=none&category=account")
    assert answer.status_code == 503
    body = answer.json()
    assert body["code"] == "list_too_slow"
    assert body["details"]["detail"][0].startswith("This list takes too long. Choose ")
