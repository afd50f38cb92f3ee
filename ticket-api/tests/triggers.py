"""Rows that a module of tests shares: stored without trail, counters or log, and removed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction


@contextmanager
def without_triggers() -> Iterator[Any]:
    """A cursor whose statements fire no trigger, for what a whole module of tests shares."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor


def empty_every_table() -> None:
    """What Django does after a test with transactions, for rows that a whole module shared.

    The trail outlives its tickets, so emptying the tickets' table is not enough.
    """
    call_command("flush", interactive=False, verbosity=0)
