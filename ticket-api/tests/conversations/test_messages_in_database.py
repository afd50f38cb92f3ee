"""Messages in the database: numbers, append-only, and their end with the ticket."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from conversations.models import Message
from tests.conversations.writing import write
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def numbers(ticket: Ticket) -> list[tuple[int, int | None, str]]:
    rows = Message.objects.filter(ticket=ticket).order_by("number")
    return list(rows.values_list("number", "public_number", "kind"))


def test_numbers_begin_with_each_ticket_and_notes_have_no_public_one(
    new_ticket: Callable[..., Ticket],
) -> None:
    first, second = new_ticket(), new_ticket()
    for kind in ("note", "reply", "note", "request", "reply"):
        write(first, kind)
    write(second, "reply")
    assert numbers(first) == [
        (1, None, "note"),
        (2, 1, "reply"),
        (3, None, "note"),
        (4, 2, "request"),
        (5, 3, "reply"),
    ]
    assert numbers(second) == [(1, 1, "reply")]


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_get_consecutive_numbers(new_ticket: Callable[..., Ticket]) -> None:
    ticket = new_ticket()

    def write_in_a_thread(kind: str) -> None:
        try:
            write(Ticket(pk=ticket.pk), kind)
        finally:
            connection.close()

    kinds = ["reply", "note", "request"] * 8
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(write_in_a_thread, kinds))
    stored = numbers(ticket)
    assert [number for number, _, _ in stored] == list(range(1, 25))
    public = [number for _, number, _ in stored if number is not None]
    assert public == list(range(1, 17))
    times = Message.objects.filter(ticket=ticket).order_by("number")
    created = list(times.values_list("created_at", flat=True))
    assert created == sorted(created)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE conversations_message SET body = 'changed'",
        "UPDATE conversations_message SET body = body",
        "DELETE FROM conversations_message",
        "TRUNCATE conversations_message CASCADE",
    ],
)
def test_a_message_can_only_be_added(new_ticket: Callable[..., Ticket], statement: str) -> None:
    write(new_ticket(), "reply", "as sent")
    with pytest.raises(ProgrammingError, match="Messages can only be added"):
        execute(statement)
    assert Message.objects.get().body == "as sent"


@pytest.mark.parametrize("by_sql", [True, False])
def test_a_deleted_ticket_takes_its_messages_along(
    new_ticket: Callable[..., Ticket], by_sql: bool
) -> None:
    kept, deleted = new_ticket(), new_ticket()
    for ticket in (kept, deleted):
        write(ticket, "note")
        write(ticket, "reply")
    if by_sql:
        execute(f"DELETE FROM tickets_ticket WHERE id = {deleted.pk}")
    else:
        deleted.delete()
    assert set(Message.objects.values_list("ticket_id", flat=True)) == {kept.pk}


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"kind": "mail"}, "valid_kind"),
        ({"body": ""}, "body_not_empty"),
        ({"number": 0}, "number_from_one"),
        ({"public_number": None}, "notes_have_no_public_number"),
        ({"kind": "note"}, "notes_have_no_public_number"),
        ({"number": 1, "public_number": 9}, "one_message_of_a_number"),
        ({"public_number": 1}, "one_message_of_a_public_number"),
        ({"kind": "request", "author_account_id": 7}, "requests_have_no_account"),
    ],
)
def test_the_database_refuses_a_wrong_message(
    new_ticket: Callable[..., Ticket], columns: dict[str, object], constraint: str
) -> None:
    ticket = new_ticket()
    write(ticket, "reply")
    fields = {"kind": "reply", "number": 2, "public_number": 2, "body": "text"}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Message.objects.create(ticket=ticket, **{**fields, **columns})
