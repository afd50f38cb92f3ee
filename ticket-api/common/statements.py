"""Statements that Django's ORM cannot express: settings, locks, VACUUM, the project's functions."""

from django.db import connection


def execute(*statements: str) -> None:
    """Run `statements`, which have neither parameters nor rows, one after the other."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def vacuum(table: str) -> None:
    """Let new rows of `table` use the space of deleted ones; skips a table that is locked."""
    execute(f"VACUUM (SKIP_LOCKED) {table}")
