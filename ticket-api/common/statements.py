"""Statements that Django's ORM cannot express: settings, locks, VACUUM, the project's functions.

A caller of `read` says in its docstring why it does not use the ORM.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection


def execute(*statements: str) -> None:
    """Run `statements`, which have neither parameters nor rows, one after the other."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def read(statement: str, values: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of one statement with its parameters."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def vacuum(table: str) -> None:
    """Let new rows of `table` use the space of deleted ones; skips a table that is locked."""
    execute(f"VACUUM (SKIP_LOCKED) {table}")
