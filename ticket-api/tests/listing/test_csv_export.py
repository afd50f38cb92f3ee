"""GET /api/tickets/export.csv: the whole list, in its order, as spreadsheets read it."""

import csv
import io
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from people.models import Requester
from server.concurrency_limit import EXPORTS_AT_ONCE
from tests.operations import whole
from tests.people import browser_of, new_account
from tickets.listing import csv_export, page_sql
from tickets.listing.csv_export import FOR_ROLES, TicketCSV, TooManyExports
from tickets.listing.orders import Place
from tickets.listing.pagination import Cursor, Page
from tickets.models import Ticket
from tickets.representation import PUBLIC_FIELDS

EXPORT = "/api/tickets/export.csv"

pytestmark = pytest.mark.django_db

NewTicket = Callable[..., Ticket]


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content).decode()


def rows_of(answer: Any) -> list[dict[str, str]]:
    text = text_of(answer)
    assert text.startswith("\ufeffid,title,")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def exported(api: Client, query: str = "") -> list[dict[str, str]]:
    return rows_of(api.get(f"{EXPORT}?{query}"))


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tickets.export_view.PAGE_TICKETS", 3)


# The file -----------------------------------------------------------------------------------------


def test_the_answer_is_a_file_for_spreadsheets(api: Client, new_ticket: NewTicket) -> None:
    created_at = datetime(2026, 11, 23, 9, 30, 15, 123_456, tzinfo=UTC)
    ticket = new_ticket(
        title='Über, "alles"', description="Zeile 1\nZeile 2", created_at=created_at
    )
    answer = api.get(EXPORT)
    assert answer["Content-Type"] == "text/csv; charset=utf-8; header=present"
    today = f"{datetime.now(UTC).date()}"
    assert answer["Content-Disposition"] == f'attachment; filename="tickets-{today}.csv"'
    assert answer["X-Accel-Buffering"] == "no"
    text = text_of(answer)
    assert text.startswith("\ufeffid,title,description,category,priority,status,created_at,")
    line = (
        f'{ticket.pk},"Über, ""alles""","Zeile 1\nZeile 2",account,high,open,2026-11-23 09:30:15,'
    )
    assert line in text
    assert text.endswith("\r\n")


@pytest.mark.parametrize("accept", ["*/*", "text/csv", "text/html,*/*;q=0.8", "application/json"])
def test_the_address_names_the_format(api: Client, new_ticket: NewTicket, accept: str) -> None:
    new_ticket()
    assert len(rows_of(api.get(EXPORT, headers={"Accept": accept}))) == 1
    refused = api.get(f"{EXPORT}?status=done", headers={"Accept": accept})
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/json")
    assert list(refused.json()["details"]) == ["status"]


def test_an_empty_list_has_its_columns(api: Client) -> None:
    assert text_of(api.get(EXPORT)) == f"\ufeff{','.join(PUBLIC_FIELDS)}\r\n"


SIGNS = "=+-@＝＋－＠"


@pytest.mark.parametrize("sign", [*SIGNS, "\t", "\r", "\n"])
def test_no_text_is_a_formula(api: Client, new_ticket: NewTicket, sign: str) -> None:
    """Of the texts that people write; a sign within a text is left alone."""
    attack = f"{sign}HYPERLINK(A1)"
    email = f"{sign.strip()}1+1@example.com"
    requester = Requester.objects.create(name=attack, email=email, email_key=email)
    agent = new_account("ann", first_name=attack)
    new_ticket(title=attack, description=f" {attack}", requester=requester, assignee=agent)
    new_ticket(title=f"1 {attack}", description=f"x{attack}")
    plain, odd = exported(browser_of(agent))
    assert (plain["title"], plain["description"]) == (f"1 {attack}", f"x{attack}")
    for column in ("title", "requester_name"):
        assert odd[column] == f"'{attack}"
    for column in ("description", "assignee"):
        assert odd[column].lstrip()[:1] not in SIGNS, column
    assert odd["requester_email"][:1] not in f"{SIGNS}\t\r\n"


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize(
    "text",
    ["a;{}1", "a; {}1", 'a;"{}1"', "a\n{}1", "a\r\n {}1", 'a\n"{}1"', "a\t{}1", "a|{}1", ";;{}1"],
)
def test_no_part_of_a_text_is_a_formula(
    api: Client, new_ticket: NewTicket, text: str, sign: str
) -> None:
    """Also where a spreadsheet splits lines at semicolons, tabs or bars."""
    attack = text.format(sign)
    new_ticket(title=attack, description=attack)
    for separator in ";\t|":
        lines = io.StringIO(text_of(api.get(EXPORT)), newline="")
        cells = [cell for line in csv.reader(lines, delimiter=separator) for cell in line]
        assert not [cell for cell in cells if cell.strip(' "')[:1] in tuple(SIGNS)]
    (row,) = exported(api)
    assert row["description"].replace("'", "") == attack


def test_texts_without_formulas_stay_as_they_are(api: Client, new_ticket: NewTicket) -> None:
    text = "well-known; 1 + 1 = 2, -3\nann@example.com\n\n'quoted'"
    new_ticket(title="a, b; c | d", description=text)
    (row,) = exported(api)
    assert (row["title"], row["description"]) == ("a, b; c | d", text)


def test_long_blank_texts_are_written_quickly() -> None:
    began = time.monotonic()
    for blank in (" ", "\n", '"', ";", "\t "):
        csv_export._cell(blank * 100_000)
    assert time.monotonic() - began < 1


# Which tickets ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize(
    "query",
    [
        "",
        "sort=oldest",
        "sort=changed",
        "sort=priority",
        "status=open,closed&category=billing,account",
        "search=page",
        "search=zq",
        "search=%2317",
        "created_after=2026-03-02&created_before=2026-03-04&tz=Asia/Kathmandu",
        "sort=waiting",
        "assignee=none&waiting=true",
        "assignee=me",
        "resolved_after=2026-03-01",
    ],
)
def test_an_export_has_what_the_list_has_in_its_order(new_ticket: NewTicket, query: str) -> None:
    agent = new_account("ann")
    for number in range(20):
        new_ticket(
            title=f"page {number}" if number % 2 else "zq",
            category=("billing", "account", "general")[number % 3],
            status=("open", "closed", "in_progress", "resolved")[number % 4],
            priority=("low", "critical")[number % 2],
            assignee=agent if number % 5 == 0 else None,
            created_at=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=7 * number),
        )
    Ticket.objects.filter(title="zq").update(status="resolved")
    browser = browser_of(agent)
    if "%23" in query:
        query = f"search=%23{Ticket.objects.order_by('pk')[3].pk}"
    listed = browser.get(f"/api/tickets/?limit=200&{query}").json()["results"]
    assert [row["id"] for row in exported(browser, query)] == [str(row["id"]) for row in listed]


@pytest.mark.parametrize("name", ["limit", "cursor"])
def test_an_export_has_no_pages(api: Client, name: str) -> None:
    answer = api.get(f"{EXPORT}?{name}=1")
    assert answer.status_code == 400
    assert answer.json()["details"] == {name: ["Leave it out: an export has all pages"]}
    assert exported(api, f"{name}=") == []


@pytest.mark.usefixtures("small_pages")
def test_pages_of_a_search_without_tickets_do_not_end_the_export(
    api: Client, new_ticket: NewTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A walk for words without trigrams stops after some tickets, and goes on behind them."""
    monkeypatch.setattr("tickets.listing.search.WALK_TICKETS", 4)
    for title in ("zq first", *["other"] * 20, "zq last"):
        new_ticket(title=title)
    assert [row["title"] for row in exported(api, "search=zq")] == ["zq last", "zq first"]


# Who sees what ------------------------------------------------------------------------------------


def test_persons_are_for_callers_with_a_role(api: Client, new_ticket: NewTicket) -> None:
    email = "rita@example.com"
    requester = Requester.objects.create(name="Rita", email=email, email_key=email)
    agent = new_account("ann", first_name="Ann")
    original = new_ticket(requester=requester, assignee=agent)
    new_ticket(duplicate_of=original)
    text = text_of(api.get(EXPORT))
    assert text.splitlines()[0] == f"\ufeff{','.join(PUBLIC_FIELDS)}"
    assert "Rita" not in text
    assert "rita@" not in text
    stranger = browser_of(new_account("stray", None))
    assert text_of(stranger.get(EXPORT)) == text
    for role in (Role.VIEWER, Role.AGENT):
        rows = exported(browser_of(new_account(f"{role}", role)))
        assert list(rows[0]) == [*PUBLIC_FIELDS, *FOR_ROLES]
        assert rows[1]["requester_name"] == "Rita"
        assert rows[1]["requester_email"] == "rita@example.com"
        assert rows[1]["assignee"] == "Ann"
        assert rows[0]["duplicate_of"] == str(original.pk)
        assert rows[1]["waiting_since"] != rows[0]["requester_name"] == ""


def test_a_portal_for_agents_exports_for_roles_alone(
    settings: Any, api: Client, new_ticket: NewTicket
) -> None:
    settings.PORTAL_ACCESS = "agents"
    new_ticket(title="very-private")
    anonymous = api.get(EXPORT)
    assert (anonymous.status_code, anonymous.json()["code"]) == (401, "not_signed_in")
    assert browser_of(new_account("stray", None)).get(EXPORT).status_code == 403
    assert len(exported(browser_of(new_account("vic", Role.VIEWER)))) == 1


@pytest.mark.parametrize("query", ["assignee=none", "sort=waiting", "resolved_after=today"])
def test_filters_about_persons_take_a_role_as_in_the_list(api: Client, query: str) -> None:
    assert api.get(f"{EXPORT}?{query}").status_code == 401


# Long exports -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small_pages")
def test_each_page_is_one_short_statement(api: Client, new_ticket: NewTicket) -> None:
    for _ in range(10):
        new_ticket()
    with CaptureQueriesContext(connection) as captured:
        assert len(exported(api)) == 10
    assert len(captured.captured_queries) == 4
    assert all("LIMIT 4" in query["sql"] for query in captured.captured_queries)


def test_a_page_without_an_index_has_more_time_than_one_of_the_list(
    new_ticket: NewTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = []
    read = page_sql.rows_within

    def rows_within(limit_ms: int, *arguments: Any) -> Any:
        limits.append(limit_ms)
        return read(limit_ms, *arguments)

    monkeypatch.setattr(page_sql, "rows_within", rows_within)
    browser = browser_of(new_account("ann"))
    for address in ("/api/tickets/", EXPORT):
        assert whole(browser.get(f"{address}?resolved_after=today")).status_code == 200
    assert limits == [300, 5_000]


@pytest.mark.django_db(transaction=True)
def test_a_list_that_takes_too_long_is_refused_before_the_file_begins(
    new_ticket: NewTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tickets.export_view.PAGE_LIMIT_MS", 1)
    monkeypatch.setattr(page_sql, "in_order", lambda _: "SELECT pg_sleep(1)")
    answer = browser_of(new_account("ann")).get(f"{EXPORT}?resolved_after=today")
    assert (answer.status_code, answer.json()["code"]) == (503, "list_too_slow")
    assert csv_export._exports.acquire(blocking=False)
    csv_export._exports.release()


def no_tickets(_cursor: object) -> tuple[Page, list[dict[str, Any]]]:
    return Page([], None, None), []


def endless(_cursor: object) -> tuple[Page, list[dict[str, Any]]]:
    return Page([], Cursor(Place(datetime.now(UTC), 1)), None), []


def test_a_process_sends_a_few_exports_at_once(api: Client) -> None:
    sending = [TicketCSV(no_tickets, for_roles=False) for _ in range(EXPORTS_AT_ONCE)]
    with pytest.raises(TooManyExports):
        TicketCSV(no_tickets, for_roles=False)
    refused = api.get(EXPORT)
    assert (refused.status_code, refused.json()["code"]) == (503, "too_many_exports")
    assert refused["Retry-After"] == "60"
    for export in sending:
        export.close()
        export.close()
    assert exported(api) == []


@pytest.mark.usefixtures("small_pages")
def test_the_log_has_how_many_tickets_were_sent(
    api: Client, new_ticket: NewTicket, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="tickets.listing.csv_export")
    for _ in range(7):
        new_ticket(title="very-private")
    exported(api)
    export = TicketCSV(endless, for_roles=False)
    next(export)
    export.close()
    records = [one for one in caplog.records if one.getMessage() == "tickets.exported"]
    ends = [(one.tickets, one.complete) for one in records]  # type: ignore[attr-defined]
    assert ends == [(7, True), (0, False)]
    assert "private" not in caplog.text
