"""Writers that lock several tickets and an account at once: all of them end, and none is missed."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection

from accounts.roles import make_roles
from conversations import sending
from conversations.models import Message
from conversations.sending import NewMessage, Sent, message_send
from tests.addresses import database_address
from tests.people import new_account
from tickets.audit.trail import Writer
from tickets.models import Ticket
from tickets.services.ticket_service import ticket_update

pytestmark = pytest.mark.django_db(transaction=True)

Tickets = Callable[..., Ticket]
WAIT_SECONDS = 20


@pytest.fixture
def anna() -> User:
    make_roles(using="default")
    return new_account("anna", first_name="Anna")


@pytest.fixture
def other() -> Iterator[psycopg.Connection[Any]]:
    """Another session of the database."""
    with psycopg.connect(database_address(connection.settings_dict["NAME"])) as session:
        yield session
        session.rollback()


@contextmanager
def beside(work: Callable[[], Any]) -> Iterator[Future[Any]]:
    """`work` in a thread, with its own connection."""

    def run() -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        yield threads.submit(run)


def wait_for_blocked(session: psycopg.Connection[Any]) -> None:
    """Until another session waits for a lock of `session`."""
    end = time.monotonic() + WAIT_SECONDS
    blocked = "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))"
    with psycopg.connect(database_address("postgres"), autocommit=True) as watching:
        while watching.execute(blocked, [session.info.backend_pid]).fetchone() == (0,):
            assert time.monotonic() < end, "nothing waits for the lock"
            time.sleep(0.01)


def reply_to_all(ticket: Ticket, account: User) -> Sent:
    return message_send(
        ticket_id=ticket.pk,
        new=NewMessage(kind="reply", body="It is solved.", to_duplicates=True),
        account=account,
        writer=Writer("", account.pk),
        key=None,
    )


# The account --------------------------------------------------------------------------------------

SWITCH_OFF = "UPDATE auth_user SET is_active = false WHERE id = %s"
LEAVE_GROUPS = "DELETE FROM auth_user_groups WHERE user_id = %s"
STRIP_GROUP = """
DELETE FROM auth_group_permissions WHERE group_id IN (
    SELECT group_id FROM auth_user_groups WHERE user_id = %s
)
"""


@pytest.mark.parametrize("statement", [SWITCH_OFF, LEAVE_GROUPS, STRIP_GROUP])
def test_an_account_ends_while_its_reply_goes_to_all_duplicates(
    anna: User, new_ticket: Tickets, other: psycopg.Connection[Any], statement: str
) -> None:
    """The end of the account frees the duplicate, which the reply has locked."""
    original = new_ticket()
    duplicate = new_ticket(duplicate_of=original, assignee=anna, status="in_progress")
    other.execute(statement, [anna.pk])
    with beside(lambda: reply_to_all(original, anna)) as reply:
        wait_for_blocked(other)
        other.commit()
        assert reply.result(WAIT_SECONDS).sent_to == [duplicate.pk]
    assert Message.objects.count() == 2
    assert set(Ticket.objects.values_list("assignee_id", flat=True)) == {None}


def test_an_account_ends_while_it_gets_a_duplicate_of_its_ticket(
    anna: User, new_ticket: Tickets, other: psycopg.Connection[Any]
) -> None:
    original, duplicate = new_ticket(assignee=anna), new_ticket()
    changes = {"duplicate_of_id": original.pk, "assignee_id": anna.pk}

    def mark() -> str:
        try:
            ticket_update(ticket_id=duplicate.pk, changes=changes)
        except sending.ValidationError as error:
            return str(error.detail)
        return ""

    other.execute(SWITCH_OFF, [anna.pk])
    with beside(mark) as marked:
        wait_for_blocked(other)
        other.commit()
        assert "Choose an active account" in marked.result(WAIT_SECONDS)
    assert set(Ticket.objects.values_list("assignee_id", flat=True)) == {None}


@pytest.mark.parametrize("statement", [SWITCH_OFF, LEAVE_GROUPS, STRIP_GROUP])
def test_an_account_that_ends_after_its_reply_owns_no_ticket(
    anna: User, new_ticket: Tickets, other: psycopg.Connection[Any], statement: str
) -> None:
    """The end waits for the reply, which has assigned the ticket and is not committed."""
    ticket, assigned, may_end = new_ticket(), threading.Event(), threading.Event()

    def reply() -> None:
        with sending.transaction.atomic():
            reply_to_all(ticket, anna)
            assigned.set()
            assert may_end.wait(WAIT_SECONDS)

    with beside(reply) as replied:
        assert assigned.wait(WAIT_SECONDS)
        other.execute("SET lock_timeout = '200ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute(statement, [anna.pk])
        other.rollback()
        may_end.set()
        replied.result(WAIT_SECONDS)
    ticket.refresh_from_db()
    assert ticket.assignee_id == anna.pk
    other.execute(statement, [anna.pk])
    other.commit()
    ticket.refresh_from_db()
    assert ticket.assignee_id is None


# Duplicates ---------------------------------------------------------------------------------------


def test_a_duplicate_marked_while_a_reply_waits_gets_it(
    anna: User, new_ticket: Tickets, other: psycopg.Connection[Any]
) -> None:
    """Marking locks both tickets, and the reply waits for that."""
    first, original, known, last = (new_ticket() for _ in range(4))
    Ticket.objects.filter(pk=known.pk).update(duplicate_of=original)
    other.execute(
        "SELECT FROM tickets_ticket WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
        [[first.pk, original.pk, last.pk]],
    )
    mark = "UPDATE tickets_ticket SET duplicate_of_id = %s, status = 'closed' WHERE id = ANY(%s)"
    with beside(lambda: reply_to_all(original, anna)) as reply:
        wait_for_blocked(other)
        other.execute(mark, [original.pk, [first.pk, last.pk]])
        other.commit()
        sent = reply.result(WAIT_SECONDS)
    assert sent.sent_to == [first.pk, known.pk, last.pk]
    assert Message.objects.count() == 4


def test_a_ticket_that_is_no_duplicate_any_more_gets_no_reply(
    anna: User, new_ticket: Tickets, other: psycopg.Connection[Any]
) -> None:
    original = new_ticket()
    kept, cleared = (new_ticket(duplicate_of=original) for _ in range(2))
    other.execute("UPDATE tickets_ticket SET duplicate_of_id = NULL WHERE id = %s", [cleared.pk])
    with beside(lambda: reply_to_all(original, anna)) as reply:
        wait_for_blocked(other)
        other.commit()
        assert reply.result(WAIT_SECONDS).sent_to == [kept.pk]
    assert set(Message.objects.values_list("ticket_id", flat=True)) == {original.pk, kept.pk}


def test_marks_and_replies_at_once_all_end(anna: User, new_ticket: Tickets) -> None:
    """Every duplicate that was marked before the reply's commit has it, and no other ticket."""
    for _ in range(5):
        low, original, *others = (new_ticket() for _ in range(6))
        candidates = [low, *others]

        def work(
            number: int, original: Ticket = original, candidates: list[Ticket] = candidates
        ) -> list[int] | None:
            try:
                if number < len(candidates):
                    marked = candidates[number].pk
                    ticket_update(ticket_id=marked, changes={"duplicate_of_id": original.pk})
                    return None
                return reply_to_all(original, anna).sent_to
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(work, range(len(candidates) + 3)))
        sent_to = [one for one in answers if one is not None]
        assert len(sent_to) == 3
        for one in sent_to:
            assert one == sorted(one)
        stored = Message.objects.filter(ticket_id__in=[one.pk for one in candidates])
        assert stored.count() == sum(map(len, sent_to))
        assert reply_to_all(original, anna).sent_to == sorted(one.pk for one in candidates)
