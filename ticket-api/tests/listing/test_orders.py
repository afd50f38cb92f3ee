"""Every filter in every order, page by page, against a model in plain Python."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from accounts.roles import Role
from people.models import Requester
from tests.people import new_account
from tests.samples import NEW_TICKET
from tests.triggers import empty_every_table, without_triggers
from tickets.models import UNFINISHED, Category, Priority, Status, Ticket
from tickets.times import TicketTimes

TICKETS = 120
START = datetime(2026, 3, 1, tzinfo=UTC)
URGENCY = ["critical", "high", "medium", "low"]
WORD = "papyrus"

pytestmark = pytest.mark.django_db

Query = dict[str, Any]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, int]]:
    """Tickets of all kinds, many of one time; the ids that filters name."""
    with django_db_blocker.unblock():
        yield _make(random.Random(16))
        empty_every_table()


def _make(chance: random.Random) -> dict[str, int]:
    accounts = [new_account(name, Role.AGENT) for name in ("ann", "bo", "cy")]
    requesters = [Requester.objects.create(name=name) for name in ("Dee", "Eve")]
    made = [
        Ticket.objects.create(
            **{
                **NEW_TICKET,
                "title": chance.choice(["A", WORD, f"{WORD} zq"]),
                "category": chance.choice(Category.values),
                "priority": chance.choice(Priority.values),
                "status": chance.choice([*Status.values, "open"]),
                "assignee": chance.choice([None, *accounts]),
                "requester": chance.choice([None, *requesters]),
            }
        )
        for _ in range(TICKETS)
    ]
    with without_triggers():
        for ticket in made:
            # Few different times, so that ids decide.
            created_at = START + timedelta(hours=12 * chance.randrange(20))
            waits = ticket.status in UNFINISHED and chance.random() < 0.6
            Ticket.objects.filter(pk=ticket.pk).update(
                created_at=created_at,
                updated_at=created_at + timedelta(hours=chance.randrange(4)),
                waiting_since=created_at + timedelta(hours=chance.randrange(3)) if waits else None,
                duplicate_of=made[0] if chance.random() < 0.2 and ticket != made[0] else None,
            )
            if chance.random() < 0.5:
                resolved_at = created_at + timedelta(hours=chance.randrange(100))
                replied_at = created_at + timedelta(hours=chance.randrange(50))
                TicketTimes.objects.create(
                    ticket=ticket, first_reply_at=replied_at, resolved_at=resolved_at
                )
    return {
        "account": accounts[0].pk,
        "other": accounts[1].pk,
        "requester": requesters[0].pk,
        "original": made[0].pk,
        "named": made[TICKETS // 2].pk,
    }


def fits(ticket: Ticket, query: Query, me: int) -> bool:
    """Whether `ticket` is in the list of `query`."""
    sort = query.get("sort")
    for column in ("category", "priority", "status"):
        if query.get(column) and getattr(ticket, column) not in query[column].split(","):
            return False
    if "assignee" in query:
        asked = {"me": me, "none": None}.get(query["assignee"], query["assignee"])
        if ticket.assignee_id != asked:
            return False
    if "requester" in query and ticket.requester_id != query["requester"]:
        return False
    if "duplicate_of" in query and ticket.duplicate_of_id != query["duplicate_of"]:
        return False
    if ("waiting" in query or sort == "waiting") and ticket.waiting_since is None:
        return False
    if sort == "priority" and ticket.status not in UNFINISHED:
        return False
    if "created_after" in query and ticket.created_at < AFTER:
        return False
    if "created_before" in query and ticket.created_at >= BEFORE:
        return False
    for name, event in (("resolved_after", "resolved_at"), ("replied_after", "first_reply_at")):
        if name in query:
            times = TicketTimes.objects.filter(ticket=ticket).first()
            if times is None or not AFTER <= getattr(times, event) < BEFORE:
                return False
    return all(word in ticket.title for word in query.get("search", "").split() if word[0] != "#")


AFTER, BEFORE = START + timedelta(days=2), START + timedelta(days=8)
DATES = {"created_after": "2026-03-03", "created_before": "2026-03-08"}
REPLIED = {"replied_after": "2026-03-03", "replied_before": "2026-03-08"}
RESOLVED = {"resolved_after": "2026-03-03", "resolved_before": "2026-03-08"}
# Descending times by negative ones.
KEYS: dict[str, Callable[[Any], Any]] = {
    "newest": lambda ticket: (-ticket.created_at.timestamp(), -ticket.pk),
    "oldest": lambda ticket: (ticket.created_at, ticket.pk),
    "changed": lambda ticket: (-ticket.updated_at.timestamp(), -ticket.pk),
    "priority": lambda ticket: (URGENCY.index(ticket.priority), ticket.created_at, ticket.pk),
    "waiting": lambda ticket: (ticket.waiting_since, ticket.pk),
}


def expected(query: Query, me: int) -> list[int]:
    """What plain Python lists."""
    found = [ticket for ticket in Ticket.objects.all() if fits(ticket, query, me)]
    listed = [ticket.pk for ticket in sorted(found, key=KEYS[query.get("sort") or "newest"])]
    named = int(query.get("search", "")[1:]) if query.get("search", "")[:1] == "#" else None
    if named is None:
        return listed
    # No text has the sign, so it is alone, if it passes the filters.
    return [named] if named in listed else []


def read(api: Client, address: str, query: Query | None = None) -> Any:
    answer = api.get(address, query or {})
    assert answer.status_code == 200, answer.content
    return answer.json()


def ids(pages: list[Any]) -> list[int]:
    return [ticket["id"] for page in pages for ticket in page["results"]]


def walk(api: Client, page: Any, direction: str) -> list[Any]:
    pages = [page]
    while pages[-1][direction]:
        pages.append(read(api, pages[-1][direction]))
    return pages


FILTERS: list[Query] = [
    {},
    {"category": "billing"},
    {"category": "billing,account,general"},
    {"priority": "critical,low"},
    {"status": "open"},
    {"status": "open,in_progress"},
    {"status": "resolved,closed"},
    {"status": "open,in_progress,resolved,closed"},
    {"category": "billing,account", "priority": "high,low", "status": "open,resolved"},
    {"assignee": "me"},
    {"assignee": "none"},
    {"assignee": "other"},
    {"assignee": "me", "status": "open,in_progress"},
    {"assignee": "none", "status": "open,in_progress"},
    {"assignee": "none", "status": "open", "category": "account,general"},
    {"requester": "requester"},
    {"duplicate_of": "original"},
    {"waiting": "true"},
    {"waiting": "true", "assignee": "none", "priority": "high,critical"},
    {"waiting": "true", "status": "in_progress"},
    DATES,
    {**DATES, "category": "billing,technical"},
    {**DATES, "waiting": "true", "assignee": "none"},
    RESOLVED,
    REPLIED,
    {**RESOLVED, **REPLIED},
    {**RESOLVED, **DATES, "category": "billing,technical"},
    {**RESOLVED, "search": WORD, "assignee": "none"},
    {"search": WORD},
    {"search": f"zq {WORD}", "status": "open,in_progress"},
    {"search": "zq", "assignee": "none"},
    {"search": "#named"},
    {"search": "#named", "status": "closed"},
    {"requester": "requester", "assignee": "other", "category": "account,billing,general"},
]


def _filled(query: Query, world: dict[str, int]) -> Query:
    """The query with the ids that it names."""
    filled = {name: world.get(str(value), value) for name, value in query.items()}
    if query.get("search") == "#named":
        filled["search"] = f"#{world['named']}"
    return filled


@pytest.mark.parametrize("sort", KEYS)
@pytest.mark.parametrize("query", FILTERS, ids=str)
def test_pages_are_the_models_forth_and_back(
    world: dict[str, int], agent: Client, sort: str, query: Query
) -> None:
    asked = {**_filled(query, world), "sort": sort}
    right = expected(asked, world["account"])
    for limit in (1, 7, 200) if len(right) < 20 else (7, 200):
        forth = walk(agent, read(agent, "/api/tickets/", {**asked, "limit": limit}), "next")
        assert ids(forth) == right
        assert len(forth) == max(1, -(-len(right) // limit))
        back = walk(agent, forth[-1], "previous")
        assert ids(back[::-1]) == right
        assert [ids([page]) for page in back[::-1]] == [ids([page]) for page in forth]


@pytest.fixture
def agent(world: dict[str, int]) -> Client:
    """A browser of the account `me`."""
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=world["account"]))
    return client


@pytest.mark.parametrize("seed", range(60))
def test_random_combinations_are_the_models(
    world: dict[str, int], agent: Client, seed: int
) -> None:
    chance = random.Random(seed)
    query: Query = {}
    for column, words in (
        ("category", Category.values),
        ("priority", Priority.values),
        ("status", Status.values),
    ):
        if chance.random() < 0.5:
            query[column] = ",".join(chance.sample(words, chance.randint(1, 4)))
    if chance.random() < 0.5:
        query["assignee"] = chance.choice(["me", "none", world["other"]])
    if chance.random() < 0.3:
        query["waiting"] = "true"
    if chance.random() < 0.3:
        query |= DATES
    if chance.random() < 0.2:
        query |= chance.choice([RESOLVED, REPLIED, RESOLVED | REPLIED])
    if chance.random() < 0.3:
        query["requester"] = world["requester"]
    if chance.random() < 0.3:
        query["search"] = WORD
    query["sort"] = chance.choice([*KEYS])
    right = expected(query, world["account"])
    forth = walk(agent, read(agent, "/api/tickets/", {**query, "limit": 5}), "next")
    assert ids(forth) == right
    assert ids(walk(agent, forth[-1], "previous")[::-1]) == right
