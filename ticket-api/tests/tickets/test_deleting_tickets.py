"""Plain SQL may delete a ticket, whatever hangs on it, and everything stays exact."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from conversations.models import LaterSuggestion, MessageKey
from live import change_log
from suggestions import token as suggestion
from tests.conversations.writing import write
from tests.people import browser_of, new_account
from tests.samples import NEW_TICKET
from tickets.models import ImportedRow, Ticket, TicketChange
from tickets.services.classifier_answer import Suggestion
from tickets.services.ticket_counters import counters_difference

pytestmark = pytest.mark.django_db(transaction=True)

SUGGESTED = Suggestion("account", "high", 0.9, "reason", "local", "model", "1")
HANGING_ON_A_TICKET = [
    "tickets_idempotencykey",
    "ticket_suggestion",
    "accounts_linkrevocations",
    "tickets_importedrow",
    "conversations_message",
    "conversations_messagekey",
    "conversations_latersuggestion",
    "ticket_times",
]
OUTLIVING_IT = ["ticket_audit", "ticket_change"]


def execute(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def rows_of(table: str, ticket_id: int) -> int:
    ((count,),) = execute(f"SELECT count(*) FROM {table} WHERE ticket_id = %s", ticket_id)
    return int(count)


@pytest.fixture
def ticket_id(api: Client) -> int:
    """A ticket with a row in every table that names tickets."""
    token = suggestion.sign(SUGGESTED, description=NEW_TICKET["description"])
    body = {**NEW_TICKET, "suggestion_token": token}
    headers = {"Idempotency-Key": "k"}
    number = api.post("/api/tickets/", body, "application/json", headers=headers).json()["id"]
    ImportedRow.objects.create(key=b"k" * 16, ticket_id=number)
    message = write(Ticket.objects.get(pk=number), "reply")
    MessageKey.objects.create(
        ticket_id=number, endpoint="ticket", key="k", body_digest=b"d" * 32, message=message
    )
    LaterSuggestion.objects.create(ticket_id=number, message_number=1, priority="high", reason="")
    agent = browser_of(new_account("anna"))
    agent.change("PATCH", f"/api/tickets/{number}/", {"category": "general"})
    agent.change("DELETE", f"/api/tickets/{number}/links/")
    for table in (*HANGING_ON_A_TICKET, *OUTLIVING_IT):
        assert rows_of(table, number) > 0, table
    return int(number)


def test_the_tables_above_are_all_that_name_tickets() -> None:
    columns = execute(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'ticket_id' "
        "AND table_schema = 'public'"
    )
    assert {name for (name,) in columns} == {*HANGING_ON_A_TICKET, *OUTLIVING_IT}
    constraints = execute(
        "SELECT conrelid::regclass::text, confdeltype FROM pg_constraint "
        "WHERE confrelid = 'tickets_ticket'::regclass AND contype = 'f'"
    )
    assert sorted(constraints) == [
        ("conversations_latersuggestion", "c"),
        ("conversations_message", "c"),
        ("conversations_messagekey", "c"),
        ("similar_verdict", "c"),
        ("similar_verdict", "c"),
        ("ticket_suggestion", "c"),
        ("ticket_times", "c"),
        ("tickets_idempotencykey", "c"),
        ("tickets_importedrow", "c"),
        ("tickets_ticket", "n"),  # A duplicate of it.
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM tickets_ticket WHERE id = %s",
        "WITH gone AS (DELETE FROM tickets_ticket WHERE id = %s RETURNING id) SELECT * FROM gone",
    ],
)
def test_plain_sql_deletes_a_ticket(api: Client, ticket_id: int, statement: str) -> None:
    other = api.post("/api/tickets/", NEW_TICKET, "application/json").json()["id"]
    since = change_log.current_position()
    execute(statement, ticket_id)
    assert rows_of("tickets_idempotencykey", ticket_id) == 0
    assert rows_of("ticket_suggestion", ticket_id) == 0
    assert rows_of("tickets_importedrow", ticket_id) == 0
    assert TicketChange.objects.filter(ticket_id=ticket_id).count() == 2
    assert counters_difference() == {}
    assert execute("SELECT coalesce(sum(suggestions), 0) FROM suggestion_count") == [(0,)]
    assert change_log.read_changes(since).too_many, "open pages load their list anew"
    assert api.get("/api/tickets/stats/").json()["total_tickets"] == 1
    assert [row["id"] for row in api.get("/api/tickets/").json()["results"]] == [other]


def test_its_key_is_free_again(api: Client, ticket_id: int) -> None:
    execute("DELETE FROM tickets_ticket")
    headers = {"Idempotency-Key": "k"}
    answer = api.post("/api/tickets/", NEW_TICKET, "application/json", headers=headers)
    assert answer.status_code == 201
    assert "Idempotent-Replayed" not in answer.headers
    assert answer.json()["id"] != ticket_id


def test_truncate_takes_what_hangs_on_tickets_along(api: Client, ticket_id: int) -> None:
    execute("TRUNCATE tickets_ticket CASCADE")
    assert rows_of("tickets_idempotencykey", ticket_id) == 0
    assert not Ticket.objects.exists()
    assert counters_difference() == {}
    assert api.get("/api/tickets/stats/").json()["total_tickets"] == 0
