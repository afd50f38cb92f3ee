"""COPY, which the ORM does not have."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Store the rows in one statement. None of them may be read from the database meanwhile."""
    stored = list(rows)
    if not stored:
        return
    with connection.cursor() as cursor:
        statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with cursor.copy(statement) as copy:
            for row in stored:
                copy.write_row(row)
