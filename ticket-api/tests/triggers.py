"""Rows that a module of tests shares: stored without trail, counters or log, and removed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from tickets.models import TicketChange


@contextmanager
def without_triggers() -> Iterator[Any]:
    """A cursor whose statements fire no trigger, for what a whole module of tests shares."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor


def empty_every_table() -> None:
    """What Django does after a test with transactions, for rows that a whole module shared."""
    call_command("flush", interactive=False, verbosity=0)


def empty_the_trail(**signal: Any) -> None:
    """Empty the table of the trail when Django empties the tables of its models.

    Django leaves it alone, because the model is not managed, and the next test would see its rows.
    For a `post_migrate` signal: a `flush` sends it without a plan.
    """
    if "plan" not in signal:
        with without_triggers() as cursor:
            cursor.execute(f"TRUNCATE {TicketChange._meta.db_table}")
