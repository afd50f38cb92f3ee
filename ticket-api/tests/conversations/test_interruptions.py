"""A failure before the commit, and filling `waiting_since` beside writers and after an end."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection

from conversations import sending, services, waiting_fill
from conversations.models import Message, MessageKey
from conversations.waiting_fill import waiting_since_fill
from tests.addresses import database_address
from tests.people import browser_of, new_account
from tickets.models import Ticket, TicketChange

pytestmark = pytest.mark.django_db(transaction=True)

Tickets = Callable[..., Ticket]


def fail(*_: Any, **__: Any) -> None:
    raise OperationalError


def lose_connection(*_: Any, **__: Any) -> None:
    """End this connection's server process, as a crash of the database would."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.mark.parametrize("failure", [fail, lose_connection])
@pytest.mark.parametrize(
    ("module", "name"),
    [(services, "_changes"), (sending, "_remember"), (sending, "forget_old_keys")],
)
def test_a_failure_before_the_commit_stores_nothing(
    new_ticket: Tickets,
    monkeypatch: pytest.MonkeyPatch,
    failure: Callable[..., None],
    module: Any,
    name: str,
) -> None:
    ticket, anna = new_ticket(), browser_of(new_account("anna"))
    path = f"/api/tickets/{ticket.pk}/messages/"
    body, key = {"kind": "reply", "body": "Hello."}, {"Idempotency-Key": "once"}
    before = Ticket.objects.values().get()
    stored: list[int] = []

    def stop(*arguments: Any, **named: Any) -> None:
        stored.append(Message.objects.count())
        failure(*arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(module, name, stop)
        assert anna.change("POST", path, body, **key).status_code in {500, 503}
    assert stored == [1], "the message was stored before the failure"
    connection.close()
    assert not Message.objects.exists()
    assert not MessageKey.objects.exists()
    assert not TicketChange.objects.filter(ticket_id=ticket.pk).exists()
    assert Ticket.objects.values().get() == before
    again = anna.change("POST", path, body, **key)
    assert (again.status_code, again.json()["id"]) == (201, 1)


@pytest.fixture
def unfilled(new_ticket: Tickets, monkeypatch: pytest.MonkeyPatch) -> list[Ticket]:
    """Tickets as they were stored before the column, read three at a time."""
    tickets = [new_ticket(status=status) for status in ("open", "in_progress", "closed") * 3]
    Ticket.objects.update(waiting_since=None)
    monkeypatch.setattr(waiting_fill, "BATCH", 3)
    return tickets


def waiting() -> list[bool]:
    found = Ticket.objects.order_by("id").values_list("waiting_since", "created_at")
    return [since == created for since, created in found]


def test_a_locked_ticket_is_filled_after_its_writer(
    unfilled: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[list[bool]] = []
    with psycopg.connect(database_address(connection.settings_dict["NAME"])) as writer:
        writer.execute("SELECT FROM tickets_ticket WHERE id = %s FOR UPDATE", [unfilled[3].pk])

        def pause(_: float) -> None:
            pauses.append(waiting())
            if len(pauses) == 2:
                writer.rollback()

        monkeypatch.setattr(waiting_fill.time, "sleep", pause)
        assert waiting_since_fill(lambda _: None) == 6
    others = [True, True, False, False, True, False, True, True, False]
    assert pauses == [others, others]
    assert waiting() == [True, True, False] * 3


def test_tickets_that_are_deleted_meanwhile_are_not_looked_for(
    unfilled: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = unfilled[0].pk, unfilled[-1].pk
    Ticket.objects.filter(pk__gt=unfilled[2].pk).delete()
    monkeypatch.setattr(waiting_fill, "_first_and_last", lambda: ids)
    assert waiting_since_fill(lambda _: None) == 2


def test_an_interrupted_fill_goes_on(unfilled: list[Ticket]) -> None:
    def interrupt(share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        waiting_since_fill(interrupt)
    assert waiting() == [True, True, False, True, True, False, False, False, False]
    assert waiting_since_fill(lambda _: None) == 2
    assert waiting() == [True, True, False] * 3
    assert waiting_since_fill(lambda _: None) == 0
