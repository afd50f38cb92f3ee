"""What the database says in its errors does not reach the log: it quotes tickets."""

import io
import logging
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import Error, connection, transaction

from config.logs import LineFormatter
from tickets.models import IdempotencyKey, Ticket

pytestmark = pytest.mark.django_db

SECRET = "my password is hunter2"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the service's own handler writes."""
    (handler,) = (
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler.formatter, LineFormatter)
    )
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def refused_row() -> None:
    Ticket.objects.create(title="", description=SECRET, category="billing", priority="low")


def taken_key() -> None:
    ticket = Ticket.objects.create(title="a", description="b", category="billing", priority="low")
    for _ in range(2):
        IdempotencyKey.objects.create(key=SECRET, body_digest=b"", ticket=ticket)


def text_for_a_number() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tickets_ticket WHERE id = %s", [SECRET])


def bad_line_of_a_copy() -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY tickets_ticket (title, created_at) FROM STDIN") as copy,
    ):
        copy.write(f"{SECRET}\t{SECRET}\n")


def bad_placeholder() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT '{SECRET}' LIKE '%{SECRET}'", [1])


@pytest.mark.parametrize(
    ("fail", "left"),
    [
        (refused_row, "CheckViolation 23514 tickets_ticket title_not_empty"),
        (taken_key, "UniqueViolation 23505 tickets_idempotencykey"),
        (text_for_a_number, "InvalidTextRepresentation 22P02"),
        (bad_line_of_a_copy, "InvalidDatetimeFormat 22007"),
        (bad_placeholder, "ProgrammingError"),
    ],
)
def test_a_traceback_names_the_kind_of_the_error_and_no_text(
    log: io.StringIO, fail: Callable[[], None], left: str
) -> None:
    try:
        with transaction.atomic():
            fail()
    except (Error, psycopg.Error) as error:
        outer = RuntimeError("on the way")
        outer.__cause__ = error
        logging.getLogger("ticket_api.error").warning("failed: %s", error, exc_info=outer)
        group = ExceptionGroup("together", [error])
        logging.getLogger("tickets").exception("failed", exc_info=group)
    assert "direct cause" in log.getvalue()
    assert "ExceptionGroup: together" in log.getvalue()
    assert left in log.getvalue()
    assert "hunter2" not in log.getvalue()


def test_why_a_connection_fails_stays(log: io.StringIO) -> None:
    try:
        psycopg.connect("host=127.0.0.1 port=1 connect_timeout=1")
    except psycopg.Error:
        logging.getLogger("tickets").exception("failed")
    assert "127.0.0.1" in log.getvalue().partition("OperationalError")[2]
