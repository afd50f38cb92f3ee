"""`waiting_since`: since when the requester has waited for an answer."""

from collections.abc import Callable

import pytest
from django.db import connection

from tests.conversations.writing import write
from tickets.models import Ticket
from tickets.services.ticket_service import ticket_update

pytestmark = pytest.mark.django_db

COPY = """
COPY tickets_ticket (title, description, category, priority, status, created_at, updated_at)
FROM STDIN
"""


def stored(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


@pytest.mark.parametrize(
    ("status", "waits"),
    [("open", True), ("in_progress", True), ("resolved", False), ("closed", False)],
)
def test_a_new_ticket_waits_from_its_creation_unless_it_is_finished(
    status: str, waits: bool
) -> None:
    with connection.cursor() as cursor:
        with cursor.copy(COPY) as copy:
            copy.write(f"a\tb\tbilling\tlow\t{status}\t2024-05-01T10:00Z\t2024-05-01T10:00Z\n")
        cursor.execute(
            "INSERT INTO tickets_ticket (title, description, category, priority, status) "
            "VALUES ('a', 'b', 'billing', 'low', %s)",
            [status],
        )
    for ticket in Ticket.objects.all():
        assert ticket.waiting_since == (ticket.created_at if waits else None)


def test_a_reply_ends_the_waiting_and_the_next_request_starts_it(
    new_ticket: Callable[..., Ticket],
) -> None:
    ticket = new_ticket()
    created = stored(ticket).waiting_since
    write(ticket, "request")
    assert ticket.waiting_since == created
    write(ticket, "note")
    assert ticket.waiting_since == created
    write(ticket, "reply")
    assert (ticket.waiting_since, ticket.status) == (None, "in_progress")
    first = write(ticket, "request")
    write(ticket, "request")
    assert ticket.waiting_since == first.created_at


@pytest.mark.parametrize("finished", ["resolved", "closed"])
def test_a_finished_ticket_waits_only_after_a_request_reopens_it(
    new_ticket: Callable[..., Ticket], finished: str
) -> None:
    ticket = new_ticket()
    ticket_update(ticket_id=ticket.pk, changes={"status": finished})
    assert stored(ticket).waiting_since is None
    ticket_update(ticket_id=ticket.pk, changes={"status": "open"})
    assert stored(ticket).waiting_since is None
    ticket_update(ticket_id=ticket.pk, changes={"status": finished})
    request = write(ticket, "request")
    assert (ticket.status, ticket.waiting_since) == ("open", request.created_at)


def test_plain_sql_ends_the_waiting_too(new_ticket: Callable[..., Ticket]) -> None:
    ticket = new_ticket()
    Ticket.objects.update(status="closed")
    assert stored(ticket).waiting_since is None
    Ticket.objects.update(waiting_since=ticket.created_at)
    assert stored(ticket).waiting_since is None


@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_a_reply_that_finishes_the_ticket_ends_the_waiting(
    new_ticket: Callable[..., Ticket], status: str
) -> None:
    ticket = new_ticket()
    write(ticket, "reply", status=status)
    assert (ticket.status, ticket.waiting_since) == (status, None)


def test_a_note_changes_no_column_of_its_ticket(new_ticket: Callable[..., Ticket]) -> None:
    ticket = new_ticket()
    before = Ticket.objects.values().get()
    write(ticket, "note")
    assert Ticket.objects.values().get() == before
