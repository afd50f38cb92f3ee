"""The plans of the hot queries: which index they use and how many rows they read.

On as many tickets as make the planner choose. Were one of these to read the table, nothing would be
wrong with the answers; it would only cost a hundred times as much at a million tickets.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bulk.load import (
    indexes_build,
    missing_indexes,
    tickets_analyze,
    tickets_copy,
)
from bulk.sample_tickets import SampleTickets
from common.idempotency import RequestKey
from people.models import Requester
from similar import trigrams
from tests.triggers import empty_every_table, without_triggers
from tickets import selectors
from tickets.listing import search
from tickets.listing.counts import ticket_counts
from tickets.listing.orders import ORDERS, Place
from tickets.listing.pagination import Cursor, Page
from tickets.models import IdempotencyKey, Ticket
from tickets.services.idempotency import ticket_create_once
from tickets.services.ticket_counters import counters_fold
from tickets.services.ticket_service import ticket_update

TICKETS = 30_000
PAGE = 51
UNTIL = datetime(2026, 11, 23, 12, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("many_tickets")]


@pytest.fixture(scope="module")
def many_tickets(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        list(tickets_copy(SampleTickets(TICKETS, seed=1, until=UNTIL).batches()))
        list(indexes_build(missing_indexes()))
        counters_fold()
        accounts.extend(User.objects.create_user(name).pk for name in ("ann", "bo"))
        with without_triggers() as cursor:
            cursor.execute(_PEOPLE, accounts)
            requester = Requester.objects.create(name="Rita Lund")
            cursor.execute(_REQUESTER, [requester.pk])
        tickets_analyze()
        yield
        empty_every_table()
        accounts.clear()


accounts: list[int] = []
# Most finished tickets were one agent's and most of the others are another's, so that what the
# planner knows of the whole table misleads it about the few that are not finished.
_PEOPLE = """
UPDATE tickets_ticket SET
    assignee_id = CASE WHEN id %% 10 = 0 THEN NULL
        WHEN status IN ('open', 'in_progress') = (id %% 11 <> 0) THEN %s ELSE %s END,
    waiting_since = CASE WHEN id %% 3 = 0 AND status IN ('open', 'in_progress')
        THEN created_at + id %% 7 * interval '1 hour' END,
    updated_at = created_at + id %% 50 * interval '1 day',
    duplicate_of_id = CASE WHEN id %% 100 = 1 THEN (SELECT min(id) FROM tickets_ticket) END
"""
_REQUESTER = "UPDATE tickets_ticket SET requester_id = %s WHERE id %% 200 = 3"


@dataclass
class Plan:
    """What one statement read: the indexes, and the rows from each table, found and thrown away."""

    indexes: set[str]
    rows: dict[str, int]
    tables_read_whole: set[str]


def plans(run: Callable[[], object]) -> list[Plan]:
    """The plan of every query that `run` makes, each carried out once more."""
    with CaptureQueriesContext(connection) as captured:
        run()
    # A search sends its limits along.
    statements = [_LIMIT.sub("", query["sql"]) for query in captured.captured_queries]
    return [
        _explain(sql) for sql in statements if sql.lstrip().startswith(("SELECT", "WITH", "UPDATE"))
    ]


_LIMIT = re.compile(r"(; )?SET LOCAL (work_mem|statement_timeout) = ['\w]+(; )?")


def _explain(sql: str) -> Plan:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        ((root,),) = cursor.fetchall()
    plan = Plan(set(), {}, set())
    _collect((root if isinstance(root, list) else json.loads(root))[0]["Plan"], plan, "")
    return plan


def _collect(node: dict[str, Any], plan: Plan, table: str) -> None:
    table = node.get("Relation Name", table)
    if "Index Name" in node:
        plan.indexes.add(node["Index Name"])
    if node["Node Type"] == "Seq Scan":
        plan.tables_read_whole.add(table)
    if node["Node Type"].endswith("Scan") and "Relation Name" in node:
        read = node["Actual Rows"] + sum(n for key, n in node.items() if "Rows Removed" in key)
        plan.rows[table] = plan.rows.get(table, 0) + round(read * node["Actual Loops"])
    for child in node.get("Plans", []):
        _collect(child, plan, table)


def the_plan(run: Callable[[], object]) -> Plan:
    (plan,) = plans(run)
    return plan


def test_the_first_page() -> None:
    plan = the_plan(lambda: selectors.ticket_page())
    assert plan.indexes == {"idx_ticket_created"}
    assert plan.rows == {"tickets_ticket": PAGE}


@pytest.mark.parametrize("forward", [True, False])
def test_a_page_in_the_middle(forward: bool) -> None:
    middle = Ticket.objects.order_by("created_at")[TICKETS // 2]
    cursor = Cursor(Place(middle.created_at, middle.pk), forward=forward)
    plan = the_plan(lambda: selectors.ticket_page(cursor=cursor))
    assert plan.indexes == {"idx_ticket_created"}
    assert plan.rows == {"tickets_ticket": PAGE}


@pytest.mark.parametrize(
    "filters",
    [
        {"category": ["technical"]},
        {"category": ["general"]},
        {"priority": ["critical"]},
        {"status": ["in_progress"]},
        {"category": ["general", "account"]},
        {"priority": ["low", "critical", "high"]},
        {"status": ["in_progress", "resolved"]},
    ],
)
def test_one_filter(filters: dict[str, list[str]]) -> None:
    plan = the_plan(lambda: selectors.ticket_page(**filters))
    ((column, values),) = filters.items()
    assert plan.indexes == {f"idx_ticket_{column}"}
    assert plan.rows["tickets_ticket"] <= PAGE * len(values)


@pytest.mark.parametrize(
    "filters",
    [
        {"category": ["general"], "priority": ["critical"]},
        {"category": ["general"], "status": ["in_progress"]},
        {"priority": ["critical"], "status": ["in_progress"]},
        {"category": ["technical"], "priority": ["critical"]},
        {"priority": ["medium"], "status": ["closed"]},
    ],
)
def test_two_filters_read_one_index_in_four_places(filters: dict[str, list[str]]) -> None:
    plan = the_plan(lambda: selectors.ticket_page(**filters))
    assert plan.indexes == {"idx_ticket_filters"}
    assert plan.rows["tickets_ticket"] <= 4 * PAGE


@pytest.mark.parametrize(
    ("category", "priority", "status"),
    [("general", "critical", "open"), ("technical", "medium", "closed")],
)
def test_three_filters(category: str, priority: str, status: str) -> None:
    plan = the_plan(
        lambda: selectors.ticket_page(category=[category], priority=[priority], status=[status])
    )
    assert plan.indexes == {"idx_ticket_filters"}
    assert plan.rows["tickets_ticket"] <= PAGE


VIEWS: dict[str, dict[str, Any]] = {
    "mine": {"assignee": "me", "status": ["open", "in_progress"]},
    "unassigned": {"assignee": "none", "status": ["open", "in_progress"]},
    "waiting": {"waiting": "true"},
    "unfinished": {"status": ["open", "in_progress"]},
    "all": {},
}


@pytest.mark.parametrize("further", [False, True])
@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("view", VIEWS)
def test_each_view_in_each_order_reads_a_page_from_its_indexes(
    view: str, sort: str, further: bool
) -> None:
    cursor = _after_many(view, sort) if further else None
    plan = the_plan(lambda: view_page(view, sort, cursor=cursor))
    assert plan.rows["tickets_ticket"] <= 4 * PAGE
    assert plan.tables_read_whole == set()


def view_page(view: str, sort: str, **more: Any) -> Page:
    return selectors.ticket_page(account_id=accounts[0], sort=sort, **VIEWS[view], **more)


def _after_many(view: str, sort: str) -> Cursor | None:
    return view_page(view, sort, limit=200).next


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize(
    "filters",
    [
        {"assignee": "me"},
        {"assignee": "none"},
        {"duplicate_of": "the first"},
        {"requester": "the only one"},
        {"created_after": datetime(2026, 3, 1, tzinfo=UTC)},
        {"created_before": datetime(2026, 3, 1, tzinfo=UTC)},
        {"created_after": UNTIL, "created_before": UNTIL, "category": ["billing", "general"]},
    ],
    ids=str,
)
def test_a_filter_about_persons_or_days(filters: dict[str, Any], sort: str) -> None:
    if "duplicate_of" in filters:
        filters = {"duplicate_of": Ticket.objects.order_by("pk")[0].pk}
    if "requester" in filters:
        filters = {"requester": Requester.objects.get().pk}
    plan = the_plan(lambda: selectors.ticket_page(account_id=accounts[0], sort=sort, **filters))
    assert plan.rows["tickets_ticket"] <= 2 * PAGE
    assert plan.tables_read_whole == set()


def test_the_counts_read_up_to_a_thousand_tickets_of_each_view() -> None:
    plan = the_plan(lambda: ticket_counts(account_id=accounts[0]))
    assert plan.rows["tickets_ticket"] <= 4 * 1_000
    assert plan.tables_read_whole == set()


@pytest.mark.parametrize("words", ["o", "tassil", "la"])
def test_a_search_for_a_common_word_reads_a_few_tickets_in_order(words: str) -> None:
    plan = the_plan(lambda: selectors.ticket_page(search=words, limit=10))
    assert plan.indexes == {"idx_ticket_created"}
    assert plan.rows["tickets_ticket"] <= 2_000


@pytest.mark.parametrize("words", ["R-1000003", "qzxw", '"papyrus desk"', "qzxw o"])
def test_a_search_for_a_rare_word_asks_the_trigrams(words: str) -> None:
    plan = the_plan(lambda: selectors.ticket_page(search=words))
    assert "idx_ticket_search" in plan.indexes
    assert plan.rows.get("tickets_ticket", 0) <= 400
    assert plan.tables_read_whole == set()


def test_a_word_of_old_tickets_alone_is_found_by_its_trigrams() -> None:
    *_, last = plans(lambda: selectors.ticket_page(search="papyrus"))
    assert "idx_ticket_search" in last.indexes
    assert last.rows["tickets_ticket"] <= 3_000


def test_a_flood_of_one_text_does_not_make_a_common_word_slow() -> None:
    """The newest tickets say that the word is rare, where every sixth of the others holds it."""
    with connection.cursor() as cursor:
        cursor.execute(_FLOOD, [UNTIL, 600])
    read = plans(lambda: selectors.ticket_page(search="tassil"))
    assert sum(plan.rows["tickets_ticket"] for plan in read) <= 3_000


_FLOOD = """
INSERT INTO tickets_ticket (title, description, category, priority, created_at)
SELECT 'The same', 'over and over', 'technical', 'high', %s + n * interval '1 second'
FROM generate_series(1, %s) AS n
"""


def test_a_common_word_and_a_short_rare_one_stop_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """No index knows the short one, and the common one would lead to every sixth ticket."""
    monkeypatch.setattr(search, "MATCH_TICKETS", 100)
    monkeypatch.setattr(search, "WALK_TICKETS", 1_000)
    pages = []
    read = plans(lambda: pages.append(selectors.ticket_page(search="tassil qx")))
    # To walk, to find where that ended, and to see that the index leads to too many.
    assert sum(plan.rows["tickets_ticket"] for plan in read) <= 3_500
    assert pages[0].next is not None


def test_two_common_words_that_never_meet_are_both_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever the planner makes of them: it takes words for independent of one another."""
    monkeypatch.setattr(search, "WALK_TICKETS", 1_000)
    *_, by_index = plans(lambda: selectors.ticket_page(search="error invoice"))
    assert "idx_ticket_search" in by_index.indexes
    assert by_index.rows.get("tickets_ticket", 0) <= 400


@pytest.mark.parametrize("words", ["qzxw", "tassil", "zq"])
def test_a_search_within_a_sparse_filter(words: str) -> None:
    fitting = Ticket.objects.filter(category="general", priority="critical").count()
    filters = {"category": ["general"], "priority": ["critical"]}
    read = plans(lambda: selectors.ticket_page(search=words, **filters))
    assert sum(plan.rows.get("tickets_ticket", 0) for plan in read) <= 3 * fitting
    assert set().union(*(plan.tables_read_whole for plan in read)) == set()


@pytest.mark.parametrize("number", [1, TICKETS // 2, TICKETS])
def test_similar_tickets_are_looked_up_by_indexes(number: int) -> None:
    first, newest, once = trigrams.RARE_WORDS, trigrams.NEWEST, trigrams.OF_THE_REQUESTER
    ticket = Ticket.objects.order_by("created_at")[number - 1]
    texts = {"title": ticket.title, "description": ticket.description}
    plan = the_plan(lambda: trigrams.alike(**texts, requester_id=1, besides=[ticket.pk]))
    assert not plan.tables_read_whole & {"tickets_ticket"}
    assert plan.indexes >= {"idx_ticket_status", "idx_ticket_requester", "tickets_ticket_pkey"}
    # Each word ends one beyond FEW, and each candidate is read once more.
    assert plan.rows["tickets_ticket"] <= 4 * newest + 2 * once + 3 * first * (trigrams.FEW + 1)


def test_a_named_ticket_is_read_by_its_key() -> None:
    ticket_id = Ticket.objects.values_list("pk", flat=True)[0]
    by_key, *_ = plans(lambda: selectors.ticket_page(search=f"#{ticket_id}"))
    assert by_key.indexes == {"tickets_ticket_pkey"}
    assert by_key.rows["tickets_ticket"] == 1


def test_the_statistics_read_no_tickets_but_the_oldest() -> None:
    plan = the_plan(selectors.ticket_stats)
    assert plan.indexes == {"idx_ticket_created"}
    assert plan.rows["tickets_ticket"] == 1
    assert plan.rows["ticket_count_folded"] <= 64


def test_the_trend_reads_its_days() -> None:
    plan = the_plan(lambda: selectors.tickets_by_day(days=30, now=UNTIL))
    assert plan.rows["tickets_ticket"] == 0
    assert plan.rows["ticket_day_folded"] <= 731


@pytest.mark.parametrize("name", ["Asia/Kathmandu", "Pacific/Pago_Pago"])
def test_the_trend_of_a_zone_reads_the_tickets_between_midnights_from_the_index(
    name: str,
) -> None:
    trend: list[dict[str, Any]] = []
    zone = ZoneInfo(name)
    plan = the_plan(lambda: trend.extend(selectors.tickets_by_day(days=7, zone=zone, now=UNTIL)))
    of_a_day = max(day["created"] for day in trend)
    assert plan.indexes >= {"idx_ticket_created"}
    assert 0 < plan.rows["tickets_ticket"] <= 8 * of_a_day
    assert "tickets_ticket" not in plan.tables_read_whole


def test_one_ticket_is_read_and_changed_by_its_key() -> None:
    ticket_id = Ticket.objects.values_list("pk", flat=True)[0]

    def read_and_change() -> None:
        selectors.ticket_get(ticket_id=ticket_id)
        ticket_update(ticket_id=ticket_id, changes={"status": "resolved", "priority": "critical"})

    for plan in plans(read_and_change):
        assert plan.indexes == {"tickets_ticket_pkey"}
        assert plan.rows["tickets_ticket"] == 1


def test_a_repeated_key_is_found_by_its_index() -> None:
    ticket = Ticket.objects.order_by("pk")[0]
    keys = [
        IdempotencyKey(key=f"key-{number}", body_digest=b"x" * 32, ticket=ticket)
        for number in range(5_000)
    ]
    IdempotencyKey.objects.bulk_create(keys)
    fields = {"title": "t", "description": "d", "category": "general", "priority": "low"}
    another = RequestKey.of("another", fields)
    ticket_create_once(fields=fields, key=another)
    replay = plans(lambda: ticket_create_once(fields=fields, key=another))
    assert replay[-1].tables_read_whole == set()
    assert sum(replay[-1].rows.values()) <= 4
